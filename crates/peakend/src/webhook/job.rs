//! The follower of the log, and the sending.

use super::send::{self, Letter};
use super::store::{self, Due, Tried};
use super::{AGAIN_AFTER_S, DeliveryState, PATIENCE_S, signature};
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::run::log::{self, EventSeen};
use db::Tx;

/// The most events of a hall that are looked at in one transaction.
const AT_ONCE: u32 = 200;

/// The most deliveries that are under way at a time.
const TOGETHER: i64 = 16;

/// One round: follows the log and sends what is due, if there is any webhook. Returns whether there may be more to do at once.
///
/// # Errors
/// Those of the database.
pub(crate) async fn round(house: &House) -> Result<bool, Error> {
    let anybody = house.db.read(|tx| store::all(tx).map(|all| !all.is_empty())).await?;
    if !anybody {
        return Ok(false);
    }
    Ok(follow(house).await? | (deliver(house).await? > 0))
}

/// Looks at what has happened since the last round and makes deliveries of it; returns whether there was anything.
///
/// # Errors
/// Those of the database.
pub async fn follow(house: &House) -> Result<bool, Error> {
    let anything = house.db.read(|tx| store::behind(tx).map(|behind| !behind.is_empty())).await?;
    if anything {
        let home = house.clone();
        house.db.write(move |tx| fill(&home, tx)).await?;
    }
    Ok(anything)
}

fn fill(house: &House, tx: &mut Tx<'_>) -> Result<(), Error> {
    let now = house.clock.now();
    let webhooks = store::all(tx)?;
    for (id, hall, path, seq) in store::behind(tx)? {
        let Some(webhook) = webhooks.iter().find(|webhook| webhook.id == id) else { continue };
        let events = log::after(tx, hall, seq, AT_ONCE)?;
        let Some(last) = events.last().map(|event| event.seq) else { continue };
        if path.starts_with(&webhook.path) {
            let wants = |kind: &str| {
                webhook.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|wanted| wanted == kind))
            };
            for event in events.iter().filter(|event| wants(event.what.kind())) {
                store::to_deliver(tx, house.chance.id(now), id, (hall, event.seq), now)?;
            }
        }
        store::come_to(tx, id, hall, last)?;
    }
    Ok(())
}

/// Tries every delivery whose time has come, once; returns how many.
///
/// # Errors
/// Those of the database.
pub async fn deliver(house: &House) -> Result<usize, Error> {
    let now = house.clock.now();
    let due = house.db.read(move |tx| {
        let due = store::due(tx, now, TOGETHER)?;
        due.into_iter()
            .map(|due| letter(tx, &due, now).map(|letter| (due, letter)))
            .collect::<Result<Vec<_>, Error>>()
    });
    let due = due.await?;
    let allow_private = house.config.webhooks_allow_private;
    let under_way: Vec<_> = due
        .into_iter()
        .map(|(due, letter)| (due, tokio::task::spawn_blocking(move || send::send(&letter, allow_private))))
        .collect();
    let count = under_way.len();
    for (due, sending) in under_way {
        let answer = sending.await.unwrap_or_else(|error| Err(error.to_string()));
        let now = house.clock.now();
        let tried = judge(&due, answer, now);
        house.db.write(move |tx| store::tried(tx, &due, &tried, now)).await?;
    }
    Ok(count)
}

/// What is sent: the event as the API shows it.
fn letter(tx: &mut Tx<'_>, due: &Due, now: Instant) -> Result<Letter, Error> {
    let event = log::after(tx, due.hall, due.seq - 1, 1)?;
    let event = event.first().ok_or_else(|| Error::Internal("a delivery without its event".to_owned()))?;
    let (id, timestamp_s) = (event.id.to_string(), now.0.div_euclid(Instant::SECOND));
    let body = serde_json::json!({
        "type": event.what.kind(),
        "timestamp": event.at.to_string(),
        "data": EventSeen::of(event),
    })
    .to_string();
    let signature = signature(&due.secret, &id, timestamp_s, &body)
        .ok_or_else(|| Error::Internal("the secret of a webhook is none".to_owned()))?;
    Ok(Letter { url: due.url.clone(), id, timestamp_s, signature, body })
}

/// What follows from a try. Any 2xx takes the delivery; 410 says that nobody will ever again.
fn judge(due: &Due, answer: Result<u16, String>, now: Instant) -> Tried {
    let (status, error) = match answer {
        Ok(status) => (Some(i64::from(status)), None),
        Err(error) => (None, Some(error)),
    };
    if status.is_some_and(|status| (200..300).contains(&status)) {
        let (state, failing_since) = (DeliveryState::Done, None);
        return Tried { state, next_at: now, status, error, failing_since, disable: false };
    }
    let since = due.failing_since.unwrap_or(now);
    let again = usize::try_from(due.tries).ok().and_then(|tries| AGAIN_AFTER_S.get(tries));
    Tried {
        state: if again.is_some() { DeliveryState::Waiting } else { DeliveryState::Dead },
        next_at: again.map_or(now, |seconds| now.plus_seconds(*seconds)),
        status,
        error,
        failing_since: Some(since),
        disable: status == Some(410) || now >= since.plus_seconds(PATIENCE_S),
    }
}
