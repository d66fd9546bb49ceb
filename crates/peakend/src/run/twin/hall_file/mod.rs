//! A hall as a file: everything that decides how a day in it goes, as a person would write it.
//!
//! ```toml
//! name = "西湖文三路营业厅"
//! open = "08:30"
//! close = "17:30"
//!
//! [arrivals]
//! step = "1h"
//! per_hour = [24, 38, 46, 30, 22, 28, 34, 30, 18]
//!
//! [[purpose]]
//! id = "pay_bill"
//! share = 1
//! service = { lognormal = { mean = "6m", cv = 0.8 } }
//!
//! [[counter]]
//! id = "1"
//! count = 3
//! ```
//!
//! [`HallFile::read`] tells *every* fault with line, column, value and a way out; [`HallFile::write`] writes what it reads
//! ([`LawSpec`] and durations come back to the bit); [`HallFile::build`] makes the hall that is simulated. Times of day are
//! seconds since midnight by the clock on the wall; what closes at or before it opens closes on the next day. All that can
//! be said is in the guide (`docs/guide/simulate.md`) and in the halls beside it.

mod build;
pub mod fault;
pub mod law;
pub(crate) mod reader;
mod sections;
mod write;

#[cfg(test)]
mod tests;

pub use build::{Built, Numbering};
pub use fault::Fault;
pub use law::LawSpec;
pub(crate) use sections::{Hours, rule, spans};

use crate::run::hall::RuleSpec;
use std::collections::BTreeMap;

/// The longest that a hall can be open, in seconds: a leap year.
pub const LONGEST_DAY_S: i64 = 366 * 86_400;

/// A hall as a person writes it. Only [`HallFile::read`] and whoever has counted (a log, a page) make one.
#[derive(Debug, Clone, PartialEq)]
pub struct HallFile {
    /// Its name, shown above its figures.
    pub name: String,
    /// The doors open, in seconds since midnight.
    pub opens_s: i64,
    /// The doors close, in seconds since midnight; beyond 86,400 for a night or several days.
    pub closes_s: i64,
    /// Who still waits at closing is served, else sent home.
    pub serves_all: bool,
    /// The wait that is to be kept, in seconds.
    pub target_s: f64,
    /// From the call to the beginning of the service; the counter is taken meanwhile.
    pub to_counter: LawSpec,
    /// How it calls, as the product sets it.
    pub calling: RuleSpec,
    /// Those who do not come when called.
    pub no_show: NoShow,
    /// Who comes and when.
    pub arrivals: ArrivalsSpec,
    /// What they come for.
    pub purposes: Vec<PurposeSpec>,
    /// Where they are served.
    pub counters: Vec<CounterSpec>,
    /// How long before the window's beginning those with an appointment check in.
    pub early: LawSpec,
    /// Those with an appointment who come late.
    pub late: LateSpec,
    /// Appointments of the day.
    pub appointments: Vec<AppointmentSpec>,
    /// How waits and services turn into affect.
    pub experience: ExperienceSpec,
}

/// Those who do not come when called.
#[derive(Debug, Clone, PartialEq)]
pub struct NoShow {
    /// Their share of all who are called, from 0 to 1.
    pub share: f64,
    /// How long the counter waits for them.
    pub counter_waits: LawSpec,
}

/// Those with an appointment who come late.
#[derive(Debug, Clone, PartialEq)]
pub struct LateSpec {
    /// Their share of all with an appointment who come, from 0 to 1.
    pub share: f64,
    /// How long after the window's beginning.
    pub by: LawSpec,
}

/// Who comes and when.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivalsSpec {
    /// When the first step begins, in seconds since midnight.
    pub from_s: i64,
    /// The length of a step, in seconds; positive.
    pub step_s: i64,
    /// How many.
    pub volume: Volume,
    /// By how much whole days differ from each other, as a coefficient of variation; 0 = not beyond chance.
    pub day_spread: f64,
}

/// How many come.
#[derive(Debug, Clone, PartialEq)]
pub enum Volume {
    /// Of all purposes together, customers an hour in each step; the purposes' shares deal them out.
    PerHour(Vec<f64>),
    /// Of all purposes together on a day, over steps of these weights.
    PerDay {
        /// Customers on a day.
        customers: f64,
        /// The weights of the steps; at least one is more than 0.
        profile: Vec<f64>,
    },
    /// Each purpose says its own, customers an hour in each step.
    ByPurpose,
    /// Exactly these, as (seconds since midnight, purpose), in order of time.
    Given(Vec<(f64, String)>),
}

/// What somebody comes for.
#[derive(Debug, Clone, PartialEq)]
pub struct PurposeSpec {
    /// Its id, as in the blueprint where it is there.
    pub id: String,
    /// Its share of all arrivals, where these are given together.
    pub share: f64,
    /// Customers an hour in each step, where each purpose says its own.
    pub per_hour: Vec<f64>,
    /// How long a service takes.
    pub service: LawSpec,
    /// What is expected of a service, in seconds; else the blueprint's norm, else the mean of the law.
    pub norm_s: Option<f64>,
    /// How long they wait before they leave.
    pub patience: LawSpec,
    /// The skills that it takes.
    pub skills: Vec<String>,
    /// The shares of classes of customers; the rest has none.
    pub classes: BTreeMap<String, f64>,
    /// Further services of the same visit.
    pub next: Vec<NextSpec>,
    /// Those shown another channel at the door.
    pub diverted: Option<DivertedSpec>,
    /// What is done while they wait.
    pub prepared: Option<PreparedSpec>,
}

/// A further service of a visit.
#[derive(Debug, Clone, PartialEq)]
pub struct NextSpec {
    /// For which purpose.
    pub purpose: String,
    /// The share of services that it follows on.
    pub share: f64,
    /// At the same counter.
    pub same_counter: bool,
    /// Without joining the end of the queue.
    pub keeps_place: bool,
}

/// Those shown another channel at the door.
#[derive(Debug, Clone, PartialEq)]
pub struct DivertedSpec {
    /// The share that takes it.
    pub share: f64,
    /// The share of these that comes back.
    pub comes_back: f64,
    /// After how long.
    pub after: LawSpec,
}

/// What is done while they wait.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedSpec {
    /// The share for whom it is done.
    pub share: f64,
    /// What it makes of the service's time: 0.8 = a fifth less.
    pub factor: f64,
    /// How long it takes; who is called before is not prepared.
    pub takes: LawSpec,
}

/// A counter, or several that are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct CounterSpec {
    /// Its id.
    pub id: String,
    /// How many of its like there are; they are called `id-1`, `id-2`, … if more than one.
    pub count: u32,
    /// What the person can do; everything if `None`.
    pub skills: Option<Vec<String>>,
    /// What the counter takes; everything if `None`.
    pub purposes: Option<Vec<String>>,
    /// How the times of services compare with the law: 1.2 = a fifth longer.
    pub pace: f64,
    /// Who works at it.
    pub person: Option<String>,
    /// When it is at work, in seconds since midnight, in order and apart; the hall's hours if empty.
    pub shifts: Vec<(i64, i64)>,
    /// Services that take another time here.
    pub services: BTreeMap<String, LawSpec>,
}

/// One or several appointments at the same time.
#[derive(Debug, Clone, PartialEq)]
pub struct AppointmentSpec {
    /// The window begins, in seconds since midnight.
    pub at_s: i64,
    /// The window ends, in seconds since midnight.
    pub until_s: i64,
    /// What for.
    pub purpose: String,
    /// Of which class.
    pub class: Option<String>,
    /// How many.
    pub count: u32,
    /// The share that comes.
    pub shows: f64,
}

/// How waits and services turn into affect.
#[derive(Debug, Clone, PartialEq)]
pub struct ExperienceSpec {
    /// The blueprint: `service-hall`, or a folder.
    pub blueprint: String,
    /// The wait that customers are told at the door, in seconds; else the target.
    pub promised_s: Option<f64>,
    /// Where nothing is promised: the wait that customers put up with, in seconds.
    pub tolerance_s: Option<f64>,
    /// The affects of touchpoints that the hall's queue does not change, in [−1, 1].
    pub others: BTreeMap<String, f64>,
}

impl Default for ExperienceSpec {
    fn default() -> Self {
        Self {
            blueprint: crate::design::blueprint::DEFAULT.to_owned(),
            promised_s: None,
            tolerance_s: None,
            others: BTreeMap::new(),
        }
    }
}

impl HallFile {
    /// A hall with these hours and nothing in it yet: first come, first served, whoever waits at closing is served.
    pub fn new(name: &str, opens_s: i64, closes_s: i64) -> Self {
        Self {
            name: name.to_owned(),
            opens_s,
            closes_s,
            serves_all: true,
            target_s: 600.0,
            to_counter: LawSpec::Fixed { s: 0.0 },
            calling: RuleSpec::default(),
            no_show: NoShow { share: 0.0, counter_waits: LawSpec::Fixed { s: 0.0 } },
            arrivals: ArrivalsSpec {
                from_s: opens_s,
                step_s: closes_s - opens_s,
                volume: Volume::ByPurpose,
                day_spread: 0.0,
            },
            purposes: Vec::new(),
            counters: Vec::new(),
            early: LawSpec::Fixed { s: 0.0 },
            late: LateSpec { share: 0.0, by: LawSpec::Fixed { s: 0.0 } },
            appointments: Vec::new(),
            experience: ExperienceSpec::default(),
        }
    }
}

impl PurposeSpec {
    /// A purpose whose customers wait for ever and need one service that anybody can give.
    pub fn new(id: &str, service: LawSpec) -> Self {
        Self {
            id: id.to_owned(),
            share: 0.0,
            per_hour: Vec::new(),
            service,
            norm_s: None,
            patience: LawSpec::Never,
            skills: Vec::new(),
            classes: BTreeMap::new(),
            next: Vec::new(),
            diverted: None,
            prepared: None,
        }
    }
}

impl CounterSpec {
    /// A counter that does everything during the hall's hours.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            count: 1,
            skills: None,
            purposes: None,
            pace: 1.0,
            person: None,
            shifts: Vec::new(),
            services: BTreeMap::new(),
        }
    }

    /// The ids of the counters that it stands for.
    pub fn ids(&self) -> Vec<String> {
        match self.count {
            1 => vec![self.id.clone()],
            count => (1..=count).map(|n| format!("{}-{n}", self.id)).collect(),
        }
    }
}
