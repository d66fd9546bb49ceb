//! The panel of the hour ahead: a page of its own, of which the live page takes a part.

use super::{Advice, Ahead, Hour, SHARE, STEP_MIN, Spread, Step, Trial};
use crate::Error;
use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::kernel::Instant;
use crate::run::hall::Plan;
use crate::run::pages::{self, Room};
use crate::staff::rights::Act;
use crate::ui::figure;
use crate::ui::frame::Frame;
use crate::ui::text::Texts;
use crate::ui::time_band;
use askama::Template;
use axum::extract::{Path, State};
use experience::Interval;

/// The page.
#[derive(Template)]
#[template(path = "run/next_hour/page.html")]
pub struct HourPage {
    frame: Frame,
    code: String,
    hall: String,
    view: Option<View>,
    why: String,
}

/// What the panel shows.
struct View {
    advice: String,
    figures: Vec<Figure>,
    picture: String,
    rows: Vec<Row>,
    tried: Vec<Tried>,
    rests_on: String,
}

/// A figure with what stands below it.
struct Figure {
    name: String,
    value: String,
    more: String,
}

/// Some minutes.
struct Row {
    time: String,
    queue: String,
    queue_band: String,
    wait: String,
    wait_band: String,
}

/// A counter that was tried.
struct Tried {
    counter: String,
    at: String,
    saves: String,
    verdict: String,
    best: bool,
}

/// `GET /run/{hall}/next-hour`.
///
/// # Errors
/// There is no such hall, or its figures may not be seen; too much is being computed.
pub async fn page(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
) -> Result<Page<HourPage>, Error> {
    let (inside, actor) = (house.clone(), asker.actor.clone());
    let (plan, steps) = house
        .db
        .read(move |tx| {
            let plan = pages::plan(&inside, tx, &actor, &code, Act::SeeFigures)?;
            let name = Texts::shared(actor.language).say("foresee-hour-title");
            let steps = pages::here(tx, &actor, &plan, Room::Live, Some(name))?;
            Ok::<_, Error>((plan, steps))
        })
        .await?;
    let ahead = super::look(&house, &plan).await?;
    let (texts, now) = (asker.texts(), house.clock.now());
    let frame = Frame::of(&asker, "run", texts.say("foresee-hour-title"), now).at(steps).with_charts();
    let hall = plan.name(asker.actor.language).to_owned();
    let (view, why) = match &*ahead {
        Ahead::Known(hour) => (Some(Shown { plan: &plan, texts, hour }.view()), String::new()),
        other => (None, why_not(texts, other)),
    };
    Ok(Page(HourPage { frame, code: plan.code.clone(), hall, view, why }))
}

/// Why nothing is said of the hour.
fn why_not(texts: &Texts, ahead: &Ahead) -> String {
    match ahead {
        Ahead::TooLittle { visits, days } => texts
            .say_with("foresee-hour-too-little", &[("visits", (*visits).into()), ("days", (*days).into())]),
        _ => texts.say("foresee-hour-closed"),
    }
}

/// An hour as it is shown.
struct Shown<'a> {
    plan: &'a Plan,
    texts: &'static Texts,
    hour: &'a Hour,
}

impl Shown<'_> {
    fn view(&self) -> View {
        View {
            advice: self.advice(),
            figures: self.figures(),
            picture: self.picture(),
            rows: self.hour.steps.iter().map(|step| self.row(step)).collect(),
            tried: self.hour.tried.iter().enumerate().map(|(n, trial)| self.tried(n, trial)).collect(),
            rests_on: self.rests_on(),
        }
    }

    fn clock(&self, minute: u32) -> String {
        let at = Instant(self.hour.made_at.0 + i64::from(minute) * Instant::MINUTE);
        at.local(&self.plan.zone).strftime("%H:%M").to_string()
    }

    fn advice(&self) -> String {
        let texts = self.texts;
        match self.hour.advice {
            Advice::Enough => texts.say("foresee-advise-enough"),
            Advice::AllOpen => texts.say("foresee-advise-all-open"),
            Advice::Open(best) => {
                let Some(trial) = self.hour.tried.get(best) else { return String::new() };
                let id = match (trial.paused, trial.after_min) {
                    (false, 0) => "foresee-advise-open-now",
                    (false, _) => "foresee-advise-open-at",
                    (true, 0) => "foresee-advise-back-now",
                    (true, _) => "foresee-advise-back-at",
                };
                let [saves, low, high] = trial.saves_min.map(|minutes| figure::decimal(minutes, 1));
                texts.say_with(
                    id,
                    &[
                        ("counter", trial.counter.clone().into()),
                        ("time", self.clock(trial.after_min).into()),
                        ("saves", saves.into()),
                        ("low", low.into()),
                        ("high", high.into()),
                    ],
                )
            }
        }
    }

    fn figures(&self) -> Vec<Figure> {
        let (texts, hour) = (self.texts, self.hour);
        let figure = |name: &str, value: String, spread: Spread, digits: usize| Figure {
            name: texts.say(name),
            value,
            more: texts.with("foresee-most-hours", "range", self.band(spread, digits)),
        };
        let last = hour.steps.last().map(|step| step.queue).unwrap_or_default();
        let minutes = |value: f64| format!("{} {}", figure::decimal(value, 1), texts.say("floor-minutes"));
        vec![
            figure("foresee-figure-wait", minutes(hour.wait_min.mean), hour.wait_min, 1),
            figure("foresee-figure-queue", figure::decimal(last.mean, 1), last, 0),
            figure("foresee-figure-leave", figure::decimal(hour.leave.mean, 1), hour.leave, 0),
        ]
    }

    fn band(&self, spread: Spread, digits: usize) -> String {
        figure::range(spread.low, spread.high, self.texts.language(), |value| figure::decimal(value, digits))
    }

    fn row(&self, step: &Step) -> Row {
        Row {
            time: format!("{}–{}", self.clock(step.minute - STEP_MIN), self.clock(step.minute)),
            queue: figure::decimal(step.queue.mean, 1),
            queue_band: self.band(step.queue, 1),
            wait: step.wait_min.map_or_else(|| figure::NONE.to_owned(), |wait| figure::decimal(wait.mean, 1)),
            wait_band: step.wait_min.map_or_else(|| figure::NONE.to_owned(), |wait| self.band(wait, 1)),
        }
    }

    fn tried(&self, n: usize, trial: &Trial) -> Tried {
        let texts = self.texts;
        let [saves, low, high] = trial.saves_min;
        let interval = Some(Interval { low, high });
        let best = self.hour.advice == Advice::Open(n);
        let verdict = match (trial.real, best) {
            (false, _) => "foresee-no-real-difference",
            (true, true) => "foresee-verdict-advised",
            (true, false) => "foresee-verdict-better",
        };
        Tried {
            counter: trial.counter.clone(),
            at: self.clock(trial.after_min),
            saves: figure::with_interval(saves, interval, texts.language(), |value| figure::signed(value, 1)),
            verdict: texts.say(verdict),
            best,
        }
    }

    fn rests_on(&self) -> String {
        let (texts, on) = (self.texts, self.hour.rests_on);
        let values = [
            ("days", on.days.into()),
            ("visits", on.visits.into()),
            ("runs", on.runs.into()),
            ("time", self.clock(0).into()),
            ("share", figure::percent(SHARE, 0, texts.language()).into()),
        ];
        format!("{} {}", texts.say_with("foresee-hour-rests-on", &values), texts.say(on.trust.text()))
    }

    fn picture(&self) -> String {
        let steps = &self.hour.steps;
        let last = steps.last().map_or(0, |step| step.minute);
        let points = steps.iter().map(|step| time_band::Point {
            clock: self.clock(step.minute - STEP_MIN),
            expected: step.queue.mean,
            low: step.queue.low,
            high: step.queue.high,
            baseline: None,
        });
        let picture = time_band::Picture {
            axis: self.texts.say("foresee-axis-waiting"),
            name: format!("{}–{}", self.clock(0), self.clock(last)),
            stairs: false,
            points: points.collect(),
        };
        picture.figures(self.texts)
    }
}
