//! What was found as a page: the day as it goes, what each variant would change, the purposes, and how it was simulated.

use super::found::Found;
use super::show::of_purposes;
use super::words::Voice;
use crate::run::twin::hall_file::law::show_clock;
use crate::run::twin::what_if::Compared;
use crate::ui::figure;
use crate::ui::report::{Cell, Chart, Column, Legend, Part, Report, Row, Section, Table};
use crate::ui::text::Texts;
use experience::Interval;
use flow::twin::{Estimate, Figure, Quarter, QuarterMean, Runs, Verdict};
use serde_json::{Value as Json, json};

/// Quarters of an hour in a picture: two days. Those of longer runs are in the files.
const DRAWN: usize = 192;

/// The page.
///
/// # Errors
/// Only if the template cannot be written, which would be a fault of ours.
pub(super) fn page(found: &Found, texts: &Texts) -> Result<String, askama::Error> {
    let voice = Voice::of(found, texts);
    let say = |id: &str| texts.say(id);
    let mut sections = vec![day(found, &voice)];
    if !found.answer.compared.is_empty() {
        sections.push(variants(found, &voice));
    }
    sections.push(purposes(found, &voice));
    sections.push(method(found, &voice));
    let mut sentences = vec![(say("twin-report-head-today"), voice.today(found).join(" "))];
    let said = |compared: &Compared| (say("twin-report-head-variant"), voice.variant(compared));
    sentences.extend(found.answer.compared.iter().take(4).map(said));
    let report = Report {
        title: texts.with("twin-report-title", "hall", &found.file.name),
        kicker: say("twin-report-kicker"),
        heading: found.file.name.clone(),
        subtitle: say("twin-report-subtitle"),
        sentences,
        facts_name: say("twin-report-facts"),
        facts: facts(found, &voice),
        sections,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    report.render(texts)
}

fn facts(found: &Found, voice: &Voice<'_>) -> Vec<(String, String)> {
    let hours = format!("{}–{}", show_clock(found.file.opens_s), show_clock(found.file.closes_s));
    let pairs = [
        ("twin-fact-hours", hours),
        ("twin-fact-counters", figure::count(found.built.counters.len() as u64)),
        ("twin-fact-customers", figure::decimal(found.customers(), 0)),
        ("twin-fact-days", figure::count(found.days() as u64)),
        ("twin-fact-seed", found.seed.to_string()),
    ];
    pairs.into_iter().map(|(id, value)| (voice.texts.say(id), value)).collect()
}

fn interval(estimate: &Estimate) -> Option<Interval> {
    let Estimate { low, high, .. } = *estimate;
    (low.is_finite() && high.is_finite()).then_some(Interval { low, high })
}

/// A figure of a table, in the unit in which it is read.
fn cell(voice: &Voice<'_>, figure: Figure, estimate: Option<Estimate>) -> Cell {
    let text = voice.estimate(figure, estimate);
    match estimate {
        None => Cell::words(text),
        Some(estimate) => {
            let scale = voice.scale(figure);
            let scaled = interval(&estimate).map(|i| Interval { low: i.low * scale, high: i.high * scale });
            Cell::figure(text, estimate.mean * scale).with(scaled)
        }
    }
}

fn plain(value: f64) -> Cell {
    Cell::figure(figure::decimal(value, 1), value)
}

fn clock(quarter: &QuarterMean) -> String {
    show_clock(quarter.from_us / 1_000_000)
}

/// A point of a line in the band of nine days of ten; a gap where too few days had anybody.
fn point(estimate: Option<Estimate>, band: Option<(f64, f64)>, scale: f64) -> Json {
    match (estimate, band) {
        (Some(estimate), Some((low, high))) => {
            json!({ "value": estimate.mean * scale, "low": low * scale, "high": high * scale })
        }
        _ => Json::Null,
    }
}

/// The mean wait of those called in a quarter of an hour of one day.
fn waited(quarter: &Quarter) -> Option<f64> {
    (quarter.called > 0).then(|| quarter.waits_s / quarter.called as f64)
}

/// The mean queue in a quarter of an hour of one day.
fn queued(quarter: &Quarter) -> Option<f64> {
    Some(quarter.queue_s / 900.0)
}

fn course(
    id: &str,
    label: String,
    table: &str,
    axis: String,
    clocks: &[String],
    lines: Vec<Vec<Json>>,
) -> Chart {
    Chart {
        id: id.to_owned(),
        kind: "course",
        label,
        title: None,
        caption: None,
        data: json!({ "clocks": clocks, "lines": lines, "axis": axis, "table": table }),
    }
}

fn day(found: &Found, voice: &Voice<'_>) -> Section {
    let say = |id: &str| voice.texts.say(id);
    let quarters: Vec<QuarterMean> = found.quarters(&found.answer.today).into_iter().take(DRAWN).collect();
    let clocks: Vec<String> = quarters.iter().map(clock).collect();
    let scale = voice.scale(Figure::MeanWait);
    let rows = quarters.iter().map(|quarter| {
        let cells = vec![
            plain(quarter.arrived.mean),
            cell(voice, Figure::MeanWait, quarter.wait_s),
            cell(voice, Figure::Within(voice.target_s), quarter.within),
            plain(quarter.queue.mean),
            plain(quarter.busy.mean),
            plain(quarter.open.mean),
        ];
        Row::new(clock(quarter), cells)
    });
    let table = Table {
        id: "table-day".to_owned(),
        caption: say("twin-report-day-caption"),
        columns: vec![
            Column::words(say("twin-col-from")),
            Column::figures(say("twin-col-arrivals")),
            Column::figures(say("twin-figure-mean-wait-s")),
            Column::figures(voice.name(Figure::Within(voice.target_s))),
            Column::figures(say("twin-col-queue")),
            Column::figures(say("twin-col-busy")),
            Column::figures(say("twin-col-at-work")),
        ],
        rows: rows.collect(),
        note: None,
    };
    let today = &found.answer.today;
    let waits = quarters.iter().zip(found.spread(today, waited));
    let waits = waits.map(|(quarter, band)| point(quarter.wait_s, band, scale)).collect();
    let queue = quarters.iter().zip(found.spread(today, queued));
    let queue = queue.map(|(quarter, band)| point(Some(quarter.queue), band, 1.0)).collect();
    let waits =
        course("waits", say("twin-report-waits-label"), &table.id, voice.unit(), &clocks, vec![waits]);
    let queue = course(
        "queue",
        say("twin-report-queue-label"),
        &table.id,
        say("twin-report-people"),
        &clocks,
        vec![queue],
    );
    Section {
        id: "day",
        name: say("twin-report-day-name"),
        question: say("twin-report-day-question"),
        answer: voice.today(found),
        parts: vec![
            Part {
                id: "day-waits",
                heading: Some(say("twin-report-waits-heading")),
                charts: vec![waits],
                legend: vec![
                    Legend::new("course", say("twin-report-legend-line")),
                    Legend::new("course-band", say("twin-report-legend-band")),
                ],
                tables: vec![table],
                ..Part::default()
            },
            Part {
                id: "day-queue",
                heading: Some(say("twin-report-queue-heading")),
                charts: vec![queue],
                ..Part::default()
            },
            counters(found, voice),
        ],
        notes: vec![say("twin-report-day-note")],
    }
}

/// How busy each counter is.
fn counters(found: &Found, voice: &Voice<'_>) -> Part {
    let say = |id: &str| voice.texts.say(id);
    let counters = found.counters();
    let rows = counters.iter().map(|work| {
        let cells = vec![
            cell(voice, Figure::Occupancy, work.occupancy),
            plain(work.open_h),
            plain(work.overtime_min),
            plain(work.served),
        ];
        Row::new(work.id.clone(), cells)
    });
    let table = Table {
        id: "table-counters".to_owned(),
        caption: say("twin-report-counters-caption"),
        columns: vec![
            Column::words(say("twin-col-counter")),
            Column::figures(say("twin-figure-occupancy")),
            Column::figures(say("twin-col-open")),
            Column::figures(say("twin-col-overtime")),
            Column::figures(say("twin-col-served")),
        ],
        rows: rows.collect(),
        note: None,
    };
    let drawn: Vec<Json> = counters
        .iter()
        .map(|work| {
            let bounds = work.occupancy.as_ref().and_then(interval);
            json!({
                "name": work.id,
                "value": work.occupancy.map_or(0.0, |share| share.mean * 100.0),
                "low": bounds.map(|bounds| bounds.low * 100.0),
                "high": bounds.map(|bounds| bounds.high * 100.0),
                "text": voice.bare(Figure::Occupancy, work.occupancy.map(|share| share.mean)),
                "tone": "accent",
            })
        })
        .collect();
    Part {
        id: "day-counters",
        heading: Some(say("twin-report-counters-heading")),
        charts: vec![Chart {
            id: "counters".to_owned(),
            kind: "whisker",
            label: say("twin-report-counters-label"),
            title: None,
            caption: None,
            data: json!({ "rows": drawn, "axis": "%", "from": 0.0, "to": 100.0 }),
        }],
        tables: vec![table],
        ..Part::default()
    }
}

/// Anchors of the variants that have a picture of their own.
const ANCHORS: [&str; 8] =
    ["variant-1", "variant-2", "variant-3", "variant-4", "variant-5", "variant-6", "variant-7", "variant-8"];

fn variants(found: &Found, voice: &Voice<'_>) -> Section {
    let say = |id: &str| voice.texts.say(id);
    let mut parts = vec![
        differences(found, voice, Figure::MeanWait, "differences-wait", "twin-report-wait-heading"),
        differences(found, voice, Figure::Felt, "differences-felt", "twin-report-felt-heading"),
    ];
    parts.retain(|part| !part.charts.is_empty());
    let own = found.answer.compared.iter().zip(ANCHORS);
    parts.extend(own.map(|(compared, anchor)| variant(found, voice, compared, anchor)));
    Section {
        id: "variants",
        name: say("twin-report-variants-name"),
        question: say("twin-report-variants-question"),
        answer: found.answer.compared.iter().map(|compared| voice.variant(compared)).collect(),
        parts,
        notes: vec![say("twin-report-variants-note")],
    }
}

/// One figure of all variants, as differences to today.
fn differences(found: &Found, voice: &Voice<'_>, figure: Figure, id: &'static str, heading: &str) -> Part {
    let scale = voice.scale(figure);
    let (mut rows, mut drawn) = (Vec::new(), Vec::new());
    for compared in &found.answer.compared {
        let Some(difference) = compared.differences.iter().find(|difference| difference.figure == figure)
        else {
            continue;
        };
        let paired = &difference.paired;
        let finite = paired.low.is_finite() && paired.high.is_finite();
        let bounds = finite.then_some(Interval { low: paired.low * scale, high: paired.high * scale });
        let text = voice.difference(figure, paired);
        rows.push(Row::new(
            compared.name.clone(),
            vec![
                cell(voice, figure, Some(paired.today)),
                cell(voice, figure, Some(paired.variant)),
                Cell::figure(text.clone(), paired.difference * scale).with(bounds),
                Cell::words(voice.verdict(paired.verdict)),
            ],
        ));
        let tone = match paired.verdict {
            Verdict::Better => "good",
            Verdict::Worse => "bad",
            Verdict::Different | Verdict::NoRealDifference => "none",
        };
        drawn.push(json!({
            "name": compared.name,
            "value": paired.difference * scale,
            "low": bounds.map(|bounds| bounds.low),
            "high": bounds.map(|bounds| bounds.high),
            "text": text,
            "tone": tone,
        }));
    }
    if rows.is_empty() {
        return Part { id, ..Part::default() };
    }
    let say = |id: &str| voice.texts.say(id);
    let axis = if figure == Figure::Felt { say("twin-report-points-axis") } else { voice.unit() };
    let table = Table {
        id: format!("table-{id}"),
        caption: say(heading),
        columns: vec![
            Column::words(say("twin-col-variant")),
            Column::figures(say("twin-col-today")),
            Column::figures(say("twin-col-changed")),
            Column::figures(say("twin-col-difference")),
            Column::words(say("twin-col-verdict")),
        ],
        rows,
        note: None,
    };
    Part {
        id,
        heading: Some(say(heading)),
        charts: vec![Chart {
            id: id.to_owned(),
            kind: "whisker",
            label: say(heading),
            title: None,
            caption: None,
            data: json!({ "rows": drawn, "axis": axis }),
        }],
        legend: vec![
            Legend::new("dot", say("twin-report-legend-difference")),
            Legend::new("hollow", say("twin-report-legend-none")),
        ],
        tables: vec![table],
        ..Part::default()
    }
}

/// A variant's day beside today's, and all its figures.
fn variant(found: &Found, voice: &Voice<'_>, compared: &Compared, anchor: &'static str) -> Part {
    let say = |id: &str| voice.texts.say(id);
    let scale = voice.scale(Figure::MeanWait);
    let of = |runs| -> Vec<QuarterMean> { found.quarters(runs).into_iter().take(DRAWN).collect() };
    let (today, changed) = (of(&compared.against), of(&compared.runs));
    // both on the same quarters, though one may open earlier or be empty sooner
    let mut all: Vec<i64> = today.iter().chain(&changed).map(|quarter| quarter.from_us).collect();
    all.sort_unstable();
    all.dedup();
    let at = |quarters: &[QuarterMean], from_us: i64| {
        quarters.iter().find(|quarter| quarter.from_us == from_us).and_then(|quarter| quarter.wait_s)
    };
    let clocks: Vec<String> = all.iter().map(|from_us| show_clock(from_us / 1_000_000)).collect();
    let line = |runs: &Runs, quarters: &[QuarterMean]| -> Vec<Json> {
        let bands = found.spread(runs, waited);
        let one = |from_us: &i64| {
            let place = quarters.iter().position(|quarter| quarter.from_us == *from_us);
            place.map_or(Json::Null, |place| point(quarters[place].wait_s, bands[place], scale))
        };
        all.iter().map(one).collect()
    };
    let rows = all.iter().zip(&clocks).map(|(from_us, clock)| {
        let cells = vec![
            cell(voice, Figure::MeanWait, at(&today, *from_us)),
            cell(voice, Figure::MeanWait, at(&changed, *from_us)),
        ];
        Row::new(clock.clone(), cells)
    });
    let course_table = Table {
        id: format!("table-{anchor}"),
        caption: say("twin-report-course-caption"),
        columns: vec![
            Column::words(say("twin-col-from")),
            Column::figures(say("twin-col-today")),
            Column::figures(say("twin-col-changed")),
        ],
        rows: rows.collect(),
        note: None,
    };
    let figures = compared.differences.iter().map(|difference| {
        let (figure, paired) = (difference.figure, &difference.paired);
        let cells = vec![
            cell(voice, figure, Some(paired.today)),
            cell(voice, figure, Some(paired.variant)),
            Cell::figure(voice.difference(figure, paired), paired.difference * voice.scale(figure)),
            Cell::words(voice.verdict(paired.verdict)),
        ];
        Row::new(voice.name(figure), cells)
    });
    let figures = Table {
        id: format!("table-{anchor}-figures"),
        caption: compared.name.clone(),
        columns: vec![
            Column::words(say("twin-col-figure")),
            Column::figures(say("twin-col-today")),
            Column::figures(say("twin-col-changed")),
            Column::figures(say("twin-col-difference")),
            Column::words(say("twin-col-verdict")),
        ],
        rows: figures.collect(),
        note: None,
    };
    let lines = vec![line(&compared.runs, &changed), line(&compared.against, &today)];
    let label = say("twin-report-course-label");
    Part {
        id: anchor,
        heading: Some(compared.name.clone()),
        intro: Some(voice.variant(compared)),
        charts: vec![course(anchor, label, &course_table.id, voice.unit(), &clocks, lines)],
        legend: vec![
            Legend::new("course", say("twin-col-changed")),
            Legend::new("course-band", say("twin-report-legend-band")),
            Legend::new("course-other", say("twin-col-today")),
        ],
        tables: vec![course_table, figures],
        ..Part::default()
    }
}

fn purposes(found: &Found, voice: &Voice<'_>) -> Section {
    let say = |id: &str| voice.texts.say(id);
    let figures = of_purposes(found);
    let mut columns = vec![Column::words(say("twin-col-purpose")), Column::figures(say("twin-col-arrivals"))];
    columns.extend(figures.iter().map(|figure| Column::figures(voice.name(*figure))));
    let rows = (0..).zip(&found.built.purposes).map(|(place, id)| {
        let mut cells = vec![plain(found.arrivals(place))];
        let told = |figure: &Figure| cell(voice, *figure, found.today(*figure, Some(place)));
        cells.extend(figures.iter().map(told));
        Row::new(id.clone(), cells)
    });
    let table = Table {
        id: "table-purposes".to_owned(),
        caption: say("twin-report-purposes-caption"),
        columns,
        rows: rows.collect(),
        note: None,
    };
    Section {
        id: "purposes",
        name: say("twin-report-purposes-name"),
        question: say("twin-report-purposes-question"),
        answer: Vec::new(),
        parts: vec![Part { id: "purposes-table", tables: vec![table], ..Part::default() }],
        notes: Vec::new(),
    }
}

fn method(found: &Found, voice: &Voice<'_>) -> Section {
    let say = |id: &str| voice.texts.say(id);
    let mut answer = vec![say("twin-report-method-days"), say("twin-report-method-pairs")];
    let scored = match found.scored_by {
        Some("peak_end") => "twin-report-method-peak-end",
        Some("mean") => "twin-report-method-mean",
        _ => "twin-report-method-expected",
    };
    answer.push(say(scored));
    Section {
        id: "method",
        name: say("twin-report-method-name"),
        question: say("twin-report-method-question"),
        answer,
        parts: Vec::new(),
        notes: vec![say("twin-report-method-note")],
    }
}
