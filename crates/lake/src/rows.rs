//! Rows of moments, column by column, and the visit that is made of them.

use crate::names::{Code, NONE, Names, Remap};
use std::ops::Range;

/// Stands for a visit's id that is missing.
pub(crate) const NO_VISIT: u64 = u64::MAX;
/// Stands for an instant that is missing.
pub(crate) const NO_TIME: i64 = i64::MIN;
/// Stands for a place within the visit that is missing.
pub(crate) const NO_ORDER: i64 = i64::MIN;
/// The instants that a calendar of four-digit years has in every zone, in microseconds.
const FIRST_TIME: i64 = -377_705_023_201_000_000;
const LAST_TIME: i64 = 253_402_207_200_000_000;

/// Whether an instant is there and can be told.
pub(crate) fn is_time(at_us: i64) -> bool {
    (FIRST_TIME..=LAST_TIME).contains(&at_us)
}

/// One visit with its moments in order.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// The visit's id: a whole number itself, a text as its 64-bit hash.
    pub id: u64,
    /// Its hall.
    pub hall: Code,
    /// Its purpose.
    pub purpose: Code,
    /// The touchpoint of each moment.
    pub touchpoints: &'a [Code],
    /// The affect of each moment, in [−1, 1]; at least one.
    pub affects: &'a [f32],
    /// Who served at each moment; empty unless asked for.
    pub staff: &'a [Code],
    /// The instant of each moment in microseconds since 1970; empty unless asked for and known.
    pub at_us: &'a [i64],
    /// What the customer said afterwards, in [−1, 1]; `None` unless asked for and known.
    pub remembered: Option<f32>,
}

/// Rows as columns of equal length. A column that was not asked for is empty and reads as missing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// Line of the first row, when the lines run on.
    pub first_line: u64,
    /// Line of each row, when they do not.
    pub lines: Vec<u64>,
    /// Further rows of a visit of which these are more than can be.
    pub more: u64,
    pub visit: Vec<u64>,
    pub order: Vec<i64>,
    pub at: Vec<i64>,
    pub hall: Vec<Code>,
    pub purpose: Vec<Code>,
    pub touchpoint: Vec<Code>,
    pub staff: Vec<Code>,
    pub affect: Vec<f32>,
    pub remembered: Vec<f32>,
}

/// What a look over a batch of rows found.
pub(crate) struct Look {
    /// Nothing in it needs care: within each visit the order ascends, hall, purpose and remembered satisfaction
    /// stay, times do not go back, affects are in [−1, 1] and nothing is missing (rows without a visit
    /// never come this far).
    pub clean: bool,
    /// Visits' ids do not descend.
    pub ascending: bool,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.visit.len()
    }

    pub fn clear(&mut self) {
        self.lines.clear();
        self.more = 0;
        self.visit.clear();
        self.order.clear();
        self.at.clear();
        self.hall.clear();
        self.purpose.clear();
        self.touchpoint.clear();
        self.staff.clear();
        self.affect.clear();
        self.remembered.clear();
    }

    pub fn line(&self, row: usize) -> u64 {
        self.lines.get(row).copied().unwrap_or(self.first_line + row as u64)
    }

    pub fn hall(&self, row: usize) -> Code {
        self.hall.get(row).copied().unwrap_or(NONE)
    }

    pub fn purpose(&self, row: usize) -> Code {
        self.purpose.get(row).copied().unwrap_or(NONE)
    }

    pub fn staff(&self, row: usize) -> Code {
        self.staff.get(row).copied().unwrap_or(NONE)
    }

    pub fn at(&self, row: usize) -> i64 {
        self.at.get(row).copied().unwrap_or(NO_TIME)
    }

    pub fn order(&self, row: usize) -> i64 {
        self.order.get(row).copied().unwrap_or(0)
    }

    pub fn remembered(&self, row: usize) -> f32 {
        self.remembered.get(row).copied().unwrap_or(f32::NAN)
    }

    /// One row after another of `other`, with its line.
    pub fn append(&mut self, other: &Self, range: Range<usize>) {
        self.lines.extend(range.clone().map(|row| other.line(row)));
        self.visit.extend_from_slice(&other.visit[range.clone()]);
        self.touchpoint.extend_from_slice(&other.touchpoint[range.clone()]);
        self.affect.extend_from_slice(&other.affect[range.clone()]);
        extend(&mut self.order, &other.order, &range);
        extend(&mut self.at, &other.at, &range);
        extend(&mut self.hall, &other.hall, &range);
        extend(&mut self.purpose, &other.purpose, &range);
        extend(&mut self.staff, &other.staff, &range);
        extend(&mut self.remembered, &other.remembered, &range);
    }

    /// The rows at `places`, in that order.
    pub fn picked(&self, places: &[usize]) -> Self {
        let mut rows = Self::default();
        for &place in places {
            rows.append(self, place..place + 1);
        }
        rows
    }

    /// Translates the codes of one part of the table into those of the whole.
    pub fn translate(&mut self, remap: &Remap) {
        self.hall.iter_mut().for_each(|code| *code = remap.hall(*code));
        self.purpose.iter_mut().for_each(|code| *code = remap.purpose(*code));
        self.touchpoint.iter_mut().for_each(|code| *code = remap.touchpoint(*code));
        self.staff.iter_mut().for_each(|code| *code = remap.staff(*code));
    }

    /// Gives the codes, which stand for names in `from`, their codes in `to`.
    pub fn rename(&mut self, from: &Names, to: &mut Names) {
        to.take_over(from, [&mut self.hall, &mut self.purpose, &mut self.touchpoint, &mut self.staff]);
    }

    /// The rows of `range` as one visit; they must be that.
    pub fn visit(&self, range: Range<usize>) -> Visit<'_> {
        let start = range.start;
        let at_us = self.at.get(range.clone()).unwrap_or_default();
        Visit {
            id: self.visit[start],
            hall: self.hall(start),
            purpose: self.purpose(start),
            touchpoints: &self.touchpoint[range.clone()],
            affects: &self.affect[range.clone()],
            staff: self.staff.get(range.clone()).unwrap_or_default(),
            at_us,
            remembered: Some(self.remembered(start)).filter(|value| !value.is_nan()),
        }
    }

    /// Looks every row over at once, without branches, so that clean batches cost next to nothing.
    pub fn look(&self) -> Look {
        let rows = self.len();
        if rows == 0 {
            return Look { clean: true, ascending: true };
        }
        let visits = &self.visit;
        let descends = pairs(visits).fold(false, |found, (before, after)| found | (after < before));
        let mut unclean = self.touchpoint.iter().fold(false, |found, code| found | (*code == NONE));
        unclean |=
            self.affect.iter().fold(false, |found, affect| found | affect.is_nan() | (affect.abs() > 1.0));
        if self.order.len() == rows {
            unclean |= self.order.iter().fold(false, |found, order| found | (*order == NO_ORDER));
            unclean |= within(visits, &self.order, |before, after| after <= before);
        }
        for codes in [&self.hall, &self.purpose] {
            if codes.len() == rows {
                unclean |= within(visits, codes, |before, after| after != before);
            }
        }
        if self.at.len() == rows {
            unclean |= self.at.iter().fold(false, |found, at| found | !is_time(*at));
            unclean |= within(visits, &self.at, |before, after| after < before);
        }
        if self.remembered.len() == rows {
            unclean |= within(visits, &self.remembered, |before, after| after.to_bits() != before.to_bits());
            unclean |= self.remembered.iter().fold(false, |found, value| found | (value.abs() > 1.0));
        }
        Look { clean: !unclean, ascending: !descends }
    }
}

/// Each value with the one after it.
fn pairs<T: Copy>(values: &[T]) -> impl Iterator<Item = (T, T)> + '_ {
    values.iter().copied().zip(values.iter().skip(1).copied())
}

/// Whether two values that follow one another in the same visit are at odds.
fn within<T: Copy>(visits: &[u64], values: &[T], odd: impl Fn(T, T) -> bool) -> bool {
    pairs(visits)
        .zip(pairs(values))
        .fold(false, |found, ((one, next), (before, after))| found | ((one == next) & odd(before, after)))
}

fn extend<T: Copy>(to: &mut Vec<T>, from: &[T], range: &Range<usize>) {
    if let Some(part) = from.get(range.clone()) {
        to.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_of_time_are_those_of_the_calendar() {
        assert_eq!(FIRST_TIME, jiff::Timestamp::MIN.as_microsecond());
        assert_eq!(LAST_TIME, jiff::Timestamp::MAX.as_second() * 1_000_000);
        assert!(!is_time(NO_TIME));
    }
}
