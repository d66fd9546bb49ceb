//! Several nodes over one PostgreSQL: what is written by one is told to the others.
//!
//! A hall that has changed is announced to the other nodes once its commit is on disk. Should an announcement be lost, a look
//! at the numbers of the last events, once a second while anybody watches, finds what was missed.

use crate::Error;
use crate::house::House;
use crate::kernel::kinds::PlaceId;
use crate::run::log;

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

/// Finds what was not announced since it was last looked for.
///
/// # Errors
/// Those of the database.
pub async fn look(house: &House) -> Result<(), Error> {
    if !house.db.is_shared() || !house.bus.is_anybody_here() {
        return Ok(());
    }
    for (hall, seq) in house.db.read(log::heads).await? {
        if house.bus.come_to(hall, seq) {
            house.bus.tell_here(hall);
        }
    }
    Ok(())
}
