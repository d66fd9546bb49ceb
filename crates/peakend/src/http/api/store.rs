//! Rows of what was answered under an `Idempotency-Key`.

use crate::Error;
use crate::kernel::Instant;
use db::Tx;

/// What was answered.
pub(super) struct Kept {
    pub fingerprint: String,
    pub status: i64,
    pub body: String,
    pub at: Instant,
}

/// Takes a key; not if it is taken.
pub(super) fn claim(
    tx: &mut Tx<'_>,
    actor: &str,
    key: &str,
    fingerprint: &str,
    now: Instant,
) -> Result<bool, Error> {
    let made = tx.run(
        "insert into idempotency (actor, key, fingerprint, status, body, at)
         values (?1, ?2, ?3, 0, '', ?4)
         on conflict (actor, key) do nothing",
        &[actor.into(), key.into(), fingerprint.into(), now.into()],
    )?;
    Ok(made == 1)
}

/// Takes a key whose answer is too old to be told again.
pub(super) fn claim_again(
    tx: &mut Tx<'_>,
    actor: &str,
    key: &str,
    fingerprint: &str,
    now: Instant,
) -> Result<(), Error> {
    tx.run(
        "update idempotency set fingerprint = ?3, at = ?4 where actor = ?1 and key = ?2",
        &[actor.into(), key.into(), fingerprint.into(), now.into()],
    )?;
    Ok(())
}

pub(super) fn answered(tx: &mut Tx<'_>, actor: &str, key: &str) -> Result<Kept, Error> {
    let (fingerprint, status, body, at) = tx.one(
        "select fingerprint, status, body, at from idempotency where actor = ?1 and key = ?2",
        &[actor.into(), key.into()],
    )?;
    Ok(Kept { fingerprint, status, body, at })
}

pub(super) fn keep(tx: &mut Tx<'_>, actor: &str, key: &str, status: u16, body: &str) -> Result<(), Error> {
    tx.run(
        "update idempotency set status = ?3, body = ?4 where actor = ?1 and key = ?2",
        &[actor.into(), key.into(), i64::from(status).into(), body.into()],
    )?;
    Ok(())
}

/// Forgets answers from before an instant; returns how many.
///
/// # Errors
/// Those of the database.
pub(crate) fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<u64, Error> {
    Ok(tx.run("delete from idempotency where at < ?1", &[before.into()])?)
}
