//! Operations that read.

use super::{Answer, At, Caller, json};
use crate::Error;
use crate::house::House;
use crate::run::hall::Plan;
use crate::staff::Actor;
use crate::staff::rights::Act;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use db::Tx;
use serde::Serialize;
use std::sync::Arc;

/// Something to be read, for whoever asks.
#[derive(Clone)]
pub struct Get {
    house: House,
    actor: Actor,
}

impl FromRequestParts<House> for Get {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Error> {
        let Caller(actor) = Caller::from_request_parts(parts, house).await?;
        Ok(Self { house: house.clone(), actor })
    }
}

/// A hall in which something is read, and who reads it.
pub struct There<'a> {
    /// The house.
    pub house: &'a House,
    /// Who reads.
    pub actor: &'a Actor,
    /// The hall.
    pub plan: &'a Plan,
}

impl There<'_> {
    /// Whether whoever reads may do this too, here.
    pub fn may(&self, act: Act) -> bool {
        self.actor.may(act, &self.plan.path)
    }

    /// The local day that was asked for; today if none was.
    pub fn day(&self, asked: Option<&super::Day>) -> String {
        asked.map_or_else(|| self.plan.day(self.house.clock.now()), |day| day.0.clone())
    }
}

impl Get {
    /// Answers with what is found. Whoever looks asks for the right to see it.
    ///
    /// # Errors
    /// Those of the look.
    pub async fn find<R, F>(self, mut look: F) -> Answer
    where
        R: Serialize + Send + 'static,
        F: FnMut(&House, &mut Tx<'_>, &Actor) -> Result<R, Error> + Send + 'static,
    {
        let Self { house, actor } = self;
        let db = house.db.clone();
        let found = db.read(move |tx| look(&house, tx, &actor)).await?;
        json(StatusCode::OK, &found)
    }

    /// The hall of `at`, if the caller may do `act` there: for what takes longer than a look into the rows, to be told by
    /// [`found`].
    ///
    /// # Errors
    /// There is no such hall, or the caller may not.
    pub async fn hall(self, at: impl At + Send + 'static, act: Act) -> Result<(House, Arc<Plan>), Error> {
        let Self { house, actor } = self;
        let inside = house.clone();
        let look = move |tx: &mut Tx<'_>| {
            let plan = at.plan(&inside, tx)?;
            actor.must(act, &plan.path)?;
            Ok::<_, Error>(plan)
        };
        let plan = house.db.read(look).await?;
        Ok((house, plan))
    }

    /// Answers with what is found in the hall of `at`, if the caller may do `act` there.
    ///
    /// # Errors
    /// There is no such hall, or the caller may not; those of the look.
    pub async fn find_in<R, F>(self, at: impl At + Send + 'static, act: Act, mut look: F) -> Answer
    where
        R: Serialize + Send + 'static,
        F: FnMut(&mut Tx<'_>, &There<'_>) -> Result<R, Error> + Send + 'static,
    {
        self.find(move |house, tx, actor| {
            let plan = at.plan(house, tx)?;
            actor.must(act, &plan.path)?;
            look(tx, &There { house, actor, plan: &plan })
        })
        .await
    }
}

/// Answers with this.
///
/// # Errors
/// It cannot be written as JSON, which is a fault of the program.
pub fn found<R: Serialize>(made: &R) -> Answer {
    json(StatusCode::OK, made)
}
