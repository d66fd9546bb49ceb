//! Smooth laws fitted to what was seen, by maximum likelihood, and how well they fit.

use super::survival::{Survival, Waited};
use crate::twin::Law;
use statrs::function::gamma::{digamma, ln_gamma};

/// So many times are needed before a law is fitted.
pub const FIT_LEAST: usize = 10;

/// A fitted law.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Which.
    pub family: Family,
    /// With its parameters.
    pub law: Law,
    /// Akaike's criterion: twice the parameters less twice the log-likelihood. The smallest is best.
    pub aic: f64,
    /// The largest distance of the fitted from the seen distribution function (Kolmogorov & Smirnov); of patience, from
    /// Kaplan and Meier's curve.
    pub distance: f64,
}

/// A family of laws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// One parameter.
    Exponential,
    /// Mean and coefficient of variation.
    Gamma,
    /// Mean and coefficient of variation.
    LogNormal,
    /// Scale and shape.
    Weibull,
}

/// Fits of times above 0, in seconds, best first by Akaike's criterion (H. Akaike, *A new look at the statistical model
/// identification*, IEEE Transactions on Automatic Control 19 (1974) 716–723). Empty below [`FIT_LEAST`] times, or where
/// all are equal.
#[must_use]
pub fn times(times_s: &[f64]) -> Vec<Fit> {
    let mut seen: Vec<f64> = times_s.iter().copied().filter(|s| s.is_finite() && *s > 0.0).collect();
    seen.sort_by(f64::total_cmp);
    if seen.len() < FIT_LEAST || seen[0] == seen[seen.len() - 1] {
        return Vec::new();
    }
    let n = seen.len() as f64;
    let mean = seen.iter().sum::<f64>() / n;
    let mean_log = seen.iter().map(|s| s.ln()).sum::<f64>() / n;
    let variance_log = seen.iter().map(|s| (s.ln() - mean_log).powi(2)).sum::<f64>() / n;

    let exponential = (Law::exponential(mean), -n * (mean.ln() + 1.0), 1.0);
    let shape = gamma_shape(mean.ln() - mean_log);
    let gamma_log = n * (shape * (shape / mean).ln() - ln_gamma(shape) + (shape - 1.0) * mean_log - shape);
    let gamma = (Law::gamma(mean, shape.sqrt().recip()), gamma_log, 2.0);
    let log_normal_mean = (mean_log + variance_log / 2.0).exp();
    let log_normal_log = -n * (mean_log + (std::f64::consts::TAU * variance_log).ln() / 2.0 + 0.5);
    let log_normal = (Law::log_normal(log_normal_mean, variance_log.exp_m1().sqrt()), log_normal_log, 2.0);

    let families =
        [(Family::Exponential, exponential), (Family::Gamma, gamma), (Family::LogNormal, log_normal)];
    let mut fits: Vec<Fit> = families
        .into_iter()
        .filter_map(|(family, (law, log, parameters))| {
            let law = law.ok()?;
            let distance = distance(&seen, &law);
            Some(Fit { family, law, aic: 2.0 * parameters - 2.0 * log, distance })
        })
        .collect();
    fits.sort_by(|a, b| a.aic.total_cmp(&b.aic));
    fits
}

/// Fits of patience, where who was called would have waited for longer; best first. Empty where fewer than [`FIT_LEAST`] left.
#[must_use]
pub fn patience(waits: &[Waited], seen: &Survival) -> Vec<Fit> {
    let waits: Vec<Waited> =
        waits.iter().copied().filter(|wait| wait.s.is_finite() && wait.s > 0.0).collect();
    let left = waits.iter().filter(|wait| wait.left).count();
    if left < FIT_LEAST {
        return Vec::new();
    }
    let d = left as f64;
    let waited_s: f64 = waits.iter().map(|wait| wait.s).sum();
    let exponential = (Family::Exponential, Law::exponential(waited_s / d), d * (d / waited_s).ln() - d, 1.0);
    let shape = weibull_shape(&waits);
    let scale = (waits.iter().map(|wait| wait.s.powf(shape)).sum::<f64>() / d).powf(shape.recip());
    let log_left: f64 = waits.iter().filter(|wait| wait.left).map(|wait| wait.s.ln()).sum();
    let weibull_log = d * (shape.ln() - shape * scale.ln()) + (shape - 1.0) * log_left - d;
    let weibull = (Family::Weibull, Law::weibull(scale, shape), weibull_log, 2.0);
    let mut fits: Vec<Fit> = [exponential, weibull]
        .into_iter()
        .filter_map(|(family, law, log, parameters)| {
            let law = law.ok()?;
            let off = |point: &super::survival::Point| (point.survival - law.survival(point.s)).abs();
            let distance = seen.points().iter().map(off).fold(0.0, f64::max);
            Some(Fit { family, law, aic: 2.0 * parameters - 2.0 * log, distance })
        })
        .collect();
    fits.sort_by(|a, b| a.aic.total_cmp(&b.aic));
    fits
}

/// The largest distance of distribution functions; `seen` in order.
fn distance(seen: &[f64], law: &Law) -> f64 {
    let n = seen.len() as f64;
    let off = |(at, s): (usize, &f64)| {
        let below = 1.0 - law.survival(*s);
        (below - at as f64 / n).abs().max((below - (at + 1) as f64 / n).abs())
    };
    seen.iter().enumerate().map(off).fold(0.0, f64::max)
}

/// The shape at which ln(shape) − ψ(shape) = `gap`, the likelihood equation of the gamma distribution: T. P. Minka, *Estimating
/// a gamma distribution* (2002), his starting point and his Newton step on the inverse.
fn gamma_shape(gap: f64) -> f64 {
    let gap = gap.max(1e-9);
    let mut shape = (3.0 - gap + ((gap - 3.0).powi(2) + 24.0 * gap).sqrt()) / (12.0 * gap);
    for _ in 0..50 {
        let slope = trigamma(shape);
        let inverse =
            shape.recip() + (shape.ln() - digamma(shape) - gap) / (shape * shape * (shape.recip() - slope));
        let next = inverse.recip();
        if !next.is_finite() || next <= 0.0 {
            break;
        }
        if (next - shape).abs() <= 1e-12 * shape {
            return next;
        }
        shape = next;
    }
    shape
}

/// The derivative of the digamma function, by its asymptotic series after moving up (*Handbook of mathematical functions*,
/// 6.4.6 and 6.4.12).
fn trigamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < 10.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    sum + 1.0 / x + square / 2.0 + square / x * (1.0 / 6.0 - square * (1.0 / 30.0 - square / 42.0))
}

/// The shape that solves the censored Weibull likelihood equation, by halving: its left side rises with the shape.
fn weibull_shape(waits: &[Waited]) -> f64 {
    let left: Vec<f64> = waits.iter().filter(|wait| wait.left).map(|wait| wait.s.ln()).collect();
    let mean_log = left.iter().sum::<f64>() / left.len() as f64;
    let longest = waits.iter().map(|wait| wait.s).fold(f64::MIN_POSITIVE, f64::max);
    let excess = |shape: f64| {
        let (mut top, mut bottom) = (0.0, 0.0);
        for wait in waits {
            let power = (wait.s / longest).powf(shape);
            top += power * wait.s.ln();
            bottom += power;
        }
        top / bottom - shape.recip() - mean_log
    };
    let (mut low, mut high) = (0.01, 100.0);
    for _ in 0..100 {
        let middle = f64::sqrt(low * high);
        if excess(middle) < 0.0 { low = middle } else { high = middle }
    }
    f64::sqrt(low * high)
}
