//! The look at every hall that is done every few seconds, by one node.

use super::store;
use super::sweep::{is_due, sweep};
use crate::Error;
use crate::RefusalKind;
use crate::house::House;
use crate::job::store as lease;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(3);
/// For how long a node that stops leaves it undone at most, in seconds.
const LEASE_S: i64 = 15;

/// Looks again and again, until the server ends.
pub async fn run(house: House) {
    let me = house.chance.secret();
    let mut ending = house.bus.ending();
    while !*ending.borrow() {
        if let Err(error) = look(&house, &me).await {
            tracing::warn!(%error, "cannot look for alarms");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = ending.changed() => return,
        }
    }
}

/// Looks once at every hall where somebody is, if this node is the one to do it. Returns how many alarms were raised and closed.
///
/// # Errors
/// Those of the database.
pub async fn look(house: &House, me: &str) -> Result<(usize, usize), Error> {
    let (now, holder) = (house.clock.now(), me.to_owned());
    if !house.db.write(move |tx| lease::hold(tx, "alarms", &holder, now, LEASE_S)).await? {
        return Ok((0, 0));
    }
    let (mut raised, mut closed) = (0, 0);
    for hall in house.db.read(store::halls).await? {
        let here = house.clone();
        if !house.db.read(move |tx| is_due(&here, tx, hall, now)).await? {
            continue;
        }
        let here = house.clone();
        match house.db.write(move |tx| sweep(&here, tx, hall)).await {
            Ok((up, down)) => (raised, closed) = (raised + up, closed + down),
            // somebody was quicker
            Err(error) if error.refusal().is_some_and(|refusal| refusal.kind == RefusalKind::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((raised, closed))
}
