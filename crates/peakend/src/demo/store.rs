//! Rows of the demo's people, and what closes a past day.

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PersonId, PlaceId, VisitId};
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

/// What alarmed somebody on a past day was seen to on that day.
pub(super) fn settle_alarms(tx: &mut Tx<'_>, hall: PlaceId, at: Instant) -> Result<(), Error> {
    tx.run(
        "update alarm set closed_at = ?2, seen_by = 'system', outcome = 'handled' where hall = ?1 and closed_at is null",
        &[hall.into(), at.into()],
    )?;
    Ok(())
}

/// What there is, for the summary.
pub(super) fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64), Error> {
    Ok(tx.one("select (select count(*) from visit), (select count(*) from event)", &[])?)
}

pub(super) fn show(tx: &mut Tx<'_>, visit: VisitId, at: Instant) -> Result<(), Error> {
    tx.run(
        "update rating set state = 'shown', shown_at = ?2, surface = 'evaluator' where visit = ?1 and state = 'eligible'",
        &[visit.into(), at.into()],
    )?;
    Ok(())
}

pub(super) fn answer(tx: &mut Tx<'_>, visit: VisitId, level: i64, reasons: &str, at: Instant) -> Result<(), Error> {
    tx.run(
        "update rating set state = 'answered', answered_at = ?2, level = ?3, reasons = ?4 where visit = ?1",
        &[visit.into(), at.into(), level.into(), reasons.into()],
    )?;
    Ok(())
}
