//! A hall is learnt from its log, tried on days that were held out, and written as a file.

use crate::experience::{call, finish, open, start, take};
use crate::town::on_both_engines;
use crate::{Folder, gzipped};
use peakend::run::twin::hall_file::{HallFile, Numbering};
use peakend::run::visit::Outcome;
use std::path::{Path, PathBuf};

const HEAD: &str = "hall,n,purpose,arrived,called,started,ended,person,outcome,onward\n";

/// Chance enough for a made-up log: the linear congruence of D. E. Knuth's MMIX.
struct Chance(u64);

impl Chance {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.share()).ln()
    }
}

fn clock(s: f64) -> String {
    let s = s as u64;
    format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
}

/// Days of a hall from nine to five: three clerks, five minutes a service, 30 customers an hour who wait ten minutes on
/// average before they leave.
fn days(of: std::ops::Range<i64>) -> String {
    let mut chance = Chance(11);
    let mut rows = String::new();
    for day in of {
        let date = jiff::civil::date(2026, 3, 2).saturating_add(jiff::Span::new().days(day));
        let mut free = [9.0_f64 * 3600.0; 3];
        let mut now = 9.0 * 3600.0;
        loop {
            now += chance.exponential(120.0);
            if now > 17.0 * 3600.0 {
                break;
            }
            let clerk = (0..3).min_by(|a, b| free[*a].total_cmp(&free[*b])).unwrap();
            let (called, leaves) = (free[clerk].max(now), now + chance.exponential(600.0));
            let came = format!("h,1,bill,{date}T{}", clock(now));
            if leaves < called {
                rows += &format!("{came},{date}T{},,,,left,\n", clock(leaves));
                continue;
            }
            let ends = called + 5.0 + chance.exponential(300.0);
            let (called, ended) = (clock(called), clock(ends));
            rows += &format!("{came},{date}T{called},{date}T{called},{date}T{ended},p{clerk},served,\n");
            free[clerk] = ends;
        }
    }
    rows
}

fn log(rows: &str) -> Folder {
    Folder::new().with("log.csv", format!("{HEAD}{rows}"))
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_hall_that_keeps_its_ways_is_learnt_trusted_and_written() {
    let folder = log(&days(0..40));
    let ran = folder.run("calibrate log.csv --runs 60 --out hall.toml --report r.html --format json");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let said = json(&ran.out);
    assert_eq!(said["card"]["trust"], true, "{}", said["card"]["reasons"]);
    let survival = said["patience"]["at"][0]["survival"].as_f64().unwrap();
    assert!((survival - (-0.1_f64).exp()).abs() < 0.03, "{survival}");
    let mean_s = said["purposes"][0]["mean_s"].as_f64().unwrap();
    assert!((mean_s - 305.0).abs() < 15.0, "{mean_s}");
    assert!(ran.err.contains("hall.toml: the hall, with those at work as on"), "{}", ran.err);
    let text = folder.read("hall.toml");
    let hall = HallFile::read("hall.toml", &text).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!((hall.counters.len(), hall.purposes.len()), (3, 1));
    hall.build(&mut Numbering::default()).unwrap().hall.check().unwrap();
    let page = folder.read("r.html");
    assert!(page.contains("Trust: on the held-out days") && page.contains("patience-curve"), "no report");
    assert!(!page.contains("calibrate-section") && !page.contains(">calibrate-"), "words are missing");
}

#[test]
fn the_card_is_the_same_again_and_a_table_for_people_and_a_sheet_for_programs() {
    let folder = log(&days(0..24));
    let table = || folder.run("calibrate log.csv --runs 30").quietly();
    assert_eq!(table(), table());
    assert!(table().contains("Mean wait") && table().contains("Mon"), "{}", table());
    let sheet = folder.run("calibrate log.csv --runs 30 --format csv").quietly();
    assert!(
        sheet.starts_with("day,figure,real,expected,low,high,before_low,before_high,inside\n"),
        "{sheet}"
    );
    assert_eq!(sheet.lines().count(), 1 + 6 * 3);
    assert!(folder.run("calibrate log.csv --format parquet").fails(2).contains("csv or json"));
    let packed = Folder::new().with("log.csv.gz", gzipped(folder.read("log.csv").as_bytes()));
    assert_eq!(packed.run("calibrate log.csv.gz --runs 30").quietly(), table());
    let zh = folder.run("--lang zh-CN calibrate log.csv --runs 30").quietly();
    assert!(zh.contains("平均等候"), "{zh}");
}

#[test]
fn a_hall_that_has_changed_is_not_trusted() {
    // the last days: services three times as long
    let slow: String = days(30..40)
        .lines()
        .map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            if cells[8] != "served" {
                return format!("{row}\n");
            }
            let minutes =
                |text: &str| text[11..13].parse::<i64>().unwrap() * 60 + text[14..16].parse::<i64>().unwrap();
            let (came, called) = (minutes(cells[3]), minutes(cells[4]));
            let waited = 3 * (called - came) + 20;
            let (date, late) = (&cells[3][..10], clock(60.0 * (came + waited) as f64));
            let ended = clock(60.0 * (came + waited + 15) as f64);
            format!("h,1,bill,{},{date}T{late},{date}T{late},{date}T{ended},{},served,\n", cells[3], cells[7])
        })
        .collect();
    let folder = log(&format!("{}{slow}", days(0..30)));
    let ran = folder.run("calibrate log.csv --runs 30 --held-out 10");
    assert_eq!(ran.code, 0, "do not trust is an answer: {}", ran.err);
    assert!(ran.out.contains("Do not trust:") && ran.out.contains("within the interval on"), "{}", ran.out);
}

#[test]
fn what_cannot_be_is_told_with_its_line_and_value() {
    let rows = "h,1,bill,2026-03-02T09:00:00,2026-03-02T08:59:00,2026-03-02T09:00:00,2026-03-02T09:05:00,p,served,\n\
                h,1,bill,2026-03-02T10:00:00,2026-03-02T10:00:00,2026-03-02T10:05:00,2026-03-02T10:00:00,p,served,\n\
                h,1,bill,2026-03-02T11:00:00,2026-03-02T11:00:00,2026-03-02T11:00:00,2026-03-05T11:00:00,p,served,\n\
                h,1,bill,yesterday,,,,,left,\n";
    let folder = log(&format!("{rows}{}", days(1..6)));
    let ran = folder.run("calibrate log.csv --runs 20 --reject-to bad.csv");
    assert_eq!(ran.code, 0, "{}", ran.err);
    for told in [
        "1 row says that somebody was called before they came; left out: line 2 (−60 s)",
        "1 service ends before it begins; such times are not learnt from: line 3 (−300 s)",
        "must have forgotten to finish them; not learnt from: line 4 (259,200 s)",
        "Rejected: 1",
    ] {
        assert!(ran.err.contains(told), "{told}\n{}", ran.err);
    }
    assert!(folder.read("bad.csv").contains("5,arrived,yesterday,bad_time"), "{}", folder.read("bad.csv"));
    assert!(
        ran.out.contains("Do not trust:") && ran.out.contains("days to learn from; ten are needed"),
        "{}",
        ran.out
    );
}

#[test]
fn a_log_without_rows_or_of_several_halls_or_without_its_columns_says_what_to_do() {
    assert!(log("").run("calibrate log.csv").fails(1).contains("log.csv"));
    let two = days(0..1).replace("h,1,", "g,1,") + &days(0..1);
    let said = log(&two).run("calibrate log.csv").fails(2);
    assert!(said.contains("--hall g, h: the log is of 2 halls; name one"), "{said}");
    assert_eq!(log(&two).run("calibrate log.csv --hall h --runs 20").code, 0);
    let said = Folder::new().with("log.csv", "a,b\n1,2\n").run("calibrate log.csv").fails(1);
    assert!(said.contains("“arrived”") || said.contains("“hall”"), "{said}");
    let map = Folder::new().with("log.csv", "a\n1\n").with("m.toml", "[columns]\narived = \"a\"\n");
    assert!(map.run("calibrate log.csv --map m.toml").fails(2).contains("arived"));
}

#[test]
fn one_customer_in_a_year_is_no_hall() {
    let row = "h,1,bill,2026-03-02T09:00:00,2026-03-02T09:00:00,2026-03-02T09:00:00,2026-03-02T09:05:00,p,served,\n";
    let ran = log(row).run("calibrate log.csv");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("Nobody waited") && ran.out.contains("Do not trust:"), "{}", ran.out);
}

#[test]
fn the_services_of_a_running_hall_go_out_and_are_learnt_from() {
    on_both_engines(|town| {
        open(town, 1);
        for n in 0..40 {
            let id = take(town, if n % 4 == 0 { "handset" } else { "pay_bill" }).id;
            town.clock.advance_seconds(20);
            call(town, 1);
            town.clock.advance_seconds(5);
            start(town, 1, id);
            town.clock.advance_seconds(120 + n);
            finish(town, 1, id, Outcome::Done, "");
        }
        let folder = Folder::new();
        let of = format!(
            "--hall wensan --from 2026-03-01 --to 2026-03-31 --database {}",
            town.house.config.database
        );
        let said = folder.run(&format!("lake export --what services {of} --out s.csv")).quietly();
        assert_eq!(said, "s.csv: 40 services\n");
        let learnt = json(&folder.run("calibrate s.csv --format json").quietly());
        let of = |name: &str| {
            let all = learnt["purposes"].as_array().unwrap();
            all.iter().find(|purpose| purpose["purpose"] == name).unwrap()["mean_s"].as_f64().unwrap()
        };
        assert!((of("handset") - 138.0).abs() < 0.01, "{}", of("handset"));
        assert_eq!(learnt["card"]["trust"], false, "a single day");
    });
}

fn shared(name: &str) -> Option<(PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join("../shared/data").join(name);
    if file.exists() {
        return Some((file, root.join("maps/logs/technion-calls.toml")));
    }
    eprintln!("SKIPPED: {} is not here", file.display());
    None
}

#[test]
fn a_month_of_a_banks_calls_is_read_as_it_comes_learnt_and_held_against_its_last_week() {
    let Some((file, map)) = shared("queues/bank-january.txt.gz") else { return };
    let folder = Folder::new();
    let line = format!("calibrate {} --map {} --held-out 8 --out bank.toml", file.display(), map.display());
    let ran = folder.run(&format!("{line} --format json"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let said = json(&ran.out);
    let at = |n: usize| (said["patience"]["at"][n]["survival"].as_f64().unwrap() * 1000.0).round();
    assert_eq!((at(0), at(1)), (831.0, 516.0));
    assert_eq!((said["ignored"].as_u64(), said["turned_round"].as_u64()), (Some(240), Some(1_198)));
    // a day that was set aside as torn is not missing as well
    assert_eq!(said["missing_days"], serde_json::json!(["1999-01-11"]));
    assert_eq!(said["torn_days"], serde_json::json!(["1998-12-31", "1999-01-12"]));
    assert_eq!(said["card"]["trust"], true, "{}", said["card"]["reasons"]);
    let days = said["card"]["days"].as_array().unwrap();
    for figure in ["mean_wait_s", "left"] {
        let inside = days.iter().take(5).filter(|day| day["figures"][figure]["inside"] == true).count();
        assert!(inside >= 4, "{figure}: {inside} of Sunday to Thursday");
    }
    HallFile::read("bank.toml", &folder.read("bank.toml")).unwrap_or_else(|faults| panic!("{faults:?}"));
}

#[test]
fn a_row_of_the_year_9999_is_named_and_the_rest_is_learnt() {
    let row = "h,1,bill,9999-03-02T09:00:00,9999-03-02T09:00:00,9999-03-02T09:00:00,9999-03-02T09:05:00,p1,served,\n";
    let said = |rows: &str| {
        let ran = log(rows).run("calibrate log.csv --runs 20 --format json");
        assert_eq!(ran.code, 0, "{}", ran.err);
        (json(&ran.out), ran.err)
    };
    let rows = days(0..24);
    let ((far, told), (near, _)) = (said(&format!("{rows}{row}")), said(&rows));
    let line = rows.lines().count() + 2;
    assert!(told.contains(&format!("line {},{:03} (9999-03-02)", line / 1000, line % 1000)), "{told}");
    assert_eq!(far["far_lines"], serde_json::json!([line]));
    assert_eq!((&far["card"], &far["arrivals"]), (&near["card"], &near["arrivals"]));
}

#[test]
fn too_little_for_a_hall_is_said_with_the_counts_and_nothing_is_written() {
    let row = "h,1,bill,2026-03-02T09:00:00,2026-03-02T09:00:00,2026-03-02T09:00:00,,p,served,\n";
    let folder = log(row);
    let ran = folder.run("calibrate log.csv --out hall.toml");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("Too little to simulate: one visit, none of them with a time"), "{}", ran.err);
    let weekday = log(&days(0..1)).run("calibrate log.csv --runs 20 --weekday sun --out hall.toml");
    assert!(weekday.code == 1 && weekday.err.contains("on no Sun was anybody at work"), "{}", weekday.err);
    let zh = folder.run("--lang zh-CN calibrate log.csv --out hall.toml").err;
    assert!(zh.contains("太少，没法模拟：共 1 次来访，其中 0 次有办理时长"), "{zh}");
    assert_eq!(folder.names(), ["log.csv"]);
    // sent back to where they were, for ever
    let rounds = days(0..6).replace(",served,\n", ",served,bill\n");
    let ran = log(&rounds).run("calibrate log.csv --runs 20 --out hall.toml");
    assert!(ran.code == 1 && ran.err.contains("What was learnt cannot be simulated"), "{}", ran.err);
}

#[test]
fn a_log_of_which_every_row_is_left_out_is_an_error_and_services_always_alike_are_a_fixed_time() {
    let at = |hours: &str| -> String {
        (10..20).map(|day| hours.replace("D", &format!("2026-03-{day}T"))).collect()
    };
    let ran = log(&at("h,1,b,D09:00:00,D08:00:00,D08:00:00,D08:30:00,p,served,\n")).run("calibrate log.csv");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("of 10 rows none can be used") && ran.out.is_empty(), "{}", ran.err);
    let folder = log(&at("h,1,b,D09:00:00,D09:05:00,D09:05:00,D09:09:00,p,served,\n"));
    assert_eq!(folder.run("calibrate log.csv --out hall.toml").code, 0);
    assert!(folder.read("hall.toml").contains("service = \"4m\""), "{}", folder.read("hall.toml"));
    assert_eq!(folder.run("simulate hall.toml --days 2").code, 0);
}

#[test]
fn a_night_of_changing_clocks_is_told_by_its_zone_and_the_way_out_without_one() {
    let night: String = (23..=27)
        .flat_map(|day| (0..3).map(move |hour| (day, hour)))
        .map(|(day, hour)| {
            let at = format!("2026-10-{day}T{hour:02}");
            format!(
                "h,1,bill,{at}:50:00,{at}:55:00,{at}:55:00,2026-10-{day}T{:02}:05:00,p,served,\n",
                hour + 1
            )
        })
        .collect();
    let back = "h,1,bill,2026-10-25T02:50:00,2026-10-25T02:10:00,2026-10-25T02:10:00,2026-10-25T02:20:00,p,served,\n";
    let folder = log(&format!("{night}{back}"));
    let plain = folder.run("calibrate log.csv");
    assert!(plain.err.contains("called before they came; left out: line 17 (−2,400 s)"), "{}", plain.err);
    assert!(plain.err.contains("Times run backwards on 2026-10-25. If the clocks"), "{}", plain.err);
    let zoned = folder.run("calibrate log.csv --zone Europe/Warsaw");
    assert!(zoned.err.contains("The clocks changed on 2026-10-25 (25 hours)"), "{}", zoned.err);
    assert!(!zoned.err.contains("called before they came"), "{}", zoned.err);
    let zh = folder.run("--lang zh-CN calibrate log.csv --zone Europe/Warsaw").err;
    assert!(
        zh.contains("2026-10-25（25 小时） 拨了钟") || zh.contains("2026-10-25（25 小时）拨了钟"),
        "{zh}"
    );
    assert!(folder.run("calibrate log.csv --zone Mars").fails(2).contains("there is no such time zone"));
}

#[test]
fn who_had_an_appointment_is_said_to_be_counted_as_walking_in() {
    let rows = days(0..6).replacen(",served,", ",served,,09:00", 3).replace(",served,\n", ",served,,\n");
    let map = "[columns]\narrived = \"arrived\"\ncalled = \"called\"\nstarted = \"started\"\nended = \"ended\"\n\
               person = \"person\"\npurpose = \"purpose\"\noutcome = \"outcome\"\nappointment = \"booked\"\n";
    let rows = rows.replace(",left,\n", ",left,,\n");
    let head = HEAD.replace("onward\n", "onward,booked\n");
    let folder = Folder::new().with("log.csv", format!("{head}{rows}")).with("m.toml", map);
    let ran = folder.run("calibrate log.csv --map m.toml --runs 20");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("3 visits were by appointment and are counted as walk-ins"), "{}", ran.err);
}

#[test]
fn a_column_of_ever_new_purposes_and_visits_that_never_end_are_told() {
    let renamed = |purpose: &dyn Fn(usize) -> String, onward: &str| {
        let row = |(n, row): (usize, &str)| format!("{}{onward}\n", row.replacen(",bill,", &purpose(n), 1));
        log(&days(0..20).lines().enumerate().map(row).collect::<String>())
    };
    let told = renamed(&|n| format!(",b{n},"), "").run("calibrate log.csv --runs 20").fails(1);
    assert!(told.contains("purpose") && told.contains("128") && told.contains("130"), "{told}");
    let ran = renamed(&|_| ",bill,".to_owned(), "bill").run("calibrate log.csv --runs 20");
    assert!(ran.code == 0 && ran.out.contains("cannot be simulated"), "{} {}", ran.out, ran.err);
}
