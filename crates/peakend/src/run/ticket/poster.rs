//! The poster with the hall's code, to be printed and hung up: who scans it takes a ticket by phone.

use super::{address, qr};
use crate::Error;
use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::run::hall;
use crate::staff::rights::Act;
use crate::ui::frame::{Frame, Step};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;

#[derive(Template)]
#[template(path = "run/ticket/poster.html")]
pub(crate) struct Poster {
    frame: Frame,
    hall: String,
    address: String,
    qr: String,
}

pub(crate) async fn page(
    State(house): State<House>,
    asker: Asker,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Page<Poster>, Error> {
    let inside = house.clone();
    let plan = house
        .db
        .read(move |tx| {
            let id = hall::store::by_code(tx, &code)?;
            hall::store::plan(&inside, tx, id)
        })
        .await?;
    asker.actor.must(Act::TakeTicket, &plan.path)?;
    let t = asker.texts();
    let hall = plan.name(t.language()).to_owned();
    let address = address(&house.config, &headers, &format!("/q/{}", plan.code));
    let step = Step { name: hall.clone(), href: Some(format!("/run/{}", plan.code)) };
    let frame = Frame::of(&asker, "run", t.say("ticket-poster"), house.clock.now()).at(vec![step]);
    Ok(Page(Poster { frame, hall, qr: qr(&address), address }))
}
