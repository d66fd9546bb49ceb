//! How to read it, how it was computed, what was left out.

use super::voice::Voice;
use crate::score::findings::Findings;
use crate::ui::report::{Cell, Column, Part, Row, Section, Table};

pub(super) fn section(voice: &Voice, findings: &Findings) -> Section {
    let terms = [
        ("report-read-affect", "report-read-affect-what"),
        ("report-read-peak", "report-read-peak-what"),
        ("report-read-end", "report-read-end-what"),
        ("report-read-score", "report-read-score-what"),
        ("report-read-interval", "report-read-interval-what"),
        ("report-read-shrunk", "report-read-shrunk-what"),
        ("report-read-gain", "report-read-gain-what"),
        ("report-read-lmg", "report-read-lmg-what"),
    ];
    let methods = [
        ("report-method-peak-end", "report-method-peak-end-what", "report-method-peak-end-source"),
        ("report-method-wilson", "report-method-wilson-what", "report-method-wilson-source"),
        ("report-method-shrink", "report-method-shrink-what", "report-method-shrink-source"),
        ("report-method-funnel", "report-method-funnel-what", "report-method-funnel-source"),
        ("report-method-evidence", "report-method-evidence-what", "report-method-evidence-source"),
        ("report-method-lmg", "report-method-lmg-what", "report-method-lmg-source"),
        ("report-method-relative", "report-method-relative-what", "report-method-relative-source"),
        ("report-method-quadrants", "report-method-quadrants-what", "report-method-quadrants-source"),
    ];
    Section {
        id: "notes",
        name: voice.say("report-notes-name"),
        question: voice.say("report-notes-question"),
        answer: vec![voice.say("report-notes-answer")],
        parts: vec![
            Part {
                id: "notes-read",
                heading: Some(voice.say("report-read-heading")),
                tables: vec![Table {
                    id: "table-terms".to_owned(),
                    caption: voice.say("report-read-caption"),
                    columns: vec![
                        Column::words(voice.say("report-col-term")),
                        Column::words(voice.say("report-col-meaning")),
                    ],
                    rows: terms
                        .map(|(term, what)| Row::new(voice.say(term), vec![Cell::words(voice.say(what))]))
                        .into(),
                    note: None,
                }],
                ..Part::default()
            },
            Part {
                id: "notes-methods",
                heading: Some(voice.say("report-methods-heading")),
                tables: vec![Table {
                    id: "table-methods".to_owned(),
                    caption: voice.say("report-methods-caption"),
                    columns: vec![
                        Column::words(voice.say("report-col-method")),
                        Column::words(voice.say("report-col-how")),
                        Column::words(voice.say("report-col-source")),
                    ],
                    rows: methods
                        .map(|(method, how, source)| {
                            let cells = vec![Cell::words(voice.say(how)), Cell::words(voice.say(source))];
                            Row::new(voice.say(method), cells)
                        })
                        .into(),
                    note: None,
                }],
                ..Part::default()
            },
            rejected(voice, findings),
        ],
        notes: Vec::new(),
    }
}

fn rejected(voice: &Voice, findings: &Findings) -> Part {
    let rows = findings
        .source
        .rejected
        .iter()
        .map(|(reason, n)| Row::new(reason.clone(), vec![voice.count_cell(*n)]));
    let rows: Vec<Row> = rows.collect();
    Part {
        id: "notes-rejected",
        heading: Some(voice.say("report-rejections-heading")),
        tables: vec![Table {
            id: "table-rejected".to_owned(),
            caption: voice.say("report-rejections-caption"),
            columns: vec![
                Column::words(voice.say("report-col-reason")),
                Column::figures(voice.say("report-col-count")),
            ],
            note: rows.is_empty().then(|| voice.say("report-rejections-none")),
            rows,
        }],
        ..Part::default()
    }
}
