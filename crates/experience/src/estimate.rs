//! Intervals: how sure a figure is.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// The 97.5 % quantile of the standard normal distribution.
pub(crate) const Z: f64 = 1.959_963_984_540_054;
/// The 99.9 % quantile of the standard normal distribution: 99.8 % lie within it to either side.
pub(crate) const Z_998: f64 = 3.090_232_306_167_813;

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

    /// The interval `reach` to either side of `middle`.
    pub(crate) fn around(middle: f64, reach: f64) -> Self {
        Self { low: middle - reach, high: middle + reach }
    }
}

/// Student's t interval of a mean of `n` values with sample standard deviation `sd` (Student, Biometrika 6, 1908):
/// mean ± t(.975, n−1) · sd / √n.
///
/// `None` below two values, or where `mean` or `sd` is not finite or `sd` is negative.
pub fn mean_interval(n: u64, mean: f64, sd: f64) -> Option<Interval> {
    let sound = n > 1 && mean.is_finite() && sd.is_finite() && sd >= 0.0;
    sound.then(|| Interval::around(mean, t_quantile((n - 1) as f64) * sd / (n as f64).sqrt()))
}

/// Wilson's score interval of a share of `hits` in `n` (Wilson, JASA 22, 1927); the whole of [0, 1] for no trials.
///
/// With q = n + z², its middle is (hits + z²/2) / q and its reach z/q · √(hits·(n−hits)/n + z²/4). More hits than
/// trials are read as all of them.
pub fn wilson(hits: u64, n: u64) -> Interval {
    if n == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (trials, hit) = (n as f64, hits.min(n) as f64);
    let q = trials + Z * Z;
    let middle = (hit + Z * Z / 2.0) / q;
    let reach = Z / q * (hit * (trials - hit) / trials + Z * Z / 4.0).sqrt();
    // At no hits (all hits) the lower (upper) end is 0 (1) exactly; rounding must not move it.
    Interval {
        low: if hit == 0.0 { 0.0 } else { (middle - reach).max(0.0) },
        high: if hit == trials { 1.0 } else { (middle + reach).min(1.0) },
    }
}

/// The 97.5 % quantile of Student's t with `freedom` degrees of freedom (> 0, need not be whole).
pub(crate) fn t_quantile(freedom: f64) -> f64 {
    if freedom > 200.0 {
        // Abramowitz & Stegun 1964, 26.7.5: off by less than 1e-8 here, and far cheaper.
        let z2 = Z * Z;
        let terms = [
            Z * (z2 + 1.0) / 4.0,
            Z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0,
            Z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0,
        ];
        return Z + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / freedom);
    }
    StudentsT::new(0.0, 1.0, freedom).map_or(Z, |t| t.inverse_cdf(0.975))
}

/// The standard normal distribution.
pub(crate) fn normal() -> Normal {
    Normal::standard()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, within: f64) {
        assert!((got - want).abs() <= within, "{got} is not {want}");
    }

    /// NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2: upper critical values, column 0.975.
    #[test]
    fn t_quantiles_equal_the_table_of_the_nist_handbook() {
        for (freedom, quantile) in
            [(1.0, 12.706), (2.0, 4.303), (5.0, 2.571), (10.0, 2.228), (30.0, 2.042), (100.0, 1.984)]
        {
            close(t_quantile(freedom), quantile, 0.0005);
        }
    }

    #[test]
    fn t_quantiles_fall_smoothly_to_the_normal_one() {
        close(t_quantile(200.0), t_quantile(200.0 + 1e-6), 1e-7);
        let mut last = f64::INFINITY;
        for power in 0..9 {
            let quantile = t_quantile(10f64.powi(power));
            assert!(quantile <= last && quantile >= Z);
            last = quantile;
        }
        close(last, Z, 1e-6);
    }

    /// NIST/SEMATECH e-Handbook, section 1.3.5.2, ZARR13.DAT: 195 values, mean 9.261460, sd 0.2278881E-01.
    #[test]
    fn the_mean_interval_equals_the_example_of_the_nist_handbook() {
        let interval = mean_interval(195, 9.261460, 0.02278881).unwrap();
        close(interval.low, 9.258242, 5e-6);
        close(interval.high, 9.264679, 5e-6);
    }

    #[test]
    fn one_value_has_no_interval_and_equal_values_have_no_width() {
        assert_eq!(mean_interval(0, 0.0, 0.0), None);
        assert_eq!(mean_interval(1, 0.3, 0.0), None);
        assert_eq!(mean_interval(2, f64::NAN, 0.0), None);
        assert_eq!(mean_interval(9, 0.3, 0.0), Some(Interval { low: 0.3, high: 0.3 }));
    }

    /// Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    #[test]
    fn wilson_equals_the_table_of_newcombe() {
        for (hits, n, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = wilson(hits, n);
            close(interval.low, low, 0.00005);
            close(interval.high, high, 0.00005);
        }
    }

    #[test]
    fn wilson_stays_within_nought_and_one_and_mirrors() {
        assert_eq!(wilson(0, 0), Interval { low: 0.0, high: 1.0 });
        for n in [1, 2, 7, 1_000_000_007] {
            assert_eq!(wilson(0, n).low, 0.0);
            assert_eq!(wilson(n, n).high, 1.0);
            assert_eq!(wilson(n + 5, n), wilson(n, n));
            close(wilson(0, n).high, 1.0 - wilson(n, n).low, 1e-12);
        }
    }
}
