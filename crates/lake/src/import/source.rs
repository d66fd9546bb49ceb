//! A foreign table, whatever it is kept in: rows of cells that are text.

use super::columnar::Columnar;
use super::map::Map;
use crate::columns::only;
use crate::{Error, TextSource};
use csv::ByteRecord;
use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A table that is being read row by row.
pub(super) struct Source {
    file: PathBuf,
    headers: Vec<String>,
    kept: Kept,
}

enum Kept {
    Text { source: Box<TextSource>, record: ByteRecord },
    Columnar(Box<Columnar>),
}

/// A cell whose bytes are not text in the file's encoding.
pub(super) struct NotText(pub String);

impl Source {
    /// Opens a table; Parquet is recognised by its first bytes.
    pub fn open(file: &Path, map: &Map) -> Result<Self, Error> {
        let opened = File::open(file).map_err(Error::io(file, "open"))?;
        let about = opened.metadata().map_err(Error::io(file, "open"))?;
        if !about.is_file() {
            let why = if about.is_dir() {
                "it is a folder"
            } else {
                "it is read twice, so it must be a file, not a stream"
            };
            return Err(Error::io(file, "read")(std::io::Error::other(why)));
        }
        let mut start = Vec::new();
        opened.take(4).read_to_end(&mut start).map_err(Error::io(file, "read"))?;
        let (headers, kept) = if start == b"PAR1" {
            let table = Columnar::open(file)?;
            (table.headers().to_vec(), Kept::Columnar(Box::new(table)))
        } else {
            let source = TextSource::open_with(file, map.encoding, map.delimiter)?;
            let record = ByteRecord::new();
            (source.headers().to_vec(), Kept::Text { source: Box::new(source), record })
        };
        Ok(Self { file: file.to_owned(), headers, kept })
    }

    /// The place of a column, from now on to be read.
    ///
    /// # Errors
    /// When there is none of this name, or two.
    pub fn column(&mut self, name: &str) -> Result<usize, Error> {
        let Some(place) = only(&self.file, &self.headers, |header| header == name)? else {
            return Err(Error::NoColumn {
                file: self.file.clone(),
                column: name.to_owned(),
                nearest: crate::nearest(name, &self.headers).map(str::to_owned),
                have: self.headers.clone(),
            });
        };
        if let Kept::Columnar(table) = &mut self.kept {
            table.want(place)?;
        }
        Ok(place)
    }

    /// Goes to the next row and says its number; `None` at the end.
    pub fn next(&mut self) -> Result<Option<u64>, Error> {
        match &mut self.kept {
            Kept::Text { source, record } => source.next(record),
            Kept::Columnar(table) => table.next(),
        }
    }

    /// How many fields the row has beside how many it should have, if they differ.
    pub fn misfit(&self) -> Option<(usize, usize)> {
        match &self.kept {
            Kept::Text { record, .. } => {
                (record.len() != self.headers.len()).then_some((record.len(), self.headers.len()))
            }
            Kept::Columnar(_) => None,
        }
    }

    /// How many line breaks are inside the row's fields.
    pub fn breaks(&self) -> usize {
        match &self.kept {
            Kept::Text { record, .. } => record.as_slice().iter().filter(|byte| **byte == b'\n').count(),
            Kept::Columnar(_) => 0,
        }
    }

    /// The cell of a column, without blanks around it.
    pub fn cell(&self, place: usize) -> Result<&str, NotText> {
        match &self.kept {
            Kept::Text { record, .. } => {
                let bytes = record.get(place).unwrap_or_default();
                match std::str::from_utf8(bytes) {
                    // what a decoder puts where it found no character
                    Ok(text) if !text.contains('\u{fffd}') => Ok(text.trim()),
                    _ => Err(NotText(String::from_utf8_lossy(bytes).into_owned())),
                }
            }
            Kept::Columnar(table) => table.cell(place).map(str::trim),
        }
    }

    /// Several cells joined by a blank; `None` when one of them is missing.
    pub fn joined(
        &self,
        places: &[usize],
        missing: impl Fn(&str) -> bool,
    ) -> Result<Option<Cow<'_, str>>, NotText> {
        if let [place] = places {
            let cell = self.cell(*place)?;
            return Ok((!missing(cell)).then_some(Cow::Borrowed(cell)));
        }
        let mut text = String::new();
        for place in places {
            let cell = self.cell(*place)?;
            if missing(cell) {
                return Ok(None);
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text += cell;
        }
        Ok(Some(Cow::Owned(text)))
    }

    /// The file it is read from.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What [`Source::next`] counts.
    pub fn line_word(&self) -> &'static str {
        match &self.kept {
            Kept::Text { .. } => "line",
            Kept::Columnar(_) => "row",
        }
    }

    /// Bytes read so far and in all.
    pub fn progress(&self) -> (u64, u64) {
        match &self.kept {
            Kept::Text { source, .. } => source.progress(),
            Kept::Columnar(table) => table.progress(),
        }
    }
}
