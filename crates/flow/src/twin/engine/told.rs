//! Who is told what: the steps of a run, and what a visit felt like.

use crate::calling::{Because, Class, Window};

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
    /// Its services: the purpose of each, and how long it took in seconds.
    pub services: &'a [(usize, f32)],
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
        appointment: Option<Window>,
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
    /// Somebody is sent home unserved.
    SentHome {
        /// When.
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

/// Who is told what happens.
pub(in crate::twin) trait Watch {
    /// Whether anybody listens.
    const ON: bool;
    /// Is told.
    fn tell(&mut self, happened: Happened);
    /// Is told under which order somebody of the state waits, by their place in it; says whether they wait as long as it takes.
    fn meets(&mut self, _place: usize, _order: u64) -> bool {
        false
    }
    /// Whether nothing more wants to be heard.
    fn is_over(&self) -> bool {
        false
    }
}

/// Nobody listens.
pub(in crate::twin) struct Silent;

impl Watch for Silent {
    const ON: bool = false;
    fn tell(&mut self, _: Happened) {}
}

pub(in crate::twin) struct Teller<'t>(pub &'t mut dyn FnMut(Happened));

impl Watch for Teller<'_> {
    const ON: bool = true;
    fn tell(&mut self, happened: Happened) {
        (self.0)(happened);
    }
}
