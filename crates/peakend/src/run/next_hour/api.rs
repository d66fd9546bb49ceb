//! The hour ahead by the API.

use super::{Advice, Ahead, Hour, Spread};
use crate::http::api::{Answer, Get, Hall, Time, found};
use crate::kernel::words;
use crate::staff::rights::Act;
use serde::Serialize;

words! {
    /// Whether something can be said of the time ahead.
    pub enum AheadSeen {
        /// It is foretold.
        Known = "known",
        /// The hall is closed.
        Closed = "closed",
        /// Too little is known of the hall, or of such days.
        TooLittle = "too_little",
    }
}

/// The hour ahead of a hall.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HourAheadSeen {
    /// Whether anything can be said.
    pub standing: AheadSeen,
    /// As it stood then; absent where nothing is said, as all that follows.
    pub at: Option<Time>,
    /// How many wait now.
    pub waiting: Option<usize>,
    /// How long each who waits or comes has to wait within the hour, in minutes.
    pub wait_min: Option<SpreadSeen>,
    /// How many leave without having been called.
    pub leave: Option<SpreadSeen>,
    /// Five minutes after five minutes.
    pub steps: Vec<StepSeen>,
    /// The counter to open; absent where another counter changes nothing real, or none is left.
    pub open: Option<OpenSeen>,
    /// Days that it was learnt from.
    pub days: usize,
    /// Visits of these days.
    pub visits: usize,
    /// Whether the simulated hall was like the real one on days held out; absent where that cannot be said.
    pub trust: Option<bool>,
}

/// A mean, and the range that should hold eight of ten hours.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub struct SpreadSeen {
    /// The mean.
    pub mean: f64,
    /// One of ten is below.
    pub low: f64,
    /// One of ten is above.
    pub high: f64,
}

/// Five minutes.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub struct StepSeen {
    /// Their end, in minutes from now.
    pub minute: u32,
    /// How many wait.
    pub queue: SpreadSeen,
    /// How long those had waited who are called then, in minutes; absent where hardly anybody is.
    pub wait_min: Option<SpreadSeen>,
}

/// A counter to open.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OpenSeen {
    /// Its label.
    pub counter: String,
    /// In so many minutes.
    pub after_min: u32,
    /// Minutes that each customer then waits less within the hour.
    pub saves_min: f64,
    /// The 95 % interval of that begins here.
    pub saves_low_min: f64,
    /// The 95 % interval of that ends here.
    pub saves_high_min: f64,
    /// How many fewer leave.
    pub fewer_leave: f64,
}

impl From<Spread> for SpreadSeen {
    fn from(spread: Spread) -> Self {
        Self { mean: spread.mean, low: spread.low, high: spread.high }
    }
}

impl HourAheadSeen {
    fn of(ahead: &Ahead) -> Self {
        let nothing = |standing, days, visits| Self {
            standing,
            at: None,
            waiting: None,
            wait_min: None,
            leave: None,
            steps: Vec::new(),
            open: None,
            days,
            visits,
            trust: None,
        };
        match ahead {
            Ahead::Closed => nothing(AheadSeen::Closed, 0, 0),
            Ahead::TooLittle { visits, days } => nothing(AheadSeen::TooLittle, *days, *visits),
            Ahead::Known(hour) => Self::known(hour),
        }
    }

    fn known(hour: &Hour) -> Self {
        let steps = hour.steps.iter().map(|step| StepSeen {
            minute: step.minute,
            queue: step.queue.into(),
            wait_min: step.wait_min.map(Into::into),
        });
        let best = if let Advice::Open(best) = hour.advice { hour.tried.get(best) } else { None };
        let open = best.map(|trial| OpenSeen {
            counter: trial.counter.clone(),
            after_min: trial.after_min,
            saves_min: trial.saves_min[0],
            saves_low_min: trial.saves_min[1],
            saves_high_min: trial.saves_min[2],
            fewer_leave: trial.fewer_leave,
        });
        Self {
            standing: AheadSeen::Known,
            at: Some(Time(hour.made_at)),
            waiting: Some(hour.waiting),
            wait_min: Some(hour.wait_min.into()),
            leave: Some(hour.leave.into()),
            steps: steps.collect(),
            open,
            days: hour.rests_on.days,
            visits: hour.rests_on.visits,
            trust: hour.rests_on.trust.known(),
        }
    }
}

/// The hour ahead
///
/// The hall as it stands, played forward a thousand times: who will wait, how long, and which counter to open.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/next-hour", tag = "foresight", params(Hall),
    responses((status = 200, description = "The hour ahead", body = HourAheadSeen)),
)]
pub async fn next_hour(get: Get, hall: Hall) -> Answer {
    let (house, plan) = get.hall(hall, Act::SeeFigures).await?;
    found(&HourAheadSeen::of(&*super::look(&house, &plan).await?))
}
