//! `peakend staff`: how many counters, said and shown, and every wrong row told.

use super::{Folder, table};
use serde_json::Value;

/// The published case: 200 an hour, three minutes each, 80 % within twenty seconds, 85 % busy, 30 % away.
const PUBLISHED: &str =
    "staff --rate-per-hour 200 --service 3m --target 80%/20s --max-busy 85% --shrinkage 30%";

fn json(folder: &Folder, args: &str) -> Value {
    serde_json::from_str(&folder.run(&format!("{args} --format json")).quietly()).unwrap()
}

/// A morning of two purposes, in quarter-hours.
const MORNING: &str = "start,purpose,expected,low,high,service_s\n\
    08:00,account,6,4,9,600\n08:15,account,9,6,13,600\n08:30,account,12,9,16,600\n08:45,account,4,2,7,600\n\
    08:00,card,10,7,14,240\n08:15,card,14,10,19,240\n08:30,card,20,15,26,240\n08:45,card,8,5,12,240\n";

#[test]
fn one_load_is_answered_with_the_published_number_of_counters() {
    let folder = Folder::new();
    let shown = folder.run(PUBLISHED).quietly();
    assert!(
        shown.starts_with("The load is 10 counters’ work: 14 counters keep the target (exactly 13.04)"),
        "{shown}"
    );
    assert!(shown.contains("20 people have to be on the roster"), "{shown}");
    let found = json(&folder, PUBLISHED);
    assert_eq!((found["counters"].as_u64(), found["rostered"].as_u64()), (Some(14), Some(20)));
    let fourteen = found["around"].as_array().unwrap().iter().find(|row| row["counters"] == 14).unwrap();
    assert!((fourteen["within_share"].as_f64().unwrap() - 0.888).abs() < 0.001, "{fourteen}");
    assert!((fourteen["wait_share"].as_f64().unwrap() - 0.174).abs() < 0.0005, "{fourteen}");
}

#[test]
fn overload_is_called_unstable_in_words_and_has_no_numbers() {
    let folder = Folder::new();
    let asked = "staff --rate-per-hour 200 --service 3m --target 80%/5m --counters 9";
    let shown = folder.run(asked).quietly();
    assert!(shown.contains("9 counters are unstable"), "{shown}");
    assert!(
        shown
            .lines()
            .any(|line| line.contains("       9") && line.contains("unstable") && line.contains('–')),
        "{shown}"
    );
    let chinese = folder.run(&format!("{asked} --lang zh-CN")).quietly();
    assert!(chinese.contains("开 9 个不稳"), "{chinese}");
    let found = json(&folder, asked);
    let nine = found["around"].as_array().unwrap().iter().find(|row| row["counters"] == 9).unwrap();
    assert_eq!((nine["state"].as_str(), nine.get("wait_s")), (Some("unstable"), None));
    // those who lose patience relieve the line: it has a balance, if a sad one
    let found = json(&folder, &format!("{asked} --patience 5m"));
    let nine = found["around"].as_array().unwrap().iter().find(|row| row["counters"] == 9).unwrap();
    assert!(nine["abandon_share"].as_f64().unwrap() > 0.1, "{nine}");
}

#[test]
fn every_kind_of_target_can_be_asked_for() {
    let folder = Folder::new();
    let counters = |target: &str| {
        let asked = format!("staff --rate-per-hour 60 --service 6m --patience 20m --target {target}");
        json(&folder, &asked)["counters"].as_u64().unwrap()
    };
    assert!(counters("99%/1m") > counters("80%/10m"));
    assert!(counters("longest:5m") > counters("longest:5m/10%"));
    assert!(counters("leave:1%") > counters("leave:10%"));
    assert!(counters("affect:0.45") > counters("affect:0.2"));
    folder.run("staff --rate-per-hour 60 --service 6m --target leave:3%").fails(2);
    for wrong in ["80%", "often/5m", "80%/soon", "100%/5m", "leave:0", "affect:0.9", "longest:5m/0"] {
        let said = folder
            .run(&format!("staff --rate-per-hour 60 --service 6m --patience 20m --target {wrong}"))
            .fails(2);
        assert!(said.contains(wrong), "{said}");
    }
}

#[test]
fn nobody_needs_no_counter_and_a_wrong_number_is_told_by_its_option() {
    let folder = Folder::new();
    assert_eq!(json(&folder, "staff --rate-per-hour 0 --service 3m")["counters"], 0);
    for (wrong, option) in [
        ("--rate-per-hour=-5 --service 3m", "--rate-per-hour"),
        ("--rate-per-hour NaN --service 3m", "--rate-per-hour"),
        ("--rate-per-hour 5 --service 0m", "--service"),
        ("--rate-per-hour 5 --service 3", "--service"),
        ("--rate-per-hour 5 --service 3m --patience 0s", "--patience"),
        ("--rate-per-hour 5 --service 3m --counters 0", "--counters"),
        ("--rate-per-hour 5 --service 3m --shrinkage 100%", "--shrinkage"),
        ("--rate-per-hour 5 --service 3m --max-busy 0", "--max-busy"),
        ("--rate-per-hour 5 --service 3m --variation=-1", "--variation"),
        ("--rate-per-hour 5", "--service"),
        ("", "--rate-per-hour"),
    ] {
        let said = folder.run(&format!("staff {wrong}")).fails(2);
        assert!(said.contains(option), "{wrong}: {said}");
    }
}

#[test]
fn a_day_is_planned_for_each_purpose_and_for_all_together() {
    let folder = table(MORNING);
    let shown = folder.run("staff t.csv --target 80%/5m").quietly();
    assert!(
        shown.contains("sharing saves") && shown.contains("08:30") && shown.contains("who know all"),
        "{shown}"
    );
    let found = json(&folder, "staff t.csv --target 80%/5m");
    assert_eq!(found["step_s"], 900.0);
    let steps = found["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 4);
    for step in steps {
        let together = &step["together"][0];
        let apart: u64 = step["purposes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|of| of["need"]["counters"].as_u64().unwrap())
            .sum();
        let pooled = together["need"]["counters"].as_u64().unwrap();
        assert!(pooled <= apart && step["counters"] == pooled, "{step}");
        let specialists: u64 =
            together["specialists"].as_array().unwrap().iter().map(|of| of.as_u64().unwrap()).sum();
        assert_eq!(specialists + together["generalists"].as_u64().unwrap(), pooled);
    }
    let alone = json(&folder, "staff t.csv --target 80%/5m --together card");
    assert!(alone["counter_hours"].as_f64() > found["counter_hours"].as_f64());
    let high = json(&folder, "staff t.csv --target 80%/5m --high");
    assert!(high["counter_hours"].as_f64() > found["counter_hours"].as_f64());
}

#[test]
fn a_plan_is_given_as_table_csv_json_and_parquet() {
    let folder = table(MORNING);
    let csv = folder.run("staff t.csv --format csv").quietly();
    assert_eq!(csv.lines().count(), 1 + 4 * 3);
    assert!(csv.starts_with("start,purpose,scope,arrivals,service_s,work,work_own,counters,"), "{csv}");
    folder.run("staff t.csv --format parquet --out plan.parquet").quietly();
    assert!(folder.path("plan.parquet").exists());
    folder.run("staff t.csv --format parquet").fails(2);
    let csv = folder.run(&format!("{PUBLISHED} --format csv")).quietly();
    assert!(csv.starts_with("counters,state,wait_share,") && csv.contains("\n14,kept,0.174"), "{csv}");
}

#[test]
fn a_night_shift_is_one_night_and_work_is_carried_over_midnight() {
    let folder = table("start,arrivals\n22:00,20\n23:00,20\n00:00,0\n01:00,0\n");
    let found = json(&folder, "staff t.csv --service 30m --target 80%/5m");
    let work = |step: usize| found["steps"][step]["purposes"][0]["need"]["work"].as_f64().unwrap();
    assert!(work(2) > 5.0 && work(3) < work(2), "{found}");
    assert!(found["steps"][2]["counters"].as_u64().unwrap() > 5, "those of before midnight are still served");
    assert_eq!(found["steps"][2]["purposes"][0]["need"]["counters_alone"], 0);
}

#[test]
fn every_wrong_row_is_told_with_line_column_value_and_a_way_out() {
    let folder = table("start,arrivals,service_s\n08:00,-4,100\n08:15,,100\n8 o'clock,3,100\n08:45,many,0\n");
    let said = folder.run("staff t.csv").fails(1);
    for told in [
        "t.csv:2:2: “-4” is below zero",
        "t.csv:3:2: the cell is empty: write 0",
        "t.csv:4:1: “8 o'clock” is no time: write 08:15",
        "t.csv:5:2: “many” is no number",
        "t.csv:5:3: “0” is not a time anything takes",
        "The table has 5 faults; nothing was planned.",
    ] {
        assert!(said.contains(told), "{told}\n{said}");
    }
    let said = table("begin,arrivals\n08:00,3\n").run("staff t.csv --service 3m").fails(1);
    assert!(said.contains("no column “start”"), "{said}");
    let said = table("start,arrivals\n08:00,3\n").run("staff t.csv").fails(1);
    assert!(said.contains("t.csv:2:1: nothing says how long a service takes"), "{said}");
    table("").run("staff t.csv").fails(1);
    Folder::new().run("staff t.csv").fails(3);
    let said = table(MORNING).run("staff t.csv --together card,acount").fails(2);
    assert!(said.contains("acount") && said.contains("account"), "{said}");
    table(MORNING).run("staff t.csv --together card --together account,card").fails(1);
}

#[test]
fn clocks_set_back_are_told_until_the_zone_is_named() {
    let folder = table(
        "start,arrivals\n2026-10-25 02:00,4\n2026-10-25 02:30,3\n2026-10-25 02:00,2\n2026-10-25 02:30,1\n",
    );
    let said = folder.run("staff t.csv --service 5m").fails(1);
    assert!(said.contains("stands in line 2 already") && said.contains("--zone"), "{said}");
    let found = json(&folder, "staff t.csv --service 5m --zone Europe/Berlin");
    assert_eq!(found["steps"].as_array().unwrap().len(), 4);
}

#[test]
fn a_plan_is_put_to_the_test_of_simulated_days() {
    let folder =
        table("start,arrivals\n08:00,6\n08:15,10\n08:30,30\n08:45,45\n09:00,40\n09:15,20\n09:30,8\n");
    let asked = "staff t.csv --service 10m --target 90%/3m --simulate 100";
    let shown = folder.run(asked).quietly();
    assert!(shown.contains("100 simulated days:") && shown.contains("every step keeps it"), "{shown}");
    let found = json(&folder, asked);
    for step in found["steps"].as_array().unwrap() {
        let seen = &step["simulated"];
        assert!(
            seen["after"].as_f64().unwrap() >= 0.9 && seen["low"].as_f64() <= seen["after"].as_f64(),
            "{step}"
        );
        assert!(step["counters"].as_u64() >= step["purposes"][0]["need"]["counters"].as_u64());
    }
    assert_eq!(found, json(&folder, asked), "the same seed, the same days");
    let csv = folder.run(&format!("{asked} --format csv")).quietly();
    assert!(
        csv.lines().next().unwrap().ends_with("counters_simulated,seen_before,seen,seen_low,seen_high"),
        "{csv}"
    );
    folder.run("staff t.csv --service 10m --simulate 1").fails(2);
}

#[test]
fn a_report_is_one_page_with_its_figures_and_no_address_outside() {
    let folder = table(MORNING);
    for (lang, heading) in [("en", "How many counters, and when?"), ("zh-CN", "什么时候开几个台席？")]
    {
        let said = folder.run(&format!("staff t.csv --simulate 20 --report r.html --lang {lang}")).quietly();
        assert!(said.contains("r.html"), "{said}");
        let page = folder.read("r.html");
        assert!(page.contains(heading) && page.contains("08:30") && page.contains("kind=\"band\""));
        assert!(!page.contains("src=\"http") && !page.contains("staffing-"), "no key and no address is left");
    }
    folder.run("staff --rate-per-hour 5 --service 3m --report r.html").fails(2);
}
