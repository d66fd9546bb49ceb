//! What is wrong with a file, in the reader's language. What a file's format is read by says its own part in English.

use super::{did_you_mean, tell_rejection, text};
use crate::ui::text::{Texts, Value};
use lake::{Flaw, Place, Reason, Rejection};
use std::io;

/// Why a table could not be read or written.
pub(super) fn tell(error: &lake::Error, texts: &Texts) -> String {
    use lake::Error as E;
    let say = |id: &str, args: &[(&str, Value<'_>)]| texts.say_with(id, args);
    match error {
        E::Io { file, action, source } => {
            let action = texts.say(&format!("cli-action-{action}"));
            say(
                "cli-error-io",
                &[
                    ("file", text(file.display())),
                    ("action", action.into()),
                    ("error", tell_io(source, texts).into()),
                ],
            )
        }
        E::Empty { file } => say("cli-error-empty", &[("file", text(file.display()))]),
        E::NoColumn { file, column, nearest, have } => say(
            "cli-error-no-column",
            &[
                ("file", text(file.display())),
                ("column", column.as_str().into()),
                ("hint", did_you_mean(nearest.as_deref(), texts).into()),
                (
                    "have",
                    have.iter()
                        .take(40)
                        .map(|name| format!("`{name}`"))
                        .collect::<Vec<_>>()
                        .join(", ")
                        .into(),
                ),
            ],
        ),
        E::WrongType { file, column, found, accepted } => say(
            "cli-error-wrong-type",
            &[
                ("file", text(file.display())),
                ("column", column.as_str().into()),
                ("found", found.as_str().into()),
                ("accepted", (*accepted).into()),
            ],
        ),
        E::Broken { file, place, flaw } => say(
            "cli-error-broken",
            &[
                ("file", text(file.display())),
                ("place", tell_place(place, texts).into()),
                ("detail", tell_flaw(flaw, texts).into()),
            ],
        ),
        E::Map { file, place, detail } => say(
            "cli-error-map",
            &[
                ("file", text(file.display())),
                ("place", place.as_str().into()),
                ("detail", detail.as_str().into()),
            ],
        ),
        E::NoZone { file, place, value, way_out } => say(
            "cli-error-no-zone",
            &[
                ("file", text(file.display())),
                ("place", place.as_str().into()),
                ("value", value.as_str().into()),
                ("way", (*way_out).into()),
            ],
        ),
        E::Strict { file, word, rejection } => say(
            "cli-error-strict",
            &[("file", text(file.display())), ("row", tell_rejection(word, rejection, texts).into())],
        ),
        E::NothingLeft { file, word, rejects } => {
            let first = rejects.listed().first().map_or_else(String::new, |first| {
                texts.say_with("cli-error-first", &[("row", tell_rejection(word, first, texts).into())])
            });
            say(
                "cli-error-nothing-left",
                &[
                    ("file", text(file.display())),
                    ("rejected", Value::from(rejects.total())),
                    ("first", first.into()),
                ],
            )
        }
        E::UnknownEnding { file, ending, accepted } => say(
            "cli-error-unknown-ending",
            &[
                ("file", text(file.display())),
                ("ending", ending.as_str().into()),
                ("accepted", (*accepted).into()),
            ],
        ),
        E::Stopped => texts.say("cli-error-stopped"),
    }
}

/// Where in a file.
pub(crate) fn tell_place(place: &Place, texts: &Texts) -> String {
    match place {
        Place::Line(line) => texts.say_with("cli-place-line", &[("line", line.to_string().into())]),
        Place::AfterLine(line) => {
            texts.say_with("cli-place-after-line", &[("line", line.to_string().into())])
        }
        Place::Columns(one, other) => {
            texts.say_with("cli-place-columns", &[("one", (*one).into()), ("other", (*other).into())])
        }
        Place::Named(words) => words.clone(),
    }
}

/// What is wrong there.
fn tell_flaw(flaw: &Flaw, texts: &Texts) -> String {
    match flaw {
        Flaw::HeaderNotText => texts.say("cli-flaw-header"),
        Flaw::NeverClosed => texts.say("cli-flaw-never-closed"),
        Flaw::NotClosedFor { most } => texts.with("cli-flaw-not-closed", "most", most),
        Flaw::LongRow { most } => texts.with("cli-flaw-long-row", "most", most),
        Flaw::Packed { why } => texts.with("cli-flaw-packed", "why", why),
        Flaw::Damaged { why } => texts.with("cli-flaw-damaged", "why", why),
        Flaw::NoTable { why } => texts.with("cli-flaw-no-table", "why", why),
        Flaw::TwoColumns { name } => texts.with("cli-flaw-two-columns", "name", name),
        Flaw::SameMeaning { one, other } => texts.say_with(
            "cli-flaw-same-meaning",
            &[("one", one.as_str().into()), ("other", other.as_str().into())],
        ),
        Flaw::NotText => texts.say("cli-flaw-not-text"),
        Flaw::Said(words) => words.clone(),
    }
}

/// What the system said; what it says often is said in the reader's language.
pub(super) fn tell_io(error: &io::Error, texts: &Texts) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => texts.say("cli-io-not-found"),
        io::ErrorKind::PermissionDenied => texts.say("cli-io-not-allowed"),
        io::ErrorKind::IsADirectory => texts.say("cli-io-folder"),
        io::ErrorKind::NotADirectory => texts.say("cli-io-no-folder"),
        io::ErrorKind::StorageFull => texts.say("cli-io-full"),
        io::ErrorKind::FileTooLarge => texts.say("cli-io-too-large"),
        io::ErrorKind::ReadOnlyFilesystem => texts.say("cli-io-read-only"),
        _ => error.to_string(),
    }
}

/// The value of a rejected row; where it is the number of its fields, in the reader's words.
pub(super) fn tell_value(rejection: &Rejection, texts: &Texts) -> String {
    let numbers = || {
        let (have, want) = rejection.value.split_once(" fields, the header has ")?;
        Some((have.parse::<u64>().ok()?, want.parse::<u64>().ok()?))
    };
    match numbers().filter(|_| rejection.reason == Reason::FieldCount) {
        Some((have, want)) => {
            texts.say_with("cli-rejected-fields", &[("have", have.into()), ("want", want.into())])
        }
        None => rejection.value.clone(),
    }
}
