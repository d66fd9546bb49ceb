//! When a hall is open: on days that change their clocks, past midnight, in another zone, and when it closes with people in it.

use crate::town::{MORNING, Town, on_both_engines};
use peakend::Error;
use peakend::kernel::Instant;
use peakend::run::hall::act::{self, Facts};
use peakend::run::hall::{Hours, hours};
use peakend::run::visit::act::{self as visit, Ticket};
use peakend::run::visit::{Outcome, Source, Visit};
use peakend::run::{counter, queue};
use peakend::staff::Actor;

fn take(town: &Town) -> Result<Visit, Error> {
    let hall = town.hall;
    let ticket = Ticket {
        purpose: "pay_bill".to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    };
    town.act(move |house, tx| visit::take(house, tx, &Actor::system(), hall, &ticket))
}

/// Every day the same.
fn every_day(town: &Town, text: &str) {
    let spans = hours::parse("hours", text).unwrap();
    let week = Hours(std::array::from_fn(|_| spans.clone()));
    let hall = town.hall;
    town.act(move |house, tx| act::set_hours(house, tx, &Actor::system(), hall, &week)).unwrap();
}

fn zone(town: &Town, zone: &str) -> Result<(), Error> {
    let (hall, facts) = (town.hall, Facts::in_zone(zone));
    town.act(move |house, tx| act::set_facts(house, tx, &Actor::system(), hall, &facts))
}

fn except(town: &Town, day: &'static str, text: &'static str) -> Result<(), Error> {
    let hall = town.hall;
    let spans = hours::parse("hours", text).unwrap();
    town.act(move |house, tx| act::set_exception(house, tx, &Actor::system(), hall, day, &spans, ""))
}

/// Whether tickets are given at a time of the wall's clock, with the offset that clock has then.
fn open_at(town: &Town, time: &str) -> bool {
    let at: jiff::Timestamp = time.parse().unwrap();
    town.clock.set(Instant(at.as_microsecond()));
    match take(town) {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.refusal().unwrap().id, "run-error-hall-closed");
            false
        }
    }
}

#[test]
fn tickets_are_given_within_the_hours_and_not_a_minute_after() {
    on_both_engines(|town| {
        every_day(town, "08:00–12:00, 13:30–18:00");
        assert!(!open_at(town, "2026-03-02T07:59:59+08:00"));
        assert!(open_at(town, "2026-03-02T08:00:00+08:00"));
        assert!(open_at(town, "2026-03-02T11:59:59+08:00"));
        assert!(!open_at(town, "2026-03-02T12:00:00+08:00"));
        assert!(open_at(town, "2026-03-02T13:30:00+08:00"));
        assert!(!open_at(town, "2026-03-02T18:00:00+08:00"));
    });
}

#[test]
fn hours_past_midnight_belong_to_the_day_on_which_they_begin() {
    on_both_engines(|town| {
        every_day(town, "18:00–02:00");
        except(town, "2026-03-04", "").unwrap();
        // Tuesday's night goes on into Wednesday, though Wednesday itself is closed
        assert!(open_at(town, "2026-03-03T23:59:00+08:00"));
        assert!(open_at(town, "2026-03-04T01:59:00+08:00"));
        assert!(!open_at(town, "2026-03-04T02:00:00+08:00"));
        assert!(!open_at(town, "2026-03-04T19:00:00+08:00"));
        assert!(!open_at(town, "2026-03-05T01:00:00+08:00"));
        assert!(open_at(town, "2026-03-05T18:00:00+08:00"));
    });
}

#[test]
fn numbers_begin_anew_at_midnight_while_the_hall_is_open() {
    on_both_engines(|town| {
        every_day(town, "18:00–02:00");
        town.clock.set(Instant(MORNING.0 + 14 * 3600 * Instant::SECOND));
        assert_eq!(take(town).unwrap().label(), "A001");
        town.clock.advance_seconds(2 * 3600);
        let after = take(town).unwrap();
        assert_eq!((after.label().as_str(), after.day.as_str()), ("A001", "2026-03-03"));
    });
}

#[test]
fn hours_are_those_of_the_clock_on_the_wall_when_clocks_change() {
    on_both_engines(|town| {
        zone(town, "Europe/Berlin").unwrap();
        every_day(town, "02:15–09:00");
        // 2026-03-29: two o'clock becomes three
        assert!(!open_at(town, "2026-03-29T01:59:00+01:00"));
        assert!(open_at(town, "2026-03-29T03:00:00+02:00"));
        assert!(open_at(town, "2026-03-29T08:59:00+02:00"));
        assert!(!open_at(town, "2026-03-29T09:00:00+02:00"));
        // 2026-10-25: three o'clock becomes two again, and half past two comes twice
        assert!(open_at(town, "2026-10-25T02:30:00+02:00"));
        assert!(!open_at(town, "2026-10-25T02:10:00+01:00"));
        assert!(open_at(town, "2026-10-25T02:30:00+01:00"));
        assert!(open_at(town, "2026-10-25T08:59:00+01:00"));
    });
}

#[test]
fn a_hall_that_moves_to_another_zone_opens_by_its_clock() {
    on_both_engines(|town| {
        every_day(town, "09:00–18:00");
        assert!(open_at(town, "2026-03-02T09:30:00+08:00"));
        zone(town, "Asia/Urumqi").unwrap();
        assert!(!open_at(town, "2026-03-02T10:00:00+08:00"));
        assert!(open_at(town, "2026-03-02T11:00:00+08:00"));
        assert_eq!(zone(town, "Mars/Olympus").unwrap_err().refusal().unwrap().field, Some("zone"));
    });
}

#[test]
fn a_hall_closed_at_noon_serves_who_is_inside() {
    on_both_engines(|town| {
        let (hall, clerk, counter, person) = (town.hall, town.clerk(1), town.counters[0], town.clerks[0]);
        let first = take(town).unwrap().id;
        take(town).unwrap();
        town.act(move |house, tx| counter::act::open(house, tx, &clerk, counter, person)).unwrap();
        except(town, "2026-03-02", "08:00–12:00").unwrap();
        town.clock.advance_seconds(3 * 3600);
        assert_eq!(take(town).unwrap_err().refusal().unwrap().id, "run-error-hall-closed");
        for _ in 0..2 {
            let clerk = town.clerk(1);
            let called =
                town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter)).unwrap();
            let (id, clerk) = (called.id, town.clerk(1));
            town.act(move |house, tx| visit::finish(house, tx, &clerk, id, Outcome::Done, "")).unwrap();
        }
        let last = town.act(move |_, tx| peakend::run::log::of_visit(tx, first)).unwrap();
        assert_eq!(last.last().unwrap().what.kind(), "finished");
        town.act(move |house, tx| act::remove_exception(house, tx, &Actor::system(), hall, "2026-03-02"))
            .unwrap();
        take(town).unwrap();
    });
}

#[test]
fn a_day_that_is_none_and_hours_that_overlap_are_refused() {
    on_both_engines(|town| {
        assert_eq!(except(town, "2026-02-30", "").unwrap_err().refusal().unwrap().id, "hall-error-day");
        let hall = town.hall;
        let mut week = Hours::default();
        week.0[6] = vec![[540, 720], [700, 800]];
        let set = town.act(move |house, tx| act::set_hours(house, tx, &Actor::system(), hall, &week));
        let refusal = set.unwrap_err().refusal().unwrap();
        assert_eq!((refusal.id, refusal.field), ("hall-error-hours-overlap", Some("sunday")));
    });
}
