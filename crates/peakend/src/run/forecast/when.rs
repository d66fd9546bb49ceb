//! Times of a table, by the clock on the wall of the hall.

use flow::forecast::Step;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{ToSpan, Zoned};

/// How the times of a table are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Clock {
    /// Times that are instants are shown on the clocks of this zone; others are checked against them.
    pub zone: Option<TimeZone>,
    /// How times are written, if not by the standard.
    pub format: Option<String>,
}

/// Ways to write a time that cannot be taken for another.
const KNOWN: [&str; 5] =
    ["%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M", "%Y%m%d %H:%M"];

/// What a day of changing clocks does to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lived {
    Once,
    /// The clocks went back: it was lived twice.
    Twice,
    /// The clocks went forward: it was skipped.
    Never,
}

impl Clock {
    /// The time in the cells of one row: one cell, or date and time, or date and hour. `None` if it is no time, or one that
    /// the clocks skipped.
    pub fn read(&self, cells: &[&str]) -> Option<DateTime> {
        match cells {
            [date, hour]
                if !hour.is_empty() && hour.bytes().all(|byte| byte.is_ascii_digit()) && hour.len() < 3 =>
            {
                let hour: i8 = hour.parse().ok().filter(|hour| *hour < 24)?;
                self.local(date.parse::<Date>().ok()?.at(hour, 0, 0, 0))
            }
            [one] => self.text(one),
            more => self.text(&more.join(" ")),
        }
    }

    fn text(&self, text: &str) -> Option<DateTime> {
        if let Some(format) = &self.format {
            return self.formatted(format, text);
        }
        let Ok(pieces) = Pieces::parse(text) else {
            return KNOWN.iter().find_map(|format| self.formatted(format, text));
        };
        let at = pieces.date().to_datetime(pieces.time()?);
        match (&self.zone, pieces.to_numeric_offset()) {
            (Some(zone), Some(offset)) => {
                Some(offset.to_timestamp(at).ok()?.to_zoned(zone.clone()).datetime())
            }
            // as the clock on the wall showed it
            (None, Some(_)) => Some(at),
            (_, None) => self.local(at),
        }
    }

    fn formatted(&self, format: &str, text: &str) -> Option<DateTime> {
        let broken = BrokenDownTime::parse(format, text).ok()?;
        if let (Some(zone), Ok(at)) = (&self.zone, broken.to_timestamp()) {
            return Some(at.to_zoned(zone.clone()).datetime());
        }
        let date = broken.to_date().ok()?;
        self.local(date.to_datetime(broken.to_time().unwrap_or(Time::midnight())))
    }

    /// A local time, unless the clocks skipped it.
    fn local(&self, at: DateTime) -> Option<DateTime> {
        let skipped = self.zone.as_ref().is_some_and(|zone| {
            matches!(zone.to_ambiguous_timestamp(at).offset(), AmbiguousOffset::Gap { .. })
        });
        (!skipped).then_some(at)
    }

    /// How often each step of a date was lived; `None` for a day of 24 hours.
    pub fn lived(&self, date: Date, step: Step) -> Option<Vec<Lived>> {
        let zone = self.zone.as_ref()?;
        let start = |date: Date| zone.to_ambiguous_zoned(date.to_datetime(Time::midnight())).compatible();
        let (today, tomorrow): (Zoned, Zoned) = (start(date).ok()?, start(date.tomorrow().ok()?).ok()?);
        if tomorrow.timestamp().as_second() - today.timestamp().as_second() == 24 * 3600 {
            return None;
        }
        let of = |at: usize| {
            let at = date.to_datetime(Time::midnight()) + (i64::from(step.minutes()) * at as i64).minutes();
            match zone.to_ambiguous_timestamp(at).offset() {
                AmbiguousOffset::Unambiguous { .. } => Lived::Once,
                AmbiguousOffset::Gap { .. } => Lived::Never,
                AmbiguousOffset::Fold { .. } => Lived::Twice,
            }
        };
        Some((0..step.per_day()).map(of).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn clock(zone: Option<&str>) -> Clock {
        Clock { zone: zone.map(|zone| TimeZone::get(zone).unwrap()), format: None }
    }

    #[test]
    fn times_are_read_as_they_are_written() {
        let at = date(2003, 3, 3).at(7, 5, 0, 0);
        for cells in [
            &["2003-03-03 07:05:00"][..],
            &["2003-03-03T07:05"],
            &["2003-03-03", "07:05"],
            &["2003/3/3 7:05"],
            &["2003-03-03T07:05:00+08:00"],
        ] {
            assert_eq!(clock(None).read(cells), Some(at), "{cells:?}");
        }
        assert_eq!(clock(None).read(&["2003-03-03", "7"]), Some(date(2003, 3, 3).at(7, 0, 0, 0)));
        for wrong in ["", "yesterday", "2003-02-30 07:00", "2003-03-03", "03/04/2003 07:00"] {
            assert_eq!(clock(None).read(&[wrong]), None, "{wrong}");
        }
    }

    #[test]
    fn an_instant_is_shown_on_the_clocks_of_the_hall() {
        let berlin = clock(Some("Europe/Berlin"));
        assert_eq!(berlin.read(&["2026-07-01T22:30:00Z"]), Some(date(2026, 7, 2).at(0, 30, 0, 0)));
        let french = Clock { format: Some("%d/%m/%Y %H:%M".to_owned()), ..Clock::default() };
        assert_eq!(french.read(&["03/04/2003 07:00"]), Some(date(2003, 4, 3).at(7, 0, 0, 0)));
    }

    #[test]
    fn a_skipped_hour_is_no_time_and_a_repeated_one_is_lived_twice() {
        let berlin = clock(Some("Europe/Berlin"));
        assert_eq!(berlin.read(&["2026-03-29 02:30"]), None);
        let lived = |month, day| berlin.lived(date(2026, month, day), Step::new(60).unwrap());
        let (spring, autumn) = (lived(3, 29).unwrap(), lived(10, 25).unwrap());
        assert_eq!((spring[1], spring[2], spring[3]), (Lived::Once, Lived::Never, Lived::Once));
        assert_eq!((autumn[1], autumn[2], autumn[3]), (Lived::Once, Lived::Twice, Lived::Once));
        assert_eq!(lived(5, 1), None);
    }
}
