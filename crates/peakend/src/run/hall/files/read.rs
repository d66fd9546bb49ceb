//! A file becomes records; what cannot be read becomes faults.

use super::kind::{Column, Kind, Shape};
use super::{At, Fault, Record, Value, table};
use crate::Error;
use std::borrow::Cow;
use std::collections::BTreeSet;
use toml_span::value::{Table, ValueInner};

/// What a file says, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Read {
    /// What could be read.
    pub records: Vec<Record>,
    /// What could not.
    pub faults: Vec<Fault>,
    /// What could not be read at all, so that nothing that hangs on it is blamed.
    pub(crate) lost: BTreeSet<String>,
}

/// Reads a file: a table if `csv`, else a TOML document.
pub fn read(bytes: &[u8], csv: bool) -> Read {
    let mut read = Read::default();
    let Some(text) = decoded(bytes) else {
        read.faults.push(Fault::new(
            At { line: 1, column: 1 },
            "",
            "",
            &Error::invalid("", "hall-file-encoding"),
        ));
        return read;
    };
    if csv {
        table::read(&text, &mut read)
    } else {
        document(&text, &mut read)
    }
    read.twice();
    // the tree is there before its halls, and both before the people who have roles in them
    read.records.sort_by_key(|record| match record.kind {
        Kind::Place => 0,
        Kind::Holiday => 1,
        Kind::Person => 3,
        _ => 2,
    });
    read
}

/// The text of a file in UTF-8 or UTF-16 with a byte order mark, in UTF-8 without one, or in GB 18030, as the spreadsheets
/// of Chinese offices write it.
fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, wrong) = encoding.decode_with_bom_removal(bytes);
        return Some(text).filter(|_| !wrong);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes),
    }
}

impl Read {
    pub(super) fn fault(&mut self, at: At, key: &str, value: &str, error: &Error) {
        self.faults.push(Fault::new(at, key, value, error));
    }

    /// The same thing said twice: which of them is meant is not for the program to guess.
    fn twice(&mut self) {
        let mut faults = Vec::new();
        let mut known = BTreeSet::new();
        for record in &self.records {
            let key = record.text(record.kind.key()).unwrap_or_default();
            if !known.insert((record.kind, record.of.as_str(), key)) {
                let key = if record.kind == Kind::Hours { "hours" } else { key };
                faults.push(Fault::new(record.at, &record.name, key, &Error::invalid("", "hall-file-twice")));
            }
        }
        self.faults.extend(faults);
    }

    /// A record whose values that must be there are there, else what is missing.
    pub(super) fn keep(&mut self, record: Record, bad: bool) {
        let missing: Vec<&str> = record
            .kind
            .columns()
            .iter()
            .filter(|column| column.needed && record.cell(column.name).is_none())
            .map(|column| column.name)
            .collect();
        if missing.is_empty() && !bad {
            self.records.push(record);
            return;
        }
        if !bad {
            for name in missing {
                let key = format!("{}.{name}", record.name);
                self.fault(record.at, &key, "", &Error::invalid("", "hall-file-missing"));
            }
        }
        self.lost.insert(record.of);
    }

    pub(super) fn unknown(&mut self, at: At, key: &str, name: &str, columns: &[&str]) {
        let near = |known: &&&str| strsim::jaro_winkler(name, known);
        let nearest = columns.iter().max_by(|a, b| near(a).total_cmp(&near(b)));
        let error = match nearest.filter(|known| near(known) > 0.8) {
            Some(nearest) => Error::invalid("", "hall-file-unknown-near").with("nearest", nearest),
            None => Error::invalid("", "hall-file-unknown").with("known", columns.join(", ")),
        };
        self.fault(at, key, "", &error);
    }
}

/// What a value of this shape looks like, said where it does not.
pub(super) fn wrong(shape: Shape) -> Error {
    Error::invalid(
        "",
        match shape {
            Shape::Text => "hall-file-text",
            Shape::Whole => "hall-file-whole",
            Shape::Truth => "hall-file-truth",
            Shape::List => "hall-file-list",
        },
    )
}

struct Source<'a> {
    text: &'a str,
}

impl Source<'_> {
    fn at(&self, offset: usize) -> At {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        At { line, column: before.rsplit('\n').next().unwrap_or_default().chars().count() + 1 }
    }

    fn value(&self, value: &toml_span::Value<'_>, shape: Shape) -> Option<Value> {
        Some(match (value.as_ref(), shape) {
            (ValueInner::String(text), Shape::Text) => Value::Text(text.to_string()),
            (ValueInner::Integer(number), Shape::Whole) => Value::Whole(*number),
            (ValueInner::Boolean(truth), Shape::Truth) => Value::Truth(*truth),
            (ValueInner::Array(items), Shape::List) => {
                Value::List(items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }

    /// The values of a table, without the tables in it that are named in `inner`.
    fn record(&self, table: &Table<'_>, mut record: Record, inner: &[&str], read: &mut Read) {
        let mut bad = false;
        for (key, value) in table {
            let (name, at) = (key.name.as_ref(), self.at(key.span.start));
            if inner.contains(&name) {
                continue;
            }
            let path = format!("{}.{name}", record.name);
            let columns = record.kind.columns();
            let Some(column) = columns.iter().find(|column: &&Column| column.name == name) else {
                let known: Vec<&str> =
                    columns.iter().map(|column| column.name).chain(inner.iter().copied()).collect();
                read.unknown(at, &path, name, &known);
                bad = true;
                continue;
            };
            match self.value(value, column.shape) {
                Some(value) => record.cells.push((column.name, value, at)),
                None => {
                    let shown = self.text.get(value.span.start..value.span.end).unwrap_or_default();
                    read.fault(at, &path, shown, &wrong(column.shape));
                    bad = true;
                }
            }
        }
        read.keep(record, bad);
    }

    /// The tables of a list of tables, each with what it is called and where it is.
    fn tables<'v, 't>(
        &self,
        value: &'v toml_span::Value<'t>,
        kind: Kind,
        under: &str,
        read: &mut Read,
    ) -> Vec<(&'v Table<'t>, String, At)> {
        let mut found = Vec::new();
        let at = self.at(value.span.start);
        let Some(items) = value.as_array() else {
            read.fault(
                at,
                &format!("{under}{}", kind.word()),
                "",
                &Error::invalid("", "hall-file-tables").with("name", kind.word()),
            );
            return found;
        };
        for (n, item) in (1..).zip(items) {
            let at = self.at(item.span.start);
            let Some(table) = item.as_table() else {
                read.fault(
                    at,
                    &format!("{under}{}", kind.word()),
                    "",
                    &Error::invalid("", "hall-file-tables").with("name", kind.word()),
                );
                continue;
            };
            let key = table
                .get(kind.key())
                .and_then(|value| value.as_str())
                .map_or_else(|| n.to_string(), str::to_owned);
            let first = table.keys().map(|key| key.span.start).min();
            found.push((
                table,
                format!("{under}{}.{key}", kind.word()),
                first.map_or(at, |first| self.at(first)),
            ));
        }
        found
    }

    fn hall(&self, table: &Table<'_>, name: &str, at: At, read: &mut Read) {
        const INNER: [&str; 6] = ["hours", "rule", "exception", "offer", "counter", "appointment"];
        let code = table.get("code").and_then(|code| code.as_str()).unwrap_or_default();
        self.record(table, Record::new(Kind::Hall, code, name.to_owned(), at), &INNER, read);
        for kind in [Kind::Hours, Kind::Rule] {
            let Some(value) = table.get(kind.word()) else { continue };
            let (name, at) = (format!("{name}.{}", kind.word()), self.at(value.span.start));
            match value.as_table() {
                Some(table) => self.record(table, Record::new(kind, code, name, at), &[], read),
                None => read.fault(
                    at,
                    &name,
                    "",
                    &Error::invalid("", "hall-file-table").with("name", kind.word()),
                ),
            }
        }
        for kind in Kind::LISTS {
            let Some(value) = table.get(kind.word()) else { continue };
            for (table, name, at) in self.tables(value, kind, &format!("{name}."), read) {
                self.record(table, Record::new(kind, code, name, at), &[], read);
            }
        }
    }
}

fn document(text: &str, read: &mut Read) {
    let source = Source { text };
    let root = match toml_span::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let why = Error::invalid("", "hall-file-syntax").with("detail", &error);
            read.fault(source.at(error.span.start), "", "", &why);
            return;
        }
    };
    let Some(table) = root.as_table() else { return };
    for (key, value) in table {
        match key.name.as_ref() {
            "place" => {
                for (table, name, at) in source.tables(value, Kind::Place, "", read) {
                    let code = table.get("code").and_then(|code| code.as_str()).unwrap_or_default();
                    source.record(table, Record::new(Kind::Place, code, name, at), &[], read);
                }
            }
            "holiday" => {
                for (table, name, at) in source.tables(value, Kind::Holiday, "", read) {
                    let place = table.get("place").and_then(|place| place.as_str()).unwrap_or_default();
                    source.record(table, Record::new(Kind::Holiday, place, name, at), &[], read);
                }
            }
            "hall" => {
                for (table, name, at) in source.tables(value, Kind::Hall, "", read) {
                    source.hall(table, &name, at, read);
                }
            }
            "person" => {
                for (table, name, at) in source.tables(value, Kind::Person, "", read) {
                    source.record(table, Record::new(Kind::Person, "", name, at), &[], read);
                }
            }
            other => {
                read.unknown(source.at(key.span.start), other, other, &["place", "holiday", "hall", "person"])
            }
        }
    }
}
