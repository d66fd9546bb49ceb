//! A simulated month of a network of halls, to try Peakend on before any real data are at hand.
//!
//! Nothing here is anybody's data, and no figure that is found in it says anything about a real operator. Halls
//! differ in how fast and how warm they are; what happens to a visit is drawn as *signals* (a wait, a result, a
//! rating), and the affect rules of the blueprint turn them into moments, just as they would for real events. One
//! visit in six answers a survey; what is remembered then is made of the mean and the end of the visit with some
//! noise, so that a reader can check whether Peakend finds that out. It is no queueing model: waits follow the hour
//! and the hall, not one another.

pub mod cli;
mod network;
mod visit;

pub use network::{Hall, Network};

use crate::design::blueprint::Blueprint;
use lake::{Column, Error, Moment, VisitId, Writer};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::path::Path;
use visit::Happened;

/// Purposes, how common they are, and minutes of service.
pub(crate) const PURPOSES: [(&str, f64, f64); 9] = [
    ("pay_bill", 0.26, 3.0),
    ("change_plan", 0.18, 8.0),
    ("consultation", 0.13, 5.0),
    ("open_line", 0.11, 15.0),
    ("account", 0.10, 12.0),
    ("data_service", 0.08, 10.0),
    ("broadband", 0.07, 18.0),
    ("handset", 0.05, 25.0),
    ("complaint", 0.02, 15.0),
];

/// What is simulated.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Seed: the same plan gives the same file, byte for byte.
    pub seed: u64,
    /// Number of halls.
    pub halls: u32,
    /// Number of days from 2026-10-01 on.
    pub days: u32,
}

/// The columns of a simulated table.
const COLUMNS: [Column; 9] = [
    Column::Visit,
    Column::Hall,
    Column::Purpose,
    Column::Touchpoint,
    Column::Staff,
    Column::At,
    Column::Affect,
    Column::Source,
    Column::Remembered,
];

/// Simulates the plan into a table of moments; says how many visits and moments there are. `tell` is told (days
/// done, days) and stops the work by returning false.
///
/// # Errors
/// When the file cannot be written, or the work is stopped.
pub fn simulate(
    plan: Plan,
    blueprint: &Blueprint,
    to: &Path,
    mut tell: impl FnMut(u64, u64) -> bool,
) -> Result<(u64, u64), Error> {
    let mut rng = Pcg64::seed_from_u64(plan.seed);
    let network = Network::draw(plan.halls, &mut rng);
    let mut writer = Writer::create(to, &COLUMNS)?;
    let first_day_us = 1_790_784_000_000_000; // 2026-10-01 00:00 in Shanghai is 2026-09-30 16:00 UTC
    let mut visit = 0;
    let mut happened = Happened::default();
    for day in 0..plan.days {
        for hall in &network.halls {
            for arrival_s in hall.arrivals(day, &mut rng) {
                visit += 1;
                let at_us = first_day_us + i64::from(day) * 86_400_000_000 + i64::from(arrival_s) * 1_000_000;
                happened.draw(hall, at_us, arrival_s, blueprint, &mut rng);
                for moment in &happened.moments {
                    writer.push(&Moment {
                        visit: VisitId::Number(visit),
                        seq: 0,
                        hall: &hall.name,
                        purpose: happened.purpose,
                        touchpoint: moment.touchpoint,
                        staff: moment.staff.map_or("", |place| &hall.staff[place]),
                        at_us: moment.at_us,
                        affect: moment.affect,
                        source: moment.signal,
                        remembered: happened.remembered,
                    })?;
                }
            }
        }
        if !tell(u64::from(day) + 1, u64::from(plan.days)) {
            return Err(Error::Stopped);
        }
    }
    let moments = writer.finish()?;
    Ok((visit, moments))
}

/// A draw from the standard normal distribution (Box & Muller 1958).
fn normal(rng: &mut impl Rng) -> f64 {
    let (u, v): (f64, f64) = (1.0 - rng.random::<f64>(), rng.random());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// One of `choices`, each as likely as its weight.
fn pick<T: Copy>(choices: &[(T, f64)], rng: &mut impl Rng) -> T {
    let total: f64 = choices.iter().map(|(_, weight)| weight).sum();
    let mut left = rng.random::<f64>() * total;
    for (choice, weight) in choices {
        left -= weight;
        if left < 0.0 {
            return *choice;
        }
    }
    choices[choices.len() - 1].0
}
