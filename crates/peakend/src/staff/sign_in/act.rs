//! Coming in, and changing the password one comes in by.

use super::{password, store};
use crate::audit::{self, Line};
use crate::house::House;
use crate::kernel::kinds::{PersonId, SessionId};
use crate::staff::session;
use crate::staff::{Actor, Who};
use crate::ui::text::Language;
use crate::{Error, RefusalKind};
use db::Tx;

/// A sign-in that has just begun.
#[derive(Debug, Clone)]
pub struct Entered {
    /// Who has come in.
    pub person: PersonId,
    /// The secret of the session's cookie, which is told only here.
    pub secret: String,
}

/// From where somebody comes: an address, and the session their browser had before.
#[derive(Debug, Clone, Default)]
pub struct From {
    /// The address of the network.
    pub origin: String,
    /// The session that the new one takes the place of.
    pub old: Option<SessionId>,
}

/// Signs in.
///
/// # Errors
/// The login or the password is wrong; too many have been; the password was for once and its time is over.
pub async fn sign_in(house: &House, login: &str, given: &str, from: From) -> Result<Entered, Error> {
    let now = house.clock.now();
    let key: String = login.trim().to_lowercase().chars().filter(|c| !c.is_control()).take(80).collect();
    let typed = key.clone();
    let candidate = house
        .db
        .write(move |tx| {
            store::count(tx, &typed, now)?;
            store::by_login(tx, &typed)
        })
        .await?;
    let hash = candidate.as_ref().and_then(|candidate| candidate.password.clone());
    let is_right = password::is(given, hash).await?;
    let Some(candidate) = candidate.filter(|_| is_right) else {
        tracing::info!(origin = from.origin, "a wrong login or password");
        return Err(Error::invalid("password", "staff-error-password-wrong"));
    };
    if candidate.until.is_some_and(|until| until <= now) {
        return Err(Error::invalid("password", "staff-error-password-over"));
    }
    let house_ = house.clone();
    house.db.write(move |tx| enter(&house_, tx, &candidate, &key, &from)).await
}

/// Lets somebody in whose password was right a moment ago, unless it has been changed since.
fn enter(
    house: &House,
    tx: &mut Tx<'_>,
    candidate: &store::Candidate,
    key: &str,
    from: &From,
) -> Result<Entered, Error> {
    let now_there = store::by_id(tx, candidate.id)?;
    if now_there.is_none_or(|person| person.password != candidate.password) {
        return Err(Error::invalid("password", "staff-error-password-wrong"));
    }
    store::clear(tx, key)?;
    if let Some(old) = from.old {
        session::store::end(tx, old)?;
    }
    let secret = session::act::begin(house, tx, candidate.id, &from.origin)?;
    let actor = actor_of(candidate, &from.origin);
    let line = Line { act: "signed_in", path: "/", subject: &candidate.id };
    audit::write(house, tx, &actor, &line, &(), &())?;
    Ok(Entered { person: candidate.id, secret })
}

/// The person, for the audit of what they do to their own account.
fn actor_of(candidate: &store::Candidate, origin: &str) -> Actor {
    Actor {
        who: Who::Person(candidate.id),
        name: candidate.name.clone(),
        grants: Vec::new(),
        scopes: None,
        origin: origin.to_owned(),
        language: Language::default(),
    }
}

/// Changes one's own password. Every other session of the person ends, so that who has stolen one is out.
///
/// # Errors
/// The old password is wrong, or was asked for too often; the new one cannot be used.
pub async fn change_password(
    house: &House,
    actor: &Actor,
    keep: Option<SessionId>,
    old: &str,
    new: &str,
) -> Result<(), Error> {
    let me =
        actor.person().ok_or_else(|| Error::refused(RefusalKind::Unauthenticated, "staff-error-sign-in"))?;
    let now = house.clock.now();
    let key = format!("/password/{me}");
    let asked = key.clone();
    let candidate = house
        .db
        .write(move |tx| {
            store::count(tx, &asked, now)?;
            store::by_id(tx, me)
        })
        .await?
        .ok_or_else(|| Error::not_found("staff-error-no-person"))?;
    if !password::is(old, candidate.password.clone()).await? {
        return Err(Error::invalid("old", "staff-error-old-password"));
    }
    let new = password::parse("new", new, &candidate.login)?;
    let hash = password::hash(&house.chance, &new).await?;
    let (house_, actor) = (house.clone(), actor.clone());
    house
        .db
        .write(move |tx| {
            let there = store::by_id(tx, me)?;
            if there.is_none_or(|person| person.password != candidate.password) {
                return Err(Error::invalid("old", "staff-error-old-password"));
            }
            store::clear(tx, &key)?;
            store::set_password(tx, me, &hash, None)?;
            session::store::end_of(tx, me, keep)?;
            let line = Line { act: "password_changed", path: "/", subject: &me };
            audit::write(&house_, tx, &actor, &line, &(), &())
        })
        .await
}
