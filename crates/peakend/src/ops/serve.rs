//! `peakend serve`: the server, until it is told to stop.

use super::DataArgs;
use crate::Error;
use crate::house::House;
use crate::http;
use crate::staff::first_run;
use crate::ui::output::put;
use crate::ui::text::Texts;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long requests that are under way may take to end. Streams to open pages never end by themselves.
const PATIENCE: Duration = Duration::from_secs(5);

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
}

/// Runs the command.
///
/// # Errors
/// The settings, the database or the address cannot be used.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let layers = args.data.layers().with("server.listen", "--listen", args.listen.as_deref());
    let house = super::over(layers.read().map_err(Error::Settings)?.config)?;
    let code = first_run::code(&house)?;
    until_stopped(&house, |address| {
        let mut text = texts.say_with("ops-serving", &[("address", format!("http://{address}/").into())]);
        if let Some(code) = code {
            text.push('\n');
            text += &texts.with("ops-first-run", "code", code);
        }
        put(None, format!("{text}\n").as_bytes())
    })
}

/// Serves until Ctrl-C or the signal to end; `ready` is told the address before the first request is taken.
///
/// # Errors
/// The address cannot be listened on, or those of `ready`.
pub fn until_stopped(
    house: &House,
    ready: impl FnOnce(std::net::SocketAddr) -> Result<(), Error>,
) -> Result<(), Error> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().thread_name("peakend-serve").enable_all().build()?;
    let done = runtime.block_on(async {
        let listener = listen(&house.config.listen).await?;
        ready(listener.local_addr()?)?;
        let (told, stop) = watch::channel(false);
        tokio::spawn(async move {
            asked_to_stop().await;
            let _ = told.send(true);
        });
        let served = http::serve_on(listener, house.clone(), turned(stop.clone()));
        tokio::select! {
            served = served => served,
            () = async { turned(stop).await; tokio::time::sleep(PATIENCE).await } => Ok(()),
        }
    });
    runtime.shutdown_timeout(PATIENCE);
    done
}

async fn listen(address: &str) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|error| Error::BadValue {
        option: "server.listen",
        value: address.to_owned(),
        why: error.to_string(),
    })
}

/// Until the switch is on.
async fn turned(mut switch: watch::Receiver<bool>) {
    let _ = switch.wait_for(|on| *on).await;
}

/// Until Ctrl-C is pressed or the system asks the process to end.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
