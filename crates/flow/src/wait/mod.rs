//! The wait told to a customer who joins the queue, as an interval.
//!
//! Three estimators look at the floor at that moment ([`Floor`]); see R. Ibrahim & W. Whitt, *Real-time delay estimation
//! based on delay history*, Manufacturing & Service Operations Management 11 (2009) 397–415, and the same with
//! *in many-server service systems with time-varying arrivals*, Production and Operations Management 20 (2011) 654–667:
//!
//! - **queue length** (QL): (ahead + 1) · mean service / open counters;
//! - **last to enter service** (LES): the wait of whoever was called last;
//! - **head of line** (HOL): the wait so far of whoever is next.
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
//! - LES at wait *w*: the same with 1 call in place of 2: mean *w* + *u*, variance 2*w* *u* + *u*². It leaves out what
//!   happened since that call, so it is the roughest.
//!
//! For HOL and LES the interval is of the gamma distribution with that mean and variance, exact at *w* = 0 and
//! asymptotically right for long waits. The point told for them is the plain *w*.
//!
//! **From the hall's own record**, once [`ENOUGH`] waits of an estimator were scored: see [`Record`]. This needs no
//! assumption on service times, and also learns what no formula knows, such as how soon a clerk calls.
//!
//! Nothing is told that is not known: without an open counter, without a mean service time (and without a record), there is
//! [`Estimate::Unknown`] with its reason. No number here is negative.

mod gamma;
mod minutes;
mod record;
mod score;

pub use minutes::{Minutes, told_minutes};
pub use record::{ENOUGH, KEPT, Record};
pub use score::{Score, wilson};

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
    /// How long the visit waited that was called last, in seconds; `None` if none was called today.
    pub last_entered_wait_s: Option<f64>,
    /// How long the next to be called has waited until now, in seconds; `None` if nobody waits.
    pub head_of_line_wait_s: Option<f64>,
}

/// The three estimators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Estimator {
    /// Queue length.
    QueueLength,
    /// Last to enter service.
    LastToEnter,
    /// Head of line.
    HeadOfLine,
}

impl Estimator {
    /// All three; of equals the earlier is preferred.
    pub const ALL: [Self; 3] = [Self::QueueLength, Self::HeadOfLine, Self::LastToEnter];
}

/// What an interval rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The formulas.
    Theory,
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

/// What all three say, and which to believe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    /// By queue length.
    pub queue_length: Estimate,
    /// By the last to enter service.
    pub last_to_enter: Estimate,
    /// By the head of the line.
    pub head_of_line: Estimate,
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
}

impl Records {
    /// The record of one estimator.
    #[must_use]
    pub fn of(&self, estimator: Estimator) -> &Record {
        match estimator {
            Estimator::QueueLength => &self.queue_length,
            Estimator::LastToEnter => &self.last_to_enter,
            Estimator::HeadOfLine => &self.head_of_line,
        }
    }

    /// Learns how long a customer waited who was told this. Only of customers who were called: the wait of one who left is
    /// not known.
    pub fn learn(&mut self, told: &Told, actual_s: f64) {
        let of = [
            (&mut self.queue_length, told.queue_length),
            (&mut self.last_to_enter, told.last_to_enter),
            (&mut self.head_of_line, told.head_of_line),
        ];
        for (record, estimate) in of {
            if let Estimate::Known(interval) = estimate {
                record.push(interval.point_s, actual_s);
            }
        }
    }
}

/// The wait of a customer who joins the queue now.
#[must_use]
pub fn estimate(floor: &Floor, records: &Records) -> Told {
    let queue_length = by(Estimator::QueueLength, floor, records);
    let last_to_enter = by(Estimator::LastToEnter, floor, records);
    let head_of_line = by(Estimator::HeadOfLine, floor, records);
    let mut told = Told { queue_length, last_to_enter, head_of_line, best: None };
    told.best = best(floor, &told, records);
    told
}

/// The estimator to believe, among those that say something. An idle counter is seen by queue length only, so then it is
/// that; else, if all have learnt enough, the one with the smallest mean squared error; else queue length before
/// head of line before last to enter, as theory ranks them.
fn best(floor: &Floor, told: &Told, records: &Records) -> Option<Estimator> {
    let known = || Estimator::ALL.into_iter().filter(|&estimator| told.by(estimator).known().is_some());
    if floor.idle_counters > floor.ahead {
        return known().next();
    }
    let errors = || {
        known().filter_map(|e| {
            Some((e, records.of(e).mean_squared_error().filter(|_| records.of(e).is_enough())?))
        })
    };
    if errors().count() < known().count() {
        return known().next();
    }
    errors().min_by(|a, b| a.1.total_cmp(&b.1)).map(|(estimator, _)| estimator)
}

/// One estimator's word.
fn by(estimator: Estimator, floor: &Floor, records: &Records) -> Estimate {
    match point(estimator, floor) {
        Err(why) => Estimate::Unknown { why },
        Ok(point_s) => records
            .of(estimator)
            .interval(point_s)
            .or_else(|| from_theory(estimator, floor, point_s))
            .map_or(Estimate::Unknown { why: Why::NoServiceMean }, Estimate::Known),
    }
}

/// What the estimator says by itself, in seconds.
fn point(estimator: Estimator, floor: &Floor) -> Result<f64, Why> {
    if floor.open_counters == 0 {
        return Err(Why::NoOpenCounter);
    }
    let figure = |s: Option<f64>, why| match s {
        None => Err(why),
        Some(s) if s.is_finite() && s >= 0.0 => Ok(s),
        Some(_) => Err(Why::NotAFigure),
    };
    match estimator {
        Estimator::QueueLength if calls_to_come(floor) == 0.0 => Ok(0.0),
        Estimator::QueueLength => {
            figure(floor.mean_service_s, Why::NoServiceMean)?;
            let between_s = between_calls_s(floor).ok_or(Why::NotAFigure)?;
            figure(Some(calls_to_come(floor) * between_s), Why::NotAFigure)
        }
        Estimator::LastToEnter => figure(floor.last_entered_wait_s, Why::NobodyCalled),
        Estimator::HeadOfLine => figure(floor.head_of_line_wait_s, Why::NobodyWaits),
    }
}

/// Calls until the customer's own, that one counted, beyond those the idle counters make at once.
fn calls_to_come(floor: &Floor) -> f64 {
    (f64::from(floor.ahead) + 1.0 - f64::from(floor.idle_counters)).max(0.0)
}

/// Mean time between two calls of the hall, in seconds, if all counters are busy.
fn between_calls_s(floor: &Floor) -> Option<f64> {
    let mean_s = floor.mean_service_s.filter(|&s| s.is_finite() && s > 0.0)?;
    (floor.open_counters > 0).then(|| mean_s / f64::from(floor.open_counters))
}

/// The interval of the module's formulas; `None` if they lack the mean service time.
fn from_theory(estimator: Estimator, floor: &Floor, point_s: f64) -> Option<Interval> {
    let calls = calls_to_come(floor);
    if estimator == Estimator::QueueLength && calls == 0.0 {
        return Some(Interval { point_s, low_s: 0.0, high_s: 0.0, basis: Basis::Theory });
    }
    let between_s = between_calls_s(floor)?;
    let (mean, variance) = match estimator {
        Estimator::QueueLength => (calls * between_s, calls * between_s * between_s),
        Estimator::HeadOfLine => delay_given(point_s, between_s, 2.0),
        Estimator::LastToEnter => delay_given(point_s, between_s, 1.0),
    };
    let (shape, scale) = (mean * mean / variance, variance / mean);
    let tail = (1.0 - SHARE) / 2.0;
    let low_s = scale * gamma::quantile(shape, tail);
    let high_s = scale * gamma::quantile(shape, 1.0 - tail);
    (low_s.is_finite() && high_s.is_finite()).then_some(Interval {
        point_s,
        low_s,
        high_s,
        basis: Basis::Theory,
    })
}

/// Mean and variance of the wait if `calls` are sure to come, and beside them a Poisson number of mean `wait_s / between_s`.
fn delay_given(wait_s: f64, between_s: f64, calls: f64) -> (f64, f64) {
    (wait_s + calls * between_s, (2.0 * wait_s + calls * between_s) * between_s)
}
