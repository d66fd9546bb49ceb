//! The estimators put together, weighed as it would have served the hall best so far.

use super::{ENOUGH, Estimate, Told};
use std::collections::VecDeque;

/// So many waits are remembered, the latest; a hall changes.
pub const REMEMBERED: usize = 1_000;

/// What was believed before any wait was seen weighs as much as so many of them.
const BELIEF_WEIGHS: f64 = 10.0;

/// Waits differ from what was expected by about the expectation, and by so much more where next to nothing was expected.
const LEAST_SPREAD_S: f64 = 30.0;

/// The constant stands for so much, so that it is of the size of the other clues.
const CONSTANT_S: f64 = 60.0;

const CLUES: usize = 4;

/// Without anything learnt: what the queue's length says, and nothing else.
const BELIEF: [f64; CLUES] = [0.0, 1.0, 0.0, 0.0];

/// What the combination looks at, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clues([f64; CLUES]);

impl Clues {
    /// Those in what was told. `None` where queue length said nothing, or that there is no wait: then there is nothing to
    /// weigh. Queue length with leaving stands before plain queue length. Who was never called says what the length
    /// says; nobody at the head of the line has waited for no time.
    #[must_use]
    pub fn of(told: &Told) -> Option<Self> {
        let said = |estimate: Estimate| estimate.known().map(|interval| interval.point_s);
        let plain_s = said(told.queue_length).filter(|&s| s > 0.0)?;
        let length_s = said(told.with_leaving).unwrap_or(plain_s);
        let last_s = said(told.last_to_enter).unwrap_or(length_s);
        let head_s = said(told.head_of_line).unwrap_or(0.0);
        Some(Self([CONSTANT_S, length_s, last_s, head_s]))
    }

    /// The weight of a wait with these clues: one over the square of how far it may well be from what was expected.
    fn weight(&self) -> f64 {
        (LEAST_SPREAD_S + self.0[1]).powi(-2)
    }
}

/// A weighted least-squares fit of the latest waits on [`Clues`], drawn toward queue length while there are few (ridge
/// regression: A. E. Hoerl & R. W. Kennard, Technometrics 12 (1970) 55–67). Its state follows from the waits it
/// [remembers](REMEMBERED) alone, so whoever learns the same waits knows the same.
///
/// Putting forecasts together with weights found by regression goes back to C. W. J. Granger & R. Ramanathan, *Improved
/// methods of combining forecasts*, Journal of Forecasting 3 (1984) 197–204.
#[derive(Clone, Debug)]
pub struct Combination {
    waits: VecDeque<([f64; CLUES], f64)>,
    /// Weighted sums of the clues' products, and of theirs with the wait.
    products: [[f64; CLUES]; CLUES],
    with_wait: [f64; CLUES],
    shares: [f64; CLUES],
    /// Waits dropped since the sums were last added up anew: taking away leaves rounding behind.
    dropped: usize,
}

impl Default for Combination {
    fn default() -> Self {
        Self {
            waits: VecDeque::new(),
            products: [[0.0; CLUES]; CLUES],
            with_wait: [0.0; CLUES],
            shares: BELIEF,
            dropped: 0,
        }
    }
}

impl Combination {
    /// How many waits are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waits.len()
    }

    /// Whether nothing was learnt.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waits.is_empty()
    }

    /// With what each clue counts: a constant minute, queue length (with leaving), last to enter, head of line.
    #[must_use]
    pub fn shares(&self) -> [f64; CLUES] {
        self.shares
    }

    /// The wait to expect, in seconds, never below 0; `None` until [`ENOUGH`] waits were learnt.
    #[must_use]
    pub fn point_s(&self, clues: &Clues) -> Option<f64> {
        let point_s: f64 = self.shares.iter().zip(&clues.0).map(|(share, clue)| share * clue).sum();
        (self.len() >= ENOUGH && point_s.is_finite()).then_some(point_s.max(0.0))
    }

    /// Learns how long a customer waited, in seconds, of whom this was known on joining the queue. A figure that is negative
    /// or not a number teaches nothing.
    pub fn learn(&mut self, clues: &Clues, actual_s: f64) {
        let sound = |s: &f64| s.is_finite() && *s >= 0.0;
        if !clues.0.iter().all(sound) || !sound(&actual_s) {
            return;
        }
        self.waits.push_back((clues.0, actual_s));
        self.add(clues, actual_s, 1.0);
        if self.waits.len() > REMEMBERED
            && let Some((oldest, waited_s)) = self.waits.pop_front()
        {
            self.add(&Clues(oldest), waited_s, -1.0);
            self.dropped += 1;
            if self.dropped == REMEMBERED {
                self.add_up_anew();
            }
        }
        self.solve();
    }

    fn add(&mut self, clues: &Clues, actual_s: f64, times: f64) {
        let weight = times * clues.weight();
        for (row, &clue) in clues.0.iter().enumerate() {
            self.with_wait[row] += weight * clue * actual_s;
            for (sum, other) in self.products[row].iter_mut().zip(&clues.0) {
                *sum += weight * clue * other;
            }
        }
    }

    fn add_up_anew(&mut self) {
        (self.products, self.with_wait, self.dropped) = ([[0.0; CLUES]; CLUES], [0.0; CLUES], 0);
        for (clues, waited_s) in std::mem::take(&mut self.waits) {
            self.add(&Clues(clues), waited_s, 1.0);
            self.waits.push_back((clues, waited_s));
        }
    }

    /// Solves the normal equations with the belief added, by Cholesky's factors. A clue that was never seen stays as it was
    /// believed.
    fn solve(&mut self) {
        let mut factor = self.products;
        let mut shares = self.with_wait;
        for clue in 0..CLUES {
            let penalty = (BELIEF_WEIGHS * self.products[clue][clue] / self.waits.len() as f64).max(1e-9);
            factor[clue][clue] += penalty;
            shares[clue] += penalty * BELIEF[clue];
        }
        for row in 0..CLUES {
            for column in 0..=row {
                let done: f64 = (0..column).map(|k| factor[row][k] * factor[column][k]).sum();
                let rest = factor[row][column] - done;
                if row != column {
                    factor[row][column] = rest / factor[column][column];
                } else if rest > 0.0 {
                    factor[row][row] = rest.sqrt();
                } else {
                    // sums that do not fit each other, as after rounding: what was known stays
                    return;
                }
            }
        }
        for row in 0..CLUES {
            let done: f64 = (0..row).map(|k| factor[row][k] * shares[k]).sum();
            shares[row] = (shares[row] - done) / factor[row][row];
        }
        for row in (0..CLUES).rev() {
            let done: f64 = (row + 1..CLUES).map(|k| factor[k][row] * shares[k]).sum();
            shares[row] = (shares[row] - done) / factor[row][row];
        }
        self.shares = shares;
    }
}
