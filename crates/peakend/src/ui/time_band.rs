//! A picture of something over a day or an hour, with its band: the figures of `<pe-chart kind="band">`.

use crate::ui::text::Texts;
use serde_json::{Value as Json, json};

/// Words that the picture says itself: those of the report's pictures.
const WORDS: [(&str, &str); 4] = [
    ("csv", "report-script-csv"),
    ("png", "report-script-png"),
    ("walk", "report-script-walk"),
    ("chart", "report-script-chart"),
];

/// A step of the picture, which is a row of its table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    /// When it is, `09:15`.
    pub clock: String,
    /// What is expected.
    pub expected: f64,
    /// The band's low end.
    pub low: f64,
    /// Its high end.
    pub high: f64,
    /// What is drawn beside it, dashed.
    pub baseline: Option<f64>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Picture {
    /// What is counted.
    pub axis: String,
    /// What stands below: a day, or from when until when.
    pub name: String,
    /// Whether it stays as it is within a step and goes up or down between two.
    pub stairs: bool,
    /// Its steps.
    pub points: Vec<Point>,
}

impl Picture {
    /// Its figures, as JSON that can stand in a page.
    pub fn figures(&self, texts: &Texts) -> String {
        let steps: Vec<Json> = self
            .points
            .iter()
            .enumerate()
            .map(|(row, point)| {
                json!({ "expected": point.expected, "low": point.low, "high": point.high,
                        "baseline": point.baseline, "clock": point.clock, "row": row })
            })
            .collect();
        let last = steps.len().saturating_sub(1);
        let figures = json!({ "axis": self.axis, "stairs": self.stairs, "steps": steps,
                              "days": [{ "name": self.name, "from": 0, "to": last }] });
        in_page(texts, figures)
    }
}

/// Figures of any picture with the words that it says itself, as JSON that can stand in a page.
pub(crate) fn in_page(texts: &Texts, mut figures: Json) -> String {
    let words: serde_json::Map<String, Json> =
        WORDS.iter().map(|(word, id)| ((*word).to_owned(), texts.say(id).into())).collect();
    figures["lang"] = texts.language().tag().into();
    figures["words"] = words.into();
    figures.to_string().replace('<', "\\u003c")
}
