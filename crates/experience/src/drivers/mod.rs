//! Which touchpoints drive the overall judgement.
//!
//! Importance is the LMG decomposition of R² (Lindeman, Merenda & Gold 1980; Grömping, JSS 17(1), 2006), which is
//! the Shapley value of the game whose worth of a set of touchpoints is the R² of the judgement on them: the mean,
//! over all orders of entering the model, of what a touchpoint adds. Shares are never negative and sum to R².
//! Johnson's relative weights (Multivariate Behavioral Research 35, 2000) stand beside it.
//!
//! **Missing values are never zeros.** A touchpoint that some visits lack plays as a pair: its value, measured from
//! the mean of those that have one and 0 for the others, and an indicator of having one. The pair enters the game
//! together, so the share holds both the effect of how the touchpoint went and that of going through it at all, and
//! the shares still sum to R².
//!
//! Intervals are bootstrap intervals (Efron 1987, bias-corrected and accelerated) over blocks of visits: a replicate
//! sums blocks and never looks at a visit again. Each replicate has its own seed and its place in the result, so the
//! bits do not depend on the number of threads.

mod exact;
mod gather;
mod relative;
mod sampled;

use crate::Interval;
use crate::estimate::{Z, mean_interval};
use crate::gram::{Gram, Units};
use crate::resample::{draw, percentile_interval};
use gather::Gathered;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, FisherSnedecor};
use std::num::NonZero;
use std::ops::Range;

/// Most touchpoints whose shares are computed exactly.
pub const MOST_EXACT: usize = 16;
/// Most touchpoints at all.
pub const MOST: usize = 128;
/// Fewest visits from which drivers are computed.
pub const FEWEST_VISITS: u64 = 30;

const REPLICATES: usize = 599;
const SAMPLED_REPLICATES: usize = 199;
/// Groups of units that the jackknife leaves out in turn.
const JACKKNIFE: usize = 40;
const SHARES: u64 = 0x0064_7269_7665_7273;

/// Why there are no drivers.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The values do not fill whole rows.
    #[error(
        "{values} values do not make {visits} rows of {touchpoints}: give each visit a value (or NaN) for each"
    )]
    Shape {
        /// Values given.
        values: usize,
        /// Judgements given.
        visits: usize,
        /// Touchpoints of a row.
        touchpoints: usize,
    },
    /// More touchpoints than [`MOST`].
    #[error("{0} touchpoints are more than {MOST}: leave some out")]
    TooMany(usize),
    /// Fewer visits than weights to estimate allow.
    #[error("{visits} usable visits are too few: {needed} are needed")]
    TooFew {
        /// Visits that can be used.
        visits: u64,
        /// Visits that are needed: [`FEWEST_VISITS`], and two for every weight.
        needed: u64,
    },
    /// All usable visits have the same judgement.
    #[error("all {0} usable visits have the same judgement: nothing drives it")]
    NoVariation(u64),
}

/// Judged visits: a value for each touchpoint the visit went through, and the overall judgement.
#[derive(Debug, Clone, Default)]
pub struct Judgements {
    /// Number of touchpoints, the width of a row.
    pub touchpoints: usize,
    /// Row-major values, `touchpoints` a visit; `NaN` = missing or not applicable.
    pub values: Vec<f64>,
    /// Overall judgement of each visit.
    pub remembered: Vec<f64>,
}

/// How a visit that lacks a touchpoint is read. Never as a zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Going without the touchpoint has an effect of its own, counted to the touchpoint.
    #[default]
    OwnEffect,
    /// Only visits with every touchpoint are used.
    DropVisit,
}

/// Where a touchpoint stands in the importance × performance picture (Martilla & James 1977).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// Important and below the average performance.
    ActHere,
    /// Important and above.
    KeepUp,
    /// Unimportant and below.
    LowPriority,
    /// Unimportant and above.
    PossibleExcess,
}

/// One touchpoint's part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// Column in the judgements.
    pub touchpoint: usize,
    /// Visits that have a value here.
    pub n: u64,
    /// Mean affect of those: the performance.
    pub performance: f64,
    /// 95 % interval of the performance.
    pub performance_interval: Option<Interval>,
    /// LMG (Shapley) share of R², in R² units; sums to R² over the touchpoints.
    pub lmg: f64,
    /// Bootstrap interval of `lmg`.
    pub lmg_interval: Option<Interval>,
    /// Sampling error (standard) of `lmg` when it is sampled; 0 when exact.
    pub sampling_error: f64,
    /// Johnson's relative weight, in R² units.
    pub relative_weight: f64,
    /// The touchpoint's place; `None` when its interval does not tell it from the average importance.
    pub quadrant: Option<Quadrant>,
}

/// What drives the judgement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drivers {
    /// Visits used.
    pub visits: u64,
    /// Visits left out because their judgement, or with [`Missing::DropVisit`] a touchpoint, is missing.
    pub left_out: u64,
    /// How missing values were read.
    pub missing: Missing,
    /// Share of the variance of the judgement that all touchpoints explain; with missing values, having them or not included.
    pub r2: f64,
    /// Whether all touchpoints together explain more than chance would: the F test of the whole regression at 95 %.
    pub clear: bool,
    /// Whether the shares are exact (up to 16 touchpoints).
    pub exact: bool,
    /// One for each touchpoint that varies, in column order.
    pub drivers: Vec<Driver>,
}

/// Decomposes the judgement over the touchpoints, on so many threads (0 is read as 1); the bits of the answer do not
/// depend on them.
///
/// A touchpoint whose values never vary and which no visit lacks, or every visit lacks, has no part and is left out.
///
/// # Errors
///
/// See [`Error`].
pub fn drivers(judgements: &Judgements, missing: Missing, threads: usize) -> Result<Drivers, Error> {
    let gathered = Gathered::of(judgements, missing)?;
    let total = gathered.units.total();
    let game = Game::of(&total, &gathered.groups, gathered.target);
    let relative = relative::weights(&game);
    let exact = game.groups.len() <= MOST_EXACT;
    let shares = if exact {
        exact_shares(&gathered, &game, threads)
    } else {
        sampled_shares(&gathered, &game, threads)
    };
    let mut drivers: Vec<Driver> = Vec::with_capacity(gathered.groups.len());
    for (place, (group, seen)) in gathered.groups.iter().zip(&gathered.seen).enumerate() {
        drivers.push(Driver {
            touchpoint: seen.touchpoint,
            n: seen.n,
            performance: seen.mean,
            performance_interval: mean_interval(seen.n, seen.mean, seen.sd),
            lmg: shares.lmg[place],
            lmg_interval: shares.intervals[place],
            sampling_error: shares.errors[place],
            relative_weight: relative[group.clone()].iter().sum(),
            quadrant: None,
        });
    }
    let clear = beyond_chance(shares.r2, gathered.target, gathered.visits);
    if clear {
        place_in_quadrants(&mut drivers, shares.r2);
    }
    Ok(Drivers {
        visits: gathered.visits,
        left_out: gathered.left_out,
        missing,
        r2: shares.r2,
        clear,
        exact,
        drivers,
    })
}

/// The F test of a regression with so many columns: (R²/k) / ((1 − R²)/(n − k − 1)) against the F distribution
/// (Draper & Smith, Applied Regression Analysis, 3rd ed. 1998, section 1.3).
fn beyond_chance(r2: f64, columns: usize, visits: u64) -> bool {
    let (k, rest) = (columns as f64, visits as f64 - columns as f64 - 1.0);
    if columns == 0 || rest < 1.0 {
        return false;
    }
    if r2 >= 1.0 {
        return true;
    }
    let f = (r2 / k) / ((1.0 - r2) / rest);
    FisherSnedecor::new(k, rest).is_ok_and(|distribution| distribution.cdf(f) > 0.95)
}

/// Martilla & James (Journal of Marketing 41, 1977), with the average importance and the average performance as the
/// cross; a touchpoint whose interval reaches over either line has no place.
fn place_in_quadrants(drivers: &mut [Driver], r2: f64) {
    let count = drivers.len() as f64;
    let importance = r2 / count;
    let performance = drivers.iter().map(|driver| driver.performance).sum::<f64>() / count;
    for driver in drivers {
        let side = |interval: Option<Interval>, line: f64| {
            interval.filter(|interval| !interval.contains(line)).map(|interval| interval.low > line)
        };
        driver.quadrant = side(driver.lmg_interval, importance)
            .zip(side(driver.performance_interval, performance))
            .map(|sides| match sides {
                (true, false) => Quadrant::ActHere,
                (true, true) => Quadrant::KeepUp,
                (false, false) => Quadrant::LowPriority,
                (false, true) => Quadrant::PossibleExcess,
            });
    }
}

/// The correlations that a decomposition is made of: groups of columns, then the judgement as the last one.
#[derive(Debug, Clone)]
struct Game {
    /// Columns of each touchpoint: one, or two where values are missing.
    groups: Vec<Range<usize>>,
    /// Number of columns with the judgement.
    width: usize,
    /// Square, by rows; a column that does not vary is all zeros.
    correlations: Vec<f64>,
}

impl Game {
    fn of(gram: &Gram, groups: &[Range<usize>], target: usize) -> Self {
        let mut game = Self {
            groups: groups.to_vec(),
            width: target + 1,
            correlations: vec![0.0; (target + 1) * (target + 1)],
        };
        game.refill(gram);
        game
    }

    /// Takes the correlations of another Gram of the same columns.
    fn refill(&mut self, gram: &Gram) {
        let scales: Vec<f64> = (0..self.width)
            .map(|column| if gram.varies(column) { 1.0 / gram.cross(column, column).sqrt() } else { 0.0 })
            .collect();
        for row in 0..self.width {
            for column in row..self.width {
                let value = gram.cross(row, column) * scales[row] * scales[column];
                self.correlations[row * self.width + column] = value;
                self.correlations[column * self.width + row] = value;
            }
        }
    }
}

/// A decomposition with its intervals, in the order of the groups.
struct Shares {
    r2: f64,
    lmg: Vec<f64>,
    errors: Vec<f64>,
    intervals: Vec<Option<Interval>>,
}

fn exact_shares(gathered: &Gathered, game: &Game, threads: usize) -> Shares {
    let p = game.groups.len();
    let shapley = exact::Shapley::new(p);
    let mut lmg = vec![0.0; p];
    let r2 = shapley.decompose(game, &mut exact::Workspace::new(game), &mut lmg);
    let replicates = resampled(&gathered.units, game, REPLICATES, threads, |game| {
        let (shapley, mut workspace) = (&shapley, exact::Workspace::new(game));
        move |game: &Game, shares: &mut [f64]| {
            shapley.decompose(game, &mut workspace, shares);
        }
    });
    let intervals = intervals(&replicates, &lmg, &lmg, &vec![0.0; p], gathered.units.len());
    Shares { r2, lmg, errors: vec![0.0; p], intervals }
}

fn sampled_shares(gathered: &Gathered, game: &Game, threads: usize) -> Shares {
    let full = sampled::decompose(game, sampled::pairs_within_budget(game));
    // Replicates share a smaller sample of orders, so that they differ by the visits drawn and not by the orders.
    let few = sampled::pairs_within_budget(game).div_ceil(16).max(8);
    let around = sampled::decompose(game, few);
    let replicates = resampled(&gathered.units, game, SAMPLED_REPLICATES, threads, |_| {
        move |game: &Game, shares: &mut [f64]| {
            shares.copy_from_slice(&sampled::decompose(game, few).lmg);
        }
    });
    let intervals = intervals(&replicates, &around.lmg, &full.lmg, &full.errors, gathered.units.len());
    Shares { r2: full.r2, lmg: full.lmg, errors: full.errors, intervals }
}

/// Decompositions of resamples of the units, a row each: first the bootstrap samples, then the jackknife's, each
/// thread taking a run of them.
fn resampled<D, W>(units: &Units, game: &Game, replicates: usize, threads: usize, worker: W) -> Vec<f64>
where
    D: FnMut(&Game, &mut [f64]),
    W: Fn(&Game) -> D + Sync,
{
    let p = game.groups.len();
    let rows = replicates + JACKKNIFE;
    let mut shares = vec![0.0; rows * p];
    if p == 0 {
        return shares;
    }
    let threads = NonZero::new(threads).map_or(1, NonZero::get).min(rows);
    let run = rows.div_ceil(threads);
    std::thread::scope(|scope| {
        for (part, shares) in shares.chunks_mut(run * p).enumerate() {
            let worker = &worker;
            let work = move || {
                let mut game = game.clone();
                let mut decompose = worker(&game);
                let mut times = vec![0.0; units.len()];
                let mut total = units.blank();
                for (at, shares) in shares.chunks_exact_mut(p).enumerate() {
                    let number = part * run + at;
                    if number < replicates {
                        draw(SHARES, number as u64, &mut times);
                    } else {
                        leave_out(number - replicates, &mut times);
                    }
                    units.resample(&times, &mut total);
                    game.refill(&total);
                    decompose(&game, shares);
                }
            };
            scope.spawn(work);
        }
    });
    shares
}

/// The jackknife's sample without one of its groups of units; units stand in the order of a hash, so
/// each takes its group at random.
fn leave_out(group: usize, times: &mut [f64]) {
    for (at, times) in times.iter_mut().enumerate() {
        *times = f64::from(u8::from(at % JACKKNIFE != group));
    }
}

/// Acceleration of the BCa interval, from the jackknife (Efron 1987, formula 6.6 for groups).
fn acceleration(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let power = |power: i32| values.iter().map(|value| (mean - value).powi(power)).sum::<f64>();
    let squares = power(2);
    if squares > 0.0 { power(3) / (6.0 * squares.powf(1.5)) } else { 0.0 }
}

/// Intervals of shares from replicates that scatter `around` theirs, widened by the errors of sampling.
fn intervals(
    replicates: &[f64],
    around: &[f64],
    lmg: &[f64],
    errors: &[f64],
    units: usize,
) -> Vec<Option<Interval>> {
    let p = lmg.len();
    (0..p)
        .map(|place| {
            let mut values: Vec<f64> = replicates.iter().skip(place).step_by(p).copied().collect();
            let acceleration = acceleration(&values.split_off(values.len() - JACKKNIFE));
            let interval = percentile_interval(&mut values, around[place], units, acceleration)?;
            let widen = |reach: f64| reach.hypot(Z * errors[place]);
            Some(Interval {
                low: (lmg[place] - widen((around[place] - interval.low).max(0.0))).max(0.0),
                high: lmg[place] + widen((interval.high - around[place]).max(0.0)),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
