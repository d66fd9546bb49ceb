//! The hall as it stands, played forward many times.

use super::{AHEAD_MIN, Hour, RestsOn, STEP_MIN, Spread, Step};
use crate::kernel::Instant;
use flow::twin::{Hall, Happened, Start, follow};
use rustc_hash::FxHashMap;
use std::num::NonZeroUsize;

/// Steps of the hour.
const STEPS: usize = (AHEAD_MIN / STEP_MIN) as usize;
/// Microseconds of a step.
const STEP_US: i64 = STEP_MIN as i64 * Instant::MINUTE;
/// A step in which fewer of a hundred hours have a call says nothing of waits.
const LEAST_CALLED: f64 = 0.3;

/// One hour that might be.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Seen {
    /// Seconds waited by all, step by step.
    queue_s: [f64; STEPS],
    /// Calls, step by step.
    called: [u32; STEPS],
    /// Seconds that those called had waited, step by step.
    waited_s: [f64; STEPS],
    /// Who waited at the beginning or came.
    people: u32,
    /// Who left without having been called.
    left: u32,
}

/// Somebody who waits in a run.
struct Waits {
    from_us: i64,
    since_us: i64,
    leaves_us: i64,
}

/// One hour, from `now_us` on.
struct Play {
    now_us: i64,
    until_us: i64,
    waiting: FxHashMap<u64, Waits>,
    seen: Seen,
}

impl Play {
    fn hear(&mut self, what: Happened) {
        match what {
            Happened::Joined { at_us, order, since_us, leaves_us, .. } if at_us < self.until_us => {
                self.seen.people += 1;
                let from_us = at_us.max(self.now_us);
                self.waiting.insert(order, Waits { from_us, since_us: since_us.min(at_us), leaves_us });
            }
            Happened::Called { at_us, order, .. } if at_us < self.until_us => {
                let Some(waits) = self.waiting.remove(&order) else { return };
                self.waited(waits.from_us, at_us);
                let step = self.step(at_us);
                self.seen.called[step] += 1;
                self.seen.waited_s[step] += seconds(at_us - waits.since_us);
            }
            Happened::Left { at_us, order } if at_us < self.until_us => {
                if let Some(waits) = self.waiting.remove(&order) {
                    self.waited(waits.from_us, at_us);
                    self.seen.left += 1;
                }
            }
            _ => {}
        }
    }

    fn step(&self, at_us: i64) -> usize {
        usize::try_from((at_us - self.now_us) / STEP_US).unwrap_or_default().min(STEPS - 1)
    }

    /// Somebody waited from here to there.
    fn waited(&mut self, from_us: i64, to_us: i64) {
        let (mut from, to) = (from_us.max(self.now_us), to_us.min(self.until_us));
        while from < to {
            let step = self.step(from);
            let ends = self.now_us + STEP_US * (i64::try_from(step).unwrap_or_default() + 1);
            let until = to.min(ends);
            self.seen.queue_s[step] += seconds(until - from);
            from = until;
        }
    }

    /// Whoever still waits goes on waiting to the end, or has left and nobody noticed.
    fn end(mut self) -> Seen {
        for waits in std::mem::take(&mut self.waiting).into_values() {
            self.waited(waits.from_us, waits.leaves_us);
            self.seen.left += u32::from(waits.leaves_us < self.until_us);
        }
        self.seen
    }
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of an hour")]
fn seconds(us: i64) -> f64 {
    us as f64 / 1e6
}

impl Seen {
    /// Minutes that each who waited or came had to wait within the hour.
    fn wait_min(&self) -> f64 {
        self.queue_s.iter().sum::<f64>() / 60.0 / f64::from(self.people.max(1))
    }
}

/// Plays a hall forward: so many hours, the same ones whatever the threads.
pub(super) fn play(
    hall: &Hall,
    start: &Start,
    now_us: i64,
    seed: u64,
    runs: u32,
    threads: NonZeroUsize,
) -> Vec<Seen> {
    let until_us = now_us + i64::from(AHEAD_MIN) * Instant::MINUTE;
    let one = |replication: u32| {
        let mut play = Play { now_us, until_us, waiting: FxHashMap::default(), seen: Seen::default() };
        let mut tell = |what| play.hear(what);
        drop(follow(hall, start, Some(until_us), seed, u64::from(replication), &mut tell));
        play.end()
    };
    let parts = u32::try_from(threads.get()).unwrap_or(1).min(runs.max(1));
    let part = |n: u32| (n * runs / parts..(n + 1) * runs / parts).map(&one).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..parts).map(|n| scope.spawn(move || part(n))).collect();
        let mut seen = part(0);
        for other in others {
            seen.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        seen
    })
}

/// What the hours say together: how long each had to wait, who left, and how it goes step by step.
pub(super) fn hour(made_at: Instant, waiting: usize, seen: &[Seen], rests_on: RestsOn) -> Hour {
    let spread = |value: &dyn Fn(&Seen) -> f64| Spread::of(seen.iter().map(value).collect());
    let steps = (0..STEPS).map(|n| {
        let waited: Vec<f64> = seen
            .iter()
            .filter(|seen| seen.called[n] > 0)
            .map(|seen| seen.waited_s[n] / 60.0 / f64::from(seen.called[n]))
            .collect();
        Step {
            minute: (u32::try_from(n).unwrap_or_default() + 1) * STEP_MIN,
            queue: spread(&|seen| seen.queue_s[n] / seconds(STEP_US)),
            wait_min: is_enough(waited.len(), seen.len()).then(|| Spread::of(waited)),
        }
    });
    Hour {
        made_at,
        waiting,
        steps: steps.collect(),
        leave: spread(&|seen| f64::from(seen.left)),
        wait_min: spread(&Seen::wait_min),
        tried: Vec::new(),
        advice: super::Advice::Enough,
        rests_on,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of runs")]
fn is_enough(some: usize, all: usize) -> bool {
    some as f64 >= LEAST_CALLED * all as f64 && some > 0
}

/// What one hall saves over another under the same chance: minutes that each waits less with their 95 % interval, and how many
/// fewer leave.
#[expect(clippy::cast_precision_loss, reason = "counts of runs")]
pub(super) fn saved(today: &[Seen], other: &[Seen]) -> ([f64; 3], f64) {
    let pairs = || today.iter().zip(other);
    let saves: Vec<f64> = pairs().map(|(today, other)| today.wait_min() - other.wait_min()).collect();
    let n = saves.len();
    let mean = saves.iter().sum::<f64>() / n.max(1) as f64;
    let variance = saves.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n.max(2) - 1) as f64;
    let interval = experience::mean_interval(n as u64, mean, variance.sqrt());
    let (low, high) =
        interval.map_or((f64::NEG_INFINITY, f64::INFINITY), |interval| (interval.low, interval.high));
    let fewer: f64 = pairs().map(|(today, other)| f64::from(today.left) - f64::from(other.left)).sum();
    ([mean, low, high], fewer / n.max(1) as f64)
}

impl Spread {
    /// Of values that might be: their mean, and the range that holds eight of ten.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "places in a list"
    )]
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        let Some(last) = values.len().checked_sub(1) else { return Self::default() };
        let at = |share: f64| values[(share * last as f64).round() as usize];
        let tail = (1.0 - super::SHARE) / 2.0;
        Self { mean: values.iter().sum::<f64>() / values.len() as f64, low: at(tail), high: at(1.0 - tail) }
    }
}
