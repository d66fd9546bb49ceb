//! What is done with appointments that are over.

use super::{CONTACT_KEPT_DAYS, store};
use crate::Error;
use crate::house::House;
use crate::job::store as lease;
use db::Tx;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(3600);
/// For how long the node that tidied keeps others from it, in seconds: somewhat longer than until it does so again.
const LEASE_S: i64 = 3900;

/// A day, in seconds.
const DAY_S: i64 = 24 * 3600;

/// What was tidied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tidied {
    /// Appointments to which nobody came.
    pub no_shows: u64,
    /// Appointments whose name, telephone and origin were blanked.
    pub blanked: u64,
}

/// Counts as not come who has not checked in within a day after the appointment, and blanks whom to reach after
/// [`CONTACT_KEPT_DAYS`]. To be run now and then; running it twice does nothing more.
///
/// # Errors
/// Those of the database.
pub fn tidy(house: &House, tx: &mut Tx<'_>) -> Result<Tidied, Error> {
    let now = house.clock.now();
    Ok(Tidied {
        no_shows: store::mark_missed(tx, now.plus_seconds(-DAY_S))?,
        blanked: store::blank(tx, now.plus_seconds(-CONTACT_KEPT_DAYS * DAY_S))?,
    })
}

/// Tidies every hour, until the server ends.
pub async fn run(house: House) {
    let me = house.chance.secret();
    let mut ending = house.bus.ending();
    while !*ending.borrow() {
        match hourly(&house, &me).await {
            Ok(Some(tidied)) if tidied.no_shows + tidied.blanked > 0 => {
                tracing::info!(no_shows = tidied.no_shows, blanked = tidied.blanked, "appointments tidied");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "cannot tidy appointments"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = ending.changed() => return,
        }
    }
}

/// Tidies, if this node is the one to do it; none if another is.
///
/// # Errors
/// Those of the database.
pub async fn hourly(house: &House, me: &str) -> Result<Option<Tidied>, Error> {
    let (job, me) = (house.clone(), me.to_owned());
    house
        .db
        .write(move |tx| {
            let ours = lease::hold(tx, "appointments", &me, job.clock.now(), LEASE_S)?;
            if ours { tidy(&job, tx).map(Some) } else { Ok(None) }
        })
        .await
}
