//! A hall that is written is read back the same; whatever is wrong is told at its place.

use super::*;
use crate::run::hall::{ClassSpec, OrderWord};
use crate::ui::text::{Language, Texts};
use proptest::prelude::*;

const SMALL: &str = r#"name = "x"
open = "08:30"
close = "17:30"
[arrivals]
per_day = 100
[[purpose]]
id = "pay"
service = "6m"
[[counter]]
id = "1"
"#;

/// The faults of a text as they are told in English.
fn told(text: &str) -> Vec<String> {
    let texts = Texts::of(Language::En);
    let faults = HallFile::read("h.toml", text).expect_err("it has faults");
    faults.iter().map(|fault| fault.tell(&texts)).collect()
}

/// The first fault of the small hall in which `from` is replaced by `to`.
fn changed(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    told(&SMALL.replacen(from, to, 1)).remove(0)
}

#[test]
fn a_small_hall_is_read_with_what_goes_without_saying() {
    let hall = HallFile::read("h.toml", SMALL).unwrap();
    assert_eq!((hall.opens_s, hall.closes_s), (30_600, 63_000));
    assert_eq!(hall.purposes[0].share, 1.0);
    assert_eq!(hall.purposes[0].patience, LawSpec::Never);
    assert_eq!(hall.counters[0], CounterSpec::new("1"));
    assert!(hall.serves_all);
    assert_eq!(hall.arrivals.volume, Volume::PerDay { customers: 100.0, profile: vec![1.0] });
}

#[test]
fn a_night_ends_on_the_day_after_and_its_breaks_lie_in_it() {
    let text = SMALL.replace("08:30", "18:00").replace("17:30", "02:00")
        + "shifts = [\"18:00-02:00\"]\nbreaks = [\"00:30-01:00\"]\n";
    let hall = HallFile::read("h.toml", &text).unwrap();
    assert_eq!((hall.opens_s, hall.closes_s), (64_800, 93_600));
    assert_eq!(hall.counters[0].shifts, [(64_800, 88_200), (90_000, 93_600)]);
}

#[test]
fn a_fault_is_told_with_line_column_value_and_way_out() {
    assert_eq!(
        changed("service", "servcie"),
        "h.toml:8:1: unknown key `servcie` in [[purpose]]; did you mean `service`?"
    );
    assert_eq!(
        changed("\"6m\"", "\"-6m\""),
        "h.toml:8:11: `service` is no duration: -6m; write \"6m\", \"90s\" or \"1h30m\", never negative, at most 366 days"
    );
    assert_eq!(
        changed("open = \"08:30\"\n", ""),
        "h.toml:1:1: missing `open` in the file; add `open = \"08:30\"`"
    );
    assert!(changed("\"17:30\"", "\"25:61\"").starts_with("h.toml:3:9: `close` is no time of day: 25:61"));
    assert!(changed("100", "-1").starts_with("h.toml:5:11: `per_day` is -1; it must be from 0"));
    assert!(changed("id = \"1\"", "").contains("missing `id` in [[counter]]"));
    assert!(changed("[[counter]]\nid = \"1\"\n", "").contains("there is no counter"));
}

#[test]
fn a_skill_that_nobody_has_is_told_with_the_one_that_was_meant() {
    let text = SMALL.replace("service = \"6m\"", "service = \"6m\"\nskills = [\"casheir\"]")
        + "skills = [\"cashier\"]\n";
    let told = told(&text);
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("h.toml:9:11: no counter has the skill `casheir`"), "{}", told[0]);
    assert!(told[0].ends_with("did you mean `cashier`?"), "{}", told[0]);
}

#[test]
fn shares_that_do_not_sum_to_one_are_told_at_the_last() {
    let two = |a, b| {
        let second =
            format!("share = {a}\n[[purpose]]\nid = \"open\"\nservice = \"9m\"\nshare = {b}\n[[counter]]");
        SMALL.replacen("[[counter]]", &second, 1)
    };
    assert!(HallFile::read("h.toml", &two(0.4, 0.6)).is_ok());
    assert!(told(&two(0.8, 0.6))[0].contains("13:1: `share` sums to 1.400, more than 1"));
    assert!(told(&two(0.3, 0.6))[0].contains("sums to 0.900, less than 1"));
    assert!(told(&two(1.3, 0.0))[0].contains("`share` is 1.3; it must be from 0 to 1"));
}

#[test]
fn steps_must_reach_from_opening_to_closing() {
    let told = changed("per_day = 100", "per_hour = [10, 12, 14]");
    assert_eq!(
        told,
        "h.toml:5:12: values in `per_hour`: 3; it takes 9, one for each 1 h from 08:30 to 17:30"
    );
}

#[test]
fn every_fault_is_told_at_once_in_the_order_of_the_lines() {
    let text = "name = 3\nopen = \"08:30\"\nclose = \"17:30\"\ncolse = 1\n[[purpose]]\nid = \"pay\"\nservice = { gama = 1 }\n[[counter]]\nid = \"1\"\npace = -1\nshifts = [\"9-10\"]\n";
    let told = told(text);
    let lines: Vec<&str> = told.iter().map(|told| told.split(':').nth(1).unwrap()).collect();
    assert_eq!(lines, ["1", "4", "6", "7", "10", "11"], "{told:#?}");
}

#[test]
fn control_characters_of_a_file_do_not_reach_the_terminal() {
    assert!(!changed("\"6m\"", "\"\\u001b[31m\"").contains('\u{1b}'));
}

#[test]
fn arbitrary_text_is_read_or_refused_and_never_panics() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let lines: Vec<&str> = SMALL.lines().collect();
    let cut = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[ -~\n]{0,12}");
    runner
        .run(&cut, |(line, place, junk)| {
            let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            let line = line.index(lines.len());
            let place = place.index(lines[line].len() + 1);
            lines[line].insert_str(place, &junk);
            let _ = HallFile::read("h.toml", &lines.join("\n"));
            Ok(())
        })
        .unwrap();
}

fn seconds() -> impl Strategy<Value = f64> {
    prop_oneof![(1u32..100_000).prop_map(f64::from), 0.001f64..1e5]
}

fn law() -> BoxedStrategy<LawSpec> {
    let spread = 0.05f64..5.0;
    prop_oneof![
        seconds().prop_map(|s| LawSpec::Fixed { s }),
        seconds().prop_map(|mean_s| LawSpec::Exponential { mean_s }),
        (seconds(), spread.clone()).prop_map(|(mean_s, cv)| LawSpec::Gamma { mean_s, cv }),
        (seconds(), spread).prop_map(|(mean_s, cv)| LawSpec::LogNormal { mean_s, cv }),
        (seconds(), 0.2f64..5.0).prop_map(|(mean_s, shape)| LawSpec::Weibull { mean_s, shape }),
        (seconds(), seconds()).prop_map(|(a, b)| LawSpec::Uniform { low_s: a.min(b), high_s: a.max(b) }),
        prop::collection::vec(seconds(), 1..20).prop_map(|mut seen_s| {
            seen_s.sort_by(f64::total_cmp);
            LawSpec::Empirical { seen_s, never: 0.0 }
        }),
        (seconds(), seconds()).prop_map(|(a, b)| LawSpec::Quantiles {
            points: vec![(0.0, a.min(b)), (0.3, a.min(b)), (1.0, a.max(b))],
        }),
    ]
    .boxed()
}

fn patience() -> BoxedStrategy<LawSpec> {
    let ending = |law| match law {
        LawSpec::Empirical { seen_s, .. } => LawSpec::Empirical { seen_s, never: 0.25 },
        LawSpec::Quantiles { mut points } => {
            points.pop();
            LawSpec::Quantiles { points }
        }
        law => law,
    };
    prop_oneof![Just(LawSpec::Never), law().prop_map(ending)].boxed()
}

prop_compose! {
    fn purpose(n: usize)(
        service in law(),
        patience in patience(),
        norm_s in prop::option::of(seconds()),
        rates in prop::collection::vec(0.0f64..200.0, 9),
        platinum in 0.0f64..1.0,
        skilled in any::<bool>(),
        next in prop::option::of((0.0f64..1.0, any::<bool>(), any::<bool>())),
        diverted in prop::option::of((0.0f64..1.0, 0.0f64..1.0, law())),
        prepared in prop::option::of((0.0f64..1.0, 0.0f64..2.0, law())),
    ) -> PurposeSpec {
        PurposeSpec {
            norm_s,
            patience,
            per_hour: rates,
            skills: if skilled { vec!["cashier".to_owned()] } else { Vec::new() },
            classes: BTreeMap::from([("platinum \"级\"".to_owned(), platinum)]),
            next: next.map(|(share, same_counter, keeps_place)| NextSpec {
                purpose: "p0".to_owned(), share, same_counter, keeps_place,
            }).into_iter().collect(),
            diverted: diverted.map(|(share, comes_back, after)| DivertedSpec { share, comes_back, after }),
            prepared: prepared.map(|(share, factor, takes)| PreparedSpec { share, factor, takes }),
            ..PurposeSpec::new(&format!("p{n}"), service)
        }
    }
}

prop_compose! {
    fn hall()(
        name in "[^\u{0}]{0,10}x",
        opens_min in 0i64..1440,
        serves_all in any::<bool>(),
        (target_s, to_counter, early) in (seconds(), law(), law()),
        purposes in (purpose(0).boxed(), purpose(1).boxed()).prop_map(|(a, b)| vec![a, b]),
        (share, waits, day_spread) in (0.0f64..0.9, law(), 0.0f64..2.0),
        (count, pace, own) in (1u32..5, 0.1f64..10.0, law()),
        (order, turns) in (prop::sample::select(OrderWord::ALL), 1u32..5),
        breaks in any::<bool>(),
        promised_s in prop::option::of(seconds()),
    ) -> HallFile {
        let opens_s = opens_min * 60;
        let mut hall = HallFile::new(&name, opens_s, opens_s + 9 * 3600);
        hall.serves_all = serves_all;
        (hall.target_s, hall.to_counter, hall.early) = (target_s, to_counter, early);
        hall.late = LateSpec { share, by: waits.clone() };
        hall.no_show = NoShow { share, counter_waits: waits };
        hall.arrivals = ArrivalsSpec { from_s: opens_s, step_s: 3600, volume: Volume::ByPurpose, day_spread };
        hall.calling.order = order;
        hall.calling.classes = vec![ClassSpec { class: "platinum".to_owned(), turns, start: 3, per_minute: 0 }];
        hall.purposes = purposes;
        hall.experience.promised_s = promised_s;
        hall.experience.others = BTreeMap::from([("leave".to_owned(), -0.25)]);
        let mut counter = CounterSpec::new("窗口");
        (counter.count, counter.pace) = (count, pace);
        counter.skills = Some(vec!["cashier".to_owned(), "tariff".to_owned()]);
        counter.services = BTreeMap::from([("p0".to_owned(), own)]);
        if breaks {
            counter.shifts = vec![(opens_s, opens_s + 7200), (opens_s + 9000, opens_s + 9 * 3600)];
        }
        hall.counters = vec![counter, CounterSpec::new("9")];
        hall.appointments = vec![AppointmentSpec {
            at_s: opens_s + 60, until_s: opens_s + 960, purpose: "p1".to_owned(),
            class: None, count: 2, shows: 0.9,
        }];
        hall
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back_the_same(hall in hall().boxed()) {
        let text = hall.write("made by hand");
        match HallFile::read("h.toml", &text) {
            Ok(read) => prop_assert_eq!(read, hall),
            Err(faults) => prop_assert!(false, "{:?}\n{}", faults, text),
        }
    }
}

#[test]
fn arrivals_given_one_by_one_or_together_are_read_back_the_same() {
    let mut hall = HallFile::read("h.toml", SMALL).unwrap();
    for volume in [
        Volume::PerHour(vec![3.25]),
        Volume::PerDay { customers: 1.0 / 3.0, profile: vec![0.1] },
        Volume::Given(vec![(30_600.0, "pay".to_owned()), (30_600.123_456, "pay".to_owned())]),
    ] {
        hall.purposes[0].share = if matches!(volume, Volume::Given(_)) { 0.0 } else { 1.0 };
        hall.arrivals.volume = volume;
        assert_eq!(HallFile::read("h.toml", &hall.write("")).unwrap(), hall);
    }
}

#[test]
fn the_halls_of_the_guide_are_read_and_written_the_same() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/halls");
    for name in ["telecom", "bank", "service-centre"] {
        let text = std::fs::read_to_string(format!("{folder}/{name}.toml")).unwrap();
        let texts = Texts::of(Language::En);
        let hall = HallFile::read(name, &text).unwrap_or_else(|faults| {
            panic!("{:#?}", faults.iter().map(|fault| fault.tell(&texts)).collect::<Vec<_>>())
        });
        assert_eq!(HallFile::read(name, &hall.write("again")).unwrap(), hall);
    }
}

#[test]
fn a_weibull_law_of_a_shape_that_no_sample_shows_is_refused_with_its_own_bounds() {
    let shaped = |shape: &str| format!("service = {{ weibull = {{ mean = \"6m\", shape = {shape} }} }}");
    let told = changed("service = \"6m\"", &shaped("0.19"));
    assert_eq!(told, "h.toml:8:46: `shape` is 0.19; it must be from 0.2 to 20");
    let wide = SMALL.replacen("service = \"6m\"", &shaped("0.2"), 1);
    let LawSpec::Weibull { shape, .. } = HallFile::read("h.toml", &wide).unwrap().purposes[0].service else {
        panic!("another law");
    };
    // √(10!/5!² − 1) is a coefficient of variation that can be meant
    assert_eq!((shape, (3_628_800.0_f64 / 14_400.0 - 1.0).sqrt() < reader::CV.1), (reader::SHAPE.0, true));
    let cv = "service = { lognormal = { mean = \"6m\", cv = 0.05 } }";
    assert!(HallFile::read("h.toml", &SMALL.replacen("service = \"6m\"", cv, 1)).is_ok());
}
