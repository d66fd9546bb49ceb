//! What a server does beside answering: each job on one node at a time, until the server ends.

pub(crate) mod store;

use crate::Error;
use crate::house::House;
use crate::http::api;
use crate::kernel::Instant;
use crate::webhook;
use std::time::Duration;

/// How long a node keeps the work once it has it, in seconds.
const LEASE_S: i64 = 15;

/// How often the work is looked at when nothing wakes it.
const ROUND: Duration = Duration::from_secs(5);

/// Begins the jobs.
pub fn start(house: &House) {
    tokio::spawn(run(house.clone()));
}

async fn run(house: House) {
    let holder = house.chance.code(12);
    let mut changes = house.bus.listen_to_all();
    let mut ending = house.bus.ending();
    let mut forgot = Instant(0);
    while !*ending.borrow() {
        changes.mark_unchanged();
        match round(&house, &holder, &mut forgot).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "a job of the server failed and is tried again"),
        }
        tokio::select! {
            _ = tokio::time::timeout(ROUND, changes.changed()) => {}
            _ = ending.changed() => {}
        }
        // so that a busy hall does not make a round of each of its acts
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// One round; whether there may be more to do at once.
async fn round(house: &House, holder: &str, forgot: &mut Instant) -> Result<bool, Error> {
    let now = house.clock.now();
    let anybody = house.db.read(|tx| webhook::store::all(tx).map(|all| !all.is_empty())).await?;
    let mut more = false;
    if anybody {
        let mine = holder.to_owned();
        let until = now.plus_seconds(LEASE_S);
        if house.db.write(move |tx| webhook::store::lease(tx, "webhooks", &mine, now, until)).await? {
            more = webhook::job::follow(house).await? | (webhook::job::deliver(house).await? > 0);
        }
    }
    if now > forgot.plus_seconds(3600) {
        *forgot = now;
        house.db.write(move |tx| api::forget(tx, now)).await?;
    }
    Ok(more)
}
