//! Operations that act.

use super::once::{Once, Outcome};
use super::{Answer, Caller, Id, json, written};
use crate::house::House;
use crate::staff::Actor;
use crate::{Error, RefusalKind};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use db::Tx;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

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
fn unread(status: StatusCode) -> Error {
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

/// An act on the thing whose id is in the address. Its answer is 200 with the thing as it stands then: see [`Now`].
pub struct On<T, B = Nothing> {
    id: T,
    post: Post<B>,
}

impl<T: FromStr + Send, B: DeserializeOwned> FromRequest<House> for On<T, B> {
    type Rejection = Error;

    async fn from_request(request: Request, house: &House) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let Id(id) = Id::from_request_parts(&mut parts, house).await?;
        let post = Post::from_request(Request::from_parts(parts, body), house).await?;
        Ok(Self { id, post })
    }
}

/// What an act leaves behind, and how the API shows it.
pub trait Shown: Sized {
    /// What is shown of it.
    type Seen: From<Self> + Serialize + Send + 'static;
}

impl<T: Copy + Send + 'static, B: Send + 'static> On<T, B> {
    /// Does the act, and shows what came of it.
    ///
    /// # Errors
    /// Those of the act.
    pub async fn act<R, F>(self, mut act: F) -> Answer
    where
        R: Shown,
        F: FnMut(&House, &mut Tx<'_>, &Actor, T, &B) -> Result<R, Error> + Send + 'static,
    {
        let Self { id, post } = self;
        let act = move |house: &House, tx: &mut Tx<'_>, actor: &Actor, body: &B| {
            act(house, tx, actor, id, body).map(R::Seen::from)
        };
        post.act(StatusCode::OK, act).await
    }
}

impl<T: Copy + Send + 'static> On<T> {
    /// As [`On::act`], for an act that needs nothing more than what it is done to.
    ///
    /// # Errors
    /// Those of the act.
    pub async fn press<R, F>(self, mut act: F) -> Answer
    where
        R: Shown,
        F: FnMut(&House, &mut Tx<'_>, &Actor, T) -> Result<R, Error> + Send + 'static,
    {
        self.act(move |house, tx, actor, id, _| act(house, tx, actor, id)).await
    }
}

/// The answer of [`On`], as the description has it. `T` must be shown by another operation too, which brings its schema.
pub struct Now<T>(std::marker::PhantomData<T>);

impl<T: ToSchema> IntoResponses for Now<T> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(T::name()))).build();
        let response =
            ResponseBuilder::new().description("As it stands now").content("application/json", content);
        BTreeMap::from([("200".to_owned(), RefOr::T(response.build()))])
    }
}
