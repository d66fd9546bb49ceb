//! Several nodes over one PostgreSQL: what is written by one is told to the others.
//!
//! A hall that has changed is announced to the other nodes once its commit is on disk. Should an announcement be lost, a look
//! at the numbers of the last events, once a second while anybody watches, finds what was missed.

use crate::house::House;
use crate::kernel::kinds::PlaceId;
use crate::run::log;
use std::collections::HashMap;
use std::time::Duration;

/// How often the numbers of the last events are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Tells this process what the other nodes announce, and announces what this process writes. Does nothing on SQLite, which
/// has one node.
pub fn join(house: &House) {
    let bus = house.bus.clone();
    let heard = house.db.on_announce(move |hall| {
        if let Ok(hall) = hall.parse::<PlaceId>() {
            bus.tell_here(hall);
        }
    });
    if let Err(error) = heard {
        tracing::error!(%error, "cannot listen to the other nodes");
    }
    let db = house.db.clone();
    house.bus.announce_by(move |hall| db.announce(&hall.to_string()));
}

/// Finds what was not announced, until the server ends.
pub async fn look(house: House) {
    if !house.db.is_shared() {
        return;
    }
    let mut known: HashMap<PlaceId, i64> = HashMap::new();
    let mut ending = house.bus.ending();
    while !*ending.borrow() {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = ending.changed() => return,
        }
        if !house.bus.is_anybody_here() {
            continue;
        }
        let heads = match house.db.read(log::heads).await {
            Ok(heads) => heads,
            Err(error) => {
                tracing::warn!(%error, "cannot look at the last events");
                continue;
            }
        };
        for (hall, seq) in heads {
            if known.insert(hall, seq) != Some(seq) {
                house.bus.tell_here(hall);
            }
        }
    }
}
