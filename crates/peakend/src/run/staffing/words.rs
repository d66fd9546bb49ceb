//! Words that the answers have in common.

use crate::ui::figure;
use crate::ui::text::{Texts, Value};
use flow::theory::{Fault, Quantity, Wants};

/// What a number has to be, as a sentence.
pub(super) fn wants(fault: Fault, texts: &Texts) -> String {
    let (id, bound) = match fault.wants {
        Wants::AboveZero if fault.quantity == Quantity::Patience => ("staffing-wants-patience", None),
        Wants::AboveZero => ("staffing-wants-above-zero", None),
        Wants::ZeroOrMore => ("staffing-wants-zero-or-more", None),
        Wants::Share => ("staffing-wants-share", None),
        Wants::BelowOne => ("staffing-wants-below-one", None),
        Wants::AboveZeroToOne => ("staffing-wants-above-zero-to-one", None),
        Wants::AtLeast(least) => ("staffing-wants-at-least", Some(least)),
        Wants::AtMost(most) => ("staffing-wants-at-most", Some(most)),
        Wants::Below(end) => ("staffing-wants-below", Some(end)),
        Wants::Exactly(only) => ("staffing-wants-exactly", Some(only)),
        Wants::Falling => ("staffing-wants-falling", None),
    };
    let bound = bound.map_or_else(String::new, figure::significant_short);
    texts.say_with(id, &[("bound", Value::from(bound))])
}

/// Seconds as people read them: `12 s`, `3 min 20 s`, `1 h 5 min`.
pub(super) fn time(seconds: f64, texts: &Texts) -> String {
    if !seconds.is_finite() {
        return figure::NONE.to_owned();
    }
    let whole = seconds.round();
    let say = |id: &str, a: f64, b: f64| {
        texts.say_with(id, &[("a", figure::grouped(a).into()), ("b", figure::grouped(b).into())])
    };
    if seconds > 0.0 && seconds < 9.95 {
        return texts.say_with("staffing-time-s", &[("a", figure::decimal(seconds, 1).into())]);
    }
    match whole {
        s if s < 60.0 => say("staffing-time-s", s, 0.0),
        s if s < 3600.0 && s % 60.0 == 0.0 => say("staffing-time-minutes", s / 60.0, 0.0),
        s if s < 3600.0 => say("staffing-time-min", (s / 60.0).floor(), s % 60.0),
        s => say("staffing-time-h", (s / 3600.0).floor(), (s % 3600.0 / 60.0).floor()),
    }
}

/// A share in percent, with more digits where it is small.
pub(super) fn percent(share: f64, texts: &Texts) -> String {
    let digits = if share > 0.0 && share < 0.0995 { 1 } else { 0 };
    figure::percent(share, digits, texts.language())
}
