//! The model: how many come on a day, times how a day spreads over its steps.

use super::day::{Day, Past};
use super::level::{Level, Pace};
use super::shape::{Blend, Shape};

/// What was tuned on the past of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tuning {
    pub pace: Pace,
    pub blend: Blend,
    pub seasons: bool,
}

/// All that was learnt from the days so far.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub level: Level,
    pub shape: Shape,
}

impl Model {
    pub fn new(tuning: &Tuning, typical: f64, steps: usize) -> Model {
        Model {
            level: Level::new(tuning.pace, typical, tuning.seasons),
            shape: Shape::new(tuning.blend, steps),
        }
    }

    /// The number expected at each step of a day.
    pub fn expect(&self, day: &Day) -> Vec<f64> {
        let total = self.level.expect(day).log.exp();
        let mut steps = self.shape.shares(day);
        steps.iter_mut().for_each(|share| *share *= total);
        steps
    }

    /// Takes a day in.
    pub fn learn(&mut self, past: &Past) {
        let whole = past.counts.iter().all(|count| !count.is_nan());
        let shares = if whole { Vec::new() } else { self.shape.shares(&past.day) };
        let exposure = match whole {
            true => 1.0,
            false => seen(&past.counts, &shares),
        };
        self.level.learn(&past.day, past.total(), exposure);
        let total = self.level.expect(&past.day).log.exp();
        self.shape.learn(&past.day, &past.counts, |step| shares.get(step).map_or(0.0, |share| share * total));
    }
}

/// The share of the day that the known steps hold; of the time, while the shares are not known.
pub(super) fn seen(counts: &[f64], shares: &[f64]) -> f64 {
    let known = |step: &usize| !counts[*step].is_nan();
    if shares.iter().all(|share| *share == 0.0) {
        return (0..counts.len()).filter(known).count() as f64 / counts.len() as f64;
    }
    (0..counts.len()).filter(known).map(|step| shares[step]).sum::<f64>().min(1.0)
}
