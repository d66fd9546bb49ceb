//! A hall as it is simulated: doors, purposes, counters, arrivals, rules.

use super::Law;
use crate::calling::{Class, Name, Rule, Set, Window};

/// A hall and one of its days (or a repeated day).
///
/// Times `…_us` are microseconds since the local midnight on which the day begins, and go on counting past the next
/// midnight, so a night shift is an ordinary shift. Build it in any way; [`Hall::check`] tells all that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Hall {
    /// When the doors open.
    pub opens_us: i64,
    /// When they close; nobody arrives from then on.
    pub closes_us: i64,
    /// What people come for.
    pub purposes: Vec<Purpose>,
    /// Where they are served. None is allowed: then nobody is.
    pub counters: Vec<Counter>,
    /// Who is called next: the rule of the product itself.
    pub rule: Rule,
    /// Who comes without an appointment.
    pub arrivals: Arrivals,
    /// Who has an appointment. Under repeated [`Arrivals::Rates`] they repeat as well.
    pub appointments: Vec<Appointment>,
    /// How long before the window's beginning who has an appointment checks in.
    pub early: Law,
    /// Who has an appointment and comes late.
    pub late: Late,
    /// From the call to the start of service: the way to the counter, which is taken meanwhile.
    pub to_counter: Law,
    /// Who is called and does not come.
    pub missed: Missed,
    /// What happens at closing to those who still wait.
    pub closing: Closing,
    /// The wait, seconds, that quarters of an hour are held against ([`Quarter::within`](super::Quarter::within)).
    pub promise_s: f64,
}

/// A service that people come for, or are sent on to.
#[derive(Clone, Debug, PartialEq)]
pub struct Purpose {
    /// Its number among the purposes that counters take ([`Counter::purposes`]).
    pub key: Name,
    /// The skills it takes.
    pub skills_needed: Set,
    /// The classes of those who come for it, with their shares, which add up to 1.
    pub classes: Vec<(Class, f64)>,
    /// How long the service takes.
    pub service: Law,
    /// How long somebody waits for it before leaving; [`Law::never`] for as long as it takes.
    pub patience: Law,
    /// Which service follows, with which share; what is missing to 1 goes home.
    pub next: Vec<Next>,
    /// Who takes another channel at the door.
    pub diverted: Diverted,
    /// Whose forms are filled while they wait.
    pub prepared: Prepared,
}

/// A further service of the same visit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Next {
    /// The share of those served that goes on to it.
    pub share: f64,
    /// Its purpose.
    pub purpose: usize,
    /// At the same counter only, if it can serve that purpose; from a counter that cannot, at any that can, as if this
    /// were false.
    pub same_counter: bool,
    /// With the place in the queue that the first service had, instead of a new one.
    pub keeps_place: bool,
}

/// Who takes another channel at the door, and who of them comes back.
#[derive(Clone, Debug, PartialEq)]
pub struct Diverted {
    /// The share of arrivals without an appointment that does.
    pub share: f64,
    /// The share of these that comes back.
    pub comes_back: f64,
    /// After how long.
    pub after: Law,
}

/// Whose forms are filled while they wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// The share to whom it is offered and who takes it.
    pub share: f64,
    /// What it takes; it helps only if it is done before the call.
    pub takes: Law,
    /// What then remains of the service time, as a factor.
    pub factor: f64,
}

/// A counter and the person at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Counter {
    /// What the person can do.
    pub skills: Set,
    /// What the counter takes; [`Set::ALL`] if it is not restricted.
    pub purposes: Set,
    /// Who.
    pub person: u128,
    /// Which counter.
    pub counter: u128,
    /// Multiplies each service time; 1 for an ordinary pace.
    pub pace: f64,
    /// Service times of this person's own, by purpose; they stand in place of the purpose's law and of the pace.
    pub own: Vec<(usize, Law)>,
    /// When it is at work, in order; what lies between two is a break. A service begun is finished first.
    pub shifts: Vec<Shift>,
    /// When the doors close for it, if they do so before those of the hall: under [`Closing::ServeAll`] a shift that reaches
    /// this goes on until it finds nobody to call. For halls side by side of which one closes first.
    pub closes_us: Option<i64>,
}

/// A stretch of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// From here.
    pub from_us: i64,
    /// Until here.
    pub to_us: i64,
}

/// Who comes without an appointment.
///
/// Customers are told apart by their purpose's place and their number in it: in two variants of a hall whose purposes stand
/// in the same order they are the same people, also where the rates of other purposes differ.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// A Poisson process for each purpose, whose rate is constant within each step.
    Rates {
        /// The length of a step.
        step_us: i64,
        /// Where the first step begins.
        from_us: i64,
        /// Arrivals per hour, by purpose and step.
        per_hour: Vec<Vec<f64>>,
        /// How much days differ: the coefficient of variation of a factor that a whole day has in common (gamma
        /// distributed, mean 1); 0 if they do not.
        day_spread: f64,
        /// After the last step the day begins again, with its shifts and appointments, until the doors close.
        repeats: bool,
    },
    /// Exactly these: when, and what for; by time.
    Given(Vec<(i64, usize)>),
}

/// A visit that was promised a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Appointment {
    /// What for.
    pub purpose: usize,
    /// The customer's class.
    pub class: Class,
    /// The window.
    pub window: Window,
    /// The chance that the customer comes at all.
    pub comes: f64,
}

/// Who has an appointment and comes late.
#[derive(Clone, Debug, PartialEq)]
pub struct Late {
    /// The share that does.
    pub share: f64,
    /// How long after the window's beginning.
    pub by: Law,
}

/// Who is called and does not come.
#[derive(Clone, Debug, PartialEq)]
pub struct Missed {
    /// The share of those called.
    pub share: f64,
    /// How long the counter waits for them.
    pub holds: Law,
}

/// What happens at closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The counters whose shift reaches the closing go on until nobody waits.
    ServeAll,
    /// Who waits is sent home; who is served is served.
    SendHome,
}

impl Diverted {
    /// Nobody is.
    #[must_use]
    pub fn nobody() -> Self {
        Self { share: 0.0, comes_back: 0.0, after: Law::zero() }
    }
}

impl Prepared {
    /// Nobody is.
    #[must_use]
    pub fn nobody() -> Self {
        Self { share: 0.0, takes: Law::zero(), factor: 1.0 }
    }
}

impl Late {
    /// Nobody is.
    #[must_use]
    pub fn nobody() -> Self {
        Self { share: 0.0, by: Law::zero() }
    }
}

impl Missed {
    /// Nobody is.
    #[must_use]
    pub fn nobody() -> Self {
        Self { share: 0.0, holds: Law::zero() }
    }
}

impl Purpose {
    /// A purpose that takes no skill, of one class and patient customers who need nothing else.
    #[must_use]
    pub fn plain(key: Name, service: Law) -> Self {
        Self {
            key,
            skills_needed: Set::EMPTY,
            classes: vec![(Class(0), 1.0)],
            service,
            patience: Law::never(),
            next: Vec::new(),
            diverted: Diverted::nobody(),
            prepared: Prepared::nobody(),
        }
    }
}

impl Counter {
    /// A counter that takes everything at an ordinary pace; its number also names the person.
    #[must_use]
    pub fn plain(number: u128, shifts: Vec<Shift>) -> Self {
        Self {
            skills: Set::ALL,
            purposes: Set::ALL,
            person: number,
            counter: number,
            pace: 1.0,
            own: Vec::new(),
            shifts,
            closes_us: None,
        }
    }
}
