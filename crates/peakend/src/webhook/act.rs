//! What one can do with webhooks.

use super::store::{self, Webhook};
use crate::Error;
use crate::audit;
use crate::house::House;
use crate::kernel::kinds::{DeliveryId, PlaceId, WebhookId};
use crate::staff::Actor;
use crate::staff::rights::Act;
use db::Tx;

/// Begins to send what happens at and below a place; returns the webhook and its secret, which is told once.
///
/// # Errors
/// The address is no `https://` (or, where private addresses are allowed, `http://`) address; there is no such place.
pub(crate) fn make(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    place: PlaceId,
    url: &str,
    kinds: Option<&[String]>,
) -> Result<(Webhook, String), Error> {
    let path = store::path_of(tx, place)?;
    actor.must(Act::ManageWebhooks, &path)?;
    let plain = house.config.webhooks_allow_private && url.starts_with("http://");
    if !(plain || url.starts_with("https://")) || url.parse::<ureq::http::Uri>().is_err() {
        return Err(Error::invalid("url", "api-error-webhook-url"));
    }
    let mut bytes = [0; 24];
    house.chance.fill(&mut bytes);
    let (secret, now) = (super::secret(&bytes), house.clock.now());
    let webhook = Webhook {
        id: house.chance.id(now),
        place,
        path,
        url: url.to_owned(),
        kinds: kinds.map(<[String]>::to_vec),
        created_at: now,
        failing_since: None,
        disabled_at: None,
    };
    store::insert(tx, &webhook, &secret)?;
    note(house, tx, actor, &webhook, "webhook_added")?;
    Ok((webhook, secret))
}

fn note(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    webhook: &Webhook,
    act: &'static str,
) -> Result<(), Error> {
    let line = audit::Line { act, path: &webhook.path, subject: &webhook.id };
    audit::write(house, tx, actor, &line, &None::<String>, &webhook.url)
}

/// A webhook that the actor may manage.
pub(crate) fn mine(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId) -> Result<Webhook, Error> {
    let webhook = store::get(tx, id)?;
    actor.must(Act::ManageWebhooks, &webhook.path)?;
    Ok(webhook)
}

/// Sends nothing there any more.
pub(crate) fn remove(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: WebhookId) -> Result<Webhook, Error> {
    let webhook = mine(tx, actor, id)?;
    store::remove(tx, id, house.clock.now())?;
    note(house, tx, actor, &webhook, "webhook_removed")?;
    Ok(webhook)
}

/// Switches a webhook on again, and sends again what is dead: one delivery, or all.
pub(crate) fn resend(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: WebhookId,
    one: Option<DeliveryId>,
) -> Result<u64, Error> {
    let webhook = mine(tx, actor, id)?;
    store::enable(tx, id)?;
    let count = store::resend(tx, id, one, house.clock.now())?;
    note(house, tx, actor, &webhook, "webhook_resent")?;
    Ok(count)
}
