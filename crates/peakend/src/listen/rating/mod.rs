//! The evaluator: five levels right after the service, on the tablet at the counter and on the customer's page.

pub(crate) mod store;

use crate::Error;
use crate::kernel::words;
use crate::run::log::Log;
use crate::run::visit::Visit;
use db::Tx;

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

/// A finished visit may be rated: once.
pub(crate) fn become_eligible(tx: &mut Tx<'_>, log: &Log, visit: &Visit) -> Result<(), Error> {
    store::insert(tx, visit, log.at)
}
