//! Who leaves the house, and what they leave behind.

use crate::staff::{PASSWORD, is_in, signed_in, somebody, wanted, with_password};
use crate::town::on_both_engines;
use peakend::kernel::kinds::PersonId;
use peakend::run::counter::{self, CounterState};
use peakend::run::visit::act::Ticket;
use peakend::run::visit::{self, Happened, Source};
use peakend::staff::person;
use peakend::staff::rights::Role;
use peakend::staff::{Actor, Grant};

#[test]
fn of_two_administrators_who_remove_each_other_at_once_one_stays() {
    on_both_engines(|town| {
        let mut left = somebody(town, "first", "administrator", "net");
        for login in ["second", "third", "fourth", "fifth", "sixth"] {
            let other = somebody(town, login, "administrator", "net");
            let together = std::sync::Barrier::new(2);
            let press = |by: PersonId, whom: PersonId| {
                let actor = Actor {
                    grants: vec![Grant { role: Role::Administrator, path: "/net/".to_owned() }],
                    ..town.staff(by, Role::Administrator)
                };
                together.wait();
                town.act(move |house, tx| person::act::remove(house, tx, &actor, whom))
            };
            let [one, two] = std::thread::scope(|scope| {
                let pressed =
                    [(left, other), (other, left)].map(|(by, whom)| scope.spawn(move || press(by, whom)));
                pressed.map(|pressed| pressed.join().unwrap())
            });
            let refused = match (one, two) {
                (Ok(()), Err(error)) => error,
                (Err(error), Ok(())) => {
                    left = other;
                    error
                }
                both => panic!("{both:?}"),
            };
            assert_eq!(refused.refusal().unwrap().id, "staff-error-last-administrator");
        }
        let demoted = wanted("first", &[("auditor", "net")]);
        let last =
            town.act(move |house, tx| person::act::change(house, tx, &Actor::system(), left, &demoted));
        assert_eq!(last.unwrap_err().refusal().unwrap().id, "staff-error-last-administrator");
    });
}

#[test]
fn who_is_kept_for_a_clerk_is_anybodys_when_the_clerk_is_removed() {
    on_both_engines(|town| {
        let (hall, mine, clerk) = (town.hall, town.counters[1], town.clerks[0]);
        let (theirs, first) = (town.counters[0], town.clerk(1));
        let (guide, me, desk) = (town.somebody(Role::Guide), town.clerk(2), town.clerks[1]);
        let ticket = Ticket {
            purpose: "pay_bill".to_owned(),
            class: String::new(),
            source: Source::Guide,
            language: "zh-CN".to_owned(),
            appointment: None,
        };
        let kept =
            visit::act::Onward { person: Some(clerk), keep_place: true, ..visit::act::Onward::default() };
        let by = me.clone();
        let (waits, away) = town
            .act(move |house, tx| {
                counter::act::open(house, tx, &by, mine, desk)?;
                counter::act::open(house, tx, &first, theirs, clerk)?;
                let mut ids = Vec::new();
                for _ in 0..2 {
                    let id = visit::act::take(house, tx, &guide, hall, &ticket)?.id;
                    visit::act::call_by_hand(house, tx, &by, id, mine)?;
                    visit::act::transfer(house, tx, &by, id, &kept)?;
                    ids.push(id);
                }
                // one of them is called, and has gone out
                let called = visit::act::call_by_hand(house, tx, &by, ids[1], mine)?;
                visit::act::miss(house, tx, &by, called.id)?;
                Ok((ids[0], ids[1]))
            })
            .unwrap();
        town.act(move |house, tx| person::act::remove(house, tx, &Actor::system(), clerk)).unwrap();
        let back = town.act(move |house, tx| visit::act::put_back(house, tx, &me, away)).unwrap();
        assert_eq!((back.state, back.for_person), (visit::State::Waiting, None));
        let me = town.clerk(2);
        let called: Vec<_> = (0..2)
            .map(|_| {
                let me = me.clone();
                town.act(move |house, tx| {
                    let called = peakend::run::queue::act::call_next(house, tx, &me, mine)?;
                    visit::act::finish(house, tx, &me, called.id, visit::Outcome::Done, "")
                })
                .unwrap()
                .id
            })
            .collect();
        assert_eq!(called, [waits, away]);
    });
}

#[test]
fn a_clerk_who_is_removed_while_serving_leaves_nobody_behind() {
    on_both_engines(|town| {
        let (hall, counter, clerk) = (town.hall, town.counters[0], town.clerks[0]);
        let (kiosk, me) = (town.somebody(Role::Guide), town.clerk(1));
        let ticket = Ticket {
            purpose: "pay_bill".to_owned(),
            class: String::new(),
            source: Source::Guide,
            language: "zh-CN".to_owned(),
            appointment: None,
        };
        let served = town
            .act(move |house, tx| {
                let first = visit::act::take(house, tx, &kiosk, hall, &ticket)?;
                visit::act::take(house, tx, &kiosk, hall, &ticket)?;
                counter::act::open(house, tx, &me, counter, clerk)?;
                visit::act::call_by_hand(house, tx, &me, first.id, counter)?;
                visit::act::start(house, tx, &me, first.id)
            })
            .unwrap();
        with_password(town, "clerk1", PASSWORD);
        let mut browser = signed_in(town);
        town.act(move |house, tx| person::act::remove(house, tx, &Actor::system(), clerk)).unwrap();
        assert!(!is_in(&mut browser), "signed out at once");
        let me = town.clerk(2);
        let (other, colleague) = (town.counters[1], town.clerks[1]);
        let id = served.id;
        let (at_counter, events, next) = town
            .act(move |house, tx| {
                let at_counter = counter::at(tx, counter)?;
                let events = peakend::run::log::of_visit(tx, id)?;
                counter::act::open(house, tx, &me, other, colleague)?;
                let next = peakend::run::queue::act::call_next(house, tx, &me, other)?;
                Ok((at_counter, events, next))
            })
            .unwrap();
        assert_eq!(
            (at_counter.state, at_counter.person, at_counter.visit),
            (CounterState::Closed, None, None)
        );
        let last = events.last().unwrap();
        assert!(
            matches!(&last.what, Happened::Transferred { keep_place: true, why, .. } if why == "person_removed")
        );
        assert_eq!(last.actor, "system");
        assert_eq!(next.id, served.id, "the old place: before who came later");
        assert_eq!(next.queued_at, served.queued_at);
        let again = town.act(move |house, tx| person::act::remove(house, tx, &Actor::system(), clerk));
        assert_eq!(again.unwrap_err().refusal().unwrap().id, "staff-error-no-person");
    });
}
