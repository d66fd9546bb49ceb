//! A hall made ready: who can serve whom as bits, classes by number, laws by counter and purpose.

use super::stream::Profile;
use super::tree::NEVER;
use crate::calling::{Ageing, Class, Order};
use crate::twin::hall::{Arrivals, Closing, Hall, Shift};
use crate::twin::law::Law;
use crate::twin::state::{Start, State};

/// Longer than anything lasts, 71 years: added to the latest time it stays below the largest.
pub(super) const FOREVER_US: i64 = i64::MAX / 4096;

/// A stretch of work as the engine sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub from_us: i64,
    /// When work ends in fact; never, if the counter goes on until nobody waits.
    pub to_us: i64,
    /// When it was meant to end.
    pub planned_to_us: i64,
}

impl Stretch {
    /// No work any more.
    pub const NONE: Self = Self { from_us: i64::MAX, to_us: i64::MAX, planned_to_us: i64::MAX };
}

/// How long a service takes at a counter.
pub(super) struct Service<'a> {
    pub law: &'a Law,
    /// Microseconds for each of the law's seconds.
    pub scale: f64,
}

/// A hall made ready.
pub(super) struct Plan<'a> {
    pub hall: &'a Hall,
    /// The state to start from, if it is not the morning.
    pub state: Option<&'a State>,
    pub starts_us: i64,
    /// All classes there are.
    pub classes: Vec<Class>,
    /// By class: points, under the order with ageing.
    pub ageing: Vec<Ageing>,
    /// By class: turns as bits, under the order in turns.
    pub turns: Vec<u32>,
    /// By purpose: the classes of those who come, with the share of all up to each.
    pub mixes: Vec<Vec<(f64, u16)>>,
    /// Words of 64 bits to a set of lines, and to one of counters.
    pub line_words: usize,
    pub desk_words: usize,
    /// By counter and word: the lines it can call from.
    pub serves: Vec<u64>,
    /// By counter: the line, if there is but one and the order is that of the longest wait.
    pub only_line: Vec<Option<usize>>,
    /// By purpose and word: the counters that can serve it.
    pub servers: Vec<u64>,
    /// By counter and purpose.
    pub services: Vec<Service<'a>>,
    /// By counter; under a repeated day within the first.
    pub shifts: Vec<Vec<Shift>>,
    /// The length of a day that repeats.
    pub period_us: Option<i64>,
    /// When the first of them begins.
    pub first_us: i64,
    pub profile: Option<Profile>,
    pub has_routes: bool,
    /// Whether the way to the counter takes any time.
    pub has_way: bool,
}

impl<'a> Plan<'a> {
    pub fn new(hall: &'a Hall, start: &'a Start) -> Self {
        let state = match start {
            Start::Empty => None,
            Start::From(state) => Some(state),
        };
        let classes = classes(hall, state);
        let number = |class: Class| classes.binary_search(&class).map_or(0, |n| n as u16);
        let purposes = hall.purposes.len();
        let line_words = (purposes * classes.len()).div_ceil(64).max(1);
        let desk_words = hall.counters.len().div_ceil(64).max(1);
        let mut serves = vec![0; hall.counters.len() * line_words];
        let mut servers = vec![0; purposes * desk_words];
        let mut services = Vec::with_capacity(hall.counters.len() * purposes);
        for (c, counter) in hall.counters.iter().enumerate() {
            for (p, purpose) in hall.purposes.iter().enumerate() {
                if counter.skills.covers(purpose.skills_needed) && counter.purposes.contains(purpose.key) {
                    servers[p * desk_words + c / 64] |= 1 << (c % 64);
                    for line in p * classes.len()..(p + 1) * classes.len() {
                        serves[c * line_words + line / 64] |= 1_u64 << (line % 64);
                    }
                }
                let own = counter.own.iter().find(|(of, _)| *of == p);
                services.push(match own {
                    Some((_, law)) => Service { law, scale: 1e6 },
                    None => Service { law: &purpose.service, scale: 1e6 * counter.pace },
                });
            }
        }
        let only_line = serves.chunks(line_words).map(|words| only(words, &hall.rule.order)).collect();
        let (ageing, turns) = orders(hall, &classes);
        let mixes = hall.purposes.iter().map(|purpose| mix(&purpose.classes, number)).collect();
        let profile = Profile::of(hall);
        let (period_us, first_us) = match &hall.arrivals {
            Arrivals::Rates { repeats: true, from_us, .. } => {
                (profile.as_ref().map(Profile::length_us).filter(|&us| us > 0), *from_us)
            }
            _ => (None, 0),
        };
        let shifts = hall.counters.iter().map(|counter| match period_us {
            None => counter.shifts.clone(),
            Some(period) => repeated(&counter.shifts, first_us, period),
        });
        Self {
            shifts: shifts.collect(),
            starts_us: state.map_or(hall.opens_us, |state| state.now_us),
            has_routes: hall.purposes.iter().any(|purpose| !purpose.next.is_empty()),
            has_way: hall.to_counter != Law::zero(),
            hall,
            state,
            ageing,
            turns,
            mixes,
            classes,
            line_words,
            desk_words,
            serves,
            only_line,
            servers,
            services,
            period_us,
            first_us,
            profile,
        }
    }

    /// The number of a class.
    pub fn class(&self, class: Class) -> u16 {
        self.classes.binary_search(&class).map_or(0, |n| n as u16)
    }

    /// The line of a purpose and a class.
    #[inline]
    pub fn line(&self, purpose: u16, class: u16) -> usize {
        usize::from(purpose) * self.classes.len() + usize::from(class)
    }

    /// Whether a counter can serve a purpose.
    pub fn can(&self, counter: usize, purpose: u16) -> bool {
        self.servers[usize::from(purpose) * self.desk_words + counter / 64] >> (counter % 64) & 1 == 1
    }

    /// When the doors close for a counter.
    pub fn closes_us(&self, counter: usize) -> i64 {
        self.hall.counters[counter].closes_us.map_or(self.hall.closes_us, |us| us.min(self.hall.closes_us))
    }

    /// A shift as a counter works it, `days` days after the first.
    pub fn stretch(&self, counter: usize, shift: Shift, days: i64) -> Stretch {
        let by = days.saturating_mul(self.period_us.unwrap_or(0));
        let (from_us, to_us) = (shift.from_us.saturating_add(by), shift.to_us.saturating_add(by));
        let closes = self.closes_us(counter);
        let goes_on = self.hall.closing == Closing::ServeAll && from_us < closes && closes <= to_us;
        Stretch { from_us, to_us: if goes_on { i64::MAX } else { to_us }, planned_to_us: to_us }
    }
}

/// The only line among those of a counter that calls by the longest wait.
fn only(words: &[u64], order: &Order) -> Option<usize> {
    let lines: u32 = words.iter().map(|word| word.count_ones()).sum();
    let word = words.iter().position(|&word| word != 0)?;
    (lines == 1 && *order == Order::LongestWait).then(|| 64 * word + words[word].trailing_zeros() as usize)
}

/// All classes of a hall and its state, ascending.
fn classes(hall: &Hall, state: Option<&State>) -> Vec<Class> {
    let mut classes: Vec<Class> =
        hall.purposes.iter().flat_map(|purpose| purpose.classes.iter().map(|class| class.0)).collect();
    classes.extend(hall.appointments.iter().map(|appointment| appointment.class));
    if let Some(state) = state {
        classes.extend(state.waiting.iter().map(|waiter| waiter.class));
        classes.extend(state.serving.iter().map(|serving| serving.class));
    }
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// What the hall's order knows of each class.
fn orders(hall: &Hall, classes: &[Class]) -> (Vec<Ageing>, Vec<u32>) {
    match &hall.rule.order {
        Order::LongestWait => (Vec::new(), Vec::new()),
        Order::PriorityWithAgeing { classes: listed, others } => {
            let of = |class: &Class| listed.iter().find(|(c, _)| c == class).map_or(*others, |(_, a)| *a);
            (classes.iter().map(of).collect(), Vec::new())
        }
        Order::Ratio(ratio) => (Vec::new(), classes.iter().map(|&class| ratio.turns_of(class)).collect()),
    }
}

/// Shares added up, the last exactly 1.
fn mix(classes: &[(Class, f64)], number: impl Fn(Class) -> u16) -> Vec<(f64, u16)> {
    let all: f64 = classes.iter().map(|class| class.1).sum();
    let mut sum = 0.0;
    let mut mix: Vec<(f64, u16)> = classes
        .iter()
        .filter(|class| class.1 > 0.0)
        .map(|&(class, share)| {
            sum += share / all;
            (sum, number(class))
        })
        .collect();
    if let Some(last) = mix.last_mut() {
        last.0 = 1.0;
    }
    mix
}

/// Shifts within the day that repeats; one that fills it never ends.
fn repeated(shifts: &[Shift], first_us: i64, period_us: i64) -> Vec<Shift> {
    let end = first_us + period_us;
    let within = shifts
        .iter()
        .map(|s| Shift { from_us: s.from_us.max(first_us), to_us: s.to_us.min(end) })
        .filter(|s| s.from_us < s.to_us);
    let within: Vec<Shift> = within.collect();
    match within.as_slice() {
        [all] if all.from_us == first_us && all.to_us == end => {
            vec![Shift { from_us: -NEVER, to_us: NEVER }]
        }
        _ => within,
    }
}
