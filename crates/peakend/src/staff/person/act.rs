//! What one can do with people.

use super::{New, store};
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::PersonId;
use db::Tx;

/// Inserts somebody, with the hash of a password and until when it is good.
pub(crate) fn insert(
    house: &House,
    tx: &mut Tx<'_>,
    new: &New,
    password: Option<(&str, Option<Instant>)>,
) -> Result<PersonId, Error> {
    let now = house.clock.now();
    let id = house.chance.id(now);
    store::insert(tx, id, new, password, now).map_err(|error| match error {
        Error::Database(db::Error::Taken(_)) => Error::invalid("login", "staff-error-login-taken"),
        other => other,
    })?;
    Ok(id)
}
