//! Opening hours: weekly, with dated exceptions, in the hall's own time.
//!
//! Hours are said by the clock on the wall: a hall that opens at nine opens when that clock says nine, also on the days when
//! clocks are changed. An hour that comes twice is open twice; one that does not come is not missed.
//!
//! Hours may go past midnight: `18:00–02:00` on a Friday ends on Saturday at two. They belong to the day on which they begin,
//! also when Saturday itself is an exception. Numbers of tickets begin anew at midnight all the same, because a ticket shows no day.

use super::Plan;
use crate::Error;
use crate::kernel::Instant;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Minutes in a day by the clock on the wall.
pub const DAY_MIN: u16 = 24 * 60;
/// The most times a hall opens in a day.
const MOST_SPANS: usize = 6;

/// Weekly hours: seven lists of `[opens, closes)` in minutes of the local day, Monday first. What closes after midnight closes
/// after minute 1440 of the day on which it opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hours(pub [Vec<[u16; 2]>; 7]);

/// The days of a week, as they are called in files and forms.
pub const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Default for Hours {
    /// Nine to six, every day.
    fn default() -> Self {
        Self(std::array::from_fn(|_| vec![[9 * 60, 18 * 60]]))
    }
}

/// The hours of a day as people write them: `08:00–12:00, 13:30–18:00`; empty for a closed day.
///
/// # Errors
/// A time that is none, an end that is missing, or times that overlap; `field` is the field at fault.
pub fn parse(field: &'static str, text: &str) -> Result<Vec<[u16; 2]>, Error> {
    let shown = || text.chars().filter(|c| !c.is_control()).take(60).collect::<String>();
    let bad = || Error::invalid(field, "hall-error-hours").with("value", shown());
    let text = text.replace(['，', '、', ';', '；', '\n'], ",").replace('：', ":");
    let mut spans = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once(['-', '–', '—', '~', '～', '至']).ok_or_else(bad)?;
        let (from, to) = (minute(from).ok_or_else(bad)?, minute(to).ok_or_else(bad)?);
        if from >= DAY_MIN {
            return Err(bad());
        }
        // what ends at or before it begins ends on the day after
        spans.push([from, if to <= from { to + DAY_MIN } else { to }]);
    }
    check(field, spans)
}

/// Spans in order, that do not overlap.
///
/// # Errors
/// They overlap, are empty or too long, or too many; `field` is the field at fault.
pub fn check(field: &'static str, mut spans: Vec<[u16; 2]>) -> Result<Vec<[u16; 2]>, Error> {
    spans.sort_unstable();
    let good = |[from, to]: &[u16; 2]| *from < DAY_MIN && from < to && to - from <= DAY_MIN;
    if spans.len() > MOST_SPANS || !spans.iter().all(good) {
        return Err(Error::invalid(field, "hall-error-hours").with("value", show(&spans)));
    }
    if spans.windows(2).any(|pair| pair[1][0] < pair[0][1]) {
        return Err(Error::invalid(field, "hall-error-hours-overlap").with("value", show(&spans)));
    }
    Ok(spans)
}

/// The hours of a day as [`parse`] reads them.
pub fn show(spans: &[[u16; 2]]) -> String {
    let spans: Vec<_> = spans.iter().map(|[from, to]| format!("{}–{}", clock(*from), clock(*to))).collect();
    spans.join(", ")
}

/// A minute of the day as `09:00`; `24:00` for its end.
pub fn clock(minute: u16) -> String {
    let minute = if minute > DAY_MIN { minute - DAY_MIN } else { minute };
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `9:00`, `09:00`, `24:00`.
pub fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let two = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !two(hour) || minute.len() != 2 || !two(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let sum = hour * 60 + minute;
    (minute < 60 && sum <= DAY_MIN).then_some(sum)
}

impl Plan {
    /// Whether new tickets are given at an instant: the hall is not closed for good, not shut by hand, and within its hours.
    pub fn is_open(&self, at: Instant) -> bool {
        !self.closed && self.shut.is_none() && self.within_hours(at)
    }

    /// Whether an instant is within the hours: of its own day, or of the night that began the day before.
    pub fn within_hours(&self, at: Instant) -> bool {
        let local = at.local(&self.zone);
        let minute =
            u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).unwrap_or_default();
        let within = |date: Date, minute: u16| {
            self.hours_of(date).iter().any(|[from, to]| (*from..*to).contains(&minute))
        };
        let yesterday = local.date().yesterday().is_ok_and(|date| within(date, minute + DAY_MIN));
        yesterday || within(local.date(), minute)
    }

    /// The hours of a local day, in minutes; what goes past midnight ends after minute 1440.
    pub fn hours_of(&self, date: Date) -> &[[u16; 2]] {
        if let Some(hours) = self.exceptions.get(&date.to_string()) {
            return hours;
        }
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        self.hours.0.get(weekday).map_or(&[], Vec::as_slice)
    }

    /// The instant of a minute of a local day; what clocks leave out counts as the moment after.
    pub fn at_minute(&self, date: Date, minute: u16) -> Option<Instant> {
        let date = if minute >= DAY_MIN { date.tomorrow().ok()? } else { date };
        let minute = minute % DAY_MIN;
        let hour = i8::try_from(minute / 60).ok()?;
        let civil = date.at(hour, i8::try_from(minute % 60).ok()?, 0, 0);
        Some(civil.to_zoned(self.zone.clone()).ok()?.timestamp().into())
    }

    /// When the hours begin next after an instant, within the next two weeks.
    pub fn opens_next(&self, at: Instant) -> Option<Instant> {
        let mut date = at.local(&self.zone).date();
        for _ in 0..15 {
            let begins = self.hours_of(date).iter().filter_map(|[from, _]| self.at_minute(date, *from));
            if let Some(first) = begins.filter(|begin| *begin > at).min() {
                return Some(first);
            }
            date = date.tomorrow().ok()?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!(parse("hours", "8:00-12:00，13:30–18:00").unwrap(), [[480, 720], [810, 1080]]);
        assert_eq!(parse("hours", "18:00至02:00").unwrap(), [[1080, 1560]]);
        assert_eq!(parse("hours", "00:00–24:00").unwrap(), [[0, 1440]]);
        assert_eq!(parse("hours", " ").unwrap(), Vec::<[u16; 2]>::new());
        for bad in
            ["9", "9-18", "25:00–26:00", "24:00–25:00", "9:60–10:00", "09:00–12:00, 11:00–13:00", "a:00–b:00"]
        {
            assert!(parse("hours", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn hours_are_shown_as_they_are_read() {
        for text in ["", "08:00–12:00, 13:30–18:00", "18:00–02:00", "00:00–24:00", "09:00–24:00"] {
            assert_eq!(show(&parse("hours", text).unwrap()), text);
        }
    }
}
