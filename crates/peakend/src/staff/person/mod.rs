//! People: who works here, what they can do, and which roles they have where.
//!
//! Removed people stay as rows, because what they did stays. Who may change whom is one rule: [`may_manage`].

pub mod act;
pub mod api;
pub mod cli;
pub mod page;
pub(crate) mod store;

use super::rights::{Act, Role, may_grant};
use super::{Actor, Grant, Who};
use crate::Error;
use crate::kernel::kinds::PersonId;
use crate::ui::text::Language;
use serde::Serialize;

/// Somebody who is to be added.
#[derive(Debug, Clone)]
pub struct New {
    /// What they sign in by.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The language they read.
    pub language: Language,
    /// What they can do.
    pub skills: Vec<String>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// What they sign in by.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The language they read, as a tag.
    pub language: String,
    /// What they can do.
    pub skills: Vec<String>,
    /// Their roles.
    pub roles: Vec<Held>,
}

/// A role that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// The code of the place.
    pub place: String,
    /// The path of the place.
    #[serde(skip)]
    pub path: String,
}

/// Whether somebody may change a person with these roles: each is one that they could give. Who has no role yet belongs to
/// nowhere, and may be changed by whoever manages staff anywhere.
pub fn may_manage(actor: &Actor, roles: &[Held]) -> bool {
    if roles.is_empty() {
        return manages_somewhere(actor).is_some();
    }
    roles.iter().all(|held| may_grant(actor, held.role, &held.path))
}

/// The path of the highest place where somebody manages staff.
pub fn manages_somewhere(actor: &Actor) -> Option<&str> {
    if actor.who == Who::System {
        return Some("/");
    }
    let manages = |grant: &&Grant| actor.may(Act::ManageStaff, &grant.path);
    actor.grants.iter().filter(manages).map(|grant| grant.path.as_str()).min_by_key(|path| path.len())
}

/// The path under which somebody sees people; the whole tree for who manages all of it, people without a role too.
///
/// # Errors
/// They manage staff nowhere.
pub fn reach(actor: &Actor) -> Result<String, Error> {
    match manages_somewhere(actor) {
        Some("/net/") => Ok("/".to_owned()),
        Some(path) => Ok(path.to_owned()),
        None => actor.must(Act::ManageStaff, "/").map(|()| "/".to_owned()),
    }
}
