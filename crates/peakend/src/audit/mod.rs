//! Who changed what: one line for every change that is not in the event log.
//!
//! The event log says who did what to a visit, a counter or a hall that runs. All else that is changed (people, roles,
//! keys, devices, the set-up) leaves a line here, written in the same transaction as the change:
//!
//! ```text
//! audit::write(house, tx, actor, &Line { act: "person_added", path: "/net/", subject: &person.id }, &(), &person)?;
//! ```
//!
//! - `act` is a word for what was done, `thing_verb`; its text is `audit-act-` and the word with hyphens in `audit.ftl`.
//! - `path` is that of the place where the change holds: whoever may see the audit there sees the line.
//! - `subject` names what was changed, by its id or code.
//! - before and after are anything that serialises to an object (only the fields that differ are shown) or `&()` for nothing.
//!   Never put secrets or their hashes in.

pub mod api;
pub mod page;
mod store;
mod visits;

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::AuditId;
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

/// What is looked for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// The path of a place: its lines, and those of all under it.
    pub path: String,
    /// A person's id or name; empty: anybody's.
    pub person: String,
    /// What was done; empty: anything.
    pub act: String,
    /// From, and until before.
    pub period: [Instant; 2],
    /// Only lines before this one.
    pub after: AuditId,
}

fn look(tx: &mut Tx<'_>, wanted: &Wanted, limit: usize) -> Result<(Vec<store::Kept>, Vec<String>), Error> {
    Ok((store::list(tx, wanted, limit)?, store::acts(tx)?))
}

/// A line, as it is told.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Instant,
    /// Who: the id of a person or device, or a word.
    pub actor: String,
    /// Their name at that time.
    pub name: String,
    /// What was done.
    pub act: String,
    /// The path of the place.
    pub path: String,
    /// What was changed.
    pub subject: String,
    /// How it was before.
    pub before: Option<serde_json::Value>,
    /// How it is after.
    pub after: Option<serde_json::Value>,
    /// From where: an address of the network.
    pub origin: String,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub field: String,
    /// Before; empty if it was not there.
    pub before: String,
    /// After; empty if it is gone.
    pub after: String,
}

impl Entry {
    fn of(kept: store::Kept) -> Self {
        let value = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: kept.id,
            at: kept.at,
            actor: kept.actor,
            name: kept.name,
            act: kept.act,
            path: kept.path,
            subject: kept.subject,
            before: value(kept.before),
            after: value(kept.after),
            origin: kept.origin,
        }
    }

    /// The fields that differ, in the order of their names. What is no object is one field without a name.
    pub fn changes(&self) -> Vec<Change> {
        let (before, after) = (fields(self.before.as_ref()), fields(self.after.as_ref()));
        let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let text = |side: &Fields, name: &String| side.get(name).cloned().unwrap_or_default();
        names
            .into_iter()
            .map(|name| Change {
                field: name.clone(),
                before: text(&before, name),
                after: text(&after, name),
            })
            .filter(|change| change.before != change.after)
            .collect()
    }
}

type Fields = std::collections::BTreeMap<String, String>;

fn fields(value: Option<&serde_json::Value>) -> Fields {
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        None => Fields::new(),
        Some(serde_json::Value::Object(object)) => {
            object.iter().map(|(name, value)| (name.clone(), text(value))).collect()
        }
        Some(other) => Fields::from([(String::new(), text(other))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_shown() {
        let changes = |before, after| {
            let entry = Entry {
                id: AuditId::of(uuid::Uuid::nil()),
                at: Instant(0),
                actor: String::new(),
                name: String::new(),
                act: String::new(),
                path: String::new(),
                subject: String::new(),
                before,
                after,
                origin: String::new(),
            };
            let shown = |change: Change| format!("{}: {} > {}", change.field, change.before, change.after);
            entry.changes().into_iter().map(shown).collect::<Vec<_>>()
        };
        let (before, after) =
            (json!({"name": "林晓", "n": 1, "old": true}), json!({"name": "林小", "n": 1, "new": [2]}));
        assert_eq!(
            changes(Some(before), Some(after.clone())),
            ["name: 林晓 > 林小", "new:  > [2]", "old: true > "]
        );
        assert_eq!(changes(None, Some(after)), ["n:  > 1", "name:  > 林小", "new:  > [2]"]);
        assert_eq!(changes(Some(json!("a")), Some(json!("b"))), [": a > b"]);
        assert!(changes(None, None).is_empty());
    }
}
