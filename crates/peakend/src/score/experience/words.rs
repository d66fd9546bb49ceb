//! What moments and events are called.

use super::{LiveMoment, Seen};
use crate::run::visit::{CheckOutcome, Happened};
use crate::ui::figure;
use crate::ui::text::Texts;
use blueprint::{Blueprint, Form};

/// The name of a touchpoint; its id if the blueprint has none of that name.
pub(crate) fn touchpoint(id: &str, texts: &Texts) -> String {
    let found = Blueprint::service_hall().touchpoint(id);
    found.map_or_else(|| id.to_owned(), |touchpoint| touchpoint.name.get(texts.language().into()).to_owned())
}

/// The name of a purpose.
pub(crate) fn purpose(id: &str, texts: &Texts) -> String {
    let found = Blueprint::service_hall().purpose(id);
    found.map_or_else(|| id.to_owned(), |purpose| purpose.name.get(texts.language().into()).to_owned())
}

/// An affect, with its sign.
pub(crate) fn affect(value: f64) -> String {
    figure::signed(value, 2)
}

/// An affect as a level of feeling, 1 to 5: for its colour and its word.
pub(crate) fn level(affect: f64) -> u8 {
    match affect {
        a if a <= -0.6 => 1,
        a if a < -0.15 => 2,
        a if a <= 0.15 => 3,
        a if a < 0.6 => 4,
        _ => 5,
    }
}

/// What was observed: the name of the signal and its value.
pub(crate) fn observed(moment: &LiveMoment, texts: &Texts) -> String {
    let (place, name) = moment.rule.split_once('.').unwrap_or((&moment.touchpoint, &moment.rule));
    let blueprint = Blueprint::service_hall();
    let signal = blueprint
        .touchpoint(place)
        .and_then(|touchpoint| touchpoint.signal(name))
        .map_or_else(|| moment.rule.clone(), |signal| signal.name.get(texts.language().into()).to_owned());
    let value = match &moment.signal {
        Seen::Quantity(value, unit) => {
            let id = format!("experience-unit-{}", unit.key());
            texts.with(&id, "n", figure::decimal(*value, usize::from(value.fract() != 0.0)))
        }
        Seen::Category(id) => match blueprint.rule(place, name).map(|rule| &rule.form) {
            Some(Form::Table(table)) => table
                .get(id)
                .map_or_else(|| id.clone(), |category| category.name.get(texts.language().into()).to_owned()),
            _ => id.clone(),
        },
    };
    texts.say_with("experience-observed", &[("signal", signal.into()), ("value", value.into())])
}

/// Why the rule gives what it gives; and whether it has been another rule since.
pub(crate) fn why(moment: &LiveMoment, texts: &Texts) -> (String, bool) {
    let (place, name) = moment.rule.split_once('.').unwrap_or(("", ""));
    Blueprint::service_hall().rule(place, name).map_or((String::new(), true), |rule| {
        (rule.why.get(texts.language().into()).to_owned(), rule.fingerprint != moment.version)
    })
}

/// What happened, in a few words.
pub(crate) fn event(what: &Happened, texts: &Texts) -> String {
    let id = format!("experience-event-{}", what.kind().replace('_', "-"));
    let name = if texts.has(&id) { texts.say(&id) } else { what.kind().to_owned() };
    let word = |group: &str, word: &str| texts.say(&format!("experience-{group}-{}", word.replace('_', "-")));
    let detail = match what {
        Happened::Taken { purpose: wanted, letter, number, .. } => {
            format!("{} · {}", crate::run::visit::label(letter, *number), purpose(wanted, texts))
        }
        Happened::Called { because, .. } => word("because", because.word()),
        Happened::Parked { why } => why.clone(),
        Happened::Transferred { purpose: to, why, .. } => {
            [to.as_deref().map(|to| purpose(to, texts)), Some(why.clone()).filter(|why| !why.is_empty())]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        }
        Happened::Another { purpose: next, result, left_open } => {
            format!("{} → {} {left_open}", word("result", result.word()), purpose(next, texts))
        }
        Happened::Finished { result, left_open } => format!("{} {left_open}", word("result", result.word())),
        Happened::Left { why } => word("leaving", why.word()),
        Happened::Prepared { check } => format!("{} {}", checked(check.outcome, texts), check.note),
        Happened::RatingAnswered { level, .. } => texts.with("experience-level", "level", level),
        _ => String::new(),
    };
    let detail = detail.trim();
    if detail.is_empty() { name } else { format!("{name} · {detail}") }
}

/// What looking at the documents came to.
pub(crate) fn checked(outcome: CheckOutcome, texts: &Texts) -> String {
    texts.say(&format!("experience-check-{}", outcome.word()))
}

/// Minutes with one decimal.
pub(crate) fn minutes(seconds: f64, texts: &Texts) -> String {
    texts.with("experience-unit-min", "n", figure::decimal(seconds / 60.0, 1))
}
