//! Reports: one self-contained HTML file, with sentences first, then sections of words, pictures and tables.
//!
//! A room builds a [`Report`]; [`Report::render`] turns it into the page. Nothing is estimated here. All figures, sentences
//! and tables are in the HTML itself; the script only draws pictures from a block of JSON and lets the tables be
//! downloaded. The page asks the network for nothing (its own policy forbids it), so that it can be mailed and opened
//! from a disk. A picture has no words of its own: it reads them from its table, so that the two never differ.

mod section;
mod table;

pub use section::{Chart, Finding, Legend, Part, Section};
pub use table::{Cell, Column, Row, Table};

use crate::ui::text::{Texts, Value};
use askama::Template;
use section::Payload;

/// Styles and script of the page, bundled from `web/` (`cargo xtask setup`).
pub(crate) const CSS: &str = include_str!("../../../../../web/dist/report.css");
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

/// What a report says.
pub struct Report {
    /// Title of the window.
    pub title: String,
    /// Above the heading: the room, and what this is.
    pub kicker: String,
    /// The heading.
    pub heading: String,
    /// Beneath the heading: the file.
    pub subtitle: String,
    /// What matters most, as pairs of a head and a sentence; three of them.
    pub sentences: Vec<(String, String)>,
    /// What the facts are of, for those who do not see the page.
    pub facts_name: String,
    /// What this rests on, as pairs of a name and a value.
    pub facts: Vec<(String, String)>,
    /// The sections.
    pub sections: Vec<Section>,
    /// The version of the program.
    pub version: String,
}

/// The page; its template names every field.
#[derive(Template)]
#[template(path = "ui/report/page.html")]
struct Page {
    lang: &'static str,
    report: Report,
    contents: String,
    skip: String,
    noscript: String,
    show_table: String,
    scroll: String,
    colophon: String,
    css: &'static str,
    script: &'static str,
    payload: String,
}

impl Report {
    /// The report as one self-contained HTML file in the language of `texts`.
    ///
    /// # Errors
    ///
    /// Only if the template cannot be written, which would be a fault of ours.
    pub fn render(self, texts: &Texts) -> Result<String, askama::Error> {
        let version = Value::from(self.version.as_str());
        let page = Page {
            lang: texts.language().tag(),
            contents: texts.say("report-contents"),
            skip: texts.say("report-skip"),
            noscript: texts.say("report-noscript"),
            show_table: texts.say("report-show-table"),
            scroll: texts.say("report-scroll"),
            colophon: texts.say_with("report-colophon", &[("version", version)]),
            css: CSS,
            script: SCRIPT,
            payload: payload(texts, &self.sections),
            report: self,
        };
        page.render()
    }
}

/// The script's data as JSON that cannot end its element, whatever the names in it.
fn payload(texts: &Texts, sections: &[Section]) -> String {
    let words = WORDS.iter().map(|(name, id)| ((*name).to_owned(), texts.say(id).into()));
    let charts = sections.iter().flat_map(|section| &section.parts).flat_map(|part| &part.charts);
    let payload = Payload {
        lang: texts.language().tag(),
        words: words.collect(),
        charts: charts.map(|chart| (chart.id.clone(), &chart.data)).collect(),
    };
    // Serialising maps of strings and numbers cannot fail; an empty object draws nothing and breaks nothing.
    let json = serde_json::to_string(&payload).unwrap_or_else(|_| "{}".to_owned());
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// Data attributes of a cell: the bare numbers behind it.
impl Cell {
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
