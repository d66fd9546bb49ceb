//! How many will come: per step of the coming days, with an interval that holds, beside a plain forecast.
//!
//! One call forecasts one series, say the people of one purpose in one hall:
//!
//! ```
//! use flow::forecast::{Day, Past, Settings, Standing, forecast};
//!
//! // ten weeks of a hall that opens from 9 to 12 on working days; Mondays are busy
//! let day = |number: i32| Day { number, weekday: (number % 7) as u8, closed: number % 7 > 4, ..Day::default() };
//! let came = |number: i32| match number % 7 { 0 => 9.0, _ => 6.0 + f64::from(number % 3) };
//! let counts = |number: i32| (0..96).map(|step| if (36..48).contains(&step) { came(number) } else { 0.0 }).collect();
//! let past: Vec<Past> = (0..70).map(|number| Past { day: day(number), counts: counts(number) }).collect();
//!
//! let next = forecast(&past, &[day(70), day(75)], &Settings::default()).unwrap();
//! assert_eq!(next.days[0].standing, Standing::Forecast);
//! assert!((next.days[0].steps[40].expected - 9.0).abs() < 1.0);
//! assert_eq!(next.days[1].standing, Standing::Closed);
//! ```
//!
//! - **The model** is a sum of logarithms for the day ([`level`](self)) times the shares of the day's steps by weekday.
//! - **The plain forecasts**, the median of the same weekday's last six and the mean of its last four, are always made
//!   beside it. Which of the three told the held-out days best makes the forecast; the numbers are in [`Trial`].
//! - **Intervals** come from how far such forecasts were off, as many days ahead, for forecasts of that size.
//! - **A day that the calendar sets apart**, as a holiday or a pay-day, is told by the model, whatever told the held-out days
//!   best: the plain forecasts know no calendar. Its interval is at least as wide as the model believes, which is wide where
//!   its like was never met.
//! - **Too little** is an answer: [`Lack`] says what is missing.
//!
//! A day that nobody came to is not a day that nobody wrote down: zeros are counts, `NAN` is a gap. Days of zeros in a
//! hall that is else busy are taken for closed, and named ([`Forecast::empty_days`]); gaps are named too.

mod band;
mod day;
mod level;
mod model;
mod plain;
mod series;
mod shape;
mod trial;
mod tune;

#[cfg(test)]
mod tests;

pub use day::{Day, Past, Step};
pub use plain::{MEAN_OF, MEDIAN_OF};
pub use trial::{Method, Scored, Trial};

use series::Series;
use trial::Record;

/// Days with counts that a forecast needs.
pub const LEAST_DAYS: usize = 5;
/// People, or sums of people waiting, that a forecast needs.
pub const LEAST_TOTAL: f64 = 30.0;
/// Days held out where the caller does not say, at most a third of what is known.
pub const HOLDOUT_DAYS: usize = 28;

/// How to forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The share of steps for which an interval should hold, 0 to 1.
    pub share: f64,
    /// How many of the last days are held out to score by; `None`: [`HOLDOUT_DAYS`], at most a third of the days known.
    pub holdout_days: Option<usize>,
}

impl Default for Settings {
    /// Intervals for 80 %.
    fn default() -> Settings {
        Settings { share: 0.8, holdout_days: None }
    }
}

/// What is expected of one step, or of a whole day: numbers of people, ≥ 0, not whole ones.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ahead {
    /// The number expected.
    pub expected: f64,
    /// The interval's low end.
    pub low: f64,
    /// The interval's high end.
    pub high: f64,
    /// The plain forecast: the median of the same weekday's last [`MEDIAN_OF`].
    pub baseline: f64,
}

/// What can be said of a coming day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It is forecast.
    Forecast,
    /// Nobody is expected: the calendar says closed, or the hall never had anybody on this weekday or this holiday.
    Closed,
    /// No day of this weekday is known, so nothing is said: the steps are empty.
    Unseen,
}

/// A coming day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayAhead {
    /// Which.
    pub day: Day,
    /// What can be said of it.
    pub standing: Standing,
    /// What told it: that of the forecast, but the model for a day that the calendar sets apart.
    pub method: Method,
    /// Its sum.
    pub total: Ahead,
    /// Its steps, from 0:00 on by the clock on the wall; empty if [`Standing::Unseen`].
    pub steps: Vec<Ahead>,
}

/// By how much something multiplies a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    /// 1: no effect.
    pub times: f64,
    /// How sure: the standard deviation of the logarithm. Prior ones are 0.3 (1 for holidays).
    pub log_sd: f64,
    /// Days of the past that had it.
    pub days: usize,
}

/// The effects found.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    /// Monday first, beside the mean of the weekdays that are open; `None` if none was seen.
    pub weekdays: [Option<Factor>; 7],
    /// Holidays in general, those not met before included.
    pub holiday: Factor,
    /// The day before one.
    pub eve: Factor,
    /// The day after one.
    pub morrow: Factor,
    /// Pay-day.
    pub pay_day: Factor,
    /// The last working day of a month.
    pub month_end: Factor,
    /// The holidays met, by their numbers.
    pub holidays: Vec<(u16, f64)>,
    /// A day's own chance that no calendar knows, as a standard deviation of the logarithm (0.1: about 10 %).
    pub day_sd: f64,
}

/// A forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The days asked for, in their order.
    pub days: Vec<DayAhead>,
    /// What made it: the best on the hold-out, or the model if there was nothing to hold out.
    pub method: Method,
    /// What it was worth on the hold-out; `None` if the past is too short for one.
    pub trial: Option<Trial>,
    /// The effects found, whoever makes the forecast.
    pub effects: Effects,
    /// Days known and open.
    pub known_days: usize,
    /// Numbers of days between the first and the last that are not known at all and not closed by the calendar.
    pub gaps: Vec<i32>,
    /// Numbers of days of zeros only in a hall that is else busy on such days: taken for closed.
    pub empty_days: Vec<i32>,
}

/// What is missing for a forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lack {
    /// Too few days with counts: how many there are, of [`LEAST_DAYS`].
    Days(usize),
    /// Too few people in all: how many came, of [`LEAST_TOTAL`].
    People(f64),
    /// A count below zero or infinite: which day, which step.
    Unfit(i32, usize),
    /// The days have differing numbers of steps, or none: which day differs.
    Steps(i32),
}

/// Forecasts one series. `past` in any order, each day once (of two with one number the later is taken); `ahead`: the
/// days to tell, after the last day of the past.
///
/// # Errors
/// [`Lack`] says what is missing.
pub fn forecast(past: &[Past], ahead: &[Day], settings: &Settings) -> Result<Forecast, Lack> {
    let mut series = Series::of(past)?;
    let empty_days = series.close_empty();
    series.enough()?;
    let past = &series.past;
    let last = past.last().map_or(0, |past| past.day.number);
    let horizons = Series::horizons(ahead, last);
    let typical = series.typical();
    let holdout = series.holdout(settings.holdout_days);
    let tuning = tune::tune(&past[..holdout], typical);
    let first_told = holdout.saturating_sub(BEFORE_HOLDOUT).max(series.warm());
    let (record, model) = Record::roll(past, &tuning, typical, first_told, &horizons);
    let trial = record.score(past, holdout, settings.share);
    let method = trial.as_ref().map_or(Method::Model, |trial| trial.best);
    let spread = ahead.first().map_or(0.0, |day| model.level.expect(day).variance.exp_m1().min(4.0));
    let bands = |method: Method| -> Vec<_> {
        (0..horizons.len()).map(|at| series.bands(&record, method, at, settings.share, spread)).collect()
    };
    let usual = bands(method);
    let apart = ahead.iter().any(Day::is_set_apart).then(|| bands(Method::Model));
    let tell = |day: &Day| {
        let days_ahead = u16::try_from(day.number - last).unwrap_or(1).max(1);
        let at = horizons.partition_point(|horizon| *horizon < days_ahead).min(horizons.len() - 1);
        match apart.as_ref().filter(|_| day.is_set_apart()) {
            Some(bands) => series.tell_set_apart(day, &model, &bands[at], settings.share),
            None => series.tell(day, method, &model, &usual[at]),
        }
    };
    Ok(Forecast {
        days: ahead.iter().map(tell).collect(),
        method,
        trial,
        effects: series.effects(&model, &tuning),
        known_days: series.known(),
        gaps: series.gaps(),
        empty_days,
    })
}

/// So many days before the hold-out are told too, to make the bands of its first days.
const BEFORE_HOLDOUT: usize = 120;
