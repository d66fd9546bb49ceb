//! Rows of devices, and of those that wait to be paired.

use super::{Device, DeviceKind};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, DeviceId, PlaceId};
use db::{Record, Row, Tx};

impl Record for Device {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            kind: row.next()?,
            name: row.next()?,
            hall: row.next()?,
            path: row.next()?,
            counter: row.next()?,
            label: row.next()?,
            seen_at: row.next()?,
        })
    }
}

/// A device that waits.
#[derive(Debug, Clone)]
pub(crate) struct Pairing {
    pub code: String,
    pub kind: DeviceKind,
    pub secret_hash: String,
    pub until: Instant,
    pub device: Option<DeviceId>,
}

impl Record for Pairing {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            code: row.next()?,
            kind: row.next()?,
            secret_hash: row.next()?,
            until: row.next()?,
            device: row.next()?,
        })
    }
}

/// How many wait, from this address and in all.
pub(crate) fn waiting(tx: &mut Tx<'_>, origin: &str, now: Instant) -> Result<[i64; 2], Error> {
    tx.run("delete from pairing where until <= ?1", &[now.into()])?;
    let (here, all): (i64, i64) =
        tx.one("select count(case when origin = ?1 then 1 end), count(*) from pairing", &[origin.into()])?;
    Ok([here, all])
}

pub(crate) fn begin(tx: &mut Tx<'_>, pairing: &Pairing, origin: &str, now: Instant) -> Result<(), Error> {
    tx.run(
        "insert into pairing (code, kind, secret_hash, origin, created_at, until) values (?1, ?2, ?3, ?4, ?5, ?6)",
        &[
            (&pairing.code).into(),
            pairing.kind.into(),
            (&pairing.secret_hash).into(),
            origin.into(),
            now.into(),
            pairing.until.into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn by_secret(tx: &mut Tx<'_>, secret_hash: &str) -> Result<Option<Pairing>, Error> {
    Ok(tx.first(
        "select code, kind, secret_hash, until, device from pairing where secret_hash = ?1",
        &[secret_hash.into()],
    )?)
}

/// The device that shows a code that is good and has not been typed yet.
pub(crate) fn by_code(tx: &mut Tx<'_>, code: &str, now: Instant) -> Result<Option<Pairing>, Error> {
    Ok(tx.first(
        "select code, kind, secret_hash, until, device
         from pairing
         where code = ?1 and until > ?2 and device is null",
        &[code.into(), now.into()],
    )?)
}

/// Gives a waiting device its place; says whether nobody else has meanwhile.
pub(crate) fn accept(tx: &mut Tx<'_>, code: &str, device: DeviceId) -> Result<bool, Error> {
    let changed = tx.run(
        "update pairing set device = ?2 where code = ?1 and device is null",
        &[code.into(), device.into()],
    )?;
    Ok(changed == 1)
}

pub(crate) fn done(tx: &mut Tx<'_>, code: &str) -> Result<(), Error> {
    tx.run("delete from pairing where code = ?1", &[code.into()])?;
    Ok(())
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    device: &Device,
    hall: PlaceId,
    secret_hash: &str,
    now: Instant,
) -> Result<(), Error> {
    tx.run(
        "insert into device (id, kind, hall, counter, name, secret_hash, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            device.id.into(),
            device.kind.into(),
            hall.into(),
            device.counter.into(),
            (&device.name).into(),
            secret_hash.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn get(tx: &mut Tx<'_>, id: DeviceId) -> Result<Option<Device>, Error> {
    Ok(tx.first(
        "select d.id, d.kind, d.name, p.code, p.path, d.counter, c.label, d.seen_at
         from device d
         join place p on p.id = d.hall
         left join counter c on c.id = d.counter
         where d.id = ?1 and d.revoked_at is null",
        &[id.into()],
    )?)
}

/// Devices at the place of this path and under it.
pub(crate) fn list_under(tx: &mut Tx<'_>, path: &str) -> Result<Vec<Device>, Error> {
    Ok(tx.all(
        "select d.id, d.kind, d.name, p.code, p.path, d.counter, c.label, d.seen_at
         from device d
         join place p on p.id = d.hall
         left join counter c on c.id = d.counter
         where d.revoked_at is null and substr(p.path, 1, length(?1)) = ?1
         order by p.path, d.kind, d.name
         limit 500",
        &[path.into()],
    )?)
}

/// Devices at the place of this path and under it, after one, in the order of their ids.
pub(crate) fn after(tx: &mut Tx<'_>, path: &str, after: DeviceId, limit: u32) -> Result<Vec<Device>, Error> {
    Ok(tx.all(
        "select d.id, d.kind, d.name, p.code, p.path, d.counter, c.label, d.seen_at
         from device d
         join place p on p.id = d.hall
         left join counter c on c.id = d.counter
         where d.revoked_at is null and substr(p.path, 1, length(?1)) = ?1 and d.id > ?2
         order by d.id
         limit ?3",
        &[path.into(), after.into(), limit.into()],
    )?)
}

pub(crate) fn revoke(tx: &mut Tx<'_>, id: DeviceId, now: Instant) -> Result<(), Error> {
    tx.run("update device set revoked_at = ?2 where id = ?1", &[id.into(), now.into()])?;
    Ok(())
}

/// The counter of a label.
pub(crate) fn counter(tx: &mut Tx<'_>, hall: PlaceId, label: &str) -> Result<Option<CounterId>, Error> {
    let found: Option<(CounterId,)> = tx.first(
        "select id from counter where hall = ?1 and label = ?2 and removed_at is null",
        &[hall.into(), label.into()],
    )?;
    Ok(found.map(|(id,)| id))
}
