//! What would be if: a day of the hall as it is beside the same day with something changed.
//!
//! The day is one to come: as many people as are forecast for it, the counters that usually work on such a weekday, and what
//! the hall's past has taught. Today and each variant have the same customers, so what is told is the difference that the
//! change makes ([`crate::run::twin::what_if`]). Beside the simulated day stand the figures of the days that were.

pub mod api;
pub mod form;
pub mod page;
mod picture;
mod sheet;

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PersonId};
use crate::run::appointment;
use crate::run::counter;
use crate::run::foresight::{Foresight, Trust};
use crate::run::hall::Plan;
use crate::run::history::lessons::{LEAST_DAYS, LEAST_VISITS};
use crate::run::history::{Came, Lessons, Past, QUARTERS, Wait};
use crate::run::twin::feel::Feeling;
use crate::run::twin::hall_file::ExperienceSpec;
use crate::run::twin::live;
use crate::run::twin::what_if::{Change, WhatIf};
use crate::score::yardstick::Yardstick;
use blueprint::Blueprint;
use flow::calling::Set;
use flow::twin::{Appointment as Promised, Arrivals, Counter, Figure, Hall, Shift};
use form::Wishes;
use jiff::civil::Date;
pub(crate) use sheet::{Step, Told, Variant, Why};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Simulated days at least.
const AT_LEAST: u32 = 60;
/// Simulated days at most.
const AT_MOST: u32 = 400;
/// It is enough when the mean wait is known so well, to either side, in seconds.
const NARROW_S: f64 = 10.0;
/// What chance stands for: the same sheet today and tomorrow.
const SEED: u64 = 0x9ea_4e2d;
/// Days that are looked back for who works where.
const RECENT_DAYS: usize = 28;

/// A day of a hall as it can be simulated.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    version: i64,
    made_on: Date,
    /// The hall, or why there is none.
    pub hall: Result<Hall, Why>,
    /// Counters that the hall has.
    set_up: usize,
    /// What was.
    pub real: Real,
}

/// Figures of the days that were: waits and departures of those of the same weekday.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Real {
    /// Days on which people came.
    pub days: usize,
    /// Visits of these days.
    pub visits: usize,
    /// The mean wait of those who were called, in seconds.
    pub mean_s: Option<f64>,
    /// Nine of ten had waited no longer, in seconds.
    pub ninth_s: Option<f64>,
    /// The share that left without having been called.
    pub left: Option<f64>,
}

/// A sheet: today, and what was tried.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    version: i64,
    /// The version of the set-up of the hall that it was put together with.
    other_version: Option<i64>,
    made_on: Date,
    /// What was.
    pub real: Real,
    /// Counters that the hall has.
    pub set_up: usize,
    /// Why the other hall was not tried, if one was asked for.
    pub without_other: Option<Why>,
    /// What would be, or why nothing can be said.
    pub told: Result<Told, Why>,
}

/// The day as it is, made now or kept.
async fn base(house: &House, plan: &Arc<Plan>, date: Date) -> Result<Arc<Base>, Error> {
    let today = house.clock.now().local(&plan.zone).date();
    let holds = |kept: &Base| kept.version == plan.version && kept.made_on == today;
    let make = async {
        let turn = house.foresight.line.turn().await?;
        // a day that is over is looked at from the evening before it
        let (there, from) = (Arc::clone(plan), today.min(date));
        let read = move |tx: &mut db::Tx<'_>| {
            let booked = appointment::store::of_day(tx, there.hall, &date.to_string())?;
            let set_up = counter::store::of_hall(tx, there.hall)?.len();
            Ok::<_, Error>((
                Past::read_for(tx, &there, from, date)?,
                live::book(&there, date, &booked),
                set_up,
            ))
        };
        let (past, booked, set_up) = house.db.read(read).await?;
        let there = Arc::clone(plan);
        let made = move || Ok(Base { set_up, ..Base::of(&there, &past, booked, (date, today)) });
        turn.compute(made).await
    };
    house.foresight.bases.get((plan.hall, date), holds, make).await
}

/// A sheet, made now or kept.
///
/// # Errors
/// Those of the database; a wish that cannot be meant here; too much is being computed.
pub(crate) async fn look(
    house: &House,
    plan: &Arc<Plan>,
    date: Date,
    wishes: &Wishes,
    other: Option<&Arc<Plan>>,
) -> Result<Arc<Sheet>, Error> {
    if let Some(other) = other {
        may_merge(plan, other)?;
    }
    let today = house.clock.now().local(&plan.zone).date();
    let other_version = other.map(|other| other.version);
    let holds = |kept: &Sheet| {
        (kept.version, kept.other_version, kept.made_on) == (plan.version, other_version, today)
    };
    let make = async {
        let mine = base(house, plan, date).await?;
        let theirs = match other {
            Some(other) => Some(base(house, other, date).await?.hall.clone()),
            None => None,
        };
        let without_other = theirs.as_ref().and_then(|theirs| theirs.clone().err());
        let what_ifs = match &mine.hall {
            Ok(hall) => wishes.what_ifs(plan, date, hall, theirs.and_then(Result::ok))?,
            Err(_) => Vec::new(),
        };
        let there = Arc::clone(plan);
        let made = move || {
            let told = match &mine.hall {
                Ok(hall) => Ok(Told::of(&there, hall, &what_ifs)?),
                Err(why) => Err(why.clone()),
            };
            let (real, set_up) = (mine.real, mine.set_up);
            let version = there.version;
            Ok(Sheet { version, other_version, made_on: today, real, set_up, without_other, told })
        };
        house.foresight.line.compute(made).await
    };
    house.foresight.sheets.get((plan.hall, date, wishes.key()), holds, make).await
}

impl Base {
    fn of(plan: &Plan, past: &Past, booked: Vec<Promised>, (date, today): (Date, Date)) -> Self {
        let lessons = Lessons::of(plan, past, date);
        let spans = plan.hours_of(date);
        let at = |minute: u16| live::elapsed_us(plan, date, minute);
        let doors = spans.first().zip(spans.last()).map(|([from, _], [_, to])| (at(*from), at(*to)));
        let hall = doors.ok_or(Why::Closed).and_then(|doors| {
            if !lessons.is_enough() {
                let much = lessons.visits >= LEAST_VISITS && lessons.days >= LEAST_DAYS;
                return Err(if much { Why::Unseen } else { Why::TooLittle });
            }
            let mut hall = Hall {
                counters: counters(plan, past, &lessons, date),
                appointments: booked,
                ..live::of(plan, &lessons, date, doors)
            };
            fill(&mut hall, past);
            fit(hall)
        });
        Self { version: plan.version, made_on: today, hall, set_up: 0, real: Real::of(past, date) }
    }
}

/// A hall that can be simulated.
fn fit(hall: Hall) -> Result<Hall, Why> {
    if hall.counters.is_empty() {
        return Err(Why::Unseen);
    }
    match hall.check() {
        Ok(()) => Ok(hall),
        Err(faults) => Err(Why::Unfit(faults.first().map_or_else(String::new, ToString::to_string))),
    }
}

/// Raises the rates of those who come without an appointment, which were learnt as their usual share of the forecast, so that
/// with those who have one as many come for each purpose as are forecast: a book that is still empty means no empty hall.
/// Where more are booked than usual, as many as usual come without.
#[expect(clippy::cast_precision_loss, reason = "counts of visits")]
fn fill(hall: &mut Hall, past: &Past) {
    let Arrivals::Rates { per_hour, .. } = &mut hall.arrivals else { return };
    let share = |of: &dyn Fn(&Came) -> bool| {
        let all = past.visits.iter().filter(|came| of(came)).count();
        let walk_ins = past.visits.iter().filter(|came| of(came) && !came.appointment).count();
        (all > 0).then(|| walk_ins as f64 / all as f64)
    };
    // who comes at all without one is 0 of a hundred only where nobody ever did
    let Some(usual) = share(&|_| true).filter(|usual| *usual > 0.0) else { return };
    for (purpose, rates) in per_hour.iter_mut().enumerate() {
        // rates go on past midnight as on any night: the day is their first part
        let learnt = rates.iter().take(QUARTERS).sum::<f64>() / 4.0;
        let booked: f64 =
            hall.appointments.iter().filter(|one| one.purpose == purpose).map(|one| one.comes).sum();
        let least = share(&|came| came.purpose == purpose).unwrap_or(usual);
        if learnt > 0.0 {
            let factor = (1.0 / usual - booked / learnt).max(least / usual);
            rates.iter_mut().for_each(|rate| *rate *= factor);
        }
    }
}

impl Real {
    /// What a figure was, in the unit of the twin; none where it is not known.
    fn of_figure(&self, figure: Figure) -> Option<f64> {
        match figure {
            Figure::MeanWait => self.mean_s,
            Figure::WaitQuantile(_) => self.ninth_s,
            Figure::Abandoned => self.left,
            _ => None,
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of visits"
    )]
    fn of(past: &Past, date: Date) -> Self {
        let such = |day: usize| past.days[day].date.weekday() == date.weekday();
        let walk_ins = || past.visits.iter().filter(|came| !came.appointment && such(came.day));
        let mut called: Vec<f64> = walk_ins()
            .filter_map(|came| if let Wait::Called(s) = came.wait { Some(s) } else { None })
            .collect();
        called.sort_unstable_by(f64::total_cmp);
        let left = walk_ins().filter(|came| matches!(came.wait, Wait::Left(_))).count();
        let n = called.len();
        Self {
            days: past.open_days(),
            visits: past.visits.len(),
            mean_s: (n > 0).then(|| called.iter().sum::<f64>() / n as f64),
            ninth_s: called.get((0.9 * n as f64) as usize).copied(),
            left: (n + left > 0).then(|| left as f64 / (n + left) as f64),
        }
    }
}

/// The counters that usually work on such a weekday, each with what the one who served there most can do.
fn counters(plan: &Plan, past: &Past, lessons: &Lessons, date: Date) -> Vec<Counter> {
    let Some(usual) = past.usual_work(plan, date) else { return Vec::new() };
    let recent = past.days.len().saturating_sub(RECENT_DAYS);
    let mut served: HashMap<CounterId, HashMap<PersonId, usize>> = HashMap::new();
    let mut does: HashMap<PersonId, HashSet<usize>> = HashMap::new();
    for service in past.services.iter().filter(|service| service.day >= recent) {
        *served.entry(service.counter).or_default().entry(service.person).or_default() += 1;
        does.entry(service.person).or_default().insert(service.purpose);
    }
    let mut busiest: Vec<(CounterId, HashMap<PersonId, usize>)> = served.into_iter().collect();
    busiest.sort_by_key(|(counter, people)| (std::cmp::Reverse(people.values().sum::<usize>()), *counter));
    let shifts = (1_u32..).map(|n| shifts(plan, date, &usual, n)).take_while(|shifts| !shifts.is_empty());
    busiest
        .into_iter()
        .zip(shifts)
        .filter_map(|((counter, people), shifts)| {
            let person = people.into_iter().max_by_key(|(person, n)| (*n, *person))?.0;
            let knows =
                does.get(&person).into_iter().flatten().filter_map(|n| plan.offer(&past.purposes[*n]));
            let skills = plan.skills(knows.flat_map(|offer| offer.skills.iter().map(String::as_str)));
            Some(Counter {
                skills,
                purposes: Set::ALL,
                person: person.uuid().as_u128(),
                counter: counter.uuid().as_u128(),
                pace: lessons.paces.get(&person).copied().unwrap_or(1.0),
                own: Vec::new(),
                shifts,
                closes_us: None,
            })
        })
        .collect()
}

/// When at least `n` counters work. Quarters go by the clock on the wall, shifts by the time that passes.
fn shifts(plan: &Plan, date: Date, usual: &[f64], n: u32) -> Vec<Shift> {
    let works = |quarter: usize| usual.get(quarter).is_some_and(|counters| counters.round() >= f64::from(n));
    let at = |quarter: usize| live::elapsed_us(plan, date, u16::try_from(15 * quarter).unwrap_or(u16::MAX));
    let mut shifts: Vec<Shift> = Vec::new();
    let mut from = None;
    for quarter in 0..=usual.len() {
        match (from, works(quarter)) {
            (None, true) => from = Some(quarter),
            (Some(began), false) => {
                // an hour that the clock leaves out lies on the one after it
                let before_us = shifts.last().map_or(i64::MIN, |last| last.to_us);
                let shift = Shift { from_us: at(began).max(before_us), to_us: at(quarter) };
                shifts.extend(Some(shift).filter(|shift| shift.from_us < shift.to_us));
                from = None;
            }
            _ => {}
        }
    }
    shifts
}

/// How visits are felt: by the blueprint's rules for waits and services, the target being what is promised.
fn feeling(plan: &Plan) -> Result<Feeling, Error> {
    let norms: Vec<(String, Option<f64>)> =
        plan.offers.iter().map(|offer| (offer.purpose.clone(), Some(offer.norm_s))).collect();
    let promised_s = f64::from(plan.target.minutes()) * 60.0;
    let spec = ExperienceSpec::default();
    Feeling::new(Blueprint::service_hall(), &spec, promised_s, &norms, Yardstick::PeakEnd)
}

/// Whether two halls can be tried as one: they are two, offer the same in the same order, and their rules name the same classes
/// of customers, which are known by their place; and their clocks show the same, for a hall has one clock on its wall.
///
/// # Errors
/// They cannot, and why.
fn may_merge(plan: &Plan, other: &Plan) -> Result<(), Error> {
    let offered = |plan: &Plan| -> Vec<(String, Vec<String>)> {
        plan.offers.iter().map(|offer| (offer.purpose.clone(), offer.skills.clone())).collect()
    };
    let refused = |id: &'static str| Err(Error::invalid("merge", id).with("hall", &other.code));
    if other.hall == plan.hall {
        return refused("foresee-error-merge-itself");
    }
    if offered(plan) != offered(other) || plan.classes() != other.classes() {
        return refused("foresee-error-merge");
    }
    if plan.zone != other.zone {
        return refused("foresee-error-merge-zone");
    }
    Ok(())
}

/// Whether the hall's twin is like the hall. Where that is not known yet, it begins to be looked at.
fn trust(house: &House, plan: &Arc<Plan>, sheet: &Sheet) -> Trust {
    let today = house.clock.now().local(&plan.zone).date();
    let trust = house.foresight.trust(plan, today);
    if trust == Trust::NotYet && sheet.told.is_ok() {
        Foresight::look_at_trust(house, plan, today);
    }
    trust
}

/// What the clock on the wall shows so long after a day's midnight, `09:15`.
fn clock(plan: &Plan, date: Date, from_us: i64) -> String {
    let begins = plan.at_minute(date, 0).unwrap_or_default();
    Instant(begins.0 + from_us).local(&plan.zone).strftime("%H:%M").to_string()
}

/// One change under its own name.
fn one(name: String, change: Change) -> WhatIf {
    WhatIf { name, changes: vec![change] }
}
