//! Drivers against published figures, by laws, and at the edges.

use super::*;
use proptest::prelude::*;

/// The data set `swiss` of R (Mosteller & Tukey 1977): fertility of 47 French-speaking provinces about 1888, then
/// agriculture, examination, education, Catholic and infant mortality.
const SWISS: [[f64; 6]; 47] = [
    [80.2, 17.0, 15.0, 12.0, 9.96, 22.2],
    [83.1, 45.1, 6.0, 9.0, 84.84, 22.2],
    [92.5, 39.7, 5.0, 5.0, 93.4, 20.2],
    [85.8, 36.5, 12.0, 7.0, 33.77, 20.3],
    [76.9, 43.5, 17.0, 15.0, 5.16, 20.6],
    [76.1, 35.3, 9.0, 7.0, 90.57, 26.6],
    [83.8, 70.2, 16.0, 7.0, 92.85, 23.6],
    [92.4, 67.8, 14.0, 8.0, 97.16, 24.9],
    [82.4, 53.3, 12.0, 7.0, 97.67, 21.0],
    [82.9, 45.2, 16.0, 13.0, 91.38, 24.4],
    [87.1, 64.5, 14.0, 6.0, 98.61, 24.5],
    [64.1, 62.0, 21.0, 12.0, 8.52, 16.5],
    [66.9, 67.5, 14.0, 7.0, 2.27, 19.1],
    [68.9, 60.7, 19.0, 12.0, 4.43, 22.7],
    [61.7, 69.3, 22.0, 5.0, 2.82, 18.7],
    [68.3, 72.6, 18.0, 2.0, 24.2, 21.2],
    [71.7, 34.0, 17.0, 8.0, 3.3, 20.0],
    [55.7, 19.4, 26.0, 28.0, 12.11, 20.2],
    [54.3, 15.2, 31.0, 20.0, 2.15, 10.8],
    [65.1, 73.0, 19.0, 9.0, 2.84, 20.0],
    [65.5, 59.8, 22.0, 10.0, 5.23, 18.0],
    [65.0, 55.1, 14.0, 3.0, 4.52, 22.4],
    [56.6, 50.9, 22.0, 12.0, 15.14, 16.7],
    [57.4, 54.1, 20.0, 6.0, 4.2, 15.3],
    [72.5, 71.2, 12.0, 1.0, 2.4, 21.0],
    [74.2, 58.1, 14.0, 8.0, 5.23, 23.8],
    [72.0, 63.5, 6.0, 3.0, 2.56, 18.0],
    [60.5, 60.8, 16.0, 10.0, 7.72, 16.3],
    [58.3, 26.8, 25.0, 19.0, 18.46, 20.9],
    [65.4, 49.5, 15.0, 8.0, 6.1, 22.5],
    [75.5, 85.9, 3.0, 2.0, 99.71, 15.1],
    [69.3, 84.9, 7.0, 6.0, 99.68, 19.8],
    [77.3, 89.7, 5.0, 2.0, 100.0, 18.3],
    [70.5, 78.2, 12.0, 6.0, 98.96, 19.4],
    [79.4, 64.9, 7.0, 3.0, 98.22, 20.2],
    [65.0, 75.9, 9.0, 9.0, 99.06, 17.8],
    [92.2, 84.6, 3.0, 3.0, 99.46, 16.3],
    [79.3, 63.1, 13.0, 13.0, 96.83, 18.1],
    [70.4, 38.4, 26.0, 12.0, 5.62, 20.3],
    [65.7, 7.7, 29.0, 11.0, 13.79, 20.5],
    [72.7, 16.7, 22.0, 13.0, 11.22, 18.9],
    [64.4, 17.6, 35.0, 32.0, 16.92, 23.0],
    [77.6, 37.6, 15.0, 7.0, 4.97, 20.0],
    [67.6, 18.7, 25.0, 7.0, 8.65, 19.5],
    [35.0, 1.2, 37.0, 53.0, 42.34, 18.0],
    [44.7, 46.6, 16.0, 29.0, 50.43, 18.2],
    [42.8, 27.7, 22.0, 29.0, 58.33, 19.3],
];

/// A judgement and touchpoints; the first value of a row is the judgement.
fn judgements(rows: &[Vec<f64>]) -> Judgements {
    Judgements {
        touchpoints: rows[0].len() - 1,
        values: rows.iter().flat_map(|row| row[1..].to_vec()).collect(),
        remembered: rows.iter().map(|row| row[0]).collect(),
    }
}

fn swiss() -> Judgements {
    judgements(&SWISS.map(|row| row.to_vec()))
}

/// So many made-up visits; the judgement follows the touchpoints with falling weights.
fn made_up(visits: usize, touchpoints: usize, missing: impl Fn(usize, usize) -> bool) -> Judgements {
    let unit = |seed: u64| (crate::resample::mix(seed) >> 11) as f64 / (1u64 << 53) as f64 - 0.5;
    let rows: Vec<Vec<f64>> = (0..visits)
        .map(|visit| {
            let seed = (visit * 1000) as u64;
            let common = unit(seed);
            let values: Vec<f64> = (0..touchpoints).map(|t| common + unit(seed + 1 + t as u64)).collect();
            let weighted = values.iter().enumerate().map(|(t, value)| value / (t + 1) as f64);
            let mut row = vec![weighted.sum::<f64>() + 2.0 * unit(seed + 999)];
            row.extend(values.iter().enumerate().map(|(t, &v)| if missing(visit, t) { f64::NAN } else { v }));
            row
        })
        .collect();
    judgements(&rows)
}

fn sum(drivers: &Drivers) -> f64 {
    drivers.drivers.iter().map(|driver| driver.lmg).sum()
}

/// Computed from the definition for the data set of Grömping, JSS 17(1), 2006.
#[test]
fn swiss_fertility_decomposes_as_published() {
    let drivers = drivers(&swiss(), Missing::OwnEffect, 2).unwrap();
    let published = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592];
    assert!(drivers.exact && drivers.visits == 47 && drivers.left_out == 0);
    assert!((drivers.r2 - 0.70673500).abs() < 1e-8);
    for (driver, lmg) in drivers.drivers.iter().zip(published) {
        assert!((driver.lmg - lmg).abs() < 1e-8, "{driver:?} is not {lmg}");
        assert!(driver.lmg_interval.unwrap().contains(driver.lmg), "{driver:?}");
    }
}

#[test]
fn relative_weights_sum_to_r2_and_agree_with_lmg_about_the_order() {
    let drivers = drivers(&swiss(), Missing::OwnEffect, 1).unwrap();
    let weights: Vec<f64> = drivers.drivers.iter().map(|driver| driver.relative_weight).collect();
    assert!((weights.iter().sum::<f64>() - drivers.r2).abs() < 1e-9);
    let mut order: Vec<usize> = (0..5).collect();
    order.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]));
    assert_eq!(order, [2, 1, 4, 3, 0]);
}

/// With uncorrelated touchpoints every decomposition is that of the squared correlations.
#[test]
fn uncorrelated_touchpoints_get_their_squared_correlations() {
    let rows: Vec<Vec<f64>> = (0..64)
        .map(|i| {
            let sign = |bit: usize| if i >> bit & 1 == 0 { 1.0 } else { -1.0 };
            vec![3.0 * sign(0) + 4.0 * sign(1) + 12.0 * sign(2), sign(0), sign(1)]
        })
        .collect();
    let drivers = drivers(&judgements(&rows), Missing::OwnEffect, 1).unwrap();
    for (driver, share) in drivers.drivers.iter().zip([9.0 / 169.0, 16.0 / 169.0]) {
        assert!((driver.lmg - share).abs() < 1e-12 && (driver.relative_weight - share).abs() < 1e-12);
    }
}

/// The walk over subsets against the definition: every order of entering, each subset fitted on its own.
#[test]
fn shares_equal_the_mean_over_all_orders() {
    let judgements =
        made_up(300, 5, |visit, touchpoint| touchpoint % 2 == 0 && visit % (touchpoint + 3) == 0);
    let gathered = Gathered::of(&judgements, Missing::OwnEffect).unwrap();
    let total = gathered.units.total();
    let worth = |subset: usize| {
        let inside = gathered.groups.iter().enumerate().filter(|(group, _)| subset >> group & 1 == 1);
        total.fit(gathered.target, &inside.flat_map(|(_, columns)| columns.clone()).collect::<Vec<_>>()).r2
    };
    let mut orders = vec![Vec::new()];
    for _ in 0..5 {
        let longer = |order: &Vec<usize>| {
            let order = order.clone();
            (0..5)
                .filter(|next| !order.contains(next))
                .map(|next| [&order[..], &[next]].concat())
                .collect::<Vec<_>>()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    let mut shares = [0.0; 5];
    for order in &orders {
        let mut subset = 0;
        for &group in order {
            shares[group] += (worth(subset | 1 << group) - worth(subset)) / 120.0;
            subset |= 1 << group;
        }
    }
    let drivers = drivers(&judgements, Missing::OwnEffect, 1).unwrap();
    for (driver, share) in drivers.drivers.iter().zip(shares) {
        assert!((driver.lmg - share).abs() < 1e-10, "{driver:?} is not {share}");
    }
}

#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    for (visits, touchpoints) in [(400, 6), (3000, 4), (400, 18)] {
        let judgements = made_up(visits, touchpoints, |visit, touchpoint| (visit + touchpoint) % 7 == 0);
        let one = drivers(&judgements, Missing::OwnEffect, 1).unwrap();
        for threads in [0, 2, 3, 7] {
            assert_eq!(one, drivers(&judgements, Missing::OwnEffect, threads).unwrap());
        }
    }
}

#[test]
fn a_missing_value_is_never_a_zero() {
    // Whoever skips touchpoint 1 is judged as high as the others; as zeros the gaps would wreck its weight.
    let full = made_up(2000, 2, |_, _| false);
    let holed = made_up(2000, 2, |visit, touchpoint| touchpoint == 1 && visit % 2 == 0);
    let full = drivers(&full, Missing::OwnEffect, 1).unwrap();
    let holed_effect = drivers(&holed, Missing::OwnEffect, 1).unwrap();
    let dropped = drivers(&holed, Missing::DropVisit, 1).unwrap();
    assert_eq!((holed_effect.drivers[1].n, holed_effect.left_out), (1000, 0));
    assert_eq!((dropped.visits, dropped.left_out), (1000, 1000));
    assert!((holed_effect.drivers[1].performance - full.drivers[1].performance).abs() < 0.05);
    assert!((dropped.drivers[1].lmg - full.drivers[1].lmg).abs() < 0.05);
}

#[test]
fn going_without_a_touchpoint_has_an_effect_of_its_own() {
    // The value says nothing; having one is worth a point.
    let noise = |seed: u64| (crate::resample::mix(seed) >> 40) as f64 / (1u64 << 24) as f64;
    let rows: Vec<Vec<f64>> = (0..500)
        .map(|i| {
            let has = i % 3 == 0;
            vec![
                f64::from(u8::from(has)) + 0.1 * noise(i),
                if has { noise(i + 9000) } else { f64::NAN },
                noise(i + 7000),
            ]
        })
        .collect();
    let drivers = drivers(&judgements(&rows), Missing::OwnEffect, 1).unwrap();
    assert!(drivers.drivers[0].lmg > 0.95 && drivers.drivers[1].lmg < 0.02, "{drivers:?}");
}

#[test]
fn touchpoints_that_never_vary_are_left_out() {
    let mut judgements = made_up(100, 4, |_, touchpoint| touchpoint == 2);
    judgements.values.iter_mut().skip(1).step_by(4).for_each(|value| *value = 0.7);
    for missing in [Missing::OwnEffect, Missing::DropVisit] {
        let drivers = drivers(&judgements, missing, 1).unwrap();
        assert_eq!(drivers.drivers.iter().map(|driver| driver.touchpoint).collect::<Vec<_>>(), [0, 3]);
        assert_eq!(drivers.left_out, 0);
        assert!((sum(&drivers) - drivers.r2).abs() < 1e-12);
    }
}

#[test]
fn no_touchpoint_that_varies_explains_nothing() {
    let judgements = made_up(100, 2, |_, _| true);
    let drivers = drivers(&judgements, Missing::OwnEffect, 2).unwrap();
    assert_eq!((drivers.r2, drivers.drivers.len()), (0.0, 0));
}

#[test]
fn too_little_to_go_by_is_an_error_that_says_what_is_lacking() {
    let mut few = made_up(20, 2, |_, _| false);
    let error = drivers(&few, Missing::OwnEffect, 1).unwrap_err();
    assert_eq!(error, Error::TooFew { visits: 20, needed: 30 });
    few.values.pop();
    assert!(matches!(drivers(&few, Missing::OwnEffect, 1), Err(Error::Shape { .. })));
    let mut flat = made_up(50, 2, |_, _| false);
    flat.remembered.fill(0.4);
    assert_eq!(drivers(&flat, Missing::OwnEffect, 1), Err(Error::NoVariation(50)));
    flat.remembered.fill(f64::NAN);
    assert_eq!(drivers(&flat, Missing::OwnEffect, 1), Err(Error::TooFew { visits: 0, needed: 30 }));
    let wide = made_up(50, 129, |_, _| false);
    assert_eq!(drivers(&wide, Missing::OwnEffect, 1), Err(Error::TooMany(129)));
}

#[test]
fn a_sampled_decomposition_is_near_the_exact_one_and_says_how_near() {
    let judgements = made_up(1500, 10, |visit, touchpoint| touchpoint == 3 && visit % 5 == 0);
    let gathered = Gathered::of(&judgements, Missing::OwnEffect).unwrap();
    let game = Game::of(&gathered.units.total(), &gathered.groups, gathered.target);
    let exact = exact_shares(&gathered, &game, 2);
    let sampled = sampled::decompose(&game, 1000);
    assert!((sampled.r2 - exact.r2).abs() < 1e-9);
    for ((exact, sampled), error) in exact.lmg.iter().zip(&sampled.lmg).zip(&sampled.errors) {
        assert!((exact - sampled).abs() < 4.0 * error + 1e-12, "{sampled} ± {error} is not {exact}");
        assert!(*error < 0.01);
    }
}

#[test]
fn more_than_sixteen_touchpoints_are_sampled_with_a_stated_error() {
    let drivers = drivers(&made_up(500, 20, |_, _| false), Missing::OwnEffect, 2).unwrap();
    assert!(!drivers.exact && drivers.drivers.len() == 20);
    assert!((sum(&drivers) - drivers.r2).abs() < 1e-9);
    assert!(drivers.drivers.iter().all(|driver| driver.sampling_error > 0.0));
    assert!(drivers.drivers[0].lmg > drivers.drivers[9].lmg);
    let interval = drivers.drivers[0].lmg_interval.unwrap();
    assert!(interval.contains(drivers.drivers[0].lmg) && interval.low > 0.0);
}

#[test]
fn a_touchpoint_stands_in_a_quadrant_only_if_its_intervals_tell() {
    // Touchpoint 0 matters and goes badly, 1 matters and goes well, 2 hardly matters; 3 sits on the average.
    let unit = |seed: u64| (crate::resample::mix(seed) >> 11) as f64 / (1u64 << 53) as f64 - 0.5;
    let rows: Vec<Vec<f64>> = (0..3000)
        .map(|i| {
            let v: Vec<f64> = (0..4).map(|t| unit(i * 10 + t)).collect();
            vec![
                2.0 * v[0] + 2.0 * v[1] + 1.633 * v[3] + unit(i * 10 + 9),
                v[0] - 0.2,
                v[1] + 0.3,
                v[2] + 0.2,
                v[3] + 0.2,
            ]
        })
        .collect();
    let quadrants: Vec<Option<Quadrant>> = drivers(&judgements(&rows), Missing::OwnEffect, 1)
        .unwrap()
        .drivers
        .iter()
        .map(|driver| driver.quadrant)
        .collect();
    assert_eq!(
        quadrants[..3],
        [Some(Quadrant::ActHere), Some(Quadrant::KeepUp), Some(Quadrant::PossibleExcess)]
    );
    assert_eq!(quadrants[3], None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn shares_are_never_negative_and_sum_to_r2(
        touchpoints in 1usize..7,
        visits in 40usize..120,
        seed in any::<u64>(),
        holes in prop::collection::vec(0u64..9, 7),
        twins in any::<bool>(),
    ) {
        let unit = |at: u64| (crate::resample::mix(seed ^ at) >> 11) as f64 / (1u64 << 53) as f64;
        let rows: Vec<Vec<f64>> = (0..visits as u64)
            .map(|visit| {
                let mut row: Vec<f64> = (0..=touchpoints as u64).map(|t| (unit(visit * 50 + t) * 5.0).floor()).collect();
                row[0] += row[1] + 0.3 * row[touchpoints];
                if twins && touchpoints > 1 {
                    // Collinear, and missing together.
                    row[2] = 3.0 - 2.0 * row[1];
                }
                for t in 1..=touchpoints {
                    let hole = if twins && t == 2 { holes[1] } else { holes[t] };
                    let deal = if twins && t == 2 { 1 } else { t as u64 };
                    if hole > 5 && unit(visit * 50 + 20 + deal) < 0.2 {
                        row[t] = f64::NAN;
                    }
                }
                row
            })
            .collect();
        for missing in [Missing::OwnEffect, Missing::DropVisit] {
            match drivers(&judgements(&rows), missing, 2) {
                Ok(drivers) => {
                    prop_assert!((sum(&drivers) - drivers.r2).abs() < 1e-9);
                    prop_assert!((-1e-12..=1.0 + 1e-12).contains(&drivers.r2));
                    let relative: f64 = drivers.drivers.iter().map(|driver| driver.relative_weight).sum();
                    prop_assert!((relative - drivers.r2).abs() < 1e-6, "{} {}", relative, drivers.r2);
                    for driver in &drivers.drivers {
                        prop_assert!(driver.lmg >= -1e-12 && driver.lmg.is_finite() && driver.performance.is_finite());
                        if let Some(interval) = driver.lmg_interval {
                            prop_assert!(interval.low >= 0.0 && interval.low <= interval.high);
                        }
                    }
                }
                Err(error) => prop_assert!(matches!(error, Error::TooFew { .. }), "{}", error),
            }
        }
    }
}
