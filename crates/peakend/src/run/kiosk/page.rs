//! Pages of the kiosk, and of the same choice on a phone.

use super::{channels, elsewhere, most_used_first};
use crate::Error;
use crate::house::House;
use crate::http::cookie;
use crate::http::form::Fields;
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::kernel::kinds::PlaceId;
use crate::kernel::{Clock, Instant};
use crate::run::hall::{self, Offer, Plan};
use crate::run::ticket::act::take_first;
use crate::run::ticket::{Now, Opening, Wait, Waits, address, qr, store, week};
use crate::run::visit::act::Ticket;
use crate::run::visit::{Source, Visit, store as visits};
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::frame::Frame;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use db::Tx;
use std::collections::HashMap;
use std::sync::Arc;

/// How long the kiosk shows a ticket again to a press that comes twice, in seconds. After that the ticket is its owner's
/// alone.
pub(super) const SHOWN_S: i64 = 120;
/// Days over which it is counted what people come for.
const USED_DAYS: i64 = 7;

/// What every page in front of customers knows.
pub(crate) struct Front {
    /// Texts, assets, addresses.
    pub frame: Frame,
    /// The name of the hall.
    pub hall: String,
    /// Where the pages of this hall begin: `/k/wensan` or `/q/wensan`.
    pub base: String,
    /// Large letters.
    pub large: bool,
    /// On the customer's own phone.
    pub phone: bool,
}

impl Front {
    /// The front of a hall for whoever asks.
    pub(crate) fn of(house: &House, asker: &Asker, headers: &HeaderMap, plan: &Plan, phone: bool) -> Self {
        let name = plan.name(asker.actor.language).to_owned();
        let large = cookie::get(headers, "large").as_deref() == Some("1") || asker.path.contains("large=1");
        let base = format!("/{}/{}", if phone { "q" } else { "k" }, plan.code);
        Self { frame: Frame::of(asker, "", name.clone(), house.clock.now()), hall: name, base, large, phone }
    }

    /// An address of this front that keeps the language.
    pub(crate) fn to(&self, rest: &str) -> String {
        let mark = if rest.contains('?') { '&' } else { '?' };
        format!("{}{rest}{mark}lang={}", self.base, self.frame.lang())
    }
}

struct Tile {
    name: String,
    purpose: String,
    waiting: usize,
    wait: String,
    /// Where it leads; none if a press takes the ticket at once.
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "run/kiosk/home.html")]
struct Home {
    front: Front,
    tiles: Vec<Tile>,
    key: String,
    opening: String,
    week: Vec<(String, String)>,
    open: bool,
}

#[derive(Template)]
#[template(path = "run/kiosk/purpose.html")]
struct Chosen {
    front: Front,
    name: String,
    purpose: String,
    channels: Vec<(String, String)>,
    documents: Vec<String>,
    ahead: usize,
    about: bool,
    wait: String,
    key: String,
}

#[derive(Template)]
#[template(path = "run/kiosk/issued.html")]
struct Issued {
    front: Front,
    label: String,
    purpose: String,
    ahead: i64,
    wait: String,
    documents: Vec<String>,
    qr: String,
    taken: String,
}

/// Who may stand at the kiosk: the device itself, or staff that take tickets for customers.
pub(super) fn must_be_kiosk(actor: &Actor, plan: &Plan) -> Result<(), Error> {
    actor.must(Act::TakeTicket, &plan.path)
}

/// A page that nobody keeps.
pub(crate) fn unkept(page: impl IntoResponse) -> Response {
    let headers: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];
    (headers, page).into_response()
}

pub(crate) async fn home(
    State(house): State<House>,
    asker: Asker,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let look = look(&house, code).await?;
    must_be_kiosk(&asker.actor, &look.now.plan)?;
    Ok(unkept(Page(choice(&house, &asker, &headers, &look, false))))
}

pub(crate) async fn phone_home(
    State(house): State<House>,
    asker: Asker,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let look = look(&house, code).await?;
    Ok(unkept(Page(choice(&house, &asker, &headers, &look, true))))
}

/// The hall as it stands, what people come for, and what they would be told of their wait.
struct Look {
    now: Now,
    used: HashMap<String, i64>,
    waits: Waits,
}

async fn look(house: &House, code: String) -> Result<Look, Error> {
    let inside = house.clone();
    house
        .db
        .read(move |tx| {
            let hall = hall::store::by_code(tx, &code)?;
            let now = Now::of(&inside, tx, hall)?;
            let (from, to) = days(&now.plan, now.at);
            let used = store::use_of_purposes(tx, hall, &from, &to)?;
            let waits = now.waits(&inside, tx)?;
            Ok::<_, Error>(Look { now, used: used.into_iter().collect(), waits })
        })
        .await
}

/// The seven days before today: today is left out, so that tiles do not change places under a finger.
fn days(plan: &Plan, at: Instant) -> (String, String) {
    (plan.day(at.plus_seconds(-USED_DAYS * 86_400)), plan.day(at))
}

fn choice(house: &House, asker: &Asker, headers: &HeaderMap, look: &Look, phone: bool) -> Home {
    let Look { now, used, waits } = look;
    let front = Front::of(house, asker, headers, &now.plan, phone);
    let t = front.frame.t;
    let tile = |offer: &&Offer| {
        let (place, wait) = (now.place_of_next(&offer.purpose)?, waits.get(&offer.purpose)?);
        let plain = offer.channels.is_empty() && offer.documents(t.language()).is_empty();
        Some(Tile {
            name: offer.name(t.language()).to_owned(),
            waiting: place.before.len(),
            wait: wait.say(t),
            href: (!plain).then(|| front.to(&format!("/for/{}", offer.purpose))),
            purpose: offer.purpose.clone(),
        })
    };
    Home {
        tiles: most_used_first(&now.plan.offers, used).iter().filter_map(tile).collect(),
        key: house.chance.secret(),
        opening: Opening::say(t, &now.plan, now.at),
        week: week(t, &now.plan, now.at),
        open: now.plan.is_open(now.at),
        front,
    }
}

pub(crate) async fn purpose(
    State(house): State<House>,
    asker: Asker,
    headers: HeaderMap,
    Path((code, purpose)): Path<(String, String)>,
) -> Result<Response, Error> {
    let look = look(&house, code).await?;
    must_be_kiosk(&asker.actor, &look.now.plan)?;
    Ok(unkept(Page(chosen(&house, &asker, &headers, &look, &purpose, false)?)))
}

pub(crate) async fn phone_purpose(
    State(house): State<House>,
    asker: Asker,
    headers: HeaderMap,
    Path((code, purpose)): Path<(String, String)>,
) -> Result<Response, Error> {
    let look = look(&house, code).await?;
    Ok(unkept(Page(chosen(&house, &asker, &headers, &look, &purpose, true)?)))
}

fn chosen(
    house: &House,
    asker: &Asker,
    headers: &HeaderMap,
    look: &Look,
    purpose: &str,
    phone: bool,
) -> Result<Chosen, Error> {
    let Look { now, waits, .. } = look;
    let front = Front::of(house, asker, headers, &now.plan, phone);
    let t = front.frame.t;
    let offer = now.plan.offered(purpose)?;
    let place = now.place_of_next(purpose).ok_or_else(|| Error::not_found("run-error-no-hall"))?;
    let wait = waits.get(purpose).copied().unwrap_or(Wait::Unknown);
    Ok(Chosen {
        name: offer.name(t.language()).to_owned(),
        purpose: offer.purpose.clone(),
        channels: channels(offer, t.language().into()),
        documents: offer.documents(t.language()).to_vec(),
        ahead: place.before.len(),
        about: place.about,
        wait: wait.say(t),
        key: house.chance.secret(),
        front,
    })
}

pub(crate) async fn take(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    press: Fields,
) -> Result<Go, Error> {
    let lang = asker.actor.language.tag();
    let key = press.get("key").to_owned();
    pressed(&house, &asker, code.clone(), press, Source::Kiosk).await?;
    Ok(Go::to(format!("/k/{}/issued/{key}?lang={lang}", crate::http::page::encode(&code))))
}

pub(crate) async fn phone_take(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    press: Fields,
) -> Result<Go, Error> {
    let lang = asker.actor.language;
    // on the page for phones everybody is a customer, also staff who try it out
    let asker = Asker { actor: Actor::public(asker.actor.origin.clone(), lang), ..asker };
    let visit = pressed(&house, &asker, code, press, Source::Phone).await?;
    Ok(Go::to(format!("/t/{}?lang={}", visit.secret, lang.tag())))
}

async fn pressed(
    house: &House,
    asker: &Asker,
    code: String,
    press: Fields,
    source: Source,
) -> Result<Visit, Error> {
    let ticket = Ticket {
        purpose: press.get("purpose").to_owned(),
        class: String::new(),
        source,
        language: asker.actor.language.tag().to_owned(),
        appointment: None,
    };
    let (inside, actor, key) = (house.clone(), asker.actor.clone(), press.get("key").to_owned());
    house
        .db
        .write(move |tx| {
            let hall = hall::store::by_code(tx, &code)?;
            let (visit, is_new) = take_first(&inside, tx, &actor, hall, &key, &ticket)?;
            if is_new && let Some(channel) = press.maybe("declined") {
                elsewhere::decline(&inside, tx, &actor, hall, &ticket.purpose, channel)?;
            }
            Ok(visit)
        })
        .await
}

/// What the kiosk shows of a ticket that was just taken.
struct Taken {
    plan: Arc<Plan>,
    visit: Visit,
    ahead: i64,
    wait: Wait,
}

pub(crate) async fn issued(
    State(house): State<House>,
    asker: Asker,
    headers: HeaderMap,
    Path((code, key)): Path<(String, String)>,
) -> Result<Response, Error> {
    let inside = house.clone();
    let home = format!("/k/{}?lang={}", crate::http::page::encode(&code), asker.actor.language.tag());
    let taken = house.db.read(move |tx| taken(&inside, tx, &code, &key)).await?;
    let Some(taken) = taken else { return Ok(Go::to(home).into_response()) };
    must_be_kiosk(&asker.actor, &taken.plan)?;
    Ok(unkept(Page(ticket(&house, &asker, &headers, &taken))))
}

fn taken(house: &House, tx: &mut Tx<'_>, code: &str, key: &str) -> Result<Option<Taken>, Error> {
    let hall: PlaceId = hall::store::by_code(tx, code)?;
    let plan = hall::store::plan(house, tx, hall)?;
    let Some((visit, at)) = store::of_key(tx, hall, key)? else { return Ok(None) };
    if is_past(&house.clock, at) {
        return Ok(None);
    }
    let (ahead, low, high) = store::told(tx, visit)?.unwrap_or_default();
    let wait = low.zip(high).map_or(Wait::Unknown, |(low_s, high_s)| Wait::between(low_s, high_s));
    Ok(Some(Taken { plan, visit: visits::get(tx, visit)?, ahead, wait }))
}

fn is_past(clock: &Clock, at: Instant) -> bool {
    clock.now() > at.plus_seconds(SHOWN_S)
}

fn ticket(house: &House, asker: &Asker, headers: &HeaderMap, taken: &Taken) -> Issued {
    let front = Front::of(house, asker, headers, &taken.plan, false);
    let t = front.frame.t;
    let offer = taken.plan.offer(&taken.visit.purpose);
    let page = format!("/t/{}?lang={}", taken.visit.secret, t.language().tag());
    Issued {
        label: taken.visit.label(),
        purpose: offer.map(|offer| offer.name(t.language()).to_owned()).unwrap_or_default(),
        ahead: taken.ahead,
        wait: taken.wait.say(t),
        documents: offer.map(|offer| offer.documents(t.language()).to_vec()).unwrap_or_default(),
        qr: qr(&address(&house.config, headers, &page)),
        taken: taken.visit.taken_at.local(&taken.plan.zone).strftime("%Y-%m-%d %H:%M").to_string(),
        front,
    }
}
