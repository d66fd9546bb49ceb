//! What the figures need of the rows.

use crate::Error;
use crate::kernel::Instant;
use db::Tx;

/// Writes a little, to see that it can be.
pub(super) fn touch(tx: &mut Tx<'_>, now: Instant) -> Result<(), Error> {
    tx.run(
        "insert into lease (name, holder, until)
         values ('ready', '', ?1)
         on conflict (name) do update set until = excluded.until",
        &[now.into()],
    )?;
    Ok(())
}

/// Who is in the halls now: code of the hall, state, how many.
pub(super) fn states(tx: &mut Tx<'_>) -> Result<Vec<(String, String, i64)>, Error> {
    Ok(tx.all(
        "select p.code, v.state, count(*)
         from visit v
         join place p on p.id = v.hall
         where v.state in ('waiting', 'called', 'serving', 'parked', 'missed')
         group by p.code, v.state
         order by p.code, v.state",
        &[],
    )?)
}
