//! At night the plans of the day to come are made, so that in the morning nobody waits for them.

use crate::Error;
use crate::house::House;
use crate::run::hall;
use crate::run::tomorrow;

/// The night ends at this hour by the clock on the wall of the hall.
const NIGHT_ENDS: i8 = 5;

/// Makes what is not made yet, hall by hall, where it is night.
///
/// # Errors
/// Those of the database.
pub(crate) async fn round(house: &House) -> Result<(), Error> {
    let inside = house.clone();
    let plans = house
        .db
        .read(move |tx| {
            let halls = hall::store::versions(tx)?;
            halls
                .into_iter()
                .map(|(hall, version)| hall::store::plan_of(&inside, tx, hall, version))
                .collect::<Result<Vec<_>, _>>()
        })
        .await?;
    for plan in plans.iter().filter(|plan| !plan.closed) {
        let local = house.clock.now().local(&plan.zone);
        let Ok(date) = local.date().tomorrow() else { continue };
        if *house.bus.ending().borrow() {
            return Ok(());
        }
        if local.hour() < NIGHT_ENDS {
            let made = async {
                let made = tomorrow::look(house, plan, date).await?;
                tomorrow::takes(house, plan, &made, plan.target).await
            };
            // the others do not wait for one hall that cannot be planned
            if let Err(error) = made.await {
                tracing::warn!(hall = %plan.code, %error, "no plan of tomorrow was made");
            }
        }
    }
    Ok(())
}
