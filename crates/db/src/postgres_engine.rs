//! PostgreSQL: a few threads with a connection each; a job has a transaction of its own and is run again when it lost a
//! race.

use crate::tx::{Inner, Prepared};
use crate::{Counts, Engine, Error, Lane, Options, Outcome, Place, Tx, Work};
use postgres::{Client, NoTls};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// How often a job that lost a race, or its connection, is run again before the person is asked to.
const TRIES: u32 = 12;

pub(crate) struct Postgres {
    writers: Mutex<Sender<Work>>,
    readers: Mutex<Sender<Work>>,
}

#[derive(Clone, Copy)]
enum Access {
    Write,
    Read,
}

impl Access {
    fn begin(self) -> &'static str {
        match self {
            Self::Write => "begin isolation level read committed",
            Self::Read => "begin isolation level repeatable read read only",
        }
    }
}

impl Postgres {
    pub(crate) fn open(url: &str, options: Options, counts: &Arc<Counts>) -> Result<Self, Error> {
        // one connection now, so that a wrong address is told at once; the others when they are needed
        let first = connect(url)?;
        drop(first);
        Ok(Self {
            writers: Mutex::new(pool(url, options.writers, Access::Write, counts)?),
            readers: Mutex::new(pool(url, options.readers, Access::Read, counts)?),
        })
    }
}

impl Engine for Postgres {
    fn take(&self, lane: Lane, work: Work) -> Result<(), Error> {
        let to = match lane {
            Lane::Write => &self.writers,
            Lane::Read | Lane::Glance => &self.readers,
        };
        to.lock().unwrap_or_else(PoisonError::into_inner).send(work).map_err(|_| Error::Stopped)
    }
}

fn pool(url: &str, threads: usize, access: Access, counts: &Arc<Counts>) -> Result<Sender<Work>, Error> {
    let (sender, jobs) = channel();
    let jobs = Arc::new(Mutex::new(jobs));
    for _ in 0..threads.max(1) {
        let (url, jobs, counts) = (url.to_owned(), Arc::clone(&jobs), Arc::clone(counts));
        std::thread::Builder::new()
            .name("db-postgres".to_owned())
            .spawn(move || work_loop(&url, &jobs, access, &counts))
            .map_err(|error| Error::Busy(error.to_string()))?;
    }
    Ok(sender)
}

pub(crate) fn connect(url: &str) -> Result<Client, Error> {
    let failed = |error: Error| Error::Open {
        place: Place::Postgres(url.to_owned()).to_string(),
        why: error.to_string(),
    };
    let mut config: postgres::Config = url.parse().map_err(|e: postgres::Error| failed(e.into()))?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(std::time::Duration::from_secs(5));
    }
    let mut client = config.connect(NoTls).map_err(|e| failed(e.into()))?;
    client.batch_execute("set synchronous_commit = on").map_err(|e| failed(e.into()))?;
    Ok(client)
}

struct Session {
    client: Client,
    prepared: Prepared,
}

fn work_loop(url: &str, jobs: &Mutex<Receiver<Work>>, access: Access, counts: &Counts) {
    let mut session: Option<Session> = None;
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut work) = job else { return };
        run(url, &mut session, &mut work, access, counts);
    }
}

/// Runs a job until it ends one way or the other.
fn run(url: &str, session: &mut Option<Session>, work: &mut Work, access: Access, counts: &Counts) {
    for attempt in 0..TRIES {
        let last = attempt + 1 == TRIES;
        if session.as_ref().is_none_or(|s| s.client.is_closed()) {
            match connect(url) {
                Ok(client) => *session = Some(Session { client, prepared: Prepared::new() }),
                Err(error) => {
                    *session = None;
                    tracing::warn!(%error, "no connection to the database");
                    pause(attempt);
                    continue;
                }
            }
        }
        let Some(open) = session.as_mut() else { continue };
        match attempt_once(open, work, access, last, counts) {
            Attempt::Ended => return,
            Attempt::Again => pause(attempt),
        }
    }
    // dropping the job tells whoever asked that it stopped
}

enum Attempt {
    Ended,
    Again,
}

fn attempt_once(
    session: &mut Session,
    work: &mut Work,
    access: Access,
    last: bool,
    counts: &Counts,
) -> Attempt {
    if session.client.batch_execute(access.begin()).is_err() {
        return Attempt::Again;
    }
    let inner = Inner::Postgres { client: &mut session.client, prepared: &mut session.prepared };
    let mut tx = Tx::new(inner);
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
    let again = tx.wants_again();
    let (answer, after) = tx.into_parts();
    match outcome {
        Ok(Outcome::Keep) => {
            let end = session.client.batch_execute("commit").map_err(Error::from);
            if end.is_ok() {
                if matches!(access, Access::Write) {
                    counts.committed(1);
                }
                for action in after {
                    action();
                }
            }
            if let Some(answer) = answer {
                answer(end);
            }
            Attempt::Ended
        }
        Ok(Outcome::Undo) | Err(_) => {
            let _ = session.client.batch_execute("rollback");
            if again && !last { Attempt::Again } else { Attempt::Ended }
        }
    }
}

/// Waits a little longer each time: a server that starts again is back within seconds.
#[expect(clippy::disallowed_methods, reason = "a server that is restarting sends no event to wait for")]
fn pause(attempt: u32) {
    let most = 5_u64 << attempt.min(9);
    std::thread::sleep(std::time::Duration::from_millis(most.min(1500)));
}
