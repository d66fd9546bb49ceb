//! From judged visits to blocks of cross-products.

use super::{Error, FEWEST_VISITS, Judgements, MOST, Missing};
use crate::gram::{Blocks, Units};
use std::ops::Range;

/// Visits are dealt out to so many blocks when they are more.
const BLOCKS: usize = 1000;

/// A touchpoint as seen in the visits used.
pub(super) struct Seen {
    pub touchpoint: usize,
    /// Visits that have a value.
    pub n: u64,
    pub mean: f64,
    pub sd: f64,
    lowest: f64,
    highest: f64,
    squares: f64,
}

/// The visits that can be used, summed up.
pub(super) struct Gathered {
    pub visits: u64,
    pub left_out: u64,
    /// The touchpoints that vary, in column order.
    pub seen: Vec<Seen>,
    /// Columns of each of them.
    pub groups: Vec<Range<usize>>,
    /// Column of the judgement, the last.
    pub target: usize,
    pub units: Units,
}

impl Gathered {
    pub(super) fn of(judgements: &Judgements, missing: Missing) -> Result<Self, Error> {
        let (visits, touchpoints) = (judgements.remembered.len(), judgements.touchpoints);
        if judgements.values.len() != visits * touchpoints {
            return Err(Error::Shape { values: judgements.values.len(), visits, touchpoints });
        }
        if touchpoints > MOST {
            return Err(Error::TooMany(touchpoints));
        }
        let row = |visit: usize| &judgements.values[visit * touchpoints..(visit + 1) * touchpoints];
        // A touchpoint that nobody has must not drop everybody.
        let mut met = vec![false; touchpoints];
        for visit in 0..visits {
            for (met, value) in met.iter_mut().zip(row(visit)) {
                *met |= value.is_finite();
            }
        }
        let complete =
            |visit: usize| met.iter().zip(row(visit)).all(|(met, value)| !met || value.is_finite());
        let usable: Vec<usize> = (0..visits)
            .filter(|&visit| judgements.remembered[visit].is_finite())
            .filter(|&visit| missing == Missing::OwnEffect || complete(visit))
            .collect();
        let used = usable.len() as u64;
        let seen = look(touchpoints, usable.iter().map(|&visit| row(visit)));
        let seen: Vec<Seen> = seen.into_iter().filter(|seen| seen.plays(used)).collect();
        let (mut groups, mut target) = (Vec::with_capacity(seen.len()), 0);
        for seen in &seen {
            let columns = if seen.n < used { 2 } else { 1 };
            groups.push(target..target + columns);
            target += columns;
        }
        let needed = FEWEST_VISITS.max(2 * (target as u64 + 1));
        if used < needed {
            return Err(Error::TooFew { visits: used, needed });
        }
        let mut blocks = Blocks::new(target + 1, BLOCKS);
        let mut columns = vec![0.0; target + 1];
        for &visit in &usable {
            let values = row(visit);
            for (seen, group) in seen.iter().zip(&groups) {
                let value = values[seen.touchpoint];
                columns[group.start] = if value.is_finite() { value - seen.mean } else { 0.0 };
                if group.len() > 1 {
                    columns[group.start + 1] = f64::from(u8::from(value.is_finite()));
                }
            }
            columns[target] = judgements.remembered[visit];
            blocks.add(visit as u64, &columns);
        }
        let units = blocks.units();
        if !units.total().varies(target) {
            return Err(Error::NoVariation(used));
        }
        Ok(Self { visits: used, left_out: visits as u64 - used, seen, groups, target, units })
    }
}

impl Seen {
    /// Whether the touchpoint can explain anything: it varies, or some have it and some do not.
    fn plays(&self, visits: u64) -> bool {
        self.n > 0 && (self.highest > self.lowest || self.n < visits)
    }
}

/// Counts, means and spreads of what is there (Welford 1962).
fn look<'a>(touchpoints: usize, rows: impl Iterator<Item = &'a [f64]>) -> Vec<Seen> {
    let unseen = |touchpoint| Seen {
        touchpoint,
        n: 0,
        mean: 0.0,
        sd: 0.0,
        lowest: f64::INFINITY,
        highest: f64::NEG_INFINITY,
        squares: 0.0,
    };
    let mut all: Vec<Seen> = (0..touchpoints).map(unseen).collect();
    for row in rows {
        for (seen, &value) in all.iter_mut().zip(row) {
            if value.is_finite() {
                seen.n += 1;
                let distance = value - seen.mean;
                seen.mean += distance / seen.n as f64;
                seen.squares += distance * (value - seen.mean);
                seen.lowest = seen.lowest.min(value);
                seen.highest = seen.highest.max(value);
            }
        }
    }
    for seen in &mut all {
        if seen.lowest == seen.highest {
            // Running means of equal values may wander by a rounding.
            (seen.mean, seen.squares) = (seen.lowest, 0.0);
        }
        if seen.n > 1 {
            seen.sd = (seen.squares / (seen.n - 1) as f64).sqrt();
        }
    }
    all
}
