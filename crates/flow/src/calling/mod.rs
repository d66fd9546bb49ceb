//! Who is called next.
//!
//! [`choose`] looks at everybody who waits, at one desk that is free, and at the hall's [`Rule`]; it names one visit, or
//! nobody if the desk can serve nobody. It is a pure function and allocates nothing, so it can be asked inside the
//! transaction that calls the visit, and again when the log is replayed.
//!
//! # Who can be called
//!
//! A visit can be called to a desk if all of this holds ([`can_call`]):
//!
//! - the desk has every skill that the visit needs, and takes its purpose;
//! - a visit transferred to a counter or to a person is at that counter, with that person;
//! - it is not held: `not_before_us` has come;
//! - an appointment's window has begun. Nobody is called before their window, even to an idle desk: the time was promised,
//!   and the customer may be out of the room.
//!
//! # In what order
//!
//! 1. **Over the cap**: who has waited longer than [`Rule::longest_wait_us`]; oldest first, whatever the class.
//! 2. **For this desk**: visits transferred to this counter or person; oldest first.
//! 3. **Appointments** kept by the customer, their time having come: earliest window first, then oldest.
//! 4. The hall's [`Order`] among all others.
//!
//! *Oldest* means: joined the queue first, and among equals the smaller key. So the order is total and does not depend on
//! how the visits are listed.
//!
//! **Appointments.** Who checks in before the window's end has kept the appointment, and does not lose it if the hall then
//! falls behind. Their wait counts from check-in, or from the window's beginning if that is later. Who checks in after the
//! window's end is a walk-in from check-in on.
//!
//! # The orders
//!
//! - [`Order::LongestWait`]: first come, first served.
//! - [`Order::PriorityWithAgeing`]: each class starts with points and gains points with each minute; most points first.
//!   With no points at the start this is the accumulating priority queue: L. Kleinrock, *A delay dependent queue
//!   discipline*, Naval Research Logistics Quarterly 11 (1964) 329–341; D. A. Stanford, P. Taylor & I. Ziedins, *Waiting
//!   time distributions in the accumulating priority queue*, Queueing Systems 77 (2014) 297–330. In a busy M/G/1 queue
//!   the mean waits of two classes then approach the inverse ratio of their rates. Within a class it is first come, first served.
//! - [`Order::Ratio`]: turns in an exact sequence, [`Ratio`].
//!
//! ## A skipped turn
//!
//! The sequence P P G S is a round of four turns, and a [`Memory`] knows which of them are taken. A desk takes the first
//! turn of the round that is not taken and whose class has somebody it can call. So:
//!
//! - While all classes wait, calls are P P G S P P G S … without end.
//! - A turn that is skipped stays open in its round: if nobody of G was there, and then comes, G is called at the next
//!   press. It does not add up: a round holds two turns for P, however long nobody of P was there.
//! - When a desk finds no open turn that it can use, the turns of the classes it can serve are opened again, and those of
//!   classes of which nobody waits. Turns of a class that waits for *other* desks stay as they are: a desk that serves S
//!   only does not use up, or renew, the turns of P and G.
//! - When the last turn of a round is taken, all are open again.
//! - A call out of order (over the cap, transferred, appointment) is nobody's turn, and leaves the memory as it was.
//! - A class the ratio does not name is called when nobody of a named class can be; the cap protects it.
//!
//! # The bound on starvation
//!
//! **Theorem.** Let a visit begin to wait at *a* (see *Appointments*), not be held after *T* = *a* + cap, and not be
//! changed by a transfer. Let *c* ≥ 1 desks that can serve it be open from *T* on, each calling as soon as it is free, no
//! service of theirs (with what lies between two calls) longer than *S*. Let *k* be the number of visits older than it
//! that wait at *T*, none older joining later by a transfer. Then it is called no later than
//!
//! > cap + ⌈(k + 1) / c⌉ · S after *a*.
//!
//! *Proof.* If one of the *c* desks was free at *T*, it had called the visit, since [`choose`] names somebody whenever
//! somebody can be called. After *T* the visit is over the cap, so as long as it waits each call by one of the *c* desks
//! names a visit at least as old: one of the *k*, and none of them twice. In each span of length *S* every one of these desks
//! comes free at least once and calls. After *j* spans there were *c j* calls, so with *j* = ⌈(k + 1) / c⌉ one of them
//! named the visit. ∎
//!
//! Under every order, then, nobody waits for classes above them, only for those who came earlier. The price: in a hall
//! where most wait longer than the cap, every order becomes first come, first served. So the cap belongs well
//! above the usual wait. A visit that no open desk can serve has *c* = 0 and no bound; [`can_call`] finds these.

mod ratio;
mod set;

pub use ratio::{MOST_TURNS, Ratio, RatioFault};
pub use set::{MOST_NAMES, Name, Names, Set, TooManyNames};

/// A class of customers, such as platinum; numbered by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(pub u16);

/// The window of an appointment, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Called from here on, in microseconds.
    pub from_us: i64,
    /// Checked in until here, in microseconds.
    pub to_us: i64,
}

/// One visit that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Names the visit and settles ties, the smaller first. A UUID fits.
    pub key: u128,
    /// When it joined the queue, in microseconds. A visit that is transferred and keeps its place keeps this.
    pub since_us: i64,
    /// What for.
    pub purpose: Name,
    /// The customer's class.
    pub class: Class,
    /// The skills it takes.
    pub skills_needed: Set,
    /// The appointment, if there is one.
    pub appointment: Option<Window>,
    /// Only at this counter.
    pub for_counter: Option<u128>,
    /// Only with this person.
    pub for_person: Option<u128>,
    /// Held until here, in microseconds; its wait goes on meanwhile.
    pub not_before_us: Option<i64>,
}

/// A desk that is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Desk {
    /// The counter.
    pub counter: u128,
    /// Who works at it.
    pub person: u128,
    /// What the person can do.
    pub skills: Set,
    /// What the counter takes; [`Set::ALL`] if it is not restricted.
    pub purposes: Set,
}

/// How points are gathered under [`Order::PriorityWithAgeing`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ageing {
    /// Points on joining the queue.
    pub start: u32,
    /// Points gained with each minute.
    pub per_minute: u32,
}

/// The hall's order among those whom no stronger reason puts first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// First come, first served.
    LongestWait,
    /// Most points first.
    PriorityWithAgeing {
        /// The points of the classes.
        classes: Vec<(Class, Ageing)>,
        /// Those of any class not listed.
        others: Ageing,
    },
    /// In turns.
    Ratio(Ratio),
}

/// How a hall calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The order.
    pub order: Order,
    /// Who has waited longer than this goes first, in microseconds.
    pub longest_wait_us: i64,
}

/// The turns of the round that are taken: one for each hall, kept between calls, zero at the beginning. Only
/// [`Order::Ratio`] uses it; under another ratio than before it is as good as any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    taken: u32,
}

impl From<u32> for Memory {
    fn from(taken: u32) -> Self {
        Self { taken }
    }
}

impl From<Memory> for u32 {
    fn from(memory: Memory) -> Self {
        memory.taken
    }
}

/// Why this visit, and not another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// It has waited longer than the cap.
    OverTheCap,
    /// It was transferred to this counter or person.
    ForThisDesk,
    /// It has an appointment, and its time has come.
    Appointment,
    /// The hall's order.
    Order,
}

/// The visit to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Its place among those given.
    pub index: usize,
    /// Its key.
    pub key: u128,
    /// Why.
    pub because: Because,
    /// The memory to keep, if the call is made.
    pub memory: Memory,
}

impl Waiting {
    /// Whether the customer has an appointment and checked in before its end.
    #[must_use]
    pub fn keeps_appointment(&self) -> Option<Window> {
        self.appointment.filter(|window| self.since_us <= window.to_us)
    }

    /// When the wait began to count: on joining, but not before the appointment's time.
    #[must_use]
    pub fn counts_from_us(&self) -> i64 {
        self.keeps_appointment().map_or(self.since_us, |window| self.since_us.max(window.from_us))
    }

    /// How long it has waited, in microseconds; 0 if its time is still to come.
    #[must_use]
    pub fn waited_us(&self, now_us: i64) -> i64 {
        now_us.saturating_sub(self.counts_from_us()).max(0)
    }

    /// Whether its time has come: not held, and not before its appointment.
    #[must_use]
    pub fn is_due(&self, now_us: i64) -> bool {
        self.not_before_us.is_none_or(|until| until <= now_us)
            && self.keeps_appointment().is_none_or(|window| window.from_us <= now_us)
    }

    /// The order of first come, first served.
    fn age(&self) -> (i64, u128) {
        (self.counts_from_us(), self.key)
    }
}

/// Whether the desk could serve the visit, now or later.
#[must_use]
pub fn can_serve(desk: &Desk, visit: &Waiting) -> bool {
    desk.skills.covers(visit.skills_needed)
        && desk.purposes.contains(visit.purpose)
        && visit.for_counter.is_none_or(|counter| counter == desk.counter)
        && visit.for_person.is_none_or(|person| person == desk.person)
}

/// Whether the visit can be called to the desk now.
#[must_use]
pub fn can_call(desk: &Desk, visit: &Waiting, now_us: i64) -> bool {
    visit.is_due(now_us) && can_serve(desk, visit)
}

/// Who is called next to this desk; `None` if nobody can be.
///
/// One look over `waiting`, in any order; no allocation. See the [module](self) for what it promises.
#[must_use]
pub fn choose(rule: &Rule, waiting: &[Waiting], desk: &Desk, memory: Memory, now_us: i64) -> Option<Chosen> {
    let callable = || waiting.iter().enumerate().filter(|(_, visit)| can_call(desk, visit, now_us));
    let first = callable().min_by_key(|&(_, visit)| {
        let (began, key) = visit.age();
        match reason(rule, visit, now_us) {
            Because::OverTheCap => (0_u8, began, 0, key),
            Because::ForThisDesk => (1, began, 0, key),
            Because::Appointment => (2, visit.appointment.map_or(0, |w| w.from_us), began, key),
            Because::Order => (3, began, 0, key),
        }
    });
    let (oldest, visit) = first?;
    let because = reason(rule, visit, now_us);
    let (index, memory) = match (because, &rule.order) {
        (Because::Order, Order::PriorityWithAgeing { classes, others }) => {
            let (index, _) = callable().min_by_key(|(_, visit)| {
                let ageing =
                    classes.iter().find(|(class, _)| *class == visit.class).map_or(others, |(_, a)| a);
                (std::cmp::Reverse(ageing.points(visit.waited_us(now_us))), visit.age())
            })?;
            (index, memory)
        }
        (Because::Order, Order::Ratio(ratio)) => {
            in_turn(ratio, waiting, desk, memory, now_us).unwrap_or((oldest, memory))
        }
        _ => (oldest, memory),
    };
    Some(Chosen { index, key: waiting[index].key, because, memory })
}

/// The strongest reason to call this visit, which the desk can serve.
fn reason(rule: &Rule, visit: &Waiting, now_us: i64) -> Because {
    if visit.waited_us(now_us) > rule.longest_wait_us {
        Because::OverTheCap
    } else if visit.for_counter.is_some() || visit.for_person.is_some() {
        Because::ForThisDesk
    } else if visit.keeps_appointment().is_some() {
        Because::Appointment
    } else {
        Because::Order
    }
}

impl Ageing {
    /// Points after a wait, in 60-millionths, so that no part of a point is lost.
    fn points(&self, waited_us: i64) -> i128 {
        const MINUTE_US: i128 = 60_000_000;
        i128::from(self.start) * MINUTE_US + i128::from(self.per_minute) * i128::from(waited_us)
    }
}

/// Whose turn it is: the oldest of the class, and the memory after; `None` if nobody of a named class can be called.
fn in_turn(
    ratio: &Ratio,
    waiting: &[Waiting],
    desk: &Desk,
    memory: Memory,
    now_us: i64,
) -> Option<(usize, Memory)> {
    let (mut here, mut elsewhere) = (0, 0);
    for visit in waiting.iter().filter(|visit| visit.is_due(now_us)) {
        let turns = ratio.turns_of(visit.class);
        if can_serve(desk, visit) { here |= turns } else { elsewhere |= turns }
    }
    let (place, memory) = ratio.next(memory, here, elsewhere)?;
    let class = ratio.turns()[place];
    let of_class = |(_, visit): &(usize, &Waiting)| visit.class == class && can_call(desk, visit, now_us);
    let (index, _) = waiting.iter().enumerate().filter(of_class).min_by_key(|(_, visit)| visit.age())?;
    Some((index, memory))
}

/// The longest wait of each class among those whose time has come, in microseconds, by class.
#[must_use]
pub fn longest_wait_by_class(waiting: &[Waiting], now_us: i64) -> Vec<(Class, i64)> {
    let mut longest = std::collections::BTreeMap::new();
    for visit in waiting.iter().filter(|visit| visit.is_due(now_us)) {
        let wait = longest.entry(visit.class).or_insert(0);
        *wait = visit.waited_us(now_us).max(*wait);
    }
    longest.into_iter().collect()
}
