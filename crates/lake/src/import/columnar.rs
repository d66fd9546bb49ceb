//! Parquet as a source of rows: the wanted columns, decoded a batch at a time, every value as text.

use super::source::NotText;
use crate::Error;
use crate::guard::unpanicked;
use jiff::{Timestamp, civil};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{DataType, Int96};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};

const BATCH: usize = 1 << 13;

/// A Parquet file that is being read row by row.
pub(super) struct Columnar {
    file: PathBuf,
    bytes: u64,
    reader: SerializedFileReader<File>,
    headers: Vec<String>,
    columns: Vec<Wanted>,
    /// Where each column of the file stands in `columns`.
    places: Vec<Option<usize>>,
    group: usize,
    /// Rows of the group that are still to be decoded.
    left: usize,
    batch: usize,
    /// Rows of the batch that were given out.
    given: usize,
    row: u64,
    rows: u64,
}

/// A column that is read, and its current batch.
struct Wanted {
    place: usize,
    meaning: Meaning,
    optional: bool,
    reader: Option<ColumnReader>,
    cells: Cells,
}

#[derive(Default)]
struct Cells {
    text: String,
    /// End of each cell in `text`.
    ends: Vec<usize>,
    /// Cells that are not text.
    bad: Vec<usize>,
}

/// What the numbers of a column stand for.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Plain,
    Unsigned,
    Date,
    Time { per_second: i64, utc: bool },
    Decimal(i32),
}

impl Columnar {
    pub fn open(file: &Path) -> Result<Self, Error> {
        let opened = File::open(file).map_err(Error::io(file, "open"))?;
        let bytes = opened.metadata().map_err(Error::io(file, "open"))?.len();
        let reader = unpanicked(|| SerializedFileReader::new(opened))
            .map_err(|error| broken(file, "the end of the file".to_owned(), &error))?;
        let metadata = reader.metadata();
        let schema = metadata.file_metadata().schema_descr();
        let headers: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
        let rows = metadata.row_groups().iter().map(|group| group.num_rows().max(0) as u64).sum();
        Ok(Self {
            file: file.to_owned(),
            bytes,
            places: vec![None; headers.len()],
            headers,
            columns: Vec::new(),
            group: 0,
            left: 0,
            batch: 0,
            given: 0,
            row: 0,
            rows,
            reader,
        })
    }

    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// From now on this column is read.
    pub fn want(&mut self, place: usize) -> Result<(), Error> {
        if self.places[place].is_some() {
            return Ok(());
        }
        let column = self.reader.metadata().file_metadata().schema_descr().column(place);
        let wrong = |found: &str| Error::WrongType {
            file: self.file.clone(),
            column: self.headers[place].clone(),
            found: found.to_owned(),
            accepted: "one text, number, date or time a row",
        };
        if column.max_rep_level() > 0 || column.max_def_level() > 1 {
            return Err(wrong("lists or structures"));
        }
        let meaning = meaning(&column).ok_or_else(|| wrong("numbers of a kind that is not read"))?;
        self.places[place] = Some(self.columns.len());
        self.columns.push(Wanted {
            place,
            meaning,
            optional: column.max_def_level() > 0,
            reader: None,
            cells: Cells::default(),
        });
        Ok(())
    }

    pub fn next(&mut self) -> Result<Option<u64>, Error> {
        while self.given == self.batch {
            if self.left == 0 && !self.open_group()? {
                return Ok(None);
            }
            self.decode()?;
        }
        self.given += 1;
        self.row += 1;
        Ok(Some(self.row))
    }

    /// The cell of a wanted column; empty when it is null.
    pub fn cell(&self, place: usize) -> Result<&str, NotText> {
        let Some(column) = self.places.get(place).copied().flatten().map(|place| &self.columns[place]) else {
            return Ok("");
        };
        let row = self.given.saturating_sub(1);
        if column.cells.bad.contains(&row) {
            return Err(NotText("(bytes)".to_owned()));
        }
        let start = row.checked_sub(1).map_or(0, |before| column.cells.ends[before]);
        Ok(column.cells.ends.get(row).map_or("", |end| &column.cells.text[start..*end]))
    }

    pub fn progress(&self) -> (u64, u64) {
        let share = self.row as f64 / self.rows.max(1) as f64;
        ((self.bytes as f64 * share) as u64, self.bytes)
    }

    fn open_group(&mut self) -> Result<bool, Error> {
        if self.group == self.reader.metadata().num_row_groups() {
            return Ok(false);
        }
        let failed =
            |error: ParquetError| broken(&self.file, format!("row group {}", self.group + 1), &error);
        let group = self.reader.get_row_group(self.group).map_err(failed)?;
        for column in &mut self.columns {
            in_bounds(group.metadata().column(column.place), self.bytes).map_err(failed)?;
            column.reader = Some(unpanicked(|| group.get_column_reader(column.place)).map_err(failed)?);
        }
        self.left = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
        drop(group);
        self.group += 1;
        Ok(true)
    }

    fn decode(&mut self) -> Result<(), Error> {
        let wanted = self.left.min(BATCH);
        for column in &mut self.columns {
            let name = &self.headers[column.place];
            let place = || format!("row group {}, column `{name}`", self.group);
            let got =
                unpanicked(|| column.decode(wanted)).map_err(|error| broken(&self.file, place(), &error))?;
            if got != wanted {
                return Err(Error::Broken {
                    file: self.file.clone(),
                    place: place().into(),
                    flaw: format!("it ends {} rows early; write or fetch the file again", self.left - got)
                        .into(),
                });
            }
        }
        self.left -= wanted;
        self.batch = wanted;
        self.given = 0;
        Ok(())
    }
}

impl Wanted {
    fn decode(&mut self, rows: usize) -> Result<usize, ParquetError> {
        self.cells.text.clear();
        self.cells.ends.clear();
        self.cells.bad.clear();
        let (cells, optional, meaning) = (&mut self.cells, self.optional, self.meaning);
        match self.reader.as_mut() {
            None => Ok(0),
            Some(ColumnReader::BoolColumnReader(reader)) => {
                batch(reader, rows, optional, cells, |out, value| {
                    let _ = write!(out, "{value}");
                    true
                })
            }
            Some(ColumnReader::Int32ColumnReader(reader)) => {
                batch(reader, rows, optional, cells, |out, value| {
                    let wide = match meaning {
                        Meaning::Unsigned => i64::from(*value as u32),
                        _ => i64::from(*value),
                    };
                    whole(out, wide, meaning)
                })
            }
            Some(ColumnReader::Int64ColumnReader(reader)) => {
                batch(reader, rows, optional, cells, |out, value| whole(out, *value, meaning))
            }
            Some(ColumnReader::Int96ColumnReader(reader)) => {
                batch(reader, rows, optional, cells, |out, value: &Int96| {
                    whole(out, value.to_micros(), Meaning::Time { per_second: 1_000_000, utc: false })
                })
            }
            Some(ColumnReader::FloatColumnReader(reader)) => {
                batch(reader, rows, optional, cells, |out, value| {
                    value.is_nan() || write!(out, "{value}").is_ok()
                })
            }
            Some(ColumnReader::DoubleColumnReader(reader)) => {
                batch(reader, rows, optional, cells, |out, value| {
                    value.is_nan() || write!(out, "{value}").is_ok()
                })
            }
            Some(ColumnReader::ByteArrayColumnReader(reader)) => {
                batch(reader, rows, optional, cells, |out, value| text(out, value.data()))
            }
            Some(ColumnReader::FixedLenByteArrayColumnReader(reader)) => {
                batch(reader, rows, optional, cells, |out, value| text(out, value.data()))
            }
        }
    }
}

/// Refuses a column that claims to be outside its file.
fn in_bounds(column: &ColumnChunkMetaData, bytes: u64) -> Result<(), ParquetError> {
    let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
    let end = start.checked_add(column.compressed_size()).and_then(|end| u64::try_from(end).ok());
    if start < 0 || column.compressed_size() < 0 || end.is_none_or(|end| end > bytes) {
        return Err(ParquetError::EOF(format!("column `{}` lies outside the file", column.column_path())));
    }
    Ok(())
}

/// Decodes up to `rows` values; `show` writes one as text and says whether it could.
fn batch<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    optional: bool,
    cells: &mut Cells,
    mut show: impl FnMut(&mut String, &T::T) -> bool,
) -> Result<usize, ParquetError> {
    let (mut values, mut levels) = (Vec::with_capacity(rows), Vec::new());
    let mut read = 0;
    while read < rows {
        let (got, _, _) =
            reader.read_records(rows - read, optional.then_some(&mut levels), None, &mut values)?;
        if got == 0 {
            break;
        }
        read += got;
    }
    let mut values = values.iter();
    for row in 0..read {
        let there = !optional || levels.get(row).is_some_and(|level| *level > 0);
        if there && !values.next().is_some_and(|value| show(&mut cells.text, value)) {
            cells.bad.push(row);
        }
        cells.ends.push(cells.text.len());
    }
    Ok(read)
}

fn text(out: &mut String, bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).map(|text| out.push_str(text)).is_ok()
}

/// A whole number as what it means; false when it means nothing.
fn whole(out: &mut String, value: i64, meaning: Meaning) -> bool {
    match meaning {
        Meaning::Plain => write!(out, "{value}").is_ok(),
        Meaning::Unsigned => write!(out, "{}", value as u64).is_ok(),
        Meaning::Date => {
            let days = i32::try_from(value).ok().map(|days| jiff::Span::new().try_days(days));
            let day =
                days.and_then(Result::ok).and_then(|days| civil::date(1970, 1, 1).checked_add(days).ok());
            day.is_some_and(|day| write!(out, "{day}").is_ok())
        }
        Meaning::Time { per_second, utc } => {
            let (seconds, rest) = (value.div_euclid(per_second), value.rem_euclid(per_second));
            let nanoseconds = rest * (1_000_000_000 / per_second);
            let Ok(at) = Timestamp::new(seconds, i32::try_from(nanoseconds).unwrap_or_default()) else {
                return false;
            };
            if utc {
                write!(out, "{at}").is_ok()
            } else {
                write!(out, "{}", jiff::tz::Offset::UTC.to_datetime(at)).is_ok()
            }
        }
        Meaning::Decimal(scale) => {
            let sign = if value < 0 { "-" } else { "" };
            let one = 10u64.checked_pow(scale.unsigned_abs()).filter(|_| scale >= 0);
            let Some(one) = one else { return false };
            let (whole, part) = (value.unsigned_abs() / one, value.unsigned_abs() % one);
            if scale == 0 {
                write!(out, "{sign}{whole}").is_ok()
            } else {
                write!(out, "{sign}{whole}.{part:0width$}", width = scale as usize).is_ok()
            }
        }
    }
}

/// What a column's values stand for; `None` for a kind that is not read.
fn meaning(column: &ColumnDescriptor) -> Option<Meaning> {
    use parquet::basic::Type::{BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY};
    let bytes = matches!(column.physical_type(), BYTE_ARRAY | FIXED_LEN_BYTE_ARRAY);
    Some(match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Decimal(_)), _) | (None, ConvertedType::DECIMAL) if bytes => return None,
        (Some(LogicalType::Float16 | LogicalType::Uuid), _) => return None,
        (Some(LogicalType::Decimal(kind)), _) => Meaning::Decimal(kind.scale),
        (None, ConvertedType::DECIMAL) => Meaning::Decimal(column.type_scale()),
        (Some(LogicalType::Integer(kind)), _) if !kind.is_signed => Meaning::Unsigned,
        (
            None,
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64,
        ) => Meaning::Unsigned,
        (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Meaning::Date,
        (Some(LogicalType::Timestamp(kind)), _) => {
            let per_second = match kind.unit {
                TimeUnit::MILLIS => 1000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            };
            Meaning::Time { per_second, utc: kind.is_adjusted_to_u_t_c }
        }
        (None, ConvertedType::TIMESTAMP_MILLIS) => Meaning::Time { per_second: 1000, utc: true },
        (None, ConvertedType::TIMESTAMP_MICROS) => Meaning::Time { per_second: 1_000_000, utc: true },
        _ => Meaning::Plain,
    })
}

fn broken(file: &Path, place: String, error: &ParquetError) -> Error {
    Error::Broken {
        file: file.to_owned(),
        place: place.into(),
        flaw: format!(
            "not readable as Parquet ({error}); the file is cut short or damaged, fetch or write it again"
        )
        .into(),
    }
}
