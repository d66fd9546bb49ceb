//! Several counters with any arrivals and services: approximations from means and coefficients of variation.
//!
//! | approximation | for | how near it comes, as its tests hold it (constant services, 1 to 50 counters) |
//! | --- | --- | --- |
//! | [`Approximation::AllenCunneen`] | G/G/c | 10 % from a utilisation of 0.9 on, 25 % at 0.5; always too low. Exact for M/M/c and M/G/1 |
//! | [`Approximation::Kimura`] | M/G/c | 2 %. Exact for M/M/c and M/G/1 |
//! | [`Approximation::Whitt`] | G/G/c | 2 % from a utilisation of 0.7 on, 6 % at 0.5. Exact for M/M/c |
//!
//! None knows more than two moments. Waits of real halls, where arrivals and services change with the hour, are better
//! simulated; these formulas say quickly what variation costs.

use super::demand::{Balance, Demand};
use super::erlang_c::{self, ErlangC};
use super::fault::{Fault, Quantity, Wants};

/// How far times vary: standard deviation by mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variation {
    /// Of the times between arrivals: 1 for people who come independently of each other.
    pub arrivals: f64,
    /// Of services: 0 for constant ones, 1 for exponential ones.
    pub services: f64,
}

/// Which approximation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Approximation {
    /// (cₐ² + cₛ²)/2 times the wait in M/M/c. SOURCE: A. O. Allen, *Probability, statistics, and queueing theory* (1978),
    /// after J. W. Cunneen.
    AllenCunneen,
    /// Between M/M/c and M/D/c. SOURCE: T. Kimura, *A two-moment approximation for the mean waiting time in the GI/G/s
    /// queue*, Management Science 32 (1986) 751–763, at cₐ = 1; M/D/c after G. P. Cosmetatos, *Approximate explicit formulae
    /// for the average queueing time in the processes (M/D/r) and (D/M/r)*, INFOR 13 (1975) 328–331.
    Kimura,
    /// SOURCE: W. Whitt, *Approximations for the GI/G/m queue*, Production and Operations Management 2 (1993) 114–161,
    /// equations 2.14–2.25.
    #[default]
    Whitt,
}

/// An approximated line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct General {
    /// Mean seconds of wait of all arrivals.
    pub wait_s: f64,
    /// Mean number of people waiting.
    pub waiting: f64,
    /// Share of its time that a counter is busy.
    pub occupancy: f64,
    /// Share of arrivals that have to wait, taken from M/M/c.
    pub wait_share: f64,
}

/// Approximate long-run figures at so many counters (at least one).
///
/// # Errors
/// When counters or variation are outside their ranges; for [`Approximation::Kimura`] arrivals must vary by 1.
pub fn line(
    demand: Demand,
    counters: f64,
    variation: Variation,
    by: Approximation,
) -> Result<Balance<General>, Fault> {
    Wants::AtLeast(1.0).of(Quantity::Counters, counters)?;
    let arrivals = Wants::ZeroOrMore.of(Quantity::Variation, variation.arrivals)?;
    let services = Wants::ZeroOrMore.of(Quantity::Variation, variation.services)?;
    if by == Approximation::Kimura {
        Wants::Exactly(1.0).of(Quantity::Variation, arrivals)?;
    }
    let ErlangC { wait_s, waiting, occupancy, wait_share, .. } = match erlang_c::line(demand, counters)? {
        Balance::Steady(line) => line,
        Balance::Unstable { load, counters } => return Ok(Balance::Unstable { load, counters }),
    };
    let (arrivals, services) = (arrivals * arrivals, services * services);
    let factor = match by {
        Approximation::AllenCunneen => f64::midpoint(arrivals, services),
        Approximation::Kimura => kimura(occupancy, services, counters),
        Approximation::Whitt => {
            whitt(occupancy, arrivals, services, counters) * f64::midpoint(arrivals, services)
        }
    };
    Ok(Balance::Steady(General { wait_s: wait_s * factor, waiting: waiting * factor, occupancy, wait_share }))
}

impl General {
    /// Approximate share of arrivals that wait longer than `wait_s` seconds: those who wait do so exponentially.
    pub fn longer_than(&self, wait_s: f64) -> f64 {
        if wait_s < 0.0 {
            1.0
        } else if self.wait_share == 0.0 || self.wait_s == 0.0 {
            0.0
        } else {
            self.wait_share * (-wait_s * self.wait_share / self.wait_s).exp()
        }
    }
}

impl General {
    /// The seconds of wait that this share (0 to below 1) of the arrivals do not exceed.
    pub fn quantile_s(&self, share: f64) -> f64 {
        let longer = 1.0 - share;
        if longer >= self.wait_share {
            0.0
        } else {
            (self.wait_share / longer).ln() * self.wait_s / self.wait_share
        }
    }

    /// The integral of [`General::longer_than`] between two waits.
    pub fn longer_between(&self, from_s: f64, to_s: f64) -> f64 {
        if self.wait_share == 0.0 {
            return 0.0;
        }
        let end = if to_s.is_finite() { self.longer_than(to_s) } else { 0.0 };
        (self.longer_than(from_s) - end) * self.wait_s / self.wait_share
    }
}

/// Cosmetatos' correction: M/D/c waits (1 + this)/2 as long as M/M/c.
fn cosmetatos(occupancy: f64, counters: f64) -> f64 {
    if occupancy == 0.0 {
        return 0.0;
    }
    (1.0 - occupancy) * (counters - 1.0) * ((4.0 + 5.0 * counters).sqrt() - 2.0)
        / (16.0 * occupancy * counters)
}

/// The wait in M/G/c by that in M/M/c, from the squared variation of services.
fn kimura(occupancy: f64, services: f64, counters: f64) -> f64 {
    let constant = (1.0 + cosmetatos(occupancy, counters)) / 2.0;
    (1.0 + services) / (2.0 * services + (1.0 - services) / constant).max(f64::MIN_POSITIVE)
}

/// Whitt's φ(ρ, cₐ², cₛ², m): the wait by Allen and Cunneen's.
fn whitt(occupancy: f64, arrivals: f64, services: f64, counters: f64) -> f64 {
    let gamma = cosmetatos(occupancy, counters).min(0.24);
    let above = 1.0 + gamma;
    let below = if occupancy == 0.0 {
        0.0
    } else {
        (1.0 - 4.0 * gamma) * (-2.0 * (1.0 - occupancy) / (3.0 * occupancy)).exp()
    };
    let both = f64::midpoint(above, below).min(1.0);
    let mean = f64::midpoint(arrivals, services);
    let psi = if mean >= 1.0 { 1.0 } else { both.powf(2.0 * (1.0 - mean)) };
    if arrivals == services {
        psi
    } else if arrivals > services {
        let whole = 4.0 * arrivals - 3.0 * services;
        (4.0 * (arrivals - services) * above + services * psi) / whole
    } else {
        let whole = 2.0 * (arrivals + services);
        ((services - arrivals) * below + (services + 3.0 * arrivals) * psi) / whole
    }
}
