//! Moments by the API.

use super::LiveMoment;
use super::store::{self, Numbered};
use crate::http::api::{Answer, DayTurn, Get, Hall, Id, Query, Time};
use crate::kernel::Page;
use crate::kernel::kinds::{PersonId, VisitId};
use crate::staff::rights::Act;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// One visit at one touchpoint at one time.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct MomentSeen {
    /// The visit.
    pub visit: VisitId,
    /// The touchpoint.
    pub touchpoint: String,
    /// When it was felt.
    pub at: Time,
    /// How it felt, from −1 to 1.
    #[schema(minimum = -1.0, maximum = 1.0)]
    pub affect: f32,
    /// The rule of the blueprint that says so.
    pub rule: String,
    /// The rule's fingerprint.
    pub version: String,
    /// What was observed: a quantity with its unit, or a category.
    pub signal: String,
    /// Who served at this moment.
    pub person: Option<PersonId>,
}

impl MomentSeen {
    fn of(visit: VisitId, moment: LiveMoment) -> Self {
        Self {
            visit,
            touchpoint: moment.touchpoint,
            at: Time(moment.at),
            affect: moment.affect,
            rule: moment.rule,
            version: moment.version,
            signal: moment.signal.to_string(),
            person: moment.person,
        }
    }
}

/// List the moments of a visit
///
/// In the order in which they were felt. They are written within seconds of its end, so there are none before.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/moments", tag = "moments", params(Id<VisitId>),
    responses((status = 200, description = "All its moments", body = Page<MomentSeen>)),
)]
pub async fn of_visit(get: Get, Id(id): Id<VisitId>) -> Answer {
    get.find_in(id, Act::SeeVisit, move |tx, _| {
        Ok(Page::whole(store::of_visit(tx, id)?).map(|moment| MomentSeen::of(id, moment)))
    })
    .await
}

/// Where a page begins: after this moment of this visit.
#[derive(Debug, Clone, Copy)]
pub struct After(VisitId, i64);

impl FromStr for After {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (visit, n) = text.split_once('.')?;
            Some(Self(visit.parse().ok()?, n.parse().ok()?))
        };
        read().ok_or("a cursor is `next` of another page")
    }
}

impl<'de> Deserialize<'de> for After {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for After {
    fn schema() -> RefOr<Schema> {
        let pattern = r"^vis_[0-7][0-9a-hjkmnp-tv-z]{25}\.[0-9]{1,9}$";
        RefOr::T(Schema::Object(
            ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build(),
        ))
    }
}

impl utoipa::ToSchema for After {}

/// List the moments of a hall's day
///
/// Visit by visit, of those that have ended.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/moments", tag = "moments", params(Hall, DayTurn<After>),
    responses((status = 200, description = "A page of moments", body = Page<MomentSeen>)),
)]
pub async fn of_day(get: Get, hall: Hall, Query(turn): Query<DayTurn<After>>) -> Answer {
    get.find_in(hall, Act::SeeVisit, move |tx, there| {
        let day = there.day(turn.day.as_ref());
        let After(visit, n) = turn.cursor.unwrap_or(After(VisitId::of(uuid::Uuid::nil()), 0));
        let found = store::after_of_day(tx, there.plan.hall, &day, (visit, n), turn.limit.and_one())?;
        let key = |Numbered { n, kept }: &Numbered| format!("{}.{n}", kept.visit);
        let page = Page::cut(found, turn.limit.get(), key);
        Ok(page.map(|Numbered { kept, .. }| MomentSeen::of(kept.visit, kept.moment)))
    })
    .await
}
