//! Evidence at its edges, and by its laws.

use super::*;
use crate::earlier_peak;
use crate::resample::mix;
use proptest::prelude::*;

fn unit(seed: u64) -> f64 {
    (mix(seed) >> 11) as f64 / (1u64 << 53) as f64
}

/// A visit of 3 to 8 moments.
fn affects(id: u64) -> Vec<f32> {
    (0..3 + id % 6).map(|moment| (2.0 * unit(id * 100 + moment) - 1.0) as f32).collect()
}

fn sample(ids: impl Iterator<Item = u64>, remembered: impl Fn(u64, &Curve) -> f64) -> Sample {
    let mut sample = Sample::new();
    for id in ids {
        let affects = affects(id);
        let curve = Curve::of(&affects).unwrap();
        sample.add(id, &curve, earlier_peak(&affects).unwrap(), unit(id + 1_000_000), remembered(id, &curve));
    }
    sample
}

fn noise(id: u64) -> f64 {
    unit(id + 5_000_000) - 0.5
}

fn finite(evidence: &Evidence) -> bool {
    let sound = |interval: Interval| interval.low.is_finite() && interval.low <= interval.high;
    evidence.models.iter().all(|model| {
        let figures = [model.constant, model.r2, model.cv_r2, model.gain, model.behind_best];
        figures.iter().all(|figure| figure.is_finite())
            && sound(model.gain_interval)
            && sound(model.behind_best_interval)
            && model.weights.iter().all(|w| w.value.is_finite() && w.interval.is_none_or(sound))
    })
}

#[test]
fn the_model_that_made_the_memory_is_found() {
    use Term::{Best, End, First, Mean, PeakEnd, Worst};
    type Memory = fn(&Curve) -> f64;
    let worlds: [(&[Term], Memory); 5] = [
        (&[Mean], |curve| curve.mean),
        (&[End], |curve| f64::from(curve.end)),
        (&[PeakEnd], |curve| curve.peak_end()),
        (&[Mean, End], |curve| curve.mean + 0.5 * f64::from(curve.end)),
        (&[First, Best, Worst, End], |curve| f64::from(curve.first + curve.best - curve.worst + curve.end)),
    ];
    for (terms, memory) in worlds {
        let evidence = sample(0..1500, |id, curve| memory(curve) + noise(id)).weigh();
        assert_eq!(evidence.models[evidence.chosen.unwrap()].terms, terms);
        let choice = if terms == [Mean] { Choice::FellBack } else { Choice::Won };
        assert_eq!(evidence.choice, choice);
        assert!(finite(&evidence));
    }
}

/// A fitted model of so many terms: cross-validated R², low end of its gain, low end of its distance to the best.
fn fitted(terms: usize, cv_r2: f64, gain_low: f64, behind_low: f64) -> Model {
    Model {
        terms: [Term::Mean, Term::End, Term::Best, Term::Worst][..terms].to_vec(),
        eligible: true,
        constant: 0.0,
        weights: Vec::new(),
        r2: cv_r2,
        cv_r2,
        gain: 0.0,
        gain_interval: Interval { low: gain_low, high: 1.0 },
        behind_best: 0.0,
        behind_best_interval: Interval { low: behind_low, high: 1.0 },
    }
}

#[test]
fn the_simplest_candidate_that_is_level_with_the_best_is_chosen() {
    let mean = fitted(1, 0.3, 0.0, 0.1);
    let (two, four) = (fitted(2, 0.49, 0.1, -0.01), fitted(4, 0.5, 0.1, 0.0));
    assert_eq!(choose(&[mean.clone(), four.clone(), two.clone()]), (Choice::Won, 2));
    // Of equally simple ones the better predictor.
    let better = fitted(2, 0.495, 0.1, -0.01);
    assert_eq!(choose(&[mean.clone(), two.clone(), better.clone(), four.clone()]), (Choice::Won, 2));
    // Clearly behind the best is not level with it.
    let behind = fitted(2, 0.4, 0.1, 0.02);
    assert_eq!(choose(&[mean.clone(), behind, four.clone()]), (Choice::Won, 2));
    // What is shown for comparison is never chosen.
    let shown = Model { eligible: false, ..fitted(1, 0.6, 0.2, -0.1) };
    assert_eq!(choose(&[mean, four, shown]), (Choice::Won, 1));
}

#[test]
fn a_gain_that_is_not_clear_falls_back_to_the_mean() {
    let mean = fitted(1, 0.3, 0.0, 0.01);
    assert_eq!(choose(&[mean.clone(), fitted(2, 0.32, -0.01, 0.0)]), (Choice::FellBack, 0));
    assert_eq!(choose(&[mean.clone(), fitted(2, 0.32, 0.0, 0.0)]), (Choice::FellBack, 0));
    // The mean itself is level with the best.
    let level = fitted(1, 0.3, 0.0, -0.01);
    assert_eq!(choose(&[level, fitted(2, 0.32, 0.01, 0.0)]), (Choice::FellBack, 0));
}

#[test]
fn candidates_stand_in_their_order_and_only_the_last_is_for_comparison() {
    let evidence = sample(0..200, |id, curve| curve.mean + noise(id)).weigh();
    assert_eq!(evidence.models.len(), 13);
    for (at, terms) in CANDIDATES.iter().enumerate() {
        assert_eq!(evidence.models[at].terms, *terms);
        assert_eq!(evidence.models[at + 6].terms, [terms, &[Term::Duration][..]].concat());
    }
    assert_eq!(evidence.models[12].terms, [Term::PeakEndEarlier]);
    assert!(evidence.models.iter().enumerate().all(|(at, model)| model.eligible == (at < 12)));
    assert_eq!(
        (evidence.models[0].gain, evidence.models[0].gain_interval),
        (0.0, Interval { low: 0.0, high: 0.0 })
    );
}

#[test]
fn weights_are_those_of_the_memory() {
    let evidence =
        sample(0..3000, |id, curve| 3.0 + curve.mean + 0.5 * f64::from(curve.end) + noise(id)).weigh();
    let both = &evidence.models[4];
    assert!((both.constant - 3.0).abs() < 0.03);
    for (weight, truth) in both.weights.iter().zip([1.0, 0.5]) {
        assert!(weight.interval.unwrap().contains(truth), "{weight:?}");
    }
}

#[test]
fn too_few_visits_are_not_enough() {
    for visits in [0, 1, 5, FEWEST_VISITS - 1] {
        let evidence = sample(0..visits, |id, curve| curve.mean + noise(id)).weigh();
        assert_eq!((evidence.visits, evidence.choice, evidence.chosen), (visits, Choice::NotEnough, None));
        assert!(evidence.models.is_empty());
    }
    assert_ne!(sample(0..FEWEST_VISITS, |id, _| noise(id)).weigh().choice, Choice::NotEnough);
}

#[test]
fn a_memory_or_a_feeling_that_never_varies_is_not_enough() {
    assert_eq!(sample(0..500, |_, _| 0.1 + 0.2).weigh().choice, Choice::NotEnough);
    let mut numb = Sample::new();
    for id in 0..3000 {
        numb.add(id, &Curve::of(&[0.3, 0.3]).unwrap(), 0.3, unit(id), noise(id));
    }
    assert_eq!(numb.weigh().choice, Choice::NotEnough);
}

#[test]
fn a_duration_that_is_constant_or_unknown_is_dropped() {
    for duration in [7.0, f64::NAN] {
        let mut sample = Sample::new();
        for id in 0..200 {
            let affects = affects(id);
            let curve = Curve::of(&affects).unwrap();
            let duration = if id == 77 || duration == 7.0 { duration } else { unit(id) };
            sample.add(id, &curve, earlier_peak(&affects).unwrap(), duration, curve.mean + noise(id));
        }
        let evidence = sample.weigh();
        assert!(finite(&evidence));
        for model in &evidence.models[6..12] {
            let weight = model.weights.last().unwrap();
            assert_eq!((weight.term, weight.value, weight.interval), (Term::Duration, 0.0, None));
        }
        assert_eq!(evidence.models[0].cv_r2, evidence.models[6].cv_r2);
        assert_eq!(evidence.chosen, Some(0));
    }
}

#[test]
fn visits_of_one_moment_cannot_tell_summaries_apart() {
    let mut sample = Sample::new();
    for id in 0..300 {
        let affect = affects(id)[0];
        sample.add(id, &Curve::of(&[affect]).unwrap(), affect, 1.0, f64::from(affect) + noise(id));
    }
    let evidence = sample.weigh();
    assert!(finite(&evidence));
    assert_eq!((evidence.choice, evidence.chosen), (Choice::FellBack, Some(0)));
    let kept: Vec<bool> = evidence.models[5].weights.iter().map(|weight| weight.interval.is_some()).collect();
    assert_eq!(kept, [true, false, false, false]);
}

#[test]
fn what_nobody_remembers_is_left_out_and_counted() {
    let all = sample(0..400, |id, curve| if id % 4 == 0 { f64::NAN } else { curve.mean + noise(id) });
    let some = sample((0..400).filter(|id| id % 4 != 0), |id, curve| curve.mean + noise(id));
    assert_eq!((all.visits(), all.left_out()), (300, 100));
    assert_eq!(all.weigh(), some.weigh());
}

#[test]
fn up_to_two_thousand_visits_their_order_does_not_change_a_bit() {
    let memory = |id, curve: &Curve| curve.mean + noise(id);
    assert_eq!(sample(0..1900, memory).weigh(), sample((0..1900).rev(), memory).weigh());
}

#[test]
fn parts_merge_to_the_whole() {
    let memory = |id, curve: &Curve| curve.mean + f64::from(curve.end) + noise(id);
    for visits in [900, 5000] {
        let whole = sample(0..visits, memory).weigh();
        let mut parts = sample(0..visits / 3, memory);
        parts.merge(&sample(visits / 3..visits, memory));
        let parts = parts.weigh();
        assert_eq!((whole.visits, whole.choice, whole.chosen), (parts.visits, parts.choice, parts.chosen));
        for (one, other) in whole.models.iter().zip(&parts.models) {
            assert!((one.cv_r2 - other.cv_r2).abs() < 1e-9 && (one.constant - other.constant).abs() < 1e-9);
            assert!((one.gain_interval.low - other.gain_interval.low).abs() < 1e-9);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_figure_is_ever_not_a_number(visits in 0u64..60, levels in 1u64..4, memories in 1u64..4, seed in 0u64..1000) {
        let mut sample = Sample::new();
        for id in 0..visits {
            let level = |salt: u64| mix(seed * 7919 + id * 10 + salt) % levels;
            let affects: Vec<f32> = (0..1 + level(0)).map(|at| level(at + 1) as f32 / 2.0 - 0.5).collect();
            let curve = Curve::of(&affects).unwrap();
            let remembered = (mix(seed + id * 31) % memories) as f64;
            sample.add(id, &curve, earlier_peak(&affects).unwrap(), level(9) as f64, remembered);
        }
        let evidence = sample.weigh();
        prop_assert!(finite(&evidence), "{:?}", evidence);
        prop_assert_eq!(evidence.chosen.is_none(), evidence.choice == Choice::NotEnough);
    }
}
