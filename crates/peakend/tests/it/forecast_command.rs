//! `peakend forecast` on tables as they come: each fault is named with its place, and no wrong number comes out.

use super::{Folder, gzipped, table};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::Value;

/// So many arrive at a quarter of an hour: Mondays are busy, noon is, and no two weeks are alike.
fn count(date: Date, quarter: usize) -> usize {
    let monday = if date.weekday() == jiff::civil::Weekday::Monday { 4 } else { 0 };
    let noise = (date.day_of_year().unsigned_abs() as usize * 7 + quarter * 5) % 4;
    3 + monday + noise + usize::from((44..56).contains(&quarter)) * 3
}

/// Quarters from 9:00 to 17:00 of each weekday from 5 January 2026 on, as rows of a table.
fn rows(days: i32, row: impl Fn(Date, usize) -> String) -> Vec<String> {
    let first = date(2026, 1, 5);
    (0..days)
        .map(|ahead| first + ahead.days())
        .filter(|date| date.weekday().to_monday_zero_offset() < 5)
        .flat_map(|date| (36..68).map(move |quarter| (date, quarter)))
        .map(|(date, quarter)| row(date, quarter))
        .collect()
}

fn start(date: Date, quarter: usize) -> String {
    format!("{date}T{:02}:{:02}", quarter / 4, quarter % 4 * 15)
}

fn counts(days: i32) -> Vec<String> {
    rows(days, |date, quarter| format!("文三路,{},{}", start(date, quarter), count(date, quarter)))
}

fn counted(rows: &[String]) -> String {
    format!("hall,start,count\n{}\n", rows.join("\n"))
}

fn json(folder: &Folder, args: &str) -> Value {
    serde_json::from_str(&folder.run(args).out).unwrap()
}

#[test]
fn the_coming_steps_are_told_in_the_columns_that_staffing_reads() {
    let folder = table(counted(&counts(70)));
    let out = folder.run("forecast t.csv --days 3 --format csv").quietly();
    let mut lines = out.lines();
    assert_eq!(lines.next(), Some("hall,purpose,start,expected,low,high,baseline"));
    // 5 January + 70 days is Monday, 16 March; the table ends on the Friday before
    let first: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(first[..3], ["文三路", "", "2026-03-14T09:00"]);
    let monday: Vec<f64> = out
        .lines()
        .filter(|line| line.contains("2026-03-16T12:00"))
        .flat_map(|line| line.split(',').skip(3).map(|cell| cell.parse().unwrap()).collect::<Vec<f64>>())
        .collect();
    let [expected, low, high, baseline] = monday[..] else { panic!("{monday:?}") };
    assert!((9.5..13.5).contains(&expected) && low < expected && expected < high, "{monday:?}");
    assert!((9.0..14.0).contains(&baseline));
    assert_eq!(out.lines().count(), 1 + 3 * 32);
}

#[test]
fn a_packed_table_other_column_names_and_raw_arrivals_tell_the_same() {
    let folder = table(counted(&counts(70)));
    let told = folder.run("forecast t.csv --days 3 --format csv").quietly();
    let raw: Vec<String> = rows(70, |date, quarter| {
        vec![format!("文三路,{}", start(date, quarter)); count(date, quarter)].join("\n")
    });
    let named = counted(&counts(70)).replacen("hall,start,count", "网点,wann,wieviele", 1);
    let folder = folder
        .with("raw.csv", format!("hall,arrived_at\n{}\n", raw.join("\n")))
        .with("named.csv.gz", gzipped(named.as_bytes()));
    assert_eq!(folder.run("forecast raw.csv --days 3 --format csv").quietly(), told);
    let named = "forecast named.csv.gz --time wann --count wieviele --days 3 --format csv";
    assert_eq!(folder.run(named).quietly(), told);
}

#[test]
fn opening_hours_that_hold_no_row_are_told_with_the_hours_that_there_are() {
    let folder = table(counted(&counts(70)));
    let told = folder.run("forecast t.csv --opening 22:00-06:00").fails(1);
    assert!(told.contains("All rows lie outside the opening hours 22:00-06:00 (1600 in all)"), "{told}");
    assert!(told.contains("they begin from 09:00 to 16:45"), "{told}");
    let told = folder.run("--lang zh-CN forecast t.csv --opening 22:00-06:00").fails(1);
    assert!(told.contains("全部 1600 行都在营业时间 22:00-06:00 以外：它们从 09:00 到 16:45"), "{told}");
}

#[test]
fn days_of_23_and_of_25_hours_are_told_and_their_odd_hours_not_taken_as_they_stand() {
    // Warsaw: 29 March and 25 October 2026; a hall that never closes, eight an hour
    let day = |date: Date| (0..24).map(move |hour| format!("{date}T{hour:02}:00,8"));
    let around = |from: Date| (0..35).flat_map(move |ahead| day(from + ahead.days()));
    let spring: Vec<String> = around(date(2026, 3, 1)).collect();
    let told = table(format!("start,count\n{}\n", spring.join("\n")))
        .run("forecast t.csv --step 1h --zone Europe/Warsaw --days 2");
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.err.contains("2026-03-29T02:00”"), "{}", told.err);
    assert!(told.err.contains("an hour that the clocks skipped"), "{}", told.err);
    assert!(told.err.contains("The clocks changed on 2026-03-29."), "{}", told.err);
    // the hour from two to three twice: sixteen in it
    let twice = |row: String| if row.starts_with("2026-10-25T02") { row.replace(",8", ",16") } else { row };
    let autumn: Vec<String> = around(date(2026, 10, 1)).map(twice).collect();
    let folder = table(format!("start,count\n{}\n", autumn.join("\n")));
    let args = "forecast t.csv --step 1h --zone Europe/Warsaw --days 7 --format csv";
    let ran = folder.run(args);
    assert!(ran.err.contains("The clocks changed on 2026-10-25."), "{}", ran.err);
    let night = ran.out.lines().find(|line| line.contains("2026-11-08T02:00")).unwrap();
    let expected: f64 = night.split(',').nth(3).unwrap().parse().unwrap();
    assert!((expected - 8.0).abs() < 0.5, "{night}");
}

#[test]
fn rows_out_of_order_and_twice_change_nothing_and_are_named() {
    let mut rows = counts(70);
    let folder = table(counted(&rows));
    let told = folder.run("forecast t.csv --format csv").quietly();
    rows.reverse();
    rows.push(rows[3].clone());
    let turned = folder.with("turned.csv", counted(&rows)).run("forecast turned.csv --format csv");
    assert_eq!((turned.code, turned.out.as_str()), (0, told.as_str()));
    let line = rows.len() + 1;
    let named = format!("line {line}, start: “{}” – the same row again", &rows[3].split(',').nth(1).unwrap());
    assert!(turned.err.contains(&named), "{}", turned.err);
}

#[test]
fn counts_below_zero_and_times_that_are_none_are_left_out_by_line_column_and_value() {
    let mut rows = counts(70);
    rows[2] = "文三路,2026-01-05T09:30,-4".to_owned();
    rows[3] = "文三路,,5".to_owned();
    rows[4] = "文三路,2026-02-30T10:00,5".to_owned();
    rows[5] = "文三路,2026-01-05T10:15,many".to_owned();
    let folder = table(counted(&rows));
    let ran = folder.run("forecast t.csv --format csv");
    assert_eq!(ran.code, 0);
    for named in [
        "Rejected: 4",
        "line 4, count: “-4” – count below zero",
        "line 5, start: “” – unreadable time",
        "line 6, start: “2026-02-30T10:00” – unreadable time",
        "line 7, count: “many” – not a number",
    ] {
        assert!(ran.err.contains(named), "{named}: {}", ran.err);
    }
    folder.run("forecast t.csv --format csv --strict").fails(4);
    folder.run("forecast t.csv --format csv --reject-to r.csv --out o.csv");
    assert_eq!(folder.read("r.csv").lines().count(), 5);
}

#[test]
fn a_row_thousands_of_years_ahead_is_named_and_moves_nothing() {
    let mut rows = counts(70);
    let told = table(counted(&rows)).run("forecast t.csv --format csv").quietly();
    rows.insert(7, "文三路,4026-01-06T09:00,5".to_owned());
    rows.push("文三路,1926-01-06T09:00,5".to_owned());
    let folder = table(counted(&rows));
    let ran = folder.run("forecast t.csv --format csv");
    assert_eq!((ran.code, ran.out.as_str()), (0, told.as_str()));
    let last = rows.len() + 1;
    for named in [
        "Rejected: 2",
        "line 9, start: “4026-01-06T09:00” – more than 400 days from all others",
        &format!("line {last}, start: “1926-01-06T09:00” – more than 400 days from all others"),
    ] {
        assert!(ran.err.contains(named), "{named}: {}", ran.err);
    }
    folder.run("forecast t.csv --format csv --strict").fails(4);
}

#[test]
fn a_table_of_faults_alone_is_refused_with_its_first_row() {
    let said = table("start,count\n,5\nnever,5\n").run("forecast t.csv").fails(1);
    assert!(said.contains("line 2, start") && said.contains("unreadable time"), "{said}");
    let said = table("when,howmany\n2026-01-05 09:00,5\n").run("forecast t.csv").fails(1);
    assert!(said.contains("there is no column “time”") && said.contains("`when`"), "{said}");
    table("start,count\n").run("forecast t.csv").fails(1);
}

#[test]
fn too_little_says_what_is_missing_and_gives_no_number() {
    let zeros = rows(70, |date, quarter| format!("{},0", start(date, quarter)));
    let empty = table(format!("start,count\n{}\n", zeros.join("\n"))).run("forecast t.csv").fails(1);
    assert!(empty.contains("Too little to forecast: days with counts: 0 "), "{empty}");
    let mut one = zeros;
    one[50] = one[50].replace(",0", ",1");
    let one = table(format!("start,count\n{}\n", one.join("\n"))).run("forecast t.csv").fails(1);
    assert!(one.contains("Too little to forecast: 1 in all"), "{one}");
    let two = table(counted(&counts(2))).run("forecast t.csv").fails(1);
    assert!(two.contains("days with counts: 2 (1 series), and it takes 5"), "{two}");
    let year = table("arrived_at\n2026-03-05 10:12\n").run("forecast t.csv").fails(1);
    assert!(year.contains("days with counts: 1 "), "{year}");
}

#[test]
fn a_gap_in_the_log_is_named_and_not_taken_for_nobody() {
    let whole = table(counted(&counts(70)));
    let gap = |line: &&String| !line.contains("2026-02-17") && !line.contains("2026-02-18");
    let rows: Vec<String> = counts(70).iter().filter(gap).cloned().collect();
    let ran = table(counted(&rows)).run("forecast t.csv --format json");
    assert!(ran.err.contains("Taken as missing, not as empty: 2026-02-17, 2026-02-18."), "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["series"][0]["gaps"], serde_json::json!(["2026-02-17", "2026-02-18"]));
    let monday = |found: &Value| found["series"][0]["days"][2]["expected"].as_f64().unwrap();
    let known = monday(&json(&whole, "forecast t.csv --format json"));
    assert!((monday(&found) / known - 1.0).abs() < 0.05, "{} {known}", monday(&found));
}

#[test]
fn the_hour_that_is_skipped_is_not_known_and_the_one_lived_twice_counts_once() {
    // a night desk, each hour of each night, through both changes of the clock in Berlin in 2026
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let first = date(2026, 3, 1).to_zoned(zone.clone()).unwrap();
    let rows: Vec<String> = (0..24 * 250)
        .map(|hour| (&first + hour.hours()).timestamp())
        .map(|at| (at, at.to_zoned(zone.clone()).hour()))
        .filter(|(_, hour)| *hour < 6 || *hour >= 22)
        .map(|(at, _)| format!("{at},8"))
        .collect();
    let folder = table(format!("start,count\n{}\n", rows.join("\n")));
    let ran = folder.run("forecast t.csv --step 1h --zone Europe/Berlin --opening 22:00-06:00 --format csv");
    assert!(ran.err.contains("The clocks changed on 2026-03-29, 2026-10-25"), "{}", ran.err);
    assert_eq!(ran.code, 0);
    let at = |time: &str| -> Vec<f64> {
        let lines = ran.out.lines().filter(|line| line.contains(&format!("T{time},")));
        lines.map(|line| line.split(',').nth(3).unwrap().parse().unwrap()).collect()
    };
    for time in ["22:00", "23:00", "00:00", "02:00", "05:00"] {
        assert!(at(time).iter().all(|expected| (expected - 8.0).abs() < 0.3), "{time}: {:?}", at(time));
    }
    assert!(at("12:00").iter().all(|expected| *expected == 0.0));
    let spring =
        table("start,count\n2026-03-29 02:30,8\n").run("forecast t.csv --zone Europe/Berlin").fails(1);
    assert!(
        spring.contains("line 2, start: “2026-03-29 02:30” – an hour that the clocks skipped"),
        "{spring}"
    );
}

#[test]
fn holidays_and_pay_days_are_read_and_their_effects_told() {
    let quiet = |date: Date| matches!(date.day(), 14);
    let rows = rows(200, |date, quarter| {
        let times = if quiet(date) { 1 } else { 4 };
        format!("{},{}", start(date, quarter), count(date, quarter) * times)
    });
    let holidays: String = (1..=8).map(|month| format!("2026-{month:02}-14,quiet day\n")).collect();
    let folder = table(format!("start,count\n{}\n", rows.join("\n")))
        .with("h.csv", format!("date,name\n{holidays}"))
        .with("bad.csv", "date,name\n2026-01-14,a\n14 Feb,b\n");
    let found = json(&folder, "forecast t.csv --holidays h.csv --pay-day 10,25 --format json --days 30");
    let effects = &found["series"][0]["effects"];
    let times = effects["holidays"][0]["times"].as_f64().unwrap();
    assert_eq!(effects["holidays"][0]["name"], "quiet day");
    assert!((0.2..0.4).contains(&times), "{times}");
    assert!(effects["pay_day"]["days"].as_u64().unwrap() > 8);
    let said = folder.run("forecast t.csv --holidays bad.csv").fails(1);
    assert!(said.contains("bad.csv, line 3: “14 Feb” is no date"), "{said}");
}

#[test]
fn a_year_that_was_not_turned_and_displays_that_stand_still_are_found_in_snapshots() {
    let mut rows = vec!["date,time,hall,queue,waiting".to_owned()];
    let days = [(2020, 12, 30), (2020, 12, 31), (2020, 1, 1), (2020, 1, 2), (2020, 1, 3)];
    let later = (6..=17).filter(|day| ![11, 12].contains(day)).map(|day| (2020, 1, day));
    for (year, month, day) in days.into_iter().chain(later) {
        for minute in (480..1080).step_by(5) {
            let still = (month, day) == (1, 1);
            let waiting = if still { 3 } else { (minute / 20 + day) % 5 };
            rows.push(format!(
                "{year}-{month:02}-{day:02},{:02}:{:02},h,q,{waiting}",
                minute / 60,
                minute % 60
            ));
        }
    }
    let folder = table(rows.join("\n") + "\n");
    let args = "forecast t.csv --time date,time --count waiting --what waiting --purpose queue --format json";
    let ran = folder.run(args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for named in [
        "The year was not turned: one hall goes on from 2020-12-30 … 2020-12-31 to dates of almost a year before (240 rows; h). Read as 2019.",
        "2020-01-01: nothing moved in one hall (120 snapshots). Taken for closed and left out; 1 of them showed somebody waiting all day: h.",
    ] {
        assert!(ran.err.contains(named), "{named}: {}", ran.err);
    }
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let noon = |step: &&Value| step["start"].as_str().unwrap().ends_with("T12:00");
    let noon_of = |found: &Value| {
        let steps = found["series"][0]["days"][2]["steps"].as_array().unwrap().clone();
        steps.iter().find(noon).unwrap()["expected"].as_f64().unwrap()
    };
    let expected = noon_of(&found);
    assert!((0.5..4.0).contains(&expected), "{expected}");
    // a second queue of the hall that no column is asked to tell apart: together twice as many wait
    let head = rows[0].replace("queue", "line");
    let both: Vec<String> =
        rows[1..].iter().map(|row| format!("{row}\n{}\n", row.replace(",h,q,", ",h,p,"))).collect();
    let hall = "forecast two.csv --time date,time --count waiting --what waiting --format json";
    let ran = folder.with("two.csv", format!("{head}\n{}", both.concat())).run(hall);
    assert!(ran.err.contains("1,800 snapshots were added"), "{}", ran.err);
    let together = noon_of(&serde_json::from_str(&ran.out).unwrap());
    assert!((together / expected - 2.0).abs() < 0.01, "{together} {expected}");
}

/// A file of public data; `None`, said loudly, where it is not here.
#[expect(clippy::print_stdout, reason = "the ring of tests counts what is skipped by these lines")]
fn public(name: &str) -> Option<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if !path.exists() {
        println!("SKIPPED: {} is not here", path.display());
        return None;
    }
    Some(path.canonicalize().unwrap().display().to_string())
}

#[test]
fn the_calls_of_a_bank_are_told_better_than_by_its_last_four_weeks() {
    let Some(calls) = public("arrivals/bank-calls-5min.csv.gz") else { return };
    let found =
        json(&Folder::new(), &format!("forecast {calls} --step 30m --days 1 --holdout 60 --format json"));
    let score = |of: &str, what: &str| found["holdout"][of][what].as_f64().unwrap();
    assert!(score("model", "wape") < 0.8 * score("mean", "wape"), "{}", found["holdout"]);
    assert!((0.75..=0.85).contains(&score("used", "covered")), "{}", found["holdout"]);
    assert_eq!(found["series"][0]["gaps"].as_array().unwrap().len(), 5);
}

#[test]
fn the_queues_of_warsaw_are_read_as_they_are_and_what_is_wrong_is_named() {
    let (Some(offices), Some(groups)) =
        (public("queues/warsaw-offices.csv.gz"), public("queues/warsaw-groups.csv"))
    else {
        return;
    };
    let ran = Folder::new().run(&format!(
        "forecast {offices} --names {groups} --hall name --purpose nazwaGrupy --time date,time \
         --count liczbaKlwKolejce --what waiting --days 1 --holdout 2 --format json"
    ));
    for named in [
        "13 halls go on from 2020-12-30 … 2020-12-31 to dates of almost a year before (50,115 rows;",
        "2020-01-01: nothing moved in 20 halls (46,956 snapshots). Taken for closed and left out; 2 of them",
        "2020-01-06: nothing moved in 20 halls (46,956 snapshots). Taken for closed and left out; 1 of them",
        "35 times a queue stood still",
        "No day of this weekday is known, so nothing is said of 2020-01-11.",
    ] {
        assert!(ran.err.contains(named), "{named}: {}", ran.err);
    }
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let mae = |of: &str| found["holdout"][of]["mae"].as_f64().unwrap();
    assert!(mae("model") < 0.9 * mae("median"), "{}", found["holdout"]);
}

#[test]
fn a_table_of_hours_is_told_in_hours_and_not_in_quarters() {
    let hours = |date: Date, quarter: usize| {
        let whole = (0..4).map(|part| count(date, quarter + part)).sum::<usize>();
        quarter.is_multiple_of(4).then(|| format!("{},{whole}", start(date, quarter)))
    };
    let rows = rows(70, |date, quarter| hours(date, quarter).unwrap_or_default());
    let rows: Vec<String> = rows.into_iter().filter(|row| !row.is_empty()).collect();
    let folder = table(format!("start,count\n{}\n", rows.join("\n")));
    let told = folder.run("forecast t.csv --days 3 --format csv");
    assert!(told.err.contains("Steps of 1 h rather than 15 min"), "{}", told.err);
    assert_eq!(told.out, folder.run("forecast t.csv --days 3 --step 1h --format csv").quietly());
    assert_eq!(told.out.lines().count(), 1 + 3 * 8, "{}", told.out);
    let said = folder.run("forecast t.csv --step 15m").fails(2);
    assert!(said.contains("--step 15m") && said.contains("Say --step 1h"), "{said}");
    // single arrivals come when they come: no step is read out of them
    let raw: Vec<String> = rows.iter().map(|row| [&row[..row.find(',').unwrap()]; 9].join("\n")).collect();
    let raw = folder.with("raw.csv", format!("arrived_at\n{}\n", raw.join("\n")));
    assert!(!raw.run("forecast raw.csv --format csv").err.contains("Steps of"));
}

#[test]
fn options_that_cannot_be_meant_are_refused() {
    let folder = table(counted(&counts(30)));
    for (option, said) in [
        ("--step 7m", "a step has to divide the day"),
        ("--step 2h", "a step has to divide the day"),
        ("--opening 9-17", "write opening hours as 08:30-17:30"),
        ("--zone Nowhere/Land", "--zone Nowhere/Land"),
        ("--what waiting", "--what waiting needs --count COLUMN"),
        ("--format parquet", "--format parquet needs --out FILE"),
        ("--pay-day 32", "32"),
        ("--days 0", "0"),
    ] {
        let told = folder.run(&format!("forecast t.csv {option}")).fails(2);
        assert!(told.contains(said), "{option}: {told}");
    }
    let told = folder.run("forecast t.csv --count cuont").fails(1);
    assert!(told.contains("there is no column “cuont” (did you mean “count”?)"), "{told}");
}

#[test]
fn people_get_a_table_in_their_language_and_a_page_that_needs_no_network() {
    let folder = table(counted(&counts(70)));
    let table = folder.run("forecast t.csv --days 3").quietly();
    assert!(
        table.contains("2026-03-16 Mon") && table.contains("closed") && table.contains("Held out"),
        "{table}"
    );
    let chinese = folder.run("--lang zh forecast t.csv --days 3").quietly();
    assert!(chinese.contains("2026-03-16 周一") && chinese.contains("停业"), "{chinese}");
    let said = folder.run("forecast t.csv --report r.html").quietly();
    assert!(said.contains("The report is in r.html."), "{said}");
    let page = folder.read("r.html");
    assert!(page.contains("kind=\"band\"") && page.contains("文三路") && !page.contains("src=\"http"));
    folder.run("forecast t.csv --format parquet --out o.parquet").quietly();
    assert!(std::fs::read(folder.path("o.parquet")).unwrap().starts_with(b"PAR1"));
}

#[test]
fn the_result_does_not_depend_on_threads() {
    let two = counted(&counts(70)).replace("文三路", "a");
    let other: Vec<String> = counts(70).iter().map(|row| row.replace("文三路", "b")).collect();
    let folder = table(two + &other.join("\n") + "\n");
    let one = folder.run("forecast t.csv --format json --threads 1").quietly();
    assert_eq!(folder.run("forecast t.csv --format json --threads 7").quietly(), one);
}
