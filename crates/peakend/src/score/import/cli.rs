//! `peakend import`: any table to a table of moments.

use crate::Error;
use crate::design::blueprint::{self, Blueprint};
use crate::score::reading::{ReadingArgs, TableArgs};
use crate::ui::output::{note, put};
use crate::ui::progress::Progress;
use crate::ui::text::Texts;
use ::blueprint::Signal;
use lake::import::{ImportOptions, Imported, Map, RuleCall, fold, import};
use lake::{Fold, Names};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The table.
    pub source: PathBuf,
    /// The map.
    #[arg(long, value_name = "MAP")]
    pub map: PathBuf,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// How the table is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Runs the command.
///
/// # Errors
/// When the table or the map cannot be used, or the file not written.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let imported = with_map(&args.map, &args.reading, texts, |map, options, progress| {
        Ok(import(&args.source, map, &args.out, options, progress)?)
    });
    let imported = args.reading.listed(&args.source, imported)?;
    tell(&imported, &args.source, &args.reading, texts)?;
    let text = texts.say_with(
        "cli-imported",
        &[
            ("file", args.out.display().to_string().into()),
            ("moments", imported.moments.into()),
            ("visits", imported.visits.into()),
            ("rows", imported.rows.into()),
        ],
    );
    put(None, format!("{text}\n").as_bytes())
}

/// Reads any table by its map straight into a fold.
///
/// # Errors
/// When the table or the map cannot be used.
pub fn read_mapped<F: Fold>(
    table: &TableArgs,
    map: &Path,
    texts: &Texts,
    make: impl FnOnce() -> F,
) -> Result<(F, Names), Error> {
    let folded = with_map(map, &table.reading, texts, |map, options, progress| {
        Ok(fold(&table.table, map, options, progress, make())?)
    });
    let folded = table.reading.listed(&table.table, folded)?;
    tell(&folded.imported, &table.table, &table.reading, texts)?;
    Ok((folded.fold, folded.names))
}

/// Parses the map and runs `work` with what it needs: the map, options that know the blueprint, and progress.
fn with_map<T>(
    file: &Path,
    reading: &ReadingArgs,
    texts: &Texts,
    work: impl FnOnce(&Map, &ImportOptions<'_>, &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<T, Error>,
) -> Result<T, Error> {
    let text = std::fs::read_to_string(file).map_err(|source| lake::Error::Io {
        file: file.to_owned(),
        action: "read",
        source,
    })?;
    let map = Map::parse(file, &text)?.or_zone(reading.zone()?);
    // what the command line names comes before what the map names
    let named = reading.blueprint.as_deref().or(map.blueprint());
    let blueprint = named.map(blueprint::load).transpose()?;
    let rules = match (&blueprint, map.rules().is_empty()) {
        (None, false) => Some(blueprint::load(blueprint::DEFAULT)?),
        (blueprint, _) => blueprint.clone(),
    };
    if let Some(blueprint) = &blueprint {
        for touchpoint in map.touchpoints() {
            known(blueprint, touchpoint)?;
        }
    }
    let touchpoint_known =
        |id: &str| blueprint.as_ref().is_none_or(|blueprint| blueprint.touchpoint(id).is_some());
    let affect = |call: &RuleCall<'_>| match &rules {
        Some(blueprint) => affect(blueprint, call),
        None => Err(format!("no blueprint has the rule {}", call.rule)),
    };
    let options = ImportOptions {
        keep: reading.keep(),
        strict: reading.strict,
        touchpoint_known: if blueprint.is_some() { Some(&touchpoint_known) } else { None },
        affect_rule: Some(&affect),
    };
    let progress = Progress::begin("cli-progress-importing", texts);
    work(&map, &options, &mut |done, total| {
        if progress.tell(done, total) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })
}

/// Refuses a touchpoint that the map itself names and the blueprint does not know.
fn known(blueprint: &Blueprint, touchpoint: &str) -> Result<(), Error> {
    if blueprint.touchpoint(touchpoint).is_some() {
        return Ok(());
    }
    Err(Error::Unknown {
        what: "touchpoint",
        name: touchpoint.to_owned(),
        nearest: blueprint.nearest_touchpoint(touchpoint).map(str::to_owned),
    })
}

/// The affect of a signal by the blueprint's rule `touchpoint.signal`, or `signal` at the moment's touchpoint.
fn affect(blueprint: &Blueprint, call: &RuleCall<'_>) -> Result<f32, String> {
    let (touchpoint, signal) = call.rule.split_once('.').unwrap_or((call.touchpoint, call.rule));
    let rule = blueprint
        .rule(touchpoint, signal)
        .ok_or_else(|| format!("the blueprint {} has no rule {touchpoint}.{signal}", blueprint.id))?;
    let signal = match (&rule.form, call.number) {
        (::blueprint::Form::Curve(_), Some(number)) => Signal::Quantity(number),
        _ => Signal::Category(call.text),
    };
    rule.affect(&signal).map_err(|error| error.to_string())
}

/// Says what was rejected, and what else a person should know.
fn tell(imported: &Imported, source: &Path, reading: &ReadingArgs, texts: &Texts) -> Result<(), Error> {
    imported.notes.iter().for_each(|line| note(line));
    reading.report_rejects(source, imported.line_word, &imported.rejects, texts)
}
