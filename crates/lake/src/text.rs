//! Text tables: CSV and its relatives, plain or compressed, in UTF-8 or in what Excel saves in China.

use crate::columns::only;
use crate::encoding::decoded;
use crate::{Encoding, Error, Flaw, Place};
use csv::ByteRecord;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A text table that is being read.
pub struct TextSource {
    file: PathBuf,
    headers: Vec<String>,
    reader: csv::Reader<Box<dyn Read + Send>>,
    read: Arc<AtomicU64>,
    bytes: u64,
    line: u64,
    /// Bytes of text that the parser took since the last record.
    taken: Arc<AtomicU64>,
    /// Whether lines end with CR LF: the parser stops between the two and has not counted the line then.
    crlf: bool,
    /// Whether the text turned out to be GB 18030.
    chinese: Arc<AtomicBool>,
}

/// What is put behind the text of a file, as a row of its own: within another it says that a quotation mark was never closed.
const END: &[u8] = b"\0\x06\x15\0";

impl TextSource {
    /// Opens a table; gzip and zstd are recognised by their first bytes, the delimiter (tab, semicolon or comma)
    /// by the header line.
    ///
    /// # Errors
    /// When the file cannot be read, is empty, or its header is no text.
    pub fn open(file: &Path, encoding: Encoding) -> Result<Self, Error> {
        Self::open_with(file, encoding, None)
    }

    /// Opens a table whose delimiter is known.
    ///
    /// # Errors
    /// As [`TextSource::open`].
    pub fn open_with(file: &Path, encoding: Encoding, known: Option<u8>) -> Result<Self, Error> {
        let source = File::open(file).map_err(Error::io(file, "open"))?;
        let bytes = source.metadata().map_err(Error::io(file, "open"))?.len();
        let read = Arc::new(AtomicU64::new(0));
        let counted = Counted { source, read: read.clone() };
        let (start, rest) =
            peek(decompressed(counted).map_err(broken(file, 0))?, 1 << 16).map_err(broken(file, 0))?;
        if start.iter().all(u8::is_ascii_whitespace) && start.len() < 1 << 16 {
            return Err(Error::Empty { file: file.to_owned() });
        }
        let mut sample = Vec::new();
        BufReader::new(decoded(Box::new(io::Cursor::new(start)), encoding).0)
            .read_until(b'\n', &mut sample)
            .map_err(broken(file, 1))?;
        let taken = Arc::new(AtomicU64::new(0));
        let crlf = sample.ends_with(b"\r\n");
        let (text, chinese) = decoded(Box::new(rest), encoding);
        let last: &[u8] = if crlf { b"\r\n" } else { b"\n" };
        let text = text.chain(last).chain(END);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(known.unwrap_or_else(|| delimiter(&sample)))
            .buffer_capacity(1 << 16)
            .from_reader(Box::new(Bounded { source: text, taken: taken.clone() }) as Box<_>);
        let mut header = ByteRecord::new();
        reader.read_byte_record(&mut header).map_err(|error| unreadable(file, 1, error))?;
        if header.as_slice() == END {
            return Err(Error::Empty { file: file.to_owned() });
        }
        if header.as_slice().ends_with(END) {
            return Err(never_closed(file, 1, &header));
        }
        let headers = header
            .iter()
            .map(|name| std::str::from_utf8(name).map(|name| name.trim().to_owned()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| Error::Broken {
                file: file.to_owned(),
                place: Place::Line(1),
                flaw: Flaw::HeaderNotText,
            })?;
        Ok(Self { file: file.to_owned(), headers, reader, read, bytes, line: 1, taken, crlf, chinese })
    }

    /// The names of the columns.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The place of a column.
    ///
    /// # Errors
    /// [`Error::NoColumn`] with the nearest name, [`Error::Broken`] when there are two.
    pub fn column(&self, name: &str) -> Result<usize, Error> {
        only(&self.file, &self.headers, |header| header == name)?.ok_or_else(|| Error::NoColumn {
            file: self.file.clone(),
            column: name.to_owned(),
            nearest: crate::nearest(name, &self.headers).map(str::to_owned),
            have: self.headers.clone(),
        })
    }

    /// Reads the next record and says the line on which it starts; `None` at the end.
    ///
    /// # Errors
    /// When the file breaks off or its compression is damaged.
    pub fn next(&mut self, record: &mut ByteRecord) -> Result<Option<u64>, Error> {
        loop {
            self.taken.store(0, Ordering::Relaxed);
            match self.reader.read_byte_record(record) {
                Ok(false) => return Ok(None),
                Ok(true) => {
                    // the parser's own position is before any blank lines, and before the LF of a CR LF
                    let before = record.position().map_or(self.line + 1, csv::Position::line);
                    let inside = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
                    let after = self.reader.position().line().saturating_sub(inside);
                    self.line = before.max(if self.crlf { after } else { after.saturating_sub(1) });
                    if record.as_slice() == END {
                        return Ok(None);
                    }
                    if record.as_slice().ends_with(END) {
                        return Err(never_closed(&self.file, self.line, record));
                    }
                    if inside > MOST_LINES {
                        let place = Place::Line(self.line);
                        let flaw = Flaw::NotClosedFor { most: MOST_LINES };
                        return Err(Error::Broken { file: self.file.clone(), place, flaw });
                    }
                    // a last line of blanks is no record
                    if record.len() == 1 && record[0].iter().all(u8::is_ascii_whitespace) {
                        continue;
                    }
                    return Ok(Some(self.line));
                }
                Err(error) => return Err(unreadable(&self.file, self.line, error)),
            }
        }
    }

    /// Whether what was read so far is GB 18030.
    pub fn is_gb18030(&self) -> bool {
        self.chinese.load(Ordering::Relaxed)
    }

    /// Bytes of the file read so far, and in all.
    pub fn progress(&self) -> (u64, u64) {
        (self.read.load(Ordering::Relaxed), self.bytes)
    }
}

/// A record may have this many bytes.
const MOST_BYTES: u64 = 64 << 20;
/// A record may have this many lines within it; more means that a quotation mark was never closed.
const MOST_LINES: u64 = 1000;

/// A record that the end of the file is within: its last field was opened in the line after all that the others hold.
fn never_closed(file: &Path, line: u64, record: &ByteRecord) -> Error {
    let before = record.len().saturating_sub(1);
    let inside = record.iter().take(before).flatten().filter(|byte| **byte == b'\n').count() as u64;
    Error::Broken { file: file.to_owned(), place: Place::Line(line + inside), flaw: Flaw::NeverClosed }
}

fn unreadable(file: &Path, line: u64, error: csv::Error) -> Error {
    let flaw = match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Flaw::LongRow { most: MOST_BYTES >> 20 }
        }
        csv::ErrorKind::Io(error) => return broken(file, line)(error),
        other => Flaw::NoTable { why: format!("{other:?}") },
    };
    Error::Broken { file: file.to_owned(), place: Place::AfterLine(line), flaw }
}

/// What an I/O error means to the reader of a table.
fn broken(file: &Path, line: u64) -> impl Fn(io::Error) -> Error {
    let file = file.to_owned();
    move |error| {
        let flaw = match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                Flaw::Packed { why: error.to_string() }
            }
            io::ErrorKind::Other => Flaw::Damaged { why: error.to_string() },
            _ => return Error::Io { file: file.clone(), action: "read", source: error },
        };
        Error::Broken { file: file.clone(), place: Place::AfterLine(line), flaw }
    }
}

/// Reads on, through gzip or zstd if the first bytes say so.
fn decompressed(source: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let (start, rest) = peek(source, 4)?;
    Ok(match start.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(rest))),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::Decoder::new(rest)?),
        _ => Box::new(rest),
    })
}

/// Reads at most `most` first bytes and gives them back together with a reader of everything. An error after the first
/// byte is met again where it is, so that the rows before it are counted.
fn peek(
    mut source: impl Read + Send + 'static,
    most: u64,
) -> io::Result<(Vec<u8>, impl Read + Send + 'static)> {
    let mut start = Vec::new();
    let met = source.by_ref().take(most).read_to_end(&mut start).err();
    match met {
        Some(error) if start.is_empty() => Err(error),
        error => Ok((start.clone(), io::Cursor::new(start).chain(Late { error, source }))),
    }
}

/// A source that was read ahead to an error.
pub(crate) struct Late<R> {
    pub error: Option<io::Error>,
    pub source: R,
}

impl<R: Read> Read for Late<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.error.take() {
            Some(error) => Err(error),
            None => self.source.read(buffer),
        }
    }
}

/// The delimiter that the header line uses most, outside quotes.
fn delimiter(header: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0u32), (b'\t', 0), (b';', 0)];
    for &byte in header {
        quoted ^= byte == b'"';
        for (mark, count) in &mut counts {
            *count += u32::from(!quoted && byte == *mark);
        }
    }
    // the first of the most frequent, so that a single column is read with commas
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark)
}

/// Text that may not go on for ever without the end of a record: what the parser gathers of one has to fit into
/// memory.
struct Bounded<R> {
    source: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.source.read(buffer)?;
        if self.taken.fetch_add(got as u64, Ordering::Relaxed) > MOST_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(got)
    }
}

struct Counted {
    source: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.source.read(buffer)?;
        self.read.fetch_add(got as u64, Ordering::Relaxed);
        Ok(got)
    }
}
