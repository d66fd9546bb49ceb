//! Rows of wrong passwords, and what is needed of people to let them in.

use super::delay_s;
use crate::kernel::Instant;
use crate::kernel::kinds::PersonId;
use crate::{Error, RefusalKind};
use db::Tx;

/// Wrong passwords are forgotten after a day without one.
const FORGOTTEN_S: i64 = 24 * 3600;

/// Counts an attempt as failed before it is known to be, so that many at once are counted too; [`clear`] takes it back.
/// `key` is a login as it was typed, or a name of something else that can be guessed, which begins with `/`.
pub(crate) fn count(tx: &mut Tx<'_>, key: &str, now: Instant) -> Result<(), Error> {
    tx.run("delete from sign_in_delay where until < ?1", &[now.plus_seconds(-FORGOTTEN_S).into()])?;
    let (failures, until): (i64, Instant) = tx.one(
        "insert into sign_in_delay (login, failures, until) values (?1, 1, ?2)
         on conflict (login) do update set failures = sign_in_delay.failures + 1
         returning failures, until",
        &[key.into(), now.into()],
    )?;
    if until > now {
        // rolled back: who waits is not made to wait longer by asking
        let wait_s = until.seconds_since(now).ceil();
        return Err(Error::refused(RefusalKind::TooMany, "staff-error-wait").with("seconds", wait_s));
    }
    tx.run(
        "update sign_in_delay set until = ?2 where login = ?1",
        &[key.into(), now.plus_seconds(delay_s(failures)).into()],
    )?;
    Ok(())
}

/// Forgets wrong attempts after a right one.
pub(crate) fn clear(tx: &mut Tx<'_>, key: &str) -> Result<(), Error> {
    tx.run("delete from sign_in_delay where login = ?1", &[key.into()])?;
    Ok(())
}

/// Somebody who may come in.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub id: PersonId,
    pub login: String,
    pub name: String,
    pub password: Option<String>,
    pub until: Option<Instant>,
}

pub(crate) fn by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<Candidate>, Error> {
    candidate(tx.first(
        "select id, login, name, password, password_until from person where login = ?1 and removed_at is null",
        &[login.into()],
    )?)
}

pub(crate) fn by_id(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Candidate>, Error> {
    candidate(tx.first(
        "select id, login, name, password, password_until from person where id = ?1 and removed_at is null",
        &[id.into()],
    )?)
}

type Row = (PersonId, String, String, Option<String>, Option<Instant>);

fn candidate(row: Option<Row>) -> Result<Option<Candidate>, Error> {
    Ok(row.map(|(id, login, name, password, until)| Candidate { id, login, name, password, until }))
}

/// Sets a password; `until` if it is for once only.
pub(crate) fn set_password(
    tx: &mut Tx<'_>,
    person: PersonId,
    hash: &str,
    until: Option<Instant>,
) -> Result<(), Error> {
    tx.run(
        "update person set password = ?2, password_until = ?3 where id = ?1",
        &[person.into(), hash.into(), until.into()],
    )?;
    Ok(())
}
