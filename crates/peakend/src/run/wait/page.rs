//! How good what customers were told of their waits has been: in a hall, and over the halls.

use super::accuracy::{self, Accuracy, TOLD, WORDS};
use super::store::{self, Outcome};
use crate::Error;
use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::run::pages::{self, Room};
use crate::staff::rights::{Act, allows};
use crate::ui::figure::{self, FEW};
use crate::ui::frame::Frame;
use crate::ui::text::{Language, Texts};
use askama::Template;
use axum::extract::{Path, State};
use experience::Interval;
use flow::wait::{Estimator, Records, SHARE};

/// A hall's accuracy is of so many days.
const DAYS: i64 = 28;
/// The network's, of so many.
const NETWORK_DAYS: i64 = 7;
/// Waits in the picture.
const DOTS: u32 = 300;
/// Told waits are put together by these bounds, in minutes.
const BOUNDS: [f64; 6] = [0.0, 5.0, 10.0, 20.0, 40.0, f64::INFINITY];

/// The page of a hall.
#[derive(Template)]
#[template(path = "run/wait/waits.html")]
pub struct WaitsPage {
    frame: Frame,
    answer: String,
    why: String,
    lines: Vec<Line>,
    most: f64,
    dots: Vec<Dot>,
    rows: Vec<Row>,
}

/// An estimator, or what was told.
struct Line {
    name: String,
    told: bool,
    few: bool,
    n: String,
    error: String,
    absolute: String,
    squared: String,
    coverage: String,
}

/// A wait in the picture, in pixels.
struct Dot {
    x: String,
    y: String,
    kept: bool,
}

/// Waits that were told much the same.
struct Row {
    told: String,
    n: String,
    waited: String,
    coverage: String,
    few: bool,
}

/// What is known of an accuracy, as text.
fn line(texts: &Texts, name: String, told: bool, of: &Accuracy) -> Line {
    let minutes = |value: f64| figure::signed(value, 1);
    let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| figure::decimal(value, 1));
    Line {
        name,
        told,
        few: of.waits.unsigned_abs() < FEW,
        n: figure::count(of.waits.unsigned_abs()),
        error: of.error_min().map_or_else(
            || "–".to_owned(),
            |error| figure::with_interval(error, of.error_interval_min(), texts.language(), minutes),
        ),
        absolute: shown(of.absolute_min()),
        squared: shown(of.squared_min2()),
        coverage: coverage(texts, of.coverage()),
    }
}

fn coverage(texts: &Texts, of: Option<(f64, Interval)>) -> String {
    of.map_or_else(|| "–".to_owned(), |(share, interval)| figure::share(share, interval, texts.language()))
}

/// Shows a hall's.
///
/// # Errors
/// There is no such hall, or it may not be seen.
pub async fn waits(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
) -> Result<Page<WaitsPage>, Error> {
    let inside = house.clone();
    house.db.read(move |tx| of_hall(&inside, tx, &asker, &code)).await.map(Page)
}

fn of_hall(house: &House, tx: &mut db::Tx<'_>, asker: &Asker, code: &str) -> Result<WaitsPage, Error> {
    let texts = asker.texts();
    let plan = pages::plan(house, tx, &asker.actor, code, Act::SeeFigures)?;
    let id = plan.hall;
    let now = house.clock.now();
    let from = plan.day(now.plus_seconds(-(DAYS - 1) * 86_400));
    let of = accuracy::of_hall(tx, id, &from, &plan.day(now))?;
    let latest = store::latest(tx, id, DOTS)?;
    let (best, why) = house.lore.with(tx, id, now, |learnt| told_by(texts, &learnt.records))?;
    let name = texts.say("experience-tab-waits");
    let steps = pages::here(tx, &asker.actor, &plan, Room::Waits, None)?;
    let (most, dots) = dots(&latest);
    let lines = WORDS.iter().zip(&of).map(|(word, of)| {
        line(
            texts,
            texts.say(&format!("experience-waits-{}", word.replace('_', "-"))),
            *word == super::word(best),
            of,
        )
    });
    Ok(WaitsPage {
        frame: Frame::of(asker, "run", name, now).at(steps),
        answer: answer(texts, &of[0]),
        why,
        lines: lines.collect(),
        most,
        dots,
        rows: rows(texts, &latest),
    })
}

/// Whether people can rely on what they are told, in a sentence.
fn answer(texts: &Texts, told: &Accuracy) -> String {
    let (Some((share, interval)), Some(absolute)) = (told.coverage(), told.absolute_min()) else {
        return texts.say("experience-waits-none");
    };
    let verdict = match interval {
        Interval { low, .. } if low > SHARE => "experience-waits-above",
        Interval { high, .. } if high < SHARE => "experience-waits-below",
        _ => "experience-waits-as-meant",
    };
    let text = texts.say_with(
        "experience-waits-answer",
        &[
            ("share", figure::share(share, interval, texts.language()).into()),
            ("absolute", figure::decimal(absolute, 1).into()),
            ("n", told.waits.into()),
        ],
    );
    format!("{text} {}", texts.say(verdict))
}

/// The estimator that is told now where all know something, and why it.
fn told_by(texts: &Texts, records: &Records) -> (Estimator, String) {
    let Some((best, _)) = records.leading(|_| true) else {
        let n = records.queue_length.len();
        return (Estimator::QueueLength, texts.with("experience-waits-why-theory", "n", n));
    };
    let name = texts.say(&format!("experience-waits-{}", super::word(best).replace('_', "-")));
    let n = records.of(best).len();
    (best, texts.say_with("experience-waits-why-learnt", &[("name", name.into()), ("n", (n as u64).into())]))
}

/// Told against waited: the length of the axes in minutes, and the dots on a square of 300.
fn dots(latest: &[Outcome]) -> (f64, Vec<Dot>) {
    let pairs: Vec<(f64, f64, bool)> = latest
        .iter()
        .filter_map(|wait| {
            let told = wait.best?;
            let kept = (told.low_s..=told.high_s).contains(&wait.waited_s);
            Some((told.point_s / 60.0, wait.waited_s / 60.0, kept))
        })
        .collect();
    let longest = pairs.iter().fold(0.0_f64, |most, (told, waited, _)| most.max(*told).max(*waited));
    let most = ((longest / 10.0).ceil() * 10.0).max(10.0);
    let pixel = |minutes: f64| figure::decimal(300.0 * minutes / most, 1);
    let dots = pairs
        .into_iter()
        .map(|(told, waited, kept)| Dot {
            x: pixel(told),
            y: figure::decimal(300.0 - 300.0 * waited / most, 1),
            kept,
        })
        .collect();
    (most, dots)
}

/// The picture's table.
fn rows(texts: &Texts, latest: &[Outcome]) -> Vec<Row> {
    BOUNDS
        .windows(2)
        .map(|bounds| {
            let mut of = Accuracy::default();
            for wait in latest {
                if let Some(told) =
                    wait.best.filter(|told| (bounds[0]..bounds[1]).contains(&(told.point_s / 60.0)))
                {
                    of.push(&told, wait.waited_s);
                }
            }
            let told = if bounds[1].is_finite() {
                figure::range(bounds[0], bounds[1], texts.language(), |value| figure::decimal(value, 0))
            } else {
                texts.with("experience-waits-over", "n", figure::decimal(bounds[0], 0))
            };
            Row {
                told,
                n: figure::count(of.waits.unsigned_abs()),
                waited: of.waited_min().map_or_else(|| "–".to_owned(), |waited| figure::decimal(waited, 1)),
                coverage: coverage(texts, of.coverage()),
                few: of.waits.unsigned_abs() < FEW,
            }
        })
        .collect()
}

/// The page of all halls.
#[derive(Template)]
#[template(path = "run/wait/network.html")]
pub struct NetworkPage {
    frame: Frame,
    answer: String,
    halls: Vec<(String, Line, String)>,
}

/// Shows the halls that the asker may see.
///
/// # Errors
/// None may be seen.
pub async fn network(State(house): State<House>, asker: Asker) -> Result<Page<NetworkPage>, Error> {
    let inside = house.clone();
    house.db.read(move |tx| of_network(&inside, tx, &asker)).await.map(Page)
}

fn of_network(house: &House, tx: &mut db::Tx<'_>, asker: &Asker) -> Result<NetworkPage, Error> {
    if !asker.actor.grants.iter().any(|grant| allows(grant.role, Act::SeeFigures)) {
        asker.actor.must(Act::SeeFigures, "/")?;
    }
    let texts = asker.texts();
    let now = house.clock.now();
    // days are local; a day more or less at the edge does not matter to a week
    let day = |days: i64| now.plus_seconds(days * 86_400).timestamp().strftime("%Y-%m-%d").to_string();
    let mut all = Accuracy::default();
    let mut halls = Vec::new();
    for hall in store::of_halls(tx, TOLD, &day(1 - NETWORK_DAYS), &day(1))? {
        if !asker.actor.may(Act::SeeFigures, &hall.path) {
            continue;
        }
        all.join(&hall.accuracy);
        let name = if texts.language() == Language::ZhCn { hall.name_zh } else { hall.name_en };
        let waited = hall.accuracy.waited_min().map_or_else(|| "–".to_owned(), |min| figure::decimal(min, 1));
        halls.push((hall.code, line(texts, name, false, &hall.accuracy), waited));
    }
    let name = texts.say("experience-tab-waits");
    Ok(NetworkPage { frame: Frame::of(asker, "run", name, now), answer: answer(texts, &all), halls })
}
