//! Estimates of many small groups, drawn toward their peers (empirical Bayes).

use crate::Interval;
use serde::Serialize;

/// One group as observed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Raw {
    /// Number of visits, at least 1.
    pub n: u64,
    /// Mean score.
    pub mean: f64,
    /// Sample standard deviation of the score; `None` for a single visit.
    pub sd: Option<f64>,
}

/// One group's estimate after its peers have spoken.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shrunk {
    /// The estimate, between the raw mean and the peers' mean.
    pub value: f64,
    /// 95 % interval that accounts for the peers' mean and spread being estimated too.
    pub interval: Interval,
    /// Share of the estimate that is the group's own, in [0, 1]; the rest is its peers'.
    pub own_share: f64,
}

/// What the groups have in common.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Peers {
    /// Number of groups.
    pub groups: u64,
    /// Mean over groups.
    pub mean: f64,
    /// Standard deviation of the true scores between groups; 0 when the data show none.
    pub between_sd: f64,
    /// Standard deviation of single visits within a group (pooled).
    pub within_sd: f64,
}
