//! Behind the acts: visits that ended, or were rated, get their moments.
//!
//! The job follows the log of each hall from where it left off. What it writes and how far it has come are one
//! transaction, and a visit's moments replace those it had; so after a crash the work goes on, and doing a part of it twice
//! changes nothing. A lease keeps two nodes from doing the same; that they would not harm each other does not depend on it.

use super::{Story, moments, rated, store};
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{PlaceId, VisitId};
use crate::run::{hall, log, wait};
use blueprint::Blueprint;
use db::Tx;
use std::collections::BTreeSet;

/// The lease of the job.
const LEASE: &str = "experience";
/// How long it holds without a word, in seconds.
const LEASE_S: i64 = 30;
/// Lines of the log that are followed in one transaction: few, because acts wait for it.
const AT_ONCE: u32 = 250;
/// What makes a visit's moments others than before.
const TELLING: [&str; 3] = ["finished", "left", "rating_answered"];

/// How much was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Followed {
    /// Lines of the log.
    pub events: u64,
    /// Visits whose moments were written.
    pub visits: u64,
}

/// One who follows the logs of all halls.
pub struct Follower {
    house: House,
    name: String,
}

/// Follows the logs of all halls to their ends, once; does nothing if another node is about it.
///
/// Must not be called on a thread of an async runtime.
///
/// # Errors
/// Those of the database.
pub fn follow(house: &House) -> Result<Followed, Error> {
    let follower = Follower::of(house);
    let done = follower.follow();
    let name = follower.name;
    house.db.write_now(move |tx| store::release(tx, LEASE, &name))?;
    done
}

/// Follows the logs as they grow, until the future is dropped.
pub async fn run(house: House) {
    let mut changes = house.bus.listen_to_all();
    let follower = std::sync::Arc::new(Follower::of(&house));
    // another node may do the work, or die over it: look again now and then
    let mut look = tokio::time::interval(std::time::Duration::from_secs(10));
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let follower = std::sync::Arc::clone(&follower);
        match tokio::task::spawn_blocking(move || follower.follow()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the log could not be followed; it will be tried again"),
            Err(error) => tracing::error!(%error, "following the log ended by a fault"),
        }
        // several changes at once are followed together
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            _ = look.tick() => {}
        }
    }
}

/// What a stretch of a hall's log comes to.
struct Stretch {
    to: i64,
    events: u64,
    filed: Vec<store::Filed>,
    accuracy: Vec<wait::accuracy::Day>,
}

impl Follower {
    /// One with a name of its own.
    pub fn of(house: &House) -> Self {
        Self { house: house.clone(), name: house.chance.secret() }
    }

    /// Follows all halls to the ends of their logs.
    ///
    /// # Errors
    /// Those of the database.
    pub fn follow(&self) -> Result<Followed, Error> {
        let mut done = Followed::default();
        for (hall, mut from) in self.house.db.read_now(store::behind)? {
            while self.holds()? {
                let Some(stretch) = self.look(hall, from)? else { break };
                done.events += stretch.events;
                done.visits += stretch.filed.len() as u64;
                let to = stretch.to;
                if !self.write(hall, from, stretch)? {
                    break;
                }
                from = to;
            }
            wait::learn::services(&self.house, hall)?;
        }
        Ok(done)
    }

    /// Whether the work is this one's to do.
    fn holds(&self) -> Result<bool, Error> {
        let (name, now) = (self.name.clone(), self.house.clock.now());
        self.house.db.write_now(move |tx| store::lease(tx, LEASE, &name, now, LEASE_S))
    }

    /// Looks at the next stretch of a hall's log, without holding up anybody; none at its end.
    fn look(&self, hall: PlaceId, from: i64) -> Result<Option<Stretch>, Error> {
        let house = self.house.clone();
        self.house.db.read_now(move |tx| {
            let lines = store::logged(tx, hall, from, AT_ONCE)?;
            let Some(&(to, ..)) = lines.last() else { return Ok(None) };
            let of = |kinds: &[&str]| -> BTreeSet<VisitId> {
                lines
                    .iter()
                    .filter(|(_, kind, _)| kinds.contains(&kind.as_str()))
                    .filter_map(|line| line.2)
                    .collect()
            };
            let mut filed = Vec::new();
            for visit in of(&TELLING) {
                filed.extend(file(&house, tx, hall, visit)?);
            }
            let accuracy = wait::accuracy::days(tx, hall, &of(&["called"]))?;
            Ok(Some(Stretch { to, events: lines.len() as u64, filed, accuracy }))
        })
    }

    fn write(&self, hall: PlaceId, from: i64, stretch: Stretch) -> Result<bool, Error> {
        self.house.db.write_now(move |tx| {
            if !store::advance(tx, hall, from, stretch.to)? {
                return Ok(false);
            }
            for filed in &stretch.filed {
                store::replace(tx, filed)?;
            }
            for day in &stretch.accuracy {
                wait::accuracy::keep(tx, hall, day)?;
            }
            Ok(true)
        })
    }
}

/// A visit's moments as they are now.
pub(crate) fn file(
    house: &House,
    tx: &mut Tx<'_>,
    hall: PlaceId,
    visit: VisitId,
) -> Result<Option<store::Filed>, Error> {
    let events = log::of_visit(tx, visit)?;
    let Some(log::Event { what: crate::run::visit::Happened::Taken { day, purpose, .. }, .. }) =
        events.first()
    else {
        return Ok(None);
    };
    let plan = hall::store::plan(house, tx, hall)?;
    let story = Story {
        events: &events,
        promised_s: store::promised(tx, visit)?,
        norm_s: &|purpose| plan.offer(purpose).map(|offer| offer.norm_s),
        blueprint: Blueprint::service_hall(),
    };
    Ok(Some(store::Filed {
        visit,
        hall,
        day: day.clone(),
        purpose: purpose.clone(),
        level: rated(&events),
        moments: moments(&story),
    }))
}
