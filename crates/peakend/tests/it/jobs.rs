//! What servers do beside answering: one node at a time, again after a failure, and no longer than the server.

use crate::town::{MORNING, Town, on_both_engines, postgres};
use peakend::house::House;
use peakend::job::{By, JOBS, Job, Jobs, Node, Then};
use peakend::run::visit::{Source, act};
use peakend::staff::Actor;
use std::time::Duration;

fn job(name: &str) -> &'static Job {
    JOBS.iter().find(|job| job.name == name).unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn take(town: &Town) {
    let hall = town.hall;
    let ticket = act::Ticket {
        purpose: "pay_bill".to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "en".to_owned(),
        appointment: None,
    };
    town.act(move |house, tx| act::take(house, tx, &Actor::system(), hall, &ticket)).unwrap();
}

fn alarms(town: &Town) -> i64 {
    let open = "select count(*) from alarm where closed_at is null";
    let (count,): (i64,) = town.act(move |_, tx| Ok(tx.one(open, &[])?)).unwrap();
    count
}

/// Somebody waits too long, and two nodes could say so.
fn one_works_until_it_dies(town: &Town, other: &House) {
    let (first, second) = (Node::of(&town.house), Node::of(other));
    let alarms_job = job("alarms");
    take(town);
    town.clock.advance_seconds(3600);
    assert_eq!(run(second.turn(alarms_job)), Then::NotOurs, "who holds nothing does nothing");
    assert!(run(first.hold()).unwrap());
    assert!(!run(second.hold()).unwrap());
    assert_eq!(run(second.turn(alarms_job)), Then::NotOurs);
    assert_eq!(alarms(town), 0);
    assert_eq!(run(first.turn(alarms_job)), Then::After(Duration::from_secs(3)));
    assert_ne!(alarms(town), 0);
    // it renews what it holds
    town.clock.advance_seconds(9);
    assert!(run(first.hold()).unwrap());
    town.clock.advance_seconds(9);
    assert!(!run(second.hold()).unwrap());
    assert_eq!(run(first.turn(alarms_job)), Then::After(Duration::from_secs(3)));
    // it is cut off: it trusts in its lease for less time than the other waits
    town.clock.advance_seconds(2);
    assert_eq!(run(first.turn(alarms_job)), Then::NotOurs);
    assert!(!run(second.hold()).unwrap());
    // it is gone
    town.clock.advance_seconds(5);
    assert!(run(second.hold()).unwrap());
    assert_eq!(run(second.turn(alarms_job)), Then::After(Duration::from_secs(3)));
    assert!(!run(first.hold()).unwrap(), "who comes back waits");
    assert_eq!(run(first.turn(alarms_job)), Then::NotOurs);
    // each does for itself what each has to do
    assert_eq!(run(first.turn(job("other_nodes"))), Then::After(Duration::from_secs(1)));
    // who stops does not keep the others waiting
    run(second.release()).unwrap();
    assert_eq!(run(second.turn(alarms_job)), Then::NotOurs);
    assert!(run(first.hold()).unwrap());
}

#[test]
fn two_nodes_hold_one_lease_between_them_and_when_one_dies_the_other_takes_over() {
    let town = Town::on_sqlite();
    one_works_until_it_dies(&town, &town.house);
    let Some(server) = postgres() else { return };
    let town = Town::on_postgres(&server);
    let other = town.another_node();
    one_works_until_it_dies(&town, &other);
}

#[test]
fn a_lease_from_before_the_clock_was_set_back_keeps_nobody_waiting() {
    on_both_engines(|town| {
        let (first, second) = (Node::of(&town.house), Node::of(&town.house));
        town.clock.advance_seconds(3600);
        assert!(run(first.hold()).unwrap());
        town.clock.set(MORNING);
        assert!(run(second.hold()).unwrap());
    });
}

#[test]
fn a_job_that_fails_is_tried_again_and_seen_in_the_figures() {
    on_both_engines(|town| {
        let node = Node::of(&town.house);
        assert!(run(node.hold()).unwrap());
        let figures = || town.browser().get("/metrics").page().to_owned();
        assert_eq!(run(node.turn(job("webhooks"))), Then::After(Duration::from_secs(5)));
        town.act(|_, tx| Ok(tx.run("alter table webhook rename to mislaid", &[])?)).unwrap();
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            assert_eq!(run(node.turn(job("webhooks"))), Then::Again(Duration::from_secs(seconds)));
        }
        // one job's failure is not another's
        assert_eq!(run(node.turn(job("alarms"))), Then::After(Duration::from_secs(3)));
        let seen = figures();
        for line in [
            "peakend_job_rounds_total{job=\"webhooks\"} 1\n",
            "peakend_job_failures_total{job=\"webhooks\"} 11\n",
            "peakend_job_failures_total{job=\"alarms\"} 0\n",
            "peakend_job_done_timestamp_seconds{job=\"webhooks\"} 1772413200\n",
            "peakend_job_lease 1\n",
        ] {
            assert!(seen.contains(line), "{line}{seen}");
        }
        town.act(|_, tx| Ok(tx.run("alter table mislaid rename to webhook", &[])?)).unwrap();
        assert_eq!(run(node.turn(job("webhooks"))), Then::After(Duration::from_secs(5)));
        assert!(figures().contains("peakend_job_rounds_total{job=\"webhooks\"} 2\n"));
        // the next failure is a first one again
        town.act(|_, tx| Ok(tx.run("alter table webhook rename to mislaid", &[])?)).unwrap();
        assert_eq!(run(node.turn(job("webhooks"))), Then::Again(Duration::from_secs(1)));
    });
}

#[test]
fn a_fault_in_the_code_ends_a_round_and_not_the_job() {
    const FAULTY: Job = Job {
        name: "faulty",
        every: Duration::from_secs(3600),
        gather: None,
        by: By::EachNode,
        round: |house| {
            Box::pin(async move {
                let failed = house.figures.jobs.all().get("faulty").map_or(0, |count| count.failures);
                assert!(failed > 1, "a fault");
                Ok(failed == 2 && house.figures.jobs.all()["faulty"].rounds == 0)
            })
        },
    };
    let town = Town::on_sqlite();
    let node = Node::of(&town.house);
    assert_eq!(run(node.turn(&FAULTY)), Then::Again(Duration::from_secs(1)));
    assert_eq!(run(node.turn(&FAULTY)), Then::Again(Duration::from_secs(2)));
    assert_eq!(run(node.turn(&FAULTY)), Then::AtOnce, "there is more to do");
    assert_eq!(run(node.turn(&FAULTY)), Then::After(Duration::from_secs(3600)));
}

#[test]
fn a_server_that_ends_finishes_its_rounds_and_gives_the_lease_back() {
    on_both_engines(|town| {
        let next = Node::of(&town.house);
        run(async {
            let jobs = Jobs::begin(&town.house);
            let begun = || JOBS.iter().all(|job| town.house.figures.jobs.all().contains_key(job.name));
            while !begun() {
                tokio::task::yield_now().await;
            }
            assert!(!next.hold().await.unwrap());
            town.house.bus.end();
            jobs.ended().await;
            assert!(next.hold().await.unwrap());
        });
        assert!(town.house.figures.jobs.all().values().all(|count| count.failures == 0));
    });
}
