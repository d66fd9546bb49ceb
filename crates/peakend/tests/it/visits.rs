//! What happens to a visit, from the ticket to the finish.

use crate::town::{Town, on_both_engines};
use peakend::run::visit::act::{self, Ticket};
use peakend::run::visit::{Outcome, Source, State, Visit};
use peakend::run::{counter, log, queue};
use peakend::staff::Actor;

fn take(town: &Town, purpose: &str) -> Visit {
    let ticket = Ticket {
        purpose: purpose.to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    };
    let hall = town.hall;
    town.act(move |house, tx| act::take(house, tx, &Actor::system(), hall, &ticket)).unwrap()
}

fn open(town: &Town, number: usize) {
    let (clerk, counter, person) = (town.clerk(number), town.counters[number - 1], town.clerks[number - 1]);
    town.act(move |house, tx| counter::act::open(house, tx, &clerk, counter, person)).unwrap();
}

fn call(town: &Town, number: usize) -> Result<Visit, peakend::Error> {
    let (clerk, counter) = (town.clerk(number), town.counters[number - 1]);
    town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter))
}

#[test]
fn a_visit_goes_from_the_ticket_to_the_finish() {
    on_both_engines(|town| {
        let taken = take(town, "pay_bill");
        assert_eq!(taken.label(), "A001");
        open(town, 1);
        town.clock.advance_seconds(90);
        let called = call(town, 1).unwrap();
        assert_eq!((called.id, called.state), (taken.id, State::Called));
        let (clerk, id) = (town.clerk(1), taken.id);
        town.act(move |house, tx| act::start(house, tx, &clerk, id)).unwrap();
        town.clock.advance_seconds(180);
        let clerk = town.clerk(1);
        let done = town.act(move |house, tx| act::finish(house, tx, &clerk, id, Outcome::Done, "")).unwrap();
        assert_eq!((done.state, done.services, done.events), (State::Done, 1, 4));
        let kinds: Vec<_> = town
            .act(move |_, tx| log::of_visit(tx, id))
            .unwrap()
            .iter()
            .map(|event| event.what.kind())
            .collect();
        assert_eq!(kinds, ["taken", "called", "started", "finished"]);
    });
}

#[test]
fn a_called_ticket_leaves_the_queue() {
    on_both_engines(|town| {
        let (first, second) = (take(town, "pay_bill"), take(town, "handset"));
        open(town, 1);
        open(town, 2);
        assert_eq!(call(town, 1).unwrap().id, first.id);
        assert_eq!(call(town, 2).unwrap().id, second.id);
        let busy = call(town, 1).unwrap_err().refusal().unwrap();
        assert_eq!(busy.id, "run-error-counter-occupied");
    });
}

#[test]
fn a_press_that_calls_nobody_leaves_no_gap_in_the_log() {
    on_both_engines(|town| {
        open(town, 1);
        assert_eq!(call(town, 1).unwrap_err().refusal().unwrap().id, queue::act::NOBODY);
        take(town, "pay_bill");
        let hall = town.hall;
        let numbers: Vec<_> = town
            .act(move |_, tx| log::after(tx, hall, 0, 10))
            .unwrap()
            .iter()
            .map(|event| event.seq)
            .collect();
        assert_eq!(numbers, [1, 2]);
    });
}
