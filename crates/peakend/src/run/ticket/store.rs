//! Rows of tickets that customers took by themselves, and of what they were told.

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PlaceId, VisitId};
use crate::run::visit::Source;
use db::Tx;

/// Goes on only with a key as pages draw them.
pub(crate) fn must_be_key(key: &str) -> Result<(), Error> {
    if (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(Error::invalid("key", "ticket-error-key"))
}

/// Keeps the key of a press; false if it was pressed before.
pub(crate) fn begin(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    key: &str,
    source: Source,
    origin: &str,
    at: Instant,
) -> Result<bool, Error> {
    let kept = tx.run(
        "insert into ticket_key (hall, key, source, origin, at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (hall, key) do nothing",
        &[hall.into(), key.into(), source.into(), origin.into(), at.into()],
    )?;
    Ok(kept == 1)
}

/// Which ticket the press took.
pub(crate) fn end(tx: &mut Tx<'_>, hall: PlaceId, key: &str, visit: VisitId) -> Result<(), Error> {
    tx.run(
        "update ticket_key set visit = ?3 where hall = ?1 and key = ?2",
        &[hall.into(), key.into(), visit.into()],
    )?;
    Ok(())
}

/// The ticket that a press took, and when.
pub(crate) fn of_key(tx: &mut Tx<'_>, hall: PlaceId, key: &str) -> Result<Option<(VisitId, Instant)>, Error> {
    Ok(tx.first(
        "select visit, at from ticket_key where hall = ?1 and key = ?2 and visit is not null",
        &[hall.into(), key.into()],
    )?)
}

/// Tickets taken by phone from one address since an instant.
pub(crate) fn by_phone_since(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    origin: &str,
    since: Instant,
) -> Result<i64, Error> {
    let (count,): (i64,) = tx.one(
        "select count(*) from ticket_key where hall = ?1 and origin = ?2 and at >= ?3 and source = 'phone'",
        &[hall.into(), origin.into(), since.into()],
    )?;
    Ok(count)
}

/// How many were before, and the least and the most of the wait, in seconds.
pub(crate) type ToldAhead = (i64, Option<f64>, Option<f64>);

/// How many were before a customer when the ticket was taken, and the wait they were told, in seconds.
pub(crate) fn told(tx: &mut Tx<'_>, visit: VisitId) -> Result<Option<ToldAhead>, Error> {
    Ok(tx.first("select ahead, low_s, high_s from told_wait where visit = ?1", &[visit.into()])?)
}

/// How often each purpose was come for from one day to before another.
pub(crate) fn use_of_purposes(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    from: &str,
    to: &str,
) -> Result<Vec<(String, i64)>, Error> {
    Ok(tx.all(
        "select purpose, count(*) from visit where hall = ?1 and day >= ?2 and day < ?3 group by purpose",
        &[hall.into(), from.into(), to.into()],
    )?)
}
