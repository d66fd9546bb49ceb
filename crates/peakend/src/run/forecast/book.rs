//! What was counted: per hall and purpose, date and step.

use super::apart::Apart;
use super::calendar::number;
use flow::forecast::Step;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Days from its neighbours after which a date is far from them: more than a year that was not turned.
const FAR_DAYS: i32 = 400;
/// More rows than these at so distant a time were meant.
const FAR_ROWS: u64 = 3;

/// What is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum What {
    /// How many arrive in a step.
    #[default]
    Arrivals,
    /// How many wait, on average over a step, out of snapshots.
    Waiting,
}

/// All that was read.
#[derive(Debug)]
pub(super) struct Book {
    pub step: Step,
    pub what: What,
    /// Steps without a row were not counted, rather than empty: the table writes zeros.
    pub writes_zeros: bool,
    /// Rows begin within steps, not only with them.
    pub finer: bool,
    pub series: Vec<Series>,
    places: FxHashMap<String, usize>,
    apart: Apart,
    /// Days on which a hall was closed, as its own data say.
    pub closed: BTreeSet<(String, Date)>,
}

/// One hall and purpose.
#[derive(Debug)]
pub(super) struct Series {
    pub hall: String,
    pub purpose: String,
    pub days: BTreeMap<Date, Counted>,
    /// Dates in the order of the file, with their rows.
    pub order: Vec<(Date, u64)>,
    /// The minute of the last row of the last of them.
    last_minute: u16,
}

/// One date of one series.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// Sum per step.
    pub sums: Vec<f32>,
    /// Rows per step.
    pub rows: Vec<u16>,
    /// Snapshots of people waiting: minute of the day and number, in the order of the file.
    pub snapshots: Vec<(u16, f32)>,
}

impl Book {
    pub fn new(step: Step, what: What) -> Book {
        Book {
            step,
            what,
            writes_zeros: false,
            finer: false,
            series: Vec::new(),
            places: FxHashMap::default(),
            apart: Apart::default(),
            closed: BTreeSet::new(),
        }
    }

    /// Takes a row in: so many at this minute of the date.
    pub fn add(&mut self, hall: &str, purpose: &str, date: Date, minute: u16, count: f32) {
        // names hold no NUL, so no two pairs make the same key
        let key = format!("{hall}\0{purpose}");
        let place = *self.places.entry(key).or_insert_with(|| {
            let (hall, purpose) = (hall.to_owned(), purpose.to_owned());
            self.series.push(Series {
                hall,
                purpose,
                days: BTreeMap::new(),
                order: Vec::new(),
                last_minute: 0,
            });
            self.series.len() - 1
        });
        self.writes_zeros |= count == 0.0;
        self.finer |= !minute.is_multiple_of(self.step.minutes());
        self.apart.row(minute);
        let series = &mut self.series[place];
        match series.order.last_mut() {
            Some((last, rows)) if *last == date => {
                *rows += 1;
                self.apart.pair(series.last_minute.abs_diff(minute));
            }
            _ => series.order.push((date, 1)),
        }
        series.last_minute = minute;
        let day = self.series[place].days.entry(date).or_default();
        if self.what == What::Waiting {
            day.snapshots.push((minute, count));
            return;
        }
        let steps = self.step.per_day();
        day.sums.resize(steps, 0.0);
        day.rows.resize(steps, 0);
        let at = usize::from(minute / self.step.minutes());
        day.sums[at] += count;
        day.rows[at] = day.rows[at].saturating_add(1);
    }

    /// The step in which the table itself counts, in minutes: see [`Apart::step`].
    pub fn own_step(&self) -> Option<u16> {
        self.apart.step()
    }

    /// Dates so far from all others that they are slips of the pen: of a handful of rows, more than [`FAR_DAYS`] from the
    /// dates before and after them, in a table with far more rows elsewhere.
    pub fn far_dates(&self) -> BTreeSet<Date> {
        let mut dates: BTreeMap<Date, u64> = BTreeMap::new();
        for (date, rows) in self.series.iter().flat_map(|series| &series.order) {
            *dates.entry(*date).or_default() += rows;
        }
        let mut groups: Vec<Vec<(Date, u64)>> = Vec::new();
        for (date, rows) in dates {
            match groups.last_mut() {
                Some(group)
                    if group.last().is_some_and(|(last, _)| number(date) - number(*last) <= FAR_DAYS) =>
                {
                    group.push((date, rows));
                }
                _ => groups.push(vec![(date, rows)]),
            }
        }
        let rows = |group: &[(Date, u64)]| group.iter().map(|(_, rows)| rows).sum::<u64>();
        let most = groups.iter().map(|group| rows(group)).max().unwrap_or(0);
        let far = groups.into_iter().filter(|group| rows(group) <= FAR_ROWS && 10 * rows(group) <= most);
        far.flatten().map(|(date, _)| date).collect()
    }

    /// The first and the last date.
    pub fn span(&self) -> Option<(Date, Date)> {
        let ends = self
            .series
            .iter()
            .filter_map(|series| Some((*series.days.first_key_value()?.0, *series.days.last_key_value()?.0)));
        ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Adds snapshots up to sums per step, once they are put right.
    pub fn settle(&mut self) {
        let (steps, minutes) = (self.step.per_day(), self.step.minutes());
        for day in self.series.iter_mut().flat_map(|series| series.days.values_mut()) {
            if day.sums.is_empty() {
                day.sums.resize(steps, 0.0);
                day.rows.resize(steps, 0);
            }
            for (minute, count) in std::mem::take(&mut day.snapshots) {
                let at = usize::from(minute / minutes);
                day.sums[at] += count;
                day.rows[at] = day.rows[at].saturating_add(1);
            }
        }
    }
}
