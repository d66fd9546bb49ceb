//! Next to nothing, and what is wrong: an answer, never a panic, never a wrong number.

use super::super::{Lack, Past, Settings, Standing, Step, forecast};
use super::{day, open_day};
use proptest::prelude::*;

fn days(numbers: impl IntoIterator<Item = i32>, each: f64) -> Vec<Past> {
    numbers.into_iter().map(|number| open_day(day(number), |_| each)).collect()
}

#[test]
fn no_past_and_two_days_are_too_little() {
    assert_eq!(forecast(&[], &[day(1)], &Settings::default()).unwrap_err(), Lack::Days(0));
    assert_eq!(forecast(&days([0, 1], 5.0), &[day(2)], &Settings::default()).unwrap_err(), Lack::Days(2));
}

#[test]
fn one_customer_in_a_year_is_too_little() {
    let mut past = days(0..365, 0.0);
    past[100].counts[40] = 1.0;
    assert_eq!(forecast(&past, &[day(365)], &Settings::default()).unwrap_err(), Lack::People(1.0));
}

#[test]
fn a_weekday_never_seen_is_not_told() {
    let told = forecast(&days(0..6, 5.0), &[day(6), day(7)], &Settings::default()).unwrap();
    assert_eq!((told.days[0].standing, told.days[0].steps.len()), (Standing::Unseen, 0));
    assert_eq!(told.days[1].standing, Standing::Forecast);
    assert!(
        told.days[1].steps[40].low < 5.0 && told.days[1].steps[40].high > 5.0,
        "{:?}",
        told.days[1].steps[40]
    );
}

#[test]
fn a_count_below_zero_is_named_by_day_and_step() {
    let mut past = days(0..30, 5.0);
    past[7].counts[41] = -1.0;
    assert_eq!(forecast(&past, &[day(30)], &Settings::default()).unwrap_err(), Lack::Unfit(7, 41));
    past[7].counts = vec![0.0; 24];
    assert_eq!(forecast(&past, &[day(30)], &Settings::default()).unwrap_err(), Lack::Steps(7));
}

#[test]
fn the_order_of_the_days_does_not_matter_and_nothing_ahead_is_nothing() {
    let past = days(0..40, 5.0);
    let turned: Vec<Past> = past.iter().rev().cloned().collect();
    let told = |past: &[Past]| forecast(past, &[day(40), day(41)], &Settings::default()).unwrap();
    assert_eq!(told(&past), told(&turned));
    assert!(forecast(&past, &[], &Settings::default()).unwrap().days.is_empty());
}

#[test]
fn a_step_divides_the_day() {
    assert_eq!(
        [5, 15, 30, 60].map(|minutes| Step::new(minutes).map(Step::per_day)),
        [Some(288), Some(96), Some(48), Some(24)]
    );
    assert!([0, 1, 7, 25, 90, 120].into_iter().all(|minutes| Step::new(minutes).is_none()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whatever_the_past_what_is_told_is_finite_and_in_order(
        rows in prop::collection::vec((0i32..90, prop::option::weighted(0.9, 0.0f64..1e5), any::<bool>(), any::<bool>()), 0..90),
        ahead in prop::collection::vec(90i32..140, 0..4),
        holdout in prop::option::of(0usize..200),
    ) {
        let past: Vec<Past> = rows
            .iter()
            .map(|(number, each, holiday, thin)| {
                let mut day = day(*number);
                day.holiday = holiday.then_some(1);
                let at = |step: usize| if *thin && !step.is_multiple_of(3) { f64::NAN } else { each.unwrap_or(f64::NAN) };
                open_day(day, at)
            })
            .collect();
        let ahead: Vec<_> = ahead.into_iter().map(day).collect();
        if let Ok(told) = forecast(&past, &ahead, &Settings { holdout_days: holdout, ..Settings::default() }) {
            for step in told.days.iter().flat_map(|day| day.steps.iter().chain([&day.total])) {
                prop_assert!(step.expected.is_finite() && step.baseline.is_finite(), "{step:?}");
                prop_assert!(0.0 <= step.low && step.low <= step.expected, "{step:?}");
                prop_assert!(step.expected <= step.high && step.high.is_finite(), "{step:?}");
            }
        }
    }
}
