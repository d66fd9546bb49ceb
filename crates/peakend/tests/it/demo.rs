//! The demo: a past that is always the same and keeps to the laws of the house, and a present that goes on.

use crate::serve::Serving;
use crate::{Folder, town};
use peakend::config::Config;
use peakend::demo::{Plan, Town, seed};
use peakend::house::House;
use peakend::kernel::{Chance, Clock, Instant};
use peakend::run::replay;
use peakend::ui::text::Language;
use std::path::Path;

/// An empty house on a file.
pub fn empty_house(file: &Path) -> House {
    over(&format!("sqlite:{}", file.display()))
}

pub fn over(url: &str) -> House {
    let config = Config { database: url.to_owned(), ..Config::default() };
    let db = db::Db::open(url.parse().unwrap(), config.database_options()).unwrap();
    House::over(db, config, Clock::System, Chance::seeded(5)).unwrap()
}

pub fn plan(halls: usize, days: usize, live: bool) -> Plan {
    Plan { halls, days, visits_per_day: 30.0, seed: 7, live, language: Language::ZhCn }
}

pub fn seeded(house: &House, plan: &Plan, now: Instant) -> Town {
    seed(house, plan, "no hash", now, |_, _| true).unwrap()
}

/// What is different between the log and the rows of every hall.
pub fn differences(house: &House) -> Vec<replay::Difference> {
    house
        .db
        .read_now(|tx| {
            let halls: Vec<(peakend::kernel::kinds::PlaceId,)> = tx.all("select id from hall", &[])?;
            let mut all = Vec::new();
            for (hall,) in halls {
                all.extend(replay::check(tx, hall)?.differences);
            }
            Ok::<_, peakend::Error>(all)
        })
        .unwrap()
}

#[test]
fn the_same_seed_lives_through_the_same_past() {
    let folder = Folder::new();
    let past = |name: &str, seed: u64| {
        let house = empty_house(&folder.path(name));
        seeded(&house, &Plan { seed, ..plan(3, 3, false) }, town::MORNING);
        db::digests(&house.db).unwrap()
    };
    let (one, same, other) = (past("a.db", 1), past("b.db", 1), past("c.db", 2));
    assert_eq!(one, same);
    assert_ne!(one, other);
    let visits = one.iter().find(|table| table.table == "visit").unwrap().rows;
    assert!((150..500).contains(&visits), "{visits}");
}

#[test]
fn the_past_keeps_to_the_laws_of_the_house() {
    let folder = Folder::new();
    let house = empty_house(&folder.path("a.db"));
    seeded(&house, &plan(2, 4, true), town::MORNING);
    assert_eq!(differences(&house), []);
    let never = [
        ("a wait below nothing", "select count(*) from service where waited_us < 0"),
        ("a service that ends before it begins", "select count(*) from service where ended_at < started_at"),
        (
            "a past day with somebody still inside",
            "select count(*) from visit v join hall_log l on l.hall = v.hall
          where v.state not in ('done', 'left') and v.taken_at < l.at - 86400000000",
        ),
        (
            "an alarm of a past day that nobody has seen to",
            "select count(*) from alarm a join hall_log l on l.hall = a.hall
          where a.closed_at is null and a.since < l.at - 86400000000",
        ),
        ("an event after now", "select count(*) from event where at > 1772413200000000"),
    ];
    for (what, sql) in never {
        let (count,): (i64,) = house.db.read_now(move |tx| tx.one::<(i64,)>(sql, &[])).unwrap();
        assert_eq!(count, 0, "{what}");
    }
    for kind in
        ["transferred", "another", "missed", "left", "parked", "greeted", "prepared", "rating_answered"]
    {
        let (count,): (i64,) = house
            .db
            .read_now(move |tx| {
                tx.one::<(i64,)>("select count(*) from event where kind = ?1", &[kind.into()])
            })
            .unwrap();
        assert!(count > 0, "no {kind} in four days of two halls");
    }
}

#[test]
fn the_present_goes_on_by_itself() {
    let folder = Folder::new();
    let house = empty_house(&folder.path("a.db"));
    let town = seeded(&house, &plan(2, 1, true), house.clock.now());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut changes = house.bus.listen_to_all();
    runtime.block_on(async {
        let living = tokio::spawn(town.go_on(house.clone(), 60.0));
        for _ in 0..20 {
            changes.changed().await.unwrap();
        }
        living.abort();
    });
    assert_eq!(differences(&house), []);
}

#[test]
fn the_demo_says_where_it_is_and_whom_to_sign_in_as() {
    let folder = Folder::new();
    let demo = Serving::start(
        &folder,
        "demo --halls 2 --days 1 --listen 127.0.0.1:0 --keep here --password try-it-now",
    );
    assert!(demo.said.contains("2 halls, 1 days"), "{}", demo.said);
    assert!(demo.get("/sign-in").starts_with("HTTP/1.1 200"), "{}", demo.get("/sign-in"));
    assert_eq!(demo.told("TERM"), Some(0));
    let again = folder.run("demo --halls 1 --days 1 --no-live --keep here").fails(1);
    assert!(again.contains("is not empty"), "{again}");
    folder.run("replay --check --database sqlite:here/demo.db").quietly();
}
