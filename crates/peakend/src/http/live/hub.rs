//! The hub of a watched hall: reads each event once and makes one text of it, for everybody who watches.
//!
//! It begins with the first who watches and ends with the last.

use super::{Bus, See};
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{CounterId, PlaceId};
use crate::run::log::{self, Line};
use crate::run::{board, visit};
use axum::body::Bytes;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// The events a hub remembers: more than a stream that was broken is sent one by one.
const REMEMBERED: usize = 256;

/// How often a hub that hears nothing looks whether anybody still watches.
const IDLE: Duration = Duration::from_secs(30);

/// How long a hub waits when the database does not answer.
const AGAIN: Duration = Duration::from_secs(1);

pub(super) struct Hub {
    recent: Mutex<VecDeque<Told>>,
    /// The number of the last event read; none before the first reading.
    last: watch::Sender<Option<i64>>,
}

/// An event as it is sent.
struct Told {
    seq: i64,
    counter: Option<CounterId>,
    /// Whether it is of no visit and no counter, and so concerns everybody.
    is_of_hall: bool,
    staff: Bytes,
    board: Bytes,
    plain: Bytes,
    own: Bytes,
}

/// The text of one event, as server-sent events are written.
pub(super) fn frame(seq: i64, data: &serde_json::Value) -> Bytes {
    format!("id: {seq}\nevent: changed\ndata: {data}\n\n").into()
}

/// One text in place of many, or for those who need not know more.
pub(super) fn changed(seq: i64) -> Bytes {
    frame(seq, &serde_json::json!({ "seq": seq, "kind": "changed" }))
}

impl Told {
    fn of(line: &Line) -> Self {
        let plain = serde_json::json!({ "seq": line.seq, "kind": line.kind });
        let mut staff = plain.clone();
        if let Some((letter, number)) = &line.ticket {
            staff["number"] = visit::label(letter, *number).into();
        }
        if let Some(id) = line.visit {
            staff["visit"] = id.to_string().into();
        }
        if let Some(label) = &line.counter_label {
            staff["counter"] = label.as_str().into();
        }
        let mut board = plain.clone();
        if let (Some((letter, number)), Some(counter)) = (&line.ticket, &line.counter_label) {
            let say = board::say(&line.kind, letter, *number, counter);
            if !say.is_empty() {
                board["say"] = serde_json::json!(say);
            }
        }
        Self {
            seq: line.seq,
            counter: line.counter,
            is_of_hall: line.visit.is_none() && line.counter.is_none(),
            staff: frame(line.seq, &staff),
            board: frame(line.seq, &board),
            plain: frame(line.seq, &plain),
            own: changed(line.seq),
        }
    }

    fn seen_by(&self, see: See) -> Option<&Bytes> {
        match see {
            See::Staff => Some(&self.staff),
            See::Board => Some(&self.board),
            See::Own(_) => Some(&self.own),
            See::Counter(counter) => {
                (self.is_of_hall || self.counter == Some(counter)).then_some(&self.plain)
            }
        }
    }
}

impl Hub {
    /// The hub of a hall, and its line. Subscribed to before anything is read, so that nothing falls between.
    pub(super) fn of(house: &House, hall: PlaceId) -> (Arc<Self>, watch::Receiver<Option<i64>>) {
        let mut hubs = house.bus.0.hubs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(hub) = hubs.get(&hall) {
            return (Arc::clone(hub), hub.last.subscribe());
        }
        let (last, line) = watch::channel(None);
        let hub = Arc::new(Self { recent: Mutex::default(), last });
        hubs.insert(hall, Arc::clone(&hub));
        let leave = Leave { bus: house.bus.clone(), hall, hub: Arc::clone(&hub) };
        tokio::spawn(run(house.clone(), leave));
        (hub, line)
    }

    /// The texts after a number for one who watches; one in place of them all when there are more than `most`, or more
    /// than are remembered.
    pub(super) fn since(&self, after: i64, see: See, most: usize) -> (i64, Vec<Bytes>) {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.last.borrow().unwrap_or_default();
        let last = recent.back().map_or(known, |told| told.seq);
        if after == last {
            return (last, Vec::new());
        }
        let first = recent.front().map_or(last + 1, |told| told.seq);
        let from = usize::try_from(after + 1 - first).unwrap_or(usize::MAX);
        // before what is remembered, or a number this hall has not come to: the database is an older one
        if from >= recent.len() || recent.len() - from > most {
            return (last, vec![changed(last)]);
        }
        (last, recent.range(from..).filter_map(|told| told.seen_by(see)).cloned().collect())
    }

    fn keep(&self, lines: &[Line]) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.extend(lines.iter().map(Told::of));
        let surplus = recent.len().saturating_sub(REMEMBERED);
        recent.drain(..surplus);
    }
}

/// Takes the hub away when it ends, however it ends.
struct Leave {
    bus: Bus,
    hall: PlaceId,
    hub: Arc<Hub>,
}

impl Leave {
    /// Takes the hub away if nobody watches; nobody can begin to meanwhile.
    fn if_idle(&self) -> bool {
        let mut hubs = self.bus.0.hubs.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = self.hub.last.receiver_count() == 0;
        if idle && hubs.get(&self.hall).is_some_and(|hub| Arc::ptr_eq(hub, &self.hub)) {
            hubs.remove(&self.hall);
        }
        idle
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        let mut hubs = self.bus.0.hubs.lock().unwrap_or_else(PoisonError::into_inner);
        if hubs.get(&self.hall).is_some_and(|hub| Arc::ptr_eq(hub, &self.hub)) {
            hubs.remove(&self.hall);
        }
    }
}

async fn run(house: House, leave: Leave) {
    let mut changes = house.bus.listen(leave.hall);
    let mut ending = house.bus.ending();
    while !*ending.borrow() && !leave.if_idle() {
        changes.mark_unchanged();
        let wait = match read(&house, &leave).await {
            Ok(()) => IDLE,
            Err(error) => {
                tracing::warn!(%error, hall = %leave.hall, "cannot read what has happened");
                AGAIN
            }
        };
        tokio::select! {
            _ = tokio::time::timeout(wait, changes.changed()) => {}
            _ = ending.changed() => {}
        }
    }
}

/// Reads what has happened since the last reading, and tells it.
async fn read(house: &House, leave: &Leave) -> Result<(), Error> {
    let (hall, hub) = (leave.hall, &leave.hub);
    let before = *hub.last.borrow();
    let most = i64::try_from(REMEMBERED).unwrap_or(i64::MAX);
    let lines = house.db.read(move |tx| log::lines(tx, hall, before.unwrap_or_default(), most)).await?;
    let last = lines.last().map_or(before.unwrap_or_default(), |line| line.seq);
    if before.is_some_and(|before| lines.first().is_some_and(|line| line.seq > before + 1)) {
        // more than is remembered: what came before is not told one by one
        hub.recent.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
    hub.keep(&lines);
    hub.last.send_if_modified(|known| known.replace(last) != Some(last));
    Ok(())
}
