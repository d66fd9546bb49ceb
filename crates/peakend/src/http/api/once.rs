//! Doing a thing once: a POST with an `Idempotency-Key` that is sent again is answered the same, and not done again.
//!
//! See "The Idempotency-Key HTTP Header Field" (IETF, draft-ietf-httpapi-idempotency-key-header-07). What was answered is
//! kept in the transaction of the act itself, so that a crash leaves both or neither. Refusals are not kept: they have
//! changed nothing, and trying again is right.

use super::store;
use crate::Error;
use crate::kernel::Instant;
use crate::staff::{Actor, Who};
use axum::http::StatusCode;
use axum::http::request::Parts;
use db::Tx;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// How long an answer is kept, in seconds.
pub(crate) const KEPT_S: i64 = 24 * 3600;

/// The longest key.
const LONGEST: usize = 100;

/// A key, and what it is used for.
pub(super) struct Once {
    actor: String,
    key: String,
    fingerprint: String,
}

pub(super) enum Outcome {
    /// It was done now.
    Done(String),
    /// It had been done before.
    Again { status: StatusCode, text: String },
}

impl Once {
    /// The key of a request, if it has one.
    pub(super) fn named(parts: &Parts, actor: &Actor) -> Result<Option<Self>, Error> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(None) };
        let key = value.to_str().unwrap_or_default();
        if key.is_empty() || key.len() > LONGEST {
            return Err(Error::invalid("Idempotency-Key", "api-error-key-form").with("most", LONGEST));
        }
        let actor = match actor.who {
            Who::Public => format!("public {}", actor.origin),
            who => who.to_string(),
        };
        Ok(Some(Self { actor, key: key.to_owned(), fingerprint: String::new() }))
    }

    /// With what is asked for.
    pub(super) fn asking(mut self, path: &str, body: &[u8]) -> Self {
        let mut print = Sha256::new();
        print.update(path.as_bytes());
        print.update([0]);
        print.update(body);
        self.fingerprint = print.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        self
    }

    /// Does it, or finds that it was done.
    ///
    /// Two who come with the same key at the same time: the second waits for the first to end, here on the row.
    pub(super) fn run<R: Serialize>(
        &self,
        tx: &mut Tx<'_>,
        now: Instant,
        status: StatusCode,
        mut act: impl FnMut(&mut Tx<'_>) -> Result<R, Error>,
    ) -> Result<Outcome, Error> {
        if !store::claim(tx, &self.actor, &self.key, &self.fingerprint, now)? {
            let kept = store::answered(tx, &self.actor, &self.key)?;
            if kept.at > now.plus_seconds(-KEPT_S) {
                return self.again(kept);
            }
            store::claim_again(tx, &self.actor, &self.key, &self.fingerprint, now)?;
        }
        let text = serde_json::to_string(&act(tx)?).map_err(|error| Error::Internal(error.to_string()))?;
        store::keep(tx, &self.actor, &self.key, status.as_u16(), &text)?;
        Ok(Outcome::Done(text))
    }

    fn again(&self, kept: store::Kept) -> Result<Outcome, Error> {
        if kept.fingerprint != self.fingerprint {
            return Err(Error::invalid("Idempotency-Key", "api-error-key-reused"));
        }
        let status = u16::try_from(kept.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.ok_or_else(|| Error::Internal(format!("an answer of status {}", kept.status)))?;
        Ok(Outcome::Again { status, text: kept.body })
    }
}
