//! The appointments of a hall's day, for who takes care of them: `/run/{hall}/appointments`.
//!
//! Names and telephones are shown here and nowhere else, to who may book for others.

use super::act::{self, Booking};
use super::page::Choice;
use super::{Appointment, State as Standing};
use crate::Error;
use crate::house::House;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page, encode};
use crate::http::who::Asker;
use crate::kernel::{Instant, words};
use crate::run::hall::{self, Plan};
use crate::run::pages::{self, Room};
use crate::run::visit;
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::frame::Frame;
use crate::ui::text::Texts;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use db::Tx;

/// The page.
#[derive(Template)]
#[template(path = "run/appointment/staff.html")]
pub struct DayPage {
    frame: Frame,
    wrong: Wrong,
    hall: String,
    code: String,
    answer: String,
    lines: Vec<Line>,
    choice: Choice,
    /// What was typed, to be shown again.
    tried: Fields,
}

/// An appointment.
struct Line {
    code: String,
    shown: String,
    time: String,
    purpose: String,
    name: String,
    phone: String,
    state: String,
    /// The visit that it became: its id and number.
    visit: Option<(String, String)>,
    may_check_in: bool,
    may_cancel: bool,
    may_miss: bool,
}

words! {
    /// What is done with an appointment here.
    pub enum Verb {
        /// Books for a caller.
        Book = "book",
        /// The customer is here.
        CheckIn = "check_in",
        /// Gives it up for the customer.
        Cancel = "cancel",
        /// Nobody came.
        NoShow = "no_show",
    }
}

impl Verb {
    /// Does it; what to say of it, and the day to show.
    fn act(
        self,
        house: &House,
        tx: &mut Tx<'_>,
        actor: &Actor,
        hall: &str,
        sent: &Fields,
    ) -> Result<Said, Error> {
        let plan = pages::plan(house, tx, actor, hall, Act::Book)?;
        let hall = plan.hall;
        let code = sent.get("code");
        if self != Self::Book && act::by_code(tx, code)?.hall != hall {
            return Err(Error::invalid("code", "appointment-error-no-code"));
        }
        Ok(match self {
            Self::Book => {
                let booked = act::book(house, tx, actor, hall, &booking(sent)?)?;
                let values = vec![("code", booked.shown()), ("time", act::time(&plan, booked.starts_at))];
                ("appointment-said-for-caller", values, booked.day)
            }
            Self::CheckIn => {
                let visit = act::check_in(house, tx, actor, hall, code)?;
                ("appointment-said-checked-in", vec![("number", visit.label())], visit.day)
            }
            Self::Cancel => {
                ("appointment-said-cancelled", Vec::new(), act::cancel(house, tx, actor, code)?.day)
            }
            Self::NoShow => {
                ("appointment-said-no-show", Vec::new(), act::no_show(house, tx, actor, code)?.day)
            }
        })
    }
}

/// A text, its values, and the day on which it was.
type Said = (&'static str, Vec<(&'static str, String)>, String);

fn booking(sent: &Fields) -> Result<Booking, Error> {
    Ok(Booking {
        purpose: sent.get("purpose").to_owned(),
        from: sent.parse("slot", "appointment-error-no-slot").map(Instant)?,
        name: sent.get("name").to_owned(),
        phone: sent.get("phone").to_owned(),
        language: if sent.get("language") == "en" { "en" } else { "zh-CN" }.to_owned(),
    })
}

/// `GET /run/{hall}/appointments`: those of a day, and what can be booked on it.
///
/// # Errors
/// There is no such hall, or the person does not book there.
pub async fn show(
    State(house): State<House>,
    asker: Asker,
    Path(hall): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Page<DayPage>, Error> {
    let (job, asked) = (house.clone(), Fields(query));
    house.db.read(move |tx| load(&job, tx, &asker, &hall, &asked, Wrong::default())).await.map(Page)
}

/// `POST /run/{hall}/appointments`: does it, and shows the day again.
///
/// # Errors
/// There is no such verb, or the act fails for another reason than how things stand.
pub async fn send(
    State(house): State<House>,
    asker: Asker,
    Path(hall): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let verb: Verb = fields.get("act").parse().map_err(|_| Error::not_found("frame-error-not-found"))?;
    let (job, actor, code, sent) = (house.clone(), asker.actor.clone(), hall.clone(), fields.clone());
    match house.db.write(move |tx| verb.act(&job, tx, &actor, &code, &sent)).await {
        Ok((said, values, day)) => {
            let to = format!("/run/{}/appointments?day={day}", encode(&hall));
            Ok(Go::to(to).saying(said, &values).into_response())
        }
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            let (job, shown) = (house.clone(), wrong.clone());
            let page = house.db.read(move |tx| load(&job, tx, &asker, &hall, &fields, shown.clone())).await?;
            Ok(wrong.answer(page))
        }
    }
}

fn load(
    house: &House,
    tx: &mut Tx<'_>,
    asker: &Asker,
    code: &str,
    asked: &Fields,
    wrong: Wrong,
) -> Result<DayPage, Error> {
    let plan = pages::plan(house, tx, &asker.actor, code, Act::Book)?;
    let hall = plan.hall;
    let (now, texts) = (house.clock.now(), asker.texts());
    let day = match asked.maybe("day") {
        Some(day) => hall::act::date(day)?.to_string(),
        None => plan.day(now),
    };
    let found = act::of_day(house, tx, &asker.actor, hall, &day)?;
    let answer = answer(texts, &found, now);
    let mut lines = Vec::new();
    for one in found {
        let visit = match one.visit {
            Some(id) => Some((id.to_string(), visit::store::get(tx, id)?.label())),
            None => None,
        };
        lines.push(line(&plan, asker, one, visit, now));
    }
    let place = pages::here(tx, &asker.actor, &plan, Room::Appointments, None)?;
    Ok(DayPage {
        frame: Frame::of(asker, "run", texts.say("appointment-tab"), now).at(place),
        wrong,
        hall: plan.name(asker.actor.language).to_owned(),
        code: plan.code.clone(),
        answer,
        lines,
        choice: Choice::of(house, tx, &plan, asker.actor.language, asked.get("purpose"), day)?,
        tried: asked.clone(),
    })
}

/// How the day stands, in a sentence.
fn answer(texts: &Texts, found: &[Appointment], now: Instant) -> String {
    let kept: Vec<_> = found.iter().filter(|one| one.state != Standing::Cancelled).collect();
    if kept.is_empty() {
        return texts.say("appointment-day-none");
    }
    let here = kept.iter().filter(|one| one.state == Standing::CheckedIn).count();
    let missed = kept.iter().filter(|one| one.missed(now)).count();
    let values = [("all", kept.len().into()), ("here", here.into()), ("missed", missed.into())];
    texts.say_with("appointment-day-answer", &values)
}

fn line(plan: &Plan, asker: &Asker, one: Appointment, visit: Option<(String, String)>, now: Instant) -> Line {
    let wall = |at: Instant| at.local(&plan.zone).strftime("%H:%M").to_string();
    let missed = one.missed(now);
    let state = if missed { Standing::NoShow } else { one.state };
    let booked = one.state == Standing::Booked;
    Line {
        shown: one.shown(),
        time: format!("{}–{}", wall(one.starts_at), wall(one.ends_at)),
        purpose: plan.purpose_name(&one.purpose, asker.actor.language),
        name: one.name.unwrap_or_default(),
        phone: one.phone.unwrap_or_default(),
        state: asker.texts().say(&format!("appointment-state-{}", state.word().replace('_', "-"))),
        visit,
        // who comes late on the day is welcome too
        may_check_in: booked && one.day == plan.day(now),
        may_cancel: booked && !missed,
        may_miss: booked && one.starts_at <= now,
        code: one.code,
    }
}
