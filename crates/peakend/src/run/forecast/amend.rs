//! What is wrong with a log as such, found before anything is learnt from it: a year that was not turned, displays that
//! stood still. What is found is put right or left out, and named.

use super::book::{Book, What};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Dates of a hall with a year that was not turned: the file goes on from them to dates of almost a year before.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct YearNotTurned {
    pub hall: String,
    pub first: Date,
    pub last: Date,
    pub rows: u64,
}

/// A day on which no queue of a hall moved.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StoodStill {
    pub hall: String,
    pub date: Date,
    pub snapshots: u64,
    /// Somebody was shown as waiting all the same.
    pub waiting: bool,
}

/// A queue left standing at a number until the end of the day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stuck {
    pub hall: String,
    pub purpose: String,
    pub date: Date,
    pub from_minute: u16,
    pub at: f32,
    pub snapshots: u64,
}

/// All that was found.
#[derive(Debug, Default)]
pub(super) struct Amended {
    pub years: Vec<YearNotTurned>,
    pub still: Vec<StoodStill>,
    pub stuck: Vec<Stuck>,
    /// Moments at which a series has several snapshots: queues of one hall, whose people are added up.
    pub added: u64,
}

/// Further back than this the file does not just lack order.
const BACK_DAYS: i32 = 180;
/// The dates put right have to end so shortly before what follows them.
const NEAR_DAYS: i32 = 31;
/// A hall's queues move at least this often on a day by which a quiet one is judged.
const MOVES: u64 = 10;
/// A day stands still if it moves less than this share of the usual.
const STILL: f64 = 0.02;
/// A queue of the same number of people until the end of the day for so long is stuck.
const STUCK_MINUTES: u16 = 180;

/// Finds and puts right what it can.
pub(super) fn amend(book: &mut Book) -> Amended {
    let mut amended = Amended { years: turn_years(book), ..Amended::default() };
    if book.what == What::Waiting {
        for day in book.series.iter_mut().flat_map(|series| series.days.values_mut()) {
            day.snapshots.sort_by_key(|(minute, _)| *minute);
            let rows = day.snapshots.len();
            day.snapshots.dedup_by(|next, sum| {
                let same = next.0 == sum.0;
                sum.1 += if same { next.1 } else { 0.0 };
                same
            });
            amended.added += (rows - day.snapshots.len()) as u64;
        }
        amended.still = stood_still(book);
        amended.stuck = stuck(book);
    }
    book.settle();
    amended
}

/// Turns the year back where the rows of a series go on with dates of almost a year before: 30 December 2020, 31 December
/// 2020, 1 January 2020.
fn turn_years(book: &mut Book) -> Vec<YearNotTurned> {
    let mut halls: BTreeMap<(String, Date, Date), u64> = BTreeMap::new();
    for series in &mut book.series {
        let order = std::mem::take(&mut series.order);
        let Some((first, last, rows)) = not_turned(&order) else { continue };
        let dates: Vec<Date> = series.days.range(first..=last).map(|(date, _)| *date).collect();
        for date in dates {
            if let (Some(day), Ok(right)) = (series.days.remove(&date), date.checked_sub(1.year())) {
                series.days.insert(right, day);
            }
        }
        *halls.entry((series.hall.clone(), first, last)).or_default() += rows;
    }
    let found = |((hall, first, last), rows)| YearNotTurned { hall, first, last, rows };
    halls.into_iter().map(found).collect()
}

/// The first and last date of a wrong year, and their rows.
fn not_turned(order: &[(Date, u64)]) -> Option<(Date, Date, u64)> {
    let days = |from: Date, to: Date| to.since(from).map_or(0, |span| span.get_days());
    let mut back = order.windows(2).enumerate().filter(|(_, pair)| pair[1].0 < pair[0].0);
    let (at, pair) = back.next()?;
    // a table in any other order says nothing
    if back.next().is_some() || days(pair[1].0, pair[0].0) < BACK_DAYS {
        return None;
    }
    let (before, after) = order.split_at(at + 1);
    let (first, last, next) = (before.first()?.0, before.last()?.0, after.first()?.0);
    let gap = days(last.checked_sub(1.year()).ok()?, next);
    let alone = after.last()?.0 < first;
    let found = (1..=NEAR_DAYS).contains(&gap) && days(first, last) < BACK_DAYS && alone;
    let rows = before.iter().map(|(_, rows)| rows).sum::<u64>();
    found.then_some((first, last, rows))
}

/// Takes out days on which the queues of a hall did not move, and marks the hall as closed.
fn stood_still(book: &mut Book) -> Vec<StoodStill> {
    #[derive(Default)]
    struct Moved {
        moves: u64,
        snapshots: u64,
        waiting: bool,
    }
    let mut halls: BTreeMap<&str, BTreeMap<Date, Moved>> = BTreeMap::new();
    for series in &book.series {
        let hall = halls.entry(&series.hall).or_default();
        for (date, day) in &series.days {
            let moved = hall.entry(*date).or_default();
            moved.moves += day.snapshots.windows(2).filter(|pair| pair[0].1 != pair[1].1).count() as u64;
            moved.snapshots += day.snapshots.len() as u64;
            moved.waiting |= day.snapshots.iter().any(|(_, waiting)| *waiting > 0.0);
        }
    }
    let mut found = Vec::new();
    for (hall, dates) in halls {
        let mut moves: Vec<u64> = dates.values().map(|moved| moved.moves).collect();
        moves.sort_unstable();
        let usual = moves[moves.len() / 2];
        let still = |moved: &Moved| usual >= MOVES && moved.moves as f64 <= STILL * usual as f64;
        found.extend(dates.iter().filter(|(_, moved)| still(moved)).map(|(date, moved)| StoodStill {
            hall: hall.to_owned(),
            date: *date,
            snapshots: moved.snapshots,
            waiting: moved.waiting,
        }));
    }
    for day in &found {
        book.closed.insert((day.hall.clone(), day.date));
        for series in book.series.iter_mut().filter(|series| series.hall == day.hall) {
            series.days.remove(&day.date);
        }
    }
    found
}

/// Takes out what a queue shows after it last moved, if that is somebody waiting for hours to the end of the day.
fn stuck(book: &mut Book) -> Vec<Stuck> {
    let mut found = Vec::new();
    for series in &mut book.series {
        for (date, day) in &mut series.days {
            let Some((end, at)) = day.snapshots.last().copied().filter(|(_, at)| *at > 0.0) else { continue };
            let from = day.snapshots.iter().rposition(|(_, other)| *other != at).map_or(0, |last| last + 1);
            let from_minute = day.snapshots[from].0;
            if end - from_minute < STUCK_MINUTES {
                continue;
            }
            found.push(Stuck {
                hall: series.hall.clone(),
                purpose: series.purpose.clone(),
                date: *date,
                from_minute,
                at,
                snapshots: (day.snapshots.len() - from) as u64,
            });
            day.snapshots.truncate(from);
        }
    }
    found
}
