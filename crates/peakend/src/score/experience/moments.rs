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
//! What is *not* made into a moment: a wait nobody was told of, or that the customer asked to be longer; a first contact
//! that nobody noted; dwelling, consultations, trials, purchases and objections, of which the log has no events.

use super::{LiveMoment, Seen};
use crate::kernel::Instant;
use crate::kernel::kinds::PersonId;
use crate::run::log::Event;
use crate::run::visit::{Ended, Happened, Leaving, Service, Source, State, Surface, Visit};
use blueprint::{Blueprint, Unit};

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
        called: false,
        rated: false,
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
    called: bool,
    rated: bool,
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
    }

    /// Staff speak to the customer. Where the ticket was taken outside, nobody knows when the customer came in.
    fn contact(&mut self, at: Instant) {
        let arrived = matches!(self.visit.source, Source::Kiosk | Source::Guide | Source::Appointment);
        if arrived && !self.contacted && !self.called {
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
            _ => {}
        }
        if let Some(service) = service {
            self.is_served(&service);
        }
    }

    fn is_called(&mut self, at: Instant) {
        if !self.called
            && !self.held
            && let Some(high_s) = self.story.promised_s
        {
            // whoever has an appointment was promised nothing before its time
            let from =
                self.visit.appointment.map_or(self.visit.taken_at, |(from, _)| from.max(self.visit.taken_at));
            let beyond = (at.seconds_since(from) - high_s) / 60.0;
            self.note("queue", "wait_beyond_promise", at, Seen::quantity(beyond, Unit::Minutes), None);
        }
        self.called = true;
    }

    fn talks(&mut self, at: Instant) {
        self.talk = Some((at, self.visit.person));
        let seen = Seen::quantity(f64::from(self.sent_on), Unit::Count);
        self.note("transact_talk", "transfer_count", at, seen, self.visit.person);
    }

    fn stays_open(&mut self, what: &str) {
        self.left_open += u32::from(!what.is_empty());
    }

    /// A service has ended. One that was sent on has neither a norm nor a result.
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a service")]
    fn is_served(&mut self, service: &Service) {
        if service.result == Ended::Transferred {
            self.sent_on += 1;
            return;
        }
        let (at, person) = (service.ended_at, Some(service.person));
        if let Some(norm_s) = (self.story.norm_s)(&service.purpose).filter(|norm_s| *norm_s > 0.0) {
            let served_s = at.seconds_since(service.started_at) - service.parked_us as f64 / 1e6;
            let seen = Seen::quantity(served_s.max(0.0) / norm_s, Unit::Ratio);
            self.note("transact_wait", "service_time_ratio", at, seen, person);
        }
        let seen = Seen::Category(service.result.word().to_owned());
        self.note("transact_result", "result", at, seen, person);
    }

    fn leaves(&mut self, at: Instant, before: State, why: Leaving) {
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
        let (began, person) = self.talk.unwrap_or((at, self.visit.person));
        match surface {
            Surface::Evaluator => {
                self.note("transact_result", "rating", at, seen, person);
                self.gone_at = self.gone_at.max(Some(at));
            }
            Surface::Phone => self.note("leave", "end_rating", at, seen, None),
        }
        for reason in reasons {
            self.note("transact_talk", "rating_reason", began, Seen::Category(reason.clone()), person);
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
