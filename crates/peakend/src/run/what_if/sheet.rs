//! What a sheet tells: the few figures that are shown of many simulated days. The days themselves, of which a sheet has
//! thousands, are not kept.

use super::{AT_LEAST, AT_MOST, NARROW_S, SEED, feeling};
use crate::Error;
use crate::run::hall::Plan;
use crate::run::twin::what_if::{Compared, Difference, WhatIf, what_if};
use flow::twin::{Effort, Estimate, Figure, Hall, QuarterMean, Runs, Verdict};
use std::num::NonZeroUsize;

/// A quarter of an hour in which fewer days than this had anybody called has no spread.
const FEW: usize = 20;
/// Less than so much of a counter, or so few people, is nothing, on the mean of all days.
const NOTHING: f64 = 0.05;
/// Figures of today that are held against the days that were.
const OF_TODAY: [Figure; 3] = [Figure::MeanWait, Figure::WaitQuantile(0.9), Figure::Abandoned];

/// Why a day cannot be simulated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// The hall has no hours on it.
    Closed,
    /// Too few visits and days are known.
    TooLittle,
    /// Enough is known, but no day like it: nobody is expected, or nobody is known to work.
    Unseen,
    /// What is known does not make a hall: what is wrong, and where.
    Unfit(String),
}

/// What was found.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// Days that were simulated in each case.
    pub runs: usize,
    /// Figures of the day as it is; without those that have no value.
    pub today: Vec<(Figure, Estimate)>,
    /// Counters that work at a time, at most.
    pub at_work: usize,
    /// What was tried.
    pub variants: Vec<Variant>,
}

/// Something that was tried.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    /// Its name, as a word.
    pub name: String,
    /// How it differs.
    pub differences: Vec<Difference>,
    /// Waits through the day, quarter of an hour after quarter of an hour.
    pub course: Vec<Step>,
}

/// A quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    /// When it begins, after midnight.
    pub from_us: i64,
    /// The mean wait of those called in it as it is, in seconds; none where nobody is called.
    pub today_s: Option<f64>,
    /// The same with the change.
    pub then_s: Option<f64>,
    /// Between which values the mean wait with the change lies on nine days of ten; none where few days have one.
    pub band_s: Option<(f64, f64)>,
}

impl Variant {
    /// How it differs in a figure.
    pub fn of(&self, figure: Figure) -> Option<&Difference> {
        self.differences.iter().find(|one| one.figure == figure)
    }

    /// Whether any figure differs really.
    pub fn differs(&self) -> bool {
        self.differences.iter().any(|one| one.paired.verdict != Verdict::NoRealDifference)
    }

    fn of_days(compared: Compared) -> Self {
        let course = course(&compared.against, &compared.runs, compared.hall.closes_us);
        Self { name: compared.name, differences: compared.differences, course }
    }
}

impl Told {
    /// Simulates the day as it is, and with each change.
    ///
    /// # Errors
    /// A change that this hall cannot have.
    pub fn of(plan: &Plan, hall: &Hall, what_ifs: &[WhatIf]) -> Result<Self, Error> {
        let effort = Effort {
            until_narrow: Some((Figure::MeanWait, NARROW_S)),
            at_most: AT_MOST,
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            ..Effort::of(SEED, AT_LEAST)
        };
        let feeling = feeling(plan)?;
        let answer = what_if(hall, what_ifs, &effort, Some(&feeling), &|_| false)
            .map_err(|fault| Error::invalid("", "foresee-error-variant").with("why", fault))?;
        let of_today = |figure| answer.today.estimate(figure).map(|estimate| (figure, estimate));
        Ok(Self {
            runs: answer.today.outcomes().len(),
            today: OF_TODAY.into_iter().filter_map(of_today).collect(),
            at_work: at_work(hall),
            variants: answer.compared.into_iter().map(Variant::of_days).collect(),
        })
    }

    /// A figure of the day as it is.
    pub fn today(&self, figure: Figure) -> Option<Estimate> {
        self.today.iter().find(|(of, _)| *of == figure).map(|(_, estimate)| *estimate)
    }
}

/// The most counters that are at work at one time.
fn at_work(hall: &Hall) -> usize {
    let shifts = || hall.counters.iter().flat_map(|counter| &counter.shifts);
    let then = |at_us: i64| shifts().filter(|shift| shift.from_us <= at_us && at_us < shift.to_us).count();
    shifts().map(|shift| then(shift.from_us)).max().unwrap_or_default()
}

/// Waits through the day in both cases, from the first call to the last, without quarters after closing in which hardly
/// anything goes on any more.
fn course(today: &Runs, then: &Runs, closes_us: i64) -> Vec<Step> {
    let goes_on = |quarter: &QuarterMean| {
        quarter.from_us < closes_us || quarter.busy.mean >= NOTHING || quarter.queue.mean >= NOTHING
    };
    let (as_is, changed) = (today.quarters(), then.quarters());
    // one may open earlier or be empty sooner than the other
    let mut all: Vec<i64> = as_is
        .iter()
        .chain(&changed)
        .filter(|quarter| goes_on(quarter))
        .map(|quarter| quarter.from_us)
        .collect();
    all.sort_unstable();
    all.dedup();
    let mean = |quarters: &[QuarterMean], from_us: i64| {
        let quarter = quarters.iter().find(|quarter| quarter.from_us == from_us)?;
        quarter.wait_s.map(|wait| wait.mean).filter(|mean| mean.is_finite())
    };
    let step = |&from_us: &i64| Step {
        from_us,
        today_s: mean(&as_is, from_us),
        then_s: mean(&changed, from_us),
        band_s: spread(then, from_us),
    };
    let steps: Vec<Step> = all.iter().map(step).collect();
    // from the first in which somebody is called in either case to the last
    let anybody = |step: &Step| step.today_s.or(step.then_s).is_some();
    let first = steps.iter().position(anybody).unwrap_or(steps.len());
    let last = steps.iter().rposition(anybody).map_or(first, |last| last + 1);
    steps[first..last].to_vec()
}

/// Between which values the mean wait of a quarter of an hour lies on nine days of ten.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places among some hundred days"
)]
fn spread(runs: &Runs, from_us: i64) -> Option<(f64, f64)> {
    let quarters = runs.outcomes().iter().flat_map(|outcome| &outcome.quarters);
    let called = quarters.filter(|quarter| quarter.from_us == from_us && quarter.called > 0);
    let mut days_s: Vec<f64> = called.map(|quarter| quarter.waits_s / quarter.called as f64).collect();
    if days_s.len() < FEW {
        return None;
    }
    days_s.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| days_s[(share * (days_s.len() - 1) as f64).round() as usize];
    Some((at(0.05), at(0.95)))
}
