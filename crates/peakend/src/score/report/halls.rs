//! Halls compared: a funnel, never a league table.

use super::sentences;
use super::voice::Voice;
use crate::score::findings::{Findings, HallScore};
use crate::ui::figure::FEW;
use crate::ui::report::{Cell, Chart, Column, Finding, Legend, Part, Row, Section, Table};
use crate::ui::text::Value;
use experience::evidence::Choice;
use experience::shrink::Peers;
use serde_json::{Value as Json, json};

/// More halls outside than this are in the table only.
const LISTED: usize = 12;

pub(super) fn section(voice: &Voice, findings: &Findings) -> Section {
    let mut notes = vec![voice.say("report-halls-note")];
    let won = findings.evidence.choice == Choice::Won;
    notes.push(match sentences::chosen(&findings.evidence).filter(|_| won) {
        Some(model) => {
            let terms: Vec<String> =
                model.terms.iter().map(|term| sentences::term_name(voice, *term)).collect();
            voice.say_with("report-halls-expected-note", &[("terms", Value::from(voice.list(&terms)))])
        }
        None => voice.say("report-halls-mean-note"),
    });
    if findings.halls.unlisted > 0 {
        notes.push(voice.say_with("report-halls-unlisted", &[("n", findings.halls.unlisted.into())]));
    }
    Section {
        id: "halls",
        name: voice.say("report-halls-name"),
        question: voice.say("report-halls-question"),
        answer: vec![sentences::halls(voice, findings)],
        parts: vec![funnel(voice, findings)],
        notes,
    }
}

fn funnel(voice: &Voice, findings: &Findings) -> Part {
    let halls = &findings.halls;
    let rows = halls.halls.iter().map(|hall| row(voice, hall, halls.peers));
    let score = || voice.say("report-unit-affect");
    let table = Table {
        id: "table-halls".to_owned(),
        caption: voice.say("report-halls-caption"),
        columns: vec![
            Column::words(voice.say("report-col-hall")),
            Column::figures(voice.say("report-col-visits")),
            Column::figures_in(voice.say("report-col-raw"), score()),
            Column::figures_in(voice.say("report-col-shrunk"), score()),
            Column::figures_in(voice.say("report-col-limits-95"), score()),
            Column::figures_in(voice.say("report-col-limits-998"), score()),
            Column::words(voice.say("report-col-verdict")),
        ],
        rows: rows.collect(),
        note: Some(voice.say("report-few-note")),
    };
    let Some(peers) = halls.peers.filter(|_| halls.halls.len() > 1) else {
        return Part { id: "halls-funnel", tables: vec![table], ..Part::default() };
    };
    let drawn: Vec<Json> = halls
        .halls
        .iter()
        .map(|hall| {
            json!({
                "name": voice.short(&hall.hall),
                "n": hall.visits,
                "raw": hall.raw,
                "shrunk": hall.shrunk,
                "l95": [hall.limits_95.low, hall.limits_95.high],
                "l998": [hall.limits_998.low, hall.limits_998.high],
                "side": if !hall.differs { 0 } else if hall.shrunk > peers.mean { 1 } else { -1 },
            })
        })
        .collect();
    Part {
        id: "halls-funnel",
        charts: vec![Chart {
            id: "funnel".to_owned(),
            kind: "funnel",
            label: voice.say("report-funnel-label"),
            title: None,
            caption: None,
            data: json!({
                "mean": peers.mean,
                "mean_text": voice.say_with("report-funnel-mean", &[("mean", Value::from(voice.affect(peers.mean)))]),
                "x": voice.say("report-funnel-x"),
                "y": voice.say("report-funnel-y"),
                "halls": drawn,
            }),
        }],
        legend: vec![
            Legend::new("dot", voice.say("report-legend-shrunk")),
            Legend::new("hollow", voice.say("report-legend-raw")),
            Legend::new("limit-95", voice.say("report-legend-95")),
            Legend::new("limit-998", voice.say("report-legend-998")),
        ],
        findings: outside(voice, &halls.halls, peers),
        tables: vec![table],
        ..Part::default()
    }
}

/// Where the raw score lies against the funnel.
fn beyond(hall: &HallScore) -> &'static str {
    if !hall.limits_998.contains(hall.raw) {
        "report-why-998"
    } else if !hall.limits_95.contains(hall.raw) {
        "report-why-95"
    } else {
        "report-why-within"
    }
}

/// The halls that really differ, with why, most visits first.
fn outside(voice: &Voice, halls: &[HallScore], peers: Peers) -> Vec<Finding> {
    let mut found: Vec<Finding> = halls
        .iter()
        .filter(|hall| hall.differs)
        .take(LISTED)
        .map(|hall| {
            let above = hall.shrunk > peers.mean;
            let id = if above { "report-why-above" } else { "report-why-below" };
            let what = voice.say_with(
                id,
                &[
                    ("shrunk", Value::from(voice.affect_sure(hall.shrunk, Some(hall.shrunk_interval)))),
                    ("mean", Value::from(voice.affect(peers.mean))),
                    ("raw", Value::from(voice.affect(hall.raw))),
                    ("visits", Value::from(hall.visits)),
                    ("beyond", Value::from(voice.say(beyond(hall)))),
                ],
            );
            Finding { tone: if above { "good" } else { "bad" }, name: voice.name(&hall.hall), what }
        })
        .collect();
    let more = halls.iter().filter(|hall| hall.differs).count().saturating_sub(LISTED);
    if more > 0 {
        found.push(Finding {
            tone: "plain",
            name: String::new(),
            what: voice.say_with("report-halls-more", &[("n", more.into())]),
        });
    }
    let tempting = halls.iter().filter(|hall| !hall.differs && !hall.limits_95.contains(hall.raw)).count();
    if tempting > 0 {
        found.push(Finding {
            tone: "plain",
            name: String::new(),
            what: voice.say_with("report-halls-tempting", &[("n", tempting.into())]),
        });
    }
    found
}

fn row(voice: &Voice, hall: &HallScore, peers: Option<Peers>) -> Row {
    let verdict = match peers {
        Some(peers) if hall.differs && hall.shrunk > peers.mean => "report-verdict-above",
        Some(_) if hall.differs => "report-verdict-below",
        _ => "report-verdict-same",
    };
    let limits = |interval: experience::Interval| {
        let text =
            crate::ui::figure::range(interval.low, interval.high, voice.language(), |v| voice.affect(v));
        Cell { text, interval: Some(interval), ..Cell::default() }
    };
    let cells = vec![
        voice.count_cell(hall.visits),
        voice.affect_cell(hall.raw, hall.raw_interval),
        voice.affect_cell(hall.shrunk, Some(hall.shrunk_interval)),
        limits(hall.limits_95),
        limits(hall.limits_998),
        Cell::words(if peers.is_some() { voice.say(verdict) } else { String::new() }),
    ];
    Row::new(voice.name(&hall.hall), cells).few(hall.visits < FEW).marked(hall.differs)
}
