//! A variant of a hall held against the hall as it is.

use super::replicate::{Estimate, Figure, Runs, reach, student};

/// Whether a variant differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is better.
    Better,
    /// It is worse.
    Worse,
    /// It differs in a figure that is neither good nor bad in itself.
    Different,
    /// Nothing that chance could not do, or less than matters.
    NoRealDifference,
}

/// A figure of two variants, and their difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// As it is.
    pub today: Estimate,
    /// As it would be.
    pub variant: Estimate,
    /// By how much the variant has more.
    pub difference: f64,
    /// Where the 95 % interval of the difference begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// What that means.
    pub verdict: Verdict,
}

/// Compares two halls in a figure. Runs of the same seed are compared day by day: both had the same customers, so what
/// chance did to both falls out of the difference (common random numbers; A. M. Law, *Simulation modeling and analysis*,
/// 5th ed. 2015, 11.2). Runs of different seeds are compared as strangers.
///
/// It is a difference if the 95 % interval lies on one side of zero and the difference is at least `least_that_matters`.
/// `None` where the figure has no value in one of the two.
#[must_use]
pub fn compare(today: &Runs, variant: &Runs, figure: Figure, least_that_matters: f64) -> Option<Paired> {
    let (a, b) = (today.linear(figure)?, variant.linear(figure)?);
    let difference = b.value - a.value;
    let n = a.influences.len().min(b.influences.len());
    let (below, above) = if n < 2 {
        (f64::INFINITY, f64::INFINITY)
    } else if today.seed() == variant.seed() && a.influences.len() == b.influences.len() {
        let pairs: Vec<f64> = b.influences.iter().zip(&a.influences).map(|(b, a)| b - a).collect();
        reach(&pairs)
    } else {
        let both = student(0.975, n as f64 - 1.0) * a.error().hypot(b.error());
        (both, both)
    };
    let (low, high) = (difference - below, difference + above);
    let real = (low > 0.0 || high < 0.0) && difference.abs() >= least_that_matters;
    let verdict = match figure.more_is_better() {
        _ if !real => Verdict::NoRealDifference,
        None => Verdict::Different,
        Some(more) if more == (difference > 0.0) => Verdict::Better,
        Some(_) => Verdict::Worse,
    };
    Some(Paired {
        today: today.estimate(figure)?,
        variant: variant.estimate(figure)?,
        difference,
        low,
        high,
        verdict,
    })
}
