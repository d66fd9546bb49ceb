//! The page to sign in on.

use super::act::{self, From};
use crate::Error;
use crate::house::House;
use crate::http::cookie;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page};
use crate::http::who::{Asker, SESSION};
use crate::staff::{first_run, session};
use crate::ui::frame::Frame;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Response};

/// The form.
#[derive(Template)]
#[template(path = "staff/sign_in/sign_in.html")]
pub struct SignIn {
    frame: Frame,
    wrong: Wrong,
    login: String,
    next: String,
}

impl SignIn {
    fn of(house: &House, asker: &Asker, wrong: Wrong, login: &str, next: &str) -> Self {
        let frame = Frame::of(asker, "", asker.texts().say("staff-sign-in"), house.clock.now());
        Self { frame, wrong, login: login.to_owned(), next: own(next).to_owned() }
    }
}

/// Where to go on after signing in.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Onward {
    #[serde(default)]
    next: String,
}

/// An address of this house, or its door: nobody is sent to another house by a link.
fn own(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_path && is_plain { next } else { "/" }
}

/// `GET /sign-in`
pub async fn show(
    State(house): State<House>,
    asker: Asker,
    Query(onward): Query<Onward>,
) -> Result<Response, Error> {
    if house.db.read(first_run::store::is_needed).await? {
        return Ok(Go::to("/set-up").into_response());
    }
    Ok(Page(SignIn::of(&house, &asker, Wrong::default(), "", &onward.next)).into_response())
}

/// `POST /sign-in`
pub async fn send(State(house): State<House>, asker: Asker, sent: Fields) -> Result<Response, Error> {
    let (login, next) = (sent.get("login"), sent.get("next"));
    match act::sign_in(&house, login, sent.get("password"), come_from(&asker)).await {
        Ok(entered) => Ok(with_session(&house, Go::to(own(next)), &entered.secret)),
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            Ok(wrong.answer(SignIn::of(&house, &asker, wrong.clone(), login, next)))
        }
    }
}

/// `POST /sign-out`
pub async fn out(State(house): State<House>, asker: Asker) -> Result<Response, Error> {
    let session = asker.session;
    house.db.write(move |tx| session::act::sign_out(tx, session)).await?;
    Ok(without_session(&house, Go::to("/sign-in").saying("staff-signed-out", &[])))
}

/// From where somebody signs in.
pub(crate) fn come_from(asker: &Asker) -> From {
    From { origin: asker.actor.origin.clone(), old: asker.session }
}

/// The answer with the cookie of a new session.
pub(crate) fn with_session(house: &House, go: Go, secret: &str) -> Response {
    let mut response = go.into_response();
    let cookie = cookie::set(SESSION, secret, session::LONGEST_S, house.config.cookies_are_secure());
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

/// The answer that takes the cookie of the session away.
pub(crate) fn without_session(house: &House, go: Go) -> Response {
    let mut response = go.into_response();
    response.headers_mut().append(SET_COOKIE, cookie::set(SESSION, "", 0, house.config.cookies_are_secure()));
    response
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn nobody_is_sent_to_another_house() {
        assert_eq!(own("/run/wensan/desk?x=1"), "/run/wensan/desk?x=1");
        for bad in [
            "",
            "https://evil.test/",
            "//evil.test",
            "/\\evil.test",
            "run",
            "/a\nb",
            "/\t/evil.test",
            "/a\\b",
        ] {
            assert_eq!(own(bad), "/", "{bad}");
        }
    }
}
