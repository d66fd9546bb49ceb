//! The audit by the API.

use super::Entry;
use super::page::{Looked, find};
use crate::http::api::doc::Problem;
use crate::http::api::{Answer, Code, Day, Get, Limit, Name, Query, Time, Words};
use crate::kernel::Page;
use crate::kernel::kinds::AuditId;
use serde::{Deserialize, Serialize};

/// A line of the audit.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct EntrySeen {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Time,
    /// Who: the id of a person or device, or a word.
    pub actor: String,
    /// Their name at that time.
    pub name: String,
    /// What was done.
    pub act: String,
    /// The path of the place where it holds.
    pub path: String,
    /// What was changed.
    pub subject: String,
    /// How it was before; null if it was not there.
    pub before: serde_json::Value,
    /// How it is after; null if it is no longer there.
    pub after: serde_json::Value,
    /// From where: an address of the network.
    pub origin: String,
}

impl From<Entry> for EntrySeen {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            at: Time(entry.at),
            actor: entry.actor,
            name: entry.name,
            act: entry.act,
            path: entry.path,
            subject: entry.subject,
            before: entry.before.unwrap_or_default(),
            after: entry.after.unwrap_or_default(),
            origin: entry.origin,
        }
    }
}

/// Which lines.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// The code of a place; its lines and those of all under it.
    #[param(inline)]
    pub place: Option<Code>,
    /// A person's id or name.
    #[serde(default)]
    #[param(inline)]
    pub person: Words,
    /// What was done.
    #[param(inline)]
    pub act: Option<Name>,
    /// The first day, in the zone of the house.
    #[param(format = Date, value_type = Option<String>)]
    pub from: Option<Day>,
    /// The last day, in the zone of the house.
    #[param(format = Date, value_type = Option<String>)]
    pub to: Option<Day>,
    /// Where the page begins: `next` of the one before.
    pub cursor: Option<AuditId>,
    /// The most lines of the page.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
}

impl Which {
    fn looked(&self) -> Looked {
        let day = |day: &Option<Day>| day.as_ref().map_or_else(String::new, |day| day.0.clone());
        Looked {
            place: self.place.as_ref().map_or_else(String::new, |code| code.0.clone()),
            person: self.person.0.clone(),
            act: self.act.as_ref().map_or_else(String::new, |act| act.0.clone()),
            from: day(&self.from),
            to: day(&self.to),
            after: self.cursor.map_or_else(String::new, |id| id.to_string()),
            ..Looked::default()
        }
    }
}

/// List who changed what
///
/// Newest first, where the caller sees the audit.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "staff", params(Which),
    responses(
        (status = 200, description = "A page of lines", body = Page<EntrySeen>),
        (status = 404, description = "There is no such place", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list(get: Get, Query(which): Query<Which>) -> Answer {
    get.find(move |house, tx, actor| {
        let (cut, _) = find(house, tx, actor, &which.looked(), which.limit.get())?;
        Ok(cut.map(|kept| EntrySeen::from(Entry::of(kept))))
    })
    .await
}
