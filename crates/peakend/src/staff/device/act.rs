//! Pairing and revoking devices.

use super::store::{self, Pairing};
use super::{CODE_LENGTH, CODE_S, Device, DeviceKind, MOST_WAITING};
use crate::audit::{self, Line};
use crate::house::House;
use crate::kernel::kinds::DeviceId;
use crate::kernel::text;
use crate::run::network::{self, PlaceKind};
use crate::staff::rights::Act;
use crate::staff::sign_in;
use crate::staff::store::hashed;
use crate::staff::{Actor, Who};
use crate::{Error, RefusalKind};
use db::Tx;

/// What a device is shown that asks to be paired.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The code for a manager to type.
    pub code: String,
    /// What the device keeps meanwhile, and is known by afterwards.
    pub secret: String,
}

/// Begins to wait for a manager.
///
/// # Errors
/// Too many wait already.
pub fn begin(house: &House, tx: &mut Tx<'_>, kind: DeviceKind, origin: &str) -> Result<Waiting, Error> {
    let now = house.clock.now();
    let [here, all] = store::waiting(tx, origin, now)?;
    if here >= MOST_WAITING[0] || all >= MOST_WAITING[1] {
        return Err(Error::refused(RefusalKind::TooMany, "staff-error-wait").with("seconds", CODE_S));
    }
    let (code, secret) = (house.chance.code(CODE_LENGTH), house.chance.secret());
    let until = now.plus_seconds(CODE_S);
    let pairing = Pairing { code: code.clone(), kind, secret_hash: hashed(&secret), until, device: None };
    store::begin(tx, &pairing, origin, now)?;
    Ok(Waiting { code, secret })
}

/// Where a device that waits stands.
#[derive(Debug, Clone)]
pub enum Standing {
    /// It goes on waiting.
    Waits {
        /// The code that it shows.
        code: String,
        /// What it is to be.
        kind: DeviceKind,
    },
    /// It is paired: from now on its secret is that of the device.
    Paired(Device),
    /// Its code is over, or was never given.
    Over(Option<DeviceKind>),
}

/// Where the device of this secret stands. Once it is told that it is paired, the code is used up.
///
/// # Errors
/// Those of the database.
pub fn look(house: &House, tx: &mut Tx<'_>, secret: &str) -> Result<Standing, Error> {
    let Some(pairing) = store::by_secret(tx, &hashed(secret))? else { return Ok(Standing::Over(None)) };
    if let Some(id) = pairing.device {
        store::done(tx, &pairing.code)?;
        return Ok(store::get(tx, id)?.map_or(Standing::Over(Some(pairing.kind)), Standing::Paired));
    }
    if pairing.until <= house.clock.now() {
        store::done(tx, &pairing.code)?;
        return Ok(Standing::Over(Some(pairing.kind)));
    }
    Ok(Standing::Waits { code: pairing.code, kind: pairing.kind })
}

/// What a manager says of a device.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The code that the device shows.
    pub code: String,
    /// What it is to be called.
    pub name: String,
    /// The code of the hall.
    pub hall: String,
    /// The label of the counter, for an evaluator.
    pub counter: String,
}

/// Pairs the device that shows a code. Wrong codes take longer and longer, as wrong passwords do.
///
/// # Errors
/// No device shows the code; the actor does not manage devices in the hall; a value cannot be used.
pub async fn pair(house: &House, actor: &Actor, wanted: &Wanted) -> Result<Device, Error> {
    let now = house.clock.now();
    let name = text::name("name", &wanted.name)?;
    let plain: String = wanted.code.chars().filter(char::is_ascii_alphanumeric).collect();
    let (code, hall, key) =
        (plain.to_uppercase(), wanted.hall.trim().to_owned(), format!("/pair/{}", actor.who));
    let (asker, typed, counted) = (actor.clone(), code.clone(), key.clone());
    let found = house
        .db
        .write(move |tx| {
            let hall = network::by_code(tx, &hall).map_err(no_hall)?;
            if hall.kind != PlaceKind::Hall {
                return Err(Error::invalid("hall", "staff-error-device-hall"));
            }
            asker.must(Act::ManageDevices, &hall.path)?;
            sign_in::store::count(tx, &counted, now)?;
            Ok(store::by_code(tx, &typed, now)?.map(|pairing| (hall, pairing)))
        })
        .await?;
    let (hall, pairing) = found.ok_or_else(|| Error::invalid("code", "staff-error-pair-code"))?;
    let (house_, actor, label) = (house.clone(), actor.clone(), wanted.counter.trim().to_owned());
    house
        .db
        .write(move |tx| {
            sign_in::store::clear(tx, &key)?;
            let counter = match pairing.kind {
                DeviceKind::Evaluator => Some(
                    store::counter(tx, hall.id, &label)?
                        .ok_or_else(|| Error::invalid("counter", "staff-error-device-counter"))?,
                ),
                DeviceKind::Kiosk | DeviceKind::Board => None,
            };
            let device = Device {
                id: house_.chance.id(now),
                kind: pairing.kind,
                name: name.clone(),
                hall: hall.code.clone(),
                path: hall.path.clone(),
                label: counter.map(|_| label.clone()),
                counter,
                seen_at: None,
            };
            store::insert(tx, &device, hall.id, &pairing.secret_hash, now)?;
            if !store::accept(tx, &code, device.id)? {
                return Err(Error::invalid("code", "staff-error-pair-code"));
            }
            let line = Line { act: "device_paired", path: &hall.path, subject: &device.id };
            audit::write(&house_, tx, &actor, &line, &(), &device)?;
            Ok(device)
        })
        .await
}

fn no_hall(error: Error) -> Error {
    match error.refusal() {
        Some(refusal) if refusal.kind == RefusalKind::NotFound => {
            Error::invalid("hall", "staff-error-device-hall")
        }
        _ => error,
    }
}

/// Revokes a device, from its next request on.
///
/// # Errors
/// There is none, or the actor does not manage devices in its hall.
pub fn revoke(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: DeviceId) -> Result<(), Error> {
    let device = super::get(tx, id)?;
    actor.must(Act::ManageDevices, &device.path)?;
    store::revoke(tx, id, house.clock.now())?;
    let line = Line { act: "device_revoked", path: &device.path, subject: &id };
    audit::write(house, tx, actor, &line, &device, &())
}

/// The path of the highest place where somebody manages devices.
///
/// # Errors
/// There is none.
pub(crate) fn reach(actor: &Actor) -> Result<String, Error> {
    if actor.who == Who::System {
        return Ok("/".to_owned());
    }
    let managed = actor.grants.iter().filter(|grant| actor.may(Act::ManageDevices, &grant.path));
    match managed.map(|grant| grant.path.clone()).min_by_key(String::len) {
        Some(path) => Ok(path),
        None => Err(actor
            .must(Act::ManageDevices, "/")
            .err()
            .unwrap_or_else(|| Error::not_found("frame-error-not-found"))),
    }
}
