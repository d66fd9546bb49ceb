//! `peakend demo`: a network of halls that is alive.
//!
//! Its past is lived through by the real acts with a clock that is set along; its present goes on by the same acts with the
//! system's clock, beside whoever signs in and works in it. Nothing here writes a visit but the acts of [`crate::run`].

mod act;
pub mod cli;
mod draw;
mod floor;
mod keys;
mod live;
mod network;
mod past;
mod store;

use crate::Error;
use crate::house::House;
use crate::kernel::{Chance, Clock, Instant};
use crate::staff::rights::Role;
use crate::ui::text::Language;
use jiff::tz::TimeZone;

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Number of halls.
    pub halls: usize,
    /// Days of the past, not counting today.
    pub days: usize,
    /// Visits of a hall on a day, on average.
    pub visits_per_day: f64,
    /// The same seed gives the same network and the same past.
    pub seed: u64,
    /// Whether today is lived through until now, to go on from there.
    pub live: bool,
    /// The language of the people who work there.
    pub language: Language,
}

/// Somebody to sign in as.
#[derive(Debug, Clone)]
pub struct Sign {
    /// The login.
    pub login: String,
    /// The name.
    pub name: String,
    /// What they are.
    pub role: Role,
}

/// A network that has been made.
pub struct Town {
    /// Whom to sign in as.
    pub signs: Vec<Sign>,
    stages: Vec<network::Stage>,
    floors: Vec<floor::Floor>,
    now: Instant,
}

impl Town {
    /// The code of the first hall.
    pub fn first_hall(&self) -> &str {
        self.stages.first().map_or("", |stage| &stage.code)
    }

    /// Goes on living in `house`, `speed` times as fast as the clock, until the task is dropped.
    pub async fn go_on(self, house: House, speed: f64) {
        live::go_on(house, self.stages, self.floors, self.now, speed).await;
    }
}

/// Makes the network in an empty database and lives through its past up to `now`.
///
/// # Errors
/// The database is not empty, or fails; `tell` says no.
pub fn seed(
    house: &House,
    plan: &Plan,
    password: &str,
    now: Instant,
    tell: impl Fn(u64, u64) -> bool + Sync,
) -> Result<Town, Error> {
    let days = i64::try_from(plan.days).unwrap_or(i64::MAX / 1_000_000);
    let clock = Clock::at(now.plus_seconds(-(days + 1) * 86_400));
    let before = House::over(house.db.clone(), house.config.clone(), clock, Chance::seeded(plan.seed))?;
    let made = network::make(&before, plan, password)?;
    let floors = past::live_through(house, plan, &made.stages, now, tell)?;
    Ok(Town { signs: made.signs, stages: made.stages, floors, now })
}

/// The zone of the demo's halls.
fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC)
}
