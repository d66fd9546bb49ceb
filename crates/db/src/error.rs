//! What a database says when it cannot do as asked.

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is a row with this value already. The name is `{table}_{columns}_key` on both engines, as PostgreSQL names a
    /// constraint that was not given a name.
    #[error("there is one already: {0}")]
    Taken(String),
    /// A row that another needs is missing, or still needed.
    #[error("a row is missing or still needed: {0}")]
    Needed(String),
    /// A value breaks a `check`.
    #[error("a value is not allowed: {0}")]
    Check(String),
    /// Nobody can say now: the connection broke, or too many wait. Trying again is right.
    #[error("the database is busy: {0}; try again")]
    Busy(String),
    /// The disk is full. Nothing was kept.
    #[error("the disk of the database is full; nothing was kept")]
    Full,
    /// The database was closed.
    #[error("the database was closed")]
    Stopped,
    /// A URL that names no database.
    #[error("`{0}` names no database; write sqlite:PATH or postgres://USER@HOST/NAME")]
    Place(String),
    /// The database cannot be opened.
    #[error("cannot open {place}: {why}")]
    Open {
        /// The database, without its password.
        place: String,
        /// What the engine said.
        why: String,
    },
    /// What is copied into has rows.
    #[error("{place} is not empty: `{table}` has rows; copy into an empty database")]
    NotEmpty {
        /// The database, without its password.
        place: String,
        /// A table that has rows.
        table: String,
    },
    /// The file is no database, or not whole.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The schema is not one that this program knows.
    #[error("{0}")]
    Migration(String),
    /// A fault in the program: SQL that does not fit the schema, or a value of another type.
    #[error("database: {0}")]
    Fault(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let rusqlite::Error::SqliteFailure(code, message) = &error else {
            return Self::Fault(error.to_string());
        };
        let message = message.clone().unwrap_or_else(|| code.to_string());
        match code.code {
            Code::DiskFull => Self::Full,
            Code::DatabaseCorrupt | Code::NotADatabase => Self::Damaged(message),
            Code::DatabaseBusy | Code::DatabaseLocked => Self::Busy(message),
            Code::ConstraintViolation => constraint(code.extended_code, &message),
            Code::SystemIoFailure | Code::CannotOpen => Self::Busy(message),
            _ => Self::Fault(message),
        }
    }
}

/// `UNIQUE constraint failed: visit.hall, visit.day` → `visit_hall_day_key`.
fn constraint(code: i32, message: &str) -> Error {
    let what = message.split_once(": ").map_or(message, |(_, what)| what);
    match code {
        rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            if let Some(index) = what.strip_prefix("index '") {
                return Error::Taken(index.trim_end_matches('\'').to_owned());
            }
            let mut name = String::new();
            for (n, column) in what.split(", ").enumerate() {
                let (table, column) = column.split_once('.').unwrap_or(("", column));
                if n == 0 {
                    name.push_str(table);
                }
                name.push('_');
                name.push_str(column);
            }
            name.push_str("_key");
            Error::Taken(name)
        }
        rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::Needed(what.to_owned()),
        rusqlite::ffi::SQLITE_CONSTRAINT_CHECK => Error::Check(what.to_owned()),
        _ => Error::Fault(message.to_owned()),
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        let Some(told) = error.as_db_error() else {
            return if error.is_closed() { Self::Busy(error.to_string()) } else { Self::of_io(&error) };
        };
        let name = told.constraint().unwrap_or_else(|| told.message()).to_owned();
        match told.code().code() {
            "23505" => Self::Taken(primary_as_key(name, told)),
            "23503" => Self::Needed(name),
            "23514" => Self::Check(name),
            "53100" => Self::Full,
            // serialisation failure, deadlock, too many connections, shutting down, starting up
            "40001" | "40P01" | "53300" | "57P01" | "57P02" | "57P03" => {
                Self::Busy(told.message().to_owned())
            }
            _ => Self::Fault(format!("{} ({})", told.message(), told.code().code())),
        }
    }
}

/// A primary key is named `{table}_pkey` by PostgreSQL; SQLite tells its columns. Both become `{table}_{columns}_key`.
fn primary_as_key(name: String, told: &postgres::error::DbError) -> String {
    let Some(table) = name.strip_suffix("_pkey") else { return name };
    // detail: Key (hall, day)=(…) already exists.
    let columns = told
        .detail()
        .and_then(|detail| detail.split_once('('))
        .and_then(|(_, rest)| rest.split_once(')'))
        .map(|(columns, _)| columns.replace(", ", "_"));
    columns.map_or_else(|| name.clone(), |columns| format!("{table}_{columns}_key"))
}

impl Error {
    /// An error of the connection itself: broken, refused, timed out.
    fn of_io(error: &postgres::Error) -> Self {
        let mut told = error.to_string();
        let mut source = std::error::Error::source(error);
        let mut io = false;
        while let Some(inner) = source {
            io |= inner.is::<std::io::Error>();
            told = format!("{told}: {inner}");
            source = inner.source();
        }
        if io { Self::Busy(told) } else { Self::Fault(told) }
    }

    /// Whether the same job may succeed if it is run again.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}
