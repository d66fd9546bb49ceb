//! Devices: kiosks, evaluators and boards that work without anybody signed in.
//!
//! A device shows a code of eight characters for ten minutes; somebody who manages devices types it, names the device and
//! says where it stands. The secret of its cookie is made on the device's first request and never shown: typing the code only
//! makes what it holds already good. So who sees the code over a shoulder gains nothing by it.

pub mod act;
pub mod api;
pub mod page;
pub(crate) mod store;

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, DeviceId};
use crate::kernel::words;
use db::Tx;

/// How long a code is good, in seconds.
pub const CODE_S: i64 = 600;
/// Length of a code; each character is one of 32.
pub const CODE_LENGTH: usize = 8;
/// Codes that may be waiting for one address of the network, and for all.
const MOST_WAITING: [i64; 2] = [20, 500];

words! {
    /// What a device is.
    pub enum DeviceKind {
        /// Gives tickets.
        Kiosk = "kiosk",
        /// Asks how it was, at a counter.
        Evaluator = "evaluator",
        /// Shows who is called.
        Board = "board",
    }
}

/// A device that is paired.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What it is.
    pub kind: DeviceKind,
    /// Its name.
    pub name: String,
    /// The code of its hall.
    pub hall: String,
    /// The path of its hall.
    #[serde(skip)]
    pub path: String,
    /// The counter of an evaluator.
    pub counter: Option<CounterId>,
    /// The counter's label.
    pub label: Option<String>,
    /// When it was last seen, to the minute.
    #[serde(skip)]
    pub seen_at: Option<Instant>,
}

impl Device {
    /// The page that it shows.
    pub fn page(&self) -> String {
        match (self.kind, self.counter) {
            (DeviceKind::Kiosk, _) => format!("/k/{}", self.hall),
            (DeviceKind::Evaluator, Some(counter)) => format!("/e/{counter}"),
            (DeviceKind::Board | DeviceKind::Evaluator, _) => format!("/b/{}", self.hall),
        }
    }
}

/// A device that is paired and not revoked.
///
/// # Errors
/// There is none of this id.
pub fn get(tx: &mut Tx<'_>, id: DeviceId) -> Result<Device, Error> {
    store::get(tx, id)?.ok_or_else(|| Error::not_found("staff-error-no-device"))
}
