//! SQLite: one thread writes and commits in groups, a few read.

use crate::tx::{Answer, Inner};
use crate::{After, Counts, Engine, Error, FileOptions, Options, Outcome, Place, Tx, Work};
use rusqlite::{Connection, OpenFlags};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// The most jobs of one commit. More only makes the first wait for the last.
const MOST_IN_A_GROUP: usize = 256;

/// Statements a connection keeps prepared.
const STATEMENTS: usize = 512;

pub(crate) struct Sqlite {
    writer: Mutex<Sender<Work>>,
    readers: Mutex<Sender<Work>>,
}

impl Sqlite {
    pub(crate) fn open(
        path: &Path,
        options: Options,
        file: FileOptions,
        counts: &Arc<Counts>,
    ) -> Result<Self, Error> {
        let writer = connect(path, false, file)?;
        let (write, jobs) = channel();
        let counts = Arc::clone(counts);
        spawn("db-write", move || write_loop(&writer, &jobs, &counts))?;
        let (read, jobs) = channel();
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..options.readers.max(1) {
            let reader = connect(path, true, file)?;
            let jobs = Arc::clone(&jobs);
            spawn("db-read", move || read_loop(&reader, &jobs))?;
        }
        Ok(Self { writer: Mutex::new(write), readers: Mutex::new(read) })
    }
}

impl Engine for Sqlite {
    fn write(&self, work: Work) -> Result<(), Error> {
        send(&self.writer, work)
    }

    fn read(&self, work: Work) -> Result<(), Error> {
        send(&self.readers, work)
    }
}

fn send(to: &Mutex<Sender<Work>>, work: Work) -> Result<(), Error> {
    to.lock().unwrap_or_else(PoisonError::into_inner).send(work).map_err(|_| Error::Stopped)
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map(|_| ())
        .map_err(|error| Error::Busy(error.to_string()))
}

fn connect(path: &Path, read_only: bool, file: FileOptions) -> Result<Connection, Error> {
    let failed = |error: rusqlite::Error| Error::Open {
        place: Place::Sqlite(path.to_owned()).to_string(),
        why: error.to_string(),
    };
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(10)).map_err(failed)?;
    let journal = if file.alone { "pragma journal_mode = delete" } else { "pragma journal_mode = wal" };
    connection.execute_batch(journal).map_err(failed)?;
    if let Some(pages) = file.most_pages {
        connection.execute_batch(&format!("pragma max_page_count = {pages}")).map_err(failed)?;
    }
    connection
        .execute_batch(
            "pragma synchronous = full;
             pragma foreign_keys = on;
             pragma temp_store = memory;
             pragma cache_size = -65536;
             pragma mmap_size = 268435456;",
        )
        .map_err(failed)?;
    if read_only {
        connection.execute_batch("pragma query_only = on;").map_err(failed)?;
    }
    Ok(connection)
}

/// A job that has run and waits for the commit.
struct Done {
    answer: Option<Answer>,
    after: Vec<After>,
}

fn write_loop(connection: &Connection, jobs: &Receiver<Work>, counts: &Counts) {
    while let Ok(first) = jobs.recv() {
        let mut done = Vec::new();
        if let Err(error) = connection.prepare_cached("begin immediate").and_then(|mut s| s.execute([])) {
            // nothing has run: the job is asked with a connection that says no
            refuse(connection, first, &error.into());
            continue;
        }
        let mut next = Some(first);
        while let Some(work) = next.take() {
            match run_one(connection, work) {
                Ran::Kept(job) => done.push(job),
                Ran::Undone => {}
                // SQLite gave up the whole transaction (a full disk): what ran before is undone as well
                Ran::AllLost(error) => {
                    for job in done.drain(..) {
                        tell(job, &Err(error.clone()));
                    }
                    break;
                }
            }
            if done.len() < MOST_IN_A_GROUP {
                next = jobs.try_recv().ok();
            }
        }
        if connection.is_autocommit() {
            continue;
        }
        let end = connection.prepare_cached("commit").and_then(|mut s| s.execute([]));
        let end = end.map(|_| ()).map_err(Error::from);
        if end.is_err() && !connection.is_autocommit() {
            let _ = connection.execute_batch("rollback");
        }
        if end.is_ok() && !done.is_empty() {
            counts.committed(done.len());
        }
        for job in done {
            tell(job, &end);
        }
    }
}

/// Answers a job and, when it was kept, does what was to be done afterwards first, so that whoever asked finds it done.
fn tell(job: Done, end: &Result<(), Error>) {
    if end.is_ok() {
        for action in job.after {
            action();
        }
    }
    if let Some(answer) = job.answer {
        answer(end.clone());
    }
}

enum Ran {
    Kept(Done),
    Undone,
    AllLost(Error),
}

fn run_one(connection: &Connection, mut work: Work) -> Ran {
    let point = |sql: &str| connection.prepare_cached(sql).and_then(|mut s| s.execute([]));
    if let Err(error) = point("savepoint job") {
        return Ran::AllLost(error.into());
    }
    let mut tx = Tx::new(Inner::Sqlite(connection));
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
    let (answer, after) = tx.into_parts();
    if connection.is_autocommit() {
        if let Some(answer) = answer {
            answer(Err(Error::Full));
        }
        return Ran::AllLost(Error::Full);
    }
    match outcome {
        Ok(Outcome::Keep) => match point("release job") {
            Ok(_) => Ran::Kept(Done { answer, after }),
            Err(error) => {
                let error = Error::from(error);
                if let Some(answer) = answer {
                    answer(Err(error.clone()));
                }
                Ran::AllLost(error)
            }
        },
        Ok(Outcome::Undo) | Err(_) => {
            // a panic has already been told by the hook; whoever asked hears that it stopped
            let back = point("rollback to job").and_then(|_| point("release job"));
            match back {
                Ok(_) => Ran::Undone,
                Err(error) => Ran::AllLost(error.into()),
            }
        }
    }
}

/// Runs a job where no transaction could be begun, so that its answer is an error and never silence.
fn refuse(connection: &Connection, mut work: Work, error: &Error) {
    let mut tx = Tx::new(Inner::Sqlite(connection));
    tracing::error!(%error, "cannot begin a transaction");
    let _ = connection.execute_batch("pragma query_only = on");
    let _ = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
    let _ = connection.execute_batch("pragma query_only = off");
    if let (Some(answer), _) = tx.into_parts() {
        answer(Err(error.clone()));
    }
}

fn read_loop(connection: &Connection, jobs: &Mutex<Receiver<Work>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut work) = job else { return };
        let begun = connection.prepare_cached("begin deferred").and_then(|mut s| s.execute([]));
        let mut tx = Tx::new(Inner::Sqlite(connection));
        let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
        let (answer, _) = tx.into_parts();
        if begun.is_ok() {
            let _ = connection.prepare_cached("rollback").and_then(|mut s| s.execute([]));
        }
        if let (Ok(_), Some(answer)) = (outcome, answer) {
            answer(begun.map(|_| ()).map_err(Error::from));
        }
    }
}
