//! Rows of ratings.

use crate::Error;
use crate::kernel::Instant;
use crate::run::visit::Visit;
use db::Tx;

pub(crate) fn insert(tx: &mut Tx<'_>, visit: &Visit, at: Instant) -> Result<(), Error> {
    let (Some(counter), Some(person)) = (visit.counter, visit.person) else { return Ok(()) };
    tx.run(
        "insert into rating (visit, hall, counter, person, day, purpose, state, eligible_at, reasons)
         values (?1, ?2, ?3, ?4, ?5, ?6, 'eligible', ?7, '[]')",
        &[
            visit.id.into(),
            visit.hall.into(),
            counter.into(),
            person.into(),
            (&visit.day).into(),
            (&visit.purpose).into(),
            at.into(),
        ],
    )?;
    Ok(())
}
