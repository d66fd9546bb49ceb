//! Devices by the API.

use super::{Device, DeviceKind, act, store};
use crate::http::api::{Answer, Get, Query, Time, Turn};
use crate::kernel::Page;
use crate::kernel::kinds::{CounterId, DeviceId};
use serde::Serialize;

/// A device that is paired.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct DeviceSeen {
    /// Its id.
    pub id: DeviceId,
    /// What it is.
    pub kind: DeviceKind,
    /// Its name.
    pub name: String,
    /// The code of its hall.
    pub hall: String,
    /// The counter of an evaluator.
    pub counter: Option<CounterId>,
    /// The counter's sign.
    pub label: Option<String>,
    /// When it was last seen, to the minute.
    pub seen_at: Option<Time>,
}

impl From<Device> for DeviceSeen {
    fn from(device: Device) -> Self {
        Self {
            id: device.id,
            kind: device.kind,
            name: device.name,
            hall: device.hall,
            counter: device.counter,
            label: device.label,
            seen_at: device.seen_at.map(Time),
        }
    }
}

/// List the devices
///
/// Kiosks, evaluators and boards that are paired where the caller manages devices; oldest first.
#[utoipa::path(
    get, path = "/api/v1/devices", tag = "staff", params(Turn<DeviceId>),
    responses((status = 200, description = "A page of devices", body = Page<DeviceSeen>)),
)]
pub async fn list(get: Get, Query(turn): Query<Turn<DeviceId>>) -> Answer {
    get.find(move |_, tx, actor| {
        let path = act::reach(actor)?;
        let after = turn.cursor.unwrap_or(DeviceId::of(uuid::Uuid::nil()));
        let devices = store::after(tx, &path, after, turn.limit.and_one())?;
        Ok(Page::cut(devices, turn.limit.get(), |device| device.id.to_string()).map(DeviceSeen::from))
    })
    .await
}
