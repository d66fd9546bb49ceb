//! Staffings that are simulated.

use flow::staffing::{Course, Step, Target, Terms, Trial, check, plan};
use flow::theory::{Demand, Quantity, Share, erlang_a, erlang_c};

const TRIAL: Trial = Trial { seed: 7, days: 200, rounds: 30 };

fn course(arrivals: &[f64], service_s: f64, patience_s: Option<f64>) -> Course {
    let step = |(place, &arrivals): (usize, &f64)| Step {
        start_s: 28_800.0 + place as f64 * 900.0,
        length_s: 900.0,
        arrivals,
        service_s,
        patience_s,
    };
    Course { steps: arrivals.iter().enumerate().map(step).collect(), variation: 1.0 }
}

/// Even arrivals, long enough that the beginning is forgotten: what is seen is what the formula says.
#[test]
fn an_even_day_is_seen_as_the_formulas_say() {
    let target = Target::Within { share: 0.8, wait_s: 120.0, of: Share::OfAll };
    let trial = Trial { days: 100, rounds: 0, ..TRIAL };
    let demand = Demand::new(30.0 / 900.0, 240.0).unwrap();
    for (patience_s, expected) in [
        (None, erlang_c::line(demand, 10.0).unwrap().steady().unwrap().within(120.0)),
        (Some(300.0), erlang_a::line(demand, 10.0, 300.0).unwrap().within(120.0, Share::OfAll)),
    ] {
        let found = check(&course(&[30.0; 100], 240.0, patience_s), &[10; 100], &target, trial).unwrap();
        let late = &found.after[20..];
        let mean = late.iter().map(|seen| seen.unwrap().mean).sum::<f64>() / late.len() as f64;
        // 240,000 people; days of 80 steps are correlated within: a thousandth is their standard error
        assert!((mean - expected).abs() < 0.006, "{mean} {expected}");
        assert_eq!((found.rounds, found.before.len()), (0, 100));
    }
}

#[test]
fn counters_are_added_where_a_rush_is_underestimated_until_the_target_is_kept() {
    let rush = course(&[6.0, 10.0, 30.0, 45.0, 40.0, 20.0, 8.0, 4.0], 600.0, None);
    let terms = Terms::new(Target::Within { share: 0.8, wait_s: 300.0, of: Share::OfAll });
    let alone: Vec<u32> = plan(&rush, &terms).unwrap().iter().map(|step| step.alone.whole).collect();
    let found = check(&rush, &alone, &terms.target, TRIAL).unwrap();
    assert!(
        found.before.iter().flatten().any(|seen| seen.high < 0.8),
        "after the rush there are too few: {found:?}"
    );
    assert_eq!(found.missed().count(), 0);
    assert!(found.after.iter().flatten().all(|seen| seen.mean >= 0.8));
    assert!(found.counters.iter().zip(&alone).all(|(now, before)| now >= before) && found.rounds > 0);
    // the same days, the same answer
    assert_eq!(check(&rush, &alone, &terms.target, TRIAL).unwrap(), found);
}

#[test]
fn a_plan_by_the_work_in_the_hall_needs_few_counters_more() {
    let rush = course(&[6.0, 10.0, 30.0, 45.0, 40.0, 20.0, 8.0, 4.0], 600.0, None);
    let terms = Terms::new(Target::Within { share: 0.8, wait_s: 300.0, of: Share::OfAll });
    let planned: Vec<u32> = plan(&rush, &terms).unwrap().iter().map(|step| step.need.whole).collect();
    let found = check(&rush, &planned, &terms.target, TRIAL).unwrap();
    let added: u32 = found.counters.iter().sum::<u32>() - planned.iter().sum::<u32>();
    assert!(added <= 4, "{added} {found:?}");
}

#[test]
fn every_kind_of_target_is_held_against_what_was_seen() {
    let day = course(&[20.0; 8], 300.0, Some(600.0));
    for target in [
        Target::Within { share: 0.9, wait_s: 60.0, of: Share::OfServed },
        Target::Within { share: 0.9, wait_s: 60.0, of: Share::WithoutQuickLeavers },
        Target::Within { share: 0.9, wait_s: 60.0, of: Share::NotKept },
        Target::Longest { wait_s: 300.0, but: 0.02 },
        Target::Feeling { curve: vec![(0.0, 0.4), (600.0, -0.6)], least: 0.35 },
        Target::Leaving { most: 0.03 },
    ] {
        let found = check(&day, &[5; 8], &target, TRIAL).unwrap();
        assert!(found.rounds > 0 && found.missed().count() == 0, "{target:?} {found:?}");
        assert!(found.after.iter().flatten().all(|seen| seen.mean >= found.goal && seen.low <= seen.mean));
    }
}

#[test]
fn a_step_in_which_nobody_comes_has_nothing_to_see_and_a_gap_is_no_fault() {
    let mut day = course(&[10.0, 0.0, 10.0], 300.0, None);
    day.steps.remove(1);
    let target = Target::Within { share: 0.8, wait_s: 300.0, of: Share::OfAll };
    let found = check(&day, &[6, 6], &target, TRIAL).unwrap();
    assert!(found.after.iter().all(|seen| seen.is_some_and(|seen| seen.mean > 0.8)));
    let found = check(&course(&[10.0, 0.0], 300.0, None), &[6, 0], &target, TRIAL).unwrap();
    assert!(found.after[0].is_some() && found.after[1].is_none());
    assert!(check(&course(&[], 300.0, None), &[], &target, TRIAL).unwrap().counters.is_empty());
}

#[test]
fn steps_of_different_lengths_are_told() {
    let mut day = course(&[10.0, 10.0, 10.0], 300.0, None);
    day.steps[2].length_s = 450.0;
    let target = Target::Within { share: 0.8, wait_s: 300.0, of: Share::OfAll };
    let (place, fault) = check(&day, &[6, 6, 6], &target, TRIAL).unwrap_err();
    assert_eq!((place, fault.quantity), (2, Quantity::Length));
}

/// A month of quarter-hours in which two purposes mix differently each time: a mean of its own for nearly every step.
#[test]
fn a_month_of_ever_differing_services_is_simulated() {
    let mut month = course(&[6.0; 2_976], 300.0, None);
    month.steps.iter_mut().enumerate().for_each(|(n, step)| step.service_s += n as f64 / 100.0);
    let target = Target::Within { share: 0.8, wait_s: 300.0, of: Share::OfAll };
    let found = check(&month, &[5; 2_976], &target, Trial { days: 2, rounds: 1, ..TRIAL }).unwrap();
    assert!(found.after.iter().all(|seen| seen.is_some_and(|seen| seen.arrivals < 40)));
}

#[test]
fn more_counters_or_time_than_can_be_simulated_is_told_by_its_step() {
    let target = Target::Within { share: 0.8, wait_s: 300.0, of: Share::OfAll };
    let told = |day: &Course, counters: &[u32]| {
        let (place, fault) = check(day, counters, &target, Trial { days: 2, ..TRIAL }).unwrap_err();
        (place, fault.quantity)
    };
    assert_eq!(told(&course(&[10.0; 3], 300.0, None), &[6, 1_500, 6]), (1, Quantity::Counters));
    let mut far = course(&[10.0; 3], 300.0, None);
    far.steps[2].start_s += 900.0 * 300_000_000.0;
    assert_eq!(told(&far, &[6; 3]), (2, Quantity::Start));
}
