//! Telling the other nodes of one PostgreSQL, by `notify` and `listen`.
//!
//! Announcements are gathered for a few milliseconds and told once each. A node does not hear its own. An announcement may
//! be lost when a connection breaks: whoever needs certainty looks at the rows from time to time.

use crate::postgres_engine::connect;
use crate::{Db, Error, Place};
use postgres::Client;
use postgres::fallible_iterator::FallibleIterator as _;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

/// How long announcements are gathered.
const GATHER: Duration = Duration::from_millis(8);
/// The longest text of one notification; PostgreSQL takes 7,999 bytes.
const MOST_BYTES: usize = 7_000;
/// How often a listener looks whether its database is still used.
const ALIVE: Duration = Duration::from_secs(1);

/// The announcing and listening of a database that others use as well.
pub(crate) struct Shared {
    url: String,
    out: OnceLock<Mutex<Sender<String>>>,
    /// The server's number of the connection that announces, by which a node knows its own words.
    me: AtomicI64,
}

impl Shared {
    pub(crate) fn of(place: &Place) -> Option<Arc<Self>> {
        match place {
            Place::Sqlite(_) => None,
            Place::Postgres(url) => {
                Some(Arc::new(Self { url: url.clone(), out: OnceLock::new(), me: AtomicI64::new(0) }))
            }
        }
    }
}

impl Db {
    /// Whether other programs may write to this database at the same time.
    pub fn is_shared(&self) -> bool {
        self.shared.is_some()
    }

    /// Tells the other nodes a short text, soon. On SQLite there are none.
    pub fn announce(&self, text: &str) {
        let Some(shared) = &self.shared else { return };
        let out = shared.out.get_or_init(|| {
            let (sender, texts) = channel();
            let here = Arc::downgrade(shared);
            spawn("db-announce", move || announce_loop(&here, &texts));
            Mutex::new(sender)
        });
        let _ = out.lock().unwrap_or_else(PoisonError::into_inner).send(text.to_owned());
    }

    /// Calls back with every text that another node announces, for as long as the database is open. On SQLite never.
    ///
    /// # Errors
    /// The server cannot be reached now.
    pub fn on_announce(&self, hear: impl Fn(&str) + Send + 'static) -> Result<(), Error> {
        let Some(shared) = &self.shared else { return Ok(()) };
        let mut client = listening(&shared.url)?;
        let here = Arc::downgrade(shared);
        spawn("db-listen", move || listen_loop(&here, &mut client, &hear));
        Ok(())
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) {
    if let Err(error) = std::thread::Builder::new().name(name.to_owned()).spawn(run) {
        tracing::error!(%error, name, "cannot start a thread");
    }
}

/// Notifications go to a whole database; a schema has a channel of its own.
fn channel_of(client: &mut Client) -> Result<String, Error> {
    let schema: Option<String> = client.query_one("select current_schema()::text", &[])?.try_get(0)?;
    Ok(format!("peakend_{}", schema.unwrap_or_default().replace('"', "")))
}

fn listening(url: &str) -> Result<Client, Error> {
    let mut client = connect(url)?;
    let channel = channel_of(&mut client)?;
    client.batch_execute(&format!("listen \"{channel}\""))?;
    Ok(client)
}

fn listen_loop(shared: &Weak<Shared>, client: &mut Client, hear: &impl Fn(&str)) {
    loop {
        let Some(here) = shared.upgrade() else { return };
        let me = here.me.load(Ordering::Relaxed);
        let url = here.url.clone();
        drop(here);
        let broken = {
            let mut heard = client.notifications();
            let mut told = heard.timeout_iter(ALIVE);
            loop {
                match told.next() {
                    Ok(Some(one)) if i64::from(one.process_id()) == me => {}
                    Ok(Some(one)) => one.payload().lines().for_each(hear),
                    Ok(None) => break false,
                    Err(error) => {
                        tracing::warn!(%error, "the line to the other nodes broke");
                        break true;
                    }
                }
            }
        };
        if broken || client.is_closed() {
            match listening(&url) {
                Ok(again) => *client = again,
                Err(_) => pause(),
            }
        }
    }
}

/// Waits for a server that is away.
#[expect(clippy::disallowed_methods, reason = "a server that is restarting sends no event to wait for")]
fn pause() {
    std::thread::sleep(ALIVE);
}

fn announce_loop(shared: &Weak<Shared>, texts: &Receiver<String>) {
    let mut line: Option<(Client, String)> = None;
    loop {
        let first = match texts.recv_timeout(ALIVE) {
            Ok(text) => text,
            Err(RecvTimeoutError::Timeout) if shared.strong_count() > 0 => continue,
            Err(_) => return,
        };
        let mut gathered = BTreeSet::from([first]);
        gather(texts, &mut gathered);
        if line.as_ref().is_none_or(|(client, _)| client.is_closed()) {
            let Some(here) = shared.upgrade() else { return };
            line = open(&here).map_err(|error| tracing::warn!(%error, "cannot tell the other nodes")).ok();
        }
        if let Some((client, channel)) = &mut line
            && let Err(error) = tell(client, channel, &gathered)
        {
            tracing::warn!(%error, "the other nodes were not told");
            line = None;
        }
    }
}

/// Everything that comes within a few milliseconds. Each announcement wakes this thread, so it looks at the clock of the
/// channel only.
#[expect(
    clippy::disallowed_methods,
    reason = "the length of a gathering is measured, not a time of the domain"
)]
fn gather(texts: &Receiver<String>, gathered: &mut BTreeSet<String>) {
    let begun = std::time::Instant::now();
    while let Some(left) = GATHER.checked_sub(begun.elapsed()) {
        match texts.recv_timeout(left) {
            Ok(text) => gathered.insert(text),
            Err(_) => return,
        };
    }
}

fn open(shared: &Shared) -> Result<(Client, String), Error> {
    let mut client = connect(&shared.url)?;
    let channel = channel_of(&mut client)?;
    let me: i32 = client.query_one("select pg_backend_pid()", &[])?.try_get(0)?;
    shared.me.store(i64::from(me), Ordering::Relaxed);
    Ok((client, channel))
}

fn tell(client: &mut Client, channel: &str, gathered: &BTreeSet<String>) -> Result<(), Error> {
    let mut text = String::new();
    let mut all = gathered.iter().peekable();
    while let Some(one) = all.next() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(one);
        if all.peek().is_none_or(|next| text.len() + next.len() + 1 > MOST_BYTES) {
            client.execute("select pg_notify($1, $2)", &[&channel, &text])?;
            text.clear();
        }
    }
    Ok(())
}
