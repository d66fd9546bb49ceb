//! The days and times of a hall, as its pages tell them.

use crate::Error;
use crate::kernel::Instant;
use crate::run::hall::Plan;

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
