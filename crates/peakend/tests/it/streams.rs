//! What pages hear of what happens, as it happens.

use crate::town::{Town, on_both_engines};
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode};
use futures_util::TryStreamExt as _;
use peakend::house::House;
use peakend::http::live::{After, See, nodes, stream};
use peakend::kernel::kinds::PlaceId;
use peakend::run::counter;
use peakend::run::visit::Source;
use peakend::run::visit::act::{self, Ticket};
use peakend::staff::Actor;
use peakend::staff::rights::Role;
use std::time::Duration;
use tower::ServiceExt as _;

/// Long enough for a slow machine; what is waited for comes in milliseconds.
const LONG: Duration = Duration::from_secs(20);

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Takes a ticket on a house, from a runtime.
async fn take(house: &House, hall: PlaceId) {
    let ticket = Ticket {
        purpose: "pay_bill".to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    };
    let home = house.clone();
    house.db.write(move |tx| act::take(&home, tx, &Actor::system(), hall, &ticket)).await.unwrap();
}

/// The lines of a stream.
struct Heard(BodyDataStream);

impl Heard {
    fn of(body: Body) -> Self {
        Self(body.into_data_stream())
    }

    /// The next event: its number and its data. Comments are passed over.
    async fn next(&mut self) -> Option<(i64, serde_json::Value)> {
        loop {
            let piece =
                tokio::time::timeout(LONG, self.0.try_next()).await.expect("nothing came").unwrap()?;
            let text = String::from_utf8(piece.to_vec()).unwrap();
            let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
            let Some(data) = field("data: ") else { continue };
            assert_eq!(field("event: "), Some("changed"));
            return Some((field("id: ").unwrap().parse().unwrap(), serde_json::from_str(data).unwrap()));
        }
    }

    async fn seq(&mut self) -> i64 {
        self.next().await.expect("the stream ended").0
    }
}

fn follow(house: &House, hall: PlaceId, see: See, after: Option<i64>) -> Heard {
    Heard::of(stream(house, hall, see, After(after)).into_body())
}

#[test]
fn a_page_hears_what_it_missed_and_then_what_happens() {
    on_both_engines(|town| {
        let (house, hall) = (&town.house, town.hall);
        runtime().block_on(async {
            for _ in 0..5 {
                take(house, hall).await;
            }
            let mut heard = follow(house, hall, See::Staff, Some(2));
            assert_eq!([heard.seq().await, heard.seq().await, heard.seq().await], [3, 4, 5]);
            take(house, hall).await;
            let (seq, data) = heard.next().await.unwrap();
            assert_eq!(
                (seq, data["kind"].as_str(), data["number"].as_str()),
                (6, Some("taken"), Some("A006"))
            );
        });
    });
}

#[test]
fn a_page_that_missed_too_much_is_told_once_that_all_has_changed() {
    let town = Town::on_sqlite();
    let (house, hall) = (&town.house, town.hall);
    runtime().block_on(async {
        for _ in 0..300 {
            take(house, hall).await;
        }
        for after in [0, 99, 999] {
            let (seq, data) = follow(house, hall, See::Staff, Some(after)).next().await.unwrap();
            assert_eq!((seq, data["kind"].as_str()), (300, Some("changed")), "after {after}");
        }
        let mut heard = follow(house, hall, See::Staff, Some(100));
        for expected in 101..=300 {
            assert_eq!(heard.seq().await, expected);
        }
    });
}

#[test]
fn nothing_is_lost_or_doubled_for_pages_that_come_while_much_happens() {
    let town = Town::on_sqlite();
    let (house, hall) = (town.house.clone(), town.hall);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let busy = tokio::spawn({
            let house = house.clone();
            async move {
                for _ in 0..400 {
                    take(&house, hall).await;
                }
            }
        });
        let watchers: Vec<_> = (0..40)
            .map(|_| {
                let mut heard = follow(&house, hall, See::Board, None);
                tokio::spawn(async move {
                    let mut before = heard.seq().await;
                    while before < 400 {
                        let (seq, data) = heard.next().await.unwrap();
                        // one after the other, or one for many
                        assert!(
                            seq == before + 1 || (seq > before && data["kind"] == "changed"),
                            "{before}, {seq}"
                        );
                        before = seq;
                    }
                    before
                })
            })
            .collect();
        busy.await.unwrap();
        for watcher in watchers {
            assert_eq!(watcher.await.unwrap(), 400);
        }
    });
}

#[test]
fn a_customer_hears_only_that_something_changed_and_an_evaluator_only_its_counter() {
    on_both_engines(|town| {
        let (house, hall) = (&town.house, town.hall);
        runtime().block_on(async {
            let mut evaluator = follow(house, hall, See::Counter(town.counters[1]), Some(0));
            let mut own = follow(house, hall, See::Own(house.chance.id(town.clock.now())), Some(0));
            take(house, hall).await;
            for number in [0, 1] {
                let (home, clerk) = (house.clone(), town.clerk(number + 1));
                let (counter, person) = (town.counters[number], town.clerks[number]);
                let open = move |tx: &mut db::Tx<'_>| counter::act::open(&home, tx, &clerk, counter, person);
                house.db.write(open).await.unwrap();
            }
            let (seq, data) = evaluator.next().await.unwrap();
            assert_eq!((seq, data["kind"].as_str()), (3, Some("counter_opened")));
            let (_, data) = own.next().await.unwrap();
            assert_eq!(data, serde_json::json!({"seq": 1, "kind": "changed"}));
        });
    });
}

#[test]
fn a_board_hears_what_it_is_to_speak() {
    let town = Town::on_sqlite();
    let (house, hall) = (&town.house, town.hall);
    runtime().block_on(async {
        take(house, hall).await;
        let (home, clerk, counter, person) = (house.clone(), town.clerk(3), town.counters[2], town.clerks[2]);
        let call = move |tx: &mut db::Tx<'_>| {
            counter::act::open(&home, tx, &clerk, counter, person)?;
            peakend::run::queue::act::call_next(&home, tx, &clerk, counter)
        };
        house.db.write(call).await.unwrap();
        let mut board = follow(house, hall, See::Board, Some(1));
        assert_eq!(board.next().await.unwrap().1, serde_json::json!({"seq": 2, "kind": "counter_opened"}));
        let (_, called) = board.next().await.unwrap();
        assert_eq!(
            (&called["say"][0]["lang"], &called["say"][0]["text"]),
            (&"zh-CN".into(), &"请 A 0 0 1 号顾客到 3 号台".into())
        );
        assert!(called.get("visit").is_none());
    });
}

#[test]
fn streams_end_with_the_server() {
    let town = Town::on_sqlite();
    runtime().block_on(async {
        let mut heard = follow(&town.house, town.hall, See::Staff, None);
        take(&town.house, town.hall).await;
        assert_eq!(town.house.bus.watchers(), 1);
        let ended = tokio::spawn(async move { while heard.next().await.is_some() {} });
        town.house.bus.end();
        tokio::time::timeout(LONG, ended).await.expect("the stream went on").unwrap();
        assert_eq!(town.house.bus.watchers(), 0);
    });
}

#[test]
fn a_hall_is_followed_by_who_may_see_its_floor() {
    let town = Town::on_sqlite();
    let router = peakend::router::router(town.house.clone());
    let ask = |key: String, last: &'static str| {
        let request = Request::get("/run/wensan/events?after=0")
            .header("authorization", format!("Bearer {key}"))
            .header("last-event-id", last);
        router.clone().oneshot(request.body(Body::empty()).unwrap())
    };
    runtime().block_on(async {
        take(&town.house, town.hall).await;
        take(&town.house, town.hall).await;
        let answer = ask(town_key(&town, Role::Clerk), "1").await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(Heard::of(answer.into_body()).seq().await, 2);
        let answer = ask(town_key(&town, Role::Administrator), "1").await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let answer = ask("nonsense".to_owned(), "1").await.unwrap();
        assert_ne!(answer.status(), StatusCode::OK);
    });
}

/// A key, made on a thread where waiting is allowed.
fn town_key(town: &Town, role: Role) -> String {
    std::thread::scope(|scope| scope.spawn(|| town.key(role, None)).join().unwrap())
}

#[test]
fn an_act_on_one_node_wakes_a_stream_on_another() {
    let Some(server) = crate::town::postgres() else {
        return;
    };
    let town = Town::on_postgres(&server);
    let other = town.another_node();
    nodes::join(&town.house);
    nodes::join(&other);
    runtime().block_on(async {
        // the look of once a second is not running here: only the announcement can wake it
        let mut heard = follow(&other, town.hall, See::Staff, Some(0));
        for expected in 1..=20 {
            take(&town.house, town.hall).await;
            assert_eq!(heard.seq().await, expected);
        }
    });
}

#[test]
fn what_was_never_announced_is_found_by_the_next_look() {
    let Some(server) = crate::town::postgres() else {
        return;
    };
    let town = Town::on_postgres(&server);
    let other = town.another_node();
    runtime().block_on(async {
        let mut heard = follow(&other, town.hall, See::Staff, Some(0));
        for expected in 1..=2 {
            take(&town.house, town.hall).await;
            nodes::look(&other).await.unwrap();
            assert_eq!(heard.seq().await, expected);
        }
    });
}
