//! Writes tables of moments as other programs write them: every encoding, page version, compression and type.

use super::rows::Row;
use parquet::basic::{
    Compression, ConvertedType, Encoding, LogicalType, Repetition, TimeUnit, Type as Physical,
};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};
use std::sync::Arc;

/// How whole numbers and names are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int32,
    Int64,
    UInt32,
    UInt64,
    Text,
}

/// How instants are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// Whole microseconds, and nobody says so.
    Plain,
    /// A timestamp of this unit; whether it is UTC.
    Stamp(TimeUnit, bool),
    /// A timestamp in milliseconds as it was marked before 2018.
    OldMillis,
}

/// How a table is written.
#[derive(Debug, Clone)]
pub struct Shape {
    pub ids: Kind,
    pub names: Kind,
    pub seq: Kind,
    pub time: Time,
    /// Whether affect and remembered satisfaction have double precision.
    pub double: bool,
    /// Whether every column may be without a value.
    pub nullable: bool,
    pub version: WriterVersion,
    pub compression: Compression,
    /// Encodings of some columns, in place of the dictionary.
    pub encodings: Vec<(&'static str, Encoding)>,
    pub dictionary: bool,
    /// Bytes at which a dictionary is given up.
    pub dictionary_bytes: usize,
    pub page_rows: usize,
    pub group_rows: usize,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            ids: Kind::Int64,
            names: Kind::Text,
            seq: Kind::Int64,
            time: Time::Plain,
            double: false,
            nullable: false,
            version: WriterVersion::PARQUET_1_0,
            compression: Compression::UNCOMPRESSED,
            encodings: Vec::new(),
            dictionary: true,
            dictionary_bytes: 1 << 20,
            page_rows: 7,
            group_rows: 1 << 20,
        }
    }
}

impl Shape {
    /// The table as a file.
    pub fn bytes(&self, rows: &[Row]) -> Vec<u8> {
        let mut writer =
            SerializedFileWriter::new(Vec::new(), self.schema(), Arc::new(self.properties())).unwrap();
        for rows in rows.chunks(self.group_rows) {
            let mut group = writer.next_row_group().unwrap();
            let signed = matches!(self.ids, Kind::Int32 | Kind::Int64);
            let id = |id: u64| if signed { (id as i64).to_string() } else { id.to_string() };
            self.whole(&mut group, self.ids, rows.iter().map(|row| row.visit.map(id)));
            self.whole(&mut group, self.seq, rows.iter().map(|row| Some(row.seq.to_string())));
            for name in [
                |row: &Row| row.hall.clone(),
                |row: &Row| row.purpose.clone(),
                |row: &Row| row.touchpoint.clone(),
                |row: &Row| row.staff.clone(),
            ] {
                self.whole(
                    &mut group,
                    self.names,
                    rows.iter().map(|row| Some(name(row)).filter(|name| !name.is_empty())),
                );
            }
            self.column::<Int64Type>(&mut group, rows.iter().map(|row| Some(self.instant(row.at_us))));
            self.fraction(&mut group, rows.iter().map(|row| row.affect));
            self.fraction(&mut group, rows.iter().map(|row| row.remembered));
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn instant(&self, at_us: i64) -> i64 {
        match self.time {
            Time::Plain | Time::Stamp(TimeUnit::MICROS, _) => at_us,
            Time::Stamp(TimeUnit::MILLIS, _) | Time::OldMillis => at_us / 1000,
            Time::Stamp(TimeUnit::NANOS, _) => at_us * 1000,
        }
    }

    fn whole(
        &self,
        group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
        kind: Kind,
        values: impl Iterator<Item = Option<String>>,
    ) {
        match kind {
            Kind::Int32 => self.column::<Int32Type>(group, values.map(|value| value.map(number::<i32>))),
            Kind::Int64 => self.column::<Int64Type>(group, values.map(|value| value.map(number::<i64>))),
            Kind::UInt32 => {
                self.column::<Int32Type>(
                    group,
                    values.map(|value| value.map(|value| number::<u32>(value) as i32)),
                );
            }
            Kind::UInt64 => {
                self.column::<Int64Type>(
                    group,
                    values.map(|value| value.map(|value| number::<u64>(value) as i64)),
                );
            }
            Kind::Text if self.nullable => {
                self.column::<ByteArrayType>(group, values.map(|value| value.map(|value| text(&value))));
            }
            Kind::Text => {
                self.column::<ByteArrayType>(
                    group,
                    values.map(|value| Some(text(&value.unwrap_or_default()))),
                );
            }
        }
    }

    fn fraction(
        &self,
        group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
        values: impl Iterator<Item = Option<f32>>,
    ) {
        let values = values.map(|value| value.or((!self.nullable).then_some(f32::NAN)));
        if self.double {
            self.column::<DoubleType>(group, values.map(|value| value.map(f64::from)));
        } else {
            self.column::<FloatType>(group, values);
        }
    }

    fn column<T: DataType>(
        &self,
        group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
        values: impl Iterator<Item = Option<T::T>>,
    ) {
        let values: Vec<Option<T::T>> = values.collect();
        let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
        let some: Vec<T::T> = values.into_iter().flatten().collect();
        assert!(self.nullable || some.len() == levels.len(), "a column without room for what is missing");
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<T>().write_batch(&some, self.nullable.then_some(&levels), None).unwrap();
        column.close().unwrap();
    }

    fn schema(&self) -> Arc<Type> {
        let names = ["hall", "purpose", "touchpoint", "staff"].map(|name| (name, self.names));
        let whole = [("visit", self.ids), ("seq", self.seq)].into_iter().chain(names);
        let mut fields: Vec<Type> = whole.map(|(name, kind)| self.whole_field(name, kind)).collect();
        let at = self.field("at", Physical::INT64);
        fields.push(match self.time {
            Time::Plain => at.build().unwrap(),
            Time::Stamp(unit, utc) => {
                at.with_logical_type(Some(LogicalType::timestamp(utc, unit))).build().unwrap()
            }
            Time::OldMillis => at.with_converted_type(ConvertedType::TIMESTAMP_MILLIS).build().unwrap(),
        });
        let fraction = if self.double { Physical::DOUBLE } else { Physical::FLOAT };
        fields.extend(["affect", "remembered"].map(|name| self.field(name, fraction).build().unwrap()));
        let fields = fields.into_iter().map(Arc::new).collect();
        Arc::new(Type::group_type_builder("moments").with_fields(fields).build().unwrap())
    }

    fn whole_field(&self, name: &str, kind: Kind) -> Type {
        let (physical, logical) = match kind {
            Kind::Int32 => (Physical::INT32, None),
            Kind::Int64 => (Physical::INT64, None),
            Kind::UInt32 => (Physical::INT32, Some(LogicalType::integer(32, false))),
            Kind::UInt64 => (Physical::INT64, Some(LogicalType::integer(64, false))),
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        self.field(name, physical).with_logical_type(logical).build().unwrap()
    }

    fn field<'a>(
        &self,
        name: &'a str,
        physical: Physical,
    ) -> parquet::schema::types::PrimitiveTypeBuilder<'a> {
        let repetition = if self.nullable { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        Type::primitive_type_builder(name, physical).with_repetition(repetition)
    }

    fn properties(&self) -> WriterProperties {
        let mut properties = WriterProperties::builder()
            .set_writer_version(self.version)
            .set_compression(self.compression)
            .set_dictionary_enabled(self.dictionary)
            .set_dictionary_page_size_limit(self.dictionary_bytes)
            .set_data_page_row_count_limit(self.page_rows)
            .set_write_batch_size(self.page_rows);
        for (column, encoding) in &self.encodings {
            properties = encoded(properties, column, *encoding);
        }
        properties.build()
    }
}

fn encoded(properties: WriterPropertiesBuilder, column: &str, encoding: Encoding) -> WriterPropertiesBuilder {
    let column = ColumnPath::from(column);
    properties.set_column_dictionary_enabled(column.clone(), false).set_column_encoding(column, encoding)
}

fn number<N: std::str::FromStr>(text: String) -> N {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no number of this kind"))
}

fn text(value: &str) -> ByteArray {
    value.into()
}
