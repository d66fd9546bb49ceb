//! What an address names.

use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{PlaceId, VisitId};
use crate::run::hall::{self, Plan};
use crate::run::visit;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use db::Tx;
use std::sync::Arc;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::{IntoParams, PartialSchema};

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

impl At for super::Code {
    fn hall(&self, tx: &mut Tx<'_>) -> Result<PlaceId, Error> {
        hall::store::by_code(tx, &self.0)
    }
}

impl At for VisitId {
    fn hall(&self, tx: &mut Tx<'_>) -> Result<PlaceId, Error> {
        visit::store::hall_of(tx, *self)
    }
}
