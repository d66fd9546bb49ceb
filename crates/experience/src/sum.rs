//! Sums that do not depend on their order.

/// A sum of values in [−2, 2], each rounded to the nearest multiple of 2⁻³² (2.3 · 10⁻¹⁰).
///
/// The rounded values are added as whole numbers, which is exact, so a sum is the same to the last bit in whatever
/// order, and on however many threads, its values come. A billion values fit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum(i64);

/// Adding 1.5 · 2⁵² leaves the nearest whole number in the low bits of a double.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Steps of a sum in 1.
pub(crate) const STEPS: f64 = 4_294_967_296.0;

/// The number of steps of 2⁻³² nearest to `value`, which is in [−2, 2].
#[inline]
pub(crate) fn steps(value: f64) -> i64 {
    debug_assert!(value.abs() <= 2.0, "{value} is not in [-2, 2]");
    (value * STEPS + ROUND).to_bits() as i64 - ROUND.to_bits() as i64
}

impl Sum {
    /// Adds a value in [−2, 2].
    #[inline]
    pub fn add(&mut self, value: f64) {
        self.0 += steps(value);
    }

    /// Adds another sum.
    #[inline]
    pub fn merge(&mut self, other: Self) {
        self.0 += other.0;
    }

    /// The sum.
    pub fn value(self) -> f64 {
        self.0 as f64 / STEPS
    }

    /// The sum over `n` values; 0 for none.
    pub fn mean(self, n: u64) -> f64 {
        if n == 0 { 0.0 } else { self.value() / n as f64 }
    }

    /// The sum in steps of 2⁻³².
    pub(crate) fn steps(self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_is_rounded_to_the_nearest_step() {
        for (value, expected) in
            [(0.0, 0), (1.0, 1 << 32), (-1.0, -(1 << 32)), (0.75 / STEPS, 1), (-0.25 / STEPS, 0)]
        {
            assert_eq!(steps(value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn a_sum_is_the_same_in_any_order(mut values in prop::collection::vec(-1.0f64..=1.0, 0..50), cut in 0usize..50) {
            let sum = |values: &[f64]| {
                let mut sum = Sum::default();
                values.iter().for_each(|value| sum.add(*value));
                sum
            };
            let whole = sum(&values);
            values.reverse();
            let cut = cut.min(values.len());
            let mut parts = sum(&values[cut..]);
            parts.merge(sum(&values[..cut]));
            prop_assert_eq!(parts, whole);
            prop_assert!((whole.value() - values.iter().sum::<f64>()).abs() < 50.0 / STEPS);
        }
    }
}
