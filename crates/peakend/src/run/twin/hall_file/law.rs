//! Durations, times of day and laws of random durations, as people write them.

use flow::twin::{self, Form, Law};
use std::fmt::Write;

/// The longest duration that can be written, in seconds: a leap year.
pub const LONGEST_S: f64 = 366.0 * 86_400.0;

/// How long something takes, as a law of chance. All times are in seconds and not negative.
#[derive(Debug, Clone, PartialEq)]
pub enum LawSpec {
    /// It never ends: endless patience. Written `"never"`.
    Never,
    /// Always the same. Written `"90s"`.
    Fixed {
        /// The time.
        s: f64,
    },
    /// Exponential. Written `{ exponential = "6m" }`.
    Exponential {
        /// The mean.
        mean_s: f64,
    },
    /// Gamma. Written `{ gamma = { mean = "6m", cv = 0.5 } }`.
    Gamma {
        /// The mean.
        mean_s: f64,
        /// The coefficient of variation: standard deviation over mean.
        cv: f64,
    },
    /// Log-normal. Written `{ lognormal = { mean = "6m", cv = 0.8 } }`.
    LogNormal {
        /// The mean.
        mean_s: f64,
        /// The coefficient of variation: standard deviation over mean.
        cv: f64,
    },
    /// Weibull. Written `{ weibull = { mean = "6m", shape = 1.5 } }`.
    Weibull {
        /// The mean.
        mean_s: f64,
        /// The shape: below 1 the longer it has lasted the longer it will last.
        shape: f64,
    },
    /// Between two times, each equally likely. Written `{ uniform = ["2m", "8m"] }`.
    Uniform {
        /// The shortest.
        low_s: f64,
        /// The longest.
        high_s: f64,
    },
    /// As seen: a sample. Written `{ empirical = [12, 48.5, 95] }` in seconds, with `never = 0.2` where a fifth never ends.
    Empirical {
        /// The times that were seen, in increasing order.
        seen_s: Vec<f64>,
        /// The share that never ends, below 1.
        never: f64,
    },
    /// As seen: a table of quantiles, straight lines between. Written
    /// `{ quantiles = [[0, "10s"], [0.5, "2m"], [1, "9m"]] }`; where the last share is 0.8, a fifth never ends.
    Quantiles {
        /// (share that is over by then, time), both in increasing order from share 0 on.
        points: Vec<(f64, f64)>,
    },
}

impl LawSpec {
    /// Whether it may never end.
    pub fn never_ends(&self) -> bool {
        match self {
            Self::Never => true,
            Self::Empirical { never, .. } => *never > 0.0,
            Self::Quantiles { points } => points.last().is_some_and(|last| last.0 < 1.0),
            _ => false,
        }
    }

    /// The law that is drawn from.
    ///
    /// # Errors
    /// A parameter that no law can have, if it was not read from a file.
    pub fn law(&self) -> Result<Law, twin::Fault> {
        match self {
            Self::Never => Ok(Law::never()),
            Self::Fixed { s } => Law::fixed(*s),
            Self::Exponential { mean_s } => Law::exponential(*mean_s),
            Self::Gamma { mean_s, cv } => Law::gamma(*mean_s, *cv),
            Self::LogNormal { mean_s, cv } => Law::log_normal(*mean_s, *cv),
            Self::Weibull { mean_s, shape } => {
                // a scale of one second has the mean by which the scale is less than the mean
                let unit_s = Law::weibull(1.0, *shape)?.mean_s();
                Law::weibull(mean_s / unit_s, *shape)
            }
            Self::Uniform { low_s, high_s } => Law::uniform(*low_s, *high_s),
            Self::Empirical { seen_s, never } => Law::sample(seen_s.clone(), *never),
            Self::Quantiles { points } => Law::quantiles(points),
        }
    }

    /// A law as it can be written; what was observed becomes a sample.
    pub fn of(law: &Law) -> Self {
        match law.form() {
            Form::Fixed { s } => Self::Fixed { s: *s },
            Form::Exponential { mean_s } => Self::Exponential { mean_s: *mean_s },
            Form::Gamma { mean_s, cv } => Self::Gamma { mean_s: *mean_s, cv: *cv },
            Form::LogNormal { mean_s, cv } => Self::LogNormal { mean_s: *mean_s, cv: *cv },
            Form::Weibull { shape, .. } => Self::Weibull { mean_s: law.mean_s(), shape: *shape },
            Form::Uniform { low_s, high_s } => Self::Uniform { low_s: *low_s, high_s: *high_s },
            Form::Observed(seen) => Self::Empirical { seen_s: seen.times_s().to_vec(), never: seen.never() },
            _ => Self::Never,
        }
    }
}

/// Seconds of a duration such as `6m`, `90s`, `1h30m`, `2d` or `1.5h`; `None` if it is none, or negative, or longer than
/// [`LONGEST_S`].
pub fn duration(text: &str) -> Option<f64> {
    let mut rest = text.trim();
    let mut sum_s = 0.0;
    let mut last = f64::INFINITY;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let number: f64 = rest[..end].parse().ok()?;
        let unit_end = rest[end..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| end + at);
        let unit_s = match rest[end..unit_end].trim() {
            "ms" => 0.001,
            "s" | "秒" => 1.0,
            "m" | "min" | "分" | "分钟" => 60.0,
            "h" | "小时" => 3600.0,
            "d" | "天" => 86_400.0,
            _ => return None,
        };
        // from the larger to the smaller, each once
        if unit_s >= last {
            return None;
        }
        last = unit_s;
        sum_s += number * unit_s;
        rest = &rest[unit_end..];
    }
    (sum_s <= LONGEST_S).then_some(sum_s)
}

/// A duration in seconds as [`duration`] reads it back to the same bits.
pub fn show_duration(s: f64) -> String {
    let whole = s.fract() == 0.0 && (0.0..=LONGEST_S).contains(&s);
    if !whole {
        return format!("{s}s");
    }
    let mut rest = s as u64;
    let mut text = String::new();
    for (unit_s, unit) in [(3600, "h"), (60, "m"), (1, "s")] {
        let n = rest / unit_s;
        if n > 0 {
            let _ = write!(text, "{n}{unit}");
        }
        rest %= unit_s;
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// Seconds since midnight of a time of day such as `08:30`, `8:30:15` or, on the day after, `26:00`.
pub fn clock(text: &str) -> Option<i64> {
    let text = text.trim().replace('：', ":");
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [h, m] => (h, m, "00"),
        [h, m, s] => (h, m, s),
        _ => return None,
    };
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<i64>().ok()).flatten()
    };
    let (hour, minute, second) = (number(hour, 1..=4)?, number(minute, 2..=2)?, number(second, 2..=2)?);
    let at_s = hour * 3600 + minute * 60 + second;
    (minute < 60 && second < 60 && at_s <= super::LONGEST_DAY_S).then_some(at_s)
}

/// A time of day as [`clock`] reads it.
pub fn show_clock(at_s: i64) -> String {
    let (hour, minute, second) = (at_s / 3600, at_s / 60 % 60, at_s % 60);
    if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, s) in [
            ("6m", 360.0),
            ("90s", 90.0),
            ("1h30m", 5400.0),
            ("1h 30m 5s", 5405.0),
            ("1.5h", 5400.0),
            ("2d", 172_800.0),
            ("250ms", 0.25),
            ("5分钟", 300.0),
            ("0s", 0.0),
        ] {
            assert_eq!(duration(text), Some(s), "{text}");
        }
        for bad in ["", "6", "m", "-6m", "6x", "30m1h", "1m1m", "1e3s", "NaNs", "400d", "6 m s"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_of_day_are_read_as_people_write_them() {
        assert_eq!(clock("08:30"), Some(30_600));
        assert_eq!(clock("8:30:15"), Some(30_615));
        assert_eq!(clock("26：00"), Some(93_600));
        for bad in ["", "8", "8:5", "08:60", "-1:00", "08:30:75", "9999:00", "a:00", "08:30:00:00"] {
            assert_eq!(clock(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_shown_is_read_back() {
        for s in [0.0, 1.0, 59.0, 60.0, 3661.0, 86_400.0, 0.1, 12.345_678_9, 1e-9, 3600.5] {
            assert_eq!(duration(&show_duration(s)), Some(s), "{}", show_duration(s));
        }
        for at_s in [0, 1, 30_600, 93_600, 93_601] {
            assert_eq!(clock(&show_clock(at_s)), Some(at_s));
        }
    }
}
