//! A hall is simulated from its file: today, and what would happen if; whatever cannot be meant is told with its place.

use super::Folder;
use serde_json::Value;

const HALL: &str = r#"name = "Hall"
open = "09:00"
close = "17:00"
[arrivals]
per_hour = 20
[[purpose]]
id = "pay_bill"
service = { exponential = "8m" }
patience = { exponential = "1h" }
[[counter]]
id = "1"
count = 3
"#;

fn hall(text: &str) -> Folder {
    Folder::new().with("hall.toml", text)
}

/// The hall with something else in place of a part of its file.
fn changed(from: &str, to: &str) -> Folder {
    assert!(HALL.contains(from), "{from}");
    hall(&HALL.replacen(from, to, 1))
}

fn json(folder: &Folder, args: &str) -> Value {
    let text = folder.run(&format!("simulate hall.toml --format json {args}")).quietly();
    serde_json::from_str(&text).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The probability that who comes waits, and the mean wait in services, by Erlang's formula C.
fn erlang_c(servers: u32, load: f64) -> (f64, f64) {
    let blocked = (1..=servers).fold(1.0, |b, n| load * b / (f64::from(n) + load * b));
    let c = f64::from(servers);
    let waits = blocked / (1.0 - load / c * (1.0 - blocked));
    (waits, waits / (c - load))
}

#[test]
fn eight_servers_in_balance_wait_as_erlang_says() {
    // 8 servers, 6.8 Erlang: means of a run have long memory, so runs are long and their beginning is left out
    let text = HALL
        .replace("09:00", "00:00")
        .replace("17:00", "240:00")
        .replace("per_hour = 20", "per_hour = 68")
        .replace("exponential = \"8m\"", "exponential = \"6m\"")
        .replace("patience = { exponential = \"1h\" }\n", "")
        .replace("count = 3", "count = 8");
    let found = json(&hall(&text), "--days 60 --warm-up 24h --within 5m");
    let (waits, wait) = erlang_c(8, 6.8);
    let today = &found["today"];
    let within = 1.0 - waits * (-(8.0 - 6.8) / 360.0 * 300.0_f64).exp();
    for (figure, exact) in [("mean_wait_s", wait * 360.0), ("within", within), ("occupancy", 0.85)] {
        let (low, high) = (number(&today[figure]["low"]), number(&today[figure]["high"]));
        assert!(low < exact && exact < high, "{figure}: {exact} is not in {low} to {high}");
        assert!((high - low) / exact < 0.2, "{figure}: {low} to {high} says nothing");
    }
    assert_eq!(found["grows_per_hour"], Value::Null);
}

#[test]
fn the_same_seed_gives_the_same_bytes_for_any_number_of_threads() {
    let folder = hall(HALL).with("more.toml", "[counters]\nadd = 1\n");
    let run = |more: &str| {
        folder.run(&format!("simulate hall.toml --variant more.toml --format csv {more}")).quietly()
    };
    let one = run("--threads 1");
    assert_eq!(one, run("--threads 2"));
    assert_ne!(one, run("--threads 2 --seed 2"));
}

#[test]
fn another_counter_is_better_and_the_same_hall_is_not_really_different() {
    let folder = hall(HALL)
        .with("more.toml", "name = \"one more\"\n[counters]\nadd = 1\n")
        .with("same.toml", "name = \"same\"\narrivals = 1.0\n");
    let said = folder.run("simulate hall.toml --variant more.toml --variant same.toml").quietly();
    assert!(
        said.contains("one more: the mean wait is ") && said.contains(" min shorter; the experience is "),
        "{said}"
    );
    assert!(said.contains("same: no real difference in the mean wait"), "{said}");
    let found = json(&folder, "--variant more.toml --variant same.toml");
    let verdict =
        |variant: usize, figure: &str| found["variants"][variant]["figures"][figure]["verdict"].clone();
    assert_eq!((verdict(0, "mean_wait_s"), verdict(0, "felt")), ("better".into(), "better".into()));
    assert_eq!(verdict(1, "felt"), "no_real_difference");
    assert_eq!(number(&found["variants"][1]["figures"]["mean_wait_s"]["difference"]), 0.0);
}

#[test]
fn every_form_of_the_result_can_be_asked_for() {
    let folder = hall(HALL);
    let csv = folder.run("simulate hall.toml --days 20 --format csv").quietly();
    assert!(csv.starts_with("variant,scope,name,figure,value,low,high,days,"), "{csv}");
    assert!(csv.contains(",quarter,09:15,mean_wait_s,") && csv.contains(",counter,1-3,occupancy,"));
    folder.run("simulate hall.toml --days 20 --format parquet --out found.parquet").quietly();
    folder.run("simulate hall.toml --format parquet").fails(2);
    let chinese = folder.run("--lang zh-CN simulate hall.toml --days 20").quietly();
    assert!(chinese.contains("顾客平均等"), "{chinese}");
}

#[test]
fn nobody_needs_a_counter_and_nobody_waits() {
    let folder = changed("per_hour = 20", "per_hour = 0");
    let said = folder.run("simulate hall.toml").quietly();
    assert!(said.contains("Nobody comes, so nobody waits"), "{said}");
    assert_eq!(json(&folder, "")["today"]["mean_wait_s"], Value::Null);
}

#[test]
fn one_customer_in_a_year_waits_for_nobody() {
    let text = HALL
        .replace("09:00", "00:00")
        .replace("17:00", "8760:00")
        .replace("per_hour = 20", "given = [[100000, \"pay_bill\"]]");
    let found = json(&hall(&text), "");
    assert_eq!(number(&found["customers"]), 1.0);
    assert_eq!(number(&found["today"]["mean_wait_s"]["value"]), 0.0);
}

#[test]
fn more_work_than_time_is_called_unstable() {
    let text =
        HALL.replace("patience = { exponential = \"1h\" }\n", "").replace("per_hour = 20", "per_hour = 60");
    let folder = hall(&text);
    let said = folder.run("simulate hall.toml").quietly();
    assert!(said.contains("Overloaded, unstable: pay_bill bring 64.0 hours of work a day"), "{said}");
    assert!(said.contains("at work for 24.0") && said.contains("The queue grows all day"), "{said}");
    // a hall that never closes: the queue itself is seen to grow
    let text = HALL
        .replace("09:00", "00:00")
        .replace("17:00", "48:00")
        .replace("per_hour = 20", "per_hour = 30")
        .replace("patience = { exponential = \"1h\" }\n", "");
    let found = json(&hall(&text), "--warm-up 2h --days 50");
    let grows = number(&found["grows_per_hour"]);
    assert!((5.0..10.0).contains(&grows), "7.5 an hour are more than can be served: {grows}");
}

#[test]
fn more_work_than_time_is_not_called_unstable_where_people_leave() {
    let text = HALL
        .replace("17:00", "33:00")
        .replace("per_hour = 20", "per_hour = 70")
        .replace("exponential = \"8m\"", "exponential = \"3m\"")
        .replace("exponential = \"1h\"", "exponential = \"10m\"");
    let folder = hall(&text);
    let said = folder.run("simulate hall.toml --warm-up 4h --days 50").quietly();
    assert!(said.contains("Overloaded: pay_bill bring 84.0 hours of work a day"), "{said}");
    assert!(said.contains("so many leave before they are called"), "{said}");
    assert!(!said.contains("nstable") && !said.contains("grows"), "{said}");
    let chinese = folder.run("--lang zh simulate hall.toml --warm-up 4h --days 50").quietly();
    assert!(chinese.contains("很多人没等到叫号就走了") && !chinese.contains("不稳定"), "{chinese}");
}

#[test]
fn services_that_take_days_are_simulated_and_called_an_overload() {
    let said = changed("exponential = \"8m\"", "exponential = \"3d\"");
    let said = said.run("simulate hall.toml --days 20").quietly();
    assert!(said.contains("Overloaded: pay_bill bring"), "{said}");
}

#[test]
fn a_night_shift_goes_on_after_midnight() {
    let text = HALL.replace("09:00", "18:00").replace("17:00", "02:00")
        + "shifts = [\"18:00-02:00\"]\nbreaks = [\"00:30-01:00\"]\n";
    let folder = hall(&text);
    let csv = folder.run("simulate hall.toml --days 20 --format csv").quietly();
    assert!(csv.contains(",quarter,25:45,arrivals,"), "the last quarter before closing");
    let at_work = |from: &str| {
        let row = csv.lines().find(|line| line.contains(&format!(",quarter,{from},at_work,"))).unwrap();
        row.split(',').nth(4).unwrap().parse::<f64>().unwrap()
    };
    // a service begun is finished, so somebody may still be at work when the break begins
    assert!(at_work("24:45") < 1.0 && at_work("25:00") > 2.9, "{} {}", at_work("24:45"), at_work("25:00"));
}

#[test]
fn whatever_cannot_be_meant_is_told_with_line_column_value_and_way_out() {
    for (from, to, told) in [
        (
            "[[counter]]\nid = \"1\"\ncount = 3\n",
            "",
            "hall.toml:1:1: there is no counter, so nobody who comes could be served; add a [[counter]]",
        ),
        ("count = 3", "count = 0", "hall.toml:12:9: `count` is 0; it must be from 1 to 1000"),
        ("\"8m\"", "\"-8m\"", "hall.toml:8:27: `exponential` is no duration: -8m"),
        ("\"8m\"", "\"0s\"", "hall.toml:8:27: `exponential` is 0s; it must be more than nothing"),
        (
            "service = { exponential = \"8m\" }\n",
            "",
            "hall.toml:7:1: missing `service` in [[purpose]]; add `service = \"6m\"`",
        ),
        ("per_hour = 20", "per_hour = -20", "hall.toml:5:12: `per_hour` is -20; it must be from 0"),
        ("per_hour = 20", "per_hour = nan", "hall.toml:5:12: `per_hour` is nan"),
        ("\"17:00\"", "\"25:75\"", "hall.toml:3:9: `close` is no time of day: 25:75"),
        (
            "patience",
            "patiense",
            "hall.toml:9:1: unknown key `patiense` in [[purpose]]; did you mean `patience`?",
        ),
        (
            "per_hour = 20",
            "per_hour = 20\n[no_show]\nshare = 1.2",
            "hall.toml:7:9: `share` is 1.2; it must be from 0 to 1",
        ),
        (
            "id = \"pay_bill\"",
            "id = \"pay_bill\"\nnext = [{ purpose = \"pay_bill\", share = 1 }]",
            "makes a visit that never ends",
        ),
    ] {
        let said = changed(from, to).run("simulate hall.toml").fails(1);
        assert!(said.contains(told), "{to}\n{said}");
    }
}

#[test]
fn a_skill_that_no_counter_has_is_told_and_so_is_the_likely_one() {
    let text =
        HALL.replace("[[counter]]", "skills = [\"cashire\"]\n[[counter]]") + "skills = [\"cashier\"]\n";
    let said = hall(&text).run("simulate hall.toml").fails(1);
    assert!(said.contains("hall.toml:10:11: no counter has the skill `cashire`"), "{said}");
    assert!(said.contains("did you mean `cashier`?"), "{said}");
}

#[test]
fn a_variant_is_held_against_the_hall_and_faults_in_it_are_told_at_their_place() {
    let folder = hall(HALL).with("v.toml", "[counters]\nadd = 1\nlike = \"4\"\n");
    let said = folder.run("simulate hall.toml --variant v.toml").fails(1);
    assert!(said.contains("v.toml:3:8: unknown counter `4`; known are 1-1, 1-2, 1-3"), "{said}");
    let folder = folder.with("v.toml", "merge = \"other.toml\"\n").with("other.toml", "open = 3\n");
    let said = folder.run("simulate hall.toml --variant v.toml").fails(1);
    assert!(said.contains("other.toml:1:8: `open` is no time of day: 3"), "{said}");
    folder.run("simulate nowhere.toml").fails(3);
    folder.run("simulate hall.toml --within soon").fails(2);
    folder.run("simulate hall.toml --days 1").fails(2);
}

#[test]
fn two_halls_put_together_serve_their_customers_sooner() {
    let folder =
        hall(HALL).with("other.toml", HALL).with("v.toml", "name = \"both\"\nmerge = \"other.toml\"\n");
    let found = json(&folder, "--variant v.toml");
    let wait = &found["variants"][0]["figures"]["mean_wait_s"];
    assert_eq!(wait["verdict"], "better", "{wait}");
}

#[test]
fn the_halls_of_the_guide_run_with_all_their_variants() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/halls");
    let run =
        |args: &str| super::ran(super::peakend(std::path::Path::new(folder)).args(args.split(' '))).quietly();
    let variants = ["one-more", "kiosk", "late-lunch", "busier", "with-branch", "hours", "prepared"]
        .map(|name| format!("--variant variants/{name}.toml"))
        .join(" ");
    let said = run(&format!("simulate telecom.toml --days 30 {variants}"));
    assert_eq!(said.matches("Verdict").count(), 7, "{said}");
    run("simulate bank.toml --days 30");
    run("simulate service-centre.toml --days 30");
}

#[test]
fn a_report_shows_the_day_the_counters_and_what_each_change_brings() {
    let folder = hall(HALL).with("more.toml", "name = \"one <more>\"\n[counters]\nadd = 1\n");
    let said = folder
        .run("simulate hall.toml --days 40 --variant more.toml --report r.html --format csv --out r.csv");
    assert_eq!((said.code, said.err.trim()), (0, "Report: r.html"), "{}", said.out);
    let page = folder.read("r.html");
    for part in [
        "kind=\"course\" data-of=\"waits\"",
        "kind=\"course\" data-of=\"queue\"",
        "kind=\"whisker\" data-of=\"counters\"",
        "kind=\"whisker\" data-of=\"differences-wait\"",
        "kind=\"whisker\" data-of=\"differences-felt\"",
        "kind=\"course\" data-of=\"variant-1\"",
        "one &#60;more&#62;",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(
        !page.contains("one <more>") && !page.contains("twin-"),
        "an id of a text, or a name that is no text"
    );
    let chinese =
        folder.run("--lang zh-CN simulate hall.toml --days 40 --report z.html --out z.csv --format csv");
    assert_eq!(chinese.code, 0);
    assert!(folder.read("z.html").contains("一天里等候怎样起落？"));
}
