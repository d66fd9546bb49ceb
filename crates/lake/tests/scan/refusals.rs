//! What cannot be a table of moments, or a moment, and how that is said.

use super::parquet_tables::{Kind, Shape};
use super::rows::{named, network};
use super::{error, everything, good, place, read};
use lake::{Beside, Options};
use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::Int64Type;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io::Write;
use std::sync::Arc;

fn said(name: &str, bytes: impl AsRef<[u8]>) -> String {
    error(&place(name, bytes).file, &everything())
}

fn rejected(text: &str) -> Vec<String> {
    read(&place("t.csv", text).file, &everything()).unwrap().rejects
}

#[test]
fn a_header_without_rows_is_empty_in_every_format() {
    let empty = "is empty; a table needs a header line and at least one row";
    for text in [
        "",
        "\n\n",
        " \r\n",
        "visit,touchpoint,affect\n",
        "\u{feff}visit,touchpoint,affect",
        "visit,touchpoint,affect\n\n\n",
    ] {
        assert_eq!(said("t.csv", text), format!("t.csv {empty}"), "{text:?}");
    }
    assert_eq!(said("t.parquet", Shape::default().bytes(&[])), format!("t.parquet {empty}"));
}

/// A Parquet file whose `affect` or `at` is a whole number with this meaning.
fn meaning(column: &str, meaning: LogicalType) -> Vec<u8> {
    let names = ["visit", "touchpoint", "affect", "at"];
    let fields = names.map(|name| {
        let field = Type::primitive_type_builder(name, Physical::INT64).with_repetition(Repetition::REQUIRED);
        let precision = if matches!(meaning, LogicalType::Decimal(_)) { 9 } else { -1 };
        let field = match name == column {
            true => field
                .with_logical_type(Some(meaning.clone()))
                .with_precision(precision)
                .with_scale(precision.min(2)),
            false => field,
        };
        Arc::new(field.build().unwrap())
    });
    let schema = Arc::new(Type::group_type_builder("moments").with_fields(fields.to_vec()).build().unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    while let Some(mut column) = group.next_column().unwrap() {
        column.typed::<Int64Type>().write_batch(&[1, 1], None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn whole_numbers_that_mean_something_else_are_refused() {
    let decimal = said("t.parquet", meaning("affect", LogicalType::decimal(2, 9)));
    assert_eq!(
        decimal,
        "t.parquet: column `affect` holds decimals of fixed scale; it must hold numbers in [-1, 1], single or double"
    );
    let time = said("t.parquet", meaning("at", LogicalType::time(true, TimeUnit::MICROS)));
    assert_eq!(
        time,
        "t.parquet: column `at` holds times of day; it must hold timestamps, or whole microseconds since 1970"
    );
}

#[test]
fn rows_that_lack_what_they_need_are_rejected_in_parquet_too() {
    let mut rows = named(network(5));
    rows[0].visit = None;
    rows[1].touchpoint = String::new();
    rows[4].affect = None;
    rows[6].affect = Some(1.5);
    let shape = Shape { nullable: true, ids: Kind::Int64, ..Shape::default() };
    let read = read(&place("t.parquet", shape.bytes(&rows)).file, &everything()).unwrap();
    assert_eq!(
        read.rejects,
        [
            "1 visit `` no_visit",
            "2 touchpoint `` no_touchpoint",
            "5 affect `` no_affect",
            "7 affect `1.5` off_scale"
        ]
    );
}

#[test]
fn times_that_no_calendar_has_are_rejected() {
    let rows = format!("visit,touchpoint,affect,at\n1,a,0,{}\n1,b,0,{}\n2,a,0,0\n", i64::MAX, i64::MIN + 1);
    let rejects = rejected(&rows);
    assert_eq!(
        rejects,
        [format!("2 at `{}` bad_time", i64::MAX), format!("3 at `{}` bad_time", i64::MIN + 1)]
    );
    let mut rows = named(network(3));
    (rows[0].at_us, rows[5].at_us) = (i64::MAX, i64::MIN + 1);
    let read = read(&place("t.parquet", Shape::default().bytes(&rows)).file, &everything()).unwrap();
    assert_eq!(
        read.rejects,
        [format!("1 at `{}` bad_time", i64::MAX), format!("6 at `{}` bad_time", i64::MIN + 1)]
    );
}

#[test]
fn a_quotation_mark_that_is_never_closed_does_not_swallow_the_table() {
    let rest = "2,b,0.1\n".repeat(20_000);
    let text = format!("visit,touchpoint,affect\n1,a,0.5\n1,\"b,0.5\n{rest}");
    assert_eq!(
        said("t.csv", text.as_str()),
        "t.csv, line 3: a quotation mark opens a field here that is never closed, so the rest of the file is within \
         it; close it, or double the marks that belong to the text"
    );
    assert_eq!(
        said("t.csv", format!("{text}\",0.5\n")),
        "t.csv, line 3: a quotation mark opens a field that goes on for more than 1000 lines; close it, or double the \
         marks that belong to the text"
    );
}

#[test]
fn a_field_in_quotes_may_have_lines() {
    let read = read(&place("t.csv", "visit,touchpoint,affect\n1,\"a\nb\",0.5\n1,c,x\n").file, &everything())
        .unwrap();
    assert_eq!(read.visits[0].moments[0].0, "a\nb");
    assert_eq!(read.rejects, ["4 affect `x` not_a_number"]);
}

#[test]
fn a_rejected_value_is_short_and_has_no_control_characters() {
    let long = "九".repeat(500);
    let rejects = rejected(&format!("visit,touchpoint,affect\n1,a,0\n1,b,\u{1b}[31m\u{0}x\n1,c,{long}\n"));
    assert_eq!(rejects[0], "3 affect `\\u{1b}[31m\\u{0}x` not_a_number");
    assert_eq!(rejects[1], format!("4 affect `{}…` not_a_number", "九".repeat(200)));
}

#[test]
fn very_long_fields_are_read() {
    let long = "x".repeat(3 << 20);
    let visits = good(&place("t.csv", format!("visit,touchpoint,affect,note\n1,{long},0,{long}\n")).file);
    assert_eq!(visits[0].moments[0].0, long);
}

#[test]
fn a_text_without_an_end_of_line_in_sight_is_refused_before_it_fills_the_memory() {
    // 300 MiB of one field, packed into a few hundred bytes a MiB
    let mut zstd = zstd::Encoder::new(Vec::new(), 1).unwrap();
    zstd.write_all(b"visit,touchpoint,affect\n1,a,0.5\n1,").unwrap();
    let block = vec![b'x'; 1 << 20];
    (0..300).for_each(|_| zstd.write_all(&block).unwrap());
    let said = said("t.csv.zst", zstd.finish().unwrap());
    assert_eq!(
        said,
        "t.csv.zst, after line 2: a row goes on for more than 64 MiB; look for a quotation mark that is not closed, or \
         for a file that is no table"
    );
}

#[test]
fn without_need_of_times_they_are_not_read_where_seq_orders() {
    let text = "visit,seq,touchpoint,affect,at\n1,2,b,0.5,yesterday\n1,1,a,0.1,\n";
    let scanned = lake::scan(
        &place("t.csv", text).file,
        lake::Need::default(),
        &everything(),
        super::Kept::<true>::default,
    )
    .unwrap();
    assert_eq!((scanned.moments, scanned.rejects.total()), (2, 0));
    let read =
        read(&place("t.csv", text).file, &Options { threads: 1, ..everything() }).map(|read| read.rejects);
    assert!(read.is_err(), "nothing is left when times are asked for");
}

#[cfg(unix)]
#[test]
fn what_can_be_read_only_once_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        error(&pipe(folder.path()), &everything()),
        "pipe, the start of the file: a table is read more than once, which a pipe or a device does not allow; save it \
         as a file first"
    );
}

/// A pipe with a name.
#[cfg(unix)]
fn pipe(folder: &std::path::Path) -> std::path::PathBuf {
    let pipe = folder.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    pipe
}

#[cfg(unix)]
#[test]
fn a_pipe_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().unwrap();
    let pipe = pipe(folder.path());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let mut out = Beside::create(&pipe).unwrap();
    out.write_all(b"through").unwrap();
    out.done().unwrap();
    assert_eq!(reader.join().unwrap(), "through");
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_its_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("file.csv"), folder.path().join("link.csv"));
    std::fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let mut out = Beside::create(&link).unwrap();
    out.write_all(b"new").unwrap();
    out.done().unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read(&file).unwrap(), b"new");
}
