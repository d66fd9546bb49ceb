//! What is counted of the jobs, for the figures.

use crate::kernel::Instant;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What is counted of one job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Rounds that were done.
    pub rounds: u64,
    /// Rounds that failed.
    pub failures: u64,
    /// Failures since the last round that was done.
    pub in_a_row: u32,
    /// When a round was last done.
    pub done_at: Option<Instant>,
}

/// What is counted of all jobs of this process.
#[derive(Debug, Default)]
pub struct Counts(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    jobs: BTreeMap<&'static str, Count>,
    holds: bool,
}

impl Counts {
    /// Of each job that has begun, by name.
    pub fn all(&self) -> BTreeMap<&'static str, Count> {
        self.with(|inner| inner.jobs.clone())
    }

    /// Whether this process held the lease when it last asked.
    pub fn holds(&self) -> bool {
        self.with(|inner| inner.holds)
    }

    pub(super) fn held(&self, holds: bool) {
        self.with(|inner| inner.holds = holds);
    }

    /// A round was done; tells how many had failed before.
    pub(super) fn done(&self, job: &'static str, at: Instant) -> u32 {
        self.with(|inner| {
            let count = inner.jobs.entry(job).or_default();
            count.rounds += 1;
            count.done_at = Some(at);
            std::mem::take(&mut count.in_a_row)
        })
    }

    /// A round failed; tells how many have in a row.
    pub(super) fn failed(&self, job: &'static str) -> u32 {
        self.with(|inner| {
            let count = inner.jobs.entry(job).or_default();
            count.failures += 1;
            count.in_a_row += 1;
            count.in_a_row
        })
    }

    fn with<T>(&self, look: impl FnOnce(&mut Inner) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
