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
    super::log::begin(&house.config);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().thread_name("peakend-serve").enable_all().build()?;
    let done = runtime.block_on(async {
        let listener = listen(&house.config.listen).await?;
        // before anybody is told where it is, so that nobody can end it in any other way than this
        let asked = Asked::listen()?;
        let (told, stop) = watch::channel(false);
        tokio::spawn(async move {
            asked.until_heard().await;
            let _ = told.send(true);
        });
        ready(listener.local_addr()?)?;
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

/// Ctrl-C, and the signal by which a system asks a process to end.
#[cfg(unix)]
struct Asked {
    interrupt: tokio::signal::unix::Signal,
    end: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Asked {
    /// From here on a signal ends nothing by itself: it is heard.
    fn listen() -> Result<Self, Error> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, end: signal(SignalKind::terminate())? })
    }

    /// Until one of them comes.
    async fn until_heard(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.end.recv() => {}
        }
    }
}

/// Ctrl-C.
#[cfg(windows)]
struct Asked(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Asked {
    /// From here on Ctrl-C ends nothing by itself: it is heard.
    fn listen() -> Result<Self, Error> {
        Ok(Self(tokio::signal::windows::ctrl_c()?))
    }

    /// Until it comes.
    async fn until_heard(mut self) {
        let _ = self.0.recv().await;
    }
}
