//! Rows of people.

use super::New;
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PersonId, PlaceId};
use crate::staff::rights::Role;
use crate::ui::text::Language;
use db::Tx;

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    id: PersonId,
    new: &New,
    password: Option<(&str, Option<Instant>)>,
    now: Instant,
) -> Result<(), Error> {
    let skills = serde_json::to_string(&new.skills).map_err(|error| Error::Internal(error.to_string()))?;
    let (hash, until) = password.unzip();
    tx.run(
        "insert into person (id, login, name, password, password_until, language, skills, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        &[
            id.into(),
            (&new.login).into(),
            (&new.name).into(),
            hash.into(),
            until.flatten().into(),
            new.language.tag().into(),
            skills.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Gives a role at a place.
pub(crate) fn grant(tx: &mut Tx<'_>, person: PersonId, role: Role, place: PlaceId) -> Result<(), Error> {
    tx.run(
        "insert into person_role (person, role, place) values (?1, ?2, ?3)",
        &[person.into(), role.into(), place.into()],
    )?;
    Ok(())
}

pub(crate) fn set_language(tx: &mut Tx<'_>, person: PersonId, language: Language) -> Result<(), Error> {
    tx.run("update person set language = ?2 where id = ?1", &[person.into(), language.tag().into()])?;
    Ok(())
}
