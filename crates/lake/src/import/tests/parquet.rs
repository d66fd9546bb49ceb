//! Parquet as a source.

use super::*;
use ::parquet::data_type::{ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use std::sync::Arc;

const MAP: &str = r#"
visit = { column = "id" }
touchpoint = { column = "where" }
at = { column = "when" }
affect = { column = "stars", scale = [1, 5] }
remembered = { column = "overall", scale = [0, 100] }
"#;

/// Two row groups; `when` is a UTC timestamp in milliseconds, `overall` a decimal with one place.
fn file(folder: &Path, utc: bool) -> PathBuf {
    let schema = format!(
        "message table {{
            required int64 id (INTEGER(64,false));
            optional binary where (UTF8);
            required int64 when (TIMESTAMP(MILLIS,{utc}));
            optional double stars;
            required int32 overall (DECIMAL(9,1));
            repeated int32 several;
        }}"
    );
    let file = folder.join("table.parquet");
    let out = std::fs::File::create(&file).unwrap();
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let mut writer = SerializedFileWriter::new(out, schema, Arc::default()).unwrap();
    for first in [1, 3] {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[first, first + 1], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&["queue".into()], Some(&[1, 0]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[1_700_000_000_500, -1], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&[2.5, f64::NAN], Some(&[1, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[995, -5], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[], Some(&[0, 0]), Some(&[0, 0])).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
    file
}

#[test]
fn every_kind_of_column_is_read_as_text_or_number() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), true);
    let (lines, imported) = moments(&map(MAP), &file, &plainly()).unwrap();
    assert_eq!(
        lines,
        ["1 #1 queue 2023-11-14T22:13:20.5Z -0.25 (0.99)", "3 #1 queue 2023-11-14T22:13:20.5Z -0.25 (0.99)",]
    );
    assert_eq!(rejected(&imported), ["2 where `` no_touchpoint", "4 where `` no_touchpoint"]);
    assert_eq!((imported.rows, imported.line_word), (4, "row"));

    let default = MAP.replace("\"where\"", "\"where\", default = \"talk\"").replace("overall", "id");
    let (_, imported) = moments(&map(&default), &file, &plainly()).unwrap();
    assert_eq!(rejected(&imported), ["2 stars `` no_affect", "4 stars `` no_affect"]);
}

#[test]
fn a_local_timestamp_needs_the_maps_zone() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), false);
    let error = moments(&map(MAP), &file, &plainly()).unwrap_err().to_string();
    assert!(error.contains("row 1, column `when`: time `2023-11-14T22:13:20.5` has no zone"), "{error}");
    let (lines, _) = moments(&map(&format!("zone = \"+08:00\"\n{MAP}")), &file, &plainly()).unwrap();
    assert_eq!(lines[0], "1 #1 queue 2023-11-14T14:13:20.5Z -0.25 (0.99)");
}

#[test]
fn a_list_column_a_missing_column_and_a_cut_file_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), true);
    let error = |text: &str| moments(&map(text), &file, &plainly()).unwrap_err().to_string();
    assert!(error(&MAP.replace("\"stars\"", "\"several\"")).contains("holds lists or structures"));
    assert!(error(&MAP.replace("\"stars\"", "\"star\"")).contains("did you mean `stars`?"));

    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() - 20]).unwrap();
    assert!(error(MAP).contains("the end of the file: not readable as Parquet"));
}

#[test]
fn a_damaged_parquet_file_is_an_error_or_is_read_but_never_panics() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), true);
    let bytes = std::fs::read(&file).unwrap();
    let map = map(MAP);
    for place in 0..bytes.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[place] ^= change;
            std::fs::write(&file, &damaged).unwrap();
            let _ = moments(&map, &file, &plainly());
        }
    }
}
