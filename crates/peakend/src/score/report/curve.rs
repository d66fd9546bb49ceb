//! The experience curve, for all visits and for each purpose.

use super::voice::Voice;
use crate::score::findings::{CurveBand, Findings, Mark};
use crate::ui::figure::{self, FEW};
use crate::ui::report::{Cell, Chart, Column, Legend, Part, Row, Section, Table};
use crate::ui::text::Value;
use experience::Interval;
use serde_json::{Value as Json, json};

/// More purposes than this are in the table only.
const MULTIPLES: usize = 12;

pub(super) fn section(voice: &Voice, findings: &Findings) -> Section {
    let mut parts = Vec::new();
    let mut answer = Vec::new();
    if let Some(all) = findings.curves.iter().find(|band| band.purpose.is_none()) {
        answer.push(story(voice, findings, all));
        parts.push(whole(voice, findings, all));
    } else {
        answer.push(voice.say("report-curve-none"));
    }
    parts.push(purposes(voice, findings));
    Section {
        id: "curve",
        name: voice.say("report-curve-name"),
        question: voice.say("report-curve-question"),
        answer,
        parts,
        notes: vec![voice.say("report-curve-note")],
    }
}

fn at(voice: &Voice, findings: &Findings, mark: &Mark) -> String {
    findings.touchpoints.get(mark.touchpoint).map(|label| voice.quoted(label)).unwrap_or_default()
}

/// The curve in one sentence.
fn story(voice: &Voice, findings: &Findings, band: &CurveBand) -> String {
    let name = |mark: &Mark| Value::from(at(voice, findings, mark));
    let affect = |mark: &Mark| Value::from(voice.affect(mark.affect));
    voice.say_with(
        "report-curve-story",
        &[
            ("first", name(&band.first)),
            ("first-affect", affect(&band.first)),
            ("peak", name(&band.peak)),
            ("peak-affect", affect(&band.peak)),
            ("trough", name(&band.trough)),
            ("trough-affect", affect(&band.trough)),
            ("end", name(&band.end)),
            ("end-affect", affect(&band.end)),
            ("score", Value::from(voice.affect_sure(band.peak_end, band.peak_end_interval))),
            ("visits", Value::from(band.visits)),
        ],
    )
}

/// The four marks with the word for each.
fn marks(voice: &Voice, band: &CurveBand) -> [(&'static str, String, Mark); 4] {
    [
        ("first", voice.say("report-mark-first"), band.first),
        ("peak", voice.say("report-mark-peak"), band.peak),
        ("trough", voice.say("report-mark-trough"), band.trough),
        ("end", voice.say("report-mark-end"), band.end),
    ]
}

fn picture(voice: &Voice, findings: &Findings, band: &CurveBand) -> Json {
    let points: Vec<Json> = band
        .points
        .iter()
        .map(|point| match point {
            Some(point) => {
                json!({ "n": point.n, "mean": point.mean, "q": point.quantiles, "few": point.n < FEW })
            }
            None => Json::Null,
        })
        .collect();
    let marks: Vec<Json> = marks(voice, band)
        .into_iter()
        .map(|(kind, word, mark)| {
            json!({
                "kind": kind,
                "at": mark.touchpoint,
                "affect": mark.affect,
                "text": format!("{word} {}", voice.affect(mark.affect)),
                "under": voice.visits(mark.n),
            })
        })
        .collect();
    let names: Vec<String> = findings.touchpoints.iter().map(|label| voice.short(label)).collect();
    let ids: Vec<&str> = findings.touchpoints.iter().map(|label| label.id.as_str()).collect();
    json!({ "names": names, "ids": ids, "points": points, "marks": marks })
}

fn whole(voice: &Voice, findings: &Findings, band: &CurveBand) -> Part {
    Part {
        id: "curve-all",
        charts: vec![Chart {
            id: "curve".to_owned(),
            kind: "curve",
            label: voice.say("report-curve-label"),
            title: None,
            caption: None,
            data: picture(voice, findings, band),
        }],
        legend: vec![
            Legend::new("median", voice.say("report-legend-median")),
            Legend::new("half", voice.say("report-legend-half")),
            Legend::new("most", voice.say("report-legend-most")),
            Legend::new("first", voice.say("report-mark-first")),
            Legend::new("peak", voice.say("report-mark-peak")),
            Legend::new("trough", voice.say("report-mark-trough")),
            Legend::new("end", voice.say("report-mark-end")),
        ],
        tables: vec![touchpoints(voice, findings, band), marked(voice, findings, band)],
        ..Part::default()
    }
}

/// One row a touchpoint: the picture's table.
fn touchpoints(voice: &Voice, findings: &Findings, band: &CurveBand) -> Table {
    let scale = || voice.say("report-unit-affect");
    let quantiles = |low: f64, high: f64| {
        let text = figure::range(low, high, voice.language(), |v| voice.affect(v));
        Cell { text, interval: Some(Interval { low, high }), ..Cell::default() }
    };
    let rows = findings.touchpoints.iter().enumerate().map(|(index, label)| {
        let marks: Vec<String> = marks(voice, band)
            .into_iter()
            .filter(|(.., mark)| mark.touchpoint == index)
            .map(|(_, word, mark)| format!("{word} {}", voice.affect(mark.affect)))
            .collect();
        let marks = Cell::words(marks.join(" · "));
        match band.points.get(index).copied().flatten() {
            Some(point) => {
                let [q5, q25, q50, q75, q95] = point.quantiles;
                let cells = vec![
                    voice.count_cell(point.n),
                    Cell::figure(voice.affect(q50), q50),
                    quantiles(q25, q75),
                    quantiles(q5, q95),
                    voice.affect_cell(point.mean, point.interval),
                    marks,
                ];
                Row::new(voice.name(label), cells).few(point.n < FEW)
            }
            None => {
                let mut cells = vec![voice.count_cell(0)];
                cells.extend((0..4).map(|_| Cell::words(figure::NONE.to_owned())));
                cells.push(Cell::words(voice.say("report-no-data")));
                Row::new(voice.name(label), cells).few(true)
            }
        }
    });
    Table {
        id: "table-curve".to_owned(),
        caption: voice.say("report-curve-caption"),
        columns: vec![
            Column::words(voice.say("report-col-touchpoint")),
            Column::figures(voice.say("report-col-moments")),
            Column::figures_in(voice.say("report-col-median"), scale()),
            Column::figures_in(voice.say("report-col-half"), scale()),
            Column::figures_in(voice.say("report-col-most"), scale()),
            Column::figures_in(voice.say("report-col-mean"), scale()),
            Column::words(voice.say("report-col-marks")),
        ],
        rows: rows.collect(),
        note: Some(voice.say("report-few-note")),
    }
}

/// The four marks with their shares.
fn marked(voice: &Voice, findings: &Findings, band: &CurveBand) -> Table {
    let rows = marks(voice, band).into_iter().map(|(_, word, mark)| {
        let touchpoint = findings.touchpoints.get(mark.touchpoint).map(|label| voice.name(label));
        let cells = vec![
            Cell::words(touchpoint.unwrap_or_default()),
            Cell::figure(voice.affect(mark.affect), mark.affect),
            voice.count_cell(mark.n),
            voice.share_cell(mark.share, mark.share_interval),
        ];
        Row::new(word, cells).few(mark.n < FEW)
    });
    Table {
        id: "table-marks".to_owned(),
        caption: voice.say("report-marks-caption"),
        columns: vec![
            Column::words(voice.say("report-col-mark")),
            Column::words(voice.say("report-col-mostly-at")),
            Column::figures_in(voice.say("report-col-mean"), voice.say("report-unit-affect")),
            Column::figures(voice.say("report-col-visits")),
            Column::figures(voice.say("report-col-share")),
        ],
        rows: rows.collect(),
        note: None,
    }
}

/// Purposes as small multiples.
fn purposes(voice: &Voice, findings: &Findings) -> Part {
    let bands =
        || findings.curves.iter().filter_map(|band| Some((findings.purposes.get(band.purpose?)?, band)));
    let charts: Vec<Chart> = bands()
        .take(MULTIPLES)
        .enumerate()
        .map(|(index, (purpose, band))| Chart {
            id: format!("purpose-{index}"),
            kind: "curve-small",
            label: voice.say_with("report-purpose-label", &[("purpose", Value::from(voice.quoted(purpose)))]),
            title: Some(voice.short(purpose)),
            caption: Some(voice.say_with(
                "report-purpose-caption",
                &[
                    ("score", Value::from(voice.affect_sure(band.peak_end, band.peak_end_interval))),
                    ("visits", Value::from(band.visits)),
                ],
            )),
            data: picture(voice, findings, band),
        })
        .collect();
    let rows = bands().map(|(purpose, band)| {
        let mut cells =
            vec![voice.count_cell(band.visits), voice.affect_cell(band.peak_end, band.peak_end_interval)];
        cells.extend(marks(voice, band).map(|(_, _, mark)| {
            let touchpoint = findings.touchpoints.get(mark.touchpoint).map(|label| voice.name(label));
            let text = format!("{} {}", touchpoint.unwrap_or_default(), voice.affect(mark.affect));
            Cell::figure(text, mark.affect)
        }));
        Row::new(voice.name(purpose), cells).few(band.visits < FEW)
    });
    let mut columns = vec![
        Column::words(voice.say("report-col-purpose")),
        Column::figures(voice.say("report-col-visits")),
        Column::figures_in(voice.say("report-col-peak-end"), voice.say("report-unit-affect")),
    ];
    let mark_columns = ["report-mark-first", "report-mark-peak", "report-mark-trough", "report-mark-end"];
    columns.extend(mark_columns.map(|id| Column::figures(voice.say(id))));
    Part {
        id: "curve-purposes",
        heading: Some(voice.say("report-purposes-heading")),
        intro: charts.is_empty().then(|| voice.say("report-purposes-none")),
        charts,
        tables: vec![Table {
            id: "table-purposes".to_owned(),
            caption: voice.say("report-purposes-caption"),
            columns,
            rows: rows.collect(),
            note: None,
        }],
        ..Part::default()
    }
}
