//! A staffing put to the test: its days are simulated, and counters are added where the target is missed.
//!
//! Formulas take each step for a line in balance. The simulation does not: queues outlast their step, counters close only
//! after their last customer, services vary as they are said to. Each round simulates the same days, so that rounds
//! differ by the counters alone.
//!
//! SOURCE: Z. Feldman, A. Mandelbaum, W. A. Massey & W. Whitt, *Staffing of time-varying queues to achieve
//! time-stable performance*, Management Science 54 (2008) 324–338 (iterative staffing by simulation).

use super::course::{Course, Step};
use super::kinds::{self, Kinds};
use super::target::Target;
use crate::calling::{Names, Order, Rule};
use crate::theory::{Fault, Quantity, Share, Wants};
use crate::twin::{
    Arrivals, Closing, Counter, Hall, Happened, Late, Law, Missed, Purpose, Shift, Start, follow,
};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Counters in a step, at most: with the kinds of customers they are what a simulated hall can hold.
pub const MOST_COUNTERS: u32 = 1_000 - kinds::MOST as u32;
/// Lengths of a step from the first step to the last, at most: somewhat more than a year of quarter-hours.
pub const MOST_SLOTS: u32 = 40_000;
/// Seconds from the first step to the last, at most.
const MOST_S: f64 = 400.0 * 86_400.0;

/// How long is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// What chance stands for: the same seed, the same days.
    pub seed: u64,
    /// Days, at least 2.
    pub days: u32,
    /// Rounds of adding counters, at most.
    pub rounds: u32,
}

/// What the simulated days have seen in a step, of those who came in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// What the target is about: the share in time, the share not waiting too long, the mean feeling, the share that stays.
    pub mean: f64,
    /// Where the 95 % interval begins, by the differences between days.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// People, in all days.
    pub arrivals: u64,
}

/// A staffing that was put to the test.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Counters by step, with those that were added.
    pub counters: Vec<u32>,
    /// What the days saw with the counters as they were; none where nobody came.
    pub before: Vec<Option<Seen>>,
    /// With the counters as they are now.
    pub after: Vec<Option<Seen>>,
    /// Rounds of adding.
    pub rounds: u32,
    /// What has to be reached: at least this much of [`Seen::mean`].
    pub goal: f64,
}

impl Checked {
    /// Steps that miss the goal still: rounds have run out.
    pub fn missed(&self) -> impl Iterator<Item = usize> {
        misses(&self.after, self.goal)
    }
}

/// Simulates the course with so many counters in each step, adds one wherever the target is missed, and goes on until it
/// is kept everywhere. Steps have to be of one length, each a whole number of lengths after the first.
///
/// # Errors
/// With the place of the step that cannot be simulated: it needs more than [`MOST_COUNTERS`], or comes later than
/// [`MOST_SLOTS`] lengths or 400 days after the first.
pub fn check(
    course: &Course,
    counters: &[u32],
    target: &Target,
    trial: Trial,
) -> Result<Checked, (usize, Fault)> {
    course.check()?;
    target.check().map_err(|fault| (0, fault))?;
    let at = |place: usize| move |fault: Fault| (place, fault);
    Wants::AtLeast(2.0).of(Quantity::Length, f64::from(trial.days)).map_err(at(0))?;
    let Some(first) = course.steps.first().copied() else {
        return Ok(Checked {
            counters: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
            rounds: 0,
            goal: goal(target),
        });
    };
    for (place, step) in course.steps.iter().enumerate() {
        let off = (step.start_s - first.start_s) / first.length_s;
        if (off - off.round()).abs() > 1e-6 || (step.length_s - first.length_s).abs() > 1e-6 {
            let wants = Wants::Exactly(first.length_s);
            return Err((place, Fault { quantity: Quantity::Length, value: step.length_s, wants }));
        }
    }
    let most_s = MOST_S.min(f64::from(MOST_SLOTS) * first.length_s);
    for (place, step) in course.steps.iter().enumerate() {
        Wants::AtMost(most_s).of(Quantity::Start, step.start_s - first.start_s).map_err(at(place))?;
    }
    let mut counters = counters.to_vec();
    counters.resize(course.steps.len(), 0);
    for (place, open) in counters.iter().enumerate() {
        Wants::AtMost(f64::from(MOST_COUNTERS))
            .of(Quantity::Counters, f64::from(*open))
            .map_err(at(place))?;
    }
    let mut hall = hall(course, &first).map_err(at(0))?;
    let mut look = |counters: &[u32]| {
        hall.counters = desks(course, &first, counters);
        let most = f64::from(MOST_COUNTERS);
        let fault = Fault {
            quantity: Quantity::Counters,
            value: hall.counters.len() as f64,
            wants: Wants::AtMost(most),
        };
        hall.check().map_err(|_| (0, fault))?;
        Ok(observe(course, &first, &hall, target, trial))
    };
    let before = look(&counters)?;
    let (mut after, mut rounds, goal) = (before.clone(), 0, goal(target));
    while rounds < trial.rounds && misses(&after, goal).next().is_some() {
        for place in misses(&after, goal) {
            counters[place] = (counters[place] + 1).min(MOST_COUNTERS);
        }
        after = look(&counters)?;
        rounds += 1;
    }
    Ok(Checked { counters, before, after, rounds, goal })
}

fn misses(seen: &[Option<Seen>], goal: f64) -> impl Iterator<Item = usize> {
    seen.iter()
        .enumerate()
        .filter(move |(_, seen)| seen.is_some_and(|seen| seen.mean < goal))
        .map(|(place, _)| place)
}

/// What has to be reached.
fn goal(target: &Target) -> f64 {
    match target {
        Target::Within { share, .. } => *share,
        Target::Longest { but, .. } => 1.0 - but,
        Target::Feeling { least, .. } => *least,
        Target::Leaving { most } => 1.0 - most,
    }
}

/// What one person adds to the sums above and below the line of the figure: time in the queue, and whether served.
fn worth(target: &Target, wait_s: f64, served: bool) -> (f64, f64) {
    let one = |holds: bool| f64::from(u8::from(holds));
    match target {
        Target::Within { wait_s: within_s, of, .. } => {
            let early = wait_s <= *within_s;
            match of {
                Share::OfAll => (one(served && early), 1.0),
                Share::OfServed => (one(served && early), one(served)),
                // the offered wait of those who left cannot be seen; they are left out where it is not known to be longer
                Share::WithoutQuickLeavers | Share::Offered => (one(served && early), one(served || !early)),
                Share::NotKept => (one(early), 1.0),
            }
        }
        Target::Longest { wait_s: within_s, .. } => (one(wait_s <= *within_s), 1.0),
        Target::Feeling { curve, .. } => (felt(curve, wait_s), 1.0),
        Target::Leaving { .. } => (one(served), 1.0),
    }
}

/// The value of a piecewise-linear function, level outside.
fn felt(curve: &[(f64, f64)], wait_s: f64) -> f64 {
    let right = curve.partition_point(|point| point.0 <= wait_s);
    match (right.checked_sub(1).map(|left| curve[left]), curve.get(right)) {
        (Some((from, a)), Some(&(to, b))) => a + (b - a) * (wait_s - from) / (to - from),
        (Some((_, a)), None) | (None, Some(&(_, a))) => a,
        (None, None) => 0.0,
    }
}

/// The hall of a course, still without counters: a purpose for every kind of customer.
fn hall(course: &Course, first: &Step) -> Result<Hall, Fault> {
    let slots = course.steps.iter().map(|step| slot(step, first)).max().unwrap_or(0) + 1;
    let kinds = Kinds::of(&course.steps);
    let mut per_hour = vec![vec![0.0; slots]; kinds.means.len()];
    for (step, place) in course.steps.iter().zip(&kinds.of_step) {
        if let Some(place) = *place {
            per_hour[place][slot(step, first)] = step.arrivals_per_s() * 3600.0;
        }
    }
    // counters take everybody, so all kinds may bear one name
    let impossible = |_| Fault { quantity: Quantity::Service, value: f64::NAN, wants: Wants::AboveZero };
    let key = Names::default().name("").map_err(|_| Fault {
        quantity: Quantity::Service,
        value: f64::NAN,
        wants: Wants::AboveZero,
    })?;
    let purpose = |(service_s, patience_s): &(f64, Option<f64>)| {
        let service = match course.variation {
            0.0 => Law::fixed(*service_s),
            1.0 => Law::exponential(*service_s),
            variation => Law::gamma(*service_s, variation),
        };
        let mut purpose = Purpose::plain(key, service.map_err(impossible)?);
        if let Some(patience_s) = patience_s {
            purpose.patience = Law::exponential(*patience_s).map_err(impossible)?;
        }
        Ok(purpose)
    };
    let purposes = kinds.means.iter().map(purpose).collect::<Result<Vec<_>, Fault>>()?;
    let step_us = micros(first.length_s);
    Ok(Hall {
        opens_us: 0,
        closes_us: step_us * slots as i64,
        purposes,
        counters: Vec::new(),
        rule: Rule { order: Order::LongestWait, longest_wait_us: i64::MAX },
        arrivals: Arrivals::Rates { step_us, from_us: 0, per_hour, day_spread: 0.0, repeats: false },
        appointments: Vec::new(),
        early: Law::zero(),
        late: Late::nobody(),
        to_counter: Law::zero(),
        missed: Missed::nobody(),
        closing: Closing::ServeAll,
        promise_s: 0.0,
    })
}

/// Counters at work in the steps that want them: the first is open whenever one is, the second whenever two are…
fn desks(course: &Course, first: &Step, counters: &[u32]) -> Vec<Counter> {
    let step_us = micros(first.length_s);
    let most = counters.iter().copied().max().unwrap_or(0);
    let desk = |number: u32| {
        let mut shifts: Vec<Shift> = Vec::new();
        for (step, _) in course.steps.iter().zip(counters).filter(|(_, open)| **open > number) {
            let from_us = step_us * slot(step, first) as i64;
            match shifts.last_mut() {
                Some(last) if last.to_us == from_us => last.to_us += step_us,
                _ => shifts.push(Shift { from_us, to_us: from_us + step_us }),
            }
        }
        Counter::plain(u128::from(number), shifts)
    };
    (0..most).map(desk).collect()
}

/// Which length of a step, from the first on.
fn slot(step: &Step, first: &Step) -> usize {
    ((step.start_s - first.start_s) / first.length_s).round() as usize
}

fn micros(seconds: f64) -> i64 {
    (seconds * 1e6).round() as i64
}

/// Simulates the days, and sees what those who came in each step lived through.
fn observe(course: &Course, first: &Step, hall: &Hall, target: &Target, trial: Trial) -> Vec<Option<Seen>> {
    let slots: Vec<usize> = course.steps.iter().map(|step| slot(step, first)).collect();
    let mut of_slot = vec![usize::MAX; slots.last().map_or(0, |last| last + 1)];
    slots.iter().enumerate().for_each(|(place, slot)| of_slot[*slot] = place);
    let step_us = micros(first.length_s);
    // by step and day: the sums above and below the line, and the people
    let mut days: Vec<Vec<(f64, f64)>> = vec![vec![(0.0, 0.0); trial.days as usize]; course.steps.len()];
    let mut people = vec![0u64; course.steps.len()];
    let mut joined: Vec<i64> = Vec::new();
    for day in 0..trial.days {
        joined.clear();
        let mut tell = |happened: Happened| {
            let (order, wait_us, served) = match happened {
                Happened::Joined { at_us, order, .. } => {
                    let order = order as usize;
                    joined.resize(joined.len().max(order + 1), i64::MIN);
                    joined[order] = at_us;
                    return;
                }
                Happened::Called { at_us, order, .. } => (order, at_us, true),
                Happened::Left { at_us, order } | Happened::SentHome { at_us, order } => {
                    (order, at_us, false)
                }
                Happened::Counter { .. } => return,
            };
            let came_us = joined[order as usize];
            let place = of_slot.get((came_us / step_us) as usize).copied().unwrap_or(usize::MAX);
            if let Some(days) = days.get_mut(place) {
                let (above, below) = worth(target, (wait_us - came_us) as f64 / 1e6, served);
                days[day as usize].0 += above;
                days[day as usize].1 += below;
                people[place] += 1;
            }
        };
        let _outcome = follow(hall, &Start::Empty, None, trial.seed, u64::from(day), &mut tell);
    }
    days.iter().zip(people).map(|(days, arrivals)| seen(days, arrivals)).collect()
}

/// The ratio of two sums, with its interval by the days: the delta method.
fn seen(days: &[(f64, f64)], arrivals: u64) -> Option<Seen> {
    let n = days.len() as f64;
    let (above, below) = days.iter().fold((0.0, 0.0), |(a, b), day| (a + day.0, b + day.1));
    if below <= 0.0 {
        return None;
    }
    let mean = above / below;
    let squares: f64 = days.iter().map(|(a, b)| (a - mean * b).powi(2)).sum();
    let error = (squares / (n - 1.0) * n).sqrt() / below;
    let reach = StudentsT::new(0.0, 1.0, n - 1.0).map_or(f64::INFINITY, |t| t.inverse_cdf(0.975)) * error;
    Some(Seen { mean, low: mean - reach, high: mean + reach, arrivals })
}
