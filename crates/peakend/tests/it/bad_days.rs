//! Bad days: the disk is full, the clock jumps.

use crate::Folder;
use crate::demo::{differences, empty_house, plan, seeded};
use crate::town::{MORNING, Town, on_both_engines};
use db::{Db, FileOptions};
use peakend::config::Config;
use peakend::house::House;
use peakend::kernel::{Chance, Clock};
use peakend::run::hall::files::{Outcome, cli::import_now};
use peakend::run::visit::act::{self, Ticket};
use peakend::run::visit::{Source, Visit};
use peakend::run::{counter, queue};
use peakend::staff::Actor;

fn ticket() -> Ticket {
    Ticket {
        purpose: "pay_bill".to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    }
}

#[test]
fn a_full_disk_refuses_acts_in_words_keeps_nothing_half_and_works_again_when_there_is_room() {
    let folder = Folder::new();
    let path = folder.path("a.db");
    seeded(&empty_house(&path), &plan(1, 1, false), MORNING);
    let (pages,): (i64,) = empty_house(&path)
        .db
        .read_now(|tx| tx.one::<(i64,)>("select * from pragma_page_count", &[]))
        .unwrap();
    let file = FileOptions { most_pages: Some(u32::try_from(pages).unwrap() + 40), ..FileOptions::default() };
    let db = Db::open_file(&path, file).unwrap();
    let house = House::over(db, Config::default(), Clock::at(MORNING), Chance::seeded(9)).unwrap();
    // something else takes the room
    let ballast = || {
        house.db.write_now(|tx| {
            let value = "x".repeat(120_000);
            tx.run(
                "insert into lease (name, holder, until, place) values ('ballast', '', 0, ?1)",
                &[value.into()],
            )
        })
    };
    ballast().unwrap();
    let hall = house
        .db
        .read_now(|tx| tx.one::<(peakend::kernel::kinds::PlaceId,)>("select id from hall", &[]))
        .unwrap()
        .0;
    let take = || -> Result<Visit, peakend::Error> {
        let inside = house.clone();
        house.db.write_now(move |tx| act::take(&inside, tx, &Actor::system(), hall, &ticket()))
    };
    let mut kept = 0_i64;
    let refused = loop {
        match take() {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 10_000, "the disk never fills up");
    };
    assert_eq!(refused.refusal().unwrap().id, "cli-error-database-full");
    let count = || {
        house
            .db
            .read_now(|tx| tx.one::<(i64,)>("select count(*) from visit where state = 'waiting'", &[]))
            .unwrap()
            .0
    };
    assert_eq!(count(), kept, "what was acknowledged, and no more");
    assert_eq!(differences(&house), []);
    house.db.write_now(|tx| tx.run("delete from lease where name = 'ballast'", &[])).unwrap();
    take().unwrap();
    assert_eq!(count(), kept + 1);
    assert_eq!(differences(&house), []);
}

#[test]
fn a_disk_that_fills_up_during_an_import_keeps_none_of_it() {
    let folder = Folder::new();
    let path = folder.path("a.db");
    seeded(&empty_house(&path), &plan(1, 0, false), MORNING);
    let (pages,): (i64,) = empty_house(&path)
        .db
        .read_now(|tx| tx.one::<(i64,)>("select * from pragma_page_count", &[]))
        .unwrap();
    let person = |n| format!("[[person]]\nlogin = \"clerk.{n}\"\nname = \"{}\"\n\n", "林".repeat(60));
    let file: String = (0..2000).map(person).collect();
    let import = |room: Option<u32>| {
        let most_pages = room.map(|room| u32::try_from(pages).unwrap() + room);
        let db = Db::open_file(&path, FileOptions { most_pages, ..FileOptions::default() }).unwrap();
        let house = House::over(db, Config::default(), Clock::at(MORNING), Chance::seeded(9)).unwrap();
        let done = import_now(&house, file.as_bytes(), false, false);
        let (people,) = house
            .db
            .read_now(|tx| tx.one::<(i64,)>("select count(*) from person where login like 'clerk.%'", &[]))
            .unwrap();
        (done, people)
    };
    let (done, people) = import(Some(40));
    assert_eq!(done.err().unwrap().refusal().unwrap().id, "cli-error-database-full");
    assert_eq!(people, 0);
    let (done, people) = import(None);
    assert!(matches!(done, Ok(Outcome::Good(_))));
    assert_eq!(people, 2000);
}

#[test]
fn a_clock_that_jumps_back_and_forth_neither_turns_the_order_nor_makes_waits_negative() {
    on_both_engines(|town: &Town| {
        let take = || {
            let hall = town.hall;
            town.act(move |house, tx| act::take(house, tx, &Actor::system(), hall, &ticket())).unwrap()
        };
        let (clerk, at, person) = (town.clerk(1), town.counters[0], town.clerks[0]);
        town.act(move |house, tx| counter::act::open(house, tx, &clerk, at, person)).unwrap();
        let first = take();
        town.clock.advance_seconds(-1800);
        let second = take();
        town.clock.advance_seconds(3600);
        let third = take();
        town.clock.advance_seconds(-7200);
        let mut before = third.taken_at;
        for expected in [first, second, third] {
            let clerk = town.clerk(1);
            let called = town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, at)).unwrap();
            assert_eq!(called.id, expected.id, "first come, first served");
            let (clerk, id) = (town.clerk(1), called.id);
            let done = town
                .act(move |house, tx| {
                    act::finish(house, tx, &clerk, id, peakend::run::visit::Outcome::Done, "")
                })
                .unwrap();
            assert!(done.called_at.unwrap() > before && done.ended_at.unwrap() > done.called_at.unwrap());
            before = done.ended_at.unwrap();
            town.clock.advance_seconds(-60);
        }
        let (negative,): (i64,) = town
            .act(|_, tx| {
                Ok(tx.one("select count(*) from service where waited_us < 0 or ended_at < started_at", &[])?)
            })
            .unwrap();
        assert_eq!(negative, 0);
        let hall = town.hall;
        let checked = town.act(move |_, tx| peakend::run::replay::check(tx, hall)).unwrap();
        assert_eq!(checked.differences, []);
    });
}
