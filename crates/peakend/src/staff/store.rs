//! Rows of people, and of what they show to be known.

use super::session::{IDLE_S, SEEN_EVERY_S};
use super::{Actor, Grant, Known, Shown, Unseen, Who};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{DeviceId, PersonId, PlaceId, SessionId, TokenId};
use crate::run::hall::store::json;
use crate::run::network::PlaceKind;
use crate::staff::rights::{Act, Role};
use crate::ui::text::Language;
use db::Tx;
use sha2::{Digest as _, Sha256};

/// What is kept of a secret: its SHA-256 in hex. Secrets are long and random, so that no slower hash is needed.
pub(crate) fn hashed(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Who has shown this.
pub(crate) fn known(tx: &mut Tx<'_>, shown: &Shown, now: Instant) -> Result<Option<Known>, Error> {
    match shown {
        Shown::Token(secret) => by_token(tx, secret, now),
        Shown::Session(secret) => by_session(tx, secret, now),
        Shown::Device(secret) => by_device(tx, secret, now),
    }
}

/// What was seen long enough ago to be noted again.
fn unseen(what: Unseen, seen_at: Option<Instant>, now: Instant) -> Option<Unseen> {
    seen_at.is_none_or(|seen_at| seen_at.plus_seconds(SEEN_EVERY_S) <= now).then_some(what)
}

pub(crate) fn see(tx: &mut Tx<'_>, unseen: Unseen, now: Instant) -> Result<(), Error> {
    match unseen {
        Unseen::Session(id) => {
            tx.run("update session set seen_at = ?2 where id = ?1", &[id.into(), now.into()])?
        }
        Unseen::Token(id) => {
            tx.run("update api_token set seen_at = ?2 where id = ?1", &[id.into(), now.into()])?
        }
        Unseen::Device(id) => {
            tx.run("update device set seen_at = ?2 where id = ?1", &[id.into(), now.into()])?
        }
    };
    Ok(())
}

fn by_token(tx: &mut Tx<'_>, secret: &str, now: Instant) -> Result<Option<Known>, Error> {
    type Found = (TokenId, Option<Instant>, PersonId, Option<String>, String, String);
    let found: Option<Found> = tx.first(
        "select t.id, t.seen_at, p.id, t.scopes, p.name, p.language
         from api_token t
         join person p on p.id = t.person
         where t.secret_hash = ?1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > ?2)
           and p.removed_at is null",
        &[hashed(secret).into(), now.into()],
    )?;
    let Some((token, seen_at, person, scopes, name, language)) = found else { return Ok(None) };
    let scopes: Option<Vec<Act>> = scopes.map(|scopes| json(&scopes)).transpose()?;
    let actor = actor(tx, person, name, &language, scopes)?;
    Ok(Some(Known { actor, session: None, unseen: unseen(Unseen::Token(token), seen_at, now) }))
}

fn by_session(tx: &mut Tx<'_>, secret: &str, now: Instant) -> Result<Option<Known>, Error> {
    type Found = (SessionId, Instant, PersonId, String, String, Option<Instant>);
    let found: Option<Found> = tx.first(
        "select s.id, s.seen_at, p.id, p.name, p.language, p.password_until
         from session s
         join person p on p.id = s.person
         where s.secret_hash = ?1 and s.expires_at > ?2 and s.seen_at > ?3 and p.removed_at is null",
        &[hashed(secret).into(), now.into(), now.plus_seconds(-IDLE_S).into()],
    )?;
    let Some((session, seen_at, person, name, language, temporary)) = found else { return Ok(None) };
    // a password that somebody else has set lets its owner set their own, and do nothing before
    let scopes = temporary.map(|_| Vec::new());
    let actor = actor(tx, person, name, &language, scopes)?;
    let unseen = unseen(Unseen::Session(session), Some(seen_at), now);
    Ok(Some(Known { actor, session: Some(session), unseen }))
}

fn actor(
    tx: &mut Tx<'_>,
    person: PersonId,
    name: String,
    language: &str,
    scopes: Option<Vec<Act>>,
) -> Result<Actor, Error> {
    Ok(Actor {
        who: Who::Person(person),
        name,
        grants: grants(tx, person)?,
        scopes,
        origin: String::new(),
        language: language.parse::<Language>().unwrap_or_default(),
    })
}

/// The roles of a person, and where.
pub(crate) fn grants(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Grant>, Error> {
    let rows: Vec<(Role, String)> = tx.all(
        "select r.role, p.path
         from person_role r
         join place p on p.id = r.place
         where r.person = ?1
         order by p.path, r.role",
        &[person.into()],
    )?;
    Ok(rows.into_iter().map(|(role, path)| Grant { role, path }).collect())
}

/// Whether there is any hall.
pub(crate) fn has_halls(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let hall: Option<(PlaceId,)> = tx.first("select id from hall limit 1", &[])?;
    Ok(hall.is_some())
}

/// The code and kind of the place of a path.
pub(crate) fn place_at(tx: &mut Tx<'_>, path: &str) -> Result<Option<(String, PlaceKind)>, Error> {
    Ok(tx.first("select code, kind from place where path = ?1", &[path.into()])?)
}

fn by_device(tx: &mut Tx<'_>, secret: &str, now: Instant) -> Result<Option<Known>, Error> {
    let found: Option<(DeviceId, Option<Instant>, String, String)> = tx.first(
        "select d.id, d.seen_at, d.name, p.path
         from device d
         join place p on p.id = d.hall
         where d.secret_hash = ?1 and d.revoked_at is null",
        &[hashed(secret).into()],
    )?;
    Ok(found.map(|(device, seen_at, name, path)| Known {
        actor: Actor {
            who: Who::Device(device),
            name,
            grants: vec![Grant { role: Role::Device, path }],
            scopes: None,
            origin: String::new(),
            language: Language::default(),
        },
        session: None,
        unseen: unseen(Unseen::Device(device), seen_at, now),
    }))
}

/// Where people have roles: one path for each person and place.
pub(crate) fn paths_of_people(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = tx.all(
        "select path
         from (select distinct r.person as person, p.path as path
               from person_role r
               join place p on p.id = r.place
               join person s on s.id = r.person
               where s.removed_at is null) held",
        &[],
    )?;
    Ok(rows.into_iter().map(|(path,)| path).collect())
}
