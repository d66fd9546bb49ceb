//! What cannot be computed, and why.

use std::fmt;

/// A value that no formula can work with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    /// What the value stands for.
    pub quantity: Quantity,
    /// The value.
    pub value: f64,
    /// What it has to be.
    pub wants: Wants,
}

/// What a value stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Arrivals in a second.
    Arrivals,
    /// Mean seconds of a service.
    Service,
    /// Mean seconds until somebody who waits gives up.
    Patience,
    /// Number of counters.
    Counters,
    /// Number of places to wait in.
    Places,
    /// Seconds within which people are to be served.
    Within,
    /// A share that is aimed at.
    Target,
    /// Share of paid time in which a clerk is not at the counter.
    Shrinkage,
    /// Largest share of its time that a counter may be busy.
    Occupancy,
    /// Coefficient of variation: standard deviation by mean.
    Variation,
    /// Offered load in erlangs.
    Load,
    /// Seconds of a step of the day.
    Length,
    /// Seconds at which a step of the day begins.
    Start,
    /// What waits feel like.
    Curve,
}

/// What a value has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wants {
    /// A finite number above zero.
    AboveZero,
    /// A finite number of zero or more.
    ZeroOrMore,
    /// A number from 0 to 1.
    Share,
    /// A number from 0 to below 1.
    BelowOne,
    /// A number above 0, at most 1.
    AboveZeroToOne,
    /// At least this much.
    AtLeast(f64),
    /// At most this much.
    AtMost(f64),
    /// Less than this.
    Below(f64),
    /// This and nothing else.
    Exactly(f64),
    /// Numbers that fall or stay while their place rises.
    Falling,
}

impl Wants {
    /// The value, if it is what it has to be.
    ///
    /// # Errors
    /// If not; not-a-number and infinities never are.
    #[inline]
    pub fn of(self, quantity: Quantity, value: f64) -> Result<f64, Fault> {
        let fits = match self {
            Self::AboveZero => value > 0.0,
            Self::ZeroOrMore => value >= 0.0,
            Self::Share => (0.0..=1.0).contains(&value),
            Self::BelowOne => (0.0..1.0).contains(&value),
            Self::AboveZeroToOne => value > 0.0 && value <= 1.0,
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
            Self::Below(end) => value < end,
            Self::Exactly(only) => value == only,
            Self::Falling => false,
        };
        if fits && value.is_finite() { Ok(value) } else { Err(Fault { quantity, value, wants: self }) }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Arrivals => "arrivals a second",
            Self::Service => "seconds of a service",
            Self::Patience => "seconds of patience",
            Self::Counters => "the number of counters",
            Self::Places => "the number of places to wait in",
            Self::Within => "the seconds within which to serve",
            Self::Target => "the target",
            Self::Shrinkage => "the shrinkage",
            Self::Occupancy => "the occupancy",
            Self::Variation => "the coefficient of variation",
            Self::Load => "the load",
            Self::Length => "the seconds of a step",
            Self::Start => "the beginning of a step",
            Self::Curve => "the affect of a longer wait",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { quantity, value, wants } = self;
        write!(out, "{quantity} must be ")?;
        match wants {
            Wants::AboveZero => write!(out, "above zero")?,
            Wants::ZeroOrMore => write!(out, "zero or more")?,
            Wants::Share => write!(out, "from 0 to 1")?,
            Wants::BelowOne => write!(out, "from 0 to below 1")?,
            Wants::AboveZeroToOne => write!(out, "above 0 and at most 1")?,
            Wants::AtLeast(least) => write!(out, "at least {least}")?,
            Wants::AtMost(most) => write!(out, "at most {most}")?,
            Wants::Below(end) => write!(out, "below {end}")?,
            Wants::Exactly(only) => write!(out, "{only}")?,
            Wants::Falling => write!(out, "no better than that of a shorter one")?,
        }
        write!(out, ", not {value}")
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_the_quantity_the_value_and_the_way_out() {
        let fault = Wants::AboveZero.of(Quantity::Service, -3.0).unwrap_err();
        assert_eq!(fault.to_string(), "seconds of a service must be above zero, not -3");
    }

    #[test]
    fn what_is_no_number_or_has_no_end_is_never_taken() {
        for wants in [Wants::AboveZero, Wants::ZeroOrMore, Wants::Share, Wants::AtLeast(1.0)] {
            for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                assert!(wants.of(Quantity::Load, value).is_err(), "{wants:?} {value}");
            }
        }
    }
}
