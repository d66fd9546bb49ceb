//! Making and revoking keys.

use super::{LONGEST_DAYS, PREFIX, Token, store};
use crate::audit::{self, Line};
use crate::house::House;
use crate::kernel::kinds::{PersonId, TokenId};
use crate::kernel::text;
use crate::staff::rights::Act;
use crate::staff::store::hashed;
use crate::staff::{Actor, Who, person};
use crate::{Error, RefusalKind};
use db::Tx;

/// What a key is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Whose it is.
    pub person: PersonId,
    /// What it is for.
    pub name: String,
    /// The acts it is for; none: all that its owner may do.
    pub scopes: Option<Vec<Act>>,
    /// How long it is good; none: until it is revoked.
    pub days: Option<i64>,
}

/// Whoever manages keys manages them everywhere: a key reaches as far as its owner.
pub(crate) fn must_manage(actor: &Actor) -> Result<(), Error> {
    let may = actor.who == Who::System
        || actor.grants.iter().any(|grant| actor.may(Act::ManageTokens, &grant.path));
    if may { Ok(()) } else { actor.must(Act::ManageTokens, "/") }
}

/// A key never makes one that may do more than itself, and nobody makes one for somebody else.
fn within(actor: &Actor, wanted: &Wanted) -> Result<(), Error> {
    let fits = match (&actor.scopes, &wanted.scopes) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(own), Some(wanted)) => wanted.iter().all(|act| own.contains(act)),
    };
    let own = actor.who == Who::System || actor.person() == Some(wanted.person);
    if fits && own { Ok(()) } else { Err(Error::refused(RefusalKind::Forbidden, "staff-error-reach")) }
}

/// Makes a key; returns it with its secret, which is told only here.
///
/// # Errors
/// The actor may not; the name cannot be used; it is for nothing, or for too long.
pub fn make(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    wanted: &Wanted,
) -> Result<(Token, String), Error> {
    must_manage(actor)?;
    within(actor, wanted)?;
    let owner = person::store::get(tx, wanted.person)?;
    if wanted.scopes.as_ref().is_some_and(Vec::is_empty) {
        return Err(Error::invalid("scope", "staff-error-scope"));
    }
    if wanted.days.is_some_and(|days| !(1..=LONGEST_DAYS).contains(&days)) {
        return Err(Error::invalid("days", "staff-error-days").with("most", LONGEST_DAYS));
    }
    let now = house.clock.now();
    let token = Token {
        id: house.chance.id(now),
        name: text::name("name", &wanted.name)?,
        login: owner.login,
        scopes: wanted.scopes.clone(),
        created_at: now,
        seen_at: None,
        expires_at: wanted.days.map(|days| now.plus_seconds(days * 24 * 3600)),
    };
    let secret = format!("{PREFIX}{}", house.chance.secret());
    store::insert(tx, owner.id, &token, &hashed(&secret))?;
    audit::write(house, tx, actor, &Line { act: "token_made", path: "/", subject: &token.id }, &(), &token)?;
    Ok((token, secret))
}

/// Revokes a key, from this moment on.
///
/// # Errors
/// The actor may not, or there is no such key.
pub fn revoke(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: TokenId) -> Result<(), Error> {
    must_manage(actor)?;
    let token = store::get(tx, id)?;
    store::revoke(tx, id, house.clock.now())?;
    audit::write(house, tx, actor, &Line { act: "token_revoked", path: "/", subject: &id }, &token, &())
}
