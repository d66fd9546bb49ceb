//! The groups as people and programs read them: a table, a sheet, a JSON document.

use super::{Score, Scores};
use crate::design::blueprint::{Blueprint, lang};
use crate::score::tally::{By, Key, Tally, name_of};
use crate::score::yardstick::Yardstick;
use crate::ui::figure;
use crate::ui::output::{Columns, Side};
use crate::ui::text::Texts;
use experience::Interval;
use lake::{Cell, Kind, Names, Scanned, Sheet};

/// Groups shown in a terminal.
const SHOWN: usize = 40;

/// The groups for people.
pub(super) fn table(
    found: &Scores,
    by: &[By],
    scanned: &Scanned<Tally>,
    blueprint: &Blueprint,
    yardstick: &Yardstick,
    texts: &Texts,
) -> String {
    let score = match yardstick {
        Yardstick::PeakEnd => "cli-score-peak-end",
        Yardstick::Mean => "cli-score-mean",
        Yardstick::Expected { .. } => "cli-score-expected",
    };
    let say = |id: &str| texts.say(id);
    let keys = by.iter().map(|by| (say(&format!("cli-by-{}", word(*by))), Side::Left));
    let of_moments = by.iter().any(|by| matches!(by, By::Touchpoint | By::Staff));
    let affect = of_moments.then_some(("cli-head-affect", Side::Right));
    let figures = [
        ("cli-head-score", Side::Right),
        ("cli-head-shrunk", Side::Right),
        ("cli-head-peak-end", Side::Right),
        ("cli-head-best", Side::Right),
        ("cli-head-worst", Side::Right),
        ("cli-head-end", Side::Right),
        ("cli-head-mean", Side::Right),
        ("cli-head-peaks-at", Side::Left),
    ];
    let heads = [("cli-head-visits", Side::Right)].into_iter().chain(affect).chain(figures);
    let mut columns = Columns::new(keys.chain(heads.map(|(id, side)| (say(id), side))));
    let mut groups: Vec<&Score> = found.scores.iter().collect();
    // most visits first; the order of names stays among equals
    groups.sort_by_key(|score| std::cmp::Reverse(score.figures.visits.n));
    let language = texts.language();
    let number = |value: f64| figure::decimal(value, 2);
    let sure = |value: f64, interval: Option<Interval>| {
        let digits = interval.map_or(2, |interval| figure::digits(interval.high - interval.low));
        figure::with_interval(value, interval, language, |value| figure::decimal(value, digits))
    };
    let name = |by: By, key: &Key| {
        let id = name_of(&scanned.names, by, key);
        let known = match by {
            By::Touchpoint => blueprint.touchpoint(&id).map(|known| &known.name),
            By::Purpose => blueprint.purpose(&id).map(|known| &known.name),
            _ => None,
        };
        shown(known.map_or(id, |name| name.get(lang(language)).to_owned()))
    };
    for group in groups.iter().take(SHOWN) {
        let visits = &group.figures.visits;
        let mut row: Vec<String> = by.iter().map(|by| name(*by, &group.key)).collect();
        let peak = group.main_peak().map_or_else(String::new, |(place, share, interval)| {
            let id = scanned.names.touchpoints.name(found.touchpoints[place]);
            let name = blueprint.touchpoint(&id).map_or(id.as_ref(), |known| known.name.get(lang(language)));
            format!("{name} {}", figure::share(share, interval, language))
        });
        row.push(figure::count(visits.n));
        if of_moments {
            row.push(number(group.figures.affect()));
        }
        row.extend([
            sure(visits.score(), visits.interval()),
            sure(group.shrunk.value, Some(group.shrunk.interval)),
            number(visits.peak_end()),
            number(visits.best()),
            number(visits.worst()),
            number(visits.end()),
            number(visits.mean()),
            peak,
        ]);
        columns.push(row);
    }
    let counted = texts.say_with(
        "cli-counted",
        &[
            ("visits", scanned.visits.into()),
            ("moments", scanned.moments.into()),
            ("groups", found.scores.len().into()),
            ("score", texts.say(score).into()),
        ],
    );
    let mut text = format!("{}\n{counted}\n", columns.show());
    if groups.len() > SHOWN {
        text += &texts.say_with("cli-more-groups", &[("count", (groups.len() - SHOWN).into())]);
        text.push('\n');
    }
    text
}

/// A name that may be missing.
fn shown(name: String) -> String {
    if name.is_empty() { figure::NONE.to_owned() } else { name }
}

/// The word for it on the command line and in files.
pub(super) fn word(by: By) -> &'static str {
    match by {
        By::Hall => "hall",
        By::Purpose => "purpose",
        By::Day => "day",
        By::Week => "week",
        By::Month => "month",
        By::Touchpoint => "touchpoint",
        By::Staff => "staff",
    }
}

/// The groups for programs, a row each.
pub(super) fn sheet(found: &Scores, by: &[By], names: &Names) -> Sheet {
    let touchpoints = || found.touchpoints.iter().map(|code| names.touchpoints.name(*code).into_owned());
    let keys = by.iter().map(|by| (word(*by).to_owned(), Kind::Text));
    let counts = ["visits", "moments"].map(|name| (name.to_owned(), Kind::Count));
    let numbers = [
        "score",
        "low",
        "high",
        "sd",
        "shrunk",
        "shrunk_low",
        "shrunk_high",
        "own_share",
        "peak_end",
        "best",
        "worst",
        "first",
        "end",
        "mean",
        "trend",
        "affect",
    ]
    .map(|name| (name.to_owned(), Kind::Number));
    let peaks = touchpoints().map(|name| (format!("peaks:{name}"), Kind::Count));
    let troughs = touchpoints().map(|name| (format!("troughs:{name}"), Kind::Count));
    let mut sheet = Sheet::new(keys.chain(counts).chain(numbers).chain(peaks).chain(troughs));
    for score in &found.scores {
        let visits = &score.figures.visits;
        let interval = visits.interval();
        let maybe = |value: Option<f64>| value.map_or(Cell::Absent, Cell::Number);
        let mut row: Vec<Cell> = by.iter().map(|by| Cell::Text(name_of(names, *by, &score.key))).collect();
        row.extend([Cell::Count(visits.n), Cell::Count(score.figures.moments)]);
        row.extend([
            Cell::Number(visits.score()),
            maybe(interval.map(|interval| interval.low)),
            maybe(interval.map(|interval| interval.high)),
            maybe(visits.sd()),
            Cell::Number(score.shrunk.value),
            Cell::Number(score.shrunk.interval.low),
            Cell::Number(score.shrunk.interval.high),
            Cell::Number(score.shrunk.own_share),
            Cell::Number(visits.peak_end()),
            Cell::Number(visits.best()),
            Cell::Number(visits.worst()),
            Cell::Number(visits.first()),
            Cell::Number(visits.end()),
            Cell::Number(visits.mean()),
            maybe(visits.trend()),
            Cell::Number(score.figures.affect()),
        ]);
        row.extend(score.extremes.iter().map(|counts| Cell::Count(counts[0].into())));
        row.extend(score.extremes.iter().map(|counts| Cell::Count(counts[2].into())));
        sheet.push(row);
    }
    sheet
}

/// The groups as one document.
pub(super) fn json(
    found: &Scores,
    by: &[By],
    scanned: &Scanned<Tally>,
    yardstick: &Yardstick,
    file: &str,
) -> serde_json::Result<String> {
    use serde_json::{Map, Value, json};
    let names = &scanned.names;
    let groups: Vec<Value> = found
        .scores
        .iter()
        .map(|score| {
            let visits = &score.figures.visits;
            let mut group: Map<String, Value> =
                by.iter().map(|by| (word(*by).to_owned(), name_of(names, *by, &score.key).into())).collect();
            let extremes: Vec<Value> = found
                .touchpoints
                .iter()
                .zip(&score.extremes)
                .map(|(code, [peaks, positive, troughs])| {
                    let share = |hits: u32| hits_json(u64::from(hits), visits.n);
                    json!({
                        "touchpoint": names.touchpoints.name(*code),
                        "peaks": share(*peaks),
                        "positive_peaks": positive,
                        "troughs": share(*troughs),
                    })
                })
                .collect();
            let figures = json!({
                "visits": visits.n,
                "moments": score.figures.moments,
                "score": visits.score(),
                "interval": visits.interval(),
                "sd": visits.sd(),
                "shrunk": score.shrunk,
                "peak_end": visits.peak_end(),
                "best": visits.best(),
                "worst": visits.worst(),
                "first": visits.first(),
                "end": visits.end(),
                "mean": visits.mean(),
                "trend": visits.trend(),
                "affect": score.figures.affect(),
                "touchpoints": extremes,
            });
            if let Value::Object(figures) = figures {
                group.extend(figures);
            }
            Value::Object(group)
        })
        .collect();
    serde_json::to_string_pretty(&json!({
        "file": file,
        "scored_by": yardstick.word(),
        "visits": scanned.visits,
        "moments": scanned.moments,
        "rejected": scanned.rejects.counts().map(|(reason, n)| (reason.word(), n)).collect::<std::collections::BTreeMap<_, _>>(),
        "groups": groups,
    }))
}

fn hits_json(hits: u64, n: u64) -> serde_json::Value {
    let interval: Interval = experience::wilson(hits, n);
    serde_json::json!({ "n": hits, "share": hits as f64 / n as f64, "interval": interval })
}
