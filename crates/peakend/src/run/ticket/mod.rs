//! The customer's own ticket: where it stands, how long it still takes, and what to have ready.
//!
//! A customer sees their own place and nothing of anybody else. What is told is an estimate by the hall's own calling
//! rule, and says so where it is one.

pub mod act;
pub(crate) mod page;
pub(crate) mod poster;

pub(crate) mod store;
mod words;

pub(crate) use words::{Opening, Timeline, Wait, address, clean, local_minute, qr, week};

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::{PlaceId, VisitId};
use crate::run::hall::Plan;
use crate::run::visit::store::{Line, waiting};
use crate::run::{counter, hall, log, queue, wait};
use db::Tx;
use flow::calling::{Desk, Memory, Order, Rule, Waiting, can_serve, choose};
use std::collections::HashMap;
use std::sync::Arc;

/// Who would be called before somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Their keys, in the order of their calls.
    pub before: Vec<u128>,
    /// Whether it may change by who comes later: every order but first come, first served.
    pub about: bool,
}

/// Who would be called before `mine`, if nobody came and every desk called whenever it is its turn.
///
/// The desks at work call in turns, by the hall's own rule, until `mine` is called; those called by a desk that could
/// also have served `mine` are before it. If no desk at work could, one that can do everything is supposed. A place that is
/// held, or whose appointment is still to come, is told as of then.
pub fn place(
    rule: &Rule,
    waiting: &[Waiting],
    desks: &[Desk],
    memory: Memory,
    mine: &Waiting,
    now_us: i64,
) -> Place {
    let due = Waiting { not_before_us: None, ..*mine };
    let now_us = due.keeps_appointment().map_or(now_us, |window| now_us.max(window.from_us));
    let mut left: Vec<Waiting> = waiting.iter().filter(|other| other.key != mine.key).copied().collect();
    left.push(due);
    let supposed = [queue::supposed(&due)];
    let desks = if desks.iter().any(|desk| can_serve(desk, &due)) { desks } else { &supposed };
    let about = !matches!(rule.order, Order::LongestWait);
    let (mut before, mut memory) = (Vec::new(), memory);
    // each round takes somebody away, or is the last
    loop {
        let mut called = false;
        for desk in desks {
            let Some(chosen) = choose(rule, &left, desk, memory, now_us) else { continue };
            if chosen.key == mine.key {
                return Place { before, about };
            }
            (called, memory) = (true, chosen.memory);
            left.swap_remove(chosen.index);
            if can_serve(desk, &due) {
                before.push(chosen.key);
            }
        }
        if !called {
            return Place { before, about };
        }
    }
}

/// The queue of a hall as it stands, for whoever looks at it.
pub(crate) struct Now {
    /// The hall.
    pub plan: Arc<Plan>,
    /// The present.
    pub at: Instant,
    /// Who waits.
    pub lines: Vec<Line>,
    turn: u32,
    last_wait_us: Option<i64>,
    desks: Vec<Desk>,
}

impl Now {
    /// Looks at a hall.
    pub(crate) fn of(house: &House, tx: &mut Tx<'_>, id: PlaceId) -> Result<Self, Error> {
        let head = log::head(tx, id)?.ok_or_else(|| Error::not_found("run-error-no-hall"))?;
        let plan = hall::store::plan_of(house, tx, id, head.plan)?;
        let desks = counter::store::desks(tx, id)?;
        Ok(Self {
            at: house.clock.now().max(head.at),
            lines: waiting(tx, id)?,
            turn: u32::try_from(head.turn).unwrap_or_default(),
            last_wait_us: head.last_wait_us,
            desks: desks.iter().map(|desk| queue::desk(&plan, desk)).collect(),
            plan,
        })
    }

    fn place(&self, waiting: &[Waiting], mine: &Waiting) -> Place {
        place(&self.plan.rule, waiting, &self.desks, Memory::from(self.turn), mine, self.at.0)
    }

    fn seen(&self) -> Vec<Waiting> {
        self.lines.iter().filter_map(|line| queue::seen(&self.plan, line)).collect()
    }

    /// The place of somebody who waits. None for who does not wait.
    pub(crate) fn place_of(&self, id: VisitId) -> Option<Place> {
        let waiting = self.seen();
        let mine = waiting.iter().find(|other| other.key == id.uuid().as_u128())?;
        Some(self.place(&waiting, mine))
    }

    /// The place of somebody who would take a ticket now.
    pub(crate) fn place_of_next(&self, purpose: &str) -> Option<Place> {
        let (name, skills_needed) = self.plan.key(purpose)?;
        let mine = Waiting {
            key: u128::MAX,
            since_us: self.at.0,
            purpose: name,
            class: self.plan.class(""),
            skills_needed,
            appointment: None,
            for_counter: None,
            for_person: None,
            not_before_us: None,
        };
        Some(self.place(&self.seen(), &mine))
    }

    /// What each purpose that is offered would be told of its wait now.
    pub(crate) fn waits(&self, house: &House, tx: &mut Tx<'_>) -> Result<Waits, Error> {
        let offered = self.plan.offers.iter().filter(|offer| offer.offered);
        let purposes: Vec<&str> = offered.map(|offer| offer.purpose.as_str()).collect();
        let told =
            wait::joining_now(house, tx, &self.plan, self.at, self.last_wait_us, &self.lines, &purposes)?;
        Ok(purposes.into_iter().map(str::to_owned).zip(told.iter().map(Wait::of)).collect())
    }
}

/// What is told of waits, by purpose.
pub(crate) type Waits = HashMap<String, Wait>;

#[cfg(test)]
mod tests {
    use super::*;
    use flow::calling::{Class, Names, Ratio, Set};

    fn waiting(key: u128, since_us: i64, class: u16) -> Waiting {
        let mut names = Names::default();
        let purpose = names.name("pay").expect("room for one");
        Waiting {
            key,
            since_us,
            purpose,
            class: Class(class),
            skills_needed: Set::default(),
            appointment: None,
            for_counter: None,
            for_person: None,
            not_before_us: None,
        }
    }

    fn desk(counter: u128) -> Desk {
        Desk { counter, person: counter, skills: Set::ALL, purposes: Set::ALL }
    }

    fn rule(order: Order) -> Rule {
        Rule { order, longest_wait_us: 1_000_000_000_000 }
    }

    #[test]
    fn first_come_first_served_counts_who_came_before() {
        let queue = [waiting(1, 10, 0), waiting(2, 20, 0), waiting(3, 30, 0)];
        let rule = rule(Order::LongestWait);
        let found = place(&rule, &queue, &[desk(1), desk(2)], Memory::default(), &queue[2], 100);
        assert_eq!(found, Place { before: vec![1, 2], about: false });
    }

    #[test]
    fn a_ratio_puts_turns_of_others_before_and_says_about() {
        let queue = [waiting(1, 10, 1), waiting(2, 20, 1), waiting(3, 30, 0), waiting(4, 40, 0)];
        let ratio = Ratio::new(&[(Class(0), 2), (Class(1), 1)]).expect("a small ratio");
        let rule = rule(Order::Ratio(ratio));
        let found = place(&rule, &queue, &[desk(1)], Memory::default(), &queue[0], 100);
        assert_eq!(found, Place { before: vec![3, 4], about: true });
    }

    #[test]
    fn who_is_sent_to_another_counter_is_not_before_me() {
        let elsewhere = Waiting { for_counter: Some(2), ..waiting(1, 10, 0) };
        let queue = [elsewhere, Waiting { for_counter: Some(1), ..waiting(2, 20, 0) }];
        let rule = rule(Order::LongestWait);
        let found = place(&rule, &queue, &[desk(1), desk(2)], Memory::default(), &queue[1], 100);
        assert_eq!(found.before, Vec::<u128>::new());
    }

    #[test]
    fn a_held_place_is_told_as_of_then_and_without_a_desk_as_if_there_were_one() {
        let held = Waiting { not_before_us: Some(500), ..waiting(2, 20, 0) };
        let queue = [waiting(1, 10, 0), held];
        let rule = rule(Order::LongestWait);
        assert_eq!(place(&rule, &queue, &[], Memory::default(), &held, 100).before, [1]);
    }
}
