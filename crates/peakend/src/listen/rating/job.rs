//! What the evaluator does by itself: closes questions whose time is over, and notes who was never asked.

use super::{act, store};
use crate::Error;
use crate::house::House;
use crate::staff::Actor;

/// How many questions are closed in one go.
const AT_ONCE: u32 = 100;

/// Closes every question whose time is over. Returns how many.
///
/// # Errors
/// Those of the database.
pub async fn close_late(house: &House) -> Result<usize, Error> {
    let before = house.clock.now().plus_seconds(-house.config.evaluator_s);
    let late = house.db.read(move |tx| store::shown_before(tx, before, AT_ONCE)).await?;
    let mut closed = 0;
    for (visit,) in late {
        let inside = house.clone();
        let done = house.db.write(move |tx| act::time_out(&inside, tx, &Actor::system(), visit)).await;
        closed += usize::from(is_done(done)?);
    }
    Ok(closed)
}

/// Notes in every hall who of the days before today was never asked. Returns how many.
///
/// # Errors
/// Those of the database.
pub async fn end_days(house: &House) -> Result<usize, Error> {
    let halls = house.db.read(store::halls_with_never_asked).await?;
    let mut noted = 0;
    for (hall,) in halls {
        let inside = house.clone();
        let count = house.db.write(move |tx| act::end_day(&inside, tx, hall)).await;
        match count {
            Ok(count) => noted += count,
            Err(error) if error.refusal().is_some() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(noted)
}

/// Whether it was done; that somebody was quicker is no fault.
fn is_done(done: Result<(), Error>) -> Result<bool, Error> {
    match done {
        Ok(()) => Ok(true),
        Err(error) if error.refusal().is_some() => Ok(false),
        Err(error) => Err(error),
    }
}
