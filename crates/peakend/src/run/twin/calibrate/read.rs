//! Reads a log into what `flow::learn` learns from.

use super::map::{Map, Names};
use crate::Error;
use crate::ui::progress::Progress;
use crate::ui::text::Texts;
use flow::calling::MOST_NAMES;
use flow::learn::{End, Seen};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{AmbiguousOffset, TimeZone};
use lake::{Encoding, Keep, Reason, Rejects, TextSource};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

const DAY_US: i64 = 86_400_000_000;
const HALF_DAY_US: i64 = DAY_US / 2;

/// What was read.
#[derive(Debug)]
pub(super) struct Read {
    pub seen: Vec<Seen>,
    /// Purposes by their number.
    pub purposes: Vec<String>,
    /// People by their number.
    pub people: Vec<String>,
    pub rejects: Rejects,
    pub rows: u64,
    /// Rows that are nobody.
    pub ignored: u64,
    /// Left at once, without joining the queue.
    pub turned_round: u64,
    /// Visits with an appointment.
    pub booked: u64,
    /// Whether the log is written in GB 18030.
    pub chinese: bool,
    /// Whether it is known what the clocks did: the zone, or the offset of a time.
    pub zoned: bool,
    /// Days that were not of 24 hours by the zone, with their hours.
    pub changes: BTreeMap<i32, i64>,
}

/// How a log is read.
#[derive(Debug, Clone)]
pub(super) struct How<'a> {
    /// The hall to learn, where there are several.
    pub hall: Option<&'a str>,
    /// Whose clocks show the times that carry no offset, and by whose days those are counted that do.
    pub zone: Option<TimeZone>,
    /// What to keep of the rejections.
    pub keep: Keep,
}

/// Reads a log.
///
/// # Errors
/// When it cannot be read, lacks a column, holds several halls of which none was named, or no row that can be used.
pub(super) fn read(
    file: &Path,
    map: &Map,
    how: &How<'_>,
    progress: &Progress,
    texts: &Texts,
) -> Result<Read, Error> {
    let mut source = TextSource::open(file, Encoding::Found)?;
    let places = Places::find(&source, map)?;
    let headers = source.headers().to_vec();
    let mut book = Book {
        map,
        places,
        headers: &headers,
        zone: how.zone.as_ref(),
        purposes: Numbered::default(),
        people: Numbered::default(),
        offsets: false,
    };
    let mut read = Read {
        seen: Vec::new(),
        purposes: Vec::new(),
        people: Vec::new(),
        rejects: Rejects::new(how.keep),
        rows: 0,
        ignored: 0,
        turned_round: 0,
        booked: 0,
        chinese: false,
        zoned: false,
        changes: BTreeMap::new(),
    };
    let (mut record, mut halls) = (csv::ByteRecord::new(), BTreeSet::new());
    while let Some(line) = source.next(&mut record)? {
        read.rows += 1;
        if read.rows.is_multiple_of(8192) {
            let (done, all) = source.progress();
            if !progress.tell(done, all) {
                return Err(lake::Error::Stopped.into());
            }
        }
        match book.row(&record, line, how.hall, &mut halls) {
            Err((column, value, reason)) => read.rejects.add(line, &column, value, reason),
            Ok(Row::Nobody) => read.ignored += 1,
            Ok(Row::TurnedRound) => read.turned_round += 1,
            Ok(Row::OtherHall) => {}
            Ok(Row::Seen(seen)) => {
                read.booked += u64::from(seen.first && book.has(&record, "appointment"));
                read.seen.push(seen);
            }
        }
        if book.purposes.all.len() > MOST_NAMES {
            return Err(book.too_many_purposes(line));
        }
    }
    if how.hall.is_none() && halls.len() > 1 {
        return Err(several(&halls, texts));
    }
    read.chinese = source.is_gb18030();
    read.zoned = how.zone.is_some() || book.offsets;
    if let Some(zone) = &how.zone {
        read.changes = changes(&read.seen, zone);
    }
    (read.purposes, read.people) = (book.purposes.all, book.people.all);
    if read.seen.is_empty() {
        return Err(read.rejects.nothing_left(file, "line").into());
    }
    Ok(read)
}

/// The days of a log that were longer or shorter than others, with their hours.
fn changes(seen: &[Seen], zone: &TimeZone) -> BTreeMap<i32, i64> {
    let days: BTreeSet<i32> = seen.iter().map(|seen| seen.day).collect();
    let hours = |day: &i32| {
        let start = |day: i32| Some(date_of(day).to_zoned(zone.clone()).ok()?.timestamp().as_second());
        Some((start(day + 1)? - start(*day)?) / 3600)
    };
    days.iter().filter_map(|day| Some((*day, hours(day)?))).filter(|(_, hours)| *hours != 24).collect()
}

fn several(halls: &BTreeSet<String>, texts: &Texts) -> Error {
    let few: Vec<&str> = halls.iter().take(5).map(String::as_str).collect();
    let names = if halls.len() > few.len() { format!("{}, …", few.join(", ")) } else { few.join(", ") };
    let why = texts.say_with("calibrate-several-halls", &[("halls", halls.len().into())]);
    Error::BadValue { option: "--hall", value: names, why }
}

type Fault = (String, String, Reason);

enum Row {
    Seen(Seen),
    /// Left at once, without joining the queue.
    TurnedRound,
    Nobody,
    OtherHall,
}

/// Columns by their places.
struct Places {
    of: HashMap<&'static str, Vec<usize>>,
}

impl Places {
    fn find(source: &TextSource, map: &Map) -> Result<Self, Error> {
        let columns = &map.columns;
        let arrived = Some(columns.arrived.clone());
        let wanted: [(&'static str, &Option<Names>); 13] = [
            ("date", &columns.date),
            ("arrived", &arrived),
            ("queued", &columns.queued),
            ("called", &columns.called),
            ("started", &columns.started),
            ("ended", &columns.ended),
            ("person", &columns.person),
            ("purpose", &columns.purpose),
            ("outcome", &columns.outcome),
            ("hall", &columns.hall),
            ("n", &columns.n),
            ("onward", &columns.onward),
            ("appointment", &columns.appointment),
        ];
        let mut of = HashMap::new();
        for (what, names) in wanted {
            let Some(names) = names else { continue };
            let places = names.all().iter().map(|name| source.column(name)).collect::<Result<Vec<_>, _>>()?;
            of.insert(what, places);
        }
        Ok(Self { of })
    }
}

/// Names and their numbers.
#[derive(Default)]
struct Numbered {
    all: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Numbered {
    fn find(&mut self, name: &str) -> usize {
        if let Some(&place) = self.places.get(name) {
            return place;
        }
        let place = self.all.len();
        self.all.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }
}

/// A time by the clock on the wall, and the instant if the text says it.
#[derive(Clone, Copy)]
struct At {
    wall: DateTime,
    instant_us: Option<i64>,
    /// Only the time of day is known; the date is the row's.
    of_day: bool,
}

struct Book<'a> {
    map: &'a Map,
    places: Places,
    headers: &'a [String],
    zone: Option<&'a TimeZone>,
    purposes: Numbered,
    people: Numbered,
    /// Whether a time said its offset.
    offsets: bool,
}

impl Book<'_> {
    /// More purposes than a hall can have: the column is likely not one of purposes.
    fn too_many_purposes(&self, line: u64) -> Error {
        let place = self.places.of.get("purpose").or_else(|| self.places.of.get("onward"));
        let column = place.and_then(|places| self.headers.get(*places.first()?));
        Error::refused(crate::RefusalKind::Invalid, "calibrate-error-purposes")
            .with("column", column.map_or("", String::as_str))
            .with("line", line)
            .with("most", MOST_NAMES)
    }

    /// The first of the columns that holds something, with its place.
    fn cell<'r>(&self, record: &'r csv::ByteRecord, what: &str) -> Result<Option<(usize, &'r str)>, Fault> {
        let Some(places) = self.places.of.get(what) else { return Ok(None) };
        for &place in places {
            let text = std::str::from_utf8(&record[place]).map(str::trim).map_err(|_| {
                let value = String::from_utf8_lossy(&record[place]).into_owned();
                (self.headers[place].clone(), value, Reason::NotText)
            })?;
            let nothing = self.map.nothing.get(&self.headers[place]);
            if !text.is_empty() && !nothing.is_some_and(|values| values.iter().any(|value| value == text)) {
                return Ok(Some((place, text)));
            }
        }
        Ok(None)
    }

    fn row(
        &mut self,
        record: &csv::ByteRecord,
        line: u64,
        hall: Option<&str>,
        halls: &mut BTreeSet<String>,
    ) -> Result<Row, Fault> {
        if record.len() != self.headers.len() {
            let value = format!("{} fields, the header has {}", record.len(), self.headers.len());
            return Err((String::new(), value, Reason::FieldCount));
        }
        if let Some((_, name)) = self.cell(record, "hall")? {
            if hall.is_some_and(|hall| hall != name) {
                return Ok(Row::OtherHall);
            }
            if halls.len() < 100 && !halls.contains(name) {
                halls.insert(name.to_owned());
            }
        }
        let started = self.cell(record, "started")?.is_some();
        let Some(end) = self.end(record, started)? else { return Ok(Row::Nobody) };
        let queues = !self.places.of.contains_key("queued") || self.cell(record, "queued")?.is_some();
        if end == End::Left && !queues {
            return Ok(Row::TurnedRound);
        }
        let date = match self.cell(record, "date")? {
            Some((place, text)) => Some(self.date(text).ok_or_else(|| self.fault(place, text))?),
            None => None,
        };
        let Some(arrived) = self.time(record, "arrived", date)? else {
            let place = self.places.of["arrived"][0];
            return Err(self.fault(place, &String::from_utf8_lossy(&record[place])));
        };
        self.offsets |= arrived.instant_us.is_some();
        let arrived_at = self.instant(record, "arrived", arrived, i64::MIN)?;
        let (midnight, day) = (arrived.wall.date(), days_since_1970(arrived.wall.date()));
        let arrived_us = since(midnight, arrived.wall);
        let mut last_us = arrived_us;
        let mut last_at = arrived_at.unwrap_or(i64::MIN);
        let mut after = |book: &Self, what: &str| -> Result<Option<i64>, Fault> {
            let Some(mut at) = book.time(record, what, date)? else { return Ok(None) };
            // a time of day far before the last is one of the next day
            if at.of_day && since(midnight, at.wall) < last_us - HALF_DAY_US {
                at.wall = at.wall.saturating_add(jiff::Span::new().days(1));
            }
            let instant = book.instant(record, what, at, last_at)?;
            let us = match (arrived_at, instant) {
                (Some(from), Some(to)) => arrived_us + (to - from),
                _ => since(midnight, at.wall),
            };
            last_us = last_us.max(us);
            last_at = last_at.max(instant.unwrap_or(last_at));
            Ok(Some(us))
        };
        let called_us = after(self, "called")?;
        let started_us = after(self, "started")?;
        let ended_us = after(self, "ended")?;
        let purpose = self.cell(record, "purpose")?.map_or("", |(_, name)| name).to_owned();
        let onward = self.cell(record, "onward")?.map(|(_, name)| name.to_owned());
        let person = self.cell(record, "person")?.map(|(_, name)| name.to_owned());
        let first = self.cell(record, "n")?.is_none_or(|(_, n)| n == "1");
        Ok(Row::Seen(Seen {
            line,
            day,
            purpose: self.purposes.find(&purpose),
            arrived_us,
            first,
            called_us: called_us.or(started_us),
            started_us,
            ended_us,
            person: person.map(|name| self.people.find(&name) as u32),
            end,
            onward: onward.map(|name| self.purposes.find(&name)),
        }))
    }

    /// How it ended; nothing if the row is nobody.
    fn end(&self, record: &csv::ByteRecord, started: bool) -> Result<Option<End>, Fault> {
        let Some((place, word)) = self.cell(record, "outcome")? else {
            return Ok(Some(if started { End::Served } else { End::Left }));
        };
        let is = |words: &[String]| words.iter().any(|known| known == word);
        let outcomes = &self.map.outcomes;
        if is(&outcomes.ignore) {
            return Ok(None);
        }
        for (words, end) in
            [(&outcomes.served, End::Served), (&outcomes.left, End::Left), (&outcomes.missed, End::Missed)]
        {
            if is(words) {
                return Ok(Some(end));
            }
        }
        Err((self.headers[place].clone(), word.to_owned(), Reason::UnknownValue))
    }

    fn time(&self, record: &csv::ByteRecord, what: &str, date: Option<Date>) -> Result<Option<At>, Fault> {
        let Some((place, text)) = self.cell(record, what)? else { return Ok(None) };
        let at = match date {
            Some(date) => clock(date, text),
            None => whole(text, self.map.formats.date.as_deref()),
        };
        let at = at.ok_or_else(|| self.fault(place, text))?;
        let local = |us| Some(Timestamp::from_microsecond(us).ok()?.to_zoned(self.zone?.clone()).datetime());
        Ok(Some(At { wall: at.instant_us.and_then(local).unwrap_or(at.wall), ..at }))
    }

    /// Whether a row holds something there.
    fn has(&self, record: &csv::ByteRecord, what: &str) -> bool {
        self.cell(record, what).is_ok_and(|cell| cell.is_some())
    }

    /// The instant of a time in microseconds, if the text or the zone says it: of two at which the clocks showed the same, the
    /// first that is not before `least_us`.
    fn instant(
        &self,
        record: &csv::ByteRecord,
        what: &str,
        at: At,
        least_us: i64,
    ) -> Result<Option<i64>, Fault> {
        let (None, Some(zone)) = (at.instant_us, self.zone) else { return Ok(at.instant_us) };
        let ambiguous = zone.to_ambiguous_zoned(at.wall);
        let found = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => ambiguous.unambiguous(),
            AmbiguousOffset::Fold { .. } => match ambiguous.clone().earlier() {
                Ok(first) if first.timestamp().as_microsecond() >= least_us => Ok(first),
                _ => ambiguous.later(),
            },
            AmbiguousOffset::Gap { .. } => {
                let cell = self.cell(record, what)?;
                let (place, text) = cell.unwrap_or((self.places.of[what][0], ""));
                return Err((self.headers[place].clone(), text.to_owned(), Reason::SkippedTime));
            }
        };
        Ok(found.ok().map(|zoned| zoned.timestamp().as_microsecond()))
    }

    fn date(&self, text: &str) -> Option<Date> {
        match &self.map.formats.date {
            Some(format) => BrokenDownTime::parse(format, text).ok()?.to_date().ok(),
            None => text.parse().ok(),
        }
    }

    fn fault(&self, place: usize, text: &str) -> Fault {
        (self.headers[place].clone(), text.to_owned(), Reason::BadTime)
    }
}

/// `H:MM`, `H:MM:SS`, on a date.
fn clock(date: Date, text: &str) -> Option<At> {
    let mut parts = text.split(':');
    let (hour, minute) = (parts.next()?.parse::<i8>().ok()?, parts.next()?.parse::<i8>().ok()?);
    let second = parts.next().map_or(Some(0), |text| text.parse::<i8>().ok())?;
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok().filter(|_| parts.next().is_none())?;
    Some(At { wall: date.to_datetime(time), instant_us: None, of_day: true })
}

/// A date with a time, and perhaps an offset.
fn whole(text: &str, format: Option<&str>) -> Option<At> {
    if let Some(format) = format {
        let wall = BrokenDownTime::parse(format, text).ok()?.to_datetime().ok()?;
        return Some(At { wall, instant_us: None, of_day: false });
    }
    let pieces = Pieces::parse(text).ok()?;
    let wall = pieces.date().to_datetime(pieces.time()?);
    let instant = pieces.to_numeric_offset().and_then(|offset| offset.to_timestamp(wall).ok());
    Some(At { wall, instant_us: instant.map(|at| at.as_microsecond()), of_day: false })
}

fn days_since_1970(date: Date) -> i32 {
    date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// Microseconds from a date's midnight by the clock on the wall.
fn since(midnight: Date, at: DateTime) -> i64 {
    let days = i64::from(days_since_1970(at.date()) - days_since_1970(midnight));
    let time = at.time();
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    days * DAY_US + seconds * 1_000_000 + i64::from(time.subsec_nanosecond()) / 1000
}

/// The date of a day since 1 January 1970.
pub(super) fn date_of(day: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(day))
}
