//! Who may do what: one table, and every route asks.

use crate::town::{Town, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use peakend::staff::rights::{Act, Role, allows};

#[test]
fn the_matrix_of_roles_and_acts() {
    let mut table = format!("{:16}", "");
    for role in Role::ALL {
        table += &format!(" {:4.4}", role.word());
    }
    for act in Act::ALL {
        table += &format!("\n{:16}", act.word());
        for role in Role::ALL {
            table += &format!(" {:4}", if allows(*role, *act) { "yes" } else { "-" });
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn a_right_holds_at_its_place_and_under_it_and_nowhere_else() {
    on_both_engines(|town| {
        let clerk = town.clerk(1);
        assert!(clerk.may(Act::Serve, "/net/zj/hz/wensan/"));
        assert!(!clerk.may(Act::Serve, "/net/zj/hz/"), "not above");
        assert!(!clerk.may(Act::Serve, "/net/zj/hz/wensan2/"), "not beside");
        let scoped = peakend::staff::Actor { scopes: Some(vec![Act::SeeFloor]), ..clerk };
        assert!(scoped.may(Act::SeeFloor, "/net/zj/hz/wensan/"));
        assert!(!scoped.may(Act::Serve, "/net/zj/hz/wensan/"), "out of scope");
    });
}

/// Addresses that need no right: those of customers and devices, of coming in, and one's own account.
const OPEN: &[&str] = &[
    "/favicon.ico",
    "/",
    "/a/",
    "/assets/",
    "/k/",
    "/q/",
    "/t/",
    "/b/",
    "/e/",
    "/pair",
    "/sign-in",
    "/sign-out",
    "/set-up",
    "/healthz",
    "/readyz",
    "/metrics",
    "/me",
    "/api/docs",
    "/api/openapi",
    "/api/v1/openapi",
];

/// The routes of `router.rs`: method and path.
fn routes() -> Vec<(&'static str, String)> {
    let text = include_str!("../../src/router.rs");
    let mut routes = Vec::new();
    for route in text.split(".route(").skip(1) {
        let path = route.split('"').nth(1).unwrap().to_owned();
        let handlers = route.split('"').nth(2).unwrap();
        let handlers = handlers.split(".layer").next().unwrap();
        for (word, method) in
            [("get", "GET"), ("post", "POST"), ("put", "PUT"), ("patch", "PATCH"), ("delete", "DELETE")]
        {
            if handlers.contains(&format!(" {word}(")) || handlers.contains(&format!(".{word}(")) {
                routes.push((method, path.clone()));
            }
        }
    }
    routes
}

fn is_open(path: &str) -> bool {
    OPEN.iter().any(|open| if *open == "/" { path == "/" } else { path.starts_with(open) })
}

/// The path with things of the town in the place of its parameters.
fn filled(town: &Town, path: &str) -> String {
    path.replace("{hall}", "wensan")
        .replace("{place}", "wensan")
        .replace("{counter}", &town.counters[0].to_string())
        .split('/')
        .map(|part| if part.starts_with('{') { "1" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[test]
fn every_route_refuses_who_has_no_rights() {
    on_both_engines(|town| {
        let hash = peakend::staff::sign_in::password::hash_now(&town.house.chance, "correct horse").unwrap();
        town.act(move |_, tx| {
            tx.run("delete from person_role", &[])?;
            tx.run("update person set password = ?1 where login = 'clerk1'", &[(&hash).into()])?;
            Ok(())
        })
        .unwrap();
        let mut nobody = town.browser();
        nobody.post("/sign-in", &[("login", "clerk1"), ("password", "correct horse")]).leads_to();
        let mut stranger = town.browser();
        let (mut asked, mut let_in) = (0, Vec::new());
        for (method, path) in routes() {
            if is_open(&path) {
                continue;
            }
            asked += 1;
            let address = filled(town, &path);
            for browser in [&mut nobody, &mut stranger] {
                let request = Request::builder()
                    .method(method)
                    .uri(&address)
                    .header("sec-fetch-site", "same-origin")
                    .header("content-type", "application/x-www-form-urlencoded")
                    .header("idempotency-key", "1");
                let answer = browser.send(request.body(Body::empty()).unwrap());
                let refused = match answer.status.as_u16() {
                    303 => answer.leads_to().starts_with("/sign-in?next="),
                    401 | 403 => true,
                    // a form that says nothing, or a thing that is not there, may be told before it is asked who asks
                    400 | 404 | 415 | 422 => path.contains('{') || method != "GET",
                    // a list of what one may see, which is nothing
                    200 => answer.text == r#"{"items":[]}"#,
                    _ => false,
                };
                if !refused {
                    let_in.push(format!("{method} {path}: {}", answer.status));
                }
            }
        }
        assert!(let_in.is_empty(), "{let_in:#?}");
        assert!(asked >= 15, "{asked} routes: are they found in router.rs?");
    });
}
