//! Reads the fields of the tables of a TOML file, and reports whatever is not as it should be.
//!
//! A faulty field is replaced by some value and reading goes on, so that every fault is found in one pass. Such values
//! never leave the reader: with a single fault there is no hall.

use super::fault::{Fault, nearest};
use super::law::{LawSpec, clock, duration};
use toml_span::Value;
use toml_span::value::{Table, ValueInner};

/// The largest file that is read, in bytes: a million service times.
const LARGEST_FILE: usize = 16 << 20;

/// Bounds of a coefficient of variation: beyond 20, a sample of any length says nothing of the mean, and below 0.01 the law
/// is a fixed time.
pub(crate) const CV: (f64, f64) = (0.01, 20.0);
/// Bounds of a Weibull law's shape k. Its coefficient of variation is √(Γ(1 + 2/k)/Γ(1 + 1/k)² − 1): at 0.2 that is
/// √(10!/5!² − 1) ≈ 15.8, at 0.19 already beyond 18, and at 0.05 a mean of minutes is made of one service in a billion. At
/// 20 it is 0.06.
pub(crate) const SHAPE: (f64, f64) = (0.2, 20.0);

/// A value and the byte at which it stands.
#[derive(Debug, Clone)]
pub(crate) struct Placed<T> {
    pub value: T,
    pub at: usize,
}

/// One file and the faults found so far.
pub(crate) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    faults: Vec<(usize, Fault)>,
}

/// One table of the file, opened for reading.
pub(crate) struct Fields<'v, 'd> {
    table: &'v Table<'d>,
    /// Where it stands.
    pub at: usize,
    /// What it is, for messages: `[[purpose]]`.
    what: &'static str,
    /// Keys that stand here misspelt: reported as such, so not missing as well.
    misspelt: Vec<String>,
}

impl<'t> Reader<'t> {
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, faults: Vec::new() }
    }

    /// The file as TOML; a fault if it is none.
    pub fn parse(&mut self) -> Option<Value<'t>> {
        if self.text.len() > LARGEST_FILE {
            let most = LARGEST_FILE.to_string();
            self.fault(0, "twin-fault-long", &[("bytes", &self.text.len().to_string()), ("most", &most)]);
            return None;
        }
        match toml_span::parse(self.text) {
            Ok(root) => Some(root),
            Err(error) => {
                self.no_toml(&error);
                None
            }
        }
    }

    /// What makes the file no TOML; the parser's own words where they say more than ours.
    fn no_toml(&mut self, error: &toml_span::Error) {
        use toml_span::ErrorKind as E;
        let at = error.span.start;
        match &error.kind {
            E::UnexpectedEof => self.fault(at, "twin-fault-toml-end", &[]),
            E::UnterminatedString | E::InvalidCharInString('\n' | '\r') => {
                self.fault(at, "twin-fault-toml-quote", &[])
            }
            E::UnquotedString => self.fault(at, "twin-fault-toml-bare", &[]),
            E::InvalidNumber => self.fault(at, "twin-fault-toml-number", &[]),
            E::DuplicateKey { key: name, .. } | E::DuplicateTable { name, .. } => {
                self.fault(at, "twin-fault-toml-twice", &[("key", name)]);
            }
            E::Unexpected(found) | E::InvalidCharInString(found) => {
                let found = found.escape_debug().to_string();
                self.fault(at, "twin-fault-toml-sign", &[("found", &found)]);
            }
            _ => self.fault(at, "twin-fault-toml", &[("detail", &error.to_string())]),
        }
    }

    /// Notes a fault.
    pub fn fault(&mut self, at: usize, id: &'static str, values: &[(&'static str, &str)]) {
        self.fault_near(at, id, values, None);
    }

    /// Notes a fault with the word that was likely meant.
    pub fn fault_near(
        &mut self,
        at: usize,
        id: &'static str,
        values: &[(&'static str, &str)],
        near: Option<String>,
    ) {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let last = before.rsplit('\n').next().unwrap_or_default();
        let column = last.strip_prefix('\u{feff}').unwrap_or(last).chars().count() + 1;
        // what is known is ours to say, and said whole
        let fit = |name, value: &str| if name == "known" { value.to_owned() } else { shortened(value) };
        let values = values.iter().map(|(name, value)| (*name, fit(*name, value))).collect();
        self.faults.push((at, Fault { file: self.file.to_owned(), line, column, id, values, near }));
    }

    /// The faults in the order of the lines; empty if there are none.
    pub fn into_faults(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(|(at, _)| *at);
        self.faults.into_iter().map(|(_, fault)| fault).collect()
    }

    /// Whether no fault was found.
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// Opens a value that must be a table, and reports every key that is not in `keys`.
    pub fn open<'v, 'd>(
        &mut self,
        value: &'v Value<'d>,
        at: usize,
        what: &'static str,
        keys: &[&str],
    ) -> Option<Fields<'v, 'd>> {
        let Some(table) = value.as_table() else {
            self.fault(at, "twin-fault-table", &[("what", what), ("found", self.shown(value))]);
            return None;
        };
        let mut misspelt = Vec::new();
        for key in table.keys().filter(|key| !keys.contains(&key.name.as_ref())) {
            let free = keys.iter().copied().filter(|known| !table.contains_key(*known));
            let near = nearest(&key.name, free);
            misspelt.extend(near.clone());
            let known = if near.is_none() { keys.join(", ") } else { String::new() };
            let id = if near.is_none() { "twin-fault-key" } else { "twin-fault-key-near" };
            let values = [("key", key.name.as_ref()), ("what", what), ("known", &known)];
            self.fault_near(key.span.start, id, &values, near);
        }
        // a table under a header begins at its first key
        Some(Fields { table, at, what, misspelt })
    }

    /// How a value stands in the file.
    pub fn shown(&self, value: &Value<'_>) -> &'t str {
        self.text.get(value.span.start..value.span.end).unwrap_or_default()
    }

    fn wrong(&mut self, at: usize, key: &str, id: &'static str, value: &Value<'_>) {
        let shown = self.shown(value);
        self.fault(at, id, &[("key", key), ("value", shown)]);
    }

    /// A finite number within bounds, both included.
    pub fn number(&mut self, key: &str, value: &Value<'_>, low: f64, high: f64) -> Option<f64> {
        let number = match value.as_ref() {
            ValueInner::Integer(number) => *number as f64,
            ValueInner::Float(number) => *number,
            _ => {
                self.wrong(at(value), key, "twin-fault-number", value);
                return None;
            }
        };
        if !(low..=high).contains(&number) {
            let (low, high) = (low.to_string(), high.to_string());
            let values = [("key", key), ("value", self.shown(value)), ("low", &low), ("high", &high)];
            self.fault(at(value), "twin-fault-bounds", &values);
            return None;
        }
        Some(number)
    }

    /// A text that is not blank.
    pub fn text(&mut self, key: &str, value: &Value<'_>) -> Option<Placed<String>> {
        match value.as_str() {
            Some(text) if !text.trim().is_empty() => Some(Placed { value: text.to_owned(), at: at(value) }),
            _ => {
                self.wrong(at(value), key, "twin-fault-text", value);
                None
            }
        }
    }

    /// Seconds of a duration.
    pub fn seconds(&mut self, key: &str, value: &Value<'_>) -> Option<f64> {
        let found = value.as_str().and_then(duration);
        if found.is_none() {
            self.wrong(at(value), key, "twin-fault-duration", value);
        }
        found
    }

    /// A time of day, in seconds since midnight.
    pub fn time(&mut self, key: &str, value: &Value<'_>) -> Option<Placed<i64>> {
        let found = value.as_str().and_then(clock);
        if found.is_none() {
            self.wrong(at(value), key, "twin-fault-clock", value);
        }
        found.map(|value_s| Placed { value: value_s, at: at(value) })
    }

    /// A list.
    pub fn list<'v, 'd>(&mut self, key: &str, value: &'v Value<'d>) -> Option<&'v [Value<'d>]> {
        let found = value.as_array();
        if found.is_none() {
            self.wrong(at(value), key, "twin-fault-list", value);
        }
        found.map(Vec::as_slice)
    }

    /// Numbers that are not negative; one number stands for itself alone.
    pub fn rates(&mut self, key: &str, value: &Value<'_>) -> Option<Placed<Vec<f64>>> {
        /// Customers an hour.
        const MOST: f64 = 1e6;
        let one = std::slice::from_ref(value);
        let items = value.as_array().map_or(one, Vec::as_slice);
        let rates: Vec<f64> = items.iter().filter_map(|item| self.number(key, item, 0.0, MOST)).collect();
        (rates.len() == items.len()).then_some(Placed { value: rates, at: at(value) })
    }

    /// A law of durations, as [`LawSpec`] shows them.
    pub fn law(&mut self, key: &str, value: &Value<'_>) -> Option<LawSpec> {
        const KINDS: [&str; 8] =
            ["fixed", "exponential", "gamma", "lognormal", "weibull", "uniform", "empirical", "quantiles"];
        if let Some(text) = value.as_str() {
            if text == "never" {
                return Some(LawSpec::Never);
            }
            return self.seconds(key, value).map(|s| LawSpec::Fixed { s });
        }
        let Some(table) = value.as_table() else {
            self.wrong(at(value), key, "twin-fault-law", value);
            return None;
        };
        let mut known: Vec<&str> = KINDS.to_vec();
        known.push("never");
        let fields = self.open(value, at(value), "a law", &known)?;
        let mut kinds = table.iter().filter(|(name, _)| KINDS.contains(&name.name.as_ref()));
        let (Some((kind, law)), None) = (kinds.next(), kinds.next()) else {
            if fields.misspelt.is_empty() {
                self.wrong(at(value), key, "twin-fault-law", value);
            }
            return None;
        };
        let never = fields.share(self, "never").unwrap_or(0.0);
        let sampled = kind.name.as_ref() == "empirical";
        if never >= 1.0 || (never > 0.0 && !sampled) {
            let value = never.to_string();
            self.fault(fields.place("never"), "twin-fault-never", &[("key", key), ("value", &value)]);
        }
        match kind.name.as_ref() {
            "fixed" => self.seconds("fixed", law).map(|s| LawSpec::Fixed { s }),
            "exponential" if law.as_str().is_some() => {
                self.mean("exponential", law).map(|mean_s| LawSpec::Exponential { mean_s })
            }
            "exponential" => {
                let fields = self.open(law, at(law), "exponential", &["mean"])?;
                fields.mean(self).map(|mean_s| LawSpec::Exponential { mean_s })
            }
            "gamma" => {
                let (mean_s, cv) =
                    self.open(law, at(law), "gamma", &["mean", "cv"])?.mean_and(self, "cv", CV)?;
                Some(LawSpec::Gamma { mean_s, cv })
            }
            "lognormal" => {
                let fields = self.open(law, at(law), "lognormal", &["mean", "cv"])?;
                let (mean_s, cv) = fields.mean_and(self, "cv", CV)?;
                Some(LawSpec::LogNormal { mean_s, cv })
            }
            "weibull" => {
                let fields = self.open(law, at(law), "weibull", &["mean", "shape"])?;
                let (mean_s, shape) = fields.mean_and(self, "shape", SHAPE)?;
                Some(LawSpec::Weibull { mean_s, shape })
            }
            "uniform" => self.uniform(law),
            "empirical" => self.empirical(law, never),
            _ => self.quantiles(law),
        }
    }

    /// A mean that is more than nothing.
    fn mean(&mut self, key: &str, value: &Value<'_>) -> Option<f64> {
        let mean_s = self.seconds(key, value)?;
        if mean_s == 0.0 {
            self.wrong(at(value), key, "twin-fault-zero", value);
            return None;
        }
        Some(mean_s)
    }

    fn uniform(&mut self, law: &Value<'_>) -> Option<LawSpec> {
        let items = self.list("uniform", law)?;
        let [low, high] = items else {
            self.wrong(at(law), "uniform", "twin-fault-uniform", law);
            return None;
        };
        let (low_s, high_s) = (self.seconds("uniform", low)?, self.seconds("uniform", high)?);
        if low_s > high_s {
            self.wrong(at(law), "uniform", "twin-fault-uniform", law);
            return None;
        }
        Some(LawSpec::Uniform { low_s, high_s })
    }

    /// Seconds as a number or as a duration.
    fn sampled(&mut self, key: &str, value: &Value<'_>) -> Option<f64> {
        match value.as_ref() {
            ValueInner::String(_) => self.seconds(key, value),
            _ => self.number(key, value, 0.0, super::law::LONGEST_S),
        }
    }

    fn empirical(&mut self, law: &Value<'_>, never: f64) -> Option<LawSpec> {
        let items = self.list("empirical", law)?;
        if items.is_empty() {
            self.wrong(at(law), "empirical", "twin-fault-empty", law);
            return None;
        }
        let mut seen_s: Vec<f64> = items.iter().filter_map(|item| self.sampled("empirical", item)).collect();
        seen_s.sort_by(f64::total_cmp);
        (seen_s.len() == items.len()).then_some(LawSpec::Empirical { seen_s, never })
    }

    fn quantiles(&mut self, law: &Value<'_>) -> Option<LawSpec> {
        let items = self.list("quantiles", law)?;
        let mut points = Vec::with_capacity(items.len());
        for item in items {
            let Some([share, s]) = item.as_array().map(Vec::as_slice) else {
                self.wrong(at(item), "quantiles", "twin-fault-quantiles", item);
                return None;
            };
            let (share, s) = (self.number("quantiles", share, 0.0, 1.0)?, self.sampled("quantiles", s)?);
            if points.last().is_some_and(|&(before, before_s)| share <= before || s < before_s) {
                self.wrong(at(item), "quantiles", "twin-fault-quantiles", item);
                return None;
            }
            points.push((share, s));
        }
        let whole = points.first().is_some_and(|point| point.0 == 0.0)
            && points.last().is_some_and(|point| point.0 > 0.0);
        if !whole {
            self.wrong(at(law), "quantiles", "twin-fault-quantiles", law);
            return None;
        }
        Some(LawSpec::Quantiles { points })
    }
}

impl<'v, 'd> Fields<'v, 'd> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'v Value<'d>> {
        self.table.get(key)
    }

    /// Whether the key is there, or likely meant by one that is misspelt.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key) || self.misspelt.iter().any(|known| known == key)
    }

    /// Where a key stands, or the table if it does not.
    pub fn place(&self, key: &str) -> usize {
        self.table.get_key_value(key).map_or(self.at, |(key, _)| key.span.start)
    }

    /// Every key with its value.
    pub fn all(&self) -> impl Iterator<Item = (&'v str, usize, &'v Value<'d>)> {
        self.table.iter().map(|(key, value)| (key.name.as_ref(), key.span.start, value))
    }

    /// The value of a key that must be there; a fault if it is not.
    pub fn need(&self, reader: &mut Reader<'_>, key: &str, sample: &str) -> Option<&'v Value<'d>> {
        if !self.has(key) {
            let values = [("key", key), ("what", self.what), ("sample", sample)];
            reader.fault(self.at, "twin-fault-missing", &values);
        }
        self.get(key)
    }

    /// A share from 0 to 1.
    pub fn share(&self, reader: &mut Reader<'_>, key: &str) -> Option<f64> {
        self.get(key).and_then(|value| reader.number(key, value, 0.0, 1.0))
    }

    /// A share that must be there.
    pub fn need_share(&self, reader: &mut Reader<'_>, key: &str) -> f64 {
        let value = self.need(reader, key, "0.1");
        value.and_then(|value| reader.number(key, value, 0.0, 1.0)).unwrap_or(0.0)
    }

    /// `true` or `false`.
    pub fn flag(&self, reader: &mut Reader<'_>, key: &str) -> Option<bool> {
        let value = self.get(key)?;
        if value.as_bool().is_none() {
            reader.wrong(at(value), key, "twin-fault-flag", value);
        }
        value.as_bool()
    }

    /// A law; the given one if the key is not there.
    pub fn law_or(&self, reader: &mut Reader<'_>, key: &str, otherwise: LawSpec) -> LawSpec {
        self.get(key).and_then(|value| reader.law(key, value)).unwrap_or(otherwise)
    }

    /// A list of texts that are not blank, none twice.
    pub fn texts(&self, reader: &mut Reader<'_>, key: &str) -> Option<Vec<Placed<String>>> {
        let items = reader.list(key, self.get(key)?)?;
        let mut texts: Vec<Placed<String>> = Vec::new();
        for item in items {
            let Some(text) = reader.text(key, item) else { continue };
            if texts.iter().any(|earlier| earlier.value == text.value) {
                reader.fault(text.at, "twin-fault-twice", &[("key", key), ("value", &text.value)]);
            }
            texts.push(text);
        }
        Some(texts)
    }

    /// One word of a closed list.
    pub fn choice<T: Copy>(&self, reader: &mut Reader<'_>, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let word = reader.text(key, self.get(key)?)?;
        let found = choices.iter().find(|(known, _)| *known == word.value).map(|(_, choice)| *choice);
        if found.is_none() {
            let known: Vec<&str> = choices.iter().map(|(known, _)| *known).collect();
            let values = [("key", key), ("value", word.value.as_str()), ("known", &known.join(", "))];
            let near = nearest(&word.value, known.iter().copied());
            reader.fault_near(word.at, "twin-fault-choice", &values, near);
        }
        found
    }

    /// The tables of a list of tables, opened.
    pub fn tables(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        what: &'static str,
        keys: &[&str],
    ) -> Vec<Fields<'v, 'd>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            reader.fault(self.place(key), "twin-fault-tables", &[("key", key), ("what", what)]);
            return Vec::new();
        };
        items.iter().filter_map(|item| reader.open(item, first(item), what, keys)).collect()
    }

    /// The table of a key, opened.
    pub fn table(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        what: &'static str,
        keys: &[&str],
    ) -> Option<Fields<'v, 'd>> {
        let value = self.get(key)?;
        reader.open(value, self.place(key), what, keys)
    }

    fn mean(&self, reader: &mut Reader<'_>) -> Option<f64> {
        let value = self.need(reader, "mean", "\"6m\"")?;
        reader.mean("mean", value)
    }

    fn mean_and(&self, reader: &mut Reader<'_>, key: &str, bounds: (f64, f64)) -> Option<(f64, f64)> {
        let mean_s = self.mean(reader);
        let other =
            self.need(reader, key, "0.8").and_then(|value| reader.number(key, value, bounds.0, bounds.1));
        mean_s.zip(other)
    }
}

/// Where a value stands: a text at its opening quote.
pub(crate) fn at(value: &Value<'_>) -> usize {
    // the span of a text begins behind its quote, but that of an empty text at it
    let quoted = value.as_str().is_some_and(|text| !text.is_empty());
    if quoted { value.span.start.saturating_sub(1) } else { value.span.start }
}

/// Where a table of a list begins: at its first key.
fn first(value: &Value<'_>) -> usize {
    let keys = value.as_table().and_then(|table| table.keys().map(|key| key.span.start).min());
    keys.unwrap_or(value.span.start)
}

/// At most sixty characters of what stands in a file, so that a message stays a line.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
