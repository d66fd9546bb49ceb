//! What a hall looks like now: to the manager, and what the desk and the guide share with that look.

pub(crate) mod age;
pub mod network;
pub mod page;
pub(crate) mod store;
mod view;

use crate::http::who::Asker;
use crate::{Error, RefusalKind};
use axum::http::StatusCode;

/// The longest note that can be kept, in characters.
pub const LONGEST_NOTE: usize = 500;

/// What can be said on the page from which something was asked: the status and the words.
///
/// # Errors
/// The error, if it has a page of its own.
pub(crate) fn said_on_the_page(error: Error, asker: &Asker) -> Result<(StatusCode, String), Error> {
    let Some(refusal) = error.refusal() else { return Err(error) };
    let status = match refusal.kind {
        RefusalKind::Conflict => StatusCode::CONFLICT,
        RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        _ => return Err(error),
    };
    Ok((status, refusal.tell(asker.texts())))
}
