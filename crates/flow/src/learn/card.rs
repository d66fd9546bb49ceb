//! The report card: days that were not learnt from, simulated and held against what happened.
//!
//! For each held-out day the hall is simulated from the morning on, empty, many times. Nothing of the day is known but its
//! weekday and the days before it. Each replication is *like* one of those days, of the same kind, the latest likeliest: its
//! people at work, and as many more or fewer customers than were to be expected as came then. So that what managers do, more
//! people on busy days, is kept, and the spread is that of such expectations.
//!
//! A twin is never the hall. How far it was off on the very days it learnt from, with the people and customers of each
//! ([`Card::off`]), is part of the interval (the *discrepancy* of M. C. Kennedy & A. O'Hagan, *Bayesian calibration of computer
//! models*, JRSS B 63 (2001) 425–464).
//!
//! Whether to trust it is asked of the intervals: do they hold as often as they say, as far as so few days can tell; is
//! the twin off to one side; and is it any closer than it would be to say that a day will be like those before.

use super::hall::Learnt;
use super::seen::{End, Log, Seen, weekday};
use super::staff;
use crate::twin::{Fault, Flow, Hall, Start, run};
use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal};

/// For so many of the days the interval should hold.
pub const SHARE: f64 = 0.9;
/// Days that have to be learnt from.
pub const LEARN_LEAST: usize = 10;
/// Days that have to be held out.
pub const HELD_LEAST: usize = 5;
/// Customers on a day for its figures to count.
pub const DAY_LEAST: usize = 30;
/// So far off, as a factor, is too far: on the held-out days, if chance does not do it, and on the days learnt from.
pub const OFF: f64 = 1.5;
/// An interval whose score is so many times that of the days before says too little.
pub const EMPTY: f64 = 2.0;
/// Waits below this do not differ, in seconds: a mean wait of two seconds is not twice one of one.
const LEAST_S: f64 = 5.0;
/// Nor do shares of leaving below this.
const LEAST_SHARE: f64 = 0.005;
/// Half of the weight of a day is gone after so many.
const HALF_DAYS: f64 = 10.0;
/// Replications of each day learnt from.
const ECHOES: u64 = 8;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The mean wait of those who were served, in seconds.
    MeanWait,
    /// The wait that one in ten of them exceeded, in seconds.
    NinthTenth,
    /// The share that left before they were called.
    Left,
}

impl Compared {
    /// All.
    pub const ALL: [Self; 3] = [Self::MeanWait, Self::NinthTenth, Self::Left];

    const fn least(self) -> f64 {
        match self {
            Self::MeanWait | Self::NinthTenth => LEAST_S,
            Self::Left => LEAST_SHARE,
        }
    }

    /// How many times `a` is `b`, as a logarithm.
    fn log_ratio(self, a: f64, b: f64) -> f64 {
        ((a + self.least()) / (b + self.least())).ln()
    }
}

/// How a card is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// The first day held out.
    pub from_day: i32,
    /// Replications of each held-out day.
    pub replications: u32,
    /// What chance stands for.
    pub seed: u64,
    /// Whether the people who were at work on a held-out day are known in the morning.
    pub staff_known: bool,
}

/// A figure of a held-out day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// What happened.
    pub real: f64,
    /// The median of the replications.
    pub expected: f64,
    /// The interval begins here.
    pub low: f64,
    /// And ends here.
    pub high: f64,
    /// The interval of nothing but the days before: those of its kind, the latest likeliest.
    pub like_before: [f64; 2],
}

impl Held {
    /// Whether it happened within the interval.
    #[must_use]
    pub fn inside(&self) -> bool {
        (self.low..=self.high).contains(&self.real)
    }
}

/// A held-out day.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// The day.
    pub day: i32,
    /// Customers that came.
    pub came: usize,
    /// Customers expected.
    pub expected: f64,
    /// In the order of [`Compared::ALL`].
    pub held: [Held; 3],
}

/// Why not to trust.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// Too few days to learn from.
    FewDaysLearnt {
        /// How many there are.
        days: usize,
    },
    /// Too few days held out.
    FewDaysHeld {
        /// How many there are.
        days: usize,
    },
    /// The interval held on fewer days than chance allows.
    Outside {
        /// Of what.
        of: Compared,
        /// On so many days it held.
        inside: usize,
        /// Of so many.
        days: usize,
        /// It would have had to on so many.
        least: usize,
    },
    /// The days were all off to one side.
    Biased {
        /// In what.
        of: Compared,
        /// So many times as much happened as was simulated.
        factor: f64,
    },
    /// Even the days learnt from come out otherwise.
    OffWhereLearnt {
        /// In what.
        of: Compared,
        /// Off by such a factor.
        factor: f64,
    },
    /// The hall that was learnt cannot be simulated, and nothing was compared.
    CannotBeSimulated {
        /// The first day on which it cannot.
        day: i32,
        /// The first of what is wrong with it.
        fault: Fault,
    },
    /// The interval says far less than that of the days before.
    Empty {
        /// Of what.
        of: Compared,
        /// Its score ([`Card::scores`]) is so many times theirs.
        times: f64,
    },
}

/// A report card.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// How it was made.
    pub trial: Trial,
    /// Days learnt from.
    pub learnt_days: usize,
    /// The held-out days with enough customers.
    pub days: Vec<Day>,
    /// Held-out days of a weekday never seen, or of next to no customers: not compared.
    pub skipped: Vec<i32>,
    /// How far the twin was off on the days learnt from, beyond chance, in the order of [`Compared::ALL`]: root mean square
    /// of the logarithm of real over simulated; and its mean.
    pub off: [(f64, f64); 3],
    /// Why not to trust; none: trust.
    pub reasons: Vec<Reason>,
}

impl Card {
    /// Whether the twin is to be trusted.
    #[must_use]
    pub fn trust(&self) -> bool {
        self.reasons.is_empty()
    }

    /// On how many days the interval held.
    #[must_use]
    pub fn inside(&self, of: Compared) -> usize {
        self.days.iter().filter(|day| day.held[of as usize].inside()).count()
    }

    /// The mean width of the interval, and of that of the days before.
    #[must_use]
    pub fn widths(&self, of: Compared) -> Option<(f64, f64)> {
        self.mean(of, |_, [low, high]| high - low)
    }

    /// The mean interval score, and that of the days before: the width, and where it did not hold the distance times 2 over the share
    /// of days on which it need not; smaller is better (T. Gneiting & A. E. Raftery, *Strictly proper scoring rules,
    /// prediction, and estimation*, JASA 102 (2007) 359–378).
    #[must_use]
    pub fn scores(&self, of: Compared) -> Option<(f64, f64)> {
        self.mean(of, |held, [low, high]| {
            high - low + 2.0 / (1.0 - SHARE) * ((low - held.real).max(0.0) + (held.real - high).max(0.0))
        })
    }

    fn mean(&self, of: Compared, figure: impl Fn(&Held, [f64; 2]) -> f64) -> Option<(f64, f64)> {
        let n = self.days.len() as f64;
        let held = || self.days.iter().map(|day| &day.held[of as usize]);
        let mine = held().map(|held| figure(held, [held.low, held.high])).sum::<f64>() / n;
        let before = held().map(|held| figure(held, held.like_before)).sum::<f64>() / n;
        (n > 0.0).then_some((mine, before))
    }
}

/// On so many of `days` the interval holds at the least, unless it holds more rarely than it says: the 5 % point of the binomial
/// distribution.
#[must_use]
pub fn least_inside(days: usize) -> usize {
    let Ok(law) = Binomial::new(SHARE, days as u64) else { return 0 };
    (0..=days).find(|&inside| law.cdf(inside as u64) > 0.05).unwrap_or(days)
}

/// Makes a report card: learns from the days before `trial.from_day` and simulates those from there on. `change` is done to
/// every hall before it is simulated: nothing, or what a wrong model would do.
#[must_use]
pub fn card(log: &Log, trial: &Trial, change: &dyn Fn(&mut Hall)) -> Card {
    let learnt = Learnt::from(&log.before(trial.from_day));
    let learnt_days = learnt.days.len();
    made(log, trial, learnt, change).unwrap_or_else(|reason| Card {
        trial: *trial,
        learnt_days,
        days: Vec::new(),
        skipped: Vec::new(),
        off: [(0.0, 0.0); 3],
        reasons: vec![*reason],
    })
}

/// A card, or why nothing can be simulated.
fn made(
    log: &Log,
    trial: &Trial,
    mut learnt: Learnt,
    change: &dyn Fn(&mut Hall),
) -> Result<Card, Box<Reason>> {
    let learnt_days = learnt.days.len();
    let mut past: Vec<Past> = Vec::new();
    let mut staff = staff::days(log).into_iter().peekable();
    while let Some(staff) = staff.next_if(|staff| staff.day < trial.from_day) {
        past.extend(Past::of(&learnt, log, staff, change)?);
    }
    let off = std::array::from_fn(|of| off(&past, Compared::ALL[of]));
    let (mut days, mut skipped) = (Vec::new(), Vec::new());
    for staff in staff {
        let day = staff.day;
        learnt.arrivals = super::arrivals::learn(&log.before(day));
        let kind = |day: i32| learnt.arrivals.kind[weekday(day)];
        let like: Vec<&Past> = past.iter().filter(|past| kind(past.staff.day) == kind(day)).collect();
        match real(log.on(day)) {
            Some(real) if !like.is_empty() => {
                let known = trial.staff_known.then_some(&staff);
                let simulated = simulate(&learnt, trial, &like, day, known, change)?;
                days.push(held(&real, &simulated, &like, day, &off));
            }
            _ => skipped.push(day),
        }
        past.extend(Past::of(&learnt, log, staff, change)?);
    }
    let mut card = Card { trial: *trial, learnt_days, days, skipped, off, reasons: Vec::new() };
    card.reasons = reasons(&card);
    Ok(card)
}

/// The hall of a day, if it can be simulated.
fn sound(hall: Hall, day: i32) -> Result<Hall, Box<Reason>> {
    match hall.check() {
        Ok(()) => Ok(hall),
        Err(faults) => match faults.into_iter().next() {
            Some(fault) => Err(Box::new(Reason::CannotBeSimulated { day, fault })),
            None => Ok(hall),
        },
    }
}

/// A day that was learnt from.
struct Past {
    staff: staff::Day,
    real: Real,
    /// As it comes out in the twin: the mean of some replications, and the variance of their logarithms.
    echo: [(f64, f64); 3],
}

/// What happened on a day.
struct Real {
    came: usize,
    figures: [f64; 3],
}

fn real(seen: &[Seen]) -> Option<Real> {
    let came = seen.iter().filter(|seen| seen.first).count();
    let mut waits: Vec<f64> =
        seen.iter().filter(|seen| seen.end == End::Served).filter_map(Seen::waited_s).collect();
    waits.sort_by(f64::total_cmp);
    let ninth = *waits.get((waits.len() * 9).div_ceil(10).checked_sub(1)?)?;
    let left = seen.iter().filter(|seen| seen.end == End::Left).count() as f64 / seen.len() as f64;
    let mean = waits.iter().sum::<f64>() / waits.len() as f64;
    (came >= DAY_LEAST).then_some(Real { came, figures: [mean, ninth, left] })
}

/// The figures of a simulated day, with waits counted as the log counts them.
fn figures(learnt: &Learnt, flow: &Flow) -> Option<[f64; 3]> {
    let until_start_s =
        if learnt.calling.waits_until_start { learnt.calling.walk_over_s.unwrap_or(0.0) } else { 0.0 };
    let waited = 1.0 - flow.waits.share_within(0.5)?;
    let ninth = flow.waits.quantile_s(0.9)?;
    let mean = flow.waits.mean_s()? + waited * until_start_s;
    let ninth = if ninth > 0.5 { ninth + until_start_s } else { 0.0 };
    Some([mean, ninth, flow.left as f64 / (flow.arrived as f64).max(1.0)])
}

impl Past {
    fn of(
        learnt: &Learnt,
        log: &Log,
        staff: staff::Day,
        change: &dyn Fn(&mut Hall),
    ) -> Result<Option<Self>, Box<Reason>> {
        let Some(real) = real(log.on(staff.day)) else { return Ok(None) };
        let mut hall = learnt.hall_on(log, &staff);
        change(&mut hall);
        let hall = sound(hall, staff.day)?;
        let seed = u64::from(staff.day.unsigned_abs());
        let echoes: Vec<[f64; 3]> = (0..ECHOES)
            .map(|replication| {
                let outcome = run(&hall, &Start::Empty, None, seed, replication, None);
                figures(learnt, &outcome.all).unwrap_or([0.0; 3])
            })
            .collect();
        let echo = Compared::ALL.map(|of| {
            let mean = echoes.iter().map(|figures| figures[of as usize]).sum::<f64>() / ECHOES as f64;
            let square = |figures: &[f64; 3]| of.log_ratio(figures[of as usize], mean).powi(2);
            (mean, echoes.iter().map(square).sum::<f64>() / (ECHOES as f64 - 1.0))
        });
        Ok(Some(Self { staff, real, echo }))
    }

    /// How many times as many came as were to be expected; 1 of the first days.
    fn surprise(&self, learnt: &Learnt) -> f64 {
        let known = learnt.arrivals.surprises.iter().find(|(day, _)| *day == self.staff.day);
        known.map_or(1.0, |(_, surprise)| *surprise)
    }
}

/// How far the days learnt from come out otherwise, beyond what one day differs from the next of the same in the twin too.
fn off(seen: &[Past], of: Compared) -> (f64, f64) {
    let n = (seen.len() as f64).max(1.0);
    let (mut square, mut mean) = (0.0, 0.0);
    for past in seen {
        let (echo, chance) = past.echo[of as usize];
        let ratio = of.log_ratio(past.real.figures[of as usize], echo);
        mean += ratio / n;
        square += (ratio * ratio - chance * (1.0 + 1.0 / ECHOES as f64)) / n;
    }
    (square.max(0.0).sqrt(), mean)
}

/// The days to be like, with the share of replications up to each.
fn weights(like: &[&Past], day: i32) -> Vec<f64> {
    let mut sum = 0.0;
    let mut weights: Vec<f64> = like
        .iter()
        .map(|past| {
            sum += 0.5_f64.powf(f64::from(day - past.staff.day) / HALF_DAYS);
            sum
        })
        .collect();
    weights.iter_mut().for_each(|weight| *weight /= sum);
    weights
}

/// The figures of each replication of a day, and the customers expected.
fn simulate(
    learnt: &Learnt,
    trial: &Trial,
    like: &[&Past],
    day: i32,
    known: Option<&staff::Day>,
    change: &dyn Fn(&mut Hall),
) -> Result<(Vec<[f64; 3]>, f64), Box<Reason>> {
    let halls: Vec<Hall> = like
        .iter()
        .map(|past| {
            let staff = known.unwrap_or(&past.staff);
            let mut hall = learnt.hall(weekday(day), staff, past.surprise(learnt), 0.0);
            change(&mut hall);
            sound(hall, day)
        })
        .collect::<Result<_, _>>()?;
    let weights = weights(like, day);
    let (mut all, mut came) = (Vec::new(), 0.0);
    for replication in 0..trial.replications {
        let place = (f64::from(replication) + 0.5) / f64::from(trial.replications);
        let at = weights.partition_point(|weight| *weight < place).min(halls.len() - 1);
        let seed = trial.seed ^ u64::from(day.unsigned_abs());
        let outcome = run(&halls[at], &Start::Empty, None, seed, u64::from(replication), None);
        came += (outcome.all.arrived - outcome.all.continued) as f64 / f64::from(trial.replications);
        all.extend(figures(learnt, &outcome.all));
    }
    Ok((all, came))
}

fn held(
    real: &Real,
    (simulated, expected): &(Vec<[f64; 3]>, f64),
    like: &[&Past],
    day: i32,
    off: &[(f64, f64); 3],
) -> Day {
    let weights = weights(like, day);
    let held = std::array::from_fn(|of| {
        let (compared, reach) = (Compared::ALL[of], off[of].0);
        let mut plain: Vec<f64> = simulated.iter().map(|figures| figures[of]).collect();
        let mut told: Vec<f64> = plain
            .iter()
            .enumerate()
            .map(|(n, figure)| {
                // evenly spread normal deviates, in an order that has nothing to do with that of the replications
                let share = (0.5 + n as f64 * 0.618_033_988_749_895).fract();
                ((figure + compared.least()) * (reach * normal(share)).exp() - compared.least()).max(0.0)
            })
            .collect();
        plain.sort_by(f64::total_cmp);
        told.sort_by(f64::total_cmp);
        let tail = (1.0 - SHARE) / 2.0;
        let mut past: Vec<(f64, f64)> = Vec::new();
        for (at, past_day) in like.iter().enumerate() {
            past.push((past_day.real.figures[of], weights[at] - if at > 0 { weights[at - 1] } else { 0.0 }));
        }
        past.sort_by(|a, b| a.0.total_cmp(&b.0));
        Held {
            real: real.figures[of],
            expected: quantile(&plain, 0.5),
            low: quantile(&told, tail),
            high: quantile(&told, 1.0 - tail),
            like_before: [weighted_quantile(&past, tail), weighted_quantile(&past, 1.0 - tail)],
        }
    });
    Day { day, came: real.came, expected: *expected, held }
}

fn normal(share: f64) -> f64 {
    Normal::standard().inverse_cdf(share.clamp(1e-9, 1.0 - 1e-9))
}

/// The value of an ordered list that a share of a further one would not exceed.
fn quantile(ordered: &[f64], share: f64) -> f64 {
    let n = ordered.len() as f64 + 1.0;
    let place = if share < 0.5 { (n * share).floor() } else { (n * share).ceil() };
    let at = (place as usize).clamp(1, ordered.len().max(1)) - 1;
    ordered.get(at).copied().unwrap_or(f64::NAN)
}

fn weighted_quantile(ordered: &[(f64, f64)], share: f64) -> f64 {
    let mut sum = 0.0;
    for &(value, weight) in ordered {
        sum += weight;
        if sum >= share {
            return value;
        }
    }
    ordered.last().map_or(f64::NAN, |&(value, _)| value)
}

fn reasons(card: &Card) -> Vec<Reason> {
    let (mut reasons, days) = (Vec::new(), card.days.len());
    if card.learnt_days < LEARN_LEAST {
        reasons.push(Reason::FewDaysLearnt { days: card.learnt_days });
    }
    if days < HELD_LEAST {
        reasons.push(Reason::FewDaysHeld { days });
    }
    for of in Compared::ALL {
        let (inside, least) = (card.inside(of), least_inside(days));
        if inside < least {
            reasons.push(Reason::Outside { of, inside, days, least });
        }
        let ratios: Vec<f64> = card
            .days
            .iter()
            .map(|day| of.log_ratio(day.held[of as usize].real, day.held[of as usize].expected))
            .collect();
        let n = ratios.len() as f64;
        let mean = ratios.iter().sum::<f64>() / n;
        let error = (ratios.iter().map(|ratio| (ratio - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
        if days >= 2 && mean.abs() > OFF.ln() && mean.abs() > 2.0 * error {
            reasons.push(Reason::Biased { of, factor: mean.exp() });
        }
        let (off, _) = card.off[of as usize];
        if off > OFF.ln() {
            reasons.push(Reason::OffWhereLearnt { of, factor: off.exp() });
        }
        if let Some((mine, before)) = card.scores(of)
            && mine > EMPTY * before
            && before > 0.0
        {
            reasons.push(Reason::Empty { of, times: mine / before });
        }
    }
    reasons
}
