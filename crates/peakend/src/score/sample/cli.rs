//! `peakend sample`: a simulated network of halls to try things on.

use super::{Plan, simulate};
use crate::Error;
use crate::design::blueprint::{DEFAULT, load};
use crate::ui::output::put;
use crate::ui::progress::Progress;
use crate::ui::text::Texts;
use std::path::PathBuf;

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File for the table of moments.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Seed: the same seed gives the same file.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Number of halls.
    #[arg(long, default_value_t = 48, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub halls: u32,
    /// Number of days.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub days: u32,
}

/// Runs the command.
///
/// # Errors
/// When the file cannot be written.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let plan = Plan { seed: args.seed, halls: args.halls, days: args.days };
    let progress = Progress::begin("cli-progress-simulating", texts);
    let blueprint = load(DEFAULT)?;
    let (visits, moments) = simulate(plan, &blueprint, &args.out, |done, total| progress.tell(done, total))?;
    drop(progress);
    let text = texts.say_with(
        "cli-sampled",
        &[
            ("file", args.out.display().to_string().into()),
            ("halls", args.halls.into()),
            ("days", args.days.into()),
            ("visits", visits.into()),
            ("moments", moments.into()),
        ],
    );
    put(None, format!("{text}\n").as_bytes())
}
