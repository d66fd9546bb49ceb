//! Pages of the board.

use super::{Version, store};
use crate::Error;
use crate::house::House;
use crate::http::assets;
use crate::http::live::{After, See, stream};
use crate::http::who::Asker;
use crate::run::hall::{self, Plan};
use crate::run::log;
use crate::run::ticket::{Now, Opening, Waits};
use crate::run::visit::{State as Stands, label};
use crate::staff::rights::Act;
use crate::ui::text::{Language, Texts};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use db::Tx;
use std::sync::Arc;

/// How many earlier calls the board shows.
const LAST: usize = 4;

/// A call.
struct Called {
    label: String,
    counter: String,
}

/// Who waits for what.
struct Waiting {
    name: String,
    count: usize,
    wait: String,
}

#[derive(Template)]
#[template(path = "run/board/board.html")]
struct Board {
    t: &'static Texts,
    assets: &'static str,
    now_at: String,
    hall: String,
    code: String,
    zone: String,
    date: String,
    time: String,
    now: Option<Called>,
    last: Vec<Called>,
    waiting: Vec<Waiting>,
    news: String,
    open: bool,
    opening: String,
}

/// What a request for a board asks first: may it be seen, and which version is it.
fn version(house: &House, tx: &mut Tx<'_>, code: &str) -> Result<(Arc<Plan>, Version), Error> {
    let hall = hall::store::by_code(tx, code)?;
    let head = log::head(tx, hall)?.ok_or_else(|| Error::not_found("run-error-no-hall"))?;
    let plan = hall::store::plan_of(house, tx, hall, head.plan)?;
    let minute = house.clock.now().0.div_euclid(crate::kernel::Instant::MINUTE);
    Ok((plan, Version { seq: head.seq, plan: head.plan, minute }))
}

pub(crate) async fn page(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let (inside, actor) = (house.clone(), asker.actor.clone());
    let html = house
        .db
        .read(move |tx| {
            let (plan, version) = version(&inside, tx, &code)?;
            actor.must(Act::ShowBoard, &plan.path)?;
            let language = actor.language;
            inside.boards.at((plan.hall, language.tag()), version, || render(&inside, tx, &plan, language))
        })
        .await?;
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    Ok((headers, html).into_response())
}

fn render(house: &House, tx: &mut Tx<'_>, plan: &Plan, language: Language) -> Result<String, Error> {
    let now = Now::of(house, tx, plan.hall)?;
    let waits = now.waits(house, tx)?;
    let t = Texts::shared(language);
    let day = plan.day(now.at);
    let since = plan.day_begins(&day).unwrap_or(now.at);
    let calls = store::last_calls(tx, plan.hall, &day, since, 12)?;
    let (called, earlier): (Vec<_>, Vec<_>) =
        calls.into_iter().partition(|call| call.state == Stands::Called);
    let mut shown = called
        .into_iter()
        .chain(earlier)
        .map(|call| Called { label: label(&call.letter, call.number), counter: call.counter });
    let local = now.at.local(&plan.zone);
    let open = plan.is_open(now.at);
    Board {
        t,
        assets: assets::root(),
        now_at: now.at.to_string(),
        hall: plan.name(language).to_owned(),
        code: plan.code.clone(),
        zone: plan.zone.iana_name().unwrap_or("UTC").to_owned(),
        date: local.strftime("%Y-%m-%d").to_string(),
        time: local.strftime("%H:%M").to_string(),
        now: shown.next(),
        last: shown.take(LAST).collect(),
        waiting: waiting(&now, &waits, t),
        news: plan.broadcast.clone().unwrap_or_default(),
        open,
        opening: if open { String::new() } else { Opening::say(t, plan, now.at) },
    }
    .render()
    .map_err(|error| Error::Internal(error.to_string()))
}

/// Who waits, by purpose, in the order of the hall's tiles; those that are no longer offered only while somebody waits.
fn waiting(now: &Now, waits: &Waits, t: &Texts) -> Vec<Waiting> {
    let offers = now.plan.offers.iter();
    let counted =
        offers.map(|offer| (offer, now.lines.iter().filter(|line| line.purpose == offer.purpose).count()));
    counted
        .filter(|(offer, count)| offer.offered || *count > 0)
        .map(|(offer, count)| Waiting {
            name: offer.name(t.language()).to_owned(),
            count,
            wait: waits.get(&offer.purpose).map(|wait| wait.say(t)).unwrap_or_default(),
        })
        .collect()
}

/// Follows a hall as its boards do: what is to be spoken comes with each call.
pub(crate) async fn events(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    after: After,
) -> Result<Response, Error> {
    let inside = house.clone();
    let (plan, _) = house.db.read(move |tx| version(&inside, tx, &code)).await?;
    asker.actor.must(Act::ShowBoard, &plan.path)?;
    Ok(stream(&house, plan.hall, See::Board, after))
}
