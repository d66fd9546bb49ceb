//! Who is told that a hall has changed.
//!
//! A change is told by its hall alone; whoever is told looks at the log or the rows for what it was. So nothing is lost
//! when several changes are told as one.
//!
//! - [`Bus`] tells the parts of this process; [`nodes`] tells the other nodes over one PostgreSQL.
//! - A hall that is watched has one `hub`: it reads what has happened, once, and makes one text of each event, whoever
//!   watches and how many.
//! - [`stream`] is what a page follows: server-sent events that can be resumed after a break.

mod hub;
pub mod nodes;
mod stream;

pub use stream::{After, See, stream};

use crate::kernel::kinds::PlaceId;
use hub::Hub;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use tokio::sync::watch;

/// Tells of changes, to every part of this process that waits for them.
#[derive(Clone)]
pub struct Bus(Arc<Lines>);

struct Lines {
    halls: RwLock<HashMap<PlaceId, watch::Sender<u64>>>,
    any: watch::Sender<u64>,
    /// The number of the last event of each hall, as it was last looked at.
    heads: Mutex<HashMap<PlaceId, i64>>,
    hubs: Mutex<HashMap<PlaceId, Arc<Hub>>>,
    /// Whether the server is about to end.
    ending: watch::Sender<bool>,
    watchers: AtomicUsize,
    /// Tells the other nodes.
    announce: OnceLock<Announce>,
}

type Announce = Box<dyn Fn(PlaceId) + Send + Sync>;

impl Default for Bus {
    fn default() -> Self {
        Self(Arc::new(Lines {
            halls: RwLock::default(),
            any: watch::channel(0).0,
            heads: Mutex::default(),
            hubs: Mutex::default(),
            ending: watch::channel(false).0,
            watchers: AtomicUsize::new(0),
            announce: OnceLock::new(),
        }))
    }
}

impl Bus {
    /// Something has changed in a hall, and is on disk: all nodes are told.
    pub fn tell(&self, hall: PlaceId) {
        self.tell_here(hall);
        if let Some(announce) = self.0.announce.get() {
            announce(hall);
        }
    }

    /// Tells the parts of this process.
    pub fn tell_here(&self, hall: PlaceId) {
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

    /// Ends every stream: the server is about to stop.
    pub fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// Becomes true when the server is about to stop.
    pub fn ending(&self) -> watch::Receiver<bool> {
        self.0.ending.subscribe()
    }

    /// How many streams are open.
    pub fn watchers(&self) -> usize {
        self.0.watchers.load(Ordering::Relaxed)
    }

    /// How the other nodes are told; said once.
    fn announce_by(&self, announce: impl Fn(PlaceId) + Send + Sync + 'static) {
        let _ = self.0.announce.set(Box::new(announce));
    }

    /// The last event of a hall has this number; whether it had another when it was last looked at.
    fn come_to(&self, hall: PlaceId, seq: i64) -> bool {
        let mut heads = self.0.heads.lock().unwrap_or_else(PoisonError::into_inner);
        heads.insert(hall, seq) != Some(seq)
    }

    /// Whether anybody of this process waits for changes of any hall.
    fn is_anybody_here(&self) -> bool {
        let halls = self.0.halls.read().unwrap_or_else(PoisonError::into_inner);
        self.0.any.receiver_count() > 0 || halls.values().any(|line| line.receiver_count() > 0)
    }
}
