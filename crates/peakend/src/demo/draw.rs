//! Draws from distributions.

use rand::RngExt as _;
use rand_pcg::Pcg64;

/// A standard normal (Box & Muller 1958).
pub(super) fn normal(rng: &mut Pcg64) -> f64 {
    let (u, v): (f64, f64) = (rng.random(), rng.random());
    (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// A duration in microseconds, log-normal around a median in seconds.
pub(super) fn around(rng: &mut Pcg64, median_s: f64, spread: f64) -> i64 {
    micros(median_s * (spread * normal(rng)).exp())
}

/// A duration in microseconds between events that come by themselves, `mean_s` apart on average.
pub(super) fn apart(rng: &mut Pcg64, mean_s: f64) -> i64 {
    let u: f64 = rng.random();
    micros(-mean_s * (1.0 - u).ln())
}

/// A duration in microseconds, evenly from `from_s` to `to_s` seconds.
pub(super) fn within(rng: &mut Pcg64, from_s: f64, to_s: f64) -> i64 {
    let u: f64 = rng.random();
    micros(from_s + u * (to_s - from_s))
}

/// Whether something of this probability happens.
pub(super) fn chance(rng: &mut Pcg64, probability: f64) -> bool {
    rng.random::<f64>() < probability
}

/// One of several by weight; the last where rounding leaves a gap.
pub(super) fn pick<T: Copy>(rng: &mut Pcg64, from: &[(T, f64)]) -> Option<T> {
    let total: f64 = from.iter().map(|(_, weight)| weight).sum();
    let mut left = rng.random::<f64>() * total;
    for (item, weight) in from {
        left -= weight;
        if left < 0.0 {
            return Some(*item);
        }
    }
    from.last().map(|(item, _)| *item)
}

#[expect(clippy::cast_possible_truncation, reason = "durations of one day")]
fn micros(seconds: f64) -> i64 {
    (seconds * 1e6) as i64
}
