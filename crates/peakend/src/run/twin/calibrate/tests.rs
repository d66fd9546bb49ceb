//! Maps, and rows that cannot be read.

use super::map::Map;
use super::read::read;
use crate::ui::progress::Progress;
use crate::ui::text::{Language, Texts};
use flow::learn::End;
use lake::{Keep, Reason};
use std::io::Write;

fn table(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    file
}

fn quiet() -> Progress {
    Progress::begin("cli-progress-reading", &Texts::of(Language::En))
}

const HEAD: &str = "hall,n,purpose,arrived,called,started,ended,person,outcome,onward\n";

#[test]
fn the_table_of_our_own_services_needs_no_map() {
    let row = "h,1,bill,2026-03-02T09:00:00+08:00,2026-03-02T09:05:00+08:00,2026-03-02T09:05:20+08:00,\
               2026-03-02T09:10:20+08:00,p,served,plan\n";
    let file = table(&format!("{HEAD}{row}"));
    let own = Map::read(None).expect("a map");
    let found = read(file.path(), &own, None, Keep::All, &quiet(), &Texts::of(Language::En)).expect("read");
    let seen = found.seen[0];
    assert_eq!((seen.waited_s(), seen.service_s(), seen.end), (Some(300.0), Some(300.0), End::Served));
    assert_eq!((seen.arrived_us, seen.first, seen.onward), (32_400_000_000, true, Some(1)));
    assert_eq!(found.purposes, ["bill", "plan"]);
}

#[test]
fn an_hour_that_comes_twice_is_two_hours_where_offsets_are_written() {
    // clocks in Berlin went back from three to two on 26 October 2025
    let row = "h,1,bill,2025-10-26T02:50:00+02:00,2025-10-26T02:10:00+01:00,2025-10-26T02:10:00+01:00,\
               2025-10-26T02:20:00+01:00,p,served,\n";
    let file = table(&format!("{HEAD}{row}"));
    let own = Map::read(None).expect("a map");
    let found = read(file.path(), &own, None, Keep::All, &quiet(), &Texts::of(Language::En)).expect("read");
    assert_eq!(found.seen[0].waited_s(), Some(1_200.0));
}

#[test]
fn a_row_that_cannot_be_read_is_named_and_the_others_are_used() {
    let good = "h,1,b,2026-03-02T09:00:00,,2026-03-02T09:05:00,2026-03-02T09:10:00,p,served,\n";
    let bad = "h,1,b,25:99,,2026-03-02T09:05:00,2026-03-02T09:10:00,p,served,\n\
               h,1,b,2026-03-02T09:00:00,,,,p,vanished,\n\
               h,1,b,,,2026-03-02T09:05:00,2026-03-02T09:10:00,p,served,\n";
    let file = table(&format!("{HEAD}{good}{bad}"));
    let own = Map::read(None).expect("a map");
    let found = read(file.path(), &own, None, Keep::All, &quiet(), &Texts::of(Language::En)).expect("read");
    let rejected: Vec<(u64, &str, Reason)> =
        found.rejects.listed().iter().map(|r| (r.line, r.column.as_str(), r.reason)).collect();
    let expected = [
        (3, "arrived", Reason::BadTime),
        (4, "outcome", Reason::UnknownValue),
        (5, "arrived", Reason::BadTime),
    ];
    assert_eq!(rejected, expected);
    assert_eq!(found.seen.len(), 1);
}

#[test]
fn a_service_over_midnight_ends_on_the_next_day() {
    let map = "[columns]\ndate = \"d\"\narrived = \"a\"\nstarted = \"s\"\nended = \"e\"\n";
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), map).expect("written");
    let map = Map::read(Some(file.path())).expect("a map");
    let log = table("d,a,s,e\n2026-03-02,23:50:00,23:58,0:10\n");
    let found = read(log.path(), &map, None, Keep::All, &quiet(), &Texts::of(Language::En)).expect("read");
    assert_eq!((found.seen[0].waited_s(), found.seen[0].service_s()), (Some(480.0), Some(720.0)));
}

#[test]
fn a_map_that_cannot_be_meant_is_told() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "[columns]\narived = \"a\"\n").expect("written");
    let error = Map::read(Some(file.path())).expect_err("no such key");
    assert!(error.to_string().contains("arived"), "{error}");
}
