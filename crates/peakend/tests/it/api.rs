//! The API, as a program that calls it meets it.

use crate::town::client::{Client, made, problem};
use crate::town::{Town, on_both_engines};
use axum::http::{Method, StatusCode};
use peakend::http::api::doc;
use peakend::kernel::kinds::PersonId;
use peakend::staff::rights::Role;
use serde_json::{Value, json};

fn ticket() -> Value {
    json!({"purpose": "pay_bill"})
}

#[test]
fn a_visit_is_run_by_the_api_from_the_ticket_to_the_finish() {
    on_both_engines(|town| {
        let mut kiosk = Client::with(town, &town.key(Role::HallManager, None));
        let mut clerk = Client::with(town, &town.key_of_clerk(1));
        let taken = made(
            &kiosk.post("/halls/wensan/visits", &json!({"purpose": "pay_bill", "language": "en"})),
            StatusCode::CREATED,
        );
        let (id, page) = (taken["visit"]["id"].as_str().unwrap(), taken["page"].as_str().unwrap());
        assert_eq!(
            (&taken["visit"]["number"], &taken["visit"]["state"]),
            (&json!("A001"), &json!("waiting"))
        );
        assert!(page.starts_with("/t/") && page.len() > 20);

        let counter = town.counters[0].to_string();
        problem(
            &clerk.post(&format!("/counters/{counter}/call"), &json!(null)),
            StatusCode::CONFLICT,
            "run-error-counter-not-open",
        );
        made(&clerk.post(&format!("/counters/{counter}/open"), &json!({})), StatusCode::OK);
        town.clock.advance_seconds(60);
        let called = made(&clerk.post(&format!("/counters/{counter}/call"), &json!({})), StatusCode::OK);
        assert_eq!(
            (called["id"].as_str(), &called["state"], called["counter"].as_str()),
            (Some(id), &json!("called"), Some(&*counter))
        );
        for verb in ["recall", "start"] {
            made(&clerk.post(&format!("/visits/{id}/{verb}"), &json!(null)), StatusCode::OK);
        }
        let another = json!({"purpose": "handset", "result": "done", "left_open": "发票"});
        made(&clerk.post(&format!("/visits/{id}/another"), &another), StatusCode::OK);
        made(&clerk.bare(Method::POST, &format!("/visits/{id}/park"), None, ""), StatusCode::OK);
        made(&clerk.post(&format!("/visits/{id}/resume"), &json!({"counter": counter})), StatusCode::OK);
        let done =
            made(&clerk.post(&format!("/visits/{id}/finish"), &json!({"result": "partly"})), StatusCode::OK);
        assert_eq!(
            (&done["state"], &done["result"], &done["services"]),
            (&json!("done"), &json!("partly"), &json!(2))
        );

        let events = made(&clerk.get(&format!("/visits/{id}/events")), StatusCode::OK);
        let kinds: Vec<_> =
            events["items"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
        assert_eq!(
            kinds,
            ["taken", "called", "recalled", "started", "another", "parked", "resumed", "finished"]
        );
        assert!(!events.to_string().contains(page.strip_prefix("/t/").unwrap()), "a secret in the log");
        assert_eq!(
            clerk.post(&format!("/counters/{counter}/call"), &json!({})).status,
            StatusCode::NO_CONTENT
        );
    });
}

#[test]
fn long_lists_come_in_pages() {
    on_both_engines(|town| {
        let mut client = Client::with(town, &town.key(Role::HallManager, None));
        for _ in 0..5 {
            made(&client.post("/halls/wensan/visits", &ticket()), StatusCode::CREATED);
        }
        let mut seen = Vec::new();
        let mut next = String::new();
        loop {
            let page = made(
                &client.get(&format!("/halls/{}/visits?limit=2&state=waiting{next}", town.hall)),
                StatusCode::OK,
            );
            let numbers = page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|visit| visit["number"].as_str().unwrap().to_owned());
            seen.extend(numbers);
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(seen, ["A005", "A004", "A003", "A002", "A001"]);
        let none = made(&client.get("/halls/wensan/visits?day=2026-03-01"), StatusCode::OK);
        assert_eq!(none["items"], json!([]));
        let events = made(&client.get("/halls/wensan/events?after=3&limit=1"), StatusCode::OK);
        assert_eq!((&events["items"][0]["seq"], &events["next"]), (&json!(4), &json!("4")));
    });
}

#[test]
fn halls_and_counters_are_seen_by_whom_the_tree_allows() {
    let town = Town::on_sqlite();
    let mut here = Client::with(&town, &town.key(Role::Guide, Some("zj")));
    let halls = made(&here.get("/halls"), StatusCode::OK);
    assert_eq!(halls["items"][0]["code"], "wensan");
    let hall = made(&here.get("/halls/wensan"), StatusCode::OK);
    assert_eq!(
        (&hall["zone"], &hall["open"], &hall["offers"][0]["letter"]),
        (&json!("Asia/Shanghai"), &json!(true), &json!("A"))
    );
    let counters = made(&here.get("/halls/wensan/counters"), StatusCode::OK);
    assert_eq!(counters["items"].as_array().unwrap().len(), 3);
    let elsewhere = "insert into place (id, kind, parent, code, path, name_zh, name_en, position)
         select ?1, 'province', parent, 'other', '/net/other/', '他处', 'Elsewhere', 1 from place where code = 'zj'";
    town.act(move |_, tx| Ok(tx.run(elsewhere, &[uuid::Uuid::from_u128(77).into()])?)).unwrap();
    let mut nowhere = Client::with(&town, &town.key(Role::Clerk, Some("other")));
    assert_eq!(made(&nowhere.get("/halls"), StatusCode::OK)["items"], json!([]));
    problem(&nowhere.get("/halls/wensan"), StatusCode::FORBIDDEN, "staff-error-forbidden");
    problem(&here.get("/halls/nowhere"), StatusCode::NOT_FOUND, "run-error-no-hall");
}

#[test]
fn whoever_runs_the_floor_may_say_who_works_at_a_counter() {
    let town = Town::on_sqlite();
    let mut manager = Client::with(&town, &town.key(Role::HallManager, None));
    let path = format!("/counters/{}/open", town.counters[1]);
    let counter = made(&manager.post(&path, &json!({"person": town.clerks[1]})), StatusCode::OK);
    assert_eq!(counter["person"], json!(town.clerks[1]));
    let mut clerk = Client::with(&town, &town.key_of_clerk(1));
    let path = format!("/counters/{}/open", town.counters[2]);
    problem(
        &clerk.post(&path, &json!({"person": town.clerks[2]})),
        StatusCode::FORBIDDEN,
        "staff-error-forbidden",
    );
}

#[test]
fn what_cannot_be_meant_is_a_problem_that_says_why() {
    let town = Town::on_sqlite();
    let mut client = Client::with(&town, &town.key(Role::HallManager, None));
    let take = "/halls/wensan/visits";
    let kind = Some("application/json");
    problem(
        &client.bare(Method::POST, take, kind, "{\"purpose\":"),
        StatusCode::BAD_REQUEST,
        "api-error-json",
    );
    problem(&client.bare(Method::POST, take, kind, ""), StatusCode::BAD_REQUEST, "api-error-no-body");
    problem(
        &client.bare(Method::POST, take, Some("text/plain"), "{}"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "api-error-media-type",
    );
    problem(&client.bare(Method::POST, take, kind, "{}"), StatusCode::UNPROCESSABLE_ENTITY, "api-error-body");
    problem(
        &client.post(take, &json!({"purpose": "pay_bill", "more": 1})),
        StatusCode::UNPROCESSABLE_ENTITY,
        "api-error-body",
    );
    problem(
        &client.post(take, &json!({"purpose": "a\u{0}b"})),
        StatusCode::UNPROCESSABLE_ENTITY,
        "api-error-body",
    );
    problem(
        &client.post(take, &json!({"purpose": "unknown"})),
        StatusCode::UNPROCESSABLE_ENTITY,
        "run-error-purpose",
    );
    let long = json!({"purpose": "x".repeat(100_000)}).to_string();
    problem(
        &client.bare(Method::POST, take, kind, long),
        StatusCode::PAYLOAD_TOO_LARGE,
        "api-error-too-large",
    );
    problem(&client.bare(Method::DELETE, take, None, ""), StatusCode::METHOD_NOT_ALLOWED, "api-error-method");
    assert_eq!(client.bare(Method::DELETE, take, None, "").headers["allow"], "GET,HEAD,POST");
    problem(&client.get("/nothing"), StatusCode::NOT_FOUND, "frame-error-not-found");
    for path in ["/visits/nonsense", "/visits/%ff", "/visits/plc_00000000000000000000000004"] {
        problem(&client.get(path), StatusCode::NOT_FOUND, "api-error-no-such");
    }
    for query in [
        "limit=0",
        "limit=201",
        "limit=x",
        "day=2026-13-01",
        "day=20260302",
        "state=asleep",
        "cursor=x",
        "what=1",
    ] {
        problem(&client.get(&format!("{take}?{query}")), StatusCode::UNPROCESSABLE_ENTITY, "api-error-query");
    }
}

#[test]
fn nobody_gets_in_without_a_good_key() {
    let town = Town::on_sqlite();
    let mut wrong = Client::with(&town, "wrong");
    problem(&wrong.get("/halls"), StatusCode::UNAUTHORIZED, "staff-error-token");
    let mut nobody = Client::with(&town, "");
    nobody.browser.headers.remove(0);
    let answer = nobody.get("/halls");
    problem(&answer, StatusCode::UNAUTHORIZED, "api-error-key");
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
}

#[test]
fn a_post_under_a_key_is_done_once_and_answered_the_same() {
    on_both_engines(|town| {
        let mut client = Client::with(town, &town.key(Role::HallManager, None));
        let take = "/halls/wensan/visits";
        let first = client.keyed(take, &ticket(), Some("press-1"));
        let second = client.keyed(take, &ticket(), Some("press-1"));
        assert_eq!(made(&first, StatusCode::CREATED), made(&second, StatusCode::CREATED));
        assert!(!first.headers.contains_key("idempotency-replayed"));
        assert_eq!(second.headers["idempotency-replayed"], "true");
        let other = client.keyed(take, &json!({"purpose": "handset"}), Some("press-1"));
        problem(&other, StatusCode::UNPROCESSABLE_ENTITY, "api-error-key-reused");
        let elsewhere = client.keyed(&format!("/halls/{}/visits", town.hall), &ticket(), Some("press-1"));
        problem(&elsewhere, StatusCode::UNPROCESSABLE_ENTITY, "api-error-key-reused");
        problem(
            &client.keyed(take, &ticket(), Some("")),
            StatusCode::UNPROCESSABLE_ENTITY,
            "api-error-key-form",
        );

        let mut another = Client::with(town, &town.key(Role::HallManager, None));
        let theirs = made(&another.keyed(take, &ticket(), Some("press-1")), StatusCode::CREATED);
        assert_eq!(theirs["visit"]["number"], "A002");

        town.clock.advance_seconds(24 * 3600 + 1);
        let next_day = made(&client.keyed(take, &ticket(), Some("press-1")), StatusCode::CREATED);
        assert_eq!(
            (&next_day["visit"]["number"], &next_day["visit"]["day"]),
            (&json!("A001"), &json!("2026-03-03"))
        );
    });
}

#[test]
fn a_refusal_changes_nothing_and_may_be_tried_again_under_its_key() {
    on_both_engines(|town| {
        let mut clerk = Client::with(town, &town.key_of_clerk(1));
        let call = format!("/counters/{}/call", town.counters[0]);
        problem(
            &clerk.keyed(&call, &json!(null), Some("k")),
            StatusCode::CONFLICT,
            "run-error-counter-not-open",
        );
        made(&clerk.post(&format!("/counters/{}/open", town.counters[0]), &json!(null)), StatusCode::OK);
        assert_eq!(clerk.keyed(&call, &json!(null), Some("k")).status, StatusCode::NO_CONTENT);
        made(&clerk.post("/halls/wensan/visits", &ticket()), StatusCode::CREATED);
        let called = made(&clerk.keyed(&call, &json!(null), Some("k")), StatusCode::OK);
        assert_eq!(called["number"], "A001");
        assert_eq!(made(&clerk.keyed(&call, &json!(null), Some("k")), StatusCode::OK), called);
    });
}

#[test]
fn two_who_come_at_once_with_one_key_get_one_ticket() {
    on_both_engines(|town| {
        let key = town.key(Role::HallManager, None);
        let answers: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        let mut client = Client::with(town, &key);
                        (0..20)
                            .map(|n| {
                                client
                                    .keyed("/halls/wensan/visits", &ticket(), Some(&format!("press-{n}")))
                                    .text
                            })
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let different: std::collections::BTreeSet<_> = answers.iter().collect();
        assert_eq!((answers.len(), different.len()), (160, 20), "{different:?}");
        let mut client = Client::with(town, &key);
        let list = made(&client.get("/halls/wensan/visits?limit=200"), StatusCode::OK);
        assert_eq!(list["items"].as_array().unwrap().len(), 20);
    });
}

#[test]
fn every_operation_is_described_routed_and_behind_a_key() {
    let town = Town::on_sqlite();
    let mut nobody = Client::with(&town, "");
    nobody.browser.headers.remove(0);
    let document: Value = serde_json::from_str(&nobody.get("/openapi.json").text).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let id = |operation: &Value| {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let named = parameters.clone().find(|parameter| parameter["name"] == "id");
        let pattern = named.and_then(|id| id["schema"]["pattern"].as_str()).unwrap_or("^none_");
        format!("{}_00000000000000000000000001", pattern[1..].split('_').next().unwrap())
    };
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let at = path.replace("{hall}", "wensan").replace("{id}", &id(operation));
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let answer = nobody.bare(method, at.strip_prefix("/api/v1").unwrap(), None, "");
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
            assert!(
                operation["summary"]
                    .as_str()
                    .is_some_and(|summary| summary.is_ascii() && !summary.ends_with('.'))
            );
            assert!(operation["responses"]["401"].is_object() && operation["responses"]["422"].is_object());
            operations += 1;
        }
    }
    assert!(operations >= 50, "{operations}");
    assert_eq!(doc::document().to_json().unwrap(), nobody.get("/openapi.json").text);
}

#[test]
fn the_description_can_be_read_in_a_browser_in_both_languages() {
    let town = Town::on_sqlite();
    let page = town.browser().get("/api/docs?lang=en").page().to_owned();
    let call = "<code>POST /api/v1/counters/{id}/call</code> <span lang=\"en\">Call the next customer</span>";
    assert!(page.contains(call), "{page}");
    assert!(page.contains("waiting | called | serving | parked | missed | left | done"));
    assert!(
        page.contains("<code>Idempotency-Key</code>") && !page.contains('`') && !page.contains("<script>")
    );
    let chinese = town.browser().get("/api/docs?lang=zh-CN").page().to_owned();
    assert!(chinese.contains(call) && chinese.contains("各接口的说明写在程序里，是英文"));
    for said in ["Halls, and what happens", "Every request carries", "Nobody is known by this key"] {
        assert!(page.contains(said) && !chinese.contains(said), "{said}");
    }
}

#[test]
fn a_refusal_names_the_right_that_lacks_in_the_reader_s_words() {
    let town = Town::on_sqlite();
    let mut clerk = Client::with(&town, &town.key_of_clerk(1));
    let answer = clerk.get("/people");
    problem(&answer, StatusCode::FORBIDDEN, "staff-error-forbidden");
    assert!(
        answer.text.contains("manage people") && !answer.text.contains("manage_staff"),
        "{}",
        answer.text
    );
    clerk.browser.headers.retain(|(name, _)| *name != "accept-language");
    let chinese = clerk.get("/people").text;
    assert!(chinese.contains("管理人员") && !chinese.contains("manage_staff"), "{chinese}");
    let admin = town.hire("admin", Role::Administrator);
    let page = town.signed_in(admin).get("/staff/tokens?lang=zh-CN").page().to_owned();
    assert!(page.contains("> 管理事件推送</label>") && !page.contains("<code>manage_webhooks"), "{page}");
}

#[test]
fn an_id_of_somebody_unknown_is_not_taken_for_work() {
    let town = Town::on_sqlite();
    let mut manager = Client::with(&town, &town.key(Role::HallManager, None));
    let nobody = PersonId::of(uuid::Uuid::from_u128(99));
    let answer = manager.post(&format!("/counters/{}/open", town.counters[0]), &json!({"person": nobody}));
    assert!(answer.status.is_client_error(), "{} {}", answer.status, answer.text);
}
