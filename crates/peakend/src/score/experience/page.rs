//! The page of a visit: its curve, what was remembered of it, and why.

use super::picture::{self, Crowd};
use super::store::Promise;
use super::{LiveMoment, curve, job, place, rated, store, words};
use crate::Error;
use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::kernel::kinds::{CounterId, PersonId, VisitId};
use crate::run::hall::Plan;
use crate::run::log::{self, Event};
use crate::run::pages::{self, Room};
use crate::run::visit::{self, Service, Visit};
use crate::staff::rights::Act;
use crate::ui::figure;
use crate::ui::frame::{Frame, Where};
use crate::ui::text::Texts;
use askama::Template;
use axum::extract::{Path, State};
use std::collections::HashMap;
use std::sync::Arc;

/// The page of a visit.
#[derive(Template)]
#[template(path = "score/experience/visit.html")]
pub struct VisitPage {
    frame: Frame,
    day: String,
    label: String,
    answer: String,
    figures: String,
    crowd: String,
    facts: Vec<(String, String)>,
    marks: Vec<Fact>,
    touchpoints: Vec<Place>,
    story: Vec<Line>,
    services: Vec<ServiceLine>,
    has_moments: bool,
}

/// A figure with what stands under it.
pub(crate) struct Fact {
    pub name: String,
    pub value: String,
    pub under: String,
}

/// A touchpoint in the picture's table.
struct Place {
    name: String,
    here: Option<String>,
    level: u8,
    median: String,
    half: String,
    n: String,
}

/// A line of the story.
struct Line {
    at: String,
    what: String,
    who: String,
    counter: String,
    moment: Option<Why>,
}

/// The affect of a moment, and why it is so.
struct Why {
    affect: String,
    level: u8,
    feeling: String,
    rule: String,
    version: String,
    why: String,
    changed: bool,
}

/// A service, timed apart.
struct ServiceLine {
    purpose: String,
    counter: String,
    who: String,
    began: String,
    waited: String,
    took: String,
    norm: String,
    parked: String,
    result: String,
}

/// What the page is made of.
struct Found {
    plan: Arc<Plan>,
    visit: Visit,
    events: Vec<Event>,
    moments: Vec<LiveMoment>,
    promise: Option<Promise>,
    services: Vec<Service>,
    counters: HashMap<CounterId, String>,
    people: HashMap<PersonId, String>,
    crowd: Crowd,
    steps: Where,
}

/// Shows a visit.
///
/// # Errors
/// There is none, or it may not be seen.
pub async fn page(
    State(house): State<House>,
    asker: Asker,
    Path((hall, id)): Path<(String, String)>,
) -> Result<Page<VisitPage>, Error> {
    let id: VisitId = id.parse().map_err(|_| Error::not_found("run-error-no-visit"))?;
    let (inside, who) = (house.clone(), asker.clone());
    let found = house.db.read(move |tx| Found::load(&inside, tx, &who, &hall, id)).await?;
    Ok(Page(found.page(&house, &asker)))
}

impl Found {
    fn load(
        house: &House,
        tx: &mut db::Tx<'_>,
        asker: &Asker,
        hall: &str,
        id: VisitId,
    ) -> Result<Self, Error> {
        let plan = pages::plan(house, tx, &asker.actor, hall, Act::SeeVisit)?;
        let visit = visit::store::get(tx, id)?;
        if visit.hall != plan.hall {
            return Err(Error::not_found("run-error-no-visit"));
        }
        let events = log::of_visit(tx, id)?;
        let kept = store::of_visit(tx, id)?;
        // what is filed explains the figures of the day; of a visit that goes on nothing is filed yet
        let moments = if kept.is_empty() {
            job::file(house, tx, plan.hall, id)?.map(|filed| filed.moments).unwrap_or_default()
        } else {
            kept
        };
        let mut people = HashMap::new();
        let actors = events.iter().filter_map(|event| event.actor.parse::<PersonId>().ok());
        for person in actors.chain(moments.iter().filter_map(|moment| moment.person)) {
            if let std::collections::hash_map::Entry::Vacant(e) = people.entry(person) {
                e.insert(store::person(tx, person)?.unwrap_or_default());
            }
        }
        let page = visit.label();
        Ok(Self {
            promise: store::promise(tx, id)?,
            services: store::services(tx, id)?,
            counters: store::counters(tx, plan.hall)?.into_iter().collect(),
            crowd: Crowd::of(store::of_day(tx, plan.hall, &visit.day)?),
            steps: pages::here(tx, &asker.actor, &plan, Room::Visits, Some(page))?,
            plan,
            visit,
            events,
            moments,
            people,
        })
    }

    fn page(self, house: &House, asker: &Asker) -> VisitPage {
        let texts = asker.texts();
        let label = self.visit.label();
        let title = texts.with("experience-visit-title", "number", &label);
        let frame = Frame::of(asker, "run", title, house.clock.now()).at(self.steps.clone()).with_charts();
        let points = self.crowd.points();
        let marks = picture::marks(&self.moments);
        VisitPage {
            frame,
            day: self.visit.day.clone(),
            answer: self.answer(texts),
            figures: picture::figures(texts, &points, &marks, Some(&self.moments)),
            crowd: texts.with("experience-visit-crowd", "n", self.crowd.group.n),
            facts: self.facts(texts),
            marks: self.marks(texts),
            touchpoints: self.touchpoints(texts, &points),
            story: self.story(texts),
            services: self.services.iter().map(|service| self.service(service, texts)).collect(),
            has_moments: !self.moments.is_empty(),
            label,
        }
    }

    /// What will be remembered of the visit, in a sentence.
    fn answer(&self, texts: &Texts) -> String {
        let Some(curve) = curve(&self.moments) else { return texts.say("experience-visit-no-moments") };
        let name = |place: usize| {
            self.moments
                .get(place)
                .map(|moment| words::touchpoint(&moment.touchpoint, texts))
                .unwrap_or_default()
        };
        texts.say_with(
            "experience-visit-answer",
            &[
                ("score", words::affect(curve.peak_end()).into()),
                ("peak", name(curve.peak_index as usize).into()),
                ("peak-affect", words::affect(curve.peak.into()).into()),
                ("end", name(self.moments.len() - 1).into()),
                ("end-affect", words::affect(curve.end.into()).into()),
                ("live", i64::from(self.visit.state.is_live()).into()),
            ],
        )
    }

    fn marks(&self, texts: &Texts) -> Vec<Fact> {
        let score = curve(&self.moments).map(|curve| Fact {
            name: texts.say("experience-score"),
            value: words::affect(curve.peak_end()),
            under: texts.with("experience-moments", "n", curve.count),
        });
        let marks = picture::marks(&self.moments).into_iter().map(|mark| Fact {
            name: picture::mark_word(mark.kind, texts),
            value: words::affect(mark.affect),
            under: words::touchpoint(picture::journey()[mark.at], texts),
        });
        score.into_iter().chain(marks).collect()
    }

    fn facts(&self, texts: &Texts) -> Vec<(String, String)> {
        let mut facts = vec![
            (texts.say("experience-col-purpose"), words::purpose(&self.visit.purpose, texts)),
            (texts.say("experience-col-state"), texts.say(&format!("experience-state-{}", self.visit.state))),
        ];
        if let Some(promise) = &self.promise {
            facts.push((texts.say("experience-told"), told(promise, texts)));
        }
        let prepared = &self.visit.prepared;
        if let Some(check) = &prepared.check {
            facts.push((
                texts.say("experience-prepared"),
                format!("{} {}", words::checked(check.outcome, texts), check.note).trim().to_owned(),
            ));
        }
        for (question, answer) in &prepared.form {
            facts.push((question.clone(), answer.clone()));
        }
        if let Some(level) = rated(&self.events) {
            facts.push((texts.say("experience-rating"), texts.with("experience-level", "level", level)));
        }
        if !self.visit.left_open.is_empty() {
            facts.push((texts.say("experience-left-open"), self.visit.left_open.clone()));
        }
        facts
    }

    fn touchpoints(&self, texts: &Texts, points: &[Option<picture::Point>]) -> Vec<Place> {
        let here = picture::along(&self.moments);
        let journey = picture::journey().into_iter().zip(here).zip(points);
        journey
            .map(|((id, here), point)| Place {
                name: words::touchpoint(id, texts),
                here: here.map(words::affect),
                level: here.map_or(3, words::level),
                median: point.map(|point| words::affect(point.quantiles[2])).unwrap_or_default(),
                half: point
                    .map(|point| {
                        let [_, low, _, high, _] = point.quantiles;
                        figure::range(low, high, texts.language(), words::affect)
                    })
                    .unwrap_or_default(),
                n: point.map_or_else(|| "0".to_owned(), |point| figure::count(point.n)),
            })
            .collect()
    }

    fn who(&self, actor: &str, texts: &Texts) -> String {
        if let Ok(person) = actor.parse::<PersonId>() {
            return self.people.get(&person).cloned().unwrap_or_default();
        }
        match actor {
            "customer" => texts.say("experience-who-customer"),
            "public" => texts.say("experience-who-public"),
            "system" => texts.say("experience-who-system"),
            _ => texts.say("experience-who-device"),
        }
    }

    fn counter(&self, counter: Option<CounterId>) -> String {
        counter.and_then(|id| self.counters.get(&id).cloned()).unwrap_or_default()
    }

    /// What happened and how it felt, in order of time.
    fn story(&self, texts: &Texts) -> Vec<Line> {
        let mut lines: Vec<(i64, u8, Line)> = Vec::new();
        for event in &self.events {
            lines.push((
                event.at.0,
                0,
                Line {
                    at: place::clock(&self.plan, event.at),
                    what: words::event(&event.what, texts),
                    who: self.who(&event.actor, texts),
                    counter: self.counter(event.counter),
                    moment: None,
                },
            ));
        }
        for moment in &self.moments {
            let (why, changed) = words::why(moment, texts);
            let affect = f64::from(moment.affect);
            lines.push((
                moment.at.0,
                1,
                Line {
                    at: place::clock(&self.plan, moment.at),
                    what: words::observed(moment, texts),
                    who: moment
                        .person
                        .and_then(|person| self.people.get(&person).cloned())
                        .unwrap_or_default(),
                    counter: String::new(),
                    moment: Some(Why {
                        affect: words::affect(affect),
                        level: words::level(affect),
                        feeling: words::touchpoint(&moment.touchpoint, texts),
                        rule: moment.rule.clone(),
                        version: moment.version.clone(),
                        why,
                        changed,
                    }),
                },
            ));
        }
        lines.sort_by_key(|&(at, kind, _)| (at, kind));
        lines.into_iter().map(|(.., line)| line).collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "microseconds of a service")]
    fn service(&self, service: &Service, texts: &Texts) -> ServiceLine {
        let parked_s = service.parked_us as f64 / 1e6;
        let took_s = service.ended_at.seconds_since(service.started_at) - parked_s;
        ServiceLine {
            purpose: words::purpose(&service.purpose, texts),
            counter: self.counter(Some(service.counter)),
            who: self.people.get(&service.person).cloned().unwrap_or_default(),
            began: place::clock(&self.plan, service.started_at),
            waited: figure::decimal(service.waited_us as f64 / 6e7, 1),
            took: figure::decimal(took_s / 60.0, 1),
            norm: self
                .plan
                .offer(&service.purpose)
                .map(|offer| figure::decimal(offer.norm_s / 60.0, 0))
                .unwrap_or_default(),
            parked: figure::decimal(parked_s / 60.0, 1),
            result: texts.say(&format!("experience-result-{}", service.result.word().replace('_', "-"))),
        }
    }
}

/// What was told of the wait, and what came of it.
fn told(promise: &Promise, texts: &Texts) -> String {
    let (Some(low_s), Some(high_s)) = (promise.low_s, promise.high_s) else {
        return texts.say("experience-told-nothing");
    };
    let minutes = |s: f64| figure::decimal(s / 60.0, 0);
    let told = texts.say_with(
        "experience-told-interval",
        &[("low", minutes(low_s).into()), ("high", minutes(high_s).into()), ("ahead", promise.ahead.into())],
    );
    let Some(waited_s) = promise.waited_s else { return told };
    let came = match waited_s {
        w if w < low_s => "experience-told-earlier",
        w if w <= high_s => "experience-told-kept",
        _ => "experience-told-later",
    };
    format!("{told} {}", texts.with(came, "waited", words::minutes(waited_s, texts)))
}
