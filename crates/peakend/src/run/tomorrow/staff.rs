//! How many counters a day takes: the fewest with which a share of those who come is served in time.
//!
//! Each quarter of an hour is staffed for the work that is in the hall then, with what earlier arrivals have left
//! ([`flow::staffing`]). Who needs a skill that not everybody has is counted for themselves
//! as well: so many of the counters must be able to do it.

use super::Known;
use crate::run::hall::Plan;
use crate::run::planning::Target;
use crate::ui::text::Texts;
use blueprint::Blueprint;
use flow::staffing::{self, Course, Step, Terms};
use flow::theory::Share;
use std::collections::BTreeMap;

/// What a day takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Needed {
    /// By quarter of an hour; none where nothing can be said.
    pub quarters: Vec<Option<Need>>,
    /// The same for those who need a skill that not all purposes take.
    pub skills: Vec<Skill>,
}

/// Counters of a quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// So many.
    pub whole: u32,
    /// So many would just do, if there were parts of counters.
    pub fraction: f64,
}

/// Counters that must be able to do something.
#[derive(Debug, Clone, PartialEq)]
pub struct Skill {
    /// The skill.
    pub skill: String,
    /// By quarter of an hour.
    pub quarters: Vec<Option<Need>>,
}

impl Skill {
    /// What it is called.
    pub fn name(&self, texts: &Texts) -> String {
        let known = &Blueprint::service_hall().skills;
        let named = known.iter().find(|skill| skill.id == self.skill);
        named.map_or_else(|| self.skill.clone(), |skill| skill.name.get(texts.language().into()).to_owned())
    }
}

impl Needed {
    /// The most at a time; none if nothing can be said of any quarter.
    pub fn most(&self) -> Option<u32> {
        self.quarters.iter().flatten().map(|need| need.whole).max()
    }

    /// Hours of counters over the day.
    pub fn hours(&self) -> f64 {
        self.quarters.iter().flatten().map(|need| f64::from(need.whole) / 4.0).sum()
    }
}

/// How many counters a day takes.
pub fn needed(plan: &Plan, known: &Known, target: Target) -> Needed {
    let all: Vec<&super::Purpose> = known.purposes.iter().collect();
    let mut by_skill: BTreeMap<&str, Vec<&super::Purpose>> = BTreeMap::new();
    for purpose in &known.purposes {
        let skills = plan.offer(&purpose.purpose).map_or(&[][..], |offer| &offer.skills);
        for skill in skills {
            by_skill.entry(skill).or_default().push(purpose);
        }
    }
    let some = |of: &Vec<&super::Purpose>| of.len() < all.len();
    let skills = by_skill.into_iter().filter(|(_, of)| some(of));
    Needed {
        quarters: quarters(known, &all, target),
        skills: skills
            .map(|(skill, of)| Skill { skill: skill.to_owned(), quarters: quarters(known, &of, target) })
            .collect(),
    }
}

/// Counters for the services of these purposes.
fn quarters(known: &Known, purposes: &[&super::Purpose], target: Target) -> Vec<Option<Need>> {
    let per_visit: f64 = purposes.iter().map(|purpose| purpose.per_visit).sum();
    let work_s: f64 = purposes.iter().map(|purpose| purpose.per_visit * purpose.mean_s).sum();
    let service_s = work_s / per_visit.max(1e-9);
    let steps = known.quarters.iter().enumerate().map(|(n, quarter)| Step {
        start_s: f64::from(u32::try_from(n).unwrap_or_default()) * QUARTER_S,
        length_s: QUARTER_S,
        // a customer with two services comes to two counters
        arrivals: (per_visit * quarter.people.expected).max(0.0),
        service_s,
        // a plan that counts on people leaving is none
        patience_s: None,
    });
    let course = Course { steps: steps.collect(), variation: known.variation };
    let terms = Terms::new(staffing::Target::Within {
        share: f64::from(target.percent()) / 100.0,
        wait_s: f64::from(target.minutes()) * 60.0,
        of: Share::OfAll,
    });
    let Ok(planned) = staffing::plan(&course, &terms) else { return vec![None; known.quarters.len()] };
    let need = |planned: &staffing::Planned| {
        let there = planned.work.most >= LEAST_WORK;
        let need = &planned.need;
        if there {
            Need { whole: need.whole, fraction: need.fractional }
        } else {
            Need { whole: 0, fraction: 0.0 }
        }
    };
    planned.iter().map(|planned| Some(need(planned))).collect()
}

/// Seconds of a quarter of an hour.
const QUARTER_S: f64 = 900.0;
/// Less work than this, in counters, is no reason to open one: what is left over of the last customers of an evening.
const LEAST_WORK: f64 = 0.05;
