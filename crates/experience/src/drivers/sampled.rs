//! The sampled decomposition, for more touchpoints than subsets can be counted: orders of entering drawn at random,
//! each with its reverse (antithetic; Mitchell, Cooper, Frank & Holmes, JMLR 23, 2022), after Castro, Gómez & Tejada
//! (Computers & Operations Research 36, 2009). What the touchpoints add in one order sums to R², hence so do means.

use super::Game;
use crate::gram::COLLINEAR;
use crate::resample::{below, generator};

const ORDERS: u64 = 0x006f_7264_6572_7321;

/// Shares with the standard error of having sampled.
pub(super) struct Sampled {
    pub r2: f64,
    pub lmg: Vec<f64>,
    pub errors: Vec<f64>,
}

/// As many pairs of orders as a fixed amount of arithmetic allows, between 50 and 2000.
pub(super) fn pairs_within_budget(game: &Game) -> usize {
    (3_000_000_000 / game.width.pow(3).max(1)).clamp(50, 2000)
}

/// Means over so many pairs of orders.
pub(super) fn decompose(game: &Game, pairs: usize) -> Sampled {
    let p = game.groups.len();
    let mut ladder = Ladder::new(game);
    let (mut sums, mut squares, mut r2) = (vec![0.0; p], vec![0.0; p], 0.0);
    let mut order: Vec<usize> = (0..p).collect();
    for pair in 0..pairs {
        // Fisher & Yates.
        let mut rng = generator(ORDERS, pair as u64);
        for last in (1..p).rev() {
            order.swap(last, below(&mut rng, last + 1));
        }
        let mut added = vec![0.0; p];
        r2 = ladder.climb(game, &order, &mut added);
        order.reverse();
        ladder.climb(game, &order, &mut added);
        for ((sum, square), added) in sums.iter_mut().zip(&mut squares).zip(&added) {
            let mean = added / 2.0;
            *sum += mean;
            *square += mean * mean;
        }
    }
    let count = pairs as f64;
    let mut lmg: Vec<f64> = sums.iter().map(|sum| sum / count).collect();
    let variance =
        |(square, mean): (&f64, &f64)| (square / count - mean * mean).max(0.0) * count / (count - 1.0);
    let errors = squares.iter().zip(&lmg).map(|pair| (variance(pair) / count).sqrt()).collect();
    // Orders differ in R² by what their dropping of collinear columns rounds away; the shares sum to one R².
    let sum: f64 = lmg.iter().sum();
    if sum > 0.0 {
        lmg.iter_mut().for_each(|share| *share *= r2 / sum);
    }
    Sampled { r2, lmg, errors }
}

/// A Cholesky decomposition that grows by a touchpoint at a time.
struct Ladder {
    rows: Vec<f64>,
    projected: Vec<f64>,
    kept: Vec<usize>,
}

impl Ladder {
    fn new(game: &Game) -> Self {
        Self {
            rows: vec![0.0; game.width * game.width],
            projected: vec![0.0; game.width],
            kept: Vec::with_capacity(game.width),
        }
    }

    /// Adds to `added` what each touchpoint adds to R² in this order; returns R².
    fn climb(&mut self, game: &Game, order: &[usize], added: &mut [f64]) -> f64 {
        let (width, target) = (game.width, game.width - 1);
        self.kept.clear();
        let mut r2 = 0.0;
        for &group in order {
            for column in game.groups[group].clone() {
                let step = self.kept.len();
                let correlations = &game.correlations[column * width..(column + 1) * width];
                let (earlier, from) = self.rows.split_at_mut(step * width);
                let row = &mut from[..width];
                let mut pivot = correlations[column];
                let mut with_target = correlations[target];
                for (s, &before) in self.kept.iter().enumerate() {
                    let line = &earlier[s * width..=s * width + s];
                    let dot: f64 = row[..s].iter().zip(line).map(|(a, b)| a * b).sum();
                    let value = (correlations[before] - dot) / line[s];
                    row[s] = value;
                    pivot -= value * value;
                    with_target -= value * self.projected[s];
                }
                if pivot > COLLINEAR {
                    let root = pivot.sqrt();
                    row[step] = root;
                    self.projected[step] = with_target / root;
                    self.kept.push(column);
                    let gain = with_target * with_target / pivot;
                    added[group] += gain;
                    r2 += gain;
                }
            }
        }
        r2
    }
}
