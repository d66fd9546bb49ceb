//! The counters of a hall.

use super::{kept, store};
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{CounterId, PlaceId};
use crate::kernel::text;
use crate::run::counter::{self, Counter, CounterState};
use crate::run::hall::Plan;
use crate::staff::Actor;
use crate::staff::rights::Act;
use db::Tx;
use serde_json::json;

/// The most counters in a hall.
const MOST_COUNTERS: usize = 200;

/// A label as it is on the sign, and the purposes: none for everything.
fn parsed(
    plan: &Plan,
    label: &str,
    purposes: Option<&[String]>,
) -> Result<(String, Option<Vec<String>>), Error> {
    let label = text::line("label", label, 12)?;
    if let Some(stranger) = purposes.into_iter().flatten().find(|purpose| plan.offer(purpose).is_none()) {
        let stranger: String = stranger.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(Error::invalid("purposes", "run-error-purpose").with("purpose", stranger));
    }
    if purposes.is_some_and(<[String]>::is_empty) {
        return Err(Error::invalid("purposes", "hall-error-no-purposes"));
    }
    Ok((label, purposes.map(<[String]>::to_vec)))
}

fn taken(label: &str) -> Error {
    Error::invalid("label", "hall-error-label-taken").with("label", label)
}

fn shown(label: &str, purposes: Option<&Vec<String>>) -> serde_json::Value {
    json!({ "label": label, "purposes": purposes })
}

/// Adds a counter, last in the order. One that was removed under the same label comes back.
///
/// # Errors
/// The label is taken; a purpose is none of the hall's; there are too many counters.
pub fn add_counter(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    label: &str,
    purposes: Option<&[String]>,
) -> Result<CounterId, Error> {
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    let (label, purposes) = parsed(&plan, label, purposes)?;
    let there = counter::store::of_hall(tx, hall)?;
    if there.iter().any(|other| other.label == label) {
        return Err(taken(&label));
    }
    if there.len() >= MOST_COUNTERS {
        return Err(Error::conflict("hall-error-many-counters").with("most", MOST_COUNTERS));
    }
    let now = house.clock.now();
    let id = counter::store::add(tx, house.chance.id(now), hall, (&label, purposes.as_deref()), now)?;
    kept(house, tx, actor, ("counter_added", &plan), &(), &shown(&label, purposes.as_ref()))?;
    Ok(id)
}

/// A counter and its hall's plan, for a change of it.
fn begin(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: CounterId) -> Result<(Plan, Counter), Error> {
    let hall = counter::hall_of(tx, id)?;
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    Ok((plan, counter::store::get(tx, id)?))
}

/// Gives a counter another label or other purposes. Whoever is served there is served to the end.
///
/// # Errors
/// As [`add_counter`]; there is no such counter.
pub fn change_counter(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CounterId,
    label: &str,
    purposes: Option<&[String]>,
) -> Result<(), Error> {
    let (plan, counter) = begin(house, tx, actor, id)?;
    let (label, purposes) = parsed(&plan, label, purposes)?;
    let there = counter::store::of_hall(tx, counter.hall)?;
    if there.iter().any(|other| other.label == label && other.id != id) {
        return Err(taken(&label));
    }
    counter::store::change(tx, &counter, &label, purposes.as_deref())?;
    let before = shown(&counter.label, counter.purposes.as_ref());
    kept(house, tx, actor, ("counter_changed", &plan), &before, &shown(&label, purposes.as_ref()))
}

/// Puts the counters in this order; those that are not named come after.
///
/// # Errors
/// One of them is none of the hall's.
pub fn order_counters(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    order: &[CounterId],
) -> Result<(), Error> {
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    let before = counter::store::of_hall(tx, hall)?;
    if order.iter().any(|id| !before.iter().any(|counter| counter.id == *id)) {
        return Err(Error::not_found("run-error-no-counter"));
    }
    let rest = before.iter().map(|counter| counter.id).filter(|id| !order.contains(id));
    let after: Vec<CounterId> = order.iter().copied().chain(rest).collect();
    for (position, id) in (0..).zip(&after) {
        counter::store::set_position(tx, *id, position)?;
    }
    let label =
        |id: &CounterId| before.iter().find(|counter| counter.id == *id).map(|counter| counter.label.clone());
    let labels: Vec<_> = before.iter().map(|counter| counter.label.clone()).collect();
    let ordered: Vec<_> = after.iter().filter_map(label).collect();
    kept(
        house,
        tx,
        actor,
        ("counters_ordered", &plan),
        &json!({ "order": labels }),
        &json!({ "order": ordered }),
    )
}

/// Takes a counter away. What was done at it stays in the log.
///
/// # Errors
/// Somebody works at it, is called to it or served at it: it must be closed first. Somebody waits for it alone.
pub fn remove_counter(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: CounterId) -> Result<(), Error> {
    let (plan, counter) = begin(house, tx, actor, id)?;
    if counter.state != CounterState::Closed || counter.visit.is_some() {
        return Err(Error::conflict("hall-error-counter-in-use").with("counter", &counter.label));
    }
    let lines = crate::run::visit::store::waiting(tx, counter.hall)?;
    let waiting = lines.iter().filter(|line| line.for_counter == Some(id)).count();
    if waiting > 0 {
        return Err(Error::conflict("hall-error-counter-awaited")
            .with("counter", &counter.label)
            .with("count", waiting));
    }
    counter::store::remove(tx, id, house.clock.now())?;
    kept(house, tx, actor, ("counter_removed", &plan), &shown(&counter.label, counter.purposes.as_ref()), &())
}
