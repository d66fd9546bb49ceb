//! Rows of visits.

use super::{Service, State, Visit};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use crate::run::hall::store::json;
use db::{Record, Row, Tx, Value};

impl Record for Visit {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            hall: row.next()?,
            day: row.next()?,
            letter: row.next()?,
            number: row.next()?,
            secret: row.next()?,
            source: row.next()?,
            language: row.next()?,
            state: row.next()?,
            purpose: row.next()?,
            class: row.next()?,
            taken_at: row.next()?,
            queued_at: row.next()?,
            hold_until: row.next()?,
            holds: row.next()?,
            appointment: {
                let from: Option<Instant> = row.next()?;
                let to: Option<Instant> = row.next()?;
                from.zip(to)
            },
            for_counter: row.next()?,
            for_person: row.next()?,
            counter: row.next()?,
            person: row.next()?,
            called_at: row.next()?,
            calls: row.next()?,
            misses: row.next()?,
            started_at: row.next()?,
            parked_at: row.next()?,
            parked_us: row.next()?,
            services: row.next()?,
            ended_at: row.next()?,
            result: row.next()?,
            left_open: row.next()?,
            prepared: {
                let text: String = row.next()?;
                if text == "{}" {
                    super::Preparation::default()
                } else {
                    json(&text).map_err(|error| db::Error::Fault(error.to_string()))?
                }
            },
            events: row.next()?,
        })
    }
}

/// The columns of a visit, in the order in which they are read.
macro_rules! columns {
    () => {
        "id, hall, day, letter, number, secret, source, language, state, purpose, class, taken_at, queued_at,
         hold_until, holds, appointment_from, appointment_to, for_counter, for_person, counter, person, called_at,
         calls, misses, started_at, parked_at, parked_us, services, ended_at, result, left_open, prepared, events"
    };
}

/// What a visit keeps as long as it lasts.
fn fixed(visit: &Visit) -> [Value<'_>; 12] {
    [
        visit.id.into(),
        visit.hall.into(),
        (&visit.day).into(),
        (&visit.letter).into(),
        visit.number.into(),
        (&visit.secret).into(),
        visit.source.into(),
        (&visit.language).into(),
        (&visit.class).into(),
        visit.taken_at.into(),
        visit.appointment.map(|(from, _)| from).into(),
        visit.appointment.map(|(_, to)| to).into(),
    ]
}

/// What can change.
fn changing(visit: &Visit) -> Result<[Value<'_>; 21], Error> {
    let prepared =
        serde_json::to_string(&visit.prepared).map_err(|error| Error::Internal(error.to_string()))?;
    Ok([
        visit.state.into(),
        (&visit.purpose).into(),
        visit.queued_at.into(),
        visit.hold_until.into(),
        visit.holds.into(),
        visit.for_counter.into(),
        visit.for_person.into(),
        visit.counter.into(),
        visit.person.into(),
        visit.called_at.into(),
        visit.calls.into(),
        visit.misses.into(),
        visit.started_at.into(),
        visit.parked_at.into(),
        visit.parked_us.into(),
        visit.services.into(),
        visit.ended_at.into(),
        visit.result.into(),
        (&visit.left_open).into(),
        prepared.into(),
        visit.events.into(),
    ])
}

pub(crate) fn insert(tx: &mut Tx<'_>, visit: &Visit) -> Result<(), Error> {
    let values: Vec<Value<'_>> = fixed(visit).into_iter().chain(changing(visit)?).collect();
    tx.run(
        "insert into visit (id, hall, day, letter, number, secret, source, language, class, taken_at, appointment_from,
                            appointment_to, state, purpose, queued_at, hold_until, holds, for_counter, for_person,
                            counter, person, called_at, calls, misses, started_at, parked_at, parked_us, services,
                            ended_at, result, left_open, prepared, events)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                 ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33)",
        &values,
    )?;
    Ok(())
}

/// Writes what can change.
pub(crate) fn save(tx: &mut Tx<'_>, visit: &Visit) -> Result<(), Error> {
    let values: Vec<Value<'_>> = changing(visit)?.into_iter().chain([visit.id.into()]).collect();
    tx.run(
        "update visit
         set state = ?1, purpose = ?2, queued_at = ?3, hold_until = ?4, holds = ?5, for_counter = ?6, for_person = ?7,
             counter = ?8, person = ?9, called_at = ?10, calls = ?11, misses = ?12, started_at = ?13, parked_at = ?14,
             parked_us = ?15, services = ?16, ended_at = ?17, result = ?18, left_open = ?19, prepared = ?20,
             events = ?21
         where id = ?22",
        &values,
    )?;
    Ok(())
}

/// A visit.
pub(crate) fn get(tx: &mut Tx<'_>, id: VisitId) -> Result<Visit, Error> {
    tx.first(concat!("select ", columns!(), " from visit where id = ?1"), &[id.into()])?
        .ok_or_else(|| Error::not_found("run-error-no-visit"))
}

/// Every visit of a hall, for a replay.
pub(crate) const OF_HALL: &str = concat!("select ", columns!(), " from visit where hall = ?1");

/// The hall of a visit, before its log is opened.
pub(crate) fn hall_of(tx: &mut Tx<'_>, id: VisitId) -> Result<PlaceId, Error> {
    let found: Option<(PlaceId,)> = tx.first("select hall from visit where id = ?1", &[id.into()])?;
    found.map(|(hall,)| hall).ok_or_else(|| Error::not_found("run-error-no-visit"))
}

/// The visit of a customer's page.
pub(crate) fn by_secret(tx: &mut Tx<'_>, secret: &str) -> Result<Visit, Error> {
    tx.first(concat!("select ", columns!(), " from visit where secret = ?1"), &[secret.into()])?
        .ok_or_else(|| Error::not_found("run-error-no-visit"))
}

/// Everybody in the hall who has not left, oldest in the queue first.
pub(crate) fn live(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<Visit>, Error> {
    Ok(tx.all(
        concat!(
            "select ",
            columns!(),
            " from visit
              where hall = ?1 and state in ('waiting', 'called', 'serving', 'parked', 'missed')
              order by queued_at, id"
        ),
        &[hall.into()],
    )?)
}

/// One that waits, as far as calling needs to know it.
pub(crate) struct Line {
    pub id: VisitId,
    pub purpose: String,
    pub class: String,
    pub queued_at: Instant,
    pub hold_until: Option<Instant>,
    pub appointment: Option<(Instant, Instant)>,
    pub for_counter: Option<CounterId>,
    pub for_person: Option<PersonId>,
}

impl Record for Line {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            purpose: row.next()?,
            class: row.next()?,
            queued_at: row.next()?,
            hold_until: row.next()?,
            appointment: {
                let from: Option<Instant> = row.next()?;
                let to: Option<Instant> = row.next()?;
                from.zip(to)
            },
            for_counter: row.next()?,
            for_person: row.next()?,
        })
    }
}

impl Line {
    /// A visit as far as calling needs to know it.
    pub(crate) fn of(visit: &Visit) -> Self {
        Self {
            id: visit.id,
            purpose: visit.purpose.clone(),
            class: visit.class.clone(),
            queued_at: visit.queued_at,
            hold_until: visit.hold_until,
            appointment: visit.appointment,
            for_counter: visit.for_counter,
            for_person: visit.for_person,
        }
    }
}

/// Everybody who waits in a hall.
pub(crate) fn waiting(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<Line>, Error> {
    Ok(tx.all(
        "select id, purpose, class, queued_at, hold_until, appointment_from, appointment_to, for_counter, for_person
         from visit
         where hall = ?1 and state in ('waiting', 'called', 'serving', 'parked', 'missed') and state = 'waiting'
         order by queued_at, id",
        &[hall.into()],
    )?)
}

/// Visits of a local day that were taken before an instant, newest first; `state` narrows it.
pub(crate) fn page(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    day: &str,
    state: Option<State>,
    before: Instant,
    limit: usize,
) -> Result<Vec<Visit>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(tx.all(
        concat!(
            "select ",
            columns!(),
            " from visit
              where hall = ?1 and day = ?2 and taken_at < ?3 and (cast(?4 as text) is null or state = ?4)
              order by taken_at desc, id desc
              limit ?5"
        ),
        &[hall.into(), day.into(), before.into(), state.into(), limit.into()],
    )?)
}

/// How many came on a local day without an appointment.
pub(crate) fn walk_ins(tx: &mut Tx<'_>, hall: PlaceId, day: &str) -> Result<usize, Error> {
    let (came,): (i64,) = tx.one(
        "select count(*) from visit where hall = ?1 and day = ?2 and appointment_from is null",
        &[hall.into(), day.into()],
    )?;
    Ok(usize::try_from(came).unwrap_or_default())
}

/// Gives the next number of a hall, day and letter.
pub(crate) fn number(tx: &mut Tx<'_>, hall: PlaceId, day: &str, letter: &str) -> Result<i64, Error> {
    let (number,): (i64,) = tx.one(
        "insert into numbering (hall, day, letter, last)
         values (?1, ?2, ?3, 1)
         on conflict (hall, day, letter) do update set last = numbering.last + 1
         returning last",
        &[hall.into(), day.into(), letter.into()],
    )?;
    Ok(number)
}

pub(crate) fn insert_service(tx: &mut Tx<'_>, visit: &Visit, service: &Service) -> Result<(), Error> {
    let values: [Value<'_>; 12] = [
        visit.id.into(),
        service.n.into(),
        visit.hall.into(),
        (&visit.day).into(),
        (&service.purpose).into(),
        service.counter.into(),
        service.person.into(),
        service.waited_us.into(),
        service.started_at.into(),
        service.ended_at.into(),
        service.parked_us.into(),
        service.result.into(),
    ];
    tx.run(
        "insert into service (visit, n, hall, day, purpose, counter, person, waited_us, started_at, ended_at, parked_us,
                              result)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &values,
    )?;
    Ok(())
}

/// A service that has ended: its number, what for, and how it ended.
pub(crate) fn services(tx: &mut Tx<'_>, visit: VisitId) -> Result<Vec<(i64, String, super::Ended)>, Error> {
    Ok(tx.all("select n, purpose, result from service where visit = ?1 order by n", &[visit.into()])?)
}

impl Record for Service {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            n: row.next()?,
            purpose: row.next()?,
            counter: row.next()?,
            person: row.next()?,
            waited_us: row.next()?,
            started_at: row.next()?,
            ended_at: row.next()?,
            parked_us: row.next()?,
            result: row.next()?,
        })
    }
}

/// Whether somebody still works here.
pub(super) fn is_on_staff(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Error> {
    let there: Option<(PersonId,)> =
        tx.first("select id from person where id = ?1 and removed_at is null", &[person.into()])?;
    Ok(there.is_some())
}

/// Visits that a person has called or serves, and those that wait for them alone.
pub(crate) fn held_by(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<VisitId>, Error> {
    let rows: Vec<(VisitId,)> = tx.all(
        "select id
         from visit
         where state in ('waiting', 'called', 'serving', 'parked', 'missed')
           and ((person = ?1 and state in ('called', 'serving')) or (for_person = ?1 and state = 'waiting'))
         order by hall, queued_at, id",
        &[person.into()],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
