//! Purposes that share counters.

use flow::staffing::{Course, Step, Target, Terms, share, sharing};
use flow::theory::Share;

fn course(arrivals: [f64; 4], service_s: f64) -> Course {
    let steps = arrivals.iter().enumerate().map(|(i, &arrivals)| Step {
        start_s: i as f64 * 900.0,
        length_s: 900.0,
        arrivals,
        service_s,
        patience_s: None,
    });
    Course { steps: steps.collect(), variation: 1.0 }
}

fn terms() -> Terms {
    Terms::new(Target::Within { share: 0.8, wait_s: 300.0, of: Share::OfAll })
}

#[test]
fn together_they_need_fewer_counters_than_apart_and_specialists_are_part_of_them() {
    let courses = [
        course([5.0, 20.0, 14.0, 0.0], 300.0),
        course([2.0, 9.0, 9.0, 0.0], 420.0),
        course([1.0, 1.0, 2.0, 0.0], 900.0),
    ];
    for step in share(&courses, &terms()).unwrap() {
        let all = step.specialists.iter().sum::<u32>() + step.generalists;
        assert_eq!(all, step.pooled.need.whole);
        assert!(step.pooled.need.whole < step.apart_total(), "{step:?}");
        for (specialists, apart) in step.specialists.iter().zip(&step.apart) {
            assert!(f64::from(*specialists) <= apart.work.mean);
        }
        let load: f64 = step.apart.iter().map(|apart| apart.work.own).sum();
        assert!((step.pooled.work.own - load).abs() < 1e-9, "work adds up");
    }
}

#[test]
fn services_mix_by_those_who_come() {
    let whole =
        sharing::together(&[course([10.0, 0.0, 5.0, 0.0], 100.0), course([30.0, 0.0, 0.0, 8.0], 200.0)]);
    let means: Vec<f64> = whole.steps.iter().map(|step| step.service_s).collect();
    assert_eq!(means, [175.0, 150.0, 100.0, 200.0]);
    assert_eq!(whole.steps[0].arrivals, 40.0);
    // two exponential services of different means vary more than one
    assert!(whole.variation > 1.0);
}

#[test]
fn patience_adds_up_by_the_rate_at_which_people_leave() {
    let mut impatient = course([10.0; 4], 100.0);
    impatient.steps.iter_mut().for_each(|step| step.patience_s = Some(600.0));
    let whole = sharing::together(&[impatient, course([10.0; 4], 100.0)]);
    assert_eq!(whole.steps[0].patience_s, Some(1200.0));
}

#[test]
fn one_purpose_alone_is_its_own_pool() {
    let only = course([5.0, 20.0, 14.0, 3.0], 300.0);
    for step in share(&[only], &terms()).unwrap() {
        assert_eq!(step.pooled.need.whole, step.apart_total());
    }
}

#[test]
fn no_purposes_need_nothing() {
    assert!(share(&[], &terms()).unwrap().is_empty());
}
