//! The wait told to a customer who joins the queue, as an interval.
//!
//! Six estimators look at the floor at that moment ([`Floor`]); see R. Ibrahim & W. Whitt, *Real-time delay estimation
//! based on delay history*, Manufacturing & Service Operations Management 11 (2009) 397–415, and the same with
//! *in many-server service systems with time-varying arrivals*, Production and Operations Management 20 (2011) 654–667:
//!
//! - **queue length** (QL): (ahead + 1) · mean service / open counters;
//! - **last to enter service** (LES): the wait of whoever was called last;
//! - **head of line** (HOL): the wait so far of whoever is next.
//!
//! - **queue length with leaving** (QLm): the same where some of those ahead give up; each of them then goes at the rate of
//!   the counters' calls plus that of leaving: sum over *i* = 0 … ahead of 1 / (*c*/*m* + *i* θ), with θ the rate at which one
//!   who waits leaves; R. Ibrahim & W. Whitt, *Real-time delay estimation in overloaded multiserver queues with
//!   abandonments*, Management Science 55 (2009) 1729–1742;
//! - **all together** ([`Combination`]): what those above say, weighed as it would have served this hall best so far;
//! - **the simulated hall** ([`Simulated`]): the mean over many replications of the hall played forward from how it stands. It
//!   comes from outside and is not always at hand.
//!
//! With exponential service QL has the smallest error, about half the squared error of the other two when
//! arrivals are Poisson; but it needs the mean service time, and takes every visit ahead and every counter as alike. LES
//! and HOL need neither. Which is best in a hall is not believed but found: each is scored ([`Score`]) on what happened.
//!
//! # Intervals
//!
//! A told interval is meant to hold for [`SHARE`] of customers.
//!
//! **From theory**, while nothing was learnt. With *c* busy counters and exponential service of mean *m*, calls
//! follow each other after exponential times of mean *u* = *m*/*c*. So
//!
//! - QL, with *n* = ahead + 1 calls still to come (fewer by the counters that are idle): the wait is a gamma variable with
//!   shape *n* and scale *u*, exactly;
//! - HOL at wait *w*: who arrived during *w* is ahead, beside the head itself, and then comes one's own call. If as many
//!   arrive as are served, the calls to come are 2 + a Poisson number of mean *w*/*u*, so the wait has mean *w* + 2*u* and
//!   variance 2*w* *u* + 2*u*² (their conditional distribution for GI/M/s, at full load);
//! - QLm: the sum of independent exponential times of those rates, taken as the gamma variable of its mean and variance;
//!   the combination: that variable, stretched to the combination's point;
//! - LES at wait *w*: the same with 1 call in place of 2: mean *w* + *u*, variance 2*w* *u* + *u*². It leaves out what
//!   happened since that call, so it is the roughest.
//!
//! For HOL and LES too the interval is of the gamma distribution with that mean and variance, exact at *w* = 0 and
//! asymptotically right for long waits. The point told for them is the plain *w*.
//!
//! The simulated hall has an interval of its own, of eight replications in ten.
//!
//! **From the hall's own record**, once [`ENOUGH`] waits of an estimator were scored: see [`Record`]. This needs no
//! assumption on service times, and also learns what no formula knows, such as how soon a clerk calls.
//!
//! Nothing is told that is not known: without an open counter, without a mean service time (and without a record), there is
//! [`Estimate::Unknown`] with its reason. No number here is negative.

mod combination;
mod formulas;
mod minutes;
mod record;
mod score;
mod simulated;

pub use combination::{Clues, Combination, REMEMBERED};
pub use minutes::{Minutes, told_minutes};
pub use record::{ENOUGH, KEPT, Record};
pub use score::{Score, wilson};
pub use simulated::{Beside, Simulated};

/// The share of customers for whom a told interval should hold.
pub const SHARE: f64 = 0.8;

/// What the hall looks like to a customer who joins the queue. Count only what matters to this customer: visits that would
/// be called before this one, counters that could serve it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Floor {
    /// Visits that will be called before this one.
    pub ahead: u32,
    /// Counters at work, busy or not.
    pub open_counters: u32,
    /// Those of them that are free. (While `ahead` > 0 that is a moment between two presses.)
    pub idle_counters: u32,
    /// Mean time from one call to the next at one counter, in seconds; `None` if not known.
    pub mean_service_s: Option<f64>,
    /// How many leave for each second that one person waits: those who left, over all seconds waited by all. `None` if not
    /// known.
    pub leaving_per_s: Option<f64>,
    /// How long the visit waited that was called last, in seconds; `None` if none was called today.
    pub last_entered_wait_s: Option<f64>,
    /// How long the next to be called has waited until now, in seconds; `None` if nobody waits.
    pub head_of_line_wait_s: Option<f64>,
    /// What the simulated hall says; `None` if it was not asked, or too long ago.
    pub simulated: Option<Simulated>,
}

/// The estimators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Estimator {
    /// Queue length.
    QueueLength,
    /// Last to enter service.
    LastToEnter,
    /// Head of line.
    HeadOfLine,
    /// Queue length, where those ahead may leave.
    WithLeaving,
    /// All of these, weighed by what has happened.
    Combined,
    /// The hall played forward.
    Simulated,
}

impl Estimator {
    /// All; of equals the earlier is preferred.
    pub const ALL: [Self; 6] = [
        Self::QueueLength,
        Self::HeadOfLine,
        Self::LastToEnter,
        Self::WithLeaving,
        Self::Combined,
        Self::Simulated,
    ];
}

/// What an interval rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The formulas.
    Theory,
    /// Replications of the simulated hall.
    Simulated,
    /// This hall's own waits.
    Learnt {
        /// How many.
        waits: usize,
    },
}

/// Why there is no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No counter is open.
    NoOpenCounter,
    /// The mean service time is not known, and too little was learnt to do without.
    NoServiceMean,
    /// Nobody was called yet.
    NobodyCalled,
    /// Nobody waits.
    NobodyWaits,
    /// How many leave is not known.
    NoLeavingRate,
    /// Too few waits were seen to weigh the estimators by.
    TooFewWaits,
    /// The simulated hall was not asked.
    NotSimulated,
    /// A figure of the floor is negative or not a number.
    NotAFigure,
}

/// A wait with its interval, in seconds; 0 ≤ `low_s` ≤ `high_s`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// What the estimator says by itself. This is what a [`Record`] learns from. It can lie outside the interval, when the
    /// record shows the estimator to be off.
    pub point_s: f64,
    /// The wait will be at least this.
    pub low_s: f64,
    /// The wait will be at most this.
    pub high_s: f64,
    /// What the interval rests on.
    pub basis: Basis,
}

/// One estimator's word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Estimate {
    /// The wait.
    Known(Interval),
    /// It cannot be said.
    Unknown {
        /// Why.
        why: Why,
    },
}

impl Estimate {
    /// The interval, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<Interval> {
        match *self {
            Self::Known(interval) => Some(interval),
            Self::Unknown { .. } => None,
        }
    }
}

/// What all say, and which to believe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    /// By queue length.
    pub queue_length: Estimate,
    /// By the last to enter service.
    pub last_to_enter: Estimate,
    /// By the head of the line.
    pub head_of_line: Estimate,
    /// By queue length with leaving.
    pub with_leaving: Estimate,
    /// By all together.
    pub combined: Estimate,
    /// By the simulated hall.
    pub simulated: Estimate,
    /// The one to tell; `None` if none is known.
    pub best: Option<Estimator>,
}

impl Told {
    /// One estimator's word.
    #[must_use]
    pub fn by(&self, estimator: Estimator) -> Estimate {
        match estimator {
            Estimator::QueueLength => self.queue_length,
            Estimator::LastToEnter => self.last_to_enter,
            Estimator::HeadOfLine => self.head_of_line,
            Estimator::WithLeaving => self.with_leaving,
            Estimator::Combined => self.combined,
            Estimator::Simulated => self.simulated,
        }
    }

    /// What to tell the customer: the best estimator's word, or the reason why the queue length says nothing.
    #[must_use]
    pub fn tell(&self) -> Estimate {
        self.best.map_or(self.queue_length, |best| self.by(best))
    }
}

/// What a hall has learnt of each estimator.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// Of queue length.
    pub queue_length: Record,
    /// Of the last to enter service.
    pub last_to_enter: Record,
    /// Of the head of the line.
    pub head_of_line: Record,
    /// Of queue length with leaving.
    pub with_leaving: Record,
    /// Of all together.
    pub combined: Record,
    /// How all are put together.
    pub combination: Combination,
    /// Of the simulated hall.
    pub simulated: Record,
    /// What the others erred where the simulated hall spoke too.
    pub beside: Beside,
}

impl Records {
    /// The record of one estimator.
    #[must_use]
    pub fn of(&self, estimator: Estimator) -> &Record {
        match estimator {
            Estimator::QueueLength => &self.queue_length,
            Estimator::LastToEnter => &self.last_to_enter,
            Estimator::HeadOfLine => &self.head_of_line,
            Estimator::WithLeaving => &self.with_leaving,
            Estimator::Combined => &self.combined,
            Estimator::Simulated => &self.simulated,
        }
    }

    /// Learns how long a customer waited who was told this. Only of customers who were called: the wait of one who left is
    /// not known.
    pub fn learn(&mut self, told: &Told, actual_s: f64) {
        let of = [
            (&mut self.queue_length, told.queue_length),
            (&mut self.last_to_enter, told.last_to_enter),
            (&mut self.head_of_line, told.head_of_line),
            (&mut self.with_leaving, told.with_leaving),
            (&mut self.combined, told.combined),
            (&mut self.simulated, told.simulated),
        ];
        for (record, estimate) in of {
            if let Estimate::Known(interval) = estimate {
                record.push(interval.point_s, actual_s);
            }
        }
        if let Some(clues) = Clues::of(told) {
            self.combination.learn(&clues, actual_s);
        }
        self.beside.learn(told, actual_s);
    }

    /// The estimator that erred least of those that `take_part`, and its mean squared error in square seconds. `None` until
    /// those that look at the floor alone have [`ENOUGH`] behind them; the others take part as soon as they have. The simulated
    /// hall, which does not always speak, is held against the best of the others on the waits of which both spoke.
    #[must_use]
    pub fn leading(&self, take_part: impl Fn(Estimator) -> bool) -> Option<(Estimator, f64)> {
        let (leader, error) = self.leading_of_floor(&take_part)?;
        let simulated = take_part(Estimator::Simulated) && self.simulated.is_enough();
        match self.beside.errors(leader).filter(|_| simulated) {
            Some((mine, theirs)) if mine < theirs => Some((Estimator::Simulated, mine)),
            _ => Some((leader, error)),
        }
    }

    /// The same of those that look at the floor and at what came of it.
    fn leading_of_floor(&self, take_part: impl Fn(Estimator) -> bool) -> Option<(Estimator, f64)> {
        let mut least: Option<(Estimator, f64)> = None;
        let looks = |e: &Estimator| *e != Estimator::Simulated && take_part(*e);
        for estimator in Estimator::ALL.into_iter().filter(looks) {
            let record = self.of(estimator);
            match record.mean_squared_error().filter(|_| record.is_enough()) {
                Some(error) if least.is_none_or(|(_, smallest)| error < smallest) => {
                    least = Some((estimator, error));
                }
                None if !matches!(estimator, Estimator::WithLeaving | Estimator::Combined) => return None,
                Some(_) | None => {}
            }
        }
        least
    }
}

/// The wait of a customer who joins the queue now.
#[must_use]
pub fn estimate(floor: &Floor, records: &Records) -> Told {
    let by = |estimator| match formulas::point(estimator, floor) {
        Err(why) => Estimate::Unknown { why },
        Ok(point_s) => interval(estimator, floor, records, point_s),
    };
    let mut told = Told {
        queue_length: by(Estimator::QueueLength),
        last_to_enter: by(Estimator::LastToEnter),
        head_of_line: by(Estimator::HeadOfLine),
        with_leaving: by(Estimator::WithLeaving),
        combined: Estimate::Unknown { why: Why::TooFewWaits },
        simulated: by(Estimator::Simulated),
        best: None,
    };
    told.combined = combined(floor, records, &told);
    told.best = best(floor, &told, records);
    told
}

/// The word of all together; nothing as long as too little was seen to weigh them.
fn combined(floor: &Floor, records: &Records, told: &Told) -> Estimate {
    match told.queue_length {
        Estimate::Unknown { .. } => told.queue_length,
        // a counter is free, and only queue length sees it
        Estimate::Known(Interval { point_s: 0.0, .. }) => told.queue_length,
        // what it was learnt with is not there
        Estimate::Known(_) if told.last_to_enter.known().is_none() => told.last_to_enter,
        Estimate::Known(_) => Clues::of(told)
            .and_then(|clues| records.combination.point_s(&clues))
            .map_or(Estimate::Unknown { why: Why::TooFewWaits }, |point_s| {
                interval(Estimator::Combined, floor, records, point_s)
            }),
    }
}

/// The interval around an estimator's point: the record's, else the formulas' or that of the simulated hall.
fn interval(estimator: Estimator, floor: &Floor, records: &Records, point_s: f64) -> Estimate {
    records
        .of(estimator)
        .interval(point_s)
        .or_else(|| formulas::interval(estimator, floor, point_s))
        .map_or(Estimate::Unknown { why: Why::NoServiceMean }, Estimate::Known)
}

/// The estimator to believe, among those that say something. An idle counter is seen by queue length only, so then it is
/// that; else, if all have learnt enough, the one with the smallest mean squared error; else queue length before
/// head of line before last to enter, as theory ranks them. The simulated hall is never believed before its record speaks for it.
fn best(floor: &Floor, told: &Told, records: &Records) -> Option<Estimator> {
    let known = |estimator: Estimator| told.by(estimator).known().is_some();
    let first = || Estimator::ALL.into_iter().find(|&by| by != Estimator::Simulated && known(by));
    if floor.idle_counters > floor.ahead {
        return first();
    }
    records.leading(known).map(|(estimator, _)| estimator).or_else(first)
}
