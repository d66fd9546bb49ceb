//! What the query of an address says: of which day, and which page of a long list.

use super::Day;
use crate::Error;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

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

impl utoipa::PartialSchema for Limit {
    fn schema() -> RefOr<Schema> {
        let shape = ObjectBuilder::new().schema_type(Type::Integer);
        let shape = shape.minimum(Some(1)).maximum(Some(MOST)).default(Some(USUAL.into()));
        RefOr::T(Schema::Object(shape.build()))
    }
}

impl utoipa::ToSchema for Limit {}

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

/// A page of a long list.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, bound(deserialize = "C: Deserialize<'de>"))]
#[into_params(parameter_in = Query)]
pub struct Turn<C: utoipa::ToSchema> {
    /// Where the page begins: `next` of the one before.
    #[param(inline)]
    pub cursor: Option<C>,
    /// The most results of the page.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
}

/// A local day.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OnDay {
    /// The local day; today if absent.
    #[param(format = Date, value_type = Option<String>)]
    pub day: Option<Day>,
}

/// A page of a long list of a local day.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, bound(deserialize = "C: Deserialize<'de>"))]
#[into_params(parameter_in = Query)]
pub struct DayTurn<C: utoipa::ToSchema> {
    /// The local day; today if absent.
    #[param(format = Date, value_type = Option<String>)]
    pub day: Option<Day>,
    /// Where the page begins: `next` of the one before.
    #[param(inline)]
    pub cursor: Option<C>,
    /// The most results of the page.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
}
