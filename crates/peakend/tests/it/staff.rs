//! Who comes in, and who does not.

use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use peakend::kernel::kinds::PersonId;
use peakend::staff::person::{self, act::Wanted};
use peakend::staff::rights::Role;
use peakend::staff::{Actor, Grant, Who};

pub const PASSWORD: &str = "correct horse";

/// Gives somebody a password, as the command line does.
pub fn with_password(town: &Town, login: &'static str, password: &str) {
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
pub fn signed_in(town: &Town) -> Browser {
    let mut browser = town.browser();
    assert_eq!(sign_in(&mut browser, "clerk1", PASSWORD).leads_to(), "/me");
    browser
}

pub fn is_in(browser: &mut Browser) -> bool {
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
        assert_eq!(
            sign_in(&mut browser, "clerk1", "wrong").status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "forgiven"
        );
        assert_eq!(
            sign_in(&mut browser, "clerk2", PASSWORD).status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "no password set"
        );
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
        assert!(
            browser
                .post("/set-up", &fields)
                .text
                .contains(r#"id="password-error">This password is too easy"#)
        );
        fields[5].1 = "fish and chips";
        assert_eq!(browser.post("/set-up", &fields).leads_to(), "/");
        assert_eq!(browser.get("/").leads_to(), "/run", "there is a hall already");
        town.act(|_, tx| {
            for rows in ["offer", "counter", "hall_log", "hall"] {
                tx.run(&format!("delete from {rows}"), &[])?;
            }
            Ok(tx.run("delete from place where kind = 'hall'", &[])?)
        })
        .unwrap();
        assert_eq!(browser.get("/").leads_to(), "/network", "straight to the first hall");
        let network = browser.get("/network").page().to_owned();
        assert!(
            network.contains("All is set up") && network.contains(r#"class="button primary""#),
            "{network}"
        );
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
        let statuses: Vec<_> =
            (0..6).map(|_| browser.post("/set-up", &[("code", "AAAA")]).status.as_u16()).collect();
        assert_eq!(statuses, [422, 422, 422, 422, 429, 429]);
    });
}

/// Somebody with a role at a place, who can sign in with [`PASSWORD`].
pub fn somebody(town: &Town, login: &'static str, role: &'static str, place: &'static str) -> PersonId {
    let wanted = wanted(login, &[(role, place)]);
    let hash = peakend::staff::sign_in::password::hash_now(&town.house.chance, PASSWORD).unwrap();
    let added = town
        .act(move |house, tx| person::act::add(house, tx, &Actor::system(), &wanted, Some((&hash, None))));
    added.unwrap().id
}

pub fn wanted(login: &str, roles: &[(&str, &str)]) -> Wanted {
    Wanted {
        login: login.to_owned(),
        name: login.to_owned(),
        language: "en".to_owned(),
        skills: vec!["cashier".to_owned()],
        roles: roles.iter().map(|(role, place)| ((*role).to_owned(), (*place).to_owned())).collect(),
    }
}

/// A browser in which somebody is signed in.
pub fn browser_of(town: &Town, login: &str) -> Browser {
    let mut browser = town.browser();
    assert_eq!(sign_in(&mut browser, login, PASSWORD).leads_to(), "/me");
    browser
}

#[test]
fn an_administrator_adds_a_clerk_who_sets_a_password_of_their_own() {
    on_both_engines(|town| {
        somebody(town, "admin", "administrator", "net");
        let mut admin = browser_of(town, "admin");
        assert!(admin.get("/staff").page().contains("clerk1"));
        admin.get("/staff/new").page();
        let fields = [
            ("name", " 王  芳 "),
            ("login", "wangfang"),
            ("language", "zh-CN"),
            ("skill", "cashier"),
            ("role", "clerk"),
            ("place", "wensan"),
            ("role", ""),
            ("place", ""),
        ];
        let page = admin.post("/staff", &fields).page().to_owned();
        assert!(page.contains("王 芳"), "{page}");
        let temporary = page.split("<code>").nth(1).unwrap().split('<').next().unwrap();
        let mut clerk = town.browser();
        assert_eq!(sign_in(&mut clerk, "wangfang", temporary).leads_to(), "/me");
        assert_eq!(clerk.get("/").leads_to(), "/me", "before anything else");
        assert_eq!(clerk.get("/run/wensan/desk").status, StatusCode::FORBIDDEN);
        assert!(clerk.get("/me").page().contains("Somebody else set this password"));
        assert_eq!(clerk.post("/me/password", &[("old", temporary), ("new", PASSWORD)]).leads_to(), "/me");
        assert_eq!(clerk.get("/").leads_to(), "/run/wensan/desk");
        assert_eq!(
            admin.post("/staff", &fields).status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "the login is taken"
        );
    });
}

#[test]
fn a_temporary_password_is_good_for_a_week() {
    on_both_engines(|town| {
        let clerk = town.clerks[0];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let temporary =
            runtime.block_on(person::act::reset_password(&town.house, &Actor::system(), clerk)).unwrap();
        town.clock.advance_seconds(7 * 24 * 3600);
        let late = sign_in(&mut town.browser(), "clerk1", &temporary);
        assert!(late.text.contains("no longer good"), "{}", late.text);
    });
}

#[test]
fn hostile_names_are_refused_beside_the_field() {
    on_both_engines(|town| {
        somebody(town, "admin", "administrator", "net");
        let mut admin = browser_of(town, "admin");
        let endless = "a".repeat(10_000);
        for (name, said) in [
            ("a\u{0}b", "invisible control characters"),
            ("evil\u{202E}nimda", "invisible control characters"),
            (endless.as_str(), "too long; at most 80"),
            ("   ", "must not be empty"),
        ] {
            let answer = admin.post("/staff", &[("name", name), ("login", "x1"), ("language", "en")]);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            let error =
                answer.text.split(r#"id="name-error">"#).nth(1).unwrap_or_else(|| panic!("{}", answer.text));
            assert!(error.starts_with("This"), "{error}");
            assert!(error.contains(said), "{said}");
        }
        let arabic = admin.post("/staff", &[("name", "محمد <b>"), ("login", "x2"), ("language", "en")]);
        assert!(arabic.page().contains("<bdi>محمد &#60;b&#62;</bdi>"), "{}", arabic.text);
    });
}

#[test]
fn nobody_gives_a_role_that_reaches_further_than_theirs() {
    on_both_engines(|town| {
        let region = somebody(town, "region", "region_manager", "hz");
        let network = somebody(town, "network", "network_manager", "net");
        let hall = somebody(town, "hall", "hall_manager", "wensan");
        let tries = |role: Role, path: &str, roles: &[(&str, &str)]| {
            let actor = Actor { grants: vec![Grant { role, path: path.to_owned() }], ..town.clerk(1) };
            let wanted = wanted("newcomer", roles);
            let outcome = town.act(move |house, tx| {
                person::act::add(house, tx, &actor, &wanted, None)?;
                Err::<(), _>(peakend::Error::conflict("cli-error-stopped")) // allowed, and not kept
            });
            outcome.unwrap_err().refusal().unwrap().id
        };
        let (allowed, no, reach) = ("cli-error-stopped", "staff-error-grant", "staff-error-reach");
        assert_eq!(tries(Role::RegionManager, "/net/zj/hz/", &[("hall_manager", "wensan")]), allowed);
        assert_eq!(tries(Role::RegionManager, "/net/zj/hz/", &[("region_manager", "hz")]), allowed);
        assert_eq!(
            tries(Role::RegionManager, "/net/zj/hz/", &[("region_manager", "zj")]),
            no,
            "above their place"
        );
        assert_eq!(
            tries(Role::RegionManager, "/net/zj/hz/", &[("network_manager", "wensan")]),
            no,
            "above their role"
        );
        assert_eq!(tries(Role::RegionManager, "/net/zj/hz/", &[("auditor", "hz")]), no);
        assert_eq!(tries(Role::NetworkManager, "/net/", &[("administrator", "net")]), no);
        assert_eq!(
            tries(Role::Administrator, "/net/", &[("administrator", "net"), ("auditor", "net")]),
            allowed
        );
        assert_eq!(tries(Role::Administrator, "/net/", &[("device", "wensan")]), no, "not for people");
        assert_eq!(tries(Role::HallManager, "/net/zj/hz/wensan/", &[("clerk", "wensan")]), reach);
        let manager = Actor {
            who: Who::Person(region),
            grants: vec![Grant { role: Role::RegionManager, path: "/net/zj/hz/".to_owned() }],
            ..town.clerk(1)
        };
        let changes = move |id| {
            let (manager, wanted) = (manager.clone(), wanted("renamed", &[]));
            town.act(move |house, tx| person::act::change(house, tx, &manager, id, &wanted))
        };
        assert_eq!(
            changes(network).unwrap_err().refusal().unwrap().id,
            reach,
            "nobody changes who reaches further"
        );
        assert!(changes(hall).is_ok());
    });
}

#[test]
fn nobody_takes_their_own_last_role_of_an_administrator_away() {
    on_both_engines(|town| {
        let id = somebody(town, "admin", "administrator", "net");
        let me = Actor {
            who: Who::Person(id),
            grants: vec![Grant { role: Role::Administrator, path: "/net/".to_owned() }],
            ..town.clerk(1)
        };
        let (actor, less) = (me.clone(), wanted("admin", &[("analyst", "net")]));
        let change = town.act(move |house, tx| person::act::change(house, tx, &actor, id, &less));
        assert_eq!(change.unwrap_err().refusal().unwrap().id, "staff-error-own-administrator");
        let actor = me.clone();
        let remove = town.act(move |house, tx| person::act::remove(house, tx, &actor, id));
        assert_eq!(remove.unwrap_err().refusal().unwrap().id, "staff-error-own-administrator");
    });
}

#[test]
fn a_server_without_a_browser_is_set_up_from_the_command_line() {
    use std::io::Write as _;
    let folder = crate::Folder::new();
    let mut add = folder.command("person add --login admin --name Lin --role administrator --role clerk@net --password-stdin --database sqlite:p.db");
    let mut child =
        add.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"correct horse\n").unwrap();
    let out = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&out.stdout), "admin is added.\n");
    let said = folder.run("person password --login admin --database sqlite:p.db").quietly();
    assert!(said.starts_with("Temporary password"), "{said}");
    let error = folder.run("person add --login admin --name Lin --role boss --database sqlite:p.db").fails(1);
    assert!(error.contains("There is no such role."), "{error}");
    let key = folder.run("token new --login admin --name reports --scope see_audit,export --days 30 --database sqlite:p.db").quietly();
    assert!(key.starts_with("pk_") && key.len() == 28, "{key}");
    let list = folder.run("token list --database sqlite:p.db").quietly();
    assert!(list.contains("\tadmin\treports\tsee_audit,export\tnever\t"), "{list}");
    let id = list.split('\t').next().unwrap();
    folder.run(&format!("token revoke {id} --database sqlite:p.db")).quietly();
    assert_eq!(folder.run("token list --database sqlite:p.db").quietly(), "");
    assert_eq!(folder.run("token new --login nobody --name x --database sqlite:p.db").code, 1);
}
