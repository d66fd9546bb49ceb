//! One who waits is asked about: when are they called?

use super::told::{Happened, Watch};
use super::{Engine, Span};
use crate::twin::hall::Hall;
use crate::twin::state::Start;

/// Listens for the call of one of the state, who stays as long as it takes.
struct Listener {
    place: usize,
    order: Option<u64>,
    called_us: Option<i64>,
}

impl Watch for Listener {
    const ON: bool = true;

    fn tell(&mut self, happened: Happened) {
        if let Happened::Called { at_us, order, .. } = happened
            && self.order == Some(order)
            && self.called_us.is_none()
        {
            self.called_us = Some(at_us);
        }
    }

    fn meets(&mut self, place: usize, order: u64) -> bool {
        let is_mine = place == self.place;
        if is_mine {
            self.order = Some(order);
        }
        is_mine
    }

    fn is_over(&self) -> bool {
        self.called_us.is_some()
    }
}

/// A hall made ready to be asked about somebody who waits in its state.
pub(in crate::twin) struct Probe<'a>(Engine<'a, Listener>);

impl<'a> Probe<'a> {
    /// Asks about the one at this place among those who wait.
    pub fn of(hall: &'a Hall, start: &'a Start, place: usize) -> Self {
        Self(Engine::watched(hall, start, None, Listener { place, order: None, called_us: None }))
    }

    /// When they are called in one replication; `None` if not before `until_us`. Whoever does not come then was called all the
    /// same.
    pub fn called_us(&mut self, seed: u64, replication: u64, until_us: i64) -> Option<i64> {
        (self.0.watch.order, self.0.watch.called_us) = (None, None);
        self.0.run(seed, replication, Span { warm_up_us: 0, until_us: Some(until_us) });
        self.0.watch.called_us
    }
}
