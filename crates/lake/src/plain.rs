//! Numbers and times as people write them, for ids and messages.

use crate::rows::NO_VISIT;

/// A whole number as people write it: no sign, no leading zeros ("007" is a name). The greatest one stands for a
/// visit that is missing, and is none.
pub(crate) fn plain_number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten().filter(|number| *number != NO_VISIT)
}

/// An instant as RFC 3339, or as its microseconds where no calendar has it.
pub(crate) fn show_time(at_us: i64) -> String {
    jiff::Timestamp::from_microsecond(at_us).map_or_else(|_| at_us.to_string(), |at| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_plain_without_sign_and_leading_zeros() {
        assert_eq!(
            ["0", "7", "1234567890123"].map(plain_number),
            [Some(0), Some(7), Some(1_234_567_890_123)]
        );
        for name in ["", "007", "+7", "-7", "7.0", "七", "18446744073709551615", "99999999999999999999"] {
            assert_eq!(plain_number(name), None, "{name}");
        }
    }

    #[test]
    fn a_time_beyond_the_calendar_is_still_shown() {
        assert_eq!(show_time(0), "1970-01-01T00:00:00Z");
        assert_eq!(show_time(i64::MAX), i64::MAX.to_string());
    }
}
