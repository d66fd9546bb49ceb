//! The rooms of the API beside the way of a visit: ratings, appointments, alarms, waits, moments, places and people.
//! [`Client`] holds each answer against the description.

use crate::town::client::{Client, made, problem};
use crate::town::{MORNING, Town, on_both_engines};
use axum::http::StatusCode;
use peakend::house::House;
use peakend::run::alarm;
use peakend::run::appointment::{SlotSpec, act};
use peakend::score::experience::follow;
use peakend::staff::Actor;
use peakend::staff::rights::Role;
use serde_json::{Value, json};

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}

/// Somebody takes a ticket and is served at counter 1: the visit, and the address of their own page.
fn served(town: &Town, kiosk: &mut Client, clerk: &mut Client) -> (String, String) {
    let taken = made(
        &kiosk.post("/halls/wensan/visits", &json!({"purpose": "pay_bill", "language": "en"})),
        StatusCode::CREATED,
    );
    let id = taken["visit"]["id"].as_str().unwrap().to_owned();
    let counter = town.counters[0];
    town.clock.advance_seconds(60);
    made(&clerk.post(&format!("/counters/{counter}/call"), &json!(null)), StatusCode::OK);
    made(&clerk.post(&format!("/visits/{id}/start"), &json!(null)), StatusCode::OK);
    town.clock.advance_seconds(300);
    made(&clerk.post(&format!("/visits/{id}/finish"), &json!({"result": "done"})), StatusCode::OK);
    (id, taken["page"].as_str().unwrap().to_owned())
}

/// A manager and clerk 1, at an open counter.
fn at_work(town: &Town) -> (Client, Client) {
    let manager = Client::with(town, &town.key(Role::HallManager, None));
    let mut clerk = Client::with(town, &town.key_of_clerk(1));
    made(&clerk.post(&format!("/counters/{}/open", town.counters[0]), &json!(null)), StatusCode::OK);
    (manager, clerk)
}

#[test]
fn a_visit_is_rated_by_its_customer_or_its_evaluator_and_never_by_staff() {
    on_both_engines(|town| {
        let (mut manager, mut clerk) = at_work(town);
        let (id, page) = served(town, &mut manager, &mut clerk);
        let rating = format!("/visits/{id}/rating");
        assert_eq!(made(&clerk.get(&rating), StatusCode::OK)["state"], "eligible");
        let (five, forbidden) = (json!({"level": 5}), StatusCode::FORBIDDEN);
        problem(&clerk.post(&rating, &five), forbidden, "staff-error-forbidden");
        problem(&manager.post(&rating, &five), forbidden, "ticket-error-not-this-tablet");
        for (body, id) in [
            (json!({"level": 5, "page": "/t/guessed"}), "api-error-page"),
            (json!({"level": 6, "page": page}), "ticket-error-level"),
            (json!({"level": 5, "page": page, "reasons": ["waited_long"]}), "ticket-error-reason"),
        ] {
            problem(&clerk.post(&rating, &body), StatusCode::UNPROCESSABLE_ENTITY, id);
        }
        let low = json!({"level": 2, "page": page, "reasons": ["waited_long"]});
        let rated = made(&manager.keyed(&rating, &low, Some("r")), StatusCode::OK);
        assert_eq!(
            (&rated["state"], &rated["surface"], &rated["level"], &rated["reasons"]),
            (&json!("answered"), &json!("phone"), &json!(2), &json!(["waited_long"]))
        );
        assert_eq!(made(&manager.keyed(&rating, &low, Some("r")), StatusCode::OK), rated, "once");
        problem(&manager.post(&rating, &low), StatusCode::CONFLICT, "ticket-error-answered");

        let (id, _) = served(town, &mut manager, &mut clerk);
        let mut elsewhere = Client::on(town.device("evaluator", Some(town.counters[1])));
        let mut tablet = Client::on(town.device("evaluator", Some(town.counters[0])));
        let rating = format!("/visits/{id}/rating");
        problem(&elsewhere.post(&rating, &five), forbidden, "ticket-error-not-this-tablet");
        assert_eq!(made(&tablet.post(&rating, &five), StatusCode::OK)["surface"], "evaluator");

        served(town, &mut manager, &mut clerk);
        let counts = made(&manager.get("/halls/wensan/ratings"), StatusCode::OK);
        let all = json!({"eligible": 3, "shown": 2, "answered": 2, "not_asked": 0});
        assert_eq!((&counts["all"], &counts["levels"]), (&all, &json!([0, 1, 0, 0, 1])));
        let hour = &counts["hours"][0];
        assert_eq!(
            (&hour["counter"], &hour["hour"], &hour["eligible"], &hour["answered"]),
            (&json!(town.counters[0]), &json!(9), &json!(3), &json!(2))
        );
        problem(&clerk.get("/halls/wensan/ratings"), forbidden, "staff-error-forbidden");
        problem(
            &clerk.get(&format!("/visits/{}/rating", waiting(&mut manager))),
            StatusCode::NOT_FOUND,
            "ticket-error-nothing-to-rate",
        );
    });
}

/// Somebody who waits.
fn waiting(kiosk: &mut Client) -> String {
    let taken =
        made(&kiosk.post("/halls/wensan/visits", &json!({"purpose": "pay_bill"})), StatusCode::CREATED);
    taken["visit"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_appointment_is_booked_seen_moved_cancelled_and_checked_in() {
    on_both_engines(|town| {
        let (mut guide, mut clerk) =
            (Client::with(town, &town.key(Role::Guide, None)), Client::with(town, &town.key_of_clerk(1)));
        let book = "/halls/wensan/appointments";
        let at = |minutes: i64| MORNING.plus_seconds(60 * minutes).to_string();
        let wanted = |minutes| json!({"purpose": "pay_bill", "from": at(minutes), "name": "王女士", "phone": "138 0000 0000"});
        let invalid = StatusCode::UNPROCESSABLE_ENTITY;
        problem(&guide.post(book, &wanted(60)), invalid, "appointment-error-none-here");
        let (hall, length_min) = (town.hall, 30);
        let spec = SlotSpec { purpose: "pay_bill".to_owned(), length_min, seats: 1, days: 7 };
        town.act(move |house, tx| act::set_slots(house, tx, &Actor::system(), hall, "pay_bill", Some(&spec)))
            .unwrap();

        let slots = made(&guide.get("/halls/wensan/slots?purpose=pay_bill"), StatusCode::OK);
        assert_eq!((&items(&slots)[0]["from"], &items(&slots)[0]["free"]), (&json!(at(30)), &json!(1)));
        problem(&clerk.post(book, &wanted(60)), StatusCode::FORBIDDEN, "staff-error-forbidden");
        let first = made(&guide.keyed(book, &wanted(60), Some("k")), StatusCode::CREATED);
        assert_eq!(made(&guide.keyed(book, &wanted(60), Some("k")), StatusCode::CREATED), first);
        problem(&guide.post(book, &wanted(60)), invalid, "appointment-error-full");
        let second = made(&guide.post(book, &wanted(90)), StatusCode::CREATED);
        problem(
            &guide.post(book, &json!({"purpose": "pay_bill", "from": "soon"})),
            invalid,
            "api-error-body",
        );

        let page = made(&guide.get(&format!("{book}?limit=1")), StatusCode::OK);
        assert_eq!((items(&page).len(), &items(&page)[0]["code"]), (1, &first["code"]));
        let rest = format!("{book}?cursor={}", page["next"].as_str().unwrap());
        assert_eq!(items(&made(&guide.get(&rest), StatusCode::OK))[0]["id"], second["id"]);
        let seen = made(&clerk.get(book), StatusCode::OK);
        let person = ["code", "name", "phone"].map(|name| items(&seen)[0][name].clone());
        assert_eq!(person, [json!(null), json!(null), json!(null)], "whom it is for is for who books");

        let code = |one: &Value| json!({"code": one["code"]});
        let moved = json!({"code": second["code"], "from": at(120)});
        assert_eq!(made(&guide.post("/appointments/move", &moved), StatusCode::OK)["from"], at(120));
        let cancelled = made(&guide.post("/appointments/cancel", &code(&second)), StatusCode::OK);
        assert_eq!(cancelled["state"], "cancelled");
        problem(
            &guide.post("/appointments/cancel", &code(&second)),
            StatusCode::CONFLICT,
            "appointment-error-cancelled",
        );
        problem(
            &guide.post("/appointments/cancel", &json!({"code": "nothing"})),
            invalid,
            "appointment-error-no-code",
        );
        town.clock.advance_seconds(55 * 60);
        let come = format!("{book}/check-in");
        let visit = made(&clerk.post(&come, &code(&first)), StatusCode::CREATED);
        assert_eq!(
            (&visit["visit"]["source"], &visit["visit"]["appointment_from"]),
            (&json!("appointment"), &json!(at(60)))
        );
        problem(&clerk.post(&come, &code(&first)), StatusCode::CONFLICT, "appointment-error-checked-in");
    });
}

#[test]
fn an_alarm_is_listed_seen_to_and_closed_and_who_was_rated_is_not_told() {
    on_both_engines(|town| {
        let (mut manager, mut clerk) = at_work(town);
        let (id, page) = served(town, &mut manager, &mut clerk);
        made(
            &manager.post(&format!("/visits/{id}/rating"), &json!({"level": 1, "page": page})),
            StatusCode::OK,
        );
        waiting(&mut manager);
        town.clock.advance_seconds(200);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(alarm::job::look(&town.house)).unwrap();

        let kinds = |client: &mut Client| -> Vec<Value> {
            let list = made(&client.get("/halls/wensan/alarms"), StatusCode::OK);
            items(&list).iter().map(|alarm| alarm["kind"].clone()).collect()
        };
        assert_eq!(kinds(&mut manager), [json!("low_rating"), json!("idle")]);
        assert_eq!(kinds(&mut clerk), [json!("idle")]);
        let list = made(&manager.get("/halls/wensan/alarms"), StatusCode::OK);
        let low = &items(&list)[0];
        assert_eq!((&low["visit"], &low["value"]), (&json!(id), &json!(1)));
        let alarm = format!("/alarms/{}", low["id"].as_str().unwrap());
        let see = format!("{alarm}/see");
        problem(&clerk.post(&see, &json!(null)), StatusCode::FORBIDDEN, "staff-error-forbidden");
        let seen = made(&manager.post(&see, &json!(null)), StatusCode::OK);
        assert_eq!(
            seen["seen_by"],
            items(&made(&manager.get("/halls/wensan/alarms"), StatusCode::OK))[0]["seen_by"]
        );
        assert!(seen["seen_by"].is_string());
        problem(&manager.post(&see, &json!(null)), StatusCode::CONFLICT, "floor-error-alarm-seen");
        let close = format!("{alarm}/close");
        problem(
            &manager.post(&close, &json!({"outcome": ""})),
            StatusCode::UNPROCESSABLE_ENTITY,
            "floor-error-outcome",
        );
        let outcome = json!({"outcome": "已当面致歉"});
        assert_eq!(made(&manager.post(&close, &outcome), StatusCode::OK)["id"], low["id"]);
        assert_eq!(kinds(&mut manager), [json!("idle")]);
        problem(&manager.post(&close, &outcome), StatusCode::CONFLICT, "floor-error-alarm-over");
        let none = "/alarms/alm_00000000000000000000000001/see";
        problem(&manager.post(none, &json!(null)), StatusCode::NOT_FOUND, "floor-error-no-alarm");
    });
}

#[test]
fn waits_are_told_as_intervals_and_held_against_what_came() {
    on_both_engines(|town| {
        let (mut manager, mut clerk) = at_work(town);
        served(town, &mut manager, &mut clerk);
        waiting(&mut manager);
        let waits = made(&clerk.get("/halls/wensan/waits"), StatusCode::OK);
        let first = &waits["purposes"][0];
        assert_eq!((&first["purpose"], &first["waiting"]), (&json!("pay_bill"), &json!(1)));
        assert!(first["low_s"].as_f64().unwrap() <= first["high_s"].as_f64().unwrap(), "{waits}");
        follow(&town.house).unwrap();
        let accuracy = "/halls/wensan/waits/accuracy";
        let told = made(&manager.get(accuracy), StatusCode::OK);
        assert_eq!((&items(&told)[0]["estimator"], &items(&told)[0]["waits"]), (&json!("told"), &json!(1)));
        let before = made(&manager.get(&format!("{accuracy}?to=2026-03-01")), StatusCode::OK);
        assert_eq!((&items(&before)[0]["waits"], &items(&before)[0]["covered"]), (&json!(0), &json!(null)));
        problem(&clerk.get(accuracy), StatusCode::FORBIDDEN, "staff-error-forbidden");
    });
}

#[test]
fn the_moments_of_a_visit_are_those_of_its_day_page_by_page() {
    on_both_engines(|town| {
        let (mut manager, mut clerk) = at_work(town);
        let visits = [0, 1].map(|_| served(town, &mut manager, &mut clerk).0);
        let of = |client: &mut Client, visit: &str| {
            let page = made(&client.get(&format!("/visits/{visit}/moments")), StatusCode::OK);
            items(&page).clone()
        };
        assert_eq!(of(&mut clerk, &visits[0]), [] as [Value; 0]);
        follow(&town.house).unwrap();
        let all: Vec<Value> = visits.iter().flat_map(|visit| of(&mut clerk, visit)).collect();
        assert!(all.len() >= 4 && all[0]["rule"].as_str().unwrap().contains('.'), "{all:?}");

        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = made(&clerk.get(&format!("/halls/wensan/moments?limit=3{cursor}")), StatusCode::OK);
            seen.extend(items(&page).clone());
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, all);
        let wrong = clerk.get("/halls/wensan/moments?cursor=vis_1");
        problem(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "api-error-query");
        let mut admin = Client::with(town, &town.key(Role::Administrator, None));
        problem(&admin.get("/halls/wensan/moments"), StatusCode::FORBIDDEN, "staff-error-forbidden");
    });
}

#[test]
fn places_people_and_devices_are_seen_by_whom_the_tree_allows() {
    on_both_engines(|town| {
        town.more_halls(1, 1);
        let mut network = Client::with(town, &town.key(Role::NetworkManager, Some("net")));
        let mut region = Client::with(town, &town.key(Role::RegionManager, Some("hz")));
        let mut clerk = Client::with(town, &town.key_of_clerk(1));
        let codes = |client: &mut Client, query: &str| -> Vec<String> {
            let page = made(&client.get(&format!("/places{query}")), StatusCode::OK);
            items(&page).iter().map(|place| place["code"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(codes(&mut network, ""), ["net", "zj", "hz", "more0", "wensan"]);
        assert_eq!(codes(&mut network, "?limit=2&cursor=zj"), ["hz", "more0"]);
        assert_eq!(codes(&mut region, ""), ["hz", "more0", "wensan"]);
        assert_eq!(codes(&mut clerk, ""), ["wensan"]);

        let people = made(&region.get("/people?word=clerk&limit=2"), StatusCode::OK);
        let logins: Vec<_> = items(&people).iter().map(|person| person["login"].as_str().unwrap()).collect();
        assert_eq!((logins, &people["next"]), (vec!["clerk1", "clerk2"], &json!("clerk2")));
        let next = made(&region.get("/people?word=clerk&cursor=clerk2"), StatusCode::OK);
        assert_eq!(items(&next)[0]["roles"], json!([{"role": "clerk", "place": "wensan"}]));
        let one = format!("/people/{}", town.clerks[0]);
        assert_eq!(made(&region.get(&one), StatusCode::OK)["login"], "clerk1");
        let boss = town.hire("boss", Role::NetworkManager);
        let boss = format!("/people/{boss}");
        problem(&region.get(&boss), StatusCode::FORBIDDEN, "staff-error-forbidden");
        problem(&clerk.get(&one), StatusCode::FORBIDDEN, "staff-error-forbidden");
        let nobody = "/people/prs_00000000000000000000000001";
        problem(&region.get(nobody), StatusCode::NOT_FOUND, "staff-error-no-person");

        for kind in ["kiosk", "board"] {
            town.device(kind, None);
        }
        town.device("evaluator", Some(town.counters[0]));
        let page = made(&region.get("/devices?limit=2"), StatusCode::OK);
        let rest =
            made(&region.get(&format!("/devices?cursor={}", page["next"].as_str().unwrap())), StatusCode::OK);
        assert_eq!((items(&page).len(), items(&rest).len()), (2, 1));
        let mut labels: Vec<_> =
            items(&page).iter().chain(items(&rest)).map(|device| &device["label"]).collect();
        labels.retain(|label| !label.is_null());
        assert_eq!(labels, ["1"]);
        problem(&clerk.get("/devices"), StatusCode::FORBIDDEN, "staff-error-forbidden");
    });
}

#[test]
fn who_changed_what_is_told_to_who_sees_the_audit() {
    on_both_engines(|town| {
        let hall = town.hall;
        let spec = SlotSpec { purpose: "pay_bill".to_owned(), length_min: 30, seats: 1, days: 7 };
        for spec in [Some(spec), None] {
            let set = move |house: &House, tx: &mut db::Tx<'_>| {
                act::set_slots(house, tx, &Actor::system(), hall, "pay_bill", spec.as_ref())
            };
            town.act(set).unwrap();
            town.clock.advance_seconds(1);
        }
        let mut auditor = Client::with(town, &town.key(Role::Auditor, Some("net")));
        let changed = "/audit?act=appointments_changed&place=wensan&from=2026-03-02&limit=1";
        let page = made(&auditor.get(changed), StatusCode::OK);
        let last = &items(&page)[0];
        assert_eq!(
            (&last["at"], &last["after"]),
            (&json!(MORNING.plus_seconds(1).to_string()), &json!(null))
        );
        let rest = format!("{changed}&cursor={}", page["next"].as_str().unwrap());
        let rest = made(&auditor.get(&rest), StatusCode::OK);
        assert_eq!((&items(&rest)[0]["after"]["seats"], rest.get("next")), (&json!(1), None));
        let wrong = auditor.get("/audit?cursor=x");
        problem(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "api-error-query");
        let mut clerk = Client::with(town, &town.key_of_clerk(1));
        problem(&clerk.get("/audit"), StatusCode::FORBIDDEN, "staff-error-forbidden");
    });
}
