//! Rows of counters.

use super::{Counter, CounterState};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use crate::run::hall::store::json;
use db::{Record, Row, Tx};

impl Record for Counter {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            hall: row.next()?,
            label: row.next()?,
            purposes: list(row.next()?)?,
            state: row.next()?,
            person: row.next()?,
            visit: row.next()?,
            since: row.next()?,
        })
    }
}

fn list(text: Option<String>) -> Result<Option<Vec<String>>, db::Error> {
    text.map(|text| json(&text)).transpose().map_err(|error| db::Error::Fault(error.to_string()))
}

struct Staffed(Counter, Option<String>);

impl Record for Staffed {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self(Counter::read(row)?, row.next()?))
    }
}

/// The counters of a hall in their order, each with the name of who works at it.
pub(crate) fn staffed(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<(Counter, Option<String>)>, Error> {
    let rows: Vec<Staffed> = tx.all(
        "select c.id, c.hall, c.label, c.purposes, c.state, c.person, c.visit, c.since, p.name
         from counter c
         left join person p on p.id = c.person
         where c.hall = ?1 and c.removed_at is null
         order by c.position, c.label",
        &[hall.into()],
    )?;
    Ok(rows.into_iter().map(|Staffed(counter, name)| (counter, name)).collect())
}

struct AtWork(Counter, Option<Vec<String>>);

impl Record for AtWork {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        let counter = Counter::read(row)?;
        Ok(Self(counter, list(row.next()?)?))
    }
}

/// A counter with the skills of who works at it.
pub(crate) fn at_work(tx: &mut Tx<'_>, id: CounterId) -> Result<Option<(Counter, Option<Vec<String>>)>, Error> {
    let found: Option<AtWork> = tx.first(
        "select c.id, c.hall, c.label, c.purposes, c.state, c.person, c.visit, c.since, p.skills
         from counter c
         left join person p on p.id = c.person
         where c.id = ?1 and c.removed_at is null",
        &[id.into()],
    )?;
    Ok(found.map(|AtWork(counter, skills)| (counter, skills)))
}

pub(crate) fn get(tx: &mut Tx<'_>, id: CounterId) -> Result<Counter, Error> {
    tx.first(
        "select id, hall, label, purposes, state, person, visit, since
         from counter
         where id = ?1 and removed_at is null",
        &[id.into()],
    )?
    .ok_or_else(|| Error::not_found("run-error-no-counter"))
}

pub(crate) fn hall_of(tx: &mut Tx<'_>, id: CounterId) -> Result<Option<PlaceId>, Error> {
    let found: Option<(PlaceId,)> =
        tx.first("select hall from counter where id = ?1 and removed_at is null", &[id.into()])?;
    Ok(found.map(|(hall,)| hall))
}

/// The counters of a hall, in their order.
pub(crate) fn of_hall(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<Counter>, Error> {
    Ok(tx.all(
        "select id, hall, label, purposes, state, person, visit, since
         from counter
         where hall = ?1 and removed_at is null
         order by position, label",
        &[hall.into()],
    )?)
}

/// The counter where a person works.
pub(crate) fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Counter>, Error> {
    Ok(tx.first(
        "select id, hall, label, purposes, state, person, visit, since
         from counter
         where person = ?1 and removed_at is null",
        &[person.into()],
    )?)
}

/// Counters at work, and those of them that are free.
pub(crate) fn count_open(tx: &mut Tx<'_>, hall: PlaceId) -> Result<(i64, i64), Error> {
    Ok(tx.one(
        "select count(*), count(case when visit is null then 1 end)
         from counter
         where hall = ?1 and state = 'open' and removed_at is null",
        &[hall.into()],
    )?)
}

pub(crate) fn set_visit(tx: &mut Tx<'_>, id: CounterId, visit: Option<VisitId>, at: Instant) -> Result<(), Error> {
    tx.run("update counter set visit = ?2, since = ?3 where id = ?1", &[id.into(), visit.into(), at.into()])?;
    Ok(())
}

pub(crate) fn set_state(
    tx: &mut Tx<'_>,
    id: CounterId,
    state: CounterState,
    person: Option<PersonId>,
    at: Instant,
) -> Result<(), Error> {
    tx.run(
        "update counter set state = ?2, person = ?3, since = ?4 where id = ?1",
        &[id.into(), state.into(), person.into(), at.into()],
    )?;
    Ok(())
}
