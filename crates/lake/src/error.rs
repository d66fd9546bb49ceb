//! What stops a reading or a writing.

use crate::flaw::{Flaw, Place};
use crate::reject::{Rejection, Rejects};
use std::io;
use std::path::{Path, PathBuf};

/// What stops a reading or a writing. Every variant names the file, the place, the value and the way out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system said no.
    #[error("cannot {action} {}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What was tried: "open", "read", "write", …
        action: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Nothing in it.
    #[error("{} is empty; a table needs a header line and at least one row", file.display())]
    Empty {
        /// The file.
        file: PathBuf,
    },
    /// A column that is needed is not there.
    #[error("{}: no column `{column}`{}; the columns are {}", file.display(),
        nearest.as_ref().map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default(), list(have))]
    NoColumn {
        /// The file.
        file: PathBuf,
        /// The column that was looked for.
        column: String,
        /// The nearest name that is there.
        nearest: Option<String>,
        /// The columns that are there.
        have: Vec<String>,
    },
    /// A column has a type that its meaning does not allow.
    #[error("{}: column `{column}` holds {found}; it must hold {accepted}", file.display())]
    WrongType {
        /// The file.
        file: PathBuf,
        /// The column.
        column: String,
        /// What it holds.
        found: String,
        /// What it may hold.
        accepted: &'static str,
    },
    /// The file is damaged or of another format than it claims.
    #[error("{}, {place}: {flaw}", file.display())]
    Broken {
        /// The file.
        file: PathBuf,
        /// Where.
        place: Place,
        /// What is wrong and what to do.
        flaw: Flaw,
    },
    /// Times are local and nobody said where.
    #[error("{}, {place}: time `{value}` has no zone; say which one it is in, for instance {way_out}", file.display())]
    NoZone {
        /// The file.
        file: PathBuf,
        /// Where.
        place: String,
        /// The time.
        value: String,
        /// How to say it.
        way_out: &'static str,
    },
    /// A map (the small TOML file of an import) is wrong.
    #[error("{}, {place}: {detail}", file.display())]
    Map {
        /// The map's file.
        file: PathBuf,
        /// Where: "line 4" or a key.
        place: String,
        /// What is wrong and what to do.
        detail: String,
    },
    /// A row was rejected in a reading that allows none.
    #[error("{}, {word} {}: {rejection} (--strict allows no rejections)", file.display(), rejection.line)]
    Strict {
        /// The file.
        file: PathBuf,
        /// What the rejection's line counts: "line" or "row".
        word: &'static str,
        /// The first rejection.
        rejection: Box<Rejection>,
    },
    /// Nothing was left after the rejections.
    #[error("{}: no row could be used, {} rejected{}", file.display(), rejects.total(),
        rejects.listed().first().map(|first| format!("; first: {word} {}, {first}", first.line)).unwrap_or_default())]
    NothingLeft {
        /// The file.
        file: PathBuf,
        /// What the rejections' lines count: "line" or "row".
        word: &'static str,
        /// What was rejected, in the order of the lines.
        rejects: Box<Rejects>,
    },
    /// The destination's ending names no format that can be written.
    #[error("{}: cannot tell the format from `{ending}`; use {accepted}", file.display())]
    UnknownEnding {
        /// The file.
        file: PathBuf,
        /// Its ending.
        ending: String,
        /// What can be written.
        accepted: &'static str,
    },
    /// The caller stopped the reading.
    #[error("stopped")]
    Stopped,
}

impl Error {
    /// An [`Error::Io`] made where it happened.
    pub(crate) fn io(file: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Self {
        let file = file.to_owned();
        move |source| Self::Io { file, action, source }
    }
}

fn list(names: &[String]) -> String {
    const SHOWN: usize = 30;
    let mut text = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text += &format!(" and {} more", names.len() - SHOWN);
    }
    text
}
