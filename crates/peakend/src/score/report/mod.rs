//! The report: one self-contained HTML file that answers, in words and pictures, what will be remembered and why.
//!
//! [`render`] turns [`Findings`] into the page, [`sentences`] into the three sentences that matter. Nothing is
//! estimated here: every figure comes from the findings. All figures, sentences and tables are in the HTML itself;
//! the script only draws pictures from a block of JSON and lets the tables be downloaded. The page asks the
//! network for nothing (its own policy forbids it), so that it can be mailed and opened from a disk.
//!
//! Each section is one file: it builds its words, tables and the data of its pictures. A picture has no words of
//! its own: it reads them from its table, so that the two never differ. `Source::rejected` and
//! `Findings::drivers_absent` are in the reader's language already and shown as they came.

mod curve;
mod drivers;
mod evidence;
#[cfg(test)]
mod fixture;
mod halls;
mod notes;
mod peaks;
mod section;
mod sentences;
mod table;
#[cfg(test)]
mod tests;
mod voice;

pub use sentences::{remembered_sentence, sentences};

use crate::score::findings::{Findings, Source};
use crate::ui::figure;
use crate::ui::text::{Language, Value};
use askama::Template;
use section::{Payload, Section};
use voice::Voice;

/// Styles and script of the report, bundled from `web/` (`cargo xtask setup`).
const CSS: &str = include_str!("../../../../../web/dist/report.css");
const SCRIPT: &str = include_str!("../../../../../web/dist/report.js");

/// Words that the script says itself, by the name it knows them by.
const WORDS: &[(&str, &str)] = &[
    ("csv", "report-script-csv"),
    ("png", "report-script-png"),
    ("walk", "report-script-walk"),
    ("chart", "report-script-chart"),
    ("volume", "report-script-volume"),
    ("low", "report-script-low"),
    ("high", "report-script-high"),
    ("good", "report-script-good"),
    ("bad", "report-script-bad"),
    ("neutral", "report-script-neutral"),
    ("median", "report-col-median"),
    ("none", "report-no-data"),
];

/// The page; its template names every field.
#[derive(Template)]
#[template(path = "score/report/page.html")]
struct Page {
    lang: &'static str,
    title: String,
    kicker: String,
    heading: String,
    subtitle: String,
    sentences: Vec<(String, String)>,
    facts_name: String,
    facts: Vec<(String, String)>,
    contents: String,
    skip: String,
    noscript: String,
    show_table: String,
    scroll: String,
    sections: Vec<Section>,
    colophon: String,
    css: &'static str,
    script: &'static str,
    payload: String,
}

/// The report as one self-contained HTML file in the given language.
///
/// # Errors
///
/// Only if the template cannot be written, which would be a fault of ours.
pub fn render(findings: &Findings, lang: Language) -> Result<String, askama::Error> {
    page(findings, lang).render()
}

fn page(findings: &Findings, lang: Language) -> Page {
    let voice = &Voice::of(lang);
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
    let version = Value::from(source.version.as_str());
    Page {
        lang: lang.tag(),
        title: voice.say_with("report-title", &[("file", Value::from(source.file.as_str()))]),
        kicker: voice.say("report-kicker"),
        heading: voice.say("report-heading"),
        subtitle: source.file.clone(),
        sentences: heads.into_iter().zip(sentences(findings, lang)).collect(),
        facts_name: voice.say("report-facts"),
        facts: facts(voice, source, findings),
        contents: voice.say("report-contents"),
        skip: voice.say("report-skip"),
        noscript: voice.say("report-noscript"),
        show_table: voice.say("report-show-table"),
        scroll: voice.say("report-scroll"),
        colophon: voice.say_with("report-colophon", &[("version", version)]),
        css: CSS,
        script: SCRIPT,
        payload: payload(voice, &sections),
        sections,
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

/// The script's data as JSON that cannot end its element, whatever the names in it.
fn payload(voice: &Voice, sections: &[Section]) -> String {
    let words = WORDS.iter().map(|(name, id)| ((*name).to_owned(), voice.say(id).into()));
    let charts = sections.iter().flat_map(|section| &section.parts).flat_map(|part| &part.charts);
    let payload = Payload {
        lang: voice.language().tag(),
        words: words.collect(),
        charts: charts.map(|chart| (chart.id.clone(), &chart.data)).collect(),
    };
    // Serialising maps of strings and numbers cannot fail; an empty object draws nothing and breaks nothing.
    let json = serde_json::to_string(&payload).unwrap_or_else(|_| "{}".to_owned());
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// Data attributes of a cell: the bare numbers behind it.
impl table::Cell {
    fn attributes(&self) -> String {
        let mut text = String::new();
        if let Some(value) = self.value {
            text.push_str(&format!(" data-v=\"{value}\""));
        }
        if let Some(interval) = self.interval {
            text.push_str(&format!(" data-lo=\"{}\" data-hi=\"{}\"", interval.low, interval.high));
        }
        text
    }
}
