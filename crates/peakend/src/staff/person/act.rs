//! What one can do with people.

use super::{Held, New, Person, may_manage, store};
use crate::audit::{self, Line};
use crate::house::House;
use crate::kernel::kinds::PersonId;
use crate::kernel::{Instant, text};
use crate::run::{counter, network};
use crate::staff::Actor;
use crate::staff::rights::{Role, may_grant};
use crate::staff::sign_in::{self, password};
use crate::staff::{session, token};
use crate::{Error, RefusalKind};
use blueprint::Blueprint;
use db::Tx;

/// How long a password is good that somebody else has set, in seconds.
const TEMPORARY_S: i64 = 7 * 24 * 3600;

/// What a form or a command says of somebody.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What they sign in by.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The language they read, as a tag.
    pub language: String,
    /// What they can do.
    pub skills: Vec<String>,
    /// Roles and the codes of places.
    pub roles: Vec<(String, String)>,
}

impl Wanted {
    fn parse(&self) -> Result<New, Error> {
        let known =
            |skill: &&String| Blueprint::service_hall().skills.iter().any(|known| known.id == **skill);
        if let Some(skill) = self.skills.iter().find(|skill| !known(skill)) {
            return Err(Error::invalid("skills", "staff-error-skill").with("skill", skill));
        }
        Ok(New {
            login: sign_in::login("login", &self.login)?,
            name: text::name("name", &self.name)?,
            language: self
                .language
                .parse()
                .map_err(|_| Error::invalid("language", "staff-error-language"))?,
            skills: self.skills.clone(),
        })
    }

    /// The roles that are wanted, each at a place that there is.
    fn roles(&self, tx: &mut Tx<'_>) -> Result<Vec<(Held, network::Place)>, Error> {
        let mut roles: Vec<(Held, network::Place)> = Vec::new();
        for (role, place) in &self.roles {
            let role: Role = role.parse().map_err(|_| Error::invalid("role", "staff-error-role"))?;
            let place = network::by_code(tx, place.trim())
                .map_err(|_| Error::invalid("role", "staff-error-place").with("place", place.trim()))?;
            let held = Held { role, place: place.code.clone(), path: place.path.clone() };
            if !roles.iter().any(|(there, _)| *there == held) {
                roles.push((held, place));
            }
        }
        roles.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(roles)
    }
}

/// Inserts somebody, with the hash of a password and until when it is good.
pub(crate) fn insert(
    house: &House,
    tx: &mut Tx<'_>,
    new: &New,
    password: Option<(&str, Option<Instant>)>,
) -> Result<PersonId, Error> {
    let now = house.clock.now();
    let id = house.chance.id(now);
    store::insert(tx, id, new, password, now).map_err(login_taken)?;
    Ok(id)
}

fn login_taken(error: Error) -> Error {
    match error {
        Error::Database(db::Error::Taken(_)) => Error::invalid("login", "staff-error-login-taken"),
        other => other,
    }
}

fn must_manage(actor: &Actor, roles: &[Held]) -> Result<(), Error> {
    if may_manage(actor, roles) {
        return Ok(());
    }
    Err(match actor.who {
        crate::staff::Who::Public => Error::refused(RefusalKind::Unauthenticated, "staff-error-sign-in"),
        _ => Error::refused(RefusalKind::Forbidden, "staff-error-reach"),
    })
}

/// Where a change of somebody shows in the audit: at the highest of their places.
fn path_of(roles: &[Held]) -> &str {
    roles.iter().map(|held| held.path.as_str()).min_by_key(|path| path.len()).unwrap_or("/")
}

/// Nobody takes their own last role of an administrator away: the house would have nobody to give it back.
fn keeps_own_administrator(actor: &Actor, person: &Person, roles: &[Held]) -> Result<(), Error> {
    let is_one = |roles: &[Held]| roles.iter().any(|held| held.role == Role::Administrator);
    if actor.person() == Some(person.id) && is_one(&person.roles) && !is_one(roles) {
        return Err(Error::conflict("staff-error-own-administrator"));
    }
    Ok(())
}

/// Of two administrators who take the role away from each other at once, one keeps it: the house would have nobody to give it
/// back. Called after the change, before which [`store::one_by_one`] was.
fn leaves_an_administrator(tx: &mut Tx<'_>, before: &[Held]) -> Result<(), Error> {
    let was_one = before.iter().any(|held| held.role == Role::Administrator);
    if was_one && !store::has_administrator(tx)? {
        return Err(Error::conflict("staff-error-last-administrator"));
    }
    Ok(())
}

/// Only roles that are new or gone ask for the right to give them; what was there before may stay.
fn may_change(actor: &Actor, before: &[Held], after: &[Held]) -> Result<(), Error> {
    let changed = after
        .iter()
        .filter(|held| !before.contains(held))
        .chain(before.iter().filter(|held| !after.contains(held)));
    for held in changed {
        if !may_grant(actor, held.role, &held.path) {
            return Err(Error::invalid("role", "staff-error-grant").with("place", &held.place));
        }
    }
    Ok(())
}

/// Adds somebody. Without a password they cannot sign in until one is set.
///
/// # Errors
/// A value cannot be used, the login is taken, or a role is not the actor's to give.
pub fn add(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    wanted: &Wanted,
    password: Option<(&str, Option<Instant>)>,
) -> Result<Person, Error> {
    let new = wanted.parse()?;
    let roles = wanted.roles(tx)?;
    let held: Vec<Held> = roles.iter().map(|(held, _)| held.clone()).collect();
    must_manage(actor, &[])?;
    may_change(actor, &[], &held)?;
    let id = insert(house, tx, &new, password)?;
    for (held, place) in &roles {
        store::grant(tx, id, held.role, place.id)?;
    }
    let person = store::get(tx, id)?;
    audit::write(
        house,
        tx,
        actor,
        &Line { act: "person_added", path: path_of(&held), subject: &id },
        &(),
        &person,
    )?;
    Ok(person)
}

/// Changes somebody's login, name, language, skills and roles.
///
/// # Errors
/// As [`add`]; the person is beyond the actor's reach; it would be their own last role of an administrator, or that of the
/// last one.
pub fn change(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: PersonId,
    wanted: &Wanted,
) -> Result<Person, Error> {
    store::one_by_one(tx)?;
    let before = store::get(tx, id)?;
    must_manage(actor, &before.roles)?;
    let new = wanted.parse()?;
    let roles = wanted.roles(tx)?;
    let held: Vec<Held> = roles.iter().map(|(held, _)| held.clone()).collect();
    keeps_own_administrator(actor, &before, &held)?;
    may_change(actor, &before.roles, &held)?;
    store::save(tx, id, &new).map_err(login_taken)?;
    store::revoke_all(tx, id)?;
    for (held, place) in &roles {
        store::grant(tx, id, held.role, place.id)?;
    }
    leaves_an_administrator(tx, &before.roles)?;
    let after = store::get(tx, id)?;
    if after != before {
        let line = Line { act: "person_changed", path: path_of(&before.roles), subject: &id };
        audit::write(house, tx, actor, &line, &before, &after)?;
    }
    Ok(after)
}

/// Sets a password for somebody that is good for a week and only to set their own; every session of theirs ends. It is told
/// only here.
///
/// # Errors
/// The person is beyond the actor's reach.
pub async fn reset_password(house: &House, actor: &Actor, id: PersonId) -> Result<String, Error> {
    let code = house.chance.code(12).to_lowercase();
    let temporary = format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..]);
    let until = house.clock.now().plus_seconds(TEMPORARY_S);
    set_password(house, actor, id, &temporary, Some(until)).await?;
    Ok(temporary)
}

/// Sets somebody's password; `until` if it is for once.
///
/// # Errors
/// The person is beyond the actor's reach, or the password cannot be used.
pub async fn set_password(
    house: &House,
    actor: &Actor,
    id: PersonId,
    given: &str,
    until: Option<Instant>,
) -> Result<(), Error> {
    let asker = actor.clone();
    let person = house
        .db
        .read(move |tx| {
            let person = store::get(tx, id)?;
            must_manage(&asker, &person.roles)?;
            Ok::<_, Error>(person)
        })
        .await?;
    let given = password::parse("password", given, &person.login)?;
    let hash = password::hash(&house.chance, &given).await?;
    let (house_, actor) = (house.clone(), actor.clone());
    house
        .db
        .write(move |tx| {
            // once more: their roles may have changed meanwhile
            let person = store::get(tx, id)?;
            must_manage(&actor, &person.roles)?;
            sign_in::store::set_password(tx, id, &hash, until)?;
            session::store::end_of(tx, id, None)?;
            let line = Line { act: "password_reset", path: path_of(&person.roles), subject: &id };
            audit::write(&house_, tx, &actor, &line, &(), &())
        })
        .await
}

/// Removes somebody. If they are serving, the visit goes back to its old place in the queue and their counter is closed.
///
/// # Errors
/// The person is beyond the actor's reach, the actor themselves with their last role of an administrator, or the last one who
/// has it.
pub fn remove(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<(), Error> {
    store::one_by_one(tx)?;
    let person = store::get(tx, id)?;
    must_manage(actor, &person.roles)?;
    keeps_own_administrator(actor, &person, &[])?;
    counter::act::vacate(house, tx, id)?;
    let now = house.clock.now();
    store::revoke_all(tx, id)?;
    session::store::end_of(tx, id, None)?;
    token::store::revoke_of(tx, id, now)?;
    store::remove(tx, id, now)?;
    leaves_an_administrator(tx, &person.roles)?;
    let line = Line { act: "person_removed", path: path_of(&person.roles), subject: &id };
    audit::write(house, tx, actor, &line, &person, &())
}
