//! What the live page of a hall shows, put together from its rows.

use super::age::{Age, elapsed, minutes};
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::run::alarm::store::Shown;
use crate::run::alarm::{self, Kind, Standards};
use crate::run::counter::store::Staffed;
use crate::run::counter::{self, CounterState};
use crate::run::hall::Plan;
use crate::run::pages::{self, Room};
use crate::run::visit::store::Line;
use crate::run::visit::{self, State, Visit};
use crate::run::{log, queue};
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::frame::Where;
use crate::ui::text::{Language, Texts};
use db::Tx;
use flow::calling::{Waiting, longest_wait_by_class};

/// What the live page shows.
pub(super) struct View {
    pub code: String,
    pub hall: String,
    pub seq: i64,
    /// How many wait, and the longest.
    pub sentence: String,
    /// What to do about it; empty if nothing.
    pub advice: String,
    /// How many counters are open.
    pub open: String,
    pub counters: Vec<Card>,
    pub line: Vec<Stub>,
    pub figures: Vec<Figure>,
    pub classes: Vec<Class>,
    pub bound_min: i64,
    pub alarms: Vec<Alarm>,
    /// Those who are still here though the hall is closed.
    pub left_over: Vec<Stub>,
    pub is_open: bool,
    pub shut: bool,
    pub broadcast: String,
    pub may_run: bool,
    pub may_run_hall: bool,
    pub may_see_visit: bool,
    pub may_see_figures: bool,
}

/// A counter.
pub(super) struct Card {
    pub id: String,
    pub label: String,
    pub state: &'static str,
    pub word: String,
    pub who: String,
    pub what: String,
    pub since: Instant,
    pub elapsed: String,
    pub norm_s: i64,
    pub norm_min: i64,
    pub staffed: bool,
}

/// One in the queue.
pub(super) struct Stub {
    pub id: String,
    pub number: String,
    pub purpose: String,
    pub age: Age,
    pub word: String,
    pub minutes: i64,
}

/// A figure beside its standard.
pub(super) struct Figure {
    pub name: String,
    pub value: String,
    pub standard: String,
    pub beyond: bool,
}

/// The longest wait of a class.
pub(super) struct Class {
    pub name: String,
    pub minutes: i64,
}

/// An alarm.
pub(super) struct Alarm {
    pub id: String,
    pub word: String,
    pub text: String,
    pub minutes: i64,
    pub seen_by: Option<String>,
    /// The counter that can be closed because of it.
    pub counter: Option<String>,
}

struct Source<'a> {
    plan: &'a Plan,
    texts: &'static Texts,
    language: Language,
    now: Instant,
    standards: Standards,
    staffed: &'a [Staffed],
    live: &'a [Visit],
    waiting: Vec<(&'a Visit, Waiting)>,
}

impl View {
    /// The hall as it is now.
    pub(super) fn load(
        house: &House,
        tx: &mut Tx<'_>,
        actor: &Actor,
        code: &str,
        now: Instant,
    ) -> Result<(Self, Where), Error> {
        let plan = pages::plan(house, tx, actor, code, Act::SeeFloor)?;
        let id = plan.hall;
        let (seq, _) = log::store::stands(tx, id)?;
        let staffed = counter::store::staffed(tx, id)?;
        let live = visit::store::live(tx, id)?;
        let alarms = alarm::store::shown(tx, id)?;
        let waiting = live
            .iter()
            .filter(|visit| visit.state == State::Waiting)
            .filter_map(|visit| Some((visit, queue::seen(&plan, &Line::of(visit))?)))
            .collect();
        let from = Source {
            plan: &plan,
            texts: Texts::shared(actor.language),
            language: actor.language,
            now,
            standards: Standards::of(&plan),
            staffed: &staffed,
            live: &live,
            waiting,
        };
        let may_run = actor.may(Act::RunFloor, &plan.path);
        // a rating is for who runs the floor, not for who was rated
        let alarms: Vec<_> =
            alarms.into_iter().filter(|one| may_run || one.alarm.kind != Kind::LowRating).collect();
        let is_open = plan.is_open(now);
        let view = Self {
            code: plan.code.clone(),
            hall: plan.name(actor.language).to_owned(),
            seq,
            sentence: from.sentence(),
            advice: from.advice(&alarms),
            open: from.texts.say_with(
                "floor-counters-open",
                &[("open", from.open().into()), ("all", staffed.len().into())],
            ),
            counters: staffed.iter().map(|at| from.card(at)).collect(),
            line: from.waiting.iter().map(|(visit, seen)| from.stub(visit, seen.waited_us(now.0))).collect(),
            figures: from.figures(),
            classes: from.classes(),
            bound_min: minutes(plan.rule.longest_wait_us),
            alarms: alarms.iter().map(|one| from.alarm(one)).collect(),
            left_over: if is_open { Vec::new() } else { from.left_over() },
            is_open,
            shut: plan.shut.is_some(),
            broadcast: plan.broadcast.clone().unwrap_or_default(),
            may_run,
            may_run_hall: actor.may(Act::RunHall, &plan.path),
            may_see_visit: actor.may(Act::SeeVisit, &plan.path),
            may_see_figures: actor.may(Act::SeeFigures, &plan.path),
        };
        Ok((view, pages::here(tx, actor, &plan, Room::Live, None)?))
    }
}

impl Source<'_> {
    fn due(&self) -> impl Iterator<Item = &(&Visit, Waiting)> {
        self.waiting.iter().filter(|(_, seen)| seen.is_due(self.now.0))
    }

    fn longest_us(&self) -> i64 {
        self.due().map(|(_, seen)| seen.waited_us(self.now.0)).max().unwrap_or_default()
    }

    fn open(&self) -> usize {
        self.staffed.iter().filter(|at| at.counter.state == CounterState::Open).count()
    }

    fn sentence(&self) -> String {
        if self.waiting.is_empty() {
            return self.texts.say("floor-nobody-waits");
        }
        let values = [("waiting", self.waiting.len().into()), ("longest", minutes(self.longest_us()).into())];
        self.texts.say_with("floor-sentence", &values)
    }

    /// The one thing to do first.
    fn advice(&self, alarms: &[Shown]) -> String {
        let is = |kind| alarms.iter().find(|one| one.alarm.kind == kind);
        if let Some(low) = is(Kind::LowRating).filter(|one| one.alarm.seen_by.is_none()) {
            let number = low.ticket.as_ref().map(|(letter, number)| visit::label(letter, *number));
            return self.texts.with("floor-advise-rating", "number", number.unwrap_or_default());
        }
        if let Some(idle) = is(Kind::Idle) {
            return self.texts.with("floor-advise-idle", "counter", idle.counter.clone().unwrap_or_default());
        }
        let crowded = is(Kind::Line).is_some()
            || is(Kind::WaitOver).is_some()
            || (self.open() == 0 && !self.waiting.is_empty());
        let spare = self.staffed.iter().find(|at| at.counter.state != CounterState::Open);
        match spare.filter(|_| crowded) {
            Some(at) => self.texts.with("floor-advise-open", "counter", &at.counter.label),
            None if crowded => self.texts.say("floor-advise-divert"),
            None => String::new(),
        }
    }

    fn purpose(&self, purpose: &str) -> String {
        self.plan.purpose_name(purpose, self.language)
    }

    fn norm_s(&self, visit: &Visit) -> f64 {
        self.plan.offer(&visit.purpose).map_or(600.0, |offer| offer.norm_s)
    }

    fn card(&self, at: &Staffed) -> Card {
        let visit = at.counter.visit.and_then(|id| self.live.iter().find(|visit| visit.id == id));
        let state = match (at.counter.state, visit) {
            (CounterState::Closed, _) => "closed",
            (_, Some(visit)) if visit.state == State::Called => "called",
            (_, Some(visit)) if self.is_over(visit) => "over",
            (_, Some(_)) => "serving",
            (CounterState::Paused, None) => "paused",
            (CounterState::Open, None) => "free",
        };
        let since = visit.map_or(at.counter.since, |visit| {
            let began = if visit.state == State::Called { visit.called_at } else { visit.started_at };
            Instant(began.unwrap_or(self.now).0 + visit.parked_us)
        });
        #[expect(clippy::cast_possible_truncation, reason = "seconds of one service")]
        let norm_s =
            visit.filter(|visit| visit.state == State::Serving).map_or(0, |visit| self.norm_s(visit) as i64);
        Card {
            id: at.counter.id.to_string(),
            label: at.counter.label.clone(),
            state,
            word: self.texts.say(&format!("floor-counter-{state}")),
            who: at.name.clone().unwrap_or_default(),
            what: visit
                .map(|visit| format!("{} {}", visit.label(), self.purpose(&visit.purpose)))
                .unwrap_or_default(),
            since,
            elapsed: elapsed(self.now.0 - since.0),
            norm_s,
            norm_min: (norm_s + 59) / 60,
            staffed: at.counter.state != CounterState::Closed,
        }
    }

    fn is_over(&self, visit: &Visit) -> bool {
        visit.started_at.is_some_and(|began| {
            Instant(self.now.0 - visit.parked_us).seconds_since(began) > self.norm_s(visit)
        })
    }

    fn stub(&self, visit: &Visit, waited_us: i64) -> Stub {
        let age = Age::of(waited_us, self.standards.wait_us);
        let held = visit.hold_until.is_some_and(|until| until > self.now);
        let word = if held { "floor-age-held".to_owned() } else { format!("floor-age-{age}") };
        Stub {
            id: visit.id.to_string(),
            number: visit.label(),
            purpose: self.purpose(&visit.purpose),
            age: if held { Age::Fresh } else { age },
            word: self.texts.say(&word),
            minutes: minutes(waited_us),
        }
    }

    /// Waits against standards.
    fn figures(&self) -> Vec<Figure> {
        let floor = alarm::Floor { plan: self.plan, now: self.now, staffed: self.staffed, live: self.live };
        let wanted = alarm::wanted(&floor);
        let count = |kind| wanted.iter().filter(|raised| raised.kind == kind).count();
        let minutes_of = |us| format!("{} {}", minutes(us), self.texts.say("floor-minutes"));
        let most = self.standards.line_per_counter * self.open().max(1);
        let figure = |name: &str, value: String, standard: String, beyond: bool| Figure {
            name: self.texts.say(name),
            value,
            standard,
            beyond,
        };
        vec![
            figure(
                "floor-figure-wait",
                minutes_of(self.longest_us()),
                self.texts.with("floor-standard-most", "most", minutes_of(self.standards.wait_us)),
                count(Kind::WaitOver) > 0,
            ),
            figure(
                "floor-figure-overrun",
                count(Kind::Overrun).to_string(),
                self.texts.with("floor-standard-overrun", "times", self.standards.overrun),
                count(Kind::Overrun) > 0,
            ),
            figure(
                "floor-figure-idle",
                count(Kind::Idle).to_string(),
                self.texts.say("floor-standard-idle"),
                count(Kind::Idle) > 0,
            ),
            figure(
                "floor-figure-line",
                self.due().count().to_string(),
                self.texts.with("floor-standard-most", "most", most),
                count(Kind::Line) > 0,
            ),
        ]
    }

    /// The longest wait of each class, beside the bound of the calling rule.
    fn classes(&self) -> Vec<Class> {
        let seen: Vec<Waiting> = self.waiting.iter().map(|(_, seen)| *seen).collect();
        let named = |class: flow::calling::Class| {
            let known = self.plan.classes().get(usize::from(class.0));
            known.cloned().unwrap_or_else(|| self.texts.say("floor-class-others"))
        };
        let longest = longest_wait_by_class(&seen, self.now.0);
        longest.into_iter().map(|(class, us)| Class { name: named(class), minutes: minutes(us) }).collect()
    }

    fn alarm(&self, one: &Shown) -> Alarm {
        let kind = one.alarm.kind.word().replace('_', "-");
        let number =
            one.ticket.as_ref().map(|(letter, number)| visit::label(letter, *number)).unwrap_or_default();
        let longest = minutes(self.longest_us());
        let nobody = one.alarm.kind == Kind::Unservable && one.alarm.visit.is_none();
        let id = if nobody { "floor-alarm-nobody".to_owned() } else { format!("floor-alarm-{kind}") };
        let values = [
            ("number", number.into()),
            ("counter", one.counter.clone().unwrap_or_default().into()),
            ("level", one.alarm.value.unwrap_or_default().into()),
            ("longest", longest.into()),
            ("waiting", self.waiting.len().into()),
        ];
        Alarm {
            id: one.alarm.id.to_string(),
            word: self.texts.say(&format!("floor-kind-{kind}")),
            text: self.texts.say_with(&id, &values),
            minutes: minutes(self.now.0 - one.alarm.since.0),
            seen_by: one.alarm.seen_by.clone(),
            counter: one.alarm.counter.filter(|_| one.alarm.kind == Kind::Idle).map(|id| id.to_string()),
        }
    }

    /// Those who wait though the hall is closed, and have not been told to come again.
    fn left_over(&self) -> Vec<Stub> {
        self.live
            .iter()
            .filter(|visit| {
                matches!(visit.state, State::Waiting | State::Missed) && visit.queued_at <= self.now
            })
            .map(|visit| self.stub(visit, visit.waited_us(self.now)))
            .collect()
    }
}
