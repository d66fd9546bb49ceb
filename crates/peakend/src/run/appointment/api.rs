//! Appointments by the API.

use super::act::{self, Booking};
use super::{Appointment, Slot, State};
use crate::Error;
use crate::http::api::{Answer, At as _, Day, DayTurn, Get, Hall, Name, Post, Query, There, Time, Words};
use crate::kernel::Page;
use crate::kernel::kinds::{AppointmentId, PlaceId, VisitId};
use crate::run::visit::api::{Taken, Tongue};
use crate::staff::rights::Act;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// An appointment.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AppointmentSeen {
    /// Its id.
    pub id: AppointmentId,
    /// What opens it: eight letters and digits. Only for whoever books; whoever has it may cancel.
    pub code: Option<String>,
    /// The hall.
    pub hall: PlaceId,
    /// What for.
    pub purpose: String,
    /// The local day on which it begins.
    #[schema(format = Date)]
    pub day: String,
    /// Called from here on.
    pub from: Time,
    /// Checked in until here.
    pub to: Time,
    /// The name given. Only for whoever books.
    pub name: Option<String>,
    /// The telephone given. Only for whoever books.
    pub phone: Option<String>,
    /// The language of the customer.
    pub language: String,
    /// Where it stands.
    #[schema(inline)]
    pub state: State,
    /// The visit that it became.
    pub visit: Option<VisitId>,
}

impl From<Appointment> for AppointmentSeen {
    fn from(it: Appointment) -> Self {
        Self {
            id: it.id,
            code: Some(it.code),
            hall: it.hall,
            purpose: it.purpose,
            day: it.day,
            from: Time(it.starts_at),
            to: Time(it.ends_at),
            name: it.name,
            phone: it.phone,
            language: it.language,
            state: it.state,
            visit: it.visit,
        }
    }
}

impl AppointmentSeen {
    /// As somebody sees it who may not book: without whom it is for, and without what opens it.
    fn without_person(self) -> Self {
        Self { code: None, name: None, phone: None, ..self }
    }
}

/// A slot that can be booked.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SlotSeen {
    /// Where it begins.
    pub from: Time,
    /// Where it ends.
    pub to: Time,
    /// How many can still book.
    pub free: i64,
}

impl From<Slot> for SlotSeen {
    fn from(slot: Slot) -> Self {
        Self { from: Time(slot.from), to: Time(slot.to), free: slot.free }
    }
}

/// Which slots.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhichSlots {
    /// What for.
    #[param(inline)]
    pub purpose: Name,
    /// The local day; today if absent.
    #[param(format = Date, value_type = Option<String>)]
    pub day: Option<Day>,
}

/// List the slots of a day
///
/// Those that are still to come. 422 when the hall gives no appointments for the purpose, or not so far ahead.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/slots", tag = "appointments", params(Hall, WhichSlots),
    responses((status = 200, description = "The slots, in their order", body = Page<SlotSeen>)),
)]
pub async fn slots(get: Get, hall: Hall, Query(which): Query<WhichSlots>) -> Answer {
    get.find_in(hall, Act::SeeFloor, move |tx, there| {
        let day = there.day(which.day.as_ref());
        let slots = act::slots(there.house, tx, there.plan.hall, &which.purpose.0, &day)?;
        Ok(Page::whole(slots).map(SlotSeen::from))
    })
    .await
}

/// List the appointments of a day
///
/// In the order of their times. Names, telephones and codes are for those who may book.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/appointments", tag = "appointments", params(Hall, DayTurn<AppointmentId>),
    responses((status = 200, description = "A page of appointments", body = Page<AppointmentSeen>)),
)]
pub async fn list(get: Get, hall: Hall, Query(turn): Query<DayTurn<AppointmentId>>) -> Answer {
    get.find_in(hall, Act::SeeFloor, move |tx, there| of_day(tx, there, &turn)).await
}

fn of_day(
    tx: &mut db::Tx<'_>,
    there: &There<'_>,
    turn: &DayTurn<AppointmentId>,
) -> Result<Page<AppointmentSeen>, Error> {
    let day = there.day(turn.day.as_ref());
    let all = act::of_day(there.house, tx, there.actor, there.plan.hall, &day)?;
    let last = turn.cursor.map(|cursor| move |one: &Appointment| one.id == cursor);
    let page = Page::after(all, last, turn.limit.get(), |one| one.id.to_string()).map(AppointmentSeen::from);
    Ok(if there.may(Act::Book) { page } else { page.map(AppointmentSeen::without_person) })
}

/// What is booked.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookingBody {
    /// What for.
    pub purpose: Name,
    /// Where the slot begins.
    pub from: Time,
    /// A name to be called by.
    #[serde(default)]
    #[schema(max_length = 40, value_type = String)]
    pub name: Words,
    /// A telephone.
    #[serde(default)]
    #[schema(max_length = 24, value_type = String)]
    pub phone: Words,
    /// The language of the customer.
    #[serde(default)]
    pub language: Tongue,
}

/// Book an appointment
///
/// 422 when the slot is full, past, or none.
#[utoipa::path(
    post, path = "/api/v1/halls/{hall}/appointments", tag = "appointments",
    params(Hall), request_body = BookingBody,
    responses((status = 201, description = "The appointment, with its code", body = AppointmentSeen)),
)]
pub async fn book(hall: Hall, post: Post<BookingBody>) -> Answer {
    post.act(StatusCode::CREATED, move |house, tx, actor, body| {
        let booking = Booking {
            purpose: body.purpose.0.clone(),
            from: body.from.0,
            name: body.name.0.clone(),
            phone: body.phone.0.clone(),
            language: body.language.to_string(),
        };
        let hall = hall.hall(tx)?;
        act::book(house, tx, actor, hall, &booking).map(AppointmentSeen::from)
    })
    .await
}

/// Which appointment.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    /// Its code, however it is typed.
    pub code: Words,
}

/// Check in by code
///
/// Takes a ticket that knows the appointment's time. 409 when it is of another hall or day, cancelled, or used.
#[utoipa::path(
    post, path = "/api/v1/halls/{hall}/appointments/check-in", tag = "appointments",
    params(Hall), request_body = CodeBody,
    responses((status = 201, description = "The visit has begun", body = Taken)),
)]
pub async fn check_in(hall: Hall, post: Post<CodeBody>) -> Answer {
    post.act(StatusCode::CREATED, move |house, tx, actor, body| {
        let hall = hall.hall(tx)?;
        act::check_in(house, tx, actor, hall, &body.code.0).map(Taken::from)
    })
    .await
}

/// Cancel an appointment
///
/// Its seat is free again. 409 when it is cancelled, checked in or past.
#[utoipa::path(
    post, path = "/api/v1/appointments/cancel", tag = "appointments", request_body = CodeBody,
    responses((status = 200, description = "As it stands now", body = AppointmentSeen)),
)]
pub async fn cancel(post: Post<CodeBody>) -> Answer {
    post.act(StatusCode::OK, |house, tx, actor, body| {
        act::cancel(house, tx, actor, &body.code.0).map(AppointmentSeen::from)
    })
    .await
}

/// Where an appointment is moved.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBody {
    /// Its code, however it is typed.
    pub code: Words,
    /// Where the other slot begins.
    pub from: Time,
}

/// Move an appointment to another slot
///
/// Its code stays. 409 when it is cancelled, checked in or past; 422 when the slot is full, past, or none.
#[utoipa::path(
    post, path = "/api/v1/appointments/move", tag = "appointments", request_body = MoveBody,
    responses((status = 200, description = "As it stands now", body = AppointmentSeen)),
)]
pub async fn reschedule(post: Post<MoveBody>) -> Answer {
    post.act(StatusCode::OK, |house, tx, actor, body| {
        act::reschedule(house, tx, actor, &body.code.0, body.from.0).map(AppointmentSeen::from)
    })
    .await
}
