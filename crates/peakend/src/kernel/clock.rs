//! Instants, and where they come from.
//!
//! Time is a parameter: acts are given a [`Clock`], and only here is the system's read. A test sets the clock itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// Microseconds in a second.
    pub const SECOND: i64 = 1_000_000;
    /// Microseconds in a minute.
    pub const MINUTE: i64 = 60 * Self::SECOND;

    /// This many seconds later, or earlier if negative.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(Self::SECOND)))
    }

    /// Seconds from `earlier` to here; negative if `earlier` is later.
    #[expect(clippy::cast_precision_loss, reason = "exact for the next two centuries")]
    pub fn seconds_since(self, earlier: Self) -> f64 {
        self.0.saturating_sub(earlier.0) as f64 / Self::SECOND as f64
    }

    /// As a timestamp of `jiff`; the ends of its range for what lies outside.
    pub fn timestamp(self) -> jiff::Timestamp {
        let edge = if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(edge)
    }

    /// The local time in a zone to the minute, as pages of the office show it; in UTC if there is no such zone.
    pub fn minute(self, zone: &str) -> String {
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        self.local(&zone).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// The local time in a zone.
    pub fn local(self, zone: &jiff::tz::TimeZone) -> jiff::Zoned {
        self.timestamp().to_zoned(zone.clone())
    }
}

impl From<jiff::Timestamp> for Instant {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }
}

/// RFC 3339 in UTC.
impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl From<Instant> for db::Value<'_> {
    fn from(instant: Instant) -> Self {
        db::Value::Int(instant.0)
    }
}

impl db::Column for Instant {
    fn from_sqlite(value: db::Raw<'_>) -> Result<Self, db::Error> {
        i64::from_sqlite(value).map(Self)
    }

    fn from_postgres(row: &db::RawRow, at: usize) -> Result<Self, db::Error> {
        i64::from_postgres(row, at).map(Self)
    }
}

/// Where the time comes from.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// A clock that stands until it is set: tests, and the simulation of past days.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at an instant.
    pub fn at(instant: Instant) -> Self {
        Self::Set(Arc::new(AtomicI64::new(instant.0)))
    }

    /// Now.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of the product that reads the system's clock"
    )]
    pub fn now(&self) -> Instant {
        match self {
            Self::System => jiff::Timestamp::now().into(),
            Self::Set(micros) => Instant(micros.load(Ordering::SeqCst)),
        }
    }

    /// Sets a clock that stands; the system's goes its own way.
    pub fn set(&self, instant: Instant) {
        if let Self::Set(micros) = self {
            micros.store(instant.0, Ordering::SeqCst);
        }
    }

    /// Moves a clock that stands forward.
    pub fn advance_seconds(&self, seconds: i64) {
        self.set(self.now().plus_seconds(seconds));
    }
}
