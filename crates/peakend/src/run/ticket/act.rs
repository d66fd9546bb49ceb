//! Taking a ticket by one press, whatever happens to the press on its way.

use super::store;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::run::visit::act::{Ticket, take};
use crate::run::visit::{Source, Visit, store as visits};
use crate::staff::Actor;
use crate::{Error, RefusalKind};
use db::Tx;

/// Tickets that one address may take by phone in [`PHONE_SPAN_MIN`].
pub const MOST_BY_PHONE: i64 = 5;
/// The span over which tickets by phone are counted, in minutes.
pub const PHONE_SPAN_MIN: i64 = 10;

/// Takes a ticket; a press with the same key gets the same ticket.
///
/// # Errors
/// Those of [`take`]; the key is none; too many tickets were taken by phone from one address.
pub fn take_once(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    key: &str,
    ticket: &Ticket,
) -> Result<Visit, Error> {
    take_first(house, tx, actor, hall, key, ticket).map(|(visit, _)| visit)
}

/// As [`take_once`], and whether this was the first press with the key.
///
/// # Errors
/// As [`take_once`].
pub(crate) fn take_first(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    key: &str,
    ticket: &Ticket,
) -> Result<(Visit, bool), Error> {
    store::must_be_key(key)?;
    let now = house.clock.now();
    // whoever presses the same key at the same time waits here for the first to end
    if !store::begin(tx, hall, key, ticket.source, &actor.origin, now)? {
        let (visit, _) = store::of_key(tx, hall, key)?
            .ok_or_else(|| Error::Internal("a key without its ticket".to_owned()))?;
        return Ok((visits::get(tx, visit)?, false));
    }
    let visit = take(house, tx, actor, hall, ticket)?;
    // counted once the hall is ours, so that presses at the same time count each other
    if ticket.source == Source::Phone {
        must_be_few(tx, actor, hall, now)?;
    }
    store::end(tx, hall, key, visit.id)?;
    Ok((visit, true))
}

/// The limit on tickets by phone: it stops somebody who empties the numbers from outside.
fn must_be_few(tx: &mut Tx<'_>, actor: &Actor, hall: PlaceId, now: Instant) -> Result<(), Error> {
    let since = now.plus_seconds(-60 * PHONE_SPAN_MIN);
    if store::by_phone_since(tx, hall, &actor.origin, since)? > MOST_BY_PHONE {
        return Err(
            Error::refused(RefusalKind::TooMany, "ticket-error-often").with("minutes", PHONE_SPAN_MIN)
        );
    }
    Ok(())
}
