//! Tables of moments in Parquet, read column by column into batches that stay in the processor's cache.

use crate::columns::Column;
use crate::names::{Code, Dictionary, NONE, Names};
use crate::reject::Rejects;
use crate::rows::{NO_TIME, NO_VISIT, Rows};
use crate::scan::Need;
use crate::text_table::{text_visit, zoned};
use crate::{Error, nearest};
use parquet::basic::{LogicalType, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows to decode at a time: six columns of them fit into a second-level cache.
const BATCH: usize = 1 << 14;

/// A table that was opened and found to have the columns it needs.
pub(crate) struct ParquetTable {
    file: PathBuf,
    reader: SerializedFileReader<Shared>,
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
    unsigned: bool,
    time: Option<(TimeUnit, bool)>,
    /// Whether this column orders the moments of a visit.
    orders: bool,
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
        let length = opened.metadata().map_err(Error::io(file, "open"))?.len();
        let shared = Shared { file: Arc::new(Positioned::new(opened)), length };
        let reader = SerializedFileReader::new(shared)
            .map_err(|error| broken(file, "the end of the file".to_owned(), &error))?;
        let metadata = reader.metadata();
        let schema = metadata.file_metadata().schema_descr();
        let have: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
        let mut columns = Vec::new();
        let has_seq = Column::Seq.find(&have).is_some();
        for column in Column::ALL {
            let wanted = match column {
                Column::Visit | Column::Touchpoint | Column::Affect | Column::Seq => true,
                Column::At => need.at || !has_seq,
                Column::Hall => need.hall,
                Column::Purpose => need.purpose,
                Column::Staff => need.staff,
                Column::Remembered => need.remembered,
                Column::Source => false,
            };
            let Some(place) = column.find(&have).filter(|_| wanted) else {
                if column.required() {
                    let nearest = nearest(column.name(), &have).map(str::to_owned);
                    let column = column.name().to_owned();
                    return Err(Error::NoColumn { file: file.to_owned(), column, nearest, have });
                }
                continue;
            };
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
                unsigned: matches!(found.logical_type_ref(), Some(LogicalType::Integer(kind)) if !kind.is_signed),
                time: match found.logical_type_ref() {
                    Some(LogicalType::Timestamp(kind)) => Some((kind.unit, kind.is_adjusted_to_u_t_c)),
                    _ => None,
                },
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
        Ok(Self { file: file.to_owned(), reader, columns, zone, first_rows, rows })
    }

    pub fn parts(&self) -> usize {
        self.first_rows.len()
    }

    pub fn read(
        &self,
        part: usize,
        names: &mut Names,
        rejects: &mut Rejects,
        each: &mut dyn FnMut(&mut Rows, &mut Names, &mut Rejects, (u64, u64)) -> bool,
    ) -> Result<(), Error> {
        let failed = |error: ParquetError| broken(&self.file, format!("row group {}", part + 1), &error);
        let group = self.reader.get_row_group(part).map_err(failed)?;
        let mut readers = self
            .columns
            .iter()
            .map(|wanted| group.get_column_reader(wanted.place))
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?;
        let expected = group.metadata().num_rows().max(0) as u64;
        let mut line = self.first_rows[part];
        let end = line + expected;
        let (mut rows, mut scratch) = (Rows::default(), Scratch::default());
        while line < end {
            rows.clear();
            rows.first_line = line;
            let batch = BATCH.min((end - line) as usize);
            for (wanted, reader) in self.columns.iter().zip(&mut readers) {
                let got = self.fill(wanted, reader, batch, names, &mut rows, &mut scratch).map_err(failed)?;
                if got != batch {
                    return Err(Error::Broken {
                        file: self.file.clone(),
                        place: format!("row group {}", part + 1),
                        detail: format!(
                            "column `{}` ends after {got} of {batch} rows; write the file again",
                            wanted.column.name()
                        ),
                    });
                }
            }
            line += batch as u64;
            if !each(&mut rows, names, rejects, (batch as u64, self.rows)) {
                break;
            }
        }
        Ok(())
    }

    /// Decodes the next `batch` values of one column into its place in `rows`; says how many there were.
    fn fill(
        &self,
        wanted: &Wanted,
        reader: &mut ColumnReader,
        batch: usize,
        names: &mut Names,
        rows: &mut Rows,
        scratch: &mut Scratch,
    ) -> Result<usize, ParquetError> {
        let levels = &mut scratch.levels;
        match (wanted.column, reader) {
            (Column::Visit, ColumnReader::Int64ColumnReader(reader)) => decode(
                reader,
                batch,
                levels,
                &mut scratch.longs,
                |value| value as u64,
                NO_VISIT,
                &mut rows.visit,
            ),
            (Column::Visit, ColumnReader::Int32ColumnReader(reader)) => {
                let unsigned = wanted.unsigned;
                let id = |value| if unsigned { u64::from(value as u32) } else { i64::from(value) as u64 };
                decode(reader, batch, levels, &mut scratch.shorts, id, NO_VISIT, &mut rows.visit)
            }
            (Column::Visit, ColumnReader::ByteArrayColumnReader(reader)) => {
                let id = |value: ByteArray| text_visit(&String::from_utf8_lossy(value.data()));
                decode(reader, batch, levels, &mut scratch.bytes, id, NO_VISIT, &mut rows.visit)
            }
            (Column::Affect, reader) => {
                fractions(reader, batch, levels, &mut scratch.numbers, &mut rows.affect)
            }
            (Column::Remembered, reader) => {
                fractions(reader, batch, levels, &mut scratch.numbers, &mut rows.remembered)
            }
            (Column::Seq, reader) => {
                whole(reader, batch, levels, &mut scratch.longs, &mut scratch.shorts, &mut rows.order)
            }
            (Column::At, reader) => {
                let got =
                    whole(reader, batch, levels, &mut scratch.longs, &mut scratch.shorts, &mut rows.at)?;
                self.to_microseconds(wanted, &mut rows.at);
                if wanted.orders {
                    rows.order.extend_from_slice(&rows.at);
                }
                Ok(got)
            }
            (column, reader) => {
                let (dictionary, codes) = match column {
                    Column::Hall => (&mut names.halls, &mut rows.hall),
                    Column::Purpose => (&mut names.purposes, &mut rows.purpose),
                    Column::Staff => (&mut names.staff, &mut rows.staff),
                    _ => (&mut names.touchpoints, &mut rows.touchpoint),
                };
                coded(wanted, reader, batch, scratch, dictionary, codes)
            }
        }
    }

    fn to_microseconds(&self, wanted: &Wanted, at: &mut [i64]) {
        let Some((unit, utc)) = wanted.time else { return };
        match unit {
            TimeUnit::MILLIS => {
                at.iter_mut().filter(|at| **at != NO_TIME).for_each(|at| *at = at.saturating_mul(1000))
            }
            TimeUnit::MICROS => {}
            TimeUnit::NANOS => {
                at.iter_mut().filter(|at| **at != NO_TIME).for_each(|at| *at = at.div_euclid(1000))
            }
        }
        if let Some(zone) = self.zone.as_ref().filter(|_| !utc) {
            at.iter_mut().filter(|at| **at != NO_TIME).for_each(|at| *at = zoned(*at, zone));
        }
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
            Column::Affect | Column::Remembered => (&[FLOAT, DOUBLE, INT32, INT64], "numbers in [-1, 1]"),
            _ => (&[INT32, INT64, BYTE_ARRAY], "whole numbers or text"),
        };
        if !good.contains(&self.physical) {
            return Err(Error::WrongType {
                file: file.to_owned(),
                column: name.to_owned(),
                found: format!("values of the Parquet type {}", self.physical),
                accepted,
            });
        }
        if matches!(self.time, Some((_, false))) && !has_zone {
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

/// Buffers that are used again for every batch.
#[derive(Default)]
struct Scratch {
    levels: Vec<i16>,
    longs: Vec<i64>,
    shorts: Vec<i32>,
    bytes: Vec<ByteArray>,
    numbers: Numbers,
}

#[derive(Default)]
struct Numbers {
    floats: Vec<f32>,
    doubles: Vec<f64>,
    longs: Vec<i64>,
    shorts: Vec<i32>,
}

/// Decodes values and their absences; appends each as `make` says, an absence as `absent`.
#[expect(
    clippy::too_many_arguments,
    reason = "a column is a reader, its buffers and what to make of its values"
)]
fn decode<T: DataType, V: Copy>(
    reader: &mut ColumnReaderImpl<T>,
    batch: usize,
    levels: &mut Vec<i16>,
    values: &mut Vec<T::T>,
    make: impl Fn(T::T) -> V,
    absent: V,
    out: &mut Vec<V>,
) -> Result<usize, ParquetError>
where
    T::T: Clone,
{
    let rows = read(reader, batch, levels, values)?;
    if values.len() == rows {
        out.extend(values.drain(..).map(make));
    } else {
        let mut values = values.drain(..);
        out.extend(levels.iter().map(|level| match level {
            0 => absent,
            _ => values.next().map_or(absent, &make),
        }));
    }
    Ok(rows)
}

/// Reads `batch` rows of a flat column: their values, and 0 in `levels` where a value is absent.
fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    batch: usize,
    levels: &mut Vec<i16>,
    values: &mut Vec<T::T>,
) -> Result<usize, ParquetError> {
    levels.clear();
    values.clear();
    let mut rows = 0;
    while rows < batch {
        let (more, _, _) = reader.read_records(batch - rows, Some(levels), None, values)?;
        if more == 0 {
            break;
        }
        rows += more;
    }
    Ok(rows)
}

fn whole(
    reader: &mut ColumnReader,
    batch: usize,
    levels: &mut Vec<i16>,
    longs: &mut Vec<i64>,
    shorts: &mut Vec<i32>,
    out: &mut Vec<i64>,
) -> Result<usize, ParquetError> {
    match reader {
        ColumnReader::Int64ColumnReader(reader) => {
            decode(reader, batch, levels, longs, |value| value, NO_TIME, out)
        }
        ColumnReader::Int32ColumnReader(reader) => {
            decode(reader, batch, levels, shorts, i64::from, NO_TIME, out)
        }
        _ => Ok(0),
    }
}

fn fractions(
    reader: &mut ColumnReader,
    batch: usize,
    levels: &mut Vec<i16>,
    numbers: &mut Numbers,
    out: &mut Vec<f32>,
) -> Result<usize, ParquetError> {
    let absent = f32::NAN;
    match reader {
        ColumnReader::FloatColumnReader(reader) => {
            decode(reader, batch, levels, &mut numbers.floats, |value| value, absent, out)
        }
        ColumnReader::DoubleColumnReader(reader) => {
            decode(reader, batch, levels, &mut numbers.doubles, |value| value as f32, absent, out)
        }
        ColumnReader::Int64ColumnReader(reader) => {
            decode(reader, batch, levels, &mut numbers.longs, |value| value as f32, absent, out)
        }
        ColumnReader::Int32ColumnReader(reader) => {
            decode(reader, batch, levels, &mut numbers.shorts, |value| value as f32, absent, out)
        }
        _ => Ok(0),
    }
}

fn coded(
    wanted: &Wanted,
    reader: &mut ColumnReader,
    batch: usize,
    scratch: &mut Scratch,
    dictionary: &mut Dictionary,
    codes: &mut Vec<Code>,
) -> Result<usize, ParquetError> {
    let levels = &mut scratch.levels;
    let rows = match reader {
        ColumnReader::Int32ColumnReader(reader) => {
            let rows = read(reader, batch, levels, &mut scratch.shorts)?;
            let plain = scratch.shorts.iter().fold(0, |all, value| all | value) >= 0;
            if plain && scratch.shorts.len() == rows {
                codes.extend(scratch.shorts.iter().map(|value| *value as Code));
                return Ok(rows);
            }
            let unsigned = wanted.unsigned;
            let wide = |value: i32| if unsigned { i64::from(value as u32) } else { i64::from(value) };
            let mut values = scratch.shorts.iter().map(|value| dictionary.number(wide(*value)));
            spread(levels, rows, &mut values, codes);
            rows
        }
        ColumnReader::Int64ColumnReader(reader) => {
            let rows = read(reader, batch, levels, &mut scratch.longs)?;
            let mut values = scratch.longs.iter().map(|value| dictionary.number(*value));
            spread(levels, rows, &mut values, codes);
            rows
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            let rows = read::<ByteArrayType>(reader, batch, levels, &mut scratch.bytes)?;
            let mut last: Option<(&[u8], Code)> = None;
            let mut values = scratch.bytes.iter().map(|value| {
                let bytes = value.data();
                match last {
                    Some((known, code)) if known == bytes => code,
                    _ => {
                        let code = dictionary.code(&String::from_utf8_lossy(bytes));
                        last = Some((bytes, code));
                        code
                    }
                }
            });
            spread(levels, rows, &mut values, codes);
            rows
        }
        _ => 0,
    };
    scratch.bytes.clear();
    Ok(rows)
}

/// Appends `rows` codes: the next value, or [`NONE`] where the level says that there is none.
fn spread(levels: &[i16], rows: usize, values: &mut dyn Iterator<Item = Code>, codes: &mut Vec<Code>) {
    if levels.len() < rows {
        codes.extend(values.take(rows));
    } else {
        codes.extend(
            levels.iter().map(|level| if *level == 0 { NONE } else { values.next().unwrap_or(NONE) }),
        );
    }
}

fn broken(file: &Path, place: String, error: &ParquetError) -> Error {
    Error::Broken {
        file: file.to_owned(),
        place,
        detail: format!("the Parquet data are damaged or cut off ({error}); fetch or write the file again"),
    }
}

/// One open file that several threads read at their own places.
#[derive(Clone)]
struct Shared {
    file: Arc<Positioned>,
    length: u64,
}

struct Positioned {
    #[cfg(unix)]
    file: File,
    #[cfg(not(unix))]
    file: std::sync::Mutex<File>,
}

impl Positioned {
    fn new(file: File) -> Self {
        Self { file: file.into() }
    }

    /// Reads at a place without disturbing other readers.
    #[cfg(unix)]
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, buffer, at)
    }

    /// Reads at a place without disturbing other readers.
    #[cfg(not(unix))]
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        use std::io::{Seek, SeekFrom};
        let mut file = self.file.lock().map_err(|_| io::Error::other("a reader panicked"))?;
        file.seek(SeekFrom::Start(at))?;
        file.read(buffer)
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Shared {
    type T = Window;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Window> {
        Ok(Window { file: self.file.clone(), at: start })
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<bytes::Bytes> {
        if start.saturating_add(length as u64) > self.length {
            return Err(ParquetError::EOF(format!(
                "{length} bytes at {start} are beyond the end of the file"
            )));
        }
        let mut buffer = vec![0; length];
        Window { file: self.file.clone(), at: start }.read_exact(&mut buffer)?;
        Ok(buffer.into())
    }
}

/// A reader of the shared file from a place on.
struct Window {
    file: Arc<Positioned>,
    at: u64,
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.file.read_at(buffer, self.at)?;
        self.at += got as u64;
        Ok(got)
    }
}
