//! `peakend score`: a table of moments to scores by hall, purpose, period, touchpoint or staff.

use super::scores;
use super::show::{json, sheet, table, word};
use crate::Error;
use crate::score::investigate::investigate;
use crate::score::portrait::{Portrait, Said};
use crate::score::reading::TableArgs;
use crate::score::report;
use crate::score::tally::{By, Grouping, Tally};
use crate::score::yardstick::Yardstick;
use crate::ui::output::{OutputArgs, note, put, visible};
use crate::ui::text::Texts;
use lake::{Need, Want};
use std::path::Path;

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The table.
    #[command(flatten)]
    pub table: TableArgs,
    /// What to group by.
    #[arg(long, value_delimiter = ',', value_name = "WHAT")]
    pub by: Vec<By>,
    /// What visits are scored by.
    #[arg(long, value_enum)]
    pub score: Option<ScoreBy>,
    /// The result and the report.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Most groups to count.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub max_groups: usize,
}

/// What visits are scored by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ScoreBy {
    /// (peak + end) / 2.
    PeakEnd,
    /// What the evidence in the table says is remembered.
    Evidence,
}

/// Runs the command.
///
/// # Errors
/// When the table cannot be read or the result not written.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let output = args.output.output();
    output.ready()?;
    let by = if args.by.is_empty() { vec![By::Hall, By::Purpose] } else { args.by.clone() };
    if by.iter().filter(|by| matches!(by, By::Day | By::Week | By::Month)).count() > 1 {
        let value = by.iter().map(|by| word(*by)).collect::<Vec<_>>().join(",");
        return Err(Error::BadValue { option: "--by", value, why: texts.say("cli-one-period") });
    }
    // every reading of the command asks for the same columns, so that all use the same visits
    let need = need(args, &by);
    let reported = args.output.report.as_ref().map(|to| report_page(args, need, to, texts)).transpose()?;
    if reported.is_some() && args.by.is_empty() && args.output.is_shown() {
        return Ok(());
    }
    let yardstick = match (args.score, &reported) {
        (Some(ScoreBy::PeakEnd), _) | (None, None) => Yardstick::PeakEnd,
        (_, Some(yardstick)) => yardstick.clone(),
        (Some(ScoreBy::Evidence), None) => yardstick(args, need, texts)?,
    };
    let zone = args.table.reading.zone()?.unwrap_or(jiff::tz::TimeZone::UTC);
    let make = || Tally::new(Grouping::new(&by, zone.clone(), args.max_groups).scored_by(yardstick.clone()));
    let scanned = match reported {
        None => args.table.scan(need, texts, make)?,
        // what was rejected was said with the report
        Some(_) => args.table.scan_quietly(need, texts, make)?,
    };
    scanned.fold.complete()?;
    let found = scores(&scanned.fold, &by, &scanned.names);
    let blueprint = args.table.reading.blueprint()?;
    output.give(
        || table(&found, &by, &scanned, &blueprint, &yardstick, texts),
        || json(&found, &by, &scanned, &yardstick, &args.table.file_name()),
        || sheet(&found, &by, &scanned.names),
    )
}

/// The columns that the command's readings need; what is asked for by name must be there.
fn need(args: &Args, by: &[By]) -> Need {
    let report = args.output.report.is_some();
    let want = |what: &[By], otherwise: bool| match (
        what.iter().any(|what| by.contains(what)),
        args.by.is_empty(),
    ) {
        (true, false) => Want::Must,
        (true, true) => Want::IfThere,
        (false, _) if otherwise => Want::IfThere,
        (false, _) => Want::No,
    };
    let evidence = args.score == Some(ScoreBy::Evidence);
    Need {
        hall: want(&[By::Hall], report),
        purpose: want(&[By::Purpose], report),
        staff: want(&[By::Staff], false),
        at: want(&[By::Day, By::Week, By::Month], report || evidence),
        remembered: match (evidence, report) {
            (true, false) => Want::Must,
            (_, true) => Want::IfThere,
            (false, false) => Want::No,
        },
    }
}

/// The yardstick that the table's own evidence gives, and the sentence that says so.
fn yardstick(args: &Args, need: Need, texts: &Texts) -> Result<Yardstick, Error> {
    let said = args.table.scan_quietly(need, texts, Said::without_visits)?.fold;
    let (sample, minutes) = said.sample();
    let evidence = sample.weigh();
    note(&report::remembered_sentence(&evidence, texts.language()));
    Ok(Yardstick::of(&evidence, minutes))
}

/// Writes the report, says its three sentences, and gives the yardstick that it found.
fn report_page(args: &Args, need: Need, to: &Path, texts: &Texts) -> Result<Yardstick, Error> {
    let scanned = args.table.scan(need, texts, || Portrait::new(args.max_groups))?;
    let (sample, minutes) = scanned.fold.said.sample();
    let evidence = sample.weigh();
    // halls are scored by what the first reading found to be remembered
    let yardstick = Yardstick::of(&evidence, minutes);
    let grouping = || Grouping::new(&[By::Hall], jiff::tz::TimeZone::UTC, args.max_groups);
    let halls =
        args.table.scan_quietly(need, texts, || Tally::new(grouping().scored_by(yardstick.clone())))?;
    let findings = investigate(&scanned, &halls, evidence, &args.table, texts)?;
    let page =
        report::render(&findings, texts.language()).map_err(|error| Error::Internal(error.to_string()))?;
    put(Some(to), page.as_bytes())?;
    let mut text = String::new();
    for sentence in report::sentences(&findings, texts.language()) {
        text += &format!("{}\n", visible(&sentence));
    }
    text += &texts.say_with("cli-report-written", &[("file", to.display().to_string().into())]);
    put(None, format!("{text}\n").as_bytes())?;
    Ok(yardstick)
}
