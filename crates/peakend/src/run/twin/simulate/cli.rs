//! The command.

use super::found::{Asked, simulate};
use super::{files, report, show};
use crate::Error;
use crate::design::blueprint::load;
use crate::run::twin::feel::Feeling;
use crate::run::twin::hall_file::{Built, Fault, HallFile, Numbering, fault, law::duration};
use crate::run::twin::variant;
use crate::run::twin::what_if::{Change, WhatIf};
use crate::score::portrait::Said;
use crate::score::reading::{ReadingArgs, TableArgs};
use crate::score::yardstick::Yardstick;
use crate::ui::output::{OutputArgs, note, put};
use crate::ui::progress::Progress;
use crate::ui::text::Texts;
use lake::{Need, Want};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// The most days that can be asked for.
const MOST_DAYS: i64 = 100_000;

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The hall's file.
    pub hall: PathBuf,
    /// Files of variants.
    #[arg(long, value_name = "FILE")]
    pub variant: Vec<PathBuf>,
    /// Exactly so many days.
    #[arg(long, alias = "replications", value_name = "N", value_parser = clap::value_parser!(u32).range(2..=MOST_DAYS))]
    pub days: Option<u32>,
    /// The wait to be kept.
    #[arg(long, value_name = "TIME")]
    pub within: Option<String>,
    /// The same seed, the same days.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// What is left out at the beginning of each run.
    #[arg(long, value_name = "TIME")]
    pub warm_up: Option<String>,
    /// A table of moments whose evidence says what visits are scored by.
    #[arg(long, value_name = "TABLE")]
    pub evidence: Option<PathBuf>,
    /// Threads to use.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// The result and the report.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or has faults, a variant is none of this hall, or the result cannot be written.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let output = args.output.output();
    output.ready()?;
    let mut numbering = Numbering::default();
    let mut hall = told(HallFile::read(&shown(&args.hall), &lake::text(&args.hall)?), texts)?;
    if let Some(within) = &args.within {
        hall.target_s = time("--within", within, texts)?;
    }
    let built = hall.build(&mut numbering).map_err(|faults| internal(&faults))?;
    let what_ifs = what_ifs(args, &hall, &built, &mut numbering, texts)?;
    let warm_up_s = args.warm_up.as_ref().map_or(Ok(0.0), |given| time("--warm-up", given, texts))?;
    if warm_up_s >= (hall.closes_s - hall.opens_s) as f64 {
        let value = args.warm_up.clone().unwrap_or_default();
        return Err(Error::BadValue { option: "--warm-up", value, why: texts.say("twin-error-warm-up") });
    }
    let threads =
        args.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let asked = Asked { seed: args.seed, days: args.days, threads, warm_up_s };
    let feeling = feeling(args, &hall, &built, texts)?;
    let progress = Progress::begin("cli-progress-simulating", texts);
    let found =
        simulate(hall, built, &what_ifs, &asked, Some(&feeling), &|done, all| progress.tell(done, all))?;
    drop(progress);
    if let Some(to) = &args.output.report {
        let page = report::page(&found, texts).map_err(|error| Error::Internal(error.to_string()))?;
        put(Some(to), page.as_bytes())?;
        note(&texts.say_with("cli-report-written", &[("file", to.display().to_string().into())]));
    }
    output.give(|| show::table(&found, texts), || files::json(&found), || files::sheet(&found))
}

/// The hall that was read; faults are told one by one.
fn told<T>(read: Result<T, Vec<Fault>>, texts: &Texts) -> Result<T, Error> {
    read.map_err(|faults| {
        for fault in &faults {
            let red = anstyle::Style::new().fg_color(Some(anstyle::AnsiColor::Red.into()));
            note(&format!("{red}{}{red:#} {}", texts.say("cli-fault"), fault.tell(texts)));
        }
        fault::refused(&faults)
    })
}

/// What a file that was read without a fault cannot have.
fn internal(faults: &[flow::twin::Fault]) -> Error {
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Error::Internal(told.join("; "))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn time(option: &'static str, given: &str, texts: &Texts) -> Result<f64, Error> {
    duration(given).ok_or_else(|| Error::BadValue {
        option,
        value: given.to_owned(),
        why: texts.say("twin-error-duration"),
    })
}

/// The variants, each read against the hall; two of one name could not be told apart.
fn what_ifs(
    args: &Args,
    hall: &HallFile,
    built: &Built,
    numbering: &mut Numbering,
    texts: &Texts,
) -> Result<Vec<WhatIf>, Error> {
    let mut what_ifs: Vec<WhatIf> = Vec::new();
    for path in &args.variant {
        let stem = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let read = variant::read(&shown(path), &lake::text(path)?, &stem, hall, built, numbering);
        let mut read = told(read, texts)?;
        if let Some(other) = &read.merge {
            let other = path.parent().unwrap_or(Path::new("")).join(other);
            let other = told(HallFile::read(&shown(&other), &lake::text(&other)?), texts)?;
            let other = other.build(numbering).map_err(|faults| internal(&faults))?;
            read.what_if.changes.insert(0, Change::Merged(Box::new(other.hall)));
        }
        if what_ifs.iter().any(|known| known.name == read.what_if.name) {
            let value = read.what_if.name;
            return Err(Error::BadValue {
                option: "--variant",
                value,
                why: texts.say("twin-error-same-name"),
            });
        }
        what_ifs.push(read.what_if);
    }
    Ok(what_ifs)
}

/// How visits are felt, and what they are scored by.
fn feeling(args: &Args, hall: &HallFile, built: &Built, texts: &Texts) -> Result<Feeling, Error> {
    let blueprint = load(&hall.experience.blueprint)?;
    let norms: Vec<(String, Option<f64>)> =
        built.purposes.iter().cloned().zip(built.norms_s.iter().copied()).collect();
    let yardstick = match &args.evidence {
        None => Yardstick::PeakEnd,
        Some(table) => yardstick(table, args.threads, texts)?,
    };
    Feeling::new(&blueprint, &hall.experience, hall.target_s, &norms, yardstick)
}

/// What the evidence in a table says is remembered.
fn yardstick(table: &Path, threads: Option<NonZeroUsize>, texts: &Texts) -> Result<Yardstick, Error> {
    let reading = ReadingArgs { zone: None, blueprint: None, threads, reject_to: None, strict: false };
    let table = TableArgs { table: table.to_owned(), reading };
    let need = Need {
        hall: Want::No,
        purpose: Want::No,
        staff: Want::No,
        at: Want::IfThere,
        remembered: Want::Must,
    };
    let said = table.scan(need, texts, Said::without_visits)?.fold;
    let (sample, minutes) = said.sample();
    let evidence = sample.weigh();
    note(&crate::score::report::remembered_sentence(&evidence, texts.language()));
    Ok(Yardstick::of(&evidence, minutes))
}
