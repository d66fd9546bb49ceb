//! Booking, moving and giving up an appointment: the public's page `/a/{hall}`.
//!
//! Whoever has the code opens the appointment: `/a/{hall}?code=K7QF3M2P`. No name or telephone is shown there.

use super::act::{self, Booking};
use super::{Appointment, State as Standing};
use crate::Error;
use crate::house::House;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::kernel::Instant;
use crate::run::hall::{Plan, store};
use crate::staff::Actor;
use crate::ui::frame::Frame;
use crate::ui::text::Language;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use db::Tx;

/// The page.
#[derive(Template)]
#[template(path = "run/appointment/page.html")]
pub struct Front {
    frame: Frame,
    wrong: Wrong,
    hall: String,
    address: String,
    mine: Option<Mine>,
    /// Whether there is something to choose.
    choosing: bool,
    choice: Choice,
    name: String,
    phone: String,
}

/// What can be booked on a day.
#[derive(Default)]
pub(super) struct Choice {
    /// What the hall gives appointments for: id, name, whether it is chosen.
    pub purposes: Vec<(String, String, bool)>,
    /// What is chosen; empty if the hall gives no appointments.
    pub purpose: String,
    pub day: String,
    /// The instant, the time on the wall, how many are free.
    pub slots: Vec<(i64, String, i64)>,
}

impl Choice {
    /// The choice for what is wanted, or for the first that there is.
    pub(super) fn of(
        house: &House,
        tx: &mut Tx<'_>,
        plan: &Plan,
        language: Language,
        wanted: &str,
        day: String,
    ) -> Result<Self, Error> {
        let specs = act::specs(tx, plan.hall)?;
        let given = |id: &str| specs.iter().any(|spec| spec.purpose == id);
        let there = plan.offers.iter().filter(|offer| offer.offered && given(&offer.purpose));
        let there: Vec<(String, String)> =
            there.map(|offer| (offer.purpose.clone(), offer.name(language).to_owned())).collect();
        let chosen = there.iter().find(|(id, _)| id == wanted).or(there.first()).map(|(id, _)| id.clone());
        let slots = match &chosen {
            // a day out of reach has no slots, which the page says
            Some(purpose) => {
                act::slots(house, tx, plan.hall, purpose, &day).or_else(|error| match error {
                    Error::Refused(_) => Ok(Vec::new()),
                    other => Err(other),
                })?
            }
            None => Vec::new(),
        };
        let wall = |at: Instant| at.local(&plan.zone).strftime("%H:%M").to_string();
        let purpose = chosen.unwrap_or_default();
        Ok(Self {
            purposes: there.into_iter().map(|(id, name)| (id.clone(), name, id == purpose)).collect(),
            purpose,
            day,
            slots: slots.into_iter().map(|slot| (slot.from.0, wall(slot.from), slot.free)).collect(),
        })
    }
}

/// An appointment, to whoever has its code.
struct Mine {
    code: String,
    purpose: String,
    time: String,
    state: String,
    open: bool,
}

impl Mine {
    fn of(appointment: &Appointment, plan: &Plan, asker: &Asker, now: Instant) -> Self {
        let state = if appointment.missed(now) { Standing::NoShow } else { appointment.state };
        Self {
            code: appointment.shown(),
            purpose: plan.purpose_name(&appointment.purpose, asker.actor.language),
            time: act::time(plan, appointment.starts_at),
            state: asker.texts().say(&format!("appointment-state-{}", state.word().replace('_', "-"))),
            open: state == Standing::Booked,
        }
    }
}

/// Whoever books by this page does so as the public, signed in or not.
fn public(asker: &Asker) -> Actor {
    Actor::public(asker.actor.origin.clone(), asker.actor.language)
}

fn front(
    house: &House,
    tx: &mut Tx<'_>,
    asker: &Asker,
    code: &str,
    asked: &Fields,
    wrong: Wrong,
) -> Result<Front, Error> {
    let hall = store::by_code(tx, code)?;
    let plan = store::plan(house, tx, hall)?;
    let now = house.clock.now();
    let language = asker.actor.language;
    let appointment = match asked.maybe("code") {
        Some(typed) => Some(act::by_code(tx, typed)?).filter(|appointment| appointment.hall == hall),
        None => None,
    };
    let wanted = appointment.as_ref().map_or(asked.get("purpose"), |appointment| &appointment.purpose);
    let day = asked.maybe("day").map_or_else(|| plan.day(now), str::to_owned);
    let mine = appointment.as_ref().map(|appointment| Mine::of(appointment, &plan, asker, now));
    let choice = if mine.as_ref().is_none_or(|mine| mine.open) {
        Choice::of(house, tx, &plan, language, wanted, day)?
    } else {
        Choice::default()
    };
    Ok(Front {
        frame: Frame::of(asker, "", asker.texts().say("appointment-title"), now),
        wrong,
        hall: plan.name(language).to_owned(),
        address: plan.code.clone(),
        mine,
        choosing: !choice.purpose.is_empty(),
        choice,
        name: asked.get("name").to_owned(),
        phone: asked.get("phone").to_owned(),
    })
}

/// What can be booked, or the appointment of a code.
pub async fn show(
    State(house): State<House>,
    asker: Asker,
    Path(hall): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Page<Front>, Error> {
    let (job, asked) = (house.clone(), Fields(query));
    house.db.read(move |tx| front(&job, tx, &asker, &hall, &asked, Wrong::default())).await.map(Page)
}

/// Books, moves or gives up.
pub async fn send(
    State(house): State<House>,
    asker: Asker,
    Path(hall): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let (job, actor, code, sent) = (house.clone(), public(&asker), hall.clone(), fields.clone());
    match house.db.write(move |tx| change(&job, tx, &actor, &code, &sent)).await {
        Ok((said, appointment)) => {
            Ok(Go::to(format!("/a/{hall}?code={}", appointment.code)).saying(said, &[]).into_response())
        }
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            let (job, shown) = (house.clone(), wrong.clone());
            let page =
                house.db.read(move |tx| front(&job, tx, &asker, &hall, &fields, shown.clone())).await?;
            Ok(wrong.answer(page))
        }
    }
}

fn change(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: &str,
    sent: &Fields,
) -> Result<(&'static str, Appointment), Error> {
    let hall = store::by_code(tx, hall)?;
    let from = || sent.parse("slot", "appointment-error-no-slot").map(Instant);
    match sent.get("act") {
        "book" => {
            let booking = Booking {
                purpose: sent.get("purpose").to_owned(),
                from: from()?,
                name: sent.get("name").to_owned(),
                phone: sent.get("phone").to_owned(),
                language: actor.language.tag().to_owned(),
            };
            Ok(("appointment-said-booked", act::book(house, tx, actor, hall, &booking)?))
        }
        "move" => {
            Ok(("appointment-said-moved", act::reschedule(house, tx, actor, sent.get("code"), from()?)?))
        }
        "cancel" => Ok(("appointment-said-cancelled", act::cancel(house, tx, actor, sent.get("code"))?)),
        _ => Err(Error::not_found("frame-error-not-found")),
    }
}
