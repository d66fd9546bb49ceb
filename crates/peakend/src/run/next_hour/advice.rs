//! Which counter to open, and when: each is tried under the same chance.

use super::fork::{self, Seen};
use super::{Advice, MATTERS_MIN, Trial};
use crate::kernel::Instant;
use crate::run::counter::CounterState;
use crate::run::twin::live::Floor;
use flow::twin::{Hall, Shift, Start, State};
use std::num::NonZeroUsize;

/// After how many minutes a counter is tried.
const AFTER_MIN: [u32; 4] = [0, 10, 20, 30];
/// Who opens later and still saves such a share of what the best saves, may open later.
const AS_GOOD: f64 = 0.9;
/// The most counters that are tried.
const MOST: usize = 8;
/// A counter that is opened stays open so long, in minutes: beyond the hour that is looked at.
const STAYS_MIN: i64 = 240;

/// A counter that might be opened.
struct Candidate {
    counter: usize,
    paused: bool,
}

/// Counters at which nobody works now. Of those that could do the same, the first stands for all; who is away for a moment
/// is named themselves.
fn candidates(floor: &Floor, hall: &Hall) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (counter, at) in floor.staffed.iter().enumerate() {
        let paused = match at.counter.state {
            CounterState::Open => continue,
            CounterState::Paused => true,
            CounterState::Closed => false,
        };
        let does = |counter: usize| (hall.counters[counter].skills, hall.counters[counter].purposes);
        let same = |other: &Candidate| !other.paused && does(other.counter) == does(counter);
        if paused || !found.iter().any(same) {
            found.push(Candidate { counter, paused });
        }
    }
    found.truncate(MOST);
    found
}

/// How hard to try.
pub(super) struct Effort {
    /// What chance stands for.
    pub seed: u64,
    /// Replications for each counter at first.
    pub first: u32,
    /// Replications for the counter that seems best.
    pub then: u32,
    /// Threads.
    pub threads: NonZeroUsize,
}

/// The same hall and state with a counter opened after so many minutes.
fn opened(hall: &Hall, state: &State, candidate: &Candidate, after_min: u32) -> (Hall, State) {
    let (mut hall, mut state) = (hall.clone(), state.clone());
    let at_us = state.now_us + i64::from(after_min) * Instant::MINUTE;
    let counter = candidate.counter;
    if candidate.paused {
        for away in state.away.iter_mut().filter(|away| away.counter == counter) {
            away.back_us = Some(at_us);
        }
    } else {
        let to_us = at_us + STAYS_MIN * Instant::MINUTE;
        hall.counters[counter].shifts = vec![Shift { from_us: at_us, to_us }];
        if after_min == 0 {
            state.open[counter] = true;
        }
    }
    (hall, state)
}

/// Tries every counter, and says what to do. `today` is the hall as it goes on, at least as many hours as are tried.
pub(super) fn advise(
    floor: &Floor,
    hall: &Hall,
    state: &State,
    today: &[Seen],
    effort: &Effort,
) -> (Vec<Trial>, Advice) {
    let candidates = candidates(floor, hall);
    let attempt = |candidate: &Candidate, after_min: u32, runs: u32| {
        let (hall, state) = opened(hall, state, candidate, after_min);
        let now_us = state.now_us;
        let seen = fork::play(&hall, &Start::From(state), now_us, effort.seed, runs, effort.threads);
        let (saves_min, fewer_leave) = fork::saved(today, &seen);
        let [mean, low, _] = saves_min;
        Trial {
            counter: floor.staffed[candidate.counter].counter.label.clone(),
            paused: candidate.paused,
            after_min,
            saves_min,
            fewer_leave,
            real: low > 0.0 && mean >= MATTERS_MIN,
        }
    };
    let first: Vec<Trial> = candidates.iter().map(|one| attempt(one, AFTER_MIN[0], effort.first)).collect();
    let best = (0..first.len()).max_by(|a, b| first[*a].saves_min[0].total_cmp(&first[*b].saves_min[0]));
    let Some(best) = best else { return (Vec::new(), Advice::AllOpen) };
    let mut tried: Vec<Trial> =
        AFTER_MIN.iter().map(|after| attempt(&candidates[best], *after, effort.then)).collect();
    let advice = choice(&tried);
    tried.extend(first.into_iter().enumerate().filter(|(n, _)| *n != best).map(|(_, trial)| trial));
    (tried, advice)
}

/// The latest opening that is as good as the best, if the best makes a real difference.
fn choice(tried: &[Trial]) -> Advice {
    let best = tried.iter().filter(|trial| trial.real).map(|trial| trial.saves_min[0]).fold(0.0, f64::max);
    let as_good = |trial: &Trial| trial.real && trial.saves_min[0] >= AS_GOOD * best;
    tried.iter().rposition(as_good).map_or(Advice::Enough, Advice::Open)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(after_min: u32, saves: f64, real: bool) -> Trial {
        Trial {
            counter: "3".to_owned(),
            paused: false,
            after_min,
            saves_min: [saves, saves - 0.2, saves + 0.2],
            fewer_leave: 0.0,
            real,
        }
    }

    #[test]
    fn the_latest_opening_that_is_as_good_is_advised() {
        let tried = [trial(0, 4.0, true), trial(10, 3.8, true), trial(20, 2.0, true), trial(30, 0.6, true)];
        assert_eq!(choice(&tried), Advice::Open(1));
    }

    #[test]
    fn without_a_real_difference_nothing_is_advised() {
        assert_eq!(choice(&[trial(0, 0.3, false), trial(10, 0.1, false)]), Advice::Enough);
    }
}
