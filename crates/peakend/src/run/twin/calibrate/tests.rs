//! Maps, and rows that cannot be read.

use super::hall;
use super::map::Map;
use super::read::{How, Read, read};
use crate::run::twin::hall_file::HallFile;
use crate::ui::progress::Progress;
use crate::ui::text::{Language, Texts};
use flow::learn::{End, Learnt, Log};
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

fn plainly() -> How<'static> {
    How { hall: None, zone: None, keep: Keep::All }
}

const HEAD: &str = "hall,n,purpose,arrived,called,started,ended,person,outcome,onward\n";

#[test]
fn the_table_of_our_own_services_needs_no_map() {
    let row = "h,1,bill,2026-03-02T09:00:00+08:00,2026-03-02T09:05:00+08:00,2026-03-02T09:05:20+08:00,\
               2026-03-02T09:10:20+08:00,p,served,plan\n";
    let file = table(&format!("{HEAD}{row}"));
    let own = Map::read(None).expect("a map");
    let found = read(file.path(), &own, &plainly(), &quiet(), &Texts::of(Language::En)).expect("read");
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
    let found = read(file.path(), &own, &plainly(), &quiet(), &Texts::of(Language::En)).expect("read");
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
    let found = read(file.path(), &own, &plainly(), &quiet(), &Texts::of(Language::En)).expect("read");
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
    let found = read(log.path(), &map, &plainly(), &quiet(), &Texts::of(Language::En)).expect("read");
    assert_eq!((found.seen[0].waited_s(), found.seen[0].service_s()), (Some(480.0), Some(720.0)));
}

#[test]
fn a_map_that_cannot_be_meant_is_told() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "[columns]\narived = \"a\"\n").expect("written");
    let error = Map::read(Some(file.path())).expect_err("no such key");
    assert!(error.to_string().contains("arived"), "{error}");
}

#[test]
fn by_its_zone_a_night_of_changing_clocks_has_times_as_they_passed() {
    // Warsaw: from two to three on 29 March 2026, from three to two on 25 October 2026
    let warsaw = How { zone: jiff::tz::TimeZone::get("Europe/Warsaw").ok(), ..plainly() };
    let own = Map::read(None).expect("a map");
    let row =
        |came: &str, called: &str, ended: &str| format!("h,1,b,{came},{called},{called},{ended},p,served,\n");
    let spring = row("2026-03-29T01:50:00", "2026-03-29T03:10:00", "2026-03-29T03:20:00")
        + &row("2026-03-29T02:30:00", "2026-03-29T03:10:00", "2026-03-29T03:20:00");
    let autumn = row("2026-10-25T02:50:00", "2026-10-25T02:10:00", "2026-10-25T02:20:00")
        + &row("2026-10-25T01:30:00", "2026-10-25T03:10:00", "2026-10-25T03:20:00");
    let file = table(&format!("{HEAD}{spring}{autumn}"));
    let of = |how: &How<'_>| read(file.path(), &own, how, &quiet(), &Texts::of(Language::En)).expect("read");
    let found = of(&warsaw);
    let waits = |read: &Read| read.seen.iter().filter_map(flow::learn::Seen::waited_s).collect::<Vec<_>>();
    assert_eq!(waits(&found), [20.0 * 60.0, 20.0 * 60.0, 160.0 * 60.0]);
    let skipped: Vec<(u64, Reason)> = found.rejects.listed().iter().map(|r| (r.line, r.reason)).collect();
    assert_eq!(skipped, [(3, Reason::SkippedTime)]);
    assert_eq!(found.changes.values().copied().collect::<Vec<_>>(), [23, 25]);
    assert_eq!(waits(&of(&plainly())), [80.0 * 60.0, 40.0 * 60.0, -40.0 * 60.0, 100.0 * 60.0]);
}

/// Chance enough for a made-up log: the linear congruence of D. E. Knuth's MMIX.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}

/// A log of a few rows in which nearly anything may be: by night, in the small hours alone, services of no time or of days,
/// times missing, purposes that nobody has, visits sent on and back.
fn odd_log(chance: &mut Chance) -> String {
    let mut rows = HEAD.to_owned();
    let (from_h, hours) = (chance.below(24), 1 + chance.below(12));
    let days = 1 + chance.below(20);
    for _ in 0..1 + chance.below(40) {
        let midnight = jiff::civil::date(2026, 3, 1).to_datetime(jiff::civil::Time::midnight());
        let at = midnight.saturating_add(
            jiff::Span::new()
                .days(chance.below(days) as i64)
                .hours((from_h + chance.below(hours)) as i64)
                .seconds(chance.below(3600) as i64),
        );
        let lasts = [0, 1, 60, 300, 301, 3_000, 90_000, 400_000][chance.below(8) as usize];
        let waits = [0, 0, 5, 200, 900, 5_000][chance.below(6) as usize];
        let called = at.saturating_add(jiff::Span::new().seconds(waits));
        let ended = called.saturating_add(jiff::Span::new().seconds(lasts));
        let outcome = chance.of(&["served", "served", "served", "left", "missed"]);
        let (started, ended) = match outcome {
            "served" if chance.below(8) > 0 => (called.to_string(), ended.to_string()),
            _ => (String::new(), String::new()),
        };
        let (purpose, onward) = (chance.of(&["", "all", "a", "b"]), chance.of(&["", "", "", "a", "b"]));
        let person = if started.is_empty() { "" } else { chance.of(&["", "p", "q", "r"]) };
        rows += &format!("h,1,{purpose},{at},{called},{started},{ended},{person},{outcome},{onward}\n");
    }
    rows
}

#[test]
fn whatever_is_learnt_from_a_small_log_is_written_as_a_hall_that_is_read() {
    let own = Map::read(None).expect("a map");
    let texts = Texts::of(Language::En);
    let (mut written, mut endless) = (0, 0);
    for seed in 0..400 {
        let text = odd_log(&mut Chance(seed));
        let Ok(found) = read(table(&text).path(), &own, &plainly(), &quiet(), &texts) else { continue };
        let mut log = Log::sift(found.seen.clone());
        log.cut_days();
        log.drop_torn();
        let learnt = Learnt::from(&log);
        for wanted in [None, Some(seed as usize % 7)] {
            let Some(made) = hall::hall(&learnt, " ", &found.purposes, &found.people, wanted) else {
                continue;
            };
            let file = made.hall.write(&hall::about("l.csv", &learnt, made.day));
            match HallFile::read("h.toml", &file) {
                Ok(_) => written += 1,
                // visits that lead back to each other for ever are all that a small log can say of them
                Err(faults) if faults.iter().all(|fault| fault.id == "twin-fault-round") => endless += 1,
                Err(faults) => panic!("{seed}: {faults:?}\n{file}\n{text}"),
            }
        }
    }
    assert!(written > 300 && endless < 40, "{written} written, {endless} refused");
}
