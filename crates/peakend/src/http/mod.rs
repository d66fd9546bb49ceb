//! The server's edge: who asks, problems and pages, what is live, assets.

pub mod api;
pub mod assets;
pub mod cookie;
pub mod form;
pub mod guard;
pub mod live;
pub mod meter;
pub mod metrics;
pub mod page;
pub mod who;

use crate::Error;
use crate::house::House;
use crate::job::Jobs;
use std::net::SocketAddr;

/// Serves until `stop` comes, then lets requests that are under way end.
///
/// # Errors
/// The address cannot be listened on.
pub async fn serve(house: House, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), Error> {
    let listener =
        tokio::net::TcpListener::bind(&house.config.listen).await.map_err(|error| Error::BadValue {
            option: "server.listen",
            value: house.config.listen.clone(),
            why: error.to_string(),
        })?;
    serve_on(listener, house, stop).await
}

/// Serves on a listener that is open already.
///
/// # Errors
/// The listener fails.
pub async fn serve_on(
    listener: tokio::net::TcpListener,
    house: House,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let home = house.clone();
    // connecting waits for the server of the database
    let _ = tokio::task::spawn_blocking(move || live::nodes::join(&home)).await;
    let jobs = Jobs::begin(&house);
    let bus = house.bus.clone();
    let app = crate::router::router(house).into_make_service_with_connect_info::<SocketAddr>();
    let stop = async move {
        stop.await;
        // streams never end by themselves, and would be waited for
        bus.end();
    };
    axum::serve(listener, app).with_graceful_shutdown(stop).await?;
    jobs.ended().await;
    Ok(())
}
