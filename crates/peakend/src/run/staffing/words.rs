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

/// A share in percent, with more digits where it is small.
pub(super) fn percent(share: f64, texts: &Texts) -> String {
    let digits = if share > 0.0 && share < 0.0995 { 1 } else { 0 };
    figure::percent(share, digits, texts.language())
}
