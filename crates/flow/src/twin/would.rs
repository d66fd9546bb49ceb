//! What somebody who joins now would wait, by the hall played forward from how it stands.

use super::engine::Probe;
use super::hall::Hall;
use super::state::{Start, State, Waiter};
use crate::calling::Class;

/// A wait longer than a day is no wait any more, in microseconds.
const LONGEST_US: i64 = 24 * 3_600_000_000;

/// The waits until the call of one who joins now, over replications.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WouldWait {
    /// Of the replications in which they are called, in seconds, ascending.
    pub waits_s: Vec<f64>,
    /// Replications in which nobody calls them within a day: no counter that could serve them works again.
    pub never: u32,
}

impl WouldWait {
    /// The mean wait in seconds, which has the least squared error; `None` if nobody ever calls them.
    #[must_use]
    pub fn mean_s(&self) -> Option<f64> {
        (!self.waits_s.is_empty()).then(|| self.waits_s.iter().sum::<f64>() / self.waits_s.len() as f64)
    }

    /// The wait in seconds by which a share of the replications, 0 ≤ `share` ≤ 1, has called them, straight between two of
    /// them; `None` if fewer ever do.
    #[must_use]
    pub fn quantile_s(&self, share: f64) -> Option<f64> {
        let runs = self.waits_s.len() as u32 + self.never;
        let place = share * f64::from(runs.checked_sub(1)?);
        let (below, above) = (place.floor() as usize, place.ceil() as usize);
        let (low, high) = (self.waits_s.get(below)?, self.waits_s.get(above)?);
        Some(low + (high - low) * place.fract())
    }
}

/// How long somebody of this purpose and class would wait who joins now and does not lose patience, behind those who wait: the
/// hall played forward from `state` in `runs` replications, each up to their call.
///
/// Nobody else is asked at the same time, so one who is asked about does not stand before another. Everybody else is the
/// same, whoever is asked about: chance is by key. The result depends on `seed` and on nothing else.
///
/// Hall and state have to be such as [`Hall::check`] and [`Hall::check_start`] find nothing wrong with.
#[must_use]
pub fn would_wait(
    hall: &Hall,
    state: &State,
    (purpose, class): (usize, Class),
    runs: u32,
    seed: u64,
) -> WouldWait {
    let place = state.waiting.len();
    let mut state = state.clone();
    let now_us = state.now_us;
    state.waiting.push(Waiter::plain(purpose, class, now_us));
    let start = Start::From(state);
    let mut probe = Probe::of(hall, &start, place);
    let mut would = WouldWait::default();
    for replication in 0..runs {
        match probe.called_us(seed, u64::from(replication), now_us + LONGEST_US) {
            Some(at_us) => would.waits_s.push((at_us - now_us).max(0) as f64 * 1e-6),
            None => would.never += 1,
        }
    }
    would.waits_s.sort_unstable_by(f64::total_cmp);
    would
}
