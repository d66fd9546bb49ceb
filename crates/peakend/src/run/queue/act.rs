//! Calling the next.

use super::{desk, seen};
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::CounterId;
use crate::run::counter;
use crate::run::log::Log;
use crate::run::visit::{Visit, act, store};
use crate::staff::Actor;
use db::Tx;
use flow::calling::{Memory, choose};

/// The refusal that says that nobody can be called to this counter now.
pub const NOBODY: &str = "run-error-nobody";

/// Calls the next to a counter: exactly one, whoever else presses at the same time.
///
/// # Errors
/// The counter is not the person's or not free; [`NOBODY`] can be called to it.
pub fn call_next(house: &House, tx: &mut Tx<'_>, actor: &Actor, at: CounterId) -> Result<Visit, Error> {
    let hall = counter::hall_of(tx, at)?;
    let mut log = Log::open(house, tx, actor, hall)?;
    let here = counter::desk(tx, &log, actor, at)?;
    let lines = store::waiting(tx, hall)?;
    let waiting: Vec<_> = lines.iter().filter_map(|line| seen(&log.plan, line)).collect();
    let memory = Memory::from(log.turn);
    let chosen = choose(&log.plan.rule, &waiting, &desk(&log.plan, &here), memory, log.at.0)
        .ok_or_else(|| Error::conflict(NOBODY))?;
    let id = lines.iter().map(|line| line.id).find(|id| id.uuid().as_u128() == chosen.key);
    let mut visit = store::get(tx, id.ok_or_else(|| Error::Internal("chosen from the queue".to_owned()))?)?;
    act::call(tx, &mut log, &mut visit, &here, chosen.because.into(), chosen.memory.into())?;
    Ok(visit)
}
