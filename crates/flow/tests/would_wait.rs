//! What one who joins now would wait: against theory where there is one, and by hand where hours and breaks decide.
#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing fails at the right place")]

mod twin_halls;

use flow::calling::{Ageing, Class, Order, Set};
use flow::twin::{
    Away, Closing, Counter, Hall, Happened, Law, Purpose, Serving, Shift, Start, State, Waiter, follow,
    would_wait,
};
use flow::wait::{Estimator, Floor, Score, Simulated, estimate};
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

/// Who joined a day of the hall while nobody was free, how it stood then, and how long they waited.
fn a_day(hall: &Hall, seed: u64) -> Vec<(State, usize, f64)> {
    let mut waiting: Vec<(u64, Waiter)> = Vec::new();
    let mut serving: Vec<Option<(Serving, i64)>> = vec![None; hall.counters.len()];
    let (mut asked, mut waited) = (Vec::new(), Vec::new());
    let mut hear = |happened| match happened {
        Happened::Joined { at_us, order, purpose, class, .. } => {
            let busy: Vec<Serving> =
                serving.iter().flatten().filter(|of| of.1 > at_us).map(|of| of.0).collect();
            if busy.len() == hall.counters.len() {
                let waiting = waiting.iter().map(|of| of.1).collect();
                asked.push((
                    order,
                    State { now_us: at_us, waiting, serving: busy, ..State::default() },
                    purpose,
                ));
            }
            waiting.push((order, Waiter::plain(purpose, class, at_us)));
        }
        Happened::Called { at_us, order, counter, until_us, .. } => {
            let place = waiting.iter().position(|of| of.0 == order).unwrap();
            let (_, Waiter { purpose, class, since_us, .. }) = waiting.remove(place);
            serving[counter] = Some((Serving { counter, purpose, class, since_us: at_us }, until_us));
            waited.push((order, (at_us - since_us) as f64 / 1e6));
        }
        _ => {}
    };
    drop(follow(hall, &Start::Empty, None, seed, 0, &mut hear));
    let wait_s = |order: u64| waited.iter().find(|of: &&(u64, f64)| of.0 == order).map(|of| of.1);
    asked.into_iter().filter_map(|(order, state, purpose)| Some((state, purpose, wait_s(order)?))).collect()
}

#[test]
fn of_a_hall_that_is_known_it_is_right_on_the_mean_holds_for_four_in_five_and_errs_less_than_queue_length() {
    let mut hall = plain_hall(3, 56.0);
    hall.purposes[0].service = Law::log_normal(180.0, 0.4).unwrap();
    let (mut simulated, mut length) = (Score::default(), Score::default());
    for day in 0..25 {
        // each fifth: who joins one after the other is in the same line
        for (state, purpose, wait_s) in a_day(&hall, 1_000 + day).into_iter().step_by(5) {
            let would = would_wait(&hall, &state, (purpose, Class(0)), 200, day);
            let said = Simulated {
                point_s: would.mean_s().unwrap(),
                low_s: would.quantile_s(0.1).unwrap(),
                high_s: would.quantile_s(0.9).unwrap(),
            };
            let floor = Floor {
                ahead: u32::try_from(state.waiting.len()).unwrap(),
                open_counters: 3,
                mean_service_s: Some(180.0),
                simulated: Some(said),
                ..Floor::default()
            };
            let told = estimate(&floor, &flow::wait::Records::default());
            simulated.push(&told.by(Estimator::Simulated).known().unwrap(), wait_s);
            length.push(&told.by(Estimator::QueueLength).known().unwrap(), wait_s);
        }
    }
    let mse = |score: &Score| score.mean_squared_error_s2().unwrap();
    let (covered, _) = simulated.coverage().unwrap();
    let bias_s = simulated.mean_error_s().unwrap();
    eprintln!("{} waits, {} and {}, {covered}, {bias_s}", simulated.waits(), mse(&simulated), mse(&length));
    let n = simulated.waits() as f64;
    assert!(n > 1_500.0);
    // neighbours share their line, so twice the errors of as many strangers are allowed for
    assert!((covered - 0.8).abs() < 4.0 * 2.0 * (0.16 / n).sqrt(), "{covered}");
    assert!(bias_s.abs() < 4.0 * 2.0 * (mse(&simulated) / n).sqrt(), "{bias_s}");
    assert!(mse(&simulated) < 0.85 * mse(&length), "{} {}", mse(&simulated), mse(&length));
}
