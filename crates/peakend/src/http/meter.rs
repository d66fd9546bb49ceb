//! The outermost layer: every request has an id, a line in the log, and a place in the figures.
//!
//! The line names the route as it is written in the router, never the address itself: the address of a customer's page
//! is a secret.

use crate::Error;
use crate::house::House;
use crate::kernel::Chance;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The header of a request's id.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Bounds of the buckets of the histogram of durations, in microseconds.
pub(crate) const BOUNDS_US: [u64; 14] = [
    250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    10_000_000,
];

/// The id of a request: what whoever asks calls it, else one of ours.
#[derive(Debug, Clone)]
pub struct RequestId(Arc<str>);

impl RequestId {
    fn of(request: &Request, chance: &Chance) -> Self {
        let given = request.headers().get(&HEADER).and_then(|value| value.to_str().ok());
        let is_plain = |id: &&str| {
            (1..=64).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        match given.filter(is_plain) {
            Some(id) => Self(id.into()),
            None => Self(format!("req-{}", chance.code(16).to_ascii_lowercase()).into()),
        }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many requests there were, by method, route and status, and how long they took.
#[derive(Default)]
pub struct Requests(Mutex<BTreeMap<Key, Taken>>);

type Key = (&'static str, Arc<str>, u16);

#[derive(Clone, Copy, Default)]
pub(crate) struct Taken {
    pub count: u64,
    pub sum_us: u64,
    /// Requests in each bucket, not in those before it.
    pub buckets: [u64; BOUNDS_US.len()],
}

impl Requests {
    fn note(&self, key: Key, took_us: u64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = all.entry(key).or_default();
        taken.count += 1;
        taken.sum_us += took_us;
        if let Some(bucket) = BOUNDS_US.iter().position(|bound| took_us <= *bound) {
            taken.buckets[bucket] += 1;
        }
    }

    /// Every method, route and status there was, with its figures.
    pub(crate) fn all(&self) -> Vec<(Key, Taken)> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(key, taken)| (key.clone(), *taken)).collect()
    }
}

/// Gives the request an id, and notes what came of it.
pub async fn meter(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(&request, &house.chance);
    request.extensions_mut().insert(id.clone());
    let method = method(&request);
    let route: Arc<str> = match request.extensions().get::<MatchedPath>() {
        Some(path) => path.as_str().into(),
        None => "none".into(),
    };
    let begun = now();
    let mut response = next.run(request).await;
    let took_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    tracing::info!(target: "peakend::request", id = id.as_str(), method, route = &*route, status, took_us);
    house.figures.requests.note((method, route, status), took_us);
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// One of the methods that there are: others are made up by whoever asks, without end.
fn method(request: &Request) -> &'static str {
    match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a request took is measured, and is no time of the domain"
)]
fn now() -> Instant {
    Instant::now()
}

/// How long a request may take to be answered. Streams are answered at once and go on as long as they like.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A handler that panicked: a fault of the program, told as one.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Error::Internal("a handler panicked".to_owned()).into_response()
}
