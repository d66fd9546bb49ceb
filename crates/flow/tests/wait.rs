//! Told waits, held against published values and against simulated halls in which the truth is known.
#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing fails at the right place")]

use flow::wait::{
    Basis, ENOUGH, Estimate, Estimator, Floor, Interval, KEPT, Minutes, REMEMBERED, Record, Records, Score,
    Told, Why, estimate, told_minutes, wilson,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::collections::VecDeque;

/// Three counters at five minutes, four people ahead: one's own call is the fifth, one each 100 s.
fn busy() -> Floor {
    Floor {
        ahead: 4,
        open_counters: 3,
        idle_counters: 0,
        mean_service_s: Some(300.0),
        last_entered_wait_s: Some(400.0),
        head_of_line_wait_s: Some(350.0),
        leaving_per_s: None,
        simulated: None,
    }
}

fn unlearnt(floor: &Floor) -> Told {
    estimate(floor, &Records::default())
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-4 * expected.abs()
}

#[test]
fn queue_length_tells_the_mean_and_the_tenths_of_an_erlang_distribution() {
    let told = unlearnt(&busy()).queue_length.known().unwrap();
    assert!(close(told.point_s, 500.0), "{told:?}");
    // half of χ² with 10 degrees of freedom at 10 % and 90 %, times 100 s
    assert!(close(told.low_s, 243.259), "{told:?}");
    assert!(close(told.high_s, 799.36), "{told:?}");
    assert_eq!(told.basis, Basis::Theory);
}

#[test]
fn with_nobody_ahead_and_all_counters_busy_the_wait_is_exponential() {
    let told = unlearnt(&Floor { ahead: 0, head_of_line_wait_s: None, ..busy() });
    let interval = told.queue_length.known().unwrap();
    assert!(close(interval.low_s, -100.0 * 0.9_f64.ln()) && close(interval.high_s, -100.0 * 0.1_f64.ln()));
    assert_eq!(told.head_of_line, Estimate::Unknown { why: Why::NobodyWaits });
}

#[test]
fn behind_a_head_of_line_who_just_came_two_calls_are_to_come() {
    let told = unlearnt(&Floor { head_of_line_wait_s: Some(0.0), ..busy() }).head_of_line.known().unwrap();
    // half of χ² with 4 degrees of freedom
    assert!(close(told.low_s, 53.181) && close(told.high_s, 388.972), "{told:?}");
}

#[test]
fn an_idle_counter_means_no_wait() {
    let told = unlearnt(&Floor { ahead: 0, idle_counters: 1, mean_service_s: None, ..busy() });
    assert_eq!(told.best, Some(Estimator::QueueLength));
    let interval = told.tell().known().unwrap();
    assert_eq!((interval.point_s, interval.low_s, interval.high_s), (0.0, 0.0, 0.0));
}

#[test]
fn without_an_open_counter_nothing_is_told() {
    let told = unlearnt(&Floor { open_counters: 0, ..busy() });
    for estimator in Estimator::ALL {
        assert_eq!(told.by(estimator), Estimate::Unknown { why: Why::NoOpenCounter });
    }
    assert_eq!((told.best, told.tell()), (None, Estimate::Unknown { why: Why::NoOpenCounter }));
}

#[test]
fn without_a_mean_service_time_only_a_record_can_tell() {
    let floor = Floor { mean_service_s: None, ..busy() };
    let told = unlearnt(&floor);
    assert_eq!(told.tell(), Estimate::Unknown { why: Why::NoServiceMean });
    let mut records = Records::default();
    for wait in 0..ENOUGH {
        records.head_of_line.push(100.0, 90.0 + wait as f64);
    }
    let told = estimate(&floor, &records);
    assert_eq!(told.best, Some(Estimator::HeadOfLine));
    let interval = told.tell().known().unwrap();
    // of 30 ratios, the 3rd and the 28th
    assert!(close(interval.low_s, 350.0 * 0.92) && close(interval.high_s, 350.0 * 1.17), "{interval:?}");
}

#[test]
fn figures_that_make_no_sense_are_refused() {
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        let floor = Floor {
            mean_service_s: Some(bad),
            last_entered_wait_s: Some(bad),
            head_of_line_wait_s: Some(bad),
            ..busy()
        };
        assert_eq!(unlearnt(&floor).best, None);
        assert_eq!(unlearnt(&floor).queue_length, Estimate::Unknown { why: Why::NotAFigure });
        let mut record = Record::default();
        assert!(!record.push(bad, 1.0) && !record.push(1.0, bad) && record.is_empty());
    }
    assert_eq!(
        unlearnt(&Floor { mean_service_s: Some(0.0), ..busy() }).queue_length,
        Estimate::Unknown { why: Why::NotAFigure }
    );
}

#[test]
fn a_small_estimate_is_corrected_by_a_difference_and_never_below_nothing() {
    let mut record = Record::default();
    for _ in 0..ENOUGH {
        record.push(50.0, 10.0);
    }
    assert_eq!(record.interval(100.0), None, "no ratio was learnt");
    let interval = record.interval(20.0).unwrap();
    assert_eq!((interval.low_s, interval.high_s), (0.0, 0.0));
    assert_eq!(record.interval(59.0).unwrap().low_s, 19.0);
}

#[test]
fn a_record_forgets_the_oldest_waits() {
    let mut record = Record::default();
    for wait in 0..KEPT + 100 {
        record.push(100.0, if wait < 100 { 1e6 } else { 100.0 });
    }
    assert_eq!((record.len(), record.mean_squared_error()), (KEPT, Some(0.0)));
    let interval = record.interval(100.0).unwrap();
    assert_eq!(
        (interval.low_s, interval.high_s, interval.basis),
        (100.0, 100.0, Basis::Learnt { waits: KEPT })
    );
}

#[test]
fn the_estimator_that_erred_least_is_told_once_all_have_learnt_enough() {
    let mut records = Records::default();
    for wait in 0..ENOUGH {
        assert_eq!(estimate(&busy(), &records).best, Some(Estimator::QueueLength), "after {wait}");
        records.queue_length.push(500.0, 300.0);
        records.head_of_line.push(350.0, 300.0);
        records.last_to_enter.push(310.0, 300.0);
    }
    assert_eq!(estimate(&busy(), &records).best, Some(Estimator::LastToEnter));
    assert_eq!(
        estimate(&Floor { ahead: 0, idle_counters: 1, ..busy() }, &records).best,
        Some(Estimator::QueueLength),
        "only queue length sees an idle counter"
    );
}

#[test]
fn a_score_gives_errors_and_coverage_with_its_own_doubt() {
    let told = Interval { point_s: 100.0, low_s: 50.0, high_s: 150.0, basis: Basis::Theory };
    let (mut first, mut second) = (Score::default(), Score::default());
    assert_eq!((first.mean_error_s(), first.coverage()), (None, None));
    first.push(&told, 90.0);
    first.push(&told, 150.0);
    second.push(&told, 170.0);
    second.push(&told, f64::NAN);
    first.join(&second);
    assert_eq!(first.waits(), 3);
    assert!(close(first.mean_error_s().unwrap(), -110.0 / 3.0));
    assert!(close(first.mean_absolute_error_s().unwrap(), 130.0 / 3.0));
    assert!(close(first.mean_squared_error_s2().unwrap(), 7500.0 / 3.0));
    assert!(close(first.coverage().unwrap().0, 2.0 / 3.0));
}

/// R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
#[test]
fn the_interval_of_a_share_is_the_published_one() {
    for (hits, n, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)] {
        let [found_low, found_high] = wilson(hits, n).unwrap();
        assert!((found_low - low).abs() < 5e-5 && (found_high - high).abs() < 5e-5, "{hits}/{n}");
    }
    assert_eq!(wilson(0, 0), None);
}

#[test]
fn minutes_are_rounded_outwards() {
    assert_eq!(told_minutes(0.0, 0.0), Some(Minutes::LessThanOne));
    assert_eq!(told_minutes(0.0, 60.0), Some(Minutes::LessThanOne));
    assert_eq!(told_minutes(59.9, 60.1), Some(Minutes::Between { low: 0, high: 2 }));
    assert_eq!(told_minutes(243.0, 799.0), Some(Minutes::Between { low: 4, high: 14 }));
    assert_eq!(told_minutes(300.0, 300.0), Some(Minutes::Between { low: 5, high: 5 }));
    assert_eq!(told_minutes(7100.0, 7200.0), Some(Minutes::Between { low: 118, high: 120 }));
    assert_eq!(told_minutes(1830.0, 7200.1), Some(Minutes::FromToOverTwoHours { low: 30 }));
    assert_eq!(told_minutes(7200.1, 9000.0), Some(Minutes::OverTwoHours));
    assert_eq!(told_minutes(100.0, f64::INFINITY), Some(Minutes::FromToOverTwoHours { low: 1 }));
    for (low, high) in [(-1.0, 5.0), (5.0, 4.0), (f64::NAN, 1.0), (1.0, f64::NAN)] {
        assert_eq!(told_minutes(low, high), None, "{low} {high}");
    }
}

/// A hall with one queue, first come, first served. Tells each customer a wait, and learns of it when they are called.
struct Hall {
    counters: u32,
    mean_service_s: f64,
    load: f64,
    customers: usize,
    learns: bool,
}

/// What customers who had to wait were told, by estimator, and how it turned out.
#[derive(Default)]
struct Outcome {
    queue_length: Score,
    last_to_enter: Score,
    head_of_line: Score,
}

fn exponential(rng: &mut Pcg64, mean: f64) -> f64 {
    -mean * (1.0 - rng.random::<f64>()).ln()
}

impl Hall {
    fn run(&self, rng: &mut Pcg64, mut service: impl FnMut(&mut Pcg64, f64) -> f64) -> Outcome {
        let mut outcome = Outcome::default();
        let mut records = Records::default();
        let mut free_at = vec![0.0_f64; self.counters as usize];
        let mut queue: VecDeque<(f64, f64, Told)> = VecDeque::new();
        let mut last_entered_wait_s = None;
        let mut now = 0.0;
        while outcome.queue_length.waits() < self.customers as u64 {
            now += exponential(rng, self.mean_service_s / f64::from(self.counters) / self.load);
            while let Some(&(came, called, told)) = queue.front().filter(|(_, called, _)| *called <= now) {
                queue.pop_front();
                last_entered_wait_s = Some(called - came);
                if self.learns {
                    records.learn(&told, called - came);
                }
            }
            let told = estimate(
                &Floor {
                    ahead: u32::try_from(queue.len()).unwrap(),
                    open_counters: self.counters,
                    idle_counters: u32::try_from(free_at.iter().filter(|&&at| at <= now).count()).unwrap(),
                    mean_service_s: Some(self.mean_service_s),
                    last_entered_wait_s,
                    leaving_per_s: None,
                    head_of_line_wait_s: queue.front().map(|(came, _, _)| now - came),
                    simulated: None,
                },
                &records,
            );
            let next = (0..free_at.len()).min_by(|&a, &b| free_at[a].total_cmp(&free_at[b])).unwrap();
            let called = free_at[next].max(now);
            free_at[next] = called + service(rng, self.mean_service_s);
            queue.push_back((now, called, told));
            if called > now && (!self.learns || records.queue_length.is_enough()) {
                let scores =
                    [&mut outcome.queue_length, &mut outcome.last_to_enter, &mut outcome.head_of_line];
                for (score, said) in
                    scores.into_iter().zip([told.queue_length, told.last_to_enter, told.head_of_line])
                {
                    if let Some(interval) = said.known() {
                        score.push(&interval, called - now);
                    }
                }
            }
        }
        outcome
    }
}

fn coverage(score: &Score) -> f64 {
    score.coverage().unwrap().0
}

#[test]
fn with_exponential_service_the_interval_of_queue_length_holds_for_four_in_five() {
    for (seed, counters, load) in [(1, 1, 0.8), (2, 4, 0.9), (3, 12, 0.95)] {
        let hall = Hall { counters, mean_service_s: 300.0, load, customers: 20_000, learns: false };
        let outcome = hall.run(&mut Pcg64::seed_from_u64(seed), exponential);
        let covered = coverage(&outcome.queue_length);
        assert!((0.78..=0.82).contains(&covered), "{counters} counters: {covered}");
        let bias = outcome.queue_length.mean_error_s().unwrap()
            / outcome.queue_length.mean_absolute_error_s().unwrap();
        assert!(bias.abs() < 0.1, "{bias}");
    }
}

#[test]
fn in_a_busy_hall_the_delay_history_errs_about_twice_as_much_squared_as_queue_length() {
    let hall = Hall { counters: 10, mean_service_s: 300.0, load: 0.98, customers: 60_000, learns: false };
    let outcome = hall.run(&mut Pcg64::seed_from_u64(4), exponential);
    let of = |score: &Score| {
        score.mean_squared_error_s2().unwrap() / outcome.queue_length.mean_squared_error_s2().unwrap()
    };
    for score in [&outcome.head_of_line, &outcome.last_to_enter] {
        assert!((1.7..2.3).contains(&of(score)), "{}", of(score));
        assert!((0.75..0.87).contains(&coverage(score)), "{}", coverage(score));
    }
}

#[test]
fn a_hall_learns_its_interval_whatever_its_services_are_like() {
    let constant = |_: &mut Pcg64, mean: f64| mean;
    // nine in ten take a third of the mean, one in ten seven times the mean
    let mixed = |rng: &mut Pcg64, mean: f64| if rng.random::<f64>() < 0.9 { mean / 3.0 } else { mean * 7.0 };
    let hall = Hall { counters: 3, mean_service_s: 300.0, load: 0.9, customers: 20_000, learns: true };
    for (name, outcome) in [
        ("constant", hall.run(&mut Pcg64::seed_from_u64(5), constant)),
        ("mixed", hall.run(&mut Pcg64::seed_from_u64(6), mixed)),
    ] {
        for score in [&outcome.queue_length, &outcome.last_to_enter, &outcome.head_of_line] {
            assert!((0.75..=0.85).contains(&coverage(score)), "{name}: {}", coverage(score));
        }
    }
    let unlearnt = Hall { learns: false, ..hall }.run(&mut Pcg64::seed_from_u64(5), constant);
    assert!(
        coverage(&unlearnt.queue_length) > 0.9,
        "the formulas alone would not have held: {}",
        coverage(&unlearnt.queue_length)
    );
}

#[test]
fn where_those_ahead_leave_the_wait_is_shorter() {
    // three calls in 300 s: with nobody leaving 100 s a step; each who waits leaves at the rate of a call
    let floor = Floor { ahead: 2, leaving_per_s: Some(0.01), ..busy() };
    let told = unlearnt(&floor).with_leaving.known().unwrap();
    assert!(close(told.point_s, 100.0 * (1.0 + 1.0 / 2.0 + 1.0 / 3.0)), "{told:?}");
    assert!(told.low_s < told.point_s && told.point_s < told.high_s);
    let patient = unlearnt(&Floor { leaving_per_s: Some(0.0), ..floor });
    assert_eq!(patient.with_leaving, patient.queue_length);
    let unknown = unlearnt(&Floor { leaving_per_s: None, ..floor });
    assert_eq!(unknown.with_leaving, Estimate::Unknown { why: Why::NoLeavingRate });
}

/// Tells a wait and learns that it was half of what the queue's length says and half of what the last one waited.
fn half_and_half(records: &mut Records, round: usize) {
    let floor = Floor {
        ahead: (round % 7) as u32,
        last_entered_wait_s: Some(40.0 * (round % 11) as f64),
        head_of_line_wait_s: Some(30.0 * (round % 5) as f64),
        ..busy()
    };
    let told = estimate(&floor, records);
    let actual_s = 0.5 * told.queue_length.known().unwrap().point_s + 20.0 * (round % 11) as f64;
    records.learn(&told, actual_s);
}

#[test]
fn together_the_estimators_find_what_none_of_them_sees_alone() {
    let mut records = Records::default();
    assert_eq!(unlearnt(&busy()).combined, Estimate::Unknown { why: Why::TooFewWaits });
    (0..400).for_each(|round| half_and_half(&mut records, round));
    let [constant, length, last, head] = records.combination.shares();
    assert!(constant.abs() < 0.05 && head.abs() < 0.05, "{:?}", records.combination.shares());
    assert!((length - 0.5).abs() < 0.05 && (last - 0.5).abs() < 0.05, "{:?}", records.combination.shares());
    let told = estimate(&busy(), &records);
    assert_eq!(told.best, Some(Estimator::Combined));
    let interval = told.tell().known().unwrap();
    assert!((interval.point_s - 450.0).abs() < 15.0, "{interval:?}");
    let alone = told.queue_length.known().unwrap();
    assert!(interval.high_s - interval.low_s < (alone.high_s - alone.low_s) / 3.0, "{interval:?} {alone:?}");
}

#[test]
fn who_learns_the_same_latest_waits_knows_the_same() {
    let (mut old, mut young) = (Records::default(), Records::default());
    for round in 0..3 * REMEMBERED {
        half_and_half(&mut old, if round < 2 * REMEMBERED { round * round } else { round });
        if round >= 2 * REMEMBERED {
            half_and_half(&mut young, round);
        }
    }
    assert_eq!(old.combination.len(), REMEMBERED);
    for (a, b) in old.combination.shares().iter().zip(young.combination.shares()) {
        assert!((a - b).abs() < 1e-6, "{:?} {:?}", old.combination.shares(), young.combination.shares());
    }
}

#[test]
fn a_free_counter_means_no_wait_whatever_was_learnt() {
    let mut records = Records::default();
    (0..100).for_each(|round| half_and_half(&mut records, round));
    let told = estimate(&Floor { ahead: 0, idle_counters: 1, head_of_line_wait_s: None, ..busy() }, &records);
    assert_eq!((told.best, told.combined), (Some(Estimator::QueueLength), told.queue_length));
    let before_the_first_call = estimate(&Floor { last_entered_wait_s: None, ..busy() }, &records);
    assert_eq!(before_the_first_call.combined, Estimate::Unknown { why: Why::NobodyCalled });
}
