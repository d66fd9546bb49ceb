//! Rows of sessions.

use super::{IDLE_S, LONGEST_S, Session};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PersonId, SessionId};
use db::{Record, Row, Tx};

impl Record for Session {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { id: row.next()?, origin: row.next()?, created_at: row.next()?, seen_at: row.next()? })
    }
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    id: SessionId,
    secret_hash: &str,
    person: PersonId,
    origin: &str,
    now: Instant,
) -> Result<(), Error> {
    tx.run(
        "insert into session (id, secret_hash, person, origin, created_at, seen_at, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
        &[
            id.into(),
            secret_hash.into(),
            person.into(),
            origin.into(),
            now.into(),
            now.plus_seconds(LONGEST_S).into(),
        ],
    )?;
    Ok(())
}

/// The sessions of a person that are good, the last used first.
pub(crate) fn of(tx: &mut Tx<'_>, person: PersonId, now: Instant) -> Result<Vec<Session>, Error> {
    Ok(tx.all(
        "select id, origin, created_at, seen_at
         from session
         where person = ?1 and expires_at > ?2 and seen_at > ?3
         order by seen_at desc, id desc",
        &[person.into(), now.into(), now.plus_seconds(-IDLE_S).into()],
    )?)
}

pub(crate) fn end(tx: &mut Tx<'_>, id: SessionId) -> Result<(), Error> {
    tx.run("delete from session where id = ?1", &[id.into()])?;
    Ok(())
}

/// Ends one session, if it is the person's.
pub(crate) fn end_one(tx: &mut Tx<'_>, person: PersonId, id: SessionId) -> Result<u64, Error> {
    Ok(tx.run("delete from session where id = ?1 and person = ?2", &[id.into(), person.into()])?)
}

/// Ends the sessions of a person, but for one if it is named.
pub(crate) fn end_of(tx: &mut Tx<'_>, person: PersonId, keep: Option<SessionId>) -> Result<u64, Error> {
    let ended = match keep {
        Some(keep) => {
            tx.run("delete from session where person = ?1 and id <> ?2", &[person.into(), keep.into()])?
        }
        None => tx.run("delete from session where person = ?1", &[person.into()])?,
    };
    Ok(ended)
}

/// Takes away what is over.
pub(crate) fn sweep(tx: &mut Tx<'_>, now: Instant) -> Result<(), Error> {
    tx.run(
        "delete from session where expires_at <= ?1 or seen_at <= ?2",
        &[now.into(), now.plus_seconds(-IDLE_S).into()],
    )?;
    Ok(())
}
