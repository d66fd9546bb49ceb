//! Parquet files that lie: written by hand, so that every number in them can be any number.

use super::{error, everything, good, place};
use lake::Options;

const INT32: i32 = 1;
const INT64: i32 = 2;
const FLOAT: i32 = 4;
const PLAIN: i32 = 0;
const DELTA_BINARY_PACKED: i32 = 5;
const RLE_DICTIONARY: i32 = 8;
const UNCOMPRESSED: i32 = 0;
const SNAPPY: i32 = 1;
const ZSTD: i32 = 6;
const LZ4_RAW: i32 = 7;

/// Thrift's compact protocol, as far as Parquet's headers need it.
#[derive(Default)]
struct Thrift {
    bytes: Vec<u8>,
    field: u8,
}

impl Thrift {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn begin(&mut self, field: u8, kind: u8) {
        self.bytes.push((field - self.field) << 4 | kind);
        self.field = field;
    }

    fn zigzag(&mut self, value: i64) {
        self.varint((value << 1 ^ value >> 63) as u64);
    }

    fn int(mut self, field: u8, value: i32) -> Self {
        self.begin(field, 5);
        self.zigzag(value.into());
        self
    }

    fn long(mut self, field: u8, value: i64) -> Self {
        self.begin(field, 6);
        self.zigzag(value);
        self
    }

    fn text(mut self, field: u8, value: &str) -> Self {
        self.begin(field, 8);
        self.varint(value.len() as u64);
        self.bytes.extend(value.bytes());
        self
    }

    fn list(mut self, field: u8, kind: u8, items: &[Vec<u8>]) -> Self {
        self.begin(field, 9);
        self.bytes.push((items.len() as u8) << 4 | kind);
        self.bytes.extend(items.concat());
        self
    }

    fn put(mut self, field: u8, inner: Self) -> Self {
        self.begin(field, 12);
        self.bytes.extend(inner.end());
        self
    }

    fn end(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

fn thrift() -> Thrift {
    Thrift::default()
}

/// A page with what its header says.
#[derive(Clone)]
struct Page {
    dictionary: bool,
    values: i32,
    encoding: i32,
    unpacked: i32,
    packed: i32,
    body: Vec<u8>,
}

fn page(dictionary: bool, values: i32, encoding: i32, body: Vec<u8>) -> Page {
    let size = body.len() as i32;
    Page { dictionary, values, encoding, unpacked: size, packed: size, body }
}

impl Page {
    fn bytes(&self) -> Vec<u8> {
        let header =
            thrift().int(1, if self.dictionary { 2 } else { 0 }).int(2, self.unpacked).int(3, self.packed);
        let inner = thrift().int(1, self.values).int(2, self.encoding);
        let header =
            if self.dictionary { header.put(7, inner) } else { header.put(5, inner.int(3, 3).int(4, 3)) };
        [header.end(), self.body.clone()].concat()
    }
}

/// A column with what the end of the file says of it.
#[derive(Clone)]
struct Column {
    name: &'static str,
    physical: i32,
    codec: i32,
    pages: Vec<Page>,
    encodings: Vec<i32>,
    values: i64,
    length: Option<i64>,
    start: Option<i64>,
}

/// Three columns and so many rows.
struct File {
    columns: Vec<Column>,
    rows: i64,
}

/// A table of so many visits of one moment each, without a lie.
fn honest(rows: i32) -> File {
    let column = |name, physical, page: Page| Column {
        name,
        physical,
        codec: UNCOMPRESSED,
        encodings: vec![page.encoding],
        pages: vec![page],
        values: rows.into(),
        length: None,
        start: None,
    };
    let visits = (0..i64::from(rows)).flat_map(i64::to_le_bytes).collect();
    let affects = (0..rows).flat_map(|row| (row as f32 / 1e3).to_le_bytes()).collect();
    let touchpoints = (0..rows).flat_map(|row| (row % 4).to_le_bytes()).collect();
    let columns = vec![
        column("visit", INT64, page(false, rows, PLAIN, visits)),
        column("touchpoint", INT32, page(false, rows, PLAIN, touchpoints)),
        column("affect", FLOAT, page(false, rows, PLAIN, affects)),
    ];
    File { columns, rows: rows.into() }
}

/// The same, with touchpoints in a dictionary of four and codes of two bits that `codes` gives.
fn coded(rows: i32, codes: Vec<u8>) -> File {
    let mut file = honest(rows);
    let entries = (0..4).flat_map(i32::to_le_bytes).collect();
    file.columns[1].pages = vec![page(true, 4, PLAIN, entries), page(false, rows, RLE_DICTIONARY, codes)];
    file.columns[1].encodings = vec![PLAIN, RLE_DICTIONARY];
    file
}

impl File {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"PAR1".to_vec();
        let chunks: Vec<Vec<u8>> = self
            .columns
            .iter()
            .map(|column| {
                let begin = bytes.len() as i64;
                let first = column.pages[0].bytes().len() as i64;
                bytes.extend(column.pages.iter().flat_map(Page::bytes));
                let start = column.start.unwrap_or(begin);
                let length = column.length.unwrap_or(bytes.len() as i64 - begin);
                let encodings: Vec<Vec<u8>> =
                    column.encodings.iter().map(|it| vec![(*it as u8) << 1]).collect();
                let name = [&[column.name.len() as u8], column.name.as_bytes()].concat();
                let meta = thrift()
                    .int(1, column.physical)
                    .list(2, 5, &encodings)
                    .list(3, 8, &[name])
                    .int(4, column.codec)
                    .long(5, column.values)
                    .long(6, length)
                    .long(7, length);
                let meta = match column.pages[0].dictionary {
                    true => meta.long(9, start + first).long(11, start),
                    false => meta.long(9, start),
                };
                thrift().long(2, begin).put(3, meta).end()
            })
            .collect();
        let root = thrift().text(4, "moments").int(5, self.columns.len() as i32).end();
        let leaves = self
            .columns
            .iter()
            .map(|column| thrift().int(1, column.physical).int(3, 0).text(4, column.name).end());
        let schema: Vec<Vec<u8>> = std::iter::once(root).chain(leaves).collect();
        let group = thrift().list(1, 12, &chunks).long(2, 1000).long(3, self.rows).end();
        let end = thrift().int(1, 1).list(2, 12, &schema).long(3, self.rows).list(4, 12, &[group]).end();
        bytes.extend(&end);
        bytes.extend((end.len() as u32).to_le_bytes());
        bytes.extend(b"PAR1");
        bytes
    }

    /// What is said of it; it must not be read.
    fn refused(&self) -> String {
        let table = place("liar.parquet", self.bytes());
        let alone = error(&table.file, &everything());
        assert_eq!(error(&table.file, &Options { threads: 4, ..everything() }), alone);
        assert!(alone.starts_with("liar.parquet, "), "{alone}");
        alone
    }
}

#[test]
fn without_a_lie_the_file_is_read() {
    assert_eq!(good(&place("t.parquet", honest(100).bytes()).file).len(), 100);
    // two bits a code; one run of 60 threes, then five packed groups of eight
    let codes = [vec![2, 60 << 1, 3, 5 << 1 | 1], vec![0b1110_0100; 10]].concat();
    let visits = good(&place("t.parquet", coded(100, codes).bytes()).file);
    assert_eq!(
        (visits.len(), visits[0].moments[0].0.as_str(), visits[61].moments[0].0.as_str()),
        (100, "3", "1")
    );
}

#[test]
fn a_page_of_more_values_than_it_has_is_refused() {
    for values in [101, i32::MAX, -1, i32::MIN] {
        for column in 0..3 {
            let mut file = honest(100);
            file.columns[column].pages[0].values = values;
            file.rows = 200;
            file.refused();
            file.rows = i64::MAX;
            file.refused();
        }
    }
}

#[test]
fn a_dictionary_of_billions_that_has_four_is_refused() {
    for entries in [5, i32::MAX, -1] {
        let mut file = coded(100, vec![2, 100 << 1 & 0x7f | 0x80, 1, 3]);
        file.columns[1].pages[0].values = entries;
        assert!(file.refused().contains("row group 1"));
    }
}

#[test]
fn runs_of_billions_end_where_the_rows_end() {
    // 2³¹ threes in two bits
    let endless = vec![2, 0x80, 0x80, 0x80, 0x80, 0x10, 3];
    assert_eq!(good(&place("t.parquet", coded(100, endless.clone()).bytes()).file).len(), 100);
    let mut more = coded(100, endless);
    more.rows = 1 << 40;
    assert!(more.refused().contains("column `visit` ends"), "the other columns have a hundred rows");
}

#[test]
fn runs_that_are_longer_than_their_page_are_refused() {
    for codes in [
        vec![],
        vec![2],
        vec![2, 0x80],
        vec![2, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
        vec![2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        vec![2, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3],
        vec![2, 0],
        vec![33, 4, 0, 0, 0],
        vec![255, 200, 1, 0],
        vec![32, 200, 1, 0xff, 0xff, 0xff, 0xff],
    ] {
        assert!(coded(100, codes.clone()).refused().contains("row group 1"), "{codes:?}");
    }
}

#[test]
fn codes_beyond_the_dictionary_are_refused() {
    let mut file = coded(100, vec![3, 0xc8, 1, 4]);
    assert!(file.refused().contains("a page names a value that its dictionary does not have"));
    file.columns[1].pages.remove(0);
    assert!(file.refused().contains("row group 1"));
}

#[test]
fn a_page_in_an_encoding_that_its_column_does_not_announce_is_refused() {
    for encoding in [DELTA_BINARY_PACKED, 2, 3, 4, 6, 7, 9, 77] {
        let mut file = coded(100, vec![2, 0xc8, 1, 3]);
        file.columns[1].pages[1].encoding = encoding;
        if encoding != 2 {
            assert!(file.refused().contains("row group 1"), "{encoding}");
        }
    }
}

#[test]
fn sizes_that_would_fill_the_memory_are_refused() {
    for codec in [UNCOMPRESSED, SNAPPY, LZ4_RAW, ZSTD] {
        for (unpacked, packed) in
            [(i32::MAX, 800), (800, i32::MAX), (i32::MAX, i32::MAX), (-1, 800), (800, -1)]
        {
            let mut file = honest(100);
            file.columns[0].codec = codec;
            (file.columns[0].pages[0].unpacked, file.columns[0].pages[0].packed) = (unpacked, packed);
            if (codec, packed) == (UNCOMPRESSED, 800) {
                continue;
            }
            let said = file.refused();
            if matches!(codec, SNAPPY | LZ4_RAW) && (unpacked, packed) == (i32::MAX, 800) {
                assert!(said.contains("a page of 800 bytes says that it unpacks to 2147483647"), "{said}");
            }
        }
    }
}

#[test]
fn columns_that_lie_outside_the_file_are_refused_and_lengths_are_no_matter_where_the_rows_are_there() {
    for start in [-1, i64::MIN, 1 << 40, i64::MAX] {
        let mut file = honest(100);
        file.columns[0].start = Some(start);
        file.refused();
    }
    for length in [-1, i64::MIN, 0, 1, 1 << 20] {
        let mut file = honest(100);
        file.columns[2].length = Some(length);
        file.refused();
    }
    for length in [1 << 40, i64::MAX] {
        let mut file = honest(100);
        file.columns[2].length = Some(length);
        assert_eq!(good(&place("t.parquet", file.bytes()).file).len(), 100);
    }
}

#[test]
fn row_groups_of_fewer_than_no_rows_are_empty() {
    for rows in [0, -1, i64::MIN] {
        let mut file = honest(100);
        file.rows = rows;
        let table = place("t.parquet", file.bytes());
        assert_eq!(
            error(&table.file, &everything()),
            "t.parquet is empty; a table needs a header line and at least one row"
        );
    }
}

#[test]
fn the_end_of_the_file_may_say_anything() {
    let honest = honest(10).bytes();
    let end = honest.len() - 8;
    for length in [0, 1, 7, 200, 0x7fff_ffff, u32::MAX] {
        let mut bytes = honest.clone();
        bytes[end..end + 4].copy_from_slice(&length.to_le_bytes());
        let said = error(&place("t.parquet", bytes).file, &everything());
        assert!(said.starts_with("t.parquet, the end of the file: the Parquet data are damaged"), "{said}");
    }
}
