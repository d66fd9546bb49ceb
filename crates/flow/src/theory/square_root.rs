//! Square-root staffing: a large hall needs its load and a safety in proportion to the load's square root.
//!
//! With c = a + β √a counters, the share that has to wait depends on β alone in the limit of large loads. Already at a few
//! erlangs the answer is rarely off by more than one counter, so it is where exact searches begin, and a rule for people.
//!
//! SOURCE: S. Halfin & W. Whitt, *Heavy-traffic limits for queues with many exponential servers*, Operations Research 29
//! (1981) 567–588; O. Garnett, A. Mandelbaum & M. Reiman, *Designing a call center with impatient customers*,
//! Manufacturing & Service Operations Management 4 (2002) 208–227.

use super::fault::{Fault, Quantity, Wants};
use super::normal::hazard;

/// The share that has to wait with a safety of β > 0, where nobody leaves (Halfin and Whitt).
pub fn wait_share(beta: f64) -> f64 {
    // 1 + β Φ(β)/φ(β), with Φ(β)/φ(β) = 1/h(−β)
    1.0 / (1.0 + beta / hazard(-beta))
}

/// The share that has to wait with a safety of β, which may be negative, where patience lasts 1/`impatience` mean services
/// (Garnett's function).
pub fn wait_share_impatient(beta: f64, impatience: f64) -> f64 {
    let root = impatience.sqrt();
    1.0 / (1.0 + root * hazard(beta / root) / hazard(-beta))
}

/// The share that leaves with a safety of β at this load in erlangs: √(r/a) (h(β/√r) − β/√r) times the share that waits.
pub fn abandon_share(beta: f64, impatience: f64, load: f64) -> f64 {
    let root = impatience.sqrt();
    let scaled = beta / root;
    wait_share_impatient(beta, impatience) * (impatience / load).sqrt() * (hazard(scaled) - scaled)
}

/// The safety β at which this share (above 0, below 1) has to wait, where nobody leaves.
///
/// # Errors
/// When the share is outside its range.
pub fn safety(share: f64) -> Result<f64, Fault> {
    Wants::AboveZero.of(Quantity::Target, share)?;
    Wants::BelowOne.of(Quantity::Target, share)?;
    Ok(falling_to(share, 0.0, wait_share))
}

/// The safety β at which this share (above 0, below 1) has to wait, where patience lasts 1/`impatience` mean services.
///
/// # Errors
/// When share or impatience are outside their ranges.
pub fn safety_impatient(share: f64, impatience: f64) -> Result<f64, Fault> {
    Wants::AboveZero.of(Quantity::Target, share)?;
    Wants::BelowOne.of(Quantity::Target, share)?;
    Wants::AboveZero.of(Quantity::Patience, impatience)?;
    Ok(falling_to(share, -30.0, |beta| wait_share_impatient(beta, impatience)))
}

/// Counters for a load in erlangs and a safety β: a + β √a, fractional, never negative.
pub fn counters(load: f64, beta: f64) -> f64 {
    (load + beta * load.sqrt()).max(0.0)
}

/// Where a falling function reaches a value, between `low` and 40.
fn falling_to(value: f64, mut low: f64, function: impl Fn(f64) -> f64) -> f64 {
    let mut high = 40.0;
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if function(middle) > value { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{Demand, erlang_a, erlang_c};

    #[test]
    fn the_limits_are_those_of_erlang_c_and_a_at_a_hundred_thousand_erlangs() {
        let demand = Demand::new(1e5, 1.0).unwrap();
        for beta in [0.1, 0.5, 1.0, 2.0] {
            let exact = erlang_c::line(demand, counters(1e5, beta)).unwrap().steady().unwrap().wait_share;
            assert!((wait_share(beta) / exact - 1.0).abs() < 0.01, "{beta}");
            for impatience in [0.1, 1.0, 4.0] {
                for beta in [beta, -beta] {
                    let exact = erlang_a::line(demand, counters(1e5, beta), 1.0 / impatience).unwrap();
                    assert!((wait_share_impatient(beta, impatience) / exact.wait_share - 1.0).abs() < 0.01);
                    assert!((abandon_share(beta, impatience, 1e5) / exact.abandon_share - 1.0).abs() < 0.02);
                }
            }
        }
    }

    #[test]
    fn the_safety_undoes_the_share_that_waits() {
        for share in [0.01, 0.2, 0.5, 0.9] {
            assert!((wait_share(safety(share).unwrap()) - share).abs() < 1e-12);
            let beta = safety_impatient(share, 0.3).unwrap();
            assert!((wait_share_impatient(beta, 0.3) - share).abs() < 1e-12);
        }
        assert!(safety(0.0).is_err() && safety_impatient(0.5, 0.0).is_err());
    }

    #[test]
    fn about_half_of_the_arrivals_wait_at_a_safety_of_one_half() {
        // 1/(1 + β Φ(β)/φ(β)) at β = 0.5 with 15 digits (mpmath)
        assert!((wait_share(0.5) - 0.504_538_640_997_945).abs() < 1e-12);
    }
}
