//! One open file that several threads read at their own places.

use bytes::{Buf, Bytes};
use parquet::basic::Compression;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

/// A column of a row group that is larger than this is read page by page instead of at once.
const AT_ONCE: u64 = 32 << 20;

#[derive(Clone)]
pub(super) struct Shared {
    file: Arc<Positioned>,
    length: u64,
}

impl Shared {
    pub fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file: Arc::new(Positioned::new(file)), length })
    }

    /// The part of the file in which a column of a row group lies, in memory if it is not large.
    pub fn part(&self, start: u64, length: u64, codec: Compression) -> Result<Part> {
        let bytes = if length <= AT_ONCE { self.get_bytes(start, length as usize)? } else { Bytes::new() };
        Ok(Part { start, bytes, whole: self.clone(), codec })
    }

    fn window(&self, at: u64) -> Window {
        Window::File(BufReader::with_capacity(1 << 13, Reader { file: self.file.clone(), at }))
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Shared {
    type T = Window;

    fn get_read(&self, start: u64) -> Result<Window> {
        Ok(self.window(start))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if start.checked_add(length as u64).is_none_or(|end| end > self.length) {
            return Err(ParquetError::EOF(format!(
                "{length} bytes at {start} are beyond the end of the file"
            )));
        }
        let mut buffer = Vec::with_capacity(length);
        let mut reader = Reader { file: self.file.clone(), at: start };
        reader.by_ref().take(length as u64).read_to_end(&mut buffer)?;
        if buffer.len() < length {
            return Err(ParquetError::EOF(format!("the file ends after {} of {length} bytes", buffer.len())));
        }
        Ok(buffer.into())
    }
}

/// A part of the file that pages are read from.
pub(super) struct Part {
    start: u64,
    /// Empty when the part is too large to hold.
    bytes: Bytes,
    whole: Shared,
    codec: Compression,
}

impl Part {
    fn within(&self, start: u64, length: usize) -> Option<Bytes> {
        let from = usize::try_from(start.checked_sub(self.start)?).ok()?;
        let to = from.checked_add(length)?;
        (to <= self.bytes.len()).then(|| self.bytes.slice(from..to))
    }
}

impl Length for Part {
    fn len(&self) -> u64 {
        self.whole.length
    }
}

impl ChunkReader for Part {
    type T = Window;

    fn get_read(&self, start: u64) -> Result<Window> {
        let rest = (self.start + self.bytes.len() as u64).saturating_sub(start) as usize;
        let mut window = match self.within(start, rest) {
            Some(bytes) if rest > 0 => Window::Memory(bytes.reader()),
            _ => self.whole.window(start),
        };
        // pages are read from their headers on
        plausible(window.ahead()?, self.codec)?;
        Ok(window)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        match self.within(start, length) {
            Some(bytes) => Ok(bytes),
            None => self.whole.get_bytes(start, length),
        }
    }
}

/// Refuses a page whose header says that it unpacks to more than its codec can make of it. The decoder takes that room,
/// up to 2 GiB, before it looks at the page; codecs that take it piece by piece are left to themselves.
fn plausible(header: &[u8], codec: Compression) -> Result<()> {
    /// LZ4 makes at most 255 bytes of one, Snappy 22.
    const MOST: i64 = 255;
    if !matches!(codec, Compression::SNAPPY | Compression::LZ4 | Compression::LZ4_RAW) {
        return Ok(());
    }
    match sizes(header) {
        Some((unpacked, packed)) if unpacked > packed.saturating_mul(MOST).saturating_add(64) => {
            Err(ParquetError::General(format!("a page of {packed} bytes says that it unpacks to {unpacked}")))
        }
        _ => Ok(()),
    }
}

/// The unpacked and the packed size of a page, which stand at the start of its header after its type, in Thrift's
/// compact protocol; `None` where the header is written in another way or cut off.
fn sizes(mut header: &[u8]) -> Option<(i64, i64)> {
    let mut number = || {
        let (kind, rest) = header.split_first()?;
        let length = rest.iter().take(5).position(|byte| byte & 0x80 == 0)? + 1;
        let value = rest[..length].iter().rev().fold(0i64, |value, byte| value << 7 | i64::from(byte & 0x7f));
        header = &rest[length..];
        // the next field, a 32-bit number in zigzag
        (*kind == 0x15).then_some((value >> 1) ^ -(value & 1))
    };
    let _kind = number()?;
    Some((number()?, number()?))
}

/// A reader of the file from a place on.
pub(super) enum Window {
    Memory(bytes::buf::Reader<Bytes>),
    File(BufReader<Reader>),
}

impl Window {
    /// The next bytes, which are still to be read; a few at least, unless the file ends.
    fn ahead(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Memory(bytes) => bytes.fill_buf(),
            Self::File(file) => file.fill_buf(),
        }
    }
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Memory(bytes) => bytes.read(buffer),
            Self::File(file) => file.read(buffer),
        }
    }
}

pub(super) struct Reader {
    file: Arc<Positioned>,
    at: u64,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.file.read_at(buffer, self.at)?;
        self.at += got as u64;
        Ok(got)
    }
}

/// A file that is read at given places, whoever else reads it.
struct Positioned {
    #[cfg(unix)]
    file: File,
    #[cfg(not(unix))]
    file: std::sync::Mutex<File>,
}

impl Positioned {
    #[cfg(unix)]
    fn new(file: File) -> Self {
        Self { file }
    }

    #[cfg(not(unix))]
    fn new(file: File) -> Self {
        Self { file: std::sync::Mutex::new(file) }
    }

    #[cfg(unix)]
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, buffer, at)
    }

    #[cfg(not(unix))]
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        use std::io::{Seek, SeekFrom};
        let mut file = self.file.lock().map_err(|_| io::Error::other("a reader panicked"))?;
        file.seek(SeekFrom::Start(at))?;
        file.read(buffer)
    }
}
