//! The pages of webhooks: the list, and what became of what was to be sent.

use super::api::DeliverySeen;
use super::store::{self, Webhook};
use super::{DeliveryState, act};
use crate::Error;
use crate::house::House;
use crate::http::api::Query;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::kernel::kinds::{DeliveryId, WebhookId};
use crate::run::network::{self, Place};
use crate::staff::rights::Act;
use crate::ui::frame::{Frame, Step};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};

/// Deliveries on a page.
const ON_A_PAGE: usize = 50;

/// The list, and the form that adds to it.
#[derive(Template)]
#[template(path = "webhook/webhooks.html")]
pub struct Webhooks {
    frame: Frame,
    zone: String,
    wrong: Wrong,
    sent: Fields,
    /// The address and the secret of one that was just made: the secret is shown this once.
    fresh: Option<(String, String)>,
    webhooks: Vec<Webhook>,
    /// Where the asker may have more.
    places: Vec<Place>,
}

impl Webhooks {
    async fn of(house: &House, asker: &Asker, wrong: Wrong, sent: Fields) -> Result<Self, Error> {
        let actor = asker.actor.clone();
        let found = house.db.read(move |tx| {
            let places: Vec<Place> = network::under(tx, "/")?
                .into_iter()
                .filter(|p| actor.may(Act::ManageWebhooks, &p.path))
                .collect();
            if places.is_empty() {
                actor.must(Act::ManageWebhooks, "/")?;
            }
            let mut webhooks = store::all(tx)?;
            webhooks.retain(|webhook| actor.may(Act::ManageWebhooks, &webhook.path));
            Ok::<_, Error>((places, webhooks))
        });
        let (places, webhooks) = found.await?;
        let frame = Frame::of(asker, "", asker.texts().say("api-hooks"), house.clock.now());
        Ok(Self { frame, zone: house.config.zone.clone(), wrong, sent, fresh: None, webhooks, places })
    }

    /// The name of the place of a webhook.
    fn name(&self, webhook: &Webhook) -> String {
        let place = self.places.iter().find(|place| place.id == webhook.place);
        place.map_or_else(|| webhook.path.clone(), |place| place.name(self.frame.t.language()).to_owned())
    }
}

/// `GET /webhooks`
pub async fn show(State(house): State<House>, asker: Asker) -> Result<Page<Webhooks>, Error> {
    Ok(Page(Webhooks::of(&house, &asker, Wrong::default(), Fields::default()).await?))
}

/// `POST /webhooks`: the page shows the secret, because it can never be shown again.
pub async fn make(State(house): State<House>, asker: Asker, sent: Fields) -> Result<Response, Error> {
    let (home, actor, asked) = (house.clone(), asker.actor.clone(), sent.clone());
    let made = house.db.write(move |tx| {
        let place = network::by_code(tx, asked.get("place").trim()).map_err(|error| {
            if error.refusal().is_some() { Error::invalid("place", "api-error-hook-place") } else { error }
        })?;
        let kinds: Vec<String> = asked
            .get("kinds")
            .split([',', '，', ' '])
            .map(str::trim)
            .filter(|kind| !kind.is_empty())
            .map(str::to_owned)
            .collect();
        let kinds = (!kinds.is_empty()).then_some(kinds);
        act::make(&home, tx, &actor, place.id, asked.get("url").trim(), kinds.as_deref())
    });
    match made.await {
        Ok((webhook, secret)) => {
            let mut page = Webhooks::of(&house, &asker, Wrong::default(), Fields::default()).await?;
            page.fresh = Some((webhook.url, secret));
            Ok(Page(page).into_response())
        }
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            Ok(wrong.answer(Webhooks::of(&house, &asker, wrong.clone(), sent).await?))
        }
    }
}

/// `POST /webhooks/{id}/remove`
pub async fn remove(State(house): State<House>, asker: Asker, Path(id): Path<String>) -> Result<Go, Error> {
    let (id, home, actor) = (parsed(&id)?, house.clone(), asker.actor);
    house.db.write(move |tx| act::remove(&home, tx, &actor, id)).await?;
    Ok(Go::to("/webhooks").saying("api-hook-removed", &[]))
}

fn parsed(id: &str) -> Result<WebhookId, Error> {
    id.parse().map_err(|_| Error::not_found("api-error-no-such"))
}

/// Which deliveries.
#[derive(Debug, serde::Deserialize)]
pub struct Which {
    state: Option<DeliveryState>,
    cursor: Option<DeliveryId>,
}

/// What became of what was to be sent.
#[derive(Template)]
#[template(path = "webhook/deliveries.html")]
pub struct Deliveries {
    frame: Frame,
    zone: String,
    webhook: Webhook,
    state: DeliveryState,
    /// Each with the kind of its event.
    deliveries: Vec<(DeliverySeen, String)>,
    next: Option<String>,
}

impl Deliveries {
    /// Each state with its name, and whether it is shown.
    fn states(&self) -> Vec<(DeliveryState, String, bool)> {
        let name = |state: DeliveryState| match state {
            DeliveryState::Waiting => self.frame.t.say("api-hook-waiting"),
            DeliveryState::Done => self.frame.t.say("api-hook-done"),
            DeliveryState::Dead => self.frame.t.say("api-hook-dead"),
        };
        DeliveryState::ALL.iter().map(|state| (*state, name(*state), *state == self.state)).collect()
    }

    fn is_dead(&self) -> bool {
        self.state == DeliveryState::Dead
    }
}

/// `GET /webhooks/{id}`: the dead first, because they wait for somebody.
pub async fn one(
    State(house): State<House>,
    asker: Asker,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Page<Deliveries>, Error> {
    let (id, actor) = (parsed(&id)?, asker.actor.clone());
    let state = which.state.unwrap_or(DeliveryState::Dead);
    let found = house.db.read(move |tx| {
        let webhook = act::mine(tx, &actor, id)?;
        let found = store::deliveries(tx, id, state, which.cursor, ON_A_PAGE + 1)?;
        let found = crate::kernel::Page::cut(found, ON_A_PAGE, |delivery| delivery.id.to_string());
        let mut told = Vec::new();
        for delivery in found.items {
            let kind = store::kind_of(tx, delivery.hall, delivery.seq)?;
            told.push((delivery, kind));
        }
        Ok::<_, Error>((webhook, told, found.next.map(|next| next.0)))
    });
    let (webhook, deliveries, next) = found.await?;
    let list = Step { name: asker.texts().say("api-hooks"), href: Some("/webhooks".to_owned()) };
    let frame = Frame::of(&asker, "", asker.texts().say("api-hook-deliveries"), house.clock.now());
    Ok(Page(Deliveries {
        frame: frame.at(vec![list]),
        zone: house.config.zone.clone(),
        webhook,
        state,
        deliveries,
        next,
    }))
}

/// `POST /webhooks/{id}/resend`: one, or all that are dead.
pub async fn resend(
    State(house): State<House>,
    asker: Asker,
    Path(id): Path<String>,
    sent: Fields,
) -> Result<Go, Error> {
    let (id, home, actor) = (parsed(&id)?, house.clone(), asker.actor);
    let one = sent.maybe("delivery").map(|_| sent.parse("delivery", "api-error-no-such")).transpose()?;
    let count = house.db.write(move |tx| act::resend(&home, tx, &actor, id, one)).await?;
    Ok(Go::to(format!("/webhooks/{id}?state=waiting"))
        .saying("api-hook-resent", &[("count", count.to_string())]))
}
