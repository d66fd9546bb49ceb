//! What a hall teaches: how long its services take, and how good its estimators are.
//!
//! Kept in memory, hall by hall, and brought up to date when a wait is asked for: waits that ended since then are a look into
//! an index. So every node knows the same, and after a start it is learnt anew from the rows.

use super::store;
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::run::hall::Plan;
use db::Tx;
use flow::wait::Records;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Services of so many days are learnt from.
const DAYS: i64 = 28;
/// The norm weighs as much as so many services of the hall's own.
const NORM_WEIGHS: f64 = 10.0;
/// Means are made anew after so long, in seconds.
const MEANS_S: i64 = 3600;
/// Means are read again after so long, in seconds.
const LOOK_S: i64 = 600;

/// What is known of one hall.
#[derive(Debug, Default)]
pub(crate) struct Learnt {
    /// Of the estimators.
    pub records: Records,
    /// Services and their mean time in seconds, by purpose.
    means: HashMap<String, (i64, f64)>,
    /// Who left the queue, and the seconds that all waited in it.
    leaving: Option<(i64, f64)>,
    /// Waits were learnt up to the call at this instant.
    upto: Option<Instant>,
    read_at: Option<Instant>,
}

impl Learnt {
    /// The mean time of a service in seconds: the hall's own, drawn toward the norm while it has few.
    #[expect(clippy::cast_precision_loss, reason = "a count of services")]
    pub fn mean_s(&self, plan: &Plan, purpose: &str) -> f64 {
        let norm_s = plan.offer(purpose).map_or(600.0, |offer| offer.norm_s);
        self.means.get(purpose).map_or(norm_s, |&(services, mean_s)| {
            (services as f64 * mean_s + NORM_WEIGHS * norm_s) / (services as f64 + NORM_WEIGHS)
        })
    }

    /// How many leave for each second that one person waits; unknown before anybody waited.
    #[expect(clippy::cast_precision_loss, reason = "a count of people")]
    pub fn leaving_per_s(&self) -> Option<f64> {
        self.leaving
            .filter(|(_, waited_s)| *waited_s > 0.0)
            .map(|(people, waited_s)| people as f64 / waited_s)
    }

    fn refresh(&mut self, tx: &mut Tx<'_>, hall: PlaceId, now: Instant) -> Result<(), Error> {
        if self.read_at.is_none_or(|at| now >= at.plus_seconds(LOOK_S)) {
            self.means = store::means(tx, hall)?
                .into_iter()
                .map(|(purpose, n, mean_s)| (purpose, (n, mean_s)))
                .collect();
            self.leaving = store::leaving(tx, hall)?;
            self.read_at = Some(now);
        }
        for lesson in store::lessons(tx, hall, self.upto)? {
            self.upto = Some(lesson.called_at);
            self.records.learn(&lesson.told, lesson.waited_s);
        }
        Ok(())
    }
}

/// What is known of all halls. Belongs to the house.
#[derive(Debug, Default)]
pub struct Lore(RwLock<HashMap<PlaceId, Arc<Mutex<Learnt>>>>);

impl Lore {
    /// Asks what is known of a hall, brought up to date.
    pub(crate) fn with<T>(
        &self,
        tx: &mut Tx<'_>,
        hall: PlaceId,
        now: Instant,
        ask: impl FnOnce(&Learnt) -> T,
    ) -> Result<T, Error> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&hall).cloned();
        let known = known.unwrap_or_else(|| {
            let mut halls = self.0.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(halls.entry(hall).or_default())
        });
        let mut learnt = known.lock().unwrap_or_else(PoisonError::into_inner);
        learnt.refresh(tx, hall, now)?;
        Ok(ask(&learnt))
    }
}

/// Makes the means of a hall's services, and how many leave, anew, if it is time.
pub(crate) fn services(house: &House, hall: PlaceId) -> Result<(), Error> {
    let now = house.clock.now();
    let reader = house.clone();
    let (means, leaving) = house.db.read_now(move |tx| {
        if store::means_at(tx, hall)?.is_some_and(|at| now < at.plus_seconds(MEANS_S)) {
            return Ok::<_, Error>((Vec::new(), (0, 0.0)));
        }
        let plan = crate::run::hall::store::plan(&reader, tx, hall)?;
        let since = now.plus_seconds(-DAYS * 86_400);
        let day = plan.day(since);
        Ok((store::service_times(tx, hall, &day)?, store::left_and_waited(tx, hall, &day, since)?))
    })?;
    if means.is_empty() {
        return Ok(());
    }
    house.db.write_now(move |tx| {
        store::keep_means(tx, hall, &means, now)?;
        store::keep_leaving(tx, hall, leaving, now)
    })
}
