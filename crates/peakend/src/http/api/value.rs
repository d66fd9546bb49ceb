//! Values as the API reads and writes them.

use crate::kernel::Instant;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

/// An instant as the API shows it: RFC 3339, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub Instant);

impl Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let at: Result<jiff::Timestamp, _> = text.parse();
        at.map(|at| Self(at.into()))
            .map_err(|_| serde::de::Error::custom("a time is written 2026-11-21T09:30:00+08:00"))
    }
}

impl utoipa::PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        RefOr::T(Schema::Object(ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build()))
    }
}

impl utoipa::ToSchema for Time {}

/// A local day, `2026-11-21`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day(pub String);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse::<jiff::civil::Date>() {
            Ok(date) if date.to_string() == text => Ok(Self(text)),
            _ => Err(serde::de::Error::custom("a day is written 2026-11-21")),
        }
    }
}

/// Words of a person: at most 500 characters, no control characters but ends of lines.
#[derive(Debug, Clone, Default)]
pub struct Words(pub String);

/// The most characters of [`Words`].
const MOST_WORDS: usize = 500;

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        crate::kernel::text::words("text", &text, MOST_WORDS).map(Self).map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for Words {
    fn schema() -> RefOr<Schema> {
        let shape = ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(MOST_WORDS))
            .pattern(Some(r"^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]*$"));
        RefOr::T(Schema::Object(shape.build()))
    }
}

impl utoipa::ToSchema for Words {}

/// A whole number, however it is written: to JSON `10` and `10.0` are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole(pub i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        // as text, because a whole number of an f64 shows no fraction and what is too large for i64 does not parse
        let whole = number.as_i64().or_else(|| {
            number
                .as_f64()
                .filter(|value| value.fract() == 0.0)
                .and_then(|value| value.to_string().parse().ok())
        });
        whole.map(Self).ok_or_else(|| serde::de::Error::custom(format!("{number} is no whole number")))
    }
}

/// The code of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code(pub String);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_code = (1..=80).contains(&text.len())
            && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if is_code {
            Ok(Self(text))
        } else {
            Err(serde::de::Error::custom("a code has letters a-z, digits and `-`"))
        }
    }
}

impl utoipa::PartialSchema for Code {
    fn schema() -> RefOr<Schema> {
        let shape = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[a-z0-9-]{1,80}$"));
        RefOr::T(Schema::Object(shape.build()))
    }
}

impl utoipa::ToSchema for Code {}

/// A name of the blueprint, as of a purpose: lower-case letters, digits and underscores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(pub String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_name = (1..=40).contains(&text.len())
            && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if is_name {
            Ok(Self(text))
        } else {
            Err(serde::de::Error::custom("a name has letters a-z, digits and `_`"))
        }
    }
}

impl utoipa::PartialSchema for Name {
    fn schema() -> RefOr<Schema> {
        let shape = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[a-z0-9_]{1,40}$"));
        RefOr::T(Schema::Object(shape.build()))
    }
}

impl utoipa::ToSchema for Name {}
