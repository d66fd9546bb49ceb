//! The edge of the server: ids of requests, limits, health, figures, and the end.

use crate::town::Town;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use peakend::http::{meter, page};
use peakend::staff::rights::Role;
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::time::Duration;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;

#[test]
fn a_request_keeps_its_id_and_gets_one_if_it_has_none_or_a_bad_one() {
    let town = Town::on_sqlite();
    let mut browser = town.browser();
    let mut ask = |id: &str| {
        let request = Request::get("/healthz").header("x-request-id", id).body(Body::empty()).unwrap();
        browser.send(request).headers["x-request-id"].to_str().unwrap().to_owned()
    };
    assert_eq!(ask("from-afar.1"), "from-afar.1");
    for bad in ["", "a b", "<script>", &"x".repeat(65)] {
        assert!(ask(bad).starts_with("req-"), "{bad}");
    }
}

#[test]
fn a_form_of_ten_megabytes_is_refused_in_words() {
    let town = Town::on_sqlite();
    let big = "x".repeat(10 * 1024 * 1024);
    let answer = town.browser().post("/sign-in", &[("login", &big), ("password", "x")]);
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("too long"), "{}", answer.text);
}

#[test]
fn a_handler_that_panics_is_answered_as_a_fault_and_the_server_goes_on() {
    let town = Town::on_sqlite();
    let router = axum::Router::new()
        .route("/api/boom", get(async || -> &'static str { panic!("on purpose") }))
        .layer(CatchPanicLayer::custom(meter::panicked))
        .layer(from_fn_with_state(town.house.clone(), page::edge))
        .layer(from_fn_with_state(town.house.clone(), meter::meter))
        .with_state(town.house.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for _ in 0..2 {
        let request = Request::get("/api/boom").body(Body::empty()).unwrap();
        let answer = runtime.block_on(router.clone().oneshot(request)).unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
    }
}

#[test]
fn figures_tell_of_requests_events_and_commits() {
    let town = Town::on_sqlite();
    let mut browser = town.browser();
    browser.get("/healthz");
    assert_eq!(browser.get("/readyz").text, "ready\n");
    let answer = browser.get("/metrics");
    let figures = answer.page();
    let count = "peakend_request_duration_seconds_count{method=\"GET\",route=\"/healthz\",status=\"200\"} 1";
    assert!(figures.contains(count), "{figures}");
    assert!(figures.contains("peakend_db_commits_total"));
    for line in figures.lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
}

#[test]
fn figures_are_for_this_machine_unless_somebody_else_has_the_right() {
    let town = Town::on_sqlite();
    let (analyst, clerk) = (town.key(Role::Analyst, None), town.key(Role::Clerk, None));
    let mut browser = town.browser();
    let mut ask = |from: [u8; 4], key: Option<&str>| {
        let mut request = Request::get("/metrics");
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let from = ConnectInfo(SocketAddr::from((from, 40_000)));
        browser.send(request.extension(from).body(Body::empty()).unwrap()).status
    };
    assert_eq!(ask([127, 0, 0, 1], None), StatusCode::OK);
    assert_eq!(ask([203, 0, 113, 9], None), StatusCode::UNAUTHORIZED);
    assert_eq!(ask([203, 0, 113, 9], Some(&clerk)), StatusCode::FORBIDDEN);
    assert_eq!(ask([203, 0, 113, 9], Some(&analyst)), StatusCode::OK);
}

#[test]
fn a_stopping_server_ends_its_streams_and_finishes_what_is_under_way() {
    let town = Town::on_sqlite();
    let key = town.key(Role::Guide, None);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = runtime.spawn(peakend::http::serve_on(listener, town.house.clone(), async {
        let _ = stopped.await;
    }));
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET /run/wensan/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\r\n")
        .unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");
    stop.send(()).unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("retry: 1000"), "{rest}");
    runtime
        .block_on(async { tokio::time::timeout(Duration::from_secs(20), served).await })
        .unwrap()
        .unwrap()
        .unwrap();
    assert!(std::net::TcpStream::connect(address).is_err(), "it still listens");
    assert_eq!(town.browser().get("/readyz").status, StatusCode::SERVICE_UNAVAILABLE);
}
