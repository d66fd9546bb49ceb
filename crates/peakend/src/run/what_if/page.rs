//! The sheet.

use super::form::{Asked, Wishes};
use super::{Real, Sheet};
use crate::Error;
use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::run::foresight::{Foresight, Trust};
use crate::run::hall::{self, OrderWord, Plan};
use crate::run::pages::{self, Room};
use crate::run::tomorrow;
use crate::run::tomorrow::staff::Target;
use crate::run::twin::what_if::{Answer, Compared, Difference};
use crate::staff::rights::Act;
use crate::ui::figure;
use crate::ui::frame::Frame;
use crate::ui::text::Texts;
use askama::Template;
use axum::extract::{Path, Query, State};
use experience::Interval;
use flow::twin::{Estimate, Figure, Runs, Verdict};
use jiff::civil::Date;
use std::sync::Arc;

/// The page.
#[derive(Template)]
#[template(path = "run/what_if/sheet.html")]
pub struct SheetPage {
    frame: Frame,
    code: String,
    hall: String,
    day: String,
    asked: Asked,
    purposes: Vec<(String, String, bool)>,
    orders: Vec<(&'static str, String, bool)>,
    halls: Vec<(String, String, bool)>,
    usual: bool,
    today: Vec<Line>,
    variants: Vec<Variant>,
    why: String,
    rests_on: String,
}

/// A figure of today, beside what was.
struct Line {
    name: String,
    simulated: String,
    real: String,
}

/// A variant, its sentence and its figures.
struct Variant {
    name: String,
    sentence: String,
    real: bool,
    rows: Vec<Row>,
}

/// A figure of a variant.
struct Row {
    name: String,
    today: String,
    variant: String,
    difference: String,
    verdict: String,
    good: bool,
    bad: bool,
}

/// Whom and what is asked about.
struct Found {
    plan: Arc<Plan>,
    other: Option<Arc<Plan>>,
    steps: crate::ui::frame::Where,
    halls: Vec<(String, String)>,
}

/// `GET /run/{hall}/what-if`.
///
/// # Errors
/// There is no such hall, or its figures may not be seen; a wish that cannot be meant; too much is being computed.
pub async fn page(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<SheetPage>, Error> {
    let (inside, actor, merge) = (house.clone(), asker.actor.clone(), asked.merge.clone());
    let found = house.db.read(move |tx| Found::load(&inside, tx, &actor, &code, &merge)).await?;
    let wishes = Wishes::of(&asked, &found.plan)?;
    let usual = wishes.is_none();
    let wishes = if usual { Wishes::usual() } else { wishes };
    let date = tomorrow::date(&found.plan, Some(asked.day.as_str()), house.clock.now())?;
    let sheet = super::look(&house, &found.plan, date, &wishes, found.other.as_ref()).await?;
    Ok(Page(
        Shown { texts: asker.texts(), found: &found, sheet: &sheet, wishes: &wishes, date }
            .page(&house, &asker, asked, usual),
    ))
}

impl Found {
    fn load(
        house: &House,
        tx: &mut db::Tx<'_>,
        actor: &crate::staff::Actor,
        code: &str,
        merge: &str,
    ) -> Result<Self, Error> {
        let plan = pages::plan(house, tx, actor, code, Act::SeeFigures)?;
        let other = match merge {
            "" => None,
            merge => Some(pages::plan(house, tx, actor, merge, Act::SeeFigures)?),
        };
        if other.as_ref().is_some_and(|other| other.hall == plan.hall || !super::alike(&plan, other)) {
            return Err(Error::invalid("merge", "foresee-error-merge").with("hall", merge));
        }
        let mut halls = Vec::new();
        for one in hall::store::beside(tx, plan.hall)? {
            if actor.may(Act::SeeFigures, &one.path) {
                halls.push((
                    one.code,
                    if actor.language == crate::ui::text::Language::En { one.name_en } else { one.name_zh },
                ));
            }
        }
        let steps = pages::here(tx, actor, &plan, Room::WhatIf, None)?;
        Ok(Self { plan, other, steps, halls })
    }
}

/// A sheet as it is shown.
struct Shown<'a> {
    texts: &'static Texts,
    found: &'a Found,
    sheet: &'a Sheet,
    wishes: &'a Wishes,
    date: Date,
}

impl Shown<'_> {
    fn page(&self, house: &House, asker: &Asker, asked: Asked, usual: bool) -> SheetPage {
        let (texts, plan) = (self.texts, &self.found.plan);
        let frame = Frame::of(asker, "run", texts.say("foresee-tab-what-if"), house.clock.now());
        let answer = self.sheet.answer.as_ref();
        let language = asker.actor.language;
        let offered = plan.offers.iter().filter(|offer| offer.offered);
        let merged = |code: &String| *code == asked.merge;
        let real = self.sheet.real;
        SheetPage {
            frame: frame.at(self.found.steps.clone()),
            code: plan.code.clone(),
            hall: plan.name(language).to_owned(),
            day: self.date.to_string(),
            purposes: offered
                .map(|offer| {
                    (offer.purpose.clone(), offer.name(language).to_owned(), offer.purpose == asked.kiosk)
                })
                .collect(),
            orders: OrderWord::ALL
                .iter()
                .filter(|order| **order != plan.rule_spec.order)
                .filter(|order| **order == OrderWord::LongestWait || !plan.classes().is_empty())
                .map(|order| {
                    (
                        order.word(),
                        texts.say(&format!("hall-order-{}", order.word().replace('_', "-"))),
                        asked.order == order.word(),
                    )
                })
                .collect(),
            halls: self
                .found
                .halls
                .iter()
                .map(|(code, name)| (code.clone(), name.clone(), merged(code)))
                .collect(),
            usual,
            today: answer.map_or_else(Vec::new, |answer| self.today(&answer.today)),
            variants: answer.map_or_else(Vec::new, |answer| self.variants(answer)),
            why: if answer.is_some() {
                String::new()
            } else {
                texts.say_with(
                    "foresee-what-if-too-little",
                    &[("visits", real.visits.into()), ("days", real.days.into())],
                )
            },
            rests_on: format!(
                "{} {}",
                texts.say_with(
                    "foresee-what-if-rests-on",
                    &[
                        ("runs", answer.map_or(0, |answer| answer.today.outcomes().len()).into()),
                        ("days", real.days.into()),
                        ("visits", real.visits.into()),
                    ],
                ),
                texts.say(self.trust(house))
            ),
            asked,
        }
    }

    /// Whether the hall's twin was like the hall on days that it had not seen.
    fn trust(&self, house: &House) -> &'static str {
        let plan = &self.found.plan;
        let today = house.clock.now().local(&plan.zone).date();
        let trust = house.foresight.trust(plan, today);
        if trust == Trust::NotYet && self.sheet.answer.is_some() {
            Foresight::look_at_trust(house, plan, today);
        }
        trust.text()
    }

    /// Today, simulated and as it was.
    fn today(&self, runs: &Runs) -> Vec<Line> {
        let Real { mean_s, ninth_s, left, .. } = self.sheet.real;
        let line = |of: Figure, real: Option<f64>| Line {
            name: self.name(of),
            simulated: runs
                .estimate(of)
                .map_or_else(|| figure::NONE.to_owned(), |estimate| self.estimate(of, estimate)),
            real: real.map_or_else(|| figure::NONE.to_owned(), |real| self.value(of, real)),
        };
        vec![
            line(Figure::MeanWait, mean_s),
            line(Figure::WaitQuantile(0.9), ninth_s),
            line(Figure::Abandoned, left),
        ]
    }

    fn variants(&self, answer: &Answer) -> Vec<Variant> {
        answer.compared.iter().map(|compared| self.variant(compared)).collect()
    }

    fn variant(&self, compared: &Compared) -> Variant {
        let is_real = |one: &Difference| one.paired.verdict != Verdict::NoRealDifference;
        let of = |figure: Figure| compared.differences.iter().find(|one| one.figure == figure);
        let told: Vec<String> = [Figure::MeanWait, Figure::Abandoned, Figure::Felt]
            .into_iter()
            .filter_map(of)
            .filter(|one| is_real(one))
            .map(|one| self.change(one))
            .collect();
        let real = !told.is_empty();
        let sentence = if real {
            told.join(&self.texts.say("foresee-and"))
        } else {
            self.texts.say("foresee-no-real-difference")
        };
        Variant {
            name: self.variant_name(&compared.name),
            sentence,
            real,
            rows: compared.differences.iter().map(|one| self.row(one)).collect(),
        }
    }

    /// A real difference in words: which figure, by how much.
    fn change(&self, one: &Difference) -> String {
        let id = match one.figure {
            Figure::MeanWait => "foresee-change-wait",
            Figure::Abandoned => "foresee-change-left",
            _ => "foresee-change-felt",
        };
        self.texts.with(id, "by", self.difference(one))
    }

    fn variant_name(&self, name: &str) -> String {
        let wishes = self.wishes;
        let id = format!("foresee-variant-{name}");
        let signed = |number: i32| figure::signed(f64::from(number), 0);
        let clock = |minute: u16| hall::hours::clock(minute);
        match name {
            "counters" => {
                let n = wishes.counters.unsigned_abs();
                let id = if wishes.counters > 0 {
                    "foresee-variant-counters-more"
                } else {
                    "foresee-variant-counters-fewer"
                };
                self.texts.say_with(id, &[("n", n.into())])
            }
            "arrivals" => self.texts.with(&id, "n", signed(wishes.arrivals)),
            "hours" => {
                let (from, to) = wishes.hours.unwrap_or_default();
                self.texts.say_with(&id, &[("from", clock(from).into()), ("to", clock(to).into())])
            }
            "prepared" => self.texts.with(&id, "n", wishes.prepared),
            "diverted" => self.texts.with(&id, "n", wishes.diverted),
            "kiosk" => {
                let (purpose, share) = wishes.kiosk.clone().unwrap_or_default();
                let name = self.found.plan.purpose_name(&purpose, self.texts.language());
                let share = if share == 0 { 30 } else { share };
                self.texts.say_with(&id, &[("purpose", name.into()), ("n", share.into())])
            }
            "merge" => {
                let name =
                    self.found.other.as_ref().map(|other| other.name(self.texts.language()).to_owned());
                self.texts.with(&id, "hall", name.unwrap_or_default())
            }
            _ => self.texts.say(&id),
        }
    }

    fn row(&self, one: &Difference) -> Row {
        let paired = one.paired;
        let verdict = match paired.verdict {
            Verdict::Better => "foresee-verdict-better",
            Verdict::Worse => "foresee-verdict-worse",
            Verdict::Different => "foresee-verdict-different",
            Verdict::NoRealDifference => "foresee-no-real-difference",
        };
        Row {
            name: self.name(one.figure),
            today: self.value(one.figure, paired.today.mean),
            variant: self.value(one.figure, paired.variant.mean),
            difference: self.difference(one),
            verdict: self.texts.say(verdict),
            good: paired.verdict == Verdict::Better,
            bad: paired.verdict == Verdict::Worse,
        }
    }

    fn difference(&self, one: &Difference) -> String {
        let paired = one.paired;
        let interval = Some(Interval { low: paired.low, high: paired.high });
        let (scale, digits, is_share) = match one.figure {
            Figure::MeanWait | Figure::WaitQuantile(_) | Figure::OvertimeS => (1.0 / 60.0, 1, false),
            Figure::Felt => (1.0, 3, false),
            Figure::Served | Figure::LongestQueue => (1.0, 1, false),
            Figure::Within(_) | Figure::Abandoned | Figure::NotServed | Figure::Occupancy => (100.0, 1, true),
        };
        let shown = figure::with_interval(paired.difference, interval, self.texts.language(), |value| {
            figure::signed(value * scale, digits)
        });
        if is_share { self.texts.with("foresee-points", "n", shown) } else { shown }
    }

    fn estimate(&self, of: Figure, estimate: Estimate) -> String {
        let interval = Some(Interval { low: estimate.low, high: estimate.high });
        figure::with_interval(estimate.mean, interval, self.texts.language(), |value| self.value(of, value))
    }

    fn value(&self, of: Figure, value: f64) -> String {
        let language = self.texts.language();
        match of {
            Figure::MeanWait | Figure::WaitQuantile(_) | Figure::OvertimeS => {
                figure::decimal(value / 60.0, 1)
            }
            Figure::Within(_) | Figure::Abandoned | Figure::NotServed | Figure::Occupancy => {
                figure::percent(value, 1, language)
            }
            Figure::Felt => figure::decimal(value, 2),
            Figure::Served | Figure::LongestQueue => figure::decimal(value, 1),
        }
    }

    fn name(&self, of: Figure) -> String {
        let texts = self.texts;
        match of {
            Figure::MeanWait => texts.say("foresee-of-mean-wait"),
            Figure::WaitQuantile(_) => texts.say("foresee-of-ninth-wait"),
            Figure::Within(_) => texts.with("foresee-of-within", "minutes", Target::default().minutes()),
            Figure::Abandoned => texts.say("foresee-of-left"),
            Figure::NotServed => texts.say("foresee-of-not-served"),
            Figure::Served => texts.say("foresee-of-served"),
            Figure::Occupancy => texts.say("foresee-of-busy"),
            Figure::OvertimeS => texts.say("foresee-of-overtime"),
            Figure::LongestQueue => texts.say("foresee-of-longest-queue"),
            Figure::Felt => texts.say("foresee-of-felt"),
        }
    }
}
