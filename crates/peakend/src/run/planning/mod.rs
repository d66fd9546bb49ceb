//! What plans go by: holidays, pay-days, and the target that a hall's counters are to keep.
//!
//! Any place of the tree may say something of it: the network for all its halls, a province for its own, a hall for itself.
//! What a place does not say is said by the nearest place above it that does; where none does, there are no pay-days, and
//! the target is the usual one. Holidays add up on the way down; where two places name the same day, the nearer one's
//! name counts. A hall names no holidays: it has closing days, which are no holidays (`Calendar` says why).
//!
//! Whatever is changed here counts up the set-up of every hall below, so that what was planned by it is made anew.

pub mod act;
pub mod api;
pub(crate) mod calendar;
pub(crate) mod page;
pub(crate) mod store;
pub mod target;

pub(crate) use calendar::Calendar;
pub use target::Target;

use crate::Error;
use jiff::civil::Date;

/// What a place says itself; what is none is said above it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// Days of the month on which people are paid, 1 to 31, each once and in order.
    pub pay_days: Option<Vec<i8>>,
    /// What the counters of a hall are to keep.
    pub target: Option<Target>,
}

/// A day with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// Its name, the same every year: by it one year teaches the next.
    pub name: String,
}

/// What holds at a place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct InForce {
    pub calendar: Calendar,
    pub target: Target,
}

/// Holidays that follow each other and have one name, as their first and last day.
pub(crate) fn spans<'a>(days: impl IntoIterator<Item = (Date, &'a str)>) -> Vec<(Date, Date, &'a str)> {
    let mut spans: Vec<(Date, Date, &str)> = Vec::new();
    for (day, name) in days {
        match spans.last_mut() {
            Some((_, last, known)) if *known == name && last.tomorrow().ok() == Some(day) => *last = day,
            _ => spans.push((day, day, name)),
        }
    }
    spans
}

/// Pay-days as people write them: `10, 25`; `-` for none at all. Nothing written says nothing.
///
/// # Errors
/// A day that no month has.
pub fn pay_days(text: &str) -> Result<Option<Vec<i8>>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if matches!(text, "-" | "–" | "—" | "无") {
        return Ok(Some(Vec::new()));
    }
    let words =
        text.split([',', '，', '、', ';', '；', ' ', '\t', '\n']).filter(|word| !word.trim().is_empty());
    let days: Result<Vec<i64>, Error> =
        words.map(|word| word.trim().parse().map_err(|_| no_pay_day(word))).collect();
    checked_pay_days(&days?).map(Some)
}

/// Pay-days, each once and in order.
///
/// # Errors
/// A day that no month has.
pub(crate) fn checked_pay_days(days: &[i64]) -> Result<Vec<i8>, Error> {
    let one = |day: &i64| {
        let day = i8::try_from(*day).ok().filter(|day| (1..=31).contains(day));
        day.ok_or_else(|| Error::invalid("pay_days", "planning-error-pay-day"))
    };
    let mut checked: Vec<i8> = days
        .iter()
        .map(|day| one(day).map_err(|_| no_pay_day(&day.to_string())))
        .collect::<Result<_, _>>()?;
    checked.sort_unstable();
    checked.dedup();
    Ok(checked)
}

fn no_pay_day(word: &str) -> Error {
    let shown: String = word.chars().filter(|c| !c.is_control()).take(20).collect();
    Error::invalid("pay_days", "planning-error-pay-day").with("value", shown)
}

/// Pay-days as [`pay_days`] reads them.
pub fn show_pay_days(days: &[i8]) -> String {
    if days.is_empty() {
        return "-".to_owned();
    }
    days.iter().map(i8::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_a_row_with_one_name_are_one_holiday() {
        let day = |day: i8| jiff::civil::date(2026, 10, day);
        let days = [(1, "国庆节"), (2, "国庆节"), (3, "中秋节"), (5, "国庆节")];
        let expected = [(day(1), day(2), "国庆节"), (day(3), day(3), "中秋节"), (day(5), day(5), "国庆节")];
        assert_eq!(spans(days.map(|(n, name)| (day(n), name))), expected);
    }

    #[test]
    fn pay_days_are_read_as_people_write_them_and_shown_as_they_are_read() {
        assert_eq!(pay_days("25，10、10").unwrap(), Some(vec![10, 25]));
        assert_eq!(pay_days(" ").unwrap(), None, "nothing is said");
        assert_eq!(pay_days("-").unwrap(), Some(Vec::new()), "there are none");
        for text in ["-", "1, 31"] {
            assert_eq!(show_pay_days(&pay_days(text).unwrap().unwrap()), text);
        }
        for bad in ["0", "32", "10, 40", "ten", "10.5", "-3"] {
            assert!(pay_days(bad).is_err(), "{bad}");
        }
    }
}
