//! Walks down one column of a row group, page by page.
//!
//! The two encodings in which nearly every number and name is written, plain and dictionary, are decoded here
//! straight into what the caller wants: a dictionary's entries are turned once, not once a row, so a column of names
//! costs no more than one of numbers. All other encodings go through the library's readers.

use super::hybrid::{Hybrid, Sink};
use bytes::Bytes;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::DataType;
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescPtr;

/// A value as the file has it.
pub(super) enum Raw<'a> {
    Short(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    Bytes(&'a [u8]),
}

/// Where a column is being read.
pub(super) enum Cursor<V> {
    Quick(Box<Quick<V>>),
    Stock(Box<Stock>),
}

impl<V: Copy> Cursor<V> {
    /// A cursor at the start of a column; `encodings` are those that the column's chunk declares.
    pub fn new(
        column: ColumnDescPtr,
        pages: Box<dyn PageReader>,
        mut encodings: impl Iterator<Item = Encoding>,
    ) -> Self {
        let quick = |encoding| {
            matches!(
                encoding,
                // RLE is that of the levels: no column of these types has values in it
                Encoding::PLAIN | Encoding::RLE | Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY
            )
        };
        let known = matches!(
            column.physical_type(),
            Physical::INT32 | Physical::INT64 | Physical::FLOAT | Physical::DOUBLE | Physical::BYTE_ARRAY
        );
        if known && column.max_def_level() <= 1 && column.max_rep_level() == 0 && encodings.all(quick) {
            Self::Quick(Box::new(Quick {
                pages,
                physical: column.physical_type(),
                optional: column.max_def_level() == 1,
                dictionary: Vec::new(),
                left: 0,
                present: None,
                values: Values::Plain(Bytes::new()),
            }))
        } else {
            let optional = column.max_def_level() > 0;
            let full = column.max_def_level();
            Self::Stock(Box::new(Stock {
                reader: get_column_reader(column, pages),
                optional,
                full,
                levels: Vec::new(),
            }))
        }
    }

    /// Appends the next `count` values, or fewer at the end; what is absent becomes `absent`.
    pub fn read(
        &mut self,
        count: usize,
        absent: V,
        out: &mut Vec<V>,
        turn: &mut impl FnMut(Raw<'_>) -> V,
    ) -> Result<usize> {
        match self {
            Self::Quick(quick) => quick.read(count, absent, out, turn),
            Self::Stock(stock) => stock.read(count, absent, out, turn),
        }
    }
}

/// A column in the plain or the dictionary encoding.
pub(super) struct Quick<V> {
    pages: Box<dyn PageReader>,
    physical: Physical,
    optional: bool,
    dictionary: Vec<V>,
    /// Rows left in the page.
    left: usize,
    /// Which rows of the page have a value; `None` = all.
    present: Option<Hybrid>,
    values: Values,
}

enum Values {
    /// The values themselves.
    Plain(Bytes),
    /// Their places in the dictionary.
    Coded(Hybrid),
}

impl<V: Copy> Quick<V> {
    fn read(
        &mut self,
        count: usize,
        absent: V,
        out: &mut Vec<V>,
        turn: &mut impl FnMut(Raw<'_>) -> V,
    ) -> Result<usize> {
        let mut got = 0;
        while got < count {
            if self.left == 0 && !self.next_page(turn)? {
                break;
            }
            let now = self.left.min(count - got);
            match &mut self.present {
                None => self.values.take(now, self.physical, &self.dictionary, out, turn)?,
                Some(levels) => {
                    let mut present = Present(Vec::with_capacity(now));
                    levels.take(now, &mut present)?;
                    let some = present.0.iter().filter(|present| **present).count();
                    let mut values = Vec::with_capacity(some);
                    self.values.take(some, self.physical, &self.dictionary, &mut values, turn)?;
                    let mut values = values.into_iter();
                    out.extend(
                        present.0.iter().map(
                            |present| {
                                if *present { values.next().unwrap_or(absent) } else { absent }
                            },
                        ),
                    );
                }
            }
            self.left -= now;
            got += now;
        }
        Ok(got)
    }

    /// Goes to the next page with values; false at the end of the column.
    fn next_page(&mut self, turn: &mut impl FnMut(Raw<'_>) -> V) -> Result<bool> {
        loop {
            match self.pages.get_next_page()? {
                None => return Ok(false),
                Some(Page::DictionaryPage { buf, num_values, .. }) => {
                    self.dictionary.clear();
                    let mut plain = Values::Plain(buf);
                    plain.take(num_values as usize, self.physical, &[], &mut self.dictionary, turn)?;
                }
                Some(Page::DataPage { buf, num_values, encoding, .. }) => {
                    let (levels, values) = if self.optional {
                        let length =
                            buf.get(..4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
                        let end = length.map(|length| length as usize + 4).filter(|end| *end <= buf.len());
                        let end = end.ok_or_else(|| eof("a page ends within its levels"))?;
                        (Some(buf.slice(4..end)), buf.slice(end..))
                    } else {
                        (None, buf)
                    };
                    self.begin(levels, values, num_values as usize, encoding)?;
                }
                Some(Page::DataPageV2 {
                    buf,
                    num_values,
                    encoding,
                    def_levels_byte_len,
                    rep_levels_byte_len,
                    ..
                }) => {
                    let from = rep_levels_byte_len as usize;
                    let to = from + def_levels_byte_len as usize;
                    if to > buf.len() {
                        return Err(eof("a page ends within its levels"));
                    }
                    let levels = self.optional.then(|| buf.slice(from..to));
                    self.begin(levels, buf.slice(to..), num_values as usize, encoding)?;
                }
            }
            if self.left > 0 {
                return Ok(true);
            }
        }
    }

    fn begin(&mut self, levels: Option<Bytes>, values: Bytes, rows: usize, encoding: Encoding) -> Result<()> {
        self.left = rows;
        self.present = match levels {
            None => None,
            Some(levels) => {
                let mut levels = Hybrid::new(levels, 1)?;
                if rows == 0 || levels.repeats_first(1)? >= rows { None } else { Some(levels) }
            }
        };
        self.values = match encoding {
            Encoding::PLAIN => Values::Plain(values),
            // nothing but absences
            _ if values.is_empty() => Values::Plain(values),
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => {
                Values::Coded(Hybrid::new(values.slice(1..), values[0])?)
            }
            other => {
                return Err(ParquetError::General(format!(
                    "a page in the encoding {other}, which its column does not announce"
                )));
            }
        };
        Ok(())
    }
}

impl Values {
    fn take<V: Copy>(
        &mut self,
        count: usize,
        physical: Physical,
        dictionary: &[V],
        out: &mut Vec<V>,
        turn: &mut impl FnMut(Raw<'_>) -> V,
    ) -> Result<()> {
        let plain = match self {
            Self::Coded(codes) => return codes.take(count, &mut Lookup { dictionary, out }),
            Self::Plain(plain) => plain,
        };
        let size = match physical {
            Physical::INT32 | Physical::FLOAT => 4,
            Physical::INT64 | Physical::DOUBLE => 8,
            _ => {
                for _ in 0..count {
                    let length =
                        plain.get(..4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
                    let end = length.map(|length| length as usize + 4).filter(|end| *end <= plain.len());
                    let end = end.ok_or_else(|| eof("a page ends within a text"))?;
                    out.push(turn(Raw::Bytes(&plain[4..end])));
                    *plain = plain.slice(end..);
                }
                return Ok(());
            }
        };
        let length = count.checked_mul(size).filter(|length| *length <= plain.len());
        let bytes = plain.split_to(length.ok_or_else(|| eof("a page ends before its values do"))?);
        let short = |bytes: &[u8]| bytes.try_into().map_or([0; 4], |bytes| bytes);
        let long = |bytes: &[u8]| bytes.try_into().map_or([0; 8], |bytes| bytes);
        match physical {
            Physical::INT32 => {
                out.extend(
                    bytes.chunks_exact(4).map(|bytes| turn(Raw::Short(i32::from_le_bytes(short(bytes))))),
                );
            }
            Physical::FLOAT => {
                out.extend(
                    bytes.chunks_exact(4).map(|bytes| turn(Raw::Float(f32::from_le_bytes(short(bytes))))),
                );
            }
            Physical::INT64 => {
                out.extend(
                    bytes.chunks_exact(8).map(|bytes| turn(Raw::Long(i64::from_le_bytes(long(bytes))))),
                );
            }
            _ => {
                out.extend(
                    bytes.chunks_exact(8).map(|bytes| turn(Raw::Double(f64::from_le_bytes(long(bytes))))),
                );
            }
        }
        Ok(())
    }
}

fn eof(what: &str) -> ParquetError {
    ParquetError::EOF(what.to_owned())
}

/// Puts a dictionary's entries in the place of their numbers.
struct Lookup<'a, V> {
    dictionary: &'a [V],
    out: &'a mut Vec<V>,
}

impl<V: Copy> Sink for Lookup<'_, V> {
    #[inline]
    fn same(&mut self, number: u32, count: usize) -> Result<()> {
        let value = *self.dictionary.get(number as usize).ok_or_else(unknown)?;
        self.out.extend(std::iter::repeat_n(value, count));
        Ok(())
    }

    #[inline]
    fn some(&mut self, numbers: &[u32]) -> Result<()> {
        let Some(highest) = numbers.iter().copied().max() else { return Ok(()) };
        if highest as usize >= self.dictionary.len() {
            return Err(unknown());
        }
        self.out.extend(numbers.iter().map(|number| self.dictionary[*number as usize]));
        Ok(())
    }
}

fn unknown() -> ParquetError {
    ParquetError::General("a page names a value that its dictionary does not have".to_owned())
}

struct Present(Vec<bool>);

impl Sink for Present {
    fn same(&mut self, number: u32, count: usize) -> Result<()> {
        self.0.extend(std::iter::repeat_n(number == 1, count));
        Ok(())
    }

    fn some(&mut self, numbers: &[u32]) -> Result<()> {
        self.0.extend(numbers.iter().map(|number| *number == 1));
        Ok(())
    }
}

/// A column in an encoding that is left to the library.
pub(super) struct Stock {
    reader: ColumnReader,
    optional: bool,
    full: i16,
    levels: Vec<i16>,
}

impl Stock {
    fn read<V: Copy>(
        &mut self,
        count: usize,
        absent: V,
        out: &mut Vec<V>,
        turn: &mut impl FnMut(Raw<'_>) -> V,
    ) -> Result<usize> {
        let (levels, full) = (&mut self.levels, self.optional.then_some(self.full));
        match &mut self.reader {
            ColumnReader::Int32ColumnReader(reader) => {
                stock(reader, count, levels, full, absent, out, &mut |value| turn(Raw::Short(*value)))
            }
            ColumnReader::Int64ColumnReader(reader) => {
                stock(reader, count, levels, full, absent, out, &mut |value| turn(Raw::Long(*value)))
            }
            ColumnReader::FloatColumnReader(reader) => {
                stock(reader, count, levels, full, absent, out, &mut |value| turn(Raw::Float(*value)))
            }
            ColumnReader::DoubleColumnReader(reader) => {
                stock(reader, count, levels, full, absent, out, &mut |value| turn(Raw::Double(*value)))
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                stock(reader, count, levels, full, absent, out, &mut |value| turn(Raw::Bytes(value.data())))
            }
            _ => Err(ParquetError::General("a column of a type that was not asked for".to_owned())),
        }
    }
}

fn stock<T: DataType, V: Copy>(
    reader: &mut ColumnReaderImpl<T>,
    count: usize,
    levels: &mut Vec<i16>,
    full: Option<i16>,
    absent: V,
    out: &mut Vec<V>,
    turn: &mut impl FnMut(&T::T) -> V,
) -> Result<usize> {
    levels.clear();
    let mut values = Vec::with_capacity(count);
    let mut rows = 0;
    while rows < count {
        let (more, _, _) = reader.read_records(count - rows, Some(levels), None, &mut values)?;
        if more == 0 {
            break;
        }
        rows += more;
    }
    let mut values = values.iter();
    match full {
        None => out.extend(values.map(turn)),
        Some(full) => {
            out.extend(
                levels.iter().map(|level| {
                    if *level == full { values.next().map_or(absent, &mut *turn) } else { absent }
                }),
            )
        }
    }
    Ok(rows)
}
