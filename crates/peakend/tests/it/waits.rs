//! What customers are told of their waits, what it rests on, and how good it was.

use crate::experience::{call, finish, open, start, take};
use crate::town::{Town, on_both_engines};
use peakend::kernel::kinds::VisitId;
use peakend::run::visit::act::{self, Onward, Ticket};
use peakend::run::visit::{Outcome, Source};
use peakend::run::wait;
use peakend::score::experience::follow;
use peakend::staff::Actor;
use peakend::staff::rights::Role;

/// What a visit was told: ahead, counters, point of the queue length, low and high.
fn told(town: &Town, id: VisitId) -> (i64, i64, Option<f64>, Option<f64>, Option<f64>) {
    town.act(move |_, tx| {
        Ok(tx.one(
            "select ahead, counters, queue_length_s, low_s, high_s from told_wait where visit = ?1",
            &[id.into()],
        )?)
    })
    .unwrap()
}

fn of_class(town: &Town, class: &str) -> VisitId {
    let (hall, class) = (town.hall, class.to_owned());
    town.act(move |house, tx| {
        let ticket = Ticket {
            purpose: "pay_bill".to_owned(),
            class: class.clone(),
            source: Source::Kiosk,
            language: "en".to_owned(),
            appointment: None,
        };
        act::take(house, tx, &Actor::system(), hall, &ticket)
    })
    .unwrap()
    .id
}

#[test]
fn only_counters_that_could_serve_count_and_only_those_ahead_who_would_use_them() {
    on_both_engines(|town| {
        let id = town.counters[1];
        town.act(move |_, tx| {
            Ok(tx.run("update counter set purposes = '[\"handset\"]' where id = ?1", &[id.into()])?)
        })
        .unwrap();
        open(town, 1);
        open(town, 2);
        // counter 1 takes everything, counter 2 handsets
        let bill = take(town, "pay_bill").id;
        assert_eq!((told(town, bill).0, told(town, bill).1), (0, 1));
        let first = take(town, "handset").id;
        assert_eq!((told(town, first).0, told(town, first).1), (1, 2));
        // two handsets that could go to either counter count for half each at counter 1, with the bill
        take(town, "handset");
        let last = take(town, "pay_bill").id;
        assert_eq!((told(town, last).0, told(town, last).1), (2, 1));
    });
}

#[test]
fn somebody_sent_to_another_counter_is_not_ahead() {
    on_both_engines(|town| {
        let id = town.counters[1];
        town.act(move |_, tx| {
            Ok(tx.run("update counter set purposes = '[\"handset\"]' where id = ?1", &[id.into()])?)
        })
        .unwrap();
        open(town, 1);
        open(town, 2);
        let sent = take(town, "handset").id;
        let (guide, to) = (town.somebody(Role::Guide), town.counters[1]);
        let onward = Onward { counter: Some(to), why: String::new(), ..Onward::default() };
        town.act(move |house, tx| act::transfer(house, tx, &guide, sent, &onward)).unwrap();
        let bill = take(town, "pay_bill").id;
        assert_eq!(told(town, bill).0, 0);
    });
}

#[test]
fn under_turns_a_class_counts_by_its_turns() {
    on_both_engines(|town| {
        let hall = town.hall;
        town.act(move |_, tx| {
            let rule = r#"{"order":"ratio","longest_wait_min":60,
                           "classes":[{"class":"platinum","turns":2},{"class":"silver","turns":1}]}"#;
            tx.run("update hall set rule = ?2 where id = ?1", &[hall.into(), rule.into()])?;
            tx.run("update hall_log set plan = plan + 1 where hall = ?1", &[hall.into()])?;
            Ok(())
        })
        .unwrap();
        open(town, 1);
        let busy = of_class(town, "silver");
        assert_eq!(call(town, 1).id, busy);
        for _ in 0..6 {
            of_class(town, "silver");
        }
        // one turn of silver for two of platinum: the next platinum waits for one of the six
        let platinum = of_class(town, "platinum");
        assert_eq!(told(town, platinum).0, 1);
        // a silver waits for the six before it, and for the platinum
        let silver = of_class(town, "silver");
        assert_eq!(told(town, silver).0, 7);
    });
}

#[test]
fn the_wait_that_is_left_grows_shorter_as_others_are_called() {
    on_both_engines(|town| {
        open(town, 1);
        let ahead = [take(town, "pay_bill").id, take(town, "pay_bill").id];
        let mine = take(town, "pay_bill");
        let now = |town: &Town| {
            let visit = mine.clone();
            town.act(move |house, tx| wait::now(house, tx, &visit)).unwrap().unwrap().tell().known().unwrap()
        };
        let before = now(town);
        assert_eq!(call(town, 1).id, ahead[0]);
        start(town, 1, ahead[0]);
        town.clock.advance_seconds(120);
        finish(town, 1, ahead[0], Outcome::Done, "");
        assert_eq!(call(town, 1).id, ahead[1]);
        let after = now(town);
        assert!(after.high_s < before.high_s && after.low_s <= before.low_s, "{before:?} {after:?}");
    });
}

/// A day on which each service takes six minutes at one counter, somebody comes each eight, and each takes a while to come.
fn a_day(town: &Town, customers: usize) {
    open(town, 1);
    for _ in 0..customers {
        let id = take(town, "pay_bill").id;
        town.clock.advance_seconds(60);
        assert_eq!(call(town, 1).id, id);
        start(town, 1, id);
        town.clock.advance_seconds(360);
        finish(town, 1, id, Outcome::Done, "");
        town.clock.advance_seconds(60);
    }
}

#[test]
fn a_hall_learns_how_long_its_waits_and_its_services_are() {
    on_both_engines(|town| {
        a_day(town, 40);
        follow(&town.house).unwrap();
        let (services, mean_s): (i64, f64) =
            town.act(|_, tx| Ok(tx.one("select services, mean_s from service_mean", &[])?)).unwrap();
        assert_eq!((services, mean_s.round() as i64), (40, 360));
        // an idle counter: theory says at once, the hall's own record says a minute
        let next = take(town, "pay_bill").id;
        let (.., point, low, high) = told(town, next);
        assert_eq!(point, Some(0.0));
        assert!((low.unwrap() - 60.0).abs() < 1.0 && (high.unwrap() - 60.0).abs() < 1.0, "{low:?} {high:?}");
        // and a node that has just started knows the same
        if town.house.config.database.starts_with("postgres") {
            let (node, hall) = (town.another_node(), town.hall);
            let told = node
                .db
                .clone()
                .write_now(move |tx| {
                    let ticket = Ticket {
                        purpose: "pay_bill".to_owned(),
                        class: String::new(),
                        source: Source::Kiosk,
                        language: "en".to_owned(),
                        appointment: None,
                    };
                    act::take(&node, tx, &Actor::system(), hall, &ticket)
                })
                .unwrap();
            assert!(self::told(town, told.id).4.is_some());
        }
    });
}

#[test]
fn who_asked_to_be_called_later_is_not_held_against_what_was_told() {
    on_both_engines(|town| {
        open(town, 1);
        let id = take(town, "pay_bill").id;
        let customer = Actor { who: peakend::staff::Who::Customer(id), ..Actor::system() };
        town.act(move |house, tx| act::hold(house, tx, &customer, id, 10)).unwrap();
        town.clock.advance_seconds(601);
        call(town, 1);
        follow(&town.house).unwrap();
        let waits: Vec<(i64,)> = town
            .act(|_, tx| Ok(tx.all("select waits from wait_day where estimator = 'told'", &[])?))
            .unwrap();
        assert!(waits.is_empty(), "{waits:?}");
    });
}

#[test]
fn the_accuracy_of_what_was_told_is_shown_for_a_hall_and_for_all() {
    on_both_engines(|town| {
        a_day(town, 35);
        follow(&town.house).unwrap();
        let manager = town.hire("manager", Role::HallManager);
        let mut browser = town.signed_in(manager);
        let page = browser.get("/run/wensan/waits");
        // 35 customers; the first 30 were told that they would be called at once
        assert!(page.page().contains(">35<") && page.page().contains("By queue length"), "{}", page.text);
        assert!(page.page().contains("<circle"), "{}", page.text);
        assert!(!page.text.contains("experience-"), "{}", page.text);
        let all = browser.get("/run/waits");
        assert!(
            all.page().contains("/run/wensan/waits") && !all.text.contains("experience-"),
            "{}",
            all.text
        );
        let clerk = town.signed_in(town.clerks[0]).get("/run/waits");
        assert_eq!(clerk.status, 403);
        let day = browser.get("/run/wensan/day");
        assert!(day.page().contains("pe-chart") && day.text.contains("Worst moments"), "{}", day.text);
        assert!(!day.text.contains("experience-") && !day.text.contains("report-"), "{}", day.text);
        let empty = browser.get("/run/wensan/day?day=2020-01-01");
        assert!(empty.page().contains("No visits on this day yet"), "{}", empty.text);
    });
}

/// Hours in which two at a time come each ten minutes to one counter that takes five minutes for each, where the norm is three.
fn in_pairs(town: &Town, pairs: usize) {
    open(town, 1);
    for _ in 0..pairs {
        let pair = [take(town, "pay_bill").id, take(town, "pay_bill").id];
        for id in pair {
            assert_eq!(call(town, 1).id, id);
            start(town, 1, id);
            town.clock.advance_seconds(300);
            finish(town, 1, id, Outcome::Done, "");
        }
    }
}

#[test]
fn what_all_estimators_say_together_is_kept_learnt_and_shown() {
    on_both_engines(|town| {
        in_pairs(town, 42);
        follow(&town.house).unwrap();
        let (together, length, waited): (f64, f64, f64) = town
            .act(|_, tx| {
                Ok(tx.one(
                    "select combined_s, queue_length_s, waited_s from told_wait order by called_at desc limit 1",
                    &[],
                )?)
            })
            .unwrap();
        assert!((waited - 300.0).abs() < 1e-3 && length < 200.0, "{waited} {length}");
        assert!((together - 300.0).abs() < 30.0, "{together}");
        let (scored,): (i64,) = town
            .act(|_, tx| Ok(tx.one("select waits from wait_day where estimator = 'combined'", &[])?))
            .unwrap();
        // all who were called at once, and those whose wait could be told after thirty
        assert_eq!(scored, 42 + 12);
        let (people, waited_s): (i64, f64) =
            town.act(|_, tx| Ok(tx.one("select people, waited_s from leaving", &[])?)).unwrap();
        assert_eq!((people, waited_s.round() as i64), (0, 42 * 300));
        let manager = town.hire("manager", Role::HallManager);
        let page = town.signed_in(manager).get("/run/wensan/waits");
        assert!(page.page().contains("All put together"), "{}", page.text);
    });
}
