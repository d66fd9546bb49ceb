//! Tables of moments in Parquet, read column by column into batches that stay in the processor's cache.

mod cursor;
mod file;
mod hybrid;

use crate::Error;
use crate::columns::Column;
use crate::guard::unpanicked;
use crate::names::{Code, NONE, Names};
use crate::reject::{Reason, Rejects};
use crate::rows::{NO_ORDER, NO_TIME, NO_VISIT, Rows};
use crate::scan::{Each, Need};
use crate::text_table::{text_visit, zoned};
use cursor::{Cursor, Raw};
use file::Shared;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::serialized_reader::SerializedPageReader;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows to decode at a time: six columns of them fit into a second-level cache.
const BATCH: usize = 1 << 14;

/// Stands for a name whose bytes are not UTF-8 until its row is rejected: a code that no dictionary comes to.
const NOT_TEXT: Code = NONE - 1;
/// The same for a visit's id.
const VISIT_NOT_TEXT: u64 = NO_VISIT - 1;

/// A table that was opened and found to have the columns it needs.
pub(crate) struct ParquetTable {
    file: PathBuf,
    source: Shared,
    metadata: ParquetMetaData,
    columns: Vec<Wanted>,
    zone: Option<jiff::tz::TimeZone>,
    /// Number of the first row of each row group, from 1.
    first_rows: Vec<u64>,
    rows: u64,
}

struct Wanted {
    column: Column,
    /// Place in the file's schema.
    place: usize,
    physical: Physical,
    meaning: Meaning,
    /// Whether this column orders the moments of a visit.
    orders: bool,
}

/// What the values of a column stand for, beyond their physical type.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Meaning {
    /// Themselves.
    Plain,
    /// Whole numbers without a sign.
    Unsigned,
    /// Instants; whether they are UTC.
    Time(TimeUnit, bool),
    /// Something that no column of a table of moments holds.
    Other(&'static str),
}

impl Meaning {
    /// By the logical type, else by the converted type of older files.
    fn of(logical: Option<&LogicalType>, converted: ConvertedType) -> Self {
        const DECIMAL: Meaning = Meaning::Other("decimals of fixed scale");
        const TIME_OF_DAY: Meaning = Meaning::Other("times of day");
        match (logical, converted) {
            (Some(LogicalType::Integer(kind)), _) if !kind.is_signed => Self::Unsigned,
            (Some(LogicalType::Timestamp(kind)), _) => Self::Time(kind.unit, kind.is_adjusted_to_u_t_c),
            (Some(LogicalType::Decimal(_)), _) | (None, ConvertedType::DECIMAL) => DECIMAL,
            (Some(LogicalType::Time(_)), _) => TIME_OF_DAY,
            (None, ConvertedType::TIME_MICROS | ConvertedType::TIME_MILLIS) => TIME_OF_DAY,
            (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Self::Other("days"),
            (
                None,
                ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64,
            ) => Self::Unsigned,
            (None, ConvertedType::TIMESTAMP_MILLIS) => Self::Time(TimeUnit::MILLIS, true),
            (None, ConvertedType::TIMESTAMP_MICROS) => Self::Time(TimeUnit::MICROS, true),
            _ => Self::Plain,
        }
    }
}

impl ParquetTable {
    /// Whether the file begins as Parquet does.
    pub fn recognises(file: &Path) -> Result<bool, Error> {
        let mut start = [0; 4];
        let mut opened = File::open(file).map_err(Error::io(file, "open"))?;
        match opened.read_exact(&mut start) {
            Ok(()) => Ok(&start == b"PAR1"),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(Error::io(file, "read")(error)),
        }
    }

    pub fn open(file: &Path, need: Need, zone: Option<jiff::tz::TimeZone>) -> Result<Self, Error> {
        let opened = File::open(file).map_err(Error::io(file, "open"))?;
        let source = Shared::new(opened).map_err(Error::io(file, "open"))?;
        let metadata = unpanicked(|| ParquetMetaDataReader::new().parse_and_finish(&source))
            .map_err(|error| broken(file, "the end of the file".to_owned(), &error))?;
        let schema = metadata.file_metadata().schema_descr();
        let have: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
        let mut columns = Vec::new();
        let has_seq = Column::Seq.find(&have).is_some();
        for (column, place) in Column::ALL.into_iter().zip(need.places(file, &have)?) {
            let Some(place) = place else { continue };
            let found = schema.column(place);
            if found.max_rep_level() > 0 {
                return Err(Error::WrongType {
                    file: file.to_owned(),
                    column: have[place].clone(),
                    found: "lists".to_owned(),
                    accepted: "one value a row",
                });
            }
            let wanted = Wanted {
                column,
                place,
                physical: found.physical_type(),
                meaning: Meaning::of(found.logical_type_ref(), found.converted_type()),
                orders: column == Column::Seq || (column == Column::At && !has_seq),
            };
            wanted.check(file, &have[place], zone.is_some())?;
            columns.push(wanted);
        }
        let mut rows = 0;
        let first_rows = metadata
            .row_groups()
            .iter()
            .map(|group| {
                let first = rows + 1;
                rows += group.num_rows().max(0) as u64;
                first
            })
            .collect();
        if rows == 0 {
            return Err(Error::Empty { file: file.to_owned() });
        }
        Ok(Self { file: file.to_owned(), source, metadata, columns, zone, first_rows, rows })
    }

    pub fn parts(&self) -> usize {
        self.first_rows.len()
    }

    pub fn read(
        &self,
        part: usize,
        names: &mut Names,
        rejects: &mut Rejects,
        each: &mut Each<'_>,
    ) -> Result<(), Error> {
        let failed = |error: ParquetError| broken(&self.file, format!("row group {}", part + 1), &error);
        let mut cursors = self
            .columns
            .iter()
            .map(|wanted| unpanicked(|| self.cursor(wanted, part)))
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?;
        let mut line = self.first_rows[part];
        let end = line + self.metadata.row_group(part).num_rows().max(0) as u64;
        let (mut rows, mut odd) = (Rows::default(), false);
        while line < end {
            rows.clear();
            rows.first_line = line;
            let batch = BATCH.min((end - line) as usize);
            for (wanted, cursor) in self.columns.iter().zip(&mut cursors) {
                let got = unpanicked(|| self.fill(wanted, cursor, batch, names, &mut rows, &mut odd))
                    .map_err(failed)?;
                if got != batch {
                    let column = wanted.column.name();
                    let said =
                        format!("column `{column}` ends after {got} of {batch} rows; write the file again");
                    let place = format!("row group {}", part + 1).into();
                    return Err(Error::Broken { file: self.file.clone(), place, flaw: said.into() });
                }
            }
            if odd {
                refuse_odd(&mut rows, rejects);
            }
            line += batch as u64;
            if !each(&mut rows, names, rejects, (batch as u64, self.rows)) {
                break;
            }
        }
        Ok(())
    }

    /// A cursor at the start of a column of a row group.
    fn cursor(&self, wanted: &Wanted, part: usize) -> Result<ColumnCursor, ParquetError> {
        let group = self.metadata.row_group(part);
        let chunk = group.column(wanted.place);
        let first = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
        let range = u64::try_from(first).ok().zip(u64::try_from(chunk.compressed_size()).ok());
        let (start, length) = range
            .ok_or_else(|| ParquetError::General("a column lies before the start of the file".to_owned()))?;
        let bytes = Arc::new(self.source.part(start, length, chunk.compression())?);
        let rows = group.num_rows().max(0) as usize;
        let pages = Box::new(SerializedPageReader::new(bytes, chunk, rows, None)?);
        let description = chunk.column_descr_ptr();
        let encodings = chunk.encodings();
        Ok(match wanted.column {
            Column::Visit => ColumnCursor::Ids(Cursor::new(description, pages, encodings)),
            Column::Seq | Column::At => ColumnCursor::Wholes(Cursor::new(description, pages, encodings)),
            Column::Affect | Column::Remembered => {
                ColumnCursor::Fractions(Cursor::new(description, pages, encodings))
            }
            _ => ColumnCursor::Codes(Cursor::new(description, pages, encodings)),
        })
    }

    /// Decodes the next `batch` values of one column into its place in `rows`; says how many there were. `odd` is set
    /// when a name is no text.
    fn fill(
        &self,
        wanted: &Wanted,
        cursor: &mut ColumnCursor,
        batch: usize,
        names: &mut Names,
        rows: &mut Rows,
        odd: &mut bool,
    ) -> Result<usize, ParquetError> {
        match cursor {
            ColumnCursor::Ids(cursor) => {
                let unsigned = wanted.meaning == Meaning::Unsigned;
                cursor.read(batch, NO_VISIT, &mut rows.visit, &mut |raw| match raw {
                    Raw::Long(value) if unsigned => value as u64,
                    Raw::Long(value) => signed_visit(value),
                    Raw::Short(value) if unsigned => u64::from(value as u32),
                    Raw::Short(value) => signed_visit(value.into()),
                    Raw::Bytes(text) => named(text, VISIT_NOT_TEXT, odd, text_visit),
                    Raw::Float(_) | Raw::Double(_) => NO_VISIT,
                })
            }
            ColumnCursor::Fractions(cursor) => {
                let column =
                    if wanted.column == Column::Affect { &mut rows.affect } else { &mut rows.remembered };
                let unsigned = wanted.meaning == Meaning::Unsigned;
                cursor.read(batch, f32::NAN, column, &mut |raw| match raw {
                    Raw::Short(value) if unsigned => value as u32 as f32,
                    Raw::Long(value) if unsigned => value as u64 as f32,
                    Raw::Float(value) => value,
                    Raw::Double(value) => value as f32,
                    Raw::Short(value) => value as f32,
                    Raw::Long(value) => value as f32,
                    Raw::Bytes(_) => f32::NAN,
                })
            }
            ColumnCursor::Wholes(cursor) if wanted.column == Column::Seq => {
                let unsigned = wanted.meaning == Meaning::Unsigned;
                cursor.read(batch, NO_ORDER, &mut rows.order, &mut |raw| match raw {
                    Raw::Short(value) if unsigned => i64::from(value as u32),
                    Raw::Long(value) if unsigned && value < 0 => NO_ORDER,
                    raw => whole(raw),
                })
            }
            ColumnCursor::Wholes(cursor) => {
                let unsigned = wanted.meaning == Meaning::Unsigned;
                let got = cursor.read(batch, NO_TIME, &mut rows.at, &mut |raw| match whole(raw) {
                    value if unsigned && value < 0 => NO_TIME,
                    value => self.instant(wanted, value),
                })?;
                if wanted.orders {
                    rows.order.extend_from_slice(&rows.at);
                }
                Ok(got)
            }
            ColumnCursor::Codes(cursor) => {
                let (dictionary, codes) = match wanted.column {
                    Column::Hall => (&mut names.halls, &mut rows.hall),
                    Column::Purpose => (&mut names.purposes, &mut rows.purpose),
                    Column::Staff => (&mut names.staff, &mut rows.staff),
                    _ => (&mut names.touchpoints, &mut rows.touchpoint),
                };
                let unsigned = wanted.meaning == Meaning::Unsigned;
                cursor.read(batch, NONE, codes, &mut |raw| match raw {
                    Raw::Short(value) if unsigned => dictionary.number(i64::from(value as u32)),
                    Raw::Short(value) => dictionary.number(i64::from(value)),
                    Raw::Long(value) if unsigned && value < 0 => dictionary.code(&(value as u64).to_string()),
                    Raw::Long(value) => dictionary.number(value),
                    Raw::Bytes(text) => named(text, NOT_TEXT, odd, |text| dictionary.code(text)),
                    Raw::Float(_) | Raw::Double(_) => NONE,
                })
            }
        }
    }

    /// A timestamp of the column in microseconds.
    fn instant(&self, wanted: &Wanted, value: i64) -> i64 {
        let Meaning::Time(unit, utc) = wanted.meaning else { return value };
        let at_us = match unit {
            TimeUnit::MILLIS => value.saturating_mul(1000),
            TimeUnit::MICROS => value,
            TimeUnit::NANOS => value.div_euclid(1000),
        };
        match &self.zone {
            Some(zone) if !utc => zoned(at_us, zone),
            _ => at_us,
        }
    }
}

/// What a name is, or `odd` when its bytes are not UTF-8.
#[inline(never)] // rare, and in the way of inlining what is frequent
fn named<V>(bytes: &[u8], not_text: V, odd: &mut bool, turn: impl FnOnce(&str) -> V) -> V {
    match std::str::from_utf8(bytes) {
        Ok(text) => turn(text),
        Err(_) => {
            *odd = true;
            not_text
        }
    }
}

/// Rejects the rows with a name that is no text.
fn refuse_odd(rows: &mut Rows, rejects: &mut Rejects) {
    let mut kept = Vec::new();
    for row in 0..rows.len() {
        let found = [
            (Column::Visit, rows.visit[row] == VISIT_NOT_TEXT),
            (Column::Hall, rows.hall(row) == NOT_TEXT),
            (Column::Purpose, rows.purpose(row) == NOT_TEXT),
            (Column::Touchpoint, rows.touchpoint[row] == NOT_TEXT),
            (Column::Staff, rows.staff(row) == NOT_TEXT),
        ];
        match found.into_iter().find(|(_, odd)| *odd) {
            Some((column, _)) => rejects.add(rows.line(row), column.name(), "(bytes)", Reason::NotText),
            None => kept.push(row),
        }
    }
    if kept.len() < rows.len() {
        *rows = rows.picked(&kept);
    }
}

/// A cursor by what its column becomes.
enum ColumnCursor {
    Ids(Cursor<u64>),
    Wholes(Cursor<i64>),
    Codes(Cursor<Code>),
    Fractions(Cursor<f32>),
}

/// A visit below zero is a name, as it is in a text table.
#[inline]
fn signed_visit(id: i64) -> u64 {
    u64::try_from(id).unwrap_or_else(|_| text_visit(&id.to_string()))
}

fn whole(raw: Raw<'_>) -> i64 {
    match raw {
        Raw::Long(value) => value,
        Raw::Short(value) => i64::from(value),
        Raw::Float(_) | Raw::Double(_) | Raw::Bytes(_) => 0,
    }
}

impl Wanted {
    /// Whether the column's type can mean what it should.
    fn check(&self, file: &Path, name: &str, has_zone: bool) -> Result<(), Error> {
        use Physical::{BYTE_ARRAY, DOUBLE, FLOAT, INT32, INT64};
        let (good, accepted): (&[Physical], _) = match self.column {
            Column::Visit => (&[INT32, INT64, BYTE_ARRAY], "whole numbers or text"),
            Column::Seq => (&[INT32, INT64], "whole numbers"),
            Column::At => (&[INT64], "timestamps, or whole microseconds since 1970"),
            Column::Affect | Column::Remembered => {
                (&[FLOAT, DOUBLE, INT32, INT64], "numbers in [-1, 1], single or double")
            }
            _ => (&[INT32, INT64, BYTE_ARRAY], "whole numbers or text"),
        };
        let found = match self.meaning {
            Meaning::Other(found) => Some(found.to_owned()),
            _ if good.contains(&self.physical) => None,
            _ => Some(format!("values of the Parquet type {}", self.physical)),
        };
        if let Some(found) = found {
            return Err(Error::WrongType { file: file.to_owned(), column: name.to_owned(), found, accepted });
        }
        if matches!(self.meaning, Meaning::Time(_, false)) && !has_zone {
            return Err(Error::NoZone {
                file: file.to_owned(),
                place: format!("column `{name}`"),
                value: "local timestamps".to_owned(),
                way_out: "--zone Asia/Shanghai",
            });
        }
        Ok(())
    }
}

fn broken(file: &Path, place: String, error: &ParquetError) -> Error {
    Error::Broken {
        file: file.to_owned(),
        place: place.into(),
        flaw: format!("the Parquet data are damaged or cut off ({error}); fetch or write the file again")
            .into(),
    }
}
