//! Pages of the evaluator.

use crate::Error;
use crate::house::House;
use crate::http::assets;
use crate::http::form::Fields;
use crate::http::live::{After, See, stream};
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, VisitId};
use crate::listen::rating::{self, Rating, RatingState, Reason, TABLET_ASKS_S, act, store};
use crate::run::counter::{self, Counter};
use crate::run::hall::{self, Plan};
use crate::run::kiosk::page::unkept;
use crate::run::visit::Surface;
use crate::staff::Actor;
use crate::ui::text::Texts;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use std::sync::Arc;

/// How long the tablet asks for a reason, and then how long it says thank you, in seconds.
const THANKS_S: i64 = 8;

/// What the tablet shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// Nothing to be asked.
    Sleep,
    /// The five faces.
    Faces,
    /// Why so low.
    Why,
    /// Thank you.
    Thanks,
}

#[derive(Template)]
#[template(path = "listen/evaluator/evaluator.html")]
struct Evaluator {
    t: &'static Texts,
    assets: &'static str,
    now: Instant,
    shows: Shows,
    counter: CounterId,
    label: String,
    hall: String,
    visit: String,
    /// Seconds until the tablet goes on by itself.
    left: i64,
    levels: [(i64, String); 5],
    reasons: Vec<Reason>,
}

/// A counter as its tablet sees it.
struct At {
    plan: Arc<Plan>,
    counter: Counter,
    rating: Option<Rating>,
    now: Instant,
}

impl At {
    fn of(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: CounterId) -> Result<Self, Error> {
        let counter = counter::store::get(tx, id)?;
        let plan = hall::store::plan(house, tx, counter.hall)?;
        act::must_be_evaluator(tx, actor, &plan.path, id)?;
        let now = house.clock.now();
        let rating = store::last_of_counter(tx, id, now.plus_seconds(-TABLET_ASKS_S))?;
        Ok(Self { plan, counter, rating, now })
    }

    /// Whether the next customer was called since.
    fn has_gone_on(&self) -> bool {
        self.counter.visit.is_some()
    }

    fn shows(&self, open_s: i64) -> Shows {
        let Some(rating) = self.rating.as_ref().filter(|_| !self.has_gone_on()) else { return Shows::Sleep };
        let lasts = |seconds: i64| rating.answered_at.is_some_and(|at| self.now < at.plus_seconds(seconds));
        let here = rating.surface == Some(Surface::Evaluator);
        match rating.state {
            RatingState::Eligible => Shows::Faces,
            RatingState::Shown if !rating.is_late(self.now, open_s) => Shows::Faces,
            RatingState::Answered if here && rating.wants_reason() && lasts(open_s) => Shows::Why,
            RatingState::Answered if lasts(THANKS_S) => Shows::Thanks,
            _ => Shows::Sleep,
        }
    }

    /// Seconds until what is shown is over.
    fn left(&self, shows: Shows, open_s: i64) -> i64 {
        let Some(rating) = &self.rating else { return open_s };
        let (since, lasts) = match shows {
            Shows::Faces => (rating.shown_at, open_s),
            Shows::Why => (rating.answered_at, open_s),
            Shows::Thanks => (rating.answered_at, THANKS_S),
            Shows::Sleep => return open_s,
        };
        let until = since.unwrap_or(self.now).plus_seconds(lasts);
        ((until.0 - self.now.0).div_euclid(Instant::SECOND) + 1).clamp(1, lasts)
    }
}

pub(crate) async fn page(
    State(house): State<House>,
    asker: Asker,
    Path(counter): Path<String>,
) -> Result<Response, Error> {
    let id = parse(&counter)?;
    let (inside, actor) = (house.clone(), asker.actor.clone());
    let at = house.db.read(move |tx| At::of(&inside, tx, &actor, id)).await?;
    let at = touched(&house, &asker, id, at).await?;
    let open_s = house.config.evaluator_s;
    let shows = at.shows(open_s);
    let t = asker.texts();
    Ok(unkept(Page(Evaluator {
        t,
        assets: assets::root(),
        now: at.now,
        shows,
        counter: id,
        label: at.counter.label.clone(),
        hall: at.plan.name(t.language()).to_owned(),
        visit: at.rating.as_ref().map(|rating| rating.visit.to_string()).unwrap_or_default(),
        left: at.left(shows, open_s),
        levels: rating::levels(t),
        reasons: rating::few_reasons(t.language()),
    })))
}

/// What a look by the tablet does: a question that stands there now is shown; one whose time is over, or whose customer
/// has made room for the next, is closed.
async fn touched(house: &House, asker: &Asker, id: CounterId, at: At) -> Result<At, Error> {
    let Some(rating) = at.rating.clone() else { return Ok(at) };
    let late = rating.is_late(at.now, house.config.evaluator_s) || at.has_gone_on();
    let (inside, actor, visit) = (house.clone(), asker.actor.clone(), rating.visit);
    let done = match rating.state {
        RatingState::Eligible if !at.has_gone_on() => {
            house.db.write(move |tx| act::show(&inside, tx, &actor, visit, Surface::Evaluator)).await
        }
        RatingState::Shown if late => {
            house.db.write(move |tx| act::time_out(&inside, tx, &actor, visit)).await
        }
        _ => return Ok(at),
    };
    // that another was quicker is no fault: the page shows how it stands now
    if let Err(error) = done
        && error.refusal().is_none()
    {
        return Err(error);
    }
    let (inside, actor) = (house.clone(), asker.actor.clone());
    house.db.read(move |tx| At::of(&inside, tx, &actor, id)).await
}

fn parse(counter: &str) -> Result<CounterId, Error> {
    counter.parse().map_err(|_| Error::not_found("run-error-no-counter"))
}

fn visit_of(fields: &Fields) -> Result<VisitId, Error> {
    fields.get("visit").parse().map_err(|_| Error::not_found("ticket-error-nothing-to-rate"))
}

/// Goes back to the tablet's page, which shows how it stands, whether or not this press was in time.
fn back(asker: &Asker, counter: CounterId, done: Result<(), Error>) -> Result<Go, Error> {
    match done {
        Err(error) if error.refusal().is_none_or(|refusal| refusal.kind != crate::RefusalKind::Conflict) => {
            Err(error)
        }
        _ => Ok(Go::to(format!("/e/{counter}?lang={}", asker.actor.language.tag()))),
    }
}

/// A press on the tablet: does it, and shows how it stands then.
async fn pressed(
    house: House,
    asker: Asker,
    counter: &str,
    fields: Fields,
    mut does: impl FnMut(&House, &mut Tx<'_>, &Actor, VisitId, &Fields) -> Result<(), Error> + Send + 'static,
) -> Result<Go, Error> {
    let (id, visit) = (parse(counter)?, visit_of(&fields)?);
    let (inside, actor) = (house.clone(), asker.actor.clone());
    let job = move |tx: &mut Tx<'_>| does(&inside, tx, &actor, visit, &fields);
    back(&asker, id, house.db.write(job).await)
}

pub(crate) async fn answer(
    State(house): State<House>,
    asker: Asker,
    Path(counter): Path<String>,
    fields: Fields,
) -> Result<Go, Error> {
    pressed(house, asker, &counter, fields, |house, tx, actor, visit, fields| {
        let level = fields.get("level").parse().unwrap_or_default();
        act::answer(house, tx, actor, visit, Surface::Evaluator, level, &[]).map(drop)
    })
    .await
}

pub(crate) async fn explain(
    State(house): State<House>,
    asker: Asker,
    Path(counter): Path<String>,
    fields: Fields,
) -> Result<Go, Error> {
    pressed(house, asker, &counter, fields, |house, tx, actor, visit, fields| {
        let why: Vec<String> = fields.all("reason").map(str::to_owned).collect();
        act::explain(house, tx, actor, visit, Surface::Evaluator, &why)
    })
    .await
}

/// The tablet's own clock has run out; the server's decides whether it has.
pub(crate) async fn time_out(
    State(house): State<House>,
    asker: Asker,
    Path(counter): Path<String>,
    fields: Fields,
) -> Result<Go, Error> {
    let id = parse(&counter)?;
    pressed(house, asker, &counter, fields, move |house, tx, actor, visit, _| {
        At::of(house, tx, actor, id)?;
        act::time_out(house, tx, actor, visit)
    })
    .await
}

/// Follows what happens at the counter.
pub(crate) async fn events(
    State(house): State<House>,
    asker: Asker,
    Path(counter): Path<String>,
    after: After,
) -> Result<Response, Error> {
    let id = parse(&counter)?;
    let (inside, actor) = (house.clone(), asker.actor.clone());
    let at = house.db.read(move |tx| At::of(&inside, tx, &actor, id)).await?;
    Ok(stream(&house, at.plan.hall, See::Counter(id), after))
}
