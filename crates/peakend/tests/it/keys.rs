//! Keys of the API: what they open, and for how long.

use crate::staff::{PASSWORD, browser_of, somebody};
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use peakend::kernel::kinds::PersonId;
use peakend::staff::person;
use peakend::staff::rights::{Act, Role};
use peakend::staff::{Actor, Grant, Who, token};

/// What the API answers to a key.
fn asks(town: &Town, key: &str, path: &str) -> StatusCode {
    let mut program = town.browser();
    program.headers = vec![("authorization", format!("Bearer {key}"))];
    program.get(path).status
}

#[test]
fn a_key_does_what_its_scope_says_until_it_ends() {
    on_both_engines(|town| {
        somebody(town, "admin", "administrator", "net");
        let mut admin = browser_of(town, "admin");
        let mut make = |fields: &[(&str, &str)]| {
            let page = admin.post("/staff/tokens", fields).page().to_owned();
            page.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned()
        };
        let sees = make(&[("name", "reports"), ("days", "30"), ("scope", "see_audit")]);
        let other = make(&[("name", "kiosks"), ("days", ""), ("scope", "export")]);
        let all = make(&[("name", "everything"), ("days", "1"), ("all", "yes")]);
        assert!(sees.starts_with("pk_"), "{sees}");
        assert_eq!(asks(town, &sees, "/api/v1/audit"), StatusCode::OK);
        assert_eq!(asks(town, &other, "/api/v1/audit"), StatusCode::FORBIDDEN, "out of scope");
        assert_eq!(asks(town, &all, "/api/v1/audit"), StatusCode::OK);
        assert_eq!(asks(town, "pk_000000000000000000000000", "/api/v1/audit"), StatusCode::UNAUTHORIZED);
        let mut program = town.browser();
        program.headers = vec![("authorization", format!("Bearer {all}"))];
        assert_eq!(
            program.post("/me/password", &[("old", PASSWORD), ("new", "another one")]).leads_to(),
            "/sign-in?next=/me/password",
            "a key is no session"
        );
        town.clock.advance_seconds(24 * 3600);
        assert_eq!(asks(town, &all, "/api/v1/audit"), StatusCode::UNAUTHORIZED, "over");
        let mut admin = browser_of(town, "admin");
        let page = admin.get("/staff/tokens").page().to_owned();
        assert!(!page.contains(&sees), "shown once");
        let row = page.split("<tr").find(|row| row.contains("reports")).unwrap();
        let revoke = row.split('"').find(|part| part.ends_with("/revoke")).unwrap();
        assert_eq!(admin.post(revoke, &[]).leads_to(), "/staff/tokens");
        assert_eq!(asks(town, &sees, "/api/v1/audit"), StatusCode::UNAUTHORIZED, "revoked");
        somebody(town, "another", "administrator", "net");
        let id = town
            .act(|_, tx| Ok(tx.one::<(PersonId,)>("select id from person where login = 'admin'", &[])?.0))
            .unwrap();
        town.act(move |house, tx| person::act::remove(house, tx, &Actor::system(), id)).unwrap();
        assert_eq!(asks(town, &other, "/api/v1/audit"), StatusCode::UNAUTHORIZED, "its owner is removed");
    });
}

#[test]
fn a_key_never_makes_one_that_may_do_more() {
    on_both_engines(|town| {
        let id = somebody(town, "admin", "administrator", "net");
        let key = Actor {
            who: Who::Person(id),
            grants: vec![Grant { role: Role::Administrator, path: "/net/".to_owned() }],
            scopes: Some(vec![Act::ManageTokens]),
            ..town.clerk(1)
        };
        let makes = |scopes: Option<Vec<Act>>| {
            let (key, wanted) =
                (key.clone(), token::act::Wanted { person: id, name: "more".to_owned(), scopes, days: None });
            town.act(move |house, tx| token::act::make(house, tx, &key, &wanted)).is_ok()
        };
        assert!(makes(Some(vec![Act::ManageTokens])));
        assert!(!makes(Some(vec![Act::ManageTokens, Act::Export])));
        assert!(!makes(None));
    });
}

#[test]
fn keys_are_listed_fifty_a_page_newest_first() {
    on_both_engines(|town| {
        somebody(town, "admin", "administrator", "net");
        for _ in 0..60 {
            town.key(Role::Analyst, None);
        }
        let mut admin = browser_of(town, "admin");
        let keys = |page: &str| page.matches("/revoke\"").count();
        let first = admin.get("/staff/tokens").page().to_owned();
        assert_eq!(keys(&first), 50);
        let next = first.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let last = admin.get(next).page().to_owned();
        assert_eq!(keys(&last), 10);
        assert!(!last.contains("rel=\"next\""), "{last}");
    });
}
