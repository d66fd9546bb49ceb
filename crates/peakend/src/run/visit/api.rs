//! Visits by the API.

use super::act::{self, Onward, Ticket};
use super::{Check, CheckOutcome, Leaving, Outcome, Source, State, Visit, store};
use crate::http::api::{
    Answer, At as _, Day, Get, Hall, Id, Limit, Name, Now, On, Post, Query, Shown, Time, Whole, Words,
};
use crate::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use crate::kernel::{Instant, Page};
use crate::run::log::{self, EventSeen};
use crate::staff::rights::Act;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// A visit as it stands.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct VisitSeen {
    /// Its id.
    pub id: VisitId,
    /// The hall.
    pub hall: PlaceId,
    /// The local day of its ticket.
    #[schema(format = Date)]
    pub day: String,
    /// The number as people see it: `A042`.
    pub number: String,
    /// Where the ticket comes from.
    pub source: Source,
    /// The language of the customer.
    pub language: String,
    /// Where it stands.
    pub state: State,
    /// What is wanted now.
    pub purpose: String,
    /// The class of the customer; empty for none in particular.
    pub class: String,
    /// When the ticket was taken.
    pub taken_at: Time,
    /// When it joined the queue that it is in.
    pub queued_at: Time,
    /// Not called before this.
    pub hold_until: Option<Time>,
    /// When its appointment begins.
    pub appointment_from: Option<Time>,
    /// When its appointment ends.
    pub appointment_to: Option<Time>,
    /// Called only to this counter.
    pub for_counter: Option<CounterId>,
    /// Called only by this person.
    pub for_person: Option<PersonId>,
    /// The counter it was called to last.
    pub counter: Option<CounterId>,
    /// Who called it last.
    pub person: Option<PersonId>,
    /// When it was called last.
    pub called_at: Option<Time>,
    /// Calls and recalls since it joined the queue.
    pub calls: i64,
    /// How often it did not come.
    pub misses: i64,
    /// When the present service began.
    pub started_at: Option<Time>,
    /// Services ended.
    pub services: i64,
    /// When it left.
    pub ended_at: Option<Time>,
    /// How it ended.
    pub result: Option<Outcome>,
    /// What is left open, in the clerk's words.
    pub left_open: String,
    /// What looking at the documents beforehand came to.
    pub documents: Option<CheckOutcome>,
}

impl From<&Visit> for VisitSeen {
    fn from(visit: &Visit) -> Self {
        Self {
            id: visit.id,
            hall: visit.hall,
            day: visit.day.clone(),
            number: visit.label(),
            source: visit.source,
            language: visit.language.clone(),
            state: visit.state,
            purpose: visit.purpose.clone(),
            class: visit.class.clone(),
            taken_at: Time(visit.taken_at),
            queued_at: Time(visit.queued_at),
            hold_until: visit.hold_until.map(Time),
            appointment_from: visit.appointment.map(|(from, _)| Time(from)),
            appointment_to: visit.appointment.map(|(_, to)| Time(to)),
            for_counter: visit.for_counter,
            for_person: visit.for_person,
            counter: visit.counter,
            person: visit.person,
            called_at: visit.called_at.map(Time),
            calls: visit.calls,
            misses: visit.misses,
            started_at: visit.started_at.map(Time),
            services: visit.services,
            ended_at: visit.ended_at.map(Time),
            result: visit.result,
            left_open: visit.left_open.clone(),
            documents: visit.prepared.check.as_ref().map(|check| check.outcome),
        }
    }
}

impl From<Visit> for VisitSeen {
    fn from(visit: Visit) -> Self {
        Self::from(&visit)
    }
}

impl Shown for Visit {
    type Seen = VisitSeen;
}

/// A visit that has just begun.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Taken {
    /// The visit.
    pub visit: VisitSeen,
    /// The address of the customer's own page, on this server. Whoever has it may leave the queue: give it to the customer
    /// alone.
    pub page: String,
}

impl From<Visit> for Taken {
    fn from(visit: Visit) -> Self {
        Self { page: format!("/t/{}", visit.secret), visit: visit.into() }
    }
}

/// What a ticket is taken for.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketBody {
    /// The purpose, as the hall offers it.
    pub purpose: Name,
    /// The class of the customer, as the calling rule knows it.
    #[serde(default)]
    pub class: Option<Name>,
    /// The language of the customer.
    #[serde(default)]
    pub language: Tongue,
}

crate::kernel::words! {
    /// A language of the product.
    pub enum Tongue {
        /// Chinese as written in mainland China.
        ZhCn = "zh-CN",
        /// English.
        En = "en",
    }
}

#[expect(clippy::derivable_impls, reason = "the macro of words derives no default")]
impl Default for Tongue {
    fn default() -> Self {
        Self::ZhCn
    }
}

/// Take a ticket
///
/// A number is given once in a hall, day and letter. 409 when the hall is closed, 422 when it does not offer the purpose.
#[utoipa::path(
    post, path = "/api/v1/halls/{hall}/visits", tag = "visits",
    params(Hall),
    request_body = TicketBody,
    responses((status = 201, description = "The visit has begun", body = Taken)),
)]
pub async fn take(hall: Hall, post: Post<TicketBody>) -> Answer {
    post.act(StatusCode::CREATED, move |house, tx, actor, body| {
        let ticket = Ticket {
            purpose: body.purpose.0.clone(),
            class: body.class.clone().map_or_else(String::new, |class| class.0),
            source: Source::Api,
            language: body.language.to_string(),
            appointment: None,
        };
        let hall = hall.hall(tx)?;
        act::take(house, tx, actor, hall, &ticket).map(Taken::from)
    })
    .await
}

/// Which visits.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// The local day; today if absent.
    #[param(format = Date, value_type = Option<String>)]
    pub day: Option<Day>,
    /// Only those that stand so.
    pub state: Option<State>,
    /// Where the page begins: `next` of the one before.
    #[param(pattern = "^[0-9]{1,18}$", value_type = Option<String>)]
    pub cursor: Option<i64>,
    /// The most visits of the page.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
}

/// List the visits of a day
///
/// Newest first.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/visits", tag = "visits",
    params(Hall, Which),
    responses((status = 200, description = "A page of visits", body = Page<VisitSeen>)),
)]
pub async fn list(get: Get, hall: Hall, Query(which): Query<Which>) -> Answer {
    get.find_in(hall, Act::SeeVisit, move |tx, there| {
        let day = there.day(which.day.as_ref());
        let before = which.cursor.map_or(Instant(i64::MAX), Instant);
        let visits = store::page(tx, there.plan.hall, &day, which.state, before, which.limit.get() + 1)?;
        let page = Page::cut(visits, which.limit.get(), |visit| visit.taken_at.0.to_string());
        Ok(page.map(VisitSeen::from))
    })
    .await
}

/// Look at a visit
#[utoipa::path(
    get, path = "/api/v1/visits/{id}", tag = "visits",
    params(Id<VisitId>),
    responses((status = 200, description = "The visit as it stands", body = VisitSeen)),
)]
pub async fn one(get: Get, Id(id): Id<VisitId>) -> Answer {
    get.find_in(id, Act::SeeVisit, move |tx, _| store::get(tx, id).map(VisitSeen::from)).await
}

/// What happened to a visit
///
/// In order. What customers wrote into forms is not shown.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/events", tag = "visits",
    params(Id<VisitId>),
    responses((status = 200, description = "Its events", body = Page<EventSeen>)),
)]
pub async fn events(get: Get, Id(id): Id<VisitId>) -> Answer {
    get.find_in(id, Act::SeeVisit, move |tx, _| {
        Ok(Page::whole(log::of_visit(tx, id)?.iter().map(EventSeen::of).collect()))
    })
    .await
}

/// Call a visit once more
///
/// 409 when it is not called, or by another.
#[utoipa::path(post, path = "/api/v1/visits/{id}/recall", tag = "visits", params(Id<VisitId>), responses(Now<VisitSeen>))]
pub async fn recall(on: On<VisitId>) -> Answer {
    on.press(act::recall).await
}

/// Note that a customer did not come
///
/// 409 when the visit is not called, or by another.
#[utoipa::path(post, path = "/api/v1/visits/{id}/miss", tag = "visits", params(Id<VisitId>), responses(Now<VisitSeen>))]
pub async fn miss(on: On<VisitId>) -> Answer {
    on.press(act::miss).await
}

/// Put a customer who did not come back into the queue
///
/// Once in a visit. 409 when it was not missed, or was put back before.
#[utoipa::path(post, path = "/api/v1/visits/{id}/put-back", tag = "visits", params(Id<VisitId>), responses(Now<VisitSeen>))]
pub async fn put_back(on: On<VisitId>) -> Answer {
    on.press(act::put_back).await
}

/// Begin the service
///
/// 409 when the visit is not called, or by another.
#[utoipa::path(post, path = "/api/v1/visits/{id}/start", tag = "visits", params(Id<VisitId>), responses(Now<VisitSeen>))]
pub async fn start(on: On<VisitId>) -> Answer {
    on.press(act::start).await
}

/// Why something is done.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyBody {
    /// In words.
    #[serde(default)]
    pub why: Words,
}

/// Put a service aside
///
/// The counter is free afterwards. 409 when the visit is not being served, or by another.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/park", tag = "visits",
    params(Id<VisitId>), request_body = Option<WhyBody>, responses(Now<VisitSeen>),
)]
pub async fn park(on: On<VisitId, Option<WhyBody>>) -> Answer {
    on.act(|house, tx, actor, id, body| {
        let why = body.as_ref().map_or("", |body| &body.why.0);
        act::park(house, tx, actor, id, why)
    })
    .await
}

/// At which counter.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CounterBody {
    /// The counter, where the caller works.
    pub counter: CounterId,
}

/// Take a parked service up again
///
/// 409 when the visit is not parked, or the counter not free.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/resume", tag = "visits",
    params(Id<VisitId>), request_body = CounterBody, responses(Now<VisitSeen>),
)]
pub async fn resume(on: On<VisitId, CounterBody>) -> Answer {
    on.act(|house, tx, actor, id, body| act::resume(house, tx, actor, id, body.counter)).await
}

/// Call a visit by hand
///
/// Out of order. 409 when it does not wait, or the counter is not the caller's or not free.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/call", tag = "visits",
    params(Id<VisitId>), request_body = CounterBody, responses(Now<VisitSeen>),
)]
pub async fn call(on: On<VisitId, CounterBody>) -> Answer {
    on.act(|house, tx, actor, id, body| act::call_by_hand(house, tx, actor, id, body.counter)).await
}

/// Where a visit is sent: at least one of purpose, counter and person.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnwardBody {
    /// To another purpose.
    #[serde(default)]
    pub purpose: Option<Name>,
    /// To this counter only.
    #[serde(default)]
    pub counter: Option<CounterId>,
    /// To this person only, who must be working in the hall.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// Keeps its place in the queue, instead of joining at the end.
    #[serde(default)]
    pub keep_place: bool,
    /// Why.
    #[serde(default)]
    pub why: Words,
}

/// Send a visit on
///
/// To another purpose, counter or person; from the queue or from a counter. 409 when it has left or is another's, 422 when
/// it is sent nowhere or to what the hall does not have.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/transfer", tag = "visits",
    params(Id<VisitId>), request_body = OnwardBody, responses(Now<VisitSeen>),
)]
pub async fn transfer(on: On<VisitId, OnwardBody>) -> Answer {
    on.act(|house, tx, actor, id, body| {
        let onward = Onward {
            purpose: body.purpose.clone().map(|purpose| purpose.0),
            counter: body.counter,
            person: body.person,
            keep_place: body.keep_place,
            why: body.why.0.clone(),
        };
        act::transfer(house, tx, actor, id, &onward)
    })
    .await
}

/// How one service ended, and what is wanted next.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnotherBody {
    /// What is wanted next.
    pub purpose: Name,
    /// How the service before it ended.
    pub result: Outcome,
    /// What is left open of it.
    #[serde(default)]
    pub left_open: Words,
}

/// Begin another service of the same visit
///
/// At the same counter; the one before is timed apart. 409 when the visit is not being served, or by another.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/another", tag = "visits",
    params(Id<VisitId>), request_body = AnotherBody, responses(Now<VisitSeen>),
)]
pub async fn another(on: On<VisitId, AnotherBody>) -> Answer {
    on.act(|house, tx, actor, id, body| {
        let ended = (body.result, body.left_open.0.as_str());
        act::another(house, tx, actor, id, &body.purpose.0, ended)
    })
    .await
}

/// How a visit ended.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishBody {
    /// How its service ended.
    pub result: Outcome,
    /// What is left open.
    #[serde(default)]
    pub left_open: Words,
}

/// Finish a visit
///
/// The evaluator opens. 409 when the visit is not at a counter, or at another's.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/finish", tag = "visits",
    params(Id<VisitId>), request_body = FinishBody, responses(Now<VisitSeen>),
)]
pub async fn finish(on: On<VisitId, FinishBody>) -> Answer {
    on.act(|house, tx, actor, id, body| act::finish(house, tx, actor, id, body.result, &body.left_open.0))
        .await
}

/// Why somebody leaves.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveBody {
    /// Why.
    pub why: Leaving,
}

/// End a visit that is not served
///
/// The customer has left the queue. 409 when the visit has ended, or is being served.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/leave", tag = "visits",
    params(Id<VisitId>), request_body = LeaveBody, responses(Now<VisitSeen>),
)]
pub async fn leave(on: On<VisitId, LeaveBody>) -> Answer {
    on.act(|house, tx, actor, id, body| act::leave(house, tx, actor, id, body.why)).await
}

/// How long a place is held.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldBody {
    /// Minutes from now.
    #[schema(minimum = 1, maximum = 15, value_type = i64)]
    pub minutes: Whole,
}

/// Hold a place in the queue
///
/// Twice in a visit at most. 409 when the visit does not wait, or was held too often.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/hold", tag = "visits",
    params(Id<VisitId>), request_body = HoldBody, responses(Now<VisitSeen>),
)]
pub async fn hold(on: On<VisitId, HoldBody>) -> Answer {
    on.act(|house, tx, actor, id, body| act::hold(house, tx, actor, id, body.minutes.0)).await
}

/// What looking at the documents came to.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckBody {
    /// What it came to.
    pub outcome: CheckOutcome,
    /// What is missing, or what was noted.
    #[serde(default)]
    pub note: Words,
}

/// Note what looking at the documents beforehand came to
///
/// 409 when the visit has ended.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/check", tag = "visits",
    params(Id<VisitId>), request_body = CheckBody, responses(Now<VisitSeen>),
)]
pub async fn check(on: On<VisitId, CheckBody>) -> Answer {
    on.act(|house, tx, actor, id, body| {
        let check = Check { outcome: body.outcome, note: body.note.0.clone() };
        act::check(house, tx, actor, id, &check)
    })
    .await
}

/// Note that the guide has spoken to a customer
///
/// 409 when the visit has ended.
#[utoipa::path(post, path = "/api/v1/visits/{id}/greet", tag = "visits", params(Id<VisitId>), responses(Now<VisitSeen>))]
pub async fn greet(on: On<VisitId>) -> Answer {
    on.press(act::greet).await
}
