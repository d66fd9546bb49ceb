//! Erlang C (M/M/c): everybody waits as long as it takes.
//!
//! SOURCE: A. K. Erlang (1917), as for [`super::erlang_b`], of which it is a function:
//! 1/C = (1 − ρ)/B + ρ with the utilisation ρ = load by counters. Fractional counters follow from fractional ones there.

use super::curve;
use super::demand::{self, Balance, Demand};
use super::erlang_b;
use super::fault::{Fault, Quantity, Wants};

/// A line in balance in which nobody leaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangC {
    /// Share of arrivals that have to wait.
    pub wait_share: f64,
    /// Mean seconds of wait of all arrivals, those who do not wait with zero.
    pub wait_s: f64,
    /// Mean number of people waiting.
    pub waiting: f64,
    /// Share of its time that a counter is busy.
    pub occupancy: f64,
    /// Waits end at this rate, a second: counters by mean service, less arrivals.
    drain_per_s: f64,
}

/// The long-run figures for this demand at so many counters (above zero, whole or fractional).
///
/// # Errors
/// When the number of counters is outside its range.
///
/// ```
/// use flow::theory::{Balance, Demand, erlang_c};
///
/// let demand = Demand::new(200.0 / 3600.0, 180.0)?;
/// let Balance::Steady(line) = erlang_c::line(demand, 14.0)? else { panic!("ten erlangs fit into fourteen counters") };
/// assert!((line.within(20.0) - 0.888).abs() < 0.001);
/// assert!(matches!(erlang_c::line(demand, 10.0)?, Balance::Unstable { .. }));
/// # Ok::<(), flow::theory::Fault>(())
/// ```
pub fn line(demand: Demand, counters: f64) -> Result<Balance<ErlangC>, Fault> {
    demand::counters(counters)?;
    let load = demand.load();
    if load >= counters {
        return Ok(Balance::Unstable { load, counters });
    }
    let wait_share = wait_share(load, counters);
    let drain_per_s = (counters - load) / demand.service_s();
    let wait_s = wait_share / drain_per_s;
    Ok(Balance::Steady(ErlangC {
        wait_share,
        wait_s,
        waiting: wait_s * demand.arrivals_per_s(),
        occupancy: load / counters,
        drain_per_s,
    }))
}

impl ErlangC {
    /// Share of arrivals whose wait is longer than `wait_s` seconds.
    pub fn longer_than(&self, wait_s: f64) -> f64 {
        if wait_s < 0.0 { 1.0 } else { self.wait_share * (-self.drain_per_s * wait_s).exp() }
    }

    /// Share of arrivals served within `wait_s` seconds: the service level.
    pub fn within(&self, wait_s: f64) -> f64 {
        1.0 - self.longer_than(wait_s)
    }

    /// The seconds of wait that this share (0 to below 1) of the arrivals do not exceed; zero for those who do not wait.
    pub fn quantile_s(&self, share: f64) -> f64 {
        let longer = 1.0 - share;
        if longer >= self.wait_share { 0.0 } else { (self.wait_share / longer).ln() / self.drain_per_s }
    }

    /// The mean of a piecewise-linear function of the wait, such as affect by minutes; see [`super::curve`].
    pub fn mean_of(&self, points: &[(f64, f64)]) -> f64 {
        curve::mean(points, |from_s, to_s| {
            (self.longer_than(from_s) - if to_s.is_finite() { self.longer_than(to_s) } else { 0.0 })
                / self.drain_per_s
        })
    }
}

/// The share that has to wait, for a load below the number of counters.
pub(super) fn wait_share(load: f64, counters: f64) -> f64 {
    let blocked = erlang_b::share(load, counters);
    // the idle share first: near saturation it is the figure that matters, and load/counters has lost its digits
    let idle = (counters - load) / counters;
    blocked / (idle + (1.0 - idle) * blocked)
}

/// The fewest whole counters with which this share (0 to below 1) of the arrivals is served within `wait_s` seconds (zero
/// or more). Zero arrivals need none.
///
/// # Errors
/// When share or seconds are outside their ranges.
pub fn fewest(demand: Demand, share: f64, wait_s: f64) -> Result<u32, Fault> {
    Wants::BelowOne.of(Quantity::Target, share)?;
    Wants::ZeroOrMore.of(Quantity::Within, wait_s)?;
    Wants::AtMost(demand::MOST).of(Quantity::Load, demand.load())?;
    Ok(fewest_checked(demand.load(), wait_s / demand.service_s(), 1.0 - share))
}

/// [`fewest`] for a load, a wait in mean services and the share that may wait longer.
///
/// Runs on the inverse of Erlang's B, 1/B(c) = 1 + c/a · 1/B(c − 1), which needs no division, and holds
/// e^(−(c − a) t) against (1 − share) · 1/C; each counter more multiplies the first by e^(−t).
fn fewest_checked(load: f64, wait: f64, may: f64) -> u32 {
    if load == 0.0 {
        return 0;
    }
    let inverse_load = 1.0 / load;
    let below = load as u32;
    let mut inverse = 1.0;
    for counters in 1..=below {
        inverse = 1.0 + f64::from(counters) * inverse_load * inverse;
    }
    let mut decay = (-(f64::from(below + 1) - load) * wait).exp();
    let mut a_counter = 0.0;
    for counters in below + 1.. {
        let counters = f64::from(counters);
        inverse = 1.0 + counters * inverse_load * inverse;
        // 1/C = (1 − ρ)/B + ρ, times the number of counters
        let seldom = (counters - load) * inverse + load;
        if decay * counters <= may * seldom {
            return counters as u32;
        }
        if a_counter == 0.0 {
            a_counter = (-wait).exp();
        }
        decay *= a_counter;
    }
    u32::MAX
}
