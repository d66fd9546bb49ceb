//! What happens in a hall, as another system receives it.

use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use peakend::config::Config;
use peakend::house::House;
use peakend::kernel::Chance;
use peakend::staff::rights::Role;
use peakend::webhook::job;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Headers and body.
type Sent = (Vec<(String, String)>, String);

/// A small server that answers with these statuses, one after the other, and tells what it was sent.
fn receiver(statuses: Vec<u16>) -> (String, Receiver<Sent>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let (told, received) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut headers = Vec::new();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if line.trim().is_empty() {
                    break;
                }
                if let Some((name, value)) = line.trim().split_once(": ") {
                    headers.push((name.to_ascii_lowercase(), value.to_owned()));
                }
            }
            let length: usize = header(&headers, "content-length").parse().unwrap();
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            told.send((headers, String::from_utf8(body).unwrap())).unwrap();
            write!(stream, "HTTP/1.1 {status} x\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
        }
    });
    (address, received)
}

fn header(headers: &[(String, String)], name: &str) -> String {
    headers.iter().find(|(key, _)| key == name).unwrap().1.clone()
}

/// The town's house, allowed to send inside.
fn house(town: &Town) -> House {
    let config = Config { webhooks_allow_private: true, ..town.house.config.clone() };
    House::over(town.house.db.clone(), config, town.clock.clone(), Chance::seeded(9)).unwrap()
}

fn client(house: &House, key: &str) -> impl (FnMut(&str, Option<Value>) -> (StatusCode, Value)) + use<> {
    let mut browser = Browser::of(house);
    browser.headers.push(("authorization", format!("Bearer {key}")));
    move |path, body| {
        let path = format!("/api/v1{path}");
        let request = match body {
            Some(body) => Request::post(path)
                .header("content-type", "application/json")
                .body(Body::from(body.to_string())),
            None => Request::get(path).body(Body::empty()),
        };
        let answer = browser.send(request.unwrap());
        (answer.status, serde_json::from_str(&answer.text).unwrap_or_default())
    }
}

/// One round of the jobs.
fn round(house: &House) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        while job::follow(house).await.unwrap() {}
        job::deliver(house).await.unwrap()
    })
}

const LONG: Duration = Duration::from_secs(20);

#[test]
fn an_event_reaches_another_system_signed_and_tried_again_until_it_is_taken() {
    on_both_engines(|town| {
        let house = house(town);
        let mut admin = client(&house, &town.key(Role::Administrator, Some("net")));
        let mut manager = client(&house, &town.key(Role::HallManager, None));
        let ticket = json!({"purpose": "pay_bill"});
        manager("/halls/wensan/visits", Some(ticket.clone()));
        let (url, received) = receiver(vec![500, 302, 204]);
        let (status, made) =
            admin("/webhooks", Some(json!({"place": town.hall, "url": url, "kinds": ["taken"]})));
        assert_eq!(status, StatusCode::CREATED, "{made}");
        assert_eq!(round(&house), 0, "what was before the webhook is not sent");

        let (_, taken) = manager("/halls/wensan/visits", Some(ticket));
        let secret_page = taken["page"].as_str().unwrap().trim_start_matches("/t/").to_owned();
        let mut ids = Vec::new();
        for wait_s in [0, 5, 300] {
            town.clock.advance_seconds(wait_s);
            assert_eq!(round(&house), 1);
            assert_eq!(round(&house), 0, "nothing is tried before its time");
            let (headers, body) = received.recv_timeout(LONG).unwrap();
            let (id, at) = (header(&headers, "webhook-id"), header(&headers, "webhook-timestamp"));
            let key =
                STANDARD.decode(made["secret"].as_str().unwrap().strip_prefix("whsec_").unwrap()).unwrap();
            let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
            mac.update(format!("{id}.{at}.{body}").as_bytes());
            let signed = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
            assert_eq!(header(&headers, "webhook-signature"), signed);
            let told: Value = serde_json::from_str(&body).unwrap();
            assert_eq!((&told["type"], &told["data"]["seq"]), (&json!("taken"), &json!(2)));
            assert!(!body.contains(&secret_page));
            ids.push(id);
        }
        ids.dedup();
        assert_eq!(ids.len(), 1, "a repeat is told by its id");
        let id = made["webhook"]["id"].as_str().unwrap();
        let (_, done) = admin(&format!("/webhooks/{id}/deliveries?state=done"), None);
        assert_eq!((&done["items"][0]["tries"], &done["items"][0]["last_status"]), (&json!(3), &json!(204)));
    });
}

#[test]
fn what_is_never_taken_waits_for_a_person_who_can_send_it_again() {
    let town = Town::on_sqlite();
    let house = house(&town);
    let mut admin = client(&house, &town.key(Role::Administrator, Some("net")));
    let mut manager = client(&house, &town.key(Role::HallManager, None));
    let (url, _received) = receiver(vec![503, 503, 503, 503, 503, 503, 503, 200]);
    let (_, made) = admin("/webhooks", Some(json!({"place": town.hall, "url": url})));
    let id = made["webhook"]["id"].as_str().unwrap().to_owned();
    manager("/halls/wensan/visits", Some(json!({"purpose": "pay_bill"})));
    for wait_s in [0, 5, 300, 1800, 7200, 18_000, 36_000] {
        town.clock.advance_seconds(wait_s);
        assert_eq!(round(&house), 1);
    }
    town.clock.advance_seconds(100_000);
    assert_eq!(round(&house), 0);
    let (_, dead) = admin(&format!("/webhooks/{id}/deliveries?state=dead"), None);
    assert_eq!((&dead["items"][0]["tries"], &dead["items"][0]["last_status"]), (&json!(7), &json!(503)));
    assert_eq!(admin(&format!("/webhooks/{id}/resend"), Some(json!({}))).1, json!({"count": 1}));
    assert_eq!(round(&house), 1);
    let (_, done) = admin(&format!("/webhooks/{id}/deliveries?state=done"), None);
    assert_eq!(done["items"].as_array().unwrap().len(), 1);
}

#[test]
fn nothing_is_sent_inside_unless_that_is_allowed() {
    let town = Town::on_sqlite();
    let mut admin = client(&town.house, &town.key(Role::Administrator, Some("net")));
    let (status, _) = admin("/webhooks", Some(json!({"place": town.hall, "url": "http://127.0.0.1:9/"})));
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, made) = admin("/webhooks", Some(json!({"place": town.hall, "url": "https://127.0.0.1:9/"})));
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let mut manager = client(&town.house, &town.key(Role::HallManager, None));
    manager("/halls/wensan/visits", Some(json!({"purpose": "pay_bill"})));
    assert_eq!(round(&town.house), 1);
    let id = made["webhook"]["id"].as_str().unwrap();
    let (_, waiting) = admin(&format!("/webhooks/{id}/deliveries?state=waiting"), None);
    assert!(waiting["items"][0]["last_error"].as_str().unwrap().contains("a private address"), "{waiting}");
}

#[test]
fn on_the_page_a_webhook_is_added_its_secret_shown_once_and_what_was_given_up_is_sent_again() {
    on_both_engines(|town| {
        let house = house(town);
        let admin = town.hire("admin", Role::Administrator);
        let cookies = town.signed_in(admin).cookies;
        let mut browser = Browser::of(&house);
        browser.cookies.extend(cookies);
        assert!(browser.get("/webhooks").page().contains("Nothing is sent anywhere yet"));
        let wrong = browser.post("/webhooks", &[("place", "wensan"), ("url", "ftp://example.com")]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.text.contains("begins with https://")
                && wrong.text.contains(r#"value="ftp://example.com""#)
        );
        let wrong = browser.post("/webhooks", &[("place", "nowhere"), ("url", "https://example.com/")]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

        let (url, _received) = receiver(vec![503, 503, 503, 503, 503, 503, 503, 200]);
        let sent = [("place", "wensan"), ("url", url.as_str()), ("kinds", "taken, called")];
        let made = browser.post("/webhooks", &sent).page().to_owned();
        assert!(made.contains("<code>whsec_") && made.contains("<code>called</code>"), "{made}");
        let list = browser.get("/webhooks").page().to_owned();
        assert!(!list.contains("whsec_") && list.contains(&url), "the secret is shown once");
        let one = list.split(r#"href="/webhooks/"#).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let one = format!("/webhooks/{one}");

        let mut manager = client(&house, &town.key(Role::HallManager, None));
        manager("/halls/wensan/visits", Some(json!({"purpose": "pay_bill"})));
        for wait_s in [0, 5, 300, 1800, 7200, 18_000, 36_000] {
            town.clock.advance_seconds(wait_s);
            assert_eq!(round(&house), 1);
            // so that the session does not end for want of use
            browser.get("/webhooks").page();
        }
        let dead = browser.get(&one).page().to_owned();
        assert!(dead.contains("<code>taken</code>") && dead.contains("503"), "{dead}");
        let delivery = dead.split(r#"name="delivery" value=""#).nth(1).unwrap().split('"').next().unwrap();
        let to = browser.post(&format!("{one}/resend"), &[("delivery", delivery)]).leads_to().to_owned();
        assert!(browser.get(&to).page().contains("<code>taken</code>"));
        assert_eq!(round(&house), 1);
        assert!(browser.get(&format!("{one}?state=done")).page().contains("200"));
        browser.post(&format!("{one}/remove"), &[]).leads_to();
        assert_eq!(browser.get(&one).status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_fails_for_five_days_is_switched_off_and_a_person_puts_it_back() {
    on_both_engines(|town| {
        let house = house(town);
        let mut admin = client(&house, &town.key(Role::Administrator, Some("net")));
        let mut manager = client(&house, &town.key(Role::HallManager, None));
        let mut happen = || manager("/halls/wensan/visits", Some(json!({"purpose": "pay_bill"})));
        let (url, received) = receiver([vec![503; 8], vec![200; 3]].concat());
        let (_, made) = admin("/webhooks", Some(json!({"place": town.hall, "url": url, "kinds": ["taken"]})));
        let id = made["webhook"]["id"].as_str().unwrap().to_owned();
        happen();
        for wait_s in [0, 5, 300, 1800, 7200, 18_000, 36_000] {
            town.clock.advance_seconds(wait_s);
            assert_eq!(round(&house), 1);
        }
        let mut is_on = || admin("/webhooks", None).1["items"][0]["disabled_at"].is_null();
        assert!(is_on(), "one event given up is not the end");
        // five days after the first failure, in the morning again
        town.clock.advance_seconds(5 * 24 * 3600 - 63_305);
        happen();
        assert_eq!(round(&house), 1);
        assert!(!is_on());
        town.clock.advance_seconds(24 * 3600);
        happen();
        assert_eq!(round(&house), 0, "nothing is sent while it is off");

        let who = town.hire("admin", Role::Administrator);
        let mut browser = Browser::of(&house);
        browser.cookies.extend(town.signed_in(who).cookies);
        assert!(browser.get("/webhooks").page().contains("switched off"));
        let one = format!("/webhooks/{id}");
        assert!(browser.get(&one).page().contains("Switch it on again"));
        browser.post(&format!("{one}/resend"), &[]).leads_to();
        assert!(is_on() && !browser.get(&one).page().contains("Switch it on again"));
        assert_eq!(round(&house), 3, "the one given up, the one that waited, and what happened meanwhile");
        let (_, done) = admin(&format!("/webhooks/{id}/deliveries?state=done"), None);
        assert_eq!(done["items"].as_array().unwrap().len(), 3);
        assert!(admin("/webhooks", None).1["items"][0]["failing_since"].is_null());
        assert_eq!(received.try_iter().count(), 11);
    });
}

#[test]
fn who_answers_that_nobody_will_ever_take_it_is_asked_no_more_until_a_person_says_so() {
    on_both_engines(|town| {
        let house = house(town);
        let mut manager = client(&house, &town.key(Role::HallManager, None));
        let (url, _received) = receiver(vec![410, 200]);
        let who = town.hire("admin", Role::Administrator);
        let mut browser = Browser::of(&house);
        browser.cookies.extend(town.signed_in(who).cookies);
        browser.post("/webhooks", &[("place", "wensan"), ("url", url.as_str())]).page();
        manager("/halls/wensan/visits", Some(json!({"purpose": "pay_bill"})));
        assert_eq!(round(&house), 1);
        town.clock.advance_seconds(3600);
        assert_eq!(round(&house), 0);
        let list = browser.get("/webhooks").page().to_owned();
        let one = list.split(r#"href="/webhooks/"#).nth(1).unwrap().split('"').next().unwrap().to_owned();
        // nothing was given up yet, so there is nothing to send again but the webhook itself to put back
        let page = browser.get(&format!("/webhooks/{one}")).page().to_owned();
        assert!(page.contains("switched off") && page.contains("There are none"), "{page}");
        browser.post(&format!("/webhooks/{one}/resend"), &[]).leads_to();
        assert_eq!(round(&house), 1);
        assert!(browser.get("/webhooks").page().contains("in order"));
    });
}

#[test]
fn who_may_not_manage_webhooks_sees_none() {
    let town = Town::on_sqlite();
    let clerk = town.hire("somebody", Role::Clerk);
    let mut browser = town.signed_in(clerk);
    assert_eq!(browser.get("/webhooks").status, StatusCode::FORBIDDEN);
    assert_eq!(
        browser.post("/webhooks", &[("place", "wensan"), ("url", "https://example.com/")]).status,
        StatusCode::FORBIDDEN
    );
}
