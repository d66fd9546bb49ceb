//! The page of the first set-up.

use super::{act, store};
use crate::Error;
use crate::house::House;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::staff::sign_in::page::{come_from, with_session};
use crate::ui::frame::Frame;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

/// The form.
#[derive(Template)]
#[template(path = "staff/first_run/set_up.html")]
pub struct SetUp {
    frame: Frame,
    wrong: Wrong,
    sent: Fields,
}

impl SetUp {
    fn of(house: &House, asker: &Asker, wrong: Wrong, sent: Fields) -> Self {
        let title = asker.texts().say("staff-set-up");
        Self { frame: Frame::of(asker, "", title, house.clock.now()), wrong, sent }
    }
}

/// `GET /set-up`
pub async fn show(State(house): State<House>, asker: Asker) -> Result<Response, Error> {
    if !house.db.read(store::is_needed).await? {
        return Ok(Go::to("/sign-in").into_response());
    }
    Ok(Page(SetUp::of(&house, &asker, Wrong::default(), Fields::default())).into_response())
}

/// `POST /set-up`
pub async fn send(State(house): State<House>, asker: Asker, sent: Fields) -> Result<Response, Error> {
    let wanted = act::Wanted {
        code: sent.get("code").to_owned(),
        network_zh: sent.get("network_zh").to_owned(),
        network_en: sent.get("network_en").to_owned(),
        name: sent.get("name").to_owned(),
        login: sent.get("login").to_owned(),
        password: sent.get("password").to_owned(),
        language: asker.actor.language,
    };
    match act::set_up(&house, &wanted, come_from(&asker)).await {
        Ok(entered) => {
            Ok(with_session(&house, Go::to("/").saying("staff-set-up-done", &[]), &entered.secret))
        }
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            Ok(wrong.answer(SetUp::of(&house, &asker, wrong.clone(), sent)))
        }
    }
}
