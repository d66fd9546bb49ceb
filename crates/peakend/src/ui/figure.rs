//! Figures as people read them: `0.42 ± 0.06`, `38 %`, `12,345`, with a real minus sign.
//!
//! A value that is not finite shows as a dash; nothing here ever prints `NaN`.

use super::text::Language;
use experience::Interval;

/// Shown where there is no figure.
pub const NONE: &str = "–";

/// Below this many observations a figure is shown greyed and never made a headline.
pub const FEW: u64 = 30;

/// `value` with so many decimals and a real minus sign; never `−0.00`.
pub fn decimal(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let text = format!("{:.digits$}", value.abs());
    let zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    if value < 0.0 && !zero { format!("−{text}") } else { text }
}

/// As [`decimal`], with a plus sign before positive values.
pub fn signed(value: f64, digits: usize) -> String {
    let text = decimal(value, digits);
    let zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    if value > 0.0 && !zero && value.is_finite() { format!("+{text}") } else { text }
}

/// Decimals that a value bears whose interval is so wide: two, or more so that the interval shows.
pub fn digits(width: f64) -> usize {
    if width > 0.0 && width < 0.01 { if width < 0.001 { 4 } else { 3 } } else { 2 }
}

/// `value` to three significant digits, for weights whose size is not known beforehand.
pub fn significant(value: f64) -> String {
    decimal(value, significant_digits(value))
}

/// As [`significant`], without trailing zeros: `10`, `0.25`.
pub fn significant_short(value: f64) -> String {
    let text = significant(value);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn significant_digits(value: f64) -> usize {
    if value == 0.0 || !value.is_finite() {
        return 2;
    }
    (2.0 - value.abs().log10().floor()).clamp(0.0, 8.0) as usize
}

/// A whole number in groups of three: `12,345`.
pub fn grouped(value: f64) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let digits = format!("{:.0}", value.abs());
    let mut text = if value < 0.0 { "−".to_owned() } else { String::new() };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count in groups of three.
pub fn count(value: u64) -> String {
    grouped(value as f64)
}

/// `0.42 ± 0.06` where the interval is as good as symmetric, else `0.42 (0.31 to 0.58)`; the value alone without
/// an interval.
pub fn with_interval(
    value: f64,
    interval: Option<Interval>,
    language: Language,
    show: impl Fn(f64) -> String,
) -> String {
    let Some(Interval { low, high }) = interval.filter(|i| i.low.is_finite() && i.high.is_finite()) else {
        return show(value);
    };
    let (below, above) = (value - low, high - value);
    let half = (below + above) / 2.0;
    if below >= 0.0 && above >= 0.0 && (above - below).abs() <= 0.2 * half {
        format!("{} ± {}", show(value), show(half).trim_start_matches('+'))
    } else {
        format!("{}{}", show(value), bracketed(&range(low, high, language, &show), language))
    }
}

/// `(0.31 to 0.58)` after a figure, in full-width brackets in Chinese.
fn bracketed(inner: &str, language: Language) -> String {
    match language {
        Language::ZhCn => format!("（{inner}）"),
        Language::En => format!(" ({inner})"),
    }
}

/// `0.31 to 0.58`.
pub fn range(low: f64, high: f64, language: Language, show: impl Fn(f64) -> String) -> String {
    let word = match language {
        Language::ZhCn => " 至 ",
        Language::En => " to ",
    };
    format!("{}{word}{}", show(low), show(high))
}

/// A share as a percentage with so many decimals: `38 %`, in Chinese `38%`.
pub fn percent(share: f64, digits: usize, language: Language) -> String {
    let figure = decimal(share * 100.0, digits);
    match language {
        _ if figure == NONE => figure,
        Language::ZhCn => format!("{figure}%"),
        Language::En => format!("{figure}\u{a0}%"),
    }
}

/// A share with its interval and as many decimals as the interval bears: `38 % (36 % to 40 %)` or `38 % ± 2 %`.
pub fn share(share: f64, interval: Interval, language: Language) -> String {
    let digits = share_digits(interval);
    with_interval(share, Some(interval), language, |value| percent(value, digits, language))
}

/// Decimals that a share with this interval bears.
pub fn share_digits(interval: Interval) -> usize {
    usize::from(interval.high - interval.low < 0.02)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minus_is_a_minus_and_nothing_is_minus_zero() {
        assert_eq!(decimal(-0.424, 2), "−0.42");
        assert_eq!(decimal(-0.004, 2), "0.00");
        assert_eq!(decimal(f64::NAN, 2), "–");
        assert_eq!(signed(0.114, 3), "+0.114");
        assert_eq!(signed(0.0001, 2), "0.00");
    }

    #[test]
    fn large_numbers_come_in_groups() {
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn a_lopsided_interval_is_written_out() {
        let shown = |low, high, language| {
            with_interval(0.42, Some(Interval { low, high }), language, |value| decimal(value, 2))
        };
        assert_eq!(shown(0.36, 0.48, Language::En), "0.42 ± 0.06");
        assert_eq!(shown(0.40, 0.58, Language::En), "0.42 (0.40 to 0.58)");
        assert_eq!(shown(0.40, 0.58, Language::ZhCn), "0.42（0.40 至 0.58）");
        // A bootstrap interval may leave its own estimate out.
        assert_eq!(shown(0.50, 0.58, Language::En), "0.42 (0.50 to 0.58)");
    }

    #[test]
    fn shares_have_sensible_digits() {
        let narrow = Interval { low: 0.380, high: 0.388 };
        let wide = Interval { low: 0.2, high: 0.6 };
        assert_eq!(share(0.384, narrow, Language::ZhCn), "38.4% ± 0.4%");
        assert_eq!(share(0.384, wide, Language::En), "38\u{a0}% ± 20\u{a0}%");
    }

    #[test]
    fn weights_keep_three_digits() {
        assert_eq!(significant(0.004_217), "0.00422");
        assert_eq!(significant(-12.345), "−12.3");
        assert_eq!(significant(0.0), "0.00");
    }
}
