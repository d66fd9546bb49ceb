//! Behind the acts: visits that ended, or were rated, get their moments.
//!
//! The job follows the log of each hall from where it left off. What it writes and how far it has come are one
//! transaction, so that each line counts once, and a visit's moments replace those it had. Who finds that another was quicker
//! writes nothing.

use super::{Story, moments, rated, store};
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{PlaceId, VisitId};
use crate::run::{hall, log, wait};
use blueprint::Blueprint;
use db::Tx;
use std::collections::BTreeSet;

/// Lines of the log that are followed in one transaction: few, because acts wait for it.
const AT_ONCE: u32 = 100;
/// What makes a visit's moments others than before.
const TELLING: [&str; 4] = ["finished", "left", "rating_answered", "rating_explained"];

/// How much was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Followed {
    /// Lines of the log.
    pub events: u64,
    /// Visits whose moments were written.
    pub visits: u64,
}

/// Follows the logs of all halls to their ends, once.
///
/// Must not be called on a thread of an async runtime.
///
/// # Errors
/// Those of the database.
pub fn follow(house: &House) -> Result<Followed, Error> {
    let mut done = Followed::default();
    let mut is_told = false;
    while !is_told {
        is_told = true;
        for (hall, mut from) in house.db.read_now(store::behind)? {
            while !*house.bus.ending().borrow() {
                let Some(stretch) = look(house, hall, from)? else { break };
                let (to, events, visits) = (stretch.to, stretch.events, stretch.filed.len() as u64);
                if !write(house, hall, from, stretch)? {
                    // somebody else follows too, and may be behind what was there when this began
                    is_told = false;
                    break;
                }
                done.events += events;
                done.visits += visits;
                from = to;
            }
            wait::learn::services(house, hall)?;
        }
    }
    Ok(done)
}

/// One round of the job.
///
/// # Errors
/// Those of the database.
pub(crate) async fn round(house: House) -> Result<bool, Error> {
    let followed = tokio::task::spawn_blocking(move || follow(&house)).await;
    followed.map_err(|fault| Error::Internal(fault.to_string()))?.map(|_| false)
}

/// What a stretch of a hall's log comes to.
struct Stretch {
    to: i64,
    events: u64,
    filed: Vec<store::Filed>,
    /// Those of them that were filed before.
    again: Vec<VisitId>,
    accuracy: Vec<wait::accuracy::Day>,
}

/// Looks at the next stretch of a hall's log, without holding up anybody; none at its end.
fn look(house: &House, hall: PlaceId, from: i64) -> Result<Option<Stretch>, Error> {
    let inside = house.clone();
    house.db.read_now(move |tx| {
        let lines = store::logged(tx, hall, from, AT_ONCE)?;
        let Some(to) = lines.last().map(|line| line.seq) else { return Ok(None) };
        let told = lines.iter().filter(|line| TELLING.contains(&line.kind.as_str()));
        let told: BTreeSet<VisitId> = told.filter_map(|line| line.visit).collect();
        let (mut filed, mut again) = (Vec::new(), Vec::new());
        for visit in told {
            filed.extend(file(&inside, tx, hall, visit)?);
            again.extend(store::is_filed(tx, visit)?.then_some(visit));
        }
        let calls = lines.iter().filter(|line| line.kind == "called");
        let calls: Vec<_> = calls.filter_map(|line| Some((line.visit?, line.at))).collect();
        let accuracy = wait::accuracy::days(tx, &calls)?;
        Ok(Some(Stretch { to, events: lines.len() as u64, filed, again, accuracy }))
    })
}

fn write(house: &House, hall: PlaceId, from: i64, stretch: Stretch) -> Result<bool, Error> {
    house.db.write_now(move |tx| {
        if !store::advance(tx, hall, from, stretch.to)? {
            return Ok(false);
        }
        for visit in &stretch.again {
            store::take_out(tx, *visit)?;
        }
        for filed in &stretch.filed {
            store::put_in(tx, filed)?;
        }
        for day in &stretch.accuracy {
            wait::accuracy::add(tx, hall, day)?;
        }
        Ok(true)
    })
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
