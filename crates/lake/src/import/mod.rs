//! Turns any long or wide table into a table of moments, after a small map.
//!
//! A *long* table has a row per moment or event, a *wide* one a row per visit and a column per touchpoint. The
//! [`Map`] names the columns and says how ratings, times and words are to be read; `docs/guide/import.md` describes
//! it. [`import`] writes a table of moments; [`fold()`] and [`read()`] hand over visits or moments without writing.
//!
//! The visits' ids are read first, alone: they show whether the rows of each visit stand together. If they do, one
//! visit is held in memory at a time; if not, all moments are. A row that makes no sense is listed in the
//! [`Rejects`]; nothing is guessed and nothing is dropped in silence.

mod cells;
mod columnar;
mod fold;
mod gather;
mod keys;
mod map;
mod reader;
mod source;
#[cfg(test)]
mod tests;
mod texts;
mod times;

use crate::{Error, Keep, Moment, Rejects, Writer};
pub use fold::{Folded, fold};
use gather::{Gather, Sink};
pub use map::Map;
use reader::{Reader, Survey};
use source::Source;
use std::ops::ControlFlow;
use std::path::Path;

/// How a table is imported.
#[derive(Clone, Copy)]
pub struct ImportOptions<'a> {
    /// How many rejections to keep word by word.
    pub keep: Keep,
    /// Whether the first rejection is an error.
    pub strict: bool,
    /// Which touchpoints the blueprint knows; rows at others are rejected. `None` = all are.
    pub touchpoint_known: Option<&'a dyn Fn(&str) -> bool>,
    /// Turns signals into affect by the blueprint's rules.
    pub affect_rule: Option<&'a AffectRule<'a>>,
}

/// Turns a signal into affect in [−1, 1], or says why it cannot.
pub type AffectRule<'a> = dyn Fn(&RuleCall<'_>) -> Result<f32, String> + 'a;

impl Default for ImportOptions<'_> {
    fn default() -> Self {
        Self { keep: Keep::Few, strict: false, touchpoint_known: None, affect_rule: None }
    }
}

/// A signal whose affect is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RuleCall<'a> {
    /// The rule as the map names it: `touchpoint.signal`, or the signal alone.
    pub rule: &'a str,
    /// The touchpoint of the moment.
    pub touchpoint: &'a str,
    /// What the cell says, after the map's `values`.
    pub text: &'a str,
    /// The quantity, in the unit of the table or span, over the map's `norm`; `None` when the text is no number.
    pub number: Option<f64>,
}

/// What came of an import.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Rows read, used or not, without the header.
    pub rows: u64,
    /// Moments handed on.
    pub moments: u64,
    /// Visits they belong to.
    pub visits: u64,
    /// Cells of a wide table that hold no value for their touchpoint; they stay missing.
    pub missing: u64,
    /// What was not used.
    pub rejects: Rejects,
    /// What the rejections' lines count: "line" or "row".
    pub line_word: &'static str,
    /// Whether moments had to be put into place, and so were all held in memory.
    pub reordered: bool,
    /// What a person should know besides.
    pub notes: Vec<String>,
}

/// Imports `source` into the table of moments `to`, whose ending decides its format. `progress` is told the bytes
/// done and in all, and may stop the import.
///
/// # Errors
/// When a file cannot be read or written, when the map does not fit the table, at the first time without a zone,
/// when nothing is left after the rejections, and (`strict`) at the first rejection. After an error there is no
/// file at `to`, or still the old one.
pub fn import(
    source: &Path,
    map: &Map,
    to: &Path,
    options: &ImportOptions<'_>,
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Imported, Error> {
    let mut writer = Writer::create(to, &map.columns())?;
    let imported = read(source, map, options, progress, &mut |moment| writer.push(moment))?;
    writer.finish()?;
    Ok(imported)
}

/// Reads `source` and hands its moments to `sink`: visit by visit, in ascending order of numbers or in the order in
/// which ids first appear, and within a visit by `seq`, then time, then row.
///
/// # Errors
/// As [`import`], and whatever `sink` returns. Moments handed over before an error are not taken back.
pub fn read(
    source: &Path,
    map: &Map,
    options: &ImportOptions<'_>,
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    sink: &mut dyn FnMut(&Moment<'_>) -> Result<(), Error>,
) -> Result<Imported, Error> {
    check(map, options)?;
    let mut progress = Progress { told: progress, passes: 1, pass: 0, total: 1 };
    let mut reader = Reader::open(source, map)?;
    let survey = if map.visit.is_some() {
        progress.passes = 2;
        let survey = reader.survey(&mut progress)?;
        progress.pass = 1;
        reader = Reader::open(source, map)?;
        survey
    } else {
        Survey { numbers: true, grouped: true, rows: 0, odd: None }
    };
    let sink: &mut Sink<'_> = sink;
    let mut gather = Gather::new(source, reader.order(survey.grouped), survey.rows, options.keep, sink);
    let counts = reader.read(survey.numbers, options, &mut gather, &mut progress)?;
    gather.finish(&mut || progress.pause())?;

    let (moments, visits, mut rejects) = (gather.moments, gather.visits, gather.rejects);
    let line_word = reader.line_word();
    rejects.sort();
    if options.strict {
        rejects.strict(source, line_word)?;
    }
    if moments == 0 {
        return Err(rejects.nothing_left(source, line_word));
    }
    let mut notes = Vec::new();
    if let Some(line) = survey.odd {
        notes.push(format!(
            "the visit of {line_word} {line} is not a plain number, so all visits are kept as texts; \
             kind = \"number\" in `[visit]` would reject it instead"
        ));
    }
    if counts.folds > 0 {
        notes.push(format!(
            "{} times fall into the hour that came twice when the clocks went back; the first is meant",
            counts.folds
        ));
    }
    for (line, breaks) in counts.long_rows.iter().take(3) {
        notes
            .push(format!("the row of line {line} goes on over {} lines; is a quote left open?", breaks + 1));
    }
    Ok(Imported {
        rows: counts.rows,
        moments,
        visits,
        missing: counts.missing,
        rejects,
        line_word,
        reordered: !survey.grouped,
        notes,
    })
}

/// Checks what the map names against what the caller knows.
fn check(map: &Map, options: &ImportOptions<'_>) -> Result<(), Error> {
    let fault = |place: String, detail: String| Err(Error::Map { file: map.file.clone(), place, detail });
    if let Some(known) = options.touchpoint_known
        && let Some(unknown) = map.touchpoints().into_iter().find(|id| !known(id))
    {
        return fault(format!("touchpoint `{unknown}`"), "the blueprint does not know it".to_owned());
    }
    if options.affect_rule.is_none()
        && let Some(rule) = map.rules().first()
    {
        return fault(
            format!("rule `{rule}`"),
            "rules belong to a blueprint and none was given; name it with blueprint = \"service-hall\""
                .to_owned(),
        );
    }
    Ok(())
}

/// Tells how far the reading is.
struct Progress<'a> {
    told: &'a mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    /// Times the source is read.
    passes: u64,
    /// The one under way, from 0.
    pass: u64,
    /// Bytes to read in all passes.
    total: u64,
}

impl Progress<'_> {
    /// Called for every row; tells now and then.
    fn tell(&mut self, row: u64, source: &Source) -> Result<(), Error> {
        if row % 1024 != 1 {
            return Ok(());
        }
        let (done, total) = source.progress();
        self.total = self.passes * total;
        self.say(self.pass * total + done.min(total))
    }

    /// Asks whether to go on when all is read.
    fn pause(&mut self) -> Result<(), Error> {
        self.say(self.total)
    }

    fn say(&mut self, done: u64) -> Result<(), Error> {
        match (self.told)(done, self.total) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Stopped),
        }
    }
}
