//! The work that visits bring: how many services, of what, and how long they take.

use super::{Past, Served};
use crate::run::hall::Plan;

/// The norm of a service weighs as much as so many of the hall's own.
const NORM_WEIGHS: f64 = 10.0;
/// The norm of what the hall does not offer any more, in seconds.
const NORM_S: f64 = 600.0;
/// A service longer than this was forgotten and not given, in seconds.
const LONGEST_S: f64 = 6.0 * 3600.0;

impl Served {
    /// Whether its time can be believed: a service that was left open overnight was forgotten.
    pub fn is_believed(&self) -> bool {
        self.took_s < LONGEST_S
    }
}

impl Past {
    /// The times of services that can be believed, in seconds, by purpose.
    pub fn times_s(&self) -> Vec<Vec<f64>> {
        let mut times_s = vec![Vec::new(); self.purposes.len()];
        for service in self.services.iter().filter(|service| service.is_believed()) {
            times_s[service.purpose].push(service.took_s);
        }
        times_s
    }

    /// The mean of times of a purpose, in seconds, drawn toward its norm while there are few.
    #[expect(clippy::cast_precision_loss, reason = "a count of services")]
    pub fn mean_s(&self, plan: &Plan, purpose: usize, times_s: &[f64]) -> f64 {
        let norm_s = plan.offer(&self.purposes[purpose]).map_or(NORM_S, |offer| offer.norm_s);
        (times_s.iter().sum::<f64>() + NORM_WEIGHS * norm_s) / (times_s.len() as f64 + NORM_WEIGHS)
    }

    /// The mean way from the call to the beginning of a purpose's services, in seconds: none where the customer stays at the
    /// counter, and the hall's mean where it is not known.
    #[expect(clippy::cast_precision_loss, reason = "a count of services")]
    pub fn walk_s(&self, purpose: usize) -> f64 {
        let known = self.services.iter().filter_map(|service| service.walked_s).filter(|s| *s < LONGEST_S);
        let (n, sum_s) = known.fold((0, 0.0), |(n, sum_s), walked_s| (n + 1, sum_s + walked_s));
        let usual_s = if n == 0 { 0.0 } else { sum_s / f64::from(n) };
        let (mut services, mut walked_s) = (0_usize, 0.0);
        let mut before: Option<&Served> = None;
        for service in &self.services {
            let earlier = before.replace(service).filter(|before| before.visit == service.visit);
            if service.purpose == purpose {
                let stays = earlier.is_some_and(|it| !it.sent_on && it.counter == service.counter);
                let known_s = service.walked_s.filter(|s| *s < LONGEST_S).unwrap_or(usual_s);
                services += 1;
                walked_s += if stays { 0.0 } else { known_s };
            }
        }
        if services == 0 { usual_s } else { walked_s / services as f64 }
    }

    /// How many services of each purpose a visit brings. A visit that is sent or goes on brings more than one, so they may sum
    /// to more than one. Who left would have brought what those bring who come for the same; where nobody was served, one.
    #[expect(clippy::cast_precision_loss, reason = "counts of visits and services")]
    pub fn services_per_visit(&self) -> Vec<f64> {
        let purposes = self.purposes.len();
        let mut came = vec![0_usize; purposes];
        for visit in &self.visits {
            came[visit.purpose] += 1;
        }
        let mut served = vec![0_usize; purposes];
        let mut brought = vec![vec![0_usize; purposes]; purposes];
        let mut before = None;
        for service in &self.services {
            let came_for = self.visits[service.visit].purpose;
            served[came_for] += usize::from(before.replace(service.visit) != Some(service.visit));
            brought[came_for][service.purpose] += 1;
        }
        let all = self.visits.len().max(1) as f64;
        let mut per_visit = vec![0.0; purposes];
        for came_for in (0..purposes).filter(|&purpose| came[purpose] > 0) {
            let share = came[came_for] as f64 / all;
            match served[came_for] {
                0 => per_visit[came_for] += share,
                served => {
                    for (sum, &services) in per_visit.iter_mut().zip(&brought[came_for]) {
                        *sum += share * services as f64 / served as f64;
                    }
                }
            }
        }
        per_visit
    }

    /// How much the times of services differ, as a coefficient of variation; as much as if they had no memory, where too
    /// little is known.
    #[expect(clippy::cast_precision_loss, reason = "a count of services")]
    pub fn variation(&self) -> f64 {
        let times_s: Vec<f64> = self
            .services
            .iter()
            .filter(|service| service.is_believed())
            .map(|service| service.took_s)
            .collect();
        let n = times_s.len() as f64;
        if n < 30.0 {
            return 1.0;
        }
        let mean = times_s.iter().sum::<f64>() / n;
        let squares: f64 = times_s.iter().map(|took_s| (took_s - mean).powi(2)).sum();
        if mean > 0.0 { ((squares / (n - 1.0)).sqrt() / mean).clamp(0.1, 3.0) } else { 1.0 }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::kernel::Instant;
    use crate::kernel::kinds::{CounterId, PersonId};
    use crate::run::history::{Came, Day, Wait, Was};
    use flow::calling::Class;
    use jiff::civil::date;
    use uuid::Uuid;

    /// A day on which so many came for the first of two purposes, one each minute, and these services were given.
    pub fn past(visits: i64, services: Vec<Served>) -> Past {
        let came = |n: i64| Came {
            day: 0,
            at: Instant(0).plus_seconds(60 * n),
            purpose: 0,
            class: Class(0),
            appointment: false,
            wait: Wait::Unknown,
            misses: 0,
        };
        Past {
            purposes: vec!["one".to_owned(), "two".to_owned()],
            days: vec![Day { date: date(1970, 1, 1), begins: Instant(0), was: Was::Open }],
            earlier: Vec::new(),
            visits: (0..visits).map(came).collect(),
            services,
            misses_s: Vec::new(),
        }
    }

    /// A service of a visit, begun half an hour after the first came.
    pub fn served(visit: usize, n: i64, purpose: usize, took_s: f64) -> Served {
        let started_at = Instant(0).plus_seconds(1800 * n);
        Served {
            day: 0,
            visit,
            n,
            purpose,
            counter: CounterId::of(Uuid::nil()),
            person: PersonId::of(Uuid::nil()),
            waited_s: 600.0,
            started_at,
            ended_at: Instant(started_at.0 + (took_s * 1e6) as i64),
            took_s,
            sent_on: false,
            walked_s: None,
        }
    }

    /// Forty visits that take five minutes of the first purpose, and then ten of the second.
    fn twice() -> Past {
        past(40, (0..40).flat_map(|visit| [served(visit, 1, 0, 300.0), served(visit, 2, 1, 600.0)]).collect())
    }

    #[test]
    fn a_visit_of_two_services_brings_the_work_of_both() {
        assert_eq!(twice().services_per_visit(), [1.0, 1.0]);
        assert_eq!(twice().times_s(), [vec![300.0; 40], vec![600.0; 40]]);
    }

    #[test]
    fn only_who_stays_at_a_counter_need_not_walk() {
        let mut past = twice();
        past.services[0].walked_s = Some(40.0);
        assert!((past.walk_s(0) - 40.0).abs() < 1e-9, "not known of the others: as of the one");
        assert!(past.walk_s(1).abs() < 1e-9, "at the counter already: {}", past.walk_s(1));
        past.services.iter_mut().for_each(|service| service.sent_on = true);
        assert!((past.walk_s(1) - 40.0).abs() < 1e-9, "sent to another: {}", past.walk_s(1));
    }

    #[test]
    fn who_left_would_have_brought_what_others_bring() {
        let mut some = twice();
        some.services.truncate(40);
        assert_eq!(some.services_per_visit(), [1.0, 1.0], "half of them left");
        assert_eq!(past(40, Vec::new()).services_per_visit(), [1.0, 0.0], "all of them left");
    }

    #[test]
    fn a_service_that_was_forgotten_overnight_changes_neither_mean_nor_variation() {
        let (usual, mut forgotten) = (twice(), twice());
        forgotten.services[7].took_s = 15.0 * 3600.0;
        assert_eq!(forgotten.services_per_visit(), usual.services_per_visit());
        assert_eq!(forgotten.times_s()[1], vec![600.0; 39]);
        assert!((forgotten.variation() - usual.variation()).abs() < 0.01, "{}", forgotten.variation());
    }
}
