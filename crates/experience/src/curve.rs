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
    pub fn of(affects: &[f32]) -> Option<Self> {
        let (&first, &end) = (affects.first()?, affects.last()?);
        let (mut best, mut worst) = (first, first);
        let (mut peak_index, mut trough_index, mut height) = (0, 0, first.abs());
        let (mut sum, mut weighted) = (0.0f64, 0.0f64);
        for (index, &affect) in affects.iter().enumerate() {
            best = best.max(affect);
            if affect <= worst {
                worst = affect;
                trough_index = index;
            }
            if affect.abs() >= height {
                height = affect.abs();
                peak_index = index;
            }
            sum += f64::from(affect);
            weighted += index as f64 * f64::from(affect);
        }
        let n = affects.len() as f64;
        // Orders 0 … n−1 have the mean (n−1)/2 and the sum of squared deviations n(n²−1)/12.
        let trend = (affects.len() > 1)
            .then(|| (weighted - (n - 1.0) / 2.0 * sum) / (n * (n * n - 1.0) / 12.0));
        Some(Self {
            count: affects.len() as u32,
            first,
            best,
            worst,
            peak: affects[peak_index],
            end,
            mean: sum / n,
            trend,
            peak_index: peak_index as u32,
            trough_index: trough_index as u32,
        })
    }

    /// The peak–end score: (peak + end) / 2.
    pub fn peak_end(&self) -> f64 {
        (f64::from(self.peak) + f64::from(self.end)) / 2.0
    }
}

/// The affect of the moment of largest |affect| when a tie goes to the *earlier* one: not our definition, but the
/// one that `argmax` gives in most statistics packages. Kept so that evidence can say how much the choice matters.
pub fn earlier_peak(affects: &[f32]) -> Option<f32> {
    affects.iter().copied().reduce(|peak, affect| if affect.abs() > peak.abs() { affect } else { peak })
}
