//! Which touchpoints carry the peak, and for which purpose.

use super::sentences::{self, Lead};
use super::voice::Voice;
use crate::score::findings::{Findings, PeakShare, Peaks};
use crate::ui::figure::FEW;
use crate::ui::report::{Cell, Chart, Column, Legend, Part, Row, Section, Table};
use serde_json::{Value as Json, json};

/// More purposes than this are in the table only.
const PURPOSES: usize = 12;

pub(super) fn section(voice: &Voice, findings: &Findings) -> Section {
    let nothing = Peaks { purpose: None, visits: 0, touchpoints: Vec::new() };
    let all = findings.peaks.iter().find(|peaks| peaks.purpose.is_none()).unwrap_or(&nothing);
    Section {
        id: "peaks",
        name: voice.say("report-peaks-name"),
        question: voice.say("report-peaks-question"),
        answer: vec![sentences::peaks(voice, findings)],
        parts: vec![touchpoints(voice, findings, all), matrix(voice, findings)],
        notes: vec![voice.say("report-peaks-note")],
    }
}

fn touchpoints(voice: &Voice, findings: &Findings, all: &Peaks) -> Part {
    let pairs = || findings.touchpoints.iter().zip(&all.touchpoints);
    let positive =
        |peak: &PeakShare| if peak.peaks == 0 { 0.0 } else { peak.positive as f64 / peak.peaks as f64 };
    let drawn: Vec<Json> = pairs()
        .map(|(label, peak)| {
            json!({
                "name": voice.short(label),
                "share": peak.share,
                "positive": peak.share * positive(peak),
                "low": peak.interval.low,
                "high": peak.interval.high,
                "trough": peak.trough_share,
                "trough_low": peak.trough_interval.low,
                "trough_high": peak.trough_interval.high,
            })
        })
        .collect();
    let rows = pairs().map(|(label, peak)| {
        let good = if peak.peaks == 0 { String::new() } else { voice.percent(positive(peak)) };
        let cells = vec![
            voice.count_cell(peak.peaks),
            voice.share_cell(peak.share, peak.interval),
            Cell::figure(good, if peak.peaks == 0 { f64::NAN } else { positive(peak) }),
            voice.count_cell(peak.troughs),
            voice.share_cell(peak.trough_share, peak.trough_interval),
        ];
        Row::new(voice.name(label), cells).few(peak.peaks + peak.troughs < FEW)
    });
    let chart = Chart {
        id: "peaks".to_owned(),
        kind: "peaks",
        label: voice.say("report-peaks-label"),
        title: None,
        caption: None,
        data: json!({ "rows": drawn, "axis": voice.say("report-peaks-axis") }),
    };
    Part {
        id: "peaks-all",
        charts: if all.touchpoints.is_empty() { Vec::new() } else { vec![chart] },
        legend: vec![
            Legend::new("bar-good", voice.say("report-legend-peak-good")),
            Legend::new("bar-bad", voice.say("report-legend-peak-bad")),
            Legend::new("whisker", voice.say("report-legend-interval")),
            Legend::new("hollow-bad", voice.say("report-legend-trough")),
        ],
        tables: vec![Table {
            id: "table-peaks".to_owned(),
            caption: voice.say_with("report-peaks-caption", &[("visits", all.visits.into())]),
            columns: vec![
                Column::words(voice.say("report-col-touchpoint")),
                Column::figures_in(voice.say("report-col-peaks"), voice.say("report-unit-visits")),
                Column::figures(voice.say("report-col-peak-share")),
                Column::figures(voice.say("report-col-positive")),
                Column::figures_in(voice.say("report-col-troughs"), voice.say("report-unit-visits")),
                Column::figures(voice.say("report-col-trough-share")),
            ],
            rows: rows.collect(),
            note: Some(voice.say("report-few-note")),
        }],
        ..Part::default()
    }
}

/// Purposes × touchpoints.
fn matrix(voice: &Voice, findings: &Findings) -> Part {
    let all: Vec<_> = findings
        .peaks
        .iter()
        .filter_map(|peaks| Some((findings.purposes.get(peaks.purpose?)?, peaks)))
        .collect();
    let drawn = &all[..all.len().min(PURPOSES)];
    let shares: Vec<Vec<Json>> = drawn
        .iter()
        .map(|(_, peaks)| {
            peaks
                .touchpoints
                .iter()
                .map(|peak| json!([peak.share, peak.positive as f64 / (peak.peaks.max(1)) as f64]))
                .collect()
        })
        .collect();
    let top: Vec<Json> = drawn
        .iter()
        .map(|(_, peaks)| match sentences::lead(peaks) {
            Lead::Clear(index) => json!([index]),
            Lead::Tie(a, b) => json!([a, b]),
            Lead::Few => json!([]),
        })
        .collect();
    let chart = Chart {
        id: "matrix".to_owned(),
        kind: "matrix",
        label: voice.say("report-matrix-label"),
        title: None,
        caption: None,
        data: json!({
            "touchpoints": findings.touchpoints.iter().map(|label| voice.short(label)).collect::<Vec<_>>(),
            "purposes": drawn.iter().map(|(purpose, _)| voice.short(purpose)).collect::<Vec<_>>(),
            "shares": shares,
            "top": top,
        }),
    };
    let mut columns = vec![Column::words(voice.say("report-col-touchpoint"))];
    columns.extend(
        all.iter()
            .map(|(purpose, peaks)| Column::figures_in(voice.name(purpose), voice.visits(peaks.visits))),
    );
    let rows = findings.touchpoints.iter().enumerate().map(|(index, label)| {
        let cells = all.iter().map(|(_, peaks)| match peaks.touchpoints.get(index) {
            Some(peak) => voice.share_cell(peak.share, peak.interval).few(peaks.visits < FEW),
            None => Cell::default(),
        });
        Row::new(voice.name(label), cells.collect())
    });
    let empty = all.is_empty();
    Part {
        id: "peaks-purposes",
        heading: Some(voice.say("report-matrix-heading")),
        intro: empty.then(|| voice.say("report-purposes-none")),
        charts: if empty { Vec::new() } else { vec![chart] },
        legend: if empty {
            Vec::new()
        } else {
            vec![
                Legend::new("bubble", voice.say("report-legend-bubble")),
                Legend::new("ring", voice.say("report-legend-ring")),
            ]
        },
        tables: if empty {
            Vec::new()
        } else {
            vec![Table {
                id: "table-matrix".to_owned(),
                caption: voice.say("report-matrix-caption"),
                columns,
                rows: rows.collect(),
                note: Some(voice.say("report-few-note")),
            }]
        },
        ..Part::default()
    }
}
