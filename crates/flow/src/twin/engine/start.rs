//! How a run begins: in the morning, or in the middle of a day.

use super::desk::{Desk, Doing};
use super::plan::Stretch;
use super::queue::{Customer, Special};
use super::stream::{Comes, Stream};
use super::tree::NEVER;
use super::{COUNTERS, Draw, Due, Engine, Span, Watch, after, micros};
use crate::calling::Memory;
use crate::twin::chance::Key;
use crate::twin::hall::Arrivals;
use crate::twin::state::{State, Waiter};

/// What chance is drawn for.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Arrivals,
    Given,
    Appointments,
    Waiting,
    Serving,
    Days,
}

impl<W: Watch> Engine<'_, W> {
    /// Makes everything ready for a replication.
    pub(super) fn begin(&mut self, root: Key, span: Span) {
        let hall = self.plan.hall;
        self.root = root;
        self.now_us = self.plan.starts_us;
        self.until_us = span.until_us.unwrap_or(NEVER).min(NEVER);
        let streams = if self.plan.profile.is_some() { hall.purposes.len() } else { 1 };
        self.tree.reset(COUNTERS + hall.counters.len() + streams);
        self.agenda.clear();
        self.queue.reset(hall.purposes.len() * self.plan.classes.len(), self.plan.line_words);
        self.idle.clear();
        self.idle.resize(self.plan.desk_words, 0);
        self.turns_idle = 0;
        self.memory = Memory::default();
        self.joined = 0;
        self.away.clear();
        self.away_free.clear();
        self.free_trails.clear();
        self.trails.clear();
        self.in_middle = None;
        self.books.reset(
            hall.purposes.len(),
            hall.counters.len(),
            self.now_us,
            self.plan.period_us,
            hall.promise_s,
        );
        self.set_desks();
        self.set_agenda(span);
        if let Some(state) = self.plan.state {
            self.memory = state.memory;
            self.fill(state);
        }
        for counter in 0..self.desks.len() {
            if !self.desks[counter].is_taken() {
                self.free(counter);
            }
        }
        self.set_streams();
    }

    /// Counters at the beginning, by their shifts and by the state.
    fn set_desks(&mut self) {
        let now_us = self.now_us;
        let day = self.plan.period_us.map_or(0, |period| (now_us - self.plan.first_us).div_euclid(period));
        let nobody = self.stranger(self.root, 0);
        let desk = Desk {
            doing: Doing::Off,
            customer: nobody,
            taken_us: now_us,
            serves_us: now_us,
            open_us: None,
            planned_us: now_us,
            stretch: Stretch { from_us: i64::MIN, to_us: i64::MIN, planned_to_us: i64::MIN },
            shift: 0,
            day,
            idle_turn: 0,
        };
        self.desks.clear();
        self.desks.resize(self.plan.hall.counters.len(), desk);
        for counter in 0..self.desks.len() {
            while now_us >= self.desks[counter].stretch.to_us {
                self.desks[counter].stretch = self.following(counter);
            }
            let open = self.plan.state.and_then(|state| state.open.get(counter).copied());
            let planned = now_us >= self.desks[counter].stretch.from_us;
            match open {
                Some(true) if !planned => self.open_now(counter),
                Some(false) if planned => self.desks[counter].stretch = self.following(counter),
                _ => {}
            }
            let Some(state) = self.plan.state else { continue };
            for away in state.away.iter().filter(|away| away.counter == counter) {
                self.send_away(counter, away.back_us);
            }
        }
    }

    /// A counter works against its shifts: until the next of them ends, or the doors close.
    fn open_now(&mut self, counter: usize) {
        let next = self.desks[counter].stretch;
        let closes_us = self.plan.closes_us(counter).max(self.now_us);
        let to_us = if next == Stretch::NONE { closes_us } else { next.planned_to_us };
        let shift = crate::twin::hall::Shift { from_us: self.now_us, to_us };
        let stretch = self.plan.stretch(counter, shift, 0);
        self.desks[counter].stretch = Stretch { from_us: self.now_us, ..stretch };
    }

    /// Somebody is away from a counter, until a time or until their next shift.
    fn send_away(&mut self, counter: usize, back_us: Option<i64>) {
        let now_us = self.now_us;
        match back_us {
            Some(back_us) => {
                while back_us >= self.desks[counter].stretch.to_us {
                    self.desks[counter].stretch = self.following(counter);
                }
                let stretch = &mut self.desks[counter].stretch;
                stretch.from_us = stretch.from_us.max(back_us);
            }
            None if now_us >= self.desks[counter].stretch.from_us => {
                self.desks[counter].stretch = self.following(counter);
            }
            None => {}
        }
    }

    /// What is due at fixed times.
    fn set_agenda(&mut self, span: Span) {
        let (now_us, hall) = (self.now_us, self.plan.hall);
        let counts_us = now_us + span.warm_up_us.max(0);
        if span.warm_up_us > 0 {
            self.agenda(counts_us, Due::Counts);
        }
        if let Some(until_us) = span.until_us.filter(|&until| until > counts_us) {
            self.agenda(counts_us + (until_us - counts_us) / 2, Due::Middle);
        }
        if hall.closes_us >= now_us {
            self.agenda(hall.closes_us, Due::Closes);
        }
        for (n, counter) in hall.counters.iter().enumerate() {
            if let Some(closes_us) = counter.closes_us.filter(|&us| us >= now_us) {
                self.agenda(closes_us, Due::ClosesFor(n));
            }
        }
        if !hall.appointments.is_empty() {
            let day = self.plan.period_us.map_or(0, |us| (now_us - self.plan.first_us).div_euclid(us));
            self.plan_day(day);
        }
    }

    /// Draws who comes to the appointments of a day, and when.
    pub(super) fn plan_day(&mut self, day: i64) {
        let hall = self.plan.hall;
        let by_us = day * self.plan.period_us.unwrap_or(0);
        let begins_us = if day == 0 || self.plan.period_us.is_none() {
            self.plan.starts_us
        } else {
            self.plan.starts_us.max(self.plan.first_us + by_us)
        };
        for (n, appointment) in hall.appointments.iter().enumerate() {
            let customer = self.stranger(self.appointment_key(n, day), 0);
            let window_us = appointment.window.from_us + by_us;
            let late = hall.late.share > 0.0 && customer.chance(Draw::Late) < hall.late.share;
            let check = customer.chance(Draw::Check);
            let at_us = if late {
                window_us + micros(hall.late.by.draw(check))
            } else {
                // At the earliest when the doors or the day open; who is in a state already is not on the agenda.
                (window_us - micros(hall.early.draw(check))).max(begins_us.min(window_us))
            };
            if at_us < begins_us || at_us >= hall.closes_us {
                continue;
            }
            if customer.chance(Draw::Comes) < appointment.comes {
                self.agenda(at_us, Due::CheckIn(n, day));
            } else {
                self.books.purposes[appointment.purpose].counts.no_shows += 1;
            }
        }
        if let Some(period_us) = self.plan.period_us {
            let next_us = self.plan.first_us + (day + 1) * period_us;
            if next_us < hall.closes_us {
                self.agenda(next_us, Due::Day(day + 1));
            }
        }
    }

    fn appointment_key(&self, appointment: usize, day: i64) -> Key {
        self.root.child(Of::Appointments as u64).child(day as u64).child(appointment as u64)
    }

    /// Somebody with an appointment checks in.
    pub(super) fn check_in(&mut self, n: usize, day: i64) {
        let appointment = self.plan.hall.appointments[n];
        let by_us = day * self.plan.period_us.unwrap_or(0);
        let mut window = appointment.window;
        (window.from_us, window.to_us) = (window.from_us + by_us, window.to_us + by_us);
        let Ok(purpose) = u16::try_from(appointment.purpose) else { return };
        let mut customer = self.stranger(self.appointment_key(n, day), purpose);
        customer.class = self.plan.class(appointment.class);
        // Who comes after the window is a walk-in.
        let kept = self.now_us <= window.to_us;
        if kept {
            customer.began_us = self.now_us.max(window.from_us);
        }
        self.books.arrived(purpose);
        self.join(customer, kept.then(|| Special { window: Some(window), ..Special::default() }));
    }

    /// Streams of arrivals from now on.
    fn set_streams(&mut self) {
        let hall = self.plan.hall;
        let (keys, days) = (self.root.child(Of::Arrivals as u64), self.root.child(Of::Days as u64));
        self.streams.clear();
        self.comes.clear();
        let Some(profile) = &self.plan.profile else {
            let Arrivals::Given(list) = &hall.arrivals else { return };
            let begins_us = self.now_us.max(hall.opens_us);
            self.given = list.partition_point(|&(at_us, _)| at_us < begins_us);
            self.comes.push(None);
            self.expect(0);
            return;
        };
        let arrived = self.plan.state.and_then(|state| state.arrived);
        let factor =
            arrived.map(|n| profile.factor_given(days.child(u64::MAX - 1), n, hall.opens_us, self.now_us));
        let window = (self.now_us.max(hall.opens_us), hall.closes_us);
        for purpose in 0..hall.purposes.len() {
            let key = keys.child(purpose as u64);
            if let Some(stream) = Stream::new(profile, (key, days), purpose, window, factor) {
                self.streams.push(stream);
                self.comes.push(None);
            }
        }
        for stream in 0..self.streams.len() {
            self.expect(stream);
        }
    }

    /// The next of a given list.
    #[inline(never)]
    pub(super) fn next_given(&mut self) -> Option<Comes> {
        let Arrivals::Given(list) = &self.plan.hall.arrivals else { return None };
        let &(at_us, purpose) = list.get(self.given)?;
        let key = self.root.child(Of::Given as u64).child(self.given as u64);
        self.given += 1;
        let purpose = u16::try_from(purpose).ok()?;
        (at_us < self.plan.hall.closes_us).then_some(Comes { at_us, purpose, key })
    }

    /// Puts those into the hall whom the state has there.
    fn fill(&mut self, state: &State) {
        let hall = self.plan.hall;
        for (n, serving) in state.serving.iter().enumerate() {
            let (Some(service), Ok(purpose)) = (
                self.plan.services.get(serving.counter * hall.purposes.len() + serving.purpose),
                u16::try_from(serving.purpose),
            ) else {
                continue;
            };
            let (law, scale) = (service.law, service.scale);
            let mut customer = self.stranger(self.root.child(Of::Serving as u64).child(n as u64), purpose);
            customer.class = self.plan.class(serving.class);
            let elapsed = (self.now_us - serving.since_us).max(0) as f64 / scale;
            let rest = law.remaining(elapsed, customer.chance(Draw::Service));
            self.books.arrived(purpose);
            if self.feel.is_some() {
                customer.trail = self.new_trail(purpose);
            }
            let desk = &mut self.desks[serving.counter];
            (desk.doing, desk.customer) = (Doing::Serving, customer);
            (desk.taken_us, desk.serves_us) = (self.now_us, serving.since_us);
            let until_us = self.now_us + micros(rest * scale * 1e-6);
            self.start_work(serving.counter);
            self.books.busy_from(self.now_us);
            self.tree.set(COUNTERS + serving.counter, until_us);
        }
        // The older first, so that ties of the order in which they joined are theirs.
        let mut waiting: Vec<(usize, &Waiter)> = state.waiting.iter().enumerate().collect();
        waiting.sort_by_key(|(n, waiter)| (waiter.since_us, *n));
        for (n, waiter) in waiting {
            self.let_wait(n, waiter);
        }
        self.some_time();
    }

    /// Somebody who waits already.
    fn let_wait(&mut self, n: usize, waiter: &Waiter) {
        let Ok(purpose) = u16::try_from(waiter.purpose) else { return };
        let Some(law) = self.plan.hall.purposes.get(waiter.purpose).map(|purpose| &purpose.patience) else {
            return;
        };
        let mut customer: Customer =
            self.stranger(self.root.child(Of::Waiting as u64).child(n as u64), purpose);
        customer.order = self.joined;
        self.joined += 1;
        customer.class = self.plan.class(waiter.class);
        customer.since_us = waiter.since_us;
        customer.prepared = waiter.prepared;
        let kept = waiter.appointment.filter(|window| waiter.since_us <= window.to_us);
        customer.began_us = kept.map_or(waiter.joined_us, |window| waiter.joined_us.max(window.from_us));
        let stays = W::ON && self.watch.meets(n, customer.order);
        if !law.is_never() && !stays {
            let waited_s = (self.now_us - customer.began_us).max(0) as f64 * 1e-6;
            let rest_s = law.remaining(waited_s, customer.chance(Draw::Patience));
            customer.leaves_us = after(self.now_us.max(customer.began_us), rest_s);
        }
        let special = Special {
            window: kept,
            for_counter: waiter.for_counter,
            for_person: waiter.for_person,
            not_before_us: waiter.not_before_us.filter(|&held| held > self.now_us),
        };
        self.books.arrived(purpose);
        if self.feel.is_some() {
            customer.trail = self.new_trail(purpose);
        }
        let is_plain = kept.is_none() && !special.is_bound() && special.not_before_us.is_none();
        let special = (!is_plain).then_some(special);
        self.tell_joined(&customer, special.as_ref());
        self.stand(customer, special);
    }
}
