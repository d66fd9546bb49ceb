//! Rows of what plans go by.

use super::{Calendar, Holiday, InForce, Own, Target};
use crate::Error;
use crate::kernel::kinds::PlaceId;
use crate::run::hall::store::json;
use db::{Record, Row, Tx};
use jiff::civil::Date;
use std::collections::BTreeMap;

struct OwnRow {
    pay_days: Option<String>,
    share: Option<i64>,
    within_min: Option<i64>,
}

impl Record for OwnRow {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { pay_days: row.next()?, share: row.next()?, within_min: row.next()? })
    }
}

impl OwnRow {
    fn own(&self) -> Result<Own, Error> {
        Ok(Own {
            pay_days: self.pay_days.as_deref().map(json).transpose()?,
            target: self.share.zip(self.within_min).map(|(s, min)| Target::new(s, min)).transpose()?,
        })
    }
}

/// What a place says itself.
pub(crate) fn own(tx: &mut Tx<'_>, place: PlaceId) -> Result<Own, Error> {
    let row: Option<OwnRow> =
        tx.first("select pay_days, share, within_min from planning where place = ?1", &[place.into()])?;
    row.map_or_else(|| Ok(Own::default()), |row| row.own())
}

pub(crate) fn set_own(tx: &mut Tx<'_>, place: PlaceId, own: &Own) -> Result<(), Error> {
    let pay_days = own.pay_days.as_ref().map(serde_json::to_string).transpose();
    let pay_days = pay_days.map_err(|error| Error::Internal(error.to_string()))?;
    tx.run(
        "insert into planning (place, pay_days, share, within_min) values (?1, ?2, ?3, ?4)
         on conflict (place) do update
         set pay_days = excluded.pay_days, share = excluded.share, within_min = excluded.within_min",
        &[
            place.into(),
            pay_days.into(),
            own.target.map(|target| i64::from(target.percent())).into(),
            own.target.map(|target| i64::from(target.minutes())).into(),
        ],
    )?;
    Ok(())
}

fn holiday((day, name): (String, String)) -> Result<Holiday, Error> {
    let day: Date = day.parse().map_err(|_| Error::Internal(format!("a row holds the day {day:?}")))?;
    Ok(Holiday { day, name })
}

/// The holidays that a place names itself, by their days.
pub(crate) fn holidays(tx: &mut Tx<'_>, place: PlaceId) -> Result<Vec<Holiday>, Error> {
    let rows: Vec<(String, String)> =
        tx.all("select day, name from holiday where place = ?1 order by day", &[place.into()])?;
    rows.into_iter().map(holiday).collect()
}

pub(crate) fn set_holiday(tx: &mut Tx<'_>, place: PlaceId, holiday: &Holiday) -> Result<(), Error> {
    tx.run(
        "insert into holiday (place, day, name) values (?1, ?2, ?3)
         on conflict (place, day) do update set name = excluded.name",
        &[place.into(), holiday.day.to_string().into(), (&holiday.name).into()],
    )?;
    Ok(())
}

pub(crate) fn remove_holiday(tx: &mut Tx<'_>, place: PlaceId, day: Date) -> Result<(), Error> {
    tx.run("delete from holiday where place = ?1 and day = ?2", &[place.into(), day.to_string().into()])?;
    Ok(())
}

/// What holds at the place of a path: what it says itself, and what those above it say.
pub(crate) fn in_force(tx: &mut Tx<'_>, path: &str) -> Result<InForce, Error> {
    let said: Vec<OwnRow> = tx.all(
        "select s.pay_days, s.share, s.within_min
         from planning s
         join place p on p.id = s.place
         where substr(?1, 1, length(p.path)) = p.path
         order by length(p.path)",
        &[path.into()],
    )?;
    let days: Vec<(String, String)> = tx.all(
        "select h.day, h.name
         from holiday h
         join place p on p.id = h.place
         where substr(?1, 1, length(p.path)) = p.path
         order by length(p.path), h.day",
        &[path.into()],
    )?;
    let (mut pay_days, mut target) = (Vec::new(), Target::default());
    for row in said {
        let own = row.own()?;
        pay_days = own.pay_days.unwrap_or(pay_days);
        target = own.target.unwrap_or(target);
    }
    // the nearer place comes later, and its name stays
    let mut named = BTreeMap::new();
    for row in days {
        let Holiday { day, name } = holiday(row)?;
        named.insert(day, name);
    }
    Ok(InForce { calendar: Calendar::new(named, &pay_days), target })
}
