//! What plans go by, by the API.

use super::{Calendar, Holiday, Own, Target, act, checked_pay_days, store};
use crate::Error;
use crate::http::api::{Answer, Day, Get, Id, Now, On, Shown, Whole};
use crate::kernel::kinds::PlaceId;
use crate::run::network::{self, Place};
use crate::staff::rights::Act;
use db::Tx;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What plans go by at a place.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PlanningSeen {
    /// The place.
    pub place: PlaceId,
    /// Days of the month on which people are paid, as the place says itself; absent: as above it.
    pub pay_days: Option<Vec<i8>>,
    /// What its halls are to keep, as the place says itself; absent: as above it.
    pub target: Option<TargetSeen>,
    /// The holidays that the place names itself.
    pub holidays: Vec<HolidaySeen>,
    /// What holds there: its own, and what is said above it.
    pub in_force: InForceSeen,
}

/// What holds at a place.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct InForceSeen {
    /// Days of the month on which people are paid; in a shorter month the last day stands for those it lacks, and pay that
    /// falls on a weekend or a holiday comes on the working day before.
    pub pay_days: Vec<i8>,
    /// What counters are to keep.
    pub target: TargetSeen,
    /// Holidays by their days.
    pub holidays: Vec<HolidaySeen>,
}

/// So many are called within so long.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub struct TargetSeen {
    /// Of a hundred.
    #[schema(minimum = 50, maximum = 99)]
    pub share: u32,
    /// Within so many minutes.
    #[schema(minimum = 0, maximum = 120)]
    pub within: u32,
}

/// A day with a name.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HolidaySeen {
    /// The day.
    pub day: String,
    /// Its name.
    pub name: String,
}

/// What is set and what holds at a place.
pub struct Planning {
    place: PlaceId,
    own: Own,
    holidays: Vec<Holiday>,
    calendar: Calendar,
    target: Target,
}

impl Planning {
    fn of(tx: &mut Tx<'_>, place: &Place) -> Result<Self, Error> {
        let there = store::in_force(tx, &place.path)?;
        Ok(Self {
            place: place.id,
            own: store::own(tx, place.id)?,
            holidays: store::holidays(tx, place.id)?,
            calendar: there.calendar,
            target: there.target,
        })
    }

    fn at(tx: &mut Tx<'_>, id: PlaceId) -> Result<Self, Error> {
        let place = place(tx, id)?;
        Self::of(tx, &place)
    }
}

fn place(tx: &mut Tx<'_>, id: PlaceId) -> Result<Place, Error> {
    network::store::get(tx, id)?.ok_or_else(|| Error::not_found("planning-error-no-place"))
}

impl Shown for Planning {
    type Seen = PlanningSeen;
}

impl From<Planning> for PlanningSeen {
    fn from(there: Planning) -> Self {
        let target = |target: Target| TargetSeen { share: target.percent(), within: target.minutes() };
        let seen = |day: Date, name: &str| HolidaySeen { day: day.to_string(), name: name.to_owned() };
        Self {
            place: there.place,
            pay_days: there.own.pay_days,
            target: there.own.target.map(target),
            holidays: there.holidays.iter().map(|holiday| seen(holiday.day, &holiday.name)).collect(),
            in_force: InForceSeen {
                pay_days: there.calendar.pay_days().to_vec(),
                target: target(there.target),
                holidays: there
                    .calendar
                    .holidays_from(Date::MIN)
                    .map(|(day, name)| seen(day, name))
                    .collect(),
            },
        }
    }
}

/// Look at what plans go by at a place
///
/// What the place says itself, and what holds there.
#[utoipa::path(
    get, path = "/api/v1/places/{id}/planning", tag = "places", params(Id<PlaceId>),
    responses((status = 200, description = "What plans go by", body = PlanningSeen)),
)]
pub async fn look(get: Get, Id(id): Id<PlaceId>) -> Answer {
    get.find(move |_, tx, actor| {
        let place = place(tx, id)?;
        actor.must(Act::SeeFigures, &place.path)?;
        Planning::of(tx, &place).map(PlanningSeen::from)
    })
    .await
}

/// What a place says itself.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanningBody {
    /// Days of the month on which people are paid; absent: as above the place; empty: none.
    #[schema(value_type = Option<Vec<i64>>, max_items = 31)]
    #[serde(default)]
    pub pay_days: Option<Vec<Whole>>,
    /// What its halls are to keep; absent: as above the place.
    #[serde(default)]
    pub target: Option<TargetBody>,
}

/// So many are to be called within so long.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetBody {
    /// Of a hundred.
    #[schema(value_type = i64, minimum = 50, maximum = 99)]
    pub share: Whole,
    /// Within so many minutes.
    #[schema(value_type = i64, minimum = 0, maximum = 120)]
    pub within: Whole,
}

/// Set what plans go by at a place
///
/// All that the place says itself of pay-days and of the target; what is absent is said above it. Halls below plan anew.
#[utoipa::path(
    post, path = "/api/v1/places/{id}/planning", tag = "places", params(Id<PlaceId>),
    request_body = PlanningBody, responses(Now<PlanningSeen>),
)]
pub async fn set(on: On<PlaceId, PlanningBody>) -> Answer {
    on.act(|house, tx, actor, id, body| {
        let days = body.pay_days.as_ref().map(|days| days.iter().map(|day| day.0).collect::<Vec<_>>());
        let own = Own {
            pay_days: days.map(|days| checked_pay_days(&days)).transpose()?,
            target: body.target.map(|target| Target::new(target.share.0, target.within.0)).transpose()?,
        };
        act::set_own(house, tx, actor, id, &own)?;
        Planning::at(tx, id)
    })
    .await
}

/// Days and their name.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HolidayBody {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub date: Day,
    /// The last day; absent: only the first.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    pub until: Option<Day>,
    /// Its name, the same every year.
    #[schema(max_length = 40)]
    pub name: String,
}

/// Days.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysBody {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub date: Day,
    /// The last day; absent: only the first.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    pub until: Option<Day>,
}

fn days(date: &Day, until: Option<&Day>) -> Result<(Date, Date), Error> {
    let parsed = |field, day: &Day| super::page::date(field, &day.0);
    let first = parsed("date", date)?;
    Ok((first, until.map_or(Ok(first), |until| parsed("until", until))?))
}

/// Name holidays of a place
///
/// For all halls below it. A day that had another name here has this one then. 422 for a hall, which has closing days.
#[utoipa::path(
    post, path = "/api/v1/places/{id}/holidays", tag = "places", params(Id<PlaceId>),
    request_body = HolidayBody, responses(Now<PlanningSeen>),
)]
pub async fn name(on: On<PlaceId, HolidayBody>) -> Answer {
    on.act(|house, tx, actor, id, body| {
        act::name_days(house, tx, actor, id, days(&body.date, body.until.as_ref())?, &body.name)?;
        Planning::at(tx, id)
    })
    .await
}

/// Let days be as others again
///
/// As far as the place names them itself.
#[utoipa::path(
    post, path = "/api/v1/places/{id}/holidays/remove", tag = "places", params(Id<PlaceId>),
    request_body = DaysBody, responses(Now<PlanningSeen>),
)]
pub async fn unname(on: On<PlaceId, DaysBody>) -> Answer {
    on.act(|house, tx, actor, id, body| {
        act::unname(house, tx, actor, id, days(&body.date, body.until.as_ref())?)?;
        Planning::at(tx, id)
    })
    .await
}
