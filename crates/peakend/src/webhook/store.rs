//! Rows of webhooks and their deliveries.

use super::DeliveryState;
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{DeliveryId, PlaceId, WebhookId};
use crate::run::hall::store::json;
use db::{Record, Row, Tx};

/// A webhook.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub id: WebhookId,
    pub place: PlaceId,
    pub path: String,
    pub url: String,
    pub kinds: Option<Vec<String>>,
    pub created_at: Instant,
    pub failing_since: Option<Instant>,
    pub disabled_at: Option<Instant>,
}

impl Record for Webhook {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            place: row.next()?,
            path: row.next()?,
            url: row.next()?,
            kinds: {
                let kinds: Option<String> = row.next()?;
                kinds
                    .map(|kinds| json(&kinds))
                    .transpose()
                    .map_err(|error| db::Error::Fault(error.to_string()))?
            },
            created_at: row.next()?,
            failing_since: row.next()?,
            disabled_at: row.next()?,
        })
    }
}

macro_rules! webhooks {
    ($rest:literal) => {
        concat!(
            "select w.id, w.place, p.path, w.url, w.kinds, w.created_at, w.failing_since, w.disabled_at
             from webhook w
             join place p on p.id = w.place
             where w.removed_at is null ",
            $rest
        )
    };
}

pub(crate) fn all(tx: &mut Tx<'_>) -> Result<Vec<Webhook>, Error> {
    Ok(tx.all(webhooks!("order by w.id"), &[])?)
}

pub(crate) fn get(tx: &mut Tx<'_>, id: WebhookId) -> Result<Webhook, Error> {
    tx.first(webhooks!("and w.id = ?1"), &[id.into()])?.ok_or_else(|| Error::not_found("api-error-no-such"))
}

/// The path of a place.
pub(crate) fn path_of(tx: &mut Tx<'_>, place: PlaceId) -> Result<String, Error> {
    let found: Option<(String,)> = tx.first("select path from place where id = ?1", &[place.into()])?;
    found.map(|(path,)| path).ok_or_else(|| Error::not_found("api-error-no-such"))
}

/// Keeps a webhook, which begins with what happens from now on.
pub(crate) fn insert(tx: &mut Tx<'_>, webhook: &Webhook, secret: &str) -> Result<(), Error> {
    let kinds = webhook.kinds.as_ref().map(serde_json::to_string).transpose();
    let kinds = kinds.map_err(|error| Error::Internal(error.to_string()))?;
    tx.run(
        "insert into webhook (id, place, url, secret, kinds, created_at) values (?1, ?2, ?3, ?4, ?5, ?6)",
        &[
            webhook.id.into(),
            webhook.place.into(),
            (&webhook.url).into(),
            secret.into(),
            kinds.into(),
            webhook.created_at.into(),
        ],
    )?;
    tx.run(
        "insert into webhook_cursor (webhook, hall, seq) select w.id, l.hall, l.seq from webhook w, hall_log l where w.id = ?1",
        &[webhook.id.into()],
    )?;
    Ok(())
}

pub(crate) fn remove(tx: &mut Tx<'_>, id: WebhookId, now: Instant) -> Result<(), Error> {
    tx.run("update webhook set removed_at = ?2 where id = ?1", &[id.into(), now.into()])?;
    tx.run("delete from webhook_cursor where webhook = ?1", &[id.into()])?;
    tx.run("delete from delivery where webhook = ?1 and state = 'waiting'", &[id.into()])?;
    Ok(())
}

/// Switches it on again.
pub(crate) fn enable(tx: &mut Tx<'_>, id: WebhookId) -> Result<(), Error> {
    tx.run("update webhook set disabled_at = null, failing_since = null where id = ?1", &[id.into()])?;
    Ok(())
}

/// Halls with events that a webhook has not looked at: webhook, hall, path of the hall, how far it has come.
pub(crate) fn behind(tx: &mut Tx<'_>) -> Result<Vec<(WebhookId, PlaceId, String, i64)>, Error> {
    Ok(tx.all(
        "select w.id, l.hall, p.path, coalesce(c.seq, 0)
         from webhook w
         join hall_log l on true
         join place p on p.id = l.hall
         left join webhook_cursor c on c.webhook = w.id and c.hall = l.hall
         where w.removed_at is null and w.disabled_at is null and l.seq > coalesce(c.seq, 0)",
        &[],
    )?)
}

pub(crate) fn come_to(tx: &mut Tx<'_>, id: WebhookId, hall: PlaceId, seq: i64) -> Result<(), Error> {
    tx.run(
        "insert into webhook_cursor (webhook, hall, seq)
         values (?1, ?2, ?3)
         on conflict (webhook, hall) do update set seq = excluded.seq",
        &[id.into(), hall.into(), seq.into()],
    )?;
    Ok(())
}

pub(crate) fn to_deliver(
    tx: &mut Tx<'_>,
    id: DeliveryId,
    webhook: WebhookId,
    event: (PlaceId, i64),
    now: Instant,
) -> Result<(), Error> {
    tx.run(
        "insert into delivery (id, webhook, hall, seq, state, tries, next_at, made_at)
         values (?1, ?2, ?3, ?4, 'waiting', 0, ?5, ?5)
         on conflict (webhook, hall, seq) do nothing",
        &[id.into(), webhook.into(), event.0.into(), event.1.into(), now.into()],
    )?;
    Ok(())
}

/// A delivery whose time has come.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    pub hall: PlaceId,
    pub seq: i64,
    pub tries: i64,
    pub url: String,
    pub secret: String,
    pub failing_since: Option<Instant>,
}

impl Record for Due {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            webhook: row.next()?,
            hall: row.next()?,
            seq: row.next()?,
            tries: row.next()?,
            url: row.next()?,
            secret: row.next()?,
            failing_since: row.next()?,
        })
    }
}

pub(crate) fn due(tx: &mut Tx<'_>, now: Instant, limit: i64) -> Result<Vec<Due>, Error> {
    Ok(tx.all(
        "select d.id, d.webhook, d.hall, d.seq, d.tries, w.url, w.secret, w.failing_since
         from delivery d
         join webhook w on w.id = d.webhook
         where d.state = 'waiting' and d.next_at <= ?1 and w.disabled_at is null and w.removed_at is null
         order by d.next_at, d.id
         limit ?2",
        &[now.into(), limit.into()],
    )?)
}

/// What a try came to.
pub(crate) struct Tried {
    pub state: DeliveryState,
    pub next_at: Instant,
    pub status: Option<i64>,
    pub error: Option<String>,
    pub failing_since: Option<Instant>,
    pub disable: bool,
}

pub(crate) fn tried(tx: &mut Tx<'_>, due: &Due, tried: &Tried, now: Instant) -> Result<(), Error> {
    let ended = (tried.state != DeliveryState::Waiting).then_some(now);
    tx.run(
        "update delivery
         set state = ?2, tries = tries + 1, next_at = ?3, last_status = ?4, last_error = ?5, ended_at = ?6
         where id = ?1",
        &[
            due.id.into(),
            tried.state.into(),
            tried.next_at.into(),
            tried.status.into(),
            tried.error.as_ref().into_value(),
            ended.into(),
        ],
    )?;
    tx.run(
        "update webhook set failing_since = ?2 where id = ?1",
        &[due.webhook.into(), tried.failing_since.into()],
    )?;
    if tried.disable {
        tx.run("update webhook set disabled_at = ?2 where id = ?1", &[due.webhook.into(), now.into()])?;
    }
    Ok(())
}

/// A text that may be absent, as a value.
trait IntoValue<'a> {
    fn into_value(self) -> db::Value<'a>;
}

impl<'a> IntoValue<'a> for Option<&'a String> {
    fn into_value(self) -> db::Value<'a> {
        self.map(String::as_str).into()
    }
}

/// Sends dead deliveries of a webhook again: one, or all of them. Returns how many.
pub(crate) fn resend(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    one: Option<DeliveryId>,
    now: Instant,
) -> Result<u64, Error> {
    Ok(tx.run(
        "update delivery
         set state = 'waiting', tries = 0, next_at = ?3, ended_at = null
         where webhook = ?1 and state = 'dead' and (cast(?2 as uuid) is null or id = ?2)",
        &[webhook.into(), one.into(), now.into()],
    )?)
}

/// Deliveries of a webhook in a state, newest first.
pub(crate) fn deliveries(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    state: DeliveryState,
    before: Option<DeliveryId>,
    limit: usize,
) -> Result<Vec<super::api::DeliverySeen>, Error> {
    let last = DeliveryId::of(uuid::Uuid::from_u128(u128::MAX));
    Ok(tx.all(
        "select id, hall, seq, state, tries, next_at, last_status, last_error, made_at, ended_at
         from delivery
         where webhook = ?1 and state = ?2 and id < ?3
         order by id desc
         limit ?4",
        &[
            webhook.into(),
            state.into(),
            before.unwrap_or(last).into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ],
    )?)
}

/// The kind of an event.
pub(crate) fn kind_of(tx: &mut Tx<'_>, hall: PlaceId, seq: i64) -> Result<String, Error> {
    let (kind,) =
        tx.one("select kind from event where hall = ?1 and seq = ?2", &[hall.into(), seq.into()])?;
    Ok(kind)
}
