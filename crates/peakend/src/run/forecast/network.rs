//! The forecasts of all series of a table, and what they were worth together.

use super::book::Series;
use super::calendar::{Calendar, number};
use super::read::{Halls, Read};
use flow::forecast::{Day, Forecast, Lack, Method, Settings, forecast};
use jiff::civil::Date;
use std::num::NonZeroUsize;

/// One series, forecast or not.
#[derive(Debug)]
pub(super) struct Told {
    pub hall: String,
    pub purpose: String,
    pub outcome: Result<Forecast, Why>,
}

/// Why a series is not forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Why {
    /// It is too little.
    Lack(Lack),
    /// It ended long before the table did.
    Ended(Date),
}

/// All series.
#[derive(Debug)]
pub(super) struct Network {
    /// By hall, then purpose.
    pub told: Vec<Told>,
    /// The dates forecast.
    pub dates: Vec<Date>,
    pub score: Option<Score>,
}

/// What the forecasts were worth on the hold-out, over all series.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Score {
    /// Series with a hold-out.
    pub series: usize,
    /// The greatest number of days told in a series.
    pub days: usize,
    pub steps: usize,
    /// First and last day held out.
    pub span: (i32, i32),
    /// By method: the model, the median, the mean.
    pub of: [Sums; 3],
    /// Whatever made each forecast.
    pub used: Sums,
    /// How many series each method makes.
    pub makes: [usize; 3],
}

/// Sums over steps.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sums {
    steps: f64,
    came: f64,
    absolute: f64,
    squared: f64,
    banded: f64,
    covered: f64,
}

impl Sums {
    pub fn mae(&self) -> f64 {
        self.absolute / self.steps
    }
    pub fn wape(&self) -> f64 {
        self.absolute / self.came
    }
    pub fn rmse(&self) -> f64 {
        (self.squared / self.steps).sqrt()
    }
    /// Share of steps inside their interval; `NAN` if none had one.
    pub fn covered(&self) -> f64 {
        self.covered / self.banded
    }
}

/// A series that has no row for so many days at the table's end is over.
const OVER_DAYS: i32 = 28;

/// Forecasts so many days after the table's last one, for each series.
pub(super) fn tell(
    read: &Read,
    halls: &Halls,
    calendar: &Calendar,
    days: usize,
    settings: &Settings,
    threads: NonZeroUsize,
) -> Network {
    let mut series: Vec<&Series> = read.book.series.iter().collect();
    series.sort_by(|a, b| (&a.hall, &a.purpose).cmp(&(&b.hall, &b.purpose)));
    let dates: Vec<Date> = halls.end.iter().flat_map(|end| calendar.after(*end, days)).collect();
    let ahead: Vec<Day> = dates.iter().map(|date| calendar.day(*date)).collect();
    let one = |series: &&Series| one(read, series, halls, calendar, &ahead, settings);
    let share = series.len().div_ceil(threads.get()).max(1);
    // each thread takes a run of neighbours, so that the order does not depend on threads
    let told = std::thread::scope(|scope| {
        let parts: Vec<_> = series
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(one).collect::<Vec<_>>()))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect::<Vec<_>>()
    });
    let score = score(&told);
    Network { told, dates, score }
}

fn one(
    read: &Read,
    series: &Series,
    halls: &Halls,
    calendar: &Calendar,
    ahead: &[Day],
    settings: &Settings,
) -> Told {
    let last = series.days.last_key_value().map(|(date, _)| *date);
    let over = halls.end.zip(last).filter(|(end, last)| number(*end) - number(*last) > OVER_DAYS);
    let outcome = match over {
        Some((_, last)) => Err(Why::Ended(last)),
        None => forecast(&read.past(series, calendar, halls), ahead, settings).map_err(Why::Lack),
    };
    Told { hall: series.hall.clone(), purpose: series.purpose.clone(), outcome }
}

/// Adds the trials of all series up; `None` if there is none.
fn score(told: &[Told]) -> Option<Score> {
    let trials: Vec<_> = told.iter().filter_map(|told| told.outcome.as_ref().ok()?.trial.as_ref()).collect();
    let first = trials.first()?;
    let mut score = Score { series: trials.len(), span: first.span, ..Score::default() };
    for trial in trials {
        score.days = score.days.max(trial.days);
        score.steps += trial.steps;
        score.span = (score.span.0.min(trial.span.0), score.span.1.max(trial.span.1));
        score.makes[Method::ALL.iter().position(|method| *method == trial.best).unwrap_or(0)] += 1;
        for (at, scored) in trial.scores.iter().enumerate() {
            let steps = trial.steps as f64;
            let add = |sums: &mut Sums| {
                sums.steps += steps;
                sums.came += trial.came;
                sums.absolute += scored.mae * steps;
                sums.squared += scored.rmse * scored.rmse * steps;
                sums.banded += scored.banded as f64;
                sums.covered += if scored.banded == 0 { 0.0 } else { scored.covered * scored.banded as f64 };
            };
            add(&mut score.of[at]);
            if scored.method == trial.best {
                add(&mut score.used);
            }
        }
    }
    Some(score)
}
