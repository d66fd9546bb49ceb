//! What is done with appointments that are over.

use super::{CONTACT_KEPT_DAYS, store};
use crate::Error;
use crate::house::House;
use db::Tx;

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

/// Tidies, and tells how much in the log.
///
/// # Errors
/// Those of the database.
pub async fn round(house: &House) -> Result<Tidied, Error> {
    let inside = house.clone();
    let tidied = house.db.write(move |tx| tidy(&inside, tx)).await?;
    if tidied.no_shows + tidied.blanked > 0 {
        tracing::info!(no_shows = tidied.no_shows, blanked = tidied.blanked, "appointments tidied");
    }
    Ok(tidied)
}
