//! When the simulated hall's word is told beside the other estimators.

use flow::wait::{Basis, ENOUGH, Estimate, Estimator, Floor, KEPT, Records, Simulated, Told, Why, estimate};

/// Two counters at five minutes, so many ahead: a call each 150 s.
fn floor(ahead: u32) -> Floor {
    Floor {
        ahead,
        open_counters: 2,
        mean_service_s: Some(300.0),
        last_entered_wait_s: Some(400.0),
        head_of_line_wait_s: Some(350.0),
        ..Floor::default()
    }
}

fn says(point_s: f64) -> Option<Simulated> {
    Some(Simulated { point_s, low_s: 0.6 * point_s, high_s: 1.5 * point_s })
}

/// Waits that the simulated hall knew to within `off_s`, on each `nth` of which it spoke.
fn learnt(waits: usize, nth: usize, off_s: f64) -> Records {
    let mut records = Records::default();
    for wait in 0..waits {
        let actual_s = 200.0 + 40.0 * (wait % 9) as f64;
        let said = says(actual_s + off_s).filter(|_| wait % nth == 0);
        let told = estimate(&Floor { simulated: said, ..floor((wait % 5) as u32) }, &records);
        records.learn(&told, actual_s);
    }
    records
}

fn told(records: &Records) -> Told {
    estimate(&Floor { simulated: says(500.0), ..floor(3) }, records)
}

#[test]
fn before_anything_was_learnt_it_speaks_with_its_own_interval_and_is_not_told() {
    let told = told(&Records::default());
    let said = told.simulated.known().unwrap();
    assert_eq!((said.point_s, said.low_s, said.high_s), (500.0, 300.0, 750.0));
    assert_eq!(said.basis, Basis::Simulated);
    assert_eq!(told.best, Some(Estimator::QueueLength));
    // nor where nobody else says anything
    let alone =
        Floor { mean_service_s: None, last_entered_wait_s: None, head_of_line_wait_s: None, ..floor(3) };
    let told = estimate(&Floor { simulated: says(500.0), ..alone }, &Records::default());
    assert!(told.simulated.known().is_some());
    assert_eq!((told.best, told.tell()), (None, Estimate::Unknown { why: Why::NoServiceMean }));
}

#[test]
fn where_it_has_erred_least_it_is_told_with_the_interval_of_its_record() {
    let told = told(&learnt(200, 1, 10.0));
    assert_eq!(told.best, Some(Estimator::Simulated));
    let said = told.tell().known().unwrap();
    assert_eq!(said.basis, Basis::Learnt { waits: 200 });
    // it said ten seconds too much each time
    assert!(said.low_s > 470.0 && said.high_s < 500.0, "{said:?}");
}

#[test]
fn where_it_has_erred_more_the_other_is_told() {
    let told = told(&learnt(200, 1, 400.0));
    assert_ne!(told.best, Some(Estimator::Simulated));
}

#[test]
fn it_waits_for_a_record_of_its_own_and_for_a_word() {
    let few = learnt(2 * ENOUGH - 2, 2, 1.0);
    assert_eq!(few.simulated.len(), ENOUGH - 1);
    assert_ne!(told(&few).best, Some(Estimator::Simulated));
    let enough = learnt(2 * ENOUGH, 2, 1.0);
    assert_eq!(told(&enough).best, Some(Estimator::Simulated));
    let silent = estimate(&floor(3), &enough);
    assert_eq!(silent.simulated, Estimate::Unknown { why: Why::NotSimulated });
    assert!(silent.best.is_some_and(|best| best != Estimator::Simulated));
}

#[test]
fn it_is_compared_on_the_waits_of_which_both_spoke() {
    let mut records = Records::default();
    // in long waits all err by much, and the simulated hall is silent
    for wait in 0..4 * ENOUGH {
        let told = estimate(&floor((wait % 5) as u32), &records);
        records.learn(&told, 3_000.0 + 1_000.0 * (wait % 2) as f64);
    }
    // in short ones queue length is right, and the simulated hall a little off
    for wait in 0..2 * ENOUGH {
        let mut told = estimate(&Floor { simulated: says(150.0), ..floor(0) }, &Records::default());
        told.combined = told.queue_length;
        records.learn(&told, 150.0 - 20.0 * (1 + wait % 2) as f64);
    }
    let (mine, theirs) = records.beside.errors(Estimator::QueueLength).unwrap();
    assert!((mine - theirs).abs() < 1e-9, "{mine} {theirs}");
    let all = records.queue_length.mean_squared_error().unwrap();
    assert!(all > 100.0 * records.simulated.mean_squared_error().unwrap(), "{all}");
    let best = estimate(&Floor { simulated: says(150.0), ..floor(0) }, &records).best;
    assert_ne!(best, Some(Estimator::Simulated), "it is no better where both speak");
}

#[test]
fn what_is_no_figure_is_not_told() {
    for (point_s, low_s, high_s) in
        [(f64::NAN, 1.0, 2.0), (-1.0, 0.0, 1.0), (1.0, 2.0, 1.0), (1.0, 0.0, f64::INFINITY)]
    {
        let simulated = Some(Simulated { point_s, low_s, high_s });
        let told = estimate(&Floor { simulated, ..floor(1) }, &Records::default());
        assert_eq!(told.simulated, Estimate::Unknown { why: Why::NotAFigure });
    }
    let closed = Floor { open_counters: 0, simulated: says(10.0), ..floor(1) };
    let told = estimate(&closed, &Records::default());
    assert_eq!(told.simulated, Estimate::Unknown { why: Why::NoOpenCounter });
}

#[test]
fn it_forgets_what_the_record_forgets() {
    let mut records = learnt(KEPT, 1, 1.0);
    for _ in 0..KEPT {
        let told = estimate(&Floor { simulated: says(500.0), ..floor(2) }, &Records::default());
        records.learn(&told, 100.0);
    }
    let (mine, _) = records.beside.errors(Estimator::QueueLength).unwrap();
    assert!((mine - 160_000.0).abs() < 1e-6, "{mine}");
}

#[test]
fn a_word_that_is_some_seconds_old_moves_with_queue_length() {
    let said = says(500.0).unwrap();
    let moved = |then: &Floor, now: &Floor| said.since(then, now);
    assert_eq!(moved(&floor(3), &floor(3)), said);
    // one more joined ahead: a call of 150 s more
    let more = moved(&floor(3), &floor(4));
    assert_eq!((more.point_s, more.low_s, more.high_s), (650.0, 450.0, 900.0));
    // another counter opened: four calls of 100 s where there were four of 150 s
    let opened = moved(&floor(3), &Floor { open_counters: 3, ..floor(3) });
    assert_eq!(opened.point_s, 300.0);
    // never below nothing
    let free = moved(&floor(3), &Floor { idle_counters: 1, ..floor(0) });
    assert_eq!((free.point_s, free.low_s, free.high_s), (0.0, 0.0, 150.0));
    // where some leave, less than a call
    let leaving = |ahead| Floor { leaving_per_s: Some(1.0 / 150.0), ..floor(ahead) };
    assert_eq!(moved(&leaving(3), &leaving(4)).point_s, 500.0 + 150.0 / 5.0);
    // where queue length says nothing there is nothing to go by
    assert_eq!(moved(&floor(3), &Floor { open_counters: 0, ..floor(9) }), said);
}
