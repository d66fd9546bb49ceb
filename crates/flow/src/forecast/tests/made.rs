//! Pasts that are made up, so that the truth is known.

use super::super::{Method, Past, Settings, Standing, forecast};
use super::{day, normal, open_day, poisson};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

/// So many come at a step on average: more at noon, half as many again on Mondays.
fn rate(number: i32, step: usize) -> f64 {
    let noon = 1.0 - (step as f64 - 52.0).abs() / 32.0;
    (2.0 + 5.0 * noon) * if number.rem_euclid(7) == 0 { 1.5 } else { 1.0 }
}

/// Working days with a chance of their own (12 %) and Poisson numbers.
fn working_days(days: i32, seed: u64) -> Vec<Past> {
    let chance = &mut Pcg64Mcg::seed_from_u64(seed);
    let past = |number: i32, chance: &mut Pcg64Mcg| {
        let today = (0.12 * normal(chance)).exp();
        open_day(day(number), |step| poisson(rate(number, step) * today, chance))
    };
    (0..days).filter(|number| number % 7 < 5).map(|number| past(number, chance)).collect()
}

#[test]
fn intervals_hold_as_often_as_they_say() {
    let (mut covered, mut steps, mut sums) = (0.0, 0.0, 0);
    const SERIES: u64 = 60;
    for seed in 0..SERIES {
        let past = working_days(190, seed);
        let (past, last) = past.split_at(past.len() - 1);
        let told = forecast(past, &[last[0].day], &Settings::default()).unwrap();
        let score = told.trial.unwrap().scores[Method::Model.at()];
        covered += score.covered * score.banded as f64;
        steps += score.banded as f64;
        let total = told.days[0].total;
        sums += u32::from(total.low <= last[0].total() && last[0].total() <= total.high);
    }
    let (steps_held, sums_held) = (covered / steps, f64::from(sums) / SERIES as f64);
    println!(
        "80 % intervals on made-up halls: {steps} steps held {steps_held:.4}, {SERIES} days' sums {sums_held:.3}"
    );
    // 28 days each of a shared chance: sd of the share is about 0.006; bands learnt from some dozens of days are a bit wide
    assert!((0.78..0.84).contains(&steps_held), "{steps_held}");
    // sd of a share of 60 is 0.05
    assert!((0.65..0.95).contains(&sums_held), "{sums_held}");
}

#[test]
fn the_model_tells_better_than_the_same_weekday_did() {
    let past = working_days(190, 4);
    let told = forecast(&past, &[day(190)], &Settings::default()).unwrap();
    let [model, median, mean] = told.trial.unwrap().scores;
    assert!(model.mae < median.mae && model.mae < mean.mae, "{} {} {}", model.mae, median.mae, mean.mae);
    assert_eq!(told.method, Method::Model);
}

#[test]
fn effects_of_the_calendar_are_found() {
    let chance = &mut Pcg64Mcg::seed_from_u64(9);
    let special = |number: i32| {
        let mut day = day(number);
        day.holiday = (number % 45 == 17).then_some(0);
        day.pay_day = number % 30 == 10;
        day
    };
    let times = |number: i32| match special(number) {
        day if day.holiday.is_some() => 0.4,
        day if day.pay_day => 1.3,
        _ => 1.0,
    };
    let past: Vec<Past> = (0..360)
        .map(|number| open_day(special(number), |step| poisson(rate(number, step) * times(number), chance)))
        .collect();
    let ahead: Vec<_> = (360..405).map(special).collect();
    let told = forecast(&past, &ahead, &Settings::default()).unwrap();
    let near = |found: f64, truth: f64| assert!((found / truth - 1.0).abs() < 0.08, "{found} for {truth}");
    near(told.effects.holidays[0].1, 0.4);
    near(told.effects.pay_day.times, 1.3);
    let [monday, tuesday] = [0, 1].map(|weekday| told.effects.weekdays[weekday].unwrap());
    near(monday.times / tuesday.times, 1.5);
    // so sure that the truth, 1.5 over the mean of the seven logarithms, is within two standard deviations
    assert!(monday.log_sd < 0.05, "{monday:?}");
    assert!((monday.times.ln() - 6.0 / 7.0 * 1.5_f64.ln()).abs() < 2.0 * monday.log_sd, "{monday:?}");
    let of = |number: i32| told.days[(number - 360) as usize].total.expected;
    near(of(377) / of(376), 0.4 * rate(377, 40) / rate(376, 40));
    assert_eq!((told.effects.holiday.days, told.effects.pay_day.days), (8, 12));
}

#[test]
fn a_level_that_moves_is_followed() {
    let chance = &mut Pcg64Mcg::seed_from_u64(3);
    let level = |number: i32| 1.0 + f64::from(number) / 150.0;
    let past: Vec<Past> = (0..300)
        .map(|number| open_day(day(number), |step| poisson(rate(number, step) * level(number), chance)))
        .collect();
    let told = forecast(&past, &[day(301)], &Settings::default()).unwrap();
    let truth: f64 = (36..68).map(|step| rate(301, step) * level(301)).sum();
    assert!((told.days[0].total.expected / truth - 1.0).abs() < 0.06, "{:?} {truth}", told.days[0].total);
}

#[test]
fn a_weekday_without_a_row_is_closed_and_a_missing_day_is_a_gap() {
    let mut past = working_days(80, 1);
    past.retain(|past| past.day.number != 50);
    let told = forecast(&past, &[day(82), day(84)], &Settings::default()).unwrap();
    let standing: Vec<Standing> = told.days.iter().map(|day| day.standing).collect();
    assert_eq!(standing, [Standing::Closed, Standing::Forecast]);
    assert!(told.days[0].steps.iter().all(|step| step.high == 0.0));
    assert_eq!((told.gaps, told.empty_days), (vec![50], vec![]));
}

#[test]
fn a_day_of_zeros_in_a_busy_hall_was_closed_and_teaches_nothing() {
    let mut past = working_days(80, 1);
    let known = forecast(&past, &[day(84)], &Settings::default()).unwrap();
    let at = past.iter().position(|past| past.day.number == 78).unwrap();
    past[at].counts = vec![0.0; 96];
    let told = forecast(&past, &[day(84)], &Settings::default()).unwrap();
    assert_eq!(told.empty_days, [78]);
    let (a, b) = (told.days[0].total.expected, known.days[0].total.expected);
    assert!((a / b - 1.0).abs() < 0.05, "{a} {b}");
}

#[test]
fn a_holiday_on_which_nobody_ever_came_is_closed_the_next_year() {
    let mut past = working_days(400, 2);
    for past in &mut past {
        if past.day.number % 365 == 15 {
            past.day.holiday = Some(3);
            past.counts = vec![0.0; 96];
        }
    }
    let holiday = super::super::Day { holiday: Some(3), ..day(400) };
    let told = forecast(&past, &[holiday, day(401)], &Settings::default()).unwrap();
    assert_eq!((told.days[0].standing, told.days[1].standing), (Standing::Closed, Standing::Forecast));
}

#[test]
fn half_a_day_that_is_known_does_not_pull_the_level_down() {
    let mut past = working_days(100, 5);
    let whole = forecast(&past, &[day(105)], &Settings::default()).unwrap();
    for past in past.iter_mut().rev().take(3) {
        past.counts[50..].fill(f64::NAN);
    }
    let half = forecast(&past, &[day(105)], &Settings::default()).unwrap();
    let (a, b) = (half.days[0].total.expected, whole.days[0].total.expected);
    assert!((a / b - 1.0).abs() < 0.1, "{a} {b}");
}

#[test]
fn a_hall_that_gave_up_its_saturdays_is_closed_on_them() {
    let open = |number: &i32| number % 7 != 6 && (number % 7 != 5 || *number < 60);
    let past: Vec<Past> =
        (0..110).filter(open).map(|number| open_day(day(number), |step| rate(number, step))).collect();
    let told = forecast(&past, &[day(110)], &Settings::default()).unwrap();
    assert_eq!((day(110).weekday, told.days[0].standing), (5, Standing::Closed));
}

#[test]
fn further_days_have_wider_bands_where_the_level_wanders() {
    let chance = &mut Pcg64Mcg::seed_from_u64(8);
    let mut level = 0.0;
    let past: Vec<Past> = (0..400)
        .map(|number| {
            level += 0.08 * normal(chance);
            open_day(day(number), |step| poisson(3.0 * rate(number, step) * level.exp(), chance))
        })
        .collect();
    let told = forecast(&past, &[day(401), day(406)], &Settings::default()).unwrap();
    let wide =
        |at: usize| (told.days[at].total.high - told.days[at].total.low) / told.days[at].total.expected;
    assert!(wide(1) > 1.2 * wide(0), "{} {}", wide(0), wide(1));
}

#[test]
fn a_holiday_is_told_by_the_model_also_where_a_plain_forecast_is_used_on_other_days() {
    let chance = &mut Pcg64Mcg::seed_from_u64(3);
    // two weeks of a holiday a year ago, and then days that are all alike: there the mean of the last four is hard to beat
    let named = |number: i32| {
        let mut day = day(number);
        day.holiday = ((120..127).contains(&number) || number == 485).then_some(7);
        day.morrow = number == 127;
        day
    };
    let past: Vec<Past> = (100..485)
        .map(|number| {
            let times = if named(number).holiday.is_some() { 0.3 } else { 1.0 };
            open_day(named(number), |step| poisson(4.0 * times * f64::from(u8::from(step > 30)), chance))
        })
        .collect();
    let told = forecast(&past, &[named(485), named(486)], &Settings::default()).unwrap();
    let usual = told.days[1].total.expected;
    let holiday = &told.days[0];
    assert_eq!((holiday.method, told.days[1].method), (Method::Model, told.method));
    // seven days of a few dozen people each: the factor is known to some per cent
    assert!(
        (0.25..0.37).contains(&(holiday.total.expected / usual)),
        "{} of {usual}",
        holiday.total.expected
    );
    assert!((0.9..1.1).contains(&(holiday.total.baseline / usual)), "the median knows no holiday");
}

#[test]
fn a_holiday_never_met_has_an_interval_that_says_so() {
    let past = working_days(190, 6);
    let next = day(190);
    let holiday = crate::forecast::Day { holiday: Some(0), ..next };
    let [plain, rare] =
        [next, holiday].map(|day| forecast(&past, &[day], &Settings::default()).unwrap().days[0].total);
    // a holiday may bring a third or three times as many, for all that is known
    assert!(rare.low < 0.5 * plain.expected && rare.high > 1.5 * plain.expected, "{rare:?} beside {plain:?}");
    assert!(plain.high - plain.low < 0.5 * (rare.high - rare.low), "{plain:?}");
}
