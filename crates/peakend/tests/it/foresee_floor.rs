//! Looking ahead from a floor as it stands: pauses, appointments, other halls, and days when the clock is changed.

use crate::appointments::{book, offer};
use crate::foresee::{past, past_of};
use crate::town::http::Browser;
use crate::town::{MORNING, Town, on_both_engines};
use peakend::run::{counter, hall};
use peakend::staff::Actor;
use peakend::staff::rights::Role;
use serde_json::Value;

/// A program that may see the figures.
fn program(town: &Town) -> Browser {
    let key = town.key(Role::HallManager, None);
    let mut program = town.browser();
    program.headers.push(("authorization", format!("Bearer {key}")));
    program
}

fn told(program: &mut Browser, path: &str) -> Value {
    serde_json::from_str(program.get(path).page()).unwrap()
}

#[test]
fn whoever_is_on_pause_comes_back_within_the_hour_and_sooner_if_called_back() {
    on_both_engines(|town| {
        past(town, 42, 60);
        for number in 1..=3 {
            crate::experience::open(town, number);
            let (clerk, counter) = (town.clerk(number), town.counters[number - 1]);
            town.act(move |house, tx| counter::act::pause(house, tx, &clerk, counter, "tea")).unwrap();
        }
        for _ in 0..12 {
            crate::experience::take(town, "pay_bill");
        }
        let hour = told(&mut program(town), "/api/v1/halls/wensan/next-hour");
        // away for ten minutes: nobody is called before, and then all three call
        let steps = hour["steps"].as_array().unwrap();
        let first = steps.iter().find_map(|step| step["wait_min"]["mean"].as_f64()).expect("calls");
        assert!(steps[0]["wait_min"].is_null() && (first - 10.0).abs() < 0.1, "{hour}");
        let queue = |n: usize| steps[n]["queue"]["mean"].as_f64().unwrap();
        assert!(queue(2) < queue(1) - 1.0, "{hour}");
        assert!(hour["open"]["saves_low_min"].as_f64().unwrap() > 0.0, "{hour}");
        assert_eq!(hour["open"]["after_min"], 0, "{hour}");
    });
}

const WHAT_IF: &str = "/run/wensan/what-if";

fn manager(town: &Town) -> Browser {
    let person = town.hire("manager", Role::HallManager);
    town.signed_in(person)
}

/// A figure of the day as it is, and of the first of its variants.
fn figures(page: &str, name: &str) -> [f64; 2] {
    let row =
        page.split(&format!("<th scope=\"row\">{name}</th>")).nth(1).unwrap_or_else(|| panic!("{page}"));
    let cell = |n| row.split("<td class=\"num\">").nth(n).unwrap().split("</td>").next().unwrap();
    [cell(1), cell(2)].map(|cell| cell.split_whitespace().next().unwrap().parse().unwrap())
}

/// How busy counters are, in percent: with the same counters, that is how many are served.
fn busy(page: &str) -> [f64; 2] {
    figures(page, "Counters busy")
}

#[test]
fn a_day_has_as_many_people_as_are_forecast_whether_its_appointments_are_booked_yet_or_not() {
    let plain = Town::on_sqlite();
    past(&plain, 42, 60);
    let [of_all, _] = busy(manager(&plain).get(&format!("{WHAT_IF}?day=2026-03-04&arrivals=50")).page());
    on_both_engines(|town| {
        past(town, 42, 60);
        town.act(|_, tx| {
            Ok(tx.run("update visit set appointment_from = taken_at where number % 10 < 3", &[])?)
        })
        .unwrap();
        let mut manager = manager(town);
        let [empty, more] = busy(manager.get(&format!("{WHAT_IF}?day=2026-03-04&arrivals=50")).page());
        assert!((empty / of_all - 1.0).abs() < 0.05, "{empty} of {of_all}");
        // nobody is booked: a half more of all
        assert!((more / empty - 1.5).abs() < 0.05, "{more} of {empty}");
        offer(town, 1);
        for half_hour in 0..6 {
            book(town, MORNING.plus_seconds(3 * 86_400 + half_hour * 1800)).unwrap();
        }
        let [booked, more] = busy(manager.get(&format!("{WHAT_IF}?day=2026-03-05&arrivals=50")).page());
        assert!((booked / of_all - 1.0).abs() < 0.07, "{booked} of {of_all}");
        // a half more of those who are not: five of sixty come anyway
        assert!(more / booked < 1.49, "{more} of {booked}");
    });
}

#[test]
fn what_a_past_day_would_have_been_is_told_from_the_evening_before_it() {
    let town = Town::on_sqlite();
    past(&town, 42, 36);
    let page = manager(&town).get(&format!("{WHAT_IF}?day=2026-02-24"));
    let of = |n: &str| page.page().contains(&format!("by what {n} visits of 36 days have taught"));
    assert!(of("1,296") || of("1296"), "{}", page.text);
}

#[test]
fn a_sheet_with_another_hall_is_made_anew_when_that_hall_is_set_up_otherwise() {
    let town = Town::on_sqlite();
    past(&town, 42, 60);
    let (other, desks) = town.more_halls(1, 3).remove(0);
    let counters = [0, 1, 2].map(|n| desks[n].0);
    past_of(&town, (other, counters, [0, 1, 2].map(|n| desks[n].1)), 1..=42, |_| 60);
    let person = town.hire("area-manager", Role::HallManager);
    town.act(move |_, tx| {
        let also = "insert into person_role (person, role, place) values (?1, ?2, ?3)";
        Ok(tx.run(also, &[person.into(), Role::HallManager.into(), other.into()])?)
    })
    .unwrap();
    let mut manager = town.signed_in(person);
    let asked = format!("{WHAT_IF}?day=2026-03-04&merge=more0");
    let together = "<h3>One hall with more0";
    let page = manager.get(&asked);
    assert!(page.page().contains(together), "{}", page.text);
    // closed on that day: there is nobody to put together with
    town.act(move |house, tx| {
        hall::act::set_exception(house, tx, &Actor::system(), other, "2026-03-04", &[], "")
    })
    .unwrap();
    let page = manager.get(&asked);
    assert!(!page.page().contains(together), "{}", page.text);
    // a rule that names classes numbers them, and the other does not
    let rule = r#"{"order":"longest_wait","longest_wait_min":60,"classes":[{"class":"vip"}]}"#;
    town.act(move |_, tx| {
        tx.run("update hall set rule = ?2 where id = ?1", &[other.into(), rule.into()])?;
        Ok(tx.run("update hall_log set plan = plan + 1 where hall = ?1", &[other.into()])?)
    })
    .unwrap();
    let refused = manager.get(&asked);
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("cannot be tried as one"), "{}", refused.text);
}

#[test]
fn on_the_day_when_the_clock_is_put_back_people_and_counters_come_by_the_clock_on_the_wall() {
    let town = Town::on_sqlite();
    past(&town, 42, 60);
    // where it is noon when the visits begin, and the clock is put back on the fifth of April
    let hall = town.hall;
    let hours = format!("[{}]", ["[[720,1380]]"; 7].join(","));
    town.act(move |_, tx| {
        let zone = "update hall set zone = 'Australia/Sydney', hours = ?2 where id = ?1";
        tx.run(zone, &[hall.into(), (&hours).into()])?;
        Ok(tx.run("update hall_log set plan = plan + 1 where hall = ?1", &[hall.into()])?)
    })
    .unwrap();
    let mut manager = manager(&town);
    let mut on = |day: &str| {
        let answer = manager.get(&format!("{WHAT_IF}?day={day}&opens=12:00&closes=14:00"));
        [busy(answer.page()), figures(answer.page(), "Mean wait (min)")].concat()
    };
    let (usual, changed) = (on("2026-03-29"), on("2026-04-05"));
    for (before, after) in usual.iter().zip(&changed) {
        assert!((before - after).abs() < 1.0, "{usual:?} and {changed:?}");
    }
}
