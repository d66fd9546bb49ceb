//! Who comes in, and who does not.

use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;

const PASSWORD: &str = "correct horse";

/// Gives somebody a password, as the command line does.
fn with_password(town: &Town, login: &'static str, password: &str) {
    let hash = peakend::staff::sign_in::password::hash_now(&town.house.chance, password).unwrap();
    town.act(move |_, tx| {
        tx.run("update person set password = ?2 where login = ?1", &[login.into(), (&hash).into()])?;
        Ok(())
    })
    .unwrap();
}

fn sign_in(browser: &mut Browser, login: &str, password: &str) -> crate::town::http::Answer {
    browser.post("/sign-in", &[("login", login), ("password", password), ("next", "/me")])
}

/// A browser in which clerk 1 is signed in.
fn signed_in(town: &Town) -> Browser {
    let mut browser = town.browser();
    assert_eq!(sign_in(&mut browser, "clerk1", PASSWORD).leads_to(), "/me");
    browser
}

fn is_in(browser: &mut Browser) -> bool {
    let answer = browser.get("/me");
    match answer.status {
        StatusCode::OK => true,
        _ => {
            assert_eq!(answer.leads_to(), "/sign-in?next=/me");
            false
        }
    }
}

#[test]
fn a_clerk_signs_in_and_is_led_to_their_desk() {
    on_both_engines(|town| {
        with_password(town, "clerk1", PASSWORD);
        let mut browser = town.browser();
        assert_eq!(browser.get("/").leads_to(), "/sign-in?next=/");
        assert!(browser.get("/sign-in?next=/").page().contains("Sign in"));
        let answer = browser.post("/sign-in", &[("login", " Clerk1 "), ("password", PASSWORD)]);
        assert_eq!(answer.leads_to(), "/");
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
        assert_eq!(browser.get("/").leads_to(), "/run/wensan/desk");
        assert_eq!(browser.post("/sign-out", &[]).leads_to(), "/sign-in");
        assert!(!is_in(&mut browser));
    });
}

#[test]
fn who_does_not_exist_is_refused_in_the_same_words_and_delays() {
    on_both_engines(|town| {
        with_password(town, "clerk1", PASSWORD);
        let told = |login: &str| -> Vec<(StatusCode, String)> {
            let mut browser = town.browser();
            (0..5)
                .map(|_| {
                    let answer = sign_in(&mut browser, login, "wrong password");
                    (answer.status, answer.text.replace(login, "LOGIN"))
                })
                .collect()
        };
        let (known, unknown) = (told("clerk1"), told("nobody"));
        assert_eq!(known, unknown);
        assert_eq!(known[0].0, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(known[0].1.contains("The login or the password is wrong."));
        assert_eq!(known[4].0, StatusCode::TOO_MANY_REQUESTS);
    });
}

#[test]
fn wrong_passwords_cost_more_and_more_time() {
    on_both_engines(|town| {
        with_password(town, "clerk1", PASSWORD);
        let mut browser = town.browser();
        for _ in 0..4 {
            assert_eq!(sign_in(&mut browser, "clerk1", "wrong").status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let answer = sign_in(&mut browser, "clerk1", PASSWORD);
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "even the right one waits");
        assert_eq!(answer.headers[RETRY_AFTER], "1");
        assert!(answer.text.contains("please wait 1 seconds"));
        town.clock.advance_seconds(1);
        assert_eq!(sign_in(&mut browser, "clerk1", "wrong").status, StatusCode::UNPROCESSABLE_ENTITY);
        town.clock.advance_seconds(1);
        assert_eq!(sign_in(&mut browser, "clerk1", "wrong").headers[RETRY_AFTER], "1", "two seconds by now");
        town.clock.advance_seconds(1);
        assert_eq!(sign_in(&mut browser, "clerk1", PASSWORD).leads_to(), "/me");
        assert_eq!(sign_in(&mut browser, "clerk1", "wrong").status, StatusCode::UNPROCESSABLE_ENTITY, "forgiven");
        assert_eq!(sign_in(&mut browser, "clerk2", PASSWORD).status, StatusCode::UNPROCESSABLE_ENTITY, "no password set");
    });
}

#[test]
fn a_session_planted_before_signing_in_is_worth_nothing_after() {
    on_both_engines(|town| {
        with_password(town, "clerk1", PASSWORD);
        let mut thief = signed_in(town);
        let planted = thief.cookies["peakend_session"].clone();
        let mut victim = town.browser();
        victim.cookies.insert("peakend_session".to_owned(), planted.clone());
        sign_in(&mut victim, "clerk1", PASSWORD).leads_to();
        assert_ne!(victim.cookies["peakend_session"], planted, "rotated");
        assert!(is_in(&mut victim));
        assert!(!is_in(&mut thief), "the old one has ended");
    });
}

#[test]
fn a_stolen_session_ends_with_the_password() {
    on_both_engines(|town| {
        with_password(town, "clerk1", PASSWORD);
        let (mut mine, mut stolen) = (signed_in(town), signed_in(town));
        let new = "battery staple";
        let wrong = mine.post("/me/password", &[("old", "not it at all"), ("new", new)]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(r#"id="old-error">The old password is wrong."#), "{}", wrong.text);
        assert!(is_in(&mut stolen));
        assert_eq!(mine.post("/me/password", &[("old", PASSWORD), ("new", new)]).leads_to(), "/me");
        assert!(is_in(&mut mine));
        assert!(!is_in(&mut stolen));
        let mut browser = town.browser();
        assert_eq!(sign_in(&mut browser, "clerk1", PASSWORD).status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sign_in(&mut browser, "clerk1", new).leads_to(), "/me");
    });
}

#[test]
fn a_session_ends_after_twelve_idle_hours_and_after_seven_days() {
    on_both_engines(|town| {
        with_password(town, "clerk1", PASSWORD);
        let (mut idle, mut busy) = (signed_in(town), signed_in(town));
        for _ in 0..14 {
            assert!(is_in(&mut busy));
            town.clock.advance_seconds(11 * 3600 + 3599);
        }
        assert!(!is_in(&mut idle));
        assert!(is_in(&mut busy), "not yet seven days");
        town.clock.advance_seconds(20);
        assert!(!is_in(&mut busy), "seven days");
    });
}

#[test]
fn somebody_sees_where_they_are_signed_in_and_ends_it_there() {
    on_both_engines(|town| {
        with_password(town, "clerk1", PASSWORD);
        let (mut here, mut there) = (signed_in(town), signed_in(town));
        let page = here.get("/me").text;
        let end = page.split('"').find(|part| part.starts_with("/me/sessions/")).unwrap().to_owned();
        assert_eq!(page.matches("/me/sessions/").count(), 1, "only the other one can be ended");
        assert_eq!(here.post(&end, &[]).leads_to(), "/me");
        assert!(!is_in(&mut there));
        assert_eq!(here.post("/me/sign-out-everywhere", &[]).leads_to(), "/sign-in");
        assert!(!is_in(&mut here));
    });
}

#[test]
fn a_form_that_another_site_sends_is_refused() {
    on_both_engines(|town| {
        with_password(town, "clerk1", PASSWORD);
        let mut browser = signed_in(town);
        for headers in [
            vec![("sec-fetch-site", "cross-site".to_owned())],
            vec![("sec-fetch-site", "same-site".to_owned())],
        ] {
            browser.headers = headers;
            let answer = browser.post("/me/sign-out-everywhere", &[]);
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
        }
        browser.headers.clear();
        assert!(is_in(&mut browser));
    });
}

#[test]
fn nobody_is_sent_to_another_house_by_signing_in() {
    on_both_engines(|town| {
        with_password(town, "clerk1", PASSWORD);
        let mut browser = town.browser();
        let fields = [("login", "clerk1"), ("password", PASSWORD), ("next", "//evil.test/")];
        assert_eq!(browser.post("/sign-in", &fields).leads_to(), "/");
    });
}

/// A house with nobody in it.
fn empty(town: &Town) {
    town.act(|_, tx| {
        for table in ["person_role", "person"] {
            tx.run(&format!("delete from {table}"), &[])?;
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_house_with_nobody_in_it_is_set_up_by_who_has_the_code() {
    on_both_engines(|town| {
        let clerks = town.browser().get("/sign-in");
        assert_eq!(clerks.status, StatusCode::OK, "somebody is there");
        assert_eq!(peakend::staff::first_run::code(&town.house).unwrap(), None);
        assert_eq!(town.browser().get("/set-up").leads_to(), "/sign-in");
        empty(town);
        let code = peakend::staff::first_run::code(&town.house).unwrap().unwrap();
        let mut browser = town.browser();
        assert_eq!(browser.get("/").leads_to(), "/sign-in?next=/");
        assert_eq!(browser.get("/sign-in?next=/").leads_to(), "/set-up");
        browser.get("/set-up").page();
        let mut fields = [
            ("code", "0000-0000"),
            ("network_zh", "浙江移动"),
            ("network_en", ""),
            ("name", "林晓"),
            ("login", "admin"),
            ("password", "admin12345"),
        ];
        let wrong = browser.post("/set-up", &fields);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(r#"id="code-error""#) && wrong.text.contains("林晓"), "{}", wrong.text);
        let typed = code.to_lowercase().replace('-', " ");
        fields[0].1 = &typed;
        assert!(browser.post("/set-up", &fields).text.contains(r#"id="password-error">This password is too easy"#));
        fields[5].1 = "fish and chips";
        assert_eq!(browser.post("/set-up", &fields).leads_to(), "/");
        assert!(browser.get("/me").page().contains("All is set up"));
        assert!(is_in(&mut browser), "signed in at once");
        let again = town.browser().post("/set-up", &fields);
        assert_eq!(again.status, StatusCode::CONFLICT, "only once");
        let mut later = town.browser();
        assert_eq!(sign_in(&mut later, "admin", "fish and chips").leads_to(), "/me");
    });
}

#[test]
fn the_set_up_code_cannot_be_guessed_at_speed() {
    on_both_engines(|town| {
        empty(town);
        let mut browser = town.browser();
        let statuses: Vec<_> = (0..6).map(|_| browser.post("/set-up", &[("code", "AAAA")]).status.as_u16()).collect();
        assert_eq!(statuses, [422, 422, 422, 422, 429, 429]);
    });
}
