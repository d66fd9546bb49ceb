//! How long something has lasted, as people read it.

use crate::kernel::Instant;
use crate::kernel::words;

/// Minutes and seconds, from an hour on with hours: `3:20`, `1:02:09`. As `<pe-clock>` writes it.
pub(crate) fn elapsed(us: i64) -> String {
    let seconds = us.max(0) / Instant::SECOND;
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}

/// Whole minutes gone by.
pub(crate) const fn minutes(us: i64) -> i64 {
    if us <= 0 { 0 } else { us / Instant::MINUTE }
}

words! {
    /// How a wait looks to the one who waits.
    pub enum Age {
        /// Nobody minds yet.
        Fresh = "fresh",
        /// Over half of what is borne.
        Long = "long",
        /// Beyond the standard.
        Late = "late",
        /// Half as long again as the standard.
        Over = "over",
    }
}

impl Age {
    /// The age of a wait beside the hall's standard, both in microseconds.
    pub const fn of(waited_us: i64, standard_us: i64) -> Self {
        if waited_us * 2 > standard_us * 3 {
            Self::Over
        } else if waited_us > standard_us {
            Self::Late
        } else if waited_us * 2 > standard_us {
            Self::Long
        } else {
            Self::Fresh
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_written_as_the_clock_writes_it() {
        let written = [0, 59, 60, 200, 3599, 3600, 3729].map(|s| elapsed(s * Instant::SECOND));
        assert_eq!(written, ["0:00", "0:59", "1:00", "3:20", "59:59", "1:00:00", "1:02:09"]);
        assert_eq!(elapsed(-5 * Instant::SECOND), "0:00");
    }

    #[test]
    fn a_wait_ages_at_half_the_standard_at_the_standard_and_half_beyond_it() {
        let ages = [10, 11, 20, 21, 30, 31].map(|wait| Age::of(wait, 20));
        assert_eq!(ages, [Age::Fresh, Age::Long, Age::Long, Age::Late, Age::Late, Age::Over]);
    }
}
