//! The evaluator: five levels right after the service, on the tablet at the counter and on the customer's page.
//!
//! ```text
//! eligible ──show──► shown ──answer──► answered
//!     │                │                  ▲
//!     │                └──time_out──► timed_out
//!     └──end_day──► not_asked             │ by the customer's own page, until the day ends
//! ```
//!
//! One visit is answered once, wherever the finger was first. The question is open for as long as the settings say
//! (`evaluator_s`) from the moment it was first shown, by the server's clock; then it counts as *shown, not answered*.
//! The tablet cannot answer after that, nor after the next customer was called, since nobody knows whose finger it would
//! be. The customer's own page can until the day ends, since nobody else has it; *timed out* then becomes *answered*.
//!
//! Clerks have no part in this: they can neither skip the question nor ask it again, nor answer it.

pub mod act;
pub mod api;
pub mod counts;
pub mod job;
pub(crate) mod page;
pub(crate) mod store;

use crate::Error;
use crate::kernel::kinds::{CounterId, PlaceId, VisitId};
use crate::kernel::{Instant, words};
use crate::run::log::Log;
use crate::run::visit::{Surface, Visit};
use crate::ui::text::{Language, Texts};
use blueprint::{Blueprint, Category, Form, Lang, Rule};
use db::Tx;

/// Levels up to this are asked for a reason.
pub const ASKED_WHY: i64 = 3;
/// How many reasons the tablet offers.
const FEW_REASONS: usize = 4;
/// How long after the service a tablet that was asleep or without a line may still ask, in seconds.
pub const TABLET_ASKS_S: i64 = 120;

words! {
    /// Where a rating stands.
    pub enum RatingState {
        /// The service has ended.
        Eligible = "eligible",
        /// The customer sees the question.
        Shown = "shown",
        /// Answered.
        Answered = "answered",
        /// Shown, and not answered in time.
        TimedOut = "timed_out",
        /// Never shown.
        NotAsked = "not_asked",
    }
}

/// The rating of one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The visit.
    pub visit: VisitId,
    /// The hall.
    pub hall: PlaceId,
    /// The counter of the last service.
    pub counter: CounterId,
    /// The local day of the visit.
    pub day: String,
    /// What was wanted.
    pub purpose: String,
    /// Where it stands.
    pub state: RatingState,
    /// When the service ended.
    pub eligible_at: Instant,
    /// When the question was first seen.
    pub shown_at: Option<Instant>,
    /// When it was answered.
    pub answered_at: Option<Instant>,
    /// Where it was shown, or answered.
    pub surface: Option<Surface>,
    /// From 1, very dissatisfied, to 5, very satisfied.
    pub level: Option<i64>,
    /// Why a low one is low.
    pub reasons: Vec<String>,
}

impl Rating {
    /// Whether the question's time is over.
    pub fn is_late(&self, now: Instant, open_s: i64) -> bool {
        self.shown_at.is_some_and(|shown| now >= shown.plus_seconds(open_s))
    }

    /// Whether a reason is still to be asked for.
    pub fn wants_reason(&self) -> bool {
        self.state == RatingState::Answered
            && self.reasons.is_empty()
            && self.level.is_some_and(|level| level <= ASKED_WHY)
    }

    /// Whether the customer's own page may still answer.
    pub fn is_open_to_customer(&self, today: &str) -> bool {
        matches!(self.state, RatingState::Eligible | RatingState::Shown | RatingState::TimedOut)
            && self.day == today
    }
}

/// The levels and their words, best first.
pub(crate) fn levels(t: &Texts) -> [(i64, String); 5] {
    [5, 4, 3, 2, 1].map(|level| (level, t.say(&format!("ticket-level-{level}"))))
}

/// A reason for a low level.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Its id.
    pub id: &'static str,
    /// The touchpoint it speaks of.
    pub touchpoint: &'static str,
    /// What the blueprint's rule makes of it.
    pub affect: f64,
    /// Its words.
    pub words: String,
}

/// The signal of the blueprint that is a reason.
const REASON: &str = "rating_reason";

/// All reasons that the blueprint knows, good and bad, in the order of the journey.
fn known() -> impl Iterator<Item = (&'static Rule, &'static Category)> {
    let rules = Blueprint::service_hall().rules.iter().filter(|rule| rule.signal == REASON);
    rules.flat_map(|rule| {
        let categories = match &rule.form {
            Form::Table(table) => table.categories(),
            Form::Curve(_) => &[],
        };
        categories.iter().map(move |category| (rule, category))
    })
}

/// The rule that knows a reason, and the reason in it.
pub(crate) fn reason(id: &str) -> Option<(&'static Rule, &'static Category)> {
    known().find(|(_, category)| category.id == id)
}

/// What a low level can be due to: what the blueprint has as bad reasons, in its words and in the order of the journey.
pub fn reasons(language: Language) -> Vec<Reason> {
    let lang = Lang::from(language);
    let bad = known().filter(|(_, category)| category.affect < 0.0);
    bad.map(|(rule, category)| Reason {
        id: &category.id,
        touchpoint: &rule.touchpoint,
        affect: category.affect,
        words: category.name.get(lang).to_owned(),
    })
    .collect()
}

/// The few reasons for a screen that is read in passing: of each touchpoint the worst, then the worst of the others; in the
/// order of the journey.
pub fn few_reasons(language: Language) -> Vec<Reason> {
    let mut all: Vec<(usize, Reason)> = reasons(language).into_iter().enumerate().collect();
    all.sort_by(|(_, a), (_, b)| a.affect.total_cmp(&b.affect));
    let mut touched: Vec<&str> = Vec::new();
    let (mut first, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, reason)| {
        let is_first = !touched.contains(&reason.touchpoint);
        touched.push(reason.touchpoint);
        is_first
    });
    first.extend(others);
    first.truncate(FEW_REASONS);
    first.sort_by_key(|(place, _)| *place);
    first.into_iter().map(|(_, reason)| reason).collect()
}

/// A finished visit may be rated: once.
pub(crate) fn become_eligible(tx: &mut Tx<'_>, log: &Log, visit: &Visit) -> Result<(), Error> {
    store::insert(tx, visit, log.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_low_level_has_at_least_four_reasons_in_both_languages() {
        for language in [Language::ZhCn, Language::En] {
            let reasons = reasons(language);
            assert!(reasons.len() >= FEW_REASONS, "{reasons:?}");
            assert!(reasons.iter().all(|reason| !reason.words.is_empty()));
        }
        let ids = |language| reasons(language).into_iter().map(|reason| reason.id).collect::<Vec<_>>();
        assert_eq!(ids(Language::ZhCn), ids(Language::En));
    }

    #[test]
    fn the_tablet_offers_four_reasons_and_of_each_touchpoint_the_worst() {
        let few: Vec<_> = few_reasons(Language::En).iter().map(|reason| reason.id).collect();
        assert_eq!(few.len(), FEW_REASONS);
        for id in ["waited_long", "rude", "not_solved"] {
            assert!(few.contains(&id), "{few:?}");
        }
    }

    #[test]
    fn a_reason_is_of_one_touchpoint_only() {
        let mut ids: Vec<_> = known().map(|(_, category)| &category.id).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}
