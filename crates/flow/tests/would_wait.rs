//! What one who joins now would wait: against theory where there is one, and by hand where hours and breaks decide.
#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing fails at the right place")]

mod twin_halls;

use flow::calling::{Ageing, Class, Order, Set};
use flow::twin::{Away, Closing, Counter, Hall, Law, Purpose, Serving, Shift, State, Waiter, would_wait};
use statrs::distribution::{ContinuousCDF, Gamma};
use twin_halls::{HOUR_US, SECOND_US, names, plain_hall};

const NOON_US: i64 = 12 * HOUR_US;
const MINUTE_US: i64 = 60 * SECOND_US;
const ANYBODY: (usize, Class) = (0, Class(0));

/// All counters busy, and so many in line.
fn busy(hall: &Hall, waiting: usize) -> State {
    let serving = |counter| Serving { counter, purpose: 0, class: Class(0), since_us: NOON_US };
    State {
        now_us: NOON_US,
        waiting: (0..waiting).map(|_| Waiter::plain(0, Class(0), NOON_US)).collect(),
        serving: (0..hall.counters.len()).map(serving).collect(),
        ..State::default()
    }
}

#[test]
fn behind_others_at_busy_counters_the_wait_is_the_gamma_variable_of_theory() {
    for (counters, ahead) in [(1, 0), (2, 3), (5, 12), (9, 30)] {
        let hall = plain_hall(counters, 60.0);
        let state = busy(&hall, ahead);
        hall.check().unwrap();
        let runs = 2_000;
        let would = would_wait(&hall, &state, ANYBODY, runs, 1);
        let between_s = 180.0 / counters as f64;
        let calls = ahead as f64 + 1.0;
        let mean_s = would.mean_s().unwrap();
        let error_s = calls.sqrt() * between_s / f64::from(runs).sqrt();
        assert!((mean_s - calls * between_s).abs() < 4.0 * error_s, "{counters} {ahead}: {mean_s}");
        let theory = Gamma::new(calls, 1.0 / between_s).unwrap();
        for share in [0.1, 0.5, 0.9] {
            let below = theory.cdf(would.quantile_s(share).unwrap());
            let error = (share * (1.0 - share) / f64::from(runs)).sqrt();
            assert!((below - share).abs() < 4.0 * error, "{counters} {ahead}: {share} is {below}");
        }
        assert_eq!(would.never, 0);
    }
}

#[test]
fn where_those_ahead_may_leave_the_wait_is_the_sum_of_theorys_steps() {
    let mut hall = plain_hall(3, 60.0);
    hall.purposes[0].patience = Law::exponential(600.0).unwrap();
    let (state, runs) = (busy(&hall, 20), 2_000);
    let would = would_wait(&hall, &state, ANYBODY, runs, 2);
    let steps = (0..=20).map(|ahead| (3.0 / 180.0 + f64::from(ahead) / 600.0_f64).recip());
    let (mean_s, variance) =
        steps.fold((0.0, 0.0), |(sum, squares), step| (sum + step, squares + step * step));
    let error_s = (variance / f64::from(runs)).sqrt();
    assert!((would.mean_s().unwrap() - mean_s).abs() < 4.0 * error_s, "{:?} {mean_s}", would.mean_s());
    // who is asked about stays, however short the others' patience
    assert_eq!(would.waits_s.len(), runs as usize);
}

#[test]
fn a_service_that_has_gone_on_for_long_says_when_the_next_call_is() {
    let mut hall = plain_hall(1, 60.0);
    hall.purposes[0].service = Law::fixed(180.0).unwrap();
    let mut state = busy(&hall, 1);
    state.serving[0].since_us = NOON_US - 150 * SECOND_US;
    let would = would_wait(&hall, &state, ANYBODY, 10, 3);
    assert_eq!(would.waits_s, [210.0; 10]);
}

#[test]
fn with_a_free_counter_there_is_no_wait() {
    let hall = plain_hall(2, 60.0);
    let state = State { now_us: NOON_US, ..State::default() };
    let would = would_wait(&hall, &state, ANYBODY, 20, 4);
    assert_eq!((would.mean_s(), would.quantile_s(0.9)), (Some(0.0), Some(0.0)));
}

#[test]
fn a_break_that_comes_is_waited_for() {
    let mut hall = plain_hall(1, 60.0);
    hall.purposes[0].service = Law::fixed(180.0).unwrap();
    // works for five minutes more, and is back after twenty
    hall.counters[0].shifts = vec![
        Shift { from_us: 9 * HOUR_US, to_us: NOON_US + 5 * MINUTE_US },
        Shift { from_us: NOON_US + 20 * MINUTE_US, to_us: 17 * HOUR_US },
    ];
    let waits = |ahead| would_wait(&hall, &busy(&hall, ahead), ANYBODY, 5, 5).waits_s;
    assert_eq!(waits(0), [180.0; 5]);
    // the second service ends after the break has begun
    assert_eq!(waits(1), [1_200.0; 5]);
    assert_eq!(waits(2), [1_380.0; 5]);
}

#[test]
fn after_closing_they_are_served_or_sent_home_as_the_hall_does_it() {
    let mut hall = plain_hall(1, 0.0);
    hall.purposes[0].service = Law::fixed(1_800.0).unwrap();
    hall.closes_us = NOON_US + 10 * MINUTE_US;
    hall.counters[0].shifts = vec![Shift { from_us: 9 * HOUR_US, to_us: hall.closes_us }];
    let would = |hall: &Hall| would_wait(hall, &busy(hall, 0), ANYBODY, 5, 6);
    assert_eq!(would(&hall).waits_s, [1_800.0; 5]);
    hall.closing = Closing::SendHome;
    let sent = would(&hall);
    assert_eq!((sent.never, sent.mean_s(), sent.quantile_s(0.5)), (5, None, None));
}

/// Two purposes, of which only the first counter takes the second.
fn two_purposes() -> Hall {
    let mut hall = plain_hall(2, 0.0);
    let rare = Purpose::plain(names()[1], Law::fixed(60.0).unwrap());
    hall.purposes.push(rare);
    if let flow::twin::Arrivals::Rates { per_hour, .. } = &mut hall.arrivals {
        per_hour.push(vec![0.0; 2]);
    }
    hall.counters[1].purposes = Set::EMPTY.with(names()[0]);
    hall
}

#[test]
fn who_can_only_go_to_a_counter_on_break_waits_until_it_comes_back() {
    let hall = two_purposes();
    let mut state = State { now_us: NOON_US, ..State::default() };
    state.away = vec![Away { counter: 0, back_us: Some(NOON_US + 10 * MINUTE_US) }];
    hall.check().unwrap();
    let would = |purpose| would_wait(&hall, &state, (purpose, Class(0)), 10, 7).waits_s;
    assert_eq!(would(1), [600.0; 10]);
    assert_eq!(would(0), [0.0; 10]);
}

#[test]
fn who_nobody_can_serve_is_never_called() {
    let mut hall = two_purposes();
    hall.counters[0] = Counter { purposes: Set::EMPTY.with(names()[0]), ..hall.counters[0].clone() };
    let would = would_wait(&hall, &busy(&hall, 2), (1, Class(0)), 10, 8);
    assert_eq!((would.never, would.waits_s.len(), would.quantile_s(0.0)), (10, 0, None));
}

#[test]
fn a_class_that_goes_first_waits_less_and_one_that_is_overtaken_waits_more() {
    let mut hall = plain_hall(2, 30.0);
    hall.purposes[0].classes = vec![(Class(0), 0.5), (Class(1), 0.5)];
    let of = |start| Ageing { start, per_minute: 1 };
    hall.rule.order = Order::PriorityWithAgeing { classes: vec![(Class(1), of(60))], others: of(0) };
    let state = busy(&hall, 10);
    let mean = |class| would_wait(&hall, &state, (0, class), 500, 9).mean_s().unwrap();
    let first = mean(Class(1));
    // the next of two counters, of three minutes each
    assert!((first - 90.0).abs() < 4.0 * 90.0 / 500.0_f64.sqrt(), "{first}");
    // eleven calls of a minute and a half, and those who come meanwhile and go before
    assert!(mean(Class(0)) > 11.0 * 90.0 + 60.0, "{}", mean(Class(0)));
}

#[test]
fn the_same_seed_says_the_same_and_more_runs_only_add_to_it() {
    let mut hall = plain_hall(3, 60.0);
    hall.purposes[0].service = Law::log_normal(180.0, 0.8).unwrap();
    let state = busy(&hall, 6);
    let few = would_wait(&hall, &state, ANYBODY, 50, 10);
    let many = would_wait(&hall, &state, ANYBODY, 200, 10);
    assert_eq!(few, would_wait(&hall, &state, ANYBODY, 50, 10));
    assert!(few.waits_s.iter().all(|wait_s| many.waits_s.contains(wait_s)));
    assert_ne!(few, would_wait(&hall, &state, ANYBODY, 50, 11));
    // a longer queue under the same chance is a longer wait
    let behind = would_wait(&hall, &busy(&hall, 7), ANYBODY, 200, 10);
    assert!(behind.mean_s() > many.mean_s());
}
