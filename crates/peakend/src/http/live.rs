//! Who is told that a hall has changed.
//!
//! A change is told by its hall alone; whoever is told looks at the log or the rows for what it was. So nothing is lost
//! when several changes are told as one.

use crate::kernel::kinds::PlaceId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::watch;

/// Tells of changes, to every part of this process that waits for them.
#[derive(Clone)]
pub struct Bus(Arc<Lines>);

struct Lines {
    halls: RwLock<HashMap<PlaceId, watch::Sender<u64>>>,
    any: watch::Sender<u64>,
}

impl Default for Bus {
    fn default() -> Self {
        Self(Arc::new(Lines { halls: RwLock::default(), any: watch::channel(0).0 }))
    }
}

impl Bus {
    /// Something has changed in a hall, and is on disk.
    pub fn tell(&self, hall: PlaceId) {
        let halls = self.0.halls.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = halls.get(&hall) {
            line.send_modify(|count| *count += 1);
        }
        self.0.any.send_modify(|count| *count += 1);
    }

    /// Wakes whenever the hall changes.
    pub fn listen(&self, hall: PlaceId) -> watch::Receiver<u64> {
        let mut halls = self.0.halls.write().unwrap_or_else(PoisonError::into_inner);
        halls.entry(hall).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// Wakes whenever any hall changes.
    pub fn listen_to_all(&self) -> watch::Receiver<u64> {
        self.0.any.subscribe()
    }
}
