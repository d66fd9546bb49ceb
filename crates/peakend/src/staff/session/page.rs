//! One's own account: password, language, and where one is signed in.

use super::{Session, act, store};
use crate::house::House;
use crate::http::cookie;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page};
use crate::http::who::{Asker, LANGUAGE};
use crate::kernel::kinds::{PersonId, SessionId};
use crate::staff::person;
use crate::staff::sign_in::{self, page::without_session};
use crate::ui::frame::Frame;
use crate::ui::text::Language;
use crate::{Error, RefusalKind};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Response};

/// The page.
#[derive(Template)]
#[template(path = "staff/session/me.html")]
pub struct Me {
    frame: Frame,
    wrong: Wrong,
    login: String,
    /// Whether the password was set by somebody else.
    temporary: bool,
    sessions: Vec<Line>,
}

/// A session as it is listed.
struct Line {
    session: Session,
    here: bool,
    began: String,
    seen: String,
}

/// Whoever is signed in by a session: keys of the API do not change an account.
fn signed_in(asker: &Asker) -> Result<(PersonId, SessionId), Error> {
    let sign_in = || Error::refused(RefusalKind::Unauthenticated, "staff-error-sign-in");
    asker.actor.person().zip(asker.session).ok_or_else(sign_in)
}

impl Me {
    async fn of(house: &House, asker: &Asker, wrong: Wrong) -> Result<Self, Error> {
        let (me, here) = signed_in(asker)?;
        let now = house.clock.now();
        let (candidate, sessions) = house
            .db
            .read(move |tx| Ok::<_, Error>((sign_in::store::by_id(tx, me)?, store::of(tx, me, now)?)))
            .await?;
        let candidate = candidate.ok_or_else(|| Error::not_found("staff-error-no-person"))?;
        let line = |session: Session| Line {
            here: session.id == here,
            began: session.created_at.minute(&house.config.zone),
            seen: session.seen_at.minute(&house.config.zone),
            session,
        };
        Ok(Self {
            frame: Frame::of(asker, "", asker.texts().say("frame-me"), now),
            wrong,
            login: candidate.login,
            temporary: candidate.until.is_some(),
            sessions: sessions.into_iter().map(line).collect(),
        })
    }
}

/// `GET /me`
pub async fn show(State(house): State<House>, asker: Asker) -> Result<Page<Me>, Error> {
    Ok(Page(Me::of(&house, &asker, Wrong::default()).await?))
}

/// `POST /me/password`
pub async fn password(State(house): State<House>, asker: Asker, sent: Fields) -> Result<Response, Error> {
    let (_, here) = signed_in(&asker)?;
    let (old, new) = (sent.get("old"), sent.get("new"));
    match sign_in::act::change_password(&house, &asker.actor, Some(here), old, new).await {
        Ok(()) => Ok(Go::to("/me").saying("staff-password-changed", &[]).into_response()),
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            Ok(wrong.answer(Me::of(&house, &asker, wrong.clone()).await?))
        }
    }
}

/// `POST /me/language`
pub async fn language(State(house): State<House>, asker: Asker, sent: Fields) -> Result<Response, Error> {
    let (me, _) = signed_in(&asker)?;
    let language: Language = sent.parse("language", "staff-error-language")?;
    house.db.write(move |tx| person::store::set_language(tx, me, language)).await?;
    let mut response = Go::to("/me").into_response();
    let cookie = cookie::set(LANGUAGE, language.tag(), 365 * 24 * 3600, house.config.cookies_are_secure());
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// `POST /me/sessions/{id}/end`
pub async fn end(State(house): State<House>, asker: Asker, Path(id): Path<String>) -> Result<Go, Error> {
    let id: SessionId = id.parse().map_err(|_| Error::not_found("staff-error-no-session"))?;
    signed_in(&asker)?;
    let (house_, actor) = (house.clone(), asker.actor.clone());
    house.db.write(move |tx| act::end(&house_, tx, &actor, id)).await?;
    Ok(Go::to("/me").saying("staff-session-ended", &[]))
}

/// `POST /me/sign-out-everywhere`
pub async fn end_all(State(house): State<House>, asker: Asker) -> Result<Response, Error> {
    signed_in(&asker)?;
    let (house_, actor) = (house.clone(), asker.actor.clone());
    house.db.write(move |tx| act::end_all(&house_, tx, &actor)).await?;
    Ok(without_session(&house, Go::to("/sign-in").saying("staff-signed-out", &[])))
}
