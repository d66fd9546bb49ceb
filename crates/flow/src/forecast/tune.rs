//! What is tuned on the past of a series: by trying, one knob after the other, what would have told each day best from the
//! days before it. Level and shape are tuned apart: the one by the day's sums, the other by how a day's people spread.

use super::day::Past;
use super::level::{Level, Pace};
use super::model::{Tuning, seen};
use super::shape::{Blend, Shape};

/// Days looked at, the latest ones.
const LEVEL_DAYS: usize = 800;
const SHAPE_DAYS: usize = 240;
/// A past of so many days tells seasons.
const SEASON_DAYS: usize = 500;
/// So many days are learnt before the first is scored.
const WARM_UP: usize = 10;
/// Rounds over the knobs.
const ROUNDS: usize = 2;

const START: Tuning = Tuning {
    pace: Pace { drift_sd: 0.05, effect_drift_sd: 0.003, day_sd: 0.3, echo: 0.5, echo_sd: 0.2 },
    blend: Blend { half_life: 26.0, common_days: 2.0, width: 2 },
    seasons: false,
};

/// The tuning that would have told the given days best.
pub(super) fn tune(past: &[Past], typical: f64) -> Tuning {
    let mut tuning = Tuning { seasons: past.len() >= SEASON_DAYS, ..START };
    if past.iter().filter(|past| past.teaches()).count() < WARM_UP + 4 {
        return tuning;
    }
    tuning.blend = tune_shape(&past[past.len().saturating_sub(SHAPE_DAYS)..]);
    let days = &past[past.len().saturating_sub(LEVEL_DAYS)..];
    let sums = sums(days, tuning.blend);
    tuning.pace = tune_level(days, &sums, typical, tuning.seasons);
    tuning
}

fn tune_level(days: &[Past], sums: &[(f64, f64)], typical: f64, seasons: bool) -> Pace {
    let tries = |best: Pace| {
        [
            [0.02, 0.05, 0.1, 0.2, 0.4, 0.8].map(|day_sd| Pace { day_sd, ..best }).to_vec(),
            [0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16].map(|drift_sd| Pace { drift_sd, ..best }).to_vec(),
            [0.0, 0.4, 0.7, 0.9].map(|echo| Pace { echo, ..best }).to_vec(),
            [0.02, 0.05, 0.1, 0.2, 0.4].map(|echo_sd| Pace { echo_sd, ..best }).to_vec(),
            [0.0, 0.001, 0.003, 0.01, 0.03].map(|effect_drift_sd| Pace { effect_drift_sd, ..best }).to_vec(),
        ]
    };
    descend(START.pace, tries, |pace| level_loss(days, sums, pace, typical, seasons))
}

/// Tries the values of one knob after the other, keeping the best, in [`ROUNDS`] rounds.
fn descend<T: Copy, const KNOBS: usize>(
    start: T,
    tries: impl Fn(T) -> [Vec<T>; KNOBS],
    loss: impl Fn(T) -> f64,
) -> T {
    let (mut best, mut least) = (start, loss(start));
    for knob in (0..KNOBS).cycle().take(KNOBS * ROUNDS) {
        for attempt in tries(best)[knob].iter() {
            let loss = loss(*attempt);
            if loss < least {
                (least, best) = (loss, *attempt);
            }
        }
    }
    best
}

/// How badly a pace told each day's sum from the days before it: the negative logarithm of a normal density of the
/// logarithm of the sum, cut off for days out of order.
fn level_loss(days: &[Past], sums: &[(f64, f64)], pace: Pace, typical: f64, seasons: bool) -> f64 {
    let mut level = Level::new(pace, typical, seasons);
    let (mut loss, mut learnt) = (0.0, 0);
    for (past, &(total, exposure)) in days.iter().zip(sums) {
        if exposure <= 0.0 {
            continue;
        }
        if learnt >= WARM_UP {
            let told = level.expect(&past.day);
            let mean = told.log.exp() * exposure;
            let variance = told.variance + 1.0 / mean.max(0.25);
            let off = ((total + 0.5) / (mean + 0.5)).ln();
            loss += 0.5 * variance.ln() + (0.5 * off * off / variance).min(8.0);
        }
        level.learn(&past.day, total, exposure);
        learnt += 1;
    }
    loss
}

/// The sum of each day and the share of the day it was seen; 0 for days that teach nothing.
fn sums(days: &[Past], blend: Blend) -> Vec<(f64, f64)> {
    let Some(steps) = days.iter().map(|past| past.counts.len()).max() else { return Vec::new() };
    let mut shape = Shape::new(blend, steps);
    let mut sums = Vec::with_capacity(days.len());
    for past in days {
        if !past.teaches() {
            sums.push((0.0, 0.0));
            continue;
        }
        let whole = past.counts.iter().all(|count| !count.is_nan());
        let shares = if whole { Vec::new() } else { shape.shares(&past.day) };
        let exposure = if whole { 1.0 } else { seen(&past.counts, &shares) };
        let total = past.total();
        sums.push((total, exposure));
        shape.learn(&past.day, &past.counts, |step| {
            shares.get(step).map_or(0.0, |share| share * total / exposure.max(1e-9))
        });
    }
    sums
}

fn tune_shape(days: &[Past]) -> Blend {
    let tries = |best: Blend| {
        [
            [0, 1, 2, 4].map(|width| Blend { width, ..best }).to_vec(),
            [0.25, 1.0, 4.0, 16.0].map(|common_days| Blend { common_days, ..best }).to_vec(),
            [4.0, 10.0, 26.0, 100.0].map(|half_life| Blend { half_life, ..best }).to_vec(),
        ]
    };
    descend(START.blend, tries, |blend| shape_loss(days, blend))
}

/// How badly a blend told how each day's people spread, given how many they were: Pearson's sum of squares.
fn shape_loss(days: &[Past], blend: Blend) -> f64 {
    let Some(steps) = days.iter().map(|past| past.counts.len()).max() else { return 0.0 };
    let mut shape = Shape::new(blend, steps);
    let (mut loss, mut learnt) = (0.0, 0);
    for past in days.iter().filter(|past| past.teaches()) {
        let total = past.total();
        let shares = shape.shares(&past.day);
        let exposure = seen(&past.counts, &shares);
        if learnt >= WARM_UP && exposure > 0.0 {
            let all = total / exposure;
            let known = past.counts.iter().zip(&shares).filter(|(count, _)| !count.is_nan());
            loss +=
                known.map(|(count, share)| (count - share * all).powi(2) / (share * all + 0.5)).sum::<f64>();
        }
        shape.learn(&past.day, &past.counts, |step| shares[step] * total / exposure.max(1e-9));
        learnt += 1;
    }
    loss
}
