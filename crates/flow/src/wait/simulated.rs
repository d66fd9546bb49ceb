//! The simulated hall's word, which comes from outside, and when it is to be believed.

use super::{ENOUGH, Estimator, Floor, KEPT, Told, formulas};
use std::collections::VecDeque;

/// What the hall played forward from a moment says of the wait of one who joins then
/// ([`would_wait`](crate::twin::would_wait)), in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Simulated {
    /// The mean over the replications: what is judged is the squared error.
    pub point_s: f64,
    /// One replication in ten is shorter.
    pub low_s: f64,
    /// One in ten is longer.
    pub high_s: f64,
}

impl Simulated {
    /// The word of a moment that is over, moved by as much as queue length has moved since then, that of it with leaving where
    /// both moments know it. As it was, where queue length says nothing of one of them. Never below 0.
    #[must_use]
    pub fn since(self, then: &Floor, now: &Floor) -> Self {
        let both = |by| Some((formulas::point(by, then).ok()?, formulas::point(by, now).ok()?));
        let moved = both(Estimator::WithLeaving).or_else(|| both(Estimator::QueueLength));
        let by_s = moved.map_or(0.0, |(then_s, now_s)| now_s - then_s);
        let [point_s, low_s, high_s] =
            [self.point_s, self.low_s, self.high_s].map(|s| if s + by_s > 0.0 { s + by_s } else { 0.0 });
        Self { point_s, low_s, high_s }
    }

    /// Whether these are figures, and in their order.
    pub(super) fn is_sound(&self) -> bool {
        self.low_s >= 0.0
            && self.low_s <= self.high_s
            && self.high_s.is_finite()
            && self.point_s >= 0.0
            && self.point_s.is_finite()
    }
}

/// What each estimator erred on the latest waits of which the simulated hall spoke. It is not always at hand; how it compares
/// is told by the waits of which both spoke, since those of other hours may be longer for all.
#[derive(Clone, Debug, Default)]
pub struct Beside(VecDeque<[Option<f64>; Estimator::ALL.len()]>);

impl Beside {
    /// Learns a wait, if the simulated hall spoke of it.
    pub(super) fn learn(&mut self, told: &Told, actual_s: f64) {
        if !(actual_s.is_finite() && actual_s >= 0.0) || told.simulated.known().is_none() {
            return;
        }
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        let error = |by| told.by(by).known().map(|said| (said.point_s - actual_s).powi(2));
        self.0.push_back(Estimator::ALL.map(error));
    }

    /// The mean squared errors, in square seconds, of the simulated hall and of another on the waits of which both spoke;
    /// `None` if these are fewer than [`ENOUGH`].
    #[must_use]
    pub fn errors(&self, other: Estimator) -> Option<(f64, f64)> {
        let place = |of| Estimator::ALL.iter().position(|by| *by == of);
        let (mine, theirs) = (place(Estimator::Simulated)?, place(other)?);
        let (mut n, mut sums) = (0, (0.0, 0.0));
        for errors in &self.0 {
            if let (Some(my), Some(their)) = (errors[mine], errors[theirs]) {
                (n, sums) = (n + 1, (sums.0 + my, sums.1 + their));
            }
        }
        (n >= ENOUGH).then(|| (sums.0 / n as f64, sums.1 / n as f64))
    }
}
