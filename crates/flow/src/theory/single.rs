//! One counter with services of any distribution (M/G/1).
//!
//! SOURCE: F. Pollaczek, *Über eine Aufgabe der Wahrscheinlichkeitstheorie*, Mathematische Zeitschrift 32 (1930); A. Y.
//! Khinchine (1932). The second moment after L. Takács, *A single-server queue with Poisson input*, Operations Research
//! 10 (1962).

use super::demand::{Balance, Demand};
use super::fault::{Fault, Quantity, Wants};

/// A line at one counter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Single {
    /// Share of arrivals that have to wait: the share of time in which the counter is busy.
    pub wait_share: f64,
    /// Mean seconds of wait of all arrivals.
    pub wait_s: f64,
    /// Mean number of people waiting.
    pub waiting: f64,
    /// Share of its time that the counter is busy.
    pub occupancy: f64,
}

/// The long-run figures of one counter, with services of this coefficient of variation (zero or more; 0 = always the same,
/// 1 = exponential). Exact.
///
/// # Errors
/// When the coefficient of variation is outside its range.
pub fn line(demand: Demand, variation: f64) -> Result<Balance<Single>, Fault> {
    Wants::ZeroOrMore.of(Quantity::Variation, variation)?;
    let load = demand.load();
    if load >= 1.0 {
        return Ok(Balance::Unstable { load, counters: 1.0 });
    }
    let wait_s = load / (1.0 - load) * (1.0 + variation * variation) / 2.0 * demand.service_s();
    let waiting = wait_s * demand.arrivals_per_s();
    Ok(Balance::Steady(Single { wait_share: load, wait_s, waiting, occupancy: load }))
}

impl Single {
    /// The standard deviation of the wait in seconds, given the third moment of services about zero in s³: for an
    /// exponential service of mean s it is 6 s³, for a constant one s³.
    pub fn deviation_s(&self, demand: Demand, third_moment_s3: f64) -> f64 {
        // Takács: Var W = W̄² + λ E[S³] / (3 (1 − ρ))
        let rest = demand.arrivals_per_s() * third_moment_s3 / (3.0 * (1.0 - self.occupancy));
        (self.wait_s * self.wait_s + rest).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_services_wait_as_in_erlang_c_and_constant_ones_half_as_long() {
        let demand = Demand::new(0.9, 1.0).unwrap();
        let steady = |variation| line(demand, variation).unwrap().steady().unwrap();
        assert!((steady(1.0).wait_s - 9.0).abs() < 1e-12);
        assert!((steady(0.0).wait_s - 4.5).abs() < 1e-12);
        // M/M/1: P(W > t) = ρ e^(−(1 − ρ) t), so Var W = 2ρ/(1 − ρ)² − (ρ/(1 − ρ))²
        let found = steady(1.0).deviation_s(demand, 6.0);
        assert!((found - (180.0f64 - 81.0).sqrt()).abs() < 1e-9);
    }

    #[test]
    fn a_full_counter_has_no_mean_wait() {
        let answer = line(Demand::new(1.0, 1.0).unwrap(), 1.0).unwrap();
        assert_eq!(answer, Balance::Unstable { load: 1.0, counters: 1.0 });
        assert!(line(Demand::new(0.5, 1.0).unwrap(), -0.1).is_err());
    }
}
