//! All that was learnt of a hall, and the hall to simulate that comes of it.

use super::arrivals::{self, Arrivals, STEP_US};
use super::habits::{self, Calling, Share};
use super::seen::{End, Log};
use super::services::{self, Pace, Services};
use super::staff;
use super::survival::{Survival, Waited};
use crate::calling::{Names, Order, Rule, Set};
use crate::twin::{self, Closing, Counter, Hall, Law, Missed, Next, Purpose};
use std::collections::BTreeMap;

/// So many have to leave before a purpose's patience is its own; else it is that of all.
pub const PATIENCE_LEAST: u64 = 50;
/// Points of a curve of patience.
const CURVE: usize = 200;
/// Times of a purpose's services to draw from.
const SAMPLE: usize = 2_000;

/// A hall as its log tells it.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// Days that were learnt from, in order.
    pub days: Vec<i32>,
    /// Who comes when.
    pub arrivals: Arrivals,
    /// Services by purpose.
    pub services: Vec<Services>,
    /// How people compare.
    pub paces: Vec<Pace>,
    /// By person, what they serve.
    pub skills: BTreeMap<u32, Vec<bool>>,
    /// How long they wait before they leave; `None` where nobody waited.
    pub patience: Option<Survival>,
    /// The same by purpose, where enough left.
    pub patience_of: Vec<Option<Survival>>,
    /// Who left before being called.
    pub left: Share,
    /// Who did not come when called.
    pub missed: Share,
    /// What a call takes.
    pub calling: Calling,
    /// Where visits go on: by purpose, the next and its share.
    pub routes: Vec<Vec<(usize, Share)>>,
    /// Who was at work on which day.
    pub staff: Vec<staff::Day>,
}

/// The waits of those who waited at all: who was called at once told nothing of their patience.
#[must_use]
pub fn waits(log: &Log, purpose: Option<usize>) -> Vec<Waited> {
    log.seen
        .iter()
        .filter(|seen| purpose.is_none_or(|purpose| seen.purpose == purpose))
        .filter_map(|seen| Some(Waited { s: seen.waited_s()?, left: seen.end == End::Left }))
        .filter(|wait| wait.s > 0.0)
        .collect()
}

impl Learnt {
    /// Learns a hall.
    #[must_use]
    pub fn from(log: &Log) -> Self {
        let services = services::by_purpose(log);
        let patience_of = (0..log.purposes())
            .map(|purpose| Survival::of(waits(log, Some(purpose))).filter(|own| own.left() >= PATIENCE_LEAST))
            .collect();
        Self {
            days: log.days(),
            arrivals: arrivals::learn(log),
            paces: services::paces(log, &services),
            services,
            skills: habits::skills(log),
            patience: Survival::of(waits(log, None)),
            patience_of,
            left: habits::left(log),
            missed: habits::missed(log),
            calling: habits::calling(log),
            routes: habits::routes(log),
            staff: staff::days(log),
        }
    }

    /// The patience of those who come for a purpose.
    #[must_use]
    pub fn patience_law(&self, purpose: usize) -> Law {
        let own = self.patience_of.get(purpose).and_then(Option::as_ref);
        own.or(self.patience.as_ref()).map_or_else(Law::never, |curve| curve.law(CURVE))
    }

    /// How long a service takes; of a purpose that was never timed, no time.
    #[must_use]
    pub fn service_law(&self, purpose: usize) -> Law {
        let Some(services) = self.services.get(purpose) else { return Law::zero() };
        if services.n >= services::SAMPLE_LEAST {
            let times_s = habits::thinned(&services.times_s, SAMPLE);
            return Law::sample(times_s, 0.0).unwrap_or_else(|_| Law::zero());
        }
        services.law.clone().unwrap_or_else(Law::zero)
    }

    /// The hall on such a weekday (0 is Monday), with these people at work, and `factor` times as many customers as on such a day;
    /// `day_spread` as in [`twin::Arrivals::Rates`].
    #[must_use]
    pub fn hall(&self, weekday: usize, staff: &staff::Day, factor: f64, day_spread: f64) -> Hall {
        let per_hour = self.arrivals.per_hour(weekday);
        // a purpose that came up only after the services were learnt has nobody to serve it yet
        let per_hour = per_hour.into_iter().take(self.services.len());
        let per_hour = per_hour.map(|steps| steps.iter().map(|rate| rate * factor).collect()).collect();
        let (first, last) = self.arrivals.open_steps(weekday).unwrap_or((0, 0));
        let mut hall = self.empty_hall(staff);
        (hall.opens_us, hall.closes_us) = (first as i64 * STEP_US, last as i64 * STEP_US);
        hall.arrivals =
            twin::Arrivals::Rates { step_us: STEP_US, from_us: 0, per_hour, day_spread, repeats: false };
        hall
    }

    /// The hall on a day that was, with the people who were there and those who came.
    #[must_use]
    pub fn hall_on(&self, log: &Log, staff: &staff::Day) -> Hall {
        let mut hall = self.empty_hall(staff);
        let came: Vec<(i64, usize)> = log
            .on(staff.day)
            .iter()
            .filter(|seen| seen.first && seen.purpose < self.services.len())
            .map(|seen| (seen.arrived_us, seen.purpose))
            .collect();
        hall.opens_us = came.first().map_or(0, |first| first.0);
        hall.closes_us = came.last().map_or(0, |last| last.0 + 1);
        hall.arrivals = twin::Arrivals::Given(came);
        hall
    }

    fn empty_hall(&self, staff: &staff::Day) -> Hall {
        let mut names = Names::default();
        let keys: Vec<_> = (0..self.services.len()).filter_map(|n| names.name(&n.to_string()).ok()).collect();
        let purposes = keys.iter().enumerate().map(|(purpose, &key)| Purpose {
            patience: self.patience_law(purpose),
            next: self.next(purpose),
            ..Purpose::plain(key, self.service_law(purpose))
        });
        let counters = staff.people.iter().map(|(person, shifts)| {
            let all = |set: Set, (serves, &key): (&bool, &crate::calling::Name)| {
                if *serves { set.with(key) } else { set }
            };
            let purposes =
                self.skills.get(person).map_or(Set::ALL, |mine| mine.iter().zip(&keys).fold(Set::EMPTY, all));
            let pace = self.paces.iter().find(|pace| pace.person == *person).map_or(1.0, |pace| pace.pace);
            Counter { purposes, pace, ..Counter::plain(u128::from(*person), shifts.clone()) }
        });
        Hall {
            opens_us: 0,
            closes_us: 0,
            counters: counters.collect(),
            purposes: purposes.collect(),
            rule: Rule { order: Order::LongestWait, longest_wait_us: i64::MAX },
            arrivals: twin::Arrivals::Given(Vec::new()),
            appointments: Vec::new(),
            early: Law::zero(),
            late: twin::Late::nobody(),
            to_counter: self.calling.law.clone(),
            missed: Missed { share: self.missed.share(), holds: Law::zero() },
            closing: Closing::ServeAll,
            promise_s: 600.0,
        }
    }

    fn next(&self, purpose: usize) -> Vec<Next> {
        let onward = self.routes.get(purpose).into_iter().flatten();
        onward
            .map(|(to, share)| Next {
                share: share.share(),
                purpose: *to,
                same_counter: false,
                keeps_place: false,
            })
            .collect()
    }
}
