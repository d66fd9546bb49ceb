//! `peakend db copy`, `peakend backup` and `peakend restore`: all rows of one moment, from one database to another.
//!
//! A backup is a file of SQLite, whichever engine the data are on, with one table more: how many rows every table has and a
//! sum over them. It is written beside its name, read back, and only then given its name.

use super::{DataArgs, replay};
use crate::Error;
use crate::config::Config;
use crate::house::House;
use crate::kernel::{Chance, Clock};
use crate::ui::output::put;
use crate::ui::progress::Progress;
use crate::ui::text::Texts;
use db::{Copied, Db, Digest, FileOptions};
use std::path::{Path, PathBuf};

mod store;

/// Halls whose log is replayed to see that a copy is good.
const SAMPLE: usize = 3;

/// `peakend db`.
#[derive(Debug, clap::Args)]
pub struct DbArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with a database.
#[derive(Debug, clap::Subcommand)]
pub enum Action {
    /// Copy everything into another database, of either engine.
    Copy {
        /// The other database, which is empty.
        #[arg(long, value_name = "URL")]
        to: String,
        /// Where the data are.
        #[command(flatten)]
        data: DataArgs,
    },
}

/// `peakend backup`.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// The file to write.
    pub file: PathBuf,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
}

/// `peakend restore`.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The backup.
    pub file: PathBuf,
    /// Where the data are to be.
    #[command(flatten)]
    pub data: DataArgs,
}

/// Runs `peakend db`.
///
/// # Errors
/// The target is not empty, or one of the databases fails.
pub fn run_db(args: &DbArgs, texts: &Texts) -> Result<(), Error> {
    let Action::Copy { to, data } = &args.action;
    let from = super::open(data)?;
    let target = super::over(Config { database: to.clone(), ..from.config.clone() })?;
    let copied = carry(&from, &target, texts)?;
    said("ops-copied", &copied, &target.db.place().to_string(), texts)
}

/// Runs `peakend backup`.
///
/// # Errors
/// There is a file of that name; the disk is full; what was written is not what was read.
pub fn run_backup(args: &BackupArgs, texts: &Texts) -> Result<(), Error> {
    must_be_new(&args.file)?;
    let house = super::open(&args.data)?;
    let name = args.file.display().to_string();
    let failed = |action: &'static str| {
        let file = args.file.clone();
        move |source: std::io::Error| Error::from(lake::Error::Io { file, action, source })
    };
    let folder = args.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = tempfile::Builder::new().prefix(".peakend-").tempfile_in(folder).map_err(failed("write"))?;
    let copied = {
        let target = alone(beside.path(), &house.config)?;
        let copied = carry(&house, &target, texts)?;
        store::note(&target.db, &copied.tables)?;
        verify(&target, &copied.tables, &name)?;
        copied
    };
    beside.as_file().sync_all().map_err(failed("write"))?;
    beside.persist_noclobber(&args.file).map_err(|error| failed("write")(error.error))?;
    // the name is on disk once its folder is
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    said("ops-backed-up", &copied, &name, texts)
}

/// Runs `peakend restore`.
///
/// # Errors
/// The file is no whole backup; the database is not empty, or fails.
pub fn run_restore(args: &RestoreArgs, texts: &Texts) -> Result<(), Error> {
    let name = args.file.display().to_string();
    let failed = |source| lake::Error::Io { file: args.file.clone(), action: "read", source };
    // looked at in a copy, because a backup of an older version is brought up to date on the way
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("backup.db");
    std::fs::copy(&args.file, &copy).map_err(failed)?;
    let damaged = |error: Error| damaged(&name, error);
    let written = whole(&copy, &name)?;
    let source = alone(&copy, &args.data.settings()?).map_err(damaged)?;
    let target = super::open(&args.data)?;
    let copied = carry(&source, &target, texts)?;
    if copied.rows() != written.iter().map(|table| table.rows).sum::<u64>()
        && written.len() == copied.tables.len()
    {
        return Err(Error::conflict("ops-error-damaged").with("file", &name).with("why", "rows"));
    }
    verify(&target, &copied.tables, &name)?;
    said("ops-restored", &copied, &target.db.place().to_string(), texts)
}

fn must_be_new(file: &Path) -> Result<(), Error> {
    if file.exists() {
        return Err(Error::conflict("ops-error-file-there").with("file", file.display()));
    }
    Ok(())
}

/// A house over one file with nothing beside it.
fn alone(file: &Path, config: &Config) -> Result<House, Error> {
    let db = Db::open_file(file, FileOptions { alone: true, ..FileOptions::default() })?;
    House::over(db, config.clone(), Clock::System, Chance::System)
}

fn carry(from: &House, to: &House, texts: &Texts) -> Result<Copied, Error> {
    let progress = Progress::begin("ops-progress-copy", texts);
    let copied = db::copy(&from.db, &to.db, |done, total| progress.tell(done, total));
    drop(progress);
    copied.map_err(|error| match error {
        db::Error::NotEmpty { place, table } => {
            Error::conflict("ops-error-not-empty").with("database", place).with("table", table)
        }
        db::Error::Stopped if crate::ui::progress::stopped() => lake::Error::Stopped.into(),
        other => other.into(),
    })
}

/// Reads back what was written: the file is whole, the rows are those, and the log of some halls makes their rows.
fn verify(house: &House, tables: &[Digest], name: &str) -> Result<(), Error> {
    db::check(&house.db)?;
    if db::digests(&house.db)? != tables {
        return Err(Error::conflict("ops-error-damaged").with("file", name).with("why", "digest"));
    }
    let (_, checked) = replay::check(house, None, SAMPLE, |_, _| true)?;
    match checked.differences.first() {
        None => Ok(()),
        Some(first) => Err(Error::conflict("ops-error-replay-copy")
            .with("file", name)
            .with("of", &first.of)
            .with("field", first.field)),
    }
}

/// What a backup says should be in it, if that is in it.
fn whole(file: &Path, name: &str) -> Result<Vec<Digest>, Error> {
    let looked = || -> Result<(Vec<Digest>, Vec<Digest>), Error> {
        let db = Db::open_file(file, FileOptions { alone: true, ..FileOptions::default() })?;
        db::check(&db)?;
        Ok((store::noted(&db)?, db::digests(&db)?))
    };
    let (noted, there) = looked().map_err(|error| damaged(name, error))?;
    let sorted = |mut tables: Vec<Digest>| {
        tables.sort_by(|a, b| a.table.cmp(&b.table));
        tables
    };
    if sorted(noted.clone()) != sorted(there) {
        return Err(Error::conflict("ops-error-damaged").with("file", name).with("why", "digest"));
    }
    Ok(noted)
}

fn damaged(name: &str, error: Error) -> Error {
    Error::conflict("ops-error-damaged").with("file", name).with("why", error)
}

fn said(id: &str, copied: &Copied, place: &str, texts: &Texts) -> Result<(), Error> {
    let values =
        [("rows", copied.rows().into()), ("tables", copied.tables.len().into()), ("place", place.into())];
    put(None, format!("{}\n", texts.say_with(id, &values)).as_bytes())
}
