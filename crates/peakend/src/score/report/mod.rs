//! The report: one self-contained HTML file that answers, in words and pictures, what will be remembered and why.
//!
//! [`render`] turns [`Findings`] into the page, [`sentences`] into the three sentences that matter. Nothing is
//! estimated here: every figure comes from the findings. How a report is made of sections is in [`crate::ui::report`].
//!
//! Each section is one file: it builds its words, tables and the data of its pictures. `Source::rejected` and
//! `Findings::drivers_absent` are in the reader's language already and shown as they came.

mod curve;
mod drivers;
mod evidence;
#[cfg(test)]
mod fixture;
mod halls;
mod notes;
mod peaks;
mod sentences;
#[cfg(test)]
mod tests;
mod voice;

pub use sentences::{remembered_sentence, sentences};

use crate::score::findings::{Findings, Source};
use crate::ui::figure;
use crate::ui::report::Report;
use crate::ui::text::{Language, Value};
use voice::Voice;

/// The report as one self-contained HTML file in the given language.
///
/// # Errors
///
/// Only if the template cannot be written, which would be a fault of ours.
pub fn render(findings: &Findings, lang: Language) -> Result<String, askama::Error> {
    let voice = Voice::of(lang);
    report(&voice, findings).render(voice.texts())
}

/// What the report says.
fn report(voice: &Voice, findings: &Findings) -> Report {
    let sections = vec![
        curve::section(voice, findings),
        peaks::section(voice, findings),
        halls::section(voice, findings),
        evidence::section(voice, findings),
        drivers::section(voice, findings),
        notes::section(voice, findings),
    ];
    let heads =
        ["report-head-remembered", "report-head-peaks", "report-head-differs"].map(|id| voice.say(id));
    let source = &findings.source;
    Report {
        title: voice.say_with("report-title", &[("file", Value::from(source.file.as_str()))]),
        kicker: voice.say("report-kicker"),
        heading: voice.say("report-heading"),
        subtitle: source.file.clone(),
        sentences: heads.into_iter().zip(sentences(findings, voice.language())).collect(),
        facts_name: voice.say("report-facts"),
        facts: facts(voice, source, findings),
        sections,
        version: source.version.clone(),
    }
}

/// What was scored, as pairs of a name and a value.
fn facts(voice: &Voice, source: &Source, findings: &Findings) -> Vec<(String, String)> {
    let count = |n: u64| figure::count(n);
    let rejected: u64 = source.rejected.iter().map(|(_, n)| n).sum();
    let reasons: Vec<String> =
        source.rejected.iter().map(|(reason, n)| format!("{} {}", reason, count(*n))).collect();
    let rejected = if rejected == 0 {
        voice.say("report-rejected-nothing")
    } else {
        voice.say_with(
            "report-rejected-some",
            &[
                ("n", rejected.into()),
                ("reasons", Value::from(reasons.join(&voice.say("report-clause-join")))),
            ],
        )
    };
    let period = source
        .period_us
        .and_then(|ends| period(ends, &source.zone))
        .unwrap_or_else(|| voice.say("report-no-period"));
    let pairs = [
        ("report-fact-visits", count(source.visits)),
        ("report-fact-moments", count(source.moments)),
        ("report-fact-remembered", count(source.remembered)),
        ("report-fact-halls", count(findings.halls.halls.len() as u64 + findings.halls.unlisted)),
        ("report-fact-period", period),
        ("report-fact-blueprint", source.blueprint.clone()),
        ("report-fact-rejected", rejected),
        ("report-fact-version", source.version.clone()),
    ];
    pairs.into_iter().map(|(id, value)| (voice.say(id), value)).collect()
}

/// First and last day, in the zone in which the table was read.
fn period((first, last): (i64, i64), name: &str) -> Option<String> {
    let zone = jiff::tz::TimeZone::get(name).ok()?;
    let day = |us: i64| {
        let instant = jiff::Timestamp::from_microsecond(us).ok()?;
        Some(instant.to_zoned(zone.clone()).date().to_string())
    };
    let (first, last) = (day(first)?, day(last)?);
    Some(if first == last { format!("{first} {name}") } else { format!("{first} – {last} {name}") })
}
