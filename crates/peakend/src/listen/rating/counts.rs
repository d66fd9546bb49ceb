//! How the evaluator was used: eligible, shown, answered, not asked, by counter and hour.

use super::{RatingState, store};
use crate::Error;
use crate::kernel::kinds::CounterId;
use crate::run::hall::Plan;
use db::Tx;
use serde::Serialize;
use std::collections::BTreeMap;

/// What became of the questions of one counter, in one hour or all day.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Counts {
    /// Visits that could be rated.
    pub eligible: u64,
    /// Those whose question was seen.
    pub shown: u64,
    /// Those that were answered.
    pub answered: u64,
    /// Those whose day ended without the question.
    pub not_asked: u64,
}

impl Counts {
    fn add(&mut self, one: &store::Counted) {
        self.eligible += 1;
        self.shown += u64::from(one.shown);
        self.answered += u64::from(one.state == RatingState::Answered);
        self.not_asked += u64::from(one.state == RatingState::NotAsked);
    }
}

/// The questions of one counter in one hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hour {
    /// The counter.
    pub counter: CounterId,
    /// Its sign.
    pub label: String,
    /// The hour of the local day, from 0.
    pub hour: i8,
    /// What became of them.
    pub counts: Counts,
}

/// The questions of a hall's local day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayCounts {
    /// Of the hall as a whole.
    pub all: Counts,
    /// How often each level was answered, from 1 to 5.
    pub levels: [u64; 5],
    /// By counter, in the order of the counters, and hour.
    pub hours: Vec<Hour>,
}

/// Counts a hall's local day.
///
/// # Errors
/// Those of the database.
pub fn of_day(tx: &mut Tx<'_>, plan: &Plan, day: &str) -> Result<DayCounts, Error> {
    let Some(from) = plan.day_begins(day) else { return Ok(DayCounts::default()) };
    // the next local day begins within 26 hours, whatever daylight saving does
    let next = plan.day(from.plus_seconds(26 * 3600));
    let to = plan.day_begins(&next).unwrap_or(from.plus_seconds(86_400));
    Ok(count(plan, &store::between(tx, plan.hall, from, to)?))
}

fn count(plan: &Plan, counted: &[store::Counted]) -> DayCounts {
    let mut day = DayCounts::default();
    let mut order: Vec<CounterId> = Vec::new();
    let mut by: BTreeMap<(usize, i8), Hour> = BTreeMap::new();
    for one in counted {
        day.all.add(one);
        let level = one.level.and_then(|level| usize::try_from(level - 1).ok());
        if let Some(count) = level.and_then(|level| day.levels.get_mut(level)) {
            *count += 1;
        }
        let place = order.iter().position(|counter| *counter == one.counter).unwrap_or_else(|| {
            order.push(one.counter);
            order.len() - 1
        });
        let hour = one.eligible_at.local(&plan.zone).hour();
        let new = || Hour { counter: one.counter, label: one.label.clone(), hour, counts: Counts::default() };
        by.entry((place, hour)).or_insert_with(new).counts.add(one);
    }
    day.hours = by.into_values().collect();
    day
}
