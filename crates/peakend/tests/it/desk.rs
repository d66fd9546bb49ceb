//! A clerk's day at the desk, press by press.

use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use peakend::kernel::kinds::VisitId;
use peakend::run::visit::act::{self, Ticket};
use peakend::run::visit::{Source, Visit};
use peakend::run::{counter, log, queue};
use peakend::staff::Actor;
use peakend::staff::rights::Role;

const DESK: &str = "/run/wensan/desk";

fn take(town: &Town, purpose: &str) -> Visit {
    let ticket = Ticket {
        purpose: purpose.to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    };
    let hall = town.hall;
    town.clock.advance_seconds(1);
    town.act(move |house, tx| act::take(house, tx, &Actor::system(), hall, &ticket)).unwrap()
}

/// A clerk's browser with the counter of the same number open.
fn at_work(town: &Town, number: usize) -> Browser {
    let mut browser = town.signed_in(town.clerks[number - 1]);
    let counter = town.counters[number - 1].to_string();
    browser.post(&format!("{DESK}/open"), &[("counter", &counter)]).leads_to();
    browser
}

/// Presses a verb, which must be done.
#[track_caller]
fn press(browser: &mut Browser, verb: &str, fields: &[(&str, &str)]) {
    assert_eq!(browser.post(&format!("{DESK}/{verb}"), fields).leads_to(), DESK);
}

/// The kinds of what happened to a visit.
fn story(town: &Town, visit: VisitId) -> Vec<&'static str> {
    let events = town.act(move |_, tx| log::of_visit(tx, visit)).unwrap();
    events.iter().map(|event| event.what.kind()).collect()
}

#[test]
fn a_clerk_serves_from_the_first_call_to_the_result() {
    on_both_engines(|town| {
        let visit = take(town, "pay_bill");
        let mut clerk = town.signed_in(town.clerks[0]);
        assert!(clerk.get(DESK).page().contains("Which counter is yours today?"));
        let counter = town.counters[0].to_string();
        press(&mut clerk, "open", &[("counter", &counter)]);
        let idle = clerk.get(DESK);
        assert!(idle.page().contains("Nobody is here now") && idle.page().contains("A001"));
        press(&mut clerk, "call", &[("counter", &counter)]);
        let id = visit.id.to_string();
        let called = clerk.get(DESK);
        assert!(called.page().contains(r#"<h1 class="number">A001</h1>"#));
        assert!(called.page().contains("What to do now · "));
        press(&mut clerk, "recall", &[("visit", &id)]);
        press(&mut clerk, "start", &[("visit", &id)]);
        press(&mut clerk, "finish", &[("visit", &id), ("result", "partly"), ("note", "receipt to follow")]);
        let done = clerk.get(DESK);
        assert!(done.page().contains("Rating of A001: about to be asked"), "{}", done.text);
        assert_eq!(story(town, visit.id), ["taken", "called", "recalled", "started", "finished"]);
        let (result, open): (String, String) =
            town.act(|_, tx| Ok(tx.one("select result, left_open from visit", &[])?)).unwrap();
        assert_eq!((result.as_str(), open.as_str()), ("partly", "receipt to follow"));
    });
}

#[test]
fn a_second_window_of_the_same_clerk_shows_the_same_desk() {
    on_both_engines(|town| {
        take(town, "pay_bill");
        let mut first = at_work(town, 1);
        press(&mut first, "call", &[("counter", &town.counters[0].to_string())]);
        let mut second = town.signed_in(town.clerks[0]);
        let again = second.get(DESK);
        assert!(again.page().contains("Counter 1"));
        assert!(again.page().contains(r#"<h1 class="number">A001</h1>"#));
    });
}

#[test]
fn a_refusal_is_said_on_the_desk_itself() {
    on_both_engines(|town| {
        let (first, counter) = (take(town, "pay_bill"), town.counters[0].to_string());
        let mut clerk = at_work(town, 1);
        press(&mut clerk, "call", &[("counter", &counter)]);
        // pressed twice, as in a second window
        let twice = clerk.post(&format!("{DESK}/call"), &[("counter", &counter)]);
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert!(twice.text.contains("Somebody is still at counter 1") && twice.text.contains(r#"id="desk""#));
        let parked = clerk.post(&format!("{DESK}/park"), &[("visit", &first.id.to_string())]);
        assert_eq!(parked.status, StatusCode::CONFLICT);
        assert!(parked.text.contains("A001 is called now"), "{}", parked.text);
        let nowhere = clerk.post(&format!("{DESK}/transfer"), &[("visit", &first.id.to_string())]);
        assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
        let closing = clerk.post(&format!("{DESK}/close"), &[("counter", &counter)]);
        assert_eq!(closing.status, StatusCode::CONFLICT);
        let rated =
            clerk.post(&format!("{DESK}/finish"), &[("visit", &first.id.to_string()), ("result", "great")]);
        assert!(rated.text.contains("Choose a result."));
    });
}

#[test]
fn nobody_presses_for_a_colleague() {
    on_both_engines(|town| {
        let visit = take(town, "pay_bill").id.to_string();
        let mut mine = at_work(town, 1);
        press(&mut mine, "call", &[("counter", &town.counters[0].to_string())]);
        let mut other = at_work(town, 2);
        for verb in ["start", "recall", "miss", "park", "finish"] {
            let refused = other.post(&format!("{DESK}/{verb}"), &[("visit", &visit), ("result", "done")]);
            assert_eq!(refused.status, StatusCode::CONFLICT, "{verb}");
            assert!(refused.text.contains("being served by a colleague"), "{verb}");
        }
        let seat = other.post(&format!("{DESK}/open"), &[("counter", &town.counters[0].to_string())]);
        assert!(seat.text.contains("A colleague works at counter 1."));
        let two = other.post(&format!("{DESK}/open"), &[("counter", &town.counters[2].to_string())]);
        assert!(two.text.contains("You work at counter 2; close it first."));
    });
}

#[test]
fn a_parked_customer_is_gone_on_with_and_a_missed_one_put_back_once() {
    on_both_engines(|town| {
        let counter = town.counters[0].to_string();
        let visit = take(town, "open_line");
        let id = visit.id.to_string();
        let mut clerk = at_work(town, 1);
        press(&mut clerk, "call", &[("counter", &counter)]);
        press(&mut clerk, "miss", &[("visit", &id)]);
        assert!(clerk.get(DESK).page().contains("Put back in the queue"));
        press(&mut clerk, "put-back", &[("visit", &id)]);
        press(&mut clerk, "call", &[("counter", &counter)]);
        press(&mut clerk, "start", &[("visit", &id)]);
        press(&mut clerk, "park", &[("visit", &id), ("note", "copies the certificate")]);
        assert!(clerk.get(DESK).page().contains("Put aside"));
        press(&mut clerk, "resume", &[("visit", &id), ("counter", &counter)]);
        press(&mut clerk, "another", &[("visit", &id), ("purpose", "pay_bill"), ("result", "done")]);
        let second = clerk.get(DESK);
        assert!(second.page().contains(": done</li>"), "{}", second.text);
        press(&mut clerk, "transfer", &[("visit", &id), ("to", "purpose:handset"), ("keep_place", "yes")]);
        press(&mut clerk, "call", &[("counter", &counter)]);
        press(&mut clerk, "miss", &[("visit", &id)]);
        let again = clerk.post(&format!("{DESK}/put-back"), &[("visit", &id)]);
        assert!(again.text.contains("put back once already"), "{}", again.text);
    });
}

#[test]
fn a_customer_sent_to_a_colleague_is_next_there_and_not_here() {
    on_both_engines(|town| {
        let (sent, other) = (take(town, "pay_bill"), take(town, "pay_bill"));
        let (mut first, mut second) = (at_work(town, 1), at_work(town, 2));
        press(&mut first, "call", &[("counter", &town.counters[0].to_string())]);
        let to = format!("person:{}", town.clerks[1]);
        press(&mut first, "transfer", &[("visit", &sent.id.to_string()), ("to", &to)]);
        press(&mut first, "call", &[("counter", &town.counters[0].to_string())]);
        assert!(first.get(DESK).page().contains(&format!(r#"<h1 class="number">{}</h1>"#, other.label())));
        press(&mut second, "call", &[("counter", &town.counters[1].to_string())]);
        assert!(second.get(DESK).page().contains(&format!(r#"<h1 class="number">{}</h1>"#, sent.label())));
        let away = format!("person:{}", town.clerks[2]);
        let refused =
            second.post(&format!("{DESK}/transfer"), &[("visit", &sent.id.to_string()), ("to", &away)]);
        assert!(refused.text.contains("at no counter of this hall"), "{}", refused.text);
    });
}

#[test]
fn a_paused_counter_calls_nobody() {
    on_both_engines(|town| {
        take(town, "pay_bill");
        let counter = town.counters[0].to_string();
        let mut clerk = at_work(town, 1);
        press(&mut clerk, "pause", &[("counter", &counter), ("note", "lunch")]);
        assert!(clerk.get(DESK).page().contains("Paused: nobody is called"));
        let refused = clerk.post(&format!("{DESK}/call"), &[("counter", &counter)]);
        assert!(refused.text.contains("Counter 1 is not open."));
        press(&mut clerk, "open", &[("counter", &counter)]);
        press(&mut clerk, "call", &[("counter", &counter)]);
    });
}

#[test]
fn the_desk_speaks_chinese_and_is_closed_to_strangers() {
    let town = Town::on_sqlite();
    let mut clerk = town.signed_in(town.clerks[0]);
    let chinese = clerk.get(&format!("{DESK}?lang=zh-CN"));
    assert!(chinese.page().contains("您今天在哪个台？"));
    assert!(town.browser().get(DESK).leads_to().starts_with("/sign-in"));
    let auditor = town.hire("auditor", Role::Auditor);
    assert_eq!(town.signed_in(auditor).get(DESK).status, StatusCode::FORBIDDEN);
    assert_eq!(clerk.get("/run/nowhere/desk").status, StatusCode::NOT_FOUND);
    assert_eq!(clerk.post(&format!("{DESK}/dance"), &[]).status, StatusCode::NOT_FOUND);
}

#[test]
fn the_next_three_are_those_who_are_then_called() {
    on_both_engines(|town| {
        let taken =
            [take(town, "pay_bill"), take(town, "handset"), take(town, "open_line"), take(town, "pay_bill")];
        let (hall, counter, clerk) = (town.hall, town.counters[0], town.clerk(1));
        let mut browser = at_work(town, 1);
        let page = browser.get(DESK);
        let places: Vec<_> =
            taken[..3].iter().map(|visit| page.page().find(&format!("next-{}", visit.id)).unwrap()).collect();
        assert!(places.is_sorted(), "{places:?}");
        assert!(!page.page().contains(&format!("next-{}", taken[3].id)));
        let called = town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter)).unwrap();
        assert_eq!(called.id, taken[0].id);
        let manager = Actor::system();
        let closed =
            town.act(move |house, tx| counter::act::close(house, tx, &manager, counter)).unwrap_err();
        assert_eq!(closed.refusal().unwrap().id, "run-error-counter-occupied", "{hall}");
    });
}

#[test]
fn a_desk_says_that_its_clerk_is_signed_in_elsewhere_too() {
    on_both_engines(|town| {
        let mut here = town.signed_in(town.clerks[0]);
        assert!(!here.get("/run/wensan/desk").page().contains("signed in at"));
        let _there = town.signed_in(town.clerks[0]);
        assert!(here.get("/run/wensan/desk").page().contains("You are signed in at one more place"));
    });
}

#[test]
fn a_desk_shows_what_the_same_customer_did_before() {
    use peakend::run::appointment::act as appointments;
    use peakend::run::appointment::{SlotSpec, act::Booking};
    on_both_engines(|town| {
        let hall = town.hall;
        let spec = SlotSpec { purpose: "pay_bill".to_owned(), length_min: 30, seats: 4, days: 7 };
        let system = Actor::system;
        town.act(move |house, tx| {
            appointments::set_slots(house, tx, &system(), hall, "pay_bill", Some(&spec))
        })
        .unwrap();
        let came = |phone: &'static str| {
            let booking = Booking {
                purpose: "pay_bill".to_owned(),
                from: crate::town::MORNING.plus_seconds(3600),
                name: String::new(),
                phone: phone.to_owned(),
                language: "en".to_owned(),
            };
            town.act(move |house, tx| {
                let booked = appointments::book(house, tx, &system(), hall, &booking)?;
                appointments::check_in(house, tx, &system(), hall, &booked.code)
            })
            .unwrap()
        };
        let (first, _stranger, again) = (came("13800001111"), came("13900002222"), came("13800001111"));
        town.clock.advance_seconds(3600);
        let mut desk = town.signed_in(town.clerks[0]);
        let counter = town.counters[0].to_string();
        desk.post("/run/wensan/desk/open", &[("counter", &counter)]).leads_to();
        for visit in [&first, &again] {
            let id = visit.id.to_string();
            let call = [("visit", id.as_str()), ("counter", counter.as_str())];
            desk.post("/run/wensan/desk/call-this", &call).leads_to();
            let page = desk.get("/run/wensan/desk");
            let knows = page.page().contains("A001 · Pay a bill · done");
            assert_eq!(knows, visit.id == again.id, "{}", page.text);
            assert!(!page.text.contains("A002 · "), "nobody else's");
            desk.post("/run/wensan/desk/finish", &[("visit", &id), ("result", "done")]).leads_to();
        }
    });
}
