//! What holds in every hall, however odd: who is called is whom the product's rule names, nobody is lost, and no counter
//! stands idle beside somebody it could call.

#![expect(clippy::unwrap_used, reason = "tests")]

mod twin_halls;

use std::collections::BTreeMap;

use flow::calling::{Desk, Memory, Waiting, choose};
use flow::twin::{
    Counter, Effort, Figure, Flow, Hall, Happened, Outcome, Shift, Start, follow, replicate, run,
};
use proptest::prelude::*;
use twin_halls::{SECOND_US, any_hall, plain_hall};

/// A run seen from outside: everybody who waits is kept in a list, from which they are struck the moment their patience
/// is over, and at every call the product's rule is asked.
struct Witness<'a> {
    hall: &'a Hall,
    waiting: BTreeMap<u64, (Waiting, i64)>,
    memory: Memory,
    open: Vec<bool>,
    busy_until_us: Vec<i64>,
    now_us: i64,
    left: u64,
    told_left: u64,
    calls: u64,
}

impl<'a> Witness<'a> {
    fn new(hall: &'a Hall) -> Self {
        let counters = hall.counters.len();
        Self {
            hall,
            waiting: BTreeMap::new(),
            memory: Memory::default(),
            open: vec![false; counters],
            busy_until_us: vec![i64::MIN; counters],
            now_us: i64::MIN,
            left: 0,
            told_left: 0,
            calls: 0,
        }
    }

    fn desk(&self, counter: usize) -> Desk {
        let Counter { skills, purposes, person, counter, .. } = self.hall.counters[counter].clone();
        Desk { counter, person, skills, purposes }
    }

    fn list(&self) -> Vec<Waiting> {
        self.waiting.values().map(|(waiting, _)| *waiting).collect()
    }

    /// Strikes off whose patience is over.
    fn strike(&mut self, now_us: i64) {
        let before = self.waiting.len();
        self.waiting.retain(|_, (_, leaves_us)| *leaves_us > now_us);
        self.left += (before - self.waiting.len()) as u64;
    }

    /// Nobody could be called at the time that is over now.
    fn nobody_idle_beside_work(&self) {
        for counter in (0..self.open.len()).filter(|&c| self.open[c] && self.busy_until_us[c] < self.now_us) {
            let chosen = choose(&self.hall.rule, &self.list(), &self.desk(counter), self.memory, self.now_us);
            assert_eq!(chosen, None, "counter {counter} is idle at {}", self.now_us);
        }
    }

    fn see(&mut self, happened: Happened) {
        if let Happened::Left { .. } = happened {
            self.told_left += 1;
            return;
        }
        let (Happened::Joined { at_us, .. }
        | Happened::Called { at_us, .. }
        | Happened::SentHome { at_us, .. }
        | Happened::Counter { at_us, .. }) = happened
        else {
            return;
        };
        if at_us > self.now_us {
            self.strike(self.now_us);
            self.nobody_idle_beside_work();
            self.now_us = at_us;
        }
        match happened {
            Happened::Joined {
                order, purpose, class, since_us, leaves_us, appointment, for_counter, ..
            } => {
                let of = &self.hall.purposes[purpose];
                let waiting = Waiting {
                    key: u128::from(order),
                    since_us,
                    purpose: of.key,
                    class,
                    skills_needed: of.skills_needed,
                    appointment,
                    for_counter,
                    for_person: None,
                    not_before_us: None,
                };
                self.waiting.insert(order, (waiting, leaves_us));
            }
            Happened::Called { at_us, order, counter, because, until_us, .. } => {
                self.strike(at_us);
                assert!(self.busy_until_us[counter] <= at_us, "a counter serves one at a time");
                let desk = self.desk(counter);
                let chosen = choose(&self.hall.rule, &self.list(), &desk, self.memory, at_us).unwrap();
                assert_eq!((chosen.key, chosen.because), (u128::from(order), because));
                self.memory = chosen.memory;
                self.waiting.remove(&order);
                self.busy_until_us[counter] = until_us;
                self.calls += 1;
            }
            Happened::Counter { counter, open, .. } => self.open[counter] = open,
            Happened::SentHome { order, .. } => {
                self.strike(self.now_us);
                assert!(self.waiting.remove(&order).is_some(), "who has left is not sent home");
            }
            _ => {}
        }
    }
}

fn nobody_is_lost(flow: &Flow) {
    let went = flow.diverted + flow.served + flow.left + flow.missed + flow.sent_home + flow.there;
    assert_eq!(flow.arrived + flow.came_back, went, "{flow:?}");
    assert_eq!(flow.left, flow.left_after.n());
}

fn quarters_add_up(outcome: &Outcome) {
    let sum = |of: fn(&flow::twin::Quarter) -> f64| outcome.quarters.iter().map(of).sum::<f64>();
    let close = |a: f64, b: f64, what: &str| assert!((a - b).abs() < 1e-3, "{what}: {a} {b}");
    close(sum(|q| q.busy_s), outcome.counters.iter().map(|c| c.busy_s).sum(), "busy");
    close(sum(|q| q.open_s), outcome.counters.iter().map(|c| c.open_s).sum(), "open");
    close(sum(|q| q.waits_s), outcome.all.waits.sum_s(), "waits");
    close(sum(|q| q.left as f64), outcome.all.left as f64, "left");
    for (n, q) in outcome.quarters.iter().enumerate() {
        for (name, value) in [("busy", q.busy_s), ("open", q.open_s), ("queue", q.queue_s)] {
            assert!(value > -1e-6, "{name} of quarter {n}: {value}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_is_called_is_whom_the_rule_names(hall in any_hall(), seed in 0..1_000_u64, until in 0..4_i64) {
        hall.check().unwrap();
        let until_us = (until == 0).then_some(hall.opens_us + (hall.closes_us - hall.opens_us) / 2);
        let mut witness = Witness::new(&hall);
        let told = follow(&hall, &Start::Empty, until_us, seed, 3, &mut |happened| witness.see(happened));
        let silent = run(&hall, &Start::Empty, until_us, seed, 3, None);
        prop_assert_eq!(&told, &silent);
        nobody_is_lost(&told.all);
        told.purposes.iter().for_each(nobody_is_lost);
        quarters_add_up(&told);
        witness.strike(until_us.unwrap_or(i64::MAX - 1));
        prop_assert_eq!(witness.told_left, told.all.left);
        prop_assert_eq!(witness.left, told.all.left);
        let stay = witness.waiting.len() as u64 + told.counters.len() as u64;
        prop_assert!(told.all.there <= stay);
    }

    #[test]
    fn any_number_of_threads_gives_the_same_runs(hall in any_hall(), seed in 0..1_000_u64) {
        let outcomes = |threads: usize| {
            let effort = Effort {
                at_most: 24,
                until_narrow: Some((Figure::MeanWait, 20.0)),
                threads: threads.try_into().unwrap(),
                ..Effort::of(seed, 8)
            };
            replicate(&hall, &Start::Empty, &effort, None, &|_| false).outcomes().to_vec()
        };
        let alone = outcomes(1);
        for threads in [2, 3, 8] {
            prop_assert_eq!(&outcomes(threads), &alone);
        }
    }

    #[test]
    fn one_counter_more_changes_no_customer_and_makes_nobody_wait_longer(
        servers in 1..5_u128, rate in 20..200_u32, seed in 0..1_000_u64,
    ) {
        let waits = |servers: u128| {
            let hall = plain_hall(servers, f64::from(rate));
            let (mut joined, mut called) = (BTreeMap::new(), BTreeMap::new());
            let outcome = follow(&hall, &Start::Empty, None, seed, 0, &mut |happened| match happened {
                Happened::Joined { at_us, order, class, .. } => drop(joined.insert(order, (at_us, class))),
                Happened::Called { at_us, order, .. } => drop(called.insert(order, at_us)),
                _ => {}
            });
            assert_eq!(outcome.all.served as usize, joined.len());
            (joined, called)
        };
        let ((joined, called), (joined_more, called_more)) = (waits(servers), waits(servers + 1));
        prop_assert_eq!(joined, joined_more);
        for (order, at_us) in &called_more {
            prop_assert!(at_us <= &called[order], "customer {} waits longer", order);
        }
    }
}

#[test]
fn a_night_shift_serves_past_midnight() {
    let mut hall = plain_hall(0, 60.0);
    let hours =
        |from: i64, to: i64| Shift { from_us: from * 3_600 * SECOND_US, to_us: to * 3_600 * SECOND_US };
    (hall.opens_us, hall.closes_us) = (22 * 3_600 * SECOND_US, 30 * 3_600 * SECOND_US);
    hall.counters = (0..2).map(|n| Counter::plain(n, vec![hours(22, 26), hours(27, 30)])).collect();
    hall.check().unwrap();
    let outcome = run(&hall, &Start::Empty, None, 1, 0, None);
    assert!(outcome.all.arrived > 300 && outcome.all.served == outcome.all.arrived, "{:?}", outcome.all);
    // One hour of break: nobody is called in it, but for those whose service had begun.
    let in_break = outcome.quarters.iter().filter(|q| (26..27).contains(&(q.from_us / 3_600 / SECOND_US)));
    assert_eq!(in_break.map(|q| q.called).sum::<u64>(), 0);
    assert!(outcome.counters.iter().all(|work| work.overtime_s > 0.0 && work.open_s > 7.0 * 3_600.0));
}
