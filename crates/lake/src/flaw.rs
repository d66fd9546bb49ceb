//! What is wrong in a file and where, so that whoever tells it can do so in the reader's language.

use std::fmt;

/// Where in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A line, from 1.
    Line(u64),
    /// Behind a line, from 1; 0 is the beginning.
    AfterLine(u64),
    /// Two columns, from 1.
    Columns(usize, usize),
    /// In words: "row group 3", "the end of the file".
    Named(String),
}

/// What is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// The header is not text in the encoding that was named or supposed.
    HeaderNotText,
    /// A quotation mark opens a field that the file ends within.
    NeverClosed,
    /// A quotation mark opens a field that goes on for more lines than this.
    NotClosedFor {
        /// Lines.
        most: u64,
    },
    /// A row goes on for more than so many MiB.
    LongRow {
        /// MiB.
        most: u64,
    },
    /// Compressed data that break off or are damaged.
    Packed {
        /// What the decoder said.
        why: String,
    },
    /// Data that are damaged.
    Damaged {
        /// What the reader said.
        why: String,
    },
    /// No table at all.
    NoTable {
        /// What the parser said.
        why: String,
    },
    /// Two columns of one name.
    TwoColumns {
        /// The name.
        name: String,
    },
    /// Two columns of one meaning.
    SameMeaning {
        /// The first.
        one: String,
        /// The second.
        other: String,
    },
    /// Bytes that are text neither in UTF-8 nor in GB 18030.
    NotText,
    /// Said in English only: what is wrong and what to do.
    Said(String),
}

impl From<String> for Place {
    fn from(words: String) -> Self {
        Self::Named(words)
    }
}

impl From<String> for Flaw {
    fn from(words: String) -> Self {
        Self::Said(words)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::AfterLine(line) => write!(f, "after line {line}"),
            Self::Columns(one, other) => write!(f, "columns {one} and {other}"),
            Self::Named(words) => f.write_str(words),
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeaderNotText => f.write_str(
                "the header is not UTF-8 text; if the file was saved by Excel in Chinese, say encoding = \"gb18030\" in \
                 the map, or save it as CSV UTF-8",
            ),
            Self::NeverClosed => f.write_str(
                "a quotation mark opens a field here that is never closed, so the rest of the file is within it; close \
                 it, or double the marks that belong to the text",
            ),
            Self::NotClosedFor { most } => write!(
                f,
                "a quotation mark opens a field that goes on for more than {most} lines; close it, or double the marks \
                 that belong to the text"
            ),
            Self::LongRow { most } => write!(
                f,
                "a row goes on for more than {most} MiB; look for a quotation mark that is not closed, or for a file that \
                 is no table"
            ),
            Self::Packed { why } => {
                write!(f, "the compressed data break off or are damaged ({why}); fetch or pack the file again")
            }
            Self::Damaged { why } => write!(f, "the data are damaged ({why}); fetch or pack the file again"),
            Self::NoTable { why } => write!(f, "not a table: {why}"),
            Self::TwoColumns { name } => write!(f, "two columns are called `{name}`; rename one of them"),
            Self::SameMeaning { one, other } => {
                write!(f, "`{one}` and `{other}` mean the same column; rename one of them")
            }
            Self::NotText => f.write_str("it is text neither in UTF-8 nor in GB 18030; save it as UTF-8"),
            Self::Said(words) => f.write_str(words),
        }
    }
}
