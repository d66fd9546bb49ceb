//! What the estimators say by themselves, and their intervals while nothing was learnt.

use super::{Basis, Estimator, Floor, Interval, SHARE, Simulated, Why};
use crate::gamma::gamma_outlasting;

/// The estimator's point in seconds. The combination has none of its own.
pub(super) fn point(estimator: Estimator, floor: &Floor) -> Result<f64, Why> {
    if floor.open_counters == 0 {
        return Err(Why::NoOpenCounter);
    }
    match estimator {
        Estimator::QueueLength | Estimator::WithLeaving if calls_to_come(floor) == 0.0 => Ok(0.0),
        Estimator::QueueLength => {
            figure(floor.mean_service_s, Why::NoServiceMean)?;
            let between_s = between_calls_s(floor).ok_or(Why::NotAFigure)?;
            figure(Some(calls_to_come(floor) * between_s), Why::NotAFigure)
        }
        Estimator::WithLeaving => {
            figure(floor.mean_service_s, Why::NoServiceMean)?;
            figure(floor.leaving_per_s, Why::NoLeavingRate)?;
            let (mean_s, _) = with_leaving(floor).ok_or(Why::NotAFigure)?;
            figure(Some(mean_s), Why::NotAFigure)
        }
        Estimator::LastToEnter => figure(floor.last_entered_wait_s, Why::NobodyCalled),
        Estimator::HeadOfLine => figure(floor.head_of_line_wait_s, Why::NobodyWaits),
        Estimator::Combined => Err(Why::TooFewWaits),
        Estimator::Simulated => {
            let simulated = floor.simulated.ok_or(Why::NotSimulated)?;
            if simulated.is_sound() { Ok(simulated.point_s) } else { Err(Why::NotAFigure) }
        }
    }
}

fn figure(s: Option<f64>, why: Why) -> Result<f64, Why> {
    match s {
        None => Err(why),
        Some(s) if s.is_finite() && s >= 0.0 => Ok(s),
        Some(_) => Err(Why::NotAFigure),
    }
}

/// Calls until the customer's own, that one counted, beyond those the idle counters make at once.
fn calls_to_come(floor: &Floor) -> f64 {
    (f64::from(floor.ahead) + 1.0 - f64::from(floor.idle_counters)).max(0.0)
}

/// Mean time between two calls of the hall, in seconds, if all counters are busy.
fn between_calls_s(floor: &Floor) -> Option<f64> {
    let mean_s = floor.mean_service_s.filter(|&s| s.is_finite() && s > 0.0)?;
    (floor.open_counters > 0).then(|| mean_s / f64::from(floor.open_counters))
}

/// Mean and variance of the wait where those ahead may leave: the *i*th from the front goes after an exponential time whose
/// rate is that of the calls and of all *i* before it who may leave.
fn with_leaving(floor: &Floor) -> Option<(f64, f64)> {
    let calls_per_s = between_calls_s(floor)?.recip();
    let leaving_per_s = floor.leaving_per_s?;
    let (mut mean, mut variance) = (0.0, 0.0);
    for waiting in 0..calls_to_come(floor) as u32 {
        let step_s = (calls_per_s + f64::from(waiting) * leaving_per_s).recip();
        mean += step_s;
        variance += step_s * step_s;
    }
    Some((mean, variance))
}

/// The interval of the module's formulas; `None` if they lack the mean service time.
pub(super) fn interval(estimator: Estimator, floor: &Floor, point_s: f64) -> Option<Interval> {
    let of = |low_s: f64, high_s: f64| {
        (low_s.is_finite() && high_s.is_finite()).then_some(Interval {
            point_s,
            low_s,
            high_s,
            basis: Basis::Theory,
        })
    };
    if estimator == Estimator::Simulated {
        let Simulated { low_s, high_s, .. } = floor.simulated?;
        return Some(Interval { point_s, low_s, high_s, basis: Basis::Simulated });
    }
    let calls = calls_to_come(floor);
    if matches!(estimator, Estimator::QueueLength | Estimator::WithLeaving) && calls == 0.0 {
        return of(0.0, 0.0);
    }
    let between_s = between_calls_s(floor)?;
    let by_length = (calls * between_s, calls * between_s * between_s);
    let (mean, variance) = match estimator {
        Estimator::QueueLength => by_length,
        Estimator::HeadOfLine => delay_given(point_s, between_s, 2.0),
        Estimator::LastToEnter => delay_given(point_s, between_s, 1.0),
        Estimator::WithLeaving => with_leaving(floor)?,
        Estimator::Combined => {
            let (mean, variance) = with_leaving(floor).unwrap_or(by_length);
            let stretch = point_s / mean;
            if stretch == 0.0 {
                return of(0.0, 0.0);
            }
            (mean * stretch, variance * stretch * stretch)
        }
        Estimator::Simulated => return None,
    };
    let (shape, scale) = (mean * mean / variance, variance / mean);
    let tail = (1.0 - SHARE) / 2.0;
    of(scale * gamma_outlasting(shape, 1.0 - tail), scale * gamma_outlasting(shape, tail))
}

/// Mean and variance of the wait if `calls` are sure to come, and beside them a Poisson number of mean `wait_s / between_s`.
fn delay_given(wait_s: f64, between_s: f64, calls: f64) -> (f64, f64) {
    (wait_s + calls * between_s, (2.0 * wait_s + calls * between_s) * between_s)
}
