//! Rows of leases: work that one node does at a time.

use crate::Error;
use crate::kernel::Instant;
use db::Tx;

/// Takes a lease or renews it. Says whether it is ours for so many seconds.
///
/// One that ends later than any that begins now was taken before the clock was set back, and does not count.
pub(super) fn hold(
    tx: &mut Tx<'_>,
    name: &str,
    holder: &str,
    now: Instant,
    seconds: i64,
) -> Result<bool, Error> {
    let ours = tx.run(
        "insert into lease (name, holder, until)
         values (?1, ?2, ?3)
         on conflict (name) do update set holder = ?2, until = ?3
         where lease.holder = ?2 or lease.until < ?4 or lease.until > ?5",
        &[
            name.into(),
            holder.into(),
            now.plus_seconds(seconds).into(),
            now.into(),
            now.plus_seconds(4 * seconds).into(),
        ],
    )?;
    Ok(ours == 1)
}

/// Gives a lease back.
pub(super) fn release(tx: &mut Tx<'_>, name: &str, holder: &str) -> Result<(), Error> {
    tx.run("update lease set until = 0 where name = ?1 and holder = ?2", &[name.into(), holder.into()])?;
    Ok(())
}
