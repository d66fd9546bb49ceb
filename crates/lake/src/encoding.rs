//! How the characters of a text file are written, and how that is found out.

use crate::{Error, Flaw, Place};
use encoding_rs::GB18030;
use serde::Deserialize;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How the characters of a text file are written. A byte-order mark, also of UTF-16, decides before this does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// GB 18030 with its subsets GBK and GB 2312.
    Gb18030,
    /// GB 18030 if the first 64 KiB from the first character beyond ASCII on are no UTF-8 and look like it; else UTF-8.
    #[serde(skip)]
    Found,
}

/// Bytes by which an encoding is found out.
const LOOKED_AT: u64 = 1 << 16;

/// The text of a small file, read whole: UTF-8 or UTF-16 with a byte-order mark, else as [`Encoding::Found`] would be.
///
/// # Errors
/// When the file cannot be read, or its bytes are not text.
pub fn text(file: &Path) -> Result<String, Error> {
    let bytes = std::fs::read(file).map_err(Error::io(file, "read"))?;
    let wrong =
        |line: u64| Error::Broken { file: file.to_owned(), place: Place::Line(line), flaw: Flaw::NotText };
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&bytes) {
        let (text, bad) = encoding.decode_with_bom_removal(&bytes);
        return if bad { Err(wrong(1)) } else { Ok(text.into_owned()) };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let (at, bytes) = (error.utf8_error().valid_up_to(), error.into_bytes());
            let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64;
            let found = if is_gb18030(&bytes) {
                GB18030.decode_without_bom_handling_and_without_replacement(&bytes)
            } else {
                None
            };
            found.map(std::borrow::Cow::into_owned).ok_or_else(|| wrong(line))
        }
    }
}

/// Text as UTF-8 without a byte-order mark, and whether it turned out to be GB 18030.
pub(crate) fn decoded(
    source: Box<dyn Read + Send>,
    encoding: Encoding,
) -> (Box<dyn Read + Send>, Arc<AtomicBool>) {
    let found = Arc::new(AtomicBool::new(encoding == Encoding::Gb18030));
    let text = match encoding {
        Encoding::Utf8 => decoder(source, None),
        Encoding::Gb18030 => decoder(source, Some(GB18030)),
        Encoding::Found => {
            Box::new(Finding { begun: false, source: Some(source), known: None, found: found.clone() })
        }
    };
    (text, found)
}

fn decoder(
    source: Box<dyn Read + Send>,
    encoding: Option<&'static encoding_rs::Encoding>,
) -> Box<dyn Read + Send> {
    Box::new(
        encoding_rs_io::DecodeReaderBytesBuilder::new()
            .encoding(encoding)
            .bom_override(true)
            .bom_sniffing(true)
            .strip_bom(true)
            .utf8_passthru(true)
            .build(source),
    )
}

/// Text whose encoding shows at its first character beyond ASCII.
struct Finding {
    begun: bool,
    /// What is ASCII so far.
    source: Option<Box<dyn Read + Send>>,
    /// What is known of its encoding.
    known: Option<Box<dyn Read + Send>>,
    found: Arc<AtomicBool>,
}

impl Read for Finding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(known) = &mut self.known {
            return known.read(buffer);
        }
        let Some(source) = &mut self.source else { return Ok(0) };
        let got = source.read(buffer)?;
        let first = !self.begun;
        self.begun |= got > 0;
        if buffer[..got].is_ascii() {
            return Ok(got);
        }
        let at = buffer[..got].iter().position(|byte| !byte.is_ascii()).unwrap_or(got);
        let Some(mut source) = self.source.take() else { return Ok(got) };
        let mut sample = buffer[at..got].to_vec();
        let met = source.by_ref().take(LOOKED_AT).read_to_end(&mut sample).err();
        let marked = first && at == 0 && encoding_rs::Encoding::for_bom(&sample).is_some();
        let chinese = !marked && is_gb18030(&sample);
        self.found.store(chinese, Ordering::Relaxed);
        let all: Box<dyn Read + Send> =
            Box::new(io::Cursor::new(sample).chain(crate::text::Late { error: met, source }));
        self.known = Some(if chinese {
            decoder(all, Some(GB18030))
        } else if marked {
            decoder(all, None)
        } else {
            all
        });
        if at > 0 { Ok(at) } else { self.read(buffer) }
    }
}

/// Whether bytes are text in GB 18030 rather than in UTF-8, damaged or not: they are no UTF-8, and nearly all beyond ASCII
/// stand in pairs as the characters of GB 2312 do. The bytes of Chinese in UTF-8 are in threes, of which a pair has one
/// below 0xA1 as often as not; in Latin-1 a letter with an accent stands among plain ones.
fn is_gb18030(bytes: &[u8]) -> bool {
    // a character that the sample cuts is no fault
    if std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true) {
        return false;
    }
    let (mut pairs, mut others, mut at) = (0, 0, 0);
    while at < bytes.len() {
        at += match (bytes[at], bytes.get(at + 1)) {
            (..=0x7f, _) => 1,
            (0xa1..=0xfe, Some(0xa1..=0xfe)) => {
                pairs += 1;
                2
            }
            (0x81..=0xfe, Some(0x40..=0x7e | 0x80..=0xfe)) => {
                others += 1;
                2
            }
            (0x81..=0xfe, Some(0x30..=0x39)) => {
                others += 1;
                4
            }
            _ => {
                others += 1;
                1
            }
        };
    }
    pairs > 3 * others
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    fn read(bytes: &[u8]) -> (String, bool) {
        let (mut text, found) = decoded(Box::new(io::Cursor::new(bytes.to_vec())), Encoding::Found);
        let mut all = Vec::new();
        text.read_to_end(&mut all).expect("memory does not fail");
        (String::from_utf8_lossy(&all).into_owned(), found.load(Ordering::Relaxed))
    }

    #[test]
    fn chinese_is_read_as_it_was_written() {
        for text in ["时间,人数\n", "start,purpose\n08:00,办卡\n", "网点,业务\n西湖文三路营业厅,朱镕基\n"]
        {
            assert_eq!(read(&gb(text)), (text.to_owned(), true));
            assert_eq!(read(text.as_bytes()), (text.to_owned(), false));
            assert_eq!(read(format!("\u{feff}{text}").as_bytes()), (text.to_owned(), false));
        }
        let late = format!("{}办卡\n", "a,b\n".repeat(50_000));
        assert_eq!(read(&gb(&late)), (late.clone(), true));
        assert_eq!(read(late.as_bytes()), (late, false));
    }

    #[test]
    fn a_damaged_character_and_a_letter_of_latin_1_are_no_chinese() {
        let mut damaged = "时间,人数\n八点,3\n".as_bytes().to_vec();
        damaged[1] = 0xff;
        assert!(!read(&damaged).1);
        assert!(!read(b"caf\xe9 rouge,gar\xe7on,fen\xeatre\n").1);
        assert!(!read(b"a,b\n\xff,1\n").1);
    }

    #[test]
    fn utf_16_with_its_mark_is_text() {
        let bytes: Vec<u8> = "\u{feff}时间,人数\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&bytes), ("时间,人数\n".to_owned(), false));
    }
}
