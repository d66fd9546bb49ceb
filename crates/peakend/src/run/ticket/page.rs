//! The customer's own page: `/t/{secret}`.
//!
//! Whoever has the secret is the customer; there is nothing else to show. So the page is kept out of caches, search engines
//! and the addresses that browsers hand on.

use super::{Now, Timeline, Wait, clean};
use crate::Error;
use crate::house::House;
use crate::http::cookie;
use crate::http::form::Fields;
use crate::http::live::{After, See, stream};
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::kernel::kinds::VisitId;
use crate::listen::rating::{self, Rating, RatingState, Reason};
use crate::run::hall::Plan;
use crate::run::visit::{
    LONGEST_HOLD_MIN, Leaving, MOST_HOLDS, MOST_RECYCLES, State as Stands, Surface, Visit, act, store,
};
use crate::run::{counter, wait};
use crate::staff::{Actor, Who};
use crate::ui::frame::Frame;
use crate::ui::text::Language;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, REFERRER_POLICY};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use blueprint::Blueprint;
use db::Tx;

/// The longest answer to a question of the form, in characters.
const LONGEST_ANSWER: usize = 200;
/// The most questions of a form.
const MOST_ANSWERS: usize = 40;

/// A question of the form.
struct Question {
    /// The name of its field.
    name: String,
    /// What is asked.
    text: String,
    /// What was answered before.
    answer: String,
}

#[derive(Template)]
#[template(path = "run/ticket/ticket.html")]
struct Ticket {
    frame: Frame,
    hall: String,
    large: bool,
    /// Where this page is.
    base: String,
    label: String,
    purpose: String,
    state: Stands,
    /// The counter to go to.
    counter: String,
    recalled: bool,
    ahead: usize,
    about: bool,
    wait: String,
    timeline: Option<Timeline>,
    held_until: Option<String>,
    documents: Vec<String>,
    have: Vec<Question>,
    ask: Vec<Question>,
    holds: Vec<i64>,
    can_put_back: bool,
    left_open: String,
    has_answered: bool,
    faces: bool,
    levels: [(i64, String); 5],
    reasons: Vec<Reason>,
    rated: bool,
    live: bool,
}

/// All that the page shows, read in one look.
struct Own {
    visit: Visit,
    now: Now,
    wait: Wait,
    counter: Option<String>,
    rating: Option<Rating>,
}

fn own(house: &House, tx: &mut Tx<'_>, secret: &str) -> Result<Own, Error> {
    let visit = store::by_secret(tx, secret)?;
    let now = Now::of(house, tx, visit.hall)?;
    let counter = match visit.counter {
        Some(id) => counter::store::get(tx, id).ok().map(|counter| counter.label),
        None => None,
    };
    let rating = rating::store::of_visit(tx, visit.id)?;
    let wait = wait::now(house, tx, &visit)?.map_or(Wait::Unknown, |told| Wait::of(&told));
    Ok(Own { visit, now, wait, counter, rating })
}

/// What keeps the page to its owner.
fn private(page: impl IntoResponse) -> Response {
    let headers = [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    (headers, page).into_response()
}

pub(crate) async fn page(
    State(house): State<House>,
    asker: Asker,
    headers: HeaderMap,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let inside = house.clone();
    let own = house.db.read(move |tx| own(&inside, tx, &secret)).await?;
    shown(&house, &asker, &own).await?;
    Ok(private(Page(ticket(&asker, &headers, &own))))
}

/// Whoever opens the page after the service sees the question; that is noted once.
async fn shown(house: &House, asker: &Asker, own: &Own) -> Result<(), Error> {
    let today = own.now.plan.day(own.now.at);
    let is_new =
        |rating: &Rating| rating.state == RatingState::Eligible && rating.is_open_to_customer(&today);
    if !own.rating.as_ref().is_some_and(is_new) {
        return Ok(());
    }
    let (inside, id, actor) = (house.clone(), own.visit.id, customer(asker, own.visit.id));
    let shown = house.db.write(move |tx| rating::act::show(&inside, tx, &actor, id, Surface::Phone)).await;
    match shown {
        Err(error) if error.refusal().is_none_or(|refusal| refusal.id != rating::act::ALREADY) => Err(error),
        _ => Ok(()),
    }
}

/// The customer of a visit.
fn customer(asker: &Asker, id: VisitId) -> Actor {
    Actor { who: Who::Customer(id), ..Actor::public(asker.actor.origin.clone(), asker.actor.language) }
}

fn ticket(asker: &Asker, headers: &HeaderMap, own: &Own) -> Ticket {
    let Own { visit, now, wait, counter, rating } = own;
    let plan: &Plan = &now.plan;
    let t = asker.texts();
    let language = t.language();
    let offer = plan.offer(&visit.purpose);
    let place = now.place_of(visit.id);
    let today = plan.day(now.at);
    let waits = visit.state == Stands::Waiting;
    let documents = offer.map(|offer| offer.documents(language).to_vec()).unwrap_or_default();
    let asked = asked(&visit.purpose, language);
    let held = visit.hold_until.filter(|until| waits && *until > now.at);
    Ticket {
        frame: Frame::of(asker, "", plan.name(language).to_owned(), now.at),
        hall: plan.name(language).to_owned(),
        large: cookie::get(headers, "large").as_deref() == Some("1"),
        base: format!("/t/{}", visit.secret),
        label: visit.label(),
        purpose: offer.map(|offer| offer.name(language).to_owned()).unwrap_or_default(),
        state: visit.state,
        counter: counter.clone().unwrap_or_default(),
        recalled: visit.calls > 1,
        ahead: place.as_ref().map_or(0, |place| place.before.len()),
        about: place.as_ref().is_some_and(|place| place.about),
        timeline: Timeline::of(t, plan, *wait, now.at).filter(|_| waits),
        wait: wait.say(t),
        held_until: held.map(|until| super::local_minute(plan, until)),
        have: questions(&documents, "have", visit),
        ask: questions(&asked, "ask", visit),
        documents,
        holds: if waits && visit.holds < MOST_HOLDS { vec![5, 10, LONGEST_HOLD_MIN] } else { Vec::new() },
        can_put_back: visit.state == Stands::Missed && visit.misses <= MOST_RECYCLES,
        left_open: visit.left_open.clone(),
        has_answered: asked.iter().any(|text| visit.prepared.form.iter().any(|(asked, _)| asked == text)),
        levels: rating::levels(t),
        faces: rating.as_ref().is_some_and(|rating| rating.is_open_to_customer(&today)),
        reasons: if is_to_explain(rating.as_ref(), &today) { rating::reasons(language) } else { Vec::new() },
        rated: rating.as_ref().is_some_and(|rating| rating.state == RatingState::Answered),
        live: visit.state.is_live() || visit.day == today,
    }
}

fn is_to_explain(rating: Option<&Rating>, today: &str) -> bool {
    rating.is_some_and(|rating| {
        rating.wants_reason() && rating.surface == Some(Surface::Phone) && rating.day == today
    })
}

/// What customers are asked before their turn, in the blueprint's words for them. The steps of preparation are for staff.
fn asked(purpose: &str, language: Language) -> Vec<String> {
    let found = Blueprint::service_hall().purpose(purpose);
    let questions = found.map(|purpose| purpose.questions.as_slice()).unwrap_or_default();
    questions.iter().map(|text| text.get(language.into()).to_owned()).collect()
}

/// Questions with what was answered before; an answer is kept under the words that were asked.
fn questions(texts: &[String], name: &str, visit: &Visit) -> Vec<Question> {
    let before = |text: &String| visit.prepared.form.iter().find(|(question, _)| question == text);
    texts
        .iter()
        .enumerate()
        .map(|(n, text)| Question {
            name: format!("{name}{n}"),
            text: text.clone(),
            answer: before(text).map(|(_, answer)| answer.clone()).unwrap_or_default(),
        })
        .collect()
}

/// Does one act for the customer whose secret this is, and goes back to the page, which says what was done or why not.
async fn go(
    house: House,
    asker: Asker,
    secret: String,
    done: Option<&'static str>,
    mut does: impl FnMut(&House, &mut Tx<'_>, &Actor, &Visit) -> Result<(), Error> + Send + 'static,
) -> Result<Response, Error> {
    let (inside, key, who) = (house.clone(), secret.clone(), asker.clone());
    let outcome = house
        .db
        .write(move |tx| {
            let visit = store::by_secret(tx, &key)?;
            let actor = customer(&who, visit.id);
            does(&inside, tx, &actor, &visit)
        })
        .await;
    let back =
        Go::to(format!("/t/{}?lang={}", crate::http::page::encode(&secret), asker.actor.language.tag()));
    Ok(private(match (outcome, done) {
        (Ok(()), Some(done)) => back.saying(done, &[]),
        (Ok(()), None) => back,
        (Err(error), _) => {
            match error.refusal().filter(|refusal| refusal.kind != crate::RefusalKind::NotFound) {
                Some(refusal) => back.saying(refusal.id, &refusal.values),
                None => return Err(error),
            }
        }
    }))
}

pub(crate) async fn hold(
    State(house): State<House>,
    asker: Asker,
    Path(secret): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let minutes = fields.get("minutes").parse().unwrap_or_default();
    go(house, asker, secret, Some("ticket-did-hold"), move |house, tx, actor, visit| {
        act::hold(house, tx, actor, visit.id, minutes).map(|_| ())
    })
    .await
}

pub(crate) async fn leave(
    State(house): State<House>,
    asker: Asker,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    go(house, asker, secret, None, |house, tx, actor, visit| {
        act::leave(house, tx, actor, visit.id, Leaving::Customer).map(|_| ())
    })
    .await
}

pub(crate) async fn put_back(
    State(house): State<House>,
    asker: Asker,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    go(house, asker, secret, Some("ticket-did-put-back"), |house, tx, actor, visit| {
        act::put_back(house, tx, actor, visit.id).map(|_| ())
    })
    .await
}

pub(crate) async fn form(
    State(house): State<House>,
    asker: Asker,
    Path(secret): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let language = asker.actor.language;
    go(house, asker, secret, Some("ticket-did-form"), move |house, tx, actor, visit| {
        let plan = crate::run::hall::store::plan(house, tx, visit.hall)?;
        let offer = plan.offer(&visit.purpose);
        let given = |texts: &[String], name: &str| {
            texts
                .iter()
                .enumerate()
                .map(|(n, text)| (text.clone(), clean(fields.get(&format!("{name}{n}")), LONGEST_ANSWER)))
                .filter(|(_, answer)| !answer.is_empty())
                .take(MOST_ANSWERS)
                .collect::<Vec<_>>()
        };
        let mut answers = offer.map(|offer| given(offer.documents(language), "have")).unwrap_or_default();
        answers.extend(given(&asked(&visit.purpose, language), "ask"));
        act::fill_form(house, tx, actor, visit.id, &answers).map(|_| ())
    })
    .await
}

pub(crate) async fn rate(
    State(house): State<House>,
    asker: Asker,
    Path(secret): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let level = fields.get("level").parse().unwrap_or_default();
    go(house, asker, secret, None, move |house, tx, actor, visit| {
        rating::act::answer(house, tx, actor, visit.id, Surface::Phone, level, &[]).map(|_| ())
    })
    .await
}

pub(crate) async fn explain(
    State(house): State<House>,
    asker: Asker,
    Path(secret): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let why: Vec<String> = fields.all("reason").map(str::to_owned).collect();
    go(house, asker, secret, None, move |house, tx, actor, visit| {
        rating::act::explain(house, tx, actor, visit.id, Surface::Phone, &why)
    })
    .await
}

/// Follows the customer's own ticket: only that something has changed, never what.
pub(crate) async fn events(
    State(house): State<House>,
    Path(secret): Path<String>,
    after: After,
) -> Result<Response, Error> {
    let visit = house.db.read(move |tx| store::by_secret(tx, &secret)).await?;
    Ok(private(stream(&house, visit.hall, See::Own(visit.id), after)))
}
