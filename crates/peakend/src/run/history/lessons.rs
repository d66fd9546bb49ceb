//! What the past of a hall teaches its twin: laws of services, patience and the way to the counter; who is called and does
//! not come; who goes on to what; and how many come today.

use super::{Came, Past, QUARTERS, Served, quarter};
use crate::kernel::kinds::PersonId;
use crate::run::hall::Plan;
use crate::run::tomorrow;
use flow::calling::Class;
use flow::forecast::Standing;
use flow::learn::Learnt;
use flow::twin::{Law, Missed, Next};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// Fewer visits than this teach nothing.
pub const LEAST_VISITS: usize = 60;
/// Fewer days than this teach nothing.
pub const LEAST_DAYS: usize = 3;
/// Fewer services than this have no law of their own.
const LEAST_SERVICES: usize = 30;
/// The mean pace weighs as much as so many services of a person's own.
const PACE_WEIGHS: f64 = 20.0;
/// Points of an observed law.
const POINTS: usize = 256;
/// A service of which little is known spreads so much: standard deviation by mean.
const SPREAD: f64 = 0.7;
/// A counter waits so long for somebody who does not come, where nothing is known, in seconds.
const HOLDS_S: f64 = 90.0;

/// What a hall has taught.
#[derive(Debug, Clone, PartialEq)]
pub struct Lessons {
    /// The version of its set-up.
    pub version: i64,
    /// The day on whose morning it was learnt.
    pub today: Date,
    /// Days on which people came.
    pub days: usize,
    /// Visits of these days.
    pub visits: usize,
    /// By purpose, in the order of the hall's offers.
    pub purposes: Vec<Purpose>,
    /// How long people wait before they leave.
    pub patience: Law,
    /// From the call to the beginning.
    pub to_counter: Law,
    /// Who is called and does not come.
    pub missed: Missed,
    /// How much longer than others somebody takes, as a factor.
    pub paces: HashMap<PersonId, f64>,
    /// How many are expected today without an appointment: people an hour, by purpose and quarter of an hour; empty if nothing can be said.
    pub per_hour: Vec<Vec<f64>>,
    /// How much days differ from what is expected of them, as a coefficient of variation.
    pub day_spread: f64,
}

/// What was learnt of a purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct Purpose {
    /// How long its service takes.
    pub service: Law,
    /// Services it was learnt from.
    pub services: usize,
    /// What follows it.
    pub next: Vec<Next>,
    /// Who comes for it.
    pub classes: Vec<(Class, f64)>,
}

impl Lessons {
    /// Learns from a past whose last day is the one before `today`.
    pub fn of(plan: &Plan, past: &Past, today: Date) -> Self {
        let laws = Self::laws(plan, past, today);
        let told = tomorrow::told(plan, past, today).ok();
        let day = told.as_ref().and_then(|told| told.days.first());
        let Some(day) = day.filter(|day| day.standing == Standing::Forecast) else {
            return Self { day_spread: told.map_or(0.0, |told| told.effects.day_sd), ..laws };
        };
        let walk_in = walk_ins(past);
        let steps: Vec<f64> = day.steps.iter().map(|step| walk_in * step.expected).collect();
        let per_hour = |shares: &[f64; QUARTERS]| {
            shares.iter().zip(&steps).map(|(share, people)| 4.0 * share * people).collect()
        };
        let per_hour = shares(plan, past, plan.offers.len()).iter().map(per_hour).collect();
        Self { per_hour, day_spread: told.as_ref().map_or(0.0, |told| told.effects.day_sd), ..laws }
    }

    /// The same without how many come.
    pub fn laws(plan: &Plan, past: &Past, today: Date) -> Self {
        let known = plan.offers.len();
        let took = past.times_s();
        let means: Vec<f64> = (0..past.purposes.len()).map(|n| past.mean_s(plan, n, &took[n])).collect();
        let purposes = (0..known).map(|n| Purpose {
            service: service(&took[n], means[n]),
            services: took[n].len(),
            next: next(past, n, known),
            classes: classes(past, n),
        });
        Self {
            version: plan.version,
            today,
            days: past.open_days(),
            visits: past.visits.len(),
            purposes: purposes.collect(),
            patience: Learnt::from(&past.log()).patience_law(usize::MAX),
            to_counter: observed(past.services.iter().filter_map(|s| s.walked_s).collect())
                .unwrap_or_else(Law::zero),
            missed: missed(past),
            paces: paces(past, &means),
            per_hour: Vec::new(),
            day_spread: 0.0,
        }
    }

    /// Whether it is enough to simulate the hall by.
    pub fn is_enough(&self) -> bool {
        self.visits >= LEAST_VISITS && self.days >= LEAST_DAYS && !self.per_hour.is_empty()
    }
}

/// The share of those who come without an appointment.
#[expect(clippy::cast_precision_loss, reason = "a count of visits")]
fn walk_ins(past: &Past) -> f64 {
    let all = past.visits.len().max(1);
    past.visits.iter().filter(|came| !came.appointment).count() as f64 / all as f64
}

/// The law of a service: as it was seen, or, where little was, around its mean.
fn service(times: &[f64], mean_s: f64) -> Law {
    let seen = if times.len() < LEAST_SERVICES { None } else { observed(times.to_vec()) };
    seen.or_else(|| Law::log_normal(mean_s.max(1.0), SPREAD).ok()).unwrap_or_else(Law::zero)
}

/// A law as it was seen, thinned to its quantiles; none of nothing.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in a sample"
)]
fn observed(mut times: Vec<f64>) -> Option<Law> {
    times.sort_unstable_by(f64::total_cmp);
    let last = times.len().checked_sub(1)?;
    let thinned = if times.len() <= POINTS {
        times
    } else {
        (0..POINTS).map(|n| times[(n as f64 / (POINTS - 1) as f64 * last as f64).round() as usize]).collect()
    };
    Law::sample(thinned, 0.0).ok()
}

/// Who is called and does not come for good, and how long the counter waits for them: whoever is missed once and comes when
/// called again was served, as the twin sends whom it misses home.
#[expect(clippy::cast_precision_loss, reason = "a count of visits")]
fn missed(past: &Past) -> Missed {
    let served: HashSet<usize> = past.services.iter().map(|service| service.visit).collect();
    let never = |(visit, came): &(usize, &Came)| came.misses > 0 && !served.contains(visit);
    let missed = past.visits.iter().enumerate().filter(never).count();
    let called = missed + served.len();
    let holds = observed(past.misses_s.iter().map(|(_, wait_s)| *wait_s).collect())
        .or_else(|| Law::fixed(HOLDS_S).ok());
    Missed {
        share: if called > 0 { (missed as f64 / called as f64).min(0.9) } else { 0.0 },
        holds: holds.unwrap_or_else(Law::zero),
    }
}

/// What follows a service, by how often it did.
#[expect(clippy::cast_precision_loss, reason = "a count of services")]
fn next(past: &Past, purpose: usize, known: usize) -> Vec<Next> {
    let mut all = 0_usize;
    let mut followed: HashMap<(usize, bool), usize> = HashMap::new();
    let mut services = past.services.iter().peekable();
    while let Some(service) = services.next() {
        if service.purpose != purpose {
            continue;
        }
        all += 1;
        let follows = services.peek().filter(|next| next.visit == service.visit && next.purpose < known);
        if let Some(next) = follows {
            let stays = !service.sent_on && next.counter == service.counter;
            *followed.entry((next.purpose, stays)).or_default() += 1;
        }
    }
    let mut next: Vec<Next> = followed
        .into_iter()
        .map(|((purpose, same_counter), count)| Next {
            share: count as f64 / all as f64,
            purpose,
            same_counter,
            keeps_place: true,
        })
        .collect();
    next.sort_by_key(|next| (next.purpose, next.same_counter));
    next
}

/// The classes of those who come for a purpose; of all, if nobody did.
#[expect(clippy::cast_precision_loss, reason = "a count of visits")]
fn classes(past: &Past, purpose: usize) -> Vec<(Class, f64)> {
    let mut counts: HashMap<Class, usize> = HashMap::new();
    for came in past.visits.iter().filter(|came| came.purpose == purpose) {
        *counts.entry(came.class).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    if all == 0 {
        return vec![(Class(0), 1.0)];
    }
    let mut shares: Vec<(Class, f64)> =
        counts.into_iter().map(|(class, count)| (class, count as f64 / all as f64)).collect();
    shares.sort_by_key(|(class, _)| *class);
    shares
}

/// How much longer than others each takes, drawn toward the mean while they have few services.
fn paces(past: &Past, means: &[f64]) -> HashMap<PersonId, f64> {
    let mut sums: HashMap<PersonId, (f64, f64)> = HashMap::new();
    for Served { person, purpose, took_s, .. } in past.services.iter().filter(|s| s.is_believed()) {
        let sum = sums.entry(*person).or_default();
        *sum = (sum.0 + took_s, sum.1 + means[*purpose]);
    }
    let mean = if means.is_empty() { 0.0 } else { means.iter().sum::<f64>() };
    let weighs = PACE_WEIGHS * mean / means.len().max(1) as f64;
    sums.into_iter()
        .map(|(person, (took, usual))| {
            (person, ((took + weighs) / (usual + weighs).max(1.0)).clamp(0.3, 3.0))
        })
        .collect()
}

/// The share of each purpose among those who come in an hour of the day, drawn toward the share of the whole day.
fn shares(plan: &Plan, past: &Past, known: usize) -> Vec<[f64; QUARTERS]> {
    let mut counts = vec![[0.0; QUARTERS / 4]; known];
    for came in past.visits.iter().filter(|came| came.purpose < known) {
        counts[came.purpose][quarter(plan, came.at) / 4] += 1.0;
    }
    let of_day: Vec<f64> = counts.iter().map(|hours| hours.iter().sum()).collect();
    let all: f64 = of_day.iter().sum::<f64>().max(1.0);
    let hours: [f64; QUARTERS / 4] =
        std::array::from_fn(|hour| counts.iter().map(|hours| hours[hour]).sum::<f64>());
    (0..known)
        .map(|purpose| {
            std::array::from_fn(|quarter| {
                let hour = quarter / 4;
                let day = of_day[purpose] / all;
                (counts[purpose][hour] + SHARE_WEIGHS * day) / (hours[hour] + SHARE_WEIGHS)
            })
        })
        .collect()
}

/// The mix of the whole day weighs as much as so many visits of an hour.
const SHARE_WEIGHS: f64 = 40.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::history::work::tests::{past, served};

    #[test]
    fn who_comes_when_called_again_is_no_customer_lost() {
        let mut past = past(10, vec![served(0, 1, 0, 300.0), served(1, 1, 0, 300.0), served(1, 2, 0, 300.0)]);
        past.visits[1].misses = 1;
        assert!(missed(&past).share.abs() < 1e-9, "both were served: {:?}", missed(&past).share);
        past.visits[2].misses = 2;
        assert!((missed(&past).share - 1.0 / 3.0).abs() < 1e-9, "one of three: {:?}", missed(&past).share);
    }
}
