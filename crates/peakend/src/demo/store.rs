//! Rows of the demo's people.

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PersonId, PlaceId};
use crate::staff::rights::Role;
use crate::ui::text::Language;
use db::Tx;

/// A person who works in the network.
pub(super) struct NewPerson<'a> {
    pub id: PersonId,
    pub login: &'a str,
    pub name: &'a str,
    pub password: &'a str,
    pub language: Language,
    pub skills: &'a str,
    pub role: Role,
    pub place: PlaceId,
}

pub(super) fn person(tx: &mut Tx<'_>, new: &NewPerson<'_>, at: Instant) -> Result<(), Error> {
    tx.run(
        "insert into person (id, login, name, password, language, skills, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            new.id.into(),
            new.login.into(),
            new.name.into(),
            new.password.into(),
            new.language.tag().into(),
            new.skills.into(),
            at.into(),
        ],
    )?;
    tx.run(
        "insert into person_role (person, role, place) values (?1, ?2, ?3)",
        &[new.id.into(), new.role.into(), new.place.into()],
    )?;
    Ok(())
}

/// Whether there is anything at all.
pub(super) fn is_empty(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let (places, people): (i64, i64) =
        tx.one("select (select count(*) from place), (select count(*) from person)", &[])?;
    Ok(places == 0 && people == 0)
}

/// What there is, for the summary.
pub(super) fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64), Error> {
    Ok(tx.one("select (select count(*) from visit), (select count(*) from event)", &[])?)
}
