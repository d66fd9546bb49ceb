//! How the evaluator was used: eligible, shown, answered, not asked, by counter and hour.
//!
//! The levels are told for the hall as a whole. By counter there are only counts of what was asked and answered: who was
//! asked is what staff can influence, and a mean of few ratings says little about a person.

use super::counts::{self, Counts, DayCounts, Hour};
use crate::Error;
use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::run::hall::Plan;
use crate::run::pages::{self, Room};
use crate::staff::rights::Act;
use crate::ui::frame::{Frame, Where};
use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

/// Which day.
#[derive(Deserialize)]
pub(crate) struct Asked {
    day: Option<String>,
}

/// The share of those who could answer that did, in whole per cent with its interval (Wilson 1927); none of nobody.
#[expect(clippy::cast_precision_loss, reason = "people of a day")]
fn answered_share(counts: &Counts) -> Option<(String, String)> {
    if counts.eligible == 0 {
        return None;
    }
    let interval = experience::wilson(counts.answered, counts.eligible);
    let share = counts.answered as f64 / counts.eligible as f64;
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    Some((percent(share), format!("{}–{}", percent(interval.low), percent(interval.high))))
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
    let (plan, day, counted, place) = house
        .db
        .read(move |tx| {
            let plan = pages::plan(&inside, tx, &actor, &code, Act::SeeFigures)?;
            let today = plan.day(inside.clock.now());
            let day = asked.day.clone().filter(|day| plan.day_begins(day).is_some()).unwrap_or(today);
            let counted = counts::of_day(tx, &plan, &day)?;
            let place = pages::here(tx, &actor, &plan, Room::Ratings, None)?;
            Ok::<_, Error>((plan, day, counted, place))
        })
        .await?;
    Ok(Page(ratings(&house, &asker, &plan, place, day, counted)))
}

fn ratings(
    house: &House,
    asker: &Asker,
    plan: &Plan,
    place: Where,
    day: String,
    counted: DayCounts,
) -> Ratings {
    let t = asker.texts();
    let DayCounts { all, levels, hours } = counted;
    let row = |Hour { label, hour, counts, .. }| {
        let (share, interval) = answered_share(&counts).unwrap_or_default();
        Row { counter: label, hour: format!("{hour}:00"), few: counts.eligible < 10, counts, share, interval }
    };
    let levels = super::levels(t).into_iter().zip(levels.iter().rev()).map(|((level, name), count)| {
        let width = (count * 100).checked_div(all.answered).unwrap_or_default();
        (level, name, *count, width.to_string())
    });
    let hall = plan.name(t.language()).to_owned();
    Ratings {
        frame: Frame::of(asker, "run", t.say("ticket-ratings"), house.clock.now()).at(place),
        share: answered_share(&all),
        levels: levels.collect(),
        rows: hours.into_iter().map(row).collect(),
        hall,
        day,
        all,
    }
}
