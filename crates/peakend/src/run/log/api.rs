//! The log as staff's live pages follow it.

use crate::Error;
use crate::house::House;
use crate::http::live::{After, See, stream};
use crate::http::who::Asker;
use crate::run::hall;
use crate::staff::rights::Act;
use axum::extract::{Path, State};
use axum::response::Response;

/// Follows a hall.
///
/// # Errors
/// There is no such hall, or it may not be seen.
pub async fn events(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    after: After,
) -> Result<Response, Error> {
    let home = house.clone();
    let plan = house
        .db
        .read(move |tx| {
            let id = hall::store::by_code(tx, &code)?;
            hall::store::plan(&home, tx, id)
        })
        .await?;
    asker.actor.must(Act::SeeFloor, &plan.path)?;
    Ok(stream(&house, plan.hall, See::Staff, after))
}
