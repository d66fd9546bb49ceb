//! What an address names, and what its query says.

use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{PlaceId, VisitId};
use crate::run::hall::{self, Plan};
use crate::run::visit;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use db::Tx;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, Required};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// The id in an address. Whatever is no id names nothing.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

impl<T: std::str::FromStr, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let nothing = || Error::not_found("api-error-no-such");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| nothing())?;
        text.parse().map(Self).map_err(|_| nothing())
    }
}

impl<T: PartialSchema> IntoParams for Id<T> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![in_path::<T>("id", "Its id")]
    }
}

fn in_path<T: PartialSchema>(name: &str, about: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(about))
        .schema(Some(T::schema()))
        .build()
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

impl IntoParams for Hall {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![in_path::<String>("hall", "The hall's code or id")]
    }
}

/// What lies in a hall, and so is seen by whom the hall allows.
pub trait At {
    /// The hall.
    ///
    /// # Errors
    /// There is no such thing.
    fn hall(&self, tx: &mut Tx<'_>) -> Result<PlaceId, Error>;

    /// The hall's plan.
    ///
    /// # Errors
    /// There is no such thing.
    fn plan(&self, house: &House, tx: &mut Tx<'_>) -> Result<Arc<Plan>, Error> {
        let hall = self.hall(tx)?;
        hall::store::plan(house, tx, hall)
    }
}

impl At for Hall {
    fn hall(&self, tx: &mut Tx<'_>) -> Result<PlaceId, Error> {
        match self.0.parse() {
            Ok(id) => Ok(id),
            Err(_) => hall::store::by_code(tx, &self.0),
        }
    }
}

impl At for VisitId {
    fn hall(&self, tx: &mut Tx<'_>) -> Result<PlaceId, Error> {
        visit::store::hall_of(tx, *self)
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

/// The most results that anybody may want on a page.
const MOST: usize = 200;
/// Results on a page if nothing is said.
const USUAL: usize = 50;

impl Default for Limit {
    fn default() -> Self {
        Self(USUAL)
    }
}

impl PartialSchema for Limit {
    fn schema() -> RefOr<Schema> {
        let shape = ObjectBuilder::new().schema_type(Type::Integer);
        let shape = shape.minimum(Some(1)).maximum(Some(MOST)).default(Some(USUAL.into()));
        RefOr::T(Schema::Object(shape.build()))
    }
}

impl ToSchema for Limit {}

impl Limit {
    /// The number.
    pub fn get(self) -> usize {
        self.0
    }

    /// One more, by which it is seen that there is a next page.
    pub fn and_one(self) -> u32 {
        u32::try_from(self.0 + 1).unwrap_or(u32::MAX)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match usize::deserialize(deserializer)? {
            limit @ 1..=MOST => Ok(Self(limit)),
            other => Err(serde::de::Error::custom(format!("a limit is 1 to {MOST}, not {other}"))),
        }
    }
}
