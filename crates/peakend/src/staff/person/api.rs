//! People by the API.

use super::{Held, Person, may_manage, store};
use crate::http::api::{Answer, Get, Id, Limit, Query, Words};
use crate::kernel::Page;
use crate::kernel::kinds::PersonId;
use crate::staff::rights::{Act, Role};
use serde::{Deserialize, Serialize};

/// A member of staff.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PersonSeen {
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
    pub roles: Vec<RoleSeen>,
}

/// A role that somebody has.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RoleSeen {
    /// The role.
    pub role: Role,
    /// The code of the place, for which and for all below it the role is.
    pub place: String,
}

impl From<Held> for RoleSeen {
    fn from(held: Held) -> Self {
        Self { role: held.role, place: held.place }
    }
}

impl From<Person> for PersonSeen {
    fn from(person: Person) -> Self {
        Self {
            id: person.id,
            login: person.login,
            name: person.name,
            language: person.language,
            skills: person.skills,
            roles: person.roles.into_iter().map(RoleSeen::from).collect(),
        }
    }
}

/// Which people.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// A part of their name or login.
    #[serde(default)]
    #[param(inline)]
    pub word: Words,
    /// Where the page begins: `next` of the one before.
    #[serde(default)]
    #[param(inline)]
    pub cursor: Words,
    /// The most people of the page.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
}

/// List the people
///
/// Those with a role where the caller manages staff, by their logins.
#[utoipa::path(
    get, path = "/api/v1/people", tag = "staff", params(Which),
    responses((status = 200, description = "A page of people", body = Page<PersonSeen>)),
)]
pub async fn list(get: Get, Query(which): Query<Which>) -> Answer {
    get.find(move |_, tx, actor| {
        let path = super::reach(actor)?;
        let limit = which.limit.get();
        let people = store::list_under(tx, &path, &which.word.0, &which.cursor.0, limit + 1)?;
        Ok(Page::cut(people, limit, |person| person.login.clone()).map(PersonSeen::from))
    })
    .await
}

/// Look at a person
///
/// 403 when the caller may not change them.
#[utoipa::path(
    get, path = "/api/v1/people/{id}", tag = "staff", params(Id<PersonId>),
    responses((status = 200, description = "The person", body = PersonSeen)),
)]
pub async fn one(get: Get, Id(id): Id<PersonId>) -> Answer {
    get.find(move |_, tx, actor| {
        super::reach(actor)?;
        let person = store::get(tx, id)?;
        if !may_manage(actor, &person.roles) {
            // to who manages staff elsewhere
            return Err(crate::staff::forbidden(Act::ManageStaff));
        }
        Ok(PersonSeen::from(person))
    })
    .await
}
