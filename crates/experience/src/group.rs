//! Many visits: running totals that merge in a fixed order.

use crate::shrink::Raw;
use crate::{Curve, Interval, mean_interval};

/// Running figures of a group of visits: count, mean and spread of the peak–end score, means of the other
/// summaries. Merging is associative only up to rounding, so callers merge in a fixed order.
///
/// Means of an empty group are 0: ask [`Group::n`] first.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Group {
    /// Number of visits.
    pub n: u64,
    // Score of the first visit. Sums run over the distances from it, which keeps them exact for equal scores and
    // precise for near ones without the division per visit of a running mean.
    origin: f64,
    sum: f64,
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
    #[inline]
    pub fn add(&mut self, curve: &Curve) {
        let score = curve.peak_end();
        if self.n == 0 {
            self.origin = score;
        }
        self.n += 1;
        let distance = score - self.origin;
        self.sum += distance;
        self.squares += distance * distance;
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

    /// Counts another group's visits in.
    pub fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            *self = *other;
            return;
        }
        // Moves the other's sums to this group's origin.
        let step = other.origin - self.origin;
        let n = other.n as f64;
        self.squares += other.squares + step * (2.0 * other.sum + n * step);
        self.sum += other.sum + n * step;
        self.n += other.n;
        self.best += other.best;
        self.worst += other.worst;
        self.first += other.first;
        self.end += other.end;
        self.mean_affect += other.mean_affect;
        self.trend += other.trend;
        self.trends += other.trends;
    }

    fn mean_of(&self, sum: f64) -> f64 {
        if self.n == 0 { 0.0 } else { sum / self.n as f64 }
    }

    /// Mean peak–end score, in [−1, 1].
    pub fn peak_end(&self) -> f64 {
        self.origin + self.mean_of(self.sum)
    }

    /// Sample standard deviation of the peak–end score; `None` below two visits.
    pub fn sd(&self) -> Option<f64> {
        (self.n > 1).then(|| {
            let n = self.n as f64;
            ((self.squares - self.sum * self.sum / n).max(0.0) / (n - 1.0)).sqrt()
        })
    }

    /// Student's t interval of the mean peak–end score; `None` below two visits.
    pub fn interval(&self) -> Option<Interval> {
        mean_interval(self.n, self.peak_end(), self.sd()?)
    }

    /// The group as [`crate::shrink::shrink`] takes it; `None` for an empty group.
    pub fn raw(&self) -> Option<Raw> {
        (self.n > 0).then(|| Raw { n: self.n, mean: self.peak_end(), sd: self.sd() })
    }

    /// Mean of the best moments.
    pub fn best(&self) -> f64 {
        self.mean_of(self.best)
    }

    /// Mean of the worst moments.
    pub fn worst(&self) -> f64 {
        self.mean_of(self.worst)
    }

    /// Mean of the first moments.
    pub fn first(&self) -> f64 {
        self.mean_of(self.first)
    }

    /// Mean of the last moments.
    pub fn end(&self) -> f64 {
        self.mean_of(self.end)
    }

    /// Mean over visits of their mean affect.
    pub fn mean(&self) -> f64 {
        self.mean_of(self.mean_affect)
    }

    /// Mean trend of the visits with more than one moment (affect per moment); `None` if there are none.
    pub fn trend(&self) -> Option<f64> {
        (self.trends > 0).then(|| self.trend / self.trends as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn group(visits: &[Vec<f32>]) -> Group {
        let mut group = Group::default();
        for visit in visits {
            group.add(&Curve::of(visit).unwrap());
        }
        group
    }

    #[test]
    fn a_group_knows_the_mean_and_the_spread_of_its_scores() {
        // Scores .5, 0 and 1.
        let group = group(&[vec![0.5, 0.5], vec![0.5, -0.5, 0.5, -0.5, 0.5], vec![0.0, 1.0], vec![-0.5]]);
        assert_eq!(group.n, 4);
        assert_eq!(group.peak_end(), (0.5 + 0.5 + 1.0 - 0.5) / 4.0);
        assert!((group.sd().unwrap() - (1.1875f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(group.best(), (0.5 + 0.5 + 1.0 - 0.5) / 4.0);
        assert_eq!(group.worst(), (0.5 - 0.5 + 0.0 - 0.5) / 4.0);
        assert_eq!(group.first(), (0.5 + 0.5 + 0.0 - 0.5) / 4.0);
        assert_eq!(group.end(), (0.5 + 0.5 + 1.0 - 0.5) / 4.0);
        assert!((group.trend().unwrap() - 1.0 / 3.0).abs() < 1e-12);
        assert!(group.interval().unwrap().contains(group.peak_end()));
    }

    #[test]
    fn an_empty_group_says_so_and_never_not_a_number() {
        let empty = Group::default();
        assert_eq!((empty.sd(), empty.interval(), empty.raw(), empty.trend()), (None, None, None, None));
        assert_eq!((empty.peak_end(), empty.best(), empty.mean()), (0.0, 0.0, 0.0));
    }

    #[test]
    fn one_visit_has_a_score_and_no_spread() {
        let one = group(&[vec![0.25]]);
        assert_eq!(one.raw(), Some(Raw { n: 1, mean: 0.25, sd: None }));
        assert_eq!((one.interval(), one.trend()), (None, None));
    }

    #[test]
    fn equal_scores_have_no_spread_at_all_however_they_merge() {
        let mut all = Group::default();
        for _ in 0..7 {
            all.merge(&group(&vec![vec![0.1, 0.3]; 1001]));
        }
        assert_eq!((all.n, all.sd()), (7007, Some(0.0)));
    }

    proptest! {
        #[test]
        fn groups_merge_to_what_one_group_would_have_been(
            visits in prop::collection::vec(prop::collection::vec(-1.0f32..=1.0, 1..8), 0..60),
            cut in 0usize..60,
        ) {
            let cut = cut.min(visits.len());
            let whole = group(&visits);
            let mut merged = group(&visits[..cut]);
            merged.merge(&group(&visits[cut..]));
            prop_assert_eq!(merged.n, whole.n);
            prop_assert!((merged.peak_end() - whole.peak_end()).abs() < 1e-12);
            prop_assert!((merged.sd().unwrap_or(0.0) - whole.sd().unwrap_or(0.0)).abs() < 1e-9);
            prop_assert!((merged.mean() - whole.mean()).abs() < 1e-12);
        }
    }
}
