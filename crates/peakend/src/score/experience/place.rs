//! Where a page of a hall is: its plan, the rights to it, its address.

use crate::Error;
use crate::house::House;
use crate::http::who::Asker;
use crate::kernel::Instant;
use crate::run::hall::{self, Plan};
use crate::staff::rights::Act;
use db::Tx;
use std::sync::Arc;

/// The hall of a code, for somebody who may see this of it.
pub(crate) fn hall(
    house: &House,
    tx: &mut Tx<'_>,
    asker: &Asker,
    code: &str,
    act: Act,
) -> Result<Arc<Plan>, Error> {
    let hall = hall::store::by_code(tx, code)?;
    let plan = hall::store::plan(house, tx, hall)?;
    asker.actor.must(act, &plan.path)?;
    Ok(plan)
}

/// A local day of a hall that was asked for: today if none was.
pub(crate) fn day(plan: &Plan, asked: Option<&str>, now: Instant) -> Result<String, Error> {
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Ok(plan.day(now)) };
    let date: jiff::civil::Date =
        asked.parse().map_err(|_| Error::invalid("day", "experience-error-day").with("day", asked))?;
    Ok(date.to_string())
}

/// The time of day, to the second.
pub(crate) fn clock(plan: &Plan, at: Instant) -> String {
    at.local(&plan.zone).strftime("%H:%M:%S").to_string()
}

/// The time of day, to the minute.
pub(crate) fn minute(plan: &Plan, at: Instant) -> String {
    at.local(&plan.zone).strftime("%H:%M").to_string()
}
