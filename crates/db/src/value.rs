//! What goes into a statement, and what comes out of a row.

use crate::Error;
use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::borrow::Cow;
use uuid::Uuid;

/// A value put into a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// `bigint`.
    Int(i64),
    /// `double precision`.
    Real(f64),
    /// `boolean`; SQLite keeps 0 and 1.
    Bool(bool),
    /// `text`.
    Text(Cow<'a, str>),
    /// `uuid`; SQLite keeps its 16 bytes.
    Uuid(Uuid),
}

macro_rules! from {
    ($($kind:ty => $variant:ident $how:expr;)*) => {$(
        impl<'a> From<$kind> for Value<'a> {
            fn from(value: $kind) -> Self {
                #[allow(clippy::redundant_closure_call, reason = "one row a type, whatever it takes to convert it")]
                Self::$variant($how(value))
            }
        }
    )*};
}

from! {
    i64 => Int |v| v;
    u32 => Int i64::from;
    i32 => Int i64::from;
    f64 => Real |v| v;
    bool => Bool |v| v;
    Uuid => Uuid |v| v;
    String => Text Cow::Owned;
    &'a str => Text Cow::Borrowed;
    &'a String => Text |v: &'a String| Cow::Borrowed(v.as_str());
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// PostgreSQL's text holds no NUL, so neither engine is given one: it becomes the mark for what cannot be shown.
fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Int(value) => ToSqlOutput::Borrowed(ValueRef::Integer(*value)),
            Self::Real(value) => ToSqlOutput::Borrowed(ValueRef::Real(*value)),
            Self::Bool(value) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*value))),
            Self::Text(value) if value.contains('\0') => {
                ToSqlOutput::Owned(rusqlite::types::Value::Text(without_nul(value)))
            }
            Self::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Self::Uuid(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value.as_bytes())),
        })
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) if *kind == Type::FLOAT8 => {
                #[expect(clippy::cast_precision_loss, reason = "a whole number written for a double")]
                let real = *value as f64;
                real.to_sql(kind, out)
            }
            Self::Int(value) if *kind == Type::INT4 => i32::try_from(*value)?.to_sql(kind, out),
            Self::Int(value) => value.to_sql(kind, out),
            Self::Real(value) => value.to_sql(kind, out),
            Self::Bool(value) => value.to_sql(kind, out),
            Self::Text(value) if value.contains('\0') => without_nul(value).to_sql(kind, out),
            Self::Text(value) => value.as_ref().to_sql(kind, out),
            Self::Uuid(value) => {
                out.extend_from_slice(value.as_bytes());
                Ok(IsNull::No)
            }
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(
            *kind,
            Type::INT8
                | Type::INT4
                | Type::FLOAT8
                | Type::BOOL
                | Type::TEXT
                | Type::VARCHAR
                | Type::UUID
                | Type::NAME
        )
    }

    to_sql_checked!();
}

/// A type that a column can be read as.
pub trait Column: Sized {
    /// From SQLite's value.
    ///
    /// # Errors
    /// The value is of another type.
    fn from_sqlite(value: ValueRef<'_>) -> Result<Self, Error>;
    /// From PostgreSQL's row, at a place.
    ///
    /// # Errors
    /// The value is of another type.
    fn from_postgres(row: &postgres::Row, at: usize) -> Result<Self, Error>;
}

fn other(value: ValueRef<'_>, wanted: &str) -> Error {
    Error::Fault(format!("a column holds {} where {wanted} was wanted", value.data_type()))
}

macro_rules! column {
    ($($kind:ty, $wanted:literal, $value:ident => { $($pattern:pat => $result:expr),+ };)*) => {$(
        impl Column for $kind {
            fn from_sqlite($value: ValueRef<'_>) -> Result<Self, Error> {
                match $value {
                    $($pattern => $result,)+
                    _ => Err(other($value, $wanted)),
                }
            }
            fn from_postgres(row: &postgres::Row, at: usize) -> Result<Self, Error> {
                Ok(row.try_get(at)?)
            }
        }
    )*};
}

#[expect(clippy::cast_precision_loss, reason = "a whole number kept in a column of doubles")]
fn real(value: i64) -> f64 {
    value as f64
}

column! {
    i64, "a whole number", value => { ValueRef::Integer(n) => Ok(n) };
    f64, "a number", value => { ValueRef::Real(n) => Ok(n), ValueRef::Integer(n) => Ok(real(n)) };
    bool, "a yes or no", value => { ValueRef::Integer(n) => Ok(n != 0) };
    String, "a text", value => {
        ValueRef::Text(bytes) => String::from_utf8(bytes.to_vec()).map_err(|e| Error::Fault(e.to_string()))
    };
}

impl Column for Uuid {
    fn from_sqlite(value: ValueRef<'_>) -> Result<Self, Error> {
        match value {
            ValueRef::Blob(bytes) => Self::from_slice(bytes).map_err(|e| Error::Fault(e.to_string())),
            _ => Err(other(value, "an id")),
        }
    }

    fn from_postgres(row: &postgres::Row, at: usize) -> Result<Self, Error> {
        let raw: Raw = row.try_get(at)?;
        Ok(Self::from_bytes(raw.0))
    }
}

impl<T: Column> Column for Option<T> {
    fn from_sqlite(value: ValueRef<'_>) -> Result<Self, Error> {
        if matches!(value, ValueRef::Null) { Ok(None) } else { T::from_sqlite(value).map(Some) }
    }

    fn from_postgres(row: &postgres::Row, at: usize) -> Result<Self, Error> {
        let there: Option<Anything> = row.try_get(at)?;
        there.map(|_| T::from_postgres(row, at)).transpose()
    }
}

/// The 16 bytes of PostgreSQL's `uuid`.
struct Raw([u8; 16]);

impl<'a> postgres::types::FromSql<'a> for Raw {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw.try_into()?))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::UUID
    }
}

/// Whatever is there; only that it is.
struct Anything;

impl<'a> postgres::types::FromSql<'a> for Anything {
    fn from_sql(_: &Type, _: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Value<'static> {
    /// A column as it is, for moving rows whose shape is not known.
    pub(crate) fn from_sqlite_as(value: ValueRef<'_>, declared: &str) -> Result<Self, Error> {
        Ok(match (value, declared) {
            (ValueRef::Null, _) => Self::Null,
            (_, "uuid") => Self::Uuid(Uuid::from_sqlite(value)?),
            (_, "boolean") => Self::Bool(bool::from_sqlite(value)?),
            (_, "double precision") => Self::Real(f64::from_sqlite(value)?),
            (_, "bigint") => Self::Int(i64::from_sqlite(value)?),
            (_, "text") => Self::Text(Cow::Owned(String::from_sqlite(value)?)),
            (_, other) => return Err(Error::Fault(format!("a column of type `{other}`"))),
        })
    }

    pub(crate) fn from_postgres_at(row: &postgres::Row, at: usize) -> Result<Self, Error> {
        let kind = row.columns()[at].type_().clone();
        let there: Option<Anything> = row.try_get(at)?;
        if there.is_none() {
            return Ok(Self::Null);
        }
        Ok(match kind {
            Type::UUID => Self::Uuid(Uuid::from_postgres(row, at)?),
            Type::BOOL => Self::Bool(bool::from_postgres(row, at)?),
            Type::FLOAT8 => Self::Real(f64::from_postgres(row, at)?),
            Type::INT8 => Self::Int(i64::from_postgres(row, at)?),
            Type::TEXT => Self::Text(Cow::Owned(String::from_postgres(row, at)?)),
            other => return Err(Error::Fault(format!("a column of type `{other}`"))),
        })
    }
}
