//! Pages of a big network: how long the server takes for each.
//!
//! Pages are found as a person finds them: from a few where one starts, by every link. Those that differ only in the
//! hall, the visit or the day are one *kind*, of which a few examples are asked for again and again. Time is taken at
//! the other end of a connection over the loopback, so it is a little more than the server's own.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use serde_json::json;

use super::http::{Answer, request};
use super::load::{Line, engine, quantile};
use super::{Part, Wish, ours};
use crate::Outcome;
use crate::bench::page::Bar;
use crate::clock::Stopwatch;
use crate::house::House;

/// Where one starts; all else is found by links.
const STARTS: [&str; 3] = ["/", "/run", "/network"];
/// Pages of a hall that no link of the staff's pages has to lead to; the hall's code comes after them.
const PUBLIC: [&str; 3] = ["/k/", "/q/", "/b/"];
/// Segments after which a name stands: of a hall, a ticket, a counter.
const BEFORE_A_NAME: [&str; 6] = ["run", "k", "q", "b", "t", "e"];
/// Examples of a kind of page.
const EXAMPLES: usize = 4;
/// Requests for a kind of page in a round.
const REQUESTS: usize = 40;
/// What 95 of 100 answers of every kind keep within, ms.
const P95_MS: f64 = 50.0;

/// Seeds the network, finds its pages, asks for them and tells.
pub(super) fn run(house: &House, folder: &Path, wish: &Wish) -> Outcome<Part> {
    let big = ours::big(house, folder, wish.town())?;
    let visitor = Visitor { server: big.address, token: format!("Bearer {}", big.token) };
    let (kinds, mut rows) = engine()?.block_on(async {
        let kinds = visitor.kinds().await?;
        let rows = visitor.measure(&kinds, REQUESTS * wish.rounds).await?;
        Ok::<_, String>((kinds, rows))
    })?;
    rows.sort_by(|a, b| b.p95_ms.total_cmp(&a.p95_ms));
    let slowest = rows.first().ok_or("not one page was found")?;
    Ok(Part {
        setting: Vec::new(),
        text: table(&rows),
        figures: json!(rows.iter().map(Row::json).collect::<Vec<_>>()),
        findings: vec![format!(
            "{} kinds of pages were found in a network of {} halls with {} days of {} visits a hall",
            kinds.len(),
            wish.halls,
            wish.days,
            wish.visits_per_day
        )],
        bars: vec![Bar {
            goal: "95 of 100 answers of every kind of page within 50 ms",
            figure: format!("{:.1} ms at {}", slowest.p95_ms, slowest.kind),
            met: slowest.p95_ms < P95_MS,
        }],
    })
}

struct Row {
    kind: String,
    p50_ms: f64,
    p95_ms: f64,
    bytes: usize,
}

impl Row {
    fn json(&self) -> serde_json::Value {
        json!({ "page": self.kind, "p50_ms": self.p50_ms, "p95_ms": self.p95_ms, "bytes": self.bytes })
    }
}

/// Somebody who may see everything.
pub(super) struct Visitor {
    /// The server.
    pub server: SocketAddr,
    /// What is said of who asks.
    pub token: String,
}

impl Visitor {
    async fn fetch(&self, line: &mut Line, path: &str) -> Outcome<Answer> {
        let headers =
            [("Authorization", self.token.as_str()), ("Accept", "text/html"), ("Accept-Language", "zh-CN")];
        line.ask(&request("GET", path, &headers, None)).await
    }

    /// A page or an answer in JSON, as text.
    pub async fn page(&self, line: &mut Line, path: &str) -> Outcome<String> {
        let answer = self.fetch(line, path).await?;
        if answer.status != 200 {
            return Err(format!("{path}: {}", answer.told()));
        }
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    }

    /// Examples of every kind of page that links lead to.
    async fn kinds(&self) -> Outcome<BTreeMap<String, Vec<String>>> {
        let mut line = Line::open(self.server).await?;
        let mut known = BTreeSet::new();
        let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut next: VecDeque<String> = STARTS.map(str::to_owned).into();
        let mut tried: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(path) = next.pop_front() {
            let tries = tried.entry(kind(&path)).or_default();
            if *tries == EXAMPLES || !known.insert(path.clone()) {
                continue;
            }
            *tries += 1;
            let answer = self.fetch(&mut line, &path).await?;
            match answer.status {
                200 if answer.is("text/html") => {
                    let links = links(&String::from_utf8_lossy(&answer.body));
                    next.extend(links.iter().filter_map(|link| hall_of(link)).flat_map(unlinked));
                    next.extend(links);
                    kinds.entry(kind(&path)).or_default().push(path);
                }
                301..=308 => next.extend(answer.header("location").filter(|to| to.starts_with('/'))),
                // A download is no page.
                200 => {}
                _ => return Err(format!("a link leads to {path}: {}", answer.told())),
            }
        }
        Ok(kinds)
    }

    async fn measure(&self, kinds: &BTreeMap<String, Vec<String>>, requests: usize) -> Outcome<Vec<Row>> {
        let mut line = Line::open(self.server).await?;
        let watch = Stopwatch::start();
        let mut rows = Vec::new();
        for (kind, examples) in kinds {
            let mut took_ms = Vec::new();
            let mut bytes = 0;
            for path in examples.iter().cycle().take(requests) {
                let before_s = watch.seconds();
                let answer = self.fetch(&mut line, path).await?;
                took_ms.push((watch.seconds() - before_s) * 1e3);
                bytes = bytes.max(answer.body.len());
            }
            took_ms.sort_by(f64::total_cmp);
            let (p50_ms, p95_ms) = (quantile(&took_ms, 0.5), quantile(&took_ms, 0.95));
            rows.push(Row { kind: kind.clone(), p50_ms, p95_ms, bytes });
        }
        Ok(rows)
    }
}

/// The hall whose desk a link leads to, which only a hall has.
fn hall_of(link: &str) -> Option<&str> {
    let (hall, rest) = link.strip_prefix("/run/")?.split_once('/')?;
    (rest == "desk").then_some(hall)
}

fn unlinked(hall: &str) -> impl Iterator<Item = String> {
    PUBLIC.iter().map(move |page| format!("{page}{hall}")).chain([format!("/run/{hall}/next-hour")])
}

/// A path without what differs among pages of one kind: names, and all that holds a digit.
fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut parts = Vec::new();
    let mut before = "";
    for part in path.split('/') {
        let varies = BEFORE_A_NAME.contains(&before) || part.contains(|c: char| c.is_ascii_digit());
        parts.push(if varies && !part.is_empty() { "…" } else { part });
        before = part;
    }
    let mut names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    names.retain(|name| !name.is_empty());
    let query = if names.is_empty() { String::new() } else { format!("?{}", names.join("&")) };
    format!("{}{query}", parts.join("/"))
}

/// Where the links of a page lead within the site, without places within a page.
pub(super) fn links(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in html.split("<a ").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let Some(target) = tag.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()) else {
            continue;
        };
        let target = target.split('#').next().unwrap_or_default().replace("&amp;", "&");
        if target.starts_with('/') && !target.starts_with("//") {
            found.push(target);
        }
    }
    found
}

fn table(rows: &[Row]) -> String {
    let mut text = String::from("| page | p50 ms | p95 ms | KiB |\n| --- | ---: | ---: | ---: |\n");
    for Row { kind, p50_ms, p95_ms, bytes } in rows {
        // Writing to a string cannot fail.
        let _infallible =
            writeln!(text, "| `{kind}` | {p50_ms:.1} | {p95_ms:.1} | {:.0} |", *bytes as f64 / 1024.0);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;

    #[test]
    fn pages_that_differ_in_the_hall_or_the_day_are_one_kind() {
        assert_eq!(kind("/run/wensan/day?day=2026-11-21"), "/run/…/day?day");
        assert_eq!(kind("/run/wensan/visits/vis_01"), kind("/run/qijiang/visits/vis_02"));
        assert_eq!(kind("/run"), "/run");
        assert_eq!(kind("/k/wensan"), "/k/…");
    }

    #[test]
    fn only_links_within_the_site_are_followed() {
        let html = "<a href=\"/halls?x=1&amp;y=2#top\">a</a> <a class=\"b\" href=\"https://example.org/\">c</a>\
                    <a href=\"#main\">d</a><a href=\"//example.org\">e</a><link href=\"/app.css\">";
        assert_eq!(links(html), ["/halls?x=1&y=2"]);
    }

    #[test]
    fn every_kind_of_page_is_found_by_links_and_timed() {
        let server = fake::serve(|path, stream| {
            let body = match path {
                "/" | "/run" | "/network" => {
                    (1..=9).map(|hall| format!("<a href=\"/run/h{hall}/desk\">{hall}</a>")).collect()
                }
                "/list.csv" => return fake::answer(stream, "200 OK", "text/csv", "a,b"),
                hall if hall.contains("/h") => {
                    "<a href=\"/\">up</a><a href=\"/list.csv\">list</a>".to_owned()
                }
                other => panic!("{other} is linked nowhere"),
            };
            fake::answer(stream, "200 OK", "text/html; charset=utf-8", &body);
        });
        let visitor = Visitor { server, token: "Bearer secret".into() };
        let kinds = engine().unwrap().block_on(visitor.kinds()).unwrap();
        let found: Vec<_> = kinds.keys().map(String::as_str).collect();
        assert_eq!(
            found,
            ["/", "/b/…", "/k/…", "/network", "/q/…", "/run", "/run/…/desk", "/run/…/next-hour"]
        );
        assert_eq!(kinds["/k/…"].len(), EXAMPLES);
        let rows = engine().unwrap().block_on(visitor.measure(&kinds, 6)).unwrap();
        assert!(rows.iter().all(|row| row.p50_ms <= row.p95_ms && row.bytes > 0));
        assert!(table(&rows).contains("| `/run/…/desk` |"));
    }
}
