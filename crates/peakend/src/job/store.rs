//! Rows of leases: work that one node does at a time.

use crate::Error;
use crate::kernel::Instant;
use db::Tx;

/// Takes a lease or renews it. Says whether it is ours until then.
pub(crate) fn hold(
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
         where lease.holder = ?2 or lease.until < ?4",
        &[name.into(), holder.into(), now.plus_seconds(seconds).into(), now.into()],
    )?;
    Ok(ours == 1)
}
