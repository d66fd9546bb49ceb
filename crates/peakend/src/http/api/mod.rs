//! What every operation of the API shares: who calls, ids in addresses, bodies, answers, and doing a thing once.
//!
//! A body that is no JSON is 400, one of another media type 415, one that is too long 413, and one that cannot be meant 422;
//! each is a problem (RFC 9457) that says why.

pub mod doc;
mod once;
mod store;

use crate::house::House;
use crate::http::who::Asker;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::run::hall::{self, Plan};
use crate::staff::{Actor, Who};
use crate::{Error, RefusalKind};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use db::Tx;
use once::{Once, Outcome};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

/// Forgets the answers that were kept long enough.
///
/// # Errors
/// Those of the database.
pub(crate) fn forget(tx: &mut Tx<'_>, now: Instant) -> Result<u64, Error> {
    store::forget(tx, now.plus_seconds(-once::KEPT_S))
}

/// What an operation answers.
pub type Answer = Result<Response, Error>;

/// Whoever calls, who must be known.
pub struct Caller(pub Actor);

impl FromRequestParts<House> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Error> {
        let actor = Asker::from_request_parts(parts, house).await?.actor;
        if actor.who == Who::Public {
            return Err(Error::refused(RefusalKind::Unauthenticated, "api-error-key"));
        }
        Ok(Self(actor))
    }
}

/// The id in an address. Whatever is no id names nothing.
pub struct Id<T>(pub T);

impl<T: std::str::FromStr, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let nothing = || Error::not_found("api-error-no-such");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| nothing())?;
        text.parse().map(Self).map_err(|_| nothing())
    }
}

/// The hall in an address, by its code or its id.
#[derive(Debug, Clone)]
pub struct Hall(String);

impl<S: Send + Sync> FromRequestParts<S> for Hall {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Id(text) = Id::<String>::from_request_parts(parts, state).await?;
        if text.contains('\0') {
            return Err(Error::not_found("run-error-no-hall"));
        }
        Ok(Self(text))
    }
}

impl Hall {
    /// Its id.
    ///
    /// # Errors
    /// There is no such hall.
    pub fn id(&self, tx: &mut Tx<'_>) -> Result<PlaceId, Error> {
        match self.0.parse() {
            Ok(id) => Ok(id),
            Err(_) => hall::store::by_code(tx, &self.0),
        }
    }

    /// Its plan.
    ///
    /// # Errors
    /// There is no such hall.
    pub fn plan(&self, house: &House, tx: &mut Tx<'_>) -> Result<Arc<Plan>, Error> {
        let id = self.id(tx)?;
        hall::store::plan(house, tx, id)
    }
}

/// The query of an address. What cannot be meant is refused, and so is what is not known.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let axum::extract::Query(query) = axum::extract::Query::try_from_uri(&parts.uri)
            .map_err(|error| Error::invalid("query", "api-error-query").with("why", error.body_text()))?;
        Ok(Self(query))
    }
}

/// The most results of a page: 1 to 200, 50 if nothing is said.
#[derive(Debug, Clone, Copy)]
pub struct Limit(usize);

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

impl Limit {
    /// The number.
    pub fn get(self) -> usize {
        self.0
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match usize::deserialize(deserializer)? {
            limit @ 1..=200 => Ok(Self(limit)),
            other => Err(serde::de::Error::custom(format!("a limit is 1 to 200, not {other}"))),
        }
    }
}

/// No body. One that is sent all the same is not looked at.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl<'de> Deserialize<'de> for Nothing {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// An act that is asked for: who asks, what the body says, and whether it must be done only once.
pub struct Post<T> {
    house: House,
    actor: Actor,
    once: Option<Once>,
    body: T,
}

impl<T: DeserializeOwned> FromRequest<House> for Post<T> {
    type Rejection = Error;

    async fn from_request(request: Request, house: &House) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let Caller(actor) = Caller::from_request_parts(&mut parts, house).await?;
        let once = Once::named(&parts, &actor)?;
        let path = parts.uri.path().to_owned();
        let headers = parts.headers.clone();
        let bytes = Bytes::from_request(Request::from_parts(parts, body), house)
            .await
            .map_err(|rejection| unread(rejection.status()))?;
        let once = once.map(|once| once.asking(&path, &bytes));
        Ok(Self { house: house.clone(), actor, once, body: read(&headers, &bytes)? })
    }
}

/// A body that could not be taken in.
pub(crate) fn unread(status: StatusCode) -> Error {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Error::refused(RefusalKind::TooLarge, "api-error-too-large");
    }
    Error::refused(RefusalKind::Malformed, "api-error-broken-off")
}

fn read<T: DeserializeOwned>(headers: &HeaderMap, bytes: &Bytes) -> Result<T, Error> {
    let refused = |error: &serde_json::Error| {
        if error.is_data() {
            return Error::invalid("body", "api-error-body").with("why", error);
        }
        Error::refused(RefusalKind::Malformed, "api-error-json").with("why", error)
    };
    if bytes.is_empty() {
        return serde_json::from_slice(b"null")
            .map_err(|_| Error::refused(RefusalKind::Malformed, "api-error-no-body"));
    }
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind != "application/json" {
        return Err(Error::refused(RefusalKind::MediaType, "api-error-media-type"));
    }
    serde_json::from_slice(bytes).map_err(|error| refused(&error))
}

impl<T: Send + 'static> Post<T> {
    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// As [`Post::act`], for what makes a secret: it is not kept to be told again, so a key is refused.
    ///
    /// # Errors
    /// Those of the act; it came with a key.
    pub async fn act_secretly<R, F>(self, status: StatusCode, act: F) -> Answer
    where
        R: Serialize + Send + 'static,
        F: FnMut(&House, &mut Tx<'_>, &Actor, &T) -> Result<R, Error> + Send + 'static,
    {
        if self.once.is_some() {
            return Err(Error::invalid("Idempotency-Key", "api-error-key-secret"));
        }
        self.act(status, act).await
    }

    /// Does the act in one transaction and answers with what it made; under a key that was used before, answers the same and
    /// does nothing.
    ///
    /// # Errors
    /// Those of the act; the key was used for something else.
    pub async fn act<R, F>(self, status: StatusCode, mut act: F) -> Answer
    where
        R: Serialize + Send + 'static,
        F: FnMut(&House, &mut Tx<'_>, &Actor, &T) -> Result<R, Error> + Send + 'static,
    {
        let Self { house, actor, once, body } = self;
        let db = house.db.clone();
        let Some(once) = once else {
            let made = db.write(move |tx| act(&house, tx, &actor, &body)).await?;
            return json(status, &made);
        };
        let outcome = db
            .write(move |tx| once.run(tx, house.clock.now(), status, |tx| act(&house, tx, &actor, &body)))
            .await?;
        let (again, status, text) = match outcome {
            Outcome::Done(text) => (false, status, text),
            Outcome::Again { status, text } => (true, status, text),
        };
        let mut response = written(status, text);
        if again {
            let replayed = HeaderName::from_static("idempotency-replayed");
            response.headers_mut().insert(replayed, HeaderValue::from_static("true"));
        }
        Ok(response)
    }
}

/// An answer in JSON.
///
/// # Errors
/// It cannot be written as JSON, which is a fault of the program.
pub fn json<R: Serialize>(status: StatusCode, made: &R) -> Answer {
    let text = serde_json::to_string(made).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(written(status, text))
}

fn written(status: StatusCode, text: String) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], text).into_response()
}

/// An instant as the API shows it: RFC 3339, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub Instant);

impl Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
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
