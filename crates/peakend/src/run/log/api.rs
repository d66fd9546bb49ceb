//! The log as staff's live pages follow it, and by the API.

use super::Event;
use crate::Error;
use crate::house::House;
use crate::http::api::{Answer, Get, Hall, Limit, Query, Time};
use crate::http::live::{After, See, stream};
use crate::http::who::Asker;
use crate::kernel::Page;
use crate::kernel::kinds::{CounterId, EventId, PlaceId, VisitId};
use crate::run::hall;
use crate::staff::rights::Act;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

/// Follows a hall.
///
/// # Errors
/// There is no such hall, or it may not be seen.
pub async fn events(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    after: After,
) -> Result<Response, Error> {
    let home = house.clone();
    let plan = house
        .db
        .read(move |tx| {
            let id = hall::store::by_code(tx, &code)?;
            hall::store::plan(&home, tx, id)
        })
        .await?;
    asker.actor.must(Act::SeeFloor, &plan.path)?;
    Ok(stream(&house, plan.hall, See::Staff, after))
}

/// A line of the log as the API and webhooks show it: without what customers wrote into forms, and without from where.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct EventSeen {
    /// Its id.
    pub id: EventId,
    /// The hall.
    pub hall: PlaceId,
    /// Its number in the hall, from 1.
    pub seq: i64,
    /// When.
    pub at: Time,
    /// What happened.
    pub kind: String,
    /// Of which visit.
    pub visit: Option<VisitId>,
    /// Its number in the visit, from 1.
    pub n: Option<i64>,
    /// At which counter.
    pub counter: Option<CounterId>,
    /// By whom: the id of a person or device, `customer`, `public` or `system`.
    pub actor: String,
    /// More of it, by its kind; instants are microseconds since 1970.
    #[schema(value_type = HashMap<String, serde_json::Value>)]
    pub data: serde_json::Map<String, serde_json::Value>,
}

impl EventSeen {
    /// As it is shown.
    pub fn of(event: &Event) -> Self {
        let mut data = match serde_json::to_value(&event.what) {
            Ok(serde_json::Value::Object(data)) => data,
            _ => serde_json::Map::new(),
        };
        data.remove("kind");
        // personal answers stay in the house
        data.remove("answers");
        Self {
            id: event.id,
            hall: event.hall,
            seq: event.seq,
            at: Time(event.at),
            kind: event.what.kind().to_owned(),
            visit: event.visit,
            n: event.n,
            counter: event.counter,
            actor: event.actor.clone(),
            data,
        }
    }
}

/// From where, and how many.
#[derive(Debug, Clone, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// After the event of this number; from the first if absent, or if no event has a number so small.
    pub after: Option<i64>,
    /// The most events of the page.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
}

/// What happened in a hall
///
/// In order, without gaps in `seq`. `next` is the `after` of the next page.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/events", tag = "halls",
    params(Hall, Since),
    responses((status = 200, description = "A page of events", body = Page<EventSeen>)),
)]
pub async fn list(get: Get, hall: Hall, Query(since): Query<Since>) -> Answer {
    get.find_in(hall, Act::SeeVisit, move |tx, there| {
        let after = since.after.unwrap_or_default();
        let events = super::after(tx, there.plan.hall, after, since.limit.and_one())?;
        let page = Page::cut(events, since.limit.get(), |event| event.seq.to_string());
        Ok(page.map(|event| EventSeen::of(&event)))
    })
    .await
}
