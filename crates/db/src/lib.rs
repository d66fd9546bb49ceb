//! One SQL text on two engines: SQLite inside the process, or PostgreSQL beside many of them.
//!
//! A job is a plain function over a [`Tx`]; it runs whole or not at all, on a thread where waiting for a disk is
//! allowed, and its answer comes back only after what it wrote is on disk.
//!
//! - **On SQLite** one thread writes. It takes every job that is waiting, runs each inside a savepoint of one
//!   transaction, commits once (`synchronous = full`), and only then answers them all: *group commit*. A job that fails
//!   is rolled back alone. Readers have connections of their own and see the last commit.
//! - **On PostgreSQL** a few threads have a connection each, and each job a transaction of its own; the server groups
//!   the commits. A job that lost a race (serialisation failure, deadlock) or its connection is run again, which is why a
//!   job is `FnMut`: it must do the same when run twice.
//!
//! SQL is written once, with `?1`, `?2` for what is put in, in words that both engines know: types `uuid`, `text`,
//! `bigint`, `double precision`, `boolean`; instants are `bigint` microseconds. Nothing outside this crate asks which
//! engine it is on.
//!
//! What it is *not*: a mapper of objects, a builder of queries, or an abstraction over more than these two engines.

mod announce;
mod copy;
mod error;
mod migrate;
mod postgres_engine;
mod sqlite_engine;
mod tx;
mod value;

pub use copy::{Copied, Digest, check, copy, digests};
pub use error::Error;
pub use migrate::Migration;
pub use tx::{Record, Row, Tx};
pub use value::{Column, Value};

/// A value of SQLite, for types of other crates that want to be columns.
pub type Raw<'a> = rusqlite::types::ValueRef<'a>;
/// A row of PostgreSQL, for the same.
pub type RawRow = postgres::Row;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a job does after its transaction is on disk.
pub(crate) type After = Box<dyn FnOnce() + Send>;

/// What a job gives back to its engine: nothing, or that it must be rolled back.
pub(crate) type Work = Box<dyn FnMut(&mut Tx<'_>) -> Outcome + Send>;

/// How the work of a job ended.
pub(crate) enum Outcome {
    /// To be committed.
    Keep,
    /// To be rolled back; its error is already on its way to whoever asked.
    Undo,
}

/// Where the data are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A PostgreSQL server, by its URL.
    Postgres(String),
}

impl std::str::FromStr for Place {
    type Err = Error;

    /// `sqlite:PATH` or `postgres://…`.
    fn from_str(url: &str) -> Result<Self, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err(Error::Place(url.to_owned()));
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err(Error::Place(url.to_owned()))
    }
}

impl std::fmt::Display for Place {
    /// The URL, without its password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => match (url.find("://"), url.rfind('@')) {
                (Some(start), Some(end)) if start + 3 < end => {
                    let who = url[start + 3..end].split(':').next().unwrap_or_default();
                    write!(f, "{}{who}{}", &url[..start + 3], &url[end..])
                }
                _ => f.write_str(url),
            },
        }
    }
}

/// How many threads read, and on PostgreSQL also write.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Connections that only read.
    pub readers: usize,
    /// Connections that write, on PostgreSQL; SQLite has one.
    pub writers: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, writers: 16 }
    }
}

/// How a file of SQLite is opened that is not the one the product runs on.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileOptions {
    /// Everything is in the one file after every commit, with nothing beside it, so that it can be moved. Nobody reads while
    /// somebody writes.
    pub alone: bool,
    /// The most pages that the file may grow to: a disk that fills up, for tests.
    pub most_pages: Option<u32>,
}

/// A database. Cloning it is cheap. With the last clone its threads end, and SQLite's file has everything in it, with nothing
/// beside it that must be copied too.
#[derive(Clone)]
pub struct Db {
    place: Arc<Place>,
    engine: Arc<dyn Engine>,
    shared: Option<Arc<announce::Shared>>,
    counts: Arc<Counts>,
}

/// What a database has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Transactions that are on disk.
    pub commits: u64,
    /// Jobs that were kept.
    pub jobs: u64,
    /// The most jobs of one commit.
    pub largest: u64,
    /// Jobs that wait to write, or are writing.
    pub writes_waiting: u64,
    /// Jobs that wait to read, or are reading.
    pub reads_waiting: u64,
}

#[derive(Default)]
pub(crate) struct Counts {
    commits: AtomicU64,
    jobs: AtomicU64,
    largest: AtomicU64,
    writes: AtomicU64,
    reads: AtomicU64,
}

impl Counts {
    /// A commit of this many jobs is on disk.
    pub(crate) fn committed(&self, jobs: usize) {
        let jobs = jobs as u64;
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.jobs.fetch_add(jobs, Ordering::Relaxed);
        self.largest.fetch_max(jobs, Ordering::Relaxed);
    }
}

/// Counts a job for as long as somebody waits for its answer.
struct Waiting<'a>(&'a AtomicU64);

impl<'a> Waiting<'a> {
    fn in_line(count: &'a AtomicU64) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What a job wants of the database.
#[derive(Clone, Copy)]
pub(crate) enum Lane {
    /// To change something.
    Write,
    /// To read, for as long as it takes.
    Read,
    /// To read a row or two: those that wait are answered together.
    Glance,
}

/// What an engine can do: take work to a thread of that lane.
pub(crate) trait Engine: Send + Sync {
    fn take(&self, lane: Lane, work: Work) -> Result<(), Error>;
}

impl Db {
    /// Opens the database, making the file of SQLite if there is none.
    ///
    /// # Errors
    /// The file cannot be opened or made, or the server not reached.
    pub fn open(place: Place, options: Options) -> Result<Self, Error> {
        let counts = Arc::new(Counts::default());
        let engine: Arc<dyn Engine> = match &place {
            Place::Sqlite(path) => {
                Arc::new(sqlite_engine::Sqlite::open(path, options, FileOptions::default(), &counts)?)
            }
            Place::Postgres(url) => Arc::new(postgres_engine::Postgres::open(url, options, &counts)?),
        };
        let shared = announce::Shared::of(&place);
        Ok(Self { place: Arc::new(place), engine, shared, counts })
    }

    /// What it has done since it was opened.
    pub fn stats(&self) -> Stats {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Stats {
            commits: of(&self.counts.commits),
            jobs: of(&self.counts.jobs),
            largest: of(&self.counts.largest),
            writes_waiting: of(&self.counts.writes),
            reads_waiting: of(&self.counts.reads),
        }
    }

    /// Opens a file of SQLite in a way of its own.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn open_file(path: &std::path::Path, file: FileOptions) -> Result<Self, Error> {
        let options = Options { readers: 1, writers: 1 };
        let counts = Arc::new(Counts::default());
        let engine: Arc<dyn Engine> = Arc::new(sqlite_engine::Sqlite::open(path, options, file, &counts)?);
        let place = Place::Sqlite(path.to_owned());
        let shared = announce::Shared::of(&place);
        Ok(Self { place: Arc::new(place), engine, shared, counts })
    }

    /// Where the data are.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Runs a job that may write. Its answer comes after its commit; after an error nothing of it is left.
    ///
    /// # Errors
    /// Those of the job; [`Error::Busy`] when it may or may not have been kept because the connection broke during the
    /// commit; [`Error::Full`] when the disk is full.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.give(Lane::Write, job)?.heard().await
    }

    /// Runs a job that only reads, on a consistent view of the data.
    ///
    /// # Errors
    /// Those of the job; an attempt to write is one.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.give(Lane::Read, job)?.heard().await
    }

    /// As [`Db::read`], for a job that looks up a row or two: SQLite answers all such jobs that wait in one look at the
    /// data, on a thread that longer ones do not hold up. It sees whatever was committed before it was called.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn glance<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.give(Lane::Glance, job)?.heard().await
    }

    /// As [`Db::write`], for callers that are not asynchronous. Must not be called on a thread of an async runtime.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_now<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.give(Lane::Write, job)?.heard_now()
    }

    /// As [`Db::read`], for callers that are not asynchronous. Must not be called on a thread of an async runtime.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_now<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.give(Lane::Read, job)?.heard_now()
    }

    /// Gives a job to the engine.
    fn give<T, E, F>(&self, lane: Lane, job: F) -> Result<Pending<'_, T, E>, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let count = match lane {
            Lane::Write => &self.counts.writes,
            Lane::Read | Lane::Glance => &self.counts.reads,
        };
        let waiting = Waiting::in_line(count);
        let (work, answer) = ask(job);
        self.engine.take(lane, work)?;
        Ok(Pending { _waiting: waiting, answer })
    }

    /// Brings the schema up to the last of `migrations`; returns the names of those that were applied now.
    ///
    /// # Errors
    /// [`Error::Migration`] when an applied migration has changed since or is unknown, or when one cannot be applied.
    pub fn migrate(&self, migrations: &'static [Migration]) -> Result<Vec<&'static str>, Error> {
        self.write_now(move |tx| migrate::up(tx, migrations))
    }
}

/// A job that an engine has, and whose answer is awaited.
struct Pending<'a, T, E> {
    _waiting: Waiting<'a>,
    answer: tokio::sync::oneshot::Receiver<Result<T, E>>,
}

impl<T, E: From<Error>> Pending<'_, T, E> {
    async fn heard(self) -> Result<T, E> {
        self.answer.await.unwrap_or_else(|_| Err(unanswered().into()))
    }

    fn heard_now(self) -> Result<T, E> {
        self.answer.blocking_recv().unwrap_or_else(|_| Err(unanswered().into()))
    }
}

/// Wraps a job so that its answer is sent when, and only when, its transaction has ended as it says.
fn ask<T, E, F>(mut job: F) -> (Work, tokio::sync::oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let mut sender = Some(sender);
    let work: Work = Box::new(move |tx| {
        let result = job(tx);
        if result.is_err() && tx.wants_again() {
            return Outcome::Undo; // the engine runs this again
        }
        let Some(sender) = sender.take() else { return Outcome::Undo };
        match result {
            Ok(value) => {
                // answered by the engine once it knows whether the commit is on disk
                tx.answer_with(Box::new(move |end| {
                    let _ = sender.send(match end {
                        Ok(()) => Ok(value),
                        Err(error) => Err(error.into()),
                    });
                }));
                Outcome::Keep
            }
            Err(error) => {
                let _ = sender.send(Err(error));
                Outcome::Undo
            }
        }
    });
    (work, receiver)
}

/// A job that was dropped without an answer: its connection could not be had again in time, or it panicked.
fn unanswered() -> Error {
    Error::Busy("no answer from the database".to_owned())
}
