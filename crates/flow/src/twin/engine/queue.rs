//! Who waits: a line for each purpose and class, and those whose case is special.
//!
//! Within a line the one who joined first is called first, under every order; so the head speaks for its line. Special are
//! appointments, visits for one counter or person, and those held for a while; they are few, and are looked at one by one.
//!
//! **Leaving is lazy.** Nobody is told when a customer behind the head loses patience: who leaves is known when they join,
//! nothing is decided by who stands behind, and a head whose time is over is taken off before it is looked at. So leaving
//! costs no event. Those who have left take room until then, but no more than those who wait: a line that is full is
//! cleared before it grows.

use std::collections::VecDeque;

use crate::calling::Window;
use crate::twin::chance::Key;

/// A line of fewer is not cleared.
const FEW: usize = 16;
/// No [`trail`](Customer::trail) is kept.
pub(super) const NO_TRAIL: u32 = u32::MAX;

/// A customer who waits or is served.
#[derive(Clone, Copy, Debug)]
pub(super) struct Customer {
    /// The root of their chance.
    pub key: Key,
    /// The number of this joining: ties are settled by it.
    pub order: u64,
    /// Their place: who has the smaller is older.
    pub since_us: i64,
    /// When this wait began to count.
    pub began_us: i64,
    /// When they leave if they are not called before.
    pub leaves_us: i64,
    pub trail: u32,
    pub purpose: u16,
    pub class: u16,
    /// Which service of the visit this is.
    pub stage: u16,
    /// Whether the forms are filled, if that is known.
    pub prepared: Option<bool>,
}

/// What makes a case special.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Special {
    /// An appointment that was kept.
    pub window: Option<Window>,
    pub for_counter: Option<u128>,
    pub for_person: Option<u128>,
    pub not_before_us: Option<i64>,
}

impl Special {
    /// Whether it is for one counter or person.
    pub fn is_bound(&self) -> bool {
        self.for_counter.is_some() || self.for_person.is_some()
    }

    /// When it can be called from.
    pub fn due_us(&self) -> i64 {
        let window = self.window.map_or(i64::MIN, |window| window.from_us);
        self.not_before_us.map_or(window, |held| held.max(window))
    }
}

/// All who wait.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    pub lines: Vec<VecDeque<Customer>>,
    /// Lines in which somebody stands, as bits.
    pub filled: Vec<u64>,
    /// How many may stand in each line before it is cleared: not the room it has, which depends on runs before.
    limits: Vec<usize>,
    pub special: Vec<(Customer, Special)>,
    /// How many stand there, those who have left and were not noticed among them.
    pub standing: u64,
}

impl Queue {
    pub fn reset(&mut self, lines: usize, words: usize) {
        self.lines.iter_mut().for_each(VecDeque::clear);
        self.lines.resize_with(lines, VecDeque::new);
        self.filled.clear();
        self.filled.resize(words, 0);
        self.limits.clear();
        self.limits.resize(lines, FEW);
        self.special.clear();
        self.standing = 0;
    }

    /// Puts somebody into a line, at the end or where their place is.
    #[inline(always)]
    pub fn push(&mut self, line: usize, customer: Customer) {
        self.standing += 1;
        self.filled[line / 64] |= 1 << (line % 64);
        let waiting = &mut self.lines[line];
        match waiting.back() {
            Some(last) if (last.since_us, last.order) > (customer.since_us, customer.order) => {
                let at =
                    waiting.partition_point(|w| (w.since_us, w.order) < (customer.since_us, customer.order));
                waiting.insert(at, customer);
            }
            _ => waiting.push_back(customer),
        }
    }

    /// Whether a line is long enough to be cleared of those who have left.
    #[inline]
    pub fn is_full(&self, line: usize) -> bool {
        self.lines[line].len() >= self.limits[line]
    }

    /// Takes the head off a line.
    #[inline]
    pub fn pop(&mut self, line: usize) -> Option<Customer> {
        let customer = self.lines[line].pop_front()?;
        self.standing -= 1;
        if self.lines[line].is_empty() {
            self.filled[line / 64] &= !(1 << (line % 64));
        }
        Some(customer)
    }

    pub fn push_special(&mut self, customer: Customer, special: Special) {
        self.standing += 1;
        self.special.push((customer, special));
    }

    pub fn take_special(&mut self, place: usize) -> (Customer, Special) {
        self.standing -= 1;
        self.special.swap_remove(place)
    }

    /// Takes out of a line all whose patience is over.
    pub fn clear_line(&mut self, line: usize, now_us: i64, mut left: impl FnMut(&Customer)) {
        let waiting = &mut self.lines[line];
        let before = waiting.len();
        waiting.retain(|customer| {
            let stays = customer.leaves_us > now_us;
            if !stays {
                left(customer);
            }
            stays
        });
        self.standing -= (before - waiting.len()) as u64;
        self.limits[line] = FEW.max(2 * waiting.len());
        if waiting.is_empty() {
            self.filled[line / 64] &= !(1 << (line % 64));
        }
    }

    /// Takes out everybody whose patience is over.
    pub fn clear(&mut self, now_us: i64, mut left: impl FnMut(&Customer)) {
        for line in 0..self.lines.len() {
            if !self.lines[line].is_empty() {
                self.clear_line(line, now_us, &mut left);
            }
        }
        let before = self.special.len();
        self.special.retain(|(customer, _)| {
            let stays = customer.leaves_us > now_us;
            if !stays {
                left(customer);
            }
            stays
        });
        self.standing -= (before - self.special.len()) as u64;
    }
}
