//! The page of the desk, and its presses.

use super::press::Verb;
use super::view::View;
use crate::Error;
use crate::house::House;
use crate::http::form::Fields;
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::run::live::said_on_the_page;
use crate::ui::frame::Frame;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};

/// The page of a desk.
#[derive(Template)]
#[template(path = "run/desk/desk.html")]
pub struct DeskPage {
    frame: Frame,
    view: View,
    /// What was just done, or refused.
    notice: Option<String>,
    /// Whether it was refused.
    refused: bool,
}

/// `GET /run/{hall}/desk`.
///
/// # Errors
/// There is no such hall; the person does not work at counters there.
pub async fn desk(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
) -> Result<Page<DeskPage>, Error> {
    show(&house, &asker, code, None).await
}

/// `POST /run/{hall}/desk/{verb}`: does it and goes back to the desk; what cannot be done now is said there.
///
/// # Errors
/// There is no such verb, or the act fails for another reason than how things stand.
pub async fn press(
    State(house): State<House>,
    asker: Asker,
    Path((code, verb)): Path<(String, String)>,
    form: Fields,
) -> Result<Response, Error> {
    let verb: Verb = verb.parse().map_err(|_| Error::not_found("frame-error-not-found"))?;
    let (here, actor) = (house.clone(), asker.actor.clone());
    let done = house.db.write(move |tx| verb.act(&here, tx, &actor, &form)).await;
    match done {
        Ok(()) => Ok(Go::to(format!("/run/{code}/desk")).into_response()),
        Err(error) => {
            let (status, why) = said_on_the_page(error, &asker)?;
            Ok((status, show(&house, &asker, code, Some(why)).await?).into_response())
        }
    }
}

async fn show(
    house: &House,
    asker: &Asker,
    code: String,
    why: Option<String>,
) -> Result<Page<DeskPage>, Error> {
    let (here, who, now) = (house.clone(), asker.clone(), house.clock.now());
    let (view, steps) = house.db.read(move |tx| View::load(&here, tx, &who, &code, now)).await?;
    let mut frame = Frame::of(asker, "run", asker.texts().say("desk-title"), now).at(steps);
    let refused = why.is_some();
    let said = frame.said.take();
    Ok(Page(DeskPage { frame, view, notice: why.or(said), refused }))
}
