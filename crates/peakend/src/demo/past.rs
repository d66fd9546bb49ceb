//! The past of the network: simulated days, by the acts that people do, as fast as the database takes them.
//!
//! A hall has a clock, a generator of chance and a floor of its own, so that its past is the same whatever order the halls
//! are done in. Several days are one transaction; several halls are under way at a time, so that the database can commit
//! them together.

use super::floor::{Floor, VISITS_AN_HOUR};
use super::network::Stage;
use super::{Plan, act};
use crate::Error;
use crate::house::House;
use crate::kernel::{Chance, Clock, Instant};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Halls under way at a time.
const AT_ONCE: usize = 8;

/// Visits of one transaction, about.
const VISITS_A_JOB: f64 = 600.0;

/// Lives through the past of every hall up to `now`; `tell` hears how many days of how many are done, and says whether to
/// go on. Gives the floors as they stand now.
pub(super) fn live_through(
    house: &House,
    plan: &Plan,
    stages: &[Stage],
    now: Instant,
    tell: impl Fn(u64, u64) -> bool + Sync,
) -> Result<Vec<Floor>, Error> {
    let total = (stages.len() * plan.days) as u64;
    let (next, done) = (AtomicUsize::new(0), AtomicU64::new(0));
    let floors: Mutex<Vec<Option<Floor>>> = Mutex::new(vec![None; stages.len()]);
    let work = || -> Result<(), Error> {
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(stage) = stages.get(n) else { return Ok(()) };
            let count = |days: u64| tell(done.fetch_add(days, Ordering::Relaxed) + days, total);
            let floor = Past { plan, stage, n, now }.live(house, count)?;
            floors.lock().map_err(|_| Error::Internal("a hall panicked".to_owned()))?[n] = Some(floor);
        }
    };
    let results: Vec<Result<(), Error>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE.min(stages.len())).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| {
                thread.join().unwrap_or_else(|_| Err(Error::Internal("a hall panicked".to_owned())))
            })
            .collect()
    });
    results.into_iter().collect::<Result<(), Error>>()?;
    let floors = floors.into_inner().map_err(|_| Error::Internal("a hall panicked".to_owned()))?;
    Ok(floors.into_iter().flatten().collect())
}

struct Past<'a> {
    plan: &'a Plan,
    stage: &'a Stage,
    n: usize,
    now: Instant,
}

impl Past<'_> {
    fn live(&self, house: &House, count: impl Fn(u64) -> bool) -> Result<Floor, Error> {
        let seed = self.plan.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(self.n as u64);
        let clock = Clock::at(Instant(0));
        let inside = House::over(house.db.clone(), house.config.clone(), clock, Chance::seeded(seed))?;
        let mut floor = Floor::new(self.stage.clerks.len(), seed ^ 1);
        let today = self.now.local(&super::zone()).date();
        let visits = self.plan.visits_per_day * self.stage.weight;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let days_a_job = (VISITS_A_JOB / visits.max(0.1)).clamp(1.0, 60.0) as usize;
        let mut day = 0;
        while day < self.plan.days {
            let until = self.plan.days.min(day + days_a_job);
            let dates: Vec<_> = (day..until)
                .map(|day| {
                    today.saturating_sub(
                        jiff::Span::new().days(i64::try_from(self.plan.days - day).unwrap_or(0)),
                    )
                })
                .collect();
            floor = self.days(&inside, floor, dates, day, visits)?;
            let went = (until - day) as u64;
            day = until;
            if !count(went) {
                return Err(lake::Error::Stopped.into());
            }
        }
        if self.plan.live {
            floor = self.today(&inside, floor)?;
        }
        Ok(floor)
    }

    /// Some days, in one transaction.
    fn days(
        &self,
        house: &House,
        floor: Floor,
        dates: Vec<jiff::civil::Date>,
        first: usize,
        visits: f64,
    ) -> Result<Floor, Error> {
        let (inside, stage) = (house.clone(), self.stage.clone());
        let clerks = stage.clerks.len();
        house.db.write_now(move |tx| {
            let mut floor = floor.clone();
            for (n, date) in dates.iter().enumerate() {
                let Ok(midnight) = date.to_zoned(super::zone()) else { continue };
                let at_work = at_work(clerks, first + n, visits);
                let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
                floor.plan_day(midnight.timestamp().into(), weekday, visits, &at_work);
                while let Some((at, deed)) = floor.next() {
                    inside.clock.set(at);
                    let visit = act::run(&inside, tx, &stage, deed)?;
                    floor.done(at, deed, visit.as_ref());
                }
                act::settle(&inside, tx, &stage)?;
            }
            Ok(floor)
        })
    }

    /// Today until now: the floor is left as it stands.
    fn today(&self, house: &House, floor: Floor) -> Result<Floor, Error> {
        let (inside, stage, now) = (house.clone(), self.stage.clone(), self.now);
        let first = self.n == 0;
        house.db.write_now(move |tx| {
            let mut floor = floor.clone();
            // a newcomer finds counters 1 and 2 of the first hall free
            let at_work: Vec<usize> = (if first { 2 } else { 1 }..stage.clerks.len()).collect();
            #[expect(clippy::cast_precision_loss, reason = "a handful of clerks")]
            let an_hour = at_work.len() as f64
                * VISITS_AN_HOUR
                * if first { 1.1 } else { 0.75 + 0.2 * (stage.weight - 0.6) };
            floor.go_on_from(morning(now), an_hour, &at_work);
            while floor.next_at().is_some_and(|at| at <= now) {
                let Some((at, deed)) = floor.next_until(now) else { break };
                inside.clock.set(at);
                let visit = act::run(&inside, tx, &stage, deed)?;
                floor.done(at, deed, visit.as_ref());
            }
            Ok(floor)
        })
    }
}

/// When the living day began: at half past eight, or some hours ago if it is early.
fn morning(now: Instant) -> Instant {
    let local = now.local(&super::zone());
    let half_past_eight = local
        .date()
        .to_zoned(super::zone())
        .map_or(now, |midnight| Instant::from(midnight.timestamp()).plus_seconds(8 * 3600 + 1800));
    half_past_eight.min(now.plus_seconds(-3 * 3600))
}

/// Who works on a past day: as many as the day needs, in turns.
fn at_work(clerks: usize, day: usize, visits: f64) -> Vec<usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let need = (visits * 1.25 / (VISITS_AN_HOUR * 9.0)).ceil().clamp(1.0, clerks as f64) as usize;
    (0..need).map(|n| (day + n) % clerks).collect()
}
