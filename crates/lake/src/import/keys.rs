//! The keys of a map's TOML, read one by one so that a fault is named with its line and its nearest key.

use crate::Error;
use std::cell::RefCell;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where the text of a map came from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub file: &'a Path,
    pub text: &'a str,
}

impl Origin<'_> {
    /// An error at a byte of the text.
    pub fn fault(self, at: usize, detail: impl Into<String>) -> Error {
        let line = 1 + self.text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        Error::Map { file: self.file.to_owned(), place: format!("line {line}"), detail: detail.into() }
    }
}

/// One table of the TOML; remembers which keys were asked for, so that the others can be called unknown.
pub(super) struct Keys<'a> {
    origin: Origin<'a>,
    /// What people call the table: "`[affect]`".
    name: String,
    start: usize,
    table: &'a DeTable<'a>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Keys<'a> {
    pub fn new(origin: Origin<'a>, name: impl Into<String>, start: usize, table: &'a DeTable<'a>) -> Self {
        Self { origin, name: name.into(), start, table, asked: RefCell::default() }
    }

    /// An error at the table as a whole.
    pub fn fault(&self, detail: impl AsRef<str>) -> Error {
        self.origin.fault(self.start, format!("{}: {}", self.name, detail.as_ref()))
    }

    /// An error at one of its keys.
    pub fn fault_at(&self, key: &'static str, detail: impl AsRef<str>) -> Error {
        let at = self.table.get(key).map_or(self.start, |value| value.span().start);
        self.origin.fault(at, format!("`{key}` of {}: {}", self.name, detail.as_ref()))
    }

    fn wrong(&self, key: &'static str, value: &Spanned<DeValue<'_>>, wanted: &str) -> Error {
        self.fault_at(key, format!("{} where {wanted} is wanted", value.get_ref().type_str()))
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    /// Says which key is unknown. Called when all that are known were asked for.
    pub fn finish(&self) -> Result<(), Error> {
        let asked = self.asked.borrow();
        let unknown = self.table.keys().filter(|key| !asked.contains(&key.get_ref().as_ref()));
        let Some(first) = unknown.min_by_key(|key| key.span().start) else { return Ok(()) };
        let nearest = crate::nearest(first.get_ref(), asked.iter())
            .map(|name| format!("; did you mean `{name}`?"))
            .unwrap_or_default();
        let known = asked.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        Err(self.origin.fault(
            first.span().start,
            format!("{} has no key `{}`{nearest} (its keys are {known})", self.name, first.get_ref()),
        ))
    }

    /// A text.
    pub fn text(&self, key: &'static str) -> Result<Option<String>, Error> {
        self.get(key)
            .map(|value| match value.get_ref() {
                DeValue::String(text) => Ok(text.clone().into_owned()),
                _ => Err(self.wrong(key, value, "a text in quotes")),
            })
            .transpose()
    }

    /// A text, or a whole number read as one.
    pub fn word(&self, key: &'static str) -> Result<Option<String>, Error> {
        self.get(key)
            .map(|value| {
                word(value.get_ref()).ok_or_else(|| self.wrong(key, value, "a text or a whole number"))
            })
            .transpose()
    }

    /// A single character.
    pub fn mark(&self, key: &'static str) -> Result<Option<char>, Error> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(mark), None) => Ok(Some(mark)),
            _ => Err(self.fault_at(key, format!("`{text}` must be a single character"))),
        }
    }

    /// A number.
    pub fn number(&self, key: &'static str) -> Result<Option<f64>, Error> {
        self.get(key)
            .map(|value| number(value.get_ref()).ok_or_else(|| self.wrong(key, value, "a finite number")))
            .transpose()
    }

    /// A list of exactly two numbers.
    pub fn pair(&self, key: &'static str) -> Result<Option<(f64, f64)>, Error> {
        self.get(key)
            .map(|value| {
                let numbers = value
                    .get_ref()
                    .as_array()
                    .map(|list| list.iter().map(|item| number(item.get_ref())).collect::<Vec<_>>());
                match numbers.as_deref() {
                    Some([Some(first), Some(second)]) => Ok((*first, *second)),
                    _ => Err(self.wrong(key, value, "a list of two numbers")),
                }
            })
            .transpose()
    }

    /// A list of texts (or whole numbers), or a single one.
    pub fn words(&self, key: &'static str) -> Result<Option<Vec<String>>, Error> {
        self.get(key)
            .map(|value| match value.get_ref() {
                DeValue::Array(list) => list
                    .iter()
                    .map(|item| word(item.get_ref()).ok_or_else(|| self.wrong(key, item, "a list of texts")))
                    .collect(),
                single => word(single)
                    .map(|word| vec![word])
                    .ok_or_else(|| self.wrong(key, value, "a list of texts")),
            })
            .transpose()
    }

    /// A table of texts to values.
    pub fn pairs(&self, key: &'static str) -> Result<Option<Vec<(String, Scalar)>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let table = value.get_ref().as_table().ok_or_else(|| self.wrong(key, value, "a table { … = … }"))?;
        let pairs = table
            .iter()
            .map(|(name, value)| {
                let scalar =
                    scalar(value.get_ref()).ok_or_else(|| self.wrong(key, value, "a text or a number"))?;
                Ok((name.get_ref().trim().to_owned(), scalar))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        if pairs.is_empty() {
            return Err(self.fault_at(key, "it is empty; leave it out or list values"));
        }
        Ok(Some(pairs))
    }

    /// A text or a number.
    pub fn scalar(&self, key: &'static str) -> Result<Option<Scalar>, Error> {
        self.get(key)
            .map(|value| scalar(value.get_ref()).ok_or_else(|| self.wrong(key, value, "a text or a number")))
            .transpose()
    }

    /// A table of its own.
    pub fn table(&self, key: &'static str) -> Result<Option<Keys<'a>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let table = value.get_ref().as_table().ok_or_else(|| self.wrong(key, value, "a table"))?;
        Ok(Some(Keys::new(self.origin, format!("`{key}`"), value.span().start, table)))
    }

    /// A list of tables; `None` if the key is absent or holds a single table.
    pub fn tables(&self, key: &'static str) -> Result<Option<Vec<Keys<'a>>>, Error> {
        let Some(list) = self.get(key).and_then(|value| value.get_ref().as_array()) else { return Ok(None) };
        list.iter()
            .enumerate()
            .map(|(place, value)| {
                let table =
                    value.get_ref().as_table().ok_or_else(|| self.wrong(key, value, "a list of tables"))?;
                let name = format!("`[[{key}]]` number {}", place + 1);
                Ok(Keys::new(self.origin, name, value.span().start, table))
            })
            .collect::<Result<Vec<_>, Error>>()
            .map(Some)
    }
}

/// A text or a number on the right of a value map.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar {
    Text(String),
    Number(f64),
}

fn scalar(value: &DeValue<'_>) -> Option<Scalar> {
    match value {
        DeValue::String(text) => Some(Scalar::Text(text.clone().into_owned())),
        other => number(other).map(Scalar::Number),
    }
}

fn word(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Integer(_) => number(value).map(|number| number.to_string()),
        _ => None,
    }
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    let number = match value {
        DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok()? as f64,
        DeValue::Float(digits) => digits.as_str().parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}
