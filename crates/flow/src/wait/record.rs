//! What a hall has learnt of one estimator.

use super::{Basis, Interval, SHARE};
use std::collections::VecDeque;

/// From so many scored waits on, the record is believed before the formulas.
pub const ENOUGH: usize = 30;

/// So many waits are kept, the latest; a hall changes.
pub const KEPT: usize = 500;

/// Estimates below this are corrected by a difference, since a ratio to nearly nothing says nothing.
const SMALL_S: f64 = 60.0;

/// The latest waits of which one estimator said something, and what it said.
///
/// The interval is by split conformal prediction (V. Vovk, A. Gammerman & G. Shafer, *Algorithmic learning in a random
/// world*, 2005; J. Lei et al., *Distribution-free predictive inference for regression*, JASA 113 (2018) 1094–1111): if
/// the next wait relates to its estimate as the *n* kept ones did, in whatever order, then its ratio lies between the
/// ⌊(n + 1) α/2⌋th and the ⌈(n + 1) (1 − α/2)⌉th of theirs with a chance of at least 1 − α. Of estimates under a minute the
/// difference is taken in place of the ratio; the two are learnt apart.
///
/// The promise is on the average over customers, and only as far as tomorrow is like the days that were kept.
#[derive(Clone, Debug, Default)]
pub struct Record {
    ratios: Recent,
    differences: Recent,
    squared_errors: VecDeque<f64>,
}

impl Record {
    /// Learns that a customer waited `actual_s` when the estimator's point was `point_s`, both in seconds. Returns whether
    /// it did: a figure that is negative or not a number teaches nothing.
    pub fn push(&mut self, point_s: f64, actual_s: f64) -> bool {
        let sound = |s: f64| s.is_finite() && s >= 0.0;
        if !sound(point_s) || !sound(actual_s) {
            return false;
        }
        if point_s < SMALL_S {
            self.differences.push(actual_s - point_s);
        } else {
            self.ratios.push(actual_s / point_s);
        }
        if self.squared_errors.len() == KEPT {
            self.squared_errors.pop_front();
        }
        self.squared_errors.push_back((actual_s - point_s).powi(2));
        true
    }

    /// How many waits are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.squared_errors.len()
    }

    /// Whether nothing was learnt.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.squared_errors.is_empty()
    }

    /// Whether [`ENOUGH`] waits are kept.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.len() >= ENOUGH
    }

    /// The mean squared error of the points kept, in square seconds; `None` if there are none.
    #[must_use]
    pub fn mean_squared_error(&self) -> Option<f64> {
        (!self.is_empty()).then(|| self.squared_errors.iter().sum::<f64>() / self.len() as f64)
    }

    /// The interval for a new point; `None` if there were not [`ENOUGH`] like it.
    #[must_use]
    pub fn interval(&self, point_s: f64) -> Option<Interval> {
        let of = |low_s: f64, high_s: f64, waits| {
            let low_s = low_s.max(0.0);
            Interval { point_s, low_s, high_s: high_s.max(low_s), basis: Basis::Learnt { waits } }
        };
        if point_s < SMALL_S {
            let (low, high) = self.differences.range()?;
            Some(of(point_s + low, point_s + high, self.differences.len()))
        } else {
            let (low, high) = self.ratios.range()?;
            Some(of(point_s * low, point_s * high, self.ratios.len()))
        }
    }
}

/// The latest values, also in order of size, so that a quantile is a look and not a sort.
#[derive(Clone, Debug, Default)]
struct Recent {
    by_time: VecDeque<f64>,
    by_size: Vec<f64>,
}

impl Recent {
    fn len(&self) -> usize {
        self.by_time.len()
    }

    fn push(&mut self, value: f64) {
        if self.len() == KEPT
            && let Some(oldest) = self.by_time.pop_front()
            && let Ok(place) = self.by_size.binary_search_by(|v| v.total_cmp(&oldest))
        {
            self.by_size.remove(place);
        }
        self.by_time.push_back(value);
        let place = self.by_size.partition_point(|v| v.total_cmp(&value).is_lt());
        self.by_size.insert(place, value);
    }

    /// Between which two values the next one lies with a chance of at least [`SHARE`].
    fn range(&self) -> Option<(f64, f64)> {
        if self.len() < ENOUGH {
            return None;
        }
        let n = self.len() as f64 + 1.0;
        let tail = (1.0 - SHARE) / 2.0;
        let low = (n * tail).floor() as usize;
        let high = (n * (1.0 - tail)).ceil() as usize;
        Some((*self.by_size.get(low.checked_sub(1)?)?, *self.by_size.get(high.checked_sub(1)?)?))
    }
}
