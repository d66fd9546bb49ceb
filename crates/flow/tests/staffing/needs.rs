//! Counters for a line in balance.

use flow::staffing::{Crowd, Line, Target, Terms, need};
use flow::theory::{Balance, Demand, Quantity, Share};
use proptest::prelude::*;

fn crowd(load: f64, patience_s: Option<f64>, variation: f64) -> Crowd {
    Crowd { demand: Demand::new(load / 240.0, 240.0).unwrap(), patience_s, variation }
}

/// What a wait feels like: from pleased to furious within half an hour.
fn feeling() -> Vec<(f64, f64)> {
    vec![(0.0, 0.4), (300.0, 0.1), (900.0, -0.4), (1800.0, -0.9)]
}

fn targets() -> impl Strategy<Value = Target> {
    let of =
        prop_oneof![Just(Share::OfAll), Just(Share::OfServed), Just(Share::NotKept), Just(Share::Offered)];
    prop_oneof![
        (0.05..0.995f64, 0.0..900.0f64, of).prop_map(|(share, wait_s, of)| Target::Within {
            share,
            wait_s,
            of
        }),
        (0.0..1800.0f64, 0.001..0.5f64).prop_map(|(wait_s, but)| Target::Longest { wait_s, but }),
        (-0.8..0.39f64).prop_map(|least| Target::Feeling { curve: feeling(), least }),
        (0.001..0.5f64).prop_map(|most| Target::Leaving { most }),
    ]
}

proptest! {
    #[test]
    fn the_need_keeps_the_terms_and_one_counter_less_breaks_them(
        target in targets(), load in 0.02..150.0f64, patience_s in prop::option::of(60.0..3600.0f64),
        variation in prop_oneof![Just(1.0), 0.0..2.5f64], most_busy in 0.5..1.0f64,
    ) {
        let patience_s = if matches!(target, Target::Leaving { .. }) { patience_s.or(Some(600.0)) } else { patience_s };
        let crowd = crowd(load, patience_s, variation);
        let terms = Terms { target, most_busy, shrinkage: 0.25 };
        let found = need(&crowd, &terms).unwrap();
        let kept = |counters: f64| match Line::of(&crowd, counters).unwrap() {
            Balance::Steady(line) => terms.target.kept_by(&line) && line.occupancy() <= most_busy + 1e-12,
            Balance::Unstable { .. } => false,
        };
        prop_assert!(kept(f64::from(found.whole)));
        prop_assert!(found.whole == 1 || !kept(f64::from(found.whole - 1)), "{:?}", found);
        prop_assert!(found.fractional <= f64::from(found.whole) && found.fractional > f64::from(found.whole) - 1.0);
        prop_assert!(kept(found.fractional));
        prop_assert!(f64::from(found.rostered) * 0.75 >= f64::from(found.whole) - 1e-6);
    }
}

#[test]
fn zero_arrivals_need_no_counter() {
    let terms = Terms::new(Target::Within { share: 0.8, wait_s: 300.0, of: Share::OfAll });
    let found = need(&crowd(0.0, Some(300.0), 1.0), &terms).unwrap();
    assert_eq!((found.whole, found.fractional, found.rostered), (0, 0.0, 0));
    assert!(found.line.is_none());
}

#[test]
fn a_customer_a_year_needs_one_counter_and_a_sliver_of_it() {
    let crowd = Crowd::patient(Demand::new(1.0 / (365.0 * 86_400.0), 300.0).unwrap());
    let found =
        need(&crowd, &Terms::new(Target::Within { share: 0.8, wait_s: 0.0, of: Share::OfAll })).unwrap();
    assert_eq!(found.whole, 1);
    assert!(found.fractional > 0.0 && found.fractional < 0.2);
}

#[test]
fn services_of_days_are_staffed_like_any_other() {
    let crowd = Crowd::patient(Demand::new(1.0 / 86_400.0, 3.0 * 86_400.0).unwrap());
    let found = need(&crowd, &Terms::new(Target::Longest { wait_s: 86_400.0, but: 0.05 })).unwrap();
    assert_eq!(found.whole, 6);
}

#[test]
fn the_occupancy_cap_holds_where_the_target_would_not_need_it() {
    let target = Target::Within { share: 0.5, wait_s: 1800.0, of: Share::OfAll };
    let crowd = crowd(40.0, None, 1.0);
    let free = need(&crowd, &Terms::new(target.clone())).unwrap();
    let capped = need(&crowd, &Terms { most_busy: 0.8, ..Terms::new(target) }).unwrap();
    assert_eq!((free.whole, capped.whole), (41, 50));
    assert!((capped.fractional - 50.0).abs() < 1e-5);
}

#[test]
fn steadier_services_need_fewer_counters_and_wilder_ones_more() {
    let terms = Terms::new(Target::Longest { wait_s: 600.0, but: 0.02 });
    let of = |variation| need(&crowd(30.0, None, variation), &terms).unwrap().fractional;
    assert!(of(0.2) < of(1.0) && of(1.0) < of(2.0));
}

#[test]
fn what_cannot_be_kept_or_asked_is_told() {
    let fault = |target: Target| need(&crowd(5.0, None, 1.0), &Terms::new(target)).unwrap_err();
    assert_eq!(fault(Target::Leaving { most: 0.03 }).quantity, Quantity::Patience);
    assert_eq!(
        fault(Target::Within { share: 1.0, wait_s: 60.0, of: Share::OfAll }).quantity,
        Quantity::Target
    );
    assert_eq!(
        fault(Target::Within { share: 0.8, wait_s: -1.0, of: Share::OfAll }).quantity,
        Quantity::Within
    );
    assert_eq!(fault(Target::Longest { wait_s: 60.0, but: 0.0 }).quantity, Quantity::Target);
    let best = fault(Target::Feeling { curve: feeling(), least: 0.4 });
    assert_eq!(best.to_string(), "the target must be below 0.4, not 0.4");
    let rising = Target::Feeling { curve: vec![(0.0, 0.1), (60.0, 0.3)], least: 0.0 };
    assert_eq!(fault(rising).quantity, Quantity::Curve);
}
