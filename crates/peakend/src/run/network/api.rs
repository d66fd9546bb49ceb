//! The tree of places by the API.

use super::{Place, PlaceKind};
use crate::http::api::{Answer, Code, Get, Query, Time, Turn};
use crate::kernel::Page;
use crate::kernel::kinds::PlaceId;
use serde::Serialize;

/// A place of the tree.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PlaceSeen {
    /// Its id.
    pub id: PlaceId,
    /// Its level.
    pub kind: PlaceKind,
    /// What it lies under; none for the network.
    pub parent: Option<PlaceId>,
    /// Its code, used in addresses.
    pub code: String,
    /// Where it is in the tree: the codes from the network down.
    pub path: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Since when it is closed for good.
    pub closed_at: Option<Time>,
}

impl From<Place> for PlaceSeen {
    fn from(place: Place) -> Self {
        Self {
            id: place.id,
            kind: place.kind,
            parent: place.parent,
            code: place.code,
            path: place.path,
            name_zh: place.name_zh,
            name_en: place.name_en,
            closed_at: place.closed_at.map(Time),
        }
    }
}

/// List the places of the network
///
/// Those whose floor the caller may see, each before what lies under it.
#[utoipa::path(
    get, path = "/api/v1/places", tag = "places", params(Turn<Code>),
    responses((status = 200, description = "A page of places", body = Page<PlaceSeen>)),
)]
pub async fn list(get: Get, Query(turn): Query<Turn<Code>>) -> Answer {
    get.find(move |_, tx, actor| {
        let places = super::seen(tx, actor)?;
        let last = turn.cursor.as_ref().map(|cursor| |place: &Place| place.code == cursor.0);
        Ok(Page::after(places, last, turn.limit.get(), |place| place.code.clone()).map(PlaceSeen::from))
    })
    .await
}
