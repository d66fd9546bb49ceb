//! Counters by the API.

use super::{Counter, CounterState, act, store};
use crate::Error;
use crate::http::api::{Answer, Get, Hall, Id, Now, On, Shown, Time};
use crate::kernel::Page;
use crate::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use crate::run::queue;
use crate::run::visit::api::{VisitSeen, WhyBody};
use crate::staff::rights::Act;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde::{Deserialize, Serialize};

/// A counter as it stands.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CounterSeen {
    /// Its id.
    pub id: CounterId,
    /// The hall.
    pub hall: PlaceId,
    /// Its number or name on the sign above it.
    pub label: String,
    /// What it takes; absent: everything.
    pub purposes: Option<Vec<String>>,
    /// Where it stands.
    pub state: CounterState,
    /// Who works at it.
    pub person: Option<PersonId>,
    /// The visit that is called to it or served at it.
    pub visit: Option<VisitId>,
    /// Since when it is so.
    pub since: Time,
}

impl From<Counter> for CounterSeen {
    fn from(counter: Counter) -> Self {
        Self {
            id: counter.id,
            hall: counter.hall,
            label: counter.label,
            purposes: counter.purposes,
            state: counter.state,
            person: counter.person,
            visit: counter.visit,
            since: Time(counter.since),
        }
    }
}

impl Shown for Counter {
    type Seen = CounterSeen;
}

/// List the counters of a hall
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/counters", tag = "counters", params(Hall),
    responses((status = 200, description = "All its counters, in their order", body = Page<CounterSeen>)),
)]
pub async fn list(get: Get, hall: Hall) -> Answer {
    get.find_in(hall, Act::SeeFloor, |tx, there| {
        Ok(Page::whole(store::of_hall(tx, there.plan.hall)?).map(CounterSeen::from))
    })
    .await
}

/// Call the next customer
///
/// Exactly one is called, whoever else calls at the same time. 409 when the counter is closed, another's, or has somebody.
#[utoipa::path(
    post, path = "/api/v1/counters/{id}/call", tag = "counters",
    params(Id<CounterId>),
    responses(
        (status = 200, description = "The visit that was called", body = VisitSeen),
        (status = 204, description = "Nobody can be called to this counter now"),
    ),
)]
pub async fn call(on: On<CounterId>) -> Answer {
    match on.press(queue::act::call_next).await {
        Err(Error::Refused(refusal)) if refusal.id == queue::act::NOBODY => {
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        called => called,
    }
}

/// Who begins work.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenBody {
    /// The person; the caller if absent. For another, the right to run the floor is needed.
    #[serde(default)]
    pub person: Option<PersonId>,
}

/// Begin work at a counter
///
/// Or go on after a pause. 409 when a colleague works there, or the person elsewhere.
#[utoipa::path(
    post, path = "/api/v1/counters/{id}/open", tag = "counters",
    params(Id<CounterId>),
    request_body = Option<OpenBody>,
    responses(Now<CounterSeen>),
)]
pub async fn open(on: On<CounterId, Option<OpenBody>>) -> Answer {
    on.act(|house, tx, actor, counter, body| {
        let named = body.as_ref().and_then(|body| body.person);
        let person = match (named, actor.person()) {
            (Some(named), me) if Some(named) != me => {
                super::may_stand_in(house, tx, actor, counter).map(|()| named)?
            }
            (_, Some(me)) => me,
            (_, None) => return Err(Error::invalid("person", "api-error-no-person")),
        };
        match act::open(house, tx, actor, counter, person) {
            Err(Error::Database(db::Error::Needed(_))) => {
                Err(Error::invalid("person", "api-error-unknown-person"))
            }
            opened => opened,
        }
    })
    .await
}

/// Pause a counter
///
/// Whoever is being served is served to the end. 409 when it is not open, or a colleague's.
#[utoipa::path(
    post, path = "/api/v1/counters/{id}/pause", tag = "counters",
    params(Id<CounterId>),
    request_body = Option<WhyBody>,
    responses(Now<CounterSeen>),
)]
pub async fn pause(on: On<CounterId, Option<WhyBody>>) -> Answer {
    on.act(|house, tx, actor, counter, body| {
        let why = body.as_ref().map_or("", |body| &body.why.0);
        act::pause(house, tx, actor, counter, why)
    })
    .await
}

/// End work at a counter
///
/// 409 when it is closed, a colleague's, or somebody is called there or served.
#[utoipa::path(
    post, path = "/api/v1/counters/{id}/close", tag = "counters",
    params(Id<CounterId>),
    responses(Now<CounterSeen>),
)]
pub async fn close(on: On<CounterId>) -> Answer {
    on.press(act::close).await
}
