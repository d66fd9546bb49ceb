//! Counters by the API.

use super::{Counter, CounterState, act, store};
use crate::Error;
use crate::house::House;
use crate::http::api::{Answer, Caller, Hall, Id, Nothing, Post, Time, json};
use crate::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use crate::kernel::{Cursor, Page};
use crate::run::queue;
use crate::run::visit::api::{VisitSeen, WhyBody};
use crate::staff::rights::Act;
use axum::extract::State;
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

/// List the counters of a hall
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/counters", tag = "counters",
    params(("hall" = String, Path, description = "The hall's code or id")),
    responses((status = 200, description = "All its counters, in their order", body = Page<CounterSeen>)),
)]
pub async fn list(State(house): State<House>, Caller(actor): Caller, hall: Hall) -> Answer {
    let home = house.clone();
    let counters = house
        .db
        .read(move |tx| {
            let plan = hall.plan(&home, tx)?;
            actor.must(Act::SeeFloor, &plan.path)?;
            store::of_hall(tx, plan.hall)
        })
        .await?;
    json(
        StatusCode::OK,
        &Page { items: counters.into_iter().map(CounterSeen::from).collect(), next: None::<Cursor> },
    )
}

/// Call the next customer
///
/// Exactly one is called, whoever else calls at the same time. 409 when the counter is closed, another's, or has somebody.
#[utoipa::path(
    post, path = "/api/v1/counters/{counter}/call", tag = "counters",
    params(("counter" = CounterId, Path, description = "The counter, where the caller works")),
    responses(
        (status = 200, description = "The visit that was called", body = VisitSeen),
        (status = 204, description = "Nobody can be called to this counter now"),
    ),
)]
pub async fn call(Id(counter): Id<CounterId>, post: Post<Nothing>) -> Answer {
    let called = post
        .act(StatusCode::OK, move |house, tx, actor, _| {
            queue::act::call_next(house, tx, actor, counter).map(VisitSeen::from)
        })
        .await;
    match called {
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
    post, path = "/api/v1/counters/{counter}/open", tag = "counters",
    params(("counter" = CounterId, Path, description = "The counter")),
    request_body = Option<OpenBody>,
    responses((status = 200, description = "The counter as it stands now", body = CounterSeen)),
)]
pub async fn open(Id(counter): Id<CounterId>, post: Post<Option<OpenBody>>) -> Answer {
    post.act(StatusCode::OK, move |house, tx, actor, body| {
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
            opened => opened.map(CounterSeen::from),
        }
    })
    .await
}

/// Pause a counter
///
/// Whoever is being served is served to the end. 409 when it is not open, or a colleague's.
#[utoipa::path(
    post, path = "/api/v1/counters/{counter}/pause", tag = "counters",
    params(("counter" = CounterId, Path, description = "The counter")),
    request_body = Option<WhyBody>,
    responses((status = 200, description = "The counter as it stands now", body = CounterSeen)),
)]
pub async fn pause(Id(counter): Id<CounterId>, post: Post<Option<WhyBody>>) -> Answer {
    post.act(StatusCode::OK, move |house, tx, actor, body| {
        let why = body.as_ref().map_or("", |body| &body.why.0);
        act::pause(house, tx, actor, counter, why).map(CounterSeen::from)
    })
    .await
}

/// End work at a counter
///
/// 409 when it is closed, a colleague's, or somebody is called there or served.
#[utoipa::path(
    post, path = "/api/v1/counters/{counter}/close", tag = "counters",
    params(("counter" = CounterId, Path, description = "The counter")),
    responses((status = 200, description = "The counter as it stands now", body = CounterSeen)),
)]
pub async fn close(Id(counter): Id<CounterId>, post: Post<Nothing>) -> Answer {
    post.act(StatusCode::OK, move |house, tx, actor, _| {
        act::close(house, tx, actor, counter).map(CounterSeen::from)
    })
    .await
}
