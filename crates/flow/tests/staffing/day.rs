//! Counters through a day: held against the exact law of the number present, which changes with time.

use flow::staffing::{Course, Step, Target, Terms, plan};
use flow::theory::{Quantity, Share};

fn step(start_s: f64, length_s: f64, arrivals: f64, service_s: f64) -> Step {
    Step { start_s, length_s, arrivals, service_s, patience_s: None }
}

fn close(found: f64, value: f64) -> bool {
    (found - value).abs() <= 1e-9 * value.abs().max(1e-9)
}

#[test]
fn even_arrivals_bring_as_much_work_as_their_load_and_leave_it_behind() {
    for variation in [0.0, 0.3, 1.0, 2.0] {
        let mut steps: Vec<Step> = (0..40).map(|i| step(f64::from(i) * 900.0, 900.0, 30.0, 240.0)).collect();
        steps.push(step(36_000.0, 900.0, 0.0, 240.0));
        let work = Course { steps, variation }.work();
        // 30 in 900 s, 240 s each: eight erlangs, reached after a while
        assert!((work[39].mean - 8.0).abs() < 0.01 && (work[39].own - 8.0).abs() < 1e-12, "{variation}");
        assert!(work[0].mean < 8.0 && work[0].most < 8.0 + 1e-9);
        // nobody comes any more, but those who came are still there
        assert!(work[40].own == 0.0 && work[40].most > 7.9 && work[40].carried < work[40].mean);
    }
}

#[test]
fn exponential_services_follow_their_differential_equation_and_constant_ones_a_window() {
    let steps =
        vec![step(0.0, 600.0, 20.0, 300.0), step(600.0, 300.0, 5.0, 300.0), step(1500.0, 600.0, 12.0, 300.0)];
    let work = Course { steps: steps.clone(), variation: 1.0 }.work();
    // m′ = λ − m/s over the steps and the gap
    let grown = |m: f64, rate: f64, t: f64| rate * 300.0 + (m - rate * 300.0) * (-t / 300.0).exp();
    let first = grown(0.0, 20.0 / 600.0, 600.0);
    let second = grown(first, 5.0 / 300.0, 300.0);
    let third = grown(grown(second, 0.0, 600.0), 12.0 / 600.0, 600.0);
    for (work, end) in work.iter().zip([first, second, third]) {
        assert!(close(work.carried, end), "{} {end}", work.carried);
    }
    let work = Course { steps, variation: 0.0 }.work();
    // those of the last 300 s
    assert!(close(work[0].carried, 10.0) && close(work[1].carried, 5.0) && close(work[2].carried, 6.0));
}

#[test]
fn all_work_that_comes_is_done() {
    // a single quarter-hour of arrivals, then looks at what is left for a long time
    for variation in [0.3, 1.0, 1.7] {
        let mut steps = vec![step(0.0, 900.0, 45.0, 400.0)];
        steps.extend((1..200).map(|i| step(f64::from(i) * 60.0 + 840.0, 60.0, 0.0, 400.0)));
        let course = Course { steps, variation };
        let done: f64 =
            course.work().iter().zip(&course.steps).map(|(work, step)| work.mean * step.length_s).sum();
        // looks are nine a step, and the first step is long
        assert!((done / (45.0 * 400.0) - 1.0).abs() < 0.01, "{variation}: {done}");
    }
}

/// Jennings, Mandelbaum, Massey & Whitt (1996): arrivals 30 + 20 sin 5t a service, a service being 1.
fn swinging() -> Course {
    let arrivals = |t: f64| 30.0 + 20.0 * (5.0 * t).sin();
    let width = 0.05;
    let middle = |i: u32| (f64::from(i) + 0.5) * width;
    let steps =
        (0..200).map(|i| step(f64::from(i) * width, width, arrivals(middle(i)) * width, 1.0)).collect();
    Course { steps, variation: 1.0 }
}

/// The share that finds all counters busy in each step, by the forward equations of the number present.
fn waiting(course: &Course, counters: &[u32]) -> Vec<f64> {
    const STATES: usize = 400;
    let mut present = vec![0.0; STATES];
    present[0] = 1.0;
    let mut shares = Vec::new();
    for (step, &counters) in course.steps.iter().zip(counters) {
        let rate = step.arrivals_per_s();
        let (mut share, slices) = (0.0, 100);
        for _ in 0..slices {
            let dt = step.length_s / f64::from(slices);
            let mut next = present.clone();
            for n in 0..STATES - 1 {
                let (up, down) =
                    (rate * dt * present[n], (n + 1).min(counters as usize) as f64 * dt * present[n + 1]);
                next[n] += down - up;
                next[n + 1] += up - down;
            }
            present = next;
            share += present.iter().skip(counters as usize).sum::<f64>() / f64::from(slices);
        }
        shares.push(share);
    }
    shares
}

#[test]
fn work_in_the_hall_keeps_the_promise_all_day_and_each_step_by_itself_does_not() {
    let course = swinging();
    let planned =
        plan(&course, &Terms::new(Target::Within { share: 0.8, wait_s: 0.0, of: Share::OfAll })).unwrap();
    let by_work: Vec<u32> = planned.iter().map(|step| step.need.whole).collect();
    let by_itself: Vec<u32> = planned.iter().map(|step| step.alone.whole).collect();
    // after the first two swings the beginning is forgotten
    let settled = |counters: &[u32]| waiting(&course, counters).split_off(50);
    let most = |shares: &[f64]| shares.iter().copied().fold(0.0, f64::max);
    let least = |shares: &[f64]| shares.iter().copied().fold(1.0, f64::min);
    let (kept, swings) = (settled(&by_work), settled(&by_itself));
    assert!(most(&kept) < 0.25 && least(&kept) > 0.08, "{} to {}", least(&kept), most(&kept));
    assert!(most(&swings) > 0.5 && least(&swings) < 0.02, "{} to {}", least(&swings), most(&swings));
    // and it takes no more counters
    let total = |counters: &[u32]| counters.iter().sum::<u32>();
    assert!(total(&by_work) <= total(&by_itself) + 20, "{} and {}", total(&by_work), total(&by_itself));
}

#[test]
fn a_step_at_fault_is_told_by_its_place() {
    let terms = Terms::new(Target::Within { share: 0.8, wait_s: 0.0, of: Share::OfAll });
    let of = |steps: Vec<Step>| plan(&Course { steps, variation: 1.0 }, &terms).unwrap_err();
    let (place, fault) = of(vec![step(0.0, 900.0, 3.0, 60.0), step(900.0, 900.0, 3.0, 0.0)]);
    assert_eq!((place, fault.quantity), (1, Quantity::Service));
    let (place, fault) = of(vec![step(0.0, 900.0, 3.0, 60.0), step(600.0, 900.0, 3.0, 60.0)]);
    assert_eq!((place, fault.quantity), (1, Quantity::Start));
    let (place, fault) = of(vec![step(0.0, 900.0, f64::NAN, 60.0)]);
    assert_eq!((place, fault.quantity), (0, Quantity::Arrivals));
}
