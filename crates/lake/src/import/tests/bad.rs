//! Input that is broken, and what is said about it.

use super::*;
use crate::Reason;
use crate::import::import;
use std::io::Write;

const PLAIN: &str = r#"
visit = { column = "visit" }
touchpoint = { column = "touchpoint" }
affect = { column = "affect" }
"#;

const TIMED: &str = r#"
visit = { column = "visit" }
touchpoint = { constant = "talk" }
affect = { column = "affect" }
at = { column = "at" }
ended = { column = "ended" }
"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn a_wrong_column_name_is_told_with_the_nearest_and_with_those_that_exist() {
    assert_eq!(
        error(PLAIN, "visit,touch_point,affect\n1,a,0\n"),
        "table.csv: no column `touchpoint` (did you mean `touch_point`?); the columns are `visit`, `touch_point`, `affect`"
    );
}

#[test]
fn two_columns_of_the_same_name_cannot_be_told_apart() {
    assert!(
        error(PLAIN, "visit,affect,touchpoint,affect\n1,0,a,0\n").contains("two columns are called `affect`")
    );
}

#[test]
fn every_kind_of_bad_value_is_listed_with_line_column_and_value() {
    let (lines, imported) = good(
        PLAIN,
        b"visit,touchpoint,affect\r\n1,a,0.5\r\n,a,0\r\n1,,0\r\n1,b,\r\n1,b,good\r\n1,b,1,5\r\n1,b,1.5\r\n1,b\xff,0\r\n1,b,\"0,5\"\r\n\r\n1,c,-1\r\n1,d,x\r\n",
    );
    assert_eq!(lines, ["1 #1 a 0.5", "1 #2 c -1"]);
    assert_eq!(
        rejected(&imported),
        [
            "3 visit `` no_visit",
            "4 touchpoint `` no_touchpoint",
            "5 affect `` no_affect",
            "6 affect `good` not_a_number",
            "7 (row) `4 fields where the header has 3` field_count",
            "8 affect `1.5` off_scale",
            "9 touchpoint `b\u{fffd}` not_text",
            "10 affect `0,5` comma",
            "13 affect `x` not_a_number",
        ]
    );
    assert_eq!((imported.rows, imported.moments + imported.rejects.total()), (11, 11));
}

#[test]
fn lines_are_counted_the_same_with_lf_and_crlf_blank_lines_and_lines_within_quotes() {
    for end in ["\n", "\r\n"] {
        let lines = ["visit,touchpoint,affect", "1,a,x", "", "1,\"b", "c\",y", "", "", "1,d,0", "1,e,z"];
        for last in ["", end] {
            let (_, imported) = good(PLAIN, lines.join(end) + last);
            let places: Vec<u64> = imported.rejects.listed().iter().map(|rejection| rejection.line).collect();
            assert_eq!(places, [2, 4, 9], "{end:?} {last:?}");
        }
    }
}

#[test]
fn an_annotator_off_the_scale_is_named_within_the_list() {
    let text = r#"
        visit = { column = "visit" }
        touchpoint = { constant = "turn" }
        affect = { column = "ratings", list = ",", scale = [1, 5] }
        "#;
    let (_, imported) = good(text, "visit,ratings\n1,\"3,4\"\n1,\"3,7,4\"\n1,9\n");
    assert_eq!(rejected(&imported), ["3 ratings `7 in 3,7,4` off_scale", "4 ratings `9` off_scale"]);
}

#[test]
fn the_same_moment_twice_is_a_duplicate() {
    let text = format!("{PLAIN}seq = {{ column = \"n\" }}\n");
    let (lines, imported) =
        good(&text, "visit,n,touchpoint,affect\n1,1,a,0\n1,1,b,0\n1,1,a,0.5\n2,1,a,0\n1,1,a,0.5\n");
    assert_eq!(lines, ["1 #1 a 0", "1 #1 b 0", "2 #1 a 0"]);
    assert_eq!(rejected(&imported), ["4 touchpoint `a` duplicate", "6 touchpoint `a` duplicate"]);
}

#[test]
fn a_time_without_a_zone_stops_the_import_at_its_line() {
    let message = error(TIMED, "visit,affect,at,ended\n1,0,2026-03-01T09:00:00Z,\n1,0,2026-03-01 09:00,\n");
    assert_eq!(
        message,
        "table.csv, line 3, column `at`: time `2026-03-01 09:00` has no zone; say which one it is in, for instance \
         zone = \"Asia/Shanghai\" at the top of the map"
    );
}

#[test]
fn bad_times_and_ends_before_beginnings_are_listed() {
    let (lines, imported) = good(
        &format!("zone = \"Europe/Warsaw\"\n{TIMED}"),
        "visit,affect,at,ended\n1,0,2024-03-31 02:30,\n1,0,soon,\n1,0,,\n1,0,2024-10-27 02:30,2024-10-27T00:00:00Z\n1,0.5,2024-10-27 02:30,2024-10-27T02:00:00Z\n",
    );
    assert_eq!(lines, ["1 #1 talk 2024-10-27T00:30:00Z 0.5"]);
    assert_eq!(
        rejected(&imported),
        [
            "2 at `2024-03-31 02:30` bad_time",
            "3 at `soon` bad_time",
            "4 at `` bad_time",
            "5 ended `2024-10-27T00:00:00Z` ends_before_it_begins",
        ]
    );
    assert!(imported.notes[0].contains("2 times fall into the hour that came twice"), "{:?}", imported.notes);
}

#[test]
fn a_visit_whose_order_and_times_contradict_each_other_is_rejected() {
    let text = r#"
        visit = { column = "visit" }
        seq = { column = "n" }
        at = { column = "at" }
        touchpoint = { constant = "talk" }
        affect = { column = "affect" }
        "#;
    let (lines, imported) = good(
        text,
        "visit,n,at,affect\n1,1,2026-03-01T09:10:00Z,0\n1,2,2026-03-01T09:00:00Z,0\n2,1,2026-03-01T09:00:00Z,0\n",
    );
    assert_eq!(lines, ["2 #1 talk 2026-03-01T09:00:00Z 0"]);
    assert_eq!(rejected(&imported), ["3 at `2026-03-01T09:00:00Z` ends_before_it_begins"]);
}

#[test]
fn a_touchpoint_that_the_blueprint_does_not_know_is_listed_or_if_the_map_names_it_an_error() {
    let known = |touchpoint: &str| matches!(touchpoint, "queue" | "leave");
    let options = ImportOptions { touchpoint_known: Some(&known), ..plainly() };
    let table = table("visit,touchpoint,affect\n1,queue,0\n1,quue,0\n1,quue,0\n");
    let (lines, imported) = moments(&map(PLAIN), &table.file, &options).unwrap();
    assert_eq!(lines, ["1 #1 queue 0"]);
    assert_eq!(imported.rejects.counts().collect::<Vec<_>>(), [(Reason::UnknownTouchpoint, 2)]);

    let constant = map(&PLAIN.replace("column = \"touchpoint\"", "constant = \"quue\""));
    let error = moments(&constant, &table.file, &options).unwrap_err().to_string();
    assert_eq!(error, "map.toml, touchpoint `quue`: the blueprint does not know it");
}

#[test]
fn an_empty_table_and_one_with_a_header_alone_are_errors() {
    let empty = "table.csv is empty; a table needs a header line and at least one row";
    for nothing in [&b""[..], b"\n\n", b"\xef\xbb\xbf", b"visit,touchpoint,affect\n", &gzip(b"")] {
        assert_eq!(error(PLAIN, nothing), empty, "{nothing:?}");
    }
}

#[test]
fn a_gzip_that_breaks_off_names_the_last_line_and_leaves_nothing_behind() {
    let rows: String = (0..40_000).map(|visit| format!("{visit},touch{},0\n", visit * 7919 % 1013)).collect();
    let whole = gzip(format!("visit,touchpoint,affect\n{rows}").as_bytes());
    let table = table(&whole[..whole.len() / 2]);
    let to = table.folder.path().join("out.parquet");
    let result = import(&table.file, &map(PLAIN), &to, &plainly(), &mut |_, _| ControlFlow::Continue(()));
    let message = result.unwrap_err().to_string();
    assert!(message.contains("after line ") && !message.contains("after line 0"), "{message}");
    assert!(message.contains("break off"), "{message}");
    let left: Vec<_> = std::fs::read_dir(table.folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_strict_import_stops_at_the_first_rejection_and_leaves_the_old_file_as_it_was() {
    let table = table("visit,touchpoint,affect\n1,a,0\n1,b,2\n1,c,0\n1,d,3\n");
    let to = table.folder.path().join("out.csv");
    std::fs::write(&to, "old").unwrap();
    let strict = ImportOptions { strict: true, ..plainly() };
    let error =
        import(&table.file, &map(PLAIN), &to, &strict, &mut |_, _| ControlFlow::Continue(())).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("line 3: column `affect`, value `2`: off_scale (--strict allows no rejections)")
    );
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "old");

    import(&table.file, &map(PLAIN), &to, &plainly(), &mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "visit,seq,touchpoint,affect\n1,1,a,0\n1,2,c,0\n");
}

#[test]
fn a_chinese_table_from_excel_is_read_when_the_map_says_its_encoding() {
    let text = r#"
        encoding = "gb18030"
        visit = { column = "编号" }
        touchpoint = { column = "触点", values = { "排队" = "queue" } }
        affect = { column = "评分", scale = [1, 5] }
        "#;
    let (bytes, ..) = encoding_rs::GB18030.encode("编号,触点,评分\r\n1,排队,5\r\n");
    let (lines, _) = good(text, &bytes);
    assert_eq!(lines, ["1 #1 queue 1"]);
    assert!(error(&text.replace("gb18030", "utf8"), &bytes).contains("encoding = \"gb18030\""));

    let mut broken = bytes.to_vec();
    broken.extend(b"2,\xc5\xff,5\r\n");
    let (_, imported) = good(text, &broken);
    assert_eq!(imported.rejects.counts().collect::<Vec<_>>(), [(Reason::NotText, 1)]);
}

#[test]
fn a_quote_left_open_is_pointed_out_even_where_the_fields_come_out_right() {
    let rows = "2,b,0\n".repeat(300);
    let (_, imported) = good(PLAIN, format!("visit,touchpoint,affect\n1,a,0\n1,b,\"0\n{rows}\"\n"));
    assert_eq!(imported.rejects.total(), 1);
    assert!(imported.notes[0].contains("the row of line 3 goes on over"), "{:?}", imported.notes);
    let (_, imported) = good(PLAIN, format!("visit,touchpoint,affect\n1,a,0\n1,\"b,0\n{rows}\"\n"));
    assert!(rejected(&imported)[0].contains("is a quote left open?"), "{:?}", rejected(&imported));
}

#[test]
fn a_quote_that_is_never_closed_is_named_by_the_line_where_it_opens() {
    let rows = "2,b,0\n".repeat(30);
    for (table, line) in [
        (format!("visit,touchpoint,affect\n1,a,0\n1,\"b,0\n{rows}"), 3),
        (format!("visit,touchpoint,affect\r\n1,a,0\r\n1,\"b\r\nb\",\"0\r\n{rows}"), 4),
        (format!("visit,touchpoint,affect\n{rows}1,b,\"0"), 32),
        (format!("visit,touchpoint,\"affect\n{rows}"), 1),
    ] {
        let said = error(PLAIN, &table);
        assert!(said.contains(&format!("line {line}: a quotation mark opens a field here")), "{said}");
    }
    for table in ["visit,touchpoint,affect\r\n1,a,\"0\"", "visit,touchpoint,affect\n1,a,\"0\"\n\n"] {
        assert_eq!(good(PLAIN, table).0, ["1 #1 a 0"]);
    }
}

#[test]
fn a_visit_with_more_moments_than_can_be_is_several_visits_under_one_id() {
    let rows = "1,a,0\n".repeat((1 << 16) + 1);
    let (lines, imported) = good(PLAIN, format!("visit,touchpoint,affect\n0,a,0\n{rows}"));
    assert_eq!(lines, ["0 #1 a 0"]);
    assert_eq!(rejected(&imported), ["3 visit `1` too_long"]);
}

#[test]
fn a_folder_or_a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let read = |file: &Path| moments(&map(PLAIN), file, &plainly()).unwrap_err().to_string();
    assert!(read(folder.path()).contains("it is a folder"));
    assert!(read(&folder.path().join("gone.csv")).starts_with("cannot open "));
}
