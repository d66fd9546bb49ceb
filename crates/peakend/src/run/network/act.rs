//! What one can do with the tree of places.

use super::{Place, PlaceKind, store};
use crate::Error;
use crate::audit::{self, Line};
use crate::house::House;
use crate::kernel::kinds::PlaceId;
use crate::kernel::text;
use crate::run::hall;
use crate::staff::Actor;
use crate::staff::rights::Act;
use db::Tx;
use serde_json::json;

/// A place to be added.
#[derive(Debug, Clone)]
pub struct NewPlace {
    /// Its level.
    pub kind: PlaceKind,
    /// What it lies under; none for the network itself.
    pub parent: Option<PlaceId>,
    /// Its code.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English; empty: as in Chinese.
    pub name_en: String,
}

/// Adds a network, province or city. A hall has more to it: [`hall::act::create`].
///
/// # Errors
/// The code is taken; the level does not fit under the parent; there is a network already.
pub fn add_place(house: &House, tx: &mut Tx<'_>, actor: &Actor, new: &NewPlace) -> Result<Place, Error> {
    if new.kind == PlaceKind::Hall {
        return Err(Error::invalid("kind", "hall-error-kind").with("kind", new.kind));
    }
    insert(house, tx, actor, new)
}

/// Adds a place of any level.
pub(crate) fn insert(house: &House, tx: &mut Tx<'_>, actor: &Actor, new: &NewPlace) -> Result<Place, Error> {
    let parent = match new.parent {
        Some(id) => Some(store::get(tx, id)?.ok_or_else(|| Error::invalid("parent", "hall-error-parent"))?),
        None => None,
    };
    actor.must(Act::SetUpNetwork, parent.as_ref().map_or("/", |parent| &parent.path))?;
    if !new.kind.fits_under(parent.as_ref().map(|parent| parent.kind)) {
        return Err(Error::invalid("parent", "hall-error-level").with("kind", new.kind));
    }
    if new.kind == PlaceKind::Network && store::root(tx)?.is_some() {
        return Err(Error::conflict("hall-error-one-network"));
    }
    let code = super::code("code", &new.code)?;
    if store::by_code(tx, &code)?.is_some() {
        return Err(taken(&code));
    }
    let name_zh = text::name("name_zh", &new.name_zh)?;
    let name_en = text::maybe("name_en", &new.name_en, text::LONGEST_NAME)?;
    let now = house.clock.now();
    let place = Place {
        id: house.chance.id(now),
        kind: new.kind,
        parent: new.parent,
        path: format!("{}{code}/", parent.as_ref().map_or("/", |parent| &parent.path)),
        name_en: if name_en.is_empty() { name_zh.clone() } else { name_en },
        name_zh,
        code,
        position: store::next_position(tx, new.parent)?,
        closed_at: None,
    };
    store::insert(tx, &place).map_err(|error| match error {
        // somebody else was faster with the same code
        db::Error::Taken(_) => taken(&place.code),
        other => other.into(),
    })?;
    let after =
        json!({ "kind": place.kind, "code": place.code, "name_zh": place.name_zh, "name_en": place.name_en });
    let line = Line { act: "place_added", path: &place.path, subject: &place.code };
    audit::write(house, tx, actor, &line, &(), &after)?;
    Ok(place)
}

fn taken(code: &str) -> Error {
    Error::conflict("hall-error-code-taken").with("code", code)
}

fn get(tx: &mut Tx<'_>, actor: &Actor, id: PlaceId) -> Result<Place, Error> {
    let place = store::get(tx, id)?.ok_or_else(|| Error::not_found("run-error-no-hall"))?;
    actor.must(Act::SetUpNetwork, &place.path)?;
    Ok(place)
}

/// Gives a place other names. Its code stays: it is on walls and in addresses.
///
/// # Errors
/// The Chinese name is empty, or a name is too long.
pub fn rename(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: PlaceId,
    name_zh: &str,
    name_en: &str,
) -> Result<(), Error> {
    let place = get(tx, actor, id)?;
    let name_zh = text::name("name_zh", name_zh)?;
    let name_en = text::maybe("name_en", name_en, text::LONGEST_NAME)?;
    let name_en = if name_en.is_empty() { name_zh.clone() } else { name_en };
    store::rename(tx, id, &name_zh, &name_en)?;
    hall::store::changed_under(house, tx, &place.path)?;
    let before = json!({ "name_zh": place.name_zh, "name_en": place.name_en });
    let after = json!({ "name_zh": name_zh, "name_en": name_en });
    let line = Line { act: "place_renamed", path: &place.path, subject: &place.code };
    audit::write(house, tx, actor, &line, &before, &after)
}

/// Closes a place for good: no hall under it gives tickets any more; who is inside is served.
///
/// # Errors
/// It is closed already.
pub fn close(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: PlaceId) -> Result<(), Error> {
    set_closed(house, tx, actor, id, true)
}

/// Opens a place that was closed for good.
///
/// # Errors
/// It is not closed.
pub fn reopen(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: PlaceId) -> Result<(), Error> {
    set_closed(house, tx, actor, id, false)
}

fn set_closed(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: PlaceId, closed: bool) -> Result<(), Error> {
    let place = get(tx, actor, id)?;
    if place.closed_at.is_some() == closed {
        let text = if closed { "hall-error-place-closed" } else { "hall-error-place-open" };
        return Err(Error::conflict(text).with("name", place.name(actor.language)));
    }
    store::set_closed(tx, id, closed.then(|| house.clock.now()))?;
    hall::store::changed_under(house, tx, &place.path)?;
    let (before, after) = (json!({ "closed": !closed }), json!({ "closed": closed }));
    let act = if closed { "place_closed" } else { "place_reopened" };
    audit::write(house, tx, actor, &Line { act, path: &place.path, subject: &place.code }, &before, &after)
}
