//! How the evaluator was used: eligible, shown, answered, not asked, by counter and hour.
//!
//! The levels are told for the hall as a whole. By counter there are only counts of what was asked and answered: who was
//! asked is what staff can influence, and a mean of few ratings says little about a person.

use super::{RatingState, store};
use crate::Error;
use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::run::hall::{self, Plan};
use crate::staff::rights::Act;
use crate::ui::frame::{Frame, Step};
use askama::Template;
use axum::extract::{Path, Query, State};
use db::Tx;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which day.
#[derive(Deserialize)]
pub(crate) struct Asked {
    day: Option<String>,
}

/// What became of the questions of one counter, in one hour or all day.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub eligible: u64,
    pub shown: u64,
    pub answered: u64,
    pub not_asked: u64,
}

impl Counts {
    fn add(&mut self, one: &store::Counted) {
        self.eligible += 1;
        self.shown += u64::from(one.shown);
        self.answered += u64::from(one.state == RatingState::Answered);
        self.not_asked += u64::from(one.state == RatingState::NotAsked);
    }

    /// The share of those who could answer that did, in whole per cent with its interval (Wilson 1927); none of nobody.
    #[expect(clippy::cast_precision_loss, reason = "people of a day")]
    fn answered_share(&self) -> Option<(String, String)> {
        if self.eligible == 0 {
            return None;
        }
        let interval = experience::wilson(self.answered, self.eligible);
        let share = self.answered as f64 / self.eligible as f64;
        let percent = |share: f64| format!("{:.0}", share * 100.0);
        Some((percent(share), format!("{}–{}", percent(interval.low), percent(interval.high))))
    }
}

struct Row {
    counter: String,
    hour: String,
    counts: Counts,
    share: String,
    interval: String,
    few: bool,
}

#[derive(Template)]
#[template(path = "listen/rating/ratings.html")]
pub(crate) struct Ratings {
    frame: Frame,
    hall: String,
    day: String,
    all: Counts,
    share: Option<(String, String)>,
    levels: Vec<(i64, String, u64, String)>,
    rows: Vec<Row>,
}

pub(crate) async fn page(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<Ratings>, Error> {
    let (inside, actor) = (house.clone(), asker.actor.clone());
    let (plan, day, counted) = house
        .db
        .read(move |tx| {
            let id = hall::store::by_code(tx, &code)?;
            let plan = hall::store::plan(&inside, tx, id)?;
            actor.must(Act::SeeFigures, &plan.path)?;
            let today = plan.day(inside.clock.now());
            let day = asked.day.clone().filter(|day| plan.day_begins(day).is_some()).unwrap_or(today);
            let counted = of_day(tx, &plan, &day)?;
            Ok::<_, Error>((plan, day, counted))
        })
        .await?;
    Ok(Page(ratings(&house, &asker, &plan, day, &counted)))
}

fn of_day(tx: &mut Tx<'_>, plan: &Arc<Plan>, day: &str) -> Result<Vec<store::Counted>, Error> {
    let Some(from) = plan.day_begins(day) else { return Ok(Vec::new()) };
    // the next local day begins within 26 hours, whatever daylight saving does
    let next = plan.day(from.plus_seconds(26 * 3600));
    let to = plan.day_begins(&next).unwrap_or(from.plus_seconds(86_400));
    store::between(tx, plan.hall, from, to)
}

fn ratings(house: &House, asker: &Asker, plan: &Plan, day: String, counted: &[store::Counted]) -> Ratings {
    let t = asker.texts();
    let mut all = Counts::default();
    let mut by: BTreeMap<(usize, i8), (String, Counts)> = BTreeMap::new();
    let mut places: Vec<&str> = Vec::new();
    for one in counted {
        all.add(one);
        let place = places.iter().position(|label| *label == one.label).unwrap_or_else(|| {
            places.push(&one.label);
            places.len() - 1
        });
        let hour = one.eligible_at.local(&plan.zone).hour();
        by.entry((place, hour)).or_insert_with(|| (one.label.clone(), Counts::default())).1.add(one);
    }
    let row = |((_, hour), (counter, counts)): ((usize, i8), (String, Counts))| {
        let (share, interval) = counts.answered_share().unwrap_or_default();
        Row { counter, hour: format!("{hour}:00"), few: counts.eligible < 10, counts, share, interval }
    };
    let levels = super::levels(t).into_iter().map(|(level, name)| {
        let count = counted.iter().filter(|one| one.level == Some(level)).count() as u64;
        let width = (count * 100).checked_div(all.answered).unwrap_or_default();
        (level, name, count, width.to_string())
    });
    let hall = plan.name(t.language()).to_owned();
    let step = Step { name: hall.clone(), href: Some(format!("/run/{}", plan.code)) };
    Ratings {
        frame: Frame::of(asker, "run", t.say("ticket-ratings"), house.clock.now()).at(vec![step]),
        share: all.answered_share(),
        levels: levels.collect(),
        rows: by.into_iter().map(row).collect(),
        hall,
        day,
        all,
    }
}
