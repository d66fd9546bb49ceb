//! Taking a ticket: at the kiosk, and on one's own phone.

use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use peakend::kernel::kinds::PlaceId;
use peakend::run::ticket::act::{MOST_BY_PHONE, take_once};
use peakend::run::visit::Source;
use peakend::run::visit::act::Ticket;
use peakend::staff::Actor;
use peakend::staff::rights::Role;
use peakend::ui::text::Language;

/// The value of the first field of this name on a page.
#[track_caller]
pub fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&mark).unwrap_or_else(|| panic!("no field {name} in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

fn tickets(town: &Town) -> i64 {
    let (count,): (i64,) = town.house.db.read_now(|tx| tx.one("select count(*) from visit", &[])).unwrap();
    count
}

fn press(browser: &mut Browser, at: &str, purpose: &str, key: &str) -> String {
    browser.post(&format!("{at}/take?lang=en"), &[("purpose", purpose), ("key", key)]).leads_to().to_owned()
}

#[test]
fn a_customer_takes_a_ticket_at_the_kiosk() {
    on_both_engines(|town| {
        let mut kiosk = town.device("kiosk", None);
        let home = kiosk.get("/k/wensan?lang=en").page().to_owned();
        assert!(home.contains("What do you come for?") && home.contains("Pay a bill"), "{home}");
        let purpose = kiosk.get("/k/wensan/for/pay_bill?lang=en").page().to_owned();
        assert!(purpose.contains("also works without a queue") && purpose.contains("App"), "{purpose}");
        assert!(purpose.contains("The phone or account number to be paid"), "{purpose}");
        let issued = press(&mut kiosk, "/k/wensan", "pay_bill", &hidden(&purpose, "key"));
        let ticket = kiosk.get(&issued);
        assert_eq!(ticket.headers["cache-control"], "no-store");
        let ticket = ticket.page();
        assert!(ticket.contains("A001") && ticket.contains("Nobody before you"), "{ticket}");
        assert!(ticket.contains("<svg viewBox=\"-4 -4 "), "the code of the ticket's page is on it");
    });
}

#[test]
fn pressing_twice_gives_one_ticket() {
    on_both_engines(|town| {
        let mut kiosk = town.device("kiosk", None);
        let key = hidden(kiosk.get("/k/wensan/for/pay_bill").page(), "key");
        let first = press(&mut kiosk, "/k/wensan", "pay_bill", &key);
        assert_eq!(press(&mut kiosk, "/k/wensan", "pay_bill", &key), first);
        assert_eq!(tickets(town), 1);
    });
}

#[test]
fn pressing_twice_at_the_same_moment_gives_one_ticket() {
    on_both_engines(|town| {
        let labels: Vec<String> = std::thread::scope(|scope| {
            let press = || {
                let (house, hall) = (town.house.clone(), town.hall);
                house
                    .clone()
                    .db
                    .write_now(move |tx| take_once(&house, tx, &Actor::system(), hall, "samekey1", &bill()))
            };
            let presses: Vec<_> = (0..8).map(|_| scope.spawn(press)).collect();
            presses.into_iter().map(|press| press.join().unwrap().unwrap().label()).collect()
        });
        assert!(labels.iter().all(|label| label == "A001"), "{labels:?}");
        assert_eq!(tickets(town), 1);
    });
}

fn bill() -> Ticket {
    Ticket {
        purpose: "pay_bill".to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    }
}

#[test]
fn the_kiosk_forgets_a_ticket_after_its_owner_has_gone() {
    on_both_engines(|town| {
        let mut kiosk = town.device("kiosk", None);
        let key = hidden(kiosk.get("/k/wensan/for/pay_bill").page(), "key");
        let issued = press(&mut kiosk, "/k/wensan", "pay_bill", &key);
        kiosk.get(&issued).page();
        town.clock.advance_seconds(121);
        assert_eq!(kiosk.get(&issued).leads_to(), "/k/wensan?lang=en");
    });
}

#[test]
fn who_is_no_kiosk_is_sent_to_sign_in_and_takes_no_ticket() {
    on_both_engines(|town| {
        let mut stranger = town.browser();
        assert!(stranger.get("/k/wensan").leads_to().starts_with("/sign-in?next="));
        stranger.post("/k/wensan/take", &[("purpose", "pay_bill"), ("key", "abcdefgh1")]);
        assert_eq!(tickets(town), 0);
    });
}

#[test]
fn tiles_are_in_the_order_of_their_use_last_week() {
    on_both_engines(|town| {
        for _ in 0..3 {
            let hall = town.hall;
            let ticket = Ticket { purpose: "handset".to_owned(), ..bill() };
            let key = town.house.chance.secret();
            town.act(move |house, tx| take_once(house, tx, &Actor::system(), hall, &key, &ticket)).unwrap();
        }
        let order = |town: &Town| {
            let page = town.device("kiosk", None).get("/k/wensan?lang=en").page().to_owned();
            page.find("/for/handset").unwrap() < page.find("/for/pay_bill").unwrap()
        };
        assert!(!order(town), "today's use moves nothing under a finger");
        town.clock.advance_seconds(86_400);
        assert!(order(town));
    });
}

#[test]
fn a_closed_hall_says_when_it_opens_and_gives_no_ticket() {
    on_both_engines(|town| {
        let mut kiosk = town.device("kiosk", None);
        let key = hidden(kiosk.get("/k/wensan/for/pay_bill").page(), "key");
        town.clock.advance_seconds(12 * 3600);
        let home = kiosk.get("/k/wensan?lang=en").page().to_owned();
        assert!(
            home.contains("This hall is closed now") && home.contains("Opens tomorrow at 8:00"),
            "{home}"
        );
        let refused = kiosk.post("/k/wensan/take?lang=en", &[("purpose", "pay_bill"), ("key", &key)]);
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert_eq!(tickets(town), 0);
        town.clock.advance_seconds(12 * 3600);
        // what was refused has left the key as it was
        press(&mut kiosk, "/k/wensan", "pay_bill", &key);
        assert_eq!(tickets(town), 1);
    });
}

#[test]
fn a_purpose_that_is_unknown_or_was_removed_is_refused_in_words() {
    on_both_engines(|town| {
        let mut kiosk = town.device("kiosk", None);
        let hall = town.hall;
        town.act(move |_, tx| {
            tx.run(
                "update offer set removed_at = 1 where hall = ?1 and purpose = 'handset'",
                &[hall.into()],
            )?;
            tx.run("update hall_log set plan = plan + 1 where hall = ?1", &[hall.into()])?;
            Ok(())
        })
        .unwrap();
        assert!(!kiosk.get("/k/wensan").page().contains("/for/handset"));
        for purpose in ["handset", "no_such_thing", "\u{0}\u{202e}x", ""] {
            let answer = kiosk.post("/k/wensan/take?lang=en", &[("purpose", purpose), ("key", "abcdefgh1")]);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{purpose:?} {}", answer.text);
        }
        assert_eq!(kiosk.get("/k/wensan/for/no_such_thing?lang=en").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(kiosk.get("/k/nowhere").status, StatusCode::NOT_FOUND);
        assert_eq!(tickets(town), 0);
    });
}

#[test]
fn a_key_that_no_page_drew_is_refused() {
    on_both_engines(|town| {
        let mut kiosk = town.device("kiosk", None);
        for key in
            ["", "short", "has blank in it", &"x".repeat(65), "\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}"]
        {
            let answer = kiosk.post("/k/wensan/take", &[("purpose", "pay_bill"), ("key", key)]);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{key:?}");
        }
        assert_eq!(tickets(town), 0);
    });
}

#[test]
fn a_form_of_ten_megabytes_is_not_read() {
    let town = Town::on_sqlite();
    let mut kiosk = town.device("kiosk", None);
    let request = Request::post("/k/wensan/take")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded");
    let answer = kiosk.send(request.body(Body::from(vec![b'a'; 10 << 20])).unwrap());
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn a_phone_takes_a_ticket_without_any_right() {
    on_both_engines(|town| {
        let mut phone = town.browser();
        assert!(phone.get("/q/wensan").page().contains("Pay a bill"));
        let key = hidden(phone.get("/q/wensan/for/pay_bill").page(), "key");
        let ticket = press(&mut phone, "/q/wensan", "pay_bill", &key);
        assert!(ticket.starts_with("/t/"), "{ticket}");
        assert!(phone.get(&ticket).page().contains("A001"));
    });
}

#[test]
fn one_address_takes_five_tickets_by_phone_in_ten_minutes() {
    on_both_engines(|town| {
        let mut phone = town.browser();
        let take = |phone: &mut Browser, town: &Town| {
            let key = town.house.chance.secret();
            phone.post("/q/wensan/take?lang=en", &[("purpose", "pay_bill"), ("key", &key)])
        };
        for _ in 0..MOST_BY_PHONE {
            take(&mut phone, town).leads_to();
        }
        let refused = take(&mut phone, town);
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.text.contains("take one at the kiosk"), "{}", refused.text);
        assert_eq!(tickets(town), MOST_BY_PHONE);
        town.clock.advance_seconds(601);
        assert!(take(&mut phone, town).leads_to().starts_with("/t/"));
    });
}

#[test]
fn presses_by_phone_at_the_same_moment_count_each_other() {
    on_both_engines(|town| {
        let given: usize = std::thread::scope(|scope| {
            let press = |n: usize| {
                let (house, hall): (_, PlaceId) = (town.house.clone(), town.hall);
                let actor = Actor::public("203.0.113.9".to_owned(), Language::En);
                let ticket = Ticket { source: Source::Phone, ..bill() };
                let key = format!("phonekey{n}");
                let taken =
                    house.clone().db.write_now(move |tx| take_once(&house, tx, &actor, hall, &key, &ticket));
                usize::from(taken.is_ok())
            };
            let presses: Vec<_> = (0..12).map(|n| scope.spawn(move || press(n))).collect();
            presses.into_iter().map(|press| press.join().unwrap()).sum()
        });
        assert_eq!(i64::try_from(given).unwrap(), MOST_BY_PHONE);
        assert_eq!(tickets(town), MOST_BY_PHONE);
    });
}

#[test]
fn the_guide_may_stand_at_the_kiosk_and_an_auditor_may_not() {
    on_both_engines(|town| {
        let guide = town.hire("guide1", Role::Guide);
        assert!(town.signed_in(guide).get("/k/wensan?lang=zh").page().contains("缴费"));
        let auditor = town.hire("auditor1", Role::Auditor);
        assert_eq!(town.signed_in(auditor).get("/k/wensan").status, StatusCode::FORBIDDEN);
    });
}
