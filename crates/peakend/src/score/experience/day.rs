//! A hall's day as customers will remember it: the curve with its spread, by purpose, and the way down to the visits.

use super::picture::{self, Crowd, One, Point};
use super::{LiveMoment, place, store, words};
use crate::Error;
use crate::house::House;
use crate::http::page::{Page, encode};
use crate::http::who::Asker;
use crate::kernel::kinds::VisitId;
use crate::run::hall::Plan;
use crate::run::pages::{self, Room};
use crate::run::visit::State as Stands;
use crate::run::wait::accuracy::{self, Accuracy};
use crate::staff::rights::Act;
use crate::ui::figure::{self, FEW};
use crate::ui::frame::{Frame, Where};
use crate::ui::text::Texts;
use askama::Template;
use axum::extract::{Path, Query, State};
use experience::Group;
use std::collections::HashMap;
use std::sync::Arc;

/// Best and worst moments that are shown of each.
const SHOWN: usize = 5;

/// What is asked for.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    day: Option<String>,
    #[serde(default)]
    purpose: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "score/experience/day.html")]
pub struct DayPage {
    frame: Frame,
    hall: String,
    day: String,
    before: String,
    after: String,
    purpose: Option<String>,
    answer: String,
    figures: String,
    has_moments: bool,
    facts: Vec<super::page::Fact>,
    touchpoints: Vec<Place>,
    purposes: Vec<PurposeLine>,
    small: Vec<Small>,
    remarkable: [(String, Vec<Remarkable>); 2],
}

/// A touchpoint in the picture's table.
struct Place {
    name: String,
    median: Option<(String, u8)>,
    half: String,
    most: String,
    n: String,
    few: bool,
    marks: String,
}

/// A purpose of the day.
struct PurposeLine {
    name: String,
    href: String,
    n: String,
    few: bool,
    score: String,
    peak: String,
    end: String,
}

/// The curve of one purpose, beside those of the others.
struct Small {
    name: String,
    href: String,
    n: String,
    figures: String,
}

/// A moment worth a look.
struct Remarkable {
    href: String,
    number: String,
    purpose: String,
    touchpoint: String,
    what: String,
    at: String,
    affect: String,
    level: u8,
}

/// What the page is made of.
struct Found {
    plan: Arc<Plan>,
    day: String,
    purpose: Option<String>,
    all: Crowd,
    crowd: Crowd,
    states: HashMap<Stands, i64>,
    told: Accuracy,
    labels: HashMap<VisitId, String>,
    steps: Where,
}

/// Shows a day.
///
/// # Errors
/// There is no such hall or day, or it may not be seen.
pub async fn day(
    State(house): State<House>,
    asker: Asker,
    Path(hall): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<DayPage>, Error> {
    let (inside, who) = (house.clone(), asker.clone());
    let found = house.db.read(move |tx| Found::load(&inside, tx, &who, &hall, &asked)).await?;
    Ok(Page(found.page(&house, &asker)))
}

impl Found {
    fn load(
        house: &House,
        tx: &mut db::Tx<'_>,
        asker: &Asker,
        hall: &str,
        asked: &Asked,
    ) -> Result<Self, Error> {
        let plan = pages::plan(house, tx, &asker.actor, hall, Act::SeeFigures)?;
        let day = place::day(&plan, asked.day.as_deref(), house.clock.now())?;
        let purpose = asked.purpose.clone().filter(|purpose| !purpose.is_empty());
        let all = Crowd::of(store::of_day(tx, plan.hall, &day)?);
        let crowd = purpose.as_deref().map_or_else(|| all.clone(), |purpose| all.for_purpose(purpose));
        let mut labels = HashMap::new();
        for (one, _) in remarkable(&crowd, true).into_iter().chain(remarkable(&crowd, false)) {
            labels.insert(one.visit, store::label(tx, one.visit)?);
        }
        let [told, ..] = accuracy::of_hall(tx, plan.hall, &day, &day)?;
        Ok(Self {
            states: store::states(tx, plan.hall, &day)?.into_iter().collect(),
            told,
            steps: pages::here(tx, &asker.actor, &plan, Room::Day, None)?,
            plan,
            day,
            purpose,
            all,
            crowd,
            labels,
        })
    }

    fn page(self, house: &House, asker: &Asker) -> DayPage {
        let texts = asker.texts();
        let title = texts.say("experience-tab-day");
        let (points, marks) = (self.crowd.points(), self.crowd.marks());
        let date: Option<jiff::civil::Date> = self.day.parse().ok();
        let other = |days: i64| {
            date.and_then(|date| date.checked_add(jiff::Span::new().days(days)).ok())
                .map(|date| date.to_string())
                .unwrap_or_default()
        };
        DayPage {
            frame: Frame::of(asker, "run", title, house.clock.now()).at(self.steps.clone()).with_charts(),
            hall: self.plan.code.clone(),
            before: other(-1),
            after: other(1),
            purpose: self.purpose.as_deref().map(|purpose| words::purpose(purpose, texts)),
            answer: self.answer(texts, &marks),
            figures: picture::figures(texts, &points, &marks, None),
            has_moments: self.crowd.group.n > 0,
            facts: self.facts(texts),
            touchpoints: touchpoints(texts, &points, &marks),
            purposes: self.purposes(texts),
            small: if self.purpose.is_none() { self.small(texts) } else { Vec::new() },
            remarkable: [
                (texts.say("experience-day-worst"), self.remarkable(texts, false)),
                (texts.say("experience-day-best"), self.remarkable(texts, true)),
            ],
            day: self.day,
        }
    }

    /// What the day will be remembered by, in a sentence.
    fn answer(&self, texts: &Texts, marks: &[picture::Mark]) -> String {
        let of = |kind: &str| marks.iter().find(|mark| mark.kind == kind);
        let (Some(peak), Some(end)) = (of("peak"), of("end")) else {
            return texts.say("experience-day-none");
        };
        let name = |mark: &picture::Mark| words::touchpoint(picture::journey()[mark.at], texts);
        texts.say_with(
            "experience-day-answer",
            &[
                ("n", self.crowd.group.n.into()),
                ("score", score(&self.crowd.group, texts).into()),
                ("peak", name(peak).into()),
                ("peak-affect", words::affect(peak.affect).into()),
                ("peak-n", peak.n.into()),
                ("end", name(end).into()),
                ("end-affect", words::affect(end.affect).into()),
            ],
        )
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of visits")]
    fn facts(&self, texts: &Texts) -> Vec<super::page::Fact> {
        let fact = |name: &str, value: String, under: String| super::page::Fact {
            name: texts.say(name),
            value,
            under,
        };
        let count = |state: Stands| self.states.get(&state).copied().unwrap_or_default();
        let (tickets, left) = (self.states.values().sum::<i64>(), count(Stands::Left));
        let mut facts = vec![
            fact(
                "experience-score",
                score(&self.crowd.group, texts),
                texts.with("experience-visits", "n", self.crowd.group.n),
            ),
            fact(
                "experience-day-tickets",
                figure::count(tickets.unsigned_abs()),
                texts.with("experience-day-done", "n", count(Stands::Done)),
            ),
        ];
        if tickets > 0 {
            let interval = experience::wilson(left.unsigned_abs(), tickets.unsigned_abs());
            let share = figure::share(left as f64 / tickets as f64, interval, texts.language());
            facts.push(fact("experience-day-left", share, texts.with("experience-visits", "n", left)));
        }
        if let Some((kept, interval)) = self.told.coverage() {
            let waited = self.told.waited_min().unwrap_or_default();
            facts.push(fact(
                "experience-day-kept",
                figure::share(kept, interval, texts.language()),
                texts.say_with(
                    "experience-day-waited",
                    &[("waited", figure::decimal(waited, 1).into()), ("n", self.told.waits.into())],
                ),
            ));
        }
        facts
    }

    fn purposes(&self, texts: &Texts) -> Vec<PurposeLine> {
        self.by_purpose()
            .into_iter()
            .map(|(purpose, crowd)| {
                let marks = crowd.marks();
                let mark = |kind: &str| {
                    marks
                        .iter()
                        .find(|mark| mark.kind == kind)
                        .map(|mark| {
                            let name = words::touchpoint(picture::journey()[mark.at], texts);
                            format!("{name} {} · {}/{}", words::affect(mark.affect), mark.n, crowd.group.n)
                        })
                        .unwrap_or_default()
                };
                PurposeLine {
                    name: words::purpose(purpose, texts),
                    href: self.of_purpose(purpose),
                    n: figure::count(crowd.group.n),
                    few: crowd.group.n < FEW,
                    score: score(&crowd.group, texts),
                    peak: mark("peak"),
                    end: mark("end"),
                }
            })
            .collect()
    }

    /// The visits of each purpose, the most first.
    fn by_purpose(&self) -> Vec<(&str, Crowd)> {
        let mut purposes: Vec<&str> = self.all.visits.iter().map(|one| one.purpose.as_str()).collect();
        purposes.sort_unstable();
        purposes.dedup();
        let mut found: Vec<(&str, Crowd)> =
            purposes.into_iter().map(|purpose| (purpose, self.all.for_purpose(purpose))).collect();
        found.sort_by_key(|(_, crowd)| std::cmp::Reverse(crowd.group.n));
        found
    }

    /// This page, of one purpose.
    fn of_purpose(&self, purpose: &str) -> String {
        format!("/run/{}/day?day={}&purpose={}", self.plan.code, self.day, encode(purpose))
    }

    /// The curves of the purposes with enough visits for a spread, if there are several to be compared.
    fn small(&self, texts: &Texts) -> Vec<Small> {
        let found: Vec<Small> = self
            .by_purpose()
            .into_iter()
            .filter(|(_, crowd)| crowd.visits.len() >= picture::SPREAD)
            .map(|(purpose, crowd)| Small {
                name: words::purpose(purpose, texts),
                href: self.of_purpose(purpose),
                n: texts.with("experience-visits", "n", crowd.group.n),
                figures: picture::figures(texts, &crowd.points(), &crowd.marks(), None),
            })
            .collect();
        if found.len() < 2 { Vec::new() } else { found }
    }

    fn remarkable(&self, texts: &Texts, best: bool) -> Vec<Remarkable> {
        remarkable(&self.crowd, best)
            .into_iter()
            .map(|(one, moment)| Remarkable {
                href: format!("/run/{}/visits/{}", self.plan.code, one.visit),
                number: self.labels.get(&one.visit).cloned().unwrap_or_default(),
                purpose: words::purpose(&one.purpose, texts),
                touchpoint: words::touchpoint(&moment.touchpoint, texts),
                what: words::observed(moment, texts),
                at: place::minute(&self.plan, moment.at),
                affect: words::affect(moment.affect.into()),
                level: words::level(moment.affect.into()),
            })
            .collect()
    }
}

/// The best or worst moments, one of a visit, the latest first among equals; only those that are good or bad at all.
fn remarkable(crowd: &Crowd, best: bool) -> Vec<(&One, &LiveMoment)> {
    let sign = if best { -1.0 } else { 1.0 };
    let mut found: Vec<(&One, &LiveMoment)> = crowd
        .visits
        .iter()
        .filter_map(|one| {
            let moment = one.moments.iter().min_by(|a, b| (sign * a.affect).total_cmp(&(sign * b.affect)))?;
            (sign * moment.affect < 0.0).then_some((one, moment))
        })
        .collect();
    found.sort_by(|(_, a), (_, b)| (sign * a.affect).total_cmp(&(sign * b.affect)).then(b.at.cmp(&a.at)));
    found.truncate(SHOWN);
    found
}

/// The mean score with its interval; a dash without visits.
fn score(group: &Group, texts: &Texts) -> String {
    if group.n == 0 {
        return "–".to_owned();
    }
    figure::with_interval(group.score(), group.interval(), texts.language(), words::affect)
}

fn touchpoints(texts: &Texts, points: &[Option<Point>], marks: &[picture::Mark]) -> Vec<Place> {
    let range = |low, high| figure::range(low, high, texts.language(), words::affect);
    picture::journey()
        .into_iter()
        .zip(points)
        .enumerate()
        .map(|(at, (id, point))| Place {
            name: words::touchpoint(id, texts),
            median: point.map(|point| (words::affect(point.quantiles[2]), words::level(point.quantiles[2]))),
            half: point.map(|point| range(point.quantiles[1], point.quantiles[3])).unwrap_or_default(),
            most: point.map(|point| range(point.quantiles[0], point.quantiles[4])).unwrap_or_default(),
            n: point.map_or_else(|| "0".to_owned(), |point| figure::count(point.n)),
            few: point.is_none_or(|point| point.n < FEW),
            marks: marks
                .iter()
                .filter(|mark| mark.at == at)
                .map(|mark| {
                    format!("{} {}", picture::mark_word(mark.kind, texts), words::affect(mark.affect))
                })
                .collect::<Vec<_>>()
                .join(" · "),
        })
        .collect()
}
