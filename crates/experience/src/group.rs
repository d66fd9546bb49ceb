//! Many visits: running totals that merge in a fixed order.

use crate::Curve;

/// Running figures of a group of visits: count, mean and spread of the peak–end score, means of the other
/// summaries. Merging is associative only up to rounding, so callers merge in a fixed order.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Group {
    /// Number of visits.
    pub n: u64,
    mean: f64,
    squares: f64,
    best: f64,
    worst: f64,
    mean_affect: f64,
    end: f64,
    first: f64,
    trend: f64,
    trends: u64,
}

impl Group {
    /// Counts a visit in.
    pub fn add(&mut self, curve: &Curve) {
        let score = curve.peak_end();
        self.n += 1;
        let delta = score - self.mean;
        self.mean += delta / self.n as f64;
        self.squares += delta * (score - self.mean);
        self.best += f64::from(curve.best);
        self.worst += f64::from(curve.worst);
        self.first += f64::from(curve.first);
        self.end += f64::from(curve.end);
        self.mean_affect += curve.mean;
        if let Some(trend) = curve.trend {
            self.trend += trend;
            self.trends += 1;
        }
    }

    /// Counts another group's visits in (Chan, Golub & LeVeque 1979 for the spread).
    pub fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let delta = other.mean - self.mean;
        self.n += other.n;
        self.mean += delta * b / (a + b);
        self.squares += other.squares + delta * delta * a * b / (a + b);
        self.best += other.best;
        self.worst += other.worst;
        self.first += other.first;
        self.end += other.end;
        self.mean_affect += other.mean_affect;
        self.trend += other.trend;
        self.trends += other.trends;
    }

    /// Mean peak–end score, in [−1, 1].
    pub fn peak_end(&self) -> f64 {
        self.mean
    }

    /// Sample standard deviation of the peak–end score; `None` below two visits.
    pub fn sd(&self) -> Option<f64> {
        (self.n > 1).then(|| (self.squares / (self.n - 1) as f64).sqrt())
    }

    /// Mean of the best moments.
    pub fn best(&self) -> f64 {
        self.best / self.n as f64
    }

    /// Mean of the worst moments.
    pub fn worst(&self) -> f64 {
        self.worst / self.n as f64
    }

    /// Mean of the first moments.
    pub fn first(&self) -> f64 {
        self.first / self.n as f64
    }

    /// Mean of the last moments.
    pub fn end(&self) -> f64 {
        self.end / self.n as f64
    }

    /// Mean over visits of their mean affect.
    pub fn mean(&self) -> f64 {
        self.mean_affect / self.n as f64
    }

    /// Mean trend of the visits with more than one moment (affect per moment); `None` if there are none.
    pub fn trend(&self) -> Option<f64> {
        (self.trends > 0).then(|| self.trend / self.trends as f64)
    }
}
