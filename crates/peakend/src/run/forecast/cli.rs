//! `peakend forecast`: how many will come in each step of the coming days.

use super::book::What;
use super::calendar::Calendar;
use super::columns::Named;
use super::network::{self, Network};
use super::read::{Opening, Read, Reading, read};
use super::when::Clock;
use super::{notes, report, show};
use crate::Error;
use crate::error::RefusalKind;
use crate::score::reading::{tell_encoding, tell_rejects};
use crate::ui::output::{OutputArgs, note, put};
use crate::ui::progress::Progress;
use crate::ui::span::span;
use crate::ui::text::Texts;
use crate::ui::zone::zone;
use flow::forecast::{Settings, Step};
use lake::Keep;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// The step where none is asked for.
const USUAL_STEP: Step = Step::QUARTER;

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The table.
    pub table: PathBuf,
    /// Column of times, or of dates and of times.
    #[arg(long, value_delimiter = ',', value_name = "COLUMN")]
    pub time: Vec<String>,
    /// How times are written.
    #[arg(long, value_name = "FORMAT")]
    pub time_format: Option<String>,
    /// Column of counts.
    #[arg(long, value_name = "COLUMN")]
    pub count: Option<String>,
    /// Each row is one arrival.
    #[arg(long, conflicts_with = "count")]
    pub raw: bool,
    /// Column of halls.
    #[arg(long, value_name = "COLUMN")]
    pub hall: Option<String>,
    /// Column of purposes.
    #[arg(long, value_name = "COLUMN")]
    pub purpose: Option<String>,
    /// A table that names halls and purposes.
    #[arg(long, value_name = "FILE")]
    pub names: Option<PathBuf>,
    /// What is counted.
    #[arg(long, value_enum, default_value_t)]
    pub what: What,
    /// Length of a step.
    #[arg(long, value_name = "MINUTES")]
    pub step: Option<String>,
    /// Days to forecast.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=366))]
    pub days: u16,
    /// A table of holidays.
    #[arg(long, value_name = "FILE")]
    pub holidays: Option<PathBuf>,
    /// Days of the month on which wages are paid.
    #[arg(long, value_delimiter = ',', value_name = "DAY", value_parser = clap::value_parser!(i8).range(1..=31))]
    pub pay_day: Vec<i8>,
    /// Opening hours.
    #[arg(long, value_name = "HH:MM-HH:MM")]
    pub opening: Option<String>,
    /// Days held out to score by.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..))]
    pub holdout: Option<u16>,
    /// Zone of the halls' clocks.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Threads to use.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// File for the list of rejected rows.
    #[arg(long, value_name = "FILE")]
    pub reject_to: Option<PathBuf>,
    /// Treat the first rejected row as an error.
    #[arg(long)]
    pub strict: bool,
    /// The result and the report.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
///
/// # Errors
/// When the table cannot be read, holds too little in every hall, or the result cannot be written.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let output = args.output.output();
    output.ready()?;
    let mut reading = reading(args, texts)?;
    let calendar = match &args.holidays {
        Some(file) => Calendar::read(file, &args.pay_day, texts)?,
        None => Calendar::new([], &args.pay_day),
    };
    let once =
        |reading: &Reading<'_>| read(&args.table, reading, &Progress::begin("cli-progress-reading", texts));
    let mut found = once(&reading);
    let coarser = found.as_ref().ok().map(|found| coarser_step(args, found, texts)).transpose()?.flatten();
    if let Some(step) = coarser {
        reading.step = step;
        found = once(&reading);
    }
    if let Err(Error::Table(lake::Error::NothingLeft { rejects, .. })) = &found {
        list(args, rejects)?;
    }
    let mut found = found?;
    list(args, &found.rejects)?;
    let network = network(args, &mut found, &calendar);
    let mut said = notes::notes(&found, &network, &calendar, texts);
    if let Some(step) = coarser {
        let args = [
            ("own", told(step.minutes(), texts).into()),
            ("usual", told(USUAL_STEP.minutes(), texts).into()),
        ];
        said.insert(0, texts.say_with("forecast-note-step", &args));
    }
    if found.chinese {
        note(&tell_encoding(&args.table, texts));
    }
    if found.rejects.total() > 0 {
        note(&tell_rejects("line", &found.rejects, args.reject_to.is_some(), texts));
    }
    said.iter().for_each(|line| note(line));
    if let Some(error) = nothing(&network) {
        return Err(error);
    }
    let shown = show::Shown { read: &found, network: &network, calendar: &calendar, notes: &said, texts };
    if let Some(to) = &args.output.report {
        let page = report::render(&shown, &file_name(args))?;
        put(Some(to), page.as_bytes())?;
        if args.output.is_shown() {
            let written = texts.with("forecast-report-written", "file", to.display());
            return put(None, format!("{}{written}\n", shown.summary()).as_bytes());
        }
    }
    output.give(|| shown.table(), || shown.json(&file_name(args)), || shown.sheet())
}

/// The step to read the table with instead, where its own is coarser than the usual one and none was asked for.
///
/// # Errors
/// When a finer step was asked for, or the table's own is too coarse for any: a row would land whole in the first of the
/// steps that it stands for.
fn coarser_step(args: &Args, found: &Read, texts: &Texts) -> Result<Option<Step>, Error> {
    let step = found.book.step;
    let Some(own) = found.own_step.filter(|own| *own > step.minutes()) else { return Ok(None) };
    match (Step::new(own), &args.step) {
        (Some(own), None) => Ok(Some(own)),
        (Some(own), Some(asked)) => {
            let args = [("own", told(own.minutes(), texts).into()), ("step", length(own.minutes()).into())];
            let why = texts.say_with("forecast-finer-step", &args);
            Err(Error::BadValue { option: "--step", value: asked.clone(), why })
        }
        // what waits at a moment can be told of that moment alone
        (None, _) if args.what == What::Waiting => Ok(None),
        (None, _) => {
            Err(Error::refused(RefusalKind::Invalid, "forecast-coarse-table").with("own", told(own, texts)))
        }
    }
}

/// Minutes as people read them.
fn told(minutes: u16, texts: &Texts) -> String {
    span(60.0 * f64::from(minutes), texts)
}

/// 15m, 1h, as `--step` takes it.
fn length(minutes: u16) -> String {
    if minutes.is_multiple_of(60) { format!("{}h", minutes / 60) } else { format!("{minutes}m") }
}

fn network(args: &Args, found: &mut Read, calendar: &Calendar) -> Network {
    let halls = found.halls();
    let settings = Settings { holdout_days: args.holdout.map(usize::from), ..Settings::default() };
    let cores = || std::thread::available_parallelism().ok();
    let threads = args.threads.or_else(cores).unwrap_or(NonZeroUsize::MIN);
    network::tell(found, &halls, calendar, usize::from(args.days), &settings, threads)
}

/// The error of a table out of which nothing can be forecast: what is missing where there is most.
fn nothing(network: &Network) -> Option<Error> {
    let mut whys = network.told.iter().map(|told| told.outcome.as_ref().err());
    if whys.clone().any(|why| why.is_none()) {
        return None;
    }
    let why = whys.next().flatten().copied()?;
    Some(notes::refusal(why, network.told.len()))
}

/// Lists what was rejected, where that was asked for.
fn list(args: &Args, rejects: &lake::Rejects) -> Result<(), Error> {
    let Some(to) = &args.reject_to else { return Ok(()) };
    let mut bytes = Vec::new();
    rejects
        .write_csv(&args.table, &mut bytes)
        .map_err(|error| Error::Output(std::io::Error::other(error)))?;
    put(Some(to), &bytes)
}

fn reading<'a>(args: &'a Args, texts: &Texts) -> Result<Reading<'a>, Error> {
    let bad = |option: &'static str, value: &str, why: String| Error::BadValue {
        option,
        value: value.to_owned(),
        why,
    };
    let step = args.step.as_deref().map_or(Ok(USUAL_STEP), |text| {
        let step = minutes(text).and_then(Step::new);
        step.ok_or_else(|| bad("--step", text, texts.say("forecast-bad-step")))
    })?;
    let zone = zone(args.zone.as_deref(), texts)?;
    let opening = args
        .opening
        .as_deref()
        .map(|text| opening(text).ok_or_else(|| bad("--opening", text, texts.say("forecast-bad-opening"))));
    if args.what == What::Waiting && args.count.is_none() {
        return Err(Error::Needs { option: "--what waiting", needs: "--count COLUMN" });
    }
    Ok(Reading {
        named: Named {
            time: &args.time,
            count: args.count.as_deref(),
            hall: args.hall.as_deref(),
            purpose: args.purpose.as_deref(),
            names: args.names.as_deref(),
        },
        clock: Clock { zone, format: args.time_format.clone() },
        step,
        what: args.what,
        raw: args.raw,
        opening: opening.transpose()?,
        keep: if args.reject_to.is_some() { Keep::All } else { Keep::Few },
        strict: args.strict,
    })
}

/// 15, 15m, 15min, 1h.
fn minutes(text: &str) -> Option<u16> {
    let text = text.trim();
    let number = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let of: u16 = match &text[number.len()..] {
        "" | "m" | "min" => 1,
        "h" => 60,
        _ => return None,
    };
    number.trim().parse::<u16>().ok()?.checked_mul(of)
}

/// 08:30-17:30; 22:00-06:00 is over midnight.
fn opening(text: &str) -> Option<Opening> {
    let (from, until) = text.split_once(['-', '–'])?;
    let time = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
        (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
    };
    let (from, until) = (time(from)?, time(until)?);
    (from != until && from < 24 * 60).then_some(Opening { from, until })
}

fn file_name(args: &Args) -> String {
    args.table.file_name().unwrap_or(args.table.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_said_in_minutes_or_hours() {
        assert_eq!(
            ["15", "15m", "30min", "1h", "x", "2d", ""].map(minutes),
            [Some(15), Some(15), Some(30), Some(60), None, None, None]
        );
    }

    #[test]
    fn opening_hours_may_go_over_midnight() {
        assert_eq!(opening("08:30-17:30"), Some(Opening { from: 510, until: 1050 }));
        assert_eq!(opening("22:00-06:00"), Some(Opening { from: 1320, until: 360 }));
        assert!(
            ["9-17", "08:30", "08:30-08:30", "08:75-10:00", "25:00-26:00"]
                .iter()
                .all(|text| opening(text).is_none())
        );
    }
}
