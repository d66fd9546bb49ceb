//! The set-up as files: taken out as one TOML document or as CSV tables, and taken in again.
//!
//! Both forms are read into [`Record`]s by one description of what there is (`Kind`), and both are written from them, so
//! that they cannot drift apart. A record that is taken in becomes the acts that a person would do on the pages: the same
//! rights, the same checks, a line in the audit for each. What a file does not name stays as it is; importing never removes
//! anything, and importing what was exported changes nothing.
//!
//! Nothing is changed if anything is wrong: all is one transaction, and every fault is told at once, with its place.

pub mod change;
pub mod cli;
mod kind;
pub mod page;
mod person;
mod planning;
mod read;
mod table;
mod write;

pub use change::{Change, Outcome, import};
pub use kind::Table;
pub use read::{Read, read};
pub use write::{people, records, tables, toml};

use crate::Refusal;
use crate::ui::text::Texts;
use kind::Kind;

/// A place in a file: line and column from 1, the column in characters; in a table, the number of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct At {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A value of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Whole(i64),
    Truth(bool),
    List(Vec<String>),
}

impl Value {
    /// As it is shown in a fault or a change.
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
            Self::List(list) => list.join(", "),
        }
    }
}

/// What a file says of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    kind: Kind,
    /// The code of the hall it belongs to, or of the place that it is.
    of: String,
    /// What it is called in a fault: `hall.wensan.counter.3`.
    name: String,
    at: At,
    cells: Vec<(&'static str, Value, At)>,
}

impl Record {
    fn new(kind: Kind, of: &str, name: String, at: At) -> Self {
        Self { kind, of: of.to_owned(), name, at, cells: Vec::new() }
    }

    fn cell(&self, column: &str) -> Option<&(&'static str, Value, At)> {
        self.cells.iter().find(|(name, ..)| *name == column)
    }

    fn text(&self, column: &str) -> Option<&str> {
        match self.cell(column) {
            Some((_, Value::Text(text), _)) => Some(text),
            _ => None,
        }
    }

    fn whole(&self, column: &str) -> Option<i64> {
        match self.cell(column) {
            Some((_, Value::Whole(number), _)) => Some(*number),
            _ => None,
        }
    }

    fn truth(&self, column: &str) -> Option<bool> {
        match self.cell(column) {
            Some((_, Value::Truth(truth), _)) => Some(*truth),
            _ => None,
        }
    }

    fn list(&self, column: &str) -> Option<Vec<String>> {
        match self.cell(column) {
            Some((_, Value::List(list), _)) => Some(list.clone()),
            _ => None,
        }
    }

    fn with(mut self, column: &'static str, value: Option<Value>) -> Self {
        self.cells.extend(value.map(|value| (column, value, At::default())));
        self
    }
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub at: At,
    /// Which value: `hall.wensan.counter.3.purposes`; empty for the file as a whole.
    pub key: String,
    /// The value; empty if it has none.
    pub value: String,
    /// Why, and the way out.
    pub why: Refusal,
}

impl Fault {
    fn new(at: At, key: &str, value: &str, error: &crate::Error) -> Self {
        let value: String = value.chars().filter(|c| !c.is_control()).take(60).collect();
        let why = error.refusal().unwrap_or_else(|| Refusal {
            kind: crate::RefusalKind::Invalid,
            id: "hall-file-unreadable",
            values: Vec::new(),
            field: None,
        });
        Self { at, key: key.to_owned(), value, why }
    }

    /// The fault on one line, in the reader's words: `setup.toml:12:9: hall.wensan.phone = "…": …`.
    pub fn tell(&self, file: &str, texts: &Texts) -> String {
        let mut told = format!("{file}:{}:{}: ", self.at.line, self.at.column);
        if !self.key.is_empty() {
            told += &self.key;
            if !self.value.is_empty() {
                told += &format!(" = “{}”", self.value);
            }
            told += ": ";
        }
        told + &self.why.tell(texts)
    }
}
