//! How good what was told has been.

use super::Interval;

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The accuracy of one estimator, customer by customer. Scores of several days or halls add up by [`Score::join`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    waits: u64,
    covered: u64,
    error_s: f64,
    absolute_s: f64,
    squared_s2: f64,
}

impl Score {
    /// Counts a customer who was told `interval` and waited `actual_s` seconds; a wait that is not a number is not counted.
    pub fn push(&mut self, interval: &Interval, actual_s: f64) {
        let error = interval.point_s - actual_s;
        if !error.is_finite() {
            return;
        }
        self.waits += 1;
        self.covered += u64::from((interval.low_s..=interval.high_s).contains(&actual_s));
        self.error_s += error;
        self.absolute_s += error.abs();
        self.squared_s2 += error * error;
    }

    /// Adds another score.
    pub fn join(&mut self, other: &Self) {
        self.waits += other.waits;
        self.covered += other.covered;
        self.error_s += other.error_s;
        self.absolute_s += other.absolute_s;
        self.squared_s2 += other.squared_s2;
    }

    /// How many customers.
    #[must_use]
    pub fn waits(&self) -> u64 {
        self.waits
    }

    /// Mean of told − waited, in seconds: above 0, people waited less than they were told. `None` without customers, as below.
    #[must_use]
    pub fn mean_error_s(&self) -> Option<f64> {
        self.mean(self.error_s)
    }

    /// Mean distance of told and waited, in seconds.
    #[must_use]
    pub fn mean_absolute_error_s(&self) -> Option<f64> {
        self.mean(self.absolute_s)
    }

    /// Mean squared distance of told and waited, in square seconds.
    #[must_use]
    pub fn mean_squared_error_s2(&self) -> Option<f64> {
        self.mean(self.squared_s2)
    }

    /// The share of customers whose wait was in the interval, with the ends of its 95 % interval.
    #[must_use]
    pub fn coverage(&self) -> Option<(f64, [f64; 2])> {
        Some((self.covered as f64 / self.waits as f64, wilson(self.covered, self.waits)?))
    }

    fn mean(&self, sum: f64) -> Option<f64> {
        (self.waits > 0).then(|| sum / self.waits as f64)
    }
}

/// The 95 % interval of a share, `hits` of `n`; `None` if `n` is 0. E. B. Wilson, *Probable inference, the law of succession,
/// and statistical inference*, JASA 22 (1927) 209–212.
#[must_use]
pub fn wilson(hits: u64, n: u64) -> Option<[f64; 2]> {
    if n == 0 {
        return None;
    }
    let n = n as f64;
    let share = hits as f64 / n;
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let all = 1.0 + Z * Z / n;
    Some([((middle - half) / all).max(0.0), ((middle + half) / all).min(1.0)])
}
