//! `peakend import`: any table to a table of moments.

use crate::Error;
use crate::score::reading::{ReadingArgs, TableArgs};
use crate::ui::text::Texts;
use lake::{Fold, Names};
use std::path::{Path, PathBuf};

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The table.
    pub source: PathBuf,
    /// The map.
    #[arg(long, value_name = "MAP")]
    pub map: PathBuf,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// How the table is read.
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Runs the command.
///
/// # Errors
/// When the table or the map cannot be used, or the file not written.
pub fn run(args: &Args, _texts: &Texts) -> Result<(), Error> {
    Err(Error::Internal(format!("{}", args.source.display())))
}

/// Reads any table by its map straight into a fold.
///
/// # Errors
/// When the table or the map cannot be used.
pub fn read_mapped<F: Fold>(_: &TableArgs, map: &Path, _: &Texts, _: impl Fn() -> F) -> Result<(F, Names), Error> {
    Err(Error::Internal(format!("{}", map.display())))
}
