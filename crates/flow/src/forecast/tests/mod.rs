//! The forecast on made-up pasts, on real data, and on next to nothing.
#![expect(clippy::print_stdout, reason = "a test says what it measured, and what it skipped")]

mod little;
mod made;
mod real;

use super::{Day, Past};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;

/// A day by its number; day 0 is a Monday.
fn day(number: i32) -> Day {
    Day { number, weekday: number.rem_euclid(7) as u8, ..Day::default() }
}

/// Steps of a day of quarters: `at(step)` from 9:00 to 17:00, nobody before and after.
fn open_day(day: Day, mut at: impl FnMut(usize) -> f64) -> Past {
    let counts = (0..96).map(|step| if (36..68).contains(&step) { at(step) } else { 0.0 }).collect();
    Past { day, counts }
}

/// A Poisson number of this mean, at most some dozens: the product of uniform numbers until it falls below e^−mean (Knuth).
fn poisson(mean: f64, chance: &mut Pcg64Mcg) -> f64 {
    let (least, mut product, mut number) = ((-mean).exp(), chance.random::<f64>(), 0.0);
    while product > least {
        product *= chance.random::<f64>();
        number += 1.0;
    }
    number
}

/// About normal, of variance 1: twelve uniform numbers less six.
fn normal(chance: &mut Pcg64Mcg) -> f64 {
    (0..12).map(|_| chance.random::<f64>()).sum::<f64>() - 6.0
}
