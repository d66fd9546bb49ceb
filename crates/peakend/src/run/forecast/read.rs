//! Reads a table of counts, of arrivals, or of snapshots of queues, as it comes.

use super::amend::{Amended, amend};
use super::book::{Book, Series, What};
use super::calendar::Calendar;
use super::columns::{Columns, Named};
use super::when::{Clock, Lived};
use crate::Error;
use crate::error::RefusalKind;
use crate::ui::progress::Progress;
use flow::forecast::{Past, Step};
use jiff::civil::Date;
use lake::{Encoding, Keep, Reason, Rejects, TextSource};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;
use std::path::Path;

/// How a table is read.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub named: Named<'a>,
    pub clock: Clock,
    pub step: Step,
    pub what: What,
    /// Each row is one arrival, whatever columns there are.
    pub raw: bool,
    pub opening: Option<Opening>,
    pub keep: Keep,
    pub strict: bool,
}

/// Opening hours, in minutes since midnight; over midnight if the end is not after the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opening {
    pub from: u16,
    pub until: u16,
}

impl Opening {
    fn holds(self, minute: u16) -> bool {
        if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }
}

/// What was read.
#[derive(Debug)]
pub(super) struct Read {
    pub book: Book,
    pub rejects: Rejects,
    pub amended: Amended,
    pub rows: u64,
    /// The step in which the table itself counts, in minutes, if it counts and has one.
    pub own_step: Option<u16>,
    /// Rows outside the opening hours.
    pub outside: u64,
    /// Whether the table is written in GB 18030.
    pub chinese: bool,
    /// Dates on which the clocks changed.
    pub changes: BTreeSet<Date>,
    clock: Clock,
}

/// A count has to stay below this: the largest whole number that a sum keeps exactly.
const MOST: f32 = 16_777_216.0;

/// Reads a table.
///
/// # Errors
/// When it cannot be read, lacks a column, or holds no row that can be used.
pub(super) fn read(file: &Path, reading: &Reading<'_>, progress: &Progress) -> Result<Read, Error> {
    pass(file, reading, progress, &BTreeSet::new())
}

/// Reads a table without these dates; again, if the rows at other dates show some to be far from all others.
fn pass(
    file: &Path,
    reading: &Reading<'_>,
    progress: &Progress,
    far: &BTreeSet<Date>,
) -> Result<Read, Error> {
    let mut source = TextSource::open(file, Encoding::Found)?;
    let columns = Columns::find(file, &source, &reading.named, !reading.raw)?;
    let headers = source.headers().to_vec();
    let mut rejects = Rejects::new(reading.keep);
    let mut book = Book::new(reading.step, reading.what);
    let (mut rows, mut outside, mut record) = (0, 0, csv::ByteRecord::new());
    let mut hours: Option<(u16, u16)> = None;
    let mut seen = FxHashSet::default();
    // two equal rows of nothing but a time are two arrivals in one minute
    let doubles = columns.count.is_some() || !columns.all_named;
    while let Some(line) = source.next(&mut record)? {
        rows += 1;
        if rows % 8192 == 0 {
            let (done, all) = source.progress();
            if !progress.tell(done, all) {
                return Err(lake::Error::Stopped.into());
            }
        }
        match row(&record, &columns, &headers, reading) {
            Err((column, value, reason)) => rejects.add(line, &column, value, reason),
            Ok((date, ..)) if far.contains(&date) => {
                rejects.add(
                    line,
                    &headers[columns.time[0]],
                    time_of(&record, &columns),
                    Reason::FarFromOthers,
                );
            }
            Ok(_) if doubles && !seen.insert(fingerprint(&record)) => {
                rejects.add(line, &headers[columns.time[0]], time_of(&record, &columns), Reason::SameRow);
            }
            Ok((date, minute, count)) => {
                if reading.opening.is_some_and(|opening| !opening.holds(minute)) {
                    outside += 1;
                    let (first, last) = hours.unwrap_or((minute, minute));
                    hours = Some((first.min(minute), last.max(minute)));
                    continue;
                }
                let name = |place: &Option<super::columns::Place>| {
                    place.as_ref().map_or_else(String::new, |place| place.of(&record).replace('\0', " "))
                };
                book.add(&name(&columns.hall), &name(&columns.purpose), date, minute, count);
            }
        }
        if let (true, Some(first)) = (reading.strict, rejects.listed().first()) {
            let (file, word, rejection) = (file.to_owned(), "line", Box::new(first.clone()));
            return Err(lake::Error::Strict { file, word, rejection }.into());
        }
    }
    if let (true, Some(hours), Some(opening)) = (book.series.is_empty(), hours, reading.opening) {
        return Err(all_outside(outside, hours, opening));
    }
    if book.series.is_empty() {
        return Err(rejects.nothing_left(file, "line").into());
    }
    // known only now: where no date is far, as nearly always, the table is read once
    let found = if far.is_empty() { book.far_dates() } else { BTreeSet::new() };
    if !found.is_empty() {
        return pass(file, reading, progress, &found);
    }
    let amended = amend(&mut book);
    let clock = reading.clock.clone();
    let own_step = columns.count.and_then(|_| book.own_step());
    Ok(Read {
        book,
        rejects,
        amended,
        rows,
        own_step,
        outside,
        chinese: source.is_gb18030(),
        changes: BTreeSet::new(),
        clock,
    })
}

/// Every row that can be used lies outside the opening hours that were asked for.
fn all_outside(rows: u64, (first, last): (u16, u16), opening: Opening) -> Error {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    Error::refused(RefusalKind::Invalid, "forecast-all-outside")
        .with("rows", rows)
        .with("opening", format!("{}-{}", clock(opening.from), clock(opening.until)))
        .with("first", clock(first))
        .with("last", clock(last))
}

/// The time of a row, as it is written.
fn time_of(record: &csv::ByteRecord, columns: &Columns) -> String {
    columns.time.iter().map(|at| String::from_utf8_lossy(&record[*at])).collect::<Vec<_>>().join(" ")
}

/// Date, minute of the day and count of a row; else the column and value at fault.
fn row(
    record: &csv::ByteRecord,
    columns: &Columns,
    headers: &[String],
    reading: &Reading<'_>,
) -> Result<(Date, u16, f32), (String, String, Reason)> {
    if record.len() != headers.len() {
        let value = format!("{} fields, the header has {}", record.len(), headers.len());
        return Err((String::new(), value, Reason::FieldCount));
    }
    let cell = |at: usize| {
        std::str::from_utf8(&record[at]).map(str::trim).map_err(|_| {
            (headers[at].clone(), String::from_utf8_lossy(&record[at]).into_owned(), Reason::NotText)
        })
    };
    let times = columns.time.iter().map(|at| cell(*at)).collect::<Result<Vec<_>, _>>()?;
    let Some(at) = reading.clock.read(&times) else {
        let anywhere = Clock { zone: None, ..reading.clock.clone() };
        // where there is no clock to skip it, it is a time
        let reason = if anywhere.read(&times).is_some() { Reason::SkippedTime } else { Reason::BadTime };
        return Err((headers[columns.time[0]].clone(), times.join(" "), reason));
    };
    let minute = at.hour().unsigned_abs() as u16 * 60 + at.minute().unsigned_abs() as u16;
    let Some(place) = columns.count else { return Ok((at.date(), minute, 1.0)) };
    let text = cell(place)?;
    let fault = |reason| Err((headers[place].clone(), text.to_owned(), reason));
    match text.parse::<f32>() {
        Ok(count) if count < 0.0 => fault(Reason::BelowZero),
        Ok(count) if count < MOST => Ok((at.date(), minute, count)),
        _ if text.contains(',') => fault(Reason::Comma),
        _ => fault(Reason::NotANumber),
    }
}

fn fingerprint(record: &csv::ByteRecord) -> u64 {
    let mut hasher = FxHasher::default();
    for field in record {
        hasher.write(field);
        hasher.write_u8(0xff);
    }
    hasher.finish()
}

impl Read {
    /// The past of one series, as the forecast takes it.
    ///
    /// A step without a row is empty where the table writes no zeros and the hall was open that day. Else it is not known;
    /// unless no such weekday ever had a row at that time, for then the hall is closed.
    pub fn past(&self, series: &Series, calendar: &Calendar, halls: &Halls) -> Vec<Past> {
        let steps = self.book.step.per_day();
        let filled = self.book.what == What::Arrivals && !self.book.writes_zeros;
        let mut open = vec![[false; 7]; steps];
        for (date, day) in &series.days {
            for (step, rows) in day.rows.iter().enumerate() {
                open[step][weekday(*date)] |= *rows > 0;
            }
        }
        let whole = self.whole_steps(series);
        let dates = match halls.dates.get(&series.hall) {
            Some(dates) if filled => dates.clone(),
            _ => series.days.keys().copied().collect(),
        };
        let closed = self.book.closed.iter().filter(|(hall, _)| *hall == series.hall).map(|(_, date)| *date);
        let mut past: BTreeMap<Date, Past> = closed
            .map(|date| {
                (
                    date,
                    Past {
                        day: flow::forecast::Day { closed: true, ..calendar.day(date) },
                        counts: Vec::new(),
                    },
                )
            })
            .collect();
        for date in dates {
            let day = series.days.get(&date);
            let lived =
                self.changes.contains(&date).then(|| self.clock.lived(date, self.book.step)).flatten();
            let count = |step: usize| {
                let rows = day.map_or(0, |day| day.rows[step]);
                let after = halls.end == Some(date) && step > halls.last_step;
                match (rows, lived.as_ref().map_or(Lived::Once, |lived| lived[step])) {
                    (_, Lived::Never) => f64::NAN,
                    (0, _) if filled && after && open[step][weekday(date)] => f64::NAN,
                    (0, _) if filled || !open[step][weekday(date)] => 0.0,
                    (0, _) => f64::NAN,
                    (rows, lived) => {
                        let sum = day.map_or(0.0, |day| f64::from(day.sums[step]));
                        match (self.book.what, lived) {
                            (What::Waiting, _) => sum / f64::from(rows),
                            (What::Arrivals, Lived::Twice) => sum / 2.0,
                            (What::Arrivals, _) if whole[step] == 0 => sum,
                            // so much of the step was counted
                            (What::Arrivals, _) => match f64::from(rows) / f64::from(whole[step]) {
                                part if part < 0.5 => f64::NAN,
                                part => sum / part.min(1.0),
                            },
                        }
                    }
                }
            };
            past.insert(date, Past { day: calendar.day(date), counts: (0..steps).map(count).collect() });
        }
        past.into_values().collect()
    }

    /// How many rows make a whole step, where rows are finer than steps and none is left out for being empty; else 0.
    fn whole_steps(&self, series: &Series) -> Vec<u16> {
        let steps = self.book.step.per_day();
        if !(self.book.finer && self.book.writes_zeros) {
            return vec![0; steps];
        }
        let median = |step: usize| {
            let mut rows: Vec<u16> =
                series.days.values().map(|day| day.rows[step]).filter(|rows| *rows > 0).collect();
            rows.sort_unstable();
            rows.get(rows.len() / 2).copied().unwrap_or(0)
        };
        (0..steps).map(median).collect()
    }

    /// When each hall was open, and where the table ends. Notes the dates on which the clocks changed.
    pub fn halls(&mut self) -> Halls {
        let mut dates: FxHashMap<String, BTreeSet<Date>> = FxHashMap::default();
        for series in &self.book.series {
            dates.entry(series.hall.clone()).or_default().extend(series.days.keys());
        }
        let all: BTreeSet<Date> = dates.values().flatten().copied().collect();
        let clock = &self.clock;
        self.changes =
            all.iter().copied().filter(|date| clock.lived(*date, self.book.step).is_some()).collect();
        let end = self.book.span().map(|(_, last)| last);
        let last_step = |series: &Series| {
            let day = series.days.get(&end?)?;
            day.rows.iter().rposition(|rows| *rows > 0)
        };
        let last_step = self.book.series.iter().filter_map(last_step).max().unwrap_or(0);
        Halls { dates, end, last_step }
    }
}

/// When halls were open.
#[derive(Debug)]
pub(super) struct Halls {
    dates: FxHashMap<String, BTreeSet<Date>>,
    /// The last date of the table.
    pub end: Option<Date>,
    /// The last step of that date with a row.
    last_step: usize,
}

fn weekday(date: Date) -> usize {
    usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())
}
