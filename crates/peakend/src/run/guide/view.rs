//! What the guide's page shows, put together from the rows of the hall.

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::VisitId;
use crate::run::alarm::Standards;
use crate::run::counter;
use crate::run::counter::store::Staffed;
use crate::run::diversion::{self, DiversionState};
use crate::run::hall::Plan;
use crate::run::live::age::{Age, minutes};
use crate::run::log;
use crate::run::pages::{self, Room};
use crate::run::visit::{self, CheckOutcome, Source as From, State, Visit};
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::frame::Where;
use crate::ui::text::{Language, Texts};
use blueprint::{Blueprint, Lang};
use db::Tx;

/// For how long the page of an issued ticket is shown to the guide, in seconds.
const ISSUED_SHOWN_S: i64 = 600;
/// For how long an offer waits for its answer on the page, in seconds.
const OFFER_SHOWN_S: i64 = 7200;

/// What the guide's page shows.
pub(super) struct View {
    pub code: String,
    pub hall: String,
    pub seq: i64,
    pub is_open: bool,
    pub offers: Vec<Offer>,
    pub classes: Vec<String>,
    pub issued: Option<Issued>,
    pub people: Vec<Person>,
    pub elsewhere: Vec<(String, String)>,
    pub unanswered: Vec<Unanswered>,
    /// Offers of the last seven days: all, taken, come back.
    pub counted: (i64, i64, i64),
}

/// What tickets are given for.
pub(super) struct Offer {
    pub id: String,
    pub name: String,
    pub waiting: usize,
    pub longest: i64,
}

/// The ticket just issued.
pub(super) struct Issued {
    pub number: String,
    pub purpose: String,
    /// The address of the customer's page.
    pub page: String,
}

/// Somebody in the hall.
pub(super) struct Person {
    pub id: String,
    pub number: String,
    pub purpose: String,
    pub state: String,
    pub waits: bool,
    pub missed: bool,
    pub again: bool,
    pub may_hold: bool,
    pub may_leave: bool,
    pub greeted: bool,
    pub check: Option<(bool, String)>,
    pub documents: String,
    pub word: String,
    pub since: Instant,
    pub minutes: i64,
    pub channels: Vec<(String, String)>,
}

/// An offer that waits for its answer.
pub(super) struct Unanswered {
    pub id: String,
    pub code: String,
    pub number: String,
    pub channel: String,
    pub purpose: String,
}

struct Source<'a> {
    plan: &'a Plan,
    texts: &'static Texts,
    language: Language,
    now: Instant,
    live: &'a [Visit],
}

impl View {
    /// The floor as the guide sees it.
    pub(super) fn load(
        house: &House,
        tx: &mut Tx<'_>,
        actor: &Actor,
        code: &str,
        issued: Option<VisitId>,
        now: Instant,
    ) -> Result<(Self, Where), Error> {
        let plan = pages::plan(house, tx, actor, code, Act::Guide)?;
        let id = plan.hall;
        let (seq, _) = log::store::stands(tx, id)?;
        let live = visit::store::live(tx, id)?;
        let staffed = counter::store::staffed(tx, id)?;
        let unanswered = diversion::store::unanswered(tx, id, now.plus_seconds(-OFFER_SHOWN_S))?;
        let week = now.plus_seconds(-diversion::RETURN_DAYS * 86_400);
        let counts = diversion::store::counts(tx, id, week)?;
        let texts = Texts::shared(actor.language);
        let from = Source { plan: &plan, texts, language: actor.language, now, live: &live };
        let issued = issued.and_then(|id| live.iter().find(|visit| visit.id == id));
        let view = Self {
            code: plan.code.clone(),
            hall: plan.name(actor.language).to_owned(),
            seq,
            is_open: plan.is_open(now),
            offers: from.offers(),
            classes: plan.classes().to_vec(),
            issued: issued.and_then(|visit| from.issued(visit)),
            people: live.iter().map(|visit| from.person(visit)).collect(),
            elsewhere: from.elsewhere(&staffed),
            unanswered: unanswered.iter().map(|one| from.unanswered(one)).collect(),
            counted: counted(&counts),
        };
        Ok((view, pages::here(tx, actor, &plan, Room::Guide, None)?))
    }
}

/// All offers, those taken, and those of them who came back.
fn counted(counts: &[(DiversionState, i64)]) -> (i64, i64, i64) {
    let of = |wanted: &[DiversionState]| {
        counts.iter().filter(|(state, _)| wanted.contains(state)).map(|(_, count)| count).sum()
    };
    use DiversionState as S;
    (of(S::ALL), of(&[S::Accepted, S::CameBack]), of(&[S::CameBack]))
}

impl Source<'_> {
    fn purpose(&self, purpose: &str) -> String {
        self.plan.purpose_name(purpose, self.language)
    }

    fn channel(&self, id: &str) -> String {
        let lang = Lang::from(self.language);
        let known = Blueprint::service_hall().channels.iter().find(|channel| channel.id == id);
        known.map_or_else(|| id.to_owned(), |channel| channel.name.get(lang).to_owned())
    }

    fn channels(&self, purpose: &str) -> Vec<(String, String)> {
        let offer = self.plan.offer(purpose);
        let ids = offer.map(|offer| offer.channels.as_slice()).unwrap_or_default();
        ids.iter().map(|id| (id.clone(), self.channel(id))).collect()
    }

    fn offers(&self) -> Vec<Offer> {
        let offered = self.plan.offers.iter().filter(|offer| offer.offered);
        offered
            .map(|offer| {
                let waits: Vec<&Visit> = self
                    .live
                    .iter()
                    .filter(|visit| visit.state == State::Waiting && visit.purpose == offer.purpose)
                    .collect();
                let longest = waits.iter().map(|visit| visit.waited_us(self.now)).max().unwrap_or_default();
                Offer {
                    id: offer.purpose.clone(),
                    name: offer.name(self.language).to_owned(),
                    waiting: waits.len(),
                    longest: minutes(longest),
                }
            })
            .collect()
    }

    /// The ticket a guide has just issued. That of nobody else: its page is the customer's own.
    fn issued(&self, visit: &Visit) -> Option<Issued> {
        let ours = visit.source == From::Guide && self.now <= visit.taken_at.plus_seconds(ISSUED_SHOWN_S);
        ours.then(|| Issued {
            number: visit.label(),
            purpose: self.purpose(&visit.purpose),
            page: format!("/t/{}", visit.secret),
        })
    }

    fn person(&self, visit: &Visit) -> Person {
        let standard = Standards::of(self.plan);
        let since = match visit.state {
            State::Waiting => visit.queued_at,
            State::Parked => visit.parked_at.unwrap_or(visit.queued_at),
            State::Serving => visit.started_at.unwrap_or(visit.queued_at),
            _ => visit.called_at.unwrap_or(visit.queued_at),
        };
        let waits = visit.state == State::Waiting;
        let age = if waits { Age::of(visit.waited_us(self.now), standard.wait_us) } else { Age::Fresh };
        let offer = self.plan.offer(&visit.purpose);
        let documents = offer.map(|offer| offer.documents(self.language).join(" · ")).unwrap_or_default();
        let check = visit.prepared.check.as_ref().map(|check| {
            let said = self.texts.say(&format!("desk-check-{}", check.outcome));
            let said = if check.note.is_empty() { said } else { format!("{said} · {}", check.note) };
            (check.outcome == CheckOutcome::Complete, said)
        });
        Person {
            id: visit.id.to_string(),
            number: visit.label(),
            purpose: self.purpose(&visit.purpose),
            state: self.texts.say(&format!("floor-state-{}", visit.state)),
            waits,
            missed: visit.state == State::Missed,
            again: visit.misses <= visit::MOST_RECYCLES,
            may_hold: waits && visit.holds < visit::MOST_HOLDS,
            may_leave: visit.state != State::Serving,
            greeted: visit.prepared.greeted_at.is_some(),
            check,
            documents,
            word: self.texts.say(&format!("floor-age-{age}")),
            since,
            minutes: minutes(self.now.0 - since.0),
            channels: self.channels(&visit.purpose),
        }
    }

    fn elsewhere(&self, staffed: &[Staffed]) -> Vec<(String, String)> {
        let offered = self.plan.offers.iter().filter(|offer| offer.offered);
        let purposes =
            offered.map(|offer| (format!("purpose:{}", offer.purpose), offer.name(self.language).to_owned()));
        let at_work = staffed.iter().filter(|at| at.counter.person.is_some());
        let counters = at_work.map(|at| {
            let label = self.texts.with("desk-counter", "counter", &at.counter.label);
            let name = at.name.as_deref().unwrap_or_default();
            (format!("counter:{}", at.counter.id), format!("{label} · {name}"))
        });
        purposes.chain(counters).collect()
    }

    fn unanswered(&self, one: &diversion::Diversion) -> Unanswered {
        let visit = self.live.iter().find(|visit| Some(visit.id) == one.visit);
        Unanswered {
            id: one.id.to_string(),
            code: one.code.clone(),
            number: visit.map(Visit::label).unwrap_or_default(),
            channel: self.channel(&one.channel),
            purpose: self.purpose(&one.purpose),
        }
    }
}
