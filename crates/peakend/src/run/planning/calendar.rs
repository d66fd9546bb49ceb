//! What the calendar says of a day: holidays by name, the days beside them, pay-days, the month's end.
//!
//! It is one and the same for the plans of a hall, which take it from the network's settings, and for `peakend forecast`, which
//! reads it from a file. It is that of the people who come and not of the hall: a working day is one from Monday to Friday
//! that is no holiday, also where a hall opens on Sundays, because wages and the month's last bills go by such days.
//!
//! A day on which a hall is closed is no holiday, and the days beside it are no eve and no morrow. What those bring is learnt of
//! all holidays together, when everybody is free and everything shut; a hall closed for a repair sends its customers next
//! door, and nobody knew the day before of a burst pipe. Mixed in, a few such days would spoil what few holidays teach.
//! Where a hall is closed *on* a holiday, the holiday speaks for the days beside it.

use crate::Error;
use crate::ui::text::Texts;
use flow::forecast::Day;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use lake::{Encoding, TextSource};
use std::collections::BTreeMap;
use std::path::Path;

/// The calendar of a network. The default one knows no holidays and no pay-days.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Calendar {
    holidays: BTreeMap<Date, u16>,
    names: Vec<String>,
    pay_days: Vec<i8>,
}

/// The day from which days are numbered.
const ORIGIN: Date = jiff::civil::date(1970, 1, 1);

impl Calendar {
    /// A calendar of holidays by name and of pay-days by their day of the month, 1 to 31; in a shorter month the last day
    /// stands for those it lacks. Pay that falls on a weekend or holiday comes on the working day before.
    pub fn new(holidays: impl IntoIterator<Item = (Date, String)>, pay_days: &[i8]) -> Calendar {
        let mut calendar = Calendar { pay_days: pay_days.to_vec(), ..Calendar::default() };
        for (date, name) in holidays {
            let known = calendar.names.iter().position(|known| *known == name);
            let at = known.unwrap_or_else(|| {
                calendar.names.push(name);
                calendar.names.len() - 1
            });
            calendar.holidays.insert(date, u16::try_from(at).unwrap_or(u16::MAX));
        }
        calendar
    }

    /// Reads a table with the columns `date` (2026-10-01) and `name`; the name tells which holidays of different years
    /// are the same.
    ///
    /// # Errors
    /// When the file cannot be read, lacks a column, or a date in it is none.
    pub fn read(file: &Path, pay_days: &[i8], texts: &Texts) -> Result<Calendar, Error> {
        let mut source = TextSource::open(file, Encoding::Found)?;
        let (date, name) = (source.column("date")?, source.column("name")?);
        let mut record = csv::ByteRecord::new();
        let mut holidays = Vec::new();
        while let Some(line) = source.next(&mut record)? {
            let cell =
                |at: usize| String::from_utf8_lossy(record.get(at).unwrap_or_default()).trim().to_owned();
            let text = cell(date);
            let date = text.parse::<Date>().map_err(|_| lake::Error::Broken {
                file: file.to_owned(),
                place: lake::Place::Line(line),
                flaw: texts.with("forecast-bad-holiday", "value", &text).into(),
            })?;
            holidays.push((date, cell(name)));
        }
        Ok(Calendar::new(holidays, pay_days))
    }

    /// What it says of a date. Days are numbered from 1970-01-01, which is 0.
    pub fn day(&self, date: Date) -> Day {
        let holiday = self.holidays.get(&date).copied();
        let free = |date: Result<Date, jiff::Error>| date.is_ok_and(|date| self.holidays.contains_key(&date));
        Day {
            number: number(date),
            weekday: date.weekday().to_monday_zero_offset().unsigned_abs(),
            holiday,
            eve: holiday.is_none() && free(date.tomorrow()),
            morrow: holiday.is_none() && free(date.yesterday()),
            pay_day: self.pay_days.iter().any(|day| self.paid_on(date, *day)),
            month_end: self.working_day_until(date.last_of_month()) == date,
            closed: false,
        }
    }

    /// Whether it is a holiday or the day before or after one: so rare a day is told by those of other years.
    pub fn is_rare(&self, date: Date) -> bool {
        let day = self.day(date);
        day.holiday.is_some() || day.eve || day.morrow
    }

    /// The name of the holiday that a date is.
    pub fn holiday(&self, date: Date) -> Option<&str> {
        self.holidays.get(&date).map(|holiday| self.name(*holiday))
    }

    /// The holidays from a date on.
    pub fn holidays_from(&self, date: Date) -> impl Iterator<Item = (Date, &str)> {
        self.holidays.range(date..).map(|(date, holiday)| (*date, self.name(*holiday)))
    }

    /// Days of the month on which people are paid.
    pub fn pay_days(&self) -> &[i8] {
        &self.pay_days
    }

    /// The dates after one.
    pub fn after(&self, date: Date, days: usize) -> impl Iterator<Item = Date> + use<> {
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        (1..=days).map_while(move |ahead| date.checked_add(ahead.days()).ok())
    }

    /// The last holiday it knows, if it ends before this date: nobody can tell whether later days are holidays.
    pub fn ends_before(&self, date: Date) -> Option<Date> {
        self.holidays.last_key_value().map(|(last, _)| *last).filter(|last| *last < date)
    }

    /// The name of a holiday by the number that days carry.
    pub fn name(&self, holiday: u16) -> &str {
        self.names.get(usize::from(holiday)).map_or("", String::as_str)
    }

    /// Whether the pay of a day of the month comes on this date; that of the next month's first days may come in this one.
    fn paid_on(&self, date: Date, day: i8) -> bool {
        let due = |first: Date| {
            let due = first.with().day(day.clamp(1, first.days_in_month())).build();
            due.is_ok_and(|due| self.working_day_until(due) == date)
        };
        let first = date.first_of_month();
        due(first) || first.checked_add(1.month()).is_ok_and(due)
    }

    /// The date, or the last working day before it.
    fn working_day_until(&self, date: Date) -> Date {
        let mut day = date;
        // no country is free for a month
        for _ in 0..31 {
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            match day.yesterday() {
                Ok(before) if weekend || self.holidays.contains_key(&day) => day = before,
                _ => return day,
            }
        }
        date
    }
}

/// Days since 1970-01-01.
pub(crate) fn number(date: Date) -> i32 {
    date.since(ORIGIN).map_or(0, |span| span.get_days())
}

/// The date of a day by its number.
pub(crate) fn date_of(number: i32) -> Date {
    ORIGIN.checked_add(number.days()).unwrap_or(ORIGIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn calendar() -> Calendar {
        let of = |name: &str| name.to_owned();
        Calendar::new([(date(2026, 5, 1), of("五一")), (date(2027, 5, 1), of("五一"))], &[10, 31])
    }

    #[test]
    fn a_holiday_has_an_eve_and_a_morrow_and_the_same_number_each_year() {
        let calendar = calendar();
        let day = |month, day| calendar.day(date(2026, month, day));
        assert_eq!((day(5, 1).holiday, calendar.day(date(2027, 5, 1)).holiday), (Some(0), Some(0)));
        assert!(day(4, 30).eve && !day(4, 30).morrow && day(5, 2).morrow && !day(5, 1).eve);
        assert_eq!(calendar.name(0), "五一");
    }

    #[test]
    fn pay_comes_on_the_working_day_before_a_weekend_and_on_the_last_of_a_short_month() {
        let calendar = calendar();
        let paid = |month, day| calendar.day(date(2026, month, day)).pay_day;
        // 10 May 2026 is a Sunday, 30 April a Thursday, 31 May a Sunday
        assert!(paid(5, 8) && !paid(5, 10) && paid(4, 30) && paid(5, 29) && !paid(5, 31));
    }

    #[test]
    fn the_month_ends_on_its_last_working_day() {
        let calendar = calendar();
        let ends = |month, day| calendar.day(date(2026, month, day)).month_end;
        assert!(ends(5, 29) && !ends(5, 31) && !ends(5, 30) && ends(4, 30));
    }

    #[test]
    fn the_table_of_a_set_up_is_read_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("holidays.csv");
        std::fs::write(&file, "\u{feff}place,date,name\nnet,2026-10-01,国庆节\nzj,2026-04-19,三月三\n")
            .unwrap();
        let texts = Texts::of(crate::ui::text::Language::En);
        let calendar = Calendar::read(&file, &[], &texts).unwrap();
        assert_eq!(calendar.holiday(date(2026, 10, 1)), Some("国庆节"));
        assert_eq!(calendar.holiday(date(2026, 4, 19)), Some("三月三"));
    }

    #[test]
    fn days_are_numbered_from_1970() {
        assert_eq!((number(date(1970, 1, 2)), date_of(20_000)), (1, date(2024, 10, 4)));
        assert_eq!(calendar().day(date(1970, 1, 1)).weekday, 3);
    }
}
