//! Writes a hall as the text that [`HallFile::read`] reads back the same.

use super::law::{show_clock, show_duration};
use super::{AppointmentSpec, CounterSpec, ExperienceSpec, HallFile, LawSpec, PurposeSpec, Volume};
use crate::run::hall::RuleSpec;
use std::collections::BTreeMap;
use std::fmt::Write;

impl HallFile {
    /// The hall as a file, with a line of the writer's own on top of it if `about` is not empty.
    pub fn write(&self, about: &str) -> String {
        let mut text = Text::default();
        for line in about.lines() {
            text.line(&format!("# {line}"));
        }
        text.pair("name", &quoted(&self.name));
        text.pair("open", &quoted(&show_clock(self.opens_s)));
        text.pair("close", &quoted(&closes(self.opens_s, self.closes_s)));
        text.pair("closing", if self.serves_all { "\"serve_all\"" } else { "\"send_home\"" });
        text.pair("target", &span(self.target_s));
        text.pair("to_counter", &law(&self.to_counter));
        text.pair("early", &law(&self.early));
        calling(&mut text, &self.calling);
        text.head("[no_show]");
        text.pair("share", &number(self.no_show.share));
        text.pair("counter_waits", &law(&self.no_show.counter_waits));
        text.head("[late]");
        text.pair("share", &number(self.late.share));
        text.pair("by", &law(&self.late.by));
        experience(&mut text, &self.experience);
        self.write_arrivals(&mut text);
        for spec in &self.purposes {
            purpose(&mut text, spec, &self.arrivals.volume);
        }
        for spec in &self.counters {
            counter(&mut text, spec);
        }
        for spec in &self.appointments {
            appointment(&mut text, spec);
        }
        text.0
    }

    fn write_arrivals(&self, text: &mut Text) {
        text.head("[arrivals]");
        text.pair("from", &quoted(&show_clock(self.arrivals.from_s)));
        text.pair("step", &span(self.arrivals.step_s as f64));
        text.pair("day_spread", &number(self.arrivals.day_spread));
        match &self.arrivals.volume {
            Volume::PerHour(rates) => text.pair("per_hour", &numbers(rates)),
            Volume::PerDay { customers, profile } => {
                text.pair("per_day", &number(*customers));
                text.pair("profile", &numbers(profile));
            }
            Volume::ByPurpose => {}
            Volume::Given(given) => {
                let pairs: Vec<String> = given
                    .iter()
                    .map(|(at_s, purpose)| format!("[{}, {}]", number(*at_s), quoted(purpose)))
                    .collect();
                text.pair("given", &format!("[{}]", pairs.join(", ")));
            }
        }
    }
}

fn calling(text: &mut Text, rule: &RuleSpec) {
    text.head("[calling]");
    text.pair("order", &quoted(rule.order.word()));
    text.pair("longest_wait", &span(f64::from(rule.longest_wait_min) * 60.0));
    for class in &rule.classes {
        text.head("[[calling.class]]");
        text.pair("id", &quoted(&class.class));
        for (key, value) in [("turns", class.turns), ("start", class.start), ("per_minute", class.per_minute)]
        {
            if value > 0 {
                text.pair(key, &value.to_string());
            }
        }
    }
}

fn experience(text: &mut Text, spec: &ExperienceSpec) {
    text.head("[experience]");
    text.pair("blueprint", &quoted(&spec.blueprint));
    for (key, s) in [("promised", spec.promised_s), ("tolerance", spec.tolerance_s)] {
        if let Some(s) = s {
            text.pair(key, &span(s));
        }
    }
    if !spec.others.is_empty() {
        text.pair("others", &named(&spec.others, |value| number(*value)));
    }
}

fn purpose(text: &mut Text, spec: &PurposeSpec, volume: &Volume) {
    text.head("[[purpose]]");
    text.pair("id", &quoted(&spec.id));
    match volume {
        Volume::PerHour(_) | Volume::PerDay { .. } => text.pair("share", &number(spec.share)),
        Volume::ByPurpose => text.pair("per_hour", &numbers(&spec.per_hour)),
        Volume::Given(_) => {}
    }
    text.pair("service", &law(&spec.service));
    if let Some(norm_s) = spec.norm_s {
        text.pair("norm", &span(norm_s));
    }
    text.pair("patience", &law(&spec.patience));
    if !spec.skills.is_empty() {
        text.pair("skills", &texts(&spec.skills));
    }
    if !spec.classes.is_empty() {
        text.pair("classes", &named(&spec.classes, |share| number(*share)));
    }
    if let Some(diverted) = &spec.diverted {
        let (share, back) = (number(diverted.share), number(diverted.comes_back));
        let after = law(&diverted.after);
        text.pair("diverted", &format!("{{ share = {share}, comes_back = {back}, after = {after} }}"));
    }
    if let Some(prepared) = &spec.prepared {
        let (share, factor) = (number(prepared.share), number(prepared.factor));
        let takes = law(&prepared.takes);
        text.pair("prepared", &format!("{{ share = {share}, factor = {factor}, takes = {takes} }}"));
    }
    for next in &spec.next {
        text.head("[[purpose.next]]");
        text.pair("purpose", &quoted(&next.purpose));
        text.pair("share", &number(next.share));
        text.pair("same_counter", &next.same_counter.to_string());
        text.pair("keeps_place", &next.keeps_place.to_string());
    }
}

fn counter(text: &mut Text, spec: &CounterSpec) {
    text.head("[[counter]]");
    text.pair("id", &quoted(&spec.id));
    if spec.count != 1 {
        text.pair("count", &spec.count.to_string());
    }
    for (key, list) in [("skills", &spec.skills), ("purposes", &spec.purposes)] {
        if let Some(list) = list {
            text.pair(key, &texts(list));
        }
    }
    if spec.pace != 1.0 {
        text.pair("pace", &number(spec.pace));
    }
    if let Some(person) = &spec.person {
        text.pair("person", &quoted(person));
    }
    if !spec.shifts.is_empty() {
        let shown: Vec<String> = spec
            .shifts
            .iter()
            .map(|&(from, to)| format!("{}-{}", show_clock(from), closes(from, to)))
            .collect();
        text.pair("shifts", &texts(&shown));
    }
    if !spec.services.is_empty() {
        text.pair("services", &named(&spec.services, law));
    }
}

fn appointment(text: &mut Text, spec: &AppointmentSpec) {
    text.head("[[appointment]]");
    text.pair("at", &quoted(&show_clock(spec.at_s)));
    text.pair("until", &quoted(&show_clock(spec.until_s)));
    text.pair("purpose", &quoted(&spec.purpose));
    if let Some(class) = &spec.class {
        text.pair("class", &quoted(class));
    }
    text.pair("count", &spec.count.to_string());
    text.pair("shows", &number(spec.shows));
}

/// An end, as hours of the day on which its beginning lies: `26:00` and never `02:00`.
fn closes(from_s: i64, to_s: i64) -> String {
    debug_assert!(from_s < to_s, "a span that ends before it begins");
    show_clock(to_s)
}

/// A law in one line.
fn law(law: &LawSpec) -> String {
    let never = |never: f64| if never > 0.0 { format!(", never = {}", number(never)) } else { String::new() };
    match law {
        LawSpec::Never => "\"never\"".to_owned(),
        LawSpec::Fixed { s } => span(*s),
        LawSpec::Exponential { mean_s } => format!("{{ exponential = {} }}", span(*mean_s)),
        LawSpec::Gamma { mean_s, cv } => {
            format!("{{ gamma = {{ mean = {}, cv = {} }} }}", span(*mean_s), number(*cv))
        }
        LawSpec::LogNormal { mean_s, cv } => {
            format!("{{ lognormal = {{ mean = {}, cv = {} }} }}", span(*mean_s), number(*cv))
        }
        LawSpec::Weibull { mean_s, shape } => {
            format!("{{ weibull = {{ mean = {}, shape = {} }} }}", span(*mean_s), number(*shape))
        }
        LawSpec::Uniform { low_s, high_s } => {
            format!("{{ uniform = [{}, {}] }}", span(*low_s), span(*high_s))
        }
        LawSpec::Empirical { seen_s, never: share } => {
            format!("{{ empirical = {}{} }}", numbers(seen_s), never(*share))
        }
        LawSpec::Quantiles { points } => {
            let points: Vec<String> =
                points.iter().map(|(share, s)| format!("[{}, {}]", number(*share), span(*s))).collect();
            format!("{{ quantiles = [{}] }}", points.join(", "))
        }
    }
}

/// A number as TOML reads it back to the same bits.
fn number(value: f64) -> String {
    let text = format!("{value:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn numbers(values: &[f64]) -> String {
    let values: Vec<String> = values.iter().map(|value| number(*value)).collect();
    format!("[{}]", values.join(", "))
}

fn span(s: f64) -> String {
    quoted(&show_duration(s))
}

fn texts(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

fn named<T>(values: &BTreeMap<String, T>, show: impl Fn(&T) -> String) -> String {
    let pairs: Vec<String> =
        values.iter().map(|(name, value)| format!("{} = {}", quoted(name), show(value))).collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// A text in quotation marks, as TOML wants it.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn head(&mut self, head: &str) {
        self.line(&format!("\n{head}"));
    }

    fn pair(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {value}"));
    }
}
