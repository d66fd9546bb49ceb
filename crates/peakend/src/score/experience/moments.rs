//! Events become moments.
//!
//! | touchpoint | observed | when |
//! | --- | --- | --- |
//! | `enter` | seconds until staff first spoke to the customer: at once where the guide gave the ticket, else as the guide noted it | then |
//! | `queue` | minutes called after the upper end of the wait that was told | first call |
//! | `queue` | left, or took another channel | then |
//! | `transact_talk` | how often the customer had been sent on before | the talk begins |
//! | `transact_talk` | a reason given with the rating | the last talk |
//! | `transact_wait` | time of a service, without what it was parked, over its norm | the service ends |
//! | `transact_result` | how the service ended | the service ends |
//! | `transact_result` | the rating at the counter | the answer |
//! | `leave` | how many things were left open | the visit ends, or the customer has rated at the counter |
//! | `leave` | the rating on the customer's own phone | the answer |
//!
//! and, since purposes and returns say more of some visits:
//!
//! | touchpoint | observed | when |
//! | --- | --- | --- |
//! | `consult` | asked for the same again: came back within seven days of being shown another channel | the return is noted |
//! | `consult` | a consultation was answered, handed on, or not answered | its service ends |
//! | `self_service` | came back from the self-service machine for the same | the return is noted |
//! | `purchase` | who came for a handset bought it, or left without | its service ends |
//! | `queue` | the wait is the reason of a low rating | the first call |
//! | `transact_talk` | documents checked beforehand, the form filled in | the first talk |
//! | `transact_wait` | how often a service was set aside | the service ends |
//! | `transact_result` | not solved is the reason of a low rating | the last service ends |
//! | `objection` | somebody came to complain, or turned to a complaint | the ticket, or the turn |
//! | `objection` | hours until somebody listened, nights not counted | the talk begins |
//! | `objection` | what came of it; who leaves before has given it up | the service ends, or the leaving |
//!
//! Touchpoints that no event speaks of yet are named in [`WITHOUT_SOURCE`]. What is *not* made into a moment either: a
//! wait nobody was told of, or that the customer asked to be longer; a first contact that nobody noted; the end of what
//! another channel took over, unless the customer comes back; a second call, a missed turn and a place held, which say what
//! the customer did and nothing of how it felt.

use super::{LiveMoment, Seen};
use crate::kernel::Instant;
use crate::kernel::kinds::PersonId;
use crate::listen::rating;
use crate::run::log::Event;
use crate::run::visit::{CheckOutcome, Ended, Happened, Leaving, Service, Source, State, Surface, Visit};
use blueprint::{Blueprint, Unit};

/// Touchpoints that no event of the log speaks of yet, and what will.
pub const WITHOUT_SOURCE: [(&str, &str); 6] = [
    ("locate", "searches of the directory, reports of wrong hours, the survey after the visit"),
    ("arrive", "the survey after the visit, inspections"),
    ("storefront", "inspections, the survey after the visit"),
    ("environment", "inspections, the survey after the visit"),
    ("wander", "a counter at the door: the ticket is the first that is known of a visit"),
    ("experience", "records of trials; a service at the counter is no trial"),
];

/// Who comes for this came to ask.
const CONSULTATION: &str = "consultation";
/// Who comes for this came to buy.
const HANDSET: &str = "handset";
/// Who comes for this came to complain.
const COMPLAINT: &str = "complaint";
/// The channel that stands in the hall.
const SELF_SERVICE: &str = "self_service";

/// All that is known of a visit.
pub struct Story<'a> {
    /// Its events, in order, from the ticket on.
    pub events: &'a [Event],
    /// The upper end of the wait that was told with the ticket, in seconds.
    pub promised_s: Option<f64>,
    /// The norm of a purpose's service time, in seconds.
    pub norm_s: &'a dyn Fn(&str) -> Option<f64>,
    /// The rules.
    pub blueprint: &'a Blueprint,
}

/// How the customer rated: the level.
pub fn rated(events: &[Event]) -> Option<i64> {
    events.iter().find_map(|event| match event.what {
        Happened::RatingAnswered { level, .. } => Some(level),
        _ => None,
    })
}

/// The moments of a visit, in order of time; at one instant in the order of the journey.
pub fn moments(story: &Story<'_>) -> Vec<LiveMoment> {
    let Some((first, others)) = story.events.split_first() else { return Vec::new() };
    let Some(visit) =
        first.visit.and_then(|id| Visit::begin(id, first.hall, first.at, &first.what, String::new()))
    else {
        return Vec::new();
    };
    let mut telling = Telling {
        story,
        visit,
        moments: Vec::new(),
        contacted: false,
        held: false,
        called_at: None,
        rated: false,
        objected: None,
        set_aside: 0,
        served_at: None,
        sent_on: 0,
        left_open: 0,
        talk: None,
        gone_at: None,
    };
    telling.arrives();
    for event in others {
        telling.hear(event);
    }
    telling.ends()
}

struct Telling<'a> {
    story: &'a Story<'a>,
    visit: Visit,
    moments: Vec<LiveMoment>,
    contacted: bool,
    held: bool,
    /// When it was called first.
    called_at: Option<Instant>,
    rated: bool,
    /// Since when there is a complaint that nobody has listened to, or, without an instant, one that somebody has.
    objected: Option<Option<Instant>>,
    /// How often the present service was set aside.
    set_aside: u32,
    /// When the last service ended.
    served_at: Option<Instant>,
    sent_on: u32,
    left_open: u32,
    /// When the last talk began, and with whom.
    talk: Option<(Instant, Option<PersonId>)>,
    gone_at: Option<Instant>,
}

impl Telling<'_> {
    fn note(&mut self, touchpoint: &str, signal: &str, at: Instant, seen: Seen, person: Option<PersonId>) {
        let Some(rule) = self.story.blueprint.rule(touchpoint, signal) else { return };
        // a category that the blueprint does not know has no affect, so it makes no moment
        let Ok(affect) = rule.affect(&seen.signal()) else { return };
        self.moments.push(LiveMoment {
            touchpoint: touchpoint.to_owned(),
            at,
            affect,
            rule: rule.id(),
            version: rule.fingerprint.clone(),
            signal: seen,
            person,
        });
    }

    /// Who gives the ticket by hand has spoken to the customer.
    fn arrives(&mut self) {
        if self.visit.source == Source::Guide {
            self.contact(self.visit.taken_at);
        }
        self.turns_to(self.visit.taken_at);
    }

    /// What is wanted from now on. A complaint is an ordinary one until somebody has listened to it.
    fn turns_to(&mut self, at: Instant) {
        if self.visit.purpose == COMPLAINT && self.objected.is_none() {
            self.objected = Some(Some(at));
            self.note("objection", "case_opened", at, Seen::Category("basic".to_owned()), None);
        }
    }

    /// Staff speak to the customer. Where the ticket was taken outside, nobody knows when the customer came in.
    fn contact(&mut self, at: Instant) {
        let arrived = matches!(self.visit.source, Source::Kiosk | Source::Guide | Source::Appointment);
        if arrived && !self.contacted && self.called_at.is_none() {
            let seconds = at.seconds_since(self.visit.taken_at).max(0.0);
            self.note("enter", "first_contact", at, Seen::quantity(seconds, Unit::Seconds), None);
        }
        self.contacted = true;
    }

    fn hear(&mut self, event: &Event) {
        let (before, called_at) = (self.visit.state, self.visit.called_at);
        let service = self.visit.apply(event.at, event.counter, &event.what);
        match &event.what {
            Happened::Greeted | Happened::Prepared { .. } => self.contact(event.at),
            Happened::Held { .. } => self.held = true,
            Happened::Called { .. } => self.is_called(event.at),
            Happened::Started => self.talks(event.at),
            Happened::Parked { .. } => self.set_aside += 1,
            Happened::Deferred { until } => {
                // a night is no wait for an answer
                let night = until.0.saturating_sub(event.at.0).max(0);
                self.objected = self.objected.map(|since| since.map(|since| Instant(since.0 + night)));
            }
            Happened::CameBack { channel, .. } => self.comes_back(event.at, channel),
            Happened::Another { left_open, .. } => self.stays_open(left_open),
            Happened::Finished { left_open, .. } => {
                if before == State::Called {
                    // finished without having been started: the talk began with the call
                    self.talks(called_at.unwrap_or(event.at));
                }
                self.stays_open(left_open);
                self.gone_at = Some(event.at);
            }
            Happened::Left { why } => self.leaves(event.at, before, *why),
            Happened::RatingAnswered { surface, level, reasons } => {
                self.rates(event.at, *surface, *level, reasons);
            }
            Happened::RatingExplained { reasons } => self.says_why(event.at, reasons),
            _ => {}
        }
        if let Some(service) = service {
            self.is_served(&service);
        }
        if matches!(event.what, Happened::Another { .. } | Happened::Transferred { .. }) {
            self.turns_to(event.at);
        }
        if matches!(event.what, Happened::Another { .. }) {
            self.is_heard(event.at);
        }
    }

    /// Has asked for the same a second time; and what the machine should have done was not done.
    fn comes_back(&mut self, at: Instant, channel: &str) {
        self.note("consult", "repeat_question", at, Seen::quantity(1.0, Unit::Count), None);
        if channel == SELF_SERVICE {
            self.note("self_service", "outcome", at, Seen::Category("failed".to_owned()), None);
        }
    }

    fn is_called(&mut self, at: Instant) {
        if self.called_at.is_none()
            && !self.held
            && let Some(high_s) = self.story.promised_s
        {
            // whoever has an appointment was promised nothing before its time
            let from =
                self.visit.appointment.map_or(self.visit.taken_at, |(from, _)| from.max(self.visit.taken_at));
            let beyond = (at.seconds_since(from) - high_s) / 60.0;
            self.note("queue", "wait_beyond_promise", at, Seen::quantity(beyond, Unit::Minutes), None);
        }
        self.called_at = self.called_at.or(Some(at));
    }

    fn talks(&mut self, at: Instant) {
        if self.talk.is_none() {
            self.brings(at);
        }
        self.is_heard(at);
        self.talk = Some((at, self.visit.person));
        let seen = Seen::quantity(f64::from(self.sent_on), Unit::Count);
        self.note("transact_talk", "transfer_count", at, seen, self.visit.person);
    }

    /// What was prepared shows when the first talk begins.
    fn brings(&mut self, at: Instant) {
        let check = self.visit.prepared.check.as_ref().map(|check| check.outcome);
        let documents = match check {
            Some(CheckOutcome::Complete) => Some("documents_complete"),
            Some(CheckOutcome::Missing) => Some("documents_missing"),
            Some(CheckOutcome::Diverted) | None => None,
        };
        let form = (!self.visit.prepared.form.is_empty()).then_some("form_filled");
        for what in [documents, form].into_iter().flatten() {
            self.note("transact_talk", "prepared", at, Seen::Category(what.to_owned()), self.visit.person);
        }
    }

    /// Somebody listens to the complaint.
    fn is_heard(&mut self, at: Instant) {
        if self.visit.purpose == COMPLAINT
            && let Some(Some(since)) = self.objected
        {
            let hours = at.seconds_since(since).max(0.0) / 3600.0;
            let seen = Seen::quantity(hours, Unit::Hours);
            self.note("objection", "first_answer", at, seen, self.visit.person);
            self.objected = Some(None);
        }
    }

    fn stays_open(&mut self, what: &str) {
        self.left_open += u32::from(!what.is_empty());
    }

    /// A service has ended. One that was sent on has neither a norm nor a result.
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a service")]
    fn is_served(&mut self, service: &Service) {
        let (at, person) = (service.ended_at, Some(service.person));
        let set_aside = std::mem::take(&mut self.set_aside);
        if set_aside > 0 {
            let seen = Seen::quantity(f64::from(set_aside), Unit::Count);
            self.note("transact_wait", "set_aside", at, seen, person);
        }
        self.has_come_for(service);
        if service.result == Ended::Transferred {
            self.sent_on += 1;
            return;
        }
        self.served_at = Some(at);
        if let Some(norm_s) = (self.story.norm_s)(&service.purpose).filter(|norm_s| *norm_s > 0.0) {
            let served_s = at.seconds_since(service.started_at) - service.parked_us as f64 / 1e6;
            let seen = Seen::quantity(served_s.max(0.0) / norm_s, Unit::Ratio);
            self.note("transact_wait", "service_time_ratio", at, seen, person);
        }
        let seen = Seen::Category(service.result.word().to_owned());
        self.note("transact_result", "result", at, seen, person);
    }

    /// What came of a visit for which one touchpoint is all. What the clerk's result does not say is not made up: *come
    /// again* says neither that a handset was reserved nor that an answer is late.
    fn has_come_for(&mut self, service: &Service) {
        let found = match (service.purpose.as_str(), service.result) {
            (CONSULTATION, Ended::Done) => ("consult", "consultation", "answered_at_once"),
            (CONSULTATION, Ended::Transferred) => ("consult", "consultation", "handed_over"),
            (CONSULTATION, Ended::Failed) => ("consult", "consultation", "unanswered"),
            (HANDSET, Ended::Done) => ("purchase", "sale", "bought"),
            (HANDSET, Ended::Failed) => ("purchase", "sale", "left_without"),
            (COMPLAINT, Ended::Done) => ("objection", "outcome", "settled"),
            (COMPLAINT, Ended::Partly) => ("objection", "outcome", "partly"),
            (COMPLAINT, Ended::Failed) => ("objection", "outcome", "refused"),
            _ => return,
        };
        let (touchpoint, signal, what) = found;
        let seen = Seen::Category(what.to_owned());
        self.note(touchpoint, signal, service.ended_at, seen, Some(service.person));
    }

    fn leaves(&mut self, at: Instant, before: State, why: Leaving) {
        if self.visit.purpose == COMPLAINT && matches!(self.objected, Some(Some(_))) {
            self.note("objection", "outcome", at, Seen::Category("withdrawn".to_owned()), None);
        }
        if before == State::Parked {
            // in the middle of a service: what it was about is open
            self.left_open += 1;
            self.gone_at = Some(at);
            return;
        }
        let how = if why == Leaving::Diverted { "diverted" } else { "left" };
        self.note("queue", "abandoned", at, Seen::Category(how.to_owned()), None);
    }

    /// At the counter a rating is of the result, on one's own phone of the end.
    #[expect(clippy::cast_precision_loss, reason = "a level of five")]
    fn rates(&mut self, at: Instant, surface: Surface, level: i64, reasons: &[String]) {
        if std::mem::replace(&mut self.rated, true) {
            return;
        }
        let seen = Seen::quantity(level as f64, Unit::Level);
        let (_, person) = self.talk.unwrap_or((at, self.visit.person));
        match surface {
            Surface::Evaluator => {
                self.note("transact_result", "rating", at, seen, person);
                self.gone_at = self.gone_at.max(Some(at));
            }
            Surface::Phone => self.note("leave", "end_rating", at, seen, None),
        }
        self.says_why(at, reasons);
    }

    /// Each reason is of the touchpoint whose rule knows it, and was felt there.
    fn says_why(&mut self, at: Instant, reasons: &[String]) {
        let (began, person) = self.talk.unwrap_or((at, self.visit.person));
        for reason in reasons {
            let Some((rule, _)) = rating::reason(reason) else { continue };
            let seen = Seen::Category(reason.clone());
            match rule.touchpoint.as_str() {
                "queue" => self.note("queue", &rule.signal, self.called_at.unwrap_or(at), seen, None),
                "transact_result" => {
                    let ended = self.served_at.unwrap_or(at);
                    self.note("transact_result", &rule.signal, ended, seen, person);
                }
                other => self.note(other, &rule.signal, began, seen, person),
            }
        }
    }

    fn ends(mut self) -> Vec<LiveMoment> {
        if let Some(at) = self.gone_at {
            let seen = Seen::quantity(f64::from(self.left_open), Unit::Count);
            self.note("leave", "unresolved", at, seen, None);
        }
        let journey = &self.story.blueprint.touchpoints;
        let place = |id: &str| journey.iter().position(|touchpoint| touchpoint.id == id);
        self.moments.sort_by_key(|moment| (moment.at, place(&moment.touchpoint)));
        self.moments
    }
}
