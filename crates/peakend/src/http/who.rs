//! Who asks: by the key of the API, the cookie of a session, or that of a device; or nobody in particular.

use crate::Error;
use crate::config::Networks;
use crate::house::House;
use crate::http::cookie;
use crate::staff::{self, Actor, Shown};
use crate::ui::text::{Language, Texts};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION};
use axum::http::request::Parts;
use std::net::{IpAddr, SocketAddr};

/// The cookie of a session.
pub const SESSION: &str = "peakend_session";
/// The cookie of a device.
pub const DEVICE: &str = "peakend_device";
/// Where proxies say for whom they ask.
const FORWARDED_FOR: &str = "x-forwarded-for";
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
        let origin = origin(parts, &house.config.trusted_proxies);
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
            let language = language.unwrap_or(house.config.language);
            let said = said_by(language);
            return Ok(Self { actor: Actor::public(origin, language), session: None, path, said });
        };
        let now = house.clock.now();
        let is_token = matches!(shown, Shown::Token(_));
        let known = house.db.glance(move |tx| staff::known(tx, &shown, now)).await?;
        match known {
            Some(mut known) => {
                known.actor.origin = origin;
                if let Some(unseen) = known.unseen {
                    note_seen(house, unseen, now).await;
                }
                if let Some(language) = language {
                    known.actor.language = language;
                }
                let said = said_by(known.actor.language);
                Ok(Self { actor: known.actor, session: known.session, path, said })
            }
            None if is_token => Err(Error::refused(crate::RefusalKind::Unauthenticated, "staff-error-token")),
            None => {
                let language = language.unwrap_or(house.config.language);
                let said = said_by(language);
                Ok(Self { actor: Actor::public(origin, language), session: None, path, said })
            }
        }
    }
}

/// Notes that a session, key or device was seen. A page is shown even if that cannot be kept.
async fn note_seen(house: &House, unseen: staff::Unseen, now: crate::kernel::Instant) {
    if let Err(error) = house.db.write(move |tx| staff::see(tx, unseen, now)).await {
        tracing::warn!(%error, "it could not be noted who was seen");
    }
}

/// The language that the address asks for, which is then kept.
pub(crate) fn language_asked(query: Option<&str>) -> Option<Language> {
    query?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|tag| tag.parse().ok())
}

/// The language asked for: by the address, a cookie, or the browser.
pub(crate) fn language(parts: &Parts) -> Option<Language> {
    let by_address = language_asked(parts.uri.query());
    by_address.or_else(|| cookie::get(&parts.headers, LANGUAGE).and_then(|tag| tag.parse().ok())).or_else(
        || {
            let accepted = parts.headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
            accepted.split(',').find_map(|range| range.split(';').next()?.trim().parse().ok())
        },
    )
}

/// The address of the network that asks. What a proxy says of it is believed only from those that are trusted: from the
/// last that it names backwards, the first that is no trusted proxy itself.
fn origin(parts: &Parts, trusted: &Networks) -> String {
    let Some(ConnectInfo(address)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
        return "local".to_owned();
    };
    let mut asker = address.ip().to_canonical();
    let told = parts.headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
    let told: Vec<&str> = told.flat_map(|value| value.split(',')).map(str::trim).collect();
    for named in told.iter().rev() {
        if !trusted.contains(asker) {
            break;
        }
        let Ok(named) = named.parse::<IpAddr>() else { break };
        asker = named.to_canonical();
    }
    asker.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut request = axum::http::Request::builder();
        for value in forwarded {
            request = request.header(FORWARDED_FOR, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
        let trusted: Vec<String> = trusted.iter().map(|text| (*text).to_owned()).collect();
        origin(&parts, &Networks::parse(&trusted).unwrap())
    }

    #[test]
    fn a_proxy_is_believed_only_if_it_is_trusted() {
        assert_eq!(asked("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(asked("10.0.0.2", &["198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(asked("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn what_a_customer_makes_up_stays_behind_what_the_proxy_adds() {
        assert_eq!(asked("10.0.0.2", &["1.2.3.4, 198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(
            asked("10.0.0.2", &["1.2.3.4", "198.51.100.1, 10.0.0.3"], &["10.0.0.0/8"]),
            "198.51.100.1"
        );
        assert_eq!(asked("10.0.0.2", &["nonsense"], &["10.0.0.0/8"]), "10.0.0.2");
        assert_eq!(asked("10.0.0.2", &[], &["10.0.0.0/8"]), "10.0.0.2");
    }
}
