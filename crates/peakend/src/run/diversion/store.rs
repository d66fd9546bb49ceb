//! Rows of offers of another channel.

use super::{Diversion, DiversionState};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{DiversionId, PlaceId, VisitId};
use db::{Record, Row, Tx};

impl Record for Diversion {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            hall: row.next()?,
            visit: row.next()?,
            purpose: row.next()?,
            channel: row.next()?,
            code: row.next()?,
            phone: row.next()?,
            state: row.next()?,
            offered_at: row.next()?,
            answered_at: row.next()?,
        })
    }
}

macro_rules! columns {
    () => {
        "id, hall, visit, purpose, channel, code, phone, state, offered_at, answered_at"
    };
}

pub(crate) fn insert(tx: &mut Tx<'_>, diversion: &Diversion) -> Result<(), Error> {
    tx.run(
        concat!("insert into diversion (", columns!(), ") values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
        &[
            diversion.id.into(),
            diversion.hall.into(),
            diversion.visit.into(),
            (&diversion.purpose).into(),
            (&diversion.channel).into(),
            (&diversion.code).into(),
            diversion.phone.as_deref().into(),
            diversion.state.into(),
            diversion.offered_at.into(),
            diversion.answered_at.into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn get(tx: &mut Tx<'_>, id: DiversionId) -> Result<Diversion, Error> {
    tx.first(concat!("select ", columns!(), " from diversion where id = ?1"), &[id.into()])?
        .ok_or_else(|| Error::not_found("floor-error-no-diversion"))
}

/// Offers of a hall since an instant that nobody has answered, newest first.
pub(crate) fn unanswered(tx: &mut Tx<'_>, hall: PlaceId, since: Instant) -> Result<Vec<Diversion>, Error> {
    Ok(tx.all(
        concat!(
            "select ",
            columns!(),
            " from diversion
              where hall = ?1 and offered_at >= ?2 and state = 'offered'
              order by offered_at desc"
        ),
        &[hall.into(), since.into()],
    )?)
}

/// The offer that was accepted since an instant for a purpose, by its code anywhere or by the telephone at this hall.
pub(crate) fn accepted(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    purpose: &str,
    said: &str,
    since: Instant,
) -> Result<Option<(Diversion, bool)>, Error> {
    let by_code: Option<Diversion> = tx.first(
        concat!(
            "select ",
            columns!(),
            " from diversion where code = ?1 and purpose = ?2 and state = 'accepted' and answered_at >= ?3"
        ),
        &[said.to_uppercase().into(), purpose.into(), since.into()],
    )?;
    if let Some(found) = by_code {
        return Ok(Some((found, true)));
    }
    let by_phone: Option<Diversion> = tx.first(
        concat!(
            "select ",
            columns!(),
            " from diversion
              where hall = ?1 and phone = ?2 and purpose = ?3 and state = 'accepted' and answered_at >= ?4
              order by answered_at
              limit 1"
        ),
        &[hall.into(), said.into(), purpose.into(), since.into()],
    )?;
    Ok(by_phone.map(|found| (found, false)))
}

pub(crate) fn answer(
    tx: &mut Tx<'_>,
    id: DiversionId,
    state: DiversionState,
    at: Instant,
) -> Result<(), Error> {
    tx.run(
        "update diversion set state = ?2, answered_at = ?3 where id = ?1",
        &[id.into(), state.into(), at.into()],
    )?;
    Ok(())
}

pub(crate) fn came_back(
    tx: &mut Tx<'_>,
    id: DiversionId,
    visit: VisitId,
    by_code: bool,
    at: Instant,
) -> Result<(), Error> {
    tx.run(
        "update diversion set state = 'came_back', back_at = ?2, back_visit = ?3, back_by = ?4 where id = ?1",
        &[id.into(), at.into(), visit.into(), if by_code { "code" } else { "phone" }.into()],
    )?;
    Ok(())
}

/// How many offers of a hall since an instant stand where.
pub(crate) fn counts(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    since: Instant,
) -> Result<Vec<(DiversionState, i64)>, Error> {
    Ok(tx.all(
        "select state, count(*)
         from diversion
         where hall = ?1 and offered_at >= ?2
         group by state",
        &[hall.into(), since.into()],
    )?)
}
