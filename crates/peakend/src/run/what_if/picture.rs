//! Pictures of the sheet: each variant's difference with its interval about the day as it is, and the day's waits in both cases.

use super::{Step, Variant};
use crate::run::twin::what_if::{Difference, least_that_matters};
use crate::ui::text::Texts;
use crate::ui::time_band;
use flow::twin::{Figure, Verdict};
use serde_json::{Value as Json, json};

/// Differences in one figure: a dot with its interval for each variant, about a line at nothing, where what nobody would
/// notice is shaded. A row is the variant's name, the difference, and how it is written. The figures of `<pe-chart kind="whisker">`; values are multiplied by `scale`.
pub(super) fn differences(
    texts: &Texts,
    (figure, scale): (Figure, f64),
    axis: String,
    rows: &[(String, Difference, String)],
) -> String {
    let finite = |value: f64| Some(value * scale).filter(|value| value.is_finite());
    let row = |(name, one, text): &(String, Difference, String)| {
        let tone = match one.paired.verdict {
            Verdict::Better => "good",
            Verdict::Worse => "bad",
            Verdict::Different | Verdict::NoRealDifference => "none",
        };
        json!({ "name": name, "value": one.paired.difference * scale, "low": finite(one.paired.low),
                "high": finite(one.paired.high), "text": text, "tone": tone })
    };
    let drawn: Vec<Json> = rows.iter().map(row).collect();
    let near = least_that_matters(figure) * scale;
    time_band::in_page(texts, json!({ "rows": drawn, "axis": axis, "near": near }))
}

/// Waits through the day with a change, in the band of nine days of ten, and dashed the day as it is: the figures of
/// `<pe-chart kind="course">`, in minutes. Nothing where nobody is called.
pub(super) fn course(
    texts: &Texts,
    variant: &Variant,
    axis: String,
    clock: &dyn Fn(&Step) -> String,
) -> Option<String> {
    let clocks: Vec<String> = variant.course.iter().map(clock).collect();
    let minutes = |wait_s: f64| wait_s / 60.0;
    let then = variant.course.iter().map(|step| match (step.then_s, step.band_s) {
        (Some(mean_s), Some((low_s, high_s))) => {
            json!({ "value": minutes(mean_s), "low": minutes(low_s), "high": minutes(high_s) })
        }
        _ => Json::Null,
    });
    let value = |mean_s: f64| json!({ "value": minutes(mean_s) });
    let today = variant.course.iter().map(|step| step.today_s.map_or(Json::Null, value));
    let lines = [then.collect::<Vec<Json>>(), today.collect()];
    let anything = lines.iter().flatten().any(|point| !point.is_null());
    anything.then(|| time_band::in_page(texts, json!({ "clocks": clocks, "lines": lines, "axis": axis })))
}
