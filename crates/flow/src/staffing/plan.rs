//! Counters for each step of a day.

use super::course::{Course, Work};
use super::line::{Crowd, Line};
use super::need::{Need, Terms, need};
use crate::theory::{Demand, Fault};

/// What a step needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Planned {
    /// The work that is in the hall.
    pub work: Work,
    /// Counters for the most work of the step: earlier arrivals that are still being served included.
    pub need: Need,
    /// Counters for the step's own arrivals, as if they had always come like this.
    pub alone: Need,
}

impl Planned {
    /// The line with the counters that are needed, if anybody comes.
    pub fn line(&self) -> Option<&Line> {
        self.need.line.as_ref()
    }
}

/// The counters that keep the terms in each step of the course.
///
/// # Errors
/// With the place of the step whose numbers cannot be worked with.
pub fn plan(course: &Course, terms: &Terms) -> Result<Vec<Planned>, (usize, Fault)> {
    course.check()?;
    let planned = |(place, work): (usize, Work)| {
        let step = &course.steps[place];
        let crowd = |arrivals_per_s| {
            let demand = Demand::new(arrivals_per_s, step.service_s)?;
            Ok(Crowd { demand, patience_s: step.patience_s, variation: course.variation })
        };
        // an infinitely small rest of earlier arrivals asks for no counter
        let there = if work.most < LEAST_WORK { 0.0 } else { work.most };
        let need_of = |arrivals_per_s| need(&crowd(arrivals_per_s)?, terms);
        let both = || Ok((need_of(there / step.service_s)?, need_of(step.arrivals_per_s())?));
        let (need, alone) = both().map_err(|fault| (place, fault))?;
        Ok(Planned { work, need, alone })
    };
    course.work().into_iter().enumerate().map(planned).collect()
}

/// Less work than this, in counters, is nobody: one person of a minute in a fortnight.
const LEAST_WORK: f64 = 5e-5;
