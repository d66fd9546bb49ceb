//! `peakend lake`: tables out of the database.

use super::export::{Rating, Wanted, export, halls};
use crate::Error;
use crate::house::House;
use crate::ops::{self, DataArgs};
use crate::run::twin::calibrate;
use crate::ui::output::put;
use crate::ui::progress::Progress;
use crate::ui::text::Texts;
use std::path::PathBuf;

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write the moments of visits as a table.
    Export(ExportArgs),
}

/// Which visits, and where to.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// The hall, by its code.
    #[arg(long, value_name = "CODE", required_unless_present = "all", conflicts_with = "all")]
    pub hall: Option<String>,
    /// All halls.
    #[arg(long)]
    pub all: bool,
    /// The first day.
    #[arg(long, value_name = "DAY")]
    pub from: jiff::civil::Date,
    /// The last day.
    #[arg(long, value_name = "DAY")]
    pub to: jiff::civil::Date,
    /// What to write.
    #[arg(long, value_enum, default_value_t)]
    pub what: What,
    /// What a rating is.
    #[arg(long, value_enum, default_value_t = Rating::Remembered)]
    pub rating: Rating,
    /// The file.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
}

/// What a table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum What {
    /// A row for each moment.
    #[default]
    Moments,
    /// A row for each service.
    Services,
}

/// Runs the command.
///
/// # Errors
/// The database cannot be read, or the file not be written.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let Command::Export(args) = &args.command;
    let house = ops::open(&args.data)?;
    // visits that have just ended are filed first, so that the table is whole up to now
    super::follow(&house)?;
    if args.what == What::Services {
        return services(args, &house, texts);
    }
    let wanted = Wanted {
        halls: halls(&house.db, args.hall.as_deref())?,
        from: args.from.to_string(),
        to: args.to.to_string(),
        rating: args.rating,
    };
    let progress = Progress::begin("cli-progress-writing", texts);
    let done = export(&house.db, &wanted, &args.out, |done, total| progress.tell(done, total))?;
    drop(progress);
    let text = texts.say_with(
        "cli-exported",
        &[
            ("file", args.out.display().to_string().into()),
            ("visits", done.visits.into()),
            ("moments", done.moments.into()),
            ("judged", done.judged.into()),
        ],
    );
    put(None, format!("{text}\n").as_bytes())
}

/// Writes the services, for `peakend calibrate`.
fn services(args: &ExportArgs, house: &House, texts: &Texts) -> Result<(), Error> {
    let halls = halls(&house.db, args.hall.as_deref())?;
    let progress = Progress::begin("cli-progress-writing", texts);
    let (sheet, rows) =
        calibrate::export::services(house, &halls, args.from, args.to, |done, all| progress.tell(done, all))?;
    drop(progress);
    let mut bytes = Vec::new();
    match args.out.extension() {
        Some(parquet) if parquet == "parquet" => sheet.write_parquet(&args.out)?,
        _ => {
            sheet.write_csv(&mut bytes)?;
            put(Some(&args.out), &bytes)?;
        }
    }
    let file = args.out.display().to_string();
    let text = texts.say_with("calibrate-exported", &[("file", file.into()), ("rows", rows.into())]);
    put(None, format!("{text}\n").as_bytes())
}
