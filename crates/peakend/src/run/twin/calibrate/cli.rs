//! `peakend calibrate`: learns a hall from its log, and says whether to trust it.

use super::map::Map;
use super::read::{How, Read, read};
use super::{hall, report, show};
use crate::Error;
use crate::run::twin::hall_file::HallFile;
use crate::score::reading::{tell_encoding, tell_rejects};
use crate::ui::output::{Format, Output, OutputArgs, note, put};
use crate::ui::progress::Progress;
use crate::ui::text::Texts;
use crate::ui::zone::zone;
use flow::learn::card::{Trial, card};
use flow::learn::{Learnt, Log};
use flow::twin::Hall;
use lake::Keep;
use std::path::{Path, PathBuf};

/// The command.
#[derive(Debug, clap::Args)]
#[command(mut_arg("out", |out| out.value_name("HALL.toml")))]
pub struct Args {
    /// The log.
    pub log: PathBuf,
    /// Which columns say what.
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// The hall to learn, where the log is of several.
    #[arg(long, value_name = "CODE")]
    pub hall: Option<String>,
    /// Zone of the hall's clocks.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Days held out for the report card.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..))]
    pub held_out: Option<u16>,
    /// Runs of each held-out day.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub runs: u32,
    /// What chance stands for.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// The weekday of the hall that is written.
    #[arg(long, value_enum)]
    pub weekday: Option<Weekday>,
    /// File for the list of rejected rows.
    #[arg(long, value_name = "FILE")]
    pub reject_to: Option<PathBuf>,
    /// The result, with `--out` as the file for the hall, and the report.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// A weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

/// Of the days, one in so many is held out if it is not said.
const ONE_IN: usize = 4;
/// At most so many.
const MOST: usize = 28;

/// Runs the command.
///
/// # Errors
/// When the log cannot be read or holds nothing to learn from, or a result cannot be written.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    if args.output.result.format == Format::Parquet {
        let (value, why) = ("parquet".to_owned(), texts.say("calibrate-no-parquet"));
        return Err(Error::BadValue { option: "--format", value, why });
    }
    let output = Output { format: args.output.result.format, to: None };
    let map = Map::read(args.map.as_deref())?;
    let how = How {
        hall: args.hall.as_deref(),
        zone: zone(args.zone.as_deref(), texts)?,
        keep: if args.reject_to.is_some() { Keep::All } else { Keep::Few },
    };
    let found = read(&args.log, &map, &how, &Progress::begin("cli-progress-reading", texts), texts)?;
    list(args, &found)?;
    if found.chinese {
        note(&tell_encoding(&args.log, texts));
    }
    if found.rejects.total() > 0 {
        note(&tell_rejects("line", &found.rejects, args.reject_to.is_some(), texts));
    }
    let mut log = Log::sift(found.seen.clone());
    let far = log.drop_far();
    log.cut_days();
    let torn = log.drop_torn();
    let learnt = Learnt::from(&log);
    let trial = Trial {
        from_day: from_day(&learnt.days, args.held_out),
        replications: args.runs,
        seed: args.seed,
        staff_known: false,
    };
    let as_it_is = |_: &mut Hall| {};
    let told = card(&log, &trial, &as_it_is);
    let known = card(&log, &Trial { staff_known: true, ..trial }, &as_it_is);
    let shown = show::Shown {
        read: &found,
        log: &log,
        far: &far,
        torn: &torn,
        learnt: &learnt,
        card: &told,
        known: &known,
        texts,
    };
    shown.notes().iter().for_each(|line| note(line));
    if log.seen.is_empty() {
        return Err(Error::TooLittle(shown.nothing_left()));
    }
    if let Some(to) = &args.output.result.out {
        write_hall(args, to, &shown)?;
    }
    if let Some(to) = &args.output.report {
        put(Some(to), report::render(&shown, &file_name(&args.log))?.as_bytes())?;
        note(&texts.with("calibrate-report-written", "file", to.display()));
    }
    output.give(|| shown.table(), || shown.json(), || shown.sheet())
}

/// The first of the days held out.
fn from_day(days: &[i32], held_out: Option<u16>) -> i32 {
    let held = held_out.map_or_else(|| (days.len() / ONE_IN).min(MOST), usize::from);
    let at = days.len().saturating_sub(held);
    days.get(at).copied().unwrap_or_else(|| days.last().map_or(0, |last| last + 1))
}

/// Writes the hall that was learnt, if it is one that can be simulated; else nothing.
fn write_hall(args: &Args, to: &Path, shown: &show::Shown<'_>) -> Result<(), Error> {
    let stem = args.log.file_name().unwrap_or(args.log.as_os_str()).to_string_lossy();
    let name = args.hall.clone().unwrap_or_else(|| stem.split('.').next().unwrap_or(&stem).to_owned());
    let wanted = args.weekday.map(|weekday| weekday as usize);
    let (purposes, people) = (&shown.read.purposes, &shown.read.people);
    let Some(made) = hall::hall(shown.learnt, &name, purposes, people, wanted) else {
        return Err(Error::TooLittle(shown.too_little(wanted)));
    };
    let text = made.hall.write(&hall::about(&file_name(&args.log), shown.learnt, made.day));
    if let Err(faults) = HallFile::read(&to.display().to_string(), &text) {
        let why = faults.first().map_or_else(String::new, |fault| fault.tell(shown.texts));
        return Err(Error::TooLittle(shown.texts.with("calibrate-hall-refused", "why", why)));
    }
    put(Some(to), text.as_bytes())?;
    if !made.without.is_empty() {
        note(&shown.without(&made.without));
    }
    let values = [("file", to.display().to_string().into()), ("day", shown.date(made.day).into())];
    note(&shown.texts.say_with("calibrate-hall-written", &values));
    Ok(())
}

/// Lists what was rejected, where that was asked for.
fn list(args: &Args, found: &Read) -> Result<(), Error> {
    let Some(to) = &args.reject_to else { return Ok(()) };
    let mut bytes = Vec::new();
    found
        .rejects
        .write_csv(&args.log, &mut bytes)
        .map_err(|error| Error::Output(std::io::Error::other(error)))?;
    put(Some(to), &bytes)
}

fn file_name(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}
