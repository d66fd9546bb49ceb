//! One visit: what its moments leave behind.

/// The summary of one visit's affects in the order of its moments.
///
/// Affects are in [−1, 1]. The definitions follow the peak–end literature (Kahneman, Fredrickson, Schreiber &
/// Redelmeier 1993): the peak is the moment of largest |affect|, positive or negative alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    /// Number of moments, at least 1.
    pub count: u32,
    /// Affect of the first moment.
    pub first: f32,
    /// Largest affect.
    pub best: f32,
    /// Smallest affect: the trough.
    pub worst: f32,
    /// Affect of the moment of largest |affect|; a tie goes to the later one.
    pub peak: f32,
    /// Affect of the last moment.
    pub end: f32,
    /// Mean affect.
    pub mean: f64,
    /// Least-squares slope of affect over the order 0, 1, 2, … (affect per moment); `None` for a single moment.
    pub trend: Option<f64>,
    /// Index of the peak.
    pub peak_index: u32,
    /// Index of the trough; a tie goes to the later one.
    pub trough_index: u32,
}

impl Curve {
    /// The curve of a visit's affects, or `None` if there are none.
    ///
    /// Affects are finite: whoever reads them rejects the others, with line and value. Sums run in order and in
    /// double precision, so that the same visit always gives the same bits.
    #[inline]
    pub fn of(affects: &[f32]) -> Option<Self> {
        debug_assert!(affects.iter().all(|affect| affect.is_finite()), "an affect is not a number");
        let (&first, &end) = (affects.first()?, affects.last()?);
        let (mut best, mut worst, mut height) = (first, first, first.abs());
        let (mut peak_index, mut trough_index) = (0u32, 0u32);
        let (mut sum, mut weighted, mut order) = (0.0f64, 0.0f64, 0.0f64);
        let mut index = 0u32;
        for &affect in affects {
            // Written as selects, one per figure, so that no branch waits on the data, and none on another.
            best = if affect > best { affect } else { best };
            trough_index = if affect <= worst { index } else { trough_index };
            worst = if affect < worst { affect } else { worst };
            peak_index = if affect.abs() >= height { index } else { peak_index };
            height = if affect.abs() > height { affect.abs() } else { height };
            sum += f64::from(affect);
            weighted += order * f64::from(affect);
            order += 1.0;
            index += 1;
        }
        let n = order;
        // Orders 0 … n−1 have the mean (n−1)/2 and the sum of squared deviations n(n²−1)/12.
        let trend = (index > 1).then(|| (weighted - (n - 1.0) / 2.0 * sum) / (n * (n * n - 1.0) / 12.0));
        Some(Self {
            count: index,
            first,
            best,
            worst,
            peak: affects[peak_index as usize],
            end,
            mean: sum / n,
            trend,
            peak_index,
            trough_index,
        })
    }

    /// The peak–end score: (peak + end) / 2.
    #[inline]
    pub fn peak_end(&self) -> f64 {
        (f64::from(self.peak) + f64::from(self.end)) / 2.0
    }
}

/// The affect of the moment of largest |affect| when a tie goes to the *earlier* one: not our definition, but the
/// one that `argmax` gives in most statistics packages. Kept so that evidence can say how much the choice matters.
#[inline]
pub fn earlier_peak(affects: &[f32]) -> Option<f32> {
    affects.iter().copied().reduce(|peak, affect| if affect.abs() > peak.abs() { affect } else { peak })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_visit_leaves_its_peak_its_trough_and_its_end() {
        let curve = Curve::of(&[0.2, -0.6, 0.9, 0.1]).unwrap();
        assert_eq!((curve.count, curve.first, curve.end), (4, 0.2, 0.1));
        assert_eq!((curve.best, curve.peak, curve.peak_index), (0.9, 0.9, 2));
        assert_eq!((curve.worst, curve.trough_index), (-0.6, 1));
        assert!((curve.mean - 0.15).abs() < 1e-7);
        assert!((curve.peak_end() - 0.5).abs() < 1e-7);
    }

    #[test]
    fn a_bad_moment_is_a_peak_as_much_as_a_good_one() {
        assert_eq!(Curve::of(&[0.2, -0.8, 0.5]).unwrap().peak, -0.8);
    }

    #[test]
    fn a_tie_of_peaks_goes_to_the_later_moment() {
        let affects = [-0.5, 0.5, 0.0];
        let curve = Curve::of(&affects).unwrap();
        assert_eq!((curve.peak, curve.peak_index), (0.5, 1));
        assert_eq!(earlier_peak(&affects), Some(-0.5));
    }

    #[test]
    fn a_tie_of_troughs_goes_to_the_later_moment() {
        assert_eq!(Curve::of(&[-0.5, 0.5, -0.5, 0.1]).unwrap().trough_index, 2);
    }

    #[test]
    fn no_moments_leave_nothing() {
        assert_eq!(Curve::of(&[]), None);
        assert_eq!(earlier_peak(&[]), None);
    }

    #[test]
    fn a_single_moment_is_everything_but_a_trend() {
        let curve = Curve::of(&[-0.4]).unwrap();
        assert_eq!(
            (curve.first, curve.best, curve.worst, curve.peak, curve.end),
            (-0.4, -0.4, -0.4, -0.4, -0.4)
        );
        assert_eq!((curve.trend, curve.peak_index, curve.trough_index), (None, 0, 0));
    }

    #[test]
    fn a_visit_that_leaves_people_cold_peaks_at_its_last_moment() {
        let curve = Curve::of(&[0.0, -0.0, 0.0]).unwrap();
        assert_eq!((curve.peak, curve.peak_index, curve.trough_index), (0.0, 2, 2));
        assert_eq!((curve.mean, curve.trend), (0.0, Some(0.0)));
    }

    #[test]
    fn the_trend_is_the_least_squares_slope() {
        assert_eq!(Curve::of(&[0.0, 0.25, 0.5, 0.75]).unwrap().trend, Some(0.25));
        assert_eq!(Curve::of(&[0.5, 0.0, 0.0]).unwrap().trend, Some(-0.25));
    }

    fn visit() -> impl Strategy<Value = Vec<f32>> {
        // Few distinct values, so that ties are common.
        prop::collection::vec((-4i8..=4).prop_map(|step| f32::from(step) / 4.0), 1..40)
    }

    proptest! {
        #[test]
        fn every_figure_equals_its_definition(affects in visit()) {
            let curve = Curve::of(&affects).unwrap();
            let height = affects.iter().map(|a| a.abs()).fold(0.0, f32::max);
            prop_assert_eq!(curve.peak_index as usize, affects.iter().rposition(|a| a.abs() == height).unwrap());
            prop_assert_eq!(curve.peak, affects[curve.peak_index as usize]);
            let worst = affects.iter().copied().fold(1.0, f32::min);
            prop_assert_eq!(curve.worst, worst);
            prop_assert_eq!(curve.trough_index as usize, affects.iter().rposition(|&a| a == worst).unwrap());
            prop_assert_eq!(curve.best, affects.iter().copied().fold(-1.0, f32::max));
            let mean = affects.iter().map(|&a| f64::from(a)).sum::<f64>() / affects.len() as f64;
            prop_assert_eq!(curve.mean, mean);
            prop_assert_eq!(earlier_peak(&affects), affects.iter().copied().find(|a| a.abs() == height));
        }

        #[test]
        fn every_figure_stays_on_the_scale(affects in prop::collection::vec(-1.0f32..=1.0, 1..40)) {
            let curve = Curve::of(&affects).unwrap();
            prop_assert!(curve.worst <= curve.best && curve.mean.abs() <= 1.0 && curve.peak_end().abs() <= 1.0);
            prop_assert!(curve.trend.is_none_or(|trend| trend.abs() <= 2.0));
        }
    }
}
