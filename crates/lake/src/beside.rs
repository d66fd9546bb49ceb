//! Output that is either whole or not there: written beside its destination, then renamed.

use crate::Error;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that appears under its name only when [`Beside::done`] is called; dropped before, it leaves nothing. What
/// is no file but a pipe or a device is written to as it stands, because it cannot be replaced.
#[derive(Debug)]
pub struct Beside {
    to: PathBuf,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    /// A neighbour of the destination.
    Neighbour(tempfile::NamedTempFile),
    /// The destination itself.
    Itself(File),
}

impl Beside {
    /// Opens a nameless neighbour of `to`, or of the file that it links to.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be written to.
    pub fn create(to: &Path) -> Result<Self, Error> {
        if to.is_dir() {
            return Err(Error::io(to, "write")(io::Error::new(
                io::ErrorKind::IsADirectory,
                "it is a folder",
            )));
        }
        if std::fs::metadata(to).is_ok_and(|there| !there.is_file()) {
            let file = File::options().write(true).open(to).map_err(Error::io(to, "write"))?;
            return Ok(Self { to: to.to_owned(), sink: Sink::Itself(file) });
        }
        let to = std::fs::canonicalize(to).unwrap_or_else(|_| to.to_owned());
        let folder = match to.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".peakend-")
            .permissions_like(&to)
            .tempfile_in(folder)
            .map_err(|error| Error::io(&to, "write")(plain(error)))?;
        Ok(Self { to, sink: Sink::Neighbour(file) })
    }

    fn file(&self) -> &File {
        match &self.sink {
            Sink::Neighbour(file) => file.as_file(),
            Sink::Itself(file) => file,
        }
    }

    /// The file, to hand to a writer that wants one of its own.
    pub fn reopen(&self) -> Result<File, Error> {
        self.file().try_clone().map_err(Error::io(&self.to, "write"))
    }

    /// Puts the file on disk under its name.
    pub fn done(mut self) -> Result<(), Error> {
        self.flush().map_err(Error::io(&self.to, "write"))?;
        if let Sink::Neighbour(file) = self.sink {
            file.as_file().sync_all().map_err(Error::io(&self.to, "write"))?;
            file.persist(&self.to).map_err(|failed| Error::io(&self.to, "write")(failed.error))?;
        }
        Ok(())
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

/// The system's own words, without the path of the neighbour that nobody asked for.
fn plain(error: io::Error) -> io::Error {
    let text = error.to_string();
    let words = text.split(" at path ").next().unwrap_or_default().to_owned();
    io::Error::new(error.kind(), words)
}

/// Temporary files are private by default; an output is as readable as any other file of its owner.
trait PermissionsLike {
    fn permissions_like(&mut self, to: &Path) -> &mut Self;
}

impl PermissionsLike for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_like(&mut self, to: &Path) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(to).map_or(0o666, |old| old.permissions().mode() & 0o777);
        self.permissions(std::fs::Permissions::from_mode(mode)) // the umask still applies
    }

    #[cfg(not(unix))]
    fn permissions_like(&mut self, _: &Path) -> &mut Self {
        self
    }
}
