//! Tables of moments as text.

use crate::columns::Column;
use crate::names::Names;
use crate::plain::plain_number;
use crate::reject::{Reason, Rejects};
use crate::rows::{NO_TIME, NO_VISIT, Rows};
use crate::scan::{Each, Need};
use crate::spool::mixed;
use crate::{Error, NONE, TextSource};
use csv::ByteRecord;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const BATCH: usize = 1 << 14;

/// A text table that was opened and found to have the columns it needs.
pub(crate) struct TextTable {
    file: PathBuf,
    /// Taken by the first reading; a second one opens the file anew.
    source: Mutex<Option<TextSource>>,
    /// Place of each column in the record, in the order of [`Column::ALL`].
    places: [Option<usize>; Column::ALL.len()],
    fields: usize,
    zone: Option<TimeZone>,
}

impl TextTable {
    pub fn new(file: &Path, source: TextSource, need: Need, zone: Option<TimeZone>) -> Result<Self, Error> {
        let have = source.headers();
        let places = need.places(file, have)?;
        let fields = have.len();
        Ok(Self { file: file.to_owned(), source: Mutex::new(Some(source)), places, fields, zone })
    }

    pub fn read(&self, names: &mut Names, rejects: &mut Rejects, each: &mut Each<'_>) -> Result<(), Error> {
        let opened = self.source.lock().ok().and_then(|mut source| source.take());
        let mut source = match opened {
            Some(source) => source,
            None => TextSource::open(&self.file, crate::Encoding::Utf8)?,
        };
        let (mut record, mut rows, mut told) = (ByteRecord::new(), Rows::default(), 0);
        loop {
            let line = source.next(&mut record)?;
            if let Some(line) = line {
                self.row(&record, line, &mut rows, names, rejects)?;
            }
            if rows.len() == BATCH || line.is_none() {
                let (done, total) = source.progress();
                if !each(&mut rows, names, rejects, (done - told, total)) || line.is_none() {
                    return Ok(());
                }
                told = done;
                rows.clear();
            }
        }
    }

    /// Appends one record, or rejects it.
    fn row(
        &self,
        record: &ByteRecord,
        line: u64,
        rows: &mut Rows,
        names: &mut Names,
        rejects: &mut Rejects,
    ) -> Result<(), Error> {
        if record.len() != self.fields {
            let value = format!("{} fields, the header has {}", record.len(), self.fields);
            rejects.add(line, "", value, Reason::FieldCount);
            return Ok(());
        }
        let mut texts = [""; Column::ALL.len()];
        for ((column, place), text) in Column::ALL.into_iter().zip(self.places).zip(&mut texts) {
            let Some(place) = place else { continue };
            match std::str::from_utf8(&record[place]) {
                Ok(value) => *text = value.trim(),
                Err(_) => {
                    rejects.add(
                        line,
                        column.name(),
                        String::from_utf8_lossy(&record[place]),
                        Reason::NotText,
                    );
                    return Ok(());
                }
            }
        }
        let [visit, seq, hall, purpose, touchpoint, staff, at, affect, _, remembered] = texts;
        let has = |column: Column| self.places[column as usize].is_some();
        let (affect, remembered) = match (number(affect), number(remembered)) {
            (Ok(affect), Ok(remembered)) => (affect, remembered),
            (Err(reason), _) => return refuse(rejects, line, Column::Affect, affect, reason),
            (_, Err(reason)) => return refuse(rejects, line, Column::Remembered, remembered, reason),
        };
        let order = if has(Column::Seq) {
            match seq.parse::<i64>() {
                Ok(order) => Some(order),
                Err(_) => return refuse(rejects, line, Column::Seq, seq, Reason::NotANumber),
            }
        } else {
            None
        };
        let at = if has(Column::At) {
            match instant(at, self.zone.as_ref()) {
                Ok(at) => Some(at),
                Err(When::NoZone) => {
                    return Err(Error::NoZone {
                        file: self.file.clone(),
                        place: format!("line {line}"),
                        value: at.to_owned(),
                        way_out: "--zone Asia/Shanghai",
                    });
                }
                Err(When::Unreadable) => return refuse(rejects, line, Column::At, at, Reason::BadTime),
            }
        } else {
            None
        };
        rows.lines.push(line);
        rows.visit.push(if visit.is_empty() { NO_VISIT } else { text_visit(visit) });
        rows.order.extend(order.or(at));
        rows.at.extend(at);
        rows.touchpoint.push(if touchpoint.is_empty() { NONE } else { names.touchpoints.code(touchpoint) });
        rows.affect.push(affect);
        if has(Column::Hall) {
            rows.hall.push(names.halls.code(hall));
        }
        if has(Column::Purpose) {
            rows.purpose.push(names.purposes.code(purpose));
        }
        if has(Column::Staff) {
            rows.staff.push(names.staff.code(staff));
        }
        if has(Column::Remembered) {
            rows.remembered.push(remembered);
        }
        Ok(())
    }
}

fn refuse(
    rejects: &mut Rejects,
    line: u64,
    column: Column,
    value: &str,
    reason: Reason,
) -> Result<(), Error> {
    rejects.add(line, column.name(), value, reason);
    Ok(())
}

/// A number with a point; empty is absent (NaN).
pub(crate) fn number(text: &str) -> Result<f32, Reason> {
    if text.is_empty() {
        return Ok(f32::NAN);
    }
    match text.parse::<f32>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ if text.contains(',') && text.chars().all(|c| c.is_ascii_digit() || "+-.,".contains(c)) => {
            Err(Reason::Comma)
        }
        _ => Err(Reason::NotANumber),
    }
}

/// The id of a visit: a whole number written plainly is itself, any other text its 64-bit hash (FNV-1a with a
/// finaliser). Two of ten million texts share a hash once in four hundred thousand tables.
#[inline(never)]
pub(crate) fn text_visit(text: &str) -> u64 {
    if let Some(number) = plain_number(text) {
        return number;
    }
    if text.is_empty() {
        return NO_VISIT;
    }
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    // the upper half, where no plain number of a real system lies, and never NO_VISIT
    (mixed(hash) | 1 << 63).min(NO_VISIT - 1)
}

/// Whether the id of a visit is that of a text (or of a number that no real system has).
pub(crate) fn is_hashed(visit: u64) -> bool {
    visit >= 1 << 63
}

/// Why a time is none.
pub(crate) enum When {
    /// It says no zone and nobody else did.
    NoZone,
    /// It cannot be read.
    Unreadable,
}

/// An instant in microseconds: RFC 3339, a local time in `zone`, or whole microseconds.
pub(crate) fn instant(text: &str, zone: Option<&TimeZone>) -> Result<i64, When> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at.as_microsecond());
    }
    if let Ok(local) = text.parse::<DateTime>() {
        let zone = zone.ok_or(When::NoZone)?;
        return local
            .to_zoned(zone.clone())
            .map(|at| at.timestamp().as_microsecond())
            .map_err(|_| When::Unreadable);
    }
    text.parse::<i64>().map_err(|_| When::Unreadable)
}

/// The instant at which clocks in `zone` show what a UTC clock shows at `local_us`.
pub(crate) fn zoned(local_us: i64, zone: &TimeZone) -> i64 {
    Timestamp::from_microsecond(local_us)
        .map(|at| at.to_zoned(TimeZone::UTC).datetime())
        .and_then(|local| local.to_zoned(zone.clone()))
        .map_or(NO_TIME, |at| at.timestamp().as_microsecond())
}
