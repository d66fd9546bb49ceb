//! The report: whether to trust the twin, held-out days, patience, services, when people come.

use super::show::{Shown, WEEKDAYS, compared};
use crate::Error;
use crate::ui::figure;
use crate::ui::report::{Cell, Chart, Column, Finding, Legend, Part, Report, Row, Section, Table};
use experience::Interval;
use flow::learn::card::Compared;
use flow::learn::fit::Fit;
use serde_json::{Value as Json, json};

/// Purposes that have a picture each, those with the most services.
const DRAWN: usize = 3;
/// At most so many points of a picture have names.
const NAMED: usize = 14;
/// Lengths of a step of the curve of patience, in seconds.
const STEPS_S: [f64; 5] = [1.0, 2.0, 6.0, 12.0, 30.0];
/// Anchors of their parts.
const SERVICES: [&str; DRAWN] = ["service-1", "service-2", "service-3"];

/// The page.
///
/// # Errors
/// When the template cannot be written, which would be a fault of ours.
pub(super) fn render(shown: &Shown<'_>, file: &str) -> Result<String, Error> {
    let say = |id: &str| shown.say(id);
    let facts = [
        ("calibrate-fact-services", figure::count(shown.log.seen.len() as u64)),
        ("calibrate-fact-days", figure::count(shown.learnt.days.len() as u64)),
        ("calibrate-fact-held", figure::count(shown.card.days.len() as u64)),
        ("calibrate-fact-rejected", figure::count(shown.read.rejects.total())),
        ("calibrate-fact-odd", figure::count(shown.log.oddities.len() as u64)),
    ];
    let report = Report {
        title: shown.texts.with("calibrate-report-title", "file", file),
        kicker: say("calibrate-report-kicker"),
        heading: say("calibrate-report-heading"),
        subtitle: file.to_owned(),
        sentences: vec![
            (say("calibrate-head-trust"), shown.verdict()),
            (say("calibrate-head-patience"), shown.patience()),
            (say("calibrate-head-habits"), shown.habits()),
        ],
        facts_name: say("calibrate-report-facts"),
        facts: facts.into_iter().map(|(id, value)| (say(id), value)).collect(),
        sections: vec![held_out(shown), patience(shown), services(shown), arrivals(shown), notes(shown)],
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    report.render(shown.texts).map_err(|error| Error::Internal(error.to_string()))
}

/// A point of a band: what is expected, its interval, and the second line.
struct Point {
    head: String,
    /// What stands beneath the axis where it ends in `:00`.
    clock: String,
    expected: f64,
    interval: [f64; 2],
    beside: f64,
}

/// A picture of a band, and its table.
fn band(
    shown: &Shown<'_>,
    id: &'static str,
    title: String,
    points: &[Point],
    heads: [&str; 4],
    axis: &str,
    show: &dyn Fn(f64) -> String,
) -> Part {
    let steps: Vec<Json> = points
        .iter()
        .enumerate()
        .map(|(row, point)| {
            json!({ "expected": point.expected, "low": point.interval[0], "high": point.interval[1],
                    "baseline": point.beside, "clock": point.clock, "row": row })
        })
        .collect();
    // a few points have each their name beneath the axis
    let apart = points.len() <= NAMED;
    let days: Vec<Json> = if apart {
        let named = points.iter().enumerate();
        named.map(|(at, point)| json!({ "name": point.head, "from": at, "to": at })).collect()
    } else {
        vec![json!({ "name": shown.say(heads[0]), "from": 0, "to": steps.len().saturating_sub(1) })]
    };
    let rows = points.iter().map(|point| {
        let [low, high] = point.interval;
        let interval = Cell::words(figure::range(low, high, shown.texts.language(), show))
            .with(Some(Interval { low, high }));
        let figure = |value: f64| Cell::figure(show(value), value);
        Row::new(point.head.clone(), vec![figure(point.expected), interval, figure(point.beside)])
    });
    let chart = Chart {
        id: id.to_owned(),
        kind: "band",
        label: title.clone(),
        title: None,
        caption: None,
        data: json!({ "steps": steps, "days": days, "axis": axis, "apart": apart }),
    };
    let beside = if apart { "first" } else { "baseline" };
    let legend = [("expected", heads[1]), ("band", heads[2]), (beside, heads[3])];
    Part {
        id,
        heading: Some(title.clone()),
        charts: if points.is_empty() { Vec::new() } else { vec![chart] },
        legend: legend.into_iter().map(|(sign, id)| Legend::new(sign, shown.say(id))).collect(),
        tables: vec![Table {
            id: format!("table-{id}"),
            caption: title,
            columns: vec![
                Column::words(shown.say(heads[0])),
                Column::figures_in(shown.say(heads[1]), axis.to_owned()),
                Column::figures(shown.say(heads[2])),
                Column::figures(shown.say(heads[3])),
            ],
            rows: rows.collect(),
            note: None,
        }],
        ..Part::default()
    }
}

fn held_out(shown: &Shown<'_>) -> Section {
    let say = |id: &str| shown.say(id);
    let ids = ["held-mean", "held-ninth", "held-left"];
    let mut parts: Vec<Part> = Compared::ALL
        .into_iter()
        .zip(ids)
        .map(|(of, id)| {
            let (scale, axis) = match of {
                Compared::Left => (100.0, say("calibrate-axis-percent")),
                _ => (1.0, say("calibrate-axis-seconds")),
            };
            let points: Vec<Point> = shown
                .card
                .days
                .iter()
                .map(|day| {
                    let held = &day.held[of as usize];
                    Point {
                        head: shown.date(day.day),
                        clock: String::new(),
                        expected: held.expected * scale,
                        interval: [held.low * scale, held.high * scale],
                        beside: held.real * scale,
                    }
                })
                .collect();
            let heads =
                ["calibrate-head-day", "calibrate-simulated", "calibrate-head-interval", "calibrate-real"];
            let mut part =
                band(shown, id, say(compared(of)), &points, heads, &axis, &|v| figure::decimal(v, 1));
            part.intro = Some(shown.held(of));
            part
        })
        .collect();
    let findings: Vec<Finding> = shown
        .card
        .reasons
        .iter()
        .map(|reason| Finding { tone: "bad", name: say("calibrate-reason"), what: shown.reason(reason) })
        .collect();
    if !findings.is_empty() {
        parts.insert(0, Part { id: "reasons", findings, ..Part::default() });
    }
    Section {
        id: "held-out",
        name: say("calibrate-section-held"),
        question: say("calibrate-question-held"),
        answer: vec![shown.verdict()],
        parts,
        notes: vec![say("calibrate-note-held")],
    }
}

fn patience(shown: &Shown<'_>) -> Section {
    let say = |id: &str| shown.say(id);
    let parts = shown.learnt.patience.as_ref().filter(|curve| curve.left() > 0).map(|curve| {
        let waits = flow::learn::waits(shown.log, None);
        let fits = flow::learn::fit::patience(&waits, curve);
        let law = fits.first().map(|fit| fit.law.clone());
        let up_to_s = curve.known_up_to_s().unwrap_or(0.0).min(1_800.0);
        let step_s = STEPS_S.into_iter().find(|step_s| step_s * 60.0 >= up_to_s).unwrap_or(30.0);
        let points: Vec<Point> = (0..=60)
            .map(|step| (step, f64::from(step) * step_s))
            .filter(|(_, s)| *s <= up_to_s)
            .map(|(step, s)| {
                let share = 100.0 * curve.survival(s);
                let interval = curve.interval(s).unwrap_or([curve.survival(s); 2]);
                let head = figure::decimal(s, 0);
                Point {
                    clock: if step % 10 == 0 { head.clone() } else { String::new() },
                    head,
                    expected: share,
                    interval: interval.map(|share| 100.0 * share),
                    beside: law.as_ref().map_or(share, |law| 100.0 * law.survival(s)),
                }
            })
            .collect();
        let heads =
            ["calibrate-waited-s", "calibrate-still", "calibrate-head-interval95", "calibrate-smooth"];
        let axis = say("calibrate-axis-percent");
        let mut part =
            band(shown, "patience-curve", say("calibrate-section-patience"), &points, heads, &axis, &|v| {
                figure::decimal(v, 1)
            });
        part.intro = Some(shown.texts.with("calibrate-patience-fit", "fit", shown.fit(&fits)));
        part
    });
    Section {
        id: "patience",
        name: say("calibrate-section-patience"),
        question: say("calibrate-question-patience"),
        answer: vec![shown.patience()],
        parts: parts.into_iter().collect(),
        notes: vec![say("calibrate-note-patience")],
    }
}

fn services(shown: &Shown<'_>) -> Section {
    let say = |id: &str| shown.say(id);
    let mut largest: Vec<usize> = (0..shown.learnt.services.len()).collect();
    largest.sort_by_key(|at| std::cmp::Reverse(shown.learnt.services[*at].n));
    let parts = largest.into_iter().zip(SERVICES).filter_map(|(at, id)| {
        let services = &shown.learnt.services[at];
        let best: &Fit = services.fits.first()?;
        let n = services.times_s.len();
        let points: Vec<Point> = (1..60)
            .map(|step| {
                let share = f64::from(step) / 60.0;
                // the binomial interval of a quantile: the times of the ranks around it
                let reach = 1.96 * (share * (1.0 - share) / n as f64).sqrt();
                let time =
                    |share: f64| services.times_s[((n as f64 * share.clamp(0.0, 1.0)) as usize).min(n - 1)];
                let head = figure::percent(share, 0, shown.texts.language());
                Point {
                    clock: if step % 6 == 0 { head.clone() } else { String::new() },
                    head,
                    expected: time(share),
                    interval: [time(share - reach), time(share + reach)],
                    beside: best.law.quantile(share),
                }
            })
            .collect();
        let heads =
            ["calibrate-quickest", "calibrate-takes", "calibrate-head-interval95", "calibrate-smooth"];
        let axis = say("calibrate-axis-seconds");
        let mut part = band(shown, id, shown.purpose(at), &points, heads, &axis, &|v| figure::decimal(v, 0));
        part.intro = Some(shown.texts.with("calibrate-service-fit", "fit", shown.fit(&services.fits)));
        Some(part)
    });
    let parts = parts.collect();
    Section {
        id: "services",
        name: say("calibrate-section-services"),
        question: say("calibrate-question-services"),
        answer: vec![say("calibrate-answer-services")],
        parts,
        notes: vec![say("calibrate-note-services")],
    }
}

fn arrivals(shown: &Shown<'_>) -> Section {
    let say = |id: &str| shown.say(id);
    let learnt = shown.learnt;
    let busiest = (0..7)
        .max_by(|a, b| learnt.arrivals.day_mean[*a].total_cmp(&learnt.arrivals.day_mean[*b]))
        .unwrap_or(0);
    let staff = learnt.staff.iter().rev().find(|staff| flow::learn::weekday(staff.day) == busiest);
    let (first, last) = learnt.arrivals.open_steps(busiest).unwrap_or((0, 0));
    let per_hour = learnt.arrivals.per_hour(busiest);
    let points: Vec<Point> = (first..last)
        .map(|step| {
            let rate: f64 = per_hour.iter().map(|of| of[step]).sum();
            let spread = 1.645 * ((rate / 4.0).sqrt() * 4.0).hypot(rate * learnt.arrivals.day_spread);
            let clock = format!("{:02}:{:02}", step / 4 % 24, step % 4 * 15);
            Point {
                head: clock.clone(),
                clock,
                expected: rate,
                interval: [(rate - spread).max(0.0), rate + spread],
                beside: staff.map_or(0.0, |staff| staff.at_work(step) as f64),
            }
        })
        .collect();
    let heads =
        ["calibrate-time", "calibrate-per-hour", "calibrate-head-interval", "calibrate-people-at-work"];
    let title = say(WEEKDAYS[busiest]);
    let axis = say("calibrate-axis-per-hour");
    Section {
        id: "arrivals",
        name: say("calibrate-section-arrivals"),
        question: say("calibrate-question-arrivals"),
        answer: vec![shown.habits()],
        parts: vec![band(shown, "arrivals-profile", title, &points, heads, &axis, &|v| {
            figure::decimal(v, 0)
        })],
        notes: vec![say("calibrate-note-arrivals")],
    }
}

fn notes(shown: &Shown<'_>) -> Section {
    let say = |id: &str| shown.say(id);
    let notes = shown.notes();
    Section {
        id: "notes",
        name: say("calibrate-section-notes"),
        question: say("calibrate-question-notes"),
        answer: if notes.is_empty() { vec![say("calibrate-nothing-odd")] } else { notes },
        parts: Vec::new(),
        notes: Vec::new(),
    }
}
