//! What one can do with a rating. Each is one transaction.

use super::{ASKED_WHY, Rating, RatingState, reasons, store};
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PlaceId, VisitId};
use crate::run::log::Log;
use crate::run::visit::act::{happen, open};
use crate::run::visit::{Happened, Surface, Visit};
use crate::run::{alarm, counter, hall};
use crate::staff::rights::Act;
use crate::staff::{Actor, Who};
use crate::ui::text::Language;
use db::Tx;

/// The customer sees the question. Seen twice is seen once: the first time counts.
///
/// # Errors
/// There is nothing to rate; another stands before this evaluator; it was shown already ([`ALREADY`]).
pub fn show(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    surface: Surface,
) -> Result<(), Error> {
    let (mut log, mut visit, rating) = begin(house, tx, actor, id, surface)?;
    if rating.state != RatingState::Eligible {
        return Err(Error::conflict(ALREADY));
    }
    must_be_their_turn(tx, &rating, surface)?;
    store::show(tx, id, surface, log.at)?;
    happen(tx, &mut log, &mut visit, Some(rating.counter), &Happened::RatingShown { surface })
}

/// The refusal that says that the question was shown before; nothing is to be done about it.
pub const ALREADY: &str = "ticket-error-shown";

/// The one answer of a visit: a level from 1 to 5, and reasons if it is low. A low one while the customer is still in the
/// hall alarms the manager, in the same transaction.
///
/// # Errors
/// It was answered before, or it is too late; the level or a reason is none.
pub fn answer(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    surface: Surface,
    level: i64,
    why: &[String],
) -> Result<Visit, Error> {
    if !(1..=5).contains(&level) {
        return Err(Error::invalid("level", "ticket-error-level"));
    }
    must_be_reasons(level, why)?;
    let (mut log, mut visit, rating) = begin(house, tx, actor, id, surface)?;
    must_be_open(house, &log, &rating, surface)?;
    must_be_their_turn(tx, &rating, surface)?;
    store::answer(tx, id, surface, level, why, log.at)?;
    let what = Happened::RatingAnswered { surface, level, reasons: why.to_vec() };
    happen(tx, &mut log, &mut visit, Some(rating.counter), &what)?;
    alarm::low_rating(tx, &mut log, &visit, level)?;
    Ok(visit)
}

/// Says why a low level is low, once, where it was given.
///
/// # Errors
/// The level is not low or was explained before; a reason is none.
pub fn explain(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    surface: Surface,
    why: &[String],
) -> Result<(), Error> {
    let (mut log, mut visit, rating) = begin(house, tx, actor, id, surface)?;
    if !rating.wants_reason() || rating.surface != Some(surface) || why.is_empty() {
        return Err(Error::conflict("ticket-error-answered"));
    }
    must_be_reasons(rating.level.unwrap_or_default(), why)?;
    store::explain(tx, id, why)?;
    happen(
        tx,
        &mut log,
        &mut visit,
        Some(rating.counter),
        &Happened::RatingExplained { reasons: why.to_vec() },
    )
}

/// The question's time is over: *shown, not answered*.
///
/// # Errors
/// It is not shown, or its time is not over and nobody else stands at the counter.
pub fn time_out(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: VisitId) -> Result<(), Error> {
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    let rating = store::of_visit(tx, id)?.ok_or_else(nothing)?;
    let counter = counter::store::get(tx, rating.counter).ok();
    let another = counter.is_some_and(|counter| counter.visit.is_some_and(|other| other != id));
    if rating.state != RatingState::Shown || !(another || rating.is_late(log.at, house.config.evaluator_s)) {
        return Err(Error::conflict("ticket-error-late"));
    }
    store::set_state(tx, id, RatingState::TimedOut)?;
    happen(tx, &mut log, &mut visit, Some(rating.counter), &Happened::RatingTimedOut)
}

/// Notes of days before today who was never asked. Returns how many.
///
/// # Errors
/// Those of the database.
pub fn end_day(house: &House, tx: &mut Tx<'_>, hall: PlaceId) -> Result<usize, Error> {
    let plan = hall::store::plan(house, tx, hall)?;
    let waiting = store::never_asked(tx, hall, &plan.day(house.clock.now()))?;
    let Some((first, rest)) = waiting.split_first() else { return Ok(0) };
    let actor = Actor::system();
    let (mut log, mut visit) = open(house, tx, &actor, first.0)?;
    not_asked(tx, &mut log, &mut visit)?;
    for (id,) in rest {
        let mut visit = crate::run::visit::store::get(tx, *id)?;
        not_asked(tx, &mut log, &mut visit)?;
    }
    Ok(waiting.len())
}

fn not_asked(tx: &mut Tx<'_>, log: &mut Log, visit: &mut Visit) -> Result<(), Error> {
    // read again now that the hall is ours: it may have been shown meanwhile
    let Some(rating) = store::of_visit(tx, visit.id)?.filter(|rating| rating.state == RatingState::Eligible)
    else {
        return Err(Error::conflict(ALREADY));
    };
    store::set_state(tx, visit.id, RatingState::NotAsked)?;
    happen(tx, log, visit, Some(rating.counter), &Happened::RatingNotAsked)
}

fn nothing() -> Error {
    Error::not_found("ticket-error-nothing-to-rate")
}

/// The visit, its rating and its hall's log, for whoever may show and answer there.
fn begin(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    surface: Surface,
) -> Result<(Log, Visit, Rating), Error> {
    let (log, visit) = open(house, tx, actor, id)?;
    let rating = store::of_visit(tx, id)?.ok_or_else(nothing)?;
    match surface {
        Surface::Phone if actor.who == Who::Customer(id) || actor.who == Who::System => {}
        Surface::Phone => return Err(nothing()),
        Surface::Evaluator => must_be_evaluator(tx, actor, &log.plan.path, rating.counter)?,
    }
    Ok((log, visit, rating))
}

/// Only the tablet that was paired with this counter, never a person: who is rated or leads who is rated does not press.
pub(crate) fn must_be_evaluator(
    tx: &mut Tx<'_>,
    actor: &Actor,
    path: &str,
    counter: CounterId,
) -> Result<(), Error> {
    actor.must(Act::Evaluate, path)?;
    let is_it = match actor.who {
        Who::System => true,
        Who::Device(device) => store::device(tx, device)?
            .is_some_and(|(kind, at)| kind == "evaluator" && at.is_none_or(|at| at == counter)),
        _ => false,
    };
    if is_it {
        Ok(())
    } else {
        Err(Error::refused(crate::RefusalKind::Forbidden, "ticket-error-not-this-tablet"))
    }
}

/// A tablet asks whoever was served last at its counter, and nobody once the next was called.
fn must_be_their_turn(tx: &mut Tx<'_>, rating: &Rating, surface: Surface) -> Result<(), Error> {
    if surface == Surface::Phone {
        return Ok(());
    }
    let next = counter::store::get(tx, rating.counter)?.visit.is_some_and(|visit| visit != rating.visit);
    let last = store::last_of_counter(tx, rating.counter, Instant(0))?;
    if next || last.is_some_and(|last| last.visit != rating.visit) {
        return Err(Error::conflict("ticket-error-late"));
    }
    Ok(())
}

fn must_be_open(house: &House, log: &Log, rating: &Rating, surface: Surface) -> Result<(), Error> {
    match (rating.state, surface) {
        (RatingState::Answered, _) => Err(Error::conflict("ticket-error-answered")),
        (_, Surface::Phone) if rating.is_open_to_customer(&log.plan.day(log.at)) => Ok(()),
        (RatingState::Eligible, Surface::Evaluator) => Ok(()),
        // a press at the last moment is still on its way
        (RatingState::Shown, Surface::Evaluator)
            if !rating.is_late(log.at, house.config.evaluator_s + ON_ITS_WAY_S) =>
        {
            Ok(())
        }
        _ => Err(Error::conflict("ticket-error-late")),
    }
}

/// How long a press may be on its way from a tablet, in seconds.
const ON_ITS_WAY_S: i64 = 2;

fn must_be_reasons(level: i64, why: &[String]) -> Result<(), Error> {
    let known = reasons(Language::En);
    let all_known = why.iter().all(|reason| known.iter().any(|known| known.id == reason));
    let once = why.iter().enumerate().all(|(n, reason)| !why[..n].contains(reason));
    if (level > ASKED_WHY && !why.is_empty()) || !all_known || !once {
        return Err(Error::invalid("reasons", "ticket-error-reason"));
    }
    Ok(())
}
