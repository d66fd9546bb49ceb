//! How long services take: by purpose, and how the people who serve compare.

use super::fit::{self, Fit};
use super::seen::Log;
use crate::twin::Law;
use std::collections::BTreeMap;

/// So many services of a purpose are needed to stand for it as they are; with fewer the fitted law does, and with fewer than
/// [`fit::FIT_LEAST`] the services of all purposes together; with fewer than those of all, their mean.
pub const SAMPLE_LEAST: usize = 100;

/// The services of a purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Services {
    /// How many were timed.
    pub n: usize,
    /// Their mean, in seconds; `None` of none.
    pub mean_s: Option<f64>,
    /// Their median, in seconds.
    pub median_s: Option<f64>,
    /// Standard deviation over mean; `None` of fewer than two.
    pub cv: Option<f64>,
    /// Smooth laws, best first; empty if there are too few services.
    pub fits: Vec<Fit>,
    /// The times, in order, in seconds.
    pub times_s: Vec<f64>,
    /// What to simulate with: the times themselves, where there are enough.
    pub law: Option<Law>,
}

/// How a person's services compare with those of others, purpose by purpose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Who.
    pub person: u32,
    /// Services that were timed.
    pub services: usize,
    /// Their times over those of others, as they were: the mean over services of log(time / median time of the purpose),
    /// exponentiated, by that of all.
    pub raw: f64,
    /// The same drawn toward 1, the more the fewer services there are.
    pub pace: f64,
}

/// Services by purpose.
#[must_use]
pub fn by_purpose(log: &Log) -> Vec<Services> {
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); log.purposes()];
    for seen in &log.seen {
        if let Some(s) = seen.service_s() {
            times[seen.purpose].push(s);
        }
    }
    let all: Vec<f64> = times.iter().flatten().copied().collect();
    let every = law(&all, &fit::times(&all), &None);
    times.into_iter().map(|times_s| services(times_s, &every)).collect()
}

fn services(mut times_s: Vec<f64>, every: &Option<Law>) -> Services {
    times_s.sort_by(f64::total_cmp);
    let n = times_s.len();
    let mean_s = (n > 0).then(|| times_s.iter().sum::<f64>() / n as f64);
    let cv = mean_s.filter(|_| n > 1).map(|mean| {
        let squares: f64 = times_s.iter().map(|s| (s - mean).powi(2)).sum();
        (squares / (n as f64 - 1.0)).sqrt() / mean
    });
    let fits = fit::times(&times_s);
    let law = law(&times_s, &fits, every);
    Services { n, mean_s, median_s: times_s.get(n / 2).copied(), cv, fits, times_s, law }
}

fn law(times_s: &[f64], fits: &[Fit], otherwise: &Option<Law>) -> Option<Law> {
    if times_s.len() >= SAMPLE_LEAST {
        return Law::sample(times_s.to_vec(), 0.0).ok();
    }
    let n = times_s.len();
    let fixed = || Law::fixed(times_s.iter().sum::<f64>() / n as f64).ok();
    match fits.first() {
        Some(fit) => Some(fit.law.clone()),
        // times that were always the same are a fixed time, to which no law of chance is fitted
        None if n >= fit::FIT_LEAST => fixed(),
        None => otherwise.clone().or_else(|| if n > 1 { fixed() } else { None }),
    }
}

/// The paces of all who served, by person.
///
/// A person's mean logarithm is drawn toward that of all by how much of its spread is real: normal–normal empirical Bayes with the
/// spread between people by R. DerSimonian & N. Laird, *Meta-analysis in clinical trials*, Controlled Clinical Trials 7
/// (1986) 177–188.
#[must_use]
pub fn paces(log: &Log, services: &[Services]) -> Vec<Pace> {
    let mut logs: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for seen in &log.seen {
        let median_s = services.get(seen.purpose).and_then(|services| services.median_s);
        if let (Some(person), Some(s), Some(median_s)) = (seen.person, seen.service_s(), median_s) {
            logs.entry(person).or_default().push((s / median_s).ln());
        }
    }
    let n_all: usize = logs.values().map(Vec::len).sum();
    if n_all < 2 {
        return logs
            .iter()
            .map(|(&person, logs)| Pace { person, services: logs.len(), raw: 1.0, pace: 1.0 })
            .collect();
    }
    let mean = |logs: &[f64]| logs.iter().sum::<f64>() / logs.len() as f64;
    let means: Vec<(u32, usize, f64)> = logs.iter().map(|(&p, logs)| (p, logs.len(), mean(logs))).collect();
    let within: f64 = logs
        .values()
        .flat_map(|logs| {
            let middle = mean(logs);
            logs.iter().map(move |log| (log - middle).powi(2))
        })
        .sum();
    let variance = within / (n_all - logs.len()).max(1) as f64;
    let middle = means.iter().map(|&(_, n, mean)| n as f64 * mean).sum::<f64>() / n_all as f64;
    let spread = between(&means, middle, variance, n_all as f64);
    means
        .into_iter()
        .map(|(person, services, mean)| {
            let own = spread / (spread + variance / services as f64).max(f64::MIN_POSITIVE);
            let raw = (mean - middle).exp();
            Pace { person, services, raw, pace: (own * (mean - middle)).exp() }
        })
        .collect()
}

/// The variance of people's true means, by moments; never below 0.
fn between(means: &[(u32, usize, f64)], middle: f64, variance: f64, n_all: f64) -> f64 {
    if variance <= 0.0 {
        return f64::MIN_POSITIVE;
    }
    let q: f64 = means.iter().map(|&(_, n, mean)| n as f64 / variance * (mean - middle).powi(2)).sum();
    let squares: f64 = means.iter().map(|&(_, n, _)| (n as f64).powi(2)).sum();
    let weight = (n_all - squares / n_all) / variance;
    if weight > 0.0 { ((q - (means.len() as f64 - 1.0)) / weight).max(0.0) } else { 0.0 }
}
