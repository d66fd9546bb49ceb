//! Rows of people.

use super::{Held, New, Person};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PersonId, PlaceId};
use crate::run::hall::store::json;
use crate::staff::rights::Role;
use crate::ui::text::Language;
use db::Tx;

fn list(skills: &[String]) -> Result<String, Error> {
    serde_json::to_string(skills).map_err(|error| Error::Internal(error.to_string()))
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    id: PersonId,
    new: &New,
    password: Option<(&str, Option<Instant>)>,
    now: Instant,
) -> Result<(), Error> {
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
            list(&new.skills)?.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Changes all but the password.
pub(crate) fn save(tx: &mut Tx<'_>, id: PersonId, new: &New) -> Result<(), Error> {
    tx.run(
        "update person set login = ?2, name = ?3, language = ?4, skills = ?5 where id = ?1",
        &[
            id.into(),
            (&new.login).into(),
            (&new.name).into(),
            new.language.tag().into(),
            list(&new.skills)?.into(),
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

/// Until this transaction ends, nobody else changes what people may: such changes wait here for one another.
pub(crate) fn one_by_one(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.run("update place set position = position where parent is null", &[])?;
    Ok(())
}

/// Whether anybody at all is an administrator.
pub(crate) fn has_administrator(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let one: Option<(PersonId,)> = tx.first(
        "select p.id
         from person_role r
         join person p on p.id = r.person
         where r.role = ?1 and p.removed_at is null
         limit 1",
        &[Role::Administrator.into()],
    )?;
    Ok(one.is_some())
}

/// Takes every role away.
pub(crate) fn revoke_all(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
    tx.run("delete from person_role where person = ?1", &[person.into()])?;
    Ok(())
}

pub(crate) fn set_language(tx: &mut Tx<'_>, person: PersonId, language: Language) -> Result<(), Error> {
    tx.run("update person set language = ?2 where id = ?1", &[person.into(), language.tag().into()])?;
    Ok(())
}

/// Marks somebody as removed; nobody comes in by their password again, and their login is free.
pub(crate) fn remove(tx: &mut Tx<'_>, id: PersonId, now: Instant) -> Result<(), Error> {
    // no login has a slash, so this one is nobody's
    let gone = format!("/removed/{id}");
    tx.run(
        "update person set removed_at = ?2, password = null, login = ?3 where id = ?1",
        &[id.into(), now.into(), gone.into()],
    )?;
    Ok(())
}

type Row = (PersonId, String, String, String, String);

fn person(tx: &mut Tx<'_>, (id, login, name, language, skills): Row) -> Result<Person, Error> {
    let roles: Vec<(Role, String, String)> = tx.all(
        "select r.role, l.code, l.path
         from person_role r
         join place l on l.id = r.place
         where r.person = ?1
         order by l.path, r.role",
        &[id.into()],
    )?;
    let roles = roles.into_iter().map(|(role, place, path)| Held { role, place, path }).collect();
    Ok(Person { id, login, name, language, skills: json(&skills)?, roles })
}

pub(crate) fn get(tx: &mut Tx<'_>, id: PersonId) -> Result<Person, Error> {
    let row: Option<Row> = tx.first(
        "select id, login, name, language, skills from person where id = ?1 and removed_at is null",
        &[id.into()],
    )?;
    person(tx, row.ok_or_else(|| Error::not_found("staff-error-no-person"))?)
}

pub(crate) fn by_login(tx: &mut Tx<'_>, login: &str) -> Result<Person, Error> {
    find(tx, login)?.ok_or_else(|| Error::not_found("staff-error-no-person"))
}

/// The person with this login, if there is one.
pub(crate) fn find(tx: &mut Tx<'_>, login: &str) -> Result<Option<Person>, Error> {
    let row: Option<Row> = tx.first(
        "select id, login, name, language, skills from person where login = ?1 and removed_at is null",
        &[login.into()],
    )?;
    row.map(|row| person(tx, row)).transpose()
}

/// People with a role at the place of this path or under it (for `/` all people), whose name or login holds `word`, after a
/// login, in the order of their logins.
pub(crate) fn list_under(
    tx: &mut Tx<'_>,
    path: &str,
    word: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<Person>, Error> {
    let escaped: String = word
        .to_lowercase()
        .chars()
        .flat_map(|c| if "%_\\".contains(c) { vec!['\\', c] } else { vec![c] })
        .collect();
    let rows: Vec<Row> = tx.all(
        "select p.id, p.login, p.name, p.language, p.skills
         from person p
         where p.removed_at is null and p.login > ?3 and lower(p.name || ' ' || p.login) like ?2 escape '\\'
           and (?1 = '/' or exists (
             select r.role
             from person_role r
             join place l on l.id = r.place
             where r.person = p.id and substr(l.path, 1, length(?1)) = ?1
           ))
         order by p.login
         limit ?4",
        &[
            path.into(),
            format!("%{escaped}%").into(),
            after.into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ],
    )?;
    rows.into_iter().map(|row| person(tx, row)).collect()
}
