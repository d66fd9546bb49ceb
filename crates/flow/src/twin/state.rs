//! A hall at one moment, from which a run can start.

use crate::calling::{Class, Memory, Window};

/// Where a run begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// When the doors open, with nobody there.
    Empty,
    /// From a hall at work.
    From(State),
}

/// A hall at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// That moment, in the hall's own time.
    pub now_us: i64,
    /// Who waits, in any order.
    pub waiting: Vec<Waiter>,
    /// Who is at a counter.
    pub serving: Vec<Serving>,
    /// Who is away from a counter that would be at work.
    pub away: Vec<Away>,
    /// Whether each counter is at work now, whatever its shifts say; empty if the shifts are to be believed. A counter
    /// that is open against its shifts stays so until its next shift ends or the doors close.
    pub open: Vec<bool>,
    /// How many came so far today without an appointment, if it is known: a day that began busy is likely to stay so.
    pub arrived: Option<u64>,
    /// The turns that are taken, under [`Order::Ratio`](crate::calling::Order::Ratio).
    pub memory: Memory,
}

/// Somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiter {
    /// What for.
    pub purpose: usize,
    /// The customer's class.
    pub class: Class,
    /// Since when, for their place in the queue.
    pub since_us: i64,
    /// Since when they are waiting in fact, for patience: later than `since_us` if a transfer kept their place.
    pub joined_us: i64,
    /// The appointment, if there is one.
    pub appointment: Option<Window>,
    /// Only at this counter ([`Counter::counter`](super::Counter::counter)).
    pub for_counter: Option<u128>,
    /// Only with this person ([`Counter::person`](super::Counter::person)).
    pub for_person: Option<u128>,
    /// Held until here.
    pub not_before_us: Option<i64>,
    /// Whether the forms are filled already; `None` if it is not known.
    pub prepared: Option<bool>,
}

impl Waiter {
    /// Somebody who has waited for one purpose since they came, without an appointment.
    #[must_use]
    pub fn plain(purpose: usize, class: Class, since_us: i64) -> Self {
        Self {
            purpose,
            class,
            since_us,
            joined_us: since_us,
            appointment: None,
            for_counter: None,
            for_person: None,
            not_before_us: None,
            prepared: None,
        }
    }
}

/// Somebody at a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serving {
    /// The counter's place among [`Hall::counters`](super::Hall::counters).
    pub counter: usize,
    /// What for.
    pub purpose: usize,
    /// The customer's class.
    pub class: Class,
    /// Since when the service goes on (who is on the way counts as served).
    pub since_us: i64,
}

/// Somebody who is away from their counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// The counter's place among [`Hall::counters`](super::Hall::counters).
    pub counter: usize,
    /// When they will be back; `None` if nobody knows: then at their next shift.
    pub back_us: Option<i64>,
}
