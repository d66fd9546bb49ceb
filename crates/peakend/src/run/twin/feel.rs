//! What a simulated visit would be remembered as: its waits and services turned into affect by the blueprint's rules, and
//! these into a score.
//!
//! | touchpoint | from what | rule |
//! | --- | --- | --- |
//! | `queue` | the first wait over what was promised | `wait_beyond_promise` |
//! | `queue` | where nothing is promised: the first wait over what people put up with | `wait_against_tolerance` |
//! | `queue` | left without being served | `abandoned`, `left`: and the visit ends there |
//! | `transact_wait` | each service over the norm of its own purpose | `service_time_ratio` |
//! | others | what the hall's file says they are, always the same | none |
//!
//! They stand in the order of the journey, as the moments of a visit do in the log (`score/experience`). A touchpoint that
//! the file does not name is not felt: nothing is made up.

use super::hall_file::ExperienceSpec;
use crate::Error;
use crate::score::yardstick::Yardstick;
use ::blueprint::{Blueprint, Rule, Signal};
use experience::Curve;
use flow::twin::{Feel, Hall, Seen};

/// The most moments of a simulated visit; what comes after says no more.
const MOST: usize = 64;

/// How visits are felt and scored.
#[derive(Debug, Clone)]
pub struct Feeling {
    wait: Option<Wait>,
    /// What those feel who leave.
    left: Option<f32>,
    service: Option<Rule>,
    /// Before the queue, between queue and service, after the service.
    others: [Vec<f32>; 3],
    /// Norms of service times by purpose, in seconds.
    norms_s: Vec<f64>,
    yardstick: Yardstick,
}

/// What a wait is held against.
#[derive(Debug, Clone)]
enum Wait {
    /// Minutes beyond the promise.
    Beyond { rule: Rule, promised_s: f64 },
    /// A share of what people put up with.
    Against { rule: Rule, tolerance_s: f64 },
}

impl Feeling {
    /// How visits are felt by the rules of a blueprint; `promised_s` holds where the file promises nothing itself, and
    /// `norms` are the purposes with their own norms in seconds, where the blueprint's do not hold.
    ///
    /// # Errors
    /// The file gives an affect to a touchpoint that the blueprint does not have.
    pub fn new(
        blueprint: &Blueprint,
        spec: &ExperienceSpec,
        promised_s: f64,
        norms: &[(String, Option<f64>)],
        yardstick: Yardstick,
    ) -> Result<Self, Error> {
        let order = |id: &str| blueprint.touchpoint(id).map(|touchpoint| touchpoint.order);
        let (queue, service) = (order("queue").unwrap_or(0), order("transact_wait").unwrap_or(u32::MAX));
        let mut placed: Vec<(u32, f64)> = Vec::new();
        for (id, affect) in &spec.others {
            let Some(order) = order(id) else {
                let nearest = blueprint.nearest_touchpoint(id).map(str::to_owned);
                return Err(Error::Unknown { what: "touchpoint", name: id.clone(), nearest });
            };
            placed.push((order, *affect));
        }
        placed.sort_by_key(|(order, _)| *order);
        let part = |from: u32, to: u32| {
            placed.iter().filter(|(order, _)| (from..to).contains(order)).map(|(_, a)| *a as f32).collect()
        };
        let wait = match spec.tolerance_s {
            Some(tolerance_s) => blueprint
                .rule("queue", "wait_against_tolerance")
                .map(|rule| Wait::Against { rule: rule.clone(), tolerance_s }),
            None => blueprint.rule("queue", "wait_beyond_promise").map(|rule| Wait::Beyond {
                rule: rule.clone(),
                promised_s: spec.promised_s.unwrap_or(promised_s),
            }),
        };
        let left =
            blueprint.rule("queue", "abandoned").and_then(|rule| rule.affect(&Signal::Category("left")).ok());
        let norm = |(id, own): &(String, Option<f64>)| {
            own.or_else(|| blueprint.purpose(id).map(|purpose| purpose.norm_min * 60.0)).unwrap_or(f64::NAN)
        };
        Ok(Self {
            wait,
            left,
            service: blueprint.rule("transact_wait", "service_time_ratio").cloned(),
            others: [part(0, queue), part(queue, service), part(service, u32::MAX)],
            norms_s: norms.iter().map(norm).collect(),
            yardstick,
        })
    }

    /// How visits to this hall are felt. What has no norm, such as the machine of a variant, is held against its own mean.
    pub fn of(&self, hall: &Hall) -> Self {
        let norm = |(place, purpose): (usize, &flow::twin::Purpose)| {
            let norm_s = self.norms_s.get(place).copied().filter(|norm_s| norm_s.is_finite());
            norm_s.unwrap_or_else(|| purpose.service.mean_s())
        };
        Self { norms_s: hall.purposes.iter().enumerate().map(norm).collect(), ..self.clone() }
    }

    /// The word for what visits are scored by.
    pub fn scored_by(&self) -> &'static str {
        self.yardstick.word()
    }

    fn waited(&self, wait_s: f64) -> Option<f32> {
        match self.wait.as_ref()? {
            Wait::Beyond { rule, promised_s } => rule.affect(&Signal::Quantity((wait_s - promised_s) / 60.0)),
            Wait::Against { rule, tolerance_s } => rule.affect(&Signal::Quantity(wait_s / tolerance_s)),
        }
        .ok()
    }

    fn served(&self, service_s: f64, purpose: usize) -> Option<f32> {
        let norm_s = self.norms_s.get(purpose).copied().filter(|norm_s| *norm_s > 0.0)?;
        self.service.as_ref()?.affect(&Signal::Quantity(service_s / norm_s)).ok()
    }
}

/// Affects in the order in which they are felt.
struct Moments {
    affects: [f32; MOST],
    count: usize,
}

impl Moments {
    fn add(&mut self, affects: impl IntoIterator<Item = f32>) {
        for (place, affect) in self.affects[self.count..].iter_mut().zip(affects) {
            *place = affect;
            self.count += 1;
        }
    }
}

impl Feel for Feeling {
    fn score(&self, seen: &Seen<'_>) -> f64 {
        let mut moments = Moments { affects: [0.0; MOST], count: 0 };
        let [before, between, after] = &self.others;
        moments.add(before.iter().copied());
        // as in the log, the wait that counts is the one for the first call
        let called = !(seen.left && seen.services.is_empty());
        if called {
            moments.add(seen.waits_s.first().and_then(|wait_s| self.waited(f64::from(*wait_s))));
            moments.add(between.iter().copied());
        }
        for (purpose, service_s) in seen.services {
            moments.add(self.served(f64::from(*service_s), *purpose));
        }
        if seen.left {
            moments.add(self.left);
        } else {
            moments.add(after.iter().copied());
        }
        let affects = &moments.affects[..moments.count];
        // a visit without any moment leaves people cold
        let Some(curve) = Curve::of(affects) else { return 0.0 };
        match &self.yardstick {
            Yardstick::PeakEnd => curve.peak_end(),
            Yardstick::Mean => curve.mean,
            Yardstick::Expected { model, minutes } => {
                let services_s = seen.services.iter().map(|(_, service_s)| service_s);
                let spent_s: f32 = seen.waits_s.iter().chain(services_s).sum();
                let duration = if *minutes { f64::from(spent_s) / 60.0 } else { f64::from(curve.count) };
                model.expected(&curve, duration).clamp(-2.0, 2.0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn feeling(others: &[(&str, f64)]) -> Feeling {
        let spec = ExperienceSpec {
            promised_s: Some(600.0),
            others: others.iter().map(|(id, affect)| ((*id).to_owned(), *affect)).collect::<BTreeMap<_, _>>(),
            ..ExperienceSpec::default()
        };
        let norms = [("pay_bill".to_owned(), None)];
        Feeling::new(Blueprint::service_hall(), &spec, 300.0, &norms, Yardstick::PeakEnd).unwrap()
    }

    fn seen<'a>(waits_s: &'a [f32], services: &'a [(usize, f32)], left: bool) -> Seen<'a> {
        Seen { waits_s, services, left, purpose: 0 }
    }

    #[test]
    fn a_kept_promise_and_a_service_of_the_norm_are_felt_as_the_rules_say() {
        // called on the promised minute: 0.2; three minutes of three for a bill: 0.1; the peak is 0.2, the end 0.1
        let score = feeling(&[]).score(&seen(&[600.0], &[(0, 180.0)], false));
        assert!((score - 0.15).abs() < 1e-6, "{score}");
    }

    #[test]
    fn a_second_service_of_a_slower_purpose_is_held_to_its_own_norm() {
        let spec = ExperienceSpec { promised_s: Some(600.0), ..ExperienceSpec::default() };
        let norms = [("pay_bill".to_owned(), None), ("slow".to_owned(), Some(1_200.0))];
        let feeling =
            Feeling::new(Blueprint::service_hall(), &spec, 300.0, &norms, Yardstick::PeakEnd).unwrap();
        let score = |second: (usize, f32)| feeling.score(&seen(&[600.0], &[(0, 180.0), second], false));
        // twenty minutes of twenty are as three of three; of a bill's three they are far too many
        assert_eq!(score((1, 1_200.0)), score((0, 180.0)));
        assert!(score((0, 1_200.0)) < score((1, 1_200.0)) - 0.1);
    }

    #[test]
    fn other_touchpoints_stand_in_the_order_of_the_journey() {
        let feeling = feeling(&[("leave", 0.3), ("enter", -0.9)]);
        let score = feeling.score(&seen(&[600.0], &[(0, 180.0)], false));
        assert!((score - (-0.9 + 0.3) / 2.0).abs() < 1e-6, "{score}");
    }

    #[test]
    fn who_leaves_remembers_that_and_nothing_after() {
        let score = feeling(&[("leave", 0.3)]).score(&seen(&[1800.0], &[], true));
        assert!((score + 0.8).abs() < 1e-6, "{score}");
    }

    #[test]
    fn a_longer_wait_never_feels_better() {
        let feeling = feeling(&[]);
        let score = |wait_s| feeling.score(&seen(&[wait_s], &[(0, 180.0)], false));
        let scores: Vec<f64> = (0..60).map(|minute| score(minute as f32 * 60.0)).collect();
        assert!(scores.windows(2).all(|pair| pair[1] <= pair[0]), "{scores:?}");
    }

    #[test]
    fn a_touchpoint_that_is_not_there_is_told_with_the_one_that_was_meant() {
        let spec = ExperienceSpec {
            others: BTreeMap::from([("leav".to_owned(), 0.1)]),
            ..ExperienceSpec::default()
        };
        let made = Feeling::new(Blueprint::service_hall(), &spec, 300.0, &[], Yardstick::PeakEnd);
        assert!(matches!(made, Err(Error::Unknown { nearest: Some(near), .. }) if near == "leave"));
    }
}
