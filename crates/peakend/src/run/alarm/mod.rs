//! What must be seen to now.
//!
//! An alarm is raised once for what it is about, and stays until it is over or somebody has seen to it. Those that an act
//! causes are raised in that act's transaction ([`raise`], [`low_rating`]); those that come with time passing by [`sweep`],
//! which also closes them.

pub mod act;
pub mod api;
pub mod job;
pub(crate) mod store;
mod sweep;

pub use sweep::sweep;
pub(crate) use sweep::{Floor, wanted};

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{AlarmId, CounterId, PlaceId, VisitId};
use crate::kernel::words;
use crate::run::hall::Plan;
use crate::run::log::Log;
use crate::run::visit::{Happened, Visit};
use db::Tx;

words! {
    /// What an alarm is about.
    pub enum Kind {
        /// A low rating, and the customer may still be in the hall.
        LowRating = "low_rating",
        /// Somebody waits whom nobody at work can serve.
        Unservable = "unservable",
        /// Somebody has waited longer than the standard.
        WaitOver = "wait_over",
        /// A service takes much longer than its norm.
        Overrun = "overrun",
        /// A counter is free while a queue stands that it could serve.
        Idle = "idle",
        /// The line is too long for the counters that are open.
        Line = "line",
    }
}

/// The hall's standards for the floor: beyond them an alarm is raised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standards {
    /// The longest wait, in microseconds.
    pub wait_us: i64,
    /// How many norms a service may take.
    pub overrun: f64,
    /// How long a counter may be free while a queue stands, in microseconds.
    pub idle_us: i64,
    /// How many may wait for each open counter.
    pub line_per_counter: usize,
}

/// A rating at or below this is low.
pub const LOW_LEVEL: i64 = 2;

/// How long after a service its customer is taken to be in the hall, in seconds.
pub const STILL_HERE_S: i64 = 900;

/// How long a low rating is shown if nobody sees to it, in seconds.
const LOW_RATING_SHOWN_S: i64 = 1800;

impl Standards {
    /// Those of a hall. The longest wait is twenty minutes, or the bound of its calling rule if that is tighter; the others
    /// are the same everywhere until blueprints carry standards of their own.
    pub fn of(plan: &Plan) -> Self {
        Self {
            wait_us: plan.rule.longest_wait_us.min(20 * Instant::MINUTE),
            overrun: 1.5,
            idle_us: Instant::MINUTE,
            line_per_counter: 6,
        }
    }
}

/// An alarm to be raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// What it is about.
    pub kind: Kind,
    /// Of which visit.
    pub visit: Option<VisitId>,
    /// Of which counter.
    pub counter: Option<CounterId>,
    /// A figure that goes with it: the level of a rating.
    pub value: Option<i64>,
}

impl Raised {
    /// What it is about, so that it is raised once: the visit, else the counter, else the hall as a whole.
    pub fn subject(&self) -> String {
        match (self.visit, self.counter) {
            (Some(visit), _) => visit.to_string(),
            (None, Some(counter)) => counter.to_string(),
            (None, None) => String::new(),
        }
    }
}

/// An alarm that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Its id.
    pub id: AlarmId,
    /// The hall.
    pub hall: PlaceId,
    /// What it is about.
    pub kind: Kind,
    /// Of what.
    pub subject: String,
    /// Of which visit.
    pub visit: Option<VisitId>,
    /// Of which counter.
    pub counter: Option<CounterId>,
    /// Since when.
    pub since: Instant,
    /// A figure that goes with it.
    pub value: Option<i64>,
    /// Who sees to it.
    pub seen_by: Option<String>,
}

/// Raises an alarm, in the transaction of what caused it. One that is open for the same already stays as it is.
///
/// # Errors
/// Those of the database.
pub fn raise(tx: &mut Tx<'_>, log: &mut Log, raised: &Raised) -> Result<Option<AlarmId>, Error> {
    let id: AlarmId = log.house().chance.id(log.at);
    if !store::insert(tx, id, log.hall(), log.at, raised)? {
        return Ok(None);
    }
    let what = Happened::AlarmRaised { alarm: id, about: raised.kind.to_string(), subject: raised.subject() };
    log.append(tx, None, raised.counter, &what)?;
    Ok(Some(id))
}

/// Raises an alarm if the rating is low and the customer may still be in the hall.
///
/// # Errors
/// Those of the database.
pub fn low_rating(
    tx: &mut Tx<'_>,
    log: &mut Log,
    visit: &Visit,
    level: i64,
) -> Result<Option<AlarmId>, Error> {
    let here = visit.ended_at.is_some_and(|ended| log.at <= ended.plus_seconds(STILL_HERE_S));
    if level > LOW_LEVEL || !here {
        return Ok(None);
    }
    raise(
        tx,
        log,
        &Raised { kind: Kind::LowRating, visit: Some(visit.id), counter: visit.counter, value: Some(level) },
    )
}
