//! What the simulated hall says of a wait: made ahead of time, kept beside the other estimators, and told where it was the best.

use crate::experience::{call, finish, open, start, take};
use crate::foresee::past;
use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use peakend::house::House;
use peakend::kernel::kinds::VisitId;
use peakend::run::visit::act::{self, Ticket};
use peakend::run::visit::{Outcome, Source};
use peakend::run::wait::simulated;
use peakend::score::experience::follow;
use peakend::staff::Actor;
use peakend::staff::rights::Role;
use serde_json::Value;

fn look(town: &Town) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(simulated::look(&town.house, town.hall)).unwrap();
}

/// What the simulated hall said of a visit: point, low and high, in seconds.
fn said(town: &Town, id: VisitId) -> Option<[f64; 3]> {
    let (point, low, high): (Option<f64>, Option<f64>, Option<f64>) = town
        .act(move |_, tx| {
            Ok(tx.one(
                "select simulated_s, simulated_low_s, simulated_high_s from told_wait where visit = ?1",
                &[id.into()],
            )?)
        })
        .unwrap();
    Some([point?, low?, high?])
}

fn taken(town: &Town) -> Option<[f64; 3]> {
    said(town, take(town, "pay_bill").id)
}

/// A hall with a past in which services take ten minutes; one counter, at which somebody is served since a moment, and three
/// who wait.
fn busy(town: &Town) {
    past(town, 42, 60);
    open(town, 1);
    let first = take(town, "pay_bill").id;
    assert_eq!(call(town, 1).id, first);
    start(town, 1, first);
    (0..3).for_each(|_| drop(take(town, "pay_bill")));
}

#[test]
fn a_ticket_keeps_what_the_simulated_hall_said_and_another_in_front_is_added_to_it() {
    on_both_engines(|town| {
        busy(town);
        assert_eq!(taken(town), None, "nobody has asked yet");
        look(town);
        // five calls of ten minutes each, patience aside
        let [point, low, high] = taken(town).unwrap();
        assert!((40.0..55.0).contains(&(point / 60.0)), "{point}");
        assert!(low < point && point < high && high - low < 1_200.0, "{low} {point} {high}");
        // one more in line since: by as much as queue length moved
        let lengths = "select queue_length_s from told_wait order by at desc limit 2";
        let before = point;
        let [point, ..] = taken(town).unwrap();
        let moved: Vec<(f64,)> = town.act(|_, tx| Ok(tx.all(lengths, &[])?)).unwrap();
        assert!((point - before - (moved[0].0 - moved[1].0)).abs() < 1e-3, "{before} {point} {moved:?}");
        assert!(point > before + 60.0, "{before} {point}");
    });
}

#[test]
fn what_is_too_old_or_of_another_set_up_is_not_told() {
    on_both_engines(|town| {
        busy(town);
        look(town);
        town.clock.advance_seconds(59);
        assert!(taken(town).is_some());
        town.clock.advance_seconds(2);
        assert_eq!(taken(town), None, "it is more than a minute old");
        look(town);
        assert!(taken(town).is_some());
        let hall = town.hall;
        town.act(move |_, tx| {
            Ok(tx.run("update hall_log set plan = plan + 1 where hall = ?1", &[hall.into()])?)
        })
        .unwrap();
        assert_eq!(taken(town), None, "the set-up is another");
        look(town);
        assert!(taken(town).is_some());
    });
}

#[test]
fn with_a_free_counter_or_without_a_past_the_simulated_hall_is_not_asked() {
    on_both_engines(|town| {
        open(town, 1);
        let first = take(town, "pay_bill").id;
        assert_eq!(call(town, 1).id, first);
        look(town);
        assert_eq!(taken(town), None, "nothing is known of the hall");
    });
    on_both_engines(|town| {
        past(town, 42, 60);
        open(town, 1);
        look(town);
        assert_eq!(taken(town), None, "whoever comes is called at once");
    });
}

#[test]
fn it_sees_that_a_counter_is_free_which_those_ahead_cannot_use() {
    on_both_engines(|town| {
        busy(town);
        let id = town.counters[1];
        town.act(move |_, tx| {
            Ok(tx.run("update counter set purposes = '[\"handset\"]' where id = ?1", &[id.into()])?)
        })
        .unwrap();
        open(town, 2);
        look(town);
        let handset = take(town, "handset").id;
        assert_eq!(said(town, handset), Some([0.0; 3]));
        let length = "select queue_length_s from told_wait where visit = ?1";
        let (length_s,): (f64,) = town.act(move |_, tx| Ok(tx.one(length, &[handset.into()])?)).unwrap();
        assert!(length_s > 60.0, "queue length does not: {length_s}");
        assert!(taken(town).unwrap()[0] > 600.0);
    });
}

fn of_class(town: &Town, class: &'static str) -> Option<[f64; 3]> {
    let hall = town.hall;
    let take = move |house: &House, tx: &mut db::Tx<'_>| {
        let ticket = Ticket {
            purpose: "pay_bill".to_owned(),
            class: class.to_owned(),
            source: Source::Kiosk,
            language: "en".to_owned(),
            appointment: None,
        };
        act::take(house, tx, &Actor::system(), hall, &ticket)
    };
    said(town, town.act(take).unwrap().id)
}

#[test]
fn classes_that_the_rule_tells_apart_are_asked_about_apart() {
    on_both_engines(|town| {
        let hall = town.hall;
        town.act(move |_, tx| {
            let rule = r#"{"order":"ageing","longest_wait_min":600,
                           "classes":[{"class":"platinum","start":60,"per_minute":1}]}"#;
            tx.run("update hall set rule = ?2 where id = ?1", &[hall.into(), rule.into()])?;
            Ok(tx.run("update hall_log set plan = plan + 1 where hall = ?1", &[hall.into()])?)
        })
        .unwrap();
        busy(town);
        look(town);
        let [first, ..] = of_class(town, "platinum").unwrap();
        look(town);
        let [bronze, ..] = of_class(town, "bronze").unwrap();
        let [nobody, ..] = of_class(town, "").unwrap();
        // the rest of a service; and a service and four who wait, the platinum among them
        assert!((300.0..800.0).contains(&first), "{first}");
        assert!(bronze > 2_400.0 && nobody > bronze, "{first} {bronze} {nobody}");
    });
}

/// Pairs that come at once to one counter that takes five minutes for each; the simulated hall knew each wait to the second.
fn known_to_the_second(town: &Town, pairs: usize) {
    for _ in 0..pairs {
        let pair = [take(town, "pay_bill").id, take(town, "pay_bill").id];
        for id in pair {
            assert_eq!(call(town, 1).id, id);
            start(town, 1, id);
            town.clock.advance_seconds(300);
            finish(town, 1, id, Outcome::Done, "");
        }
        town.act(|_, tx| {
            Ok(tx.run(
                "update told_wait set simulated_s = waited_s, simulated_low_s = waited_s, simulated_high_s = waited_s
                 where called_at > 0",
                &[],
            )?)
        })
        .unwrap();
    }
}

fn told_by(town: &Town, id: VisitId) -> (String, f64, f64) {
    town.act(move |_, tx| {
        Ok(tx.one("select told, low_s, high_s from told_wait where visit = ?1", &[id.into()])?)
    })
    .unwrap()
}

#[test]
fn where_the_simulated_hall_has_been_the_best_the_ticket_tells_what_it_says_and_the_page_shows_it() {
    on_both_engines(|town| {
        past(town, 42, 60);
        open(town, 1);
        known_to_the_second(town, 40);
        let first = take(town, "pay_bill").id;
        assert_eq!(call(town, 1).id, first);
        (0..3).for_each(|_| drop(take(town, "pay_bill")));
        look(town);
        let id = take(town, "pay_bill").id;
        let (word, low, high) = told_by(town, id);
        let [point, ..] = said(town, id).unwrap();
        assert_eq!(word, "simulated");
        // its record says that it is exact
        assert!((low - point).abs() < 1.0 && (high - point).abs() < 1.0, "{low} {point} {high}");
        // an old word is not told: then it is the best of the others
        town.clock.advance_seconds(61);
        assert_ne!(told_by(town, take(town, "pay_bill").id).0, "simulated");
        follow(&town.house).unwrap();
        let person = town.hire("manager", Role::HallManager);
        let page = town.signed_in(person).get("/run/wensan/waits");
        let row = page.page().split("By the simulated hall <span").nth(1).expect("it is told now");
        assert!(row.starts_with(" class=\"badge accent\"") && row.contains(">80<"), "{}", page.text);
        let seen = accuracy(&mut program(town));
        let mine = seen.iter().find(|row| row["estimator"] == "simulated").unwrap();
        assert_eq!((mine["waits"].as_i64(), mine["squared_min2"].as_f64()), (Some(80), Some(0.0)));
    });
}

fn program(town: &Town) -> Browser {
    let key = town.key(Role::HallManager, None);
    let mut program = town.browser();
    program.headers.push(("authorization", format!("Bearer {key}")));
    program
}

fn accuracy(program: &mut Browser) -> Vec<Value> {
    let answer: Value =
        serde_json::from_str(program.get("/api/v1/halls/wensan/waits/accuracy").page()).unwrap();
    answer["items"].as_array().unwrap().clone()
}

#[test]
fn what_is_told_to_whoever_looks_before_taking_a_ticket_is_what_the_ticket_tells() {
    on_both_engines(|town| {
        past(town, 42, 60);
        open(town, 1);
        known_to_the_second(town, 40);
        let first = take(town, "pay_bill").id;
        assert_eq!(call(town, 1).id, first);
        take(town, "pay_bill");
        look(town);
        let seen: Value =
            serde_json::from_str(program(town).get("/api/v1/halls/wensan/waits").page()).unwrap();
        let purposes = seen["purposes"].as_array().unwrap();
        let shown = purposes.iter().find(|seen| seen["purpose"] == "pay_bill").unwrap();
        let (word, low, high) = told_by(town, take(town, "pay_bill").id);
        assert_eq!(word, "simulated");
        let off = |shown: &Value, told: f64| (shown.as_f64().unwrap() - told).abs();
        assert!(
            off(&shown["low_s"], low) < 1e-3 && off(&shown["high_s"], high) < 1e-3,
            "{shown} {low} {high}"
        );
    });
}

#[test]
fn the_job_asks_the_halls_in_which_something_has_happened() {
    on_both_engines(|town| {
        busy(town);
        let job = peakend::job::JOBS.iter().find(|job| job.name == "simulated_waits").unwrap();
        let round = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            assert!(!runtime.block_on((job.round)(town.house.clone())).unwrap());
        };
        // what the past has taught is known then, so that the round is short
        look(town);
        town.clock.advance_seconds(61);
        assert_eq!(taken(town), None);
        round();
        let [first, ..] = taken(town).unwrap();
        // another nine seconds it is moved, and not made anew
        town.clock.advance_seconds(9);
        round();
        let [second, ..] = taken(town).unwrap();
        town.clock.advance_seconds(1);
        round();
        let [third, ..] = taken(town).unwrap();
        assert!(first < second && second < third, "{first} {second} {third}");
    });
}
