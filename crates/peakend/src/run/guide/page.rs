//! The guide's page, and its presses.

use super::press::{Done, Verb};
use super::view::View;
use crate::Error;
use crate::house::House;
use crate::http::form::Fields;
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::run::live::said_on_the_page;
use crate::run::ticket::{address, qr};
use crate::ui::frame::Frame;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

/// The guide's page.
#[derive(Template)]
#[template(path = "run/guide/guide.html")]
pub struct GuidePage {
    frame: Frame,
    view: View,
    /// The QR code of the ticket just issued.
    qr: String,
    notice: Option<String>,
    refused: bool,
}

/// The ticket just issued.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Issued {
    /// Its id.
    #[serde(default)]
    issued: String,
}

/// `GET /run/{hall}/guide`.
///
/// # Errors
/// There is no such hall; the person does not guide there.
pub async fn guide(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    Query(issued): Query<Issued>,
    headers: HeaderMap,
) -> Result<Page<GuidePage>, Error> {
    show(&house, &asker, code, issued.issued, None, &headers).await
}

/// `POST /run/{hall}/guide/{verb}`: does it and goes back; what cannot be done now is said there.
///
/// # Errors
/// There is no such verb, or the act fails for another reason than how things stand.
pub async fn press(
    State(house): State<House>,
    asker: Asker,
    Path((code, verb)): Path<(String, String)>,
    headers: HeaderMap,
    form: Fields,
) -> Result<Response, Error> {
    let verb: Verb = verb.parse().map_err(|_| Error::not_found("frame-error-not-found"))?;
    let (here, actor, place) = (house.clone(), asker.actor.clone(), code.clone());
    match house.db.write(move |tx| verb.act(&here, tx, &actor, &place, &form)).await {
        Ok(done) => Ok(onward(&code, done).into_response()),
        Err(error) => {
            let (status, why) = said_on_the_page(error, &asker)?;
            Ok((status, show(&house, &asker, code, String::new(), Some(why), &headers).await?)
                .into_response())
        }
    }
}

fn onward(code: &str, done: Done) -> Go {
    let page = format!("/run/{code}/guide");
    match done {
        Done::It => Go::to(page),
        Done::Issued(visit, None) => Go::to(format!("{page}?issued={visit}")),
        Done::Issued(visit, Some(true)) => {
            Go::to(format!("{page}?issued={visit}")).saying("floor-back-known", &[])
        }
        Done::Issued(visit, Some(false)) => {
            Go::to(format!("{page}?issued={visit}")).saying("floor-back-unknown", &[])
        }
        Done::Offered(code) => Go::to(page).saying("floor-offered", &[("code", code)]),
        Done::Back(true) => Go::to(page).saying("floor-back-known", &[]),
        Done::Back(false) => Go::to(page).saying("floor-back-unknown", &[]),
    }
}

async fn show(
    house: &House,
    asker: &Asker,
    code: String,
    issued: String,
    why: Option<String>,
    headers: &HeaderMap,
) -> Result<Page<GuidePage>, Error> {
    let (here, actor, now) = (house.clone(), asker.actor.clone(), house.clock.now());
    let (view, steps) =
        house.db.read(move |tx| View::load(&here, tx, &actor, &code, issued.parse().ok(), now)).await?;
    let mut frame = Frame::of(asker, "run", asker.texts().say("floor-guide"), now).at(steps);
    let (refused, said) = (why.is_some(), frame.said.take());
    let qr = view.issued.as_ref().map(|issued| qr(&address(&house.config, headers, &issued.page)));
    Ok(Page(GuidePage { frame, view, qr: qr.unwrap_or_default(), notice: why.or(said), refused }))
}
