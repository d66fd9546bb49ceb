//! The visits of a hall's day.

use super::store::{self, Listed, Narrow};
use super::{place, words};
use crate::Error;
use crate::house::House;
use crate::http::page::{Page, encode};
use crate::http::who::Asker;
use crate::kernel::Instant;
use crate::kernel::kinds::VisitId;
use crate::run::hall::Plan;
use crate::run::pages::{self, Room};
use crate::run::visit::{State as Stands, label};
use crate::staff::rights::Act;
use crate::ui::figure;
use crate::ui::frame::Frame;
use crate::ui::text::Texts;
use askama::Template;
use axum::extract::{Path, Query, State};

/// Visits on a page.
const A_PAGE: usize = 50;

/// What is asked for.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    day: Option<String>,
    #[serde(default)]
    purpose: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    low: Option<String>,
    #[serde(default)]
    after: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "score/experience/visits.html")]
pub struct ListPage {
    frame: Frame,
    hall: String,
    day: String,
    answer: String,
    low: bool,
    purposes: Vec<(String, String, bool)>,
    states: Vec<(String, String, bool)>,
    visits: Vec<Line>,
    next: Option<String>,
}

/// A visit.
struct Line {
    id: String,
    number: String,
    purpose: String,
    state: String,
    taken: String,
    ended: String,
    score: Option<(String, u8)>,
    rating: String,
}

impl Asked {
    fn narrow(&self) -> Result<Narrow, Error> {
        let wanted = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let state = match wanted(&self.state) {
            Some(word) => Some(
                word.parse::<Stands>()
                    .map_err(|_| Error::invalid("state", "experience-error-state").with("state", &word))?,
            ),
            None => None,
        };
        Ok(Narrow {
            purpose: wanted(&self.purpose),
            state,
            low: wanted(&self.low).is_some(),
            before: wanted(&self.after).as_deref().map(cursor).transpose()?,
        })
    }

    /// This list, after a visit.
    fn after(&self, hall: &str, day: &str, last: &Listed) -> String {
        let part = |name: &str, value: &Option<String>| {
            value
                .as_ref()
                .filter(|v| !v.is_empty())
                .map(|v| format!("&{name}={}", encode(v)))
                .unwrap_or_default()
        };
        format!(
            "/run/{hall}/visits?day={day}{}{}{}&after={}.{}",
            part("purpose", &self.purpose),
            part("state", &self.state),
            part("low", &self.low),
            last.taken_at.0,
            last.id
        )
    }
}

/// Where a page begins: the instant and the id of the visit before it.
fn cursor(text: &str) -> Result<(Instant, VisitId), Error> {
    let read = || {
        let (at, id) = text.split_once('.')?;
        Some((Instant(at.parse().ok()?), id.parse().ok()?))
    };
    read().ok_or_else(|| Error::invalid("after", "experience-error-cursor"))
}

/// Shows the visits of a day.
///
/// # Errors
/// There is no such hall, they may not be seen, or the filter cannot be meant.
pub async fn list(
    State(house): State<House>,
    asker: Asker,
    Path(hall): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<ListPage>, Error> {
    let (inside, who) = (house.clone(), asker);
    house.db.read(move |tx| load(&inside, tx, &who, &hall, &asked)).await.map(Page)
}

fn load(
    house: &House,
    tx: &mut db::Tx<'_>,
    asker: &Asker,
    hall: &str,
    asked: &Asked,
) -> Result<ListPage, Error> {
    let texts = asker.texts();
    let plan = pages::plan(house, tx, &asker.actor, hall, Act::SeeVisit)?;
    let now = house.clock.now();
    let day = place::day(&plan, asked.day.as_deref(), now)?;
    let narrow = asked.narrow()?;
    let mut found = store::list(tx, plan.hall, &day, &narrow, A_PAGE as u32 + 1)?;
    let more = found.len() > A_PAGE;
    found.truncate(A_PAGE);
    let next = found.last().filter(|_| more).map(|last| asked.after(&plan.code, &day, last));
    let name = texts.say("experience-tab-visits");
    let steps = pages::here(tx, &asker.actor, &plan, Room::Visits, None)?;
    let same = |one: &str, other: Option<&str>| Some(one) == other;
    Ok(ListPage {
        frame: Frame::of(asker, "run", name, now).at(steps),
        hall: plan.code.clone(),
        answer: texts.with("experience-list-answer", "n", found.len()),
        low: narrow.low,
        purposes: plan
            .offers
            .iter()
            .map(|offer| {
                let name = offer.name(texts.language()).to_owned();
                (offer.purpose.clone(), name, same(&offer.purpose, narrow.purpose.as_deref()))
            })
            .collect(),
        states: Stands::ALL
            .iter()
            .map(|state| {
                let name = texts.say(&format!("experience-state-{state}"));
                (state.to_string(), name, Some(*state) == narrow.state)
            })
            .collect(),
        visits: found.into_iter().map(|visit| line(&plan, visit, texts)).collect(),
        next,
        day,
    })
}

fn line(plan: &Plan, visit: Listed, texts: &Texts) -> Line {
    Line {
        id: visit.id.to_string(),
        number: label(&visit.letter, visit.number),
        purpose: words::purpose(&visit.purpose, texts),
        state: texts.say(&format!("experience-state-{}", visit.state)),
        taken: place::minute(plan, visit.taken_at),
        ended: visit.ended_at.map(|at| place::minute(plan, at)).unwrap_or_default(),
        score: visit.score.map(|score| (words::affect(score), words::level(score))),
        rating: visit.level.map(|level| figure::decimal(level as f64, 0)).unwrap_or_default(),
    }
}
