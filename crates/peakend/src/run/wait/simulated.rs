//! What the simulated hall says of the wait of one who joins now, made ahead of time, so that a ticket only looks it up.
//!
//! Each node keeps it in memory, hall by hall. It is made anew by a job, where somebody would have to wait, when something has
//! happened since; people's questions go first, and it has a small share of one processor at most
//! (docs/decisions/0010-the-twin.md).

use super::{Look, learn, seats, supposed};
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::run::hall::Plan;
use crate::run::history::Lessons;
use crate::run::twin::live;
use crate::run::visit::store::waiting;
use crate::run::{hall, log};
use db::Tx;
use flow::calling::{Class, Order};
use flow::twin::{Hall, State, WouldWait, would_wait};
use flow::wait::{Floor, SHARE, Simulated};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant as Moment};

/// A hall is asked at most so often, in seconds.
const EVERY_S: i64 = 10;
/// What was said is told for so long, in seconds.
const HOLDS_S: i64 = 60;
/// Where nothing has happened it is made anew after so long, in seconds: services go on all the same.
const ANEW_S: i64 = 40;
/// Replications: the mean of so many errs by a fourteenth of what single waits spread.
const RUNS: u32 = 200;
/// After each hall the job rests so many times as long as that took: a fiftieth of a processor in the mean.
const RESTS: u32 = 49;

/// What was said of one who joins.
#[derive(Debug, Clone)]
struct Word {
    purpose: String,
    class: Class,
    said: Simulated,
    /// The floor as it mattered to them then.
    then: Floor,
}

/// What was said of a hall, and of when it is.
#[derive(Debug, Clone)]
struct Made {
    seq: i64,
    version: i64,
    at: Instant,
    words: Vec<Word>,
}

impl Made {
    fn holds(&self, plan: &Plan, at: Instant) -> bool {
        self.version == plan.version
            && at < self.at.plus_seconds(HOLDS_S)
            && at > self.at.plus_seconds(-HOLDS_S)
    }

    /// Whether it is to be made anew.
    fn is_due(&self, seq: i64, version: i64, now: Instant) -> bool {
        let changed = self.seq != seq || self.version != version;
        let old = !self.words.is_empty() && now >= self.at.plus_seconds(ANEW_S);
        now < self.at || (now >= self.at.plus_seconds(EVERY_S) && (changed || old))
    }
}

/// What was said of all halls. Belongs to the house.
#[derive(Debug, Default)]
pub struct Words(RwLock<HashMap<PlaceId, Arc<Made>>>);

impl Words {
    /// What was said of one who joins now, moved by what has changed since. Nothing of another version of the set-up, nor of too
    /// long ago.
    pub(super) fn of(
        &self,
        plan: &Plan,
        at: Instant,
        (purpose, class): (&str, Class),
        now: &Floor,
    ) -> Option<Simulated> {
        let made = self.kept(plan.hall).filter(|made| made.holds(plan, at))?;
        let class = told_apart(plan, class);
        let word = made.words.iter().find(|word| word.purpose == purpose && word.class == class)?;
        Some(word.said.since(&word.then, now))
    }

    fn kept(&self, hall: PlaceId) -> Option<Arc<Made>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&hall).cloned()
    }

    fn keep(&self, hall: PlaceId, made: Made) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(hall, Arc::new(made));
    }
}

/// The class as far as it matters to the wait: under the order of the longest wait all are one.
fn told_apart(plan: &Plan, class: Class) -> Class {
    if plan.rule.order == Order::LongestWait { plan.class("") } else { class }
}

/// One round of the job: the halls in which something has happened, the one that was left alone the longest first.
///
/// # Errors
/// Those of the database. One hall that cannot be simulated does not keep the others from it.
pub(crate) async fn round(house: &House) -> Result<(), Error> {
    for hall in due(house).await? {
        let began = moment();
        // people's questions go first
        if house.foresight.line.is_full() {
            return Ok(());
        }
        match look(house, hall).await {
            // the line was full, or the hall has gone
            Err(error) if error.refusal().is_none() => {
                tracing::warn!(%hall, %error, "a hall was not simulated for its waits");
            }
            Ok(()) | Err(_) => {}
        }
        if !crate::job::rest(house, pause(began.elapsed())).await {
            return Ok(());
        }
    }
    Ok(())
}

/// How long the job rests after so long a work.
fn pause(worked: Duration) -> Duration {
    worked.saturating_mul(RESTS)
}

#[expect(
    clippy::disallowed_methods,
    reason = "how much work something was is measured, and is no time of the domain"
)]
fn moment() -> Moment {
    Moment::now()
}

/// The halls that are to be looked at.
async fn due(house: &House) -> Result<Vec<PlaceId>, Error> {
    let (heads, versions) =
        house.db.read(|tx| Ok::<_, Error>((log::heads(tx)?, hall::store::versions(tx)?))).await?;
    let versions: HashMap<PlaceId, i64> = versions.into_iter().collect();
    let now = house.clock.now();
    let mut due: Vec<(Option<Instant>, PlaceId)> = heads
        .into_iter()
        .filter_map(|(hall, seq)| {
            let (kept, version) = (house.words.kept(hall), *versions.get(&hall)?);
            let is_due = kept.as_ref().is_none_or(|made| made.is_due(seq, version, now));
            is_due.then(|| (kept.map(|made| made.at), hall))
        })
        .collect();
    due.sort_unstable();
    Ok(due.into_iter().map(|(_, hall)| hall).collect())
}

/// Asks the simulated hall, for each purpose for which somebody who joins would have to wait.
///
/// # Errors
/// Those of the database; too much is being computed.
pub async fn look(house: &House, hall: PlaceId) -> Result<(), Error> {
    let inside = house.clone();
    let stands = house.db.read(move |tx| Stands::read(&inside, tx, hall)).await?;
    let made =
        Made { seq: stands.seq, version: stands.floor.plan.version, at: stands.floor.at, words: Vec::new() };
    // what people asked for is not put aside for what nobody asked for
    let has_room = house.foresight.has_room_for(hall);
    if stands.joining.is_empty() || !stands.floor.is_alive() || !has_room {
        house.words.keep(hall, made);
        return Ok(());
    }
    let lessons = house.foresight.lessons(house, &stands.floor.plan).await?;
    if !lessons.is_enough() {
        house.words.keep(hall, made);
        return Ok(());
    }
    let words = house.foresight.line.compute(move || Ok(stands.ask(&lessons))).await?;
    house.words.keep(hall, Made { words, ..made });
    Ok(())
}

/// A hall as it stands, and those who may join.
struct Stands {
    floor: live::Floor,
    seq: i64,
    joining: Vec<Joining>,
}

/// One who may join: what for, of which class, and the floor as it matters to them.
struct Joining {
    purpose: usize,
    class: Class,
    then: Floor,
}

impl Stands {
    fn read(house: &House, tx: &mut Tx<'_>, hall: PlaceId) -> Result<Self, Error> {
        let floor = live::Floor::read(house, tx, hall)?;
        let head = log::head(tx, hall)?.ok_or_else(|| Error::not_found("run-error-no-hall"))?;
        let (seats, lines) = (seats(tx, &floor.plan)?, waiting(tx, hall)?);
        let joining = house.lore.with(tx, hall, floor.at, |learnt| {
            let look = Look { plan: &floor.plan, lines: &lines, seats: &seats, at: floor.at };
            look.joining(head.last_wait_us, learnt)
        })?;
        Ok(Self { seq: head.seq, floor, joining })
    }

    /// Asks for each of them.
    fn ask(&self, lessons: &Lessons) -> Vec<Word> {
        let (hall, state) = (self.floor.hall(lessons), self.floor.state());
        let mut asked =
            Asked { hall: &hall, state: &state, seed: self.floor.at.0.unsigned_abs(), known: Vec::new() };
        let word = |joining: &Joining| {
            let said = asked.one(joining.purpose, joining.class)?;
            let purpose = self.floor.plan.offers.get(joining.purpose)?.purpose.clone();
            Some(Word { purpose, class: joining.class, said, then: joining.then })
        };
        self.joining.iter().filter_map(word).collect()
    }
}

impl Look<'_> {
    /// Those who would have to wait if they joined: one for each purpose that is offered and class that the rule tells apart.
    fn joining(&self, last_wait_us: Option<i64>, learnt: &learn::Learnt) -> Vec<Joining> {
        let named = if self.plan.rule.order == Order::LongestWait { &[] } else { self.plan.classes() };
        let mut joining = Vec::new();
        for (purpose, offer) in self.plan.offers.iter().enumerate().filter(|(_, offer)| offer.offered) {
            for class in std::iter::once("").chain(named.iter().map(String::as_str)) {
                let Some(visit) = supposed(self.plan, self.at, &offer.purpose, class) else { continue };
                let then = self.floor(&visit, last_wait_us, learnt);
                if then.open_counters > 0 && then.idle_counters <= then.ahead {
                    joining.push(Joining { purpose, class: self.plan.class(class), then });
                }
            }
        }
        joining
    }
}

/// A simulated hall that is asked for one after the other. Purposes that the same counters take are asked for once.
struct Asked<'a> {
    hall: &'a Hall,
    state: &'a State,
    seed: u64,
    known: Vec<(Vec<bool>, Class, Option<Simulated>)>,
}

impl Asked<'_> {
    fn one(&mut self, purpose: usize, class: Class) -> Option<Simulated> {
        let wanted = self.hall.purposes.get(purpose)?;
        let takes = |counter: &flow::twin::Counter| {
            counter.skills.covers(wanted.skills_needed) && counter.purposes.contains(wanted.key)
        };
        let counters: Vec<bool> = self.hall.counters.iter().map(takes).collect();
        let same = |(others, of, _): &&(Vec<bool>, Class, _)| *others == counters && *of == class;
        if let Some((.., said)) = self.known.iter().find(same) {
            return *said;
        }
        let said = said(&would_wait(self.hall, self.state, (purpose, class), RUNS, self.seed));
        self.known.push((counters, class, said));
        said
    }
}

/// The word of the replications; none where they do not call them often enough to tell the range.
fn said(would: &WouldWait) -> Option<Simulated> {
    let tail = (1.0 - SHARE) / 2.0;
    Some(Simulated {
        point_s: would.mean_s()?,
        low_s: would.quantile_s(tail)?,
        high_s: would.quantile_s(1.0 - tail)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEN: Instant = Instant(1_000 * Instant::SECOND);

    fn made(words: usize) -> Made {
        let said = Simulated { point_s: 60.0, low_s: 10.0, high_s: 120.0 };
        let word = Word { purpose: "pay".to_owned(), class: Class(0), said, then: Floor::default() };
        Made { seq: 7, version: 2, at: THEN, words: vec![word; words] }
    }

    #[test]
    fn it_is_made_anew_when_something_has_happened_and_not_more_often_than_each_ten_seconds() {
        let due = |seconds, seq, version| made(1).is_due(seq, version, THEN.plus_seconds(seconds));
        assert!(!due(9, 8, 2) && due(10, 8, 2));
        assert!(!due(9, 7, 3) && due(10, 7, 3));
        assert!(!due(39, 7, 2));
    }

    #[test]
    fn where_nothing_happens_it_is_made_anew_before_it_is_too_old_if_somebody_would_wait() {
        let due = |words, seconds| made(words).is_due(7, 2, THEN.plus_seconds(seconds));
        assert!(due(1, 40) && !due(0, 40) && !due(0, 4_000));
        const { assert!(ANEW_S < HOLDS_S) };
    }

    #[test]
    fn the_job_has_a_fiftieth_of_a_processor() {
        let worked = Duration::from_millis(30);
        let share = worked.as_secs_f64() / (worked + pause(worked)).as_secs_f64();
        assert!((share - 0.02).abs() < 1e-12, "{share}");
    }
}
