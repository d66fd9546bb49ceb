//! Rows that the pages of a hall share.

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use db::{Record, Row, Tx};

/// Whether a code is that of a hall, and not of a place above.
pub(crate) fn is_hall(tx: &mut Tx<'_>, code: &str) -> Result<bool, Error> {
    let found: Option<(String,)> = tx.first("select kind from place where code = ?1", &[code.into()])?;
    found.map(|(kind,)| kind == "hall").ok_or_else(|| Error::not_found("floor-error-no-place"))
}

/// A place above halls.
pub(crate) struct Above {
    pub code: String,
    pub path: String,
    pub name_zh: String,
    pub name_en: String,
}

impl Record for Above {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { code: row.next()?, path: row.next()?, name_zh: row.next()?, name_en: row.next()? })
    }
}

/// Every place that is no hall, from the top down.
pub(crate) fn above(tx: &mut Tx<'_>) -> Result<Vec<Above>, Error> {
    Ok(tx.all(
        "select code, path, name_zh, name_en
         from place
         where kind <> 'hall'
         order by length(path), position, code",
        &[],
    )?)
}

/// A hall as the network sees it.
pub(crate) struct Hall {
    pub id: PlaceId,
    pub code: String,
    pub path: String,
    pub name_zh: String,
    pub name_en: String,
    pub zone: String,
    pub hours: String,
    pub shut: bool,
}

impl Record for Hall {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            code: row.next()?,
            path: row.next()?,
            name_zh: row.next()?,
            name_en: row.next()?,
            zone: row.next()?,
            hours: row.next()?,
            shut: {
                let at: Option<Instant> = row.next()?;
                at.is_some()
            },
        })
    }
}

/// The halls below a path that are not given up.
pub(crate) fn halls(tx: &mut Tx<'_>, path: &str) -> Result<Vec<Hall>, Error> {
    Ok(tx.all(
        "select p.id, p.code, p.path, p.name_zh, p.name_en, h.zone, h.hours, h.shut_at
         from place p
         join hall h on h.id = p.id
         where substr(p.path, 1, length(?1)) = ?1 and p.closed_at is null",
        &[path.into()],
    )?)
}

/// How many wait in each hall, and since when the first of those who can be called; from an index alone.
pub(crate) fn waiting(tx: &mut Tx<'_>, now: Instant) -> Result<Vec<(PlaceId, i64, Option<Instant>)>, Error> {
    Ok(tx.all(
        "select hall, count(*), min(case when hold_until is null or hold_until <= ?1 then queued_at end)
         from visit
         where state in ('waiting', 'called', 'serving', 'parked', 'missed') and state = 'waiting'
         group by hall",
        &[now.into()],
    )?)
}

/// The counters of each hall, and how many of them are open; from an index alone.
pub(crate) fn counters(tx: &mut Tx<'_>) -> Result<Vec<(PlaceId, i64, i64)>, Error> {
    Ok(tx.all(
        "select hall, count(*), count(case when state = 'open' then 1 end)
         from counter
         where removed_at is null
         group by hall",
        &[],
    )?)
}

/// The open alarms of each hall that nobody sees to.
pub(crate) fn alarms(tx: &mut Tx<'_>) -> Result<Vec<(PlaceId, i64)>, Error> {
    Ok(tx.all(
        "select hall, count(*)
         from alarm
         where closed_at is null and seen_by is null
         group by hall",
        &[],
    )?)
}

/// The exceptions of three days, which hold the local day of every zone.
pub(crate) fn exceptions(
    tx: &mut Tx<'_>,
    days: &[String; 3],
) -> Result<Vec<(PlaceId, String, String)>, Error> {
    let [before, day, after] = days;
    Ok(tx.all(
        "select hall, day, hours
         from hall_exception
         where day in (?1, ?2, ?3)",
        &[before.into(), day.into(), after.into()],
    )?)
}
