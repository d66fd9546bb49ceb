//! What was asked, simulated.

use super::load::{Overload, overload};
use crate::Error;
use crate::run::twin::feel::Feeling;
use crate::run::twin::hall_file::{Built, HallFile};
use crate::run::twin::what_if::{Answer, WhatIf, figures, what_if};
use crate::ui::figure::FEW;
use experience::mean_interval;
use flow::twin::{Effort, Estimate, Fault, Figure, Quarter, QuarterMean, Runs, Start, replicate};
use std::num::NonZeroUsize;

/// Days that are simulated before anybody asks whether they are enough.
const LEAST: u32 = 100;
/// The most days of a hall, where none are asked for.
const MOST: u32 = 5_000;
/// The most quarters of an hour that are kept in memory, over all days: 1.4 million are 100 MB.
const MOST_QUARTERS: i64 = 1_400_000;

/// How it is to be simulated.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The same seed, the same days.
    pub seed: u64,
    /// Exactly so many days; as many as it takes without.
    pub days: Option<u32>,
    /// Threads.
    pub threads: NonZeroUsize,
    /// What is left out at the beginning of each run, in seconds.
    pub warm_up_s: f64,
}

/// What was found.
pub(super) struct Found {
    /// The file.
    pub file: HallFile,
    /// The hall.
    pub built: Built,
    /// Today and the variants.
    pub answer: Answer,
    /// More work than time, if it is so.
    pub overload: Option<Overload>,
    /// The seed.
    pub seed: u64,
    /// What visits are scored by; nothing if they are not.
    pub scored_by: Option<&'static str>,
}

/// The work of one counter on a day.
pub(super) struct CounterWork {
    /// Its id.
    pub id: String,
    /// Busy time by time at work, with the interval over days.
    pub occupancy: Option<Estimate>,
    /// Hours at work.
    pub open_h: f64,
    /// Minutes beyond the ends of its shifts.
    pub overtime_min: f64,
    /// Services.
    pub served: f64,
}

/// Simulates a hall and its variants.
///
/// # Errors
/// A variant that cannot be, told in `name: …`, or the user stopped it.
pub(super) fn simulate(
    file: HallFile,
    built: Built,
    what_ifs: &[WhatIf],
    asked: &Asked,
    feeling: Option<&Feeling>,
    tell: &dyn Fn(u64, u64) -> bool,
) -> Result<Found, Error> {
    let hall = &built.hall;
    let effort = effort(hall, asked);
    // how many days it will take is known when today's are done; until then the most is a guess that is never passed
    let halls = 1 + what_ifs.len() as u64;
    let total = halls * u64::from(effort.at_most);
    let stop = |done: u64| !tell(done.min(total), total);
    let answer = what_if(hall, what_ifs, &effort, feeling, &stop).map_err(|fault| refused(&fault))?;
    if answer.stopped {
        return Err(lake::Error::Stopped.into());
    }
    let overload = overload(hall);
    let scored_by = feeling.map(Feeling::scored_by);
    Ok(Found { file, built, answer, overload, seed: asked.seed, scored_by })
}

/// A variant that cannot be.
fn refused(fault: &Fault) -> Error {
    Error::refused(crate::RefusalKind::Invalid, "twin-error-variant").with("why", fault)
}

/// As many days as make the mean wait certain to two parts in a hundred, or to a second, unless a number was asked for.
fn effort(hall: &flow::twin::Hall, asked: &Asked) -> Effort {
    let warm_up_us = (asked.warm_up_s * 1e6) as i64;
    let quarters = (hall.closes_us - hall.opens_us) / 900_000_000 + 1;
    let most = u32::try_from(MOST_QUARTERS / quarters).unwrap_or(MOST).clamp(20, MOST);
    let mut effort = Effort {
        threads: asked.threads,
        warm_up_us,
        // a hall without a beginning has no end either: its last customers are not waited for
        until_us: (warm_up_us > 0).then_some(hall.closes_us),
        ..Effort::of(asked.seed, asked.days.unwrap_or(LEAST.min(most)))
    };
    if asked.days.is_some() {
        return effort;
    }
    let pilot = replicate(
        hall,
        &Start::Empty,
        &Effort { at_least: 20, at_most: 20, ..effort.clone() },
        None,
        &|_| false,
    );
    let wait_s = pilot.estimate(Figure::MeanWait).map_or(0.0, |wait| wait.mean);
    effort.at_most = most;
    effort.until_narrow = Some((Figure::MeanWait, (0.02 * wait_s).max(1.0)));
    effort
}

impl Found {
    /// The figures that are told.
    pub fn figures(&self) -> impl Iterator<Item = Figure> + use<'_> {
        let felt = self.scored_by.is_some();
        figures(self.file.target_s).into_iter().filter(move |figure| felt || *figure != Figure::Felt)
    }

    /// How many days of today were simulated.
    pub fn days(&self) -> usize {
        self.answer.today.outcomes().len()
    }

    /// Customers on a day of today.
    pub fn customers(&self) -> f64 {
        let arrived = |outcome: &flow::twin::Outcome| (outcome.all.arrived - outcome.all.continued) as f64;
        self.answer.today.outcomes().iter().map(arrived).sum::<f64>() / self.days().max(1) as f64
    }

    /// Whether anybody came on any day.
    pub fn anybody(&self) -> bool {
        self.answer.today.outcomes().iter().any(|outcome| outcome.all.arrived > 0)
    }

    /// A figure of today, of all or of one purpose.
    pub fn today(&self, figure: Figure, purpose: Option<usize>) -> Option<Estimate> {
        match purpose {
            None => self.answer.today.estimate(figure),
            Some(place) => self.answer.today.of(place).estimate(figure),
        }
    }

    /// Arrivals on a day for a purpose, further services included.
    pub fn arrivals(&self, purpose: usize) -> f64 {
        let of = |outcome: &flow::twin::Outcome| {
            outcome.purposes.get(purpose).map_or(0.0, |flow| flow.arrived as f64)
        };
        self.answer.today.outcomes().iter().map(of).sum::<f64>() / self.days().max(1) as f64
    }

    /// The quarters of an hour of a day, without those after closing in which nothing goes on any more.
    pub fn quarters(&self, runs: &Runs) -> Vec<QuarterMean> {
        const NOTHING: f64 = 0.05;
        let mut quarters = runs.quarters();
        let idle = |quarter: &QuarterMean| {
            quarter.from_us >= self.built.hall.closes_us
                && quarter.busy.mean < NOTHING
                && quarter.queue.mean < NOTHING
        };
        while quarters.last().is_some_and(idle) {
            quarters.pop();
        }
        quarters
    }

    /// Between which values a quarter of an hour lies on nine days of ten, for as many quarters as [`Found::quarters`] tells;
    /// nothing where too few days have a value.
    pub fn spread(&self, runs: &Runs, of: fn(&Quarter) -> Option<f64>) -> Vec<Option<(f64, f64)>> {
        let one = |place: usize| {
            let quarters = runs.outcomes().iter().filter_map(|outcome| outcome.quarters.get(place));
            let mut days: Vec<f64> = quarters.filter_map(of).collect();
            if (days.len() as u64) < FEW {
                return None;
            }
            days.sort_by(f64::total_cmp);
            let at = |share: f64| days[(share * (days.len() - 1) as f64).round() as usize];
            Some((at(0.05), at(0.95)))
        };
        (0..self.quarters(runs).len()).map(one).collect()
    }

    /// The work of each counter of today.
    pub fn counters(&self) -> Vec<CounterWork> {
        self.built
            .counters
            .iter()
            .enumerate()
            .map(|(place, id)| work(&self.answer.today, place, id))
            .collect()
    }
}

/// The work of one counter, over the days.
pub(super) fn work(runs: &Runs, place: usize, id: &str) -> CounterWork {
    let days: Vec<_> = runs.outcomes().iter().filter_map(|outcome| outcome.counters.get(place)).collect();
    let n = days.len().max(1) as f64;
    let shares: Vec<f64> =
        days.iter().filter(|work| work.open_s > 0.0).map(|work| work.busy_s / work.open_s).collect();
    let occupancy = (!shares.is_empty()).then(|| {
        let count = shares.len() as f64;
        let mean = shares.iter().sum::<f64>() / count;
        let sum_sq = shares.iter().map(|share| (share - mean) * (share - mean)).sum::<f64>();
        let sd = (sum_sq / (count - 1.0).max(1.0)).sqrt();
        let interval = mean_interval(shares.len() as u64, mean, sd);
        let (low, high) = interval.map_or((f64::NEG_INFINITY, f64::INFINITY), |i| (i.low, i.high));
        Estimate { mean, low, high, n: u32::try_from(shares.len()).unwrap_or(u32::MAX) }
    });
    CounterWork {
        id: id.to_owned(),
        occupancy,
        open_h: days.iter().map(|work| work.open_s).sum::<f64>() / n / 3600.0,
        overtime_min: days.iter().map(|work| work.overtime_s).sum::<f64>() / n / 60.0,
        served: days.iter().map(|work| work.served as f64).sum::<f64>() / n,
    }
}
