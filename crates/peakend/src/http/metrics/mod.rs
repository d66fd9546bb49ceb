//! What the server says of itself: whether it lives, whether it can work, and its figures as Prometheus reads them (text
//! format 0.0.4).

use super::meter::{BOUNDS_US, Requests};
use crate::config::MetricsAccess;
use crate::house::House;
use crate::http::who::Asker;
use crate::job;
use crate::kernel::Instant;
use crate::staff::Who;
use crate::staff::rights::Act;
use crate::{Error, RefusalKind};
use axum::extract::{ConnectInfo, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Extensions, StatusCode};
use axum::response::{IntoResponse as _, Response};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

mod store;

/// How long the database may take to show that it works.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long an answer of `/readyz` is good for, so that asking often costs nothing.
const FRESH_S: i64 = 1;

/// What is counted while the server runs.
#[derive(Default)]
pub struct Figures {
    /// Requests.
    pub requests: Requests,
    /// Jobs.
    pub jobs: job::Counts,
    happened: Mutex<BTreeMap<&'static str, u64>>,
    ready: Mutex<Option<(Instant, Result<(), &'static str>)>>,
}

impl Figures {
    /// An event of this kind is on disk.
    pub fn happened(&self, kind: &'static str) {
        *self.happened.lock().unwrap_or_else(PoisonError::into_inner).entry(kind).or_default() += 1;
    }
}

/// The process lives.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// The server can work: its database answers and can be written to.
pub async fn ready(State(house): State<House>) -> Response {
    match readiness(&house).await {
        Ok(()) => "ready\n".into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response(),
    }
}

async fn readiness(house: &House) -> Result<(), &'static str> {
    if *house.bus.ending().borrow() {
        return Err("stopping");
    }
    let now = house.clock.now();
    let known = *house.figures.ready.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((at, known)) = known.filter(|(at, _)| *at <= now && now < at.plus_seconds(FRESH_S)) {
        let _ = at;
        return known;
    }
    let tried = tokio::time::timeout(PATIENCE, house.db.write(move |tx| store::touch(tx, now))).await;
    let found = match tried {
        Ok(Ok(())) => Ok(()),
        Ok(Err(Error::Database(db::Error::Full))) => Err("the disk of the database is full"),
        Ok(Err(_)) => Err("the database cannot be written"),
        Err(_) => Err("the database does not answer"),
    };
    *house.figures.ready.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, found));
    found
}

/// The figures, for whom the settings allow.
///
/// # Errors
/// They are not shown to this one.
pub async fn metrics(
    State(house): State<House>,
    asker: Asker,
    extensions: Extensions,
) -> Result<Response, Error> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let is_local = peer.is_none_or(|ip| ip.to_canonical().is_loopback());
    match house.config.metrics_access {
        MetricsAccess::Open => {}
        MetricsAccess::Local if is_local => {}
        MetricsAccess::Local | MetricsAccess::Token => may_see(&asker)?,
        MetricsAccess::Off => return Err(Error::not_found("frame-error-not-found")),
    }
    let states = house.db.read(store::states).await?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], write(&house, &states)).into_response())
}

/// Whoever may see figures anywhere.
fn may_see(asker: &Asker) -> Result<(), Error> {
    let actor = &asker.actor;
    if actor.grants.iter().any(|grant| actor.may(Act::SeeFigures, &grant.path)) {
        return Ok(());
    }
    let kind = if actor.who == Who::Public { RefusalKind::Unauthenticated } else { RefusalKind::Forbidden };
    Err(Error::refused(kind, "api-error-key"))
}

/// Writes a family of figures.
struct Family<'a>(&'a mut String, &'static str);

impl<'a> Family<'a> {
    fn new(out: &'a mut String, name: &'static str, kind: &str, help: &str) -> Self {
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
        Self(out, name)
    }

    fn line(&mut self, suffix: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let labels: Vec<String> =
            labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{}{suffix}{labels} {value}", self.1);
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[expect(clippy::cast_precision_loss, reason = "microseconds told as seconds")]
fn seconds(us: u64) -> f64 {
    us as f64 / 1e6
}

fn write(house: &House, states: &[(String, String, i64)]) -> String {
    let mut out = String::new();
    requests(&mut out, &house.figures.requests);
    let mut events =
        Family::new(&mut out, "peakend_events_total", "counter", "What happened in the halls, by kind.");
    for (kind, count) in house.figures.happened.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        events.line("", &[("kind", kind)], count);
    }
    let mut live =
        Family::new(&mut out, "peakend_visits", "gauge", "Visits in the halls now, by where they stand.");
    for (hall, state, count) in states {
        live.line("", &[("hall", hall), ("state", state)], count);
    }
    Family::new(&mut out, "peakend_streams", "gauge", "Streams that are open.").line(
        "",
        &[],
        house.bus.watchers(),
    );
    jobs(&mut out, &house.figures.jobs);
    let stats = house.db.stats();
    let figures = [
        ("peakend_db_commits_total", "counter", "Transactions on disk.", stats.commits),
        (
            "peakend_db_jobs_total",
            "counter",
            "Jobs that were kept; several share a commit on SQLite.",
            stats.jobs,
        ),
        ("peakend_db_group_largest", "gauge", "The most jobs of one commit.", stats.largest),
        (
            "peakend_db_writes_waiting",
            "gauge",
            "Jobs that wait to write, or are writing.",
            stats.writes_waiting,
        ),
        ("peakend_db_reads_waiting", "gauge", "Jobs that wait to read, or are reading.", stats.reads_waiting),
    ];
    for (name, kind, help, value) in figures {
        Family::new(&mut out, name, kind, help).line("", &[], value);
    }
    out
}

fn jobs(out: &mut String, counts: &job::Counts) {
    let all = counts.all();
    let mut family =
        Family::new(out, "peakend_job_rounds_total", "counter", "Rounds of jobs that were done.");
    for (name, count) in &all {
        family.line("", &[("job", name)], count.rounds);
    }
    let name = "peakend_job_failures_total";
    let mut family = Family::new(out, name, "counter", "Rounds of jobs that failed and were tried again.");
    for (name, count) in &all {
        family.line("", &[("job", name)], count.failures);
    }
    let name = "peakend_job_done_timestamp_seconds";
    let mut family = Family::new(out, name, "gauge", "When a round of a job was last done.");
    for (name, count) in &all {
        if let Some(at) = count.done_at {
            family.line("", &[("job", name)], at.0.div_euclid(Instant::SECOND));
        }
    }
    let holds = u8::from(counts.holds());
    Family::new(out, "peakend_job_lease", "gauge", "Whether this node does the jobs that one node does.")
        .line("", &[], holds);
}

fn requests(out: &mut String, requests: &Requests) {
    let name = "peakend_request_duration_seconds";
    let mut family = Family::new(out, name, "histogram", "How long requests took to be answered.");
    for ((method, route, status), taken) in requests.all() {
        let status = status.to_string();
        let labels = [("method", method), ("route", &*route), ("status", &*status)];
        let mut within = 0;
        for (bound, count) in BOUNDS_US.iter().zip(taken.buckets) {
            within += count;
            let bound = seconds(*bound).to_string();
            family.line("_bucket", &[labels[0], labels[1], labels[2], ("le", &bound)], within);
        }
        family.line("_bucket", &[labels[0], labels[1], labels[2], ("le", "+Inf")], taken.count);
        family.line("_sum", &labels, seconds(taken.sum_us));
        family.line("_count", &labels, taken.count);
    }
}
