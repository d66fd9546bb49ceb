//! `/`: leads everybody to where they work.

use super::rights::{Act, Role};
use super::store;
use crate::house::House;
use crate::http::page::Go;
use crate::http::who::Asker;
use crate::run::network::PlaceKind;
use crate::staff::{Actor, Who};
use crate::{Error, RefusalKind};
use axum::extract::State;

/// `GET /`
pub async fn show(State(house): State<House>, asker: Asker) -> Result<Go, Error> {
    if asker.actor.who == Who::Public {
        return Err(Error::refused(RefusalKind::Unauthenticated, "staff-error-sign-in"));
    }
    let actor = asker.actor.clone();
    let address = house.db.read(move |tx| place(tx, &actor)).await?;
    Ok(Go::to(address))
}

/// Where somebody works.
fn place(tx: &mut db::Tx<'_>, actor: &Actor) -> Result<String, Error> {
    if actor.scopes.as_ref().is_some_and(Vec::is_empty) {
        return Ok("/me".to_owned());
    }
    for role in [Role::Clerk, Role::Guide, Role::HallManager, Role::RegionManager] {
        for grant in actor.grants.iter().filter(|grant| grant.role == role) {
            let Some((code, kind)) = store::place_at(tx, &grant.path)? else { continue };
            match (role, kind) {
                (Role::Clerk, PlaceKind::Hall) => return Ok(format!("/run/{code}/desk")),
                (Role::Guide, PlaceKind::Hall) => return Ok(format!("/run/{code}/guide")),
                (Role::HallManager | Role::RegionManager, _) => return Ok(format!("/run/{code}")),
                _ => {}
            }
        }
    }
    let may_begin = actor.grants.iter().any(|grant| actor.may(Act::SetUpNetwork, &grant.path));
    if may_begin && !store::has_halls(tx)? {
        // a house without a hall has nothing to look at, and here is the form for its first
        return Ok("/network".to_owned());
    }
    let sees = actor.grants.iter().any(|grant| actor.may(Act::SeeFloor, &grant.path));
    Ok(if sees { "/run" } else { "/me" }.to_owned())
}
