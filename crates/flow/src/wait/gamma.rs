//! Quantiles of the gamma distribution.

/// Beyond this shape the normal approximation of the cube root errs by less than a hundred-thousandth.
const LARGE: f64 = 10_000.0;

/// Far more than ever taken: halving alone would be done.
const MOST_STEPS: usize = 200;

/// The quantile of the gamma distribution of scale 1, for 0 < `share` < 1 and `shape` ≥ 1: less never comes up.
///
/// Newton's method from the cube-root approximation of E. B. Wilson & M. M. Hilferty (*The distribution of chi-square*,
/// PNAS 17 (1931) 684–688), three steps as a rule. A step that leaves the bounds found so far is replaced by halving
/// them, so it cannot fail to converge.
pub(super) fn quantile(shape: f64, share: f64) -> f64 {
    let mut x = wilson_hilferty(shape, share);
    if shape > LARGE {
        return x;
    }
    x = x.max(1e-3);
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for _ in 0..MOST_STEPS {
        let below = distribution(shape, x);
        if below < share {
            low = x
        } else {
            high = x
        }
        let newton = x - (below - share) * x / weight(shape, x);
        let next = if newton > low && newton < high {
            newton
        } else if high.is_finite() {
            low + (high - low) / 2.0
        } else {
            2.0 * x
        };
        if (next - x).abs() <= 1e-10 * x {
            return next;
        }
        x = next;
    }
    x
}

fn wilson_hilferty(shape: f64, share: f64) -> f64 {
    let ninth = 1.0 / (9.0 * shape);
    shape * (1.0 - ninth + normal_quantile(share) * ninth.sqrt()).max(0.0).powi(3)
}

/// The standard normal quantile to 4.5e-4: M. Abramowitz & I. A. Stegun, *Handbook of mathematical functions*, 26.2.23.
fn normal_quantile(share: f64) -> f64 {
    let tail = share.min(1.0 - share);
    let t = (-2.0 * tail.ln()).sqrt();
    let top = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let bottom = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    (t - top / bottom).copysign(share - 0.5)
}

/// x times the density at x.
fn weight(shape: f64, x: f64) -> f64 {
    (shape * x.ln() - x - ln_gamma(shape)).exp()
}

/// The regularised incomplete gamma function P(shape, x): by its series below the mean, by its continued fraction (in
/// Lentz's way) above; *Handbook of mathematical functions*, 6.5.29 and 6.5.31.
pub(super) fn distribution(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let weight = weight(shape, x);
    if x < shape + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
        while term > sum * 1e-16 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (sum * weight).min(1.0);
    }
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (f64::MAX, 1.0 / b);
    let mut fraction = d;
    for n in 1..10_000 {
        let n = f64::from(n);
        let a = n * (shape - n);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        let step = c * d;
        fraction *= step;
        if (step - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (1.0 - fraction * weight).max(0.0)
}

/// The logarithm of the gamma function, by Stirling's series (*Handbook of mathematical functions*, 6.1.41) after
/// moving the argument up to where five terms give double precision.
fn ln_gamma(mut x: f64) -> f64 {
    let mut product = 1.0;
    while x < 12.0 {
        product *= x;
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse
        * (1.0 / 12.0
            - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - product.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half of the 10 % and 90 % points of χ² with 2, 4, 10, 20 and 100 degrees of freedom: *Handbook of mathematical
    /// functions*, table 26.8.
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
            assert!((2.0 * quantile(shape, 0.1) / low - 1.0).abs() < 1e-5, "{shape} at 10 %");
            assert!((2.0 * quantile(shape, 0.9) / high - 1.0).abs() < 1e-5, "{shape} at 90 %");
        }
    }

    #[test]
    fn with_shape_one_it_is_the_exponential_distribution() {
        for x in [1e-6, 0.1, 1.0, 2.5, 30.0] {
            assert!((distribution(1.0, x) - (1.0 - (-x).exp())).abs() < 1e-13);
        }
    }

    #[test]
    fn the_quantile_undoes_the_distribution_at_any_shape() {
        for shape in [1.0, 1.01, 1.5, 7.25, 99.0, 1234.5, 9_999.0] {
            for share in [0.001, 0.025, 0.1, 0.5, 0.9, 0.975, 0.999] {
                let found = distribution(shape, quantile(shape, share));
                assert!((found - share).abs() < 1e-8, "{shape} {share}: {found}");
            }
        }
    }

    #[test]
    fn the_approximation_for_large_shapes_joins_the_exact_quantile() {
        for share in [0.1, 0.9] {
            let step = quantile(LARGE, share) / wilson_hilferty(LARGE, share);
            assert!((step - 1.0).abs() < 1e-5, "{step}");
        }
    }
}
