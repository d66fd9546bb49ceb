//! How good what was told has been: each estimator by itself, and what customers were told.

use super::{store, word};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PlaceId, VisitId};
use db::Tx;
use flow::wait::{Estimator, Interval, wilson};
use std::collections::BTreeMap;

/// The word for what customers were told, by whichever estimator.
pub const TOLD: &str = "told";

/// The words of the estimators, and of what was told.
pub const WORDS: [&str; OF] = [
    TOLD,
    word(Estimator::Combined),
    word(Estimator::Simulated),
    word(Estimator::QueueLength),
    word(Estimator::WithLeaving),
    word(Estimator::HeadOfLine),
    word(Estimator::LastToEnter),
];

/// So many are scored.
pub(crate) const OF: usize = 1 + Estimator::ALL.len();

/// Told and waited, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Accuracy {
    /// Customers.
    pub waits: i64,
    /// Those whose wait was within the interval.
    pub covered: i64,
    /// Sum of told − waited, in seconds.
    pub error_s: f64,
    /// Sum of the distance of told and waited, in seconds.
    pub absolute_s: f64,
    /// Sum of its square, in square seconds.
    pub squared_s2: f64,
    /// Sum of waits, in seconds.
    pub waited_s: f64,
}

#[expect(clippy::cast_precision_loss, reason = "counts of customers")]
impl Accuracy {
    /// Counts a customer in.
    pub fn push(&mut self, interval: &Interval, waited_s: f64) {
        let error = interval.point_s - waited_s;
        self.waits += 1;
        self.covered += i64::from((interval.low_s..=interval.high_s).contains(&waited_s));
        self.error_s += error;
        self.absolute_s += error.abs();
        self.squared_s2 += error * error;
        self.waited_s += waited_s;
    }

    /// Counts another's customers in.
    pub fn join(&mut self, other: &Self) {
        self.waits += other.waits;
        self.covered += other.covered;
        self.error_s += other.error_s;
        self.absolute_s += other.absolute_s;
        self.squared_s2 += other.squared_s2;
        self.waited_s += other.waited_s;
    }

    fn mean(&self, sum: f64) -> Option<f64> {
        (self.waits > 0).then(|| sum / self.waits as f64)
    }

    /// Mean of told − waited, in minutes.
    pub fn error_min(&self) -> Option<f64> {
        self.mean(self.error_s / 60.0)
    }

    /// Mean distance, in minutes.
    pub fn absolute_min(&self) -> Option<f64> {
        self.mean(self.absolute_s / 60.0)
    }

    /// Mean squared distance, in square minutes.
    pub fn squared_min2(&self) -> Option<f64> {
        self.mean(self.squared_s2 / 3600.0)
    }

    /// Mean wait, in minutes.
    pub fn waited_min(&self) -> Option<f64> {
        self.mean(self.waited_s / 60.0)
    }

    /// The 95 % interval of the mean error, in minutes, by Student's t.
    pub fn error_interval_min(&self) -> Option<experience::Interval> {
        let (n, mean) = (self.waits as f64, self.error_min()?);
        let spread = (self.squared_min2()? - mean * mean).max(0.0);
        let sd = (self.waits > 1).then(|| (spread * n / (n - 1.0)).sqrt())?;
        experience::mean_interval(u64::try_from(self.waits).ok()?, mean, sd)
    }

    /// The share of customers whose wait was within the interval, with its own 95 % interval.
    pub fn coverage(&self) -> Option<(f64, experience::Interval)> {
        let (hits, n) = (u64::try_from(self.covered).ok()?, u64::try_from(self.waits).ok()?);
        let [low, high] = wilson(hits, n)?;
        Some((hits as f64 / n as f64, experience::Interval { low, high }))
    }
}

/// Accuracy of a local day, in the order of [`WORDS`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Day {
    pub day: String,
    pub of: [Accuracy; OF],
}

/// What these calls add to the days of their visits' tickets. A call counts if it is the one that ended the wait told.
pub(crate) fn days(tx: &mut Tx<'_>, calls: &[(VisitId, Instant)]) -> Result<Vec<Day>, Error> {
    let mut days: BTreeMap<String, [Accuracy; OF]> = BTreeMap::new();
    for (visit, at) in calls {
        let Some((day, outcome)) = store::outcome(tx, *visit, *at)? else { continue };
        let of = days.entry(day).or_default();
        for (accuracy, interval) in of.iter_mut().zip(outcome.intervals()) {
            if let Some(interval) = interval {
                accuracy.push(&interval, outcome.waited_s);
            }
        }
    }
    Ok(days.into_iter().map(|(day, of)| Day { day, of }).collect())
}

/// Adds to what there is of a day.
pub(crate) fn add(tx: &mut Tx<'_>, hall: PlaceId, day: &Day) -> Result<(), Error> {
    for (word, accuracy) in WORDS.iter().zip(&day.of) {
        store::add_to_day(tx, hall, &day.day, word, accuracy)?;
    }
    Ok(())
}

/// A hall's accuracy over local days, both ends included, in the order of [`WORDS`].
///
/// # Errors
/// Those of the database.
pub fn of_hall(tx: &mut Tx<'_>, hall: PlaceId, from: &str, to: &str) -> Result<[Accuracy; OF], Error> {
    let mut of = [Accuracy::default(); OF];
    for (word, accuracy) in store::of_hall(tx, hall, from, to)? {
        if let Some(place) = WORDS.iter().position(|known| *known == word) {
            of[place].join(&accuracy);
        }
    }
    Ok(of)
}
