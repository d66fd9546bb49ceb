//! What one can do with a visit. Each is one transaction.

use super::happened::{Because, Check, Happened, Leaving};
use super::{LONGEST_HOLD_MIN, MOST_HOLDS, MOST_RECYCLES, Outcome, Source, State, Visit, store};
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use crate::listen::rating;
use crate::run::counter;
use crate::run::log::Log;
use crate::run::wait;
use crate::staff::rights::Act;
use crate::staff::{Actor, Who};
use db::Tx;

/// The states of somebody who is in the hall.
const HERE: [State; 5] = [State::Waiting, State::Called, State::Serving, State::Parked, State::Missed];

/// What a ticket is taken for.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// The purpose.
    pub purpose: String,
    /// The class of the customer; empty for none in particular.
    pub class: String,
    /// Where it is taken.
    pub source: Source,
    /// The language of the customer, as a tag.
    pub language: String,
    /// The window of an appointment that is checked in.
    pub appointment: Option<(Instant, Instant)>,
}

/// Takes a ticket.
///
/// # Errors
/// The hall is closed, or does not offer the purpose.
pub fn take(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    ticket: &Ticket,
) -> Result<Visit, Error> {
    let mut log = Log::open(house, tx, actor, hall)?;
    // the customer's own phone, in front of the hall's public page, needs no right
    if actor.who != Who::Public || ticket.source != Source::Phone {
        actor.must(Act::TakeTicket, &log.plan.path)?;
    }
    if !log.plan.is_open(log.at) {
        return Err(Error::conflict("run-error-hall-closed"));
    }
    let offer = log.plan.offered(&ticket.purpose)?;
    let (letter, purpose) = (offer.letter.clone(), offer.purpose.clone());
    let day = log.plan.day(log.at);
    let number = store::number(tx, hall, &day, &letter)?;
    let what = Happened::Taken {
        day,
        letter,
        number,
        purpose,
        class: ticket.class.clone(),
        source: ticket.source,
        language: ticket.language.clone(),
        appointment: ticket.appointment,
    };
    let id = house.chance.id(log.at);
    let visit = Visit::begin(id, hall, log.at, &what, house.chance.secret())
        .ok_or_else(|| Error::Internal("a ticket begins a visit".to_owned()))?;
    let told = wait::foretell(house, tx, &log, &visit)?;
    store::insert(tx, &visit)?;
    wait::keep(tx, &visit, &told)?;
    log.append(tx, Some((id, 1)), None, &what)?;
    Ok(visit)
}

/// A visit and its hall's log, for an act on it.
pub(crate) fn open(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
) -> Result<(Log, Visit), Error> {
    let hall = store::hall_of(tx, id)?;
    let log = Log::open(house, tx, actor, hall)?;
    // read after the hall is ours, so that nobody changes it meanwhile
    let visit = store::get(tx, id)?;
    Ok((log, visit))
}

/// Lets an event happen to a visit: its row, the service that ended by it, and the log.
pub(crate) fn happen(
    tx: &mut Tx<'_>,
    log: &mut Log,
    visit: &mut Visit,
    counter: Option<CounterId>,
    what: &Happened,
) -> Result<(), Error> {
    if let Some(service) = visit.apply(log.at, counter, what) {
        store::insert_service(tx, visit, &service)?;
    }
    store::save(tx, visit)?;
    log.append(tx, Some((visit.id, visit.events)), counter, what)
}

/// Who serves the visit: the person at its counter goes on with it, or who runs the floor when they cannot.
fn must_serve(actor: &Actor, log: &Log, visit: &Visit) -> Result<(), Error> {
    actor.must(Act::Serve, &log.plan.path)?;
    match (actor.person(), visit.person) {
        (Some(me), Some(other)) if me != other && !actor.may(Act::RunFloor, &log.plan.path) => {
            Err(Error::conflict("run-error-not-yours").with("number", visit.label()))
        }
        _ => Ok(()),
    }
}

/// A visit in one of these states, for whoever serves it.
fn to_serve(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    states: &[State],
) -> Result<(Log, Visit), Error> {
    let (log, visit) = open(house, tx, actor, id)?;
    must_serve(actor, &log, &visit)?;
    visit.must_be(states)?;
    Ok((log, visit))
}

/// Somebody who is still in the hall, for whoever guides.
fn to_guide(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: VisitId) -> Result<(Log, Visit), Error> {
    let (log, visit) = open(house, tx, actor, id)?;
    actor.must(Act::Guide, &log.plan.path)?;
    visit.must_be(&HERE)?;
    Ok((log, visit))
}

/// Lets an event happen at the counter where the visit is.
fn happen_there(tx: &mut Tx<'_>, log: &mut Log, visit: &mut Visit, what: &Happened) -> Result<(), Error> {
    let counter = visit.counter;
    happen(tx, log, visit, counter, what)
}

/// Lets an event happen at the counter where the visit is, which is free afterwards.
fn happen_and_free(tx: &mut Tx<'_>, log: &mut Log, visit: &mut Visit, what: &Happened) -> Result<(), Error> {
    let counter = visit.counter;
    happen_there(tx, log, visit, what)?;
    counter::free(tx, log, counter)
}

/// Calls once more.
///
/// # Errors
/// The visit is not called, or by another.
pub fn recall(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: VisitId) -> Result<Visit, Error> {
    let (mut log, mut visit) = to_serve(house, tx, actor, id, &[State::Called])?;
    happen_there(tx, &mut log, &mut visit, &Happened::Recalled)?;
    Ok(visit)
}

/// The customer called did not come.
///
/// # Errors
/// The visit is not called, or by another.
pub fn miss(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: VisitId) -> Result<Visit, Error> {
    let (mut log, mut visit) = to_serve(house, tx, actor, id, &[State::Called])?;
    happen_and_free(tx, &mut log, &mut visit, &Happened::Missed)?;
    Ok(visit)
}

/// Puts somebody who did not come back at the end of the queue, once.
///
/// # Errors
/// The visit was not missed, or was put back before.
pub fn put_back(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: VisitId) -> Result<Visit, Error> {
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    if !actor.may(Act::Guide, &log.plan.path) && actor.who != Who::Customer(id) {
        actor.must(Act::Serve, &log.plan.path)?;
    }
    visit.must_be(&[State::Missed])?;
    if visit.misses > MOST_RECYCLES {
        return Err(Error::conflict("run-error-put-back-once").with("number", visit.label()));
    }
    happen(tx, &mut log, &mut visit, None, &Happened::PutBack)?;
    if let Some(person) = visit.for_person
        && !store::is_on_staff(tx, person)?
    {
        // whom they were kept for was removed while they were away
        let back = Happened::Transferred {
            purpose: None,
            for_counter: visit.for_counter,
            for_person: None,
            keep_place: true,
            why: "person_removed".to_owned(),
        };
        happen(tx, &mut log, &mut visit, None, &back)?;
    }
    Ok(visit)
}

/// The customer is at the counter: the service begins.
///
/// # Errors
/// The visit is not called, or by another.
pub fn start(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: VisitId) -> Result<Visit, Error> {
    let (mut log, mut visit) = to_serve(house, tx, actor, id, &[State::Called])?;
    happen_there(tx, &mut log, &mut visit, &Happened::Started)?;
    Ok(visit)
}

/// Puts a service aside, and frees the counter.
///
/// # Errors
/// The visit is not being served, or by another.
pub fn park(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: VisitId, why: &str) -> Result<Visit, Error> {
    let (mut log, mut visit) = to_serve(house, tx, actor, id, &[State::Serving])?;
    happen_and_free(tx, &mut log, &mut visit, &Happened::Parked { why: why.to_owned() })?;
    Ok(visit)
}

/// Takes a parked service up again, at the counter where the person works now.
///
/// # Errors
/// The visit is not parked, or the person's counter is not free.
pub fn resume(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    at: CounterId,
) -> Result<Visit, Error> {
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    visit.must_be(&[State::Parked])?;
    let desk = counter::desk(tx, &log, actor, at)?;
    happen(tx, &mut log, &mut visit, Some(at), &Happened::Resumed { person: desk.person })?;
    counter::occupy(tx, &log, at, id)?;
    Ok(visit)
}

/// Where a visit is sent.
#[derive(Debug, Clone, Default)]
pub struct Onward {
    /// To another purpose.
    pub purpose: Option<String>,
    /// To this counter only.
    pub counter: Option<CounterId>,
    /// To this person only.
    pub person: Option<PersonId>,
    /// Keeps its place in the queue, instead of joining at the end.
    pub keep_place: bool,
    /// Why.
    pub why: String,
}

/// Sends a visit to another purpose, counter or person; from the queue or from a counter.
///
/// # Errors
/// Nothing is to change; there is no such purpose, counter or person here; the visit has left.
pub fn transfer(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    onward: &Onward,
) -> Result<Visit, Error> {
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    if visit.state.is_at_counter() || visit.state == State::Parked {
        must_serve(actor, &log, &visit)?;
    } else {
        actor.must(Act::Guide, &log.plan.path)?;
    }
    visit.must_be(&HERE)?;
    if onward.purpose.is_none() && onward.counter.is_none() && onward.person.is_none() {
        return Err(Error::invalid("purpose", "run-error-transfer-nowhere"));
    }
    if let Some(purpose) = &onward.purpose {
        log.plan.offered(purpose)?;
    }
    if let Some(to) = onward.counter {
        counter::of_hall(tx, &log, to)?;
    }
    if let Some(person) = onward.person {
        counter::works_here(tx, &log, person)?;
    }
    let from = if visit.state.is_at_counter() { visit.counter } else { None };
    let what = Happened::Transferred {
        purpose: onward.purpose.clone(),
        for_counter: onward.counter,
        for_person: onward.person,
        keep_place: onward.keep_place,
        why: onward.why.clone(),
    };
    happen(tx, &mut log, &mut visit, from, &what)?;
    counter::free(tx, &log, from)?;
    Ok(visit)
}

/// Takes a visit off a counter whose clerk has gone, back to its place in the queue.
///
/// # Errors
/// The actor does not run the floor; the visit is at no counter.
pub(crate) fn give_back(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    purpose: String,
) -> Result<Visit, Error> {
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    actor.must(Act::RunFloor, &log.plan.path)?;
    visit.must_be(&[State::Called, State::Serving])?;
    let from = visit.counter;
    let what = Happened::Transferred {
        purpose: Some(purpose),
        for_counter: None,
        for_person: None,
        keep_place: true,
        why: String::new(),
    };
    happen(tx, &mut log, &mut visit, from, &what)?;
    counter::free(tx, &log, from)?;
    Ok(visit)
}

/// Ends one service and begins another of the same visit at the same counter.
///
/// # Errors
/// The visit is not being served, or by another; the purpose is not offered.
pub fn another(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    purpose: &str,
    ended: (Outcome, &str),
) -> Result<Visit, Error> {
    let (mut log, mut visit) = to_serve(house, tx, actor, id, &[State::Serving])?;
    log.plan.offered(purpose)?;
    let (result, left_open) = ended;
    let what = Happened::Another { purpose: purpose.to_owned(), result, left_open: left_open.to_owned() };
    happen_there(tx, &mut log, &mut visit, &what)?;
    Ok(visit)
}

/// Ends the visit's last service; the evaluator opens.
///
/// # Errors
/// The visit is not at a counter, or at another's.
pub fn finish(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    result: Outcome,
    left_open: &str,
) -> Result<Visit, Error> {
    let (mut log, mut visit) = to_serve(house, tx, actor, id, &[State::Called, State::Serving])?;
    let what = Happened::Finished { result, left_open: left_open.to_owned() };
    happen_and_free(tx, &mut log, &mut visit, &what)?;
    rating::become_eligible(tx, &log, &visit)?;
    Ok(visit)
}

/// The customer leaves without being served to the end.
///
/// # Errors
/// The visit has ended, or is at a counter and not missed there.
pub fn leave(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    why: Leaving,
) -> Result<Visit, Error> {
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    if actor.who != Who::Customer(id) {
        if !actor.may(Act::Guide, &log.plan.path) {
            actor.must(Act::RunFloor, &log.plan.path)?;
        }
        visit.must_be(&[State::Waiting, State::Missed, State::Parked, State::Called])?;
    } else {
        visit.must_be(&[State::Waiting, State::Missed, State::Called])?;
    }
    let counter = if visit.state == State::Called { visit.counter } else { None };
    happen(tx, &mut log, &mut visit, counter, &Happened::Left { why })?;
    counter::free(tx, &log, counter)?;
    Ok(visit)
}

/// Keeps somebody for the next opening, because the day ended before their turn: they come first then.
///
/// # Errors
/// The hall is open, so that they can be served; it does not open again within a year; the visit does not wait.
pub fn defer(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: VisitId) -> Result<Visit, Error> {
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    actor.must(Act::RunFloor, &log.plan.path)?;
    visit.must_be(&[State::Waiting, State::Missed])?;
    if log.plan.is_open(log.at) {
        return Err(Error::conflict("floor-error-still-open"));
    }
    if visit.hold_until.is_some_and(|until| until > log.at) && visit.queued_at > log.at {
        return Err(Error::conflict("floor-error-deferred").with("number", visit.label()));
    }
    let until = log.plan.opens_next(log.at).ok_or_else(|| Error::conflict("floor-error-never-opens"))?;
    happen(tx, &mut log, &mut visit, None, &Happened::Deferred { until })?;
    Ok(visit)
}

/// Holds a place for some minutes: the customer is late, or needs time.
///
/// # Errors
/// The visit does not wait; it was held too often; too long is asked for.
pub fn hold(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    minutes: i64,
) -> Result<Visit, Error> {
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    if actor.who != Who::Customer(id) {
        actor.must(Act::Guide, &log.plan.path)?;
    }
    visit.must_be(&[State::Waiting])?;
    if !(1..=LONGEST_HOLD_MIN).contains(&minutes) {
        return Err(Error::invalid("minutes", "run-error-hold-minutes").with("most", LONGEST_HOLD_MIN));
    }
    if visit.holds >= MOST_HOLDS {
        return Err(Error::conflict("run-error-hold-often").with("most", MOST_HOLDS));
    }
    let until = log.at.plus_seconds(minutes * 60);
    happen(tx, &mut log, &mut visit, None, &Happened::Held { until })?;
    Ok(visit)
}

/// Notes what looking at the documents beforehand came to.
///
/// # Errors
/// The visit has ended.
pub fn check(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    check: &Check,
) -> Result<Visit, Error> {
    let (mut log, mut visit) = to_guide(house, tx, actor, id)?;
    happen(tx, &mut log, &mut visit, None, &Happened::Prepared { check: check.clone() })?;
    Ok(visit)
}

/// Notes that the guide has spoken to the customer.
///
/// # Errors
/// The visit has ended.
pub fn greet(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: VisitId) -> Result<Visit, Error> {
    let (mut log, mut visit) = to_guide(house, tx, actor, id)?;
    happen(tx, &mut log, &mut visit, None, &Happened::Greeted)?;
    Ok(visit)
}

/// Keeps the customer's form.
///
/// # Errors
/// The visit has ended.
pub fn fill_form(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    answers: &[(String, String)],
) -> Result<Visit, Error> {
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    if actor.who != Who::Customer(id) {
        actor.must(Act::Guide, &log.plan.path)?;
    }
    visit.must_be(&[State::Waiting, State::Called, State::Missed])?;
    happen(tx, &mut log, &mut visit, None, &Happened::FormFilled { answers: answers.to_vec() })?;
    Ok(visit)
}

/// Calls this visit out of order, by hand.
///
/// # Errors
/// The visit does not wait; the counter is not the person's, or not free.
pub fn call_by_hand(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    at: CounterId,
) -> Result<Visit, Error> {
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    visit.must_be(&[State::Waiting, State::Missed])?;
    let desk = counter::desk(tx, &log, actor, at)?;
    let turn = log.turn;
    call(tx, &mut log, &mut visit, &desk, Because::Hand, turn)?;
    Ok(visit)
}

/// The call itself, once it is decided who.
pub(crate) fn call(
    tx: &mut Tx<'_>,
    log: &mut Log,
    visit: &mut Visit,
    desk: &counter::Desk,
    because: Because,
    turn: u32,
) -> Result<(), Error> {
    let what = Happened::Called { person: desk.person, because };
    happen(tx, log, visit, Some(desk.counter), &what)?;
    counter::occupy(tx, log, desk.counter, visit.id)?;
    let waited_us = visit.waited_us(log.at);
    log.called(tx, turn, waited_us)?;
    // a wait was told for the queue that was joined first
    if visit.queued_at == visit.taken_at { wait::was(tx, visit, waited_us) } else { Ok(()) }
}
