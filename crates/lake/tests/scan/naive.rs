//! What should come out of a table, worked out the plain way: rows into a map by visit, then visit by visit.

use super::Seen;
use super::rows::Row;
use std::collections::BTreeMap;

/// The visits of the rows, and how many rejections there are.
pub fn visits(rows: &[Row]) -> (Vec<Seen>, usize) {
    let mut rejected = 0;
    let mut by_visit: BTreeMap<u64, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let sound = !row.touchpoint.is_empty() && row.affect.is_some_and(|affect| affect.abs() <= 1.0);
        match row.visit {
            Some(visit) if sound => by_visit.entry(visit).or_default().push(row),
            _ => rejected += 1,
        }
    }
    let mut visits = Vec::new();
    for (id, mut rows) in by_visit {
        rows.sort_by_key(|row| row.seq);
        let mut kept: Vec<&Row> = Vec::new();
        for row in rows {
            let twin = |other: &&Row| {
                (other.seq, &other.touchpoint, other.at_us) == (row.seq, &row.touchpoint, row.at_us)
            };
            if kept.iter().any(twin) {
                rejected += 1;
            } else {
                kept.push(row);
            }
        }
        let (first, last) = (kept[0], kept[kept.len() - 1]);
        // a row that says nothing agrees with what the others say
        let halls = said(kept.iter().map(|row| Some(&row.hall).filter(|hall| !hall.is_empty())));
        let purposes = said(kept.iter().map(|row| Some(&row.purpose).filter(|purpose| !purpose.is_empty())));
        let judgements = said(kept.iter().map(|row| row.remembered));
        let agree = halls.len() < 2 && purposes.len() < 2 && judgements.len() < 2;
        let on_scale = judgements.iter().all(|remembered| remembered.abs() <= 1.0);
        if !agree || !on_scale || last.at_us < first.at_us {
            rejected += 1;
            continue;
        }
        visits.push(Seen {
            id,
            hall: halls.first().map_or_else(String::new, |hall| (*hall).clone()),
            purpose: purposes.first().map_or_else(String::new, |purpose| (*purpose).clone()),
            moments: kept
                .iter()
                .map(|row| {
                    let affect = row.affect.unwrap_or(f32::NAN).to_bits();
                    (row.touchpoint.clone(), affect, row.staff.clone(), row.at_us)
                })
                .collect(),
            remembered: judgements.first().map(|remembered| remembered.to_bits()),
        });
    }
    (visits, rejected)
}

/// The different things that are said.
fn said<V: PartialEq>(words: impl Iterator<Item = Option<V>>) -> Vec<V> {
    let mut different = Vec::new();
    for word in words.flatten() {
        if !different.contains(&word) {
            different.push(word);
        }
    }
    different
}
