//! What would happen if: a hall with something changed, held against the hall as it is, on the same days.
//!
//! [`what_if`] is what the command `simulate` and the page of that name ask. A [`Change`] is one thing that a manager can
//! do; a [`WhatIf`] is a name and some of them. Both halls are simulated with the same seed and as often, so that they have
//! the same customers, and what chance did to both falls out of the difference. A difference is told only if its interval
//! leaves zero out *and* somebody would notice it ([`least_that_matters`]).

mod apply;
mod hours;
mod kiosk;
mod merge;

#[cfg(test)]
mod tests;

pub use apply::apply;

use super::feel::Feeling;
use flow::calling::Rule;
use flow::twin::{
    Diverted, Effort, Fault, Feel, Figure, Hall, Law, Paired, Prepared, Runs, Shift, Start, compare,
    replicate,
};

/// One thing that a manager can change. Purposes and counters are named by their places in the [`Hall`].
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// So many counters more.
    MoreCounters {
        /// How many.
        count: u32,
        /// With the skills, purposes, pace and shifts of this one; else for everything, all day.
        like: Option<usize>,
        /// At work only then; else as the one they are like.
        shifts: Option<Vec<Shift>>,
    },
    /// A counter less.
    WithoutCounter(usize),
    /// A counter works at other times.
    Shifts {
        /// The counter.
        counter: usize,
        /// In order and apart.
        shifts: Vec<Shift>,
    },
    /// A break that begins at another time and lasts as long.
    Break {
        /// The counter.
        counter: usize,
        /// An instant of the break as it is.
        from_us: i64,
        /// When it is to begin.
        to_us: i64,
    },
    /// Other doors. Shifts that begin or end with the doors go on doing so.
    Hours {
        /// The doors open.
        opens_us: i64,
        /// They close.
        closes_us: i64,
        /// Who comes then.
        customers: Customers,
    },
    /// Machines that take a share of a purpose.
    Kiosk {
        /// The purpose.
        purpose: usize,
        /// The share of its customers who go to the machine.
        share: f64,
        /// How long the machine takes.
        service: Law,
        /// The share for whom it does not work: they queue for a counter after all.
        fails: f64,
        /// How many machines.
        machines: u32,
    },
    /// Forms are filled while people wait.
    Prepared {
        /// Of one purpose, or of all.
        purpose: Option<usize>,
        /// For how many, and what it brings.
        prepared: Prepared,
    },
    /// Another channel is shown at the door.
    Diverted {
        /// To those of one purpose, or of all.
        purpose: Option<usize>,
        /// How many take it, and who comes back.
        diverted: Diverted,
    },
    /// Another calling rule. Its classes are numbered as those of the hall.
    Calling(Rule),
    /// Services take another time: of one purpose or of all, so many times as long.
    ServiceTimes {
        /// Of one purpose, or of all.
        purpose: Option<usize>,
        /// Above 0; 0.9 = a tenth less.
        factor: f64,
    },
    /// More or fewer customers.
    Arrivals {
        /// Of one purpose, or of all.
        purpose: Option<usize>,
        /// At least 0; 1.2 = a fifth more.
        factor: f64,
    },
    /// Another hall's customers and counters come in, and all counters serve all. Skills, purposes and classes of both are
    /// numbered alike; doors stay open for both, and each brings its customers at its own hours; the calling rule, the way to
    /// the counter and closing are those of the first. Held against the two as they are, side by side, each with its own
    /// closing; where who waits at closing is sent home, both have to close at once.
    Merged(Box<Hall>),
}

/// Who comes when the doors open at other times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Customers {
    /// As many on a day as now, the shape of the day stretched to the new hours.
    AsMany,
    /// Those whose hour remains; new hours bring nobody.
    WhoseHourRemains,
}

/// Some changes under one name.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    /// What it is called.
    pub name: String,
    /// The changes, one after the other.
    pub changes: Vec<Change>,
}

/// A hall with something changed, against the hall as it is.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What it is called.
    pub name: String,
    /// The hall with the changes; its first purposes and counters are those of today where none was taken away.
    pub hall: Hall,
    /// Its days.
    pub runs: Runs,
    /// The days that it is held against: today's, or those of two halls side by side.
    pub against: Runs,
    /// The figures in which they were compared, in the order of [`figures`]; without those that have no value.
    pub differences: Vec<Difference>,
}

/// A figure of today and of a variant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Which.
    pub figure: Figure,
    /// The two, and what to think of it.
    pub paired: Paired,
}

/// The hall as it is, and what was tried.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The days of the hall as it is.
    pub today: Runs,
    /// What was tried, in the order given; fewer if it was stopped.
    pub compared: Vec<Compared>,
    /// Whether it was stopped before all was done.
    pub stopped: bool,
}

/// The figures in which halls are compared; `target_s` is the wait to be kept.
pub fn figures(target_s: f64) -> [Figure; 9] {
    [
        Figure::MeanWait,
        Figure::WaitQuantile(0.9),
        Figure::Within(target_s),
        Figure::Abandoned,
        Figure::NotServed,
        Figure::Occupancy,
        Figure::OvertimeS,
        Figure::LongestQueue,
        Figure::Felt,
    ]
}

/// The least difference that anybody would notice: a quarter of a minute in a mean wait, half a minute in the longest, a
/// customer in a hundred (in two hundred for those lost), a minute of overtime, one person in the queue, a hundredth of a
/// score that runs from −1 to 1.
pub fn least_that_matters(figure: Figure) -> f64 {
    match figure {
        Figure::MeanWait => 15.0,
        Figure::WaitQuantile(_) => 30.0,
        Figure::Within(_) | Figure::Occupancy => 0.01,
        Figure::Abandoned | Figure::NotServed => 0.005,
        Figure::OvertimeS => 60.0,
        Figure::Served | Figure::LongestQueue => 1.0,
        Figure::Felt => 0.01,
    }
}

/// Simulates the hall as it is and each of the variants, on the same days, and compares them.
///
/// Today is simulated as `effort` says, each variant as often as today. `stop` is told how many days of all are done, and
/// ends it with `true`; what was done by then is in the answer.
///
/// # Errors
/// The hall or a variant cannot be simulated; the fault's place begins with the variant's name.
pub fn what_if(
    hall: &Hall,
    what_ifs: &[WhatIf],
    effort: &Effort,
    feeling: Option<&Feeling>,
    stop: &dyn Fn(u64) -> bool,
) -> Result<Answer, Fault> {
    check(hall)?;
    let mut variants = Vec::with_capacity(what_ifs.len());
    for what_if in what_ifs {
        let within = |fault: Fault| fault.within(&what_if.name);
        let variant = apply(hall, &what_if.changes).map_err(within)?;
        check(&variant).map_err(within)?;
        let apart = apply::apart(hall, &what_if.changes).map_err(within)?;
        variants.push((what_if, variant, apart));
    }
    let mut done = 0;
    let mut days = |hall: &Hall, effort: &Effort| {
        let feel = feeling.map(|feeling| feeling.of(hall));
        let feel = feel.as_ref().map(|feel| feel as &dyn Feel);
        let before = done;
        let runs = replicate(hall, &Start::Empty, effort, feel, &|n| stop(before + u64::from(n)));
        done += runs.outcomes().len() as u64;
        runs
    };
    let today = days(hall, effort);
    let n = u32::try_from(today.outcomes().len()).unwrap_or(u32::MAX);
    let paired = Effort { at_least: n, at_most: n, until_narrow: None, ..effort.clone() };
    let whole = |runs: &Runs| runs.outcomes().len() == n as usize;
    let mut answer = Answer { today, compared: Vec::new(), stopped: stop(u64::from(n)) };
    for (what_if, variant, apart) in variants {
        if answer.stopped {
            break;
        }
        let against = apart.map_or_else(|| answer.today.clone(), |apart| days(&apart, &paired));
        let runs = days(&variant, &paired);
        answer.stopped = !whole(&runs) || !whole(&against);
        if !answer.stopped {
            let differences = differences(&against, &runs, hall.promise_s);
            answer.compared.push(Compared {
                name: what_if.name.clone(),
                hall: variant,
                runs,
                against,
                differences,
            });
        }
    }
    Ok(answer)
}

/// The figures of two halls that both have.
pub fn differences(today: &Runs, variant: &Runs, target_s: f64) -> Vec<Difference> {
    let one = |figure| {
        let paired = compare(today, variant, figure, least_that_matters(figure))?;
        Some(Difference { figure, paired })
    };
    figures(target_s).into_iter().filter_map(one).collect()
}

/// The first thing that is wrong with a hall.
fn check(hall: &Hall) -> Result<(), Fault> {
    hall.check().map_err(|faults| match faults.into_iter().next() {
        Some(fault) => fault,
        None => Fault::new("hall", "", flow::twin::Wrong::Empty),
    })
}
