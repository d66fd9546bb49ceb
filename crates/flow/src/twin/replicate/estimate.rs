//! Figures of many days, with their intervals.
//!
//! A mean wait is that of the average customer: all waits by all customers, not the mean of the days' means, in which a
//! quiet day weighs as much as a busy one. Its interval comes from the days: each has an influence on the figure, and the
//! influences of independent days are independent (the delta method for a ratio; W. G. Cochran, *Sampling techniques*,
//! 1977, 6.3). That of a quantile is read from the interval of the share below it (R. S. Woodruff, *Confidence intervals
//! for medians and other position measures*, JASA 47 (1952) 635–646).

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::Runs;
use crate::twin::tally::{Flow, Outcome, Waits};

/// A figure of a hall.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// The mean wait of those who were called and came, seconds.
    MeanWait,
    /// The wait, seconds, within which this share of them was called.
    WaitQuantile(f64),
    /// The share, of all who waited to their call or left, that was called within so many seconds and came.
    Within(f64),
    /// The share that left before being called.
    Abandoned,
    /// The share that was not served: left, missed or sent home.
    NotServed,
    /// Services ended, a run.
    Served,
    /// Busy time by time at work, of all counters.
    Occupancy,
    /// Work beyond the ends of shifts, of all counters, seconds a run.
    OvertimeS,
    /// The longest queue of a run.
    LongestQueue,
    /// The mean score of visits.
    Felt,
}

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub mean: f64,
    /// Where the interval begins; minus infinity where one run says nothing about others.
    pub low: f64,
    /// Where it ends; infinity where one run says nothing about others.
    pub high: f64,
    /// Of how many runs.
    pub n: u32,
}

impl Estimate {
    /// How far the interval reaches, to the farther side.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        (self.high - self.mean).max(self.mean - self.low)
    }
}

/// A mean over the quarters of an hour of many days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuarterMean {
    /// When it begins.
    pub from_us: i64,
    /// Arrivals in it.
    pub arrived: Estimate,
    /// The mean queue.
    pub queue: Estimate,
    /// Busy counters.
    pub busy: Estimate,
    /// Counters at work.
    pub open: Estimate,
    /// The mean wait of those called in it, seconds; `None` if nobody was.
    pub wait_s: Option<Estimate>,
    /// The share of those called in it who waited no longer than promised; `None` if nobody was called.
    pub within: Option<Estimate>,
}

/// A figure, and what each run adds to its error.
pub(in crate::twin) struct Linear {
    pub value: f64,
    pub influences: Vec<f64>,
}

impl Linear {
    /// The standard error of the figure.
    pub fn error(&self) -> f64 {
        error(&self.influences)
    }
}

/// The standard error of a mean.
pub(in crate::twin) fn error(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n * (n - 1.0))).sqrt()
}

/// The quantile of Student's distribution.
pub(in crate::twin) fn student(share: f64, freedom: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::INFINITY, |t| t.inverse_cdf(share))
}

/// The sum of one list by the sum of another.
fn ratio(parts: impl Iterator<Item = (f64, f64)>) -> Option<Linear> {
    let parts: Vec<(f64, f64)> = parts.collect();
    let (above, below) = parts.iter().fold((0.0, 0.0), |(a, b), part| (a + part.0, b + part.1));
    if below <= 0.0 {
        return None;
    }
    let (value, mean) = (above / below, below / parts.len() as f64);
    Some(Linear { value, influences: parts.iter().map(|(a, b)| (a - value * b) / mean).collect() })
}

/// How far the 95 % interval reaches below and above, from what each run adds to the error.
///
/// Student's interval, corrected for lopsided runs: waits of busy days are far above the mean, those of quiet days not far
/// below it, and the plain interval would then miss the true value from below too often (R. Willink, *A confidence interval
/// and test for the mean of an asymmetric distribution*, Communications in Statistics – Theory and Methods 34 (2005)
/// 753–766). With fewer than three runs there is no telling, and it is the plain one.
pub(in crate::twin) fn reach(influences: &[f64]) -> (f64, f64) {
    let n = influences.len() as f64;
    if influences.len() < 2 {
        return (f64::INFINITY, f64::INFINITY);
    }
    let (t, error) = (student(0.975, n - 1.0), error(influences));
    if influences.len() < 3 || error <= 0.0 {
        return (t * error, t * error);
    }
    let mean = influences.iter().sum::<f64>() / n;
    let third = influences.iter().map(|v| (v - mean).powi(3)).sum::<f64>() * n / ((n - 1.0) * (n - 2.0));
    let a = third / (6.0 * n * n * error.powi(3));
    if a.abs() < 1e-6 {
        return (t * error, t * error);
    }
    let bent = |r: f64| ((1.0 + 6.0 * a * (r - a)).cbrt() - 1.0) / (2.0 * a);
    (bent(t) * error, -bent(-t) * error)
}

/// A figure with the interval that its influences give.
fn interval(linear: &Linear) -> Estimate {
    let (below, above) = reach(&linear.influences);
    Estimate {
        mean: linear.value,
        low: linear.value - below,
        high: linear.value + above,
        n: u32::try_from(linear.influences.len()).unwrap_or(u32::MAX),
    }
}

impl Figure {
    /// Whether more of it is better; `None` if it is neither good nor bad in itself.
    #[must_use]
    pub const fn more_is_better(self) -> Option<bool> {
        match self {
            Self::Within(_) | Self::Served | Self::Felt => Some(true),
            Self::Occupancy => None,
            _ => Some(false),
        }
    }

    /// The bounds that the figure cannot leave.
    const fn bounds(self) -> (f64, f64) {
        match self {
            Self::Felt => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Within(_) | Self::Abandoned | Self::NotServed | Self::Occupancy => (0.0, 1.0),
            _ => (0.0, f64::INFINITY),
        }
    }
}

/// Those of whom it is known how their wait ended.
fn decided(flow: &Flow) -> f64 {
    (flow.waits.n() + flow.missed + flow.left + flow.sent_home) as f64
}

impl Runs {
    fn flow<'a>(&self, outcome: &'a Outcome) -> Option<&'a Flow> {
        self.purpose.map_or(Some(&outcome.all), |purpose| outcome.purposes.get(purpose))
    }

    /// The figure as a sum by a sum, of one run.
    fn parts(&self, figure: Figure, outcome: &Outcome) -> Option<(f64, f64)> {
        let flow = self.flow(outcome)?;
        let counters =
            |of: fn(&crate::twin::tally::Work) -> f64| outcome.counters.iter().map(of).sum::<f64>();
        Some(match figure {
            Figure::MeanWait => (flow.waits.sum_s(), flow.waits.n() as f64),
            Figure::WaitQuantile(_) => return None,
            Figure::Within(s) => (flow.waits.within(s), decided(flow)),
            Figure::Abandoned => (flow.left as f64, decided(flow)),
            Figure::NotServed => ((flow.left + flow.missed + flow.sent_home) as f64, decided(flow)),
            Figure::Served => (flow.served as f64, 1.0),
            Figure::Occupancy => (counters(|work| work.busy_s), counters(|work| work.open_s)),
            Figure::OvertimeS => (counters(|work| work.overtime_s), 1.0),
            Figure::LongestQueue => (outcome.longest_queue as f64, 1.0),
            Figure::Felt => (flow.felt.sum, flow.felt.n as f64),
        })
    }

    /// The waits of all runs together.
    #[must_use]
    pub fn waits(&self) -> Waits {
        let mut waits = Waits::default();
        for flow in self.outcomes().iter().filter_map(|outcome| self.flow(outcome)) {
            waits.add(&flow.waits);
        }
        waits
    }

    /// The figure and the runs' influences; `None` where nobody gave it a value.
    pub(in crate::twin) fn linear(&self, figure: Figure) -> Option<Linear> {
        let Figure::WaitQuantile(share) = figure else {
            return ratio(self.outcomes().iter().filter_map(|outcome| self.parts(figure, outcome)));
        };
        let waits = self.waits();
        let value = waits.quantile_s(share)?;
        let below = self.shares_below(value, waits.share_within(value)?)?;
        // The density at the quantile, from five in a hundred to either side.
        let (low, high) = (value / 1.05, (value * 1.05).max(value / 1.05 + 1.0));
        let density = (waits.share_within(high)? - waits.share_within(low)?) / (high - low);
        let slope = if density > 0.0 { -1.0 / density } else { 0.0 };
        Some(Linear { value, influences: below.influences.iter().map(|i| i * slope).collect() })
    }

    /// The share of waits up to a time, about the one that all runs have.
    fn shares_below(&self, s: f64, share: f64) -> Option<Linear> {
        let flows = || self.outcomes().iter().filter_map(|outcome| self.flow(outcome));
        let mut below = ratio(flows().map(|flow| (flow.waits.within(s), flow.waits.n() as f64)))?;
        below.value = share;
        Some(below)
    }

    /// The figure over all runs with its 95 % interval (Student's over replications, corrected for lopsided ones); `None` where it has no value, as the
    /// mean wait of nobody.
    #[must_use]
    pub fn estimate(&self, figure: Figure) -> Option<Estimate> {
        let mut estimate = match figure {
            Figure::WaitQuantile(share) => {
                let waits = self.waits();
                let value = waits.quantile_s(share)?;
                let of_share = interval(&self.shares_below(value, share)?);
                let at = |share: f64| if share.is_finite() { waits.quantile_s(share) } else { None };
                Estimate {
                    mean: value,
                    low: at(of_share.low).unwrap_or(f64::NEG_INFINITY),
                    high: at(of_share.high).unwrap_or(f64::INFINITY),
                    n: of_share.n,
                }
            }
            figure => interval(&self.linear(figure)?),
        };
        let (least, most) = figure.bounds();
        estimate.low = estimate.low.max(least);
        estimate.high = estimate.high.min(most);
        Some(estimate)
    }

    /// Between which values the figure of a single day lies with the probability `share`; `None` where no day has one.
    /// The quantiles of the simulated days themselves, so forty days are the least for 95 %.
    #[must_use]
    pub fn spread(&self, figure: Figure, share: f64) -> Option<(f64, f64)> {
        let mut days: Vec<f64> =
            self.outcomes().iter().filter_map(|outcome| self.of_a_day(figure, outcome)).collect();
        days.sort_by(f64::total_cmp);
        let last = days.len().checked_sub(1)? as f64;
        let at = |share: f64| {
            let place = share.clamp(0.0, 1.0) * last;
            let (low, high) = (days[place.floor() as usize], days[place.ceil() as usize]);
            low + (high - low) * place.fract()
        };
        let tail = (1.0 - share) / 2.0;
        Some((at(tail), at(1.0 - tail)))
    }

    /// The figure of one run by itself; `None` where it has none.
    #[must_use]
    pub fn of_a_day(&self, figure: Figure, outcome: &Outcome) -> Option<f64> {
        if let Figure::WaitQuantile(share) = figure {
            return self.flow(outcome)?.waits.quantile_s(share);
        }
        let (above, below) = self.parts(figure, outcome)?;
        (below > 0.0).then(|| above / below)
    }

    /// The quarters of an hour, each a mean over the runs that reached it.
    #[must_use]
    pub fn quarters(&self) -> Vec<QuarterMean> {
        const QUARTER_S: f64 = 900.0;
        let most = self.outcomes().iter().map(|outcome| outcome.quarters.len()).max().unwrap_or(0);
        let quarter = |n: usize| {
            let of = |figure: fn(&crate::twin::tally::Quarter) -> (f64, f64)| {
                // A day that ended before has a quarter without anybody.
                let days = self.outcomes().iter().map(|o| o.quarters.get(n).copied().unwrap_or_default());
                ratio(days.map(|quarter| figure(&quarter))).map(|linear| interval(&linear))
            };
            Some(QuarterMean {
                from_us: self.outcomes().iter().find_map(|o| o.quarters.get(n))?.from_us,
                arrived: of(|q| (q.arrived as f64, 1.0))?,
                queue: of(|q| (q.queue_s / QUARTER_S, 1.0))?,
                busy: of(|q| (q.busy_s / QUARTER_S, 1.0))?,
                open: of(|q| (q.open_s / QUARTER_S, 1.0))?,
                wait_s: of(|q| (q.waits_s, q.called as f64)),
                within: of(|q| (q.within as f64, q.called as f64)),
            })
        };
        (0..most).filter_map(quarter).collect()
    }
}
