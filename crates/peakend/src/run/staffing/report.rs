//! The report of a plan: the day as a picture, what each step needs, and what simulated days say of it.

use super::day::Day;
use super::words::percent;
use crate::Error;
use crate::ui::figure;
use crate::ui::report::{Cell, Chart, Column, Legend, Part, Report, Row, Section, Table};
use crate::ui::span::span;
use crate::ui::text::Texts;
use experience::Interval;
use flow::staffing::{Line, Planned};
use serde_json::json;

/// The page.
///
/// # Errors
/// The template cannot be written, which would be a fault of ours.
pub(super) fn render(day: &Day, file: &str, texts: &Texts) -> Result<String, Error> {
    report(day, file, texts).render(texts).map_err(|error| Error::Internal(error.to_string()))
}

fn report(day: &Day, file: &str, texts: &Texts) -> Report {
    let say = |id: &str| texts.say(id);
    let heads = ["staffing-report-head-needs", "staffing-report-head-alone", "staffing-report-head-else"];
    let mut said = day.sentences(texts).into_iter();
    let mut sentences: Vec<(String, String)> =
        heads.iter().zip(said.by_ref()).map(|(id, text)| (say(id), text)).collect();
    if let Some(last) = sentences.last_mut() {
        last.1 = std::iter::once(last.1.clone()).chain(said).collect::<Vec<_>>().join(" ");
    }
    let mut sections = vec![counters(day, texts)];
    if day.arrivals.purposes.len() > 1 {
        sections.push(purposes(day, texts));
    }
    sections.push(notes(texts));
    Report {
        title: texts.say_with("staffing-report-title", &[("file", file.into())]),
        kicker: say("staffing-report-kicker"),
        heading: say("staffing-report-heading"),
        subtitle: file.to_owned(),
        sentences,
        facts_name: say("staffing-report-facts"),
        facts: facts(day, texts),
        sections,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn facts(day: &Day, texts: &Texts) -> Vec<(String, String)> {
    let arrivals: f64 =
        day.arrivals.courses.iter().flat_map(|course| &course.steps).map(|step| step.arrivals).sum();
    let pairs = [
        ("staffing-fact-arrivals", figure::decimal(arrivals, 1)),
        ("staffing-fact-steps", figure::count(day.steps() as u64)),
        ("staffing-fact-step", span(day.arrivals.step_s, texts)),
        ("staffing-fact-purposes", figure::count(day.arrivals.purposes.len() as u64)),
        ("staffing-fact-busy", percent(day.terms.most_busy, texts)),
        ("staffing-fact-days", figure::count(u64::from(day.days))),
    ];
    pairs.into_iter().map(|(id, value)| (texts.say(id), value)).collect()
}

/// The day: work, counters, and what each step alone would ask for.
fn counters(day: &Day, texts: &Texts) -> Section {
    let say = |id: &str| texts.say(id);
    let sum = |step: usize, of: &dyn Fn(&Planned) -> f64| -> f64 { day.planned(step).map(of).sum() };
    let (mut steps, mut rows) = (Vec::new(), Vec::new());
    for (step, start) in day.arrivals.starts.iter().enumerate() {
        let work = sum(step, &|planned| planned.work.most);
        let alone = sum(step, &|planned| f64::from(planned.alone.whole));
        let whole = f64::from(day.counters(step));
        steps.push(json!({
            "expected": sum(step, &|planned| planned.need.fractional), "low": work, "high": whole, "baseline": alone,
            "clock": clock(start), "row": step,
        }));
        let figure = |value: f64, digits| Cell::figure(figure::decimal(value, digits), value);
        let measure = day.measure(step);
        let busiest = day.planned(step).filter_map(Planned::line).map(Line::occupancy).reduce(f64::max);
        let share = |value: Option<f64>| match value {
            Some(value) => Cell::figure(percent(value, texts), value),
            None => Cell::words(figure::NONE.to_owned()),
        };
        let mut cells = vec![
            figure(work, 1),
            figure(whole, 0),
            figure(sum(step, &|planned| planned.need.fractional), 2),
            figure(alone, 0),
            share(busiest),
            match measure {
                Some(value) => Cell::figure(day.show_measure(value, texts), value),
                None => Cell::words(figure::NONE.to_owned()),
            },
        ];
        if !day.checked.is_empty() {
            cells.extend([false, true].map(|after| {
                let seen = day.seen(step, after);
                let cell = Cell::words(day.show_seen(seen, texts));
                cell.with(seen.map(|seen| Interval { low: seen.low, high: seen.high }))
            }));
        }
        rows.push(Row::new(start.clone(), cells));
    }
    let mut columns = vec![
        Column::words(say("staffing-head-start")),
        Column::figures(say("staffing-head-work")),
        Column::figures(say("staffing-head-counters")),
        Column::figures(say("staffing-head-fractional")),
        Column::figures(say("staffing-head-alone")),
        Column::figures(say("staffing-head-busy")),
        Column::figures(day.measure_head(texts)),
    ];
    if !day.checked.is_empty() {
        columns
            .extend(["staffing-head-seen-before", "staffing-head-seen"].map(|id| Column::figures(say(id))));
    }
    let last = steps.len().saturating_sub(1);
    let chart = Chart {
        id: "counters".to_owned(),
        kind: "band",
        label: say("staffing-report-label"),
        title: None,
        caption: None,
        data: json!({
            "steps": steps, "days": [{ "name": "", "from": 0, "to": last }], "axis": say("staffing-head-counters"),
        }),
    };
    let legend = [
        ("expected", "staffing-legend-exactly"),
        ("band", "staffing-legend-band"),
        ("baseline", "staffing-legend-alone"),
    ];
    Section {
        id: "counters",
        name: say("staffing-head-counters"),
        question: say("staffing-report-question"),
        answer: vec![say("staffing-report-answer")],
        parts: vec![Part {
            id: "day",
            charts: vec![chart],
            legend: legend.into_iter().map(|(sign, id)| Legend::new(sign, say(id))).collect(),
            tables: vec![Table {
                id: "table-day".to_owned(),
                caption: say("staffing-report-label"),
                columns,
                rows,
                note: None,
            }],
            ..Part::default()
        }],
        notes: Vec::new(),
    }
}

/// Each purpose by itself, and those that share counters.
fn purposes(day: &Day, texts: &Texts) -> Section {
    let say = |id: &str| texts.say(id);
    let mut columns = vec![Column::words(say("staffing-head-start"))];
    columns.extend(day.arrivals.purposes.iter().map(|name| Column::figures(name.clone())));
    for group in &day.groups {
        columns.push(Column::figures_in(day.name(group), say("staffing-head-together")));
        columns.push(Column::figures(say("staffing-head-generalists")));
    }
    let count = |value: u32| Cell::figure(value.to_string(), f64::from(value));
    let row = |(step, start): (usize, &String)| {
        let apart = day.apart.iter().map(|steps| count(steps[step].need.whole));
        let together = day.groups.iter().flat_map(|group| {
            let sharing = &group.steps[step];
            [count(sharing.pooled.need.whole), count(sharing.generalists)]
        });
        Row::new(start.clone(), apart.chain(together).collect())
    };
    Section {
        id: "purposes",
        name: say("staffing-report-purposes"),
        question: say("staffing-report-purposes-question"),
        answer: vec![say("staffing-report-purposes-answer")],
        parts: vec![Part {
            id: "shared",
            tables: vec![Table {
                id: "table-shared".to_owned(),
                caption: say("staffing-report-purposes"),
                columns,
                rows: day.arrivals.starts.iter().enumerate().map(row).collect(),
                note: None,
            }],
            ..Part::default()
        }],
        notes: Vec::new(),
    }
}

fn notes(texts: &Texts) -> Section {
    let ids =
        ["staffing-report-note-work", "staffing-report-note-formulas", "staffing-report-note-simulated"];
    Section {
        id: "method",
        name: texts.say("staffing-report-method"),
        question: texts.say("staffing-report-method-question"),
        answer: ids.into_iter().map(|id| texts.say(id)).collect(),
        parts: Vec::new(),
        notes: Vec::new(),
    }
}

/// The time of day in a start, as the picture wants it: `08:15`.
fn clock(start: &str) -> String {
    let time = start.rsplit(['T', ' ']).next().unwrap_or(start);
    let time = if time.find(':') == Some(1) { format!("0{time}") } else { time.to_owned() };
    time.chars().take(5).collect()
}
