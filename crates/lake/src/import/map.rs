//! The map: how the columns of a foreign table become the columns of a table of moments.

use super::keys::{Keys, Origin, Scalar};
use super::times::{self, Format};
use crate::{Column, Encoding, Error};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// A map, parsed and checked in itself; whether it fits a table shows when the table is opened.
///
/// `docs/guide/import.md` describes every key.
#[derive(Debug, Clone)]
pub struct Map {
    pub(super) file: PathBuf,
    pub(super) encoding: Encoding,
    pub(super) delimiter: Option<u8>,
    pub(super) decimal: char,
    pub(super) missing: Vec<String>,
    pub(super) zone: Option<TimeZone>,
    pub(super) blueprint: Option<String>,
    /// `None` in a wide table without ids: its rows are numbered.
    pub(super) visit: Option<Field>,
    pub(super) kind: Option<Kind>,
    pub(super) hall: Option<Field>,
    pub(super) purpose: Option<Field>,
    pub(super) staff: Option<Field>,
    pub(super) source: Option<Field>,
    pub(super) at: Option<Time>,
    pub(super) ended: Option<Time>,
    pub(super) remembered: Option<Quantity>,
    pub(super) layout: Layout,
}

/// What a row of the table is.
#[derive(Debug, Clone)]
pub(super) enum Layout {
    /// A moment.
    Long(Box<Long>),
    /// A visit; touchpoints in the order of the journey.
    Wide(Vec<Touchpoint>),
}

/// What only a long table has.
#[derive(Debug, Clone)]
pub(super) struct Long {
    pub seq: Option<Field>,
    pub touchpoint: Field,
    /// The first that is there gives the affect.
    pub signals: Vec<Signal>,
}

/// Whether the ids of visits are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
}

/// Where a text comes from.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub input: Input,
    pub values: Option<HashMap<String, String>>,
    pub other: Option<String>,
    pub default: Option<String>,
    pub missing: Vec<String>,
}

/// Columns of the table, or the same text in every row.
#[derive(Debug, Clone)]
pub(super) enum Input {
    Columns(Vec<String>),
    Constant(String),
}

/// Where a time comes from.
#[derive(Debug, Clone)]
pub(super) struct Time {
    pub columns: Vec<String>,
    pub formats: Vec<Format>,
    pub missing: Vec<String>,
}

/// Where an affect or a judgement comes from.
#[derive(Debug, Clone)]
pub(super) struct Quantity {
    pub from: Observed,
    pub turn: Turn,
    pub list: Option<char>,
    pub missing: Vec<String>,
}

/// What was observed.
#[derive(Debug, Clone)]
pub(super) enum Observed {
    /// The cells of these columns; several are averaged.
    Columns(Vec<String>),
    /// The time between two times, in this many microseconds.
    Span { from: Time, until: Time, unit_us: f64 },
}

/// How what was observed turns into a number in [−1, 1].
#[derive(Debug, Clone)]
pub(super) enum Turn {
    /// By a straight line from the worst to the best.
    Scale { worst: f64, best: f64, values: Option<HashMap<String, f64>>, other: Option<f64>, norm: f64 },
    /// By a rule that the caller knows.
    Rule { rule: String, values: Option<HashMap<String, String>>, other: Option<String>, norm: f64 },
}

/// A source of affect in a long table.
#[derive(Debug, Clone)]
pub(super) struct Signal {
    /// Only for rows at this touchpoint.
    pub touchpoint: Option<String>,
    pub quantity: Quantity,
}

/// A touchpoint of a wide table.
#[derive(Debug, Clone)]
pub(super) struct Touchpoint {
    pub id: String,
    pub at: Option<Time>,
    pub quantity: Quantity,
}

impl Map {
    /// Reads a map; `file` is named in errors.
    ///
    /// # Errors
    /// [`Error::Map`] with the line, what is wrong and, for a misspelt key, the nearest one.
    pub fn parse(file: &Path, text: &str) -> Result<Self, Error> {
        let origin = Origin { file, text };
        let table = DeTable::parse(text).map_err(|error| {
            origin.fault(error.span().map_or(0, |span| span.start), format!("not TOML: {}", error.message()))
        })?;
        Self::read(file, &Keys::new(origin, "the map", 0, table.get_ref()))
    }

    /// The map with this zone for times that carry none, unless it names one itself.
    #[must_use]
    pub fn or_zone(mut self, zone: Option<TimeZone>) -> Self {
        self.zone = self.zone.or(zone);
        self
    }

    /// The blueprint that the map's touchpoints and rules belong to, as the map names it.
    pub fn blueprint(&self) -> Option<&str> {
        self.blueprint.as_deref()
    }

    /// The touchpoints that the map itself names, in the order of the journey if the table is wide.
    pub fn touchpoints(&self) -> Vec<&str> {
        match &self.layout {
            Layout::Wide(touchpoints) => {
                touchpoints.iter().map(|touchpoint| touchpoint.id.as_str()).collect()
            }
            Layout::Long(long) => {
                let mut ids: Vec<&str> = long.touchpoint.named().collect();
                ids.extend(long.signals.iter().filter_map(|signal| signal.touchpoint.as_deref()));
                ids.sort_unstable();
                ids.dedup();
                ids
            }
        }
    }

    /// The affect rules that the map asks for.
    pub fn rules(&self) -> Vec<&str> {
        let mut rules: Vec<&str> = self
            .quantities()
            .filter_map(|quantity| match &quantity.turn {
                Turn::Rule { rule, .. } => Some(rule.as_str()),
                Turn::Scale { .. } => None,
            })
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// Whether each row is a visit with a column for every touchpoint, rather than a moment.
    pub fn is_wide(&self) -> bool {
        matches!(self.layout, Layout::Wide(_))
    }

    /// The columns that a table made by this map has.
    pub fn columns(&self) -> Vec<Column> {
        Column::ALL
            .into_iter()
            .filter(|column| match column {
                Column::Visit | Column::Seq | Column::Touchpoint | Column::Affect => true,
                Column::Hall => self.hall.is_some(),
                Column::Purpose => self.purpose.is_some(),
                Column::Staff => self.staff.is_some(),
                Column::At => self.has_times(),
                Column::Source => self.source.is_some() || !self.rules().is_empty(),
                Column::Remembered => self.remembered.is_some(),
            })
            .collect()
    }

    /// Whether every moment has a time.
    pub(super) fn has_times(&self) -> bool {
        match &self.layout {
            Layout::Long(_) => self.at.is_some(),
            Layout::Wide(touchpoints) => {
                self.at.is_some() || touchpoints.iter().all(|touchpoint| touchpoint.at.is_some())
            }
        }
    }

    fn quantities(&self) -> impl Iterator<Item = &Quantity> {
        let (signals, touchpoints) = match &self.layout {
            Layout::Long(long) => (long.signals.as_slice(), [].as_slice()),
            Layout::Wide(touchpoints) => ([].as_slice(), touchpoints.as_slice()),
        };
        let signals = signals.iter().map(|signal| &signal.quantity);
        signals.chain(touchpoints.iter().map(|touchpoint| &touchpoint.quantity))
    }

    fn read(file: &Path, keys: &Keys<'_>) -> Result<Self, Error> {
        let wide = match keys.text("layout")?.as_deref() {
            Some("wide") => true,
            Some("long") => false,
            Some(other) => {
                return Err(keys.fault_at("layout", format!("`{other}` is neither `long` nor `wide`")));
            }
            None if keys.tables("touchpoint")?.is_some() => true,
            None => false,
        };
        let encoding = match keys.text("encoding")?.as_deref() {
            None | Some("utf8" | "utf-8") => Encoding::Utf8,
            Some("gb18030" | "gbk" | "gb2312") => Encoding::Gb18030,
            Some(other) => {
                return Err(keys.fault_at("encoding", format!("`{other}` is neither `utf8` nor `gb18030`")));
            }
        };
        let delimiter = match keys.mark("delimiter")? {
            None => None,
            Some(mark) if mark.is_ascii() && !matches!(mark, '"' | '\n' | '\r') => Some(mark as u8),
            Some(mark) => return Err(keys.fault_at("delimiter", format!("`{mark}` cannot separate columns"))),
        };
        let decimal = match keys.mark("decimal")? {
            None => '.',
            Some(mark @ ('.' | ',')) => mark,
            Some(mark) => return Err(keys.fault_at("decimal", format!("`{mark}` is neither `.` nor `,`"))),
        };
        let missing = keys.words("missing")?.unwrap_or_default();
        let zone = match keys.text("zone")? {
            None => None,
            Some(name) => Some(times::zone(&name).map_err(|why| keys.fault_at("zone", why))?),
        };
        let blueprint = keys.text("blueprint")?;
        let visit_keys = keys.table("visit")?;
        let kind = match &visit_keys {
            Some(visit) => match visit.text("kind")?.as_deref() {
                None => None,
                Some("number") => Some(Kind::Number),
                Some("text") => Some(Kind::Text),
                Some(other) => {
                    return Err(visit.fault_at("kind", format!("`{other}` is neither `number` nor `text`")));
                }
            },
            None => None,
        };
        let visit = visit_keys.as_ref().map(field).transpose()?;
        let [hall, purpose, staff, source] = ["hall", "purpose", "staff", "source"]
            .map(|key| keys.table(key)?.as_ref().map(field).transpose());
        let at = keys.table("at")?.map(|keys| time(&keys, &[])).transpose()?;
        let formats = at.as_ref().map_or(&[][..], |at| &at.formats);
        let ended = keys.table("ended")?.map(|keys| time(&keys, formats)).transpose()?;
        let remembered =
            keys.table("remembered")?.map(|keys| quantity(&keys, formats, decimal, true)).transpose()?;
        let layout =
            if wide { wide_layout(keys, formats, decimal)? } else { long_layout(keys, formats, decimal)? };
        keys.finish()?;

        let map = Self {
            file: file.to_owned(),
            encoding,
            delimiter,
            decimal,
            missing,
            zone,
            blueprint,
            visit,
            kind,
            hall: hall?,
            purpose: purpose?,
            staff: staff?,
            source: source?,
            at,
            ended,
            remembered,
            layout: layout.ok_or_else(|| {
                keys.fault(if wide {
                    "a wide table needs a `[[touchpoint]]` with `id` and `column` for each touchpoint"
                } else {
                    "a long table needs `[touchpoint]` and either `[affect]` or `[[signal]]`"
                })
            })?,
        };
        if !wide && map.visit.is_none() {
            return Err(
                keys.fault("a long table needs `[visit]`, the column that says which rows belong together")
            );
        }
        if map.ended.is_some() && !map.has_times() {
            return Err(keys.fault("`[ended]` needs `[at]`, the beginning"));
        }
        if let (Layout::Wide(touchpoints), false) = (&map.layout, map.has_times())
            && touchpoints.iter().any(|touchpoint| touchpoint.at.is_some())
        {
            return Err(keys.fault("some touchpoints have an `at` and some have not; give the others `[at]`"));
        }
        Ok(map)
    }
}

impl Field {
    /// The texts that the map itself names for this field.
    pub(super) fn named(&self) -> impl Iterator<Item = &str> {
        let constant = match &self.input {
            Input::Constant(constant) => Some(constant),
            Input::Columns(_) => None,
        };
        let values = self.values.iter().flat_map(HashMap::values);
        constant.into_iter().chain(values).chain(&self.other).chain(&self.default).map(String::as_str)
    }
}

fn long_layout(keys: &Keys<'_>, formats: &[Format], decimal: char) -> Result<Option<Layout>, Error> {
    let seq = keys.table("seq")?.as_ref().map(field).transpose()?;
    let touchpoint = keys.table("touchpoint")?.as_ref().map(field).transpose()?;
    let affect = keys.table("affect")?;
    let listed = keys.tables("signal")?;
    let mut signals = Vec::new();
    if let Some(keys) = &affect {
        if listed.is_some() {
            return Err(keys.fault("there is `[[signal]]` too; keep one of them"));
        }
        signals.push(Signal { touchpoint: None, quantity: quantity(keys, formats, decimal, false)? });
    }
    for keys in listed.iter().flatten() {
        let touchpoint = keys.text("touchpoint")?;
        signals.push(Signal { touchpoint, quantity: quantity(keys, formats, decimal, false)? });
    }
    let complete = touchpoint.filter(|_| !signals.is_empty());
    Ok(complete.map(|touchpoint| Layout::Long(Box::new(Long { seq, touchpoint, signals }))))
}

fn wide_layout(keys: &Keys<'_>, formats: &[Format], decimal: char) -> Result<Option<Layout>, Error> {
    let mut touchpoints: Vec<Touchpoint> = Vec::new();
    for keys in keys.tables("touchpoint")?.iter().flatten() {
        let id = keys.word("id")?;
        let at = keys.table("at")?.map(|keys| time(&keys, formats)).transpose()?;
        let quantity = quantity(keys, formats, decimal, false)?;
        let id = id.filter(|id| !id.is_empty()).ok_or_else(|| keys.fault("it needs an `id`"))?;
        if touchpoints.iter().any(|other| other.id == id) {
            return Err(keys.fault_at("id", format!("`{id}` was there before")));
        }
        touchpoints.push(Touchpoint { id, at, quantity });
    }
    Ok((!touchpoints.is_empty()).then_some(Layout::Wide(touchpoints)))
}

fn field(keys: &Keys<'_>) -> Result<Field, Error> {
    let columns = columns(keys)?;
    let constant = keys.word("constant")?;
    let values = keys.pairs("values")?;
    let other = keys.word("other")?;
    let default = keys.word("default")?;
    let missing = keys.words("missing")?.unwrap_or_default();
    keys.finish()?;
    let input = match (columns, constant) {
        (Some(columns), None) => Input::Columns(columns),
        (None, Some(constant)) if values.is_none() && other.is_none() => Input::Constant(constant),
        (None, Some(_)) => return Err(keys.fault("a constant has no `values`")),
        (Some(_), Some(_)) => return Err(keys.fault("it has both a column and a constant; keep one")),
        (None, None) => return Err(keys.fault("say `column = \"…\"` or `constant = \"…\"`")),
    };
    if other.is_some() && values.is_none() {
        return Err(keys.fault("`other` stands for what `values` does not list, and there are no `values`"));
    }
    let values = values.map(|pairs| pairs.into_iter().map(|(from, to)| (from, plain(to))).collect());
    Ok(Field { input, values, other, default, missing })
}

fn columns(keys: &Keys<'_>) -> Result<Option<Vec<String>>, Error> {
    match (keys.text("column")?, keys.words("columns")?) {
        (Some(column), None) => Ok(Some(vec![column])),
        (None, Some(columns)) if columns.is_empty() => Err(keys.fault_at("columns", "the list is empty")),
        (None, columns) => Ok(columns),
        (Some(_), Some(_)) => Err(keys.fault("it has both `column` and `columns`; keep one")),
    }
}

fn time(keys: &Keys<'_>, formats: &[Format]) -> Result<Time, Error> {
    let columns = columns(keys)?;
    let own = keys.words("format")?;
    let missing = keys.words("missing")?.unwrap_or_default();
    keys.finish()?;
    let formats = match own {
        None => formats.to_vec(),
        Some(own) => own
            .iter()
            .map(|format| Format::parse(format).map_err(|why| keys.fault_at("format", why)))
            .collect::<Result<_, _>>()?,
    };
    let columns = columns.ok_or_else(|| keys.fault("say `column = \"…\"` or `columns = [\"…\", \"…\"]`"))?;
    Ok(Time { columns, formats, missing })
}

fn quantity(keys: &Keys<'_>, formats: &[Format], decimal: char, judgement: bool) -> Result<Quantity, Error> {
    let columns = columns(keys)?;
    let span = keys.table("span")?.map(|keys| span(&keys, formats)).transpose()?;
    let list = keys.mark("list")?;
    let scale = keys.pair("scale")?;
    let norm = keys.number("norm")?;
    let values = keys.pairs("values")?;
    let other = keys.scalar("other")?;
    let rule = if judgement { None } else { keys.text("rule")? };
    let missing = keys.words("missing")?.unwrap_or_default();
    keys.finish()?;

    if list == Some(decimal) && decimal == ',' {
        return Err(keys.fault_at("list", "the comma is the decimal mark already"));
    }
    if norm.is_some_and(|norm| norm <= 0.0) {
        return Err(keys.fault_at("norm", "it must be greater than 0"));
    }
    let norm = norm.unwrap_or(1.0);
    let from = match (columns, span) {
        (Some(columns), None) => Observed::Columns(columns),
        (None, Some(_)) if values.is_some() || list.is_some() => {
            return Err(keys.fault("a `span` has neither `values` nor `list`"));
        }
        (None, Some(span)) => span,
        (Some(_), Some(_)) => return Err(keys.fault("it has both a column and a `span`; keep one")),
        (None, None) => return Err(keys.fault("say which `column` it is read from")),
    };
    if other.is_some() && values.is_none() {
        return Err(keys.fault("`other` stands for what `values` does not list, and there are no `values`"));
    }
    let turn = match rule {
        Some(_) if scale.is_some() => return Err(keys.fault("it has both a `rule` and a `scale`; keep one")),
        Some(rule) => Turn::Rule {
            rule,
            values: values.map(|pairs| pairs.into_iter().map(|(from, to)| (from, plain(to))).collect()),
            other: other.map(plain),
            norm,
        },
        None => {
            let (worst, best) = scale.unwrap_or((-1.0, 1.0));
            if worst == best {
                return Err(keys.fault_at("scale", "its worst and its best are the same"));
            }
            let numeric = |from: &str, to: Scalar| match to {
                Scalar::Number(number) if within(number / norm, worst, best) => Ok(number),
                Scalar::Number(number) => Err(keys.fault_at(
                    "values",
                    format!("`{from}` is {number}, off the scale from {worst} to {best}"),
                )),
                Scalar::Text(text) => Err(keys.fault_at(
                    "values",
                    format!("`{from}` is the text `{text}`; without a `rule` it must be a number"),
                )),
            };
            let values = values
                .map(|pairs| {
                    pairs.into_iter().map(|(from, to)| numeric(&from, to).map(|to| (from, to))).collect()
                })
                .transpose()?;
            let other = other.map(|to| numeric("other", to)).transpose()?;
            Turn::Scale { worst, best, values, other, norm }
        }
    };
    Ok(Quantity { from, turn, list, missing })
}

/// Whether a value lies on a scale, whichever end is the better.
pub(super) fn within(value: f64, worst: f64, best: f64) -> bool {
    (worst.min(best)..=worst.max(best)).contains(&value)
}

fn span(keys: &Keys<'_>, formats: &[Format]) -> Result<Observed, Error> {
    let from = keys.table("from")?.map(|keys| time(&keys, formats)).transpose()?;
    let until = keys.table("until")?.map(|keys| time(&keys, formats)).transpose()?;
    let unit = keys.text("unit")?;
    keys.finish()?;
    let unit_us = match unit.as_deref() {
        Some("s") => 1e6,
        None | Some("min") => 60e6,
        Some("h") => 3600e6,
        Some("day") => 86_400e6,
        Some(other) => {
            return Err(keys.fault_at("unit", format!("`{other}` is none of `s`, `min`, `h`, `day`")));
        }
    };
    match (from, until) {
        (Some(from), Some(until)) => Ok(Observed::Span { from, until, unit_us }),
        _ => Err(keys.fault("it needs `from` and `until`, each with its column")),
    }
}

fn plain(value: Scalar) -> String {
    match value {
        Scalar::Text(text) => text,
        Scalar::Number(number) => number.to_string(),
    }
}
