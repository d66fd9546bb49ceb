//! Does peak–end explain remembered satisfaction here?

use crate::Interval;
use serde::Serialize;

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
    /// Duration of the visit in `Evidence::duration_unit`.
    Duration,
}

/// A fitted weight with its bootstrap interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weight {
    /// What is weighted.
    pub term: Term,
    /// Change of remembered satisfaction per unit of the term.
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

/// Why a model is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The simplest candidate that is not clearly worse than the best, and clearly better than the mean.
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
