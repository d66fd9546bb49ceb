//! Waits by the API: what is told now, and how good what was told has been.

use super::accuracy::{self, Accuracy, WORDS};
use crate::Error;
use crate::http::api::{Answer, Day, Get, Hall, Query, There, Time};
use crate::kernel::Page;
use crate::run::ticket::{Now, Wait};
use crate::staff::rights::Act;
use db::Tx;
use serde::{Deserialize, Serialize};

/// What customers who take a ticket now are told of their wait.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct WaitsSeen {
    /// As of when.
    pub at: Time,
    /// For each purpose that is offered, in the order of the tiles.
    pub purposes: Vec<WaitSeen>,
}

/// What is told of the wait for a purpose.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct WaitSeen {
    /// The purpose.
    pub purpose: String,
    /// How many wait for it.
    pub waiting: usize,
    /// At least so long, in seconds; absent when it cannot be said.
    pub low_s: Option<f64>,
    /// At most so long, in seconds; absent when it cannot be said.
    pub high_s: Option<f64>,
}

/// What is told of waits now
///
/// An interval for each purpose, which holds for whoever takes a ticket now.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/waits", tag = "waits", params(Hall),
    responses((status = 200, description = "The waits", body = WaitsSeen)),
)]
pub async fn now(get: Get, hall: Hall) -> Answer {
    get.find_in(hall, Act::SeeFloor, told).await
}

fn told(tx: &mut Tx<'_>, there: &There<'_>) -> Result<WaitsSeen, Error> {
    let now = Now::of(there.house, tx, there.plan.hall)?;
    let waits = now.waits(there.house, tx)?;
    let offered = now.plan.offers.iter().filter(|offer| offer.offered);
    let purposes = offered.map(|offer| {
        let (low_s, high_s) = match waits.get(&offer.purpose) {
            Some(&Wait::Between { low_s, high_s }) => (Some(low_s), Some(high_s)),
            Some(Wait::Unknown) | None => (None, None),
        };
        let waiting = now.lines.iter().filter(|line| line.purpose == offer.purpose).count();
        WaitSeen { purpose: offer.purpose.clone(), waiting, low_s, high_s }
    });
    Ok(WaitsSeen { at: Time(now.at), purposes: purposes.collect() })
}

/// Days of accuracy, if none are named.
const DAYS: i64 = 28;

/// Over which days.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Over {
    /// The first local day; four weeks with today if absent.
    #[param(format = Date, value_type = Option<String>)]
    pub from: Option<Day>,
    /// The last local day; today if absent.
    #[param(format = Date, value_type = Option<String>)]
    pub to: Option<Day>,
}

/// How good an estimator has been.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AccuracySeen {
    /// `told`: what customers were told, by whichever estimator; else the estimator by itself.
    pub estimator: &'static str,
    /// Customers whose wait it is known of.
    pub waits: i64,
    /// Mean of told − waited, in minutes.
    pub error_min: Option<f64>,
    /// The 95 % interval of the mean error begins here.
    pub error_low_min: Option<f64>,
    /// The 95 % interval of the mean error ends here.
    pub error_high_min: Option<f64>,
    /// Mean distance of told and waited, in minutes.
    pub absolute_min: Option<f64>,
    /// Mean of its square, in square minutes.
    pub squared_min2: Option<f64>,
    /// Mean wait, in minutes.
    pub waited_min: Option<f64>,
    /// The share of customers whose wait was within the interval told.
    pub covered: Option<f64>,
    /// The 95 % interval of that share begins here.
    pub covered_low: Option<f64>,
    /// The 95 % interval of that share ends here.
    pub covered_high: Option<f64>,
}

impl AccuracySeen {
    fn of(estimator: &'static str, of: &Accuracy) -> Self {
        let (error, covered) = (of.error_interval_min(), of.coverage());
        Self {
            estimator,
            waits: of.waits,
            error_min: of.error_min(),
            error_low_min: error.map(|interval| interval.low),
            error_high_min: error.map(|interval| interval.high),
            absolute_min: of.absolute_min(),
            squared_min2: of.squared_min2(),
            waited_min: of.waited_min(),
            covered: covered.map(|(share, _)| share),
            covered_low: covered.map(|(_, interval)| interval.low),
            covered_high: covered.map(|(_, interval)| interval.high),
        }
    }
}

/// How good what was told has been
///
/// What customers were told, and each estimator by itself, held against how long they waited.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/waits/accuracy", tag = "waits", params(Hall, Over),
    responses((status = 200, description = "The accuracy over the days", body = Page<AccuracySeen>)),
)]
pub async fn accuracy(get: Get, hall: Hall, Query(over): Query<Over>) -> Answer {
    get.find_in(hall, Act::SeeFigures, move |tx, there| {
        let first = there.house.clock.now().plus_seconds(-(DAYS - 1) * 86_400);
        let from = over.from.as_ref().map_or_else(|| there.plan.day(first), |day| day.0.clone());
        let of = accuracy::of_hall(tx, there.plan.hall, &from, &there.day(over.to.as_ref()))?;
        Ok(Page::whole(WORDS.into_iter().zip(&of).collect()).map(|(word, of)| AccuracySeen::of(word, of)))
    })
    .await
}
