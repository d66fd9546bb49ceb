//! Beginning and ending sessions.

use super::store;
use crate::audit::{self, Line};
use crate::house::House;
use crate::kernel::kinds::{PersonId, SessionId};
use crate::staff::Actor;
use crate::staff::store::hashed;
use crate::{Error, RefusalKind};
use db::Tx;

/// Begins a session; returns the secret of its cookie, of which only a hash is kept.
///
/// # Errors
/// Those of the database.
pub(crate) fn begin(house: &House, tx: &mut Tx<'_>, person: PersonId, origin: &str) -> Result<String, Error> {
    let now = house.clock.now();
    store::sweep(tx, now)?;
    let secret = house.chance.secret();
    store::insert(tx, house.chance.id(now), &hashed(&secret), person, origin, now)?;
    Ok(secret)
}

/// Signs out.
///
/// # Errors
/// Those of the database.
pub fn sign_out(tx: &mut Tx<'_>, session: Option<SessionId>) -> Result<(), Error> {
    session.map_or(Ok(()), |session| store::end(tx, session))
}

/// Ends one of one's own sessions.
///
/// # Errors
/// There is no such session of theirs.
pub fn end(house: &House, tx: &mut Tx<'_>, actor: &Actor, session: SessionId) -> Result<(), Error> {
    if store::end_one(tx, me(actor)?, session)? == 0 {
        return Err(Error::not_found("staff-error-no-session"));
    }
    audit::write(house, tx, actor, &Line { act: "session_ended", path: "/", subject: &session }, &(), &())
}

/// Signs out everywhere, here too.
///
/// # Errors
/// Nobody is signed in.
pub fn end_all(house: &House, tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
    let me = me(actor)?;
    store::end_of(tx, me, None)?;
    audit::write(house, tx, actor, &Line { act: "sessions_ended", path: "/", subject: &me }, &(), &())
}

fn me(actor: &Actor) -> Result<PersonId, Error> {
    actor.person().ok_or_else(|| Error::refused(RefusalKind::Unauthenticated, "staff-error-sign-in"))
}
