//! Seeded chance: hashes that deal visits out, and bootstrap draws that any thread can make.

use crate::Interval;
use crate::estimate::{normal, t_quantile};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use statrs::distribution::ContinuousCDF;

/// Mixes the bits of an id so that any of them decides (the finaliser of `SplitMix64`: Steele, Lea & Flood,
/// OOPSLA 2014). Ids that count up come out as good as random, and the same on every machine.
pub(crate) fn mix(id: u64) -> u64 {
    let mut bits = id.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The generator of one draw: a function of what it is for and of its number alone, never of the thread.
pub(crate) fn generator(purpose: u64, number: u64) -> Pcg64Mcg {
    Pcg64Mcg::seed_from_u64(mix(mix(purpose) ^ number))
}

/// A number in 0..bound; the bias is below bound / 2⁶⁴.
pub(crate) fn below(rng: &mut Pcg64Mcg, bound: usize) -> usize {
    ((u128::from(rng.next_u64()) * bound as u128) >> 64) as usize
}

/// How often each unit comes up in a bootstrap sample of as many draws with replacement (Efron 1979).
pub(crate) fn draw(purpose: u64, number: u64, times: &mut [f64]) {
    times.fill(0.0);
    let mut rng = generator(purpose, number);
    for _ in 0..times.len() {
        times[below(&mut rng, times.len())] += 1.0;
    }
}

/// The bias-corrected and accelerated percentile interval (Efron, JASA 82, 1987) of bootstrap `values` around their
/// `estimate`, from `units` resampled units, widened for small samples as Hesterberg (The American Statistician 69,
/// 2015) advises: the normal quantile becomes √(units/(units−1)) · t(.975, units−1).
///
/// `acceleration` 0 gives the bias-corrected interval. `None` below two units or twenty values.
pub(crate) fn percentile_interval(
    values: &mut [f64],
    estimate: f64,
    units: usize,
    acceleration: f64,
) -> Option<Interval> {
    if units < 2 || values.len() < 20 {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let count = values.len() as f64;
    let lower = values.partition_point(|&value| value < estimate) as f64;
    let upper = values.partition_point(|&value| value <= estimate) as f64;
    let normal = normal();
    let share = ((lower + upper) / 2.0).clamp(0.5, count - 0.5) / count;
    let bias = normal.inverse_cdf(share);
    let units = units as f64;
    let reach = (units / (units - 1.0)).sqrt() * t_quantile(units - 1.0);
    let end = |z: f64| {
        let shifted = bias + z;
        let stretch = (1.0 - acceleration * shifted).max(0.1);
        at(values, normal.cdf(bias + shifted / stretch))
    };
    Some(Interval { low: end(-reach), high: end(reach) })
}

/// The quantile of sorted values, linear between them.
fn at(sorted: &[f64], share: f64) -> f64 {
    let place = (share * (sorted.len() + 1) as f64 - 1.0).clamp(0.0, (sorted.len() - 1) as f64);
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consecutive_ids_are_dealt_out_evenly() {
        let mut folds = [0u32; 10];
        for id in 0..100_000 {
            folds[(mix(id) % 10) as usize] += 1;
        }
        // Chi-square with 9 degrees of freedom; 27.9 is its 99.9 % quantile.
        let chi: f64 = folds.iter().map(|&n| (f64::from(n) - 1e4).powi(2) / 1e4).sum();
        assert!(chi < 27.9, "{folds:?}");
    }

    #[test]
    fn a_draw_depends_on_its_number_alone() {
        let (mut one, mut again, mut other) = (vec![0.0; 50], vec![9.0; 50], vec![0.0; 50]);
        draw(1, 7, &mut one);
        draw(1, 7, &mut again);
        draw(1, 8, &mut other);
        assert_eq!(one, again);
        assert_ne!(one, other);
        assert_eq!(one.iter().sum::<f64>(), 50.0);
    }

    #[test]
    fn the_interval_of_normal_draws_is_the_normal_interval() {
        let normal = normal();
        let mut values: Vec<f64> = (1..20_000).map(|i| normal.inverse_cdf(f64::from(i) / 20_000.0)).collect();
        let interval = percentile_interval(&mut values, 0.0, 1_000_000, 0.0).unwrap();
        assert!((interval.low + 1.96).abs() < 0.01 && (interval.high - 1.96).abs() < 0.01, "{interval:?}");
    }

    #[test]
    fn too_few_units_or_values_have_no_interval() {
        assert_eq!(percentile_interval(&mut [0.0; 100], 0.0, 1, 0.0), None);
        assert_eq!(percentile_interval(&mut [0.0; 19], 0.0, 50, 0.0), None);
        assert_eq!(percentile_interval(&mut [2.0; 50], 2.0, 50, 0.0), Some(Interval { low: 2.0, high: 2.0 }));
    }
}
