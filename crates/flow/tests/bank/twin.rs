//! The bank's centre learnt from three weeks, and the fourth held against it.

use crate::calls::{Call, january};
use flow::learn::card::{Card, Compared, Trial, card};
use flow::learn::{End, Log, Odd, Seen, weekday};
use flow::twin::{Hall, Law};

/// 1 January 1999, a Friday, in days since 1970.
pub const FIRST: i32 = 10_592;
const KINDS: [&str; 7] = ["PS", "NW", "NE", "TT", "IN", "PE", "AA"];

/// The place of a call's kind.
pub fn kind(call: &Call) -> usize {
    KINDS.iter().position(|kind| *kind == call.kind).unwrap()
}

/// Everybody who serves, in the order of their numbers in the log.
pub fn agents(calls: &[Call]) -> Vec<String> {
    let mut agents: Vec<String> = calls.iter().filter_map(|call| call.service.clone()).map(|s| s.0).collect();
    agents.sort();
    agents.dedup();
    agents
}

fn log() -> Option<Log> {
    let mut log = whole_log(&january()?);
    log.cut_days();
    let torn: Vec<i32> = log.drop_torn().iter().map(|(day, _)| day - FIRST + 1).collect();
    assert_eq!(torn, [0, 12]);
    Some(log)
}

/// Those who asked for an agent: who hung up without queueing did so in the menu.
pub fn whole_log(calls: &[Call]) -> Log {
    let agents = agents(calls);
    let seen = calls.iter().enumerate().filter(|(_, call)| call.answered || call.queued_s.is_some()).map(
        |(line, call)| {
            let us = |s: f64| ((s - f64::from(call.day) * 86_400.0) * 1e6) as i64;
            let service = call.service.as_ref();
            Seen {
                line: line as u64,
                day: FIRST + call.day as i32,
                purpose: kind(call),
                arrived_us: us(call.arrived_s),
                first: true,
                called_us: Some(us(call.left_queue_s)),
                started_us: service.map(|service| us(service.1)),
                ended_us: service.map(|service| us(service.2)),
                person: service.map(|service| agents.binary_search(&service.0).unwrap() as u32),
                end: if call.answered { End::Served } else { End::Left },
                onward: None,
            }
        },
    );
    Log::sift(seen.collect())
}

/// Sunday, 24 January: the fourth week.
const FOURTH_WEEK: i32 = FIRST + 23;

fn tell(card: &Card) {
    for day in &card.days {
        eprint!("{} came {} expected {:.0}", day.day - FIRST + 1, day.came, day.expected);
        for held in &day.held {
            let mark = if held.inside() { ' ' } else { '*' };
            eprint!(
                " | {:.3}{mark} ({:.3}: {:.3}–{:.3}; before {:.3?})",
                held.real, held.expected, held.low, held.high, held.like_before
            );
        }
        eprintln!();
    }
    for of in Compared::ALL {
        eprintln!(
            "{of:?}: inside {} of {}, widths {:?}, off {:?}",
            card.inside(of),
            card.days.len(),
            card.widths(of),
            card.off[of as usize]
        );
    }
    eprintln!("trust {} {:?}", card.trust(), card.reasons);
}

fn trial(staff_known: bool) -> Trial {
    Trial { from_day: FOURTH_WEEK, replications: 200, seed: 1, staff_known }
}

/// Sunday to Thursday, the working days of the fourth week.
fn working_days_inside(card: &Card, of: Compared) -> usize {
    let week = card.days.iter().filter(|day| (FOURTH_WEEK..FOURTH_WEEK + 5).contains(&day.day));
    week.filter(|day| day.held[of as usize].inside()).count()
}

#[test]
fn the_fourth_week_is_told_from_the_three_before_it() {
    let Some(log) = log() else { return };
    let told = card(&log, &trial(false), &|_: &mut Hall| {});
    eprintln!("who works is not known:");
    tell(&told);
    for of in [Compared::MeanWait, Compared::Left] {
        assert!(working_days_inside(&told, of) >= 4, "{of:?}");
        let (mine, before) = told.scores(of).unwrap();
        assert!(mine < 2.0 * before, "{of:?}: an interval of {mine} says nothing beside {before}");
    }
    assert!(told.trust(), "{:?}", told.reasons);
    assert_eq!(told, card(&log, &trial(false), &|_: &mut Hall| {}), "the same again");
    let known = card(&log, &trial(true), &|_: &mut Hall| {});
    eprintln!("who works is known:");
    tell(&known);
    let width = |card: &Card| card.widths(Compared::MeanWait).unwrap().0;
    assert!(width(&known) < width(&told), "who knows more says more");
}

#[test]
fn a_wrong_model_is_not_trusted() {
    let Some(log) = log() else { return };
    let quick = |hall: &mut Hall| {
        hall.purposes.iter_mut().for_each(|purpose| purpose.service = purpose.service.times(0.6));
    };
    let patient = |hall: &mut Hall| {
        hall.purposes.iter_mut().for_each(|purpose| purpose.patience = Law::never());
    };
    let half_the_staff = |hall: &mut Hall| {
        let half = hall.counters.len() / 2;
        hall.counters.truncate(half);
    };
    for (name, card) in [
        ("quick", card(&log, &trial(false), &quick)),
        ("patient", card(&log, &trial(false), &patient)),
        ("half the staff", card(&log, &trial(false), &half_the_staff)),
    ] {
        eprintln!("{name}: {:?}", card.reasons);
        assert!(!card.trust(), "{name}");
    }
}

#[test]
fn the_logs_gaps_and_what_cannot_be_are_named() {
    let Some(mut log) = log() else { return };
    let count = |odd: Odd| log.oddities.iter().filter(|oddity| oddity.odd == odd).count();
    eprintln!("{:?}", Odd::ALL.map(|odd| (odd, count(odd))));
    assert!(count(Odd::Overlaps) > 0 && count(Odd::TooLong) == 0);
    // a few calls before dawn belong to evenings of which nothing else is there
    assert_eq!(log.drop_torn(), []);
    let january = |day: &i32| day - FIRST + 1;
    assert_eq!(log.gaps().iter().map(january).collect::<Vec<_>>(), [11, 12]);
    assert_eq!(weekday(FIRST), 4, "a Friday");
}
