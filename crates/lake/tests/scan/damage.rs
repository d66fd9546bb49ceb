//! Whatever the bytes, reading ends in visits or in an error.

use super::parquet_tables::{Kind, Shape};
use super::rows::{named, network};
use super::text_tables::{csv, gzipped, utf16};
use super::{everything, place, read};
use lake::Options;
use parquet::basic::{Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterVersion;
use proptest::prelude::*;
use std::sync::LazyLock;

/// Tables without a fault, in every format and encoding.
static SOUND: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let (plain, names) = (network(25), named(network(25)));
    let second = |shape| Shape { version: WriterVersion::PARQUET_2_0, nullable: true, ..shape };
    let shapes = [
        Shape { group_rows: 20, ..Shape::default() },
        Shape { compression: Compression::SNAPPY, nullable: true, ..Shape::default() },
        second(Shape { compression: Compression::ZSTD(ZstdLevel::default()), ..Shape::default() }),
        second(Shape { dictionary: false, double: true, ..Shape::default() }),
        second(Shape {
            compression: Compression::LZ4_RAW,
            dictionary_bytes: 40,
            group_rows: 30,
            ..Shape::default()
        }),
        Shape { compression: Compression::GZIP(GzipLevel::default()), ids: Kind::Text, ..Shape::default() },
        second(Shape {
            encodings: vec![
                ("visit", Encoding::DELTA_BINARY_PACKED),
                ("hall", Encoding::DELTA_BYTE_ARRAY),
                ("touchpoint", Encoding::DELTA_LENGTH_BYTE_ARRAY),
                ("affect", Encoding::BYTE_STREAM_SPLIT),
            ],
            ..Shape::default()
        }),
    ];
    let parquet = shapes.iter().map(|shape| shape.bytes(&names));
    let text = csv(&names, ',');
    let texts = [
        text.clone().into_bytes(),
        csv(&plain, '\t').replace('\n', "\r\n").into_bytes(),
        gzipped(text.as_bytes()),
        zstd::encode_all(text.as_bytes(), 1).unwrap(),
        utf16(&text, true),
    ];
    parquet
        .chain(texts)
        .chain([Shape { names: Kind::UInt32, ids: Kind::UInt32, nullable: true, ..Shape::default() }
            .bytes(&plain)])
        .collect()
});

/// Reads in several ways and checks what must hold of any result.
fn reads(bytes: &[u8]) {
    let table = place("any", bytes);
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").ok();
    let alone = read(&table.file, &Options { zone: zone.clone(), ..everything() });
    let several = read(&table.file, &Options { zone, threads: 3, rows_in_memory: 5, ..everything() });
    match (alone, several) {
        (Ok(alone), Ok(several)) => {
            assert_eq!(alone.visits, several.visits);
            assert_eq!(alone.rejects, several.rejects);
            for visit in &alone.visits {
                assert!(visit.moments.iter().all(|moment| f32::from_bits(moment.1).abs() <= 1.0));
            }
        }
        (Err(alone), Err(several)) => assert_eq!(alone.to_string(), several.to_string()),
        (alone, several) => panic!("threads decide: {alone:?}, {several:?}"),
    }
}

proptest! {
    // PROPTEST_CASES asks for more of them
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_visits_or_an_error(bytes: Vec<u8>, kind in 0u8..5) {
        let start: &[u8] = match kind {
            0 => b"PAR1",
            1 => b"visit,touchpoint,affect\n",
            2 => b"\x1f\x8b",
            3 => b"\x28\xb5\x2f\xfd",
            _ => b"",
        };
        let end: &[u8] = if kind == 0 { b"PAR1" } else { b"" };
        reads(&[start, &bytes, end].concat());
    }

    #[test]
    fn damaged_tables_are_visits_or_an_error(
        which: prop::sample::Index,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..6),
        cut: Option<prop::sample::Index>,
    ) {
        let mut bytes = which.get(&SOUND[..]).clone();
        for (place, change, how) in changes {
            let place = place.index(bytes.len());
            match how {
                0 => bytes[place] = change,
                1 => bytes[place] ^= 1 << (change % 8),
                2 => drop(bytes.drain(place..(place + usize::from(change % 9)).min(bytes.len()))),
                _ => bytes.insert(place, change),
            }
            if bytes.is_empty() {
                break;
            }
        }
        // every other time at the end, where Parquet keeps what it knows of itself
        if let Some(cut) = cut.filter(|_| bytes.len() > 1) {
            bytes.truncate(cut.index(bytes.len()));
        }
        reads(&bytes);
    }

    #[test]
    fn a_damaged_end_of_parquet_is_visits_or_an_error(
        which in 0usize..7, changes in prop::collection::vec((0usize..600, any::<u8>()), 1..4),
    ) {
        let mut bytes = SOUND[which].clone();
        let length = bytes.len();
        for (back, change) in changes {
            bytes[length - 1 - 8 - back % (length - 8)] = change;
        }
        reads(&bytes);
    }
}

#[test]
fn a_table_cut_off_anywhere_is_visits_or_an_error() {
    for sound in &SOUND[..] {
        for length in (0..sound.len()).step_by(1 + sound.len() / 60) {
            reads(&sound[..length]);
        }
    }
}

#[test]
fn a_parquet_table_cut_off_anywhere_is_an_error() {
    for sound in SOUND.iter().filter(|bytes| bytes.starts_with(b"PAR1")) {
        for length in (0..sound.len()).step_by(1 + sound.len() / 100) {
            assert!(read(&place("cut.parquet", &sound[..length]).file, &everything()).is_err());
        }
    }
}
