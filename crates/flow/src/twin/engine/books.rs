//! What is written down while a run goes on.

use crate::twin::tally::{CELLS, Felt, Flow, Outcome, Quarter, Waits, Work, cell_of};

const QUARTER_US: i64 = 900_000_000;
/// More quarters than this, four hundred days, are added up in the last.
const MOST_QUARTERS: usize = 400 * 96;

/// A histogram on its way.
#[derive(Clone, Debug)]
struct Spread {
    n: u64,
    sum_us: i64,
    sum_sq: f64,
    max_us: i64,
    cells: Vec<u64>,
}

impl Spread {
    fn new() -> Self {
        Self { n: 0, sum_us: 0, sum_sq: 0.0, max_us: 0, cells: vec![0; CELLS] }
    }

    fn reset(&mut self) {
        if self.n > 0 {
            let last = cell_of(self.max_us as f64 * 1e-6);
            self.cells[..=last].fill(0);
            (self.n, self.sum_us, self.sum_sq, self.max_us) = (0, 0, 0.0, 0);
        }
    }

    #[inline]
    fn add(&mut self, us: i64) {
        let s = us as f64 * 1e-6;
        self.n += 1;
        self.sum_us += us;
        self.sum_sq += s * s;
        self.max_us = self.max_us.max(us);
        self.cells[cell_of(s)] += 1;
    }

    fn waits(&self) -> Waits {
        let seconds = self.max_us as f64 * 1e-6;
        let cells = self.cells[..=cell_of(seconds)].iter().enumerate().filter(|(_, count)| **count > 0);
        let cells = cells.map(|(cell, &count)| (u16::try_from(cell).unwrap_or(u16::MAX), count)).collect();
        Waits::new(self.n, self.sum_us as f64 * 1e-6, self.sum_sq, seconds, cells)
    }
}

/// The flow of a purpose on its way.
#[derive(Clone, Debug)]
pub(super) struct Ledger {
    pub counts: Flow,
    waits: Spread,
    left_after: Spread,
    services_us: i64,
}

impl Ledger {
    fn new() -> Self {
        Self { counts: Flow::default(), waits: Spread::new(), left_after: Spread::new(), services_us: 0 }
    }

    fn reset(&mut self) {
        self.counts = Flow::default();
        self.waits.reset();
        self.left_after.reset();
        self.services_us = 0;
    }

    fn flow(&self) -> Flow {
        Flow {
            waits: self.waits.waits(),
            left_after: self.left_after.waits(),
            services_s: self.services_us as f64 * 1e-6,
            ..self.counts.clone()
        }
    }
}

/// A quarter of an hour on its way, in microseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    arrived: u64,
    called: u64,
    within: u64,
    left: u64,
    waits_us: i64,
    busy_us: i64,
    open_us: i64,
    queue_us: i64,
}

/// Everything that is written down.
///
/// The time that counters are busy or people wait is added up by its changes: one that begins adds what is left of the
/// quarter, one that ends takes it away, and a new quarter begins with as many whole ones as go on.
#[derive(Clone, Debug, Default)]
pub(super) struct Books {
    pub purposes: Vec<Ledger>,
    pub work: Vec<Work>,
    slots: Vec<Slot>,
    /// The slot of the quarter that goes on; the one in the list is out of date.
    current: Slot,
    /// The quarter that goes on, counted from the first, its place among the slots, and its end.
    quarter: i64,
    slot: usize,
    quarter_ends_us: i64,
    origin_us: i64,
    /// Quarters of a day that repeats; 0 if it does not.
    fold: i64,
    busy: i64,
    open: i64,
    queue: i64,
    promise_us: i64,
    pub longest_queue: u64,
    pub events: u64,
    pub ended_us: i64,
}

impl Books {
    pub fn reset(
        &mut self,
        purposes: usize,
        counters: usize,
        starts_us: i64,
        period_us: Option<i64>,
        promise_s: f64,
    ) {
        self.purposes.resize_with(purposes, Ledger::new);
        self.work.clear();
        self.work.resize(counters, Work::default());
        self.origin_us = starts_us.div_euclid(QUARTER_US) * QUARTER_US;
        self.fold = period_us.map_or(0, |period| (period + QUARTER_US - 1) / QUARTER_US);
        (self.busy, self.open, self.queue) = (0, 0, 0);
        self.promise_us = (promise_s.clamp(0.0, 1e12) * 1e6) as i64;
        (self.events, self.ended_us) = (0, starts_us);
        (self.quarter, self.slot, self.quarter_ends_us) = (0, 0, self.origin_us + QUARTER_US);
        self.slots.clear();
        self.slots.push(Slot::default());
        self.current = Slot::default();
        self.forget(starts_us);
    }

    /// Begins to count anew, with those who are there.
    pub fn forget(&mut self, now_us: i64) {
        self.purposes.iter_mut().for_each(Ledger::reset);
        self.work.fill(Work::default());
        self.slots.iter_mut().for_each(|slot| *slot = Slot::default());
        self.current = Slot::default();
        let (slot, rest) = (&mut self.current, self.quarter_ends_us - now_us);
        (slot.busy_us, slot.open_us, slot.queue_us) = (self.busy * rest, self.open * rest, self.queue * rest);
        self.longest_queue = u64::try_from(self.queue).unwrap_or(0);
    }

    /// Lets time pass.
    #[inline]
    pub fn pass(&mut self, now_us: i64) {
        while now_us >= self.quarter_ends_us {
            self.turn();
        }
    }

    #[cold]
    fn turn(&mut self) {
        self.slots[self.slot] = self.current;
        self.quarter += 1;
        self.slot = self.place(self.quarter);
        self.quarter_ends_us += QUARTER_US;
        if self.slot >= self.slots.len() {
            self.slots.resize(self.slot + 1, Slot::default());
        }
        self.current = self.slots[self.slot];
        let slot = &mut self.current;
        slot.busy_us += self.busy * QUARTER_US;
        slot.open_us += self.open * QUARTER_US;
        slot.queue_us += self.queue * QUARTER_US;
    }

    /// The slot of a quarter.
    fn place(&self, quarter: i64) -> usize {
        let folded = if self.fold > 0 { quarter % self.fold } else { quarter };
        usize::try_from(folded.max(0)).unwrap_or(0).min(MOST_QUARTERS - 1)
    }

    #[inline]
    pub fn arrived(&mut self, purpose: u16) {
        self.purposes[usize::from(purpose)].counts.arrived += 1;
        self.current.arrived += 1;
        self.events += 1;
    }

    #[inline]
    pub fn queue_grows(&mut self, now_us: i64) {
        self.queue += 1;
        self.current.queue_us += self.quarter_ends_us - now_us;
    }

    #[inline]
    pub fn queue_shrinks(&mut self, now_us: i64) {
        self.queue -= 1;
        self.current.queue_us -= self.quarter_ends_us - now_us;
    }

    /// Somebody was called who comes.
    #[inline]
    pub fn called(&mut self, purpose: u16, wait_us: i64) {
        self.purposes[usize::from(purpose)].waits.add(wait_us);
        let slot = &mut self.current;
        slot.called += 1;
        slot.waits_us += wait_us;
        slot.within += u64::from(wait_us <= self.promise_us);
    }

    /// Somebody had left at `at_us`, which is noticed at `now_us`.
    pub fn left(&mut self, purpose: u16, waited_us: i64, at_us: i64, now_us: i64) {
        let ledger = &mut self.purposes[usize::from(purpose)];
        ledger.counts.left += 1;
        ledger.left_after.add(waited_us);
        self.events += 1;
        self.ended_us = self.ended_us.max(at_us);
        self.queue -= 1;
        debug_assert!(at_us <= now_us, "nobody has left who still waits");
        if at_us >= self.quarter_ends_us - QUARTER_US {
            self.current.queue_us -= self.quarter_ends_us - at_us;
            self.current.left += 1;
        } else {
            self.left_before(at_us);
        }
    }

    /// Somebody had left in a quarter that is over: the waits that were written down since are taken back.
    #[cold]
    fn left_before(&mut self, at_us: i64) {
        self.current.queue_us -= QUARTER_US;
        self.slots[self.slot] = self.current;
        let then = (at_us - self.origin_us).div_euclid(QUARTER_US).max(0);
        for quarter in then + 1..self.quarter {
            let place = self.place(quarter);
            self.slots[place].queue_us -= QUARTER_US;
        }
        let place = self.place(then);
        self.slots[place].queue_us -= self.origin_us + (then + 1) * QUARTER_US - at_us;
        self.slots[place].left += 1;
        self.current = self.slots[self.slot];
    }

    #[inline]
    pub fn busy_from(&mut self, now_us: i64) {
        self.busy += 1;
        self.current.busy_us += self.quarter_ends_us - now_us;
    }

    #[inline]
    pub fn busy_until(&mut self, counter: usize, since_us: i64, now_us: i64) {
        self.busy -= 1;
        self.current.busy_us -= self.quarter_ends_us - now_us;
        self.work[counter].busy_s += (now_us - since_us) as f64 * 1e-6;
    }

    #[inline]
    pub fn served(&mut self, counter: usize, purpose: u16, service_us: i64) {
        let ledger = &mut self.purposes[usize::from(purpose)];
        ledger.counts.served += 1;
        ledger.services_us += service_us;
        self.work[counter].served += 1;
    }

    pub fn open_from(&mut self, now_us: i64) {
        self.open += 1;
        self.current.open_us += self.quarter_ends_us - now_us;
    }

    pub fn open_until(&mut self, counter: usize, since_us: i64, planned_us: i64, now_us: i64) {
        self.open -= 1;
        self.current.open_us -= self.quarter_ends_us - now_us;
        let work = &mut self.work[counter];
        work.open_s += (now_us - since_us) as f64 * 1e-6;
        work.overtime_s += (now_us - planned_us.max(since_us)).max(0) as f64 * 1e-6;
    }

    pub fn felt(&mut self, purpose: u16, score: f64) {
        let Felt { n, sum, sum_sq } = &mut self.purposes[usize::from(purpose)].counts.felt;
        *n += 1;
        *sum += score;
        *sum_sq += score * score;
    }

    /// Closes the books at a time: what still goes on ends there.
    pub fn close(&mut self, now_us: i64) -> Outcome {
        self.pass(now_us);
        let rest = self.quarter_ends_us - now_us;
        let slot = &mut self.current;
        slot.busy_us -= self.busy * rest;
        slot.open_us -= self.open * rest;
        slot.queue_us -= self.queue * rest;
        self.slots[self.slot] = self.current;
        let purposes: Vec<Flow> = self.purposes.iter().map(Ledger::flow).collect();
        let mut all = Flow::default();
        purposes.iter().for_each(|flow| all.add(flow));
        let origin = self.origin_us;
        let quarter = |(n, slot): (usize, &Slot)| Quarter {
            from_us: origin + n as i64 * QUARTER_US,
            arrived: slot.arrived,
            called: slot.called,
            waits_s: slot.waits_us as f64 * 1e-6,
            within: slot.within,
            left: slot.left,
            busy_s: slot.busy_us as f64 * 1e-6,
            open_s: slot.open_us as f64 * 1e-6,
            queue_s: slot.queue_us as f64 * 1e-6,
        };
        Outcome {
            all,
            purposes,
            quarters: self.slots.iter().enumerate().map(quarter).collect(),
            counters: self.work.clone(),
            halves: None,
            longest_queue: self.longest_queue,
            events: self.events,
            ended_us: self.ended_us,
        }
    }
}
