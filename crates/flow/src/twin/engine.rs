//! One run of a hall, event by event.
//!
//! [`tree`] holds what comes next, [`stream`] who comes, [`queue`] who waits, [`desk`] who works, [`call`] who is called,
//! [`agenda`] what is due, [`books`] what is written down, [`told`] who hears of it, [`probe`] who is asked about; [`plan`] is the
//! hall made ready. Here is what happens to a customer.

mod agenda;
mod books;
mod call;
mod desk;
mod plan;
mod probe;
mod queue;
mod start;
mod stream;
mod told;
mod tree;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use self::agenda::Due;
use self::books::Books;
use self::call::BECAUSE;
use self::desk::{Desk, Doing};
use self::plan::{FOREVER_US, Plan};
pub(super) use self::probe::Probe;
use self::queue::{Customer, NO_TRAIL, Queue, Special};
use self::stream::{Comes, Stream};
use self::told::Teller;
pub use self::told::{Feel, Happened, Seen};
pub(super) use self::told::{Silent, Watch};
use self::tree::{NEVER, Tree};
use super::chance::Key;
use super::hall::Hall;
use super::state::Start;
use super::tally::{Halves, Outcome};
use crate::calling::{Memory, Order};

/// Which part of a run counts, and where it is stopped.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    pub warm_up_us: i64,
    pub until_us: Option<i64>,
}

/// Which draw of a customer's chance; those of a further service come [`STAGE`] later.
#[derive(Clone, Copy)]
enum Draw {
    Class,
    Diverted,
    ComesBack,
    After,
    Patience,
    Service,
    Walk,
    Missed,
    Holds,
    Prepared,
    Prepares,
    Next,
    Comes,
    Late,
    Check,
}

/// Draws of one service.
const STAGE: u64 = 16;

impl Customer {
    #[inline]
    fn chance(&self, draw: Draw) -> f64 {
        self.key.child(u64::from(self.stage) * STAGE + draw as u64).share()
    }
}

/// The times of a visit, for what it felt like.
#[derive(Clone, Debug, Default)]
struct Trail {
    purpose: usize,
    waits_s: Vec<f32>,
    services: Vec<(usize, f32)>,
}

/// The leaf of the agenda; counters follow, then streams.
const AGENDA: usize = 0;
const COUNTERS: usize = 1;

/// A hall at work. One engine runs any number of replications, one after another.
pub(super) struct Engine<'a, W: Watch = Silent> {
    plan: Plan<'a>,
    feel: Option<&'a dyn Feel>,
    watch: W,
    now_us: i64,
    until_us: i64,
    tree: Tree,
    agenda: BinaryHeap<Reverse<(i64, Due)>>,
    root: Key,
    streams: Vec<Stream>,
    /// Who comes next in each stream.
    comes: Vec<Option<Comes>>,
    /// The next of a given list.
    given: usize,
    queue: Queue,
    desks: Vec<Desk>,
    /// Idle counters as bits, and how often a counter became idle.
    idle: Vec<u64>,
    turns_idle: u64,
    memory: Memory,
    books: Books,
    joined: u64,
    /// Who will come back, and places in that list that are free.
    away: Vec<Customer>,
    away_free: Vec<usize>,
    trails: Vec<Trail>,
    free_trails: Vec<u32>,
    in_middle: Option<(u64, i64)>,
}

impl<'a> Engine<'a> {
    pub(super) fn new(hall: &'a Hall, start: &'a Start, feel: Option<&'a dyn Feel>) -> Self {
        Self::watched(hall, start, feel, Silent)
    }
}

impl<'a, W: Watch> Engine<'a, W> {
    fn watched(hall: &'a Hall, start: &'a Start, feel: Option<&'a dyn Feel>, watch: W) -> Self {
        Self {
            plan: Plan::new(hall, start),
            feel,
            watch,
            now_us: 0,
            until_us: NEVER,
            tree: Tree::default(),
            agenda: BinaryHeap::new(),
            root: Key::root(0, 0),
            streams: Vec::new(),
            comes: Vec::new(),
            given: 0,
            queue: Queue::default(),
            desks: Vec::new(),
            idle: Vec::new(),
            turns_idle: 0,
            memory: Memory::default(),
            books: Books::default(),
            joined: 0,
            away: Vec::new(),
            away_free: Vec::new(),
            trails: Vec::new(),
            free_trails: Vec::new(),
            in_middle: None,
        }
    }

    /// One replication.
    pub(super) fn run(&mut self, seed: u64, replication: u64, span: Span) -> Outcome {
        self.begin(Key::root(seed, replication), span);
        let first_stream = COUNTERS + self.desks.len();
        loop {
            let (at_us, leaf) = self.tree.next();
            if at_us >= self.until_us || (W::ON && self.watch.is_over()) {
                break;
            }
            self.now_us = at_us;
            self.books.pass(at_us);
            if leaf >= first_stream {
                self.arrive(leaf - first_stream);
            } else if leaf == AGENDA {
                self.keep_agenda();
            } else {
                self.desk_turns(leaf - COUNTERS);
            }
        }
        self.end()
    }

    /// Somebody comes through the door.
    #[inline]
    fn arrive(&mut self, stream: usize) {
        let Some(comes) = self.comes[stream] else { return };
        self.expect(stream);
        let purpose = &self.plan.hall.purposes[usize::from(comes.purpose)];
        let mut customer = self.stranger(comes.key, comes.purpose);
        let mix = &self.plan.mixes[usize::from(comes.purpose)];
        customer.class = match mix.as_slice() {
            [(_, only)] => *only,
            mix => {
                let share = customer.chance(Draw::Class);
                mix.iter().find(|(up_to, _)| share < *up_to).map_or(0, |(_, class)| *class)
            }
        };
        self.books.arrived(comes.purpose);
        if purpose.diverted.share > 0.0 && customer.chance(Draw::Diverted) < purpose.diverted.share {
            self.divert(customer);
            return;
        }
        self.join(customer, None);
    }

    /// Finds out who comes next in a stream.
    #[inline]
    fn expect(&mut self, stream: usize) {
        let comes = match &self.plan.profile {
            Some(profile) => self.streams[stream].next(profile),
            None => self.next_given(),
        };
        self.comes[stream] = comes;
        let leaf = COUNTERS + self.desks.len() + stream;
        self.tree.set(leaf, comes.map_or(NEVER, |comes| comes.at_us));
    }

    /// Somebody of whom nothing is known but chance.
    #[inline]
    fn stranger(&self, key: Key, purpose: u16) -> Customer {
        Customer {
            key,
            order: 0,
            since_us: self.now_us,
            began_us: self.now_us,
            leaves_us: i64::MAX,
            trail: NO_TRAIL,
            purpose,
            class: 0,
            stage: 0,
            prepared: None,
        }
    }

    /// Somebody takes another channel, and perhaps comes back.
    #[inline(never)]
    fn divert(&mut self, customer: Customer) {
        let diverted = &self.plan.hall.purposes[usize::from(customer.purpose)].diverted;
        self.books.purposes[usize::from(customer.purpose)].counts.diverted += 1;
        if customer.chance(Draw::ComesBack) < diverted.comes_back {
            let back_us = self.now_us + micros(diverted.after.draw(customer.chance(Draw::After)));
            if back_us < self.plan.hall.closes_us {
                let place = self.free_place(customer);
                self.agenda(back_us, Due::ComesBack(place));
            }
        }
    }

    /// Keeps in mind somebody who is out of the hall.
    fn free_place(&mut self, customer: Customer) -> usize {
        let Some(place) = self.away_free.pop() else {
            self.away.push(customer);
            return self.away.len() - 1;
        };
        self.away[place] = customer;
        place
    }

    /// Somebody joins the queue, or is called at once.
    #[inline]
    fn join(&mut self, mut customer: Customer, special: Option<Special>) {
        customer.order = self.joined;
        self.joined += 1;
        self.books.ended_us = self.now_us;
        if self.feel.is_some() && customer.trail == NO_TRAIL {
            customer.trail = self.new_trail(customer.purpose);
        }
        let is_due = special.as_ref().is_none_or(|special| special.due_us() <= self.now_us);
        if is_due && let Some(counter) = self.idle_counter(customer.purpose, special.as_ref()) {
            self.tell_joined(&customer, special.as_ref());
            if special.is_none() && matches!(self.plan.hall.rule.order, Order::Ratio(_)) {
                self.books.queue_grows(self.now_us);
                self.queue.push(self.plan.line(customer.purpose, customer.class), customer);
                self.call_next(counter);
            } else {
                self.leave_idle(counter);
                let because = BECAUSE[usize::from(self.claim(&customer, special.as_ref()).0)];
                self.call(counter, customer, because);
            }
            return;
        }
        let patience = &self.plan.hall.purposes[usize::from(customer.purpose)].patience;
        if !patience.is_never() {
            customer.leaves_us = after(customer.began_us, patience.draw(customer.chance(Draw::Patience)));
        }
        self.tell_joined(&customer, special.as_ref());
        self.stand(customer, special);
    }

    /// Puts somebody where they wait.
    #[inline(always)]
    fn stand(&mut self, customer: Customer, special: Option<Special>) {
        self.books.queue_grows(self.now_us);
        if let Some(special) = special {
            if special.due_us() > self.now_us {
                self.agenda(special.due_us(), Due::SomeTime);
            }
            self.queue.push_special(customer, special);
        } else {
            let line = self.plan.line(customer.purpose, customer.class);
            if self.queue.is_full(line) {
                self.clear_line(line);
            }
            self.queue.push(line, customer);
        }
        if self.queue.standing > self.books.longest_queue {
            self.clear_queue();
            self.books.longest_queue = self.books.longest_queue.max(self.queue.standing);
        }
    }

    /// Notes that somebody had left, when it is noticed.
    fn gone(books: &mut Books, watch: &mut W, now_us: i64, customer: &Customer) {
        let waited_us = customer.leaves_us - customer.began_us;
        books.left(customer.purpose, waited_us, customer.leaves_us, now_us);
        if W::ON {
            watch.tell(Happened::Left { at_us: customer.leaves_us, order: customer.order });
        }
    }

    #[inline(never)]
    fn clear_line(&mut self, line: usize) {
        let now_us = self.now_us;
        let mut felt = Vec::new();
        let (books, watch) = (&mut self.books, &mut self.watch);
        self.queue.clear_line(line, now_us, |customer| {
            Self::gone(books, watch, now_us, customer);
            felt.extend((customer.trail != NO_TRAIL).then_some(*customer));
        });
        self.feel_all(&felt);
    }

    /// Takes everybody out of the queue whose patience is over.
    #[inline(never)]
    fn clear_queue(&mut self) {
        let now_us = self.now_us;
        let mut felt = Vec::new();
        let (books, watch) = (&mut self.books, &mut self.watch);
        self.queue.clear(now_us, |customer| {
            Self::gone(books, watch, now_us, customer);
            felt.extend((customer.trail != NO_TRAIL).then_some(*customer));
        });
        self.feel_all(&felt);
    }

    fn feel_all(&mut self, left: &[Customer]) {
        for customer in left {
            self.note_wait(customer, customer.leaves_us - customer.began_us);
            self.ends(customer, true);
        }
    }

    /// What happens to those who were served: on to another service, or home.
    fn go_on(&mut self, counter: usize) {
        let Desk { customer, serves_us, .. } = self.desks[counter];
        // Not idle yet: who goes on to another service does not find this counter free before it has called.
        self.desks[counter].doing = Doing::Off;
        if let Some(trail) = self.trails.get_mut(customer.trail as usize) {
            let took_s = (self.now_us - serves_us) as f32 * 1e-6;
            trail.services.push((usize::from(customer.purpose), took_s));
        }
        if self.plan.has_routes {
            let hall = self.plan.hall;
            let next = &hall.purposes[usize::from(customer.purpose)].next;
            if !next.is_empty() {
                let share = customer.chance(Draw::Next);
                let mut up_to = 0.0;
                for way in next {
                    up_to += way.share;
                    if share < up_to {
                        let since_us = if way.keeps_place { customer.since_us } else { self.now_us };
                        let purpose = u16::try_from(way.purpose).unwrap_or(u16::MAX);
                        let stage = customer.stage.saturating_add(1);
                        let began_us = self.now_us;
                        // who would wait there for ever goes to whoever can
                        let stays = way.same_counter && self.plan.can(counter, purpose);
                        let special = stays.then(|| Special {
                            for_counter: Some(hall.counters[counter].counter),
                            ..Special::default()
                        });
                        self.books.arrived(purpose);
                        self.books.purposes[way.purpose].counts.continued += 1;
                        let customer = Customer {
                            purpose,
                            stage,
                            since_us,
                            began_us,
                            prepared: None,
                            leaves_us: i64::MAX,
                            ..customer
                        };
                        self.join(customer, special);
                        return;
                    }
                }
            }
        }
        self.ends(&customer, false);
    }

    /// Keeps a wait in the visit's trail.
    #[inline]
    fn note_wait(&mut self, customer: &Customer, wait_us: i64) {
        if let Some(trail) = self.trails.get_mut(customer.trail as usize) {
            trail.waits_s.push(wait_us as f32 * 1e-6);
        }
    }

    /// A visit is over, served or not.
    #[inline]
    fn ends(&mut self, customer: &Customer, left: bool) {
        let Some(feel) = self.feel else { return };
        let Some(trail) = self.trails.get(customer.trail as usize) else { return };
        let Trail { purpose, waits_s, services } = trail;
        let score = feel.score(&Seen { waits_s, services, left, purpose: *purpose });
        self.books.felt(customer.purpose, score);
        self.free_trails.push(customer.trail);
    }

    fn new_trail(&mut self, purpose: u16) -> u32 {
        let fresh = Trail { purpose: usize::from(purpose), ..Trail::default() };
        if let Some(place) = self.free_trails.pop() {
            let trail = &mut self.trails[place as usize];
            trail.purpose = fresh.purpose;
            trail.waits_s.clear();
            trail.services.clear();
            return place;
        }
        self.trails.push(fresh);
        u32::try_from(self.trails.len() - 1).unwrap_or(NO_TRAIL)
    }

    fn tell_joined(&mut self, customer: &Customer, special: Option<&Special>) {
        if W::ON {
            self.watch.tell(Happened::Joined {
                at_us: self.now_us,
                order: customer.order,
                purpose: usize::from(customer.purpose),
                class: self.plan.classes[usize::from(customer.class)],
                since_us: customer.since_us,
                leaves_us: customer.leaves_us,
                appointment: special.and_then(|special| special.window),
                for_counter: special.and_then(|special| special.for_counter),
            });
        }
    }

    /// Closes the books.
    fn end(&mut self) -> Outcome {
        let stopped = self.until_us < NEVER;
        self.now_us = if stopped { self.until_us.max(self.now_us) } else { self.last_us() };
        self.books.pass(self.now_us);
        self.clear_queue();
        if stopped {
            for customer in self.queue.lines.iter().flatten().chain(self.queue.special.iter().map(|(c, _)| c))
            {
                self.books.purposes[usize::from(customer.purpose)].counts.there += 1;
            }
        } else {
            self.send_home();
        }
        for counter in 0..self.desks.len() {
            let desk = &self.desks[counter];
            if desk.is_taken() {
                self.books.purposes[usize::from(desk.customer.purpose)].counts.there += 1;
                self.books.work[counter].busy_s += (self.now_us - desk.taken_us) as f64 * 1e-6;
            }
            self.leave_work(counter);
        }
        let halves = self.in_middle.filter(|_| stopped).map(|(in_middle, at)| Halves {
            in_middle,
            at_end: self.queue.standing,
            hours: (self.now_us - at).max(1) as f64 / 3.6e9,
        });
        Outcome { halves, ..self.books.close(self.now_us) }
    }

    /// When the last of those who still wait has left, or the doors have closed on those who never would.
    fn last_us(&self) -> i64 {
        let mut last = self.now_us;
        for customer in self.queue.lines.iter().flatten().chain(self.queue.special.iter().map(|(c, _)| c)) {
            let leaves =
                if customer.leaves_us < NEVER { customer.leaves_us } else { self.plan.hall.closes_us };
            last = last.max(leaves);
        }
        last.min(NEVER - 1)
    }
}

/// So many seconds after a time; at the end of time where that is longer than anything.
#[inline]
fn after(from_us: i64, s: f64) -> i64 {
    match micros(s) {
        FOREVER_US.. => i64::MAX,
        us => from_us.saturating_add(us),
    }
}

/// Seconds as microseconds; what is infinite is later than anything.
#[inline]
fn micros(s: f64) -> i64 {
    // A cast saturates, and a quarter of the range leaves room to add.
    ((s * 1e6) as i64).min(FOREVER_US)
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
    Engine::watched(hall, start, None, Teller(tell)).run(seed, replication, Span { warm_up_us: 0, until_us })
}
