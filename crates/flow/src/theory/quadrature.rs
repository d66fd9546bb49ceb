//! Integrals with as many digits as a double holds.

/// Nodes of Gauss and Legendre's rule of sixteen points on −1…1, the positive half.
const NODES: [f64; 8] = [
    0.095_012_509_837_637_44,
    0.281_603_550_779_258_9,
    0.458_016_777_657_227_39,
    0.617_876_244_402_643_8,
    0.755_404_408_355_003,
    0.865_631_202_387_831_8,
    0.944_575_023_073_232_6,
    0.989_400_934_991_649_9,
];
/// Their weights.
const WEIGHTS: [f64; 8] = [
    0.189_450_610_455_068_5,
    0.182_603_415_044_923_59,
    0.169_156_519_395_002_54,
    0.149_595_988_816_576_73,
    0.124_628_971_255_533_87,
    0.095_158_511_682_492_79,
    0.062_253_523_938_647_893,
    0.027_152_459_411_754_095,
];

/// The integrals of several functions at once from `low` to `high`, cut into equal panels of sixteen points each.
pub(super) fn integrate<const N: usize>(
    low: f64,
    high: f64,
    panels: u32,
    mut of: impl FnMut(f64) -> [f64; N],
) -> [f64; N] {
    let half = (high - low) / f64::from(panels) / 2.0;
    let mut sums = [0.0; N];
    for panel in 0..panels {
        let middle = low + half * f64::from(2 * panel + 1);
        for (node, weight) in NODES.into_iter().zip(WEIGHTS) {
            let (left, right) = (of(middle - half * node), of(middle + half * node));
            for (sum, (left, right)) in sums.iter_mut().zip(left.into_iter().zip(right)) {
                *sum += weight * half * (left + right);
            }
        }
    }
    sums
}

/// x^(1−s) eˣ Γ(s, x), the upper incomplete gamma function without what would overflow, for 1 ≤ `s` ≤ 2 and `x` > 0.
///
/// SOURCE: M. Abramowitz & I. A. Stegun, *Handbook of mathematical functions*, 6.5.29 (series) and 6.5.31 (continued
/// fraction, here after Lentz).
pub(super) fn upper_incomplete(s: f64, x: f64) -> f64 {
    if x < 1.5 {
        let (mut term, mut sum, mut n) = (1.0 / s, 1.0 / s, s);
        while term > sum * 1e-18 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return statrs::function::gamma::gamma(s) * x.exp() * x.powf(1.0 - s) - sum * x;
    }
    let mut b = x + 1.0 - s;
    let (mut c, mut d) = (f64::MAX, 1.0 / b);
    let mut fraction = d;
    for n in 1..10_000 {
        let n = f64::from(n);
        let a = n * (s - n);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        let step = c * d;
        fraction *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    x * fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_of_degree_31_is_integrated_to_the_last_digit() {
        let [found] = integrate(0.0, 2.0, 1, |x: f64| [x.powi(31)]);
        assert!((found / (2f64.powi(32) / 32.0) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn both_ways_to_the_incomplete_gamma_function_meet() {
        for s in [1.0, 1.25, 1.5, 1.999] {
            let (below, above) = (upper_incomplete(s, 1.5 - 1e-12), upper_incomplete(s, 1.5));
            assert!((below / above - 1.0).abs() < 1e-11, "{s}: {below} {above}");
        }
        // Γ(1, x) = e^(−x)
        assert!(
            (upper_incomplete(1.0, 0.3) - 1.0).abs() < 1e-14
                && (upper_incomplete(1.0, 7.0) - 1.0).abs() < 1e-14
        );
    }
}
