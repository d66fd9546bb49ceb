//! The plan of a day by the API.

use super::mark::Mark;
use super::{DayPlan, Known, Outlook, Takes};
use crate::http::api::{Answer, Day, Get, Hall, Query, found};
use crate::run::next_hour::api::AheadSeen;
use crate::run::planning::Target;
use crate::staff::rights::Act;
use flow::forecast::Method;
use serde::{Deserialize, Serialize};

/// Which day, and what is to be kept.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// The local day, at most eight weeks ahead; tomorrow if absent.
    #[param(format = Date, value_type = Option<String>)]
    pub day: Option<Day>,
    /// So many of a hundred are to be called in time; as the hall has it if absent.
    #[param(minimum = 50, maximum = 99)]
    pub share: Option<u32>,
    /// Within so many minutes; as the hall has it if absent.
    #[param(minimum = 0, maximum = 120)]
    pub within: Option<u32>,
}

/// The plan of a day.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ForecastSeen {
    /// The local day.
    pub day: String,
    /// Whether anything can be said.
    pub standing: AheadSeen,
    /// What sets the day apart.
    pub marks: Vec<MarkSeen>,
    /// People of the whole day; absent where nothing is said.
    pub total: Option<PeopleSeen>,
    /// What made the forecast: `model`, or a plain one that was better on days held out.
    pub method: Option<&'static str>,
    /// Days it was held against.
    pub held_out_days: Option<usize>,
    /// The mean error of a quarter of an hour on these, in people.
    pub error: Option<f64>,
    /// The same of the median of the weekday.
    pub baseline_error: Option<f64>,
    /// Quarters of an hour from 0:00 on, by the clock on the wall.
    pub quarters: Vec<QuarterSeen>,
}

/// Something that sets a day apart.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct MarkSeen {
    /// `holiday`, `eve` or `morrow` of one, `pay_day`, or `month_end`.
    pub kind: &'static str,
    /// The name of the holiday.
    pub name: Option<String>,
    /// Days of the past that were set apart in the same way; absent where nothing is forecast.
    pub days: Option<usize>,
    /// How many times as many people as on other days they brought; absent where there were none.
    pub times: Option<f64>,
}

impl MarkSeen {
    fn of(mark: &Mark, known: Option<&Known>) -> Self {
        let met = known.and_then(|known| known.met.iter().find(|met| met.mark == *mark));
        Self {
            kind: mark.word(),
            name: mark.name().map(str::to_owned),
            days: met.map(|met| met.days),
            times: met.filter(|met| met.days > 0).map(|met| met.times),
        }
    }
}

/// People expected.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub struct PeopleSeen {
    /// The number expected.
    pub expected: f64,
    /// The interval for 80 % begins here.
    pub low: f64,
    /// It ends here.
    pub high: f64,
    /// The median of the latest such weekdays; absent where there are none.
    pub baseline: Option<f64>,
}

impl From<flow::forecast::Ahead> for PeopleSeen {
    fn from(ahead: flow::forecast::Ahead) -> Self {
        Self {
            expected: ahead.expected,
            low: ahead.low,
            high: ahead.high,
            baseline: Some(ahead.baseline).filter(|value| value.is_finite()),
        }
    }
}

/// A quarter of an hour.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub struct QuarterSeen {
    /// Its beginning, in minutes of the day.
    pub minute: usize,
    /// Who is expected.
    pub people: PeopleSeen,
    /// Counters needed for the target; absent where nothing can be said.
    pub needed: Option<u32>,
    /// The same in parts of counters.
    pub needed_fraction: Option<f64>,
    /// Counters that usually work then.
    pub usual: Option<f64>,
    /// Who came, on a day that is over.
    pub came: Option<u32>,
}

impl ForecastSeen {
    fn of(made: &DayPlan, takes: &Takes) -> Self {
        let marks = |known| made.marks.iter().map(|mark| MarkSeen::of(mark, known)).collect();
        let Outlook::Known(known) = &made.outlook else {
            let closed = made.outlook == Outlook::Closed;
            return Self {
                day: made.date.to_string(),
                standing: if closed { AheadSeen::Closed } else { AheadSeen::TooLittle },
                marks: marks(None),
                total: None,
                method: None,
                held_out_days: None,
                error: None,
                baseline_error: None,
                quarters: Vec::new(),
            };
        };
        let needs =
            |n: usize| takes.needed.as_ref().and_then(|needed| needed.quarters.get(n).copied().flatten());
        let quarters = known.quarters.iter().enumerate().map(|(n, quarter)| QuarterSeen {
            minute: n * 15,
            people: quarter.people.into(),
            needed: needs(n).map(|need| need.whole),
            needed_fraction: needs(n).map(|need| need.fraction),
            usual: quarter.usual,
            came: quarter.came,
        });
        let trial = known.trial.as_ref();
        let error = |of: Method| {
            trial
                .and_then(|trial| trial.scores.iter().find(|score| score.method == of))
                .map(|score| score.mae)
                .filter(|mae| mae.is_finite())
        };
        Self {
            day: made.date.to_string(),
            standing: AheadSeen::Known,
            marks: marks(Some(known)),
            total: Some(known.total.into()),
            method: Some(match known.method {
                Method::Model => "model",
                Method::Median => "weekday_median",
                Method::Mean => "weekday_mean",
            }),
            held_out_days: trial.map(|trial| trial.days),
            error: error(known.method),
            baseline_error: error(Method::Median),
            quarters: quarters.collect(),
        }
    }
}

/// The plan of a day
///
/// How many are expected in each quarter of an hour, with an interval and beside a plain forecast, and how many counters that takes.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/forecast", tag = "foresight", params(Hall, Ask),
    responses((status = 200, description = "The plan", body = ForecastSeen)),
)]
pub async fn forecast(get: Get, hall: Hall, Query(ask): Query<Ask>) -> Answer {
    let (house, plan) = get.hall(hall, Act::SeeFigures).await?;
    let date = super::date(&plan, ask.day.as_ref().map(|day| day.0.as_str()), house.clock.now())?;
    let text = |number: Option<u32>| number.map(|number| number.to_string());
    let target = Target::asked(text(ask.share).as_deref(), text(ask.within).as_deref(), plan.target)?;
    let made = super::look(&house, &plan, date).await?;
    let takes = super::takes(&house, &plan, &made, target).await?;
    found(&ForecastSeen::of(&made, &takes))
}
