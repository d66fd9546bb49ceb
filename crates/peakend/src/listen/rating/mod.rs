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
use blueprint::{Blueprint, Form, Lang};
use db::Tx;

/// Levels up to this are asked for a reason.
pub const ASKED_WHY: i64 = 3;
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Its id.
    pub id: &'static str,
    /// The touchpoint it speaks of.
    pub touchpoint: &'static str,
    /// Its words.
    pub words: String,
}

/// What a low level can be due to: the wait, the result, and what the blueprint's rules know of talks that went badly.
pub fn reasons(language: Language) -> Vec<Reason> {
    let t = Texts::shared(language);
    let lang = match language {
        Language::ZhCn => Lang::Zh,
        Language::En => Lang::En,
    };
    let blueprint = Blueprint::service_hall();
    let own = [
        Reason { id: "waited_long", touchpoint: "queue", words: t.say("ticket-reason-waited") },
        Reason { id: "not_solved", touchpoint: "transact_result", words: t.say("ticket-reason-not-solved") },
    ];
    let of_rules = blueprint.rules.iter().filter(|rule| rule.signal == "rating_reason").flat_map(|rule| {
        let categories = match &rule.form {
            Form::Table(table) => table.categories(),
            Form::Curve(_) => &[],
        };
        let bad = categories.iter().filter(|category| category.affect < 0.0);
        bad.map(|category| Reason {
            id: &category.id,
            touchpoint: &rule.touchpoint,
            words: category.name.get(lang).to_owned(),
        })
    });
    own.into_iter().chain(of_rules).collect()
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
            assert!(reasons.len() >= 4, "{reasons:?}");
            assert!(reasons.iter().all(|reason| !reason.words.is_empty()));
        }
        let ids = |language| reasons(language).into_iter().map(|reason| reason.id).collect::<Vec<_>>();
        assert_eq!(ids(Language::ZhCn), ids(Language::En));
    }
}
