//! How far a forecast may be off: learnt from how far earlier ones were, not believed from a formula.
//!
//! What was forecast before its time and what then came make residuals. Each is measured in units of √(μ + c μ²), the
//! spread of a Poisson number whose rate itself varies, so that a busy and a quiet step can be compared; and they are
//! sorted by the size of the forecast, as the units are never quite right. The band is made of their quantiles: split
//! conformal prediction on rolling forecasts. SOURCE: V. Vovk, A. Gammerman & G. Shafer, *Algorithmic learning in a random
//! world* (2005), 4.1; J. Lei et al., *Distribution-free predictive inference for regression*, JASA 113 (2018) 1094–1111
//! (residuals measured by a local spread); Mondrian by the size of the forecast.
//!
//! The steps of a day go astray together, so it is days that count as evidence: with few of them the band is wider, as
//! Student's quantile is than the normal one.
//!
//! Counts are whole and the ends of a band are not: a step is inside if low ≤ count ≤ high. Where the band reaches zero
//! nothing can be below it, so the whole share that may be missed lies above: the band stays as narrow as it can be.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Residuals of so many steps make a class by size of forecast.
const CLASS: usize = 250;
/// No more classes than this.
const CLASSES: usize = 8;

/// How far a forecast may be off.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Band {
    /// c of the unit √(μ + c μ²).
    varying: f64,
    /// By the size of the forecast, ascending: the square root of the size, the low and high end in units.
    ends: Vec<(f64, f64, f64)>,
}

impl Band {
    /// From forecasts and what came on so many days, for an interval that holds for `share` (0 to 1). `None` of nothing.
    pub fn of(made: &[(f64, f64)], days: usize, share: f64) -> Option<Band> {
        if made.is_empty() || days == 0 {
            return None;
        }
        let beyond: f64 = made.iter().map(|(mu, came)| (came - mu).powi(2) - mu).sum();
        let squares: f64 = made.iter().map(|(mu, _)| mu * mu).sum();
        let varying = if squares > 0.0 { (beyond / squares).max(0.0) } else { 0.0 };
        let mut band = Band { varying, ends: Vec::new() };
        let mut sorted = made.to_vec();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let classes = (made.len() / CLASS).clamp(1, CLASSES);
        let wider = student(days as f64, share) / student(f64::INFINITY, share);
        for class in 0..classes {
            let of = &sorted[made.len() * class / classes..made.len() * (class + 1) / classes];
            let centre = of.iter().map(|(mu, _)| mu.sqrt()).sum::<f64>() / of.len() as f64;
            let (low, high) = band.class(of, share);
            // a method that was off to one side alone still holds what it tells
            band.ends.push((centre, (low * wider).min(0.0), (high * wider).max(0.0)));
        }
        Some(band)
    }

    /// Without a residual: what the model itself believes, `varying` being the variance of the rate over its square.
    pub fn believed(varying: f64, share: f64) -> Band {
        let z = student(f64::INFINITY, share);
        Band { varying, ends: vec![(0.0, -z, z)] }
    }

    /// The interval around a forecast; never below zero.
    pub fn around(&self, mu: f64) -> (f64, f64) {
        if mu <= 0.0 {
            return (0.0, 0.0);
        }
        let root = mu.sqrt();
        let right = self.ends.partition_point(|(centre, ..)| *centre < root);
        let (low, high) = match (right.checked_sub(1).map(|left| self.ends[left]), self.ends.get(right)) {
            (Some((a, low, high)), Some((b, next_low, next_high))) => {
                let way = (root - a) / (b - a);
                (low + (next_low - low) * way, high + (next_high - high) * way)
            }
            (Some((_, low, high)), None) => (low, high),
            (None, Some((_, low, high))) => (*low, *high),
            (None, None) => (0.0, 0.0),
        };
        let unit = self.unit(mu);
        ((mu + low * unit).max(0.0), (mu + high * unit).max(0.0))
    }

    fn unit(&self, mu: f64) -> f64 {
        (mu + self.varying * mu * mu).sqrt()
    }

    /// The two ends in units, for forecasts of about one size.
    fn class(&self, made: &[(f64, f64)], share: f64) -> (f64, f64) {
        let mut off: Vec<f64> =
            made.iter().filter(|(mu, _)| *mu > 0.0).map(|(mu, came)| (came - mu) / self.unit(*mu)).collect();
        if off.is_empty() {
            return (0.0, 0.0);
        }
        off.sort_by(f64::total_cmp);
        let tail = (1.0 - share) / 2.0;
        let low = rank(&off, tail);
        let below = made
            .iter()
            .filter(|(mu, came)| *mu > 0.0 && *came < (mu + low * self.unit(*mu)).max(0.0))
            .count() as f64
            / off.len() as f64;
        (low, rank(&off, 1.0 - (1.0 - share - below).max(0.0)))
    }
}

/// The quantile by rank in n + 1, so that few residuals give a wide band: the lowest or highest of them at the ends.
fn rank(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() + 1) as f64 - 1.0;
    let place = place.clamp(0.0, (sorted.len() - 1) as f64);
    let below = place.floor();
    let (at, way) = (below as usize, place - below);
    let next = sorted[(at + 1).min(sorted.len() - 1)];
    sorted[at] + (next - sorted[at]) * way
}

/// The end of the middle `share` of Student's distribution; of the normal one for infinitely many degrees of freedom.
fn student(degrees: f64, share: f64) -> f64 {
    let upper = (1.0 + share.clamp(0.01, 0.999)) / 2.0;
    match StudentsT::new(0.0, 1.0, degrees) {
        Ok(student) if degrees.is_finite() => student.inverse_cdf(upper),
        _ => Normal::standard().inverse_cdf(upper),
    }
}
