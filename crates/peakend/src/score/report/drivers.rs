//! What drives the judgement: importance, and importance against performance.

use super::sentences::{drives, ranked};
use super::voice::Voice;
use crate::score::findings::Findings;
use crate::ui::figure::{self, FEW};
use crate::ui::report::{Cell, Chart, Column, Finding, Legend, Part, Row, Section, Table};
use crate::ui::text::Value;
use experience::drivers::{Driver, Drivers, Missing, Quadrant};
use serde_json::{Value as Json, json};

pub(super) fn section(voice: &Voice, findings: &Findings) -> Section {
    let drivers = findings.drivers.as_ref().filter(|drivers| !drivers.drivers.is_empty());
    let mut notes = vec![voice.say("report-drivers-note")];
    if let Some(drivers) = drivers {
        notes.push(voice.say(match drivers.missing {
            Missing::OwnEffect => "report-drivers-missing-own",
            Missing::DropVisit => "report-drivers-missing-drop",
        }));
        if !drivers.exact {
            let error = drivers.drivers.iter().map(|driver| driver.sampling_error).fold(0.0, f64::max);
            notes.push(
                voice
                    .say_with("report-drivers-sampled", &[("error", Value::from(figure::decimal(error, 4)))]),
            );
        }
        if drivers.left_out > 0 {
            notes.push(voice.say_with("report-drivers-left-out", &[("n", drivers.left_out.into())]));
        }
    }
    let parts = match drivers {
        Some(drivers) => vec![importance(voice, findings, drivers), quadrants(voice, findings, drivers)],
        None => {
            vec![Part { id: "drivers-lmg", tables: vec![table(voice, findings, &[])], ..Part::default() }]
        }
    };
    Section {
        id: "drivers",
        name: voice.say("report-drivers-name"),
        question: voice.say("report-drivers-question"),
        answer: vec![drives(voice, findings)],
        parts,
        notes,
    }
}

fn quadrant_name(voice: &Voice, quadrant: Option<Quadrant>) -> String {
    voice.say(match quadrant {
        Some(Quadrant::ActHere) => "report-quadrant-act",
        Some(Quadrant::KeepUp) => "report-quadrant-keep",
        Some(Quadrant::LowPriority) => "report-quadrant-low",
        Some(Quadrant::PossibleExcess) => "report-quadrant-excess",
        None => "report-quadrant-none",
    })
}

fn table(voice: &Voice, findings: &Findings, ranked: &[&Driver]) -> Table {
    let r2 = findings.drivers.as_ref().map_or(f64::NAN, |drivers| drivers.r2);
    let three = |value: f64| figure::decimal(value, 3);
    let rows = ranked.iter().filter_map(|driver| {
        let label = findings.touchpoints.get(driver.touchpoint)?;
        let lmg = figure::with_interval(driver.lmg, driver.lmg_interval, voice.language(), three);
        let cells = vec![
            voice.count_cell(driver.n),
            Cell::figure(lmg, driver.lmg).with(driver.lmg_interval),
            Cell::figure(voice.percent(driver.lmg / r2), driver.lmg / r2),
            Cell::figure(three(driver.relative_weight), driver.relative_weight),
            voice.affect_cell(driver.performance, driver.performance_interval),
            Cell::words(quadrant_name(voice, driver.quadrant)),
        ];
        Some(Row::new(voice.name(label), cells).few(driver.n < FEW))
    });
    let rows: Vec<Row> = rows.collect();
    Table {
        id: "table-drivers".to_owned(),
        caption: voice.say_with("report-drivers-caption", &[("r2", Value::from(three(r2)))]),
        columns: vec![
            Column::words(voice.say("report-col-touchpoint")),
            Column::figures(voice.say("report-col-visits")),
            Column::figures_in(voice.say("report-col-lmg"), voice.say("report-unit-r2")),
            Column::figures(voice.say("report-col-lmg-part")),
            Column::figures_in(voice.say("report-col-relative"), voice.say("report-unit-r2")),
            Column::figures_in(voice.say("report-col-performance"), voice.say("report-unit-affect")),
            Column::words(voice.say("report-col-quadrant")),
        ],
        note: Some(voice.say(if rows.is_empty() { "report-drivers-empty" } else { "report-few-note" })),
        rows,
    }
}

fn importance(voice: &Voice, findings: &Findings, drivers: &Drivers) -> Part {
    let ranked = ranked(drivers);
    let drawn: Vec<Json> = ranked
        .iter()
        .filter_map(|driver| {
            Some(json!({
                "name": voice.short(findings.touchpoints.get(driver.touchpoint)?),
                "lmg": driver.lmg,
                "low": driver.lmg_interval.map(|i| i.low),
                "high": driver.lmg_interval.map(|i| i.high),
                "relative": driver.relative_weight,
            }))
        })
        .collect();
    Part {
        id: "drivers-lmg",
        charts: vec![Chart {
            id: "drivers".to_owned(),
            kind: "drivers",
            label: voice.say("report-drivers-label"),
            title: None,
            caption: None,
            data: json!({ "rows": drawn, "axis": voice.say("report-drivers-axis") }),
        }],
        legend: vec![
            Legend::new("bar-ink", voice.say("report-legend-lmg")),
            Legend::new("whisker", voice.say("report-legend-interval")),
            Legend::new("hollow", voice.say("report-legend-relative")),
        ],
        tables: vec![table(voice, findings, &ranked)],
        ..Part::default()
    }
}

/// Importance × performance (Martilla & James 1977), split at the averages.
fn quadrants(voice: &Voice, findings: &Findings, drivers: &Drivers) -> Part {
    let ranked = ranked(drivers);
    let of = |value: fn(&Driver) -> f64| {
        drivers.drivers.iter().map(value).sum::<f64>() / drivers.drivers.len().max(1) as f64
    };
    let points: Vec<Json> = ranked
        .iter()
        .filter_map(|driver| {
            Some(json!({
                "name": voice.short(findings.touchpoints.get(driver.touchpoint)?),
                "x": driver.performance,
                "y": driver.lmg,
                "place": match driver.quadrant {
                    Some(Quadrant::ActHere) => "act",
                    Some(Quadrant::KeepUp) => "keep",
                    Some(Quadrant::LowPriority) => "low",
                    Some(Quadrant::PossibleExcess) => "excess",
                    None => "none",
                },
            }))
        })
        .collect();
    let named = |quadrant: Quadrant| -> Vec<String> {
        ranked
            .iter()
            .filter(|driver| driver.quadrant == Some(quadrant))
            .filter_map(|driver| Some(voice.quoted(findings.touchpoints.get(driver.touchpoint)?)))
            .collect()
    };
    let mut found = Vec::new();
    for (quadrant, tone) in [
        (Quadrant::ActHere, "bad"),
        (Quadrant::KeepUp, "good"),
        (Quadrant::PossibleExcess, "plain"),
        (Quadrant::LowPriority, "plain"),
    ] {
        let names = named(quadrant);
        if !names.is_empty() {
            found.push(Finding {
                tone,
                name: quadrant_name(voice, Some(quadrant)),
                what: voice.list(&names),
            });
        }
    }
    if found.is_empty() {
        found.push(Finding { tone: "plain", name: String::new(), what: voice.say("report-quadrant-nobody") });
    }
    Part {
        id: "drivers-quadrants",
        heading: Some(voice.say("report-quadrants-heading")),
        intro: Some(voice.say("report-quadrants-intro")),
        charts: vec![Chart {
            id: "quadrants".to_owned(),
            kind: "quadrants",
            label: voice.say("report-quadrants-label"),
            title: None,
            caption: None,
            data: json!({
                "points": points,
                "mid": [of(|driver| driver.performance), of(|driver| driver.lmg)],
                "x": voice.say("report-quadrants-x"),
                "y": voice.say("report-quadrants-y"),
                "corners": {
                    "act": voice.say("report-quadrant-act"),
                    "keep": voice.say("report-quadrant-keep"),
                    "low": voice.say("report-quadrant-low"),
                    "excess": voice.say("report-quadrant-excess"),
                },
                "table": "table-drivers",
            }),
        }],
        legend: vec![
            Legend::new("dot", voice.say("report-legend-placed")),
            Legend::new("hollow", voice.say("report-legend-unplaced")),
        ],
        findings: found,
        tables: Vec::new(),
    }
}
