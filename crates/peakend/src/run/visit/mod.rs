//! A visit: one customer, one hall, from taking a ticket to leaving.
//!
//! What happens to it is a [`Happened`]; [`Visit::apply`] is the one place that says what follows from it. Acts decide
//! whether it may happen, apply it, save the row and append the event; replaying the log applies the same events again and
//! must come to the same rows.

pub mod act;
pub mod api;
mod happened;
pub(crate) mod store;

pub use happened::{Because, Check, CheckOutcome, Ended, Happened, Leaving, Preparation, Surface};

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use crate::kernel::words;

words! {
    /// Where a ticket comes from.
    pub enum Source {
        /// Taken at the kiosk.
        Kiosk = "kiosk",
        /// Given by the guide.
        Guide = "guide",
        /// Taken on the customer's phone, by the code in the hall.
        Phone = "phone",
        /// By the API.
        Api = "api",
        /// An appointment that was checked in.
        Appointment = "appointment",
    }
}

words! {
    /// Where a visit stands.
    pub enum State {
        /// In the queue.
        Waiting = "waiting",
        /// Called to a counter, and not there yet.
        Called = "called",
        /// Being served.
        Serving = "serving",
        /// Put aside in the middle of a service: a form to fill in, a copy to fetch.
        Parked = "parked",
        /// Called and not come; may be put back once.
        Missed = "missed",
        /// Left without being served to the end.
        Left = "left",
        /// Served.
        Done = "done",
    }
}

impl State {
    /// Whether the customer is still in the hall, as far as is known.
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Left | Self::Done)
    }

    /// Whether it is at a counter.
    pub const fn is_at_counter(self) -> bool {
        matches!(self, Self::Called | Self::Serving)
    }
}

words! {
    /// How a service ended for the customer.
    pub enum Outcome {
        /// All that was wanted.
        Done = "done",
        /// Some of it.
        Partly = "partly",
        /// Nothing of it.
        Failed = "failed",
        /// It takes another visit.
        ComeAgain = "come_again",
    }
}

/// The most times a customer may ask for their place to be held.
pub const MOST_HOLDS: i64 = 2;
/// The longest a place is held, in minutes.
pub const LONGEST_HOLD_MIN: i64 = 15;
/// How often somebody who did not come is put back.
pub const MOST_RECYCLES: i64 = 1;

/// A visit as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// Its id.
    pub id: VisitId,
    /// The hall.
    pub hall: PlaceId,
    /// The local day of its ticket.
    pub day: String,
    /// The letter of its ticket.
    pub letter: String,
    /// The number of its ticket, from 1.
    pub number: i64,
    /// Opens the customer's own page. Never shown to anybody else, and not in the log.
    pub secret: String,
    /// Where the ticket comes from.
    pub source: Source,
    /// The language of the customer, as a tag.
    pub language: String,
    /// Where it stands.
    pub state: State,
    /// What is wanted now.
    pub purpose: String,
    /// The class of the customer.
    pub class: String,
    /// When the ticket was taken.
    pub taken_at: Instant,
    /// When it joined the queue that it is in.
    pub queued_at: Instant,
    /// Not called before this.
    pub hold_until: Option<Instant>,
    /// How often its place was held.
    pub holds: i64,
    /// The appointment's window.
    pub appointment: Option<(Instant, Instant)>,
    /// Only at this counter.
    pub for_counter: Option<CounterId>,
    /// Only with this person.
    pub for_person: Option<PersonId>,
    /// The counter it was called to last.
    pub counter: Option<CounterId>,
    /// Who called it last.
    pub person: Option<PersonId>,
    /// When it was called last.
    pub called_at: Option<Instant>,
    /// Calls and recalls since it joined the queue.
    pub calls: i64,
    /// How often it did not come.
    pub misses: i64,
    /// When the present service began.
    pub started_at: Option<Instant>,
    /// Since when it is parked.
    pub parked_at: Option<Instant>,
    /// How long it was parked in the present service, in microseconds.
    pub parked_us: i64,
    /// Services ended.
    pub services: i64,
    /// When it left.
    pub ended_at: Option<Instant>,
    /// How it ended.
    pub result: Option<Outcome>,
    /// What is left open, in the clerk's words.
    pub left_open: String,
    /// What was done beforehand.
    pub prepared: Preparation,
    /// Events so far.
    pub events: i64,
}

/// A service that has just ended, to be kept as a row of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its number in the visit, from 1.
    pub n: i64,
    /// What was wanted.
    pub purpose: String,
    /// The counter.
    pub counter: CounterId,
    /// Who served.
    pub person: PersonId,
    /// How long the customer had waited for it, in microseconds.
    pub waited_us: i64,
    /// When it began.
    pub started_at: Instant,
    /// When it ended.
    pub ended_at: Instant,
    /// How long it was parked, in microseconds.
    pub parked_us: i64,
    /// How it ended.
    pub result: Ended,
}

impl Visit {
    /// The number as people see it: `A042`.
    pub fn label(&self) -> String {
        label(&self.letter, self.number)
    }

    /// How long it has waited, or had waited when it was called, in microseconds.
    pub fn waited_us(&self, now: Instant) -> i64 {
        let until = match self.state {
            State::Waiting => now,
            _ => self.called_at.or(self.ended_at).unwrap_or(now),
        };
        until.0.saturating_sub(self.queued_at.0).max(0)
    }

    /// Goes on only if the visit stands in one of these states.
    ///
    /// # Errors
    /// It does not: a conflict that says where it stands.
    pub fn must_be(&self, states: &[State]) -> Result<(), Error> {
        if states.contains(&self.state) {
            return Ok(());
        }
        Err(Error::conflict("run-error-visit-state").with("number", self.label()).with("state", self.state))
    }

    /// The visit that begins with a ticket. None if this is no `Taken`.
    pub fn begin(id: VisitId, hall: PlaceId, at: Instant, what: &Happened, secret: String) -> Option<Self> {
        let Happened::Taken { day, letter, number, purpose, class, source, language, appointment } = what
        else {
            return None;
        };
        Some(Self {
            id,
            hall,
            day: day.clone(),
            letter: letter.clone(),
            number: *number,
            secret,
            source: *source,
            language: language.clone(),
            state: State::Waiting,
            purpose: purpose.clone(),
            class: class.clone(),
            taken_at: at,
            queued_at: at,
            hold_until: None,
            holds: 0,
            appointment: *appointment,
            for_counter: None,
            for_person: None,
            counter: None,
            person: None,
            called_at: None,
            calls: 0,
            misses: 0,
            started_at: None,
            parked_at: None,
            parked_us: 0,
            services: 0,
            ended_at: None,
            result: None,
            left_open: String::new(),
            prepared: Preparation::default(),
            events: 1,
        })
    }

    /// What follows from an event. Returns the service that ended by it.
    ///
    /// It does not ask whether the event may happen; acts do, before.
    pub fn apply(&mut self, at: Instant, counter: Option<CounterId>, what: &Happened) -> Option<Service> {
        self.events += 1;
        match what {
            Happened::Called { person, .. } => {
                self.state = State::Called;
                self.counter = counter;
                self.person = Some(*person);
                self.called_at = Some(at);
                self.calls += 1;
                self.hold_until = None;
                None
            }
            Happened::Recalled => {
                self.calls += 1;
                None
            }
            Happened::Missed => {
                self.state = State::Missed;
                self.misses += 1;
                None
            }
            Happened::PutBack => {
                self.queue();
                self.queued_at = at;
                None
            }
            Happened::Started => {
                self.state = State::Serving;
                self.started_at = Some(at);
                None
            }
            Happened::Parked { .. } => {
                self.state = State::Parked;
                self.parked_at = Some(at);
                None
            }
            Happened::Resumed { person } => {
                self.state = State::Serving;
                self.parked_us += self.parked_at.map_or(0, |since| at.0 - since.0);
                self.parked_at = None;
                self.counter = counter;
                self.person = Some(*person);
                None
            }
            Happened::Transferred { purpose, for_counter, for_person, keep_place, .. } => {
                let service = self.end_service(at, Ended::Transferred);
                if let Some(purpose) = purpose {
                    self.purpose.clone_from(purpose);
                }
                self.for_counter = *for_counter;
                self.for_person = *for_person;
                self.queue();
                if !keep_place {
                    self.queued_at = at;
                }
                service
            }
            Happened::Another { purpose, result, left_open } => {
                let service = self.end_service(at, (*result).into());
                self.note_open(left_open);
                self.purpose.clone_from(purpose);
                self.state = State::Serving;
                self.started_at = Some(at);
                service
            }
            Happened::Finished { result, left_open } => {
                let service = self.end_service(at, (*result).into());
                self.note_open(left_open);
                self.state = State::Done;
                self.result = Some(*result);
                self.ended_at = Some(at);
                service
            }
            Happened::Left { .. } => {
                self.state = State::Left;
                self.ended_at = Some(at);
                None
            }
            Happened::Held { until } => {
                self.hold_until = Some(*until);
                self.holds += 1;
                None
            }
            Happened::Deferred { until } => {
                self.queue();
                self.hold_until = Some(*until);
                // the night is no wait
                self.queued_at = *until;
                None
            }
            Happened::Prepared { check } => {
                self.prepared.check = Some(check.clone());
                None
            }
            Happened::FormFilled { answers } => {
                self.prepared.form.clone_from(answers);
                None
            }
            Happened::Greeted => {
                self.prepared.greeted_at = self.prepared.greeted_at.or(Some(at));
                None
            }
            // what is said of a visit, or of a hall, changes nothing of where the visit stands
            Happened::Taken { .. }
            | Happened::DiversionOffered { .. }
            | Happened::DiversionAnswered { .. }
            | Happened::CameBack { .. }
            | Happened::RatingShown { .. }
            | Happened::RatingAnswered { .. }
            | Happened::RatingExplained { .. }
            | Happened::RatingTimedOut
            | Happened::RatingNotAsked
            | Happened::CounterOpened { .. }
            | Happened::CounterPaused { .. }
            | Happened::CounterClosed
            | Happened::HallShut { .. }
            | Happened::HallOpened
            | Happened::Broadcast { .. }
            | Happened::AlarmRaised { .. }
            | Happened::AlarmSeen { .. }
            | Happened::AlarmClosed { .. } => None,
        }
    }

    fn queue(&mut self) {
        self.state = State::Waiting;
        self.counter = None;
        self.person = None;
        self.called_at = None;
        self.started_at = None;
        self.parked_at = None;
        self.parked_us = 0;
        self.calls = 0;
        self.hold_until = None;
    }

    fn note_open(&mut self, left_open: &str) {
        if !left_open.is_empty() {
            if !self.left_open.is_empty() {
                self.left_open.push_str("; ");
            }
            self.left_open.push_str(left_open);
        }
    }

    /// A service ends if one was under way. Who is finished without having been started was served from the call on.
    fn end_service(&mut self, at: Instant, result: Ended) -> Option<Service> {
        let began = match self.state {
            State::Serving | State::Parked => self.started_at,
            State::Called if result != Ended::Transferred => self.called_at,
            _ => None,
        };
        let (started_at, counter, person) = (began?, self.counter?, self.person?);
        let parked_us = self.parked_us + self.parked_at.map_or(0, |since| at.0 - since.0);
        self.services += 1;
        self.parked_at = None;
        self.parked_us = 0;
        self.started_at = None;
        Some(Service {
            n: self.services,
            purpose: self.purpose.clone(),
            counter,
            person,
            waited_us: self.called_at.map_or(0, |called| (called.0 - self.queued_at.0).max(0)),
            started_at,
            ended_at: at,
            parked_us,
            result,
        })
    }
}

/// A number as people see it: the letter, and at least three digits.
pub fn label(letter: &str, number: i64) -> String {
    format!("{letter}{number:03}")
}
