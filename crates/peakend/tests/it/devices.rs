//! Devices are paired by a code, and nothing else pairs them.

use crate::town::http::{Answer, Browser};
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use peakend::staff::sign_in::password;

const PASSWORD: &str = "correct horse";

/// A browser in which the manager of the hall is signed in.
fn manager(town: &Town) -> Browser {
    let hash = password::hash_now(&town.house.chance, PASSWORD).unwrap();
    let clerk = town.clerks[2];
    town.act(move |_, tx| {
        tx.run("update person set password = ?2 where id = ?1", &[clerk.into(), (&hash).into()])?;
        tx.run("update person_role set role = 'hall_manager' where person = ?1", &[clerk.into()])?;
        Ok(())
    })
    .unwrap();
    let mut browser = town.browser();
    browser.post("/sign-in", &[("login", "clerk3"), ("password", PASSWORD)]).leads_to();
    browser
}

/// The code that a device shows.
fn code(device: &mut Browser) -> String {
    let page = device.get("/pair").page().to_owned();
    let code = page.split("<strong>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(code.len(), 9, "{code}");
    assert!(page.contains(r#"http-equiv="refresh""#));
    code
}

fn pair(manager: &mut Browser, code: &str, hall: &str, counter: &str) -> Answer {
    let fields = [("code", code), ("name", "Front"), ("hall", hall), ("counter", counter)];
    manager.post("/devices", &fields)
}

#[test]
fn a_kiosk_is_paired_by_its_code_and_works_until_it_is_revoked() {
    on_both_engines(|town| {
        let (mut kiosk, mut manager) = (town.browser(), manager(town));
        assert!(kiosk.get("/pair").page().contains("What is this device?"));
        assert_eq!(kiosk.post("/pair", &[("kind", "kiosk")]).leads_to(), "/pair");
        let code = code(&mut kiosk);
        assert_eq!(pair(&mut manager, &code.to_lowercase(), "wensan", "").leads_to(), "/devices");
        assert_eq!(kiosk.get("/pair").leads_to(), "/k/wensan");
        assert!(
            kiosk.cookies.contains_key("peakend_device") && !kiosk.cookies.contains_key("peakend_pairing")
        );
        assert_eq!(kiosk.get("/pair").leads_to(), "/k/wensan", "it knows where it belongs");
        let page = manager.get("/devices").page().to_owned();
        let revoke = page.split('"').find(|part| part.ends_with("/revoke")).unwrap();
        assert!(page.contains("2026-03-02"), "seen: {page}");
        assert_eq!(manager.post(revoke, &[]).leads_to(), "/devices");
        assert!(kiosk.get("/pair").page().contains("What is this device?"), "a stranger again");
    });
}

#[test]
fn an_evaluator_belongs_to_a_counter_and_a_board_to_the_hall() {
    on_both_engines(|town| {
        let mut manager = manager(town);
        let mut evaluator = town.browser();
        evaluator.get("/pair?kind=evaluator").page();
        let shown = code(&mut evaluator);
        let wrong = pair(&mut manager, &shown, "wensan", "9");
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(r#"id="counter-error""#), "{}", wrong.text);
        assert_eq!(pair(&mut manager, &shown, "wensan", "1").leads_to(), "/devices");
        assert_eq!(evaluator.get("/pair").leads_to(), format!("/e/{}", town.counters[0]));
        let mut board = town.browser();
        board.get("/pair?kind=board").page();
        pair(&mut manager, &code(&mut board), "wensan", "").leads_to();
        assert_eq!(board.get("/pair").leads_to(), "/b/wensan");
    });
}

#[test]
fn a_code_pairs_once_and_only_who_asked_for_it() {
    on_both_engines(|town| {
        let (mut kiosk, mut thief, mut manager) = (town.browser(), town.browser(), manager(town));
        kiosk.post("/pair", &[("kind", "kiosk")]);
        thief.post("/pair", &[("kind", "kiosk")]);
        let code = code(&mut kiosk);
        pair(&mut manager, &code, "wensan", "").leads_to();
        assert_eq!(pair(&mut manager, &code, "wensan", "").status, StatusCode::UNPROCESSABLE_ENTITY, "used");
        assert_eq!(
            thief.get("/pair").status,
            StatusCode::OK,
            "still waits: the code over a shoulder is no use"
        );
        assert_eq!(kiosk.get("/pair").leads_to(), "/k/wensan");
        assert_eq!(pair(&mut manager, &code, "wensan", "").status, StatusCode::UNPROCESSABLE_ENTITY, "gone");
    });
}

#[test]
fn a_code_is_good_for_ten_minutes_and_then_another_is_shown() {
    on_both_engines(|town| {
        let mut manager = manager(town);
        let mut kiosk = town.browser();
        kiosk.get("/pair?kind=kiosk").page();
        let first = code(&mut kiosk);
        town.clock.advance_seconds(600);
        assert_eq!(pair(&mut manager, &first, "wensan", "").status, StatusCode::UNPROCESSABLE_ENTITY);
        let second = code(&mut kiosk);
        assert_ne!(first, second);
        pair(&mut manager, &second, "wensan", "").leads_to();
        assert_eq!(kiosk.get("/pair").leads_to(), "/k/wensan");
    });
}

#[test]
fn codes_cannot_be_guessed_at_speed_nor_typed_by_who_may_not() {
    on_both_engines(|town| {
        let mut manager = manager(town);
        let statuses: Vec<u16> =
            (0..6).map(|_| pair(&mut manager, "AAAAAAAA", "wensan", "").status.as_u16()).collect();
        assert_eq!(statuses, [422, 422, 422, 422, 429, 429]);
        assert_eq!(pair(&mut town.browser(), "AAAAAAAA", "wensan", "").leads_to(), "/sign-in?next=/devices");
        let mut kiosk = town.browser();
        let statuses: Vec<u16> =
            (0..22).map(|_| kiosk.post("/pair", &[("kind", "kiosk")]).status.as_u16()).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 2, "twenty wait at most");
        assert_eq!(kiosk.post("/pair", &[("kind", "toaster")]).status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}
