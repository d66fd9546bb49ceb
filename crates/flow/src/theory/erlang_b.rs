//! Erlang B (M/M/c/c): no waiting; who finds every counter busy goes away.
//!
//! SOURCE: A. K. Erlang, *Solution of some problems in the theory of probabilities of significance in automatic
//! telephone exchanges*, Elektroteknikeren 13 (1917). For numbers of counters that are not whole, R. Fortet's integral
//! 1/B(c, a) = a ∫₀^∞ e^(−at) (1+t)^c dt as D. L. Jagerman continues it: *Some properties of the Erlang loss function*,
//! Bell System Technical Journal 53 (1974) 525–551.

use super::demand;
use super::fault::{Fault, Quantity, Wants};
use super::quadrature::upper_incomplete;

/// The share of arrivals that finds all counters busy, for a load in erlangs (zero or more) and a number of counters
/// (zero or more, whole or fractional). Depends on the distribution of services through its mean alone.
///
/// # Errors
/// When load or counters are outside their ranges.
pub fn blocking(load: f64, counters: f64) -> Result<f64, Fault> {
    Wants::ZeroOrMore.of(Quantity::Load, load)?;
    if counters != 0.0 {
        demand::counters(counters)?;
    }
    Ok(share(load, counters))
}

/// The fewest counters that turn away at most this share (above 0, below 1) of the arrivals.
///
/// # Errors
/// When load or share are outside their ranges.
pub fn fewest(load: f64, most_blocked: f64) -> Result<u32, Fault> {
    Wants::ZeroOrMore.of(Quantity::Load, load)?;
    Wants::AboveZero.of(Quantity::Target, most_blocked)?;
    Wants::BelowOne.of(Quantity::Target, most_blocked)?;
    if load == 0.0 {
        return Ok(0);
    }
    let (mut counters, mut blocked) = (0u32, 1.0);
    while blocked > most_blocked {
        counters += 1;
        blocked = next(load, f64::from(counters), blocked);
    }
    Ok(counters)
}

/// One counter more: B(c) from B(c − 1). Shares between 0 and 1 throughout, so nothing overflows, and errors shrink.
pub(super) fn next(load: f64, counters: f64, before: f64) -> f64 {
    let busy = load * before;
    busy / (counters + busy)
}

/// The share turned away, for a load and a number of counters that have been looked at.
pub(super) fn share(load: f64, counters: f64) -> f64 {
    let part = counters.fract();
    if load == 0.0 {
        return if counters == 0.0 { 1.0 } else { 0.0 };
    }
    let mut blocked = if part == 0.0 { 1.0 } else { between_none_and_one(load, part) };
    let mut reached = part;
    while reached < counters {
        reached += 1.0;
        blocked = next(load, reached, blocked);
        if blocked == 0.0 {
            break;
        }
    }
    blocked
}

/// B for a number of counters above 0 and below 1: Fortet's integral is eᵃ a^(−c) Γ(c + 1, a).
fn between_none_and_one(load: f64, counters: f64) -> f64 {
    1.0 / upper_incomplete(counters + 1.0, load)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_counter_turns_everybody_away_and_no_arrival_nobody() {
        assert_eq!(blocking(3.0, 0.0), Ok(1.0));
        assert_eq!(blocking(0.0, 2.0), Ok(0.0));
        assert_eq!(fewest(0.0, 0.02), Ok(0));
    }

    #[test]
    fn a_load_that_is_no_load_is_refused() {
        for load in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(blocking(load, 3.0).is_err());
        }
        assert!(blocking(1.0, -2.0).is_err());
        assert!(fewest(1.0, 0.0).is_err());
    }

    #[test]
    fn a_thousand_counters_for_next_to_nothing_turn_nobody_away() {
        assert_eq!(blocking(1e-3, 1000.0), Ok(0.0));
        let half = blocking(1e-3, 1.5).unwrap();
        assert!(half > 0.0 && half < 1e-3);
    }

    proptest! {
        #[test]
        fn fractional_counters_obey_the_recursion_of_whole_ones(load in 1e-3..200.0f64, counters in 0.01..150.0f64) {
            let (here, more) = (share(load, counters), share(load, counters + 1.0));
            prop_assert!((more - next(load, counters + 1.0, here)).abs() <= 1e-12 * more);
        }

        #[test]
        fn more_counters_turn_fewer_away(load in 1e-3..200.0f64, counters in 0.0..150.0f64, more in 1e-3..3.0f64) {
            let (few, many) = (share(load, counters), share(load, counters + more));
            prop_assert!(many < few || few == 0.0);
        }
    }
}
