//! Webhooks by the API.

use super::store::{self, Webhook};
use super::{DeliveryState, act};
use crate::http::api::{Answer, Get, Id, Limit, Name, On, Post, Query, Shown, Time};
use crate::kernel::Page;
use crate::kernel::kinds::{DeliveryId, PlaceId, WebhookId};
use crate::staff::rights::Act;
use axum::http::StatusCode;
use db::{Record, Row};
use serde::{Deserialize, Serialize};

/// A webhook.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct WebhookSeen {
    /// Its id.
    pub id: WebhookId,
    /// Events of the halls at and below this place.
    pub place: PlaceId,
    /// Where they are sent.
    pub url: String,
    /// The kinds of events; absent: all.
    pub kinds: Option<Vec<String>>,
    /// Since when it is.
    pub created_at: Time,
    /// Since when every try fails.
    pub failing_since: Option<Time>,
    /// When it was switched off, after five days of failure or an answer of 410.
    pub disabled_at: Option<Time>,
}

impl From<Webhook> for WebhookSeen {
    fn from(webhook: Webhook) -> Self {
        Self {
            id: webhook.id,
            place: webhook.place,
            url: webhook.url,
            kinds: webhook.kinds,
            created_at: Time(webhook.created_at),
            failing_since: webhook.failing_since.map(Time),
            disabled_at: webhook.disabled_at.map(Time),
        }
    }
}

impl Shown for Webhook {
    type Seen = WebhookSeen;
}

/// A webhook that was just made.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct WebhookMade {
    /// The webhook.
    pub webhook: WebhookSeen,
    /// Its secret, by which whoever receives verifies. It is not told again.
    pub secret: String,
}

/// An event that is, was or could not be sent.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct DeliverySeen {
    /// Its id.
    pub id: DeliveryId,
    /// The hall of the event.
    pub hall: PlaceId,
    /// The number of the event in its hall.
    pub seq: i64,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next, if it waits.
    pub next_at: Time,
    /// The status of the last answer.
    pub last_status: Option<i64>,
    /// Why there was no answer.
    pub last_error: Option<String>,
    /// Since when it is.
    pub made_at: Time,
    /// When it was taken, or tried for the last time.
    pub ended_at: Option<Time>,
}

impl Record for DeliverySeen {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            hall: row.next()?,
            seq: row.next()?,
            state: row.next()?,
            tries: row.next()?,
            next_at: Time(row.next()?),
            last_status: row.next()?,
            last_error: row.next()?,
            made_at: Time(row.next()?),
            ended_at: {
                let at: Option<crate::kernel::Instant> = row.next()?;
                at.map(Time)
            },
        })
    }
}

/// What is sent where.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookBody {
    /// Events of the halls at and below this place.
    pub place: PlaceId,
    /// Where they are sent: an `https` address.
    #[schema(max_length = 500, pattern = "^https?://")]
    pub url: String,
    /// The kinds of events; absent: all.
    #[schema(inline, max_items = 40)]
    #[serde(default)]
    pub kinds: Option<Vec<Name>>,
}

/// Make a webhook
///
/// Begins with what happens from now on. 422 when the address is not `https`.
#[utoipa::path(
    post, path = "/api/v1/webhooks", tag = "webhooks", request_body = WebhookBody,
    responses((status = 201, description = "The webhook and its secret", body = WebhookMade)),
)]
pub async fn make(post: Post<WebhookBody>) -> Answer {
    post.act_secretly(StatusCode::CREATED, move |house, tx, actor, body| {
        let kinds: Option<Vec<String>> =
            body.kinds.as_ref().map(|kinds| kinds.iter().map(|kind| kind.0.clone()).collect());
        let (webhook, secret) = act::make(house, tx, actor, body.place, &body.url, kinds.as_deref())?;
        Ok(WebhookMade { webhook: webhook.into(), secret })
    })
    .await
}

/// List the webhooks
///
/// Those that the caller may manage.
#[utoipa::path(
    get, path = "/api/v1/webhooks", tag = "webhooks",
    responses((status = 200, description = "All of them", body = Page<WebhookSeen>)),
)]
pub async fn list(get: Get) -> Answer {
    get.find(|_, tx, actor| {
        let mut all = store::all(tx)?;
        all.retain(|webhook| actor.may(Act::ManageWebhooks, &webhook.path));
        Ok(Page::whole(all).map(WebhookSeen::from))
    })
    .await
}

/// Remove a webhook
///
/// Nothing is sent there any more, not even what waits.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/remove", tag = "webhooks",
    params(Id<WebhookId>),
    responses((status = 200, description = "The webhook as it was", body = WebhookSeen)),
)]
pub async fn remove(on: On<WebhookId>) -> Answer {
    on.press(act::remove).await
}

/// Which deliveries.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Those that stand so.
    pub state: DeliveryState,
    /// Where the page begins: `next` of the one before.
    pub cursor: Option<DeliveryId>,
    /// The most deliveries of the page.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
}

/// List the deliveries of a webhook
///
/// Newest first.
#[utoipa::path(
    get, path = "/api/v1/webhooks/{id}/deliveries", tag = "webhooks",
    params(Id<WebhookId>, Which),
    responses((status = 200, description = "A page of deliveries", body = Page<DeliverySeen>)),
)]
pub async fn deliveries(get: Get, Id(id): Id<WebhookId>, Query(which): Query<Which>) -> Answer {
    get.find(move |_, tx, actor| {
        act::mine(tx, actor, id)?;
        let found = store::deliveries(tx, id, which.state, which.cursor, which.limit.get() + 1)?;
        Ok(Page::cut(found, which.limit.get(), |delivery: &DeliverySeen| delivery.id.to_string()))
    })
    .await
}

/// Which deliveries to send again.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResendBody {
    /// This one; all that are dead if absent.
    #[serde(default)]
    pub delivery: Option<DeliveryId>,
}

/// How many are sent again.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Resent {
    /// Deliveries that wait again.
    pub count: u64,
}

impl Shown for Resent {
    type Seen = Self;
}

/// Send dead deliveries again
///
/// One, or all of a webhook; one that was switched off is switched on.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/resend", tag = "webhooks",
    params(Id<WebhookId>),
    request_body = Option<ResendBody>,
    responses((status = 200, description = "How many wait again", body = Resent)),
)]
pub async fn resend(on: On<WebhookId, Option<ResendBody>>) -> Answer {
    on.act(|house, tx, actor, id, body| {
        let one = body.as_ref().and_then(|body| body.delivery);
        act::resend(house, tx, actor, id, one).map(|count| Resent { count })
    })
    .await
}
