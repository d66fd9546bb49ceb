//! The fewest counters that keep a target in a line in balance.

use super::line::{Crowd, Line};
use super::target::Target;
use crate::theory::{Balance, Fault, Quantity, Share, Wants, erlang_a, erlang_c, rostered};

/// A target and what else is asked of a staffing.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// What is to be kept.
    pub target: Target,
    /// The largest share of its time that a counter may be busy, above 0, at most 1.
    pub most_busy: f64,
    /// Share of paid time in which a clerk is not at the counter, 0 to below 1.
    pub shrinkage: f64,
}

/// Counters needed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// Whole counters: the fewest that keep the target.
    pub whole: u32,
    /// The smallest number that keeps it if counters could be divided; at most `whole`, more than one less.
    pub fractional: f64,
    /// People to put on the roster for the whole counters.
    pub rostered: u32,
    /// How the line does with the whole counters; none without arrivals, for then there is no line.
    pub line: Option<Line>,
}

impl Terms {
    /// Keeps a target, without a cap on occupancy and without shrinkage.
    pub fn new(target: Target) -> Self {
        Self { target, most_busy: 1.0, shrinkage: 0.0 }
    }

    /// Looks at all numbers.
    ///
    /// # Errors
    /// When one is outside its range.
    pub fn check(&self) -> Result<(), Fault> {
        self.target.check()?;
        Wants::AboveZeroToOne.of(Quantity::Occupancy, self.most_busy)?;
        Wants::BelowOne.of(Quantity::Shrinkage, self.shrinkage)?;
        Ok(())
    }

    /// The line at so many counters, if it is in balance and keeps all terms.
    fn kept(&self, crowd: &Crowd, counters: f64) -> Result<Option<Line>, Fault> {
        let Balance::Steady(line) = Line::of(crowd, counters)? else { return Ok(None) };
        let busy = line.occupancy() <= self.most_busy + 1e-12;
        Ok(if busy && self.target.kept_by(&line) { Some(line) } else { None })
    }
}

/// The fewest counters that keep the terms for this crowd. Without arrivals none are needed.
///
/// # Errors
/// When a number is outside its range, or the target cannot be asked of this crowd.
///
/// ```
/// use flow::staffing::{Crowd, Target, Terms, need};
/// use flow::theory::{Demand, Share};
///
/// let crowd = Crowd::patient(Demand::new(200.0 / 3600.0, 180.0)?);
/// let target = Target::Within { share: 0.8, wait_s: 20.0, of: Share::OfAll };
/// let terms = Terms { shrinkage: 0.3, most_busy: 0.85, ..Terms::new(target) };
/// let need = need(&crowd, &terms)?;
/// assert_eq!((need.whole, need.rostered), (14, 20));
/// # Ok::<(), flow::theory::Fault>(())
/// ```
pub fn need(crowd: &Crowd, terms: &Terms) -> Result<Need, Fault> {
    terms.check()?;
    terms.target.fits(crowd)?;
    let load = Wants::AtMost(1e7).of(Quantity::Load, crowd.demand.load())?;
    if load == 0.0 {
        return Ok(Need { whole: 0, fractional: 0.0, rostered: 0, line: None });
    }
    let (whole, line) = whole(crowd, terms)?;
    Ok(Need {
        whole,
        fractional: fractional(crowd, terms, whole)?,
        rostered: rostered(whole, terms.shrinkage)?,
        line: Some(line),
    })
}

/// The fewest whole counters, and their line.
fn whole(crowd: &Crowd, terms: &Terms) -> Result<(u32, Line), Fault> {
    let kept = |counters: u32| terms.kept(crowd, f64::from(counters));
    // the first guess is mostly the answer, and what follows makes sure
    let mut enough = guess(crowd, terms)?.max(1);
    let mut step = 1;
    let mut line = loop {
        match kept(enough)? {
            Some(line) => break line,
            None => enough = enough.saturating_add(step),
        }
        step *= 2;
        Wants::AtMost(2e8).of(Quantity::Counters, f64::from(enough))?;
    };
    // below `short` nothing keeps the terms
    let mut short = 0;
    let mut step = 1;
    while enough > short + 1 {
        let lower = enough.saturating_sub(step).max(short + 1);
        match kept(lower)? {
            Some(found) => (enough, line, step) = (lower, found, step * 2),
            None => {
                short = lower;
                step = ((enough - short) / 2).max(1);
            }
        }
    }
    Ok((enough, line))
}

/// Where the search begins.
fn guess(crowd: &Crowd, terms: &Terms) -> Result<u32, Fault> {
    let demand = crowd.demand;
    let for_target = match (&terms.target, crowd.patience_s) {
        (Target::Within { share, wait_s, of: Share::OfAll }, None) => {
            erlang_c::fewest(demand, *share, *wait_s)?
        }
        (Target::Longest { wait_s, but }, None) => erlang_c::fewest(demand, 1.0 - but, *wait_s)?,
        (Target::Leaving { most }, Some(patience_s)) => erlang_a::fewest(demand, patience_s, *most)?,
        _ => (demand.load() + demand.load().sqrt()).ceil() as u32,
    };
    let for_occupancy =
        if crowd.patience_s.is_none() { (demand.load() / terms.most_busy).ceil() as u32 } else { 0 };
    Ok(for_target.max(for_occupancy))
}

/// The smallest divisible number of counters, to six decimals, upwards.
fn fractional(crowd: &Crowd, terms: &Terms, whole: u32) -> Result<f64, Fault> {
    let (mut short, mut enough) = (f64::from(whole) - 1.0, f64::from(whole));
    while enough - short > 1e-6 {
        let middle = f64::midpoint(short, enough);
        match terms.kept(crowd, middle)? {
            Some(_) => enough = middle,
            None => short = middle,
        }
    }
    Ok(enough)
}
