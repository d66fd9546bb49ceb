//! Reads the fields of one table, and reports whatever is not as it should be.
//!
//! A faulty field is replaced by an empty value and reading goes on, so that every fault is found in one pass.
//! Such values never leave the parser: with a single fault there is no blueprint.

use toml_span::Value;
use toml_span::value::{Array, Key, Table, ValueInner};

use super::names::{Kind, Names};
use super::report::{Place, Placed, Report, did_you_mean};
use crate::Text;
use crate::fault::nearest;
use crate::text::Lang;

/// The longest id, in characters.
const LONGEST_ID: usize = 64;

/// Whether a list may be empty.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Least {
    Zero,
    One,
}

/// One table of a file, opened for reading.
pub(super) struct Fields<'v, 'd, 'r, 't> {
    table: &'v Table<'d>,
    /// Where the table begins.
    pub place: Place,
    /// What it is, for messages: "[[rule]]".
    what: &'static str,
    /// Keys that stand here misspelt: reported as such, so not missing as well.
    misspelt: Vec<&'static str>,
    /// Whether a section could not be read, so that what it defines is unknown.
    pub lost_section: bool,
    pub report: &'r mut Report<'t>,
    pub names: &'r mut Names,
}

impl<'v, 'd, 'r, 't> Fields<'v, 'd, 'r, 't> {
    /// Opens a value that must be a table, and reports every key that is not in `keys`.
    pub fn open(
        value: &'v Value<'d>,
        place: Place,
        what: &'static str,
        keys: &[&'static str],
        report: &'r mut Report<'t>,
        names: &'r mut Names,
    ) -> Option<Self> {
        let Some(table) = value.as_table() else {
            report.fault(place, format!("{what} must be a table, found {}", kind_of(value)), None);
            return None;
        };
        let mut misspelt = Vec::new();
        for key in table.keys() {
            if keys.contains(&key.name.as_ref()) {
                continue;
            }
            let near = nearest(&key.name, keys.iter().copied().filter(|known| !table.contains_key(*known)));
            misspelt.extend(keys.iter().copied().find(|known| Some(*known) == near));
            let suggestion = did_you_mean(near).or_else(|| Some(format!("known are {}", keys.join(", "))));
            let place = Place { file: place.file, at: key.span.start };
            let message = format!("unknown key `{}` in {}", shortened(&key.name), quoted(what));
            report.fault(place, message, suggestion);
        }
        let lost_section = !misspelt.is_empty();
        Some(Self { table, place, what, misspelt, lost_section, report, names })
    }

    /// Whether the table has this key.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Whether the key holds a list without items.
    pub fn is_empty_list(&self, key: &str) -> bool {
        self.table.get(key).and_then(Value::as_array).is_some_and(Vec::is_empty)
    }

    /// The place of a key, or of the table if it has no such key.
    pub fn key_place(&self, key: &str) -> Place {
        let key = self.table.get_key_value(key).map(|(key, _)| key.span.start);
        Place { at: key.unwrap_or(self.place.at), ..self.place }
    }

    fn find(&mut self, key: &str, sample: &str) -> Option<(&'v Key<'d>, &'v Value<'d>)> {
        let found = self.table.get_key_value(key);
        if found.is_none() && !self.misspelt.contains(&key) {
            let add = Some(format!("add `{key} = {sample}`"));
            self.report.fault(self.place, format!("missing `{key}` in {}", quoted(self.what)), add);
        }
        found
    }

    fn at(&self, value: &Value<'_>) -> Place {
        let mut at = value.span.start;
        if value.as_str().is_some() {
            // A string's span begins behind its quotes, but an empty string's at them.
            let text = self.report.sources.get(self.place.file).map_or("", |source| source.text);
            let before = text.get(..at).unwrap_or_default();
            at = before.trim_end_matches(['"', '\'']).len();
        }
        Place { file: self.place.file, at }
    }

    fn wrong_type(&mut self, place: Place, key: &str, wanted: &str, value: &Value<'_>) {
        let found = kind_of(value);
        self.report.fault(place, format!("`{key}` must be {wanted}, found {found}"), None);
    }

    /// A string that is not blank.
    pub fn string(&mut self, key: &str) -> Option<Placed<String>> {
        let (_, value) = self.find(key, "\"…\"")?;
        self.not_blank(key, value)
    }

    fn not_blank(&mut self, key: &str, value: &Value<'_>) -> Option<Placed<String>> {
        let place = self.at(value);
        let Some(text) = value.as_str() else {
            self.wrong_type(place, key, "a string", value);
            return None;
        };
        if text.trim().is_empty() {
            self.report.fault(place, format!("`{key}` is empty"), Some("write a text".to_owned()));
            return None;
        }
        Some(Placed { value: text.to_owned(), place })
    }

    /// An id as everybody can type it: `[a-z][a-z0-9_-]*`.
    pub fn id(&mut self) -> Option<Placed<String>> {
        let id = self.string("id")?;
        if is_id(&id.value) {
            return Some(id);
        }
        let suggestion = as_id(&id.value).map(|better| format!("write `{better}`")).unwrap_or_else(|| {
            format!("begin with a letter a to z, go on with a to z, 0 to 9, _ or -, at most {LONGEST_ID}")
        });
        self.report.fault(id.place, format!("`{}` is not an id", shortened(&id.value)), Some(suggestion));
        None
    }

    /// An id that nothing else of its kind has.
    pub fn new_id(&mut self, kind: Kind) -> String {
        let Some(id) = self.id() else { return String::new() };
        self.names.define(kind, &id, self.report);
        id.value
    }

    /// The id of something that is defined elsewhere.
    pub fn reference(&mut self, key: &str, kind: Kind) -> Option<Placed<String>> {
        let id = self.string(key)?;
        self.names.refer(kind, &id);
        Some(id)
    }

    /// A list of ids of things that are defined elsewhere, none twice.
    pub fn references(&mut self, key: &str, kind: Kind, least: Least) -> Vec<Placed<String>> {
        let mut ids: Vec<Placed<String>> = Vec::new();
        let Some((_, value)) = self.find(key, "[\"…\"]") else { return ids };
        let place = self.at(value);
        let Some(array) = value.as_array() else {
            self.wrong_type(place, key, "a list", value);
            return ids;
        };
        self.enough(array, place, key, least);
        for item in array {
            let Some(id) = self.not_blank(key, item) else { continue };
            if ids.iter().any(|earlier| earlier.value == id.value) {
                let message = format!("`{}` is twice in `{key}`", shortened(&id.value));
                self.report.fault(id.place, message, Some("remove one".to_owned()));
                continue;
            }
            self.names.refer(kind, &id);
            ids.push(id);
        }
        ids
    }

    fn enough(&mut self, array: &Array<'_>, place: Place, key: &str, least: Least) {
        if least == Least::One && array.is_empty() {
            self.report.fault(place, format!("`{key}` is empty"), Some("name at least one".to_owned()));
        }
    }

    /// A text in both languages: `key.zh` and `key.en`.
    pub fn text(&mut self, key: &'static str) -> Text {
        let Some(mut inner) = self.languages(key, "{ zh = \"…\", en = \"…\" }") else {
            return Text::default();
        };
        inner.both_languages()
    }

    /// The table of `zh` and `en` under a key.
    fn languages(&mut self, key: &'static str, sample: &str) -> Option<Fields<'v, 'd, '_, 't>> {
        let (found, value) = self.find(key, sample)?;
        let place = Place { at: found.span.start, ..self.place };
        if value.as_table().is_none() {
            let message = format!("`{key}` must be in both languages, found {}", kind_of(value));
            self.report.fault(place, message, Some(format!("write `{key} = {sample}`")));
            return None;
        }
        Fields::open(value, place, key, &["zh", "en"], self.report, self.names)
    }

    /// The texts `zh` and `en` of this table itself.
    pub fn both_languages(&mut self) -> Text {
        let [zh, en] =
            Lang::ALL.map(|lang| self.string(lang.key()).map(|text| text.value).unwrap_or_default());
        Text { zh, en }
    }

    /// A list of texts in both languages: `key.zh` and `key.en`, of the same length.
    pub fn texts(&mut self, key: &'static str, least: Least) -> Vec<Text> {
        let sample = "{ zh = [\"…\"], en = [\"…\"] }";
        let Some(mut inner) = self.languages(key, sample) else { return Vec::new() };
        let place = inner.place;
        let [zh, en] = Lang::ALL.map(|lang| inner.strings(lang.key(), least));
        let (Some(zh), Some(en)) = (zh, en) else { return Vec::new() };
        if zh.len() != en.len() {
            let message = format!("`{key}` has {} texts in `zh` and {} in `en`", zh.len(), en.len());
            self.report.fault(place, message, Some("write each text in both languages".to_owned()));
        }
        zh.into_iter().zip(en).map(|(zh, en)| Text { zh, en }).collect()
    }

    fn strings(&mut self, key: &str, least: Least) -> Option<Vec<String>> {
        let (_, value) = self.find(key, "[\"…\"]")?;
        let place = self.at(value);
        let Some(array) = value.as_array() else {
            self.wrong_type(place, key, "a list of texts", value);
            return None;
        };
        self.enough(array, place, key, least);
        let texts = array.iter().map(|item| self.not_blank(key, item));
        Some(texts.map(|text| text.map(|text| text.value).unwrap_or_default()).collect())
    }

    /// A finite number.
    pub fn number(&mut self, key: &str) -> Option<Placed<f64>> {
        let (_, value) = self.find(key, "1.0")?;
        self.finite(key, value)
    }

    fn finite(&mut self, key: &str, value: &Value<'_>) -> Option<Placed<f64>> {
        /// Beyond this, sums and differences of quantities lose the small ones.
        const LARGEST: f64 = 1e9;
        let place = self.at(value);
        let number = match value.as_ref() {
            ValueInner::Integer(number) => *number as f64,
            ValueInner::Float(number) => *number,
            _ => {
                self.wrong_type(place, key, "a number", value);
                return None;
            }
        };
        if !number.is_finite() || number.abs() > LARGEST {
            self.report.fault(place, format!("`{key}` must be a finite number, found {number:e}"), None);
            return None;
        }
        Some(Placed { value: number, place })
    }

    /// A number in [−1, 1].
    pub fn affect(&mut self, key: &str) -> Option<f64> {
        let affect = self.number(key)?;
        self.in_bounds(&affect)
    }

    fn in_bounds(&mut self, affect: &Placed<f64>) -> Option<f64> {
        if (-1.0..=1.0).contains(&affect.value) {
            return Some(affect.value);
        }
        let suggestion = Some(format!("the nearest allowed is {}", affect.value.clamp(-1.0, 1.0)));
        self.report.fault(affect.place, format!("affect {} is outside [-1, 1]", affect.value), suggestion);
        None
    }

    /// A whole number from 1.
    pub fn ordinal(&mut self, key: &str) -> Option<Placed<u32>> {
        let (_, value) = self.find(key, "1")?;
        let place = self.at(value);
        let Some(number) = value.as_integer() else {
            self.wrong_type(place, key, "a whole number", value);
            return None;
        };
        match u32::try_from(number) {
            Ok(number @ 1..) => Some(Placed { value: number, place }),
            _ => {
                let message = format!("`{key}` must be a whole number from 1, found {number}");
                self.report.fault(place, message, None);
                None
            }
        }
    }

    /// `true` or `false`; `otherwise` if the key is not there.
    pub fn flag(&mut self, key: &str, otherwise: bool) -> bool {
        let Some(value) = self.table.get(key) else { return otherwise };
        value.as_bool().unwrap_or_else(|| {
            self.wrong_type(self.at(value), key, "true or false", value);
            otherwise
        })
    }

    /// One word of a closed list.
    pub fn choice<T: Copy>(&mut self, key: &str, choices: &[(&'static str, T)]) -> Option<Placed<T>> {
        let word = self.string(key)?;
        if let Some(&(_, choice)) = choices.iter().find(|(known, _)| *known == word.value) {
            return Some(Placed { value: choice, place: word.place });
        }
        let known: Vec<_> = choices.iter().map(|&(known, _)| known).collect();
        let near = did_you_mean(nearest(&word.value, known.iter().copied()));
        let suggestion = near.or_else(|| Some(format!("known are {}", known.join(", "))));
        self.report.fault(word.place, format!("unknown {key} `{}`", shortened(&word.value)), suggestion);
        None
    }

    /// The points of a curve, `[[x, affect], …]`: the numbers with their places, the affects in [−1, 1].
    pub fn points(&mut self, key: &str) -> Option<Vec<(Placed<f64>, f64)>> {
        let (_, value) = self.find(key, "[[0, 0.5], [10, -0.5]]")?;
        let place = self.at(value);
        let Some(array) = value.as_array() else {
            self.wrong_type(place, key, "a list of points [x, affect]", value);
            return None;
        };
        if array.len() < 2 {
            let message = format!("a curve needs at least two points, found {}", array.len());
            self.report.fault(place, message, Some("add a point [x, affect]".to_owned()));
        }
        let mut points = Vec::new();
        for item in array {
            let Some([x, affect]) = item.as_array().map(Vec::as_slice) else {
                let found = match item.as_array() {
                    Some(values) => format!("{} values", values.len()),
                    None => kind_of(item).to_owned(),
                };
                let message = format!("a point must be [x, affect], found {found}");
                self.report.fault(self.at(item), message, None);
                continue;
            };
            let (x, affect) = (self.finite("x", x), self.finite("affect", affect));
            let affect = affect.and_then(|affect| self.in_bounds(&affect));
            points.extend(x.zip(affect));
        }
        Some(points)
    }

    /// The tables in a list, each opened; none if the key is not there.
    pub fn tables<T>(
        &mut self,
        key: &str,
        what: &'static str,
        keys: &[&'static str],
        mut read: impl FnMut(&mut Fields<'v, 'd, '_, 't>) -> T,
    ) -> Vec<T> {
        let Some((found, value)) = self.table.get_key_value(key) else { return Vec::new() };
        let Some(array) = value.as_array() else {
            let place = Place { at: found.span.start, ..self.place };
            let message = format!("`{key}` must be a list of tables, found {}", kind_of(value));
            self.report.fault(place, message, Some(format!("write {what}")));
            self.lost_section = true;
            return Vec::new();
        };
        let mut all = Vec::new();
        for item in array {
            let place = self.at(item);
            if let Some(mut fields) = Fields::open(item, place, what, keys, self.report, self.names) {
                all.push(read(&mut fields));
            }
        }
        all
    }

    /// The single table of this key, opened; nothing if the key is not there.
    pub fn table<T>(
        &mut self,
        key: &str,
        what: &'static str,
        keys: &[&'static str],
        read: impl FnOnce(&mut Fields<'v, 'd, '_, 't>) -> T,
    ) -> Option<T> {
        let (found, value) = self.table.get_key_value(key)?;
        let place = Place { at: found.span.start, ..self.place };
        let Some(mut fields) = Fields::open(value, place, what, keys, self.report, self.names) else {
            self.lost_section = true;
            return None;
        };
        Some(read(&mut fields))
    }
}

/// At most forty characters of a word, so that a message stays a line.
pub(super) fn shortened(word: &str) -> String {
    match word.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &word[..at]),
        None => word.to_owned(),
    }
}

/// A key in backticks; a section or "the file" as it is.
fn quoted(what: &str) -> String {
    if what.starts_with('[') || what.contains(' ') { what.to_owned() } else { format!("`{what}`") }
}

fn is_id(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.len() <= LONGEST_ID
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
}

/// The id that was likely meant: lower case, other characters as `_`.
fn as_id(word: &str) -> Option<String> {
    let lower = word.trim().to_ascii_lowercase();
    let id = lower.replace(|c: char| !(c.is_ascii_alphanumeric() || c == '-'), "_");
    let id = id.trim_matches('_').to_owned();
    is_id(&id).then_some(id)
}

fn kind_of(value: &Value<'_>) -> &'static str {
    match value.as_ref() {
        ValueInner::String(_) => "a string",
        ValueInner::Integer(_) => "a whole number",
        ValueInner::Float(_) => "a number",
        ValueInner::Boolean(_) => "true or false",
        ValueInner::Array(_) => "a list",
        ValueInner::Table(_) => "a table",
    }
}
