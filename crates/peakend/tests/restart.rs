//! PostgreSQL ends in the middle of the work, as after a loss of power, and comes back, several times: what was acknowledged
//! is there, what was refused says that it is busy, nothing is there by half, and nobody has to start anything again.
//!
//! It throws everybody out who works on the server, so this is a test binary of its own; and it asks for a server that waits
//! for its disk, so the ring of tests gives it one of its own.

#![expect(clippy::unwrap_used, reason = "a story that cannot be set up fails where it is told")]

use peakend::config::Config;
use peakend::demo::{Plan, seed};
use peakend::house::House;
use peakend::kernel::kinds::{PlaceId, VisitId};
use peakend::kernel::{Chance, Clock};
use peakend::run::log;
use peakend::run::replay;
use peakend::run::visit::act::{self, Ticket};
use peakend::run::visit::{Leaving, Source};
use peakend::staff::Actor;
use peakend::ui::text::Language;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const SERVER: &str = "PEAKEND_TEST_POSTGRES";
/// A command that ends every process of the server at once and starts it again.
const RESTART: &str = "PEAKEND_TEST_POSTGRES_RESTART";
/// A command that kills its first process with `kill -9`, and starts it again when the others have noticed.
const KILL: &str = "PEAKEND_TEST_POSTGRES_KILL";

/// Ends of the server, every other one by `kill -9`; `PEAKEND_TEST_KILLS` sets another number.
const ROUNDS: usize = 6;

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
    acknowledged: Mutex<BTreeSet<(VisitId, &'static str)>>,
    strange: Mutex<Vec<String>>,
    since: AtomicUsize,
    enough: AtomicBool,
}

impl Got {
    /// Notes an answer; gives the visit back if there is one.
    fn note(&self, kind: &'static str, answer: Result<VisitId, peakend::Error>) -> Option<VisitId> {
        match answer {
            Ok(visit) => {
                self.acknowledged.lock().unwrap().insert((visit, kind));
                self.since.fetch_add(1, Ordering::Relaxed);
                Some(visit)
            }
            Err(error) if error.refusal().is_some_and(|refusal| refusal.id == "cli-error-database-busy") => {
                None
            }
            Err(error) => {
                self.strange.lock().unwrap().push(error.to_string());
                None
            }
        }
    }
}

/// A ticket, and every other one is given up again.
fn keep_coming(house: &House, hall: PlaceId, got: &Got) {
    let ticket = Ticket {
        purpose: "pay_bill".to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    };
    let mut leaves = false;
    while !got.enough.load(Ordering::Relaxed) {
        let (inside, ticket) = (house.clone(), ticket.clone());
        let taken = house.db.write_now(move |tx| act::take(&inside, tx, &Actor::system(), hall, &ticket));
        let Some(visit) = got.note("taken", taken.map(|visit| visit.id)) else { continue };
        leaves = !leaves;
        if leaves {
            let inside = house.clone();
            let left = house
                .db
                .write_now(move |tx| act::leave(&inside, tx, &Actor::system(), visit, Leaving::Customer));
            match left {
                // the answer to its first try was lost, and it was there
                Err(error)
                    if error
                        .refusal()
                        .is_some_and(|refusal| refusal.kind == peakend::RefusalKind::Conflict) => {}
                left => {
                    got.note("left", left.map(|visit| visit.id));
                }
            }
        }
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the ring of tests counts what is skipped by these lines")]
fn what_was_acknowledged_outlives_every_end_of_the_server() {
    let (Ok(server), Ok(restart), Ok(kill)) =
        (std::env::var(SERVER), std::env::var(RESTART), std::env::var(KILL))
    else {
        println!("SKIPPED: no PostgreSQL that may be killed; {RESTART} and {KILL} name no commands");
        return;
    };
    let rounds = std::env::var("PEAKEND_TEST_KILLS").map_or(ROUNDS, |kills| kills.parse().unwrap());
    let house = house(&server);
    let (durable,): (String,) =
        house.db.read_now(|tx| tx.one("select current_setting('fsync')", &[])).unwrap();
    assert_eq!(durable, "on", "a server that does not wait for its disk proves nothing");
    let plan = Plan { halls: 2, days: 1, visits_per_day: 5.0, seed: 1, live: false, language: Language::En };
    seed(&house, &plan, "no hash", house.clock.now(), |_, _| true).unwrap();
    let halls: Vec<(PlaceId,)> = house.db.read_now(|tx| tx.all("select id from hall", &[])).unwrap();
    let got = Got::default();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let (house, got, (hall,)) = (&house, &got, halls[n % halls.len()]);
            scope.spawn(move || keep_coming(house, hall, got));
        }
        let until = |wanted: usize| {
            while got.since.load(Ordering::Relaxed) < wanted {
                std::thread::yield_now();
            }
        };
        for round in 0..rounds {
            until(got.since.load(Ordering::Relaxed) + 50);
            let end = if round % 2 == 0 { &restart } else { &kill };
            let done = std::process::Command::new("sh").args(["-c", end]).status().unwrap();
            assert!(done.success(), "{end}");
        }
        // work goes on by itself, without anybody having to start anything again
        until(got.since.load(Ordering::Relaxed) + 50);
        got.enough.store(true, Ordering::Relaxed);
    });
    assert_eq!(*got.strange.lock().unwrap(), Vec::<String>::new());
    let acknowledged = got.acknowledged.into_inner().unwrap();
    let lost: Vec<_> = house
        .db
        .read_now(move |tx| {
            let mut lost = Vec::new();
            for (visit, kind) in &acknowledged {
                if !log::of_visit(tx, *visit)?.iter().any(|event| event.what.kind() == *kind) {
                    lost.push((*visit, *kind));
                }
            }
            Ok::<_, peakend::Error>(lost)
        })
        .unwrap();
    assert_eq!(lost, [], "acknowledged and gone");
    for (hall,) in halls {
        let checked = house.db.read_now(move |tx| replay::check(tx, hall)).unwrap();
        assert_eq!(checked.differences, [], "something is there by half");
    }
}
