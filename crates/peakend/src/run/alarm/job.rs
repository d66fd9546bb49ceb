//! The look at every hall that is done every few seconds.

use super::store;
use super::sweep::{is_due, sweep};
use crate::Error;
use crate::RefusalKind;
use crate::house::House;

/// Looks once at every hall where somebody is. Returns how many alarms were raised and closed.
///
/// # Errors
/// Those of the database.
pub async fn look(house: &House) -> Result<(usize, usize), Error> {
    let now = house.clock.now();
    let (mut raised, mut closed) = (0, 0);
    for hall in house.db.read(store::halls).await? {
        let here = house.clone();
        if !house.db.read(move |tx| is_due(&here, tx, hall, now)).await? {
            continue;
        }
        let here = house.clone();
        match house.db.write(move |tx| sweep(&here, tx, hall)).await {
            Ok((up, down)) => (raised, closed) = (raised + up, closed + down),
            // somebody was quicker
            Err(error) if error.refusal().is_some_and(|refusal| refusal.kind == RefusalKind::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((raised, closed))
}
