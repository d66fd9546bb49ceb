//! Every change of people, keys and devices leaves a line, and who may sees it.

use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use peakend::run::{counter, visit};
use peakend::staff::Actor;
use peakend::staff::person::{self, act::Wanted};
use peakend::staff::sign_in::password;

const PASSWORD: &str = "correct horse";

fn wanted(login: &str, name: &str, role: &str, place: &str) -> Wanted {
    Wanted {
        login: login.to_owned(),
        name: name.to_owned(),
        language: "en".to_owned(),
        skills: Vec::new(),
        roles: vec![(role.to_owned(), place.to_owned())],
    }
}

fn add(town: &Town, login: &str, name: &str, role: &str, place: &str) -> peakend::kernel::kinds::PersonId {
    let hash = password::hash_now(&town.house.chance, PASSWORD).unwrap();
    let wanted = wanted(login, name, role, place);
    let added = town
        .act(move |house, tx| person::act::add(house, tx, &Actor::system(), &wanted, Some((&hash, None))));
    added.unwrap().id
}

fn browser_of(town: &Town, login: &str) -> Browser {
    let mut browser = town.browser();
    browser.post("/sign-in", &[("login", login), ("password", PASSWORD)]).leads_to();
    browser
}

#[test]
fn a_change_says_who_what_before_and_after() {
    on_both_engines(|town| {
        add(town, "auditor", "Chen", "auditor", "net");
        let id = add(town, "lin", "Lin", "clerk", "wensan");
        let renamed = wanted("lin", "Lin <Xiao>", "guide", "wensan");
        let actor = Actor { name: "Wang".to_owned(), origin: "10.0.0.9".to_owned(), ..Actor::system() };
        town.act(move |house, tx| person::act::change(house, tx, &actor, id, &renamed)).unwrap();
        let mut browser = browser_of(town, "auditor");
        let page = browser.get("/audit?act=person_changed").page().to_owned();
        assert!(
            page.contains("<del><bdi>Lin</bdi></del> → <ins><bdi>Lin &#60;Xiao&#62;</bdi></ins>"),
            "{page}"
        );
        assert!(
            page.contains("Wang") && page.contains("10.0.0.9") && page.contains("2026-03-02 09:00"),
            "{page}"
        );
        assert!(!page.contains("<dt>login</dt>"), "only what differs");
        let json: serde_json::Value = serde_json::from_str(browser.get("/api/v1/audit").page()).unwrap();
        let acts: Vec<&str> =
            json["items"].as_array().unwrap().iter().map(|line| line["act"].as_str().unwrap()).collect();
        let mut acts = acts;
        acts.sort_unstable();
        assert_eq!(acts, ["person_added", "person_added", "person_changed", "signed_in"]);
        assert!(!json.to_string().contains("argon2"), "no hash gets in");
    });
}

#[test]
fn lines_are_found_by_place_person_and_day_and_come_in_pages() {
    on_both_engines(|town| {
        add(town, "auditor", "Chen", "auditor", "net");
        for n in 0..60 {
            town.clock.advance_seconds(1);
            let wanted = wanted(&format!("p{n}"), "P", "clerk", "wensan");
            town.act(move |house, tx| person::act::add(house, tx, &Actor::system(), &wanted, None)).unwrap();
        }
        let mut browser = browser_of(town, "auditor");
        // one row is the head; where nothing fits there is no table
        let mut count = |query: &str| {
            browser.get(&format!("/audit?{query}")).page().matches("<tr>").count().saturating_sub(1)
        };
        assert_eq!(count("place=wensan"), 50);
        assert_eq!(count("person=chen"), 1);
        assert_eq!(count("from=2026-03-03&to=2026-03-04"), 0);
        let first = browser.get("/audit?place=wensan").page().to_owned();
        let next = first.split(r#"rel="next" href=""#).nth(1).unwrap().split('"').next().unwrap();
        let second = browser.get(&next.replace("&#38;", "&")).page().to_owned();
        assert_eq!(second.matches("<tr>").count() - 1, 10);
        assert_eq!(browser.get("/audit?from=yesterday").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.get("/audit?after=x").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.get("/audit?place=nowhere").status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn who_audits_one_hall_sees_nothing_of_others() {
    on_both_engines(|town| {
        add(town, "local", "Local", "auditor", "wensan");
        add(town, "boss", "Boss", "network_manager", "net");
        let mut browser = browser_of(town, "local");
        let page = browser.get("/audit").page().to_owned();
        assert!(page.contains("/net/zj/hz/wensan/") && !page.contains("Boss"), "{page}");
        assert_eq!(browser.get("/audit?place=net").status, StatusCode::FORBIDDEN);
        let mut clerk = town.browser();
        assert_eq!(clerk.get("/audit").leads_to(), "/sign-in?next=/audit");
    });
}

#[test]
fn from_the_audit_one_comes_to_the_event_log_of_a_visit() {
    on_both_engines(|town| {
        add(town, "auditor", "Chen", "auditor", "net");
        let (hall, counter, clerk, me) = (town.hall, town.counters[0], town.clerks[0], town.clerk(1));
        let ticket = visit::act::Ticket {
            purpose: "pay_bill".to_owned(),
            class: String::new(),
            source: visit::Source::Kiosk,
            language: "en".to_owned(),
            appointment: None,
        };
        let taken = town
            .act(move |house, tx| {
                let one = visit::act::take(house, tx, &Actor::system(), hall, &ticket)?;
                visit::act::take(house, tx, &Actor::system(), hall, &ticket)?;
                counter::act::open(house, tx, &me, counter, clerk)?;
                visit::act::call_by_hand(house, tx, &me, one.id, counter)
            })
            .unwrap();
        let mut browser = browser_of(town, "auditor");
        let page = browser.get("/audit?place=wensan&ticket=a001").page().to_owned();
        let href = format!("/run/wensan/visits/{}", taken.id);
        assert_eq!(page.matches(&href).count(), 2, "{page}");
        assert!(page.contains("Took a ticket") && page.contains("<bdi>clerk1</bdi>"), "{page}");
        assert!(browser.get(&href).page().contains("A001"));
        // by who did it, and by day
        let by = browser.get("/audit?place=wensan&person=Clerk1").page().to_owned();
        assert!(by.contains(&href) && !by.contains("Took a ticket") && !by.contains("A002"), "{by}");
        let later = browser.get("/audit?place=wensan&ticket=A001&from=2026-03-03").page().to_owned();
        assert!(!later.contains(&href));
        for unclear in [
            "ticket=A001",
            "place=wensan&ticket=A",
            "place=wensan&ticket=1",
            "place=wensan&ticket=%F0%9F%8E%AB",
        ] {
            let answer = browser.get(&format!("/audit?{unclear}"));
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{unclear}");
        }
    });
}
