//! What must be seen to: raised once, in time, and closed when it is over.

use crate::town::{Town, on_both_engines};
use peakend::kernel::kinds::{AlarmId, VisitId};
use peakend::run::alarm::{self, Kind};
use peakend::run::visit::act::{self, Onward, Ticket};
use peakend::run::visit::{Outcome, Source, Visit};
use peakend::run::{counter, log, queue};
use peakend::staff::Actor;
use peakend::staff::rights::Role;

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

fn call(town: &Town, number: usize) -> Visit {
    let (clerk, counter) = (town.clerk(number), town.counters[number - 1]);
    town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter)).unwrap()
}

fn start(town: &Town, number: usize, id: VisitId) {
    let clerk = town.clerk(number);
    town.act(move |house, tx| act::start(house, tx, &clerk, id)).unwrap();
}

fn finish(town: &Town, number: usize, id: VisitId) -> Visit {
    let clerk = town.clerk(number);
    town.act(move |house, tx| act::finish(house, tx, &clerk, id, Outcome::Done, "")).unwrap()
}

/// One look of the background task; then the kinds of alarms that are open.
fn swept(town: &Town) -> Vec<Kind> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(alarm::job::look(&town.house)).unwrap();
    kinds(town)
}

fn kinds(town: &Town) -> Vec<Kind> {
    let mut kinds: Vec<(Kind,)> = town
        .act(|_, tx| Ok(tx.all("select kind from alarm where closed_at is null order by kind", &[])?))
        .unwrap();
    kinds.drain(..).map(|(kind,)| kind).collect()
}

fn only_alarm(town: &Town) -> AlarmId {
    let (id,): (AlarmId,) =
        town.act(|_, tx| Ok(tx.one("select id from alarm where closed_at is null", &[])?)).unwrap();
    id
}

#[test]
fn a_wait_beyond_the_standard_raises_one_alarm_and_the_call_ends_it() {
    on_both_engines(|town| {
        open(town, 1);
        let serving = take(town, "pay_bill");
        call(town, 1);
        start(town, 1, serving.id);
        take(town, "pay_bill");
        take(town, "pay_bill");
        town.clock.advance_seconds(20 * 60 - 1);
        assert_eq!(swept(town), [Kind::Overrun]);
        town.clock.advance_seconds(2);
        assert_eq!(swept(town), [Kind::Overrun, Kind::WaitOver]);
        assert_eq!(swept(town), [Kind::Overrun, Kind::WaitOver], "raised once");
        finish(town, 1, serving.id);
        let next = call(town, 1);
        start(town, 1, next.id);
        finish(town, 1, next.id);
        call(town, 1);
        assert_eq!(swept(town), []);
        let hall = town.hall;
        let events = town.act(move |_, tx| log::after(tx, hall, 0, 100)).unwrap();
        assert!(events.iter().map(|event| event.seq).eq(1..=events.len() as i64), "no gaps");
        assert_eq!(events.iter().filter(|event| event.what.kind() == "alarm_closed").count(), 2);
    });
}

#[test]
fn a_counter_that_is_free_while_a_queue_stands_is_named_after_a_minute() {
    on_both_engines(|town| {
        open(town, 1);
        take(town, "pay_bill");
        town.clock.advance_seconds(59);
        assert_eq!(swept(town), []);
        town.clock.advance_seconds(2);
        assert_eq!(swept(town), [Kind::Idle]);
        call(town, 1);
        assert_eq!(swept(town), []);
    });
}

#[test]
fn a_line_that_is_too_long_for_the_open_counters_is_an_alarm() {
    on_both_engines(|town| {
        open(town, 1);
        for _ in 0..6 {
            take(town, "pay_bill");
        }
        assert_eq!(swept(town), []);
        take(town, "pay_bill");
        assert_eq!(swept(town), [Kind::Line]);
        open(town, 2);
        assert_eq!(swept(town), []);
    });
}

#[test]
fn a_customer_sent_to_a_counter_that_closes_is_not_forgotten() {
    on_both_engines(|town| {
        open(town, 1);
        open(town, 2);
        let visit = take(town, "pay_bill");
        let (to, guide) = (town.counters[1], Actor::system());
        let onward = Onward { counter: Some(to), ..Onward::default() };
        town.act(move |house, tx| act::transfer(house, tx, &guide, visit.id, &onward)).unwrap();
        assert_eq!(swept(town), []);
        let clerk = town.clerk(2);
        town.act(move |house, tx| counter::act::close(house, tx, &clerk, to)).unwrap();
        assert_eq!(swept(town), [Kind::Unservable]);
        open(town, 2);
        assert_eq!(swept(town), []);
    });
}

#[test]
fn a_queue_with_nobody_at_work_is_one_alarm_for_the_hall() {
    on_both_engines(|town| {
        take(town, "pay_bill");
        take(town, "handset");
        town.clock.advance_seconds(61);
        assert_eq!(swept(town), [Kind::Unservable]);
    });
}

#[test]
fn a_low_rating_is_told_at_once_while_the_customer_is_here() {
    on_both_engines(|town| {
        open(town, 1);
        let visit = take(town, "pay_bill");
        call(town, 1);
        start(town, 1, visit.id);
        let done = finish(town, 1, visit.id);
        let rate = |level: i64, done: Visit| {
            let hall = town.hall;
            town.act(move |house, tx| {
                let mut log = log::Log::open(house, tx, &Actor::system(), hall)?;
                alarm::low_rating(tx, &mut log, &done, level)?
                    .ok_or_else(|| peakend::Error::Internal("no alarm".to_owned()))
            })
        };
        assert!(rate(3, done.clone()).is_err(), "three of five is not low");
        rate(2, done.clone()).unwrap();
        assert_eq!(kinds(town), [Kind::LowRating]);
        assert!(rate(1, done.clone()).is_err(), "one alarm for one visit");
        town.clock.advance_seconds(901);
        assert_eq!(swept(town), [Kind::LowRating], "shown until seen to");
        town.clock.advance_seconds(900);
        assert_eq!(swept(town), [], "by then they have gone");
        assert!(rate(1, done).is_err(), "rated from home");
    });
}

#[test]
fn an_alarm_is_seen_to_by_one_and_closed_with_a_word() {
    on_both_engines(|town| {
        open(town, 1);
        take(town, "pay_bill");
        town.clock.advance_seconds(61);
        assert_eq!(swept(town), [Kind::Idle]);
        let id = only_alarm(town);
        let manager = town.staff(town.hire("manager", Role::HallManager), Role::HallManager);
        let clerk = town.clerk(1);
        let refused = town.act(move |house, tx| alarm::act::see(house, tx, &clerk, id)).unwrap_err();
        assert_eq!(refused.refusal().unwrap().id, "staff-error-forbidden");
        let by = manager.clone();
        town.act(move |house, tx| alarm::act::see(house, tx, &by, id)).unwrap();
        let by = manager.clone();
        let twice = town.act(move |house, tx| alarm::act::see(house, tx, &by, id)).unwrap_err();
        assert_eq!(twice.refusal().unwrap().id, "floor-error-alarm-seen");
        let by = manager.clone();
        let mute = town.act(move |house, tx| alarm::act::close(house, tx, &by, id, "")).unwrap_err();
        assert_eq!(mute.refusal().unwrap().id, "floor-error-outcome");
        let by = manager.clone();
        town.act(move |house, tx| alarm::act::close(house, tx, &by, id, "spoke to them")).unwrap();
        let over =
            town.act(move |house, tx| alarm::act::close(house, tx, &manager, id, "again")).unwrap_err();
        assert_eq!(over.refusal().unwrap().id, "floor-error-alarm-over");
    });
}
