//! A sign-in that lasts: twelve hours without a request, seven days at most.
//!
//! Somebody may be signed in twice, at the desk and on a phone, say. Both see the same counter, because a counter is held by
//! the person and every act at it is checked where it stands: so a press on one is seen on the other, and nothing is called
//! twice. Pages say that they are signed in elsewhere too ([`others`]).

pub mod act;
pub mod page;
pub(crate) mod store;

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PersonId, SessionId};
use db::Tx;

/// How long a session lasts without a request, in seconds.
pub const IDLE_S: i64 = 12 * 3600;
/// How long a session lasts at most, in seconds.
pub const LONGEST_S: i64 = 7 * 24 * 3600;
/// How often it is noted that a session, key or device was seen, in seconds.
pub const SEEN_EVERY_S: i64 = 60;

/// A session of somebody.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// From where it began.
    pub origin: String,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub seen_at: Instant,
}

/// How many other sessions of the person are good now: somebody is signed in elsewhere too.
///
/// # Errors
/// Those of the database.
pub fn others(
    tx: &mut Tx<'_>,
    person: PersonId,
    mine: Option<SessionId>,
    now: Instant,
) -> Result<usize, Error> {
    Ok(store::of(tx, person, now)?.iter().filter(|session| Some(session.id) != mine).count())
}
