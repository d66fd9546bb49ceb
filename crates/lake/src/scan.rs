//! Reads a table of moments visit by visit.
//!
//! The table is read in parts (row groups of Parquet; a text file is one part). Each part is folded on its own and
//! the parts are joined in the order of the file, so the result does not depend on the number of threads. When the
//! ids of the visits turn out not to ascend, the rows are put into place first, through temporary files if they are
//! many (`spool.rs`).

use crate::columns::only;
use crate::names::{Dictionary, NONE, Names, Remap};
use crate::parquet::ParquetTable;
use crate::reject::{Keep, Reason, Rejects};
use crate::rows::{NO_VISIT, Rows, Visit};
use crate::spool::Spool;
use crate::text::TextSource;
use crate::visit::Assembler;
use crate::{Code, Column, Encoding, Error, nearest, text_table};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

/// What is made of the visits of a table.
pub trait Fold: Send {
    /// Whether the order of visits and merges can change a bit of the result. If it cannot, each thread keeps one
    /// fold for all its parts instead of a new one for each.
    const ORDERED: bool = true;

    /// Takes one visit in.
    fn visit(&mut self, visit: &Visit<'_>);

    /// Takes in what a later part of the table came to; its codes are translated by `names`.
    fn merge(&mut self, later: Self, names: &Remap);

    /// The last visit was taken in.
    fn finish(&mut self) {}
}

/// Which of the optional columns are wanted. A column that is not wanted costs nothing and is not checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Need {
    /// `hall`.
    pub hall: Want,
    /// `purpose`.
    pub purpose: Want,
    /// `staff`.
    pub staff: Want,
    /// `at`, beyond ordering.
    pub at: Want,
    /// `remembered`.
    pub remembered: Want,
}

/// How much a column is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Want {
    /// Not at all.
    #[default]
    No,
    /// If the table has it.
    IfThere,
    /// A table without it is an error.
    Must,
}

impl Need {
    /// The place of each column of [`Column::ALL`] among `have`; `None` for those that are not there or not wanted.
    ///
    /// # Errors
    /// [`Error::NoColumn`] for one that must be there, [`Error::Broken`] for one that is there twice.
    pub(crate) fn places(
        &self,
        file: &Path,
        have: &[String],
    ) -> Result<[Option<usize>; Column::ALL.len()], Error> {
        let mut places = Column::ALL.map(|column| column.find(have));
        let has_seq = places[Column::Seq as usize].is_some();
        for (column, place) in Column::ALL.into_iter().zip(&mut places) {
            let want = match column {
                Column::Visit | Column::Touchpoint | Column::Affect => Want::Must,
                Column::Seq => Want::IfThere,
                Column::Source => Want::No,
                Column::Hall => self.hall,
                Column::Purpose => self.purpose,
                Column::Staff => self.staff,
                Column::Remembered => self.remembered,
                Column::At if self.at == Want::No && !has_seq => Want::IfThere,
                Column::At => self.at,
            };
            if want == Want::Must && place.is_none() {
                return Err(Error::NoColumn {
                    file: file.to_owned(),
                    column: column.name().to_owned(),
                    nearest: nearest(column.name(), have).map(str::to_owned),
                    have: have.to_vec(),
                });
            }
            *place = place.filter(|_| want != Want::No);
            if let Some(place) = *place {
                only(file, have, |name| name.eq_ignore_ascii_case(&have[place]))?;
            }
        }
        Ok(places)
    }
}

/// How a table is read.
pub struct Options<'a> {
    /// Threads to use, at least 1; does not change the result.
    pub threads: usize,
    /// How many rejections to keep word by word.
    pub keep: Keep,
    /// Whether the first rejection is an error.
    pub strict: bool,
    /// The zone of times that carry none.
    pub zone: Option<jiff::tz::TimeZone>,
    /// Which touchpoints are known; rows at others are rejected. `None` = all.
    pub known: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
    /// Told (done, total) now and then; returning false stops the reading.
    pub progress: Option<&'a (dyn Fn(u64, u64) -> bool + Sync)>,
    /// Rows to hold in memory while putting unordered rows into place; above that they go to temporary files.
    pub rows_in_memory: usize,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            threads: 1,
            keep: Keep::Few,
            strict: false,
            zone: None,
            known: None,
            progress: None,
            rows_in_memory: 1 << 22,
        }
    }
}

/// A table that was read.
#[derive(Debug)]
pub struct Scanned<F> {
    /// What was made of it.
    pub fold: F,
    /// What the codes stand for.
    pub names: Names,
    /// What was not used.
    pub rejects: Rejects,
    /// Visits used.
    pub visits: u64,
    /// Moments used.
    pub moments: u64,
    /// What the rejections' lines count: "line" or "row".
    pub line_word: &'static str,
    /// Whether the rows had to be put into place.
    pub reordered: bool,
}

/// Reads `file` and folds its visits.
///
/// # Errors
/// When the file cannot be read, is no table of moments, or (`strict`) holds a row that cannot be used.
pub fn scan<F: Fold>(
    file: &Path,
    need: Need,
    options: &Options<'_>,
    make: impl Fn() -> F + Sync,
) -> Result<Scanned<F>, Error> {
    let table = Table::open(file, need, options)?;
    let (whole, reordered) = match streamed(&table, options, &make)? {
        Some(whole) => (whole, false),
        None => (gathered(&table, options, &make)?, true),
    };
    let Assembler { mut fold, names, mut rejects, moments, visits, .. } = whole;
    fold.finish();
    let line_word = table.line_word();
    rejects.sort();
    if options.strict {
        rejects.strict(file, line_word)?;
    }
    if visits == 0 {
        return Err(rejects.nothing_left(file, line_word));
    }
    Ok(Scanned { fold, names, rejects, visits, moments, line_word, reordered })
}

/// Takes a batch of rows with the names and rejections of its part and (more, total) for the progress; false = stop.
pub(crate) type Each<'a> = dyn FnMut(&mut Rows, &mut Names, &mut Rejects, (u64, u64)) -> bool + 'a;

/// A table of moments in one of the formats.
enum Table {
    Parquet(Box<ParquetTable>),
    Text(Box<text_table::TextTable>),
}

impl Table {
    fn open(file: &Path, need: Need, options: &Options<'_>) -> Result<Self, Error> {
        let kind = std::fs::metadata(file).map_err(Error::io(file, "open"))?;
        if !kind.is_file() && !kind.is_dir() {
            return Err(Error::Broken {
                file: file.to_owned(),
                place: "the start of the file".to_owned().into(),
                flaw: "a table is read more than once, which a pipe or a device does not allow; save it as a file \
                         first"
                    .to_owned()
                    .into(),
            });
        }
        if ParquetTable::recognises(file)? {
            return ParquetTable::open(file, need, options.zone.clone())
                .map(|table| Self::Parquet(Box::new(table)));
        }
        let source = TextSource::open(file, Encoding::Utf8)?;
        text_table::TextTable::new(file, source, need, options.zone.clone())
            .map(|table| Self::Text(Box::new(table)))
    }

    fn parts(&self) -> usize {
        match self {
            Self::Parquet(table) => table.parts(),
            Self::Text(_) => 1,
        }
    }

    fn line_word(&self) -> &'static str {
        match self {
            Self::Parquet(_) => "row",
            Self::Text(_) => "line",
        }
    }

    /// Reads one part, handing out batches of rows; `each` returns false to stop.
    fn read(
        &self,
        part: usize,
        names: &mut Names,
        rejects: &mut Rejects,
        each: &mut Each<'_>,
    ) -> Result<(), Error> {
        match self {
            Self::Parquet(table) => table.read(part, names, rejects, each),
            Self::Text(table) => table.read(names, rejects, each),
        }
    }
}

/// Rejects the rows that belong to no visit, or are at touchpoints that are not known, before visits are made of them:
/// as rows of one visit they would be out of order, and far too many.
struct Sieve<'a> {
    known: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
    seen: FxHashMap<Code, bool>,
}

impl<'a> Sieve<'a> {
    fn new(options: &Options<'a>) -> Self {
        Self { known: options.known, seen: FxHashMap::default() }
    }

    fn sift(&mut self, rows: &mut Rows, touchpoints: &Dictionary, rejects: &mut Rejects) {
        let strays = rows.visit.iter().fold(false, |found, visit| found | (*visit == NO_VISIT));
        if !strays && self.known.is_none() {
            return;
        }
        let mut kept = Vec::new();
        for row in 0..rows.len() {
            if rows.visit[row] == NO_VISIT {
                rejects.add(rows.line(row), "visit", "", Reason::NoVisit);
                continue;
            }
            let code = rows.touchpoint[row];
            let good = *self.seen.entry(code).or_insert_with(|| {
                code == NONE || self.known.is_none_or(|known| known(&touchpoints.name(code)))
            });
            if good {
                kept.push(row);
            } else {
                rejects.add(rows.line(row), "touchpoint", touchpoints.name(code), Reason::UnknownTouchpoint);
            }
        }
        if kept.len() < rows.len() {
            *rows = rows.picked(&kept);
        }
    }
}

/// Folds the parts as they are; `None` when visits are found out of order.
fn streamed<F: Fold>(
    table: &Table,
    options: &Options<'_>,
    make: &(impl Fn() -> F + Sync),
) -> Result<Option<Assembler<F>>, Error> {
    let disorder = AtomicBool::new(false);
    let mut whole = Assembler::new(make(), options.keep);
    // the whole has no first visit to wait for
    whole.head = Some(Rows::default());
    let kept = Mutex::new(Vec::new());
    let begin = || Worker { fold: None, names: Names::default(), kept: &kept };
    let work = |worker: &mut Worker<'_, F>, part: usize, stop: &dyn Fn((u64, u64)) -> bool| {
        let mut assembler = Assembler::new(worker.fold.take().unwrap_or_else(make), options.keep);
        let (mut names, mut rejects) = (std::mem::take(&mut worker.names), Rejects::new(options.keep));
        let mut sieve = Sieve::new(options);
        table.read(part, &mut names, &mut rejects, &mut |rows, names, rejects, progress| {
            sieve.sift(rows, &names.touchpoints, rejects);
            std::mem::swap(&mut assembler.names, names);
            assembler.take(rows);
            std::mem::swap(&mut assembler.names, names);
            if !assembler.ascending {
                disorder.store(true, Ordering::Relaxed);
            }
            stop(progress)
        })?;
        rejects.append(std::mem::replace(&mut assembler.rejects, Rejects::new(options.keep)));
        assembler.rejects = rejects;
        if F::ORDERED {
            assembler.names = names;
        } else {
            worker.fold = Some(std::mem::replace(&mut assembler.fold, make()));
            // the rows at the part's edges alone are still to be named: a dictionary of millions stays where it is
            for rows in assembler.head.iter_mut().chain([&mut assembler.open]) {
                rows.rename(&names, &mut assembler.names);
            }
            worker.names = names;
        }
        Ok(assembler)
    };
    let joined = in_order(table, options, &disorder, begin, work, |part: Assembler<F>| {
        whole.join(part);
        if !whole.ascending {
            disorder.store(true, Ordering::Relaxed);
        }
        Ok(())
    });
    if disorder.load(Ordering::Relaxed) {
        return Ok(None);
    }
    joined?;
    whole.close_for_good();
    for (fold, names) in kept.into_inner().expect("a reader panicked") {
        let remap = whole.names.absorb(&names);
        whole.fold.merge(fold, &remap);
    }
    Ok(Some(whole))
}

/// What a thread keeps from part to part when the order of folding does not matter.
struct Worker<'a, F> {
    fold: Option<F>,
    names: Names,
    kept: &'a Mutex<Vec<(F, Names)>>,
}

impl<F> Drop for Worker<'_, F> {
    fn drop(&mut self) {
        if let (Some(fold), Ok(mut kept)) = (self.fold.take(), self.kept.lock()) {
            kept.push((fold, std::mem::take(&mut self.names)));
        }
    }
}

/// Puts the rows into place first, then folds them. The rows are read on one thread, so that no more of them are held
/// than the options allow, however large the parts of the table are.
fn gathered<F: Fold>(
    table: &Table,
    options: &Options<'_>,
    make: &(impl Fn() -> F + Sync),
) -> Result<Assembler<F>, Error> {
    let mut whole = Assembler::new(make(), options.keep);
    whole.head = Some(Rows::default());
    let mut spool = Spool::new(options.rows_in_memory);
    let mut sieve = Sieve::new(options);
    let (mut names, mut rejects) = (Names::default(), Rejects::new(options.keep));
    let mut done = 0;
    for part in 0..table.parts() {
        let mut outcome = Ok(());
        table.read(part, &mut names, &mut rejects, &mut |rows, names, rejects, (more, total)| {
            sieve.sift(rows, &names.touchpoints, rejects);
            done += more;
            outcome = spool.put(rows);
            if options.progress.is_some_and(|progress| !progress(done, total)) {
                outcome = Err(Error::Stopped);
            }
            outcome.is_ok()
        })?;
        outcome?;
    }
    (whole.names, whole.rejects) = (names, rejects);
    for part in 0..spool.parts() {
        whole.take(&spool.sorted(part)?);
        whole.close_for_good();
    }
    Ok(whole)
}

/// Works the parts off on several threads and hands the results over in the order of the file. Of several errors the
/// first in the file is the one that is told.
fn in_order<W, T: Send>(
    table: &Table,
    options: &Options<'_>,
    give_up: &AtomicBool,
    begin: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, usize, &dyn Fn((u64, u64)) -> bool) -> Result<T, Error> + Sync,
    take: impl FnMut(T) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    struct Queue<T, K> {
        next: usize,
        ready: BTreeMap<usize, T>,
        take: K,
        error: Option<Error>,
    }
    let (parts, next, halted) = (table.parts(), AtomicUsize::new(0), AtomicBool::new(false));
    let (done, failed) = (AtomicU64::new(0), AtomicUsize::new(usize::MAX));
    let queue = Mutex::new(Queue { next: 0, ready: BTreeMap::new(), take, error: None });
    let worker = || {
        let mut worker = begin();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            let wanted = || {
                let stopped = halted.load(Ordering::Relaxed) || give_up.load(Ordering::Relaxed);
                !stopped && part < failed.load(Ordering::Relaxed)
            };
            if part >= parts || !wanted() {
                return;
            }
            let result = work(&mut worker, part, &|(more, total)| {
                let now = done.fetch_add(more, Ordering::Relaxed) + more;
                if options.progress.is_some_and(|progress| !progress(now, total)) {
                    halted.store(true, Ordering::Relaxed);
                }
                wanted()
            });
            let mut queue = queue.lock().expect("a reader panicked");
            let outcome = result.and_then(|result| {
                queue.ready.insert(part, result);
                loop {
                    let place = queue.next;
                    let Some(result) = queue.ready.remove(&place) else { return Ok(()) };
                    (queue.take)(result)?;
                    queue.next += 1;
                }
            });
            if let Err(error) = outcome {
                if part < failed.fetch_min(part, Ordering::Relaxed) {
                    queue.error = Some(error);
                }
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..options.threads.min(parts) {
            scope.spawn(worker);
        }
        worker();
    });
    let queue = queue.into_inner().expect("a reader panicked");
    match queue.error {
        Some(error) => Err(error),
        None if halted.load(Ordering::Relaxed) => Err(Error::Stopped),
        None => Ok(()),
    }
}
