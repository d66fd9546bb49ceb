//! Who is called: the product's rule, over the heads of lines.
//!
//! [`choose`](crate::calling::choose) looks at everybody who waits. Here only the oldest of each purpose and class is looked
//! at, and each special case: no order ever puts a younger one of the same purpose and class first. The property tests of
//! the crate replay runs and ask `choose` itself at every call.

use super::desk::Doing;
use super::queue::{Customer, Special};
use super::{COUNTERS, Draw, Engine, Happened, Watch, micros};
use crate::calling::{Because, Order};

/// Why somebody is called, by rank.
pub(super) const BECAUSE: [Because; 4] =
    [Because::OverTheCap, Because::ForThisDesk, Because::Appointment, Because::Order];

/// Where a candidate stands.
#[derive(Clone, Copy)]
enum Place {
    Line(usize),
    Special(usize),
}

/// What matters of the head of a line.
struct Head {
    since_us: i64,
    order: u64,
    class: u16,
}

/// Somebody who could be called: who has the smallest rank and age is.
#[derive(Clone, Copy)]
struct Candidate {
    rank: u8,
    age: (i64, i64, u64),
    place: Place,
}

impl<W: Watch> Engine<'_, W> {
    /// Lets an idle counter call, if there is somebody for it.
    pub(super) fn call_next(&mut self, counter: usize) {
        if let Some((customer, because)) = self.choose(counter) {
            self.leave_idle(counter);
            self.call(counter, customer, because);
        }
    }

    /// Whom a counter calls next; takes them out of the queue.
    #[inline]
    pub(super) fn choose(&mut self, counter: usize) -> Option<(Customer, Because)> {
        if self.queue.standing == 0 {
            return None;
        }
        if let Some(line) = self.plan.only_line[counter]
            && self.queue.special.is_empty()
        {
            return self.call_head(line);
        }
        let cap_us = self.plan.hall.rule.longest_wait_us;
        let mut best: Option<Candidate> = None;
        for word in 0..self.plan.line_words {
            let mut lines = self.plan.serves[counter * self.plan.line_words + word] & self.queue.filled[word];
            while lines != 0 {
                let line = word * 64 + lines.trailing_zeros() as usize;
                lines &= lines - 1;
                let Some(head) = self.head(line) else { continue };
                let rank = if self.now_us - head.since_us > cap_us { 0 } else { 3 };
                let age = (head.since_us, 0, head.order);
                if best.is_none_or(|best| (rank, age) < (best.rank, best.age)) {
                    best = Some(Candidate { rank, age, place: Place::Line(line) });
                }
            }
        }
        if !self.queue.special.is_empty() {
            self.look_at_special(counter, &mut best);
        }
        let best = best?;
        let mut place = best.place;
        if best.rank == 3 {
            place = match &self.plan.hall.rule.order {
                Order::LongestWait => place,
                Order::PriorityWithAgeing { .. } => self.most_points(counter).map_or(place, Place::Line),
                Order::Ratio(_) => self.whose_turn(counter).map_or(place, Place::Line),
            };
        }
        let because = BECAUSE[usize::from(best.rank)];
        let customer = match place {
            Place::Line(line) => self.queue.pop(line)?,
            Place::Special(place) => self.queue.take_special(place).0,
        };
        self.books.queue_shrinks(self.now_us);
        Some((customer, because))
    }

    /// The head of the only line that a counter calls from, while nobody's case is special.
    #[inline]
    fn call_head(&mut self, line: usize) -> Option<(Customer, Because)> {
        let head = self.head(line)?;
        let over = self.now_us - head.since_us > self.plan.hall.rule.longest_wait_us;
        self.books.queue_shrinks(self.now_us);
        let because = if over { Because::OverTheCap } else { Because::Order };
        self.queue.pop(line).map(|customer| (customer, because))
    }

    /// The head of a line, after those were taken off who have left.
    #[inline(always)]
    fn head(&mut self, line: usize) -> Option<Head> {
        loop {
            let head = self.queue.lines[line].front()?;
            if head.leaves_us > self.now_us {
                return Some(Head { since_us: head.since_us, order: head.order, class: head.class });
            }
            self.take_off(line);
        }
    }

    /// Takes off a head whose patience is over.
    fn take_off(&mut self, line: usize) {
        if let Some(customer) = self.queue.pop(line) {
            Self::gone(&mut self.books, &mut self.watch, self.now_us, &customer);
            if self.feel.is_some() {
                self.feel_all(&[customer]);
            }
        }
    }

    /// Looks at special cases whose time has come.
    fn look_at_special(&mut self, counter: usize, best: &mut Option<Candidate>) {
        let mut place = 0;
        while place < self.queue.special.len() {
            let (customer, special) = self.queue.special[place];
            if customer.leaves_us <= self.now_us {
                self.queue.take_special(place);
                Self::gone(&mut self.books, &mut self.watch, self.now_us, &customer);
                self.feel_all(&[customer]);
                continue;
            }
            if special.due_us() <= self.now_us
                && self.plan.can(counter, customer.purpose)
                && self.is_for(counter, Some(&special))
            {
                let (rank, age) = self.claim(&customer, Some(&special));
                if best.is_none_or(|best| (rank, age) < (best.rank, best.age)) {
                    *best = Some(Candidate { rank, age, place: Place::Special(place) });
                }
            }
            place += 1;
        }
    }

    /// How strong a special case's claim is, as `choose` ranks it.
    pub(super) fn claim(&self, customer: &Customer, special: Option<&Special>) -> (u8, (i64, i64, u64)) {
        let window = special.and_then(|special| special.window);
        let began = window.map_or(customer.since_us, |window| customer.since_us.max(window.from_us));
        if self.now_us - began > self.plan.hall.rule.longest_wait_us {
            (0, (began, 0, customer.order))
        } else if special.is_some_and(Special::is_bound) {
            (1, (began, 0, customer.order))
        } else if let Some(window) = window {
            (2, (window.from_us, began, customer.order))
        } else {
            (3, (began, 0, customer.order))
        }
    }

    /// The lines that a counter can call from and in which somebody waits.
    fn lines_of(&self, counter: usize) -> impl Iterator<Item = usize> + use<'_, W> {
        (0..self.plan.line_words).flat_map(move |word| {
            let mut lines = self.plan.serves[counter * self.plan.line_words + word] & self.queue.filled[word];
            std::iter::from_fn(move || {
                (lines != 0).then(|| {
                    let line = word * 64 + lines.trailing_zeros() as usize;
                    lines &= lines - 1;
                    line
                })
            })
        })
    }

    /// Under ageing: the line whose head has most points. The heads are fresh: they were looked at just before.
    fn most_points(&self, counter: usize) -> Option<usize> {
        const MINUTE_US: i128 = 60_000_000;
        let points = |line: usize| {
            let head = self.queue.lines[line].front()?;
            let ageing = self.plan.ageing[usize::from(head.class)];
            let waited = i128::from((self.now_us - head.since_us).max(0));
            let points = i128::from(ageing.start) * MINUTE_US + i128::from(ageing.per_minute) * waited;
            Some((std::cmp::Reverse(points), head.since_us, head.order))
        };
        self.lines_of(counter).filter_map(|line| points(line).map(|p| (p, line))).min().map(|(_, line)| line)
    }

    /// In turns: the line of the oldest of the class whose turn it is; nobody's if no class with a turn waits for this
    /// counter.
    fn whose_turn(&mut self, counter: usize) -> Option<usize> {
        let Order::Ratio(ratio) = &self.plan.hall.rule.order else { return None };
        let (mut here, mut elsewhere) = (0, 0);
        for word in 0..self.plan.line_words {
            let serves = self.plan.serves[counter * self.plan.line_words + word];
            let mut lines = self.queue.filled[word];
            while lines != 0 {
                let bit = lines.trailing_zeros() as usize;
                lines &= lines - 1;
                let Some(head) = self.head(word * 64 + bit) else { continue };
                let turns = self.plan.turns[usize::from(head.class)];
                if serves >> bit & 1 == 1 { here |= turns } else { elsewhere |= turns }
            }
        }
        for (customer, special) in &self.queue.special {
            // Whom this counter could call has a stronger claim than a turn, so all of these wait for others.
            if special.due_us() <= self.now_us && customer.leaves_us > self.now_us {
                elsewhere |= self.plan.turns[usize::from(customer.class)];
            }
        }
        let (turn, memory) = ratio.next(self.memory, here, elsewhere)?;
        let class = self.plan.class(ratio.turns()[turn]);
        let of_class = |line: usize| {
            let head = self.queue.lines[line].front().filter(|head| head.class == class)?;
            Some((head.since_us, head.order, line))
        };
        let (_, _, line) = self.lines_of(counter).filter_map(of_class).min()?;
        self.memory = memory;
        Some(line)
    }

    /// Calls somebody to a counter.
    #[inline]
    pub(super) fn call(&mut self, counter: usize, customer: Customer, because: Because) {
        let (now_us, hall) = (self.now_us, self.plan.hall);
        let purpose = &hall.purposes[usize::from(customer.purpose)];
        let wait_us = now_us - customer.began_us;
        self.start_work(counter);
        self.books.busy_from(now_us);
        if customer.trail != super::NO_TRAIL {
            self.note_wait(&customer, wait_us);
        }
        let comes = !(hall.missed.share > 0.0 && customer.chance(Draw::Missed) < hall.missed.share);
        let (mut serves_us, mut doing, takes_us) = (
            now_us,
            Doing::Serving,
            if comes {
                self.books.called(customer.purpose, wait_us);
                let service =
                    &self.plan.services[counter * hall.purposes.len() + usize::from(customer.purpose)];
                let mut scale = service.scale;
                if purpose.prepared.share > 0.0 || customer.prepared.is_some() {
                    let done = customer.prepared.unwrap_or_else(|| {
                        customer.chance(Draw::Prepared) < purpose.prepared.share
                            && micros(purpose.prepared.takes.draw(customer.chance(Draw::Prepares))) <= wait_us
                    });
                    scale *= if done { purpose.prepared.factor } else { 1.0 };
                }
                (service.law.draw(customer.chance(Draw::Service)) * scale) as i64
            } else {
                micros(hall.missed.holds.draw(customer.chance(Draw::Holds)))
            },
        );
        if !comes {
            doing = Doing::Holding;
        } else if self.plan.has_way {
            serves_us += micros(hall.to_counter.draw(customer.chance(Draw::Walk)));
        }
        let until_us = serves_us.saturating_add(takes_us);
        let desk = &mut self.desks[counter];
        (desk.doing, desk.customer, desk.taken_us, desk.serves_us) = (doing, customer, now_us, serves_us);
        self.tree.set(COUNTERS + counter, until_us);
        if W::ON {
            self.watch.tell(Happened::Called {
                at_us: now_us,
                order: customer.order,
                counter,
                because,
                until_us,
                comes,
            });
        }
    }
}
