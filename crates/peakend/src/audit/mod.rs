//! Who changed what: one line for every change that is not in the event log.
//!
//! The event log says who did what to a visit, a counter or a hall that runs. All else that is changed (people, roles,
//! keys, devices, the set-up) leaves a line here, written in the same transaction as the change:
//!
//! ```ignore
//! audit::write(house, tx, actor, &Line { act: "person_added", path: "/net/", subject: &person.id }, &(), &person)?;
//! ```
//!
//! - `act` is a word for what was done, `thing_verb`; its text is `audit-act-` and the word with hyphens in `audit.ftl`.
//! - `path` is that of the place where the change holds: whoever may see the audit there sees the line.
//! - `subject` names what was changed, by its id or code.
//! - before and after are anything that serialises to an object (only the fields that differ are shown) or `&()` for nothing.
//!   Never put secrets or their hashes in.

mod store;

use crate::Error;
use crate::house::House;
use crate::staff::Actor;
use db::Tx;
use serde::Serialize;

/// What a line is about.
pub struct Line<'a> {
    /// What was done: `person_added`, `counter_changed`, …
    pub act: &'static str,
    /// The path of the place where it holds.
    pub path: &'a str,
    /// What was changed.
    pub subject: &'a dyn std::fmt::Display,
}

/// Writes a line, in the transaction of the change.
///
/// # Errors
/// Those of the database.
pub fn write(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    line: &Line<'_>,
    before: &impl Serialize,
    after: &impl Serialize,
) -> Result<(), Error> {
    let now = house.clock.now();
    store::insert(tx, house.chance.id(now), now, actor, line, [json(before)?, json(after)?])
}

/// JSON, or none for nothing.
fn json(value: &impl Serialize) -> Result<Option<String>, Error> {
    let text = serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))?;
    Ok((text != "null").then_some(text))
}
