//! A picture of something over time with its band, as figures for `<pe-chart kind="band">`.

use crate::ui::text::Texts;
use serde_json::json;

/// A moment of the picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    /// Its name: a time.
    pub at: String,
    /// What is expected.
    pub value: f64,
    /// The band's low end.
    pub low: f64,
    /// Its high end.
    pub high: f64,
    /// A plain forecast or what really was, drawn beside.
    pub beside: Option<f64>,
}

/// The figures, as JSON that can stand in a page.
pub(crate) fn figures(texts: &Texts, axis: &str, points: impl Iterator<Item = Point>) -> String {
    let points: Vec<_> = points
        .map(|point| {
            json!({ "at": point.at, "value": point.value, "low": point.low, "high": point.high,
                    "beside": point.beside })
        })
        .collect();
    json!({ "lang": texts.language().tag(), "axis": axis, "points": points })
        .to_string()
        .replace('<', "\\u003c")
}
