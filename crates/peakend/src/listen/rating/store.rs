//! Rows of ratings.

use super::{Rating, RatingState};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PlaceId, VisitId};
use crate::run::hall::store::json;
use crate::run::visit::{Surface, Visit};
use db::{Record, Row, Tx};

impl Record for Rating {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            visit: row.next()?,
            hall: row.next()?,
            counter: row.next()?,
            day: row.next()?,
            purpose: row.next()?,
            state: row.next()?,
            eligible_at: row.next()?,
            shown_at: row.next()?,
            answered_at: row.next()?,
            surface: row.next()?,
            level: row.next()?,
            reasons: {
                let text: String = row.next()?;
                json(&text).map_err(|error| db::Error::Fault(error.to_string()))?
            },
        })
    }
}

macro_rules! columns {
    () => {
        "visit, hall, counter, day, purpose, state, eligible_at, shown_at, answered_at, surface, level, reasons"
    };
}

pub(crate) fn insert(tx: &mut Tx<'_>, visit: &Visit, at: Instant) -> Result<(), Error> {
    let (Some(counter), Some(person)) = (visit.counter, visit.person) else { return Ok(()) };
    tx.run(
        "insert into rating (visit, hall, counter, person, day, purpose, state, eligible_at, reasons)
         values (?1, ?2, ?3, ?4, ?5, ?6, 'eligible', ?7, '[]')",
        &[
            visit.id.into(),
            visit.hall.into(),
            counter.into(),
            person.into(),
            (&visit.day).into(),
            (&visit.purpose).into(),
            at.into(),
        ],
    )?;
    Ok(())
}

/// The rating of a visit; none if it was never served to the end.
pub(crate) fn of_visit(tx: &mut Tx<'_>, visit: VisitId) -> Result<Option<Rating>, Error> {
    Ok(tx.first(concat!("select ", columns!(), " from rating where visit = ?1"), &[visit.into()])?)
}

/// The last rating of a counter that became eligible after an instant.
pub(crate) fn last_of_counter(
    tx: &mut Tx<'_>,
    counter: CounterId,
    after: Instant,
) -> Result<Option<Rating>, Error> {
    Ok(tx.first(
        concat!(
            "select ",
            columns!(),
            " from rating where counter = ?1 and eligible_at > ?2 order by eligible_at desc, visit desc limit 1"
        ),
        &[counter.into(), after.into()],
    )?)
}

/// Visits whose evaluator was shown before an instant and is still open.
pub(crate) fn shown_before(tx: &mut Tx<'_>, before: Instant, limit: u32) -> Result<Vec<(VisitId,)>, Error> {
    Ok(tx.all(
        "select visit from rating where state = 'shown' and shown_at <= ?1 order by shown_at limit ?2",
        &[before.into(), limit.into()],
    )?)
}

/// Visits of days before this one that could be rated and were never asked.
pub(crate) fn never_asked(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    before_day: &str,
) -> Result<Vec<(VisitId,)>, Error> {
    Ok(tx.all(
        "select visit from rating where hall = ?1 and state = 'eligible' and day < ?2 order by visit",
        &[hall.into(), before_day.into()],
    )?)
}

/// Halls in which somebody could be rated and was never asked.
pub(crate) fn halls_with_never_asked(tx: &mut Tx<'_>) -> Result<Vec<(PlaceId,)>, Error> {
    Ok(tx.all("select distinct hall from rating where state = 'eligible'", &[])?)
}

pub(crate) fn show(tx: &mut Tx<'_>, visit: VisitId, surface: Surface, at: Instant) -> Result<(), Error> {
    tx.run(
        "update rating set state = 'shown', surface = ?2, shown_at = ?3 where visit = ?1",
        &[visit.into(), surface.into(), at.into()],
    )?;
    Ok(())
}

/// The one answer. Whoever answers without having been seen to look has seen the question by now.
pub(crate) fn answer(
    tx: &mut Tx<'_>,
    visit: VisitId,
    surface: Surface,
    level: i64,
    reasons: &[String],
    at: Instant,
) -> Result<(), Error> {
    tx.run(
        "update rating
         set state = 'answered', surface = ?2, level = ?3, reasons = ?4, answered_at = ?5,
             shown_at = coalesce(shown_at, ?5)
         where visit = ?1",
        &[visit.into(), surface.into(), level.into(), list(reasons)?.into(), at.into()],
    )?;
    Ok(())
}

pub(crate) fn explain(tx: &mut Tx<'_>, visit: VisitId, reasons: &[String]) -> Result<(), Error> {
    tx.run("update rating set reasons = ?2 where visit = ?1", &[visit.into(), list(reasons)?.into()])?;
    Ok(())
}

fn list(reasons: &[String]) -> Result<String, Error> {
    serde_json::to_string(reasons).map_err(|error| Error::Internal(error.to_string()))
}

pub(crate) fn set_state(tx: &mut Tx<'_>, visit: VisitId, state: RatingState) -> Result<(), Error> {
    tx.run("update rating set state = ?2 where visit = ?1", &[visit.into(), state.into()])?;
    Ok(())
}

/// The evaluators of a local day: counter, its label, when eligible, state, when shown, level.
pub(crate) struct Counted {
    pub counter: CounterId,
    pub label: String,
    pub eligible_at: Instant,
    pub state: RatingState,
    pub shown: bool,
    pub level: Option<i64>,
}

impl Record for Counted {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            counter: row.next()?,
            label: row.next()?,
            eligible_at: row.next()?,
            state: row.next()?,
            shown: {
                let at: Option<Instant> = row.next()?;
                at.is_some()
            },
            level: row.next()?,
        })
    }
}

pub(crate) fn between(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    from: Instant,
    to: Instant,
) -> Result<Vec<Counted>, Error> {
    Ok(tx.all(
        "select r.counter, c.label, r.eligible_at, r.state, r.shown_at, r.level
         from rating r
         join counter c on c.id = r.counter
         where r.hall = ?1 and r.eligible_at >= ?2 and r.eligible_at < ?3
         order by c.position, c.label, c.id, r.eligible_at",
        &[hall.into(), from.into(), to.into()],
    )?)
}

/// The kind of a device, and the counter it stands at.
pub(crate) fn device(
    tx: &mut Tx<'_>,
    device: crate::kernel::kinds::DeviceId,
) -> Result<Option<(String, Option<CounterId>)>, Error> {
    Ok(tx.first("select kind, counter from device where id = ?1", &[device.into()])?)
}
