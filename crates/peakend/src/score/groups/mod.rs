//! Groups of visits as figures: raw, with an interval, and drawn toward their peers.

pub mod cli;
mod show;

use crate::score::tally::{By, Figures, Key, Tally};
use experience::shrink::{Raw, Shrunk, shrink};
use experience::{Interval, wilson};
use lake::{Code, NONE, Names};
use rustc_hash::FxHashMap;

/// One group with all its figures.
#[derive(Debug, Clone)]
pub struct Score {
    /// Which group.
    pub key: Key,
    /// Its running figures.
    pub figures: Figures,
    /// Estimate drawn toward its peers.
    pub shrunk: Shrunk,
    /// For each touchpoint of [`Scores::touchpoints`]: peaks, positive peaks, troughs.
    pub extremes: Vec<[u32; 3]>,
}

impl Score {
    /// The touchpoint at which most of the group's visits peak, its share and the share's interval.
    pub fn main_peak(&self) -> Option<(usize, f64, Interval)> {
        let (place, counts) = self.extremes.iter().enumerate().rev().max_by_key(|(_, counts)| counts[0])?;
        let (peaks, n) = (u64::from(counts[0]), self.figures.visits.n);
        Some((place, peaks as f64 / n as f64, wilson(peaks, n)))
    }
}

/// All groups of a table.
#[derive(Debug, Clone)]
pub struct Scores {
    /// The groups, ordered by the names of their keys.
    pub scores: Vec<Score>,
    /// Touchpoints at which visits peak or sink, ordered by name.
    pub touchpoints: Vec<Code>,
}

/// Works the figures of a tally out. The peers of a group are those that differ from it in the finest of staff and
/// hall alone: halls are compared within the same purpose and period, staff within the same hall too.
pub fn scores(tally: &Tally, by: &[By], names: &Names) -> Scores {
    let seen = tally.touchpoints();
    let mut order: Vec<usize> = (0..seen.len()).collect();
    order.sort_by_cached_key(|slot| natural(&names.touchpoints.name(seen[*slot])));
    let mut groups: Vec<Score> = tally
        .groups()
        .map(|(key, figures, extremes)| Score {
            key,
            figures: *figures,
            shrunk: Shrunk { value: 0.0, interval: Interval { low: 0.0, high: 0.0 }, own_share: 0.0 },
            extremes: order.iter().map(|slot| extremes.all()[*slot]).collect(),
        })
        .collect();
    groups.sort_by_cached_key(|score| {
        by.iter().map(|by| natural(&super::tally::name_of(names, *by, &score.key))).collect::<Vec<_>>()
    });
    let mut peers: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
    for (place, group) in groups.iter().enumerate() {
        peers.entry(peer_key(group.key, by)).or_default().push(place);
    }
    // nobody is nobody's peer: what the table does not name stands alone
    let mut alone = Vec::new();
    for places in peers.values_mut() {
        places.retain(|place| {
            let named = named(&groups[*place].key, by);
            if !named {
                alone.push(*place);
            }
            named
        });
    }
    let alone = alone.into_iter().map(|place| vec![place]);
    let peers: Vec<Vec<usize>> =
        peers.into_values().chain(alone).filter(|places| !places.is_empty()).collect();
    for places in &peers {
        let raw: Vec<Raw> = places
            .iter()
            .map(|place| {
                let visits = &groups[*place].figures.visits;
                Raw { n: visits.n, mean: visits.score(), sd: visits.sd() }
            })
            .collect();
        let (_, shrunk) = shrink(&raw);
        for (place, shrunk) in places.iter().zip(shrunk) {
            groups[*place].shrunk = shrunk;
        }
    }
    Scores { scores: groups, touchpoints: order.iter().map(|slot| seen[*slot]).collect() }
}

/// Whether the table names the one that is compared.
fn named(key: &Key, by: &[By]) -> bool {
    if by.contains(&By::Staff) { key.staff != NONE } else { !by.contains(&By::Hall) || key.hall != NONE }
}

/// What a group shares with its peers.
fn peer_key(key: Key, by: &[By]) -> Key {
    if by.contains(&By::Staff) {
        Key { staff: 0, ..key }
    } else if by.contains(&By::Hall) {
        Key { hall: 0, ..key }
    } else {
        Key::ALL
    }
}

/// Names in the order people expect: numbers by size, before words; no two names are level.
fn natural(name: &str) -> (u64, String) {
    (name.parse().unwrap_or(u64::MAX), name.to_owned())
}
