//! What a page follows: server-sent events, as the HTML Standard (WHATWG), 9.2 has them.

use super::Bus;
use super::hub::Hub;
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{CounterId, PlaceId, VisitId};
use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::watch;

/// The most events that a stream which was broken is sent one by one; for more it is told once that all has changed.
pub const MOST_MISSED: usize = 200;

/// How often a line that has nothing to say says so, so that a dead one is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// What whoever watches may see of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum See {
    /// Staff: the ticket's number and the counter.
    Staff,
    /// The board on the wall: what is to be spoken.
    Board,
    /// The customer of a visit: only that something has changed.
    Own(VisitId),
    /// The evaluator of a counter: what happens there.
    Counter(CounterId),
}

/// After which event a stream goes on: what the browser says it has seen (`Last-Event-ID`), else `?after=`; none from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After(pub Option<i64>);

impl<S: Sync> FromRequestParts<S> for After {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let by_header = parts.headers.get("last-event-id").and_then(|value| value.to_str().ok());
        let by_query = || {
            parts.uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("after=")))
        };
        Ok(Self(by_header.or_else(by_query).and_then(|text| text.parse().ok()).filter(|seq| *seq >= 0)))
    }
}

/// The stream of a hall's events. Whether it may be watched is asked before.
///
/// It begins with what was missed, and ends with the server; a browser then comes back by itself.
pub fn stream(house: &House, hall: PlaceId, see: See, after: After) -> Response {
    let (hub, line) = Hub::of(house, hall);
    house.bus.0.watchers.fetch_add(1, Ordering::Relaxed);
    let watcher = Watcher {
        hub,
        line,
        see,
        sent: after.0,
        // said at once, so that whatever stands between passes the answer on
        ready: VecDeque::from([Bytes::from_static(b"retry: 1000\n\n")]),
        ending: house.bus.ending(),
        _open: Open(house.bus.clone()),
    };
    let body = Body::from_stream(futures_util::stream::unfold(watcher, |mut watcher| async move {
        let text = watcher.next().await?;
        Some((Ok::<_, Infallible>(text), watcher))
    }));
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, body).into_response()
}

/// Counts an open stream.
struct Open(Bus);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.0.watchers.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Watcher {
    hub: Arc<Hub>,
    line: watch::Receiver<Option<i64>>,
    see: See,
    /// The last event sent; none before the first reading of one who asks for what comes from now on.
    sent: Option<i64>,
    ready: VecDeque<Bytes>,
    ending: watch::Receiver<bool>,
    _open: Open,
}

impl Watcher {
    /// The next text to be sent; none at the end.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if *self.ending.borrow() {
                return None;
            }
            if let Some(text) = self.ready.pop_front() {
                return Some(text);
            }
            let last = *self.line.borrow_and_update();
            if let Some(last) = last {
                let (sent, texts) = self.hub.since(self.sent.unwrap_or(last), self.see, MOST_MISSED);
                self.sent = Some(sent);
                self.ready.extend(texts);
                if !self.ready.is_empty() {
                    continue;
                }
            }
            tokio::select! {
                changed = tokio::time::timeout(KEEP_ALIVE, self.line.changed()) => match changed {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) => return None,
                    Err(_) => return Some(Bytes::from_static(b":\n\n")),
                },
                _ = self.ending.changed() => return None,
            }
        }
    }
}
