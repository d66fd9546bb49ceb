//! The bound on starvation that `flow::calling` states, in small halls of every kind.

use flow::calling::{
    Ageing, Class, Desk, Memory, Names, Order, Ratio, Rule, Set, Waiting, can_serve, choose,
};
use proptest::prelude::*;

/// One who comes, and how long the service takes, in seconds.
#[derive(Clone, Copy, Debug)]
struct Comes {
    visit: Waiting,
    service_s: i64,
}

const SECOND: i64 = 1_000_000;
const LONGEST_SERVICE_S: i64 = 20;

/// Runs the hall until all are called; when each was called, in order of arrival.
fn run(rule: &Rule, comes: &[Comes], desks: &[Desk]) -> Vec<i64> {
    let mut memory = Memory::default();
    let mut free_at = vec![0; desks.len()];
    let mut called = vec![None; comes.len()];
    let mut now = 0;
    loop {
        for (desk, free_at) in desks.iter().zip(&mut free_at).filter(|(_, at)| **at <= now) {
            let waits = |n: &usize| called[*n].is_none() && comes[*n].visit.since_us <= now;
            let waiting: Vec<_> = (0..comes.len()).filter(waits).map(|n| comes[n].visit).collect();
            if let Some(chosen) = choose(rule, &waiting, desk, memory, now) {
                memory = chosen.memory;
                let who = usize::try_from(chosen.key).expect("keys are places");
                called[who] = Some(now);
                *free_at = now + comes[who].service_s * SECOND;
            }
        }
        let arrivals = comes.iter().map(|c| c.visit.since_us);
        match arrivals.chain(free_at.iter().copied()).filter(|&at| at > now).min() {
            Some(next) => now = next,
            None => return called.into_iter().map(|at| at.expect("all are called in the end")).collect(),
        }
    }
}

/// Everyone whose wait broke the bound cap + ⌈(k + 1) / c⌉ · S, with the wait and the bound.
fn broke(rule: &Rule, comes: &[Comes], desks: &[Desk]) -> Vec<(usize, i64, i64)> {
    let called = run(rule, comes, desks);
    let bound = |n: usize| {
        let visit = &comes[n].visit;
        let over = visit.since_us + rule.longest_wait_us;
        let older = |m: &usize| {
            (comes[*m].visit.since_us, comes[*m].visit.key) < (visit.since_us, visit.key)
                && called[*m] >= over
        };
        let k = (0..comes.len()).filter(older).count();
        let c = desks.iter().filter(|desk| can_serve(desk, visit)).count();
        rule.longest_wait_us + i64::try_from((k + 1).div_ceil(c)).expect("small") * LONGEST_SERVICE_S * SECOND
    };
    let waits = (0..comes.len()).map(|n| (n, called[n] - comes[n].visit.since_us, bound(n)));
    waits.filter(|(_, wait, bound)| wait > bound).collect()
}

/// A hall in which low classes come early and high ones without end.
fn flood() -> (Vec<Comes>, Vec<Desk>) {
    let mut names = Names::default();
    let purpose = names.name("bill").expect("fits");
    let comes = (0..200_i32).map(|n| Comes {
        visit: Waiting {
            key: u128::from(n.unsigned_abs()),
            since_us: i64::from(n) * 9 * SECOND,
            purpose,
            class: Class(u16::from(n % 20 == 3)),
            skills_needed: Set::EMPTY,
            appointment: None,
            for_counter: None,
            for_person: None,
            not_before_us: None,
        },
        service_s: 10,
    });
    let desk = Desk { counter: 1, person: 1, skills: Set::ALL, purposes: Set::ALL };
    (comes.collect(), vec![desk])
}

fn orders() -> [Order; 3] {
    let first = Ageing { start: 1000, per_minute: 1000 };
    [
        Order::LongestWait,
        Order::PriorityWithAgeing { classes: vec![(Class(0), first)], others: Ageing::default() },
        Order::Ratio(Ratio::new(&[(Class(0), 9)]).expect("nine turns")),
    ]
}

#[test]
fn without_a_cap_a_low_class_starves_and_with_it_nobody_does() {
    let (comes, desks) = flood();
    let starved = |rule: &Rule| {
        let called = run(rule, &comes, &desks);
        (0..comes.len()).map(|n| called[n] - comes[n].visit.since_us).max().expect("many came")
    };
    for order in &orders()[1..] {
        let endless = Rule { order: order.clone(), longest_wait_us: i64::MAX };
        assert!(starved(&endless) > 1500 * SECOND, "{order:?}: {}", starved(&endless));
        let capped = Rule { order: order.clone(), longest_wait_us: 120 * SECOND };
        assert!(starved(&capped) < 300 * SECOND, "{order:?}: {}", starved(&capped));
        assert!(broke(&capped, &comes, &desks).is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nobody_waits_longer_than_the_stated_bound(
        order in 0..3_usize, cap in 0..200_i64,
        coming in prop::collection::vec((0..15_i64, 0..3_u16, 0..3_usize, 1..=LONGEST_SERVICE_S), 1..60),
        skills in prop::collection::vec(prop::collection::vec(any::<bool>(), 3), 0..3),
    ) {
        let mut names = Names::default();
        let known = ["bill", "line", "handset"].map(|name| names.name(name).expect("fits"));
        let mut at = 0;
        let comes: Vec<_> = coming.iter().enumerate().map(|(n, &(gap, class, skill, service_s))| {
            at += gap * SECOND;
            let visit = Waiting {
                key: n as u128, since_us: at, purpose: known[0], class: Class(class),
                skills_needed: Set::EMPTY.with(known[skill]),
                appointment: None, for_counter: None, for_person: None, not_before_us: None,
            };
            Comes { visit, service_s }
        }).collect();
        // one desk that can do all, so that everybody is called some time, and up to two that can do less
        let mut desks = vec![Desk { counter: 0, person: 0, skills: Set::ALL, purposes: Set::ALL }];
        desks.extend(skills.iter().zip(1..).map(|(has, counter)| Desk {
            counter, person: counter, purposes: Set::ALL,
            skills: known.into_iter().zip(has).filter(|(_, has)| **has).map(|(name, _)| name).collect(),
        }));
        let rule = Rule { order: orders()[order].clone(), longest_wait_us: cap * SECOND };
        prop_assert_eq!(broke(&rule, &comes, &desks), vec![]);
    }
}
