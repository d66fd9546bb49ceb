//! A counter: who works at it, and whom they serve.

pub mod act;
pub mod api;
pub(crate) mod store;

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use crate::kernel::words;
use crate::run::hall;
use crate::run::log::Log;
use crate::staff::Actor;
use crate::staff::rights::Act;
use db::Tx;

words! {
    /// Where a counter stands.
    pub enum CounterState {
        /// Nobody works at it.
        Closed = "closed",
        /// Somebody works at it.
        Open = "open",
        /// Who works at it is away for a moment.
        Paused = "paused",
    }
}

/// A counter as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Its id.
    pub id: CounterId,
    /// The hall.
    pub hall: PlaceId,
    /// Its number or name on the sign above it.
    pub label: String,
    /// What it takes; none: everything.
    pub purposes: Option<Vec<String>>,
    /// Where it stands.
    pub state: CounterState,
    /// Who works at it.
    pub person: Option<PersonId>,
    /// The visit that is called to it or served at it.
    pub visit: Option<VisitId>,
    /// Since when it is so.
    pub since: Instant,
}

/// A counter with somebody at it who is free to call.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The counter.
    pub counter: CounterId,
    /// Who works at it.
    pub person: PersonId,
    /// What they can do; none: everything.
    pub skills: Option<Vec<String>>,
    /// What the counter takes; none: everything.
    pub purposes: Option<Vec<String>>,
}

/// The counter where the actor works, open and free.
///
/// # Errors
/// It is closed, another's, or occupied.
pub(crate) fn desk(tx: &mut Tx<'_>, log: &Log, actor: &Actor, id: CounterId) -> Result<Desk, Error> {
    actor.must(Act::Serve, &log.plan.path)?;
    let (counter, skills) =
        store::at_work(tx, id)?.ok_or_else(|| Error::not_found("run-error-no-counter"))?;
    if counter.hall != log.hall() {
        return Err(Error::not_found("run-error-no-counter"));
    }
    let person = match (counter.state, counter.person) {
        (CounterState::Open, Some(person)) => person,
        _ => return Err(Error::conflict("run-error-counter-not-open").with("counter", &counter.label)),
    };
    if actor.person().is_some_and(|me| me != person) {
        return Err(Error::conflict("run-error-counter-of-another").with("counter", &counter.label));
    }
    if counter.visit.is_some() {
        return Err(Error::conflict("run-error-counter-occupied").with("counter", &counter.label));
    }
    Ok(Desk { counter: id, person, skills, purposes: counter.purposes })
}

/// A counter as it stands.
///
/// # Errors
/// There is none, or it was removed.
pub fn at(tx: &mut Tx<'_>, id: CounterId) -> Result<Counter, Error> {
    store::get(tx, id)
}

/// Goes on only if the actor may let another begin work at this counter.
pub(crate) fn may_stand_in(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CounterId,
) -> Result<(), Error> {
    let hall = hall_of(tx, id)?;
    let plan = hall::store::plan(house, tx, hall)?;
    actor.must(Act::RunFloor, &plan.path)
}

/// The hall of a counter.
pub(crate) fn hall_of(tx: &mut Tx<'_>, id: CounterId) -> Result<PlaceId, Error> {
    store::hall_of(tx, id)?.ok_or_else(|| Error::not_found("run-error-no-counter"))
}

/// Goes on only if the counter is one of this hall.
pub(crate) fn of_hall(tx: &mut Tx<'_>, log: &Log, id: CounterId) -> Result<Counter, Error> {
    let counter = store::get(tx, id)?;
    if counter.hall != log.hall() {
        return Err(Error::not_found("run-error-no-counter"));
    }
    Ok(counter)
}

/// Goes on only if the person works at a counter of this hall now.
pub(crate) fn works_here(tx: &mut Tx<'_>, log: &Log, person: PersonId) -> Result<(), Error> {
    if store::of_person(tx, person)?.is_some_and(|counter| counter.hall == log.hall()) {
        return Ok(());
    }
    Err(Error::conflict("run-error-person-not-here"))
}

/// The counter has this visit now.
pub(crate) fn occupy(tx: &mut Tx<'_>, log: &Log, id: CounterId, visit: VisitId) -> Result<(), Error> {
    store::set_visit(tx, id, Some(visit), log.at)
}

/// The counter has nobody now.
pub(crate) fn free(tx: &mut Tx<'_>, log: &Log, id: Option<CounterId>) -> Result<(), Error> {
    match id {
        Some(id) => store::set_visit(tx, id, None, log.at),
        None => Ok(()),
    }
}
