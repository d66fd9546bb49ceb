//! A file of settings: values with their places, and every fault at once.

use super::layers::{Fault, Origin};
use super::setting::{Raw, SETTINGS, Setting};
use toml_span::Value;
use toml_span::value::ValueInner;

/// What a file sets, or what is wrong with it.
pub(super) struct Read {
    pub values: Vec<(usize, Raw, Origin)>,
    pub faults: Vec<Fault>,
}

/// Reads a file of settings.
pub(super) fn read(name: &str, text: &str) -> Read {
    let mut read = Read { values: Vec::new(), faults: Vec::new() };
    let at = |offset: usize| {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Origin::File { name: name.to_owned(), line, column }
    };
    let root = match toml_span::parse(text) {
        Ok(root) => root,
        Err(error) => {
            read.faults.push(Fault::syntax(at(error.span.start), error.to_string()));
            return read;
        }
    };
    let Some(sections) = root.as_table() else { return read };
    for (section, value) in sections {
        let Some(fields) = value.as_table() else {
            read.faults.push(Fault::unknown(at(section.span.start), &section.name));
            continue;
        };
        for (field, value) in fields {
            let key = format!("{}.{}", section.name, field.name);
            let place = at(field.span.start);
            let Some(index) = SETTINGS.iter().position(|setting| setting.key == key) else {
                read.faults.push(Fault::unknown(place, &key));
                continue;
            };
            match raw(value) {
                Some(raw) => read.values.push((index, raw, at(start(text, value)))),
                None => read.faults.push(wrong(at(start(text, value)), &SETTINGS[index], text, value)),
            }
        }
    }
    // a table has no order; what is said of it has that of the file
    read.faults.sort_by_key(|fault| fault.origin.place());
    read
}

/// Where a value begins. The span of a string begins behind its quote.
fn start(text: &str, value: &Value<'_>) -> usize {
    let begins = value.span.start;
    let quoted =
        value.as_str().is_some() && text.get(..begins).is_some_and(|before| before.ends_with(['"', '\'']));
    if quoted { begins - 1 } else { begins }
}

fn raw(value: &Value<'_>) -> Option<Raw> {
    Some(match value.as_ref() {
        ValueInner::String(text) => Raw::Text(text.to_string()),
        ValueInner::Integer(number) => Raw::Whole(*number),
        ValueInner::Boolean(truth) => Raw::Truth(*truth),
        ValueInner::Array(items) => {
            Raw::List(items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn wrong(origin: Origin, setting: &Setting, text: &str, value: &Value<'_>) -> Fault {
    Fault::wrong(origin, setting, text.get(value.span.start..value.span.end).unwrap_or_default())
}
