//! Rows of people, and of what they show to be known.

use super::{Actor, Grant, Known, Shown, Who};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{DeviceId, PersonId, SessionId, TokenId};
use crate::run::hall::store::json;
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
        Shown::Device(secret) => by_device(tx, secret),
    }
}

fn by_token(tx: &mut Tx<'_>, secret: &str, now: Instant) -> Result<Option<Known>, Error> {
    let found: Option<(TokenId, PersonId, Option<String>, String, String)> = tx.first(
        "select t.id, p.id, t.scopes, p.name, p.language
         from api_token t
         join person p on p.id = t.person
         where t.secret_hash = ?1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > ?2)
           and p.removed_at is null",
        &[hashed(secret).into(), now.into()],
    )?;
    let Some((_, person, scopes, name, language)) = found else { return Ok(None) };
    let scopes: Option<Vec<Act>> = scopes.map(|scopes| json(&scopes)).transpose()?;
    Ok(Some(Known { actor: actor(tx, person, name, &language, scopes)?, session: None }))
}

fn by_session(tx: &mut Tx<'_>, secret: &str, now: Instant) -> Result<Option<Known>, Error> {
    let found: Option<(SessionId, PersonId, String, String)> = tx.first(
        "select s.id, p.id, p.name, p.language
         from session s
         join person p on p.id = s.person
         where s.secret_hash = ?1 and s.expires_at > ?2 and p.removed_at is null",
        &[hashed(secret).into(), now.into()],
    )?;
    let Some((session, person, name, language)) = found else { return Ok(None) };
    Ok(Some(Known { actor: actor(tx, person, name, &language, None)?, session: Some(session) }))
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

fn by_device(tx: &mut Tx<'_>, secret: &str) -> Result<Option<Known>, Error> {
    let found: Option<(DeviceId, String, String)> = tx.first(
        "select d.id, d.name, p.path
         from device d
         join place p on p.id = d.hall
         where d.secret_hash = ?1 and d.revoked_at is null",
        &[hashed(secret).into()],
    )?;
    Ok(found.map(|(device, name, path)| Known {
        actor: Actor {
            who: Who::Device(device),
            name,
            grants: vec![Grant { role: Role::Device, path }],
            scopes: None,
            origin: String::new(),
            language: Language::default(),
        },
        session: None,
    }))
}
