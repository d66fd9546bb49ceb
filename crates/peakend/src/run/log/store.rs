//! Rows of the event log.

use super::Event;
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PlaceId, VisitId};
use db::{Record, Row, Tx};

/// The hall's row, as an act finds it.
pub(crate) struct Head {
    pub seq: i64,
    pub at: Instant,
    pub plan: i64,
    pub turn: i64,
    pub last_wait_us: Option<i64>,
}

/// Takes the hall for this transaction, counts its events up by one and moves its time on by a microsecond at least, so that
/// no two acts of a hall are at the same instant.
pub(crate) fn lock(tx: &mut Tx<'_>, hall: PlaceId, now: Instant) -> Result<Option<Head>, Error> {
    let row: Option<(i64, Instant, i64, i64, Option<i64>)> = tx.first(
        "update hall_log
         set seq = seq + 1, at = case when at >= ?2 then at + 1 else ?2 end
         where hall = ?1
         returning seq, at, plan, turn, last_wait_us",
        &[hall.into(), now.into()],
    )?;
    Ok(row.map(|(seq, at, plan, turn, last_wait_us)| Head { seq, at, plan, turn, last_wait_us }))
}

/// Where a hall's log and its calling rule stand, for a page: the last event, and the turn.
pub(crate) fn stands(tx: &mut Tx<'_>, hall: PlaceId) -> Result<(i64, u32), Error> {
    let (seq, turn): (i64, i64) = tx.one("select seq, turn from hall_log where hall = ?1", &[hall.into()])?;
    Ok((seq, u32::try_from(turn).unwrap_or_default()))
}

/// The hall's row as it stands, for whoever only looks.
pub(crate) fn head(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Option<Head>, Error> {
    let row: Option<(i64, Instant, i64, i64, Option<i64>)> =
        tx.first("select seq, at, plan, turn, last_wait_us from hall_log where hall = ?1", &[hall.into()])?;
    Ok(row.map(|(seq, at, plan, turn, last_wait_us)| Head { seq, at, plan, turn, last_wait_us }))
}

/// Counts up once more, for an act of several events.
pub(crate) fn next(tx: &mut Tx<'_>, hall: PlaceId) -> Result<i64, Error> {
    let (seq,): (i64,) =
        tx.one("update hall_log set seq = seq + 1 where hall = ?1 returning seq", &[hall.into()])?;
    Ok(seq)
}

/// What a call leaves for the next.
pub(crate) fn called(tx: &mut Tx<'_>, hall: PlaceId, turn: u32, waited_us: i64) -> Result<(), Error> {
    tx.run(
        "update hall_log set turn = ?2, last_wait_us = ?3 where hall = ?1",
        &[hall.into(), turn.into(), waited_us.into()],
    )?;
    Ok(())
}

pub(crate) fn insert(tx: &mut Tx<'_>, event: &Event) -> Result<(), Error> {
    let body = serde_json::to_string(&event.what).map_err(|error| Error::Internal(error.to_string()))?;
    tx.run(
        "insert into event (hall, seq, id, at, kind, visit, n, counter, actor, origin, body)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        &[
            event.hall.into(),
            event.seq.into(),
            event.id.into(),
            event.at.into(),
            event.what.kind().into(),
            event.visit.into(),
            event.n.into(),
            event.counter.into(),
            (&event.actor).into(),
            (&event.origin).into(),
            body.into(),
        ],
    )?;
    Ok(())
}

/// Events of a hall after a number, oldest first.
///
/// # Errors
/// Those of the database.
pub fn after(tx: &mut Tx<'_>, hall: PlaceId, seq: i64, limit: u32) -> Result<Vec<Event>, Error> {
    Ok(tx.all(
        "select id, hall, seq, at, visit, n, counter, actor, origin, body
         from event
         where hall = ?1 and seq > ?2
         order by seq
         limit ?3",
        &[hall.into(), seq.into(), limit.into()],
    )?)
}

/// Events of a visit, in order.
///
/// # Errors
/// Those of the database.
pub fn of_visit(tx: &mut Tx<'_>, visit: VisitId) -> Result<Vec<Event>, Error> {
    Ok(tx.all(
        "select id, hall, seq, at, visit, n, counter, actor, origin, body
         from event
         where visit = ?1
         order by n",
        &[visit.into()],
    )?)
}

/// An event as those see it who watch a hall: what happened, and the names of whom and where.
pub(crate) struct Line {
    pub seq: i64,
    pub kind: String,
    pub visit: Option<VisitId>,
    pub counter: Option<CounterId>,
    /// The letter and number of the visit's ticket.
    pub ticket: Option<(String, i64)>,
    pub counter_label: Option<String>,
}

impl Record for Line {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            seq: row.next()?,
            kind: row.next()?,
            visit: row.next()?,
            counter: row.next()?,
            ticket: {
                let letter: Option<String> = row.next()?;
                let number: Option<i64> = row.next()?;
                letter.zip(number)
            },
            counter_label: row.next()?,
        })
    }
}

/// The last `limit` events of a hall after a number, oldest first.
pub(crate) fn lines(tx: &mut Tx<'_>, hall: PlaceId, after: i64, limit: i64) -> Result<Vec<Line>, Error> {
    let last = last(tx, hall)?;
    Ok(tx.all(
        "select e.seq, e.kind, e.visit, e.counter, v.letter, v.number, c.label
         from event e
         left join visit v on v.id = e.visit
         left join counter c on c.id = e.counter
         where e.hall = ?1 and e.seq > ?2
         order by e.seq",
        &[hall.into(), after.max(last - limit).into()],
    )?)
}

/// The number of a hall's last event.
pub(crate) fn last(tx: &mut Tx<'_>, hall: PlaceId) -> Result<i64, Error> {
    let found: Option<(i64,)> = tx.first("select seq from hall_log where hall = ?1", &[hall.into()])?;
    found.map(|(seq,)| seq).ok_or_else(|| Error::not_found("run-error-no-hall"))
}

/// The number of the last event of every hall.
pub(crate) fn heads(tx: &mut Tx<'_>) -> Result<Vec<(PlaceId, i64)>, Error> {
    Ok(tx.all("select hall, seq from hall_log", &[])?)
}
