//! The twin's engine at work, for `cargo xtask bench flow simulation`: one hall, one line of figures.
//!
//! - `twin mmc|hall|full CUSTOMERS [SEED]`: about so many customers in one run;
//! - `twin scale THREADS`: 64 runs of half a million customers in a hall of three groups;
//! - `twin fork THREADS`: a live hall of twenty counters, sixty minutes ahead, a thousand times.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a program of its own, with a clock"
)]

use std::time::Instant;

use flow::calling::{Ageing, Class, Names, Order, Rule, Set, Window};
use flow::twin::{
    Appointment, Arrivals, Closing, Counter, Diverted, Effort, Figure, Hall, Late, Law, Missed, Next,
    Prepared, Purpose, Serving, Shift, Start, State, Waiter, replicate, run,
};

const MINUTE_US: i64 = 60_000_000;
const ENDLESS_US: i64 = 100 * 365 * 1_440 * MINUTE_US;
/// Arrivals a minute by quarter of an hour: two humps.
const PROFILE: [f64; 36] = [
    0.35, 0.5, 0.7, 0.95, 1.2, 1.4, 1.55, 1.6, 1.55, 1.45, 1.3, 1.15, 1.0, 0.85, 0.75, 0.7, 0.7, 0.8, 0.95,
    1.1, 1.25, 1.35, 1.4, 1.35, 1.25, 1.1, 0.95, 0.85, 0.75, 0.65, 0.6, 0.5, 0.45, 0.4, 0.3, 0.2,
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |n: usize, otherwise: f64| words.get(n).map_or(otherwise, |word| word.parse().unwrap());
    let a_minute = PROFILE.iter().sum::<f64>() / 36.0;
    match words.first().map(String::as_str) {
        Some("mmc") => long(&mmc(), number(1, 1e6) / 7.2, number(2, 1.0)),
        Some("hall") => long(&three_groups(), number(1, 1e6) / a_minute, number(2, 1.0)),
        Some("full") => long(&full(), number(1, 1e6) / a_minute, number(2, 1.0)),
        Some("scale") => scale(number(1, 1.0) as usize),
        Some("fork") => fork(number(1, 1.0) as usize),
        _ => panic!("twin mmc|hall|full CUSTOMERS [SEED], or twin scale|fork THREADS"),
    }
}

/// One long run.
fn long(hall: &Hall, minutes: f64, seed: f64) {
    hall.check().unwrap();
    let began = Instant::now();
    let outcome = run(hall, &Start::Empty, Some((minutes * 6e7) as i64), seed as u64, 0, None);
    let t = began.elapsed().as_secs_f64();
    let (waits, left) = (&outcome.all.waits, outcome.all.left as f64);
    println!(
        "{{\"t\": {t:.6}, \"events\": {}, \"ev_s\": {:.0}, \"mean_wait\": {:.6}, \"reneged\": {:.6}}}",
        outcome.events,
        outcome.events as f64 / t,
        waits.mean_s().unwrap() / 60.0,
        left / (left + waits.n() as f64),
    );
}

/// Many runs, by threads.
fn scale(threads: usize) {
    let hall = three_groups();
    let minutes = 5e5 / (PROFILE.iter().sum::<f64>() / 36.0);
    let effort = Effort {
        threads: threads.try_into().unwrap(),
        until_us: Some((minutes * 6e7) as i64),
        ..Effort::of(1, 64)
    };
    let began = Instant::now();
    let runs = replicate(&hall, &Start::Empty, &effort, None, &|_| false);
    let t = began.elapsed().as_secs_f64();
    let events: u64 = runs.outcomes().iter().map(|outcome| outcome.events).sum();
    let wait_s = runs.estimate(Figure::MeanWait).unwrap().mean;
    println!("{{\"t\": {t:.6}, \"events\": {events}, \"mean_wait\": {:.9}}}", wait_s / 60.0);
}

/// Sixty minutes of a live hall, a thousand times, from the description to the quarters of an hour.
fn fork(threads: usize) {
    let (hall, state) = live();
    let effort = Effort {
        threads: threads.try_into().unwrap(),
        until_us: Some(state.now_us + 60 * MINUTE_US),
        ..Effort::of(1, 1_000)
    };
    let start = Start::From(state);
    let began = Instant::now();
    hall.check().unwrap();
    hall.check_start(&start).unwrap();
    let runs = replicate(&hall, &start, &effort, None, &|_| false);
    let wait = runs.estimate(Figure::WaitQuantile(0.9)).unwrap();
    let quarters = runs.quarters().len();
    let t = began.elapsed().as_secs_f64();
    let events: u64 = runs.outcomes().iter().map(|outcome| outcome.events).sum();
    println!(
        "{{\"t\": {t:.6}, \"events\": {events}, \"runs\": {}, \"quarters\": {quarters}, \"p90_wait\": {:.6}}}",
        runs.outcomes().len(),
        wait.mean / 60.0
    );
}

fn always() -> Vec<Shift> {
    vec![Shift { from_us: 0, to_us: ENDLESS_US }]
}

fn bare(purposes: Vec<Purpose>, counters: Vec<Counter>, step_us: i64, per_hour: Vec<Vec<f64>>) -> Hall {
    Hall {
        opens_us: 0,
        closes_us: ENDLESS_US,
        purposes,
        counters,
        rule: Rule { order: Order::LongestWait, longest_wait_us: i64::MAX },
        arrivals: Arrivals::Rates { step_us, from_us: 0, per_hour, day_spread: 0.0, repeats: true },
        appointments: Vec::new(),
        early: Law::zero(),
        late: Late::nobody(),
        to_counter: Law::zero(),
        missed: Missed::nobody(),
        closing: Closing::ServeAll,
        promise_s: 600.0,
    }
}

/// M/M/8 at 0.9, service of a minute.
fn mmc() -> Hall {
    let mut names = Names::default();
    let purpose = Purpose::plain(names.name("all").unwrap(), Law::exponential(60.0).unwrap());
    let counters = (0..8).map(|n| Counter::plain(n, always())).collect();
    bare(vec![purpose], counters, 60 * MINUTE_US, vec![vec![7.2 * 60.0]])
}

/// Three groups of 4, 3 and 2 desks, customers 50, 30 and 20 %, and a day of 36 quarters of an hour over and over.
fn three_groups() -> Hall {
    let mut names = Names::default();
    let groups = [("a", 0.5, 4, 6.0), ("b", 0.3, 3, 8.0), ("c", 0.2, 2, 12.0)];
    let (mut purposes, mut counters, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for (name, share, desks, minutes) in groups {
        let key = names.name(name).unwrap();
        let mut purpose = Purpose::plain(key, Law::exponential(60.0 * minutes).unwrap());
        purpose.patience = Law::exponential(1_200.0).unwrap();
        purposes.push(purpose);
        rates.push(PROFILE.iter().map(|rate| rate * 60.0 * share).collect());
        for _ in 0..desks {
            let number = counters.len() as u128;
            counters.push(Counter { purposes: Set::EMPTY.with(key), ..Counter::plain(number, always()) });
        }
    }
    bare(purposes, counters, 15 * MINUTE_US, rates)
}

/// The same hall and load with everything else switched on: two classes that age, appointments that are missed or late,
/// breaks, forms filled while waiting, another channel at the door, a second service for some, a way to the counter, calls
/// that nobody follows, measured service times, people of different pace.
fn full() -> Hall {
    let mut hall = three_groups();
    let seen = |mean_s: f64| {
        // Quantiles of a log-normal law in place of a sample of a thousand.
        let law = Law::log_normal(mean_s, 0.8).unwrap();
        Law::sample((0..1_000).map(|n| law.quantile((f64::from(n) + 0.5) / 1_000.0)).collect(), 0.0).unwrap()
    };
    let minutes = [6.0, 8.0, 12.0];
    for (n, purpose) in hall.purposes.iter_mut().enumerate() {
        purpose.classes = vec![(Class(0), 0.8), (Class(1), 0.2)];
        purpose.service = seen(60.0 * minutes[n]);
        purpose.patience = Law::weibull(1_300.0, 0.8).unwrap();
        purpose.prepared = Prepared { share: 0.3, takes: Law::log_normal(240.0, 0.5).unwrap(), factor: 0.8 };
        purpose.diverted =
            Diverted { share: 0.1, comes_back: 0.3, after: Law::exponential(1_800.0).unwrap() };
        purpose.next =
            vec![Next { share: 0.05, purpose: (n + 1) % 3, same_counter: false, keeps_place: n == 0 }];
    }
    for (n, counter) in hall.counters.iter_mut().enumerate() {
        counter.pace = 0.9 + 0.025 * n as f64;
        let at = |minute: i64| minute * MINUTE_US;
        let lunch = 180 + 15 * n as i64;
        counter.shifts =
            vec![Shift { from_us: 0, to_us: at(lunch) }, Shift { from_us: at(lunch + 30), to_us: at(540) }];
    }
    hall.counters[0].own = vec![(0, seen(330.0))];
    hall.rule = Rule {
        order: Order::PriorityWithAgeing {
            classes: vec![(Class(1), Ageing { start: 10, per_minute: 1 })],
            others: Ageing { start: 0, per_minute: 1 },
        },
        longest_wait_us: 60 * MINUTE_US,
    };
    hall.appointments = (0..36)
        .map(|n| Appointment {
            purpose: n % 3,
            class: Class(0),
            window: Window { from_us: n as i64 * 15 * MINUTE_US, to_us: (n as i64 + 1) * 15 * MINUTE_US },
            comes: 0.85,
        })
        .collect();
    hall.early = Law::exponential(300.0).unwrap();
    hall.late = Late { share: 0.1, by: Law::exponential(300.0).unwrap() };
    hall.to_counter = Law::gamma(20.0, 0.5).unwrap();
    hall.missed = Missed { share: 0.02, holds: Law::fixed(60.0).unwrap() };
    hall
}

/// A hall of twenty counters in the middle of its day: twenty wait, eighteen are served, two are on their break.
fn live() -> (Hall, State) {
    let mut names = Names::default();
    let minutes = [4.0, 6.0, 9.0, 14.0, 7.0];
    let keys: Vec<_> = ["a", "b", "c", "d", "e"].iter().map(|name| names.name(name).unwrap()).collect();
    let purposes: Vec<_> = minutes
        .iter()
        .zip(&keys)
        .map(|(minutes, &key)| Purpose {
            classes: vec![(Class(0), 0.9), (Class(1), 0.1)],
            patience: Law::weibull(1_800.0, 0.9).unwrap(),
            ..Purpose::plain(key, Law::log_normal(60.0 * minutes, 0.9).unwrap())
        })
        .collect();
    let day = Shift { from_us: 0, to_us: 540 * MINUTE_US };
    let counters: Vec<_> = (0..20_usize)
        .map(|n| Counter {
            purposes: (0..3).map(|k| keys[(n + k) % 5]).collect(),
            pace: 0.9 + 0.01 * n as f64,
            ..Counter::plain(n as u128, vec![day])
        })
        .collect();
    let rates = vec![vec![28.0; 36]; 5];
    let mut hall = bare(purposes, counters, 15 * MINUTE_US, rates);
    hall.closes_us = 540 * MINUTE_US;
    hall.arrivals = match hall.arrivals {
        Arrivals::Rates { step_us, from_us, per_hour, .. } => {
            Arrivals::Rates { step_us, from_us, per_hour, day_spread: 0.15, repeats: false }
        }
        given => given,
    };
    let now_us = 200 * MINUTE_US;
    let ago = |minutes: usize| now_us - minutes as i64 * MINUTE_US;
    let state = State {
        now_us,
        waiting: (0..20).map(|n| Waiter::plain(n % 5, Class(u16::from(n % 7 == 0)), ago(n % 9))).collect(),
        serving: (0..18)
            .map(|n| Serving { counter: n, purpose: (n + 1) % 5, class: Class(0), since_us: ago(n % 6) })
            .collect(),
        away: (18..20)
            .map(|counter| flow::twin::Away { counter, back_us: Some(now_us + 15 * MINUTE_US) })
            .collect(),
        arrived: Some(480),
        ..State::default()
    };
    (hall, state)
}
