//! The wait told to a customer, and what came of it.
//!
//! What the customer is told rests on four things: the floor as far as it matters to them (`ahead`), how long services
//! take here and how good the estimators have been here (`learn`), and what the simulated hall said a moment ago
//! ([`simulated`]). How good what was told has been is a page of the product ([`accuracy`]).

pub mod accuracy;
mod ahead;
pub mod api;
pub(crate) mod learn;
pub mod page;
pub mod simulated;

mod store;

pub use learn::Lore;

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::VisitId;
use crate::run::counter;
use crate::run::hall::{self, Plan};
use crate::run::log::Log;
use crate::run::queue::seen;
use crate::run::visit::store::{Line, waiting};
use crate::run::visit::{Happened, Source, State, Visit};
use ahead::Seat;
use db::Tx;
use flow::calling::Waiting;
use flow::wait::{Estimator, Floor, Simulated, Told, estimate};

/// The word under which an estimator is kept.
pub const fn word(estimator: Estimator) -> &'static str {
    match estimator {
        Estimator::QueueLength => "queue_length",
        Estimator::LastToEnter => "last_to_enter",
        Estimator::HeadOfLine => "head_of_line",
        Estimator::WithLeaving => "with_leaving",
        Estimator::Combined => "combined",
        Estimator::Simulated => "simulated",
    }
}

/// The floor as it was, and the wait that follows from it.
pub(crate) struct Foretold {
    floor: Floor,
    /// What the estimators say.
    pub told: Told,
}

/// Estimates the wait of a visit that is about to join the queue.
pub(crate) fn foretell(house: &House, tx: &mut Tx<'_>, log: &Log, visit: &Visit) -> Result<Foretold, Error> {
    let seats = seats(tx, &log.plan)?;
    let lines = waiting(tx, log.hall())?;
    house.lore.with(tx, log.hall(), log.at, |learnt| {
        let look = Look { plan: &log.plan, lines: &lines, seats: &seats, at: log.at };
        let mut floor = look.floor(visit, log.last_wait_us, learnt);
        // who was told another time does not stand in this line
        if visit.appointment.is_none() {
            floor.simulated = look.simulated(house, visit, &floor);
        }
        Foretold { told: estimate(&floor, &learnt.records), floor }
    })
}

/// What a visit that waits can be told now of the wait that is left to it. Nothing is known of one that does not wait.
///
/// # Errors
/// Those of the database.
pub fn now(house: &House, tx: &mut Tx<'_>, visit: &Visit) -> Result<Option<Told>, Error> {
    if visit.state != State::Waiting {
        return Ok(None);
    }
    let plan = hall::store::plan(house, tx, visit.hall)?;
    let seats = seats(tx, &plan)?;
    let lines = waiting(tx, visit.hall)?;
    // time in a hall may be ahead of the clock
    let at = house.clock.now().max(visit.queued_at);
    house.lore.with(tx, visit.hall, at, |learnt| {
        let look = Look { plan: &plan, lines: &lines, seats: &seats, at };
        // the others, but queue length, speak of somebody who joins now, and not of one who has waited already
        let floor =
            Floor { last_entered_wait_s: None, head_of_line_wait_s: None, ..look.floor(visit, None, learnt) };
        Some(estimate(&floor, &learnt.records))
    })
}

/// What customers would be told of their wait who took a ticket now, one for each of these purposes. `lines` are those who
/// wait, and `last_wait_us` is how long the last who was called had waited.
///
/// # Errors
/// Those of the database.
pub(crate) fn joining_now(
    house: &House,
    tx: &mut Tx<'_>,
    plan: &Plan,
    at: Instant,
    last_wait_us: Option<i64>,
    lines: &[Line],
    purposes: &[&str],
) -> Result<Vec<Told>, Error> {
    let seats = seats(tx, plan)?;
    house.lore.with(tx, plan.hall, at, |learnt| {
        let look = Look { plan, lines, seats: &seats, at };
        let told = |purpose: &&str| {
            let Some(visit) = supposed(plan, at, purpose, "") else {
                return estimate(&Floor::default(), &learnt.records);
            };
            let floor = look.floor(&visit, last_wait_us, learnt);
            let simulated = look.simulated(house, &visit, &floor);
            estimate(&Floor { simulated, ..floor }, &learnt.records)
        };
        purposes.iter().map(told).collect()
    })
}

/// A visit that would begin now.
fn supposed(plan: &Plan, at: Instant, purpose: &str, class: &str) -> Option<Visit> {
    let taken = Happened::Taken {
        day: String::new(),
        letter: String::new(),
        number: 0,
        purpose: purpose.to_owned(),
        class: class.to_owned(),
        source: Source::Kiosk,
        language: String::new(),
        appointment: None,
    };
    let last_of_all = VisitId::of(uuid::Uuid::max());
    Visit::begin(last_of_all, plan.hall, at, &taken, String::new())
}

/// How many would be called before a visit that waits.
///
/// # Errors
/// Those of the database.
pub fn ahead_of(house: &House, tx: &mut Tx<'_>, visit: &Visit) -> Result<u32, Error> {
    let plan = hall::store::plan(house, tx, visit.hall)?;
    let seats = seats(tx, &plan)?;
    let lines = waiting(tx, visit.hall)?;
    let at = house.clock.now().max(visit.queued_at);
    let others: Vec<Waiting> =
        lines.iter().filter(|line| line.id != visit.id).filter_map(|line| seen(&plan, line)).collect();
    Ok(joining(&plan, visit).map_or(0, |me| ahead::ahead(&plan.rule, &me, &others, &seats, at.0).count))
}

/// Keeps what was told, to be held against what comes of it.
pub(crate) fn keep(tx: &mut Tx<'_>, visit: &Visit, foretold: &Foretold) -> Result<(), Error> {
    store::insert(tx, visit, &foretold.floor, &foretold.told)
}

/// Keeps how long the visit waited in truth.
pub(crate) fn was(tx: &mut Tx<'_>, visit: &Visit, waited_us: i64) -> Result<(), Error> {
    // only the first wait was told
    if visit.services > 0 || visit.misses > 0 {
        return Ok(());
    }
    store::was(tx, visit, waited_us)
}

/// The counters at work, as the calling rule sees them.
fn seats(tx: &mut Tx<'_>, plan: &Plan) -> Result<Vec<Seat>, Error> {
    let open = counter::store::open(tx, plan.hall)?;
    Ok(open.into_iter().filter_map(|(counter, skills)| Seat::of(plan, counter, skills)).collect())
}

/// A visit as one that waits.
fn joining(plan: &Plan, visit: &Visit) -> Option<Waiting> {
    let line = Line {
        id: visit.id,
        purpose: visit.purpose.clone(),
        class: visit.class.clone(),
        queued_at: visit.queued_at,
        hold_until: visit.hold_until,
        appointment: visit.appointment,
        for_counter: visit.for_counter,
        for_person: visit.for_person,
    };
    seen(plan, &line)
}

/// A look at the floor.
struct Look<'a> {
    plan: &'a Plan,
    lines: &'a [Line],
    seats: &'a [Seat],
    at: Instant,
}

impl Look<'_> {
    /// The floor as far as it matters to a visit: who would be called before it, and the counters that could serve it.
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a wait")]
    fn floor(&self, visit: &Visit, last_wait_us: Option<i64>, learnt: &learn::Learnt) -> Floor {
        let Some(me) = joining(self.plan, visit) else { return Floor::default() };
        let (lines, others): (Vec<&Line>, Vec<Waiting>) = self
            .lines
            .iter()
            .filter(|line| line.id != visit.id)
            .filter_map(|line| Some((line, seen(self.plan, line)?)))
            .unzip();
        let before = ahead::ahead(&self.plan.rule, &me, &others, self.seats, self.at.0);
        let mean_s = |purpose: &str| learnt.mean_s(self.plan, purpose);
        let (mut sum_s, mut weight) = (mean_s(&visit.purpose), 1.0);
        for &(place, share) in &before.who {
            sum_s += share * mean_s(&lines[place].purpose);
            weight += share;
        }
        let oldest = before.who.iter().map(|&(place, _)| lines[place].queued_at).min();
        Floor {
            ahead: before.count,
            open_counters: before.open,
            idle_counters: before.idle,
            mean_service_s: Some(sum_s / weight),
            leaving_per_s: learnt.leaving_per_s(),
            last_entered_wait_s: last_wait_us.map(|us| us as f64 / 1e6),
            head_of_line_wait_s: oldest.map(|since| self.at.seconds_since(since).max(0.0)),
            simulated: None,
        }
    }

    /// What the simulated hall said of a visit that joins, as far as it still holds: a look into memory.
    fn simulated(&self, house: &House, visit: &Visit, floor: &Floor) -> Option<Simulated> {
        let who = (visit.purpose.as_str(), self.plan.class(&visit.class));
        house.words.of(self.plan, self.at, who, floor)
    }
}
