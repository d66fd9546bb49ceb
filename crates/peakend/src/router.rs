//! Every route, on one page.

use crate::Error;
use crate::house::House;
use crate::http::{assets, guard, page};
use crate::run::{desk, log};
use crate::score::experience;
use crate::staff::{first_run, home, session, sign_in};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

/// The routes of the server.
pub fn router(house: House) -> Router {
    Router::new()
        .route("/assets/{version}/{name}", get(assets::asset))
        // streams
        .route("/run/{hall}/events", get(log::api::events))
        // coming in, and one's own account
        .route("/", get(home::show))
        .route("/sign-in", get(sign_in::page::show).post(sign_in::page::send))
        .route("/sign-out", post(sign_in::page::out))
        .route("/set-up", get(first_run::page::show).post(first_run::page::send))
        .route("/me", get(session::page::show))
        .route("/me/password", post(session::page::password))
        .route("/me/language", post(session::page::language))
        .route("/me/sessions/{id}/end", post(session::page::end))
        .route("/me/sign-out-everywhere", post(session::page::end_all))
        // the desk
        .route("/run/{hall}/desk", get(desk::page::desk))
        .route("/run/{hall}/desk/{verb}", post(desk::page::press))
        // experience
        .route("/run/{hall}/visits", get(experience::list))
        .route("/run/{hall}/visits/{visit}", get(experience::page::page))
        .fallback(async || Error::not_found("frame-error-not-found"))
        .layer(from_fn(guard::same_site))
        .layer(from_fn_with_state(house.clone(), page::edge))
        .layer(from_fn(guard::headers))
        .with_state(house)
}
