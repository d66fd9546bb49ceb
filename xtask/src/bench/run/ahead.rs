//! Pages that look ahead, in halls with a long past: how long the first look takes, for which something is computed, and how
//! long the next, for which it was kept.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::http::request;
use super::load::{Line, engine, quantile};
use super::pages::{Visitor, links};
use super::{Part, Wish, ours};
use crate::Outcome;
use crate::bench::page::Bar;
use crate::clock::Stopwatch;
use crate::house::House;
use crate::product::{Keys, Town};

/// Halls that are looked at.
const HALLS: usize = 4;
/// Visits of each on a day, on average: more than its counters can serve would make them work through the night.
const VISITS_PER_DAY: usize = 90;
/// Days ahead whose plans are asked for.
const DAYS: usize = 8;
/// People who wait in each hall when its next hour is asked for.
const WAITING: usize = 12;
/// How often a page is asked for again.
const AGAIN: usize = 5;
/// What a first look keeps within, ms, and any other.
const FIRST_MS: f64 = 300.0;
const KEPT_MS: f64 = 50.0;
/// The hour ahead is kept for fewer seconds.
const HOUR_S: u64 = 16;
/// Seconds after which the verdicts on the halls are waited for no longer.
const PATIENCE_S: f64 = 120.0;

/// Seeds the halls, looks ahead in each, and tells.
pub(super) fn run(house: &House, folder: &Path, wish: &Wish) -> Outcome<Part> {
    let town = Town { halls: HALLS, days: wish.days, visits_per_day: VISITS_PER_DAY };
    let big = ours::big(house, folder, town)?;
    let keys = Keys::read(&folder.join(format!("{}.keys.json", ours::name(town))))?;
    let visitor = Visitor { server: big.address, token: format!("Bearer {}", big.token) };
    let rows = engine()?.block_on(look(&visitor, &keys))?;
    let worst = |first: bool| {
        let of = rows.iter().filter(|row| row.first == first);
        of.max_by(|a, b| a.p50_ms.total_cmp(&b.p50_ms)).ok_or("nothing was looked at")
    };
    let bar = |goal, row: &Row, most_ms| Bar {
        goal,
        figure: format!("{:.0} ms at {}", row.p50_ms, row.page),
        met: row.p50_ms <= most_ms,
    };
    let plan = rows.iter().find(|row| row.first).ok_or("nothing was looked at")?;
    Ok(Part {
        setting: Vec::new(),
        text: table(&rows),
        figures: json!(rows.iter().map(Row::json).collect::<Vec<_>>()),
        findings: vec![format!("{HALLS} halls with {} days of {VISITS_PER_DAY} visits each", wish.days)],
        bars: vec![
            bar("half of the first looks at a plan within 300 ms", plan, FIRST_MS),
            bar("half of the looks at what is kept within 50 ms", worst(false)?, KEPT_MS),
        ],
    })
}

struct Row {
    page: &'static str,
    /// Whether something had to be computed for it.
    first: bool,
    looks: usize,
    p50_ms: f64,
    most_ms: f64,
    bytes: usize,
}

impl Row {
    fn json(&self) -> serde_json::Value {
        json!({ "page": self.page, "first": self.first, "looks": self.looks, "p50_ms": self.p50_ms,
                "most_ms": self.most_ms, "bytes": self.bytes })
    }
}

/// Every page, first and again.
async fn look(visitor: &Visitor, keys: &Keys) -> Outcome<Vec<Row>> {
    let mut line = Line::open(visitor.server).await?;
    let halls: BTreeSet<String> = keys.halls.iter().flatten().map(|at| at.hall.clone()).collect();
    let mut rows = Vec::new();
    let mut days = Vec::new();
    let watch = Stopwatch::start();
    let (mut took_ms, mut bytes) = (Vec::new(), 0);
    for hall in &halls {
        let mut path = format!("/run/{hall}/tomorrow");
        for _ in 0..DAYS {
            let before_s = watch.seconds();
            let answer = visitor.page(&mut line, &path).await?;
            took_ms.push((watch.seconds() - before_s) * 1e3);
            bytes = bytes.max(answer.len());
            days.push(path);
            path = next(&answer)?;
        }
    }
    rows.push(row("tomorrow, not made yet", true, took_ms, bytes));
    rows.push(ask(visitor, &mut line, "tomorrow, made", false, &again(&days)).await?);
    let of = |page: &str| -> Vec<String> { halls.iter().map(|hall| format!("/run/{hall}/{page}")).collect() };
    rows.push(ask(visitor, &mut line, "waits (how right they were)", false, &again(&of("waits"))).await?);
    crowd(visitor, &mut line, keys).await?;
    rows.push(ask(visitor, &mut line, "next-hour, nothing learnt yet", true, &of("next-hour")).await?);
    rows.push(ask(visitor, &mut line, "next-hour, made", false, &again(&of("next-hour"))).await?);
    settle(visitor, &mut line, &halls).await?;
    tokio::time::sleep(Duration::from_secs(HOUR_S)).await;
    rows.push(ask(visitor, &mut line, "next-hour, made anew", true, &of("next-hour")).await?);
    rows.push(ask(visitor, &mut line, "what-if, the usual wishes", true, &of("what-if")).await?);
    let other = of("what-if?counters=-1&prepared=30");
    rows.push(ask(visitor, &mut line, "what-if, others on the same day", true, &other).await?);
    rows.push(ask(visitor, &mut line, "what-if, made", false, &again(&other)).await?);
    Ok(rows)
}

/// The address of the day after the one that a page shows.
fn next(page: &str) -> Outcome<String> {
    let tag = page.split("<a ").find(|tag| tag.contains("rel=\"next\"")).unwrap_or_default();
    let link = links(&format!("<a {tag}")).into_iter().next();
    link.ok_or_else(|| "a plan leads to no day after it".into())
}

fn again(paths: &[String]) -> Vec<String> {
    (0..AGAIN).flat_map(|_| paths.iter().cloned()).collect()
}

/// Asks for each of these once.
async fn ask(
    visitor: &Visitor,
    line: &mut Line,
    page: &'static str,
    first: bool,
    paths: &[String],
) -> Outcome<Row> {
    let watch = Stopwatch::start();
    let (mut took_ms, mut bytes) = (Vec::new(), 0);
    for path in paths {
        let before_s = watch.seconds();
        let answer = visitor.page(line, path).await?;
        took_ms.push((watch.seconds() - before_s) * 1e3);
        bytes = bytes.max(answer.len());
    }
    Ok(row(page, first, took_ms, bytes))
}

fn row(page: &'static str, first: bool, mut took_ms: Vec<f64>, bytes: usize) -> Row {
    took_ms.sort_by(f64::total_cmp);
    let (p50_ms, most_ms) = (quantile(&took_ms, 0.5), quantile(&took_ms, 1.0));
    Row { page, first, looks: took_ms.len(), p50_ms, most_ms, bytes }
}

/// Lets people take tickets in every hall.
async fn crowd(visitor: &Visitor, line: &mut Line, keys: &Keys) -> Outcome<()> {
    for at in keys.halls.iter().filter_map(|hall| hall.first()) {
        let (path, token) = (format!("/api/v1/halls/{}/visits", at.hall), format!("Bearer {}", at.key));
        for _ in 0..WAITING {
            let take =
                request("POST", &path, &[("Authorization", &token)], Some("{\"purpose\":\"pay_bill\"}"));
            let answer = line.ask(&take).await?;
            if answer.status != 201 {
                return Err(format!("a ticket at {} was refused: {}", visitor.server, answer.told()));
            }
        }
    }
    Ok(())
}

/// Waits until every hall's twin has its verdict, which is looked for in the background and would be in the way.
async fn settle(visitor: &Visitor, line: &mut Line, halls: &BTreeSet<String>) -> Outcome<()> {
    let watch = Stopwatch::start();
    for hall in halls {
        let path = format!("/api/v1/halls/{hall}/next-hour");
        while watch.seconds() < PATIENCE_S {
            let said = visitor.page(line, &path).await?;
            let said: serde_json::Value = serde_json::from_str(&said).unwrap_or_default();
            if said["trust"].is_boolean() {
                break;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    Ok(())
}

fn table(rows: &[Row]) -> String {
    let mut text =
        String::from("| page | looks | p50 ms | longest ms | KiB |\n| --- | ---: | ---: | ---: | ---: |\n");
    for Row { page, looks, p50_ms, most_ms, bytes, .. } in rows {
        // Writing to a string cannot fail.
        let _infallible = writeln!(
            text,
            "| {page} | {looks} | {p50_ms:.1} | {most_ms:.1} | {:.0} |",
            *bytes as f64 / 1024.0
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_after_is_found_by_its_link() {
        let page = "<a rel=\"prev\" href=\"/run/a/tomorrow?day=1\">b</a><a class=\"button\" rel=\"next\" \
                    href=\"/run/a/tomorrow?day=3&amp;share=80\">c</a>";
        assert_eq!(next(page).unwrap(), "/run/a/tomorrow?day=3&share=80");
        assert!(next("<a href=\"/run\">up</a>").is_err());
    }

    #[test]
    fn a_row_tells_the_middle_and_the_longest() {
        let row = row("x", true, vec![3.0, 1.0, 9.0], 2048);
        assert_eq!((row.looks, row.p50_ms, row.most_ms), (3, 3.0, 9.0));
        assert!(table(&[row]).contains("| x | 3 | 3.0 | 9.0 | 2 |"));
    }
}
