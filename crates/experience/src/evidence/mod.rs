//! Does peak–end explain remembered satisfaction here?
//!
//! Peak–end is a hypothesis to be checked on an operator's own visits. Each candidate is a linear model of remembered
//! satisfaction on a few summaries of the visit, fitted by least squares, judged by 10-fold cross-validation (Stone,
//! JRSS B 36, 1974) with folds dealt out by a hash of the visit's id.
//!
//! - Candidates are compared by paired differences of their squared errors on visits they were *not* fitted on. The
//!   interval of a difference is that of a ratio of sums over blocks of visits, by its linearisation (Cochran,
//!   Sampling Techniques, 3rd ed. 1977, section 6.4), with Student's t; that such intervals hold for cross-validation
//!   is shown by Bayle, Bayle, Janson & Mackey (NeurIPS 2020). A model that merely contains the mean and adds noise
//!   is a little *worse* out of sample, so its gain's interval contains zero.
//! - Where two models predict almost alike, the difference of their errors is mostly the noise of the weights by
//!   which they differ, and grows with its own spread: in units of σ²/Σ(y−ȳ)² a gain behaves like δ̂² where δ̂ has
//!   variance 1 (non-central χ²; Vuong, Econometrica 57, 1989, treats this degenerate case), so that (δ̂ ± z)² is
//!   the interval and not δ̂² ± 2·z·δ̂. Hence two corrections, which vanish as visits grow: the ends for a model that
//!   contains the other move by z² such units toward a gain, and the variance grows by 2·q of them, the variance of
//!   χ² with q, the number of weights by which the models differ.
//! - Weights have bootstrap intervals over the same blocks (Efron 1987, bias-corrected).
//! - **Choice.** Where the plain mean is itself level with the best candidate (its `behind_best` interval contains
//!   zero), the mean is used. Else the simplest eligible candidate that is both level with the best and clearly
//!   above the mean: fewest terms, then the higher cross-validated R². If there is none, the mean is used.

use crate::estimate::{Z, t_quantile};
use crate::gram::{Blocks, Fit, Gram, Units};
use crate::resample::{draw, percentile_interval};
use crate::{Curve, Interval};
use serde::Serialize;

/// Fewest visits from which models are fitted.
pub const FEWEST_VISITS: u64 = 30;

const FOLDS: u64 = 10;
/// A multiple of the folds, so that a block lies in one fold.
const BLOCKS: usize = 2000;
const REPLICATES: u64 = 599;
const WEIGHTS: u64 = 0x0065_7669_6465_6e63;

/// A summary of the visit that may explain what is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// Mean affect.
    Mean,
    /// Last moment.
    End,
    /// (peak + end) / 2 with a tie of peaks to the later.
    PeakEnd,
    /// (peak + end) / 2 with a tie of peaks to the earlier: shown for comparison, never chosen.
    PeakEndEarlier,
    /// First moment.
    First,
    /// Largest affect.
    Best,
    /// Smallest affect.
    Worst,
    /// Duration of the visit, in the unit it was added in.
    Duration,
}

const TERMS: usize = 8;
const REMEMBERED: usize = TERMS;

impl Term {
    const fn column(self) -> usize {
        match self {
            Self::Mean => 0,
            Self::End => 1,
            Self::PeakEnd => 2,
            Self::First => 3,
            Self::Best => 4,
            Self::Worst => 5,
            Self::Duration => 6,
            Self::PeakEndEarlier => 7,
        }
    }
}

/// The candidates without duration, in order; the plain mean comes first.
const CANDIDATES: [&[Term]; 6] = [
    &[Term::Mean],
    &[Term::End],
    &[Term::PeakEnd],
    &[Term::First, Term::Best, Term::Worst, Term::End],
    &[Term::Mean, Term::End],
    &[Term::Mean, Term::Best, Term::Worst, Term::End],
];

/// A fitted weight with its bootstrap interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weight {
    /// What is weighted.
    pub term: Term,
    /// Change of remembered satisfaction per unit of the term; 0 where it cannot be told apart.
    pub value: f64,
    /// Bootstrap interval; `None` where the term cannot be told apart from the others.
    pub interval: Option<Interval>,
}

/// One candidate model, fitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    /// Its terms, without the constant.
    pub terms: Vec<Term>,
    /// Whether it may be chosen (comparison rows may not).
    pub eligible: bool,
    /// Fitted constant.
    pub constant: f64,
    /// Fitted weights in the order of `terms`.
    pub weights: Vec<Weight>,
    /// Share of the variance explained in sample.
    pub r2: f64,
    /// 10-fold cross-validated share; may be negative.
    pub cv_r2: f64,
    /// `cv_r2` minus that of the plain mean.
    pub gain: f64,
    /// Interval of `gain`.
    pub gain_interval: Interval,
    /// `cv_r2` of the best eligible candidate minus this one's.
    pub behind_best: f64,
    /// Interval of `behind_best`.
    pub behind_best_interval: Interval,
}

impl Model {
    /// The remembered satisfaction that the model expects after a visit; `duration` in the unit of the sample.
    pub fn expected(&self, curve: &Curve, duration: f64) -> f64 {
        let value = |term| match term {
            Term::Mean => curve.mean,
            Term::End => f64::from(curve.end),
            // a comparison row is never used to score
            Term::PeakEnd | Term::PeakEndEarlier => curve.peak_end(),
            Term::First => f64::from(curve.first),
            Term::Best => f64::from(curve.best),
            Term::Worst => f64::from(curve.worst),
            Term::Duration => duration,
        };
        self.weights.iter().fold(self.constant, |sum, weight| sum + weight.value * value(weight.term))
    }
}

/// Why a model is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The simplest candidate that is both not clearly worse than the best and clearly better than the mean.
    Won,
    /// No candidate is clearly better than the plain mean, which is therefore used.
    FellBack,
    /// Too few visits, or no variation, to fit anything: the plain mean is used.
    NotEnough,
}

/// What the data say about what is remembered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// Visits with a remembered satisfaction.
    pub visits: u64,
    /// The candidates in a fixed order; empty when there is not enough.
    pub models: Vec<Model>,
    /// Index into `models` of the one in use.
    pub chosen: Option<usize>,
    /// Why.
    pub choice: Choice,
}

/// Visits with what was remembered of them, summed up in memory that does not grow with their number.
///
/// Up to 2,000 visits the evidence does not depend on their order at all; beyond, only by rounding, so callers who
/// want the same bits merge in a fixed order.
#[derive(Debug, Clone)]
pub struct Sample {
    visits: u64,
    left_out: u64,
    /// Some visit has no duration: no model may use it.
    undated: bool,
    blocks: Blocks,
}

impl Default for Sample {
    fn default() -> Self {
        Self { visits: 0, left_out: 0, undated: false, blocks: Blocks::new(TERMS + 1, BLOCKS) }
    }
}

impl Sample {
    /// No visits yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a visit in: its id, its curve, its [`crate::earlier_peak`], its duration in any unit (the same for
    /// all) and its remembered satisfaction on any scale.
    ///
    /// A visit whose remembered satisfaction is not finite is left out and counted. If any visit's duration is not
    /// finite, duration is dropped from every model.
    pub fn add(&mut self, visit: u64, curve: &Curve, earlier_peak: f32, duration: f64, remembered: f64) {
        if !remembered.is_finite() {
            self.left_out += 1;
            return;
        }
        self.visits += 1;
        self.undated |= !duration.is_finite();
        let mut row = [0.0; TERMS + 1];
        row[Term::Mean.column()] = curve.mean;
        row[Term::End.column()] = f64::from(curve.end);
        row[Term::PeakEnd.column()] = curve.peak_end();
        row[Term::First.column()] = f64::from(curve.first);
        row[Term::Best.column()] = f64::from(curve.best);
        row[Term::Worst.column()] = f64::from(curve.worst);
        row[Term::Duration.column()] = if duration.is_finite() { duration } else { 0.0 };
        row[Term::PeakEndEarlier.column()] = (f64::from(earlier_peak) + f64::from(curve.end)) / 2.0;
        row[REMEMBERED] = remembered;
        self.blocks.add(visit, &row);
    }

    /// Counts the visits of another sample in.
    pub fn merge(&mut self, other: &Self) {
        self.visits += other.visits;
        self.left_out += other.left_out;
        self.undated |= other.undated;
        self.blocks.merge(&other.blocks);
    }

    /// Visits counted in.
    pub fn visits(&self) -> u64 {
        self.visits
    }

    /// Visits left out because their remembered satisfaction is not a finite number.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Fits and compares the candidates.
    pub fn weigh(&self) -> Evidence {
        let units = self.blocks.units();
        let total = units.total();
        let felt = (0..TERMS).any(|column| column != Term::Duration.column() && total.varies(column));
        if self.visits < FEWEST_VISITS || !total.varies(REMEMBERED) || !felt {
            return Evidence {
                visits: self.visits,
                models: Vec::new(),
                chosen: None,
                choice: Choice::NotEnough,
            };
        }
        let (models, choice, chosen) = Weighing::new(&units, &total, self.undated).models();
        Evidence { visits: self.visits, models, chosen: Some(chosen), choice }
    }
}

/// One candidate during the comparison.
struct Candidate {
    terms: Vec<Term>,
    /// Columns used: those of the terms, without a duration that is not known.
    columns: Vec<usize>,
    eligible: bool,
    fit: Fit,
    /// Cross-validated squared error of each unit.
    errors: Vec<f64>,
    cv_r2: f64,
}

struct Weighing<'a> {
    units: &'a Units,
    total: &'a Gram,
    /// Squared distance from the mean of each unit.
    squares: Vec<f64>,
    candidates: Vec<Candidate>,
}

impl<'a> Weighing<'a> {
    fn new(units: &'a Units, total: &'a Gram, undated: bool) -> Self {
        let mean = total.mean(REMEMBERED);
        let squares: Vec<f64> =
            units.iter().map(|(_, unit)| unit.squared_error(REMEMBERED, &[], mean, &[])).collect();
        let folds: Vec<Gram> = (0..FOLDS).map(|fold| units.sum_where(|hash| hash % FOLDS != fold)).collect();
        let with_duration = |terms: &[Term]| [terms, &[Term::Duration]].concat();
        let timeless = CANDIDATES.iter().map(|terms| (terms.to_vec(), true));
        let timed = CANDIDATES.iter().map(|terms| (with_duration(terms), true));
        let all = timeless.chain(timed).chain([(vec![Term::PeakEndEarlier], false)]);
        let candidates = all
            .map(|(terms, eligible)| {
                let dated = terms.iter().filter(|&&term| !(undated && term == Term::Duration));
                let columns: Vec<usize> = dated.map(|term| term.column()).collect();
                let fits: Vec<Fit> = folds.iter().map(|others| others.fit(REMEMBERED, &columns)).collect();
                let error = |(hash, unit): (u64, &Gram)| {
                    let fit = &fits[(hash % FOLDS) as usize];
                    unit.squared_error(REMEMBERED, &columns, fit.constant, &fit.weights)
                };
                let errors: Vec<f64> = units.iter().map(error).collect();
                let cv_r2 = 1.0 - errors.iter().sum::<f64>() / squares.iter().sum::<f64>();
                let fit = total.fit(REMEMBERED, &columns);
                Candidate { terms, columns, eligible, fit, errors, cv_r2 }
            })
            .collect();
        Self { units, total, squares, candidates }
    }

    fn models(&self) -> (Vec<Model>, Choice, usize) {
        let mean = &self.candidates[0];
        let eligible = || self.candidates.iter().filter(|candidate| candidate.eligible);
        // The first of equals, hence the simplest.
        let best = eligible().fold(mean, |best, next| if next.cv_r2 > best.cv_r2 { next } else { best });
        let intervals = self.weight_intervals();
        let models: Vec<Model> = self
            .candidates
            .iter()
            .zip(intervals)
            .map(|(candidate, intervals)| {
                let (gain, gain_interval) = self.gain(candidate, mean);
                let (behind_best, behind_best_interval) = self.gain(best, candidate);
                let weights = candidate.terms.iter().zip(intervals).enumerate();
                let weights = weights.map(|(at, (&term, interval))| Weight {
                    term,
                    value: candidate.fit.weights.get(at).copied().unwrap_or(0.0),
                    interval,
                });
                Model {
                    terms: candidate.terms.clone(),
                    eligible: candidate.eligible,
                    constant: candidate.fit.constant,
                    weights: weights.collect(),
                    r2: candidate.fit.r2,
                    cv_r2: candidate.cv_r2,
                    gain,
                    gain_interval,
                    behind_best,
                    behind_best_interval,
                }
            })
            .collect();
        let (choice, chosen) = choose(&models);
        (models, choice, chosen)
    }

    /// Out-of-sample R² of one candidate minus that of another, with its interval.
    fn gain(&self, one: &Candidate, other: &Candidate) -> (f64, Interval) {
        let squares: f64 = self.squares.iter().sum();
        let differences = || other.errors.iter().zip(&one.errors).map(|(other, one)| other - one);
        let gain = differences().sum::<f64>() / squares;
        let (more, fewer) = (lacking(other, one), lacking(one, other));
        if more == 0 && fewer == 0 {
            return (gain, Interval { low: gain, high: gain });
        }
        let scatter: f64 =
            differences().zip(&self.squares).map(|(d, square)| (d - gain * square).powi(2)).sum();
        let units = self.units.len() as f64;
        let spread = (scatter * units / (units - 1.0)).sqrt() / squares;
        let error = one.errors.iter().sum::<f64>().min(other.errors.iter().sum());
        let noise = error / self.total.n() / squares;
        let shift = match (more, fewer) {
            (_, 0) => Z * Z * noise,
            (0, _) => -Z * Z * noise,
            _ => 0.0,
        };
        let reach = t_quantile(units - 1.0) * spread.hypot(noise * (2.0 * more.max(fewer) as f64).sqrt());
        let interval = Interval::around(gain + shift, reach);
        (gain, Interval { low: interval.low.min(gain), high: interval.high.max(gain) })
    }

    /// Bootstrap intervals of every candidate's weights.
    fn weight_intervals(&self) -> Vec<Vec<Option<Interval>>> {
        let mut values: Vec<Vec<Vec<f64>>> =
            self.candidates.iter().map(|candidate| vec![Vec::new(); candidate.terms.len()]).collect();
        let mut times = vec![0.0; self.units.len()];
        let mut resampled = self.units.blank();
        for replicate in 0..REPLICATES {
            draw(WEIGHTS, replicate, &mut times);
            self.units.resample(&times, &mut resampled);
            for (candidate, values) in self.candidates.iter().zip(&mut values) {
                let fit = resampled.fit(REMEMBERED, &candidate.columns);
                // A draw in which other terms are alike weighs something else.
                if fit.kept == candidate.fit.kept {
                    for (values, weight) in values.iter_mut().zip(&fit.weights) {
                        values.push(*weight);
                    }
                }
            }
        }
        let interval = |candidate: &Candidate, at: usize, values: &mut [f64]| {
            let kept = candidate.fit.kept.get(at).copied().unwrap_or(false);
            let weight = candidate.fit.weights.get(at).copied().unwrap_or(0.0);
            kept.then(|| percentile_interval(values, weight, self.units.len(), 0.0)).flatten()
        };
        let of = |(candidate, mut values): (&Candidate, Vec<Vec<f64>>)| {
            values.iter_mut().enumerate().map(|(at, values)| interval(candidate, at, values)).collect()
        };
        self.candidates.iter().zip(values).map(of).collect()
    }
}

/// Number of weights that one candidate has (dropped ones aside) and `from` lacks.
fn lacking(from: &Candidate, one: &Candidate) -> usize {
    let kept = |candidate: &Candidate| -> Vec<usize> {
        candidate
            .columns
            .iter()
            .zip(&candidate.fit.kept)
            .filter(|(_, kept)| **kept)
            .map(|(c, _)| *c)
            .collect()
    };
    let there = kept(from);
    kept(one).iter().filter(|column| !there.contains(column)).count()
}

/// The choice rule of the module's description.
fn choose(models: &[Model]) -> (Choice, usize) {
    let level = |model: &Model| model.eligible && model.behind_best_interval.contains(0.0);
    if models.first().is_none_or(level) {
        return (Choice::FellBack, 0);
    }
    let clear = |model: &Model| level(model) && model.gain_interval.low > 0.0;
    let simplest = (0..models.len()).filter(|&at| clear(&models[at])).reduce(|first, next| {
        let (a, b) = (&models[first], &models[next]);
        let simpler = (b.terms.len(), -b.cv_r2) < (a.terms.len(), -a.cv_r2);
        if simpler { next } else { first }
    });
    simplest.map_or((Choice::FellBack, 0), |at| (Choice::Won, at))
}

#[cfg(test)]
mod tests;
