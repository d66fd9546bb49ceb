//! PostgreSQL restarts in the middle of the work, as after a loss of power: what was acknowledged is there, what was refused
//! says that it is busy, and nothing is there by half.
//!
//! The restart throws everybody out who works on the server, so this is a test binary of its own.

#![expect(clippy::unwrap_used, reason = "a story that cannot be set up fails where it is told")]

use peakend::config::Config;
use peakend::demo::{Plan, seed};
use peakend::house::House;
use peakend::kernel::kinds::{PlaceId, VisitId};
use peakend::kernel::{Chance, Clock};
use peakend::run::replay;
use peakend::run::visit::Source;
use peakend::run::visit::act::{self, Ticket};
use peakend::staff::Actor;
use peakend::ui::text::Language;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const SERVER: &str = "PEAKEND_TEST_POSTGRES";
const RESTART: &str = "PEAKEND_TEST_POSTGRES_RESTART";

fn house(server: &str) -> House {
    let schema = format!("restart_{}", std::process::id());
    let make = format!("create schema {schema}");
    let outside = db::Db::open(server.parse().unwrap(), db::Options::default()).unwrap();
    outside.write_now(move |tx| tx.run(&make, &[])).unwrap();
    let mark = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{mark}options=-csearch_path%3D{schema}");
    let config = Config { database: url, ..Config::default() };
    let db = db::Db::open(config.database.parse().unwrap(), config.database_options()).unwrap();
    House::over(db, config, Clock::System, Chance::System).unwrap()
}

/// What people got while the server went down and came back.
#[derive(Default)]
struct Got {
    acknowledged: Mutex<BTreeSet<VisitId>>,
    strange: Mutex<Vec<String>>,
    since: AtomicUsize,
    enough: AtomicBool,
}

fn keep_taking(house: &House, hall: PlaceId, got: &Got) {
    let ticket = Ticket {
        purpose: "pay_bill".to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    };
    while !got.enough.load(Ordering::Relaxed) {
        let (inside, ticket) = (house.clone(), ticket.clone());
        match house.db.write_now(move |tx| act::take(&inside, tx, &Actor::system(), hall, &ticket)) {
            Ok(visit) => {
                got.acknowledged.lock().unwrap().insert(visit.id);
                got.since.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) if error.refusal().is_some_and(|refusal| refusal.id == "cli-error-database-busy") => {}
            Err(error) => got.strange.lock().unwrap().push(error.to_string()),
        }
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the ring of tests counts what is skipped by these lines")]
fn what_was_acknowledged_outlives_a_restart_of_the_server() {
    let (Ok(server), Ok(restart)) = (std::env::var(SERVER), std::env::var(RESTART)) else {
        println!("SKIPPED: no PostgreSQL that may be restarted; {RESTART} names no command");
        return;
    };
    let house = house(&server);
    let plan = Plan { halls: 2, days: 1, visits_per_day: 5.0, seed: 1, live: false, language: Language::En };
    seed(&house, &plan, "no hash", house.clock.now(), |_, _| true).unwrap();
    let halls: Vec<(PlaceId,)> = house.db.read_now(|tx| tx.all("select id from hall", &[])).unwrap();
    let got = Got::default();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let (house, got, (hall,)) = (&house, &got, halls[n % halls.len()]);
            scope.spawn(move || keep_taking(house, hall, got));
        }
        let until = |wanted: usize| {
            while got.since.load(Ordering::Relaxed) < wanted {
                std::thread::yield_now();
            }
        };
        until(50);
        let done = std::process::Command::new("sh").args(["-c", &restart]).status().unwrap();
        assert!(done.success(), "{restart}");
        // work goes on by itself, without anybody having to start anything again
        until(got.since.load(Ordering::Relaxed) + 50);
        got.enough.store(true, Ordering::Relaxed);
    });
    assert_eq!(*got.strange.lock().unwrap(), Vec::<String>::new());
    let there: Vec<(VisitId,)> =
        house.db.read_now(|tx| tx.all("select id from visit where state = 'waiting'", &[])).unwrap();
    let there: BTreeSet<VisitId> = there.into_iter().map(|(id,)| id).collect();
    let lost: Vec<_> = got.acknowledged.lock().unwrap().difference(&there).copied().collect();
    assert!(lost.is_empty(), "{} acknowledged and gone", lost.len());
    for (hall,) in halls {
        let checked = house.db.read_now(move |tx| replay::check(tx, hall)).unwrap();
        assert_eq!(checked.differences, [], "something is there by half");
    }
}
