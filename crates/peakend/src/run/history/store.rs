//! Rows of the past, a look into an index each.

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PlaceId, VisitId};
use crate::run::visit::{Service, State};
use db::{Record, Row, Tx};

/// A visit as far as the past needs to know it.
pub(super) struct Ticket {
    pub visit: VisitId,
    pub day: String,
    pub purpose: String,
    pub class: String,
    pub taken_at: Instant,
    pub called_at: Option<Instant>,
    pub state: State,
    pub holds: i64,
    pub misses: i64,
    pub ended_at: Option<Instant>,
    pub appointment: Option<Instant>,
}

impl Record for Ticket {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            visit: row.next()?,
            day: row.next()?,
            purpose: row.next()?,
            class: row.next()?,
            taken_at: row.next()?,
            called_at: row.next()?,
            state: row.next()?,
            holds: row.next()?,
            misses: row.next()?,
            ended_at: row.next()?,
            appointment: row.next()?,
        })
    }
}

/// The visits of a hall's local days from one until before another, in the order in which tickets were taken.
pub(super) fn tickets(tx: &mut Tx<'_>, hall: PlaceId, from: &str, to: &str) -> Result<Vec<Ticket>, Error> {
    Ok(tx.all(
        "select id, day, purpose, class, taken_at, called_at, state, holds, misses, ended_at, appointment_from
         from visit
         where hall = ?1 and day >= ?2 and day < ?3
         order by day, taken_at, id",
        &[hall.into(), from.into(), to.into()],
    )?)
}

/// A quarter of an hour, in microseconds. Every zone of today is whole quarters away from UTC.
pub(super) const STEP_US: i64 = 900_000_000;

/// How many tickets were taken on each local day in each quarter of an hour since 1970 in UTC.
pub(super) fn counts(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    from: &str,
    to: &str,
) -> Result<Vec<(String, i64, i64)>, Error> {
    Ok(tx.all(
        "select day, taken_at / 900000000, count(*)
         from visit
         where hall = ?1 and day >= ?2 and day < ?3
         group by day, taken_at / 900000000",
        &[hall.into(), from.into(), to.into()],
    )?)
}

/// A service of the past, and the visit that it is of.
pub(super) struct ServiceOf {
    pub visit: VisitId,
    pub service: Service,
}

impl Record for ServiceOf {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { visit: row.next()?, service: Service::read(row)? })
    }
}

/// The services of a hall's local days, in no order.
pub(super) fn services(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    from: &str,
    to: &str,
) -> Result<Vec<ServiceOf>, Error> {
    Ok(tx.all(
        "select visit, n, purpose, counter, person, waited_us, started_at, ended_at, parked_us, result
         from service
         where hall = ?1 and day >= ?2 and day < ?3",
        &[hall.into(), from.into(), to.into()],
    )?)
}

/// Visits that took another channel since an instant.
pub(super) fn diverted(tx: &mut Tx<'_>, hall: PlaceId, since: Instant) -> Result<Vec<VisitId>, Error> {
    let rows: Vec<(VisitId,)> = tx.all(
        "select visit
         from diversion
         where hall = ?1 and offered_at >= ?2 and state in ('accepted', 'came_back') and visit is not null",
        &[hall.into(), since.into()],
    )?;
    Ok(rows.into_iter().map(|(visit,)| visit).collect())
}

/// When a visit was called and missed, in turn.
pub(super) fn calls(tx: &mut Tx<'_>, visit: VisitId) -> Result<Vec<(Instant, String)>, Error> {
    Ok(tx.all(
        "select at, kind
         from event
         where visit = ?1 and kind in ('called', 'missed')
         order by n",
        &[visit.into()],
    )?)
}
