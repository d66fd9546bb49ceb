//! Days whose answer is known: by a toy that does everything in the plainest way, by arithmetic, or by common sense.

#![expect(clippy::unwrap_used, reason = "tests")]

mod twin_halls;

use std::collections::BTreeMap;

use flow::calling::{Class, Set};
use flow::twin::{
    Appointment, Arrivals, Away, Closing, Counter, Diverted, Effort, Feel, Figure, Hall, Happened, Law,
    Missed, Next, Prepared, Purpose, Rest, Seen, Serving, Shift, Start, State, Verdict, Waiter, Wrong,
    compare, follow, replicate, run,
};
use proptest::collection::vec;
use proptest::prelude::*;
use twin_halls::{HOUR_US, SECOND_US, names, plain_hall};

const OPENS: i64 = 9 * HOUR_US;
const MINUTE_US: i64 = 60 * SECOND_US;

/// A hall with given arrivals, fixed service times and fixed patience: by purpose.
fn fixed_hall(servers: u128, arrivals: Vec<(i64, usize)>, service_s: [f64; 2], patience_s: [f64; 2]) -> Hall {
    let mut hall = plain_hall(servers, 0.0);
    hall.purposes = (0..2)
        .map(|n| Purpose {
            patience: Law::fixed(patience_s[n]).unwrap(),
            ..Purpose::plain(names()[n], Law::fixed(service_s[n]).unwrap())
        })
        .collect();
    hall.arrivals = Arrivals::Given(arrivals);
    hall
}

/// When each is called, or `None` for who leaves; second by second, everybody looked at in each.
fn toy(
    servers: usize,
    arrivals: &[(i64, usize)],
    service_s: [i64; 2],
    patience_s: [i64; 2],
) -> Vec<Option<i64>> {
    let mut called: Vec<Option<i64>> = vec![None; arrivals.len()];
    let mut gone = vec![false; arrivals.len()];
    let mut free_at = vec![0_i64; servers];
    let last = arrivals.last().map_or(0, |a| a.0) + 100_000;
    for now in 0..last {
        for (n, &(at, purpose)) in arrivals.iter().enumerate() {
            gone[n] |= called[n].is_none() && at <= now && at != now && now >= at + patience_s[purpose];
        }
        for (n, &(at, purpose)) in arrivals.iter().enumerate() {
            if at > now || gone[n] || called[n].is_some() {
                continue;
            }
            if let Some(desk) = free_at.iter().position(|&free| free <= now) {
                called[n] = Some(now);
                free_at[desk] = now + service_s[purpose];
            } else if patience_s[purpose] == 0 {
                gone[n] = true;
            }
        }
        if called.iter().zip(&gone).all(|(called, gone)| called.is_some() || *gone) {
            break;
        }
    }
    called
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn leaving_unnoticed_is_leaving(
        servers in 1..4_usize,
        gaps in vec((0..90_i64, 0..2_usize), 1..60),
        services in [1..200_i64, 1..200_i64],
        patience in [0..300_i64, 0..300_i64],
    ) {
        let mut at = 0;
        let arrivals: Vec<(i64, usize)> = gaps.iter().map(|&(gap, purpose)| { at += gap; (at, purpose) }).collect();
        let expected = toy(servers, &arrivals, services, patience);
        let given = arrivals.iter().map(|&(s, purpose)| (OPENS + s * SECOND_US, purpose)).collect();
        let hall = fixed_hall(servers as u128, given, services.map(|s| s as f64), patience.map(|s| s as f64));
        let mut called = vec![None; arrivals.len()];
        let outcome = follow(&hall, &Start::Empty, None, 1, 0, &mut |happened| {
            if let Happened::Called { at_us, order, .. } = happened {
                called[usize::try_from(order).unwrap()] = Some((at_us - OPENS) / SECOND_US);
            }
        });
        prop_assert_eq!(&called, &expected);
        prop_assert_eq!(outcome.all.left, expected.iter().filter(|called| called.is_none()).count() as u64);
        let waited: i64 = expected.iter().zip(&arrivals).map(|(called, &(at, purpose))| {
            called.map_or(patience[purpose], |called| called - at)
        }).sum();
        let queue_s: f64 = outcome.quarters.iter().map(|quarter| quarter.queue_s).sum();
        prop_assert!((queue_s - waited as f64).abs() < 1e-6, "{} {}", queue_s, waited);
    }

    #[test]
    fn a_run_from_a_live_state_goes_on_as_the_day_did(
        servers in 1..4_u128,
        gaps in vec((0..90_i64, 0..2_usize), 1..60),
        services in [1..200_i64, 1..200_i64],
        patience in [1..300_i64, 1..300_i64],
        stops in 1..3_000_i64,
    ) {
        let mut at = OPENS;
        let given: Vec<(i64, usize)> = gaps.iter().map(|&(gap, purpose)| { at += gap * SECOND_US; (at, purpose) }).collect();
        let hall = fixed_hall(servers, given, services.map(|s| s as f64), patience.map(|s| s as f64));
        // Between two seconds, so that nothing happens at that very time.
        let now_us = OPENS + stops * SECOND_US + 500_000;
        let (mut waiting, mut serving, mut later) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        let whole = follow(&hall, &Start::Empty, None, 1, 0, &mut |happened| match happened {
            Happened::Joined { at_us, order, purpose, leaves_us, .. } if at_us < now_us => {
                waiting.insert(order, (purpose, at_us, leaves_us));
            }
            Happened::Called { at_us, order, counter, until_us, .. } if at_us < now_us => {
                let (purpose, _, _) = waiting.remove(&order).unwrap();
                let since = Serving { counter, purpose, class: Class(0), since_us: at_us };
                serving.insert(counter, (since, until_us));
            }
            Happened::Called { at_us, until_us, .. } => later.push((at_us, until_us)),
            _ => {}
        });
        let still = waiting.values().filter(|(_, _, leaves_us)| *leaves_us > now_us);
        let state = State {
            now_us,
            waiting: still.map(|&(purpose, since_us, _)| Waiter::plain(purpose, Class(0), since_us)).collect(),
            serving: serving.values().filter(|(_, until_us)| *until_us > now_us).map(|(serving, _)| *serving).collect(),
            ..State::default()
        };
        let start = Start::From(state.clone());
        hall.check_start(&start).unwrap();
        let mut again = Vec::new();
        let rest = follow(&hall, &start, None, 1, 0, &mut |happened| {
            if let Happened::Called { at_us, until_us, .. } = happened {
                again.push((at_us, until_us));
            }
        });
        later.sort_unstable();
        again.sort_unstable();
        prop_assert_eq!(later, again);
        let there = (state.waiting.len() + state.serving.len()) as u64;
        prop_assert!(rest.all.arrived >= there && rest.ended_us <= whole.ended_us.max(now_us));
    }
}

#[test]
fn who_was_served_for_long_already_is_served_for_what_remains() {
    let mut hall = plain_hall(1, 0.0);
    hall.purposes[0].service = Law::log_normal(300.0, 1.2).unwrap();
    let now_us = OPENS + HOUR_US;
    let start = Start::From(State {
        now_us,
        waiting: vec![Waiter::plain(0, Class(0), now_us - MINUTE_US)],
        serving: vec![Serving { counter: 0, purpose: 0, class: Class(0), since_us: now_us - 10 * MINUTE_US }],
        ..State::default()
    });
    let runs = replicate(&hall, &start, &Effort::of(3, 4_000), None, &|_| false);
    let law = &hall.purposes[0].service;
    let n = 100_000;
    let remains =
        (0..n).map(|i| law.remaining(600.0, (f64::from(i) + 0.5) / f64::from(n))).sum::<f64>() / f64::from(n);
    let wait = runs.estimate(Figure::MeanWait).unwrap();
    assert!(remains > 300.0, "a long service goes on for long: {remains}");
    assert!((wait.mean - 60.0 - remains).abs() < 2.0 * wait.half_width(), "{wait:?} {remains}");
}

#[test]
fn who_has_waited_for_long_already_is_the_more_patient() {
    let mut hall = plain_hall(0, 0.0);
    hall.purposes[0].patience = Law::weibull(300.0, 0.5).unwrap();
    let now_us = OPENS + HOUR_US;
    let waiter = Waiter::plain(0, Class(0), now_us - 20 * MINUTE_US);
    let start = Start::From(State { now_us, waiting: vec![waiter; 2_000], ..State::default() });
    let outcome = run(&hall, &start, Some(now_us + 10 * MINUTE_US), 5, 0, None);
    let law = &hall.purposes[0].patience;
    let leaves = 1.0 - law.survival(1_800.0) / law.survival(1_200.0);
    let share = outcome.all.left as f64 / 2_000.0;
    assert!((share - leaves).abs() < 4.0 * (leaves * (1.0 - leaves) / 2_000.0).sqrt(), "{share} {leaves}");
}

#[test]
fn who_is_on_a_break_comes_back_when_they_said() {
    let mut hall = plain_hall(2, 0.0);
    hall.purposes[0].service = Law::fixed(600.0).unwrap();
    let now_us = OPENS + HOUR_US;
    let state = State {
        now_us,
        waiting: vec![Waiter::plain(0, Class(0), now_us); 2],
        away: vec![Away { counter: 1, back_us: Some(now_us + 2 * MINUTE_US) }],
        open: vec![true, true],
        ..State::default()
    };
    let mut calls = Vec::new();
    let told = &mut |happened| {
        if let Happened::Called { at_us, counter, .. } = happened {
            calls.push((at_us - now_us, counter));
        }
    };
    let _ = follow(&hall, &Start::From(state), None, 1, 0, told);
    assert_eq!(calls, [(0, 0), (2 * MINUTE_US, 1)]);
}

#[test]
fn a_counter_that_is_closed_against_its_shift_stays_so_until_the_next() {
    let mut hall = plain_hall(2, 0.0);
    hall.counters[1].shifts.push(Shift { from_us: 17 * HOUR_US, to_us: 17 * HOUR_US + 1 });
    let now_us = OPENS + HOUR_US;
    let state = |open| State { now_us, open, ..State::default() };
    let busy = |open| run(&hall, &Start::From(state(open)), None, 1, 0, None).counters.map_open();
    assert_eq!(busy(vec![true, false]), [7.0 * 3_600.0, 0.0]);
    assert_eq!(busy(vec![]), [7.0 * 3_600.0, 7.0 * 3_600.0]);
}

/// Seconds at work, by counter.
trait Open {
    fn map_open(&self) -> Vec<f64>;
}

impl Open for Vec<flow::twin::Work> {
    fn map_open(&self) -> Vec<f64> {
        self.iter().map(|work| work.open_s.round()).collect()
    }
}

#[test]
fn without_arrivals_nothing_happens_and_without_counters_nobody_is_served() {
    let nothing = run(&plain_hall(2, 0.0), &Start::Empty, None, 1, 0, None);
    assert_eq!((nothing.events, nothing.all.arrived, nothing.all.waits.mean_s()), (0, 0, None));
    let hall = plain_hall(0, 30.0);
    hall.check().unwrap();
    let runs = replicate(&hall, &Start::Empty, &Effort::of(1, 5), None, &|_| false);
    assert_eq!(runs.estimate(Figure::MeanWait), None);
    assert_eq!(runs.estimate(Figure::NotServed).unwrap().mean, 1.0);
    assert_eq!(runs.rest(), Rest::NotAsked);
}

#[test]
fn one_customer_in_a_year_is_served_at_once() {
    let mut hall = plain_hall(1, 0.0);
    (hall.opens_us, hall.closes_us) = (0, 365 * 24 * HOUR_US);
    hall.counters[0].shifts = vec![Shift { from_us: 0, to_us: 365 * 24 * HOUR_US }];
    hall.arrivals = Arrivals::Rates {
        step_us: 15 * MINUTE_US,
        from_us: 0,
        per_hour: vec![vec![1.0 / 365.0 / 24.0; 36]],
        day_spread: 0.0,
        repeats: true,
    };
    hall.check().unwrap();
    let runs = replicate(&hall, &Start::Empty, &Effort::of(1, 300), None, &|_| false);
    let served: u64 = runs.outcomes().iter().map(|outcome| outcome.all.served).sum();
    assert!((250..350).contains(&served), "{served}");
    assert!(runs.waits().quantile_s(0.9).unwrap() < 1.0);
}

#[test]
fn a_service_of_days_keeps_its_counter_past_every_shift() {
    let mut hall = fixed_hall(1, vec![(OPENS, 0), (OPENS + 1, 1)], [3.0 * 86_400.0, 60.0], [1e9, 1e9]);
    hall.closing = Closing::SendHome;
    let outcome = run(&hall, &Start::Empty, None, 1, 0, None);
    assert_eq!((outcome.all.served, outcome.all.sent_home), (1, 1));
    assert_eq!(outcome.ended_us, OPENS + 72 * HOUR_US);
    assert_eq!(outcome.counters[0].overtime_s, 64.0 * 3_600.0);
}

#[test]
fn after_closing_all_are_served_or_all_are_sent_home() {
    let mut hall = plain_hall(1, 60.0);
    let all = run(&hall, &Start::Empty, None, 4, 0, None);
    assert!(
        all.all.served == all.all.arrived
            && all.ended_us > hall.closes_us
            && all.counters[0].overtime_s > 600.0
    );
    hall.closing = Closing::SendHome;
    let home = run(&hall, &Start::Empty, None, 4, 0, None);
    assert_eq!(home.all.arrived, all.all.arrived);
    assert!(home.all.sent_home > 0 && home.all.served + home.all.sent_home == home.all.arrived);
}

#[test]
fn shares_are_kept() {
    let mut hall = plain_hall(40, 600.0);
    let purpose = &mut hall.purposes[0];
    purpose.diverted = Diverted { share: 0.2, comes_back: 0.5, after: Law::fixed(60.0).unwrap() };
    purpose.next = vec![Next { share: 0.25, purpose: 0, same_counter: true, keeps_place: false }];
    purpose.prepared = Prepared { share: 0.4, takes: Law::zero(), factor: 0.5 };
    hall.missed = Missed { share: 0.1, holds: Law::fixed(30.0).unwrap() };
    hall.to_counter = Law::fixed(15.0).unwrap();
    let early = Appointment {
        purpose: 0,
        class: Class(0),
        window: flow::calling::Window { from_us: OPENS + HOUR_US, to_us: OPENS + 2 * HOUR_US },
        comes: 0.7,
    };
    hall.appointments = vec![early; 1_000];
    hall.check().unwrap();
    let all = run(&hall, &Start::Empty, None, 9, 0, None).all;
    let visits = (all.arrived - all.continued) as f64;
    let promised = 1_000.0 - all.no_shows as f64;
    let near = |found: f64, wanted: f64, of: f64, what: &str| {
        let error = (wanted * (1.0 - wanted) / of).sqrt();
        assert!((found - wanted).abs() < 4.5 * error, "{what}: {found} {wanted}");
    };
    near(promised / 1_000.0, 0.7, 1_000.0, "kept appointments");
    near(all.diverted as f64 / (visits - promised), 0.2, visits, "diverted");
    near(all.came_back as f64 / all.diverted as f64, 0.5, all.diverted as f64, "came back");
    let called = (all.served + all.missed) as f64;
    near(all.missed as f64 / called, 0.1, called, "missed");
    near(all.continued as f64 / all.served as f64, 0.25, all.served as f64, "went on");
    let mean = all.services_s / all.served as f64;
    assert!((mean / (180.0 * 0.8) - 1.0).abs() < 0.06, "service with forms filled: {mean}");
}

#[test]
fn a_further_service_stays_at_its_counter_only_if_that_can_serve_it() {
    let mut hall = fixed_hall(2, vec![(OPENS, 0), (OPENS, 0)], [60.0, 120.0], [1e9; 2]);
    hall.purposes[0].next = vec![Next { share: 1.0, purpose: 1, same_counter: true, keeps_place: true }];
    let (first, second) = (hall.purposes[0].key, hall.purposes[1].key);
    // both can do it: each customer stays at a counter
    let outcome = run(&hall, &Start::Empty, None, 3, 0, None);
    assert_eq!(outcome.counters.iter().map(|work| work.served).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(outcome.purposes[1].waits.max_s(), 0.0);
    // one counter cannot: its customer is served after the other's, and nobody waits till the doors close
    hall.counters[0].purposes = [first].into_iter().collect();
    hall.counters[1].purposes = [first, second].into_iter().collect();
    hall.closing = Closing::SendHome;
    let outcome = run(&hall, &Start::Empty, None, 3, 0, None);
    assert_eq!((outcome.all.served, outcome.all.sent_home), (4, 0));
    assert_eq!(outcome.counters.iter().map(|work| work.served).collect::<Vec<_>>(), [1, 3]);
    assert!((outcome.purposes[1].waits.max_s() - 120.0).abs() < 1e-6);
}

#[test]
fn a_person_has_a_pace_and_times_of_their_own() {
    let mut hall = plain_hall(3, 200.0);
    hall.counters[1].pace = 2.0;
    hall.counters[2].own = vec![(0, Law::fixed(90.0).unwrap())];
    let outcome = run(&hall, &Start::Empty, None, 2, 0, None);
    let mean = |n: usize| outcome.counters[n].busy_s / outcome.counters[n].served as f64;
    assert!((mean(0) / 180.0 - 1.0).abs() < 0.25, "{}", mean(0));
    assert!((mean(1) / 360.0 - 1.0).abs() < 0.25, "{}", mean(1));
    assert!((mean(2) - 90.0).abs() < 1e-3, "{}", mean(2));
}

#[test]
fn a_day_that_began_busy_is_expected_to_stay_so() {
    let mut hall = plain_hall(0, 60.0);
    let Arrivals::Rates { day_spread, .. } = &mut hall.arrivals else { panic!("rates") };
    *day_spread = 0.3;
    let arrivals = |arrived| {
        let start = Start::From(State { now_us: OPENS + 4 * HOUR_US, arrived, ..State::default() });
        let runs = replicate(&hall, &start, &Effort::of(1, 400), None, &|_| false);
        runs.outcomes().iter().map(|o| o.all.arrived as f64).sum::<f64>() / 400.0
    };
    // Prior: gamma of shape 1/0.09. After 360 where 240 were expected: (11.1 + 360) / (11.1 + 240) = 1.478.
    assert!((arrivals(Some(360)) / 240.0 - 1.478).abs() < 0.02, "{}", arrivals(Some(360)));
    assert!((arrivals(None) / 240.0 - 1.0).abs() < 0.05, "{}", arrivals(None));
}

#[test]
fn a_counter_more_is_better_and_a_change_of_nothing_is_no_difference() {
    let runs =
        |hall: &Hall, seed: u64| replicate(hall, &Start::Empty, &Effort::of(seed, 60), None, &|_| false);
    let (today, more) = (plain_hall(4, 70.0), plain_hall(5, 70.0));
    let paired = compare(&runs(&today, 1), &runs(&more, 1), Figure::MeanWait, 10.0).unwrap();
    assert_eq!(paired.verdict, Verdict::Better);
    let mut quicker = today.clone();
    quicker.counters[0].pace = 0.97;
    let paired = compare(&runs(&today, 1), &runs(&quicker, 1), Figure::MeanWait, 0.0).unwrap();
    let strangers = compare(&runs(&today, 1), &runs(&quicker, 2), Figure::MeanWait, 0.0).unwrap();
    assert!(3.0 * (paired.high - paired.low) < strangers.high - strangers.low, "{paired:?} {strangers:?}");
    assert_eq!((paired.verdict, strangers.verdict), (Verdict::Better, Verdict::NoRealDifference));
    let same = compare(&runs(&today, 1), &runs(&today, 1), Figure::WaitQuantile(0.9), 0.0).unwrap();
    assert_eq!((same.verdict, same.difference), (Verdict::NoRealDifference, 0.0));
    let chance = compare(&runs(&today, 1), &runs(&today, 2), Figure::Within(300.0), 0.0).unwrap();
    assert_eq!(chance.verdict, Verdict::NoRealDifference);
}

#[test]
fn runs_stop_when_the_interval_is_narrow_enough_or_when_told() {
    let hall = plain_hall(4, 70.0);
    let effort = Effort { at_most: 5_000, until_narrow: Some((Figure::MeanWait, 15.0)), ..Effort::of(1, 10) };
    let runs = replicate(&hall, &Start::Empty, &effort, None, &|_| false);
    assert!(runs.estimate(Figure::MeanWait).unwrap().half_width() <= 15.0);
    assert!((11..5_000).contains(&runs.outcomes().len()), "{}", runs.outcomes().len());
    let told = replicate(&hall, &Start::Empty, &Effort::of(1, 1_000), None, &|done| done >= 7);
    assert_eq!(told.outcomes(), &runs.outcomes()[..7]);
}

/// Half the minutes waited, and ten for leaving.
struct Minutes;

impl Feel for Minutes {
    fn score(&self, seen: &Seen) -> f64 {
        assert_eq!(seen.services.is_empty(), seen.left);
        f64::from(seen.waits_s.iter().sum::<f32>()) / 120.0 + if seen.left { 10.0 } else { 0.0 }
    }
}

#[test]
fn what_a_visit_felt_like_is_asked_once_a_visit() {
    let mut hall = plain_hall(3, 90.0);
    hall.purposes[0].patience = Law::exponential(300.0).unwrap();
    let outcome = run(&hall, &Start::Empty, None, 6, 0, Some(&Minutes));
    let all = &outcome.all;
    assert_eq!(all.felt.n, all.served + all.left);
    let expected = (all.waits.sum_s() + all.left_after.sum_s()) / 120.0 + 10.0 * all.left as f64;
    assert!((all.felt.sum / expected - 1.0).abs() < 1e-5, "{} {expected}", all.felt.sum);
}

/// How much longer the first service took than the second.
struct OfTwo;

impl Feel for OfTwo {
    fn score(&self, seen: &Seen) -> f64 {
        let [(first, first_s), (second, second_s)] = *seen.services else { panic!("{seen:?}") };
        assert_eq!((seen.purpose, first, second), (0, 0, 1));
        f64::from(first_s - second_s)
    }
}

#[test]
fn each_service_of_a_visit_is_told_with_its_own_purpose() {
    let mut hall = plain_hall(3, 30.0);
    hall.purposes[0].service = Law::fixed(200.0).unwrap();
    hall.purposes[0].next = vec![Next { share: 1.0, purpose: 1, same_counter: false, keeps_place: false }];
    hall.purposes.push(Purpose::plain(hall.purposes[0].key, Law::fixed(60.0).unwrap()));
    let Arrivals::Rates { per_hour, .. } = &mut hall.arrivals else { panic!("rates") };
    per_hour.push(vec![0.0; per_hour[0].len()]);
    hall.check().unwrap();
    let felt = run(&hall, &Start::Empty, None, 6, 0, Some(&OfTwo)).all.felt;
    assert!(felt.n > 50 && (felt.sum / felt.n as f64 - 140.0).abs() < 0.1, "{felt:?}");
}

#[test]
fn what_is_wrong_with_a_hall_is_told_all_at_once_with_place_and_value() {
    let mut hall = plain_hall(2, 30.0);
    hall.closes_us = hall.opens_us - 1;
    hall.purposes[0].classes = vec![(Class(0), 0.5), (Class(1), 0.3)];
    hall.purposes[0].next = vec![Next { share: 1.0, purpose: 0, same_counter: false, keeps_place: false }];
    hall.counters[1].shifts.push(Shift { from_us: hall.opens_us, to_us: hall.opens_us });
    hall.counters[0].pace = f64::NAN;
    hall.counters[0].own = vec![(7, Law::zero())];
    hall.missed.share = -0.1;
    hall.purposes[0].service = Law::never();
    let faults = hall.check().unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| (fault.place.as_str(), fault.wrong)).collect();
    for expected in [
        ("closes_us", Wrong::EndsBeforeItBegins),
        ("purposes[0].classes", Wrong::SharesDoNotSum),
        ("purposes[0].next", Wrong::Endless),
        ("purposes[0].service", Wrong::NotANumber),
        ("counters[0].pace", Wrong::NotANumber),
        ("counters[0].own[0]", Wrong::Unknown),
        ("counters[1].shifts[1].from_us", Wrong::Overlaps),
        ("missed.share", Wrong::NotAShare),
    ] {
        assert!(told.contains(&expected), "{expected:?} in {told:?}");
    }
    let start = Start::From(State {
        now_us: 5,
        waiting: vec![Waiter::plain(3, Class(0), 9)],
        serving: vec![Serving { counter: 0, purpose: 0, class: Class(0), since_us: 0 }; 2],
        ..State::default()
    });
    assert_eq!(plain_hall(1, 1.0).check_start(&start).unwrap_err().len(), 4);
    assert_eq!(Counter::plain(1, vec![]).purposes, Set::ALL);
}
