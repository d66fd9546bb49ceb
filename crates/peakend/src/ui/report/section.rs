//! What a section of the report is made of.

use super::table::Table;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A section: one question, its answer in words, pictures, and the tables behind them.
pub struct Section {
    /// Anchor.
    pub id: &'static str,
    /// Short name for the contents.
    pub name: String,
    /// The question, as a heading.
    pub question: String,
    /// The answer, one paragraph each.
    pub answer: Vec<String>,
    /// Pictures and tables.
    pub parts: Vec<Part>,
    /// Small print.
    pub notes: Vec<String>,
}

/// A picture or several, with their table.
#[derive(Default)]
pub struct Part {
    /// Anchor, unique on the page.
    pub id: &'static str,
    /// A heading of its own.
    pub heading: Option<String>,
    /// Said before the picture.
    pub intro: Option<String>,
    /// The pictures.
    pub charts: Vec<Chart>,
    /// What the marks in the picture mean.
    pub legend: Vec<Legend>,
    /// Findings, one line each.
    pub findings: Vec<Finding>,
    /// The first table is the one that the charts read.
    pub tables: Vec<Table>,
}

/// One picture, drawn by the script from `data`; it reads its words from its table.
pub struct Chart {
    /// Key of the data, unique on the page.
    pub id: String,
    /// Which module draws it.
    pub kind: &'static str,
    /// What it shows, for those who do not see it.
    pub label: String,
    /// Shown above it; small multiples have one.
    pub title: Option<String>,
    /// Shown beneath the title.
    pub caption: Option<String>,
    /// What the module draws.
    pub data: Value,
}

/// A sign used in the picture and its meaning; `sign` is a class of the style sheet.
pub struct Legend {
    /// Class of the style sheet.
    pub sign: &'static str,
    /// What it means.
    pub meaning: String,
}

/// One line of a list: a name and what was found.
pub struct Finding {
    /// `good`, `bad` or `plain`: said in words too.
    pub tone: &'static str,
    /// Of what.
    pub name: String,
    /// What was found.
    pub what: String,
}

impl Legend {
    /// A sign and its meaning.
    pub fn new(sign: &'static str, meaning: String) -> Self {
        Self { sign, meaning }
    }
}

/// What the script is given.
#[derive(Serialize)]
pub struct Payload<'a> {
    pub lang: &'static str,
    /// Words of the script by id.
    pub words: Map<String, Value>,
    /// Data of the charts by id.
    pub charts: BTreeMap<String, &'a Value>,
}
