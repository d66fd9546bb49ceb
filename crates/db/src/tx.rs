//! One transaction: statements in, rows out.

use crate::{After, Column, Error, Value};
use std::collections::HashMap;

/// The statements a connection of PostgreSQL has prepared.
pub(crate) type Prepared = HashMap<String, postgres::Statement>;

/// How the answer of a job gets out once its end is known.
pub(crate) type Answer = Box<dyn FnOnce(Result<(), Error>) + Send>;

/// An open transaction.
pub struct Tx<'c> {
    inner: Inner<'c>,
    again: bool,
    answer: Option<Answer>,
    after: Vec<After>,
}

pub(crate) enum Inner<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres { client: &'c mut postgres::Client, prepared: &'c mut Prepared },
}

/// A row, read from its first column to its last.
pub struct Row<'r> {
    cells: Cells<'r>,
    next: usize,
}

enum Cells<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    /// The next column.
    ///
    /// # Errors
    /// There is none, or it is of another type.
    #[expect(clippy::should_implement_trait, reason = "its columns differ in type, so it is no iterator")]
    pub fn next<T: Column>(&mut self) -> Result<T, Error> {
        let at = self.next;
        self.next += 1;
        match &self.cells {
            Cells::Sqlite(row) => T::from_sqlite(row.get_ref(at)?),
            Cells::Postgres(row) => T::from_postgres(row, at),
        }
    }

    /// The next column as a value, whatever it is; `declared` is the type that the schema gives it.
    pub(crate) fn next_as(&mut self, declared: &str) -> Result<Value<'static>, Error> {
        let at = self.next;
        self.next += 1;
        match &self.cells {
            Cells::Sqlite(row) => Value::from_sqlite_as(row.get_ref(at)?, declared),
            Cells::Postgres(row) => Value::from_postgres_at(row, at),
        }
    }
}

/// What a whole row is read as.
pub trait Record: Sized {
    /// Reads the columns in their order.
    ///
    /// # Errors
    /// A column is missing or of another type.
    fn read(row: &mut Row<'_>) -> Result<Self, Error>;
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: Column),+> Record for ($($name,)+) {
            fn read(row: &mut Row<'_>) -> Result<Self, Error> {
                Ok(($(row.next::<$name>()?,)+))
            }
        }
    )*};
}

tuples! { A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H; A B C D E F G H I; A B C D E F G H I J; }

impl<'c> Tx<'c> {
    pub(crate) fn new(inner: Inner<'c>) -> Self {
        Self { inner, again: false, answer: None, after: Vec::new() }
    }

    pub(crate) fn answer_with(&mut self, answer: Answer) {
        self.answer = Some(answer);
    }

    /// The answer to be sent, and what is to be done after the commit.
    pub(crate) fn into_parts(self) -> (Option<Answer>, Vec<After>) {
        (self.answer, self.after)
    }

    /// Whether a statement lost a race that may be won when the job is run again.
    pub(crate) fn wants_again(&self) -> bool {
        self.again
    }

    /// Does `action` once the transaction is on disk, and not at all if it is not.
    pub fn after_commit(&mut self, action: impl FnOnce() + Send + 'static) {
        self.after.push(Box::new(action));
    }

    /// Runs a statement; returns how many rows it changed.
    ///
    /// # Errors
    /// A constraint, or a fault in the SQL.
    pub fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Error> {
        match &mut self.inner {
            Inner::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let changed = statement.execute(rusqlite::params_from_iter(values))?;
                Ok(changed as u64)
            }
            Inner::Postgres { client, prepared } => {
                let outcome = prepare(client, prepared, sql).and_then(|statement| {
                    let refs: Vec<&(dyn postgres::types::ToSql + Sync)> =
                        values.iter().map(|v| v as _).collect();
                    Ok(client.execute(&statement, &refs)?)
                });
                note(&mut self.again, outcome)
            }
        }
    }

    /// Every row of a query.
    ///
    /// # Errors
    /// A fault in the SQL, or a column of another type.
    pub fn all<T: Record>(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.each::<Error>(sql, values, |row| {
            rows.push(T::read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row of a query, if it has one.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub fn first<T: Record>(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Option<T>, Error> {
        match &mut self.inner {
            Inner::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                let Some(row) = rows.next()? else { return Ok(None) };
                let value = T::read(&mut Row { cells: Cells::Sqlite(row), next: 0 })?;
                // a statement that writes and returns must run to its end
                while rows.next()?.is_some() {}
                Ok(Some(value))
            }
            Inner::Postgres { .. } => Ok(self.all(sql, values)?.into_iter().next()),
        }
    }

    /// The one row of a query that always has one.
    ///
    /// # Errors
    /// As [`Tx::all`]; it has none.
    pub fn one<T: Record>(&mut self, sql: &str, values: &[Value<'_>]) -> Result<T, Error> {
        self.first(sql, values)?.ok_or_else(|| Error::Fault(format!("no row: {}", sql.trim())))
    }

    /// Hands each row of a query to `take`, without keeping them.
    ///
    /// # Errors
    /// As [`Tx::all`], and those of `take`.
    pub fn each<E: From<Error>>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut take: impl FnMut(&mut Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.inner {
            Inner::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql).map_err(Error::from)?;
                let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(Error::from)?;
                while let Some(row) = rows.next().map_err(Error::from)? {
                    take(&mut Row { cells: Cells::Sqlite(row), next: 0 })?;
                }
                Ok(())
            }
            Inner::Postgres { client, prepared } => {
                use postgres::fallible_iterator::FallibleIterator as _;
                let statement = note(&mut self.again, prepare(client, prepared, sql))?;
                let mut rows =
                    note(&mut self.again, client.query_raw(&statement, values).map_err(Error::from))?;
                loop {
                    let Some(row) = note(&mut self.again, rows.next().map_err(Error::from))? else {
                        return Ok(());
                    };
                    take(&mut Row { cells: Cells::Postgres(&row), next: 0 })?;
                }
            }
        }
    }

    /// Runs a script of several statements without values: migrations.
    pub(crate) fn script(&mut self, sql: &str) -> Result<(), Error> {
        match &mut self.inner {
            Inner::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Inner::Postgres { client, .. } => Ok(client.batch_execute(sql)?),
        }
    }

    /// The tables of the schema with the names and declared types of their columns, in the order they were made.
    pub(crate) fn tables(&mut self) -> Result<Vec<crate::copy::Table>, Error> {
        crate::copy::tables(self)
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.inner, Inner::Sqlite(_))
    }
}

/// Remembers that a statement lost a race.
fn note<T>(again: &mut bool, outcome: Result<T, Error>) -> Result<T, Error> {
    if let Err(error) = &outcome {
        *again |= error.is_passing();
    }
    outcome
}

fn prepare(
    client: &mut postgres::Client,
    prepared: &mut Prepared,
    sql: &str,
) -> Result<postgres::Statement, Error> {
    if let Some(statement) = prepared.get(sql) {
        return Ok(statement.clone());
    }
    // `?1` is SQLite's way to name a value, `$1` PostgreSQL's; no statement of ours has a question mark otherwise
    let statement = client.prepare(&sql.replace('?', "$"))?;
    prepared.insert(sql.to_owned(), statement.clone());
    Ok(statement)
}
