//! How every command of this room reads a table of moments.

use crate::Error;
use crate::design::blueprint::{self, Blueprint};
use crate::error::{tell_reason, tell_rejection};
use crate::ui::figure;
use crate::ui::output::{note, put};
use crate::ui::progress::Progress;
use crate::ui::text::Texts;
use lake::{Fold, Keep, Need, Options, Rejects, Scanned};
use std::path::{Path, PathBuf};

/// A table of moments and how to read it.
#[derive(Debug, clap::Args)]
pub struct TableArgs {
    /// The table of moments.
    pub table: PathBuf,
    /// How to read it.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// How a table is read.
#[derive(Debug, clap::Args)]
pub struct ReadingArgs {
    /// Zone of times that carry none, and of days.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Blueprint to check touchpoints against: a folder or "service-hall".
    #[arg(long, value_name = "DIR")]
    pub blueprint: Option<String>,
    /// Threads to use.
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// File for the list of rejected rows.
    #[arg(long, value_name = "FILE")]
    pub reject_to: Option<PathBuf>,
    /// Treat the first rejected row as an error.
    #[arg(long)]
    pub strict: bool,
}

impl ReadingArgs {
    /// The zone, UTC unless said otherwise.
    pub fn zone(&self) -> Result<Option<jiff::tz::TimeZone>, Error> {
        let Some(zone) = &self.zone else { return Ok(None) };
        jiff::tz::TimeZone::get(zone).map(Some).map_err(|error| Error::BadValue {
            option: "--zone",
            value: zone.clone(),
            why: error.to_string(),
        })
    }

    /// Threads to use: as told, else as many as there are cores.
    pub fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism();
        self.threads.or_else(|| cores().ok()).map_or(1, std::num::NonZero::get)
    }

    /// What to keep of the rejections.
    pub fn keep(&self) -> Keep {
        if self.reject_to.is_some() { Keep::All } else { Keep::Few }
    }

    /// The blueprint that was named, else the default one.
    pub fn blueprint(&self) -> Result<Blueprint, Error> {
        blueprint::load(self.blueprint.as_deref().unwrap_or(blueprint::DEFAULT))
    }

    /// Says what was rejected, and lists it where that was asked for.
    pub fn report_rejects(
        &self,
        file: &Path,
        word: &str,
        rejects: &Rejects,
        texts: &Texts,
    ) -> Result<(), Error> {
        self.list_rejects(file, rejects)?;
        if rejects.total() > 0 {
            note(&tell_rejects(word, rejects, self.reject_to.is_some(), texts));
        }
        Ok(())
    }
}

impl ReadingArgs {
    /// Lists what was rejected even where nothing was left: the error names the first alone.
    ///
    /// # Errors
    /// That of the reading, or when the list cannot be written.
    pub fn listed<T>(&self, file: &Path, read: Result<T, Error>) -> Result<T, Error> {
        if let Err(Error::Table(lake::Error::NothingLeft { rejects, .. })) = &read {
            self.list_rejects(file, rejects)?;
        }
        read
    }

    fn list_rejects(&self, file: &Path, rejects: &Rejects) -> Result<(), Error> {
        let Some(to) = &self.reject_to else { return Ok(()) };
        let mut bytes = Vec::new();
        rejects.write_csv(file, &mut bytes).map_err(|error| Error::Output(std::io::Error::other(error)))?;
        put(Some(to), &bytes)
    }
}

impl TableArgs {
    /// Reads the table into a fold, showing progress, and says what was rejected.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn scan<F: Fold>(
        &self,
        need: Need,
        texts: &Texts,
        make: impl Fn() -> F + Sync,
    ) -> Result<Scanned<F>, Error> {
        let scanned = self.reading.listed(&self.table, self.scan_quietly(need, texts, make))?;
        self.reading.report_rejects(&self.table, scanned.line_word, &scanned.rejects, texts)?;
        Ok(scanned)
    }

    /// Reads a table that is read again for another question, whose rejections are told then.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn scan_quietly<F: Fold>(
        &self,
        need: Need,
        texts: &Texts,
        make: impl Fn() -> F + Sync,
    ) -> Result<Scanned<F>, Error> {
        let progress = Progress::begin("cli-progress-reading", texts);
        let named = match &self.reading.blueprint {
            Some(_) => Some(self.reading.blueprint()?),
            None => None,
        };
        let known = |id: &str| named.as_ref().is_none_or(|blueprint| blueprint.touchpoint(id).is_some());
        let tell = |done, total| progress.tell(done, total);
        let options = Options {
            threads: self.reading.threads(),
            keep: self.reading.keep(),
            strict: self.reading.strict,
            zone: self.reading.zone()?,
            known: if named.is_some() { Some(&known) } else { None },
            progress: Some(&tell),
            ..Options::default()
        };
        Ok(lake::scan(&self.table, need, &options, make)?)
    }

    /// The table's name without its folder.
    pub fn file_name(&self) -> String {
        self.table.file_name().unwrap_or(self.table.as_os_str()).to_string_lossy().into_owned()
    }
}

/// That a table is not written in UTF-8, and what it was read as.
pub(crate) fn tell_encoding(file: &Path, texts: &Texts) -> String {
    texts.with("cli-read-as-gb18030", "file", file.display())
}

/// What was rejected: how many for each reason, the first of them, and how to see all.
pub(crate) fn tell_rejects(word: &str, rejects: &Rejects, listed: bool, texts: &Texts) -> String {
    const SHOWN: usize = 5;
    let count = |(reason, count)| format!("{} {}", tell_reason(reason, texts), figure::count(count));
    let reasons: Vec<String> = rejects.counts().map(count).collect();
    let mut text = texts.say_with(
        "cli-rejected",
        &[("count", rejects.total().into()), ("reasons", reasons.join(" · ").into())],
    );
    for rejection in rejects.listed().iter().take(SHOWN) {
        text += &format!("\n  {}", tell_rejection(word, rejection, texts));
    }
    if rejects.total() > SHOWN as u64 && !listed {
        text += &format!("\n  {}", texts.say("cli-rejected-more"));
    }
    text
}
