//! What else a log tells of a hall: who does not come when called, what a call takes, where visits go on, who does what.

use super::seen::{End, Log};
use super::staff;
use crate::twin::Law;
use crate::wait::wilson;
use std::collections::BTreeMap;

/// A person who served so many can be said not to do what was never seen of them although so many were to be expected.
const EXPECTED: f64 = 5.0;

/// A share with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// How many.
    pub hits: u64,
    /// Of how many.
    pub of: u64,
}

impl Share {
    /// The share; 0 of none.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.of == 0 { 0.0 } else { self.hits as f64 / self.of as f64 }
    }

    /// Its 95 % interval; `None` of none.
    #[must_use]
    pub fn interval(&self) -> Option<[f64; 2]> {
        wilson(self.hits, self.of)
    }
}

/// What a call takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Calling {
    /// From one service of a person to the next while others waited all along: median, in seconds; `None` if it was never
    /// seen.
    pub walk_over_s: Option<f64>,
    /// How often it was seen.
    pub seen: usize,
    /// What a counter is taken for before each service.
    pub law: Law,
    /// Whether the log's waits go on until the service begins, because it does not know the call apart.
    pub waits_until_start: bool,
}

/// Of those called, how many did not come.
#[must_use]
pub fn missed(log: &Log) -> Share {
    let count = |end: End| log.seen.iter().filter(|seen| seen.end == end).count() as u64;
    let missed = count(End::Missed);
    Share { hits: missed, of: missed + count(End::Served) }
}

/// Of those who came or were sent, how many left before they were called.
#[must_use]
pub fn left(log: &Log) -> Share {
    Share {
        hits: log.seen.iter().filter(|seen| seen.end == End::Left).count() as u64,
        of: log.seen.len() as u64,
    }
}

/// How long a call takes.
#[must_use]
pub fn calling(log: &Log) -> Calling {
    let gaps = staff::walk_over_s(log);
    let mut to_start: Vec<f64> = log
        .seen
        .iter()
        .filter(|seen| seen.called_us > Some(seen.arrived_us))
        .filter_map(|seen| Some((seen.started_us? - seen.called_us?) as f64 / 1e6))
        .collect();
    to_start.sort_by(f64::total_cmp);
    let waits_until_start = to_start.get(to_start.len() / 2).is_none_or(|s| *s < 1.0);
    let times = if gaps.len() >= 20 { gaps.clone() } else { to_start };
    let times: Vec<f64> = times.into_iter().map(|s| s.max(0.0)).collect();
    Calling {
        walk_over_s: gaps.get(gaps.len() / 2).copied(),
        seen: gaps.len(),
        law: Law::sample(thinned(&times, 500), 0.0).unwrap_or_else(|_| Law::zero()),
        waits_until_start,
    }
}

/// Evenly chosen values of an ordered list, at most so many.
#[must_use]
pub fn thinned(ordered: &[f64], most: usize) -> Vec<f64> {
    if ordered.len() <= most {
        return ordered.to_vec();
    }
    (0..most).map(|at| ordered[(2 * at + 1) * ordered.len() / (2 * most)]).collect()
}

/// Of those served for a purpose, how many went on to which other.
#[must_use]
pub fn routes(log: &Log) -> Vec<Vec<(usize, Share)>> {
    let mut served = vec![0; log.purposes()];
    let mut onward: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for seen in log.seen.iter().filter(|seen| seen.end == End::Served) {
        served[seen.purpose] += 1;
        if let Some(next) = seen.onward {
            *onward.entry((seen.purpose, next)).or_default() += 1;
        }
    }
    let mut routes = vec![Vec::new(); served.len()];
    for ((from, to), hits) in onward {
        routes[from].push((to, Share { hits, of: served[from] }));
    }
    routes
}

/// By person, the purposes that they serve: all but those that were never seen of them although their share of all services
/// would have brought them five.
#[must_use]
pub fn skills(log: &Log) -> BTreeMap<u32, Vec<bool>> {
    let purposes = log.purposes();
    let mut of: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    for seen in &log.seen {
        if let Some(person) = seen.person {
            of.entry(person).or_insert_with(|| vec![0; purposes])[seen.purpose] += 1;
        }
    }
    let all: Vec<u64> = (0..purposes).map(|purpose| of.values().map(|mine| mine[purpose]).sum()).collect();
    let whole: u64 = all.iter().sum();
    of.into_iter()
        .map(|(person, mine)| {
            let own: u64 = mine.iter().sum();
            let expected = |purpose: usize| own as f64 * all[purpose] as f64 / whole as f64;
            (person, (0..purposes).map(|purpose| mine[purpose] > 0 || expected(purpose) < EXPECTED).collect())
        })
        .collect()
}
