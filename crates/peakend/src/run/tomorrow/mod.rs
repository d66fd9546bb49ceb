//! The plan of a day to come: how many people are expected in each quarter of an hour, and how many counters that takes.
//!
//! The forecast is made of the weeks before ([`crate::run::history`]) when somebody asks for the day, on a thread of its own,
//! and kept for the rest of the day. A day that is over is forecast from what was known the evening before it, and shown
//! beside what came: so everybody can see what the forecast is worth.

pub mod api;
pub mod mark;
pub mod page;
pub mod staff;

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::run::hall::Plan;
use crate::run::history::{Past, QUARTERS, Was};
use crate::run::planning::Target;
use flow::forecast::{self, Day, Method, Settings, Standing, Trial};
use jiff::civil::Date;
use mark::{Mark, Met};
use staff::Needed;
use std::sync::Arc;

/// The furthest day that is forecast, in days from today.
pub const FURTHEST_DAYS: i64 = 56;
/// The share of quarters for which a band should hold.
pub const SHARE: f64 = 0.8;

/// The plan of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayPlan {
    /// The day.
    pub date: Date,
    /// What the calendar says of it.
    pub marks: Vec<Mark>,
    /// What is expected.
    pub outlook: Outlook,
    /// The version of the hall's set-up that it was made with.
    version: i64,
    /// The day on which it was made.
    made_on: Date,
}

/// What is expected of a day.
#[derive(Debug, Clone, PartialEq)]
pub enum Outlook {
    /// The hall has no hours on this day, or nobody ever came on such days.
    Closed,
    /// No day of this weekday is known.
    Unseen,
    /// Too little is known: so many visits on so many days.
    TooLittle {
        /// Visits.
        visits: usize,
        /// Days on which people came.
        days: usize,
    },
    /// A forecast.
    Known(Box<Known>),
}

/// The forecast of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The quarters of an hour from 0:00 on, by the clock on the wall.
    pub quarters: Vec<Quarter>,
    /// The whole day.
    pub total: forecast::Ahead,
    /// What made the forecast.
    pub method: Method,
    /// What days set apart like this one have brought.
    pub met: Vec<Met>,
    /// What it was worth on the days held out.
    pub trial: Option<Trial>,
    /// Days on which people came.
    pub days: usize,
    /// Visits of these days.
    pub visits: usize,
    /// What people come for or are sent on to, and how much of it a visit brings.
    pub purposes: Vec<Purpose>,
    /// How much services differ: the coefficient of variation of their times.
    pub variation: f64,
}

/// A quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quarter {
    /// How many are expected.
    pub people: forecast::Ahead,
    /// Counters that usually work then; none if no such day is known.
    pub usual: Option<f64>,
    /// How many came, on a day that is over.
    pub came: Option<u32>,
}

/// A purpose in the work of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Purpose {
    /// The purpose.
    pub purpose: String,
    /// Services of it that a visit of the hall brings; of all purposes they may sum to more than one.
    pub per_visit: f64,
    /// Services of the past that can be believed.
    pub services: usize,
    /// Their mean time, in seconds, with the way to the counter; drawn toward the norm while they are few.
    pub mean_s: f64,
}

/// The day that was asked for: tomorrow if none was.
///
/// # Errors
/// It is no day, or too far ahead.
pub fn date(plan: &Plan, asked: Option<&str>, now: Instant) -> Result<Date, Error> {
    let today = now.local(&plan.zone).date();
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
        return today.tomorrow().map_err(|error| Error::Internal(error.to_string()));
    };
    let date: Date =
        asked.parse().map_err(|_| Error::invalid("day", "experience-error-day").with("day", asked))?;
    let furthest = today.saturating_add(jiff::Span::new().days(FURTHEST_DAYS));
    if date > furthest {
        return Err(Error::invalid("day", "foresee-error-far").with("day", asked).with("furthest", furthest));
    }
    Ok(date)
}

/// The plan of a day, made now or kept from before.
///
/// # Errors
/// Those of the database; too much is being computed.
pub async fn look(house: &House, plan: &Arc<Plan>, date: Date) -> Result<Arc<DayPlan>, Error> {
    let today = house.clock.now().local(&plan.zone).date();
    let holds = |kept: &DayPlan| kept.version == plan.version && kept.made_on == today;
    let ahead = &house.foresight;
    ahead
        .days
        .get((plan.hall, date), holds, async {
            let turn = ahead.line.turn().await?;
            let (from, there) = (today.min(date), Arc::clone(plan));
            let past = house.db.read(move |tx| Past::read_for(tx, &there, from, date)).await?;
            let came = match date < today {
                true => {
                    let (there, next) = (Arc::clone(plan), date.tomorrow().unwrap_or(date));
                    let day = house.db.read(move |tx| Past::read_days(tx, &there, date, next)).await?;
                    day.counts(plan, None).first().copied()
                }
                false => None,
            };
            let there = Arc::clone(plan);
            turn.compute(move || Ok(made(&there, &past, date, today, came.as_ref()))).await
        })
        .await
}

/// What a day takes to keep a target, computed now or kept; none if nothing is forecast.
///
/// # Errors
/// Too much is being computed.
pub async fn takes(
    house: &House,
    plan: &Arc<Plan>,
    made: &Arc<DayPlan>,
    target: Target,
) -> Result<Arc<Takes>, Error> {
    let holds = |kept: &Takes| kept.version == made.version && kept.made_on == made.made_on;
    let (there, day) = (Arc::clone(plan), Arc::clone(made));
    let compute = house.foresight.line.compute(move || {
        let needed = match &day.outlook {
            Outlook::Known(known) => Some(staff::needed(&there, known, target)),
            _ => None,
        };
        Ok(Takes { version: day.version, made_on: day.made_on, needed })
    });
    house.foresight.takes.get((plan.hall, made.date, target), holds, compute).await
}

/// What a day takes to keep a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Takes {
    version: i64,
    made_on: Date,
    /// None if nothing is forecast.
    pub needed: Option<Needed>,
}

fn made(plan: &Plan, past: &Past, date: Date, today: Date, came: Option<&[u32; QUARTERS]>) -> DayPlan {
    let outlook = outlook(plan, past, date, came);
    DayPlan { date, marks: mark::of(plan, date), outlook, version: plan.version, made_on: today }
}

fn outlook(plan: &Plan, past: &Past, date: Date, came: Option<&[u32; QUARTERS]>) -> Outlook {
    let Ok(told) = told(plan, past, date) else {
        return Outlook::TooLittle { visits: past.visits.len(), days: past.open_days() };
    };
    let Some(day) = told.days.first() else { return Outlook::Unseen };
    match day.standing {
        Standing::Closed => return Outlook::Closed,
        Standing::Unseen => return Outlook::Unseen,
        Standing::Forecast => {}
    }
    let usual = past.usual_work(plan, date);
    let quarters = day.steps.iter().enumerate().map(|(n, people)| Quarter {
        people: *people,
        usual: usual.as_ref().map(|usual| usual[n]),
        came: came.map(|came| came[n]),
    });
    Outlook::Known(Box::new(Known {
        quarters: quarters.collect(),
        total: day.total,
        method: day.method,
        met: mark::met(plan, past, date, &told.effects),
        trial: told.trial.clone(),
        days: past.open_days(),
        visits: past.visits.len(),
        purposes: mix(plan, past),
        variation: past.variation(),
    }))
}

/// The forecast of one day for all purposes together.
///
/// # Errors
/// Too little is known.
pub(crate) fn told(plan: &Plan, past: &Past, date: Date) -> Result<forecast::Forecast, forecast::Lack> {
    let counts = |of: &[u32; QUARTERS]| of.iter().map(|count| f64::from(*count)).collect();
    let unknown = || vec![f64::NAN; QUARTERS];
    let mut series: Vec<forecast::Past> =
        past.earlier
            .iter()
            .map(|(date, came)| (*date, came.as_ref().map_or_else(unknown, counts)))
            .chain(past.days.iter().zip(past.counts(plan, None)).map(|(day, came)| {
                (day.date, if day.was == Was::Missing { unknown() } else { counts(&came) })
            }))
            .map(|(date, counts)| forecast::Past { day: calendar(plan, date), counts })
            .collect();
    // before anybody came nothing is known: a holiday of that time was not a day on which the hall stayed empty
    let begins = series.iter().position(|past| past.total() > 0.0).unwrap_or(series.len());
    series.drain(..begins);
    forecast::forecast(&series, &[calendar(plan, date)], &Settings { share: SHARE, ..Settings::default() })
}

/// A day as forecasting sees it: what the calendar says, and whether the hall has hours.
fn calendar(plan: &Plan, date: Date) -> Day {
    Day { closed: plan.hours_of(date).is_empty(), ..plan.calendar.day(date) }
}

/// What people come for or are sent on to, in the order of the hall's tiles.
fn mix(plan: &Plan, past: &Past) -> Vec<Purpose> {
    let times_s = past.times_s();
    let purposes = past.purposes.iter().zip(past.services_per_visit()).enumerate();
    purposes
        .filter(|(_, (_, per_visit))| *per_visit > 0.0)
        .map(|(n, (purpose, per_visit))| Purpose {
            purpose: purpose.clone(),
            per_visit,
            services: times_s[n].len(),
            mean_s: past.mean_s(plan, n, &times_s[n]) + past.walk_s(n),
        })
        .collect()
}
