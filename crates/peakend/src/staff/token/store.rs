//! Rows of keys.

use super::Token;
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PersonId, TokenId};
use crate::run::hall::store::json;
use crate::staff::rights::Act;
use db::{Record, Row, Tx};

impl Record for Token {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            name: row.next()?,
            login: row.next()?,
            scopes: {
                let scopes: Option<String> = row.next()?;
                let scopes = scopes.map(|scopes| json(&scopes)).transpose();
                scopes.map_err(|error| db::Error::Fault(error.to_string()))?
            },
            created_at: row.next()?,
            seen_at: row.next()?,
            expires_at: row.next()?,
        })
    }
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    person: PersonId,
    token: &Token,
    secret_hash: &str,
) -> Result<(), Error> {
    let scopes: Option<Vec<&str>> =
        token.scopes.as_ref().map(|scopes| scopes.iter().copied().map(Act::word).collect());
    let scopes = scopes.map(|scopes| serde_json::to_string(&scopes)).transpose();
    let scopes = scopes.map_err(|error| Error::Internal(error.to_string()))?;
    tx.run(
        "insert into api_token (id, name, secret_hash, person, scopes, created_at, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            token.id.into(),
            (&token.name).into(),
            secret_hash.into(),
            person.into(),
            scopes.into(),
            token.created_at.into(),
            token.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// The keys that are not revoked, the newest first.
/// Keys that are not revoked, newest first: those made before one, or from the newest on.
pub(crate) fn list(tx: &mut Tx<'_>, before: Option<TokenId>, limit: usize) -> Result<Vec<Token>, Error> {
    let before = before.unwrap_or(TokenId::of(uuid::Uuid::max()));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(tx.all(
        "select t.id, t.name, p.login, t.scopes, t.created_at, t.seen_at, t.expires_at
         from api_token t
         join person p on p.id = t.person
         where t.revoked_at is null and t.id < ?1
         order by t.id desc
         limit ?2",
        &[before.into(), limit.into()],
    )?)
}

pub(crate) fn get(tx: &mut Tx<'_>, id: TokenId) -> Result<Token, Error> {
    let found = tx.first(
        "select t.id, t.name, p.login, t.scopes, t.created_at, t.seen_at, t.expires_at
         from api_token t
         join person p on p.id = t.person
         where t.id = ?1 and t.revoked_at is null",
        &[id.into()],
    )?;
    found.ok_or_else(|| Error::not_found("staff-error-no-token"))
}

pub(crate) fn revoke(tx: &mut Tx<'_>, id: TokenId, now: Instant) -> Result<(), Error> {
    tx.run("update api_token set revoked_at = ?2 where id = ?1", &[id.into(), now.into()])?;
    Ok(())
}

/// Revokes every key of somebody.
pub(crate) fn revoke_of(tx: &mut Tx<'_>, person: PersonId, now: Instant) -> Result<(), Error> {
    tx.run(
        "update api_token set revoked_at = ?2 where person = ?1 and revoked_at is null",
        &[person.into(), now.into()],
    )?;
    Ok(())
}
