//! The wait told to a customer, and what came of it.

mod store;

use crate::Error;
use crate::run::counter;
use crate::run::log::Log;
use crate::run::visit::Visit;
use crate::run::visit::store::waiting;
use db::Tx;
use flow::wait::{Estimator, Floor, Records, Told, estimate};

/// The word under which an estimator is kept.
pub const fn word(estimator: Estimator) -> &'static str {
    match estimator {
        Estimator::QueueLength => "queue_length",
        Estimator::LastToEnter => "last_to_enter",
        Estimator::HeadOfLine => "head_of_line",
    }
}

/// The floor as it was, and the wait that follows from it.
pub(crate) struct Foretold {
    floor: Floor,
    /// What the estimators say.
    pub told: Told,
}

/// Estimates the wait of a visit that is about to join the queue.
pub(crate) fn foretell(tx: &mut Tx<'_>, log: &Log, visit: &Visit) -> Result<Foretold, Error> {
    let floor = floor(tx, log, visit)?;
    Ok(Foretold { told: estimate(&floor, &Records::default()), floor })
}

/// Keeps what was told, to be held against what comes of it.
pub(crate) fn keep(tx: &mut Tx<'_>, visit: &Visit, foretold: &Foretold) -> Result<(), Error> {
    store::insert(tx, visit, &foretold.floor, &foretold.told)
}

/// The floor as a customer sees it who joins the queue now.
#[expect(clippy::cast_precision_loss, reason = "microseconds of a wait")]
fn floor(tx: &mut Tx<'_>, log: &Log, visit: &Visit) -> Result<Floor, Error> {
    let lines = waiting(tx, log.hall())?;
    let (open, idle) = counter::store::count_open(tx, log.hall())?;
    let head = lines.first().map(|line| log.at.seconds_since(line.queued_at));
    Ok(Floor {
        ahead: u32::try_from(lines.len()).unwrap_or(u32::MAX),
        open_counters: u32::try_from(open).unwrap_or_default(),
        idle_counters: u32::try_from(idle).unwrap_or_default(),
        mean_service_s: log.plan.offer(&visit.purpose).map(|offer| offer.norm_s),
        last_entered_wait_s: log.last_wait_us.map(|us| us as f64 / 1e6),
        head_of_line_wait_s: head,
    })
}

/// Keeps how long the visit waited in truth.
pub(crate) fn was(tx: &mut Tx<'_>, visit: &Visit, waited_us: i64) -> Result<(), Error> {
    // only the first wait was told
    if visit.services > 0 || visit.misses > 0 {
        return Ok(());
    }
    store::was(tx, visit.id, waited_us)
}
