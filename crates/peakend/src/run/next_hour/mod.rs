//! The hour ahead of a running hall: how many will wait and how long, who will leave, and which counter to open.
//!
//! The hall as it stands is simulated forward, a thousand times, by its own calling rule and by what its past has taught.
//! Each counter at which nobody works is tried as well, opened now or a little later, under the same chance; so what is
//! said of it is the difference that it makes and not luck.

mod advice;
pub mod api;
mod fork;
pub mod page;

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::run::foresight::{Foresight, Trust};
use crate::run::hall::Plan;
use crate::run::history::Lessons;
use crate::run::twin::live::Floor;
use flow::twin::Start;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// Minutes of a step.
pub const STEP_MIN: u32 = 5;
/// Minutes that are looked ahead.
pub const AHEAD_MIN: u32 = 60;
/// The share of hours for which a band should hold.
pub const SHARE: f64 = 0.8;
/// A difference below this is none, in minutes for each customer.
pub const MATTERS_MIN: f64 = 0.5;

/// What can be said of the hour ahead.
#[derive(Debug, Clone, PartialEq)]
pub enum Ahead {
    /// The hall is closed, and nobody waits.
    Closed,
    /// Too little is known of the hall: so many visits of so many days.
    TooLittle {
        /// Visits of the past weeks.
        visits: usize,
        /// Days on which people came.
        days: usize,
    },
    /// The hour.
    Known(Box<Hour>),
}

/// The hour ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Hour {
    /// How it stood then.
    pub made_at: Instant,
    /// How many wait now.
    pub waiting: usize,
    /// Step by step.
    pub steps: Vec<Step>,
    /// Who leaves without having been called.
    pub leave: Spread,
    /// How long each customer who waits or comes has to wait within the hour, in minutes.
    pub wait_min: Spread,
    /// What was tried.
    pub tried: Vec<Trial>,
    /// What comes of it.
    pub advice: Advice,
    /// On what it rests.
    pub rests_on: RestsOn,
}

/// A mean, and a range for most single hours.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// Ten of a hundred are below.
    pub low: f64,
    /// Ten of a hundred are above.
    pub high: f64,
}

/// Some minutes of the hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Its end, in minutes from now.
    pub minute: u32,
    /// How many wait, on the average of these minutes.
    pub queue: Spread,
    /// How long those had waited who are called in these minutes, in minutes; none if hardly anybody is.
    pub wait_min: Option<Spread>,
}

/// A counter that was tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Its label.
    pub counter: String,
    /// Whether who works there is away for a moment, and not the counter closed.
    pub paused: bool,
    /// After so many minutes.
    pub after_min: u32,
    /// Minutes that each customer waits less, with the 95 % interval.
    pub saves_min: [f64; 3],
    /// How many fewer leave.
    pub fewer_leave: f64,
    /// Whether it makes a real difference.
    pub real: bool,
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Advice {
    /// Open this one of those that were tried.
    Open(usize),
    /// Opening another changes nothing real.
    Enough,
    /// There is none to open.
    AllOpen,
}

/// On what a figure rests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RestsOn {
    /// Days on which people came.
    pub days: usize,
    /// Visits of these days.
    pub visits: usize,
    /// Replications.
    pub runs: u32,
    /// Whether the simulated hall was like the real one on days held out.
    pub trust: Trust,
}

/// What is kept of a hall: what was said, and when.
pub(crate) struct Kept {
    made_at: Instant,
    version: i64,
    ahead: Arc<Ahead>,
}

/// Replications of the hour.
const RUNS: u32 = 1000;
/// Replications of each counter that is tried, before the best of them is tried as often as the hour.
const FIRST: u32 = 200;
/// What was said holds for so long, in seconds.
const HOLDS_S: i64 = 15;

/// The hour ahead of a hall, made now or a few seconds ago.
///
/// # Errors
/// Those of the database; too much is being computed.
pub async fn look(house: &House, plan: &Arc<Plan>) -> Result<Arc<Ahead>, Error> {
    let now = house.clock.now();
    let holds = |kept: &Kept| {
        kept.version == plan.version && kept.made_at <= now && now < kept.made_at.plus_seconds(HOLDS_S)
    };
    let kept = house.foresight.hours.get(plan.hall, holds, async {
        let (inside, hall) = (house.clone(), plan.hall);
        let floor = house.db.read(move |tx| Floor::read(&inside, tx, hall)).await?;
        let kept = |ahead| kept_of(ahead, now, plan);
        if !floor.is_alive() {
            return Ok(kept(Ahead::Closed));
        }
        let lessons = house.foresight.lessons(house, plan).await?;
        if !lessons.is_enough() {
            return Ok(kept(Ahead::TooLittle { visits: lessons.visits, days: lessons.days }));
        }
        let trust = house.foresight.trust(plan, lessons.today);
        if trust == Trust::NotYet {
            Foresight::look_at_trust(house, plan, lessons.today);
        }
        house
            .foresight
            .line
            .compute(move || Ok(kept_of(made(&floor, &lessons, trust), now, &floor.plan)))
            .await
    });
    Ok(Arc::clone(&kept.await?.ahead))
}

fn kept_of(ahead: Ahead, made_at: Instant, plan: &Plan) -> Kept {
    Kept { made_at, version: plan.version, ahead: Arc::new(ahead) }
}

/// Plays the hour through.
fn made(floor: &Floor, lessons: &Lessons, trust: Trust) -> Ahead {
    let (hall, state) = (floor.hall(lessons), floor.state());
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN).min(THREADS);
    #[expect(clippy::cast_sign_loss, reason = "an instant of our time")]
    let seed = (floor.at.0 / Instant::MINUTE) as u64;
    let seen = fork::play(&hall, &Start::From(state.clone()), floor.now_us(), seed, RUNS, threads);
    let rests_on = RestsOn { days: lessons.days, visits: lessons.visits, runs: RUNS, trust };
    let mut hour = fork::hour(floor.at, floor.waiting(), &seen, rests_on);
    let effort = advice::Effort { seed, first: FIRST, then: RUNS, threads };
    (hour.tried, hour.advice) = advice::advise(floor, &hall, &state, &seen, &effort);
    Ahead::Known(Box::new(hour))
}

/// The most threads of one computation.
const THREADS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(3);
