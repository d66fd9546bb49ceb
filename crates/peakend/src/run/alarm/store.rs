//! Rows of alarms.

use super::{Alarm, Raised};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{AlarmId, PlaceId};
use crate::run::hall::store::json;
use db::{Record, Row, Tx};
use serde::{Deserialize, Serialize};

/// What is kept beside the columns.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Body {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<i64>,
}

impl Record for Alarm {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            hall: row.next()?,
            kind: row.next()?,
            subject: row.next()?,
            visit: row.next()?,
            counter: row.next()?,
            since: row.next()?,
            value: {
                let text: String = row.next()?;
                json::<Body>(&text).map_err(|error| db::Error::Fault(error.to_string()))?.value
            },
            seen_by: row.next()?,
        })
    }
}

/// Keeps an alarm, unless one is open for the same. Says whether it was kept.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    id: AlarmId,
    hall: PlaceId,
    at: Instant,
    raised: &Raised,
) -> Result<bool, Error> {
    let body = serde_json::to_string(&Body { value: raised.value })
        .map_err(|error| Error::Internal(error.to_string()))?;
    let kept = tx.run(
        "insert into alarm (id, hall, kind, subject, visit, counter, since, body)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         on conflict (hall, kind, subject) where closed_at is null do nothing",
        &[
            id.into(),
            hall.into(),
            raised.kind.into(),
            raised.subject().into(),
            raised.visit.into(),
            raised.counter.into(),
            at.into(),
            body.into(),
        ],
    )?;
    Ok(kept == 1)
}

/// The open alarms of a hall, oldest first.
pub(crate) fn open(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<Alarm>, Error> {
    Ok(tx.all(
        "select id, hall, kind, subject, visit, counter, since, body, seen_by
         from alarm
         where hall = ?1 and closed_at is null
         order by since, id",
        &[hall.into()],
    )?)
}

/// An open alarm as it is shown: with the ticket and the sign of the counter.
pub(crate) struct Shown {
    pub alarm: Alarm,
    pub ticket: Option<(String, i64)>,
    pub counter: Option<String>,
}

impl Record for Shown {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            alarm: Alarm::read(row)?,
            ticket: {
                let letter: Option<String> = row.next()?;
                let number: Option<i64> = row.next()?;
                letter.zip(number)
            },
            counter: row.next()?,
        })
    }
}

/// The open alarms of a hall as they are shown, newest first.
pub(crate) fn shown(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<Shown>, Error> {
    Ok(tx.all(
        "select a.id, a.hall, a.kind, a.subject, a.visit, a.counter, a.since, a.body, a.seen_by, v.letter, v.number, c.label
         from alarm a
         left join visit v on v.id = a.visit
         left join counter c on c.id = a.counter
         where a.hall = ?1 and a.closed_at is null
         order by a.since desc, a.id desc",
        &[hall.into()],
    )?)
}

/// The hall of an alarm.
pub(crate) fn hall_of(tx: &mut Tx<'_>, id: AlarmId) -> Result<PlaceId, Error> {
    let found: Option<(PlaceId,)> = tx.first("select hall from alarm where id = ?1", &[id.into()])?;
    found.map(|(hall,)| hall).ok_or_else(|| Error::not_found("floor-error-no-alarm"))
}

/// An open alarm.
pub(crate) fn get(tx: &mut Tx<'_>, id: AlarmId) -> Result<Alarm, Error> {
    tx.first(
        "select id, hall, kind, subject, visit, counter, since, body, seen_by
         from alarm
         where id = ?1 and closed_at is null",
        &[id.into()],
    )?
    .ok_or_else(|| Error::conflict("floor-error-alarm-over"))
}

pub(crate) fn see(tx: &mut Tx<'_>, id: AlarmId, by: &str) -> Result<(), Error> {
    tx.run("update alarm set seen_by = ?2 where id = ?1", &[id.into(), by.into()])?;
    Ok(())
}

pub(crate) fn close(tx: &mut Tx<'_>, id: AlarmId, at: Instant, outcome: &str) -> Result<(), Error> {
    tx.run(
        "update alarm set closed_at = ?2, outcome = ?3 where id = ?1",
        &[id.into(), at.into(), outcome.into()],
    )?;
    Ok(())
}

/// The halls in which an alarm may have to be raised or closed: somebody is there, or an alarm is open.
pub(crate) fn halls(tx: &mut Tx<'_>) -> Result<Vec<PlaceId>, Error> {
    let rows: Vec<(PlaceId,)> = tx.all(
        "select distinct hall
         from visit
         where state in ('waiting', 'called', 'serving', 'parked', 'missed')
         union
         select distinct hall
         from alarm
         where closed_at is null",
        &[],
    )?;
    Ok(rows.into_iter().map(|(hall,)| hall).collect())
}
