//! What customers experienced: the events of a visit become moments, and moments a curve.
//!
//! [`moments`] is a pure function of what is in the log. Nothing is guessed: a moment is made where something was
//! observed and the blueprint has a rule for it, and it keeps the rule, the rule's fingerprint and what the rule was given,
//! so that every figure can be followed back to it. [`job`] writes the moments of visits that have ended, behind the
//! acts and never within them.

pub mod api;
pub mod cli;
pub mod day;
pub mod export;
pub mod job;
mod list;
mod moments;
pub mod page;
mod picture;
mod place;
pub(crate) mod store;
mod words;

pub use job::follow;
pub use list::list;
pub use moments::{Story, WITHOUT_SOURCE, moments, rated};

use crate::kernel::Instant;
use crate::kernel::kinds::PersonId;
use blueprint::{Signal, Unit};
use experience::Curve;

/// One visit at one touchpoint at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveMoment {
    /// The touchpoint.
    pub touchpoint: String,
    /// When it was felt.
    pub at: Instant,
    /// How it felt, in [−1, 1].
    pub affect: f32,
    /// The rule that says so: `queue.wait_beyond_promise`.
    pub rule: String,
    /// The rule's fingerprint.
    pub version: String,
    /// What was observed.
    pub signal: Seen,
    /// Who served at this moment.
    pub person: Option<PersonId>,
}

impl LiveMoment {
    /// Whether it was derived from the customer's own rating.
    pub fn is_said(&self) -> bool {
        matches!(self.rule.as_str(), "transact_result.rating" | "leave.end_rating")
            || self.rule.ends_with(".rating_reason")
    }
}

/// What was observed.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// A quantity, to a thousandth of its unit.
    Quantity(f64, Unit),
    /// A category.
    Category(String),
}

impl Seen {
    /// A quantity, rounded to what is kept of it.
    pub fn quantity(value: f64, unit: Unit) -> Self {
        Self::Quantity((value * 1000.0).round() / 1000.0, unit)
    }

    /// As the rules take it.
    pub fn signal(&self) -> Signal<'_> {
        match self {
            Self::Quantity(value, _) => Signal::Quantity(*value),
            Self::Category(id) => Signal::Category(id),
        }
    }

    /// Reads what [`Seen`] is shown as.
    pub fn read(text: &str) -> Self {
        let quantity = text.split_once(' ').and_then(|(value, unit)| {
            let unit = Unit::ALL.into_iter().find(|known| known.key() == unit)?;
            Some(Self::Quantity(value.parse().ok()?, unit))
        });
        quantity.unwrap_or_else(|| Self::Category(text.to_owned()))
    }
}

/// `4.25 min`, `done`.
impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Quantity(value, unit) => write!(f, "{value} {}", unit.key()),
            Self::Category(id) => f.write_str(id),
        }
    }
}

/// What the moments of a visit leave behind; none without moments.
pub fn curve(moments: &[LiveMoment]) -> Option<Curve> {
    Curve::of(&moments.iter().map(|moment| moment.affect).collect::<Vec<_>>())
}
