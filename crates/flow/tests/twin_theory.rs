//! The twin against theory: in a thousand tries, the 95 % interval that `replicate` gives has to cover the true value in
//! 93 to 97 of a hundred. By chance alone, a right interval leaves these bounds in one of 260 such tests; the seeds are
//! fixed, so a test that passes goes on passing.

#![expect(clippy::unwrap_used, reason = "tests")]

use flow::calling::{Names, Order, Rule};
use flow::twin::{
    Arrivals, Closing, Counter, Effort, Figure, Hall, Late, Law, Missed, Purpose, Rest, Shift, Start,
    replicate,
};

const SECOND_US: i64 = 1_000_000;
const ENDLESS_US: i64 = 50 * 365 * 86_400 * SECOND_US;
const TRIES: u64 = 1_000;

/// One purpose, some counters, for ever; so many a second.
fn hall(servers: u128, rate: f64, service: Law, patience: Law) -> Hall {
    let mut names = Names::default();
    let purpose = Purpose { patience, ..Purpose::plain(names.name("all").unwrap(), service) };
    let always = vec![Shift { from_us: 0, to_us: ENDLESS_US }];
    Hall {
        opens_us: 0,
        closes_us: ENDLESS_US,
        purposes: vec![purpose],
        counters: (0..servers).map(|n| Counter::plain(n, always.clone())).collect(),
        rule: Rule { order: Order::LongestWait, longest_wait_us: i64::MAX },
        arrivals: Arrivals::Rates {
            step_us: 3_600 * SECOND_US,
            from_us: 0,
            per_hour: vec![vec![rate * 3_600.0]],
            day_spread: 0.0,
            repeats: true,
        },
        appointments: Vec::new(),
        early: Law::zero(),
        late: Late::nobody(),
        to_counter: Law::zero(),
        missed: Missed::nobody(),
        closing: Closing::ServeAll,
        promise_s: 60.0,
    }
}

/// How many of a thousand intervals, each of 20 runs, cover each of the true values.
fn covered(hall: &Hall, warm_up_s: i64, counted_s: i64, truths: &[(Figure, f64)]) -> Vec<u64> {
    hall.check().unwrap();
    let mut covered = vec![0; truths.len()];
    for seed in 0..TRIES {
        let effort = Effort {
            warm_up_us: warm_up_s * SECOND_US,
            until_us: Some((warm_up_s + counted_s) * SECOND_US),
            ..Effort::of(seed, 20)
        };
        let runs = replicate(hall, &Start::Empty, &effort, None, &|_| false);
        for ((figure, truth), covered) in truths.iter().zip(&mut covered) {
            let estimate = runs.estimate(*figure).unwrap();
            *covered += u64::from((estimate.low..=estimate.high).contains(truth));
        }
    }
    eprintln!("{covered:?} of {TRIES}");
    covered
}

fn assert_covers(covered: &[u64]) {
    for (n, covered) in covered.iter().enumerate() {
        assert!((930..=970).contains(covered), "figure {n}: {covered} of 1000 intervals cover it");
    }
}

/// Erlang C: the chance to wait.
fn erlang_c(servers: u32, load: f64) -> f64 {
    let blocked = (1..=servers).fold(1.0, |b, n| load * b / (f64::from(n) + load * b));
    let c = f64::from(servers);
    c * blocked / (c - load * (1.0 - blocked))
}

/// Erlang A by its stationary distribution: the share that leaves, and the mean wait of those who are served.
fn erlang_a(servers: u32, rate: f64, service_s: f64, patience_s: f64) -> (f64, f64) {
    let leaving = |n: u32| f64::from(n.saturating_sub(servers)) / patience_s;
    let mut weights = vec![1.0];
    for n in 1..2_000 {
        let down = f64::from(n.min(servers)) / service_s + leaving(n);
        weights.push(weights[n as usize - 1] * rate / down);
    }
    let all: f64 = weights.iter().sum();
    let queue: f64 =
        weights.iter().zip(0_u32..).map(|(w, n)| w * f64::from(n.saturating_sub(servers))).sum::<f64>() / all;
    let left = queue / patience_s / rate;
    // Of those who arrive at n ≥ servers people, the k-th in line waits for k steps; it is served if its patience outlasts
    // each of them. The wait of the served is a sum over these steps.
    let mut wait_of_served = 0.0;
    for n in servers..2_000 {
        let (mut reached, mut spent) = (1.0, 0.0);
        for ahead in (0..=n - servers).rev() {
            let step = f64::from(servers) / service_s + f64::from(ahead + 1) / patience_s;
            reached *= 1.0 - 1.0 / patience_s / step;
            spent += 1.0 / step;
        }
        wait_of_served += weights[n as usize] / all * reached * spent;
        if weights[n as usize] / all < 1e-15 {
            break;
        }
    }
    (left, wait_of_served / (1.0 - left))
}

#[test]
fn intervals_of_mmc_cover_erlang_c() {
    let truth = erlang_c(4, 3.2) * 60.0 / (4.0 - 3.2);
    let within = 1.0 - erlang_c(4, 3.2) * (-0.8_f64).exp();
    let hall = hall(4, 3.2 / 60.0, Law::exponential(60.0).unwrap(), Law::never());
    let truths = [(Figure::MeanWait, truth), (Figure::Within(60.0), within), (Figure::Occupancy, 0.8)];
    assert_covers(&covered(&hall, 6_000, 20_000, &truths));
}

#[test]
fn intervals_of_mmc_with_patience_cover_erlang_a() {
    let (left, wait) = erlang_a(4, 4.0 / 60.0, 60.0, 120.0);
    let hall = hall(4, 4.0 / 60.0, Law::exponential(60.0).unwrap(), Law::exponential(120.0).unwrap());
    let truths = [(Figure::MeanWait, wait), (Figure::Abandoned, left)];
    assert_covers(&covered(&hall, 2_000, 10_000, &truths));
}

#[test]
fn intervals_of_mg1_cover_pollaczek_and_khinchine() {
    let cv: f64 = 0.7;
    let truth = 0.7 * 60.0 * (1.0 + cv * cv) / 2.0 / (1.0 - 0.7);
    let hall = hall(1, 0.7 / 60.0, Law::log_normal(60.0, cv).unwrap(), Law::never());
    assert_covers(&covered(&hall, 10_000, 60_000, &[(Figure::MeanWait, truth), (Figure::Occupancy, 0.7)]));
}

#[test]
fn a_queue_that_gets_more_than_it_can_serve_is_called_unstable() {
    let rest = |rate: f64| {
        let hall = hall(2, rate / 60.0, Law::exponential(60.0).unwrap(), Law::never());
        let effort = Effort {
            warm_up_us: 3_600 * SECOND_US,
            until_us: Some(100 * 3_600 * SECOND_US),
            ..Effort::of(7, 20)
        };
        replicate(&hall, &Start::Empty, &effort, None, &|_| false).rest()
    };
    assert_eq!(rest(1.6), Rest::AtRest);
    let Rest::Unstable { grows_per_hour } = rest(2.2) else { panic!("more come than are served") };
    assert!((grows_per_hour / 12.0 - 1.0).abs() < 0.2, "{grows_per_hour}");
}
