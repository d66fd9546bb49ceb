//! Files with secrets in them.

use crate::Error;
use std::io::Write as _;
use std::path::Path;

/// Writes a file that only its owner reads: anew beside what was there, whose place it takes, so that nobody reads half of it or
/// by older rights.
///
/// # Errors
/// It cannot be written.
pub fn write(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // a temporary file is for its owner alone
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(bytes)?;
    new.persist(file).map_err(|error| Error::from(error.error))?;
    Ok(())
}
