//! Offering another channel, and what comes of it.

use super::{Diversion, DiversionState, RETURN_DAYS, store};
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{DiversionId, PlaceId, VisitId};
use crate::run::log::Log;
use crate::run::visit::act::{happen, open};
use crate::run::visit::{self, Happened, Leaving, State};
use crate::staff::Actor;
use crate::staff::rights::Act;
use db::Tx;

/// How long a code is, in characters.
const CODE: usize = 6;

/// What is offered.
#[derive(Debug, Clone, Default)]
pub struct Offered {
    /// To whom; none: to somebody without a ticket.
    pub visit: Option<VisitId>,
    /// What for; that of the visit, if there is one.
    pub purpose: String,
    /// The channel, one of those of the purpose.
    pub channel: String,
    /// The last four digits of the customer's telephone; empty if not given.
    pub phone: String,
}

/// Offers another channel.
///
/// # Errors
/// The purpose has no such channel; the visit does not wait; the digits are none.
pub fn offer(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    offered: &Offered,
) -> Result<Diversion, Error> {
    let phone = digits(&offered.phone)?;
    let (mut log, mut found) = match offered.visit {
        Some(id) => open(house, tx, actor, id).map(|(log, visit)| (log, Some(visit)))?,
        None => (Log::open(house, tx, actor, hall)?, None),
    };
    // a kiosk may offer before the ticket
    actor.must(if found.is_some() { Act::Guide } else { Act::TakeTicket }, &log.plan.path)?;
    if let Some(visit) = &found {
        visit.must_be(&[State::Waiting, State::Missed])?;
    }
    let purpose = found.as_ref().map_or(&offered.purpose, |visit| &visit.purpose).clone();
    let known = log.plan.offer(&purpose).is_some_and(|offer| offer.channels.contains(&offered.channel));
    if !known {
        return Err(Error::invalid("channel", "floor-error-channel"));
    }
    let diversion = Diversion {
        id: house.chance.id(log.at),
        hall: log.hall(),
        visit: offered.visit,
        purpose,
        channel: offered.channel.clone(),
        code: house.chance.code(CODE),
        phone,
        state: DiversionState::Offered,
        offered_at: log.at,
        answered_at: None,
    };
    store::insert(tx, &diversion)?;
    let what = Happened::DiversionOffered { diversion: diversion.id, channel: diversion.channel.clone() };
    match &mut found {
        Some(visit) => happen(tx, &mut log, visit, None, &what)?,
        None => log.append(tx, None, None, &what)?,
    }
    Ok(diversion)
}

fn digits(text: &str) -> Result<Option<String>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::invalid("phone", "floor-error-phone"));
    }
    Ok(Some(text.to_owned()))
}

/// Notes whether the customer takes the offer. Who takes it leaves the queue.
///
/// # Errors
/// It was answered before; the customer is at a counter or has gone.
pub fn answer(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: DiversionId,
    accepted: bool,
) -> Result<Diversion, Error> {
    let hall = store::get(tx, id)?.hall;
    let mut log = Log::open(house, tx, actor, hall)?;
    let mut diversion = store::get(tx, id)?;
    let act = if diversion.visit.is_some() { Act::Guide } else { Act::TakeTicket };
    actor.must(act, &log.plan.path)?;
    if diversion.state != DiversionState::Offered {
        return Err(Error::conflict("floor-error-answered"));
    }
    diversion.state = if accepted { DiversionState::Accepted } else { DiversionState::Declined };
    diversion.answered_at = Some(log.at);
    store::answer(tx, id, diversion.state, log.at)?;
    let what = Happened::DiversionAnswered { diversion: id, accepted };
    let Some(visit) = diversion.visit else {
        log.append(tx, None, None, &what)?;
        return Ok(diversion);
    };
    let mut visit = visit::store::get(tx, visit)?;
    if accepted {
        visit.must_be(&[State::Waiting, State::Missed])?;
    }
    happen(tx, &mut log, &mut visit, None, &what)?;
    if accepted {
        happen(tx, &mut log, &mut visit, None, &Happened::Left { why: Leaving::Diverted })?;
    }
    Ok(diversion)
}

/// Notes that the customer of a visit has come back for what another channel should have done. Says whether an offer fits
/// what they said: its code, or four digits of their telephone.
///
/// # Errors
/// There is no such visit.
pub fn came_back(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VisitId,
    said: &str,
) -> Result<bool, Error> {
    let visit = visit::store::get(tx, id)?;
    let since = house.clock.now().plus_seconds(-RETURN_DAYS * 86_400);
    // looked for before the log is opened, because an act that changes nothing leaves no trace
    if store::accepted(tx, visit.hall, &visit.purpose, said.trim(), since)?.is_none() {
        return Ok(false);
    }
    let (mut log, mut visit) = open(house, tx, actor, id)?;
    actor.must(Act::Guide, &log.plan.path)?;
    let found = store::accepted(tx, visit.hall, &visit.purpose, said.trim(), since)?;
    let (diversion, by_code) = found.ok_or_else(|| Error::conflict("floor-error-answered"))?;
    store::came_back(tx, diversion.id, id, by_code, log.at)?;
    let what = Happened::CameBack { diversion: diversion.id, channel: diversion.channel };
    happen(tx, &mut log, &mut visit, None, &what)?;
    Ok(true)
}
