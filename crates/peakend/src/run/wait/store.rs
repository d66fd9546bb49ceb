//! Rows of waits told.

use crate::Error;
use crate::kernel::kinds::VisitId;
use crate::run::visit::Visit;
use db::Tx;
use flow::wait::{Floor, Told};

pub(crate) fn insert(tx: &mut Tx<'_>, visit: &Visit, floor: &Floor, told: &Told) -> Result<(), Error> {
    let best = told.tell().known();
    tx.run(
        "insert into told_wait (visit, hall, at, purpose, ahead, counters, queue_length_s, last_to_enter_s,
                                head_of_line_s, told, low_s, high_s)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &[
            visit.id.into(),
            visit.hall.into(),
            visit.taken_at.into(),
            (&visit.purpose).into(),
            floor.ahead.into(),
            floor.open_counters.into(),
            told.queue_length.known().map(|i| i.point_s).into(),
            told.last_to_enter.known().map(|i| i.point_s).into(),
            told.head_of_line.known().map(|i| i.point_s).into(),
            told.best.map(super::word).into(),
            best.map(|i| i.low_s).into(),
            best.map(|i| i.high_s).into(),
        ],
    )?;
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of a wait")]
pub(crate) fn was(tx: &mut Tx<'_>, visit: VisitId, waited_us: i64) -> Result<(), Error> {
    tx.run(
        "update told_wait set waited_s = ?2 where visit = ?1 and waited_s is null",
        &[visit.into(), (waited_us as f64 / 1e6).into()],
    )?;
    Ok(())
}
