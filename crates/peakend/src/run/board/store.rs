//! The rows of a board.

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::run::visit::State;
use db::{Record, Row, Tx};

/// A call on the board.
pub(crate) struct Call {
    pub letter: String,
    pub number: i64,
    pub counter: String,
    pub state: State,
}

impl Record for Call {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { letter: row.next()?, number: row.next()?, counter: row.next()?, state: row.next()? })
    }
}

/// The last calls since an instant, newest first.
pub(crate) fn last_calls(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    day: &str,
    since: Instant,
    limit: u32,
) -> Result<Vec<Call>, Error> {
    Ok(tx.all(
        "select v.letter, v.number, c.label, v.state
         from visit v
         join counter c on c.id = v.counter
         where v.hall = ?1 and v.day = ?2 and v.called_at >= ?3
         order by v.called_at desc, v.id desc
         limit ?4",
        &[hall.into(), day.into(), since.into(), limit.into()],
    )?)
}
