//! SQLite: one thread writes and commits in groups, a few read, one looks up rows for all who wait, and one moves what was
//! committed from the log beside the file into the file.

use crate::tx::{Answer, Inner};
use crate::{After, Counts, Engine, Error, FileOptions, Lane, Options, Outcome, Place, Tx, Work};
use rusqlite::config::DbConfig;
use rusqlite::hooks::Wal;
use rusqlite::{Connection, OpenFlags};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// The most jobs of one commit. More only makes the first wait for the last.
const MOST_IN_A_GROUP: usize = 256;

/// Statements a connection keeps prepared.
const STATEMENTS: usize = 512;

/// Pages that the log beside the file grows by before they are moved into the file, in the background.
const PAGES_IN_BETWEEN: i32 = 2_000;

/// Pages from which on the writer itself moves what is left of the log, so that it begins anew: 64 MiB.
const MOST_PAGES_IN_THE_LOG: i32 = 16_384;

/// How long a database that is closed waits for others who use it.
const SOON: std::time::Duration = std::time::Duration::from_millis(200);

pub(crate) struct Sqlite {
    writer: Mutex<Sender<Work>>,
    readers: Mutex<Sender<Work>>,
    glancer: Mutex<Sender<Work>>,
    /// Moves the log into the file; none where there is no log.
    mover: Option<Mutex<Sender<Move>>>,
}

/// What the thread that moves the log is asked for.
enum Move {
    /// What can be moved while others work.
    Some,
    /// All of it, so that the log is empty; then word of it.
    All(Sender<()>),
}

impl Sqlite {
    pub(crate) fn open(
        path: &Path,
        options: Options,
        file: FileOptions,
        counts: &Arc<Counts>,
    ) -> Result<Self, Error> {
        let mut writer = connect(path, false, file)?;
        let mover =
            if file.alone { None } else { Some(Mutex::new(move_in_background(&mut writer, path, file)?)) };
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
        let (glance, jobs) = channel();
        let glancer = connect(path, true, file)?;
        spawn("db-glance", move || glance_loop(&glancer, &jobs))?;
        Ok(Self { writer: Mutex::new(write), readers: Mutex::new(read), glancer: Mutex::new(glance), mover })
    }
}

impl Engine for Sqlite {
    fn take(&self, lane: Lane, work: Work) -> Result<(), Error> {
        let to = match lane {
            Lane::Write => &self.writer,
            Lane::Read => &self.readers,
            Lane::Glance => &self.glancer,
        };
        to.lock().unwrap_or_else(PoisonError::into_inner).send(work).map_err(|_| Error::Stopped)
    }
}

impl Drop for Sqlite {
    /// Leaves the one file with everything in it, so that it can be copied or moved. Nothing is lost where that cannot be:
    /// what lies in the log beside the file is found at the next opening.
    fn drop(&mut self) {
        let Some(mover) = &self.mover else { return };
        let (done, heard) = channel();
        let asked = mover.lock().unwrap_or_else(PoisonError::into_inner).send(Move::All(done));
        if asked.is_ok() {
            let _ended = heard.recv();
        }
    }
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
             pragma cache_size = -65536;",
        )
        .map_err(failed)?;
    // a plan is made once, whatever values are put in: without this, statements over tables with partial indexes are
    // prepared again at every use
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
    if read_only {
        connection.execute_batch("pragma query_only = on;").map_err(failed)?;
    }
    Ok(connection)
}

/// Lets a thread of its own move committed pages from the log into the file, so that acts do not wait for it. The writer
/// does only the rest of it, when the log has grown long: a log can begin anew only where nobody adds to it.
fn move_in_background(
    writer: &mut Connection,
    path: &Path,
    file: FileOptions,
) -> Result<Sender<Move>, Error> {
    let mover = connect(path, false, file)?;
    let (asked, moves) = channel();
    spawn("db-move", move || move_loop(&mover, &moves))?;
    let (grown, mut told) = (asked.clone(), 0);
    let hook = move |log: &mut Wal, pages: i32| {
        if pages < told {
            told = 0; // it has begun anew
        }
        if pages >= MOST_PAGES_IN_THE_LOG {
            told_of(log.checkpoint());
        } else if pages >= told + PAGES_IN_BETWEEN {
            told = pages;
            let _ended = grown.send(Move::Some);
        }
        Ok(())
    };
    writer.wal_hook(Some(hook)).map_err(Error::from)?;
    Ok(asked)
}

fn move_loop(mover: &Connection, moves: &Receiver<Move>) {
    let checkpoint = |how: &str| {
        told_of(mover.query_row(&format!("pragma wal_checkpoint({how})"), [], |_| Ok(())));
    };
    while let Ok(asked) = moves.recv() {
        match asked {
            Move::Some => checkpoint("passive"),
            Move::All(done) => {
                // another process may be at work on the same file: then it is left to that one
                let _as_it_was = mover.busy_timeout(SOON);
                checkpoint("truncate");
                let _gone = done.send(());
            }
        }
    }
}

/// Says that the log could not be moved. Busy is who finds another at it, which is no fault: it is tried again.
fn told_of(moved: rusqlite::Result<()>) {
    match moved {
        Err(error) if error.sqlite_error_code() != Some(rusqlite::ErrorCode::DatabaseBusy) => {
            tracing::warn!(%error, "the log of the database was not moved into its file; it is tried again");
        }
        _ => {}
    }
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
        let Ok(work) = job else { return };
        look(connection, [work]);
    }
}

/// Answers what waits together. Whatever is in a group was asked before its look at the data began, so that everybody sees
/// what was committed before they asked.
fn glance_loop(connection: &Connection, jobs: &Receiver<Work>) {
    while let Ok(first) = jobs.recv() {
        let group: Vec<Work> =
            std::iter::once(first).chain(jobs.try_iter().take(MOST_IN_A_GROUP - 1)).collect();
        look(connection, group);
    }
}

/// Runs jobs on one view of the data.
fn look(connection: &Connection, jobs: impl IntoIterator<Item = Work>) {
    let begun = connection.prepare_cached("begin deferred").and_then(|mut s| s.execute([]));
    let begun = begun.map(|_| ()).map_err(Error::from);
    for mut work in jobs {
        let mut tx = Tx::new(Inner::Sqlite(connection));
        let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
        if let (Ok(_), (Some(answer), _)) = (outcome, tx.into_parts()) {
            answer(begun.clone());
        }
    }
    if begun.is_ok() {
        let _ = connection.prepare_cached("rollback").and_then(|mut s| s.execute([]));
    }
}
