//! The sheet.

use super::form::{Asked, Wishes};
use super::{Sheet, Step, Told, Why, picture};
use crate::Error;
use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::run::hall::{self, OrderWord, Plan};
use crate::run::pages::{self, Room};
use crate::run::tomorrow;
use crate::run::twin::what_if::Difference;
use crate::staff::rights::Act;
use crate::ui::figure;
use crate::ui::frame::Frame;
use crate::ui::text::Texts;
use askama::Template;
use axum::extract::{Path, Query, State};
use experience::Interval;
use flow::twin::{Estimate, Figure, Verdict};
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
    pictures: Vec<Picture>,
    told: Vec<ToldRow>,
    today: Vec<Line>,
    variants: Vec<Variant>,
    aside: String,
    why: String,
    fills: bool,
    rests_on: String,
}

/// A picture of one figure in all variants.
struct Picture {
    name: String,
    data: String,
}

/// A variant in the table beside the pictures: its difference in each of their figures, and the verdict.
struct ToldRow {
    name: String,
    cells: Vec<(String, String)>,
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
    note: String,
    real: bool,
    rows: Vec<Row>,
    course: String,
    quarters: Vec<Quarter>,
}

/// A quarter of an hour of the day.
struct Quarter {
    clock: String,
    today: String,
    then: String,
    band: String,
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
    let wishes = Wishes::or_usual(&asked, &found.plan)?;
    let usual = Wishes::of(&asked, &found.plan)?.is_none();
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
        let told = self.sheet.told.as_ref().ok();
        let language = asker.actor.language;
        let offered = plan.offers.iter().filter(|offer| offer.offered);
        let merged = |code: &String| *code == asked.merge;
        let real = self.sheet.real;
        SheetPage {
            frame: frame.at(self.found.steps.clone()).with_charts(),
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
            pictures: told.map_or_else(Vec::new, |told| self.pictures(told)),
            told: told.map_or_else(Vec::new, |told| self.told(told)),
            today: told.map_or_else(Vec::new, |told| self.today(told)),
            variants: told.map_or_else(Vec::new, |told| self.variants(told)),
            aside: self.aside(),
            why: self.sheet.told.as_ref().err().map(|why| self.why(why)).unwrap_or_default(),
            fills: !matches!(self.sheet.told, Err(Why::Closed)),
            rests_on: format!(
                "{} {}",
                texts.say_with(
                    "foresee-what-if-rests-on",
                    &[
                        ("runs", told.map_or(0, |told| told.runs).into()),
                        ("days", real.days.into()),
                        ("visits", real.visits.into()),
                    ],
                ),
                texts.say(super::trust(house, plan, self.sheet).text())
            ),
            asked,
        }
    }

    /// Why nothing can be said of the day.
    fn why(&self, why: &Why) -> String {
        let (texts, real) = (self.texts, self.sheet.real);
        match why {
            Why::Closed => texts.say("foresee-day-closed"),
            Why::Unseen => texts.say("foresee-day-unseen"),
            Why::TooLittle => texts.say_with(
                "foresee-what-if-too-little",
                &[("visits", real.visits.into()), ("days", real.days.into())],
            ),
            Why::Unfit(why) => texts.with("foresee-what-if-unfit", "why", why),
        }
    }

    /// Why another hall was not tried, if one was asked for.
    fn aside(&self) -> String {
        let name = self.found.other.as_ref().map(|other| other.name(self.texts.language()));
        let Some((why, hall)) = self.sheet.without_other.as_ref().zip(name) else { return String::new() };
        let id = if *why == Why::Closed { "foresee-merge-closed" } else { "foresee-merge-too-little" };
        self.texts.with(id, "hall", hall)
    }

    /// Today, simulated and as it was.
    fn today(&self, told: &Told) -> Vec<Line> {
        let or_none = |shown: Option<String>| shown.unwrap_or_else(|| figure::NONE.to_owned());
        let line = |of: Figure| Line {
            name: self.name(of),
            simulated: or_none(told.today(of).map(|estimate| self.estimate(of, estimate))),
            real: or_none(self.sheet.real.of_figure(of).map(|real| self.value(of, real))),
        };
        vec![line(Figure::MeanWait), line(Figure::WaitQuantile(0.9)), line(Figure::Abandoned)]
    }

    /// The two figures that pictures show.
    fn pictures(&self, told: &Told) -> Vec<Picture> {
        let one = |figure: Figure, name: &str, axis: &str, scale: f64| {
            let row = |variant: &super::Variant| -> Option<(String, Difference, String)> {
                let one = *variant.of(figure)?;
                Some((self.variant_name(&variant.name), one, self.difference(&one)))
            };
            let rows: Vec<_> = told.variants.iter().filter_map(row).collect();
            let axis = self.texts.say(axis);
            (!rows.is_empty()).then(|| Picture {
                name: self.texts.say(name),
                data: picture::differences(self.texts, (figure, scale), axis, &rows),
            })
        };
        let wait = one(Figure::MeanWait, "foresee-picture-wait", "floor-minutes", 1.0 / 60.0);
        let felt = one(Figure::Felt, "foresee-picture-felt", "foresee-axis-felt", 1.0);
        wait.into_iter().chain(felt).collect()
    }

    fn told(&self, told: &Told) -> Vec<ToldRow> {
        let cell = |one: Option<&Difference>| {
            let none = || (figure::NONE.to_owned(), figure::NONE.to_owned());
            one.map_or_else(none, |one| (self.difference(one), self.verdict(one.paired.verdict)))
        };
        let row = |variant: &super::Variant| ToldRow {
            name: self.variant_name(&variant.name),
            cells: [Figure::MeanWait, Figure::Felt].map(|figure| cell(variant.of(figure))).into(),
        };
        told.variants.iter().map(row).collect()
    }

    fn variants(&self, told: &Told) -> Vec<Variant> {
        told.variants.iter().map(|variant| self.variant(told, variant)).collect()
    }

    fn variant(&self, told: &Told, variant: &super::Variant) -> Variant {
        let is_real = |one: &&Difference| one.paired.verdict != Verdict::NoRealDifference;
        let said: Vec<String> = [Figure::MeanWait, Figure::Abandoned, Figure::Felt]
            .into_iter()
            .filter_map(|figure| variant.of(figure).filter(is_real))
            .map(|one| self.change(one))
            .collect();
        let real = !said.is_empty();
        let sentence = if real {
            said.join(&self.texts.say("foresee-and"))
        } else {
            self.texts.say("foresee-no-real-difference")
        };
        let clock = |step: &Step| super::clock(&self.found.plan, self.date, step.from_us);
        let axis = self.texts.say("floor-minutes");
        Variant {
            name: self.variant_name(&variant.name),
            sentence,
            note: self.note(told, &variant.name),
            real,
            rows: variant.differences.iter().map(|one| self.row(one)).collect(),
            course: picture::course(self.texts, variant, axis, &clock).unwrap_or_default(),
            quarters: variant.course.iter().map(|step| self.quarter(step, clock(step))).collect(),
        }
    }

    /// What has to be known of a variant: that it takes counters which the hall does not have.
    fn note(&self, told: &Told, name: &str) -> String {
        let more = usize::try_from(self.wishes.counters).unwrap_or_default();
        let free = self.sheet.set_up.saturating_sub(told.at_work);
        if more <= free || !matches!(name, "counters" | "together") {
            return String::new();
        }
        self.texts.say_with(
            "foresee-counters-beyond",
            &[
                ("all", self.sheet.set_up.into()),
                ("work", told.at_work.into()),
                ("more", (more - free).into()),
            ],
        )
    }

    fn quarter(&self, step: &Step, clock: String) -> Quarter {
        let minutes = |wait_s: f64| figure::decimal(wait_s / 60.0, 1);
        let or_none = |shown: Option<String>| shown.unwrap_or_else(|| figure::NONE.to_owned());
        let range = |(low_s, high_s)| figure::range(low_s, high_s, self.texts.language(), minutes);
        Quarter {
            clock,
            today: or_none(step.today_s.map(minutes)),
            then: or_none(step.then_s.map(minutes)),
            band: or_none(step.band_s.map(range)),
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
        Row {
            name: self.name(one.figure),
            today: self.value(one.figure, paired.today.mean),
            variant: self.value(one.figure, paired.variant.mean),
            difference: self.difference(one),
            verdict: self.verdict(paired.verdict),
            good: paired.verdict == Verdict::Better,
            bad: paired.verdict == Verdict::Worse,
        }
    }

    fn verdict(&self, verdict: Verdict) -> String {
        self.texts.say(match verdict {
            Verdict::Better => "foresee-verdict-better",
            Verdict::Worse => "foresee-verdict-worse",
            Verdict::Different => "foresee-verdict-different",
            Verdict::NoRealDifference => "foresee-no-real-difference",
        })
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
            Figure::Within(_) => texts.with("foresee-of-within", "minutes", self.found.plan.target.minutes()),
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
