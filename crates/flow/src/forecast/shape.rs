//! How a day's people spread over its steps: a share for each step, by weekday.
//!
//! The shares of a weekday are its own counts, the older the lighter, put together with what all weekdays have in common as
//! if that were some days more; then smoothed over neighbouring steps. A step at which nobody ever came stays empty. A
//! holiday has its own shares, as if it were an eighth weekday.

use super::day::Day;

/// What is tuned on the past of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Blend {
    /// After so many of its own days a day weighs half.
    pub half_life: f64,
    /// What all weekdays have in common counts as so many days.
    pub common_days: f64,
    /// So many steps on each side are smoothed over, with falling weight.
    pub width: usize,
}

/// Weekdays, and one more for holidays.
const KINDS: usize = 8;
/// A step counts as empty if it holds less of the day than this, over all days.
const EMPTY: f64 = 1e-6;

/// The shares learnt.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    blend: Blend,
    own: Vec<Vec<f64>>,
    common: Vec<f64>,
    days: f64,
}

impl Shape {
    pub fn new(blend: Blend, steps: usize) -> Shape {
        Shape { blend, own: vec![vec![0.0; steps]; KINDS], common: vec![0.0; steps], days: 0.0 }
    }

    /// The shares of a day: they sum to 1, or all are 0 while nothing was learnt.
    pub fn shares(&self, day: &Day) -> Vec<f64> {
        let own = &self.own[kind(day)];
        let sum: f64 = self.common.iter().sum();
        if sum <= 0.0 {
            return vec![0.0; own.len()];
        }
        // what is common weighs as much as so many mean days
        let weight = self.blend.common_days / self.days;
        let blended: Vec<f64> =
            own.iter().zip(&self.common).map(|(own, common)| own + common * weight).collect();
        let mut smooth = self.smoothed(&blended, sum * EMPTY);
        let all: f64 = smooth.iter().sum();
        smooth.iter_mut().for_each(|share| *share /= all);
        smooth
    }

    /// Takes in the counts of a day. `expected` fills what is not known.
    pub fn learn(&mut self, day: &Day, counts: &[f64], expected: impl Fn(usize) -> f64) {
        // all kinds see seven days where one sees one
        let keep = 0.5_f64.powf(1.0 / self.blend.half_life);
        let keep_common = 0.5_f64.powf(1.0 / (7.0 * self.blend.half_life));
        self.days = self.days * keep_common + 1.0;
        let own = &mut self.own[kind(day)];
        for (step, count) in counts.iter().enumerate() {
            let count = if count.is_nan() { expected(step) } else { *count };
            own[step] = own[step] * keep + count;
            self.common[step] = self.common[step] * keep_common + count;
        }
    }

    /// The mean over the neighbours with weights falling to both sides, over steps that are not empty.
    fn smoothed(&self, values: &[f64], empty: f64) -> Vec<f64> {
        let width = self.blend.width;
        let open: Vec<bool> = self.common.iter().map(|common| *common > empty).collect();
        let at = |step: usize| {
            if !open[step] {
                return 0.0;
            }
            let (mut sum, mut weights) = (0.0, 0.0);
            for near in step.saturating_sub(width)..(step + width + 1).min(values.len()) {
                let weight = (width + 1 - near.abs_diff(step)) as f64 * f64::from(u8::from(open[near]));
                sum += weight * values[near];
                weights += weight;
            }
            sum / weights
        };
        (0..values.len()).map(at).collect()
    }
}

fn kind(day: &Day) -> usize {
    if day.holiday.is_some() { 7 } else { usize::from(day.weekday.min(6)) }
}
