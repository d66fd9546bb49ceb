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

/// A counter and who works at it.
pub(crate) struct Staffed {
    pub counter: Counter,
    /// Their name.
    pub name: Option<String>,
    /// What they can do; none: everything.
    pub skills: Option<Vec<String>>,
}

impl Staffed {
    /// As a desk that calls; none while nobody works at it.
    pub(crate) fn desk(&self) -> Option<super::Desk> {
        Some(super::Desk {
            counter: self.counter.id,
            person: self.counter.person?,
            skills: self.skills.clone(),
            purposes: self.counter.purposes.clone(),
        })
    }
}

impl Record for Staffed {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { counter: Counter::read(row)?, name: row.next()?, skills: list(row.next()?)? })
    }
}

/// The counters of a hall in their order, each with who works at it.
pub(crate) fn staffed(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<Staffed>, Error> {
    Ok(tx.all(
        "select c.id, c.hall, c.label, c.purposes, c.state, c.person, c.visit, c.since, p.name, p.skills
         from counter c
         left join person p on p.id = c.person
         where c.hall = ?1 and c.removed_at is null
         order by c.position, c.label",
        &[hall.into()],
    )?)
}

/// A counter, and the skills of who works at it; none: everything.
pub(crate) type AndSkills = (Counter, Option<Vec<String>>);

struct AtWork(Counter, Option<Vec<String>>);

impl Record for AtWork {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        let counter = Counter::read(row)?;
        Ok(Self(counter, list(row.next()?)?))
    }
}

/// A counter with the skills of who works at it.
pub(crate) fn at_work(tx: &mut Tx<'_>, id: CounterId) -> Result<Option<AndSkills>, Error> {
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

/// The counters of a hall that are at work, in their order, with the skills of who works there.
pub(crate) fn open(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<AndSkills>, Error> {
    let open: Vec<AtWork> = tx.all(
        "select c.id, c.hall, c.label, c.purposes, c.state, c.person, c.visit, c.since, p.skills
         from counter c
         left join person p on p.id = c.person
         where c.hall = ?1 and c.state = 'open' and c.removed_at is null
         order by c.position, c.label",
        &[hall.into()],
    )?;
    Ok(open.into_iter().map(|AtWork(counter, skills)| (counter, skills)).collect())
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

/// Every desk at work in a hall, free or not.
pub(crate) fn desks(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<super::Desk>, Error> {
    let desk = |(counter, skills): AndSkills| {
        let person = counter.person?;
        Some(super::Desk { counter: counter.id, person, skills, purposes: counter.purposes })
    };
    Ok(open(tx, hall)?.into_iter().filter_map(desk).collect())
}

pub(crate) fn set_visit(
    tx: &mut Tx<'_>,
    id: CounterId,
    visit: Option<VisitId>,
    at: Instant,
) -> Result<(), Error> {
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

/// What a counter takes, as a row keeps it.
fn kept(purposes: Option<&[String]>) -> Result<Option<String>, Error> {
    purposes.map(serde_json::to_string).transpose().map_err(|error| Error::Internal(error.to_string()))
}

/// A new counter, last in the order; or the one that was removed under this label, which comes back.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    id: CounterId,
    hall: PlaceId,
    what: (&str, Option<&[String]>),
    now: Instant,
) -> Result<CounterId, Error> {
    let (label, purposes) = what;
    let (id,): (CounterId,) = tx.one(
        "insert into counter (id, hall, label, position, purposes, state, since)
         select ?1, ?2, ?3, (select coalesce(max(position) + 1, 0) from counter where hall = ?2), ?4, 'closed', ?5
         where true
         on conflict (hall, label) do update
         set purposes = excluded.purposes, position = excluded.position, since = excluded.since, removed_at = null
         returning id",
        &[id.into(), hall.into(), label.into(), kept(purposes)?.into(), now.into()],
    )?;
    Ok(id)
}

/// Another label and other purposes. A removed counter that still has this label gives it up.
pub(crate) fn change(
    tx: &mut Tx<'_>,
    counter: &Counter,
    label: &str,
    purposes: Option<&[String]>,
) -> Result<(), Error> {
    tx.run(
        "update counter set label = label || ' (' || removed_at || ')'
         where hall = ?1 and label = ?2 and removed_at is not null",
        &[counter.hall.into(), label.into()],
    )?;
    tx.run(
        "update counter set label = ?2, purposes = ?3 where id = ?1",
        &[counter.id.into(), label.into(), kept(purposes)?.into()],
    )?;
    Ok(())
}

pub(crate) fn set_position(tx: &mut Tx<'_>, id: CounterId, position: i64) -> Result<(), Error> {
    tx.run("update counter set position = ?2 where id = ?1", &[id.into(), position.into()])?;
    Ok(())
}

pub(crate) fn remove(tx: &mut Tx<'_>, id: CounterId, now: Instant) -> Result<(), Error> {
    tx.run("update counter set removed_at = ?2 where id = ?1", &[id.into(), now.into()])?;
    Ok(())
}

/// How many counters each hall has.
pub(crate) fn count_by_hall(tx: &mut Tx<'_>) -> Result<Vec<(PlaceId, i64)>, Error> {
    Ok(tx.all("select hall, count(*) from counter where removed_at is null group by hall", &[])?)
}
