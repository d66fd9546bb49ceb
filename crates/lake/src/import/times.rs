//! Times as foreign tables write them.

use jiff::fmt::strtime::BrokenDownTime;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, Zoned, civil};

/// How a time is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Format {
    /// Directives such as `%d/%m/%Y %H:%M`.
    Directives(String),
    /// Milliseconds since 1970.
    UnixMilliseconds,
    /// Microseconds since 1970.
    UnixMicroseconds,
}

impl Format {
    /// Takes a format that can be read; says what is wrong with another.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "unix_ms" => return Ok(Self::UnixMilliseconds),
            "unix_us" => return Ok(Self::UnixMicroseconds),
            _ => {}
        }
        // a format is sound if what it writes can be read by it again and holds a date
        let sample = civil::datetime(2020, 11, 21, 13, 14, 15, 0).to_zoned(TimeZone::UTC);
        let written = sample
            .map_err(|error| error.to_string())
            .and_then(|sample| {
                BrokenDownTime::from(&sample).to_string(text).map_err(|error| error.to_string())
            })
            .map_err(|error| format!("`{text}`: {error}"))?;
        let read = BrokenDownTime::parse(text, &written).map_err(|error| format!("`{text}`: {error}"))?;
        if read.timestamp().is_none() && read.to_datetime().is_err() {
            return Err(format!(
                "`{text}` gives no date; join the date's column with `columns = [\"date\", \"time\"]`"
            ));
        }
        Ok(Self::Directives(text.to_owned()))
    }
}

/// What came of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// Microseconds since 1970.
    At(i64),
    /// It occurs twice because the clocks went back; this is the first of the two.
    First(i64),
    /// It is local, and nobody said where.
    NoZone,
    /// It is no time, or one that the clocks skipped.
    Bad,
}

/// Reads a time in the first of `formats` that fits the whole of it; without formats, as RFC 3339 or ISO 8601.
pub(super) fn read(text: &str, formats: &[Format], zone: Option<&TimeZone>) -> Read {
    if formats.is_empty() {
        return iso(text, zone);
    }
    formats.iter().find_map(|format| formatted(text, format, zone)).unwrap_or(Read::Bad)
}

fn iso(text: &str, zone: Option<&TimeZone>) -> Read {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Read::At(at.as_microsecond());
    }
    if text.ends_with(']') {
        return text.parse::<Zoned>().map_or(Read::Bad, |at| Read::At(at.timestamp().as_microsecond()));
    }
    text.parse::<civil::DateTime>().map_or(Read::Bad, |at| local(at, zone))
}

/// `None` when the text is not of this format.
fn formatted(text: &str, format: &Format, zone: Option<&TimeZone>) -> Option<Read> {
    let directives = match format {
        Format::UnixMilliseconds => return unix(text, Timestamp::from_millisecond),
        Format::UnixMicroseconds => return unix(text, Timestamp::from_microsecond),
        Format::Directives(directives) => directives,
    };
    let broken = BrokenDownTime::parse(directives, text).ok()?;
    if broken.timestamp().is_some() || broken.offset().is_some() {
        return broken.to_timestamp().ok().map(|at| Read::At(at.as_microsecond()));
    }
    if broken.iana_time_zone().is_some() {
        return broken.to_zoned().ok().map(|at| Read::At(at.timestamp().as_microsecond()));
    }
    broken.to_datetime().ok().map(|at| local(at, zone))
}

fn unix(text: &str, instant: impl Fn(i64) -> Result<Timestamp, jiff::Error>) -> Option<Read> {
    instant(text.parse().ok()?).ok().map(|at| Read::At(at.as_microsecond()))
}

fn local(at: civil::DateTime, zone: Option<&TimeZone>) -> Read {
    let Some(zone) = zone else { return Read::NoZone };
    let ambiguous = zone.to_ambiguous_timestamp(at);
    let offset = ambiguous.offset();
    match (offset, ambiguous.earlier()) {
        (AmbiguousOffset::Gap { .. }, _) | (_, Err(_)) => Read::Bad,
        (AmbiguousOffset::Fold { .. }, Ok(first)) => Read::First(first.as_microsecond()),
        (AmbiguousOffset::Unambiguous { .. }, Ok(at)) => Read::At(at.as_microsecond()),
    }
}

/// A zone by its name (`Asia/Shanghai`) or its distance (`+08:00`).
pub(super) fn zone(name: &str) -> Result<TimeZone, String> {
    DateTimeParser::new().parse_time_zone(name).map_err(|_| {
        format!("`{name}` is no time zone; use a name such as `Asia/Shanghai` or an offset such as `+08:00`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, formats: &[&str], zone_name: &str) -> String {
        let formats: Vec<Format> = formats.iter().map(|format| Format::parse(format).unwrap()).collect();
        let zone = (!zone_name.is_empty()).then(|| zone(zone_name).unwrap());
        match read(text, &formats, zone.as_ref()) {
            Read::At(at) => Timestamp::from_microsecond(at).unwrap().to_string(),
            Read::First(at) => format!("first {}", Timestamp::from_microsecond(at).unwrap()),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn iso_times_are_read_with_offset_zone_or_the_maps_zone() {
        assert_eq!(shown("2011-10-11 13:45:40.276000+02:00", &[], ""), "2011-10-11T11:45:40.276Z");
        assert_eq!(shown("2011-10-11T13:45:40Z", &[], ""), "2011-10-11T13:45:40Z");
        assert_eq!(shown("2020-12-30 08:00", &[], "Europe/Warsaw"), "2020-12-30T07:00:00Z");
        assert_eq!(shown("2020-12-30T08:00:00+08:00[Asia/Shanghai]", &[], ""), "2020-12-30T00:00:00Z");
        assert_eq!(shown("2020-12-30", &[], "+08:00"), "2020-12-29T16:00:00Z");
        assert_eq!(shown("2020-12-30 08:00", &[], ""), "NoZone");
        for bad in ["", "soon", "2020-13-01", "2020-12-30 25:00", "08:00"] {
            assert_eq!(shown(bad, &[], "UTC"), "Bad", "{bad}");
        }
    }

    #[test]
    fn a_twelve_hour_clock_is_read_by_its_format() {
        let format = &["%m/%d/%Y %I:%M:%S %p"];
        assert_eq!(shown("11/4/2019 8:35:45 AM", format, "Asia/Manila"), "2019-11-04T00:35:45Z");
        assert_eq!(shown("11/4/2019 12:05:00 AM", format, "UTC"), "2019-11-04T00:05:00Z");
        assert_eq!(shown("11/4/2019 13:05:00 PM", format, "UTC"), "Bad");
        assert_eq!(shown("11/4/2019 8:35:45 AM and more", format, "UTC"), "Bad");
    }

    #[test]
    fn of_several_formats_the_first_that_fits_the_whole_text_is_used() {
        let formats = &["%d-%m-%y", "%Y-%d-%m"];
        assert_eq!(shown("22-04-15", formats, "UTC"), "2015-04-22T00:00:00Z");
        assert_eq!(shown("2015-04-08", formats, "UTC"), "2015-08-04T00:00:00Z");
        assert_eq!(shown("2015-04-08", &formats[..1], "UTC"), "Bad");
    }

    #[test]
    fn seconds_milliseconds_and_microseconds_since_1970_need_no_zone() {
        assert_eq!(shown("1700000000", &["%s"], ""), "2023-11-14T22:13:20Z");
        assert_eq!(shown("1700000000000", &["unix_ms"], ""), "2023-11-14T22:13:20Z");
        assert_eq!(shown("1700000000000000", &["unix_us"], ""), "2023-11-14T22:13:20Z");
        assert_eq!(shown("99999999999999999", &["unix_ms"], ""), "Bad");
    }

    #[test]
    fn an_hour_that_the_clocks_skip_is_no_time_and_one_that_comes_twice_is_the_first() {
        assert_eq!(shown("2024-03-31 02:30", &[], "Europe/Warsaw"), "Bad");
        assert_eq!(shown("2024-10-27 02:30", &[], "Europe/Warsaw"), "first 2024-10-27T00:30:00Z");
    }

    #[test]
    fn a_format_without_a_date_or_with_an_unknown_directive_is_refused() {
        assert!(Format::parse("%H:%M").unwrap_err().contains("no date"));
        assert!(Format::parse("%Y-%m-%d %!").is_err());
        assert!(Format::parse("day/month").unwrap_err().contains("no date"));
        assert!(zone("Asia/Shangai").unwrap_err().contains("no time zone"));
    }
}
