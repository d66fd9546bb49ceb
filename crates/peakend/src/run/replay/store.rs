//! Rows that a replay is held against.

use super::Stand;
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PlaceId, VisitId};
use crate::run::counter::CounterState;
use crate::run::log::{self, Event};
use crate::run::visit::{Service, Visit, store};
use db::{Record, Row, Tx};
use std::collections::BTreeMap;

/// Events that are read at a time.
const PAGE: u32 = 5_000;

pub(super) fn each_event(tx: &mut Tx<'_>, hall: PlaceId, mut take: impl FnMut(&Event)) -> Result<(), Error> {
    let mut after = 0;
    loop {
        let page = log::after(tx, hall, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.seq;
        page.iter().for_each(&mut take);
    }
}

pub(super) fn last_seq(tx: &mut Tx<'_>, hall: PlaceId) -> Result<i64, Error> {
    let found: Option<(i64,)> = tx.first("select seq from hall_log where hall = ?1", &[hall.into()])?;
    found.map(|(seq,)| seq).ok_or_else(|| Error::not_found("run-error-no-hall"))
}

pub(super) fn each_visit(tx: &mut Tx<'_>, hall: PlaceId, mut take: impl FnMut(Visit)) -> Result<(), Error> {
    tx.each(store::OF_HALL, &[hall.into()], |row| {
        take(Visit::read(row)?);
        Ok(())
    })
}

struct ServiceRow(VisitId, Service);

impl Record for ServiceRow {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self(row.next()?, Service::read(row)?))
    }
}

pub(super) fn services(tx: &mut Tx<'_>, hall: PlaceId) -> Result<BTreeMap<(VisitId, i64), Service>, Error> {
    let rows: Vec<ServiceRow> = tx.all(
        "select visit, n, purpose, counter, person, waited_us, started_at, ended_at, parked_us, result
         from service
         where hall = ?1",
        &[hall.into()],
    )?;
    Ok(rows.into_iter().map(|ServiceRow(visit, service)| ((visit, service.n), service)).collect())
}

pub(super) fn counters(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<(CounterId, Stand)>, Error> {
    type Found = (CounterId, CounterState, Option<crate::kernel::kinds::PersonId>, Option<VisitId>, Instant);
    let rows: Vec<Found> = tx.all(
        "select id, state, person, visit, since from counter where hall = ?1 order by id",
        &[hall.into()],
    )?;
    let stand = |(id, state, person, visit, since)| (id, Stand { state, person, visit, since: Some(since) });
    Ok(rows.into_iter().map(stand).collect())
}

pub(super) fn numbers(tx: &mut Tx<'_>, hall: PlaceId) -> Result<BTreeMap<(String, String), i64>, Error> {
    let rows: Vec<(String, String, i64)> =
        tx.all("select day, letter, last from numbering where hall = ?1", &[hall.into()])?;
    Ok(rows.into_iter().map(|(day, letter, last)| ((day, letter), last)).collect())
}

/// Every hall, or the one of a code.
pub(crate) fn halls(tx: &mut Tx<'_>, code: Option<&str>) -> Result<Vec<(PlaceId, String)>, Error> {
    let all: Vec<(PlaceId, String)> =
        tx.all("select p.id, p.code from hall h join place p on p.id = h.id order by p.path", &[])?;
    let Some(code) = code else { return Ok(all) };
    match all.iter().find(|(_, other)| other == code) {
        Some(found) => Ok(vec![found.clone()]),
        None => Err(Error::not_found("run-error-no-hall")),
    }
}
