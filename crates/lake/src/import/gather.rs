//! Puts the moments of each visit together and in order, checks each visit as a whole, and hands the moments on.
//!
//! Where the rows of a visit stand together already, one visit is held at a time; elsewhere all moments are, in 48
//! bytes each beside their names.

use super::texts::{Pairs, Texts};
use crate::plain::show_time;
use crate::visit::LONGEST;
use crate::{Error, Keep, Moment, Reason, Rejects, VisitId};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};

/// A moment as a row of the source gives it.
#[derive(Clone, Copy)]
pub(super) struct Draft<'a> {
    pub line: u64,
    pub visit: VisitId<'a>,
    /// 0 in a table without order.
    pub seq: i64,
    /// 0 in a table without times.
    pub at_us: i64,
    pub hall: &'a str,
    pub purpose: &'a str,
    pub touchpoint: &'a str,
    pub staff: &'a str,
    pub source: &'a str,
    pub affect: f32,
    pub remembered: Option<f32>,
}

/// What is known of the order of a table's moments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    /// Rows of a visit stand together, and numbers ascend.
    pub grouped: bool,
    /// Moments carry an order within their visit.
    pub seq: bool,
    /// Moments carry a time.
    pub at: bool,
    /// A visit is a single row.
    pub wide: bool,
}

/// A [`Draft`] with numbers for its texts.
#[derive(Clone, Copy)]
struct Row {
    /// The visit's number, or its place among the names.
    visit: u64,
    seq: i64,
    at_us: i64,
    line: u32,
    /// Touchpoint and source.
    what: u32,
    /// Hall and purpose.
    place: u32,
    staff: u32,
    affect: f32,
    /// NaN when the row does not say.
    remembered: f32,
}

const _: () = assert!(size_of::<Row>() == 48, "the guide states this size");

/// Where moments go.
pub(super) type Sink<'s> = dyn FnMut(&Moment<'_>) -> Result<(), Error> + 's;

/// Takes moments in and hands them on visit by visit.
pub(super) struct Gather<'s> {
    file: PathBuf,
    order: Order,
    rows: Vec<Row>,
    /// Whether the visits' ids are texts.
    named: bool,
    names: Texts,
    what: Pairs,
    place: Pairs,
    staff: Texts,
    pub rejects: Rejects,
    pub moments: u64,
    pub visits: u64,
    sink: &'s mut Sink<'s>,
}

impl<'s> Gather<'s> {
    pub fn new(file: &Path, order: Order, expected: u64, keep: Keep, sink: &'s mut Sink<'s>) -> Self {
        let room = if order.grouped { 0 } else { usize::try_from(expected).unwrap_or_default().min(1 << 28) };
        Self {
            file: file.to_owned(),
            order,
            rows: Vec::with_capacity(room),
            named: false,
            names: Texts::default(),
            what: Pairs::default(),
            place: Pairs::default(),
            staff: Texts::default(),
            rejects: Rejects::new(keep),
            moments: 0,
            visits: 0,
            sink,
        }
    }

    /// Takes one moment in.
    pub fn push(&mut self, draft: &Draft<'_>) -> Result<(), Error> {
        let visit = self.visit(draft.visit)?;
        self.rows.push(Row {
            visit,
            seq: draft.seq,
            at_us: draft.at_us,
            line: u32::try_from(draft.line).unwrap_or(u32::MAX),
            what: self.what.place(draft.touchpoint, draft.source),
            place: self.place.place(draft.hall, draft.purpose),
            staff: self.staff.place(draft.staff),
            affect: draft.affect,
            remembered: draft.remembered.unwrap_or(f32::NAN),
        });
        Ok(())
    }

    /// Hands on what is still held. `pause` is asked now and then whether to go on.
    pub fn finish(&mut self, pause: &mut dyn FnMut() -> Result<(), Error>) -> Result<(), Error> {
        let mut rows = std::mem::take(&mut self.rows);
        if !self.order.grouped {
            pause()?;
            // the line is last and no two rows share all four, so that the quick sort is as good as a stable one
            rows.sort_unstable_by_key(|row| (row.visit, row.seq, row.at_us, row.line));
        }
        for (count, visit) in rows.chunk_by_mut(|a, b| a.visit == b.visit).enumerate() {
            self.complete(visit)?;
            if count % 4096 == 0 {
                pause()?;
            }
        }
        Ok(())
    }

    /// The number of the visit; in a grouped table, a new visit completes the one before.
    fn visit(&mut self, id: VisitId<'_>) -> Result<u64, Error> {
        self.named = matches!(id, VisitId::Text(_));
        if !self.order.grouped {
            return Ok(match id {
                VisitId::Number(number) => number,
                VisitId::Text(name) => u64::from(self.names.place(name)),
            });
        }
        let last = self.rows.last().map(|row| row.visit);
        let (number, same) = match id {
            VisitId::Number(number) => (number, last == Some(number)),
            VisitId::Text(name) => (0, last.is_some() && self.names.text(0) == name),
        };
        if same {
            return Ok(number);
        }
        if !self.named && last.is_some_and(|last| last > number) {
            return Err(Error::Broken {
                file: self.file.clone(),
                place: format!("visit {number}").into(),
                flaw: "the file changed while it was read; start again when it is complete".to_owned().into(),
            });
        }
        let mut rows = std::mem::take(&mut self.rows);
        self.complete(&mut rows)?;
        rows.clear();
        self.rows = rows;
        if let VisitId::Text(name) = id {
            self.names = Texts::default();
            self.names.place(name);
        }
        Ok(number)
    }

    /// Checks a visit and hands its moments on.
    fn complete(&mut self, rows: &mut [Row]) -> Result<(), Error> {
        let Some(first) = rows.first().copied() else { return Ok(()) };
        if rows.len() > LONGEST && !self.order.wide {
            let line = rows.iter().map(|row| row.line).min().unwrap_or_default();
            let id = self.id_text(first.visit);
            self.rejects.add(u64::from(line), "visit", id, Reason::TooLong);
            return Ok(());
        }
        rows.sort_by_key(|row| (row.seq, row.at_us, row.line));
        let kept = if self.order.wide { self.single(rows) } else { self.without_twins(rows) };
        let Some(common) = self.common(&kept) else { return Ok(()) };
        let id = match self.named {
            true => VisitId::Text(self.names.text(u32::try_from(first.visit).unwrap_or_default())),
            false => VisitId::Number(first.visit),
        };
        for (place, row) in kept.iter().enumerate() {
            (self.sink)(&Moment {
                visit: id,
                seq: if self.order.seq { row.seq } else { place as i64 + 1 },
                hall: self.place.first(common.hall),
                purpose: self.place.second(common.purpose),
                touchpoint: self.what.first(row.what),
                staff: self.staff.text(row.staff),
                at_us: row.at_us,
                affect: row.affect,
                source: self.what.second(row.what),
                remembered: (!common.remembered.is_nan()).then_some(common.remembered),
            })?;
        }
        self.moments += kept.len() as u64;
        self.visits += 1;
        Ok(())
    }

    /// Of several rows of a wide table with the same id, the first.
    fn single(&mut self, rows: &[Row]) -> Vec<Row> {
        let Some(first) = rows.iter().map(|row| row.line).min() else { return Vec::new() };
        let mut twins: Vec<&Row> = rows.iter().filter(|row| row.line != first).collect();
        twins.sort_by_key(|row| row.line);
        twins.dedup_by_key(|row| row.line);
        for twin in twins {
            let id = self.id_text(twin.visit);
            self.rejects.add(u64::from(twin.line), "visit", id, Reason::Duplicate);
        }
        rows.iter().filter(|row| row.line == first).copied().collect()
    }

    /// The rows without those whose order, time and touchpoint were there before.
    fn without_twins(&mut self, rows: &[Row]) -> Vec<Row> {
        if !(self.order.seq || self.order.at) {
            return rows.to_vec();
        }
        let mut kept = Vec::with_capacity(rows.len());
        let mut seen = FxHashSet::default();
        for run in rows.chunk_by(|a, b| (a.seq, a.at_us) == (b.seq, b.at_us)) {
            seen.clear();
            for row in run {
                if run.len() == 1 || seen.insert(self.what.first(row.what)) {
                    kept.push(*row);
                } else {
                    let touchpoint = self.what.first(row.what);
                    self.rejects.add(u64::from(row.line), "touchpoint", touchpoint, Reason::Duplicate);
                }
            }
        }
        kept
    }

    /// What all rows of a visit share; `None`, with a rejection, when they disagree. A row that does not say takes
    /// what the others say.
    fn common(&mut self, rows: &[Row]) -> Option<Common> {
        let (first, last) = (rows.first()?, rows.last()?);
        let mut common = Common { hall: first.place, purpose: first.place, remembered: first.remembered };
        for row in rows {
            let (hall, other) = (self.place.first(common.hall), self.place.first(row.place));
            if hall.is_empty() {
                common.hall = row.place;
            } else if !other.is_empty() && other != hall {
                let value = format!("{other} ≠ {hall}");
                self.rejects.add(u64::from(first.line), "hall", value, Reason::TwoHalls);
                return None;
            }
            let (purpose, other) = (self.place.second(common.purpose), self.place.second(row.place));
            if purpose.is_empty() {
                common.purpose = row.place;
            } else if !other.is_empty() && other != purpose {
                let value = format!("{other} ≠ {purpose}");
                self.rejects.add(u64::from(first.line), "purpose", value, Reason::TwoPurposes);
                return None;
            }
            if common.remembered.is_nan() {
                common.remembered = row.remembered;
            } else if !row.remembered.is_nan() && row.remembered != common.remembered {
                let value = format!("{} ≠ {}", row.remembered, common.remembered);
                self.rejects.add(u64::from(first.line), "remembered", value, Reason::TwoJudgements);
                return None;
            }
        }
        if self.order.at && last.at_us < first.at_us {
            self.rejects.add(u64::from(last.line), "at", show_time(last.at_us), Reason::EndsBeforeItBegins);
            return None;
        }
        Some(common)
    }

    fn id_text(&self, visit: u64) -> String {
        match self.named {
            true => self.names.text(u32::try_from(visit).unwrap_or_default()).to_owned(),
            false => visit.to_string(),
        }
    }
}

/// What all moments of a visit share.
struct Common {
    /// The pair that names the hall.
    hall: u32,
    /// The pair that names the purpose.
    purpose: u32,
    remembered: f32,
}
