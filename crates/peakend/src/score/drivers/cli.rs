//! `peakend drivers`: the importance of each touchpoint for the overall judgement, beside its performance.

use crate::Error;
use crate::design::blueprint::{Blueprint, lang};
use crate::score::import::cli::read_mapped;
use crate::score::investigate::{journey, tell_no_drivers};
use crate::score::portrait::Portrait;
use crate::score::reading::TableArgs;
use crate::ui::figure;
use crate::ui::output::{Columns, ResultArgs, Side};
use crate::ui::text::Texts;
use experience::Interval;
use experience::drivers::{Driver, Drivers, Judgements, Missing, Quadrant, drivers};
use lake::{Cell, Kind, Need, Sheet, Want};
use std::path::PathBuf;

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The table.
    #[command(flatten)]
    pub table: TableArgs,
    /// Map of a table that is not one of moments.
    #[arg(long, value_name = "MAP")]
    pub map: Option<PathBuf>,
    /// How a visit is read that lacks a touchpoint.
    #[arg(long, value_enum, default_value_t)]
    pub missing: HowMissing,
    /// The result.
    #[command(flatten)]
    pub result: ResultArgs,
}

/// How a visit is read that lacks a touchpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum HowMissing {
    /// Going without it has an effect of its own.
    #[default]
    OwnEffect,
    /// The visit is left out.
    DropVisit,
}

/// Runs the command.
///
/// # Errors
/// When the table cannot be read, says too little, or the result cannot be written.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let output = args.result.output();
    output.ready()?;
    let (names, judgements) = judgements(args, texts)?;
    let missing = match args.missing {
        HowMissing::OwnEffect => Missing::OwnEffect,
        HowMissing::DropVisit => Missing::DropVisit,
    };
    let found = drivers(&judgements, missing, args.table.reading.threads())
        .map_err(|error| Error::TooLittle(tell_no_drivers(&error, texts)))?;
    let blueprint = args.table.reading.blueprint()?;
    output.give(
        || table(&found, &names, &blueprint, texts),
        || {
            serde_json::to_string_pretty(&serde_json::json!({
                "file": args.table.file_name(),
                "touchpoints": names,
                "drivers": found,
            }))
        },
        || sheet(&found, &names),
    )
}

/// The touchpoints of the table in the order of the journey, and its judged visits.
fn judgements(args: &Args, texts: &Texts) -> Result<(Vec<String>, Judgements), Error> {
    let portrait = || Portrait::new(usize::MAX);
    let blueprint = args.table.reading.blueprint()?;
    let (portrait, names) = match &args.map {
        Some(map) => read_mapped(&args.table, map, texts, portrait)?,
        None => {
            let need = Need { remembered: Want::Must, ..Need::default() };
            let scanned = args.table.scan(need, texts, portrait)?;
            (scanned.fold, scanned.names)
        }
    };
    let touchpoints = journey(&portrait, &names, &blueprint);
    let judgements = portrait
        .said
        .judgements(&touchpoints)
        .map_err(|error| Error::TooLittle(tell_no_drivers(&error, texts)))?;
    Ok((touchpoints.iter().map(|code| names.touchpoints.name(*code).into_owned()).collect(), judgements))
}

fn table(found: &Drivers, names: &[String], blueprint: &Blueprint, texts: &Texts) -> String {
    let language = texts.language();
    let head = |id: &str, side| (texts.say(id), side);
    let mut columns = Columns::new([
        head("cli-by-touchpoint", Side::Left),
        head("cli-head-visits", Side::Right),
        head("cli-head-importance", Side::Right),
        head("cli-head-relative-weight", Side::Right),
        head("cli-head-performance", Side::Right),
        head("cli-head-quadrant", Side::Left),
    ]);
    let mut drivers: Vec<&Driver> = found.drivers.iter().collect();
    drivers.sort_by(|a, b| b.lmg.total_cmp(&a.lmg));
    let share = |value: f64| figure::percent(value / found.r2, 1, language);
    for driver in drivers {
        let id = &names[driver.touchpoint];
        let name = blueprint.touchpoint(id).map_or(id.as_str(), |known| known.name.get(lang(language)));
        columns.push(vec![
            name.to_owned(),
            figure::count(driver.n),
            figure::with_interval(driver.lmg, driver.lmg_interval, language, share),
            share(driver.relative_weight),
            figure::with_interval(driver.performance, driver.performance_interval, language, |value| {
                figure::decimal(value, 2)
            }),
            texts.say(match driver.quadrant {
                None => "cli-quadrant-none",
                Some(quadrant) => quadrant_text(quadrant),
            }),
        ]);
    }
    let counted = texts.say_with(
        "cli-drivers-counted",
        &[
            ("visits", found.visits.into()),
            ("left", found.left_out.into()),
            ("r2", figure::percent(found.r2, 1, language).into()),
        ],
    );
    let counted = match found.clear {
        true => counted,
        false => format!("{}\n{counted}", texts.say("cli-drivers-unclear")),
    };
    let method = texts.say(if found.exact { "cli-drivers-exact" } else { "cli-drivers-sampled" });
    format!("{}\n{counted}\n{method}\n", columns.show())
}

fn quadrant_text(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::ActHere => "cli-quadrant-act-here",
        Quadrant::KeepUp => "cli-quadrant-keep-up",
        Quadrant::LowPriority => "cli-quadrant-low-priority",
        Quadrant::PossibleExcess => "cli-quadrant-possible-excess",
    }
}

fn quadrant_word(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::ActHere => "act_here",
        Quadrant::KeepUp => "keep_up",
        Quadrant::LowPriority => "low_priority",
        Quadrant::PossibleExcess => "possible_excess",
    }
}

fn sheet(found: &Drivers, names: &[String]) -> Sheet {
    let number = |name: &str| (name.to_owned(), Kind::Number);
    let text = |name: &str| (name.to_owned(), Kind::Text);
    let mut sheet = Sheet::new([
        text("touchpoint"),
        ("visits".to_owned(), Kind::Count),
        number("lmg"),
        number("lmg_low"),
        number("lmg_high"),
        number("sampling_error"),
        number("share_of_r2"),
        number("relative_weight"),
        number("performance"),
        number("performance_low"),
        number("performance_high"),
        text("quadrant"),
    ]);
    for driver in &found.drivers {
        let bound = |interval: Option<Interval>, pick: fn(Interval) -> f64| {
            interval.map_or(Cell::Absent, |interval| Cell::Number(pick(interval)))
        };
        sheet.push(vec![
            Cell::Text(names[driver.touchpoint].clone()),
            Cell::Count(driver.n),
            Cell::Number(driver.lmg),
            bound(driver.lmg_interval, |interval| interval.low),
            bound(driver.lmg_interval, |interval| interval.high),
            Cell::Number(driver.sampling_error),
            Cell::Number(driver.lmg / found.r2),
            Cell::Number(driver.relative_weight),
            Cell::Number(driver.performance),
            bound(driver.performance_interval, |interval| interval.low),
            bound(driver.performance_interval, |interval| interval.high),
            driver.quadrant.map_or(Cell::Absent, |quadrant| Cell::Text(quadrant_word(quadrant).to_owned())),
        ]);
    }
    sheet
}
