//! Writing a table of moments: Parquet or CSV, whole or not at all.

use crate::plain::show_time;
use crate::{Beside, Column, Error};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

/// The id of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitId<'a> {
    /// A whole number; a table with whole numbers in ascending order is scored fastest.
    Number(u64),
    /// Anything else.
    Text(&'a str),
}

/// One row to write. Fields whose column the writer was not given are not looked at.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The visit.
    pub visit: VisitId<'a>,
    /// Order within the visit.
    pub seq: i64,
    /// The hall.
    pub hall: &'a str,
    /// The purpose of the visit.
    pub purpose: &'a str,
    /// The touchpoint.
    pub touchpoint: &'a str,
    /// Who served; empty if nobody did.
    pub staff: &'a str,
    /// Microseconds since 1970.
    pub at_us: i64,
    /// Affect in [−1, 1].
    pub affect: f32,
    /// What the affect was derived from.
    pub source: &'a str,
    /// Remembered satisfaction of the visit, in [−1, 1].
    pub remembered: Option<f32>,
}

/// Writes a table of moments row by row; nothing appears under the destination's name before [`Writer::finish`].
pub struct Writer {
    to: std::path::PathBuf,
    columns: Vec<Column>,
    buffer: Buffer,
    beside: Beside,
    sink: Sink,
    rows: u64,
}

enum Sink {
    /// Opened at the first flush, when the kind of the visits' ids is known.
    Parquet(Option<Box<(SerializedFileWriter<BufWriter<File>>, bool)>>),
    Text(Box<csv::Writer<Packer>>),
}

/// A file behind its compression; [`Packer::finish`] reports what dropping would swallow.
enum Packer {
    Plain(File),
    Gzip(flate2::write::GzEncoder<File>),
    Zstd(zstd::Encoder<'static, File>),
}

impl Packer {
    fn finish(self) -> std::io::Result<()> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Gzip(gzip) => gzip.finish().map(drop),
            Self::Zstd(zstd) => zstd.finish().map(drop),
        }
    }
}

impl Write for Packer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Gzip(gzip) => gzip.write(bytes),
            Self::Zstd(zstd) => zstd.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Gzip(gzip) => gzip.flush(),
            Self::Zstd(zstd) => zstd.flush(),
        }
    }
}

/// Zstd with a checksum, so that damage is found.
fn checked_zstd(file: File) -> std::io::Result<zstd::Encoder<'static, File>> {
    let mut zstd = zstd::Encoder::new(file, 3)?;
    zstd.include_checksum(true)?;
    Ok(zstd)
}

/// Rows of one Parquet row group, column by column.
#[derive(Default)]
struct Buffer {
    visits: Vec<ByteArray>,
    numbers: Vec<i64>,
    seq: Vec<i64>,
    text: [Vec<ByteArray>; 5],
    at: Vec<i64>,
    affect: Vec<f32>,
    remembered: Vec<f32>,
    judged: Vec<i16>,
    rows: usize,
}

const ROW_GROUP: usize = 1 << 20;
const TEXTS: [Column; 5] = [Column::Hall, Column::Purpose, Column::Touchpoint, Column::Staff, Column::Source];

impl Writer {
    /// Opens a writer of `columns`; the ending of `to` decides: `.parquet`, or `.csv` or `.tsv`, the last two also
    /// with `.gz` or `.zst`.
    ///
    /// # Errors
    /// [`Error::UnknownEnding`], or when the folder cannot be written to.
    pub fn create(to: &Path, columns: &[Column]) -> Result<Self, Error> {
        let columns: Vec<Column> =
            Column::ALL.into_iter().filter(|column| columns.contains(column)).collect();
        let name = to.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let (stem, packing) = match name.rsplit_once('.') {
            Some((stem, packing @ ("gz" | "zst"))) => (stem.to_owned(), Some(packing.to_owned())),
            _ => (name.clone(), None),
        };
        let ending = stem.rsplit_once('.').map_or("", |(_, ending)| ending);
        let delimiter = match (ending, &packing) {
            ("parquet", None) => None,
            ("csv", _) => Some(b','),
            ("tsv", _) => Some(b'\t'),
            _ => {
                return Err(Error::UnknownEnding {
                    file: to.to_owned(),
                    ending: name.split_once('.').map_or(String::new(), |(_, ending)| format!(".{ending}")),
                    accepted: ".parquet, .csv, .tsv, .csv.gz, .csv.zst, .tsv.gz or .tsv.zst",
                });
            }
        };
        let beside = Beside::create(to)?;
        let sink = match delimiter {
            None => Sink::Parquet(None),
            Some(delimiter) => {
                let file = beside.reopen()?;
                let out = match packing.as_deref() {
                    Some("gz") => {
                        Packer::Gzip(flate2::write::GzEncoder::new(file, flate2::Compression::default()))
                    }
                    Some(_) => Packer::Zstd(checked_zstd(file).map_err(Error::io(to, "write"))?),
                    None => Packer::Plain(file),
                };
                let mut text = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
                text.write_record(columns.iter().map(|column| column.name())).map_err(csv_failed(to))?;
                Sink::Text(Box::new(text))
            }
        };
        Ok(Self { to: to.to_owned(), columns, buffer: Buffer::default(), beside, sink, rows: 0 })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// When the disk is full, or a visit's id is text after a million whole numbers.
    pub fn push(&mut self, moment: &Moment<'_>) -> Result<(), Error> {
        self.rows += 1;
        match &mut self.sink {
            Sink::Text(text) => {
                for column in &self.columns {
                    text.write_field(field(*column, moment).as_bytes()).map_err(csv_failed(&self.to))?;
                }
                text.write_record(None::<&[u8]>).map_err(csv_failed(&self.to))
            }
            Sink::Parquet(_) => {
                self.buffer.push(moment);
                if self.buffer.rows == ROW_GROUP { self.flush() } else { Ok(()) }
            }
        }
    }

    /// Rows written so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Completes the file and gives it its name.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn finish(mut self) -> Result<u64, Error> {
        self.flush()?;
        let (to, rows) = (self.to, self.rows);
        match self.sink {
            Sink::Parquet(None) => {}
            Sink::Parquet(Some(open)) => {
                open.0.into_inner().map_err(parquet_failed(&to))?.flush().map_err(Error::io(&to, "write"))?;
            }
            Sink::Text(text) => {
                let packer =
                    text.into_inner().map_err(|failed| Error::io(&to, "write")(failed.into_error()))?;
                packer.finish().map_err(Error::io(&to, "write"))?;
            }
        }
        self.beside.done()?;
        Ok(rows)
    }

    fn flush(&mut self) -> Result<(), Error> {
        let Sink::Parquet(open) = &mut self.sink else { return Ok(()) };
        if open.is_none() {
            let numbers = self.buffer.numbers.len() == self.buffer.rows;
            let out = BufWriter::new(self.beside.reopen()?);
            let writer = SerializedFileWriter::new(out, schema(&self.columns, numbers), properties())
                .map_err(parquet_failed(&self.to))?;
            *open = Some(Box::new((writer, numbers)));
        }
        let Some(open) = open else { return Ok(()) };
        let (writer, numbers) = (&mut open.0, open.1);
        if self.buffer.rows == 0 {
            return Ok(());
        }
        if numbers && self.buffer.numbers.len() != self.buffer.rows {
            return Err(Error::WrongType {
                file: self.to.clone(),
                column: Column::Visit.name().to_owned(),
                found: "whole numbers first and text after a million rows".to_owned(),
                accepted: "one or the other throughout; say kind = \"text\" for the visit in the map",
            });
        }
        let mut group = writer.next_row_group().map_err(parquet_failed(&self.to))?;
        for column in &self.columns {
            self.buffer.write(*column, numbers, &mut group).map_err(parquet_failed(&self.to))?;
        }
        group.close().map_err(parquet_failed(&self.to))?;
        self.buffer = Buffer::default();
        Ok(())
    }
}

impl Buffer {
    fn push(&mut self, moment: &Moment<'_>) {
        self.rows += 1;
        match moment.visit {
            VisitId::Number(number) => {
                self.numbers.push(number as i64);
                self.visits.push(number.to_string().into_bytes().into());
            }
            VisitId::Text(text) => self.visits.push(text.into()),
        }
        self.seq.push(moment.seq);
        let texts = [moment.hall, moment.purpose, moment.touchpoint, moment.staff, moment.source];
        for (column, text) in self.text.iter_mut().zip(texts) {
            column.push(again(column, text));
        }
        self.at.push(moment.at_us);
        self.affect.push(moment.affect);
        self.judged.push(i16::from(moment.remembered.is_some()));
        self.remembered.extend(moment.remembered);
    }

    fn write(
        &self,
        column: Column,
        numbers: bool,
        group: &mut SerializedRowGroupWriter<'_, BufWriter<File>>,
    ) -> Result<(), ParquetError> {
        match column {
            Column::Visit if numbers => write_column::<Int64Type>(group, &self.numbers, None),
            Column::Visit => write_column::<ByteArrayType>(group, &self.visits, None),
            Column::Seq => write_column::<Int64Type>(group, &self.seq, None),
            Column::At => write_column::<Int64Type>(group, &self.at, None),
            Column::Affect => write_column::<FloatType>(group, &self.affect, None),
            Column::Remembered => write_column::<FloatType>(group, &self.remembered, Some(&self.judged)),
            text => {
                let place = TEXTS.iter().position(|other| *other == text).unwrap_or_default();
                write_column::<ByteArrayType>(group, &self.text[place], None)
            }
        }
    }
}

/// The text as bytes, shared with the last row where it is the same.
fn again(column: &[ByteArray], text: &str) -> ByteArray {
    match column.last() {
        Some(last) if last.data() == text.as_bytes() => last.clone(),
        _ => text.into(),
    }
}

fn write_column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, BufWriter<File>>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, levels, None)?;
        column.close()?;
    }
    Ok(())
}

fn schema(columns: &[Column], numbers: bool) -> Arc<Type> {
    let fields = columns
        .iter()
        .map(|column| {
            let text = (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED);
            let (physical, logical, repetition) = match column {
                Column::Visit if numbers => {
                    let unsigned = LogicalType::integer(64, false);
                    (Physical::INT64, Some(unsigned), Repetition::REQUIRED)
                }
                Column::Seq => (Physical::INT64, None, Repetition::REQUIRED),
                Column::At => {
                    let utc = LogicalType::timestamp(true, TimeUnit::MICROS);
                    (Physical::INT64, Some(utc), Repetition::REQUIRED)
                }
                Column::Affect => (Physical::FLOAT, None, Repetition::REQUIRED),
                Column::Remembered => (Physical::FLOAT, None, Repetition::OPTIONAL),
                _ => text,
            };
            Type::primitive_type_builder(column.name(), physical)
                .with_logical_type(logical)
                .with_repetition(repetition)
                .build()
                .map(Arc::new)
        })
        .collect::<Result<Vec<_>, _>>()
        .expect("the schema is fixed and valid");
    let table = Type::group_type_builder("moments").with_fields(fields).build();
    Arc::new(table.expect("the schema is fixed and valid"))
}

fn properties() -> Arc<WriterProperties> {
    let level = ZstdLevel::try_new(3).expect("3 is a level of zstd");
    Arc::new(
        WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(concat!("peakend ", env!("CARGO_PKG_VERSION")).to_owned())
            .build(),
    )
}

fn field<'a>(column: Column, moment: &Moment<'a>) -> Cow<'a, str> {
    match column {
        Column::Visit => match moment.visit {
            VisitId::Number(number) => number.to_string().into(),
            VisitId::Text(text) => text.into(),
        },
        Column::Seq => moment.seq.to_string().into(),
        Column::Hall => moment.hall.into(),
        Column::Purpose => moment.purpose.into(),
        Column::Touchpoint => moment.touchpoint.into(),
        Column::Staff => moment.staff.into(),
        Column::At => show_time(moment.at_us).into(),
        Column::Affect => moment.affect.to_string().into(),
        Column::Source => moment.source.into(),
        Column::Remembered => moment.remembered.map(|value| value.to_string()).unwrap_or_default().into(),
    }
}

fn csv_failed(to: &Path) -> impl Fn(csv::Error) -> Error {
    let to = to.to_owned();
    move |error| Error::io(&to, "write")(std::io::Error::other(error))
}

fn parquet_failed(to: &Path) -> impl Fn(ParquetError) -> Error {
    let to = to.to_owned();
    move |error| Error::io(&to, "write")(std::io::Error::other(error))
}
