//! Who asks: by the key of the API, the cookie of a session, or that of a device; or nobody in particular.

use crate::Error;
use crate::house::House;
use crate::http::cookie;
use crate::staff::{self, Actor, Shown};
use crate::ui::text::{Language, Texts};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION};
use axum::http::request::Parts;
use std::net::SocketAddr;

/// The cookie of a session.
pub const SESSION: &str = "peakend_session";
/// The cookie of a device.
pub const DEVICE: &str = "peakend_device";
/// The cookie of the language.
pub const LANGUAGE: &str = "peakend_lang";

/// Whoever asks, with their rights and their language.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Who they are to the acts.
    pub actor: Actor,
    /// The session, if they are signed in by one.
    pub session: Option<crate::kernel::kinds::SessionId>,
    /// What they asked for, for links that keep it.
    pub path: String,
    /// What was done just before, to be said on this page.
    pub said: Option<String>,
}

impl Asker {
    /// The texts in their language.
    pub fn texts(&self) -> &'static Texts {
        Texts::shared(self.actor.language)
    }
}

impl FromRequestParts<House> for Asker {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Error> {
        let language = language(parts);
        let origin = origin(parts);
        let said_by = |language| {
            cookie::get(&parts.headers, crate::http::page::SAID)
                .and_then(|cookie| crate::http::page::said(&cookie, Texts::shared(language)))
        };
        let path = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let bearer = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        let shown = match bearer {
            Some(secret) => Some(Shown::Token(secret.to_owned())),
            None => cookie::get(&parts.headers, SESSION)
                .map(Shown::Session)
                .or_else(|| cookie::get(&parts.headers, DEVICE).map(Shown::Device)),
        };
        let Some(shown) = shown else {
            let language = language.unwrap_or_default();
            let said = said_by(language);
            return Ok(Self { actor: Actor::public(origin, language), session: None, path, said });
        };
        let now = house.clock.now();
        let is_token = matches!(shown, Shown::Token(_));
        let known = house.db.read(move |tx| staff::known(tx, &shown, now)).await?;
        match known {
            Some(mut known) => {
                known.actor.origin = origin;
                if let Some(language) = language {
                    known.actor.language = language;
                }
                let said = said_by(known.actor.language);
                Ok(Self { actor: known.actor, session: known.session, path, said })
            }
            None if is_token => Err(Error::refused(crate::RefusalKind::Unauthenticated, "staff-error-token")),
            None => {
                let language = language.unwrap_or_default();
                let said = said_by(language);
                Ok(Self { actor: Actor::public(origin, language), session: None, path, said })
            }
        }
    }
}

/// The language asked for: by the address, a cookie, or the browser.
pub(crate) fn language(parts: &Parts) -> Option<Language> {
    let by_address = parts.uri.query().and_then(|query| {
        query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|tag| tag.parse().ok())
    });
    by_address.or_else(|| cookie::get(&parts.headers, LANGUAGE).and_then(|tag| tag.parse().ok())).or_else(|| {
        let accepted = parts.headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        accepted.split(',').find_map(|range| range.split(';').next()?.trim().parse().ok())
    })
}

/// The address of the network that asks.
fn origin(parts: &Parts) -> String {
    parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or_else(|| "local".to_owned(), |ConnectInfo(address)| address.ip().to_string())
}
