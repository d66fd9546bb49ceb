//! How many will come: `peakend forecast`, and the forecast of a hall for the pages.
//!
//! The arithmetic is in [`flow::forecast`]. Here are the calendar, the reading of tables as they come, and what is shown. A
//! page that has a hall's arrivals per step calls [`for_hall`].

mod amend;
mod book;
mod calendar;
pub mod cli;
mod columns;
mod network;
mod notes;
mod read;
mod report;
mod show;
mod when;

pub use calendar::Calendar;

use flow::forecast::{Forecast, Lack, Past, Settings, forecast};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Forecasts the days after `after` for one series of a hall: all its arrivals, or those of one purpose.
///
/// `counts`: per date, how many arrived in each step from 0:00 on by the clock on the wall (96 quarters of an hour, or as
/// many as any other [`flow::forecast::Step`] makes of a day); `NAN` where it is not known. A date that is left out is a
/// gap, a date of zeros a day on which nobody came. Dates after `after` are not looked at.
///
/// # Errors
/// [`Lack`] says what is missing for a forecast.
pub fn for_hall(
    counts: &BTreeMap<Date, Vec<f64>>,
    calendar: &Calendar,
    after: Date,
    days: usize,
) -> Result<Forecast, Lack> {
    let past: Vec<Past> = counts
        .range(..=after)
        .map(|(date, counts)| Past { day: calendar.day(*date), counts: counts.clone() })
        .collect();
    let ahead: Vec<_> = calendar.after(after, days).map(|date| calendar.day(date)).collect();
    forecast(&past, &ahead, &Settings::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flow::forecast::Standing;
    use jiff::ToSpan;
    use jiff::civil::date;

    #[test]
    fn a_hall_is_forecast_from_its_dates() {
        let first = date(2026, 1, 5);
        let open = |date: &Date| date.weekday().to_monday_zero_offset() < 5;
        let counts = |date: Date| {
            let busy = if date.weekday() == jiff::civil::Weekday::Monday { 12.0 } else { 6.0 };
            (0..96).map(|step| if (36..68).contains(&step) { busy } else { 0.0 }).collect::<Vec<f64>>()
        };
        let dates = (0..70).map(|days| first + days.days()).filter(open);
        let past: BTreeMap<Date, Vec<f64>> = dates.map(|date| (date, counts(date))).collect();
        let last = *past.keys().last().unwrap();
        let told = for_hall(&past, &Calendar::default(), last, 4).unwrap();
        let standing: Vec<Standing> = told.days.iter().map(|day| day.standing).collect();
        assert_eq!(standing, [Standing::Closed, Standing::Closed, Standing::Forecast, Standing::Forecast]);
        assert!((told.days[2].steps[40].expected - 12.0).abs() < 0.6, "{:?}", told.days[2].steps[40]);
        assert!((told.days[3].steps[40].expected - 6.0).abs() < 0.3, "{:?}", told.days[3].steps[40]);
    }
}
