//! Which touchpoints drive the overall judgement.

use crate::Interval;
use serde::Serialize;

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
    /// Share of the variance of the judgement that all touchpoints explain.
    pub r2: f64,
    /// Whether the shares are exact (up to 16 touchpoints).
    pub exact: bool,
    /// One for each touchpoint that varies, in column order.
    pub drivers: Vec<Driver>,
}
