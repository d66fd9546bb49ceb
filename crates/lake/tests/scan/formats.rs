//! The same visits come out of a table, however it is written.

use super::parquet_tables::{Kind, Shape, Time};
use super::rows::{MORNING_US, Row, named, network};
use super::text_tables::{csv, gzipped, utf16};
use super::{Seen, error, everything, good, naive, place, read};
use lake::{Column, Moment, Options, VisitId, Writer};
use parquet::basic::{Compression, Encoding, GzipLevel, TimeUnit, ZstdLevel};
use parquet::file::properties::WriterVersion;

fn expected(rows: &[Row]) -> Vec<Seen> {
    let (visits, rejected) = naive::visits(rows);
    assert_eq!(rejected, 0);
    visits
}

fn reads_back(shape: &Shape, rows: &[Row]) {
    assert_eq!(good(&place("moments", shape.bytes(rows)).file), expected(rows));
}

#[test]
fn plain_and_dictionary_pages_of_both_versions_read_alike() {
    let rows = named(network(60));
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        for nullable in [false, true] {
            for dictionary in [false, true] {
                reads_back(&Shape { version, nullable, dictionary, ..Shape::default() }, &rows);
            }
        }
    }
}

#[test]
fn every_compression_reads_alike() {
    let rows = named(network(40));
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            reads_back(&Shape { compression, version, nullable: true, ..Shape::default() }, &rows);
        }
    }
}

#[test]
fn delta_and_byte_stream_split_encodings_read_alike() {
    let rows = named(network(60));
    let encodings = vec![
        ("visit", Encoding::DELTA_BINARY_PACKED),
        ("seq", Encoding::DELTA_BINARY_PACKED),
        ("hall", Encoding::DELTA_BYTE_ARRAY),
        ("purpose", Encoding::DELTA_LENGTH_BYTE_ARRAY),
        ("touchpoint", Encoding::DELTA_BYTE_ARRAY),
        ("at", Encoding::BYTE_STREAM_SPLIT),
        ("affect", Encoding::BYTE_STREAM_SPLIT),
        ("remembered", Encoding::BYTE_STREAM_SPLIT),
    ];
    for nullable in [false, true] {
        let shape = Shape {
            version: WriterVersion::PARQUET_2_0,
            encodings: encodings.clone(),
            nullable,
            ..Shape::default()
        };
        reads_back(&shape, &rows);
        reads_back(&Shape { double: true, ids: Kind::Int32, ..shape }, &rows);
    }
}

#[test]
fn a_dictionary_that_is_given_up_midway_reads_alike() {
    let rows = named(network(400));
    for nullable in [false, true] {
        reads_back(&Shape { dictionary_bytes: 64, page_rows: 20, nullable, ..Shape::default() }, &rows);
    }
}

#[test]
fn a_dictionary_of_a_single_entry_reads_alike() {
    let mut rows = named(network(30));
    for row in &mut rows {
        (row.hall, row.purpose, row.affect) = ("one".to_owned(), String::new(), Some(0.5));
    }
    reads_back(&Shape { nullable: true, ..Shape::default() }, &rows);
    reads_back(&Shape { nullable: true, version: WriterVersion::PARQUET_2_0, ..Shape::default() }, &rows);
}

#[test]
fn whole_numbers_of_every_width_are_the_same_ids() {
    let rows = network(50);
    for kind in [Kind::Int32, Kind::Int64, Kind::UInt32, Kind::UInt64, Kind::Text] {
        for seq in [Kind::Int32, Kind::Int64, Kind::UInt32] {
            reads_back(&Shape { ids: kind, names: kind, seq, nullable: true, ..Shape::default() }, &rows);
        }
    }
}

#[test]
fn numbers_beyond_the_signed_ones_keep_their_meaning() {
    let mut rows = network(6);
    for row in &mut rows {
        row.hall = "3000000000".to_owned();
        row.seq += 2_500_000_000;
    }
    let shape = Shape { names: Kind::UInt32, seq: Kind::UInt32, nullable: true, ..Shape::default() };
    reads_back(&shape, &rows);
    let mut rows = network(6);
    rows.iter_mut().for_each(|row| row.visit = row.visit.map(|id| id + (1 << 63)));
    reads_back(&Shape { ids: Kind::UInt64, ..Shape::default() }, &rows);
}

#[test]
fn negative_visits_are_the_same_in_text_and_parquet() {
    let mut rows = network(8);
    rows.iter_mut().for_each(|row| row.visit = row.visit.map(|id| id.wrapping_sub(104)));
    let mut text = csv(&rows, ',');
    for id in 1..=4u64 {
        text = text.replace(&format!("\n{},", id.wrapping_neg()), &format!("\n-{id},"));
    }
    let visits = good(&place("negative.csv", text).file);
    assert_eq!(visits.len(), 8);
    for ids in [Kind::Int64, Kind::Int32] {
        assert_eq!(
            good(&place("negative.parquet", Shape { ids, ..Shape::default() }.bytes(&rows)).file),
            visits
        );
    }
}

#[test]
fn instants_of_every_unit_read_alike() {
    let rows = network(40);
    let units = [TimeUnit::MILLIS, TimeUnit::MICROS, TimeUnit::NANOS].map(|unit| Time::Stamp(unit, true));
    for time in units.into_iter().chain([Time::Plain, Time::OldMillis]) {
        reads_back(&Shape { time, nullable: true, ..Shape::default() }, &rows);
    }
}

#[test]
fn local_instants_need_a_zone_and_then_are_those_of_the_clock_there() {
    let rows = network(40);
    let mut local = rows.clone();
    local.iter_mut().for_each(|row| row.at_us += 8 * 3_600_000_000);
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let there = Options { zone: Some(zone), ..everything() };
    for unit in [TimeUnit::MILLIS, TimeUnit::MICROS, TimeUnit::NANOS] {
        let table = place(
            "local.parquet",
            Shape { time: Time::Stamp(unit, false), ..Shape::default() }.bytes(&local),
        );
        assert_eq!(read(&table.file, &there).unwrap().visits, expected(&rows));
        assert_eq!(
            error(&table.file, &everything()),
            "local.parquet, column `at`: time `local timestamps` has no zone; \
             say which one it is in, for instance --zone Asia/Shanghai"
        );
    }
    let utc = place(
        "utc.parquet",
        Shape { time: Time::Stamp(TimeUnit::MICROS, true), ..Shape::default() }.bytes(&rows),
    );
    assert_eq!(read(&utc.file, &there).unwrap().visits, expected(&rows), "an instant stays where it is");
}

#[test]
fn text_tables_of_every_kind_read_alike() {
    let rows = named(network(50));
    let visits = expected(&rows);
    for (delimiter, name) in [(',', "moments.csv"), ('\t', "moments.tsv"), (';', "moments.csv")] {
        let text = csv(&rows, delimiter);
        let crlf = text.replace('\n', "\r\n");
        let zstd = zstd::encode_all(text.as_bytes(), 3).unwrap();
        let quoted: String = text
            .lines()
            .map(|line| {
                line.split(delimiter)
                    .map(|field| format!("\"{field}\""))
                    .collect::<Vec<_>>()
                    .join(&delimiter.to_string())
                    + "\n"
            })
            .collect();
        for bytes in [
            text.clone().into_bytes(),
            text.trim_end_matches('\n').as_bytes().to_vec(),
            crlf.clone().into_bytes(),
            format!("\u{feff}{crlf}").into_bytes(),
            quoted.into_bytes(),
            gzipped(text.as_bytes()),
            gzipped(format!("\u{feff}{text}").as_bytes()),
            [gzipped(&text.as_bytes()[..300]), gzipped(&text.as_bytes()[300..])].concat(),
            zstd,
            utf16(&text, true),
            utf16(&crlf, false),
            gzipped(&utf16(&text, true)),
        ] {
            assert_eq!(good(&place(name, bytes).file), visits);
        }
    }
}

#[test]
fn what_the_writer_writes_reads_back_in_every_format() {
    for rows in [named(network(50)), network(50)] {
        let visits = expected(&rows);
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.parquet", "a.csv", "a.tsv", "a.csv.gz", "a.tsv.zst"] {
            let file = folder.path().join(name);
            let mut writer = Writer::create(&file, &Column::ALL).unwrap();
            for row in &rows {
                writer.push(&moment(row)).unwrap();
            }
            assert_eq!(writer.finish().unwrap(), rows.len() as u64);
            assert_eq!(good(&file), visits, "{name}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5, "nothing is left beside the files");
    }
}

fn moment(row: &Row) -> Moment<'_> {
    Moment {
        visit: VisitId::Number(row.visit.unwrap()),
        seq: row.seq,
        hall: &row.hall,
        purpose: &row.purpose,
        touchpoint: &row.touchpoint,
        staff: &row.staff,
        at_us: row.at_us,
        affect: row.affect.unwrap(),
        source: "rating",
        remembered: row.remembered,
    }
}

#[test]
fn visits_that_are_texts_are_the_same_in_every_format() {
    let rows = network(30);
    let folder = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    for name in ["a.parquet", "a.csv", "a.csv.zst"] {
        let file = folder.path().join(name);
        let mut writer = Writer::create(&file, &Column::ALL).unwrap();
        for row in &rows {
            let id = format!("甲-{:05}", row.visit.unwrap());
            writer.push(&Moment { visit: VisitId::Text(&id), ..moment(row) }).unwrap();
        }
        writer.finish().unwrap();
        seen.push(good(&file));
    }
    assert_eq!(seen[0].len(), 30);
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[test]
fn without_seq_the_instant_orders_and_without_both_the_file_does() {
    let text = "visit,touchpoint,affect,at\n1,b,0.5,2026-03-02T09:10:00Z\n1,a,-0.5,2026-03-02T09:05:00Z\n";
    let touchpoints = |text: &str| -> Vec<String> {
        good(&place("t.csv", text).file)[0].moments.iter().map(|moment| moment.0.clone()).collect()
    };
    assert_eq!(touchpoints(text), ["a", "b"]);
    assert_eq!(touchpoints("visit,touchpoint,affect\n1,b,0.5\n1,a,-0.5\n1,a,-0.5\n"), ["b", "a", "a"]);
}

#[test]
fn times_in_text_are_rfc_3339_local_or_microseconds() {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let there = Options { zone: Some(zone), ..everything() };
    let text = format!(
        "visit,touchpoint,affect,at\n1,a,0,2026-03-02T09:00:00+08:00\n2,a,0,2026-03-02 09:00:00\n\
         3,a,0,2026-03-02T01:00Z\n4,a,0,{MORNING_US}\n"
    );
    let visits = read(&place("t.csv", text).file, &there).unwrap().visits;
    assert_eq!(visits.iter().map(|visit| visit.moments[0].3).collect::<Vec<_>>(), [MORNING_US; 4]);
}
