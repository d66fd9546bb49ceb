//! The standard normal distribution, as far as large halls need it.

use super::quadrature::integrate;

/// Density at `x`.
pub fn density(x: f64) -> f64 {
    (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt()
}

/// Share above `x`.
pub fn above(x: f64) -> f64 {
    if x < 0.0 {
        return 1.0 - above(-x);
    }
    if x > FAR {
        return density(x) / hazard(x);
    }
    let [between] = integrate(0.0, x, 2, |x| [density(x)]);
    0.5 - between
}

/// The hazard: density at `x` by the share above it, which grows like `x` and never overflows.
pub fn hazard(x: f64) -> f64 {
    if x <= FAR {
        return density(x) / above(x);
    }
    // the continued fraction of Laplace, from its far end; a hundred terms hold fourteen digits from here on
    (1..=100).rev().fold(x, |fraction, n| x + f64::from(n) / fraction)
}

/// From here on the share above is computed by its hazard: one half less an integral would lose its digits.
const FAR: f64 = 3.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_lies_above_zero_and_a_fortieth_above_two_deviations() {
        assert!((above(0.0) - 0.5).abs() < 1e-15);
        assert!((above(1.959_963_984_540_054) - 0.025).abs() < 1e-12);
    }

    #[test]
    fn the_hazard_goes_on_where_density_and_share_vanish() {
        assert!((hazard(0.0) - 0.797_884_560_802_865_4).abs() < 1e-12);
        assert!((hazard(FAR) / hazard(FAR + 1e-12) - 1.0).abs() < 1e-11);
        assert!((hazard(1e6) / 1e6 - 1.0).abs() < 1e-11);
        assert!(hazard(-50.0) >= 0.0);
    }
}
