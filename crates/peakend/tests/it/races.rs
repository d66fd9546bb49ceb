//! Presses by the ten thousand at once: take, call, recall, transfer, finish, by many hands in several halls.
//!
//! What was answered, and what the log then says, are held against laws written here, apart from the code they judge.

use crate::town::{Town, on_both_engines};
use peakend::kernel::Chance;
use peakend::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use peakend::run::visit::act::{self, Onward, Ticket};
use peakend::run::visit::{Happened, Outcome, Source, Visit};
use peakend::run::{counter, log, queue};
use peakend::staff::Actor;
use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

/// Presses in all, by all hands together: a number that an unoptimised program gets through in a minute or two. The law is
/// the same for the hundred thousand of `PEAKEND_TEST_PRESSES=100000`.
const PRESSES: usize = 20_000;
const HALLS: usize = 4;
const DESKS: usize = 4;

/// One press that was answered with yes.
struct Yes {
    visit: VisitId,
    /// The number of the event in the visit.
    n: i64,
    kind: &'static str,
    /// The ticket, as it was answered.
    ticket: (PlaceId, String, i64),
}

#[test]
fn presses_all_at_once_call_nobody_twice_lose_nobody_and_number_nobody_twice() {
    on_both_engines(|town| {
        let halls = town.more_halls(HALLS, DESKS);
        let yes = Mutex::new(Vec::new());
        let hands = HALLS * DESKS;
        let presses = std::env::var("PEAKEND_TEST_PRESSES").map_or(PRESSES, |most| most.parse().unwrap());
        std::thread::scope(|scope| {
            for hand in 0..hands {
                let (halls, yes) = (&halls, &yes);
                scope.spawn(move || {
                    let mine = press(town, halls, hand, presses / hands);
                    yes.lock().unwrap().extend(mine);
                });
            }
        });
        let yes = yes.into_inner().unwrap();
        assert!(yes.len() > presses / 3, "most presses mean something: {}", yes.len());
        let mut all = Vec::new();
        for (hall, desks) in &halls {
            drain(town, desks);
            all.extend(judge(town, *hall));
        }
        answers_are_in_the_log(&yes, &all);
    });
}

/// One hand: a clerk who also gives tickets, and now and then reaches for a colleague's customer.
fn press(
    town: &Town,
    halls: &[(PlaceId, Vec<(CounterId, PersonId)>)],
    hand: usize,
    presses: usize,
) -> Vec<Yes> {
    let (hall, desks) = &halls[hand % HALLS];
    let (desk, person) = desks[hand / HALLS];
    let clerk = town.clerk_of(person);
    let chance = Chance::seeded(hand as u64);
    let mut here: Option<VisitId> = None;
    let mut seen: Vec<VisitId> = Vec::new();
    let mut yes = Vec::new();
    for _ in 0..presses {
        let draw = chance.seed();
        let (hall, clerk) = (*hall, clerk.clone());
        let other = seen.get(draw as usize % seen.len().max(1)).copied();
        let target = if draw.is_multiple_of(10) { other } else { here };
        // about as many finishes as calls and tickets, so that queues stay as short as those of halls
        let verb = if target.is_none() { (draw >> 32) % 8 } else { (draw >> 32) % 16 };
        let (kind, answer): (_, Result<Visit, peakend::Error>) = match (verb, target) {
            (0..=2, _) => {
                let ticket = Ticket {
                    purpose: ["pay_bill", "open_line", "handset"][draw as usize % 3].to_owned(),
                    class: String::new(),
                    source: Source::Kiosk,
                    language: "zh-CN".to_owned(),
                    appointment: None,
                };
                ("taken", town.act(move |house, tx| act::take(house, tx, &Actor::system(), hall, &ticket)))
            }
            (3..=7, _) | (_, None) => {
                ("called", town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, desk)))
            }
            (8, Some(visit)) => {
                ("recalled", town.act(move |house, tx| act::recall(house, tx, &clerk, visit)))
            }
            (9..=10, Some(visit)) => {
                let onward = Onward { purpose: Some("handset".to_owned()), ..Onward::default() };
                ("transferred", town.act(move |house, tx| act::transfer(house, tx, &clerk, visit, &onward)))
            }
            (_, Some(visit)) => (
                "finished",
                town.act(move |house, tx| act::finish(house, tx, &clerk, visit, Outcome::Done, "")),
            ),
        };
        let Ok(visit) = answer else { continue };
        match kind {
            "taken" => seen.push(visit.id),
            "called" => here = Some(visit.id),
            "finished" | "transferred" if here == Some(visit.id) => here = None,
            _ => {}
        }
        yes.push(Yes {
            visit: visit.id,
            n: visit.events,
            kind,
            ticket: (visit.hall, visit.letter.clone(), visit.number),
        });
    }
    yes
}

/// Whoever still waits is called and finished, so that nobody can be lost unnoticed.
pub fn drain(town: &Town, desks: &[(CounterId, PersonId)]) {
    for (desk, person) in desks {
        let (desk, clerk) = (*desk, town.clerk_of(*person));
        let busy = town.act(move |_, tx| counter::at(tx, desk)).unwrap().visit;
        if let Some(visit) = busy {
            let clerk = clerk.clone();
            town.act(move |house, tx| act::finish(house, tx, &clerk, visit, Outcome::Done, "")).unwrap();
        }
    }
    let (desk, clerk) = (desks[0].0, town.clerk_of(desks[0].1));
    loop {
        let next = {
            let clerk = clerk.clone();
            town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, desk))
        };
        match next {
            Ok(visit) => {
                let clerk = clerk.clone();
                town.act(move |house, tx| act::finish(house, tx, &clerk, visit.id, Outcome::Done, ""))
                    .unwrap();
            }
            Err(error) => {
                assert_eq!(error.refusal().unwrap().id, queue::act::NOBODY);
                return;
            }
        }
    }
}

/// The laws, on the log of one hall where everybody was served to the end; returns the log.
pub fn judge(town: &Town, hall: PlaceId) -> Vec<log::Event> {
    let events = town.act(move |_, tx| log::after(tx, hall, 0, u32::MAX)).unwrap();
    let mut at_desk: HashMap<CounterId, VisitId> = HashMap::new();
    let mut stands: HashMap<VisitId, (&str, i64)> = HashMap::new();
    let mut numbers: HashMap<String, Vec<i64>> = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        assert_eq!(event.seq, place as i64 + 1, "a hall's events are numbered without gaps");
        let Some(visit) = event.visit else { continue };
        let before = stands.get(&visit).copied();
        assert_eq!(
            event.n,
            Some(before.map_or(0, |(_, n)| n) + 1),
            "a visit's events are numbered without gaps"
        );
        let free = |at_desk: &mut HashMap<CounterId, VisitId>| {
            if let Some(desk) = event.counter {
                assert_eq!(at_desk.remove(&desk), Some(visit), "only who is at a counter leaves it");
            }
        };
        let now = match (&event.what, before.map(|(state, _)| state)) {
            (Happened::Taken { letter, number, .. }, None) => {
                numbers.entry(letter.clone()).or_default().push(*number);
                "waiting"
            }
            (Happened::Called { .. }, Some("waiting")) => {
                let other = at_desk.insert(event.counter.unwrap(), visit);
                assert_eq!(other, None, "a counter has one customer");
                "called"
            }
            (Happened::Recalled, Some("called")) => "called",
            (Happened::Transferred { .. }, Some("waiting")) => "waiting",
            (Happened::Transferred { .. }, Some("called")) => {
                free(&mut at_desk);
                "waiting"
            }
            (Happened::Finished { .. }, Some("called")) => {
                free(&mut at_desk);
                "done"
            }
            (what, state) => panic!("{what:?} after {state:?}"),
        };
        stands.insert(visit, (now, event.n.unwrap()));
    }
    assert!(stands.values().all(|(state, _)| *state == "done"), "nobody is lost");
    assert!(at_desk.is_empty(), "nobody is forgotten at a counter");
    for (letter, numbers) in numbers {
        assert!(numbers.iter().copied().eq(1..=numbers.len() as i64), "{letter}: each number once, in order");
    }
    events
}

/// Every press that was answered with yes is in the log, once; and no ticket was answered twice.
fn answers_are_in_the_log(yes: &[Yes], events: &[log::Event]) {
    let by_place: HashMap<_, _> =
        events.iter().filter_map(|event| Some(((event.visit?, event.n?), event.what.kind()))).collect();
    let mut places = HashSet::new();
    let mut tickets = HashSet::new();
    for press in yes {
        assert_eq!(
            by_place.get(&(press.visit, press.n)),
            Some(&press.kind),
            "what was answered is in the log"
        );
        assert!(places.insert((press.visit, press.n)), "one event answers one press");
        if press.kind == "taken" {
            assert!(tickets.insert(&press.ticket), "no number twice: {:?}", press.ticket);
        }
    }
}
