//! What is due at fixed times: appointments, those who come back, the closing, and what counts.

use std::cmp::Reverse;

use super::queue::Customer;
use super::told::Happened;
use super::tree::NEVER;
use super::{AGENDA, Engine, Watch};
use crate::twin::hall::Closing;

/// What is due at a time, beside arrivals and services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// From now on it counts.
    Counts,
    /// Half of what counts is over.
    Middle,
    /// Another day that repeats: its appointments are put on the agenda.
    Day(i64),
    /// An appointment's customer checks in.
    CheckIn(usize, i64),
    /// Somebody who was diverted comes back; who, is in the list of those.
    ComesBack(usize),
    /// Somebody's time has come.
    SomeTime,
    /// The doors close for one counter.
    ClosesFor(usize),
    /// The doors close.
    Closes,
}

impl<W: Watch> Engine<'_, W> {
    /// Writes something on the agenda.
    pub(super) fn agenda(&mut self, at_us: i64, due: Due) {
        self.agenda.push(Reverse((at_us, due)));
        self.tree.set(AGENDA, self.agenda.peek().map_or(NEVER, |Reverse((at, _))| *at));
    }

    /// Does what is first on the agenda.
    pub(super) fn keep_agenda(&mut self) {
        let Some(Reverse((_, due))) = self.agenda.pop() else { return };
        self.tree.set(AGENDA, self.agenda.peek().map_or(NEVER, |Reverse((at, _))| *at));
        match due {
            Due::Counts => self.count_from_now(),
            Due::Middle => {
                self.clear_queue();
                self.in_middle = Some((self.queue.standing, self.now_us));
            }
            Due::Day(day) => self.plan_day(day),
            Due::CheckIn(appointment, day) => self.check_in(appointment, day),
            Due::ComesBack(place) => {
                let mut customer = self.away[place];
                self.away_free.push(place);
                (customer.since_us, customer.began_us) = (self.now_us, self.now_us);
                self.books.purposes[usize::from(customer.purpose)].counts.came_back += 1;
                self.books.events += 1;
                self.join(customer, None);
            }
            Due::SomeTime => self.some_time(),
            Due::ClosesFor(counter) => self.close_doors_for(counter),
            Due::Closes => self.close_doors(),
        }
    }

    /// What counts begins here.
    fn count_from_now(&mut self) {
        self.clear_queue();
        self.books.forget(self.now_us);
        for (c, desk) in self.desks.iter_mut().enumerate() {
            desk.count_from(self.now_us);
            if desk.is_taken() {
                self.books.purposes[usize::from(desk.customer.purpose)].counts.arrived += 1;
            }
            debug_assert!(c < self.books.work.len(), "each counter has its work");
        }
        for customer in self.queue.lines.iter().flatten().chain(self.queue.special.iter().map(|(c, _)| c)) {
            self.books.purposes[usize::from(customer.purpose)].counts.arrived += 1;
        }
    }

    /// Somebody's window has begun, or they are held no longer.
    pub(super) fn some_time(&mut self) {
        // Who was only held stands in line from now on.
        let mut place = 0;
        while place < self.queue.special.len() {
            let (customer, special) = self.queue.special[place];
            if special.window.is_none() && !special.is_bound() && special.due_us() <= self.now_us {
                self.queue.take_special(place);
                self.queue.push(self.plan.line(customer.purpose, customer.class), customer);
            } else {
                place += 1;
            }
        }
        self.ask_idle();
    }

    /// Lets idle counters call, the longest idle first, until none of them can.
    fn ask_idle(&mut self) {
        let mut idle: Vec<usize> =
            (0..self.desks.len()).filter(|c| self.idle[c / 64] >> (c % 64) & 1 == 1).collect();
        idle.sort_by_key(|&c| self.desks[c].idle_turn);
        for counter in idle {
            self.call_next(counter);
        }
    }

    /// The doors close.
    fn close_doors(&mut self) {
        for counter in 0..self.desks.len() {
            self.close_doors_for(counter);
        }
        if self.plan.hall.closing == Closing::SendHome {
            self.send_home();
        }
    }

    /// The doors close for a counter; if it is idle, it goes home.
    fn close_doors_for(&mut self, counter: usize) {
        if self.idle[counter / 64] >> (counter % 64) & 1 == 1 {
            self.rest_after_closing(counter);
        }
    }

    /// Sends home all who wait.
    pub(super) fn send_home(&mut self) {
        self.clear_queue();
        let mut sent: Vec<Customer> = self.queue.special.drain(..).map(|(customer, _)| customer).collect();
        for line in &mut self.queue.lines {
            sent.extend(line.drain(..));
        }
        self.queue.filled.fill(0);
        self.queue.standing = 0;
        for customer in sent {
            self.books.queue_shrinks(self.now_us);
            self.books.purposes[usize::from(customer.purpose)].counts.sent_home += 1;
            if W::ON {
                self.watch.tell(Happened::SentHome { at_us: self.now_us, order: customer.order });
            }
            self.note_wait(&customer, (self.now_us - customer.began_us).max(0));
            self.ends(&customer, true);
        }
    }
}
