//! Alarms by the API.

use super::{Alarm, Kind, act, store};
use crate::http::api::{Answer, Get, Hall, Id, Now, On, Shown, Time, Words};
use crate::kernel::Page;
use crate::kernel::kinds::{AlarmId, CounterId, PlaceId, VisitId};
use crate::staff::rights::Act;
use serde::{Deserialize, Serialize};

/// An alarm.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AlarmSeen {
    /// Its id.
    pub id: AlarmId,
    /// The hall.
    pub hall: PlaceId,
    /// What it is about.
    #[schema(inline)]
    pub kind: Kind,
    /// Of which visit.
    pub visit: Option<VisitId>,
    /// Of which counter.
    pub counter: Option<CounterId>,
    /// Since when.
    pub since: Time,
    /// A figure that goes with it: the level of a low rating.
    pub value: Option<i64>,
    /// The name of who sees to it.
    pub seen_by: Option<String>,
}

impl From<Alarm> for AlarmSeen {
    fn from(alarm: Alarm) -> Self {
        Self {
            id: alarm.id,
            hall: alarm.hall,
            kind: alarm.kind,
            visit: alarm.visit,
            counter: alarm.counter,
            since: Time(alarm.since),
            value: alarm.value,
            seen_by: alarm.seen_by,
        }
    }
}

impl Shown for Alarm {
    type Seen = AlarmSeen;
}

/// List the open alarms of a hall
///
/// Oldest first. Low ratings are for those who run the floor, not for those who were rated.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/alarms", tag = "alarms", params(Hall),
    responses((status = 200, description = "All that are open", body = Page<AlarmSeen>)),
)]
pub async fn list(get: Get, hall: Hall) -> Answer {
    get.find_in(hall, Act::SeeFloor, |tx, there| {
        let mut open = store::open(tx, there.plan.hall)?;
        open.retain(|alarm| alarm.kind != Kind::LowRating || there.may(Act::RunFloor));
        Ok(Page::whole(open).map(AlarmSeen::from))
    })
    .await
}

/// See to an alarm
///
/// 409 when it is over, or a colleague sees to it.
#[utoipa::path(
    post, path = "/api/v1/alarms/{id}/see", tag = "alarms",
    params(Id<AlarmId>), responses(Now<AlarmSeen>),
)]
pub async fn see(on: On<AlarmId>) -> Answer {
    on.press(|house, tx, actor, id| {
        act::see(house, tx, actor, id)?;
        store::get(tx, id)
    })
    .await
}

/// What came of an alarm.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeBody {
    /// In words.
    pub outcome: Words,
}

/// Close an alarm
///
/// With what came of it; answered with the alarm as it was. 409 when it is over, 422 when nothing is said of the outcome.
#[utoipa::path(
    post, path = "/api/v1/alarms/{id}/close", tag = "alarms",
    params(Id<AlarmId>), request_body = OutcomeBody, responses(Now<AlarmSeen>),
)]
pub async fn close(on: On<AlarmId, OutcomeBody>) -> Answer {
    on.act(|house, tx, actor, id, body| {
        store::hall_of(tx, id)?;
        let was = store::get(tx, id)?;
        act::close(house, tx, actor, id, &body.outcome.0)?;
        Ok(was)
    })
    .await
}
