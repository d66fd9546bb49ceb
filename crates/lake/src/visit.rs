//! Puts rows together into visits: the quick way for rows that are in order, the careful way for those that are not.

use crate::names::{NONE, Names, Remap};
use crate::plain::show_time;
use crate::reject::{Keep, Reason, Rejects};
use crate::rows::{NO_ORDER, NO_TIME, Rows, is_time};
use crate::scan::Fold;
use crate::text_table::is_hashed;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// A visit may have this many moments; more means that several visits share an id.
pub(crate) const LONGEST: usize = 1 << 16;

/// Assembles the visits of one part of a table whose rows of a visit stand together. The first and the last visit
/// may go on in the neighbouring parts, so their rows are kept instead of folded.
pub(crate) struct Assembler<F> {
    pub fold: F,
    pub names: Names,
    pub rejects: Rejects,
    /// Rows of the first visit, once another has begun.
    pub head: Option<Rows>,
    /// Rows of the visit that is not known to be complete.
    pub open: Rows,
    pub moments: u64,
    pub visits: u64,
    /// Whether the visits' ids never descended so far.
    pub ascending: bool,
}

impl<F: Fold> Assembler<F> {
    pub fn new(fold: F, keep: Keep) -> Self {
        Self {
            fold,
            names: Names::default(),
            rejects: Rejects::new(keep),
            head: None,
            open: Rows::default(),
            moments: 0,
            visits: 0,
            ascending: true,
        }
    }

    /// Takes the next rows in.
    pub fn take(&mut self, rows: &Rows) {
        let look = rows.look();
        self.ascending &= look.ascending;
        if let (Some(last), Some(next)) = (self.open.visit.last(), rows.visit.first()) {
            self.ascending &= last <= next;
        }
        let (ids, count) = (rows.visit.as_slice(), rows.len());
        let mut start = 0;
        while start < count {
            let id = ids[start];
            let mut end = start + 1;
            while end < count && ids[end] == id {
                end += 1;
            }
            if start == 0 && self.open.visit.first() == Some(&id) {
                append(&mut self.open, rows, start..end);
            } else {
                if self.open.len() > 0 {
                    self.close();
                }
                if end == count || self.head.is_none() {
                    append(&mut self.open, rows, start..end);
                } else {
                    self.put(rows, start..end, look.clean);
                }
            }
            start = end;
        }
    }

    /// The open visit is complete: another one has begun.
    fn close(&mut self) {
        let rows = std::mem::take(&mut self.open);
        if self.head.is_none() {
            self.head = Some(rows);
        } else {
            self.put_whole(&rows);
        }
    }

    /// Folds a complete visit of which nothing is known yet.
    pub fn put_whole(&mut self, rows: &Rows) {
        self.put(rows, 0..rows.len(), rows.look().clean);
    }

    fn put(&mut self, rows: &Rows, range: Range<usize>, clean: bool) {
        if clean && range.len() <= LONGEST {
            self.moments += range.len() as u64;
            self.visits += 1;
            self.fold.visit(&rows.visit(range));
        } else if let Some(mended) = self.mended(rows, range) {
            self.moments += mended.len() as u64;
            self.visits += 1;
            self.fold.visit(&mended.visit(0..mended.len()));
        }
    }

    /// The visit with its rows in order and the senseless ones rejected; `None` when nothing is left of it.
    fn mended(&mut self, rows: &Rows, range: Range<usize>) -> Option<Rows> {
        if range.len() > LONGEST {
            let (line, count) = (rows.line(range.start), range.len() as u64 + rows.more);
            let value = format!("{} × {count}", show_visit(rows.visit[range.start]));
            self.rejects.add(line, "visit", value, Reason::TooLong);
            return None;
        }
        let mut places: Vec<usize> = range.filter(|row| self.sound(rows, *row)).collect();
        places.sort_by_key(|row| (rows.order(*row), rows.line(*row)));
        let mut kept: Vec<usize> = Vec::with_capacity(places.len());
        let mut seen = FxHashSet::default();
        for place in places {
            let what = (rows.order(place), rows.touchpoint[place], rows.at(place));
            // without an order nothing tells a duplicate from a repetition
            if !rows.order.is_empty() && !seen.insert(what) {
                let touchpoint = self.names.touchpoints.name(rows.touchpoint[place]).into_owned();
                self.rejects.add(rows.line(place), "touchpoint", touchpoint, Reason::Duplicate);
            } else {
                kept.push(place);
            }
        }
        let (&first, &last) = (kept.first()?, kept.last()?);
        let names = &self.names;
        let hall = said(&kept, |row| Some(rows.hall(row)).filter(|code| *code != NONE));
        let purpose = said(&kept, |row| Some(rows.purpose(row)).filter(|code| *code != NONE));
        let remembered = said(&kept, |row| Some(rows.remembered(row)).filter(|value| !value.is_nan()));
        let (hall, purpose, remembered) = match (hall, purpose, remembered) {
            (Ok(hall), Ok(purpose), Ok(remembered)) => (hall, purpose, remembered),
            (Err((one, two)), _, _) => {
                let value = format!("{} ≠ {}", names.halls.name(two), names.halls.name(one));
                self.rejects.add(rows.line(first), "hall", value, Reason::TwoHalls);
                return None;
            }
            (_, Err((one, two)), _) => {
                let value = format!("{} ≠ {}", names.purposes.name(two), names.purposes.name(one));
                self.rejects.add(rows.line(first), "purpose", value, Reason::TwoPurposes);
                return None;
            }
            (_, _, Err((one, two))) => {
                self.rejects.add(
                    rows.line(first),
                    "remembered",
                    format!("{two} ≠ {one}"),
                    Reason::TwoJudgements,
                );
                return None;
            }
        };
        if let Some(value) = remembered.filter(|value| value.abs() > 1.0) {
            self.rejects.add(rows.line(first), "remembered", value, Reason::OffScale);
            return None;
        }
        if rows.at(last) < rows.at(first) {
            let value = show_time(rows.at(last));
            self.rejects.add(rows.line(last), "at", value, Reason::EndsBeforeItBegins);
            return None;
        }
        let mut visit = rows.picked(&kept);
        visit.hall.fill(hall.unwrap_or(NONE));
        visit.purpose.fill(purpose.unwrap_or(NONE));
        visit.remembered.fill(remembered.unwrap_or(f32::NAN));
        Some(visit)
    }

    /// Whether the row can be used at all; rejects it if not.
    fn sound(&mut self, rows: &Rows, row: usize) -> bool {
        let line = rows.line(row);
        let affect = rows.affect[row];
        if rows.touchpoint[row] == NONE {
            self.rejects.add(line, "touchpoint", "", Reason::NoTouchpoint);
        } else if affect.is_nan() {
            self.rejects.add(line, "affect", "", Reason::NoAffect);
        } else if affect.abs() > 1.0 {
            self.rejects.add(line, "affect", affect, Reason::OffScale);
        } else if rows.order(row) == NO_ORDER && rows.at.get(row) != Some(&NO_TIME) {
            self.rejects.add(line, "seq", "", Reason::NotANumber);
        } else if !rows.at.is_empty() && !is_time(rows.at[row]) {
            let value = if rows.at[row] == NO_TIME { String::new() } else { rows.at[row].to_string() };
            self.rejects.add(line, "at", value, Reason::BadTime);
        } else {
            return true;
        }
        false
    }

    /// Joins the next part of the table: its first visit may be the rest of our open one.
    pub fn join(&mut self, part: Assembler<F>) {
        let remap: Remap = self.names.absorb(&part.names);
        self.ascending &= part.ascending;
        let Assembler { fold, rejects, head, mut open, moments, visits, .. } = part;
        if let Some(mut head) = head {
            head.translate(&remap);
            self.ascending &= self.open.visit.last() <= head.visit.first();
            if self.open.visit.first() == head.visit.first() {
                append(&mut self.open, &head, 0..head.len());
                self.close_for_good();
            } else {
                self.close_for_good();
                self.put_whole(&head);
            }
            self.rejects.append(rejects);
            self.fold.merge(fold, &remap);
            self.moments += moments;
            self.visits += visits;
            open.translate(&remap);
            self.open = open;
        } else {
            // the part holds a single visit, or none
            self.rejects.append(rejects);
            self.fold.merge(fold, &remap);
            open.translate(&remap);
            if open.len() > 0 {
                self.ascending &= self.open.visit.last() <= open.visit.first();
                if self.open.visit.first() == open.visit.first() {
                    append(&mut self.open, &open, 0..open.len());
                } else {
                    self.close_for_good();
                    self.open = open;
                }
            }
        }
    }

    /// Folds the open visit, of which nothing more can come.
    pub fn close_for_good(&mut self) {
        let rows = std::mem::take(&mut self.open);
        if rows.len() > 0 {
            self.put_whole(&rows);
        }
    }
}

/// Appends as long as the visit is not absurdly long; one row beyond is enough to reject it, the others are counted.
fn append(open: &mut Rows, rows: &Rows, range: Range<usize>) {
    let room = (LONGEST + 1).saturating_sub(open.len()).min(range.len());
    open.more += (range.len() - room) as u64 + rows.more;
    open.append(rows, range.start..range.start + room);
}

/// What the rows that say something say of their visit, as in an import: a row that says nothing agrees with every
/// other. Two that say different things are the error.
fn said<V: PartialEq + Copy>(rows: &[usize], say: impl Fn(usize) -> Option<V>) -> Result<Option<V>, (V, V)> {
    let mut all = rows.iter().filter_map(|row| say(*row));
    let Some(first) = all.next() else { return Ok(None) };
    all.find(|other| *other != first).map_or(Ok(Some(first)), |other| Err((first, other)))
}

/// A number as it is; of a text only a hash is left, which says nobody anything: the line has to.
fn show_visit(id: u64) -> String {
    if is_hashed(id) { "…".to_owned() } else { id.to_string() }
}
