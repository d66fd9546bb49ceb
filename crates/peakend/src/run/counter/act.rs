//! What one can do at a counter.

use super::{Counter, CounterState, store};
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{CounterId, PersonId};
use crate::run::log::Log;
use crate::run::visit::{self as visits, Happened};
use crate::staff::Actor;
use crate::staff::rights::Act;
use db::Tx;

fn open_log(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: CounterId) -> Result<(Log, Counter), Error> {
    let hall = super::hall_of(tx, id)?;
    let log = Log::open(house, tx, actor, hall)?;
    let counter = store::get(tx, id)?;
    Ok((log, counter))
}

/// Who may change the counter: the person at it, or who runs the floor.
fn must_work(actor: &Actor, log: &Log, counter: &Counter) -> Result<(), Error> {
    match (actor.person(), counter.person) {
        (Some(me), Some(other)) if me != other => actor.must(Act::RunFloor, &log.plan.path),
        _ => actor.must(Act::WorkCounter, &log.plan.path),
    }
}

/// Begins work at a counter, or goes on after a pause.
///
/// # Errors
/// A colleague works there; the person works at another counter.
pub fn open(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CounterId,
    person: PersonId,
) -> Result<Counter, Error> {
    let (mut log, mut counter) = open_log(house, tx, actor, id)?;
    actor.must(Act::WorkCounter, &log.plan.path)?;
    if counter.person.is_some_and(|other| other != person) {
        return Err(Error::conflict("run-error-counter-of-another").with("counter", &counter.label));
    }
    if let Some(other) = store::of_person(tx, person)?.filter(|other| other.id != id) {
        return Err(Error::conflict("run-error-works-elsewhere").with("counter", &other.label));
    }
    if counter.state == CounterState::Open {
        return Err(Error::conflict("run-error-counter-is-open").with("counter", &counter.label));
    }
    store::set_state(tx, id, CounterState::Open, Some(person), log.at)?;
    log.append(tx, None, Some(id), &Happened::CounterOpened { person })?;
    counter.state = CounterState::Open;
    counter.person = Some(person);
    counter.since = log.at;
    Ok(counter)
}

/// Away for a moment. Whoever is being served is served to the end.
///
/// # Errors
/// The counter is not open, or a colleague's.
pub fn pause(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CounterId,
    why: &str,
) -> Result<Counter, Error> {
    let (mut log, mut counter) = open_log(house, tx, actor, id)?;
    must_work(actor, &log, &counter)?;
    if counter.state != CounterState::Open {
        return Err(Error::conflict("run-error-counter-not-open").with("counter", &counter.label));
    }
    store::set_state(tx, id, CounterState::Paused, counter.person, log.at)?;
    log.append(tx, None, Some(id), &Happened::CounterPaused { why: why.to_owned() })?;
    counter.state = CounterState::Paused;
    counter.since = log.at;
    Ok(counter)
}

/// Ends work at a counter.
///
/// # Errors
/// Somebody is still called there or served; it is a colleague's, or closed.
pub fn close(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: CounterId) -> Result<Counter, Error> {
    let (mut log, mut counter) = open_log(house, tx, actor, id)?;
    must_work(actor, &log, &counter)?;
    if counter.state == CounterState::Closed {
        return Err(Error::conflict("run-error-counter-not-open").with("counter", &counter.label));
    }
    if counter.visit.is_some() {
        return Err(Error::conflict("run-error-counter-occupied").with("counter", &counter.label));
    }
    store::set_state(tx, id, CounterState::Closed, None, log.at)?;
    log.append(tx, None, Some(id), &Happened::CounterClosed)?;
    counter.state = CounterState::Closed;
    counter.person = None;
    counter.since = log.at;
    Ok(counter)
}

/// Closes a counter that a colleague has left, or who has been removed. Whoever is there goes back to the queue and keeps
/// the time waited so far.
///
/// # Errors
/// The actor does not run the floor; nobody works at the counter.
pub fn close_forgotten(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: CounterId) -> Result<(), Error> {
    let counter = store::get(tx, id)?;
    if let Some(visit) = counter.visit {
        let purpose = visits::store::get(tx, visit)?.purpose;
        // the purpose may have been removed meanwhile; they came for it all the same
        visits::act::give_back(house, tx, actor, visit, purpose)?;
    }
    let (mut log, counter) = open_log(house, tx, actor, id)?;
    actor.must(Act::RunFloor, &log.plan.path)?;
    if counter.state == CounterState::Closed {
        return Err(Error::conflict("run-error-counter-not-open").with("counter", &counter.label));
    }
    store::set_state(tx, id, CounterState::Closed, None, log.at)?;
    log.append(tx, None, Some(id), &Happened::CounterClosed)
}

/// Lets go of all that somebody holds who works here no longer: whom they called or serve goes back to their old place in the
/// queue, who waits for them alone waits for anybody, and their counter is closed.
pub(crate) fn vacate(house: &House, tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
    let system = Actor::system();
    for id in visits::store::held_by(tx, person)? {
        let (mut log, mut visit) = visits::act::open(house, tx, &system, id)?;
        let from = if visit.state.is_at_counter() { visit.counter } else { None };
        let back = Happened::Transferred {
            purpose: None,
            for_counter: visit.for_counter,
            for_person: None,
            keep_place: true,
            why: "person_removed".to_owned(),
        };
        visits::act::happen(tx, &mut log, &mut visit, from, &back)?;
        super::free(tx, &log, from)?;
    }
    if let Some(counter) = store::of_person(tx, person)? {
        close(house, tx, &system, counter.id)?;
    }
    Ok(())
}
