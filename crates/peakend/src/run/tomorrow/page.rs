//! The page of a day to come, and its table as a file.

use super::staff::Needed;
use super::{DayPlan, Known, Outlook, Quarter, SHARE, Takes, mark};
use crate::Error;
use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::run::hall::Plan;
use crate::run::pages::{self, Room};
use crate::run::planning::Target;
use crate::staff::rights::Act;
use crate::ui::figure;
use crate::ui::frame::{Frame, Where};
use crate::ui::text::Texts;
use crate::ui::time_band;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use std::sync::Arc;

/// What is asked for.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    day: Option<String>,
    #[serde(default)]
    share: Option<String>,
    #[serde(default)]
    within: Option<String>,
    #[serde(default)]
    format: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "run/tomorrow/tomorrow.html")]
struct TomorrowPage {
    frame: Frame,
    code: String,
    day: String,
    weekday: String,
    before: String,
    after: String,
    share: u32,
    within: u32,
    answer: String,
    marks: Vec<String>,
    why: String,
    view: Option<View>,
}

/// What is shown of a forecast.
struct View {
    figures: Vec<Figure>,
    people: String,
    people_legend: String,
    counters: String,
    counters_legend: String,
    skills: Vec<String>,
    csv: String,
    came: bool,
    rows: Vec<Row>,
    worth: String,
    scores: Vec<Score>,
    rests_on: String,
}

/// A figure with what stands below it.
struct Figure {
    name: String,
    value: String,
    more: String,
}

/// A quarter of an hour.
struct Row {
    time: String,
    expected: String,
    band: String,
    baseline: String,
    came: String,
    needed: String,
    fraction: String,
    skills: Vec<String>,
    usual: String,
    short: bool,
}

/// What a method was worth.
struct Score {
    name: String,
    mae: String,
    wape: String,
    covered: String,
    used: bool,
}

/// `GET /run/{hall}/tomorrow`.
///
/// # Errors
/// There is no such hall, or its figures may not be seen; a day too far ahead, or a target that is none.
pub async fn page(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let (inside, actor) = (house.clone(), asker.actor.clone());
    let (plan, steps) = house
        .db
        .read(move |tx| {
            let plan = pages::plan(&inside, tx, &actor, &code, Act::SeeFigures)?;
            let steps = pages::here(tx, &actor, &plan, Room::Tomorrow, None)?;
            Ok::<_, Error>((plan, steps))
        })
        .await?;
    let date = super::date(&plan, asked.day.as_deref(), house.clock.now())?;
    let target = Target::asked(asked.share.as_deref(), asked.within.as_deref(), plan.target)?;
    let made = super::look(&house, &plan, date).await?;
    let takes = super::takes(&house, &plan, &made, target).await?;
    let shown = Shown { plan: &plan, texts: asker.texts(), made: &made, takes: &takes, target };
    if asked.format.as_deref() == Some("csv") {
        return shown.csv();
    }
    Ok(Page(shown.page(&house, &asker, steps)).into_response())
}

/// A day's plan as it is shown.
struct Shown<'a> {
    plan: &'a Arc<Plan>,
    texts: &'static Texts,
    made: &'a DayPlan,
    takes: &'a Takes,
    target: Target,
}

impl Shown<'_> {
    fn page(&self, house: &House, asker: &Asker, steps: Where) -> TomorrowPage {
        let texts = self.texts;
        let frame = Frame::of(asker, "run", texts.say("foresee-tab-tomorrow"), house.clock.now());
        let date = self.made.date;
        let needed = self.needed();
        let (answer, why) = (self.answer(needed), self.why_not());
        TomorrowPage {
            frame: frame.at(steps).with_charts(),
            code: self.plan.code.clone(),
            day: date.to_string(),
            weekday: texts.say(&format!("foresee-weekday-{}", date.weekday().to_monday_one_offset())),
            before: self.address(date.yesterday().unwrap_or(date), false),
            after: self.address(date.tomorrow().unwrap_or(date), false),
            share: self.target.percent(),
            within: self.target.minutes(),
            answer,
            marks: mark::sentences(self.made, texts),
            why,
            view: self.known().zip(needed).map(|(known, needed)| self.view(known, needed)),
        }
    }

    fn known(&self) -> Option<&Known> {
        if let Outlook::Known(known) = &self.made.outlook { Some(known) } else { None }
    }

    fn needed(&self) -> Option<&Needed> {
        self.takes.needed.as_ref()
    }

    fn address(&self, date: Date, csv: bool) -> String {
        let (code, share, within) = (&self.plan.code, self.target.percent(), self.target.minutes());
        let format = if csv { "&format=csv" } else { "" };
        format!("/run/{code}/tomorrow?day={date}&share={share}&within={within}{format}")
    }

    fn why_not(&self) -> String {
        let texts = self.texts;
        match &self.made.outlook {
            Outlook::Known(_) => String::new(),
            Outlook::Closed => texts.say("foresee-day-closed"),
            Outlook::Unseen => texts.say("foresee-day-unseen"),
            Outlook::TooLittle { visits, days } => texts.say_with(
                "foresee-day-too-little",
                &[("visits", (*visits).into()), ("days", (*days).into())],
            ),
        }
    }

    /// What the day will be like, in a sentence.
    fn answer(&self, needed: Option<&Needed>) -> String {
        let (Some(known), Some(needed)) = (self.known(), needed) else { return String::new() };
        let whole = |value: f64| figure::decimal(value, 0);
        let busiest = busiest(&known.quarters);
        let most = needed.most().map_or_else(|| figure::NONE.to_owned(), |most| most.to_string());
        self.texts.say_with(
            "foresee-day-answer",
            &[
                ("people", whole(known.total.expected).into()),
                ("low", whole(known.total.low).into()),
                ("high", whole(known.total.high).into()),
                ("busiest", clock(busiest).into()),
                ("counters", most.into()),
            ],
        )
    }

    fn view(&self, known: &Known, needed: &Needed) -> View {
        let texts = self.texts;
        let shown = shown(&known.quarters);
        let rows = shown.clone().map(|n| self.row(known, needed, n)).collect();
        let trial = known.trial.as_ref();
        let beside = if known.quarters.iter().any(|quarter| quarter.came.is_some()) {
            "foresee-day-people-came"
        } else {
            "foresee-day-people-baseline"
        };
        View {
            figures: self.figures(known, needed),
            people: self.people(known, shown.clone()),
            people_legend: texts.with(beside, "share", figure::percent(SHARE, 0, texts.language())),
            counters: if needed.most().is_some() {
                self.counters(known, needed, shown)
            } else {
                String::new()
            },
            counters_legend: texts.say_with(
                "foresee-day-counters-legend",
                &[("share", self.target.percent().into()), ("within", self.target.minutes().into())],
            ),
            skills: needed.skills.iter().map(|skill| skill.name(texts)).collect(),
            csv: self.address(self.made.date, true),
            came: known.quarters.iter().any(|quarter| quarter.came.is_some()),
            rows,
            worth: self.worth(known),
            scores: trial.map_or_else(Vec::new, |trial| {
                trial.scores.iter().map(|score| self.score(score, score.method == known.method)).collect()
            }),
            rests_on: texts.say_with(
                "foresee-day-rests-on",
                &[("days", known.days.into()), ("visits", known.visits.into())],
            ),
        }
    }

    fn figures(&self, known: &Known, needed: &Needed) -> Vec<Figure> {
        let texts = self.texts;
        let whole = |value: f64| figure::decimal(value, 0);
        let busiest = busiest(&known.quarters);
        let plain = known.total.baseline;
        let mut figures = vec![
            Figure {
                name: texts.say("foresee-figure-people"),
                value: whole(known.total.expected),
                more: texts.with(
                    "foresee-most-days",
                    "range",
                    figure::range(known.total.low, known.total.high, texts.language(), whole),
                ),
            },
            Figure {
                name: texts.say("foresee-figure-busiest"),
                value: clock(busiest),
                more: texts.with(
                    "foresee-people-in-quarter",
                    "n",
                    figure::decimal(known.quarters[busiest].people.expected, 1),
                ),
            },
        ];
        if let Some(most) = needed.most() {
            figures.push(Figure {
                name: texts.say("foresee-figure-counters"),
                value: most.to_string(),
                more: texts.with("foresee-counter-hours", "n", figure::decimal(needed.hours(), 1)),
            });
        }
        figures.push(Figure {
            name: texts.say("foresee-figure-baseline"),
            value: if plain.is_finite() { whole(plain) } else { figure::NONE.to_owned() },
            more: texts.say("foresee-figure-baseline-is"),
        });
        figures
    }

    fn people(&self, known: &Known, shown: std::ops::Range<usize>) -> String {
        let points = shown.map(|n| {
            let Quarter { people, came, .. } = known.quarters[n];
            time_band::Point {
                clock: clock(n),
                expected: people.expected,
                low: people.low,
                high: people.high,
                baseline: Some(came.map_or(people.baseline, f64::from)).filter(|value| value.is_finite()),
            }
        });
        self.picture("foresee-axis-people", false, points.collect())
    }

    fn counters(&self, known: &Known, needed: &Needed, shown: std::ops::Range<usize>) -> String {
        let points = shown.map(|n| {
            let whole = needed.quarters[n].map_or(0.0, |need| f64::from(need.whole));
            let usual = known.quarters[n].usual;
            time_band::Point { clock: clock(n), expected: whole, low: whole, high: whole, baseline: usual }
        });
        self.picture("foresee-axis-counters", true, points.collect())
    }

    fn picture(&self, axis: &str, stairs: bool, points: Vec<time_band::Point>) -> String {
        let (axis, name) = (self.texts.say(axis), self.made.date.to_string());
        time_band::Picture { axis, name, stairs, points }.figures(self.texts)
    }

    fn row(&self, known: &Known, needed: &Needed, n: usize) -> Row {
        let quarter = &known.quarters[n];
        let one = |value: f64| figure::decimal(value, 1);
        let need = needed.quarters[n];
        let none = || figure::NONE.to_owned();
        let short = need.zip(quarter.usual).is_some_and(|(need, usual)| f64::from(need.whole) > usual);
        Row {
            time: format!("{}–{}", clock(n), clock(n + 1)),
            expected: one(quarter.people.expected),
            band: figure::range(quarter.people.low, quarter.people.high, self.texts.language(), one),
            baseline: one(quarter.people.baseline),
            came: quarter.came.map_or_else(none, |came| came.to_string()),
            needed: need.map_or_else(none, |need| need.whole.to_string()),
            fraction: need.map_or_else(none, |need| one(need.fraction)),
            skills: needed
                .skills
                .iter()
                .map(|skill| skill.quarters[n].map_or_else(none, |need| need.whole.to_string()))
                .collect(),
            usual: quarter.usual.map_or_else(none, figure::significant_short),
            short,
        }
    }

    fn method(&self, method: flow::forecast::Method) -> String {
        use flow::forecast::Method;
        self.texts.say(match method {
            Method::Model => "foresee-method-model",
            Method::Median => "foresee-method-median",
            Method::Mean => "foresee-method-mean",
        })
    }

    fn worth(&self, known: &Known) -> String {
        let Some(trial) = &known.trial else { return self.texts.say("foresee-day-no-trial") };
        let id = if known.method == trial.best { "foresee-day-trial" } else { "foresee-day-trial-rare" };
        self.texts.say_with(id, &[("method", self.method(known.method).into()), ("days", trial.days.into())])
    }

    fn score(&self, score: &flow::forecast::Scored, used: bool) -> Score {
        let percent = |share: f64| figure::percent(share, 0, self.texts.language());
        Score {
            name: self.method(score.method),
            mae: figure::decimal(score.mae, 2),
            wape: percent(score.wape),
            covered: percent(score.covered),
            used,
        }
    }

    /// The quarters as a table: numbers are plain, so that other programs can read them.
    fn csv(&self) -> Result<Response, Error> {
        let (Some(known), Some(needed)) = (self.known(), self.needed()) else {
            return Err(Error::not_found("foresee-error-no-plan"));
        };
        let mut table =
            String::from("\u{feff}time,expected,low,high,baseline,came,needed,needed_fraction,usual\r\n");
        for n in shown(&known.quarters) {
            let quarter = &known.quarters[n];
            let people = quarter.people;
            let or_none = |value: Option<String>| value.unwrap_or_default();
            let need = needed.quarters[n];
            table.push_str(&format!(
                "{},{:.2},{:.2},{:.2},{:.2},{},{},{},{}\r\n",
                clock(n),
                people.expected,
                people.low,
                people.high,
                people.baseline,
                or_none(quarter.came.map(|came| came.to_string())),
                or_none(need.map(|need| need.whole.to_string())),
                or_none(need.map(|need| format!("{:.2}", need.fraction))),
                or_none(quarter.usual.map(|usual| usual.to_string())),
            ));
        }
        let name = format!("attachment; filename=\"{}-{}.csv\"", self.plan.code, self.made.date);
        let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
        Ok((headers, table).into_response())
    }
}

/// The quarters worth showing: from the first in which somebody is expected or came to the last.
fn shown(quarters: &[Quarter]) -> std::ops::Range<usize> {
    let counts = |quarter: &Quarter| {
        quarter.people.high >= 0.5
            || quarter.came.is_some_and(|came| came > 0)
            || quarter.usual.is_some_and(|usual| usual > 0.0)
    };
    let first = quarters.iter().position(counts).unwrap_or_default();
    let last = quarters.iter().rposition(counts).map_or(quarters.len(), |last| last + 1);
    first..last
}

/// The quarter in which most are expected.
fn busiest(quarters: &[Quarter]) -> usize {
    let expected = quarters.iter().map(|quarter| quarter.people.expected).enumerate();
    expected.fold((0, f64::MIN), |most, at| if at.1 > most.1 { at } else { most }).0
}

/// When a quarter of an hour begins, by the clock on the wall.
fn clock(quarter: usize) -> String {
    format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15)
}
