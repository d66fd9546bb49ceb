//! What comes to the counters, and whether they can keep up.

use super::fault::{Fault, Quantity, Wants};

/// People who come, and what each takes of a counter's time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    arrivals_per_s: f64,
    service_s: f64,
}

impl Demand {
    /// Demand of so many arrivals a second (zero or more), each with a service of so many seconds on average (above
    /// zero).
    ///
    /// # Errors
    /// When one of them is outside its range.
    #[inline]
    pub fn new(arrivals_per_s: f64, service_s: f64) -> Result<Self, Fault> {
        Ok(Self {
            arrivals_per_s: Wants::ZeroOrMore.of(Quantity::Arrivals, arrivals_per_s)?,
            service_s: Wants::AboveZero.of(Quantity::Service, service_s)?,
        })
    }

    /// Arrivals a second.
    #[inline]
    pub fn arrivals_per_s(self) -> f64 {
        self.arrivals_per_s
    }

    /// Mean seconds of a service.
    #[inline]
    pub fn service_s(self) -> f64 {
        self.service_s
    }

    /// The offered load in erlangs: counters that would be busy on average if there were always enough.
    #[inline]
    pub fn load(self) -> f64 {
        self.arrivals_per_s * self.service_s
    }
}

/// The answer for a line: in balance, or none because it grows without end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Balance<T> {
    /// The line keeps up; its long-run figures.
    Steady(T),
    /// More work comes than the counters can do: the line grows as long as this lasts, and no mean wait exists.
    Unstable {
        /// Offered load, erlangs.
        load: f64,
        /// Counters.
        counters: f64,
    },
}

impl<T> Balance<T> {
    /// The same answer in other words.
    pub fn map<U>(self, words: impl FnOnce(T) -> U) -> Balance<U> {
        match self {
            Self::Steady(figures) => Balance::Steady(words(figures)),
            Self::Unstable { load, counters } => Balance::Unstable { load, counters },
        }
    }

    /// The figures of a line that keeps up.
    pub fn steady(self) -> Option<T> {
        match self {
            Self::Steady(figures) => Some(figures),
            Self::Unstable { .. } => None,
        }
    }
}

/// Of whom the share served in time is taken, where people may leave. Without abandonment all agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Share {
    /// Served within the time, of all who come: leavers and those turned away count against the hall. The strictest.
    #[default]
    OfAll,
    /// Served within the time, of all who are served.
    OfServed,
    /// Served within the time, of all but those who left within it: short visits to the queue are not counted.
    WithoutQuickLeavers,
    /// Not left waiting longer than the time, of all who come: served or gone within it.
    NotKept,
    /// Of all who come, those for whom a counter would have been free within the time had they stayed (the virtual wait).
    Offered,
}

/// What a counter number has to be: above zero.
pub(super) fn counters(value: f64) -> Result<f64, Fault> {
    Wants::AboveZero
        .of(Quantity::Counters, value)
        .and_then(|value| Wants::AtMost(MOST).of(Quantity::Counters, value))
}

/// More counters than any hall has; the recursions take time in proportion.
pub(super) const MOST: f64 = 1e8;
