//! Another channel instead of a ticket, chosen at the kiosk.
//!
//! An offer counts here when it is answered: by choosing a channel, or by taking a ticket all the same. Who reads it and
//! walks away has answered nothing, and is not counted. On the customer's own phone nothing is counted: anybody could press
//! there, from anywhere.

use super::page::{Front, SHOWN_S, must_be_kiosk, unkept};
use crate::Error;
use crate::house::House;
use crate::http::form::Fields;
use crate::http::page::{Go, Page, encode};
use crate::http::who::Asker;
use crate::kernel::kinds::{DiversionId, PlaceId};
use crate::run::diversion::act::{Offered, answer, offer};
use crate::run::diversion::{self, Diversion, DiversionState};
use crate::run::hall;
use crate::run::ticket::store;
use crate::run::visit::Source;
use crate::staff::Actor;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use blueprint::{Blueprint, Lang};
use db::Tx;

/// What is shown to who does it elsewhere.
#[derive(Template)]
#[template(path = "run/kiosk/elsewhere.html")]
struct Elsewhere {
    front: Front,
    purpose: String,
    channel: String,
    /// What the customer says who comes back.
    code: String,
}

/// Offers a channel to somebody without a ticket, and notes at once what they said to it.
fn answered(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    (purpose, channel): (&str, &str),
    accepted: bool,
) -> Result<Diversion, Error> {
    let what = Offered {
        visit: None,
        purpose: purpose.to_owned(),
        channel: channel.to_owned(),
        phone: String::new(),
    };
    let made = offer(house, tx, actor, hall, &what)?;
    answer(house, tx, actor, made.id, accepted)
}

/// Notes that a customer saw the offer of other channels and rather takes a ticket.
pub(super) fn decline(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    purpose: &str,
    channel: &str,
) -> Result<(), Error> {
    answered(house, tx, actor, hall, (purpose, channel), false).map(drop)
}

/// `POST /k/{hall}/elsewhere`: the customer does it by another channel.
///
/// # Errors
/// There is no such hall, purpose or channel, or this is no kiosk.
pub(crate) async fn send(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    press: Fields,
) -> Result<Go, Error> {
    let (inside, actor, at) = (house.clone(), asker.actor.clone(), code.clone());
    let job = move |tx: &mut Tx<'_>| {
        let hall = hall::store::by_code(tx, &at)?;
        let (key, now) = (press.get("key"), inside.clock.now());
        store::must_be_key(key)?;
        // a second press of the same key counts nothing
        if !store::begin(tx, hall, key, Source::Kiosk, &actor.origin, now)? {
            return Ok::<_, Error>(None);
        }
        let what = (press.get("purpose"), press.get("channel"));
        answered(&inside, tx, &actor, hall, what, true).map(|made| Some(made.id))
    };
    let (made, code, lang) = (house.db.write(job).await?, encode(&code), asker.actor.language.tag());
    Ok(Go::to(match made {
        Some(id) => format!("/k/{code}/elsewhere/{id}?lang={lang}"),
        None => format!("/k/{code}?lang={lang}"),
    }))
}

/// `GET /k/{hall}/elsewhere/{id}`: the code to come back with, for as long as the kiosk shows a ticket.
///
/// # Errors
/// There is no such hall, or this is no kiosk.
pub(crate) async fn page(
    State(house): State<House>,
    asker: Asker,
    headers: HeaderMap,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let home = format!("/k/{}?lang={}", encode(&code), asker.actor.language.tag());
    let id: DiversionId = id.parse().map_err(|_| Error::not_found("floor-error-no-diversion"))?;
    let inside = house.clone();
    let (plan, made) = house
        .db
        .read(move |tx| {
            let hall = hall::store::by_code(tx, &code)?;
            Ok::<_, Error>((hall::store::plan(&inside, tx, hall)?, diversion::store::get(tx, id)?))
        })
        .await?;
    must_be_kiosk(&asker.actor, &plan)?;
    let fresh = made.answered_at.is_some_and(|at| house.clock.now() <= at.plus_seconds(SHOWN_S));
    if made.hall != plan.hall || made.state != DiversionState::Accepted || !fresh {
        return Ok(Go::to(home).into_response());
    }
    let language = asker.actor.language;
    let known = Blueprint::service_hall().channels.iter().find(|channel| channel.id == made.channel);
    let channel = known.map(|channel| channel.name.get(Lang::from(language)).to_owned());
    Ok(unkept(Page(Elsewhere {
        front: Front::of(&house, &asker, &headers, &plan, false),
        purpose: plan.purpose_name(&made.purpose, language),
        channel: channel.unwrap_or(made.channel),
        code: made.code,
    })))
}
