//! Tables of results: CSV to anywhere, Parquet to a file.

use crate::{Beside, Error};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

/// One value of a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// There is none.
    Absent,
    /// A name.
    Text(String),
    /// How many.
    Count(u64),
    /// How much.
    Number(f64),
}

/// What a column of results holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Names.
    Text,
    /// Whole numbers.
    Count,
    /// Numbers.
    Number,
}

/// A table of results: columns with a name and a kind, rows of as many cells.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    columns: Vec<(String, Kind)>,
    rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = (String, Kind)>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row of as many cells as there are columns, each of its column's kind or absent.
    pub fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len());
        self.rows.push(row);
    }

    /// Writes the table as CSV with a header; an absent value is empty, a number has as many digits as it needs to
    /// be read back to the last bit.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write_csv(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in &self.rows {
            for cell in row {
                match cell {
                    Cell::Absent => csv.write_field("")?,
                    Cell::Text(text) => csv.write_field(text)?,
                    Cell::Count(count) => csv.write_field(count.to_string())?,
                    Cell::Number(number) => csv.write_field(number.to_string())?,
                }
            }
            csv.write_record(None::<&[u8]>)?;
        }
        csv.flush()
    }

    /// Writes the table as Parquet (zstd), whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_parquet(&self, to: &Path) -> Result<(), Error> {
        let beside = Beside::create(to)?;
        let out = BufWriter::new(beside.reopen()?);
        self.parquet(out).map_err(|error| Error::io(to, "write")(std::io::Error::other(error)))?;
        beside.done()
    }

    fn parquet(&self, out: BufWriter<File>) -> Result<(), ParquetError> {
        let fields = self
            .columns
            .iter()
            .map(|(name, kind)| {
                let (physical, logical) = match kind {
                    Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                    Kind::Count => (Physical::INT64, None),
                    Kind::Number => (Physical::DOUBLE, None),
                };
                Type::primitive_type_builder(name, physical)
                    .with_logical_type(logical)
                    .with_repetition(Repetition::OPTIONAL)
                    .build()
                    .map(Arc::new)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let schema = Arc::new(Type::group_type_builder("results").with_fields(fields).build()?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_created_by(concat!("peakend ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
        let mut group = writer.next_row_group()?;
        for (place, (_, kind)) in self.columns.iter().enumerate() {
            let cells = || self.rows.iter().map(move |row| &row[place]);
            let levels: Vec<i16> = cells().map(|cell| i16::from(*cell != Cell::Absent)).collect();
            let Some(mut column) = group.next_column()? else { break };
            match kind {
                Kind::Text => {
                    let values: Vec<ByteArray> = cells()
                        .filter_map(|cell| {
                            if let Cell::Text(text) = cell { Some(text.as_str().into()) } else { None }
                        })
                        .collect();
                    column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
                }
                Kind::Count => {
                    let values: Vec<i64> = cells()
                        .filter_map(
                            |cell| if let Cell::Count(count) = cell { Some(*count as i64) } else { None },
                        )
                        .collect();
                    column.typed::<Int64Type>().write_batch(&values, Some(&levels), None)?;
                }
                Kind::Number => {
                    let values: Vec<f64> = cells()
                        .filter_map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None })
                        .collect();
                    column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
                }
            }
            column.close()?;
        }
        group.close()?;
        writer.into_inner()?.flush().map_err(|error| ParquetError::External(Box::new(error)))
    }
}
