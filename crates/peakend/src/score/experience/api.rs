//! Moments by the API.

use super::LiveMoment;
use super::store::{self, Numbered};
use crate::http::api::{Answer, Day, Get, Hall, Id, Limit, Query, Time};
use crate::kernel::Page;
use crate::kernel::kinds::{PersonId, VisitId};
use crate::staff::rights::Act;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

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

/// Which moments.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// The local day of the visits; today if absent.
    #[param(format = Date, value_type = Option<String>)]
    pub day: Option<Day>,
    /// Where the page begins: `next` of the one before.
    #[param(pattern = r"^vis_[0-7][0-9a-hjkmnp-tv-z]{25}\.[0-9]{1,9}$", value_type = Option<String>)]
    pub cursor: Option<After>,
    /// The most moments of the page.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
}

/// List the moments of a hall's day
///
/// Visit by visit, of those that have ended.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/moments", tag = "moments", params(Hall, Which),
    responses((status = 200, description = "A page of moments", body = Page<MomentSeen>)),
)]
pub async fn of_day(get: Get, hall: Hall, Query(which): Query<Which>) -> Answer {
    get.find_in(hall, Act::SeeVisit, move |tx, there| {
        let day = there.day(which.day.as_ref());
        let After(visit, n) = which.cursor.unwrap_or(After(VisitId::of(uuid::Uuid::nil()), 0));
        let found = store::after_of_day(tx, there.plan.hall, &day, (visit, n), which.limit.and_one())?;
        let key = |Numbered { n, kept }: &Numbered| format!("{}.{n}", kept.visit);
        let page = Page::cut(found, which.limit.get(), key);
        Ok(page.map(|Numbered { kept, .. }| MomentSeen::of(kept.visit, kept.moment)))
    })
    .await
}
