//! Many visits: running totals that are exact, so that their order does not matter.

use crate::shrink::Raw;
use crate::sum::{STEPS, Sum, steps};
use crate::{Curve, Interval, mean_interval};

/// Running figures of a group of visits: count, mean and spread of the peak–end score, means of the other
/// summaries. They are the same to the last bit in whatever order visits are counted and groups merged (see
/// [`Sum`]). A billion visits fit.
///
/// Means of an empty group are 0: ask [`Group::n`] first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Group {
    /// Number of visits.
    pub n: u64,
    score: Sum,
    /// Squares of the scores in steps, exact.
    squares: u128,
    peak_end: Sum,
    best: Sum,
    worst: Sum,
    mean: Sum,
    end: Sum,
    first: Sum,
    trend: Sum,
    trends: u64,
}

impl Group {
    /// Counts a visit in, scored by peak and end.
    #[inline]
    pub fn add(&mut self, curve: &Curve) {
        self.add_scored(curve, curve.peak_end());
    }

    /// Counts a visit in with a score in [−2, 2] of one's own.
    #[inline]
    pub fn add_scored(&mut self, curve: &Curve, score: f64) {
        let magnitude = u128::from(steps(score).unsigned_abs());
        self.n += 1;
        self.score.add(score);
        self.squares += magnitude * magnitude;
        self.peak_end.add(curve.peak_end());
        self.best.add(f64::from(curve.best));
        self.worst.add(f64::from(curve.worst));
        self.first.add(f64::from(curve.first));
        self.end.add(f64::from(curve.end));
        self.mean.add(curve.mean);
        if let Some(trend) = curve.trend {
            self.trend.add(trend);
            self.trends += 1;
        }
    }

    /// Counts another group's visits in.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.score.merge(other.score);
        self.squares += other.squares;
        self.peak_end.merge(other.peak_end);
        self.best.merge(other.best);
        self.worst.merge(other.worst);
        self.first.merge(other.first);
        self.end.merge(other.end);
        self.mean.merge(other.mean);
        self.trend.merge(other.trend);
        self.trends += other.trends;
    }

    /// Mean score: the peak–end score, unless visits were added with another.
    pub fn score(&self) -> f64 {
        self.score.mean(self.n)
    }

    /// Mean peak–end score, in [−1, 1].
    pub fn peak_end(&self) -> f64 {
        self.peak_end.mean(self.n)
    }

    /// Sample standard deviation of the score; `None` below two visits.
    pub fn sd(&self) -> Option<f64> {
        (self.n > 1).then(|| {
            // n Σs² − (Σs)² in whole numbers: no cancellation, and exactly 0 for equal scores
            let sum = u128::from(self.score.steps().unsigned_abs());
            let spread = u128::from(self.n) * self.squares - sum * sum;
            (spread as f64 / (self.n as f64 * (self.n - 1) as f64)).sqrt() / STEPS
        })
    }

    /// Student's t interval of the mean score, held on the scale; `None` below two visits, and when all scores are
    /// equal, which says nothing of their spread.
    pub fn interval(&self) -> Option<Interval> {
        let sd = self.sd().filter(|sd| *sd > 0.0)?;
        let score = self.score();
        let Interval { low, high } = mean_interval(self.n, score, sd)?;
        // no mean lies beyond the scale, which a model's expectation alone may leave
        Some(Interval { low: low.max(score.min(-1.0)), high: high.min(score.max(1.0)) })
    }

    /// The group as [`crate::shrink::shrink`] takes it; `None` for an empty group.
    pub fn raw(&self) -> Option<Raw> {
        (self.n > 0).then(|| Raw { n: self.n, mean: self.score(), sd: self.sd() })
    }

    /// Mean of the best moments.
    pub fn best(&self) -> f64 {
        self.best.mean(self.n)
    }

    /// Mean of the worst moments.
    pub fn worst(&self) -> f64 {
        self.worst.mean(self.n)
    }

    /// Mean of the first moments.
    pub fn first(&self) -> f64 {
        self.first.mean(self.n)
    }

    /// Mean of the last moments.
    pub fn end(&self) -> f64 {
        self.end.mean(self.n)
    }

    /// Mean over visits of their mean affect.
    pub fn mean(&self) -> f64 {
        self.mean.mean(self.n)
    }

    /// Mean trend of the visits with more than one moment (affect per moment); `None` if there are none.
    pub fn trend(&self) -> Option<f64> {
        (self.trends > 0).then(|| self.trend.mean(self.trends))
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
        assert!((group.sd().unwrap() - (1.1875f64 / 3.0).sqrt()).abs() < 1e-9);
        assert_eq!(group.best(), (0.5 + 0.5 + 1.0 - 0.5) / 4.0);
        assert_eq!(group.worst(), (0.5 - 0.5 + 0.0 - 0.5) / 4.0);
        assert_eq!(group.first(), (0.5 + 0.5 + 0.0 - 0.5) / 4.0);
        assert_eq!(group.end(), (0.5 + 0.5 + 1.0 - 0.5) / 4.0);
        assert!((group.trend().unwrap() - 1.0 / 3.0).abs() < 1e-9);
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
            prop_assert_eq!(merged, whole);
        }
    }
}
