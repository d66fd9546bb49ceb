//! Every kind of bad input gets an error or a counted, listed rejection, with file, line, value and the way out.

use super::{Folder, Ran, gzipped, network, table};

const HEADER: &str = "visit,seq,hall,purpose,touchpoint,at,affect\n";

/// A sound visit, so that something is left.
const SOUND: &str = "9,1,h,p,queue,2026-03-02T09:00:00Z,0.5\n";

fn score(text: &str) -> Ran {
    table(text).run("score t.csv --format csv")
}

/// What is said of rows that are rejected beside a sound visit.
fn rejected(rows: &str) -> String {
    let ran = score(&format!("{HEADER}{rows}{SOUND}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("hall,purpose,visits,moments,"), "{}", ran.out);
    ran.err
}

#[test]
fn a_wrong_column_name_is_told_with_those_that_exist_and_the_nearest() {
    let said = score("visit,hall,purpose,touchpiont,affect\n1,h,p,a,0\n").fails(1);
    assert_eq!(
        said,
        "error: t.csv: there is no column “touchpoint” (did you mean “touchpiont”?). \
         The columns are `visit`, `hall`, `purpose`, `touchpiont`, `affect`.\n"
    );
    let said = score("a,b\n1,2\n").fails(1);
    assert_eq!(said, "error: t.csv: there is no column “visit”. The columns are `a`, `b`.\n");
}

#[test]
fn a_column_that_was_asked_for_by_name_must_be_there() {
    let folder = table("visit,touchpoint,affect,hal\n1,a,0,h\n");
    let said = folder.run("score t.csv --by hall").fails(1);
    assert_eq!(
        said,
        "error: t.csv: there is no column “hall” (did you mean “hal”?). \
         The columns are `visit`, `touchpoint`, `affect`, `hal`.\n"
    );
    for (by, column) in [("day", "at"), ("month", "at"), ("staff", "staff"), ("purpose,week", "purpose")] {
        let said = folder.run(&format!("score t.csv --by {by}")).fails(1);
        assert!(said.contains(&format!("there is no column “{column}”")), "{said}");
    }
    assert!(folder.run("drivers t.csv").fails(1).contains("“remembered”"));
    assert!(folder.run("evidence t.csv").fails(1).contains("“remembered”"));
}

#[test]
fn a_rating_off_its_scale_is_rejected_with_its_line_and_value() {
    assert_eq!(
        rejected("1,1,h,p,queue,2026-03-02T09:00:00Z,1.2\n"),
        "Rejected: 1 (off its scale 1)\n  line 2, affect: “1.2” – off its scale\n"
    );
}

#[test]
fn a_number_with_a_comma_and_text_in_a_number_column_are_rejected() {
    assert_eq!(
        rejected(
            "1,1,h,p,queue,2026-03-02T09:00:00Z,\"0,5\"\n2,1,h,p,queue,2026-03-02T09:00:00Z,good\n\
             3,first,h,p,queue,2026-03-02T09:00:00Z,0.5\n"
        ),
        "Rejected: 3 (not a number 2 · number with a comma 1)\n  line 2, affect: “0,5” – number with a comma\n  \
         line 3, affect: “good” – not a number\n  line 4, seq: “first” – not a number\n"
    );
}

#[test]
fn a_duplicate_moment_is_rejected() {
    let said = rejected("1,1,h,p,queue,2026-03-02T09:00:00Z,0.1\n1,1,h,p,queue,2026-03-02T09:00:00Z,0.3\n");
    assert_eq!(said, "Rejected: 1 (duplicate moment 1)\n  line 3, touchpoint: “queue” – duplicate moment\n");
}

#[test]
fn a_visit_that_ends_before_it_begins_is_rejected_where_times_are_asked_for() {
    let rows = "1,1,h,p,queue,2026-03-02T09:30:00Z,0.1\n1,2,h,p,leave,2026-03-02T09:00:00Z,0.3\n";
    let ran = table(format!("{HEADER}{rows}{SOUND}")).run("score t.csv --by day --format csv");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            0,
            "Rejected: 1 (ends before it begins 1)\n  line 3, at: “2026-03-02T09:00:00Z” – ends before it begins\n"
        )
    );
    assert!(ran.out.contains("\n2026-03-02,1,1,"), "{}", ran.out);
}

#[test]
fn a_visit_that_contradicts_itself_is_rejected() {
    let rows = "1,1,h,p,queue,2026-03-02T09:00:00Z,0.1\n1,2,g,p,leave,2026-03-02T09:10:00Z,0.3\n\
                2,1,h,p,queue,2026-03-02T09:00:00Z,0.1\n2,2,h,q,leave,2026-03-02T09:10:00Z,0.3\n";
    assert_eq!(
        rejected(rows),
        "Rejected: 2 (one visit in two halls 1 · one visit with two purposes 1)\n  \
         line 2, hall: “g ≠ h” – one visit in two halls\n  line 4, purpose: “q ≠ p” – one visit with two purposes\n"
    );
}

#[test]
fn times_without_a_zone_are_an_error_until_the_zone_is_said() {
    let folder = table(format!("{HEADER}1,1,h,p,queue,2026-03-02 23:30:00,0.5\n"));
    assert_eq!(
        folder.run("score t.csv --by day").fails(1),
        "error: t.csv, line 2: the time “2026-03-02 23:30:00” has no zone. \
         Write it into the data (…+08:00), or say which one it is, for instance --zone Asia/Shanghai.\n"
    );
    let days = folder.run("score t.csv --by day --format csv --zone Asia/Shanghai").quietly();
    assert!(days.contains("\n2026-03-02,1,1,"), "{days}");
    let said = folder.run("score t.csv --by day --zone Mars/Olympus").fails(2);
    assert!(said.starts_with("error: --zone Mars/Olympus: "), "{said}");
}

#[test]
fn a_byte_order_mark_and_crlf_change_nothing() {
    let plain = format!("{HEADER}1,1,h,p,queue,2026-03-02T09:00:00Z,0.1\n{SOUND}");
    let expected = score(&plain).quietly();
    let crlf = plain.replace('\n', "\r\n");
    for text in [format!("\u{feff}{plain}"), crlf.clone(), format!("\u{feff}{crlf}")] {
        assert_eq!(score(&text).quietly(), expected);
    }
    let bad = format!("{}1,1,h,p,queue,2026-03-02T09:00:00Z,x\r\n", HEADER.replace('\n', "\r\n"));
    assert!(score(&bad).fails(1).contains("line 2, affect: “x”"));
}

#[test]
fn an_empty_file_and_a_header_alone_are_empty() {
    for text in ["", "\n\n", HEADER, "\u{feff}"] {
        assert_eq!(
            score(text).fails(1),
            "error: t.csv is empty. A table needs a header line and at least one row.\n"
        );
    }
}

#[test]
fn a_visit_with_one_moment_and_a_hall_with_one_visit_are_scored_without_an_interval() {
    let out = score(&format!("{HEADER}{SOUND}")).quietly();
    let rows: Vec<&str> = out.lines().collect();
    assert!(rows[1].starts_with("h,p,1,1,0.5,,,,"), "{}", rows[1]);
    assert!(!out.contains("NaN") && !out.contains("inf"), "{out}");
    let folder = table(format!("{HEADER}{SOUND}"));
    for format in ["table", "json"] {
        let out = folder.run(&format!("score t.csv --format {format}")).quietly();
        assert!(!out.contains("NaN") && !out.contains("inf"), "{out}");
    }
}

#[test]
fn a_touchpoint_that_the_blueprint_does_not_know_is_rejected_when_it_is_asked() {
    let rows = "1,1,h,p,queu,2026-03-02T09:00:00Z,0.1\n";
    assert_eq!(rejected(rows), "");
    let folder = table(format!("{HEADER}{rows}{SOUND}"));
    let ran = folder.run("score t.csv --blueprint service-hall");
    assert_eq!(ran.code, 0);
    assert_eq!(
        ran.err,
        "Rejected: 1 (touchpoint unknown to the blueprint 1)\n  \
         line 2, touchpoint: “queu” – touchpoint unknown to the blueprint\n"
    );
    let said = folder.run("score t.csv --blueprint nowhere").fails(3);
    assert!(
        said.starts_with("error: Could not open nowhere: ")
            || said.starts_with("error: Could not read nowhere: "),
        "{said}"
    );
}

#[test]
fn strict_makes_the_first_rejection_an_error() {
    let rows = "1,1,h,p,queue,2026-03-02T09:00:00Z,0.1\n2,1,h,p,queue,2026-03-02T09:00:00Z,x\n3,1,h,p,,,y\n";
    let folder = table(format!("{HEADER}{rows}"));
    assert_eq!(
        folder.run("score t.csv --strict --out r.csv --format csv").fails(4),
        "error: t.csv, line 3, affect: “x” – not a number. With --strict no row may be rejected.\n"
    );
    assert_eq!(folder.names(), ["t.csv"]);
}

#[test]
fn every_rejection_is_listed_where_that_is_asked_for() {
    let mut text = HEADER.to_owned();
    for visit in 0..30 {
        text += &format!("{visit},1,h,p,queue,2026-03-02T09:00:00Z,{visit}.5\n");
    }
    let folder = table(text + SOUND + "10,1,h\n");
    let ran = folder.run("score t.csv --reject-to r.csv");
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.starts_with("Rejected: 30 (off its scale 29 · wrong number of fields 1)\n"),
        "{}",
        ran.err
    );
    assert_eq!(ran.err.lines().count(), 6, "five of them are shown");
    let list = folder.read("r.csv");
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 31);
    assert_eq!(lines[..2], ["file,line,column,value,reason", "t.csv,3,affect,1.5,off_scale"]);
    assert_eq!(lines[30], "t.csv,33,,\"3 fields, the header has 7\",field_count");
    // the list does not depend on the threads
    folder.run("score t.csv --reject-to r1.csv --threads 1");
    assert_eq!(folder.read("r1.csv"), list);
    // nothing rejected leaves an empty list, not an old one
    let sound = folder.with("t.csv", format!("{HEADER}{SOUND}"));
    sound.run("score t.csv --reject-to r.csv");
    assert_eq!(sound.read("r.csv"), "file,line,column,value,reason\n");
}

#[test]
fn rejections_are_listed_even_where_no_row_is_left() {
    let folder = table(format!("{HEADER}1,1,h,p,queue,2026-03-02T09:00:00Z,2\n"));
    assert_eq!(
        folder.run("score t.csv --reject-to r.csv").fails(1),
        "error: t.csv: no row could be used (1 rejected). The first: line 2, affect: “2” – off its scale.\n"
    );
    assert_eq!(folder.read("r.csv"), "file,line,column,value,reason\nt.csv,2,affect,2,off_scale\n");
}

#[test]
fn a_broken_gzip_and_a_broken_zstd_are_errors() {
    let rows: String = (0..60_000).map(|visit| format!("{visit},queue,0.{}\n", visit * 7919 % 997)).collect();
    let text = format!("visit,touchpoint,affect\n{rows}");
    for packed in [gzipped(text.as_bytes()), zstd::encode_all(text.as_bytes(), 1).unwrap()] {
        for length in [9, packed.len() / 2, packed.len() - 5] {
            let said = table(&packed[..length]).run("score t.csv").fails(1);
            assert!(said.starts_with("error: t.csv, after line ") && said.contains("break off"), "{said}");
        }
        let mut spoilt = packed.clone();
        let middle = spoilt.len() / 2;
        spoilt[middle..middle + 40].fill(0x55);
        // zstd without a checksum may unpack to other text, whose rows are then told
        let ran = table(&spoilt).run("score t.csv");
        assert!(ran.code == 1 || ran.err.starts_with("Rejected: "), "{}", ran.err);
    }
}

#[test]
fn a_parquet_table_cut_off_anywhere_is_an_error_that_says_so() {
    let folder = network();
    let whole = std::fs::read(folder.path("s.parquet")).unwrap();
    for part in (0..24).map(|part| whole.len() * part / 24).chain([1, 3, 4, 5, 11, 12, whole.len() - 1]) {
        let folder = Folder::new().with("cut.parquet", &whole[..part]);
        let said = folder.run("score cut.parquet --out r.json --format json").fails(1);
        let place =
            if part < 4 { "cut.parquet" } else { "cut.parquet, the end of the file: the Parquet data are" };
        assert!(said.starts_with(&format!("error: {place}")), "{part}: {said}");
        assert_eq!(folder.names(), ["cut.parquet"]);
    }
}

#[test]
fn a_spoilt_parquet_page_is_an_error_with_its_row_group() {
    let folder = network();
    let mut bytes = std::fs::read(folder.path("s.parquet")).unwrap();
    bytes[40..400].fill(0xaa);
    let said = Folder::new().with("s.parquet", bytes).run("score s.parquet").fails(1);
    assert!(said.starts_with("error: s.parquet, row group 1: "), "{said}");
}

#[test]
fn what_is_no_file_is_told() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("folder")).unwrap();
    assert!(folder.run("score folder").fails(3).contains("it is a folder"));
    assert!(folder.run("score absent.csv").fails(3).starts_with("error: Could not open absent.csv: "));
}

#[test]
fn bytes_that_are_no_text_are_rejected_and_a_header_of_them_is_an_error() {
    let mut text = HEADER.as_bytes().to_vec();
    text.extend(b"1,1,h,p,qu\xffeue,2026-03-02T09:00:00Z,0.1\n");
    text.extend(SOUND.as_bytes());
    let ran = table(&text).run("score t.csv");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            0,
            "Rejected: 1 (not text in this encoding 1)\n  line 2, touchpoint: “qu\u{fffd}eue” – not text in this encoding\n"
        )
    );
    let said = table(b"visit,\xff\xff,affect\n1,2,3\n").run("score t.csv").fails(1);
    assert!(said.contains("line 1: the header is not UTF-8 text"), "{said}");
}

#[test]
fn nul_and_escape_characters_do_not_reach_the_terminal() {
    let said = rejected("1,1,h,p,queue,2026-03-02T09:00:00Z,\u{0}\u{1b}[2J\n");
    assert!(said.contains("“\\u{0}\\u{1b}[2J” – not a number"), "{said:?}");
    let ran = score(&format!("{HEADER}1,1,h\u{1b}[31m\u{7},p,queue,2026-03-02T09:00:00Z,0\n"));
    assert_eq!(ran.code, 0);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_a_name_like_any_other() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let name = std::ffi::OsStr::from_bytes(b"\xff\xfe.csv");
    std::fs::write(folder.0.path().join(name), format!("{HEADER}{SOUND}")).unwrap();
    let ran = super::ran(folder.command("score").arg(name));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = super::ran(folder.command("score").arg(std::ffi::OsStr::from_bytes(b"\xff")));
    assert_eq!(ran.code, 3);
}

#[cfg(target_os = "linux")]
#[test]
fn what_can_be_read_only_once_is_an_error_with_a_way_out() {
    let folder = table(format!("{HEADER}{SOUND}"));
    let mut shell = std::process::Command::new("sh");
    shell.current_dir(folder.0.path()).args(["-c", "cat t.csv | \"$0\" score /dev/stdin"]);
    let ran = super::ran(shell.arg(env!("CARGO_BIN_EXE_peakend")).env("LANG", "C"));
    assert!(ran.fails(1).contains("save it as a file first"));
}

#[test]
fn an_import_meets_bad_tables_in_the_same_way() {
    let map = "visit = { column = \"v\" }\ntouchpoint = { column = \"t\" }\naffect = { column = \"a\", scale = [1, 5] }\n";
    let folder =
        table("v,t,a\n1,queue,3\n2,queue,6\n3,queue,\"2,5\"\n").with("map.toml", map).with("o.csv", "old");
    let ran = folder.run("import t.csv --map map.toml --out o.csv --reject-to r.csv");
    assert_eq!(ran.code, 0);
    assert!(ran.err.starts_with("Rejected: 2 (number with a comma 1 · off its scale 1)\n"), "{}", ran.err);
    assert_eq!(folder.read("r.csv").lines().count(), 3);
    assert_eq!(folder.read("o.csv").lines().count(), 2);
    let folder =
        folder.with("o.csv", "old").with("bad.toml", map.replace("column = \"t\"", "column = \"touch\""));
    folder.run("import t.csv --map map.toml --out o.csv --strict").fails(4);
    assert!(folder.run("import t.csv --map bad.toml --out o.csv").fails(1).contains("“touch”"));
    assert!(folder.run("import t.csv --map absent.toml --out o.csv").fails(3).contains("absent.toml"));
    assert_eq!(folder.read("o.csv"), "old");
    folder.run("import t.csv --map map.toml --out o.xlsx").fails(2);
    assert_eq!(folder.names(), ["bad.toml", "map.toml", "o.csv", "r.csv", "t.csv"]);
}
