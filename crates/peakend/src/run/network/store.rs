//! Rows of places.

use super::Place;
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use db::{Record, Row, Tx};

impl Record for Place {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            kind: row.next()?,
            parent: row.next()?,
            code: row.next()?,
            path: row.next()?,
            name_zh: row.next()?,
            name_en: row.next()?,
            position: row.next()?,
            closed_at: row.next()?,
        })
    }
}

pub(crate) fn get(tx: &mut Tx<'_>, id: PlaceId) -> Result<Option<Place>, Error> {
    Ok(tx.first(
        "select id, kind, parent, code, path, name_zh, name_en, position, closed_at from place where id = ?1",
        &[id.into()],
    )?)
}

pub(crate) fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Place>, Error> {
    Ok(tx.first(
        "select id, kind, parent, code, path, name_zh, name_en, position, closed_at from place where code = ?1",
        &[code.into()],
    )?)
}

pub(crate) fn root(tx: &mut Tx<'_>) -> Result<Option<Place>, Error> {
    Ok(tx.first(
        "select id, kind, parent, code, path, name_zh, name_en, position, closed_at from place where parent is null",
        &[],
    )?)
}

/// The place of a path and those above it, from the root down.
pub(crate) fn along(tx: &mut Tx<'_>, path: &str) -> Result<Vec<Place>, Error> {
    Ok(tx.all(
        "select id, kind, parent, code, path, name_zh, name_en, position, closed_at
         from place
         where substr(?1, 1, length(path)) = path
         order by length(path)",
        &[path.into()],
    )?)
}

/// The place of a path and those under it.
pub(crate) fn under(tx: &mut Tx<'_>, path: &str) -> Result<Vec<Place>, Error> {
    Ok(tx.all(
        "select id, kind, parent, code, path, name_zh, name_en, position, closed_at
         from place
         where substr(path, 1, length(?1)) = ?1
         order by position, code",
        &[path.into()],
    )?)
}

/// The place that the next child of this one has.
pub(crate) fn next_position(tx: &mut Tx<'_>, parent: Option<PlaceId>) -> Result<i64, Error> {
    let Some(parent) = parent else { return Ok(0) };
    let (position,): (i64,) =
        tx.one("select coalesce(max(position) + 1, 0) from place where parent = ?1", &[parent.into()])?;
    Ok(position)
}

pub(crate) fn insert(tx: &mut Tx<'_>, place: &Place) -> Result<(), db::Error> {
    tx.run(
        "insert into place (id, kind, parent, code, path, name_zh, name_en, position, closed_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &[
            place.id.into(),
            place.kind.into(),
            place.parent.into(),
            (&place.code).into(),
            (&place.path).into(),
            (&place.name_zh).into(),
            (&place.name_en).into(),
            place.position.into(),
            place.closed_at.into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn rename(tx: &mut Tx<'_>, id: PlaceId, name_zh: &str, name_en: &str) -> Result<(), Error> {
    tx.run(
        "update place set name_zh = ?2, name_en = ?3 where id = ?1",
        &[id.into(), name_zh.into(), name_en.into()],
    )?;
    Ok(())
}

pub(crate) fn set_closed(tx: &mut Tx<'_>, id: PlaceId, closed_at: Option<Instant>) -> Result<(), Error> {
    tx.run("update place set closed_at = ?2 where id = ?1", &[id.into(), closed_at.into()])?;
    Ok(())
}
