//! The evidence card: does peak–end explain what customers say afterwards, here?

use super::sentences;
use super::voice::Voice;
use crate::score::findings::{DurationUnit, Findings};
use crate::ui::figure::{self, FEW};
use crate::ui::report::{Cell, Chart, Column, Legend, Part, Row, Section, Table};
use crate::ui::text::Value;
use experience::evidence::{Model, Term, Weight};
use serde_json::{Value as Json, json};

pub(super) fn section(voice: &Voice, findings: &Findings) -> Section {
    let evidence = &findings.evidence;
    let mut parts = vec![models(voice, findings)];
    if let Some(model) = sentences::chosen(evidence) {
        parts.push(weights(voice, findings, model));
    }
    let mut notes = vec![voice.say("report-evidence-note")];
    if evidence.models.iter().any(|model| !model.eligible) {
        notes.push(voice.say("report-evidence-tie-note"));
    }
    Section {
        id: "evidence",
        name: voice.say("report-evidence-name"),
        question: voice.say("report-evidence-question"),
        answer: vec![sentences::remembered(voice, findings)],
        parts,
        notes,
    }
}

fn model_name(voice: &Voice, model: &Model) -> String {
    let names: Vec<String> = model.terms.iter().map(|term| short_name(voice, *term)).collect();
    let mark = if model.eligible { "" } else { " *" };
    format!("{}{mark}", names.join(" + "))
}

/// The name of a term in a model's name, where several stand together.
fn short_name(voice: &Voice, term: Term) -> String {
    voice.say(match term {
        Term::Mean => "report-short-mean",
        Term::End => "report-short-end",
        Term::PeakEnd => "report-short-peak-end",
        Term::PeakEndEarlier => "report-short-peak-end-earlier",
        Term::First => "report-short-first",
        Term::Best => "report-short-best",
        Term::Worst => "report-short-worst",
        Term::Duration => "report-short-duration",
    })
}

fn is_baseline(model: &Model) -> bool {
    model.terms == [Term::Mean]
}

fn models(voice: &Voice, findings: &Findings) -> Part {
    let evidence = &findings.evidence;
    let r2 = |value: f64| Cell::figure(figure::decimal(value, 3), value);
    let gain = |model: &Model| {
        figure::with_interval(model.gain, Some(model.gain_interval), voice.language(), |v| {
            figure::signed(v, 3)
        })
    };
    let rows = evidence.models.iter().enumerate().map(|(index, model)| {
        let used = evidence.chosen == Some(index);
        let weights: Vec<String> = model.weights.iter().map(|weight| weight_text(voice, weight)).collect();
        let gain = if is_baseline(model) {
            Cell::words(voice.say("report-baseline"))
        } else {
            Cell::figure(gain(model), model.gain).with(Some(model.gain_interval))
        };
        let state = match (used, model.eligible) {
            (true, _) => voice.say("report-in-use"),
            (false, true) => String::new(),
            (false, false) => voice.say("report-comparison"),
        };
        let cells = vec![
            r2(model.r2),
            r2(model.cv_r2),
            gain,
            Cell::words(weights.join(" · ")),
            voice.count_cell(evidence.visits),
            Cell::words(state),
        ];
        Row::new(model_name(voice, model), cells).marked(used).few(evidence.visits < FEW)
    });
    let table = Table {
        id: "table-models".to_owned(),
        caption: voice.say_with("report-models-caption", &[("visits", evidence.visits.into())]),
        columns: vec![
            Column::words(voice.say("report-col-model")),
            Column::figures(voice.say("report-col-r2")),
            Column::figures(voice.say("report-col-cv-r2")),
            Column::figures_in(voice.say("report-col-gain"), voice.say("report-unit-r2")),
            Column::words(voice.say("report-col-weights")),
            Column::figures(voice.say("report-col-n")),
            Column::words(voice.say("report-col-state")),
        ],
        rows: rows.collect(),
        note: evidence.models.is_empty().then(|| voice.say("report-models-none")),
    };
    if evidence.models.is_empty() {
        return Part { id: "evidence-models", tables: vec![table], ..Part::default() };
    }
    let drawn: Vec<Json> = evidence
        .models
        .iter()
        .enumerate()
        .map(|(index, model)| {
            json!({
                "name": model_name(voice, model),
                "gain": model.gain,
                "low": model.gain_interval.low,
                "high": model.gain_interval.high,
                "text": if is_baseline(model) { voice.say("report-baseline") } else { gain(model) },
                "baseline": is_baseline(model),
                "eligible": model.eligible,
                "used": evidence.chosen == Some(index),
            })
        })
        .collect();
    Part {
        id: "evidence-models",
        charts: vec![Chart {
            id: "models".to_owned(),
            kind: "models",
            label: voice.say("report-models-label"),
            title: None,
            caption: None,
            data: json!({ "rows": drawn, "axis": voice.say("report-models-axis") }),
        }],
        legend: vec![
            Legend::new("dot-accent", voice.say("report-in-use")),
            Legend::new("dot", voice.say("report-legend-candidate")),
            Legend::new("hollow", voice.say("report-comparison")),
            Legend::new("whisker", voice.say("report-legend-interval")),
        ],
        tables: vec![table],
        ..Part::default()
    }
}

fn weight_text(voice: &Voice, weight: &Weight) -> String {
    format!("{} {}", short_name(voice, weight.term), weight_figure(voice, weight))
}

/// A weight with two decimals, or as many as it takes for a small one such as that of a minute.
fn weight_figure(voice: &Voice, weight: &Weight) -> String {
    let size = weight.value.abs();
    let show = |value: f64| if size < 0.1 { figure::significant(value) } else { figure::decimal(value, 2) };
    figure::with_interval(weight.value, weight.interval, voice.language(), show)
}

fn unit(voice: &Voice, findings: &Findings, term: Term) -> String {
    voice.say(match (term, findings.duration_unit) {
        (Term::Duration, DurationUnit::Minutes) => "report-per-minute",
        (Term::Duration, DurationUnit::Moments) => "report-per-moment",
        _ => "report-per-affect",
    })
}

fn weights(voice: &Voice, findings: &Findings, model: &Model) -> Part {
    let rows = model.weights.iter().map(|weight| {
        let cells = vec![
            Cell::figure(weight_figure(voice, weight), weight.value).with(weight.interval),
            Cell::words(unit(voice, findings, weight.term)),
            voice.count_cell(findings.evidence.visits),
        ];
        Row::new(short_name(voice, weight.term), cells)
    });
    let drawn: Vec<Json> = model
        .weights
        .iter()
        .map(|weight| {
            json!({
                "name": short_name(voice, weight.term),
                "value": weight.value,
                "low": weight.interval.map(|i| i.low),
                "high": weight.interval.map(|i| i.high),
                "text": weight_figure(voice, weight),
            })
        })
        .collect();
    Part {
        id: "evidence-weights",
        heading: Some(voice.say("report-weights-heading")),
        intro: Some(voice.say_with(
            "report-weights-intro",
            &[
                ("model", Value::from(model_name(voice, model))),
                ("constant", Value::from(voice.affect(model.constant))),
            ],
        )),
        charts: vec![Chart {
            id: "weights".to_owned(),
            kind: "weights",
            label: voice.say("report-weights-label"),
            title: None,
            caption: None,
            data: json!({ "rows": drawn, "axis": voice.say("report-weights-axis") }),
        }],
        tables: vec![Table {
            id: "table-weights".to_owned(),
            caption: voice.say("report-weights-caption"),
            columns: vec![
                Column::words(voice.say("report-col-term")),
                Column::figures(voice.say("report-col-weight")),
                Column::words(voice.say("report-col-per")),
                Column::figures(voice.say("report-col-n")),
            ],
            rows: rows.collect(),
            note: None,
        }],
        ..Part::default()
    }
}
