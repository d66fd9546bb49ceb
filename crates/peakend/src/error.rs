//! What can go wrong, told once, at the edge, in the reader's language.

mod table;

use crate::staff;
use crate::ui::text::{Texts, Value};
use std::path::PathBuf;

/// What can go wrong in a command.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A table could not be read or written.
    #[error(transparent)]
    Table(#[from] lake::Error),
    /// A blueprint has faults.
    #[error("{} faults in the blueprint", .0.len())]
    Blueprint(Vec<blueprint::Fault>),
    /// Settings that cannot be meant.
    #[error("{} faults in the settings", .0.len())]
    Settings(Vec<crate::config::Fault>),
    /// The blueprint's folder holds no blueprint.
    #[error("{}: no .toml file here; name the folder of a blueprint", .0.display())]
    NoBlueprint(PathBuf),
    /// A name that nothing has.
    #[error("unknown {what} `{name}`")]
    Unknown {
        /// Of what there is none of that name: "touchpoint", …
        what: &'static str,
        /// The name.
        name: String,
        /// The nearest name that there is.
        nearest: Option<String>,
    },
    /// An option needs another.
    #[error("{option} needs {needs}")]
    Needs {
        /// The option that was given.
        option: &'static str,
        /// The one that is missing.
        needs: &'static str,
    },
    /// More groups than allowed.
    #[error("more than {most} groups")]
    TooManyGroups {
        /// The limit.
        most: usize,
    },
    /// More touchpoints than a journey has.
    #[error("more than {most} touchpoints")]
    TooManyTouchpoints {
        /// The limit.
        most: usize,
    },
    /// Too little to say anything about.
    #[error("{0}")]
    TooLittle(String),
    /// A value of the command line that cannot be read.
    #[error("{option} {value}: {why}")]
    BadValue {
        /// The option.
        option: &'static str,
        /// What was given.
        value: String,
        /// Why it cannot be used.
        why: String,
    },
    /// Standard output is closed or full.
    #[error("cannot write the result: {0}")]
    Output(#[from] std::io::Error),
    /// What was asked for cannot be done; whoever asked can see why.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The database could not do as asked.
    #[error(transparent)]
    Database(#[from] db::Error),
    /// A part of the program that should never fail did.
    #[error("internal: {0}")]
    Internal(String),
}

/// Why something asked for was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Of what kind, which decides the HTTP status.
    pub kind: RefusalKind,
    /// The id of the text that says it, which also names the problem in the API.
    pub id: &'static str,
    /// The values in the text.
    pub values: Vec<(&'static str, String)>,
    /// The field of the request that is at fault.
    pub field: Option<&'static str>,
}

/// The kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// 404: there is none.
    NotFound,
    /// 422: a value cannot be meant.
    Invalid,
    /// 409: it is too late, or another has done it.
    Conflict,
    /// 403: not allowed to this person here.
    Forbidden,
    /// 401: nobody is signed in.
    Unauthenticated,
    /// 429: too often.
    TooMany,
    /// 503: try again.
    Busy,
    /// 400: cannot be read at all.
    Malformed,
    /// 405: this address does not do that.
    Method,
    /// 413: too long.
    TooLarge,
    /// 415: of a kind that is not read here.
    MediaType,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.id)?;
        for (name, value) in &self.values {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl Error {
    /// A refusal, said by the text of this id.
    pub fn refused(kind: RefusalKind, id: &'static str) -> Self {
        Self::Refused(Box::new(Refusal { kind, id, values: Vec::new(), field: None }))
    }

    /// There is no such thing.
    pub fn not_found(id: &'static str) -> Self {
        Self::refused(RefusalKind::NotFound, id)
    }

    /// A value of the request cannot be meant.
    pub fn invalid(field: &'static str, id: &'static str) -> Self {
        let mut error = Self::refused(RefusalKind::Invalid, id);
        if let Self::Refused(refusal) = &mut error {
            refusal.field = Some(field);
        }
        error
    }

    /// It is too late, or another has done it.
    pub fn conflict(id: &'static str) -> Self {
        Self::refused(RefusalKind::Conflict, id)
    }

    /// The same with a value for its text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        if let Self::Refused(refusal) = &mut self {
            refusal.values.push((name, value.to_string()));
        }
        self
    }

    /// The refusal, if it is one; a database that is busy or full counts as one.
    pub fn refusal(&self) -> Option<Refusal> {
        let of = |kind, id| Some(Refusal { kind, id, values: Vec::new(), field: None });
        match self {
            Self::Refused(refusal) => Some(refusal.as_ref().clone()),
            Self::Database(db::Error::Busy(_) | db::Error::Stopped) => {
                of(RefusalKind::Busy, "cli-error-database-busy")
            }
            Self::Database(db::Error::Full) => of(RefusalKind::Busy, "cli-error-database-full"),
            _ => None,
        }
    }
}

impl Error {
    /// The exit code: 1 the input cannot be used, 2 the command line, 3 the system, 4 a rejection under --strict,
    /// 70 a fault of the program, 130 stopped by the user.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Table(lake::Error::Strict { .. }) => 4,
            Self::Table(lake::Error::Stopped) => 130,
            Self::Table(lake::Error::UnknownEnding { .. })
            | Self::Needs { .. }
            | Self::BadValue { .. }
            | Self::Database(db::Error::Place(_))
            | Self::Unknown { .. } => 2,
            Self::Table(lake::Error::Io { .. }) | Self::Output(_) | Self::Database(_) => 3,
            Self::Table(_)
            | Self::Blueprint(_)
            | Self::Settings(_)
            | Self::NoBlueprint(_)
            | Self::TooManyGroups { .. }
            | Self::TooManyTouchpoints { .. }
            | Self::Refused(_)
            | Self::TooLittle(_) => 1,
            Self::Internal(_) => 70,
        }
    }

    /// The error in the reader's words.
    pub fn tell(&self, texts: &Texts) -> String {
        match self {
            Self::Table(error) => table::tell(error, texts),
            Self::Blueprint(faults) => {
                texts.say_with("cli-error-blueprint", &[("count", faults.len().into())])
            }
            Self::Settings(faults) => texts.say_with("ops-error-settings", &[("count", faults.len().into())]),
            Self::NoBlueprint(folder) => {
                texts.say_with("cli-error-no-blueprint", &[("folder", text(folder.display()))])
            }
            Self::Unknown { what, name, nearest } => texts.say_with(
                "cli-error-unknown",
                &[
                    ("what", texts.say(&format!("cli-what-{what}")).into()),
                    ("name", name.as_str().into()),
                    ("hint", did_you_mean(nearest.as_deref(), texts).into()),
                ],
            ),
            Self::Needs { option, needs } => {
                texts.say_with("cli-error-needs", &[("option", (*option).into()), ("needs", (*needs).into())])
            }
            Self::TooManyGroups { most } => {
                texts.say_with("cli-error-too-many-groups", &[("most", Value::from(*most))])
            }
            Self::TooManyTouchpoints { most } => {
                texts.say_with("cli-error-too-many-touchpoints", &[("most", Value::from(*most))])
            }
            Self::TooLittle(id) => texts.say(id),
            Self::BadValue { option, value, why } => texts.say_with(
                "cli-error-bad-value",
                &[
                    ("option", (*option).into()),
                    ("value", value.as_str().into()),
                    ("why", why.as_str().into()),
                ],
            ),
            Self::Refused(refusal) => refusal.tell(texts),
            Self::Database(error) => match self.refusal() {
                Some(refusal) => refusal.tell(texts),
                None => texts.say_with("cli-error-database", &[("error", text(error))]),
            },
            Self::Output(error) => {
                texts.say_with("cli-error-output", &[("error", table::tell_io(error, texts).into())])
            }
            Self::Internal(what) => texts.say_with("cli-error-internal", &[("what", what.as_str().into())]),
        }
    }
}

impl Refusal {
    /// The refusal in the reader's words. A value that is named `act` is an [`Act`], and told by its text.
    ///
    /// [`Act`]: crate::staff::rights::Act
    pub fn tell(&self, texts: &Texts) -> String {
        let told = |(name, value): &(&'static str, String)| match *name {
            "act" => (*name, texts.say(&staff::rights::text_of(value)).into()),
            _ => (*name, value.clone().into()),
        };
        let values: Vec<(&str, Value<'_>)> = self.values.iter().map(told).collect();
        texts.say_with(self.id, &values)
    }
}

/// A rejected row: its line, column, value and why.
pub(crate) fn tell_rejection(word: &str, rejection: &lake::Rejection, texts: &Texts) -> String {
    let id = if rejection.column.is_empty() { "cli-rejected-whole-row" } else { "cli-rejected-row" };
    texts.say_with(
        id,
        &[
            ("word", texts.say(&format!("cli-word-{word}")).into()),
            ("line", rejection.line.to_string().into()),
            ("column", rejection.column.as_str().into()),
            ("value", table::tell_value(rejection, texts).into()),
            ("reason", tell_reason(rejection.reason, texts).into()),
        ],
    )
}

/// Why a row was rejected.
pub(crate) fn tell_reason(reason: lake::Reason, texts: &Texts) -> String {
    texts.say(&format!("cli-reason-{}", reason.word().replace('_', "-")))
}

fn did_you_mean(nearest: Option<&str>, texts: &Texts) -> String {
    nearest.map_or_else(String::new, |name| texts.say_with("cli-did-you-mean", &[("name", name.into())]))
}

fn text(value: impl std::fmt::Display) -> Value<'static> {
    Value::from(value.to_string())
}
