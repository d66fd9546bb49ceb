//! Seeing to an alarm.

use super::{Alarm, store};
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::AlarmId;
use crate::run::log::Log;
use crate::run::visit::Happened;
use crate::staff::Actor;
use crate::staff::rights::Act;
use db::Tx;

fn open(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: AlarmId) -> Result<(Log, Alarm), Error> {
    let hall = store::hall_of(tx, id)?;
    let log = Log::open(house, tx, actor, hall)?;
    actor.must(Act::RunFloor, &log.plan.path)?;
    let alarm = store::get(tx, id)?;
    Ok((log, alarm))
}

/// Says that one sees to it.
///
/// # Errors
/// It is over, or a colleague sees to it already.
pub fn see(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: AlarmId) -> Result<(), Error> {
    let (mut log, alarm) = open(house, tx, actor, id)?;
    if let Some(by) = alarm.seen_by {
        return Err(Error::conflict("floor-error-alarm-seen").with("name", by));
    }
    store::see(tx, id, &actor.name)?;
    log.append(tx, None, alarm.counter, &Happened::AlarmSeen { alarm: id })
}

/// Closes it with what came of it.
///
/// # Errors
/// It is over already, or nothing is said of the outcome.
pub fn close(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: AlarmId, outcome: &str) -> Result<(), Error> {
    let (mut log, alarm) = open(house, tx, actor, id)?;
    if outcome.is_empty() {
        return Err(Error::invalid("outcome", "floor-error-outcome"));
    }
    if alarm.seen_by.is_none() {
        store::see(tx, id, &actor.name)?;
    }
    store::close(tx, id, log.at, outcome)?;
    log.append(tx, None, alarm.counter, &Happened::AlarmClosed { alarm: id, outcome: outcome.to_owned() })
}
