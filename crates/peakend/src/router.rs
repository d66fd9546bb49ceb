//! Every route, on one page.

use crate::Error;
use crate::house::House;
use crate::http::{assets, guard, page};
use crate::run::{desk, log};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

/// The routes of the server.
pub fn router(house: House) -> Router {
    Router::new()
        .route("/assets/{version}/{name}", get(assets::asset))
        // streams
        .route("/run/{hall}/events", get(log::api::events))
        // the desk
        .route("/run/{hall}/desk", get(desk::page::desk))
        .route("/run/{hall}/desk/{verb}", post(desk::page::press))
        .fallback(async || Error::not_found("frame-error-not-found"))
        .layer(from_fn(guard::same_site))
        .layer(from_fn_with_state(house.clone(), page::edge))
        .layer(from_fn(guard::headers))
        .with_state(house)
}
