//! What purposes gain that share counters, and who should know what.
//!
//! Counters that serve all purposes of a group need less than counters of each by itself: a clerk who would stand idle helps
//! out. The least is what the group needs if everybody can do everything. Almost the whole of that gain is had with few who
//! can: as many specialists of each purpose as are nearly always busy, and a few who know all.
//!
//! SOURCE: R. B. Wallace & W. Whitt, *A staffing algorithm for call centers with skill-based routing*, Manufacturing &
//! Service Operations Management 7 (2005) 276–294: the total as if everybody could do everything, and little flexibility
//! after that.

use super::course::{Course, Step};
use super::need::Terms;
use super::plan::{Planned, plan};
use crate::theory::Fault;

/// What a group of purposes needs in one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Sharing {
    /// If everybody can do everything: no staffing of the group can do with less.
    pub pooled: Planned,
    /// If every purpose has counters of its own, in the order of the courses.
    pub apart: Vec<Planned>,
    /// Counters that serve one purpose only, in the order of the courses.
    pub specialists: Vec<u32>,
    /// Counters that serve the whole group, beside the specialists; together they are the pooled need.
    pub generalists: u32,
}

impl Sharing {
    /// Counters if every purpose has its own.
    pub fn apart_total(&self) -> u32 {
        self.apart.iter().map(|planned| planned.need.whole).sum()
    }
}

/// A fault in one of several courses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Misplaced {
    /// The course.
    pub course: usize,
    /// The step.
    pub step: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What a group of purposes needs, step by step; the courses have the same steps.
///
/// # Errors
/// With the place of what cannot be worked with.
///
/// # Panics
/// When the courses do not have the same steps.
pub fn share(courses: &[Course], terms: &Terms) -> Result<Vec<Sharing>, Misplaced> {
    let apart = courses
        .iter()
        .enumerate()
        .map(|(course, each)| plan(each, terms).map_err(|(step, fault)| Misplaced { course, step, fault }))
        .collect::<Result<Vec<_>, _>>()?;
    let pooled =
        plan(&together(courses), terms).map_err(|(step, fault)| Misplaced { course: 0, step, fault })?;
    let sharing = |(place, pooled): (usize, Planned)| {
        let apart: Vec<Planned> = apart.iter().map(|planned| planned[place]).collect();
        let specialists = specialists(&apart, pooled.need.whole);
        let generalists = pooled.need.whole - specialists.iter().sum::<u32>();
        Sharing { pooled, apart, specialists, generalists }
    };
    Ok(pooled.into_iter().enumerate().map(sharing).collect())
}

/// As many of each as are nearly always busy: the whole part of the purpose's work, and no more than are needed at all.
fn specialists(apart: &[Planned], pooled: u32) -> Vec<u32> {
    let mut left = pooled;
    let busy = |planned: &Planned| {
        let count = (planned.work.mean as u32).min(left);
        left -= count;
        count
    };
    apart.iter().map(busy).collect()
}

/// The courses as one: arrivals added, services and patience in the mean of those who come.
pub fn together(courses: &[Course]) -> Course {
    let Some(first) = courses.first() else { return Course { steps: Vec::new(), variation: 1.0 } };
    assert!(
        courses.iter().all(|course| course.steps.len() == first.steps.len()),
        "the same steps in every course"
    );
    let steps = (0..first.steps.len()).map(|place| {
        let steps: Vec<&Step> = courses.iter().map(|course| &course.steps[place]).collect();
        let arrivals: f64 = steps.iter().map(|step| step.arrivals).sum();
        // where nobody comes, every purpose counts alike
        let weight =
            |step: &Step| if arrivals > 0.0 { step.arrivals / arrivals } else { 1.0 / steps.len() as f64 };
        // patience adds up by its rate; those who wait for ever leave at the rate zero
        let leaving: f64 =
            steps.iter().map(|step| weight(step) * step.patience_s.map_or(0.0, f64::recip)).sum();
        Step {
            arrivals,
            service_s: steps.iter().map(|step| weight(step) * step.service_s).sum(),
            patience_s: (leaving > 0.0).then(|| leaving.recip()),
            ..*steps[0]
        }
    });
    let steps = steps.collect();
    Course { steps, variation: mixed(courses) }
}

/// The coefficient of variation of all services together: their differing means add to it.
fn mixed(courses: &[Course]) -> f64 {
    let (mut arrivals, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for course in courses {
        for step in &course.steps {
            arrivals += step.arrivals;
            sum += step.arrivals * step.service_s;
            squares +=
                step.arrivals * step.service_s * step.service_s * (1.0 + course.variation * course.variation);
        }
    }
    if sum > 0.0 { (squares * arrivals / (sum * sum) - 1.0).max(0.0).sqrt() } else { courses[0].variation }
}
