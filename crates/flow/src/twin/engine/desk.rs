//! Counters: their shifts and breaks, and what they do.

use super::plan::Stretch;
use super::queue::{Customer, Special};
use super::tree::NEVER;
use super::{COUNTERS, Engine, Happened, Watch};

/// What a counter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Not at work.
    Off,
    /// At work, with nobody to call.
    Idle,
    /// With a customer, or on the way to it.
    Serving,
    /// Waiting for somebody who does not come.
    Holding,
}

/// A counter at work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk {
    pub doing: Doing,
    pub customer: Customer,
    /// Since when it is taken, and when the service began.
    pub taken_us: i64,
    pub serves_us: i64,
    /// Since when it is at work; none when it is not.
    pub open_us: Option<i64>,
    /// When that was meant to end.
    pub planned_us: i64,
    /// The stretch of work that goes on or comes next.
    pub stretch: Stretch,
    /// The shift after that, and on which day.
    pub shift: usize,
    pub day: i64,
    /// Which turn of idleness this is, of all counters'.
    pub idle_turn: u64,
}

impl Desk {
    pub fn is_taken(&self) -> bool {
        matches!(self.doing, Doing::Serving | Doing::Holding)
    }

    /// What was before does not count.
    pub fn count_from(&mut self, now_us: i64) {
        self.taken_us = self.taken_us.max(now_us);
        self.open_us = self.open_us.map(|open| open.max(now_us));
    }
}

impl<W: Watch> Engine<'_, W> {
    /// A counter's time has come: a service ends, a shift begins or ends.
    #[inline]
    pub(super) fn desk_turns(&mut self, counter: usize) {
        let desk = &self.desks[counter];
        match desk.doing {
            Doing::Serving => {
                let (purpose, serves_us) = (desk.customer.purpose, desk.serves_us);
                self.books.busy_until(counter, desk.taken_us, self.now_us);
                self.books.served(counter, purpose, self.now_us - serves_us);
                self.books.events += 1;
                self.books.ended_us = self.now_us;
                if self.plan.has_routes || self.feel.is_some() {
                    self.go_on(counter);
                }
            }
            Doing::Holding => {
                self.books.busy_until(counter, desk.taken_us, self.now_us);
                let customer = desk.customer;
                self.books.purposes[usize::from(customer.purpose)].counts.missed += 1;
                self.books.events += 1;
                self.books.ended_us = self.now_us;
                self.ends(&customer, true);
            }
            Doing::Idle => self.leave_idle(counter),
            Doing::Off => {}
        }
        self.free(counter);
    }

    /// A counter is free: it calls, or is idle, or its shift is over.
    pub(super) fn free(&mut self, counter: usize) {
        let now_us = self.now_us;
        while now_us >= self.desks[counter].stretch.to_us {
            let next = self.following(counter);
            let desk = &mut self.desks[counter];
            desk.stretch = next;
            if desk.open_us.is_some() {
                let over_us = now_us.min(next.from_us) - desk.planned_us;
                self.books.work[counter].overtime_s += over_us.max(0) as f64 * 1e-6;
                desk.planned_us = next.planned_to_us;
            }
        }
        let stretch = self.desks[counter].stretch;
        if now_us < stretch.from_us {
            self.leave_work(counter);
            self.desks[counter].doing = Doing::Off;
            self.tree.set(COUNTERS + counter, stretch.from_us);
            return;
        }
        self.start_work(counter);
        match self.choose(counter) {
            Some((customer, because)) => self.call(counter, customer, because),
            None => self.become_idle(counter),
        }
    }

    /// The stretch of work after the present one.
    pub(super) fn following(&mut self, counter: usize) -> Stretch {
        let (shifts, desk) = (&self.plan.shifts[counter], &mut self.desks[counter]);
        if desk.shift >= shifts.len() {
            if self.plan.period_us.is_none() {
                return Stretch::NONE;
            }
            desk.shift = 0;
            desk.day += 1;
        }
        let Some(&shift) = shifts.get(desk.shift) else { return Stretch::NONE };
        desk.shift += 1;
        let stretch = self.plan.stretch(counter, shift, desk.day);
        if self.plan.period_us.is_some() && stretch.from_us >= self.plan.hall.closes_us {
            return Stretch::NONE;
        }
        stretch
    }

    /// A counter begins to work, if it does not yet.
    #[inline]
    pub(super) fn start_work(&mut self, counter: usize) {
        let desk = &mut self.desks[counter];
        if desk.open_us.is_none() {
            desk.open_us = Some(self.now_us);
            desk.planned_us = desk.stretch.planned_to_us;
            self.books.open_from(self.now_us);
            self.tell_counter(counter, true);
        }
    }

    /// A counter ends its work, if it has not yet.
    pub(super) fn leave_work(&mut self, counter: usize) {
        let desk = &mut self.desks[counter];
        if let Some(since_us) = desk.open_us.take() {
            let planned_us = desk.planned_us;
            self.books.open_until(counter, since_us, planned_us, self.now_us);
            self.tell_counter(counter, false);
        }
    }

    fn tell_counter(&mut self, counter: usize, open: bool) {
        if W::ON {
            self.watch.tell(Happened::Counter { at_us: self.now_us, counter, open });
        }
    }

    /// A counter has nobody to call.
    #[inline]
    fn become_idle(&mut self, counter: usize) {
        let desk = &mut self.desks[counter];
        desk.doing = Doing::Idle;
        desk.idle_turn = self.turns_idle;
        self.turns_idle += 1;
        self.idle[counter / 64] |= 1 << (counter % 64);
        let to_us = desk.stretch.to_us;
        self.tree.set(COUNTERS + counter, to_us);
        if to_us >= NEVER {
            self.rest_after_closing(counter);
        }
    }

    /// After closing, a counter that finds nobody to call goes home. Somebody who is sent on to it from another counter
    /// brings it back.
    pub(super) fn rest_after_closing(&mut self, counter: usize) {
        if self.now_us >= self.plan.closes_us(counter) && self.desks[counter].stretch.to_us >= NEVER {
            self.leave_work(counter);
        }
    }

    /// A counter is idle no longer.
    #[inline]
    pub(super) fn leave_idle(&mut self, counter: usize) {
        self.idle[counter / 64] &= !(1 << (counter % 64));
    }

    /// The counter that has been idle longest, of those that can serve the purpose (and are the one it is for).
    #[inline]
    pub(super) fn idle_counter(&self, purpose: u16, special: Option<&Special>) -> Option<usize> {
        let words = self.plan.desk_words;
        let from = usize::from(purpose) * words;
        let mut longest: Option<(u64, usize)> = None;
        for (word, (idle, can)) in self.idle.iter().zip(&self.plan.servers[from..from + words]).enumerate() {
            let mut both = idle & can;
            while both != 0 {
                let counter = word * 64 + both.trailing_zeros() as usize;
                both &= both - 1;
                let turn = self.desks[counter].idle_turn;
                if longest.is_none_or(|(least, _)| turn < least) && self.is_for(counter, special) {
                    longest = Some((turn, counter));
                }
            }
        }
        longest.map(|(_, counter)| counter)
    }

    /// Whether a special case is for this counter, too.
    #[inline]
    pub(super) fn is_for(&self, counter: usize, special: Option<&Special>) -> bool {
        let Some(special) = special.filter(|special| special.is_bound()) else { return true };
        let counter = &self.plan.hall.counters[counter];
        special.for_counter.is_none_or(|only| only == counter.counter)
            && special.for_person.is_none_or(|only| only == counter.person)
    }
}
