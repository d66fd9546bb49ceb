//! Do the intervals of importance cover?

mod support;

use experience::drivers::{Judgements, Missing, drivers};
use support::{Chance, assert_covers, simulate};

const WEIGHTS: [f64; 4] = [0.5, 0.35, 0.25, 0.4];

/// Judged visits of four correlated touchpoints; the last is not met by a third of the visits, which has an effect.
fn judged(chance: &mut Chance, visits: usize) -> Judgements {
    let mut judgements = Judgements { touchpoints: 4, ..Judgements::default() };
    for _ in 0..visits {
        let mood = 0.7 * chance.normal();
        let mut remembered = chance.normal();
        for (at, weight) in WEIGHTS.iter().enumerate() {
            let value = mood + chance.normal();
            let met = at < 3 || chance.uniform() < 0.667;
            remembered += if met { weight * value } else { 0.4 };
            judgements.values.push(if met { value } else { f64::NAN });
        }
        judgements.remembered.push(remembered);
    }
    judgements
}

#[test]
fn the_intervals_of_importance_and_performance_cover() {
    let truth =
        drivers(&judged(&mut Chance::seeded(1), 600_000), Missing::OwnEffect, 2).expect("enough visits");
    for visits in [150, 400] {
        let runs = simulate(2000, |run| {
            let judged = judged(&mut Chance::seeded(70_000 + run), visits);
            let found = drivers(&judged, Missing::OwnEffect, 1).expect("enough visits");
            let pairs = found.drivers.iter().zip(&truth.drivers);
            let hits: Vec<[bool; 2]> = pairs
                .map(|(found, truth)| {
                    let (lmg, performance) = (found.lmg_interval, found.performance_interval);
                    [lmg.is_some_and(|i| i.contains(truth.lmg)), performance.is_some_and(|i| i.contains(0.0))]
                })
                .collect();
            hits
        });
        for touchpoint in 0..4 {
            let count = |which: usize| runs.iter().filter(|hits| hits[touchpoint][which]).count();
            assert_covers(&format!("importance {touchpoint} of {visits} visits"), count(0), runs.len());
            assert_covers(&format!("performance {touchpoint} of {visits} visits"), count(1), runs.len());
        }
    }
}
