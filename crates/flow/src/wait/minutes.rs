//! An interval as people are told it.

const MINUTE_S: f64 = 60.0;
const OVER_MIN: u32 = 120;

/// A wait in whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Minutes {
    /// A minute at most.
    LessThanOne,
    /// From `low` to `high`; they can be equal.
    Between {
        /// Rounded down.
        low: u32,
        /// Rounded up, at most 120.
        high: u32,
    },
    /// From `low` to more than two hours.
    FromToOverTwoHours {
        /// Rounded down, at most 120.
        low: u32,
    },
    /// More than two hours.
    OverTwoHours,
}

/// An interval in seconds as people are told it: the low end rounded down, the high end rounded up, so that rounding never
/// promises more than is known. `None` if it is no interval: negative, upside down, or not a number.
#[must_use]
pub fn told_minutes(low_s: f64, high_s: f64) -> Option<Minutes> {
    if !(low_s.is_finite() && 0.0 <= low_s && low_s <= high_s) {
        return None;
    }
    let over_s = f64::from(OVER_MIN) * MINUTE_S;
    let whole = |minutes: f64| minutes as u32;
    Some(if high_s <= MINUTE_S {
        Minutes::LessThanOne
    } else if low_s > over_s {
        Minutes::OverTwoHours
    } else if high_s > over_s {
        Minutes::FromToOverTwoHours { low: whole((low_s / MINUTE_S).floor()) }
    } else {
        Minutes::Between { low: whole((low_s / MINUTE_S).floor()), high: whole((high_s / MINUTE_S).ceil()) }
    })
}
