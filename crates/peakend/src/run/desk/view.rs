//! What the desk shows, put together from the rows of the hall.

use super::store;
use crate::Error;
use crate::house::House;
use crate::http::who::Asker;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, VisitId};
use crate::run::counter::store::Staffed;
use crate::run::counter::{self, CounterState};
use crate::run::hall::Plan;
use crate::run::live::age::{elapsed, minutes};
use crate::run::log;
use crate::run::pages::{self, Room};
use crate::run::queue;
use crate::run::visit::store::Line;
use crate::run::visit::{self, CheckOutcome, State, Visit};
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::staff::session;
use crate::ui::frame::Where;
use crate::ui::text::{Language, Texts};
use blueprint::{Blueprint, Lang};
use db::Tx;
use std::collections::HashMap;

/// How long the last customer's evaluator is shown at the desk, in seconds.
const RATING_SHOWN_S: i64 = 300;

/// What the desk shows.
pub(super) struct View {
    pub code: String,
    pub hall: String,
    /// The last event of the hall that is in it.
    pub seq: i64,
    pub mine: Option<Mine>,
    /// Counters to choose from, when none is mine.
    pub counters: Vec<Choice>,
    pub now: Option<Now>,
    pub next: Vec<Next>,
    pub waiting: usize,
    pub parked: Vec<Aside>,
    pub missed: Vec<Aside>,
    /// Id and name of what is offered.
    pub purposes: Vec<(String, String)>,
    /// Where else a customer can be sent: value and name.
    pub others: Vec<(String, String)>,
    /// How it stands with the last customer's evaluator.
    pub rating: Option<String>,
    /// How often the clerk is signed in elsewhere too.
    pub elsewhere: usize,
}

/// My counter.
pub(super) struct Mine {
    pub id: String,
    pub label: String,
    pub open: bool,
}

/// A counter to choose.
pub(super) struct Choice {
    pub id: String,
    pub label: String,
    pub free: bool,
    pub who: String,
}

/// The customer now.
pub(super) struct Now {
    pub id: String,
    pub number: String,
    pub purpose: String,
    pub called: bool,
    pub since: Instant,
    pub elapsed: String,
    pub norm_s: i64,
    pub norm_min: i64,
    pub waited_min: i64,
    pub moment: String,
    pub steps: Vec<String>,
    pub check: Option<(bool, String)>,
    pub documents: Vec<String>,
    pub form: Vec<(String, String)>,
    pub before: Vec<String>,
    pub left_open: String,
    pub class: String,
    pub english: bool,
    pub other_day: bool,
}

/// One of those who come next.
pub(super) struct Next {
    pub id: String,
    pub number: String,
    pub purpose: String,
    pub since: Instant,
    pub minutes: i64,
    pub standard_s: i64,
    pub under: String,
}

/// Somebody put aside, or who did not come.
pub(super) struct Aside {
    pub id: String,
    pub number: String,
    pub purpose: String,
    pub since: Instant,
    pub minutes: i64,
    pub again: bool,
}

/// What a view is made of.
struct Source<'a> {
    plan: &'a Plan,
    texts: &'static Texts,
    language: Language,
    now: Instant,
    today: String,
}

impl View {
    /// The desk of whoever asks.
    pub(super) fn load(
        house: &House,
        tx: &mut Tx<'_>,
        asker: &Asker,
        code: &str,
        now: Instant,
    ) -> Result<(Self, Where), Error> {
        let actor = &asker.actor;
        let plan = pages::plan(house, tx, actor, code, Act::WorkCounter)?;
        let id = plan.hall;
        let (seq, turn) = log::store::stands(tx, id)?;
        let staffed = counter::store::staffed(tx, id)?;
        let live = visit::store::live(tx, id)?;
        let texts = Texts::shared(actor.language);
        let from = Source { plan: &plan, texts, language: actor.language, now, today: plan.day(now) };
        let at = staffed.iter().find(|at| at.counter.person.is_some() && at.counter.person == actor.person());
        let mine = at.map(|at| &at.counter);
        let mut view = Self {
            code: plan.code.clone(),
            hall: plan.name(actor.language).to_owned(),
            seq,
            mine: mine.map(|c| Mine {
                id: c.id.to_string(),
                label: c.label.clone(),
                open: c.state == CounterState::Open,
            }),
            counters: if mine.is_none() { choices(&staffed) } else { Vec::new() },
            now: None,
            next: Vec::new(),
            waiting: live.iter().filter(|visit| visit.state == State::Waiting).count(),
            parked: aside(&from, &live, State::Parked),
            missed: aside(&from, &live, State::Missed),
            purposes: offered(&from),
            others: others(&from, &staffed, actor),
            rating: None,
            elsewhere: match actor.person() {
                Some(person) => session::others(tx, person, asker.session, now)?,
                None => 0,
            },
        };
        if let Some(at) = at {
            if let Some(visit) = live.iter().find(|visit| Some(visit.id) == at.counter.visit) {
                view.now = Some(now_at(&from, visit, visit::store::services(tx, visit.id)?)?);
                view.before(&from, store::earlier(tx, visit)?);
            }
            view.next = next(&from, at, &live, turn);
            view.rating = rating(&from, tx, at.counter.id)?;
        }
        Ok((view, pages::here(tx, actor, &plan, Room::Desk, None)?))
    }
}

impl View {
    /// Adds the customer's earlier visits to what is told of the one now.
    fn before(&mut self, from: &Source<'_>, earlier: Vec<store::Earlier>) {
        let Some(now) = &mut self.now else { return };
        now.before.extend(earlier.into_iter().map(|one| from.earlier(one)));
    }
}

fn choices(staffed: &[Staffed]) -> Vec<Choice> {
    staffed
        .iter()
        .map(|at| Choice {
            id: at.counter.id.to_string(),
            label: at.counter.label.clone(),
            free: at.counter.person.is_none(),
            who: at.name.clone().unwrap_or_default(),
        })
        .collect()
}

fn offered(from: &Source<'_>) -> Vec<(String, String)> {
    let offers = from.plan.offers.iter().filter(|offer| offer.offered);
    offers.map(|offer| (offer.purpose.clone(), offer.name(from.language).to_owned())).collect()
}

/// Colleagues at work and their counters.
fn others(from: &Source<'_>, staffed: &[Staffed], actor: &Actor) -> Vec<(String, String)> {
    let colleagues =
        staffed.iter().filter(|at| at.counter.person.is_some() && at.counter.person != actor.person());
    colleagues
        .flat_map(|at| {
            let named = at.name.clone().unwrap_or_default();
            let person = at.counter.person.map(|person| (format!("person:{person}"), named));
            let label = from.texts.with("desk-counter", "counter", &at.counter.label);
            std::iter::once((format!("counter:{}", at.counter.id), label)).chain(person)
        })
        .collect()
}

fn aside(from: &Source<'_>, live: &[Visit], state: State) -> Vec<Aside> {
    live.iter()
        .filter(|visit| visit.state == state)
        .map(|visit| {
            let since = visit.parked_at.or(visit.called_at).unwrap_or(visit.queued_at);
            Aside {
                id: visit.id.to_string(),
                number: visit.label(),
                purpose: from.purpose(&visit.purpose),
                since,
                minutes: minutes(from.now.0 - since.0),
                again: visit.misses <= visit::MOST_RECYCLES,
            }
        })
        .collect()
}

/// The customer who is at the counter.
fn now_at(
    from: &Source<'_>,
    visit: &Visit,
    services: Vec<(i64, String, visit::Ended)>,
) -> Result<Now, Error> {
    let called = visit.state == State::Called;
    let since = if called { visit.called_at } else { visit.started_at }.unwrap_or(from.now);
    let offer = from.plan.offer(&visit.purpose);
    let norm_s = offer.map_or(600.0, |offer| offer.norm_s);
    let gone_us = from.now.0 - since.0 - visit.parked_us;
    let (moment, steps) = guide(from.language, moment(called, gone_us, norm_s));
    #[expect(clippy::cast_possible_truncation, reason = "seconds of one service")]
    let norm_s = norm_s as i64;
    let documents = offer.map(|offer| offer.documents(from.language).to_vec()).unwrap_or_default();
    Ok(Now {
        id: visit.id.to_string(),
        number: visit.label(),
        purpose: from.purpose(&visit.purpose),
        called,
        // what was spent aside is not counted
        since: Instant(since.0 + visit.parked_us),
        elapsed: elapsed(gone_us),
        norm_s,
        norm_min: (norm_s + 59) / 60,
        waited_min: minutes(visit.waited_us(from.now)),
        moment,
        steps,
        check: visit
            .prepared
            .check
            .as_ref()
            .map(|check| (check.outcome == CheckOutcome::Complete, from.check(check))),
        documents,
        form: visit.prepared.form.clone(),
        before: services.iter().map(|(_, purpose, ended)| from.service(purpose, *ended)).collect(),
        left_open: visit.left_open.clone(),
        class: visit.class.clone(),
        english: visit.language.starts_with("en"),
        other_day: visit.day != from.today,
    })
}

/// The touchpoint of this moment: the customer is coming; the work is under way; the result is near.
fn moment(called: bool, gone_us: i64, norm_s: f64) -> &'static str {
    #[expect(clippy::cast_precision_loss, reason = "microseconds of one service")]
    let gone_s = gone_us as f64 / 1e6;
    if called {
        "transact_talk"
    } else if gone_s < norm_s / 2.0 {
        "transact_wait"
    } else {
        "transact_result"
    }
}

/// The first three steps of the clerk's guide, and the touchpoint's name.
fn guide(language: Language, touchpoint: &str) -> (String, Vec<String>) {
    let lang = Lang::from(language);
    let Some(touchpoint) = Blueprint::service_hall().touchpoint(touchpoint) else {
        return Default::default();
    };
    let steps = touchpoint
        .guide("clerk")
        .map(|guide| guide.steps.iter().take(3).map(|step| step.get(lang).to_owned()));
    (touchpoint.name.get(lang).to_owned(), steps.map(Iterator::collect).unwrap_or_default())
}

/// Those who would be called here next.
fn next(from: &Source<'_>, at: &Staffed, live: &[Visit], turn: u32) -> Vec<Next> {
    let Some(desk) = at.desk().map(|desk| queue::desk(from.plan, &desk)) else { return Vec::new() };
    let waiting: Vec<_> = live
        .iter()
        .filter(|visit| visit.state == State::Waiting)
        .filter_map(|visit| queue::seen(from.plan, &Line::of(visit)))
        .collect();
    let by_key: HashMap<u128, &Visit> = live.iter().map(|visit| (key(visit.id), visit)).collect();
    let keys = queue::upcoming(from.plan, &waiting, &desk, turn, from.now, 3);
    keys.iter().filter_map(|key| by_key.get(key)).map(|visit| from.next(visit)).collect()
}

fn key(id: VisitId) -> u128 {
    id.uuid().as_u128()
}

fn rating(from: &Source<'_>, tx: &mut Tx<'_>, mine: CounterId) -> Result<Option<String>, Error> {
    let since = from.now.plus_seconds(-RATING_SHOWN_S);
    let found = store::last_rating(tx, mine, since)?;
    Ok(found.map(|(letter, number, state)| {
        let state = from.texts.say(&format!("desk-rating-{}", state.word().replace('_', "-")));
        let number = visit::label(&letter, number);
        from.texts.say_with("desk-rating", &[("number", number.into()), ("state", state.into())])
    }))
}

impl Source<'_> {
    fn purpose(&self, purpose: &str) -> String {
        self.plan.purpose_name(purpose, self.language)
    }

    fn service(&self, purpose: &str, ended: visit::Ended) -> String {
        let ended = self.texts.say(&format!("desk-ended-{}", ended.word().replace('_', "-")));
        self.texts
            .say_with("desk-service", &[("purpose", self.purpose(purpose).into()), ("ended", ended.into())])
    }

    /// An earlier visit, with its day if that was another.
    fn earlier(&self, one: store::Earlier) -> String {
        let how = match one.result {
            Some(result) => format!("desk-ended-{}", result.word().replace('_', "-")),
            None => format!("experience-state-{}", one.state),
        };
        let number = visit::label(&one.letter, one.number);
        let number = if one.day == self.today { number } else { format!("{} {number}", one.day) };
        let values = [
            ("number", number.into()),
            ("purpose", self.purpose(&one.purpose).into()),
            ("ended", self.texts.say(&how).into()),
        ];
        self.texts.say_with("desk-earlier", &values)
    }

    fn check(&self, check: &visit::Check) -> String {
        let outcome = self.texts.say(&format!("desk-check-{}", check.outcome.word()));
        if check.note.is_empty() {
            return outcome;
        }
        self.texts
            .say_with("desk-check", &[("outcome", outcome.into()), ("note", check.note.as_str().into())])
    }

    fn next(&self, visit: &Visit) -> Next {
        let under = match (&visit.prepared.check, visit.appointment.is_some()) {
            (Some(check), _) => self.check(check),
            (None, true) => self.texts.say("desk-appointment"),
            (None, false) => String::new(),
        };
        Next {
            id: visit.id.to_string(),
            number: visit.label(),
            purpose: self.purpose(&visit.purpose),
            since: visit.queued_at,
            minutes: minutes(visit.waited_us(self.now)),
            standard_s: i64::from(self.plan.rule_spec.longest_wait_min) * 60,
            under,
        }
    }
}
