//! Ratings by the API.

use super::counts::{self, Counts, DayCounts, Hour};
use super::{Rating, RatingState, act, store};
use crate::Error;
use crate::http::api::{Answer, Get, Hall, Id, Name, Now, On, OnDay, Query, Shown, Time, Whole, Words};
use crate::kernel::kinds::{CounterId, PlaceId, VisitId};
use crate::run::visit::{self, Surface};
use crate::staff::rights::Act;
use crate::staff::{Actor, Who};
use db::Tx;
use serde::{Deserialize, Serialize};

/// The rating of a visit.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RatingSeen {
    /// The visit.
    pub visit: VisitId,
    /// The hall.
    pub hall: PlaceId,
    /// The counter of the last service.
    pub counter: CounterId,
    /// What was wanted.
    pub purpose: String,
    /// Where it stands.
    pub state: RatingState,
    /// When the service ended.
    pub eligible_at: Time,
    /// When the question was first seen.
    pub shown_at: Option<Time>,
    /// When it was answered.
    pub answered_at: Option<Time>,
    /// Where it was shown, or answered.
    pub surface: Option<Surface>,
    /// From 1, very dissatisfied, to 5, very satisfied.
    pub level: Option<i64>,
    /// Why a low one is low.
    pub reasons: Vec<String>,
}

impl From<Rating> for RatingSeen {
    fn from(rating: Rating) -> Self {
        Self {
            visit: rating.visit,
            hall: rating.hall,
            counter: rating.counter,
            purpose: rating.purpose,
            state: rating.state,
            eligible_at: Time(rating.eligible_at),
            shown_at: rating.shown_at.map(Time),
            answered_at: rating.answered_at.map(Time),
            surface: rating.surface,
            level: rating.level,
            reasons: rating.reasons,
        }
    }
}

impl Shown for Rating {
    type Seen = RatingSeen;
}

fn of_visit(tx: &mut Tx<'_>, id: VisitId) -> Result<Rating, Error> {
    store::of_visit(tx, id)?.ok_or_else(|| Error::not_found("ticket-error-nothing-to-rate"))
}

/// Look at the rating of a visit
///
/// 404 while the visit has not been served to the end.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/rating", tag = "ratings", params(Id<VisitId>),
    responses((status = 200, description = "The rating as it stands", body = RatingSeen)),
)]
pub async fn one(get: Get, Id(id): Id<VisitId>) -> Answer {
    get.find_in(id, Act::SeeVisit, move |tx, _| of_visit(tx, id).map(RatingSeen::from)).await
}

/// A rating, as it is given.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RateBody {
    /// From 1, very dissatisfied, to 5, very satisfied.
    #[schema(minimum = 1, maximum = 5, value_type = i64)]
    pub level: Whole,
    /// Why a level of 3 or less is low: ids of the reasons that the evaluator shows.
    #[schema(inline, max_items = 20)]
    #[serde(default)]
    pub reasons: Vec<Name>,
    /// The address of the customer's own page, as it was answered when the ticket was taken: whoever has it speaks for the
    /// customer. Without it only the evaluator that is paired with the counter may rate.
    #[serde(default)]
    pub page: Option<Words>,
}

/// Rate a visit
///
/// Once, by its customer or at the evaluator of its counter; never by staff. 409 when it was answered before, or it is too
/// late.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/rating", tag = "ratings",
    params(Id<VisitId>), request_body = RateBody, responses(Now<RatingSeen>),
)]
pub async fn rate(on: On<VisitId, RateBody>) -> Answer {
    on.act(|house, tx, actor, id, body| {
        let (actor, surface) = rater(tx, actor, id, body.page.as_ref().map(|page| page.0.as_str()))?;
        let why: Vec<String> = body.reasons.iter().map(|reason| reason.0.clone()).collect();
        act::answer(house, tx, &actor, id, surface, body.level.0, &why)?;
        of_visit(tx, id)
    })
    .await
}

/// Who rates, and where: the customer by the secret of their own page, else the evaluator.
fn rater(tx: &mut Tx<'_>, actor: &Actor, id: VisitId, page: Option<&str>) -> Result<(Actor, Surface), Error> {
    let Some(page) = page else { return Ok((actor.clone(), Surface::Evaluator)) };
    let secret = page.rsplit("/t/").next().unwrap_or_default();
    let nothing = || Error::invalid("page", "api-error-page");
    let visit = visit::store::by_secret(tx, secret).map_err(|error| match error {
        Error::Refused(_) => nothing(),
        other => other,
    })?;
    if visit.id != id {
        return Err(nothing());
    }
    let customer = Actor { who: Who::Customer(id), ..Actor::public(actor.origin.clone(), actor.language) };
    Ok((customer, Surface::Phone))
}

/// What became of the questions of a hall's day. Levels are told for the hall as a whole: a mean of few says little of a
/// person.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CountsSeen {
    /// The local day.
    #[schema(format = Date)]
    pub day: String,
    /// Of the hall as a whole.
    #[schema(inline)]
    pub all: Counts,
    /// How often each level was answered, from 1 to 5.
    #[schema(min_items = 5, max_items = 5)]
    pub levels: Vec<u64>,
    /// By counter, in the order of the counters, and hour.
    pub hours: Vec<HourSeen>,
}

/// The questions of one counter in one hour.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HourSeen {
    /// The counter.
    pub counter: CounterId,
    /// Its sign.
    pub label: String,
    /// The hour of the local day in which the service ended, from 0.
    pub hour: i8,
    /// What became of them.
    #[serde(flatten)]
    pub counts: Counts,
}

impl From<Hour> for HourSeen {
    fn from(Hour { counter, label, hour, counts }: Hour) -> Self {
        Self { counter, label, hour, counts }
    }
}

/// Count a day's ratings by counter and hour
///
/// Who could be asked, who saw the question, who answered, and who was never asked.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/ratings", tag = "ratings", params(Hall, OnDay),
    responses((status = 200, description = "The counts of the day", body = CountsSeen)),
)]
pub async fn counted(get: Get, hall: Hall, Query(on): Query<OnDay>) -> Answer {
    get.find_in(hall, Act::SeeFigures, move |tx, there| {
        let day = there.day(on.day.as_ref());
        let DayCounts { all, levels, hours } = counts::of_day(tx, there.plan, &day)?;
        let hours = hours.into_iter().map(HourSeen::from).collect();
        Ok(CountsSeen { day, all, levels: levels.to_vec(), hours })
    })
    .await
}
