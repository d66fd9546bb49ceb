//! What was read but not used: counted, listed, never dropped in silence.

use crate::Error;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::path::Path;

/// Why a row, or a whole visit, is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The visit's id is missing.
    NoVisit,
    /// The touchpoint is missing.
    NoTouchpoint,
    /// The affect or rating is missing.
    NoAffect,
    /// Text where a number should be.
    NotANumber,
    /// A number written with a comma, which may be a decimal or a thousands mark.
    Comma,
    /// A count below zero.
    BelowZero,
    /// A rating off its scale, or an affect outside [−1, 1].
    OffScale,
    /// A value that the map's list of values does not know.
    UnknownValue,
    /// A time that cannot be read.
    BadTime,
    /// A time that the clocks of its zone skipped.
    SkippedTime,
    /// A time more than a year away from all others.
    FarFromOthers,
    /// A row that was already there, word for word.
    SameRow,
    /// A moment (visit, order, touchpoint) that was already there.
    Duplicate,
    /// A touchpoint that the blueprint does not know.
    UnknownTouchpoint,
    /// A row with more or fewer fields than the header.
    FieldCount,
    /// Bytes that are not text in the file's encoding.
    NotText,
    /// A visit whose last moment is before its first, or whose end is before its beginning.
    EndsBeforeItBegins,
    /// A visit that changes its hall.
    TwoHalls,
    /// A visit that changes its purpose.
    TwoPurposes,
    /// A visit with different remembered satisfactions.
    TwoJudgements,
    /// A visit with more moments than can be (65,536): several visits under one id.
    TooLong,
}

impl Reason {
    /// A stable word for it in files and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoVisit => "no_visit",
            Self::NoTouchpoint => "no_touchpoint",
            Self::NoAffect => "no_affect",
            Self::NotANumber => "not_a_number",
            Self::Comma => "comma",
            Self::BelowZero => "below_zero",
            Self::OffScale => "off_scale",
            Self::UnknownValue => "unknown_value",
            Self::BadTime => "bad_time",
            Self::SkippedTime => "skipped_time",
            Self::FarFromOthers => "far_from_others",
            Self::SameRow => "same_row",
            Self::Duplicate => "duplicate",
            Self::UnknownTouchpoint => "unknown_touchpoint",
            Self::FieldCount => "field_count",
            Self::NotText => "not_text",
            Self::EndsBeforeItBegins => "ends_before_it_begins",
            Self::TwoHalls => "two_halls",
            Self::TwoPurposes => "two_purposes",
            Self::TwoJudgements => "two_judgements",
            Self::TooLong => "too_long",
        }
    }
}

/// One row, or one visit named by its first row, that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Line of a text file, row of a Parquet file, counted from 1.
    pub line: u64,
    /// The column at fault.
    pub column: String,
    /// The value found there.
    pub value: String,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column `{}`, value `{}`: {}", self.column, self.value, self.reason.word())
    }
}

/// How many rejections are kept word by word; all are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The first few by their lines, for a message.
    Few,
    /// All, for a file.
    All,
}

/// Rejections of one reading.
#[derive(Debug, Clone)]
pub struct Rejects {
    keep: Keep,
    counts: BTreeMap<Reason, u64>,
    listed: Vec<Rejection>,
}

impl Rejects {
    const FEW: usize = 20;

    /// None yet.
    pub fn new(keep: Keep) -> Self {
        Self { keep, counts: BTreeMap::new(), listed: Vec::new() }
    }

    /// Counts one in and lists it if there is room.
    pub fn add(&mut self, line: u64, column: &str, value: impl ToString, reason: Reason) {
        *self.counts.entry(reason).or_default() += 1;
        let value = value.to_string();
        self.listed.push(Rejection { line, column: column.to_owned(), value: shortened(&value), reason });
        self.forget();
    }

    /// Keeps the list short where it should be: the first lines stay, in whatever order the lines come.
    fn forget(&mut self) {
        if self.keep == Keep::Few && self.listed.len() >= 2 * Self::FEW {
            self.sort();
        }
    }

    /// Counts in those of a later part of the same file.
    pub fn append(&mut self, later: Self) {
        for (reason, count) in later.counts {
            *self.counts.entry(reason).or_default() += count;
        }
        self.listed.extend(later.listed);
        self.forget();
    }

    /// How many in all.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// How many for each reason.
    pub fn counts(&self) -> impl Iterator<Item = (Reason, u64)> + '_ {
        self.counts.iter().map(|(reason, count)| (*reason, *count))
    }

    /// Those that are kept; after [`Rejects::sort`] in the order of their lines.
    pub fn listed(&self) -> &[Rejection] {
        &self.listed
    }

    /// Puts the list into the order of its lines.
    pub fn sort(&mut self) {
        self.listed.sort_by(|a, b| (a.line, a.reason, &a.value).cmp(&(b.line, b.reason, &b.value)));
        if self.keep == Keep::Few {
            self.listed.truncate(Self::FEW);
        }
    }

    /// Writes the list as CSV with the columns file, line, column, value, reason.
    pub fn write_csv(&self, file: &Path, out: &mut dyn Write) -> Result<(), csv::Error> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["file", "line", "column", "value", "reason"])?;
        let name = file.display().to_string();
        for rejection in &self.listed {
            let line = rejection.line.to_string();
            csv.write_record([
                name.as_str(),
                line.as_str(),
                rejection.column.as_str(),
                rejection.value.as_str(),
                rejection.reason.word(),
            ])?;
        }
        csv.flush()?;
        Ok(())
    }

    /// The first rejection as the error of a strict reading; `word` is what its line counts.
    pub fn strict(&self, file: &Path, word: &'static str) -> Result<(), Error> {
        match self.listed.first() {
            None => Ok(()),
            Some(first) => {
                Err(Error::Strict { file: file.to_owned(), word, rejection: Box::new(first.clone()) })
            }
        }
    }

    /// The error of a reading that used no row.
    pub fn nothing_left(self, file: &Path, word: &'static str) -> Error {
        match self.listed.is_empty() {
            true => Error::Empty { file: file.to_owned() },
            false => Error::NothingLeft { file: file.to_owned(), word, rejects: Box::new(self) },
        }
    }
}

/// A value as it is shown: at most 200 characters, none of which moves a terminal's cursor.
fn shortened(value: &str) -> String {
    const LONGEST: usize = 200;
    let mut characters = value.chars();
    let mut short = String::new();
    for character in characters.by_ref().take(LONGEST) {
        match character.is_control() {
            true => short.extend(character.escape_default()),
            false => short.push(character),
        }
    }
    if characters.next().is_some() {
        short.push('…');
    }
    short
}
