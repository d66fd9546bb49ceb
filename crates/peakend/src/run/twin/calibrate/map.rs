//! Which columns of a log say what.
//!
//! ```toml
//! [columns]
//! date = "date"                        # where the times are times of day only
//! arrived = ["q_start", "vru_exit"]    # the first of them that holds something
//! queued = "q_start"                   # holds nothing: did not join the queue
//! called = "q_exit"                    # or left
//! started = "ser_start"
//! ended = "ser_exit"
//! person = "server"
//! purpose = "type"
//! outcome = "outcome"
//! appointment = "booked"               # holds something for who had an appointment
//!
//! [formats]
//! date = "%y%m%d"
//!
//! [nothing]                            # values that stand for nothing, by column
//! q_start = ["0:00:00"]
//!
//! [outcomes]
//! served = ["AGENT"]
//! left = ["HANG"]
//! ignore = ["PHANTOM"]                 # rows that are nobody
//! ```

use crate::Error;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A map.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// Columns by what they say.
    pub columns: Columns,
    /// How they are written.
    #[serde(default)]
    pub formats: Formats,
    /// Values that stand for nothing, by column.
    #[serde(default)]
    pub nothing: BTreeMap<String, Vec<String>>,
    /// What the words of the outcome mean.
    #[serde(default)]
    pub outcomes: Outcomes,
}

/// Columns; only the arrival has to be there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The date, where times are times of day.
    pub date: Option<Names>,
    /// Came, or was sent on.
    pub arrived: Names,
    /// Joined the queue; a row without it did not.
    pub queued: Option<Names>,
    /// Was called, or left.
    pub called: Option<Names>,
    /// The service began.
    pub started: Option<Names>,
    /// The service ended.
    pub ended: Option<Names>,
    /// Who served.
    pub person: Option<Names>,
    /// What for.
    pub purpose: Option<Names>,
    /// How it ended.
    pub outcome: Option<Names>,
    /// In which hall.
    pub hall: Option<Names>,
    /// The number of the service in its visit, from 1.
    pub n: Option<Names>,
    /// What the visit went on to.
    pub onward: Option<Names>,
    /// Holds something for who had an appointment.
    pub appointment: Option<Names>,
}

/// A column, or several of which the first that holds something counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Names {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Names {
    /// All.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// How dates are written; ISO 8601 if it is not said. Times are `H:MM`, `H:MM:SS` or whole instants.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Formats {
    /// Of the date, or of whole times.
    pub date: Option<String>,
}

/// What the words of the outcome mean.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outcomes {
    /// Served.
    pub served: Vec<String>,
    /// Left before being called.
    pub left: Vec<String>,
    /// Called and did not come.
    pub missed: Vec<String>,
    /// Nobody at all.
    pub ignore: Vec<String>,
}

impl Default for Outcomes {
    fn default() -> Self {
        let word = |word: &str| vec![word.to_owned()];
        Self { served: word("served"), left: word("left"), missed: word("missed"), ignore: Vec::new() }
    }
}

/// The map of what `peakend lake export --what services` writes.
pub const OWN: &str = r#"
[columns]
hall = "hall"
n = "n"
purpose = "purpose"
arrived = "arrived"
called = "called"
started = "started"
ended = "ended"
person = "person"
outcome = "outcome"
onward = "onward"
"#;

impl Map {
    /// Reads a map from a file; without one it is that of Peakend's own table.
    ///
    /// # Errors
    /// When it cannot be read or meant.
    pub fn read(file: Option<&Path>) -> Result<Self, Error> {
        let text = match file {
            Some(file) => lake::text(file)?,
            None => OWN.to_owned(),
        };
        toml::from_str(&text).map_err(|error| bad(file.unwrap_or(Path::new("-")), &error))
    }
}

fn bad(file: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::BadValue {
        option: "--map",
        value: file.display().to_string(),
        why: why.to_string().trim_end().to_owned(),
    }
}
