//! Reads texts, times, numbers and affects out of the cells of one row.

use super::map::{Field, Input, Map, Observed, Quantity, Time, Turn, within};
use super::source::{NotText, Source};
use super::times::{self, Read};
use super::{AffectRule, RuleCall};
use crate::{Error, Reason};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

/// Why a row, or a moment of it, is not used, or why reading stops altogether.
pub(super) enum Trouble {
    /// Listed and left out.
    Reject { column: String, value: String, reason: Reason },
    /// The whole reading stops.
    Stop(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Stop(error)
    }
}

/// A field whose columns were found.
pub(super) struct FieldAt<'m> {
    field: &'m Field,
    places: Vec<usize>,
}

/// A time whose columns were found.
pub(super) struct TimeAt<'m> {
    time: &'m Time,
    places: Vec<usize>,
}

/// A quantity whose columns were found.
pub(super) struct QuantityAt<'m> {
    quantity: &'m Quantity,
    observed: ObservedAt<'m>,
}

enum ObservedAt<'m> {
    Columns(Vec<usize>),
    Span { from: TimeAt<'m>, until: TimeAt<'m>, unit_us: f64 },
}

impl<'m> FieldAt<'m> {
    pub fn find(field: &'m Field, source: &mut Source) -> Result<Self, Error> {
        let places = match &field.input {
            Input::Columns(columns) => find(columns, source)?,
            Input::Constant(_) => Vec::new(),
        };
        Ok(Self { field, places })
    }

    /// What people call its columns.
    pub fn name(&self) -> String {
        match &self.field.input {
            Input::Columns(columns) => columns.join(" "),
            Input::Constant(constant) => constant.clone(),
        }
    }
}

impl<'m> TimeAt<'m> {
    pub fn find(time: &'m Time, source: &mut Source) -> Result<Self, Error> {
        Ok(Self { time, places: find(&time.columns, source)? })
    }

    /// What people call its columns.
    pub fn name(&self) -> String {
        self.time.columns.join(" ")
    }
}

impl<'m> QuantityAt<'m> {
    pub fn find(quantity: &'m Quantity, source: &mut Source) -> Result<Self, Error> {
        let observed = match &quantity.from {
            Observed::Columns(columns) => ObservedAt::Columns(find(columns, source)?),
            Observed::Span { from, until, unit_us } => ObservedAt::Span {
                from: TimeAt::find(from, source)?,
                until: TimeAt::find(until, source)?,
                unit_us: *unit_us,
            },
        };
        Ok(Self { quantity, observed })
    }

    /// What people call its columns.
    pub fn name(&self) -> String {
        match &self.quantity.from {
            Observed::Columns(columns) => columns.join(" "),
            Observed::Span { from, until, .. } => {
                format!("{} − {}", until.columns.join(" "), from.columns.join(" "))
            }
        }
    }

    /// What a moment's affect was derived from: the rule, or the column.
    pub fn origin(&self) -> String {
        match &self.quantity.turn {
            Turn::Rule { rule, .. } => rule.clone(),
            Turn::Scale { .. } => self.name(),
        }
    }
}

fn find(columns: &[String], source: &mut Source) -> Result<Vec<usize>, Error> {
    columns.iter().map(|column| source.column(column)).collect()
}

/// One row, and what is needed to make sense of it.
pub(super) struct Cells<'a> {
    pub source: &'a Source,
    pub map: &'a Map,
    pub line: u64,
    pub rules: Option<&'a AffectRule<'a>>,
    /// Counts the times that occur twice because the clocks went back.
    pub folds: &'a Cell<u64>,
}

impl<'a> Cells<'a> {
    /// The text of a field; `None` when it is missing.
    pub fn text(&self, at: &FieldAt<'a>) -> Result<Option<Cow<'a, str>>, Trouble> {
        let field = at.field;
        if let Input::Constant(constant) = &field.input {
            return Ok(Some(constant.as_str().into()));
        }
        let joined = self
            .source
            .joined(&at.places, |cell| self.missing(cell, &field.missing))
            .map_err(|bad| not_text(at.name(), bad))?;
        let Some(text) = joined else { return Ok(field.default.as_deref().map(Cow::Borrowed)) };
        match looked_up(&text, &field.values, field.other.as_ref()) {
            Some(Ok(value)) => Ok(Some(value.as_str().into())),
            Some(Err(())) => Err(reject(at.name(), text, Reason::UnknownValue)),
            None => Ok(Some(text)),
        }
    }

    /// A time in microseconds since 1970; `None` when it is missing.
    pub fn time(&self, at: &TimeAt<'a>) -> Result<Option<i64>, Trouble> {
        let joined = self
            .source
            .joined(&at.places, |cell| self.missing(cell, &at.time.missing))
            .map_err(|bad| not_text(at.name(), bad))?;
        let Some(text) = joined else { return Ok(None) };
        match times::read(&text, &at.time.formats, self.map.zone.as_ref()) {
            Read::At(at_us) => Ok(Some(at_us)),
            Read::First(at_us) => {
                self.folds.set(self.folds.get() + 1);
                Ok(Some(at_us))
            }
            Read::Bad => Err(reject(at.name(), text, Reason::BadTime)),
            Read::NoZone => Err(Trouble::Stop(Error::NoZone {
                file: self.source.file().to_owned(),
                place: format!("{} {}, column `{}`", self.source.line_word(), self.line, at.name()),
                value: text.into_owned(),
                way_out: "zone = \"Asia/Shanghai\" at the top of the map",
            })),
        }
    }

    /// A time that must be there.
    pub fn time_needed(&self, at: &TimeAt<'a>) -> Result<i64, Trouble> {
        self.time(at)?.ok_or_else(|| reject(at.name(), "", Reason::BadTime))
    }

    /// A whole number; text that is none is rejected.
    pub fn whole(&self, at: &FieldAt<'a>) -> Result<i64, Trouble> {
        let text = self.text(at)?.unwrap_or_default();
        if let Ok(number) = text.parse() {
            return Ok(number);
        }
        match number(&text, self.map.decimal) {
            Ok(number) if number.fract() == 0.0 && number.abs() < 9e15 => Ok(number as i64),
            Ok(_) => Err(reject(at.name(), text, Reason::NotANumber)),
            Err(reason) => Err(reject(at.name(), text, reason)),
        }
    }

    /// A quantity as a number in [−1, 1]; `None` when it is missing.
    pub fn affect(&self, at: &QuantityAt<'a>, touchpoint: &str) -> Result<Option<f32>, Trouble> {
        let affect = match &at.observed {
            ObservedAt::Columns(places) => self.mean(at, places, touchpoint)?,
            ObservedAt::Span { from, until, unit_us } => {
                let (Some(from), Some(until)) = (self.time(from)?, self.time(until)?) else {
                    return Ok(None);
                };
                if until < from {
                    let minutes = (until - from) as f64 / 60e6;
                    let reason = Reason::EndsBeforeItBegins;
                    return Err(reject(at.name(), format!("{minutes:.1} min"), reason));
                }
                let amount = (until - from) as f64 / unit_us;
                Some(self.turned(at, &amount.to_string(), Some(amount), touchpoint, None)?)
            }
        };
        Ok(affect.map(|affect| affect as f32))
    }

    /// The mean over the values that are there, in columns and lists alike.
    fn mean(&self, at: &QuantityAt<'a>, places: &[usize], touchpoint: &str) -> Result<Option<f64>, Trouble> {
        let missing = &at.quantity.missing;
        let (mut sum, mut count) = (0.0, 0u32);
        for place in places {
            let cell = self.source.cell(*place).map_err(|bad| not_text(at.name(), bad))?;
            if self.missing(cell, missing) {
                continue;
            }
            let mut add = |item: &str, whole: Option<&str>| -> Result<(), Trouble> {
                sum += self.turned(at, item, None, touchpoint, whole)?;
                count += 1;
                Ok(())
            };
            match at.quantity.list {
                None => add(cell, None)?,
                Some(mark) => {
                    let items = cell.split(mark).map(str::trim).filter(|item| !self.missing(item, missing));
                    items.into_iter().try_for_each(|item| add(item, Some(cell)))?;
                }
            }
        }
        Ok((count > 0).then(|| sum / f64::from(count)))
    }

    /// One value turned into a number in [−1, 1]. `whole` is the list it stands in.
    fn turned(
        &self,
        at: &QuantityAt<'a>,
        item: &str,
        amount: Option<f64>,
        touchpoint: &str,
        whole: Option<&str>,
    ) -> Result<f64, Trouble> {
        let refuse = |reason: Reason| {
            let value = whole.filter(|whole| *whole != item).map(|whole| format!("{item} in {whole}"));
            reject(at.name(), value.unwrap_or_else(|| item.to_owned()), reason)
        };
        match &at.quantity.turn {
            Turn::Scale { worst, best, values, other, norm } => {
                let value = match (amount, looked_up(item, values, other.as_ref())) {
                    (Some(amount), _) => amount,
                    (None, Some(Ok(value))) => *value,
                    (None, Some(Err(()))) => return Err(refuse(Reason::UnknownValue)),
                    (None, None) => number(item, self.map.decimal).map_err(refuse)?,
                } / norm;
                if !within(value, *worst, *best) {
                    return Err(refuse(Reason::OffScale));
                }
                Ok((2.0 * ((value - worst) / (best - worst)) - 1.0).clamp(-1.0, 1.0))
            }
            Turn::Rule { rule, values, other, norm } => {
                let text = match looked_up(item, values, other.as_ref()) {
                    Some(Ok(value)) => value.as_str(),
                    Some(Err(())) => return Err(refuse(Reason::UnknownValue)),
                    None => item,
                };
                let amount =
                    amount.or_else(|| number(text, self.map.decimal).ok()).map(|amount| amount / norm);
                let call = RuleCall { rule, touchpoint, text, number: amount };
                let affect = match self.rules {
                    Some(rules) => rules(&call),
                    None => Err("no rules".to_owned()),
                };
                match affect {
                    Ok(affect) if within(f64::from(affect), -1.0, 1.0) => Ok(f64::from(affect)),
                    Ok(_) => Err(refuse(Reason::OffScale)),
                    Err(why) => {
                        let reason = if amount.is_some() { Reason::OffScale } else { Reason::UnknownValue };
                        Err(reject(at.name(), format!("{item} ({why})"), reason))
                    }
                }
            }
        }
    }

    fn missing(&self, cell: &str, marks: &[String]) -> bool {
        cell.is_empty() || self.map.missing.iter().chain(marks).any(|mark| mark == cell)
    }
}

/// A value in a map of values: `None` when there is no map, an error when the map does not know it.
fn looked_up<'v, T>(
    text: &str,
    values: &'v Option<HashMap<String, T>>,
    other: Option<&'v T>,
) -> Option<Result<&'v T, ()>> {
    values.as_ref().map(|values| values.get(text).or(other).ok_or(()))
}

/// A number as people write it, with this decimal mark.
fn number(text: &str, decimal: char) -> Result<f64, Reason> {
    let plain = match decimal {
        ',' if text.contains('.') => return Err(Reason::NotANumber),
        ',' => Cow::Owned(text.replace(',', ".")),
        _ => Cow::Borrowed(text),
    };
    match plain.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Err(_) if decimal == '.' && text.contains(',') && numeric(text) => Err(Reason::Comma),
        _ => Err(Reason::NotANumber),
    }
}

/// Whether a text with commas is a number but for them.
fn numeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || b",.+-".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

pub(super) fn reject(column: impl Into<String>, value: impl Into<String>, reason: Reason) -> Trouble {
    Trouble::Reject { column: column.into(), value: value.into(), reason }
}

fn not_text(column: String, bad: NotText) -> Trouble {
    reject(column, bad.0, Reason::NotText)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_a_comma_is_refused_unless_the_comma_is_the_decimal_mark() {
        assert_eq!(number("3.5", '.'), Ok(3.5));
        assert_eq!(number("3,5", '.'), Err(Reason::Comma));
        assert_eq!(number("1,234.5", '.'), Err(Reason::Comma));
        assert_eq!(number("3,5", ','), Ok(3.5));
        assert_eq!(number("1.234,5", ','), Err(Reason::NotANumber));
        for text in ["", "good", "nan", "inf", "1e999", "3,x", ",", "４"] {
            assert_eq!(number(text, '.'), Err(Reason::NotANumber), "{text}");
        }
    }
}
