//! A table of arrivals: a row for each step of the day and purpose. Every fault in it is told at once.
//!
//! Columns: `start`, `arrivals` (or `expected`, as a forecast calls it), and if there are such `purpose`, `service_s`,
//! `patience_s`, `low`, `high`; others are left alone. A start is a time of day (a night shift goes on past midnight), a
//! local date and time, or one with its offset.

use crate::Error;
use crate::run::twin::hall_file::fault::{Fault, nearest};
use crate::run::twin::hall_file::law::LONGEST_S;
use crate::ui::figure;
use flow::staffing::{Course, Step};
use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use lake::{Encoding, TextSource};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::Path;

/// What holds where the table says nothing.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Mean seconds of a service.
    pub service_s: Option<f64>,
    /// Mean seconds of patience.
    pub patience_s: Option<f64>,
    /// Length of a step in seconds; else the shortest time between two starts.
    pub step_s: Option<f64>,
    /// Zone of local times.
    pub zone: Option<TimeZone>,
    /// Coefficient of variation of services.
    pub variation: f64,
    /// Take the upper end of a forecast.
    pub high: bool,
}

/// A table of arrivals, the same steps for every purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrivals {
    /// Purposes by name, in the order of the table; one without a name if it has none.
    pub purposes: Vec<String>,
    /// The beginning of each step as the table writes it.
    pub starts: Vec<String>,
    /// Length of a step in seconds.
    pub step_s: f64,
    /// The arrivals of each purpose.
    pub courses: Vec<Course>,
}

/// Where somebody's arrivals stand, if they do.
#[derive(Debug, Clone, Copy)]
struct Columns {
    start: usize,
    arrivals: usize,
    purpose: Option<usize>,
    service: Option<usize>,
    patience: Option<usize>,
}

/// One row, read.
struct Row {
    line: usize,
    /// Where its arrivals stand, from 1.
    column: usize,
    purpose: usize,
    at_s: i64,
    start: String,
    arrivals: f64,
    service_s: f64,
    patience_s: Option<f64>,
}

/// A step of a quarter of an hour, where a table has but one start.
const QUARTER_S: f64 = 900.0;
/// Days that a plan reaches over, at most.
const MOST_DAYS: i64 = 400;

/// Counters busy at the same time, at most: beyond, a number is a mistake, and formulas of balance say nothing.
pub const MOST_LOAD: f64 = 1e6;
/// People in one step, at most.
const MOST_ARRIVALS: f64 = 1e9;

/// What a table says, or every fault in it; and whether it is written in GB 18030.
pub type Read = (Result<Arrivals, Vec<Fault>>, bool);

/// Reads a table.
///
/// # Errors
/// The file cannot be read, is empty, or is no table.
pub fn read(file: &Path, given: &Given) -> Result<Read, Error> {
    let mut source = TextSource::open(file, Encoding::Found)?;
    let found = Reading::new(file.display().to_string(), given).table(&mut source)?;
    Ok((found, source.is_gb18030()))
}

struct Reading<'a> {
    file: String,
    given: &'a Given,
    purposes: Vec<String>,
    rows: Vec<Row>,
    faults: Vec<Fault>,
    /// Of each purpose: the last time of day and the days since the first.
    clocks: FxHashMap<usize, (Time, i64)>,
    /// Local times that the clocks showed twice, by purpose.
    repeated: FxHashMap<(usize, DateTime), u32>,
    kind: Option<Kind>,
}

/// How a table writes its starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    TimeOfDay,
    Local,
    Instant,
}

impl<'a> Reading<'a> {
    fn new(file: String, given: &'a Given) -> Self {
        Self {
            file,
            given,
            purposes: Vec::new(),
            rows: Vec::new(),
            faults: Vec::new(),
            clocks: FxHashMap::default(),
            repeated: FxHashMap::default(),
            kind: None,
        }
    }

    fn table(mut self, source: &mut TextSource) -> Result<Result<Arrivals, Vec<Fault>>, Error> {
        let heads: Vec<String> = source.headers().iter().map(|head| head.to_lowercase()).collect();
        let Some(columns) = self.columns(&heads) else { return Ok(Err(self.faults)) };
        let mut record = csv::ByteRecord::new();
        while let Some(line) = source.next(&mut record)? {
            let line = usize::try_from(line).unwrap_or(usize::MAX);
            let wrong = record.iter().position(|cell| std::str::from_utf8(cell).is_err());
            match wrong {
                Some(place) => {
                    let value = String::from_utf8_lossy(&record[place]).into_owned();
                    self.fault(line, place + 1, "staffing-fault-not-text", &[("value", value)]);
                }
                None => self.row(&record, line, &columns),
            }
        }
        Ok(if self.faults.is_empty() { self.gather() } else { Err(self.faults) })
    }

    fn columns(&mut self, heads: &[String]) -> Option<Columns> {
        let place = |names: &[&str]| names.iter().find_map(|name| heads.iter().position(|head| head == name));
        let expected: &[&str] = if self.given.high { &["high"] } else { &["arrivals", "expected"] };
        let found = (place(&["start", "time", "at"]), place(expected));
        for (missing, name) in [(found.0.is_none(), "start"), (found.1.is_none(), expected[0])] {
            if missing {
                let few: Vec<String> =
                    heads.iter().take(30).map(|head| head.chars().take(40).collect()).collect();
                let have = few.join(", ") + if heads.len() > few.len() { ", …" } else { "" };
                self.fault(1, 1, "staffing-fault-column", &[("name", name.to_owned()), ("have", have)]);
                if let Some(fault) = self.faults.last_mut() {
                    fault.near = nearest(name, heads.iter().map(String::as_str));
                }
            }
        }
        Some(Columns {
            start: found.0?,
            arrivals: found.1?,
            purpose: place(&["purpose"]),
            service: place(&["service_s"]),
            patience: place(&["patience_s"]),
        })
    }

    fn row(&mut self, record: &csv::ByteRecord, line: usize, columns: &Columns) {
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return;
        }
        let (before, given) = (self.faults.len(), self.given);
        let cell = |column: usize| {
            std::str::from_utf8(record.get(column).unwrap_or_default()).unwrap_or_default().trim()
        };
        let name = columns.purpose.map_or("", cell);
        let purpose = self.purposes.iter().position(|known| known == name).unwrap_or_else(|| {
            self.purposes.push(name.to_owned());
            self.purposes.len() - 1
        });
        let arrivals = self.number(line, columns.arrivals, cell(columns.arrivals), Bounds::People);
        let mut seconds =
            |column: Option<usize>, given: Option<f64>| match column.map(|place| (place, cell(place))) {
                Some((place, text)) if !text.is_empty() => self.number(line, place, text, Bounds::Time),
                _ => given,
            };
        let service_s = seconds(columns.service, given.service_s);
        let patience_s = seconds(columns.patience, given.patience_s);
        if service_s.is_none() && self.faults.len() == before {
            self.fault(line, columns.service.map_or(0, |place| place + 1), "staffing-fault-no-service", &[]);
        }
        let start = cell(columns.start);
        let at_s = self.start(line, columns.start + 1, start, purpose);
        if let (Some(at_s), Some(arrivals), Some(service_s)) = (at_s, arrivals, service_s)
            && self.faults.len() == before
        {
            self.rows.push(Row {
                line,
                column: columns.arrivals + 1,
                purpose,
                at_s,
                start: start.to_owned(),
                arrivals,
                service_s,
                patience_s,
            });
        }
    }

    fn number(&mut self, line: usize, place: usize, text: &str, bounds: Bounds) -> Option<f64> {
        let value = text.replace('_', "").parse::<f64>().ok().filter(|value| !value.is_nan());
        let most = match bounds {
            Bounds::People => MOST_ARRIVALS,
            Bounds::Time => LONGEST_S,
        };
        let id = match value {
            _ if text.is_empty() => "staffing-fault-empty",
            None => "staffing-fault-number",
            Some(value) if value < 0.0 => "staffing-fault-negative",
            Some(0.0) if bounds == Bounds::Time => "staffing-fault-zero",
            Some(value) if value > most => "staffing-fault-much",
            Some(value) => return Some(value),
        };
        let values = [("value", text.to_owned()), ("most", figure::grouped(most))];
        self.fault(line, place + 1, id, &values);
        None
    }

    /// Seconds on the table's own line of time.
    fn start(&mut self, line: usize, place: usize, text: &str, purpose: usize) -> Option<i64> {
        let plain = text.replace('/', "-");
        let (kind, at_s) = if let Ok(instant) = plain.parse::<Timestamp>() {
            (Kind::Instant, instant.as_second())
        } else if let Ok(local) = plain.parse::<DateTime>() {
            (Kind::Local, self.local(line, place, local, text, purpose)?)
        } else if let Some(time) = time_of_day(&plain) {
            let (last, days) = self.clocks.get(&purpose).copied().unwrap_or((time, 0));
            // earlier than the row before: the night goes on into the next day
            let days = days + i64::from(time < last);
            self.clocks.insert(purpose, (time, days));
            let second =
                i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
            (Kind::TimeOfDay, days * 86_400 + second)
        } else {
            self.fault(line, place, "staffing-fault-start", &[("value", text.to_owned())]);
            return None;
        };
        if *self.kind.get_or_insert(kind) != kind {
            self.fault(line, place, "staffing-fault-mixed", &[("value", text.to_owned())]);
            return None;
        }
        Some(at_s)
    }

    /// A local time; the clocks of its zone decide when that was, and the wall's own reckoning where no zone is known.
    fn local(
        &mut self,
        line: usize,
        place: usize,
        local: DateTime,
        text: &str,
        purpose: usize,
    ) -> Option<i64> {
        let Some(zone) = &self.given.zone else {
            return local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_second());
        };
        let ambiguous = zone.to_ambiguous_zoned(local);
        let found = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => ambiguous.unambiguous(),
            AmbiguousOffset::Gap { .. } => {
                self.fault(line, place, "staffing-fault-gap", &[("value", text.to_owned())]);
                return None;
            }
            // the first time it stands there is before the clocks were set back, the second after
            AmbiguousOffset::Fold { .. } => {
                let seen = self.repeated.entry((purpose, local)).or_insert(0);
                *seen += 1;
                if *seen == 1 { ambiguous.earlier() } else { ambiguous.later() }
            }
        };
        found.ok().map(|zoned| zoned.timestamp().as_second())
    }

    fn fault(&mut self, line: usize, column: usize, id: &'static str, values: &[(&'static str, String)]) {
        let values = values.to_vec();
        let column = column.max(1);
        self.faults.push(Fault { file: self.file.clone(), line, column, id, values, near: None });
    }

    /// A plan reaches over [`MOST_DAYS`] at most; the row is told that lies farthest from the middle one.
    fn look_for_far(&mut self, rows: &[Row]) {
        let mut at: Vec<i64> = rows.iter().map(|row| row.at_s).collect();
        at.sort_unstable();
        let (Some(first), Some(last)) = (at.first(), at.last()) else { return };
        if last - first <= MOST_DAYS * 86_400 {
            return;
        }
        let middle = at[at.len() / 2];
        if let Some(far) = rows.iter().max_by_key(|row| (row.at_s.abs_diff(middle), row.line)) {
            let days = ((last - first) / 86_400).to_string();
            let values = [("value", far.start.clone()), ("days", days), ("most", MOST_DAYS.to_string())];
            self.fault(far.line, 1, "staffing-fault-far", &values);
        }
    }

    /// All who come at the same time keep [`MOST_LOAD`] counters busy at most; of the step in which they keep more, the row
    /// is told that keeps most.
    fn look_for_load(&mut self, rows: &[Row], step_s: f64) {
        let load = |row: &Row| row.arrivals / step_s * row.service_s;
        let mut steps: BTreeMap<i64, (f64, &Row)> = BTreeMap::new();
        for row in rows {
            let (sum, most) = steps.entry(row.at_s).or_insert((0.0, row));
            *sum += load(row);
            if load(row) > load(most) {
                *most = row;
            }
        }
        for (sum, row) in steps.into_values().filter(|(sum, _)| *sum > MOST_LOAD) {
            let values = [
                ("value", row.arrivals.to_string()),
                ("service", row.service_s.to_string()),
                ("load", figure::significant_short(sum)),
                ("most", figure::grouped(MOST_LOAD)),
            ];
            self.fault(row.line, row.column, "staffing-fault-load", &values);
        }
    }

    /// The rows as courses of the same steps.
    fn gather(mut self) -> Result<Arrivals, Vec<Fault>> {
        let rows = std::mem::take(&mut self.rows);
        let mut starts: BTreeMap<i64, String> = BTreeMap::new();
        let mut placed: FxHashMap<(usize, i64), usize> = FxHashMap::default();
        for (index, row) in rows.iter().enumerate() {
            starts.entry(row.at_s).or_insert_with(|| row.start.clone());
            if let Some(first) = placed.insert((row.purpose, row.at_s), index) {
                let values = [("value", row.start.clone()), ("first", rows[first].line.to_string())];
                self.fault(row.line, 1, "staffing-fault-twice", &values);
            }
        }
        if rows.is_empty() {
            self.fault(1, 1, "staffing-fault-no-rows", &[]);
        }
        self.look_for_far(&rows);
        let at: Vec<i64> = starts.keys().copied().collect();
        let shortest = at.windows(2).map(|pair| (pair[1] - pair[0]) as f64).fold(f64::INFINITY, f64::min);
        let step_s = self.given.step_s.unwrap_or(if shortest.is_finite() { shortest } else { QUARTER_S });
        if step_s > shortest {
            let values = [("step", step_s.to_string()), ("shortest", shortest.to_string())];
            self.fault(1, 1, "staffing-fault-step", &values);
        }
        self.look_for_load(&rows, step_s);
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        let course = |purpose: usize| {
            // a step that a purpose does not name brings nobody, and so any service will do
            let known = rows.iter().find(|row| row.purpose == purpose);
            let idle = known.map_or((1.0, None), |row| (row.service_s, row.patience_s));
            let step = |at_s: &i64| {
                let row = placed.get(&(purpose, *at_s)).map(|index| &rows[*index]);
                let (service_s, patience_s) = row.map_or(idle, |row| (row.service_s, row.patience_s));
                let arrivals = row.map_or(0.0, |row| row.arrivals);
                Step { start_s: *at_s as f64, length_s: step_s, arrivals, service_s, patience_s }
            };
            Course { steps: at.iter().map(step).collect(), variation: self.given.variation }
        };
        let courses = (0..self.purposes.len()).map(course).collect();
        Ok(Arrivals { purposes: self.purposes, starts: starts.into_values().collect(), step_s, courses })
    }
}

/// Within which bounds a number has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bounds {
    /// From zero to [`MOST_ARRIVALS`].
    People,
    /// Seconds, above zero and up to a leap year.
    Time,
}

/// A time of day: `8:00`, `08:00`, `08:00:00`.
fn time_of_day(text: &str) -> Option<Time> {
    let padded = if text.find(':') == Some(1) { format!("0{text}") } else { text.to_owned() };
    // the parser takes a bare number for an hour; a table that has one means something else
    if padded.contains(':') { padded.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(text: &str, given: &Given) -> Result<Arrivals, Vec<Fault>> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        super::read(file.path(), given).unwrap().0
    }

    fn given() -> Given {
        Given { service_s: Some(240.0), variation: 1.0, ..Given::default() }
    }

    fn faults(text: &str, given: &Given) -> Vec<(usize, usize, &'static str)> {
        read(text, given).unwrap_err().iter().map(|fault| (fault.line, fault.column, fault.id)).collect()
    }

    #[test]
    fn a_night_shift_goes_on_past_midnight() {
        let found = read("start,arrivals\n23:30,4\n23:45,3\n0:00,2\n00:15,1\n", &given()).unwrap();
        let starts: Vec<f64> = found.courses[0].steps.iter().map(|step| step.start_s / 900.0).collect();
        assert_eq!(starts, [94.0, 95.0, 96.0, 97.0]);
        assert_eq!((found.step_s, found.starts.last().map(String::as_str)), (900.0, Some("00:15")));
    }

    #[test]
    fn purposes_share_the_steps_and_bring_nobody_where_they_say_nothing() {
        let text = "\u{feff}start;purpose;expected;low;high;service_s\n08:00;a;4;2;6;100\n08:15;a;5;3;7;\n08:15;b;1;0;2;600\n";
        let found = read(text, &given()).unwrap();
        assert_eq!(found.purposes, ["a", "b"]);
        let arrivals = |course: &Course| course.steps.iter().map(|step| step.arrivals).collect::<Vec<_>>();
        assert_eq!(found.courses.iter().map(arrivals).collect::<Vec<_>>(), [[4.0, 5.0], [0.0, 1.0]]);
        assert_eq!(found.courses[0].steps[1].service_s, 240.0);
        let high = read(text, &Given { high: true, ..given() }).unwrap();
        assert_eq!(arrivals(&high.courses[0]), [6.0, 7.0]);
    }

    #[test]
    fn clocks_that_change_are_followed_in_their_zone_and_told_without_it() {
        let text = "start,arrivals\n2026-10-25 02:00,4\n2026-10-25 02:30,3\n2026-10-25 02:00,2\n2026-10-25 02:30,1\n";
        assert_eq!(faults(text, &given()), [(4, 1, "staffing-fault-twice"), (5, 1, "staffing-fault-twice")]);
        let berlin = Given { zone: Some(TimeZone::get("Europe/Berlin").unwrap()), ..given() };
        let found = read(text, &berlin).unwrap();
        let arrivals: Vec<f64> = found.courses[0].steps.iter().map(|step| step.arrivals).collect();
        assert_eq!((arrivals, found.step_s), (vec![4.0, 3.0, 2.0, 1.0], 1800.0));
        let gap = "start,arrivals\n2026-03-29 01:30,4\n2026-03-29 02:30,3\n";
        assert_eq!(faults(gap, &berlin), [(3, 1, "staffing-fault-gap")]);
        let offsets = "start,arrivals\n2026-10-25T02:30+02:00,4\n2026-10-25T02:30+01:00,3\n";
        assert_eq!(read(offsets, &given()).unwrap().step_s, 3600.0);
    }

    #[test]
    fn every_wrong_row_is_told_with_line_and_column() {
        let text = "start,purpose,arrivals,service_s\n\
                    08:00,a,-4,100\n08:15,a,,100\n8 o'clock,a,3,100\n08:45,a,many,0\n09:00,a,2,100\n09:00,a,2,100\n2026-11-22 09:15,a,2,100\n";
        assert_eq!(
            faults(text, &Given { variation: 1.0, ..Given::default() }),
            [
                (2, 3, "staffing-fault-negative"),
                (3, 3, "staffing-fault-empty"),
                (4, 1, "staffing-fault-start"),
                (5, 3, "staffing-fault-number"),
                (5, 4, "staffing-fault-zero"),
                (8, 1, "staffing-fault-mixed"),
            ]
        );
        assert_eq!(
            faults("start,arrivals\n08:00,3\n", &Given::default()),
            [(2, 1, "staffing-fault-no-service")]
        );
        assert_eq!(
            faults("begin,arivals\n08:00,3\n", &given()),
            [(1, 1, "staffing-fault-column"), (1, 1, "staffing-fault-column")]
        );
        assert_eq!(faults("start,arrivals\n", &given()), [(1, 1, "staffing-fault-no-rows")]);
    }

    #[test]
    fn a_number_beyond_all_bounds_is_told_where_it_stands() {
        let text = "start,arrivals,service_s\n08:00,3,60\n08:15,1e308,60\n08:30,3,1e9\n08:45,inf,60\n";
        let much = "staffing-fault-much";
        assert_eq!(faults(text, &given()), [(3, 2, much), (4, 3, much), (5, 2, much)]);
        let text = "start,purpose,arrivals\n08:00,a,1e6\n08:00,b,5e6\n08:15,a,3\n";
        assert_eq!(faults(text, &given()), [(3, 3, "staffing-fault-load")]);
    }

    #[test]
    fn a_row_of_the_year_9999_is_told_by_its_line() {
        let text = "start,arrivals\n2026-11-22 08:00,3\n9999-11-22 08:15,3\n2026-11-22 08:30,3\n";
        assert_eq!(faults(text, &given()), [(3, 1, "staffing-fault-far")]);
        let year = "start,arrivals\n2026-11-22 08:00,3\n2027-12-01 08:00,3\n";
        assert_eq!(read(year, &given()).unwrap().starts.len(), 2);
    }

    #[test]
    fn a_step_longer_than_the_time_to_the_next_is_told() {
        let given = Given { step_s: Some(1800.0), ..given() };
        assert_eq!(faults("start,arrivals\n08:00,3\n08:15,3\n", &given), [(1, 1, "staffing-fault-step")]);
    }
}
