//! What every operation of the API shares: who calls, what an address names, bodies, answers, and doing a thing once.
//!
//! An operation reads or acts. One that reads takes a [`Get`], which answers with what is found where the caller may look.
//! One that acts takes a [`Post`], or an [`On`] if its address names one thing: they do an act in one transaction, and once
//! under an `Idempotency-Key`.
//!
//! A body that is no JSON is 400, one of another media type 415, one that is too long 413, and one that cannot be meant 422;
//! each is a problem (RFC 9457) that says why.

mod address;
pub mod doc;
mod get;
mod once;
mod post;
mod query;
mod store;
mod value;

pub use address::{At, Hall, Id};
pub use get::{Get, There, found};
pub use post::{Nothing, Now, On, Post, Shown};
pub use query::{DayTurn, Limit, OnDay, Query, Turn};
pub use value::{Code, Day, Name, Time, Whole, Words};

use crate::house::House;
use crate::http::who::Asker;
use crate::kernel::Instant;
use crate::staff::{Actor, Who};
use crate::{Error, RefusalKind};
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use db::Tx;
use serde::Serialize;

/// Forgets the answers that were kept long enough.
///
/// # Errors
/// Those of the database.
pub(crate) fn forget(tx: &mut Tx<'_>, now: Instant) -> Result<u64, Error> {
    store::forget(tx, now.plus_seconds(-once::KEPT_S))
}

/// What an operation answers.
pub type Answer = Result<Response, Error>;

/// Whoever calls, who must be known.
pub struct Caller(pub Actor);

impl FromRequestParts<House> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Error> {
        let actor = Asker::from_request_parts(parts, house).await?.actor;
        if actor.who == Who::Public {
            return Err(Error::refused(RefusalKind::Unauthenticated, "api-error-key"));
        }
        Ok(Self(actor))
    }
}

/// An answer in JSON.
///
/// # Errors
/// It cannot be written as JSON, which is a fault of the program.
fn json<R: Serialize>(status: StatusCode, made: &R) -> Answer {
    let text = serde_json::to_string(made).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(written(status, text))
}

fn written(status: StatusCode, text: String) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], text).into_response()
}
