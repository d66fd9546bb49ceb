//! The report: the coming days with their band beside the plain forecast, the effects found, what such forecasts were worth.

use super::book::What;
use super::calendar::date_of;
use super::network::{Score, Sums, Told};
use super::notes::name;
use super::show::{Shown, WEEKDAYS, bounds, open_steps};
use crate::Error;
use crate::ui::figure;
use crate::ui::report::{Cell, Chart, Column, Finding, Legend, Part, Report, Row, Section, Table};
use experience::Interval;
use flow::forecast::{Factor, Forecast, Standing};
use serde_json::{Value as Json, json};

/// Series that have a picture each, the largest.
const DRAWN: usize = 4;
/// Anchors of their parts.
const ANCHORS: [&str; DRAWN] = ["ahead-1", "ahead-2", "ahead-3", "ahead-4"];
/// Days that fit into a picture.
const DAYS: usize = 7;
/// Series in the table of scores.
const LISTED: usize = 200;

/// The page.
///
/// # Errors
/// When the template cannot be written, which would be a fault of ours.
pub(super) fn render(shown: &Shown<'_>, file: &str) -> Result<String, Error> {
    let page = report(shown, file).render(shown.texts);
    page.map_err(|error| Error::Internal(error.to_string()))
}

fn report(shown: &Shown<'_>, file: &str) -> Report {
    let texts = shown.texts;
    let say = |id: &str| texts.say(id);
    let mut largest: Vec<(&Told, &Forecast)> = shown.forecasts().collect();
    largest.sort_by(|a, b| sum(b.1).total_cmp(&sum(a.1)));
    let score = shown.network.score.as_ref();
    let worth = score.map_or_else(|| say("forecast-no-trial"), |score| shown.worth(score));
    let first = largest.first();
    let sentences = vec![
        (say("forecast-report-head-ahead"), first.map_or_else(String::new, |of| ahead_sentence(shown, of))),
        (
            say("forecast-report-head-effects"),
            first.map_or_else(String::new, |of| effects_sentence(shown, of)),
        ),
        (say("forecast-report-head-worth"), worth.clone()),
    ];
    let sections = vec![ahead(shown, &largest), effects(shown, first), scores(shown, worth), notes(shown)];
    Report {
        title: texts.with("forecast-report-title", "file", file),
        kicker: say("forecast-report-kicker"),
        heading: say("forecast-report-heading"),
        subtitle: file.to_owned(),
        sentences,
        facts_name: say("forecast-report-facts"),
        facts: facts(shown),
        sections,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn sum(forecast: &Forecast) -> f64 {
    forecast.days.iter().map(|day| day.total.expected).sum()
}

fn facts(shown: &Shown<'_>) -> Vec<(String, String)> {
    let period = shown.read.book.span().map_or_else(String::new, |(first, last)| format!("{first} – {last}"));
    let told = &shown.network.told;
    let pairs = [
        ("forecast-fact-rows", figure::count(shown.read.rows)),
        ("forecast-fact-rejected", figure::count(shown.read.rejects.total())),
        ("forecast-fact-period", period),
        ("forecast-fact-series", figure::count(told.len() as u64)),
        ("forecast-fact-forecast", figure::count(shown.forecasts().count() as u64)),
        (
            "forecast-fact-step",
            shown.texts.with("forecast-minutes", "minutes", shown.read.book.step.minutes()),
        ),
    ];
    pairs.into_iter().map(|(id, value)| (shown.texts.say(id), value)).collect()
}

/// The first day that is forecast, in one sentence.
fn ahead_sentence(shown: &Shown<'_>, (told, forecast): &(&Told, &Forecast)) -> String {
    let Some(day) = forecast.days.iter().find(|day| day.standing == Standing::Forecast) else {
        return shown.texts.say("forecast-report-all-closed");
    };
    let per_day = shown.per_day(day);
    let id = match shown.read.book.what {
        What::Arrivals => "forecast-report-ahead",
        What::Waiting => "forecast-report-ahead-waiting",
    };
    shown.texts.say_with(
        id,
        &[
            ("series", name(&told.hall, &told.purpose, shown.texts).into()),
            ("date", shown.date(day).into()),
            ("expected", shown.number(per_day.expected).into()),
            ("low", shown.number(per_day.low).into()),
            ("high", shown.number(per_day.high).into()),
            ("baseline", shown.number(per_day.baseline).into()),
            ("busiest", shown.busiest(day).into()),
        ],
    )
}

/// The effect that is furthest from none, of those that are sure.
fn effects_sentence(shown: &Shown<'_>, (_, forecast): &(&Told, &Forecast)) -> String {
    let all = rows(shown, forecast);
    let sure = all.iter().filter(|(_, factor)| {
        let (low, high) = bounds(factor);
        low > 1.0 || high < 1.0
    });
    let strongest = sure.max_by(|a, b| a.1.times.ln().abs().total_cmp(&b.1.times.ln().abs()));
    let day_to_day = figure::percent(forecast.effects.day_sd.exp_m1(), 0, shown.texts.language());
    match strongest {
        Some((name, factor)) => shown.texts.say_with(
            "forecast-report-effect",
            &[
                ("name", name.as_str().into()),
                ("times", figure::decimal(factor.times, 2).into()),
                ("days", factor.days.into()),
                ("day", day_to_day.into()),
            ],
        ),
        None => shown.texts.with("forecast-report-no-effect", "day", day_to_day),
    }
}

fn ahead(shown: &Shown<'_>, largest: &[(&Told, &Forecast)]) -> Section {
    let say = |id: &str| shown.texts.say(id);
    let parts = largest.iter().zip(ANCHORS).enumerate();
    Section {
        id: "ahead",
        name: say("forecast-report-ahead-name"),
        question: say("forecast-report-ahead-question"),
        answer: vec![say("forecast-report-ahead-answer")],
        parts: parts.map(|(at, (of, anchor))| picture(shown, of, anchor, at == 0)).collect(),
        notes: vec![say("forecast-report-ahead-note")],
    }
}

/// The steps of a series as a band, and the table behind.
fn picture(
    shown: &Shown<'_>,
    (told, forecast): &(&Told, &Forecast),
    anchor: &'static str,
    first: bool,
) -> Part {
    let texts = shown.texts;
    let say = |id: &str| texts.say(id);
    let open = open_steps(forecast);
    let (mut steps, mut days, mut table): (Vec<Json>, Vec<Json>, Vec<Row>) =
        (Vec::new(), Vec::new(), Vec::new());
    for day in forecast.days.iter().filter(|day| day.standing == Standing::Forecast).take(DAYS) {
        if !steps.is_empty() {
            steps.push(Json::Null);
        }
        let from = steps.len();
        for at in open.clone() {
            let step = &day.steps[at];
            let clock = shown.clock(at);
            steps.push(json!({
                "expected": step.expected, "low": step.low, "high": step.high, "baseline": step.baseline,
                "clock": clock, "row": table.len(),
            }));
            let figure = |value: f64| Cell::figure(figure::decimal(value, 1), value);
            let interval =
                figure::range(step.low, step.high, texts.language(), |value| figure::decimal(value, 1));
            let interval = Cell::words(interval).with(Some(Interval { low: step.low, high: step.high }));
            let cells = vec![figure(step.expected), interval, figure(step.baseline)];
            table.push(Row::new(format!("{} {clock}", date_of(day.day.number)), cells));
        }
        days.push(json!({ "name": shown.date(day), "from": from, "to": steps.len() - 1 }));
    }
    let title = name(&told.hall, &told.purpose, texts);
    let axis = texts.with(
        match shown.read.book.what {
            What::Arrivals => "forecast-axis-arrivals",
            What::Waiting => "forecast-axis-waiting",
        },
        "minutes",
        shown.read.book.step.minutes(),
    );
    let chart = Chart {
        id: anchor.to_owned(),
        kind: "band",
        label: texts.with("forecast-report-label", "series", &title),
        title: None,
        caption: None,
        data: json!({ "steps": steps, "days": days, "axis": axis }),
    };
    let legend = [
        ("expected", "forecast-legend-expected"),
        ("band", "forecast-legend-band"),
        ("baseline", "forecast-legend-baseline"),
    ];
    Part {
        id: anchor,
        heading: Some(title.clone()),
        charts: if table.is_empty() { Vec::new() } else { vec![chart] },
        legend: match first {
            true => legend.into_iter().map(|(sign, id)| Legend::new(sign, say(id))).collect(),
            false => Vec::new(),
        },
        tables: vec![Table {
            id: format!("table-{anchor}"),
            caption: title,
            columns: vec![
                Column::words(say("forecast-head-time")),
                Column::figures_in(say("forecast-head-expected"), axis),
                Column::figures(say("forecast-head-interval")),
                Column::figures(say("forecast-head-baseline")),
            ],
            rows: table,
            note: None,
        }],
        ..Part::default()
    }
}

/// The effects of a series by their names.
fn rows(shown: &Shown<'_>, forecast: &Forecast) -> Vec<(String, Factor)> {
    let effects = &forecast.effects;
    let weekdays = effects
        .weekdays
        .iter()
        .zip(WEEKDAYS)
        .filter_map(|(factor, id)| Some((shown.texts.say(id), (*factor)?)));
    let calendar = [
        ("forecast-effect-holiday", effects.holiday),
        ("forecast-effect-eve", effects.eve),
        ("forecast-effect-morrow", effects.morrow),
        ("forecast-effect-pay-day", effects.pay_day),
        ("forecast-effect-month-end", effects.month_end),
    ];
    let calendar = calendar.into_iter().filter(|(_, factor)| factor.days > 0);
    weekdays.chain(calendar.map(|(id, factor)| (shown.texts.say(id), factor))).collect()
}

fn effects(shown: &Shown<'_>, largest: Option<&(&Told, &Forecast)>) -> Section {
    let say = |id: &str| shown.texts.say(id);
    let answer = largest.map(|of| effects_sentence(shown, of));
    let part = largest.map(|(told, forecast)| {
        let all = rows(shown, forecast);
        let shown_factor = |factor: &Factor| {
            let (low, high) = bounds(factor);
            figure::with_interval(
                factor.times,
                Some(Interval { low, high }),
                shown.texts.language(),
                |value| figure::decimal(value, 2),
            )
        };
        let drawn: Vec<Json> = all
            .iter()
            .map(|(name, factor)| {
                let (low, high) = bounds(factor);
                let percent = |times: f64| 100.0 * (times - 1.0);
                json!({
                    "name": name, "value": percent(factor.times), "low": percent(low), "high": percent(high),
                    "text": format!("×{}", figure::decimal(factor.times, 2)),
                })
            })
            .collect();
        let row = |(name, factor): &(String, Factor)| {
            let (low, high) = bounds(factor);
            let times = Cell::figure(shown_factor(factor), factor.times).with(Some(Interval { low, high }));
            Row::new(name.clone(), vec![times, Cell::figure(factor.days.to_string(), factor.days as f64)])
                .few(factor.days < 4)
        };
        Part {
            id: "effects-all",
            heading: Some(name(&told.hall, &told.purpose, shown.texts)),
            charts: vec![Chart {
                id: "effects".to_owned(),
                kind: "weights",
                label: say("forecast-effects-label"),
                title: None,
                caption: None,
                data: json!({ "rows": drawn, "axis": say("forecast-effects-axis") }),
            }],
            tables: vec![Table {
                id: "table-effects".to_owned(),
                caption: say("forecast-effects-caption"),
                columns: vec![
                    Column::words(say("forecast-head-effect")),
                    Column::figures(say("forecast-head-times")),
                    Column::figures(say("forecast-head-days")),
                ],
                rows: all.iter().map(row).collect(),
                note: None,
            }],
            ..Part::default()
        }
    });
    Section {
        id: "effects",
        name: say("forecast-effects-name"),
        question: say("forecast-effects-question"),
        answer: answer.into_iter().collect(),
        parts: part.into_iter().collect(),
        notes: vec![say("forecast-effects-note")],
    }
}

fn scores(shown: &Shown<'_>, worth: String) -> Section {
    let say = |id: &str| shown.texts.say(id);
    let score = shown.network.score.as_ref();
    Section {
        id: "worth",
        name: say("forecast-worth-name"),
        question: say("forecast-worth-question"),
        answer: score.map(|score| shown.made_by(score)).into_iter().chain([worth]).collect(),
        parts: score.map(|score| score_part(shown, score)).into_iter().collect(),
        notes: vec![say("forecast-worth-note")],
    }
}

fn score_part(shown: &Shown<'_>, score: &Score) -> Part {
    let texts = shown.texts;
    let say = |id: &str| texts.say(id);
    let language = texts.language();
    let share = |value: f64| Cell::figure(figure::percent(value, 1, language), value);
    let method = |(id, sums): (&str, &Sums)| {
        let number = |value: f64| Cell::figure(figure::significant(value), value);
        Row::new(
            say(id),
            vec![share(sums.wape()), number(sums.mae()), number(sums.rmse()), share(sums.covered())],
        )
    };
    let [model, median, mean] = &score.of;
    let rows = [
        ("forecast-method-model", model),
        ("forecast-method-median", median),
        ("forecast-method-mean", mean),
        ("forecast-method-used", &score.used),
    ];
    let by_series = shown.forecasts().filter_map(|(told, forecast)| {
        let trial = forecast.trial.as_ref()?;
        let cells = trial.scores.iter().map(|score| share(score.wape)).collect();
        Some(Row::new(name(&told.hall, &told.purpose, texts), cells).few(forecast.known_days < 28))
    });
    let together = Table {
        id: "table-worth".to_owned(),
        caption: say("forecast-worth-caption"),
        columns: vec![
            Column::words(say("forecast-head-method")),
            Column::figures(say("forecast-head-wape")),
            Column::figures(say("forecast-head-mae")),
            Column::figures(say("forecast-head-rmse")),
            Column::figures(say("forecast-head-covered")),
        ],
        rows: rows.into_iter().map(method).collect(),
        note: None,
    };
    let each = Table {
        id: "table-worth-series".to_owned(),
        caption: say("forecast-worth-series"),
        columns: vec![
            Column::words(say("forecast-head-series")),
            Column::figures(say("forecast-method-model")),
            Column::figures(say("forecast-method-median")),
            Column::figures(say("forecast-method-mean")),
        ],
        rows: by_series.take(LISTED).collect(),
        note: None,
    };
    let tables = if each.rows.len() > 1 { vec![together, each] } else { vec![together] };
    Part { id: "worth-all", tables, ..Part::default() }
}

fn notes(shown: &Shown<'_>) -> Section {
    let say = |id: &str| shown.texts.say(id);
    let finding = |what: &String| Finding { tone: "plain", name: String::new(), what: what.clone() };
    let nothing = shown.notes.is_empty().then(|| say("forecast-notes-none"));
    Section {
        id: "notes",
        name: say("forecast-notes-name"),
        question: say("forecast-notes-question"),
        answer: nothing.into_iter().collect(),
        parts: vec![Part {
            id: "notes-all",
            findings: shown.notes.iter().map(finding).collect(),
            ..Part::default()
        }],
        notes: Vec::new(),
    }
}
