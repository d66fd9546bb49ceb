//! Many days of a hall, until the answer is narrow enough.

mod estimate;

pub use estimate::{Estimate, Figure, QuarterMean};
pub(super) use estimate::{reach, student};

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::engine::{Engine, Feel, Span};
use super::hall::Hall;
use super::state::Start;
use super::tally::Outcome;

/// How many days, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Effort {
    /// What chance stands for: the same seed, the same days.
    pub seed: u64,
    /// At least so many replications.
    pub at_least: u32,
    /// At most so many.
    pub at_most: u32,
    /// Enough when the interval of this figure reaches no further than this to either side.
    pub until_narrow: Option<(Figure, f64)>,
    /// Threads; the result is the same for any number of them.
    pub threads: NonZeroUsize,
    /// What happens in the first so many microseconds of a run is not counted, for halls without a beginning.
    pub warm_up_us: i64,
    /// Where a run is stopped; `None` when everybody has gone.
    pub until_us: Option<i64>,
}

impl Effort {
    /// So many replications in one thread, each to its end.
    #[must_use]
    pub fn of(seed: u64, replications: u32) -> Self {
        Self {
            seed,
            at_least: replications,
            at_most: replications,
            until_narrow: None,
            threads: NonZeroUsize::MIN,
            warm_up_us: 0,
            until_us: None,
        }
    }
}

/// The days that were simulated. Cheap to copy.
#[derive(Clone, Debug)]
pub struct Runs {
    seed: u64,
    outcomes: Arc<Vec<Outcome>>,
    purpose: Option<usize>,
}

/// Whether a queue that goes on for ever comes to rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rest {
    /// It does: the second half of the runs found it no longer than the first.
    AtRest,
    /// Unstable: more come than can be served, and the queue grows by so many people an hour. Its waits are those of the
    /// runs' length, not of the hall.
    Unstable {
        /// People an hour.
        grows_per_hour: f64,
    },
    /// The runs ended with an empty hall, or there are fewer than two: there is nothing to see.
    NotAsked,
}

/// Simulates days of a hall: at least [`Effort::at_least`], then on until the figure is narrow enough, at most
/// [`Effort::at_most`]. `stop` is asked now and then with how many are done; `true` ends it with those.
///
/// The result is the same, bit by bit, for any number of threads: a replication depends on its number only, and whether
/// there are enough is asked after certain numbers of them.
#[must_use]
pub fn replicate(
    hall: &Hall,
    start: &Start,
    effort: &Effort,
    feel: Option<&dyn Feel>,
    stop: &dyn Fn(u32) -> bool,
) -> Runs {
    let mut runs = Runs { seed: effort.seed, outcomes: Arc::default(), purpose: None };
    let mut outcomes = Vec::new();
    let mut wanted = effort.at_least.clamp(1, effort.at_most.max(1));
    loop {
        let done = u32::try_from(outcomes.len()).unwrap_or(u32::MAX);
        let (more, stopped) = batch(hall, start, effort, feel, stop, done, wanted);
        outcomes.extend(more);
        runs.outcomes = Arc::new(outcomes);
        let enough = effort.until_narrow.is_none_or(|(figure, half_width)| {
            runs.estimate(figure).is_some_and(|estimate| estimate.half_width() <= half_width)
        });
        if stopped || enough || wanted >= effort.at_most {
            return runs;
        }
        // The copy is of the list of one owner, so it moves.
        outcomes = Arc::unwrap_or_clone(std::mem::take(&mut runs.outcomes));
        wanted = (wanted + wanted / 2 + 1).min(effort.at_most);
    }
}

/// The replications from `from` to below `to`, in order; fewer, and `true`, if it was stopped.
fn batch(
    hall: &Hall,
    start: &Start,
    effort: &Effort,
    feel: Option<&dyn Feel>,
    stop: &dyn Fn(u32) -> bool,
    from: u32,
    to: u32,
) -> (Vec<Outcome>, bool) {
    let span = Span { warm_up_us: effort.warm_up_us, until_us: effort.until_us };
    let (next, done, stopped) = (AtomicU32::new(from), AtomicU32::new(from), AtomicBool::new(false));
    let finished: Mutex<Vec<(u32, Outcome)>> = Mutex::default();
    let work = |stop: Option<&dyn Fn(u32) -> bool>| {
        let mut engine = Engine::new(hall, start, feel);
        let mut mine = Vec::new();
        loop {
            if stop.is_some_and(|stop| stop(done.load(Ordering::Relaxed))) {
                stopped.store(true, Ordering::Relaxed);
            }
            let replication = next.fetch_add(1, Ordering::Relaxed);
            if replication >= to || stopped.load(Ordering::Relaxed) {
                break;
            }
            mine.push((replication, engine.run(effort.seed, u64::from(replication), span)));
            done.fetch_add(1, Ordering::Relaxed);
        }
        finished.lock().unwrap_or_else(PoisonError::into_inner).append(&mut mine);
    };
    let others = effort.threads.get().min((to - from) as usize).saturating_sub(1);
    std::thread::scope(|scope| {
        for _ in 0..others {
            scope.spawn(|| work(None));
        }
        work(Some(stop));
    });
    let mut finished = finished.into_inner().unwrap_or_else(PoisonError::into_inner);
    finished.sort_by_key(|&(replication, _)| replication);
    let whole = finished.iter().zip(from..).take_while(|((done, _), n)| done == n).count();
    finished.truncate(whole);
    (finished.into_iter().map(|(_, outcome)| outcome).collect(), stopped.into_inner())
}

impl Runs {
    /// The runs, by replication.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// What chance stood for.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The same runs, of which figures tell one purpose only. Figures that have no purpose (occupancy, overtime, the
    /// longest queue) stay those of the hall; a purpose that is not there has no figures.
    #[must_use]
    pub fn of(&self, purpose: usize) -> Self {
        Self { purpose: Some(purpose), ..self.clone() }
    }

    /// Whether a queue meant to go on for ever comes to rest, from its length in the middle and at the end of each run
    /// that was stopped by [`Effort::until_us`].
    #[must_use]
    pub fn rest(&self) -> Rest {
        let stopped: Vec<_> = self.outcomes.iter().filter_map(|outcome| outcome.halves).collect();
        let n = stopped.len() as f64;
        if stopped.len() < 2 {
            return Rest::NotAsked;
        }
        let growth: Vec<f64> = stopped
            .iter()
            .map(|halves| (halves.at_end as f64 - halves.in_middle as f64) / halves.hours)
            .collect();
        let mean = growth.iter().sum::<f64>() / n;
        let variance = growth.iter().map(|g| (g - mean) * (g - mean)).sum::<f64>() / (n - 1.0);
        let least = mean - student(0.9995, n - 1.0) * (variance / n).sqrt();
        if least > 0.0 { Rest::Unstable { grows_per_hour: mean } } else { Rest::AtRest }
    }
}
