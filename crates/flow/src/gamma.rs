//! Quantiles of the gamma distribution, and of the normal one.
//!
//! Asked for by the share that lies above: the small tail keeps its digits on both sides.

use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// Beyond this shape the normal approximation of the cube root is used as it is.
const LARGE: f64 = 10_000.0;

/// The standard normal value that a share `v` exceeds.
pub(crate) fn normal_outlasting(v: f64) -> f64 {
    std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * v)
}

/// The value that a share `v` of the gamma distribution of this shape and scale 1 exceeds.
///
/// From the cube-root approximation of E. B. Wilson & M. M. Hilferty (*The distribution of chi-square*, PNAS 17 (1931)
/// 684–688), which is left as it is for shapes beyond ten thousand: it errs there by less than a hundred-thousandth. Else
/// Newton's method on the logarithm of the smaller tail against the logarithm of the value, where both tails are nearly
/// straight; a step that leaves the bounds found so far is replaced by halving them.
pub(crate) fn gamma_outlasting(shape: f64, v: f64) -> f64 {
    if v >= 1.0 {
        return 0.0;
    }
    let upper = v <= 0.5;
    let wanted = if upper { v.ln() } else { (-v).ln_1p() };
    // Small values follow from P(x) ≈ x^shape / Γ(shape + 1), others from the cube-root approximation.
    let small = ((-v).ln_1p() + ln_gamma(shape + 1.0)) / shape;
    let ninth = 1.0 / (9.0 * shape);
    let cube = 1.0 - ninth + normal_outlasting(v) * ninth.sqrt();
    if shape > LARGE {
        return shape * cube.max(0.0).powi(3);
    }
    let mut y = if cube > 0.3 { shape.ln() + 3.0 * cube.ln() } else { small };
    let (mut low, mut high) = (-746.0_f64, 710.0_f64);
    for _ in 0..200 {
        let x = y.exp();
        if x <= 0.0 {
            return 0.0;
        }
        let tail = if upper { gamma_ur(shape, x) } else { gamma_lr(shape, x) };
        let over = if upper { wanted - tail.ln() } else { tail.ln() - wanted };
        if over < 0.0 {
            low = y
        } else {
            high = y
        }
        let slope = (shape * y - x - ln_gamma(shape)).exp() / tail;
        let newton = y - over / slope;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - y).abs() <= 1e-13 * y.abs().max(1.0) {
            return next.exp();
        }
        y = next;
    }
    y.exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half of the 10 % and 90 % points of χ² with 2, 4, 10, 20 and 100 degrees of freedom: M. Abramowitz & I. A. Stegun,
    /// *Handbook of mathematical functions*, table 26.8.
    #[test]
    fn quantiles_are_those_of_the_printed_tables() {
        let printed = [
            (1.0, 0.210_720, 4.605_17),
            (2.0, 1.063_62, 7.779_44),
            (5.0, 4.865_18, 15.987_1),
            (10.0, 12.442_6, 28.412_0),
            (50.0, 82.358_1, 118.498),
        ];
        for (shape, low, high) in printed {
            assert!((2.0 * gamma_outlasting(shape, 0.9) / low - 1.0).abs() < 1e-5, "{shape} at 10 %");
            assert!((2.0 * gamma_outlasting(shape, 0.1) / high - 1.0).abs() < 1e-5, "{shape} at 90 %");
        }
    }

    #[test]
    fn the_quantile_undoes_the_distribution_at_any_shape() {
        for shape in [0.004, 0.2, 1.0, 1.01, 1.5, 7.25, 99.0, 1234.5, 9_999.0] {
            for share in [0.001, 0.025, 0.1, 0.5, 0.9, 0.975, 0.999] {
                let x = gamma_outlasting(shape, share);
                // nearly all of a small shape lies below the smallest number there is
                let found = if x < 1e-300 { share } else { gamma_ur(shape, x) };
                assert!((found - share).abs() < 1e-8, "{shape} {share}: {found}");
            }
        }
    }

    #[test]
    fn the_approximation_for_large_shapes_joins_the_exact_quantile() {
        for share in [0.1, 0.9] {
            let step = gamma_outlasting(LARGE, share) / gamma_outlasting(LARGE * (1.0 + 1e-12), share);
            assert!((step - 1.0).abs() < 1e-5, "{step}");
        }
    }
}
