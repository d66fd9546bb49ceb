//! Halls to try things on.

#![allow(dead_code, reason = "each test uses some of them")]

use flow::calling::{Ageing, Class, Name, Names, Order, Ratio, Rule, Set, Window};
use flow::twin::{
    Appointment, Arrivals, Closing, Counter, Diverted, Hall, Late, Law, Missed, Next, Prepared, Purpose,
    Shift,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

pub const SECOND_US: i64 = 1_000_000;
pub const HOUR_US: i64 = 3_600 * SECOND_US;

/// The first names of any set.
pub fn names() -> Vec<Name> {
    let mut names = Names::default();
    ["a", "b", "c", "d"].iter().map(|name| names.name(name).unwrap()).collect()
}

/// One purpose, patient customers, an eight-hour day from 9 on, so many an hour, three minutes a service.
pub fn plain_hall(servers: u128, per_hour: f64) -> Hall {
    let (opens_us, closes_us) = (9 * HOUR_US, 17 * HOUR_US);
    let shift = Shift { from_us: opens_us, to_us: closes_us };
    Hall {
        opens_us,
        closes_us,
        purposes: vec![Purpose::plain(names()[0], Law::exponential(180.0).unwrap())],
        counters: (0..servers).map(|n| Counter::plain(n, vec![shift])).collect(),
        rule: Rule { order: Order::LongestWait, longest_wait_us: i64::MAX },
        arrivals: Arrivals::Rates {
            step_us: 24 * HOUR_US,
            from_us: 0,
            per_hour: vec![vec![per_hour; 2]],
            day_spread: 0.0,
            repeats: false,
        },
        appointments: Vec::new(),
        early: Law::zero(),
        late: Late::nobody(),
        to_counter: Law::zero(),
        missed: Missed::nobody(),
        closing: Closing::ServeAll,
        promise_s: 300.0,
    }
}

/// Any law of about so many seconds.
pub fn any_law(mean_s: f64) -> impl Strategy<Value = Law> {
    prop_oneof![
        Just(Law::exponential(mean_s).unwrap()),
        Just(Law::fixed(mean_s).unwrap()),
        (0.2..2.0_f64).prop_map(move |cv| Law::gamma(mean_s, cv).unwrap()),
        (0.2..2.0_f64).prop_map(move |cv| Law::log_normal(mean_s, cv).unwrap()),
        (0.6..2.0_f64).prop_map(move |shape| Law::weibull(mean_s, shape).unwrap()),
        Just(Law::uniform(0.0, 2.0 * mean_s).unwrap()),
        vec(0.0..2.0 * mean_s, 1..9).prop_map(|times| Law::sample(times, 0.0).unwrap()),
        Just(Law::quantiles(&[(0.0, 0.0), (0.5, mean_s), (1.0, 3.0 * mean_s)]).unwrap()),
    ]
}

fn any_patience() -> impl Strategy<Value = Law> {
    prop_oneof![
        Just(Law::never()),
        any_law(300.0),
        any_law(60.0),
        vec(0.0..600.0, 1..9).prop_map(|times| Law::sample(times, 0.3).unwrap()),
    ]
}

fn any_order() -> impl Strategy<Value = Order> {
    prop_oneof![
        Just(Order::LongestWait),
        vec((0..20_u32, 0..4_u32), 3).prop_map(|points| {
            let ageing = |n: usize| Ageing { start: points[n].0, per_minute: points[n].1 };
            Order::PriorityWithAgeing {
                classes: vec![(Class(0), ageing(0)), (Class(1), ageing(1))],
                others: ageing(2),
            }
        }),
        (1..4_u32, 1..3_u32).prop_map(|(a, b)| {
            Order::Ratio(Ratio::new(&[(Class(0), a), (Class(1), b), (Class(0), 1)]).unwrap())
        }),
    ]
}

fn any_purpose(key: usize, purposes: usize) -> impl Strategy<Value = Purpose> {
    let classes = prop_oneof![
        Just(vec![(Class(0), 1.0)]),
        Just(vec![(Class(0), 0.5), (Class(1), 0.5)]),
        Just(vec![(Class(2), 0.2), (Class(0), 0.5), (Class(1), 0.3)]),
    ];
    let next = vec((0.0..0.3_f64, 0..purposes, any::<bool>(), any::<bool>()), 0..3);
    let shares = (0.0..1.0_f64, 0.0..1.0_f64);
    (
        classes,
        any_law(200.0),
        any_patience(),
        next,
        of(shares),
        of((0.0..1.0_f64, any_law(100.0))),
        any::<bool>(),
    )
        .prop_map(move |(classes, service, patience, next, diverted, prepared, skilled)| Purpose {
            key: names()[key],
            skills_needed: if skilled { Set::EMPTY.with(names()[key]) } else { Set::EMPTY },
            classes,
            service,
            patience,
            next: next
                .into_iter()
                .map(|(share, purpose, same_counter, keeps_place)| Next {
                    share,
                    purpose,
                    same_counter,
                    keeps_place,
                })
                .collect(),
            diverted: diverted.map_or(Diverted::nobody(), |(share, comes_back)| Diverted {
                share,
                comes_back,
                after: Law::exponential(600.0).unwrap(),
            }),
            prepared: prepared.map_or(Prepared::nobody(), |(share, takes)| Prepared {
                share,
                takes,
                factor: 0.5,
            }),
        })
}

/// Seconds after the opening.
fn at(s: i64) -> i64 {
    9 * HOUR_US + s * SECOND_US
}

fn any_counter(number: u128, purposes: usize) -> impl Strategy<Value = Counter> {
    let shifts = vec((0..2_000_i64, 1..3_000_i64), 0..4);
    let set = |of: Vec<bool>| {
        names().into_iter().zip(of).filter(|(_, member)| *member).map(|(name, _)| name).collect::<Set>()
    };
    let own = of((0..purposes, any_law(150.0)));
    (vec(any::<bool>(), 3), vec(any::<bool>(), 3), 0.5..2.0_f64, own, shifts).prop_map(
        move |(skills, takes, pace, own, shifts)| {
            let mut ends = 0;
            let shifts = shifts.into_iter().map(|(gap, length)| {
                let from = ends + gap;
                ends = from + length;
                Shift { from_us: at(from), to_us: at(ends) }
            });
            Counter {
                skills: set(skills),
                purposes: set(takes),
                person: number % 2,
                counter: number,
                pace,
                own: own.into_iter().collect(),
                shifts: shifts.collect(),
                closes_us: None,
            }
        },
    )
}

fn any_appointment(purposes: usize) -> impl Strategy<Value = Appointment> {
    (0..purposes, 0..2_u16, 0..6_000_i64, 0..900_i64, 0.0..1.0_f64).prop_map(
        |(purpose, class, from, length, comes)| Appointment {
            purpose,
            class: Class(class),
            window: Window { from_us: at(from), to_us: at(from + length) },
            comes,
        },
    )
}

fn any_arrivals(purposes: usize) -> impl Strategy<Value = Arrivals> {
    let rates = (vec(vec(0.0..60.0_f64, 4), purposes), prop_oneof![Just(0.0), 0.1..0.5_f64], any::<bool>());
    prop_oneof![
        rates.prop_map(|(per_hour, day_spread, repeats)| Arrivals::Rates {
            step_us: 1_800 * SECOND_US,
            from_us: at(0),
            per_hour,
            day_spread,
            repeats,
        }),
        vec((0..7_200_i64, 0..purposes), 0..150).prop_map(|mut list| {
            list.sort_unstable();
            Arrivals::Given(list.into_iter().map(|(s, purpose)| (at(s), purpose)).collect())
        }),
    ]
}

/// A hall of two or four hours with everything in it, or nothing.
pub fn any_hall() -> impl Strategy<Value = Hall> {
    (1..4_usize, 0..5_usize).prop_flat_map(|(purposes, counters)| {
        let own: Vec<_> = (0..purposes).map(|key| any_purpose(key, purposes)).collect();
        let desks: Vec<_> = (0..counters).map(|n| any_counter(n as u128, purposes)).collect();
        let rule = (any_order(), prop_oneof![Just(i64::MAX), (0..1_200_i64).prop_map(|s| s * SECOND_US)])
            .prop_map(|(order, longest_wait_us)| Rule { order, longest_wait_us });
        let promised =
            (vec(any_appointment(purposes), 0..12), any_law(300.0), of((0.0..0.5_f64, any_law(600.0))));
        let calls = (prop_oneof![Just(Law::zero()), any_law(20.0)], of((0.0..0.4_f64, any_law(60.0))));
        (own, desks, rule, any_arrivals(purposes), promised, calls, any::<bool>(), any::<bool>()).prop_map(
            |(
                purposes,
                counters,
                rule,
                arrivals,
                (appointments, early, late),
                (to_counter, missed),
                all,
                long,
            )| Hall {
                opens_us: at(0),
                closes_us: at(if long { 14_400 } else { 7_200 }),
                purposes,
                counters,
                rule,
                arrivals,
                appointments,
                early,
                late: late.map_or(Late::nobody(), |(share, by)| Late { share, by }),
                to_counter,
                missed: missed.map_or(Missed::nobody(), |(share, holds)| Missed { share, holds }),
                closing: if all { Closing::ServeAll } else { Closing::SendHome },
                promise_s: 300.0,
            },
        )
    })
}
