//! The one place of the chores that reads the clock, and how seconds are written.

use std::time::Instant;

/// Started when it is made.
#[derive(Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(clippy::disallowed_methods, reason = "chores report how long things took")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Seconds since the start.
    pub fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Seconds for a reader: `0.4 s`, `12.3 s`, `2 min 05 s`.
pub(crate) fn lasted(seconds: f64) -> String {
    if seconds < 59.95 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round();
    format!("{} min {:02} s", (whole / 60.0).floor(), whole % 60.0)
}

#[cfg(test)]
mod tests {
    use super::lasted;

    #[test]
    fn a_minute_is_written_as_a_minute() {
        assert_eq!(lasted(0.44), "0.4 s");
        assert_eq!(lasted(59.96), "1 min 00 s");
        assert_eq!(lasted(125.2), "2 min 05 s");
    }
}
