//! The twin's engine at work, for `cargo xtask bench flow simulation`: one hall, one line of figures.
//!
//! `twin mmc|hall|full CUSTOMERS [SEED]` lets about so many customers come in one run.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a program of one page, with a clock"
)]

use flow::calling::{Names, Order, Rule, Set};
use flow::twin::{Arrivals, Closing, Counter, Hall, Late, Law, Missed, Purpose, Shift, Start, run};

const MINUTE_US: i64 = 60_000_000;
const ENDLESS_US: i64 = 100 * 365 * 1_440 * MINUTE_US;
/// Arrivals a minute by quarter of an hour: two humps.
const PROFILE: [f64; 36] = [
    0.35, 0.5, 0.7, 0.95, 1.2, 1.4, 1.55, 1.6, 1.55, 1.45, 1.3, 1.15, 1.0, 0.85, 0.75, 0.7, 0.7, 0.8, 0.95,
    1.1, 1.25, 1.35, 1.4, 1.35, 1.25, 1.1, 0.95, 0.85, 0.75, 0.65, 0.6, 0.5, 0.45, 0.4, 0.3, 0.2,
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let customers: f64 = words.get(1).map_or(1e6, |n| n.parse().unwrap());
    let seed = words.get(2).map_or(1, |n| n.parse().unwrap());
    let (hall, minutes) = match words.first().map(String::as_str) {
        Some("mmc") => (mmc(), customers / 7.2),
        Some("hall") => (three_groups(), customers / (PROFILE.iter().sum::<f64>() / 36.0)),
        _ => panic!("twin mmc|hall CUSTOMERS [SEED]"),
    };
    hall.check().unwrap();
    let began = std::time::Instant::now();
    let outcome = run(&hall, &Start::Empty, Some((minutes * 6e7) as i64), seed, 0, None);
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
