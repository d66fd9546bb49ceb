//! Reads each section of a hall's file, and checks what concerns several of them.

mod arrivals;
mod counter;
mod purpose;

pub(crate) use counter::spans;

use super::law::{LawSpec, show_clock};
use super::reader::{Fields, Placed, Reader, at};
use super::{AppointmentSpec, ExperienceSpec, Fault, HallFile, LateSpec, NoShow, Numbering};
use crate::run::hall::{ClassSpec, OrderWord, RuleSpec};
use std::collections::BTreeMap;

const HALL_KEYS: [&str; 15] = [
    "name",
    "open",
    "close",
    "closing",
    "target",
    "to_counter",
    "early",
    "late",
    "calling",
    "no_show",
    "arrivals",
    "purpose",
    "counter",
    "appointment",
    "experience",
];

/// The most shares can sum to: rounding in the last digit that people write is no fault.
pub(super) const WHOLE: f64 = 1.005;

/// The hours of a hall, by which its other times are understood.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hours {
    pub opens_s: i64,
    pub closes_s: i64,
}

impl Hours {
    /// A time of day within these hours: one before the doors open that lies in the night after is of that night.
    pub fn within(self, at_s: i64) -> i64 {
        const DAY_S: i64 = 86_400;
        let next = at_s + DAY_S;
        if at_s < self.opens_s && next <= self.closes_s { next } else { at_s }
    }

    /// A span `08:30-12:00`; what ends at or before it begins ends on the day after.
    pub fn span(
        self,
        reader: &mut Reader<'_>,
        key: &str,
        value: &toml_span::Value<'_>,
    ) -> Option<(i64, i64)> {
        let text = reader.text(key, value)?;
        let parts = text.value.split_once(['-', '–', '—', '~', '至']);
        let times = parts.and_then(|(from, to)| super::law::clock(from).zip(super::law::clock(to)));
        let Some((from, to)) = times else {
            reader.fault(text.at, "twin-fault-span", &[("key", key), ("value", &text.value)]);
            return None;
        };
        let from = self.within(from);
        let to = if to <= from { to + 86_400 } else { to };
        if to <= from || to - from > super::LONGEST_DAY_S {
            reader.fault(text.at, "twin-fault-span", &[("key", key), ("value", &text.value)]);
            return None;
        }
        Some((from, to))
    }
}

impl HallFile {
    /// Reads a hall's file; `file` names it in faults.
    ///
    /// # Errors
    /// Every fault, in the order of the lines: bad TOML, unknown keys and names, missing values, negative or impossible
    /// times, shares over one, purposes that nobody can serve.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::new(file, text);
        let Some(root) = reader.parse() else { return Err(reader.into_faults()) };
        let hall = read(&mut reader, &root);
        match hall {
            Some(hall) if reader.is_clean() => Ok(hall),
            _ => Err(reader.into_faults()),
        }
    }
}

fn read(reader: &mut Reader<'_>, root: &toml_span::Value<'_>) -> Option<HallFile> {
    let fields = reader.open(root, 0, "the file", &HALL_KEYS)?;
    let hours = hours(reader, &fields)?;
    let name = fields.need(reader, "name", "\"…\"").and_then(|value| reader.text("name", value));
    let mut hall =
        HallFile::new(&name.map_or_else(String::new, |name| name.value), hours.opens_s, hours.closes_s);
    let closings = [("serve_all", true), ("send_home", false)];
    hall.serves_all = fields.choice(reader, "closing", &closings).unwrap_or(true);
    if let Some(target_s) = fields.get("target").and_then(|value| reader.seconds("target", value)) {
        hall.target_s = target_s;
    }
    hall.to_counter = fields.law_or(reader, "to_counter", hall.to_counter);
    hall.early = fields.law_or(reader, "early", hall.early);
    if let Some(calling) = fields.table(reader, "calling", "[calling]", &["order", "longest_wait", "class"]) {
        hall.calling = rule(reader, &calling);
    }
    if let Some(fields) = fields.table(reader, "no_show", "[no_show]", &["share", "counter_waits"]) {
        hall.no_show = NoShow {
            share: fields.need_share(reader, "share"),
            counter_waits: fields.law_or(reader, "counter_waits", LawSpec::Fixed { s: 0.0 }),
        };
        if hall.no_show.share >= 1.0 {
            reader.fault(fields.place("share"), "twin-fault-nobody", &[("key", "share")]);
        }
    }
    if let Some(fields) = fields.table(reader, "late", "[late]", &["share", "by"]) {
        hall.late = LateSpec {
            share: fields.need_share(reader, "share"),
            by: fields.law_or(reader, "by", hall.late.by),
        };
    }
    let drafts = purpose::all(reader, &fields);
    hall.purposes = drafts.iter().map(|draft| draft.spec.clone()).collect();
    hall.counters = counter::all(reader, &fields, hours, &drafts);
    hall.arrivals = arrivals::all(reader, &fields, hours, &mut hall.purposes, &drafts);
    hall.appointments = appointments(reader, &fields, hours, &drafts);
    if let Some(fields) =
        fields.table(reader, "experience", "[experience]", &["blueprint", "promised", "tolerance", "others"])
    {
        hall.experience = experience(reader, &fields);
    }
    endless(reader, &fields, &hall);
    if reader.is_clean()
        && let Err(faults) = hall.build(&mut Numbering::default())
    {
        for fault in faults {
            let (at, shown) = (drafts_place(&drafts, &fault.place), fault.to_string());
            match fault.wrong {
                flow::twin::Wrong::Endless => reader.fault(at, "twin-fault-round", &[]),
                _ => reader.fault(at, "twin-fault-hall", &[("why", &shown)]),
            }
        }
    }
    Some(hall)
}

/// The doors open and close; without both no other time can be understood.
fn hours(reader: &mut Reader<'_>, fields: &Fields<'_, '_>) -> Option<Hours> {
    let open = fields.need(reader, "open", "\"08:30\"").and_then(|value| reader.time("open", value));
    let close = fields.need(reader, "close", "\"17:30\"").and_then(|value| reader.time("close", value));
    let (open, close) = open.zip(close)?;
    if open.value >= 86_400 {
        let shown = show_clock(open.value);
        reader.fault(open.at, "twin-fault-open", &[("value", &shown)]);
        return None;
    }
    // what closes at or before it opens closes on the day after
    let closes_s = if close.value <= open.value { close.value + 86_400 } else { close.value };
    Some(Hours { opens_s: open.value, closes_s })
}

/// How the hall calls, as the product sets it.
pub(crate) fn rule(reader: &mut Reader<'_>, fields: &Fields<'_, '_>) -> RuleSpec {
    let orders: Vec<_> = OrderWord::ALL.iter().map(|order| (order.word(), *order)).collect();
    let mut rule = RuleSpec {
        order: fields.choice(reader, "order", &orders).unwrap_or(OrderWord::LongestWait),
        ..RuleSpec::default()
    };
    if let Some(value) = fields.get("longest_wait")
        && let Some(s) = reader.seconds("longest_wait", value)
    {
        if s % 60.0 != 0.0 || s == 0.0 {
            reader.fault(
                at(value),
                "twin-fault-minutes",
                &[("key", "longest_wait"), ("value", reader.shown(value))],
            );
        }
        rule.longest_wait_min = (s / 60.0) as u32;
    }
    let keys = ["id", "turns", "start", "per_minute"];
    for class in fields.tables(reader, "class", "[[calling.class]]", &keys) {
        let id = class.need(reader, "id", "\"platinum\"").and_then(|value| reader.text("id", value));
        let mut whole = |key| {
            let found = class.get(key).and_then(|value| reader.number(key, value, 0.0, 1e6));
            found.unwrap_or(0.0) as u32
        };
        let (turns, start, per_minute) = (whole("turns"), whole("start"), whole("per_minute"));
        let Some(id) = id else { continue };
        if rule.classes.iter().any(|known| known.class == id.value) {
            reader.fault(id.at, "twin-fault-twice", &[("key", "class"), ("value", &id.value)]);
        }
        rule.classes.push(ClassSpec { class: id.value, turns, start, per_minute });
    }
    if let Err(why) = rule.rule() {
        reader.fault(fields.place("order"), "twin-fault-rule", &[("why", &why.to_string())]);
    }
    rule
}

fn appointments(
    reader: &mut Reader<'_>,
    fields: &Fields<'_, '_>,
    hours: Hours,
    drafts: &[purpose::Draft],
) -> Vec<AppointmentSpec> {
    let keys = ["at", "until", "purpose", "class", "count", "shows"];
    let mut all = Vec::new();
    for fields in fields.tables(reader, "appointment", "[[appointment]]", &keys) {
        let from = fields.need(reader, "at", "\"09:00\"").and_then(|value| reader.time("at", value));
        let until = fields.get("until").and_then(|value| reader.time("until", value));
        let purpose = fields.need(reader, "purpose", "\"…\"").and_then(|value| reader.text("purpose", value));
        let class = fields.get("class").and_then(|value| reader.text("class", value));
        let count = fields.get("count").and_then(|value| reader.number("count", value, 1.0, 10_000.0));
        let shows = fields.share(reader, "shows").unwrap_or(1.0);
        let (Some(from), Some(purpose)) = (from, purpose) else { continue };
        purpose::known(reader, drafts, &purpose);
        let at_s = hours.within(from.value);
        let until_s = until.map_or(at_s + 900, |until| hours.within(until.value));
        if until_s < at_s || at_s < hours.opens_s || at_s >= hours.closes_s {
            let value = format!("{}–{}", show_clock(at_s), show_clock(until_s));
            reader.fault(from.at, "twin-fault-appointment", &[("value", &value)]);
        }
        all.push(AppointmentSpec {
            at_s,
            until_s,
            purpose: purpose.value,
            class: class.map(|class| class.value),
            count: count.unwrap_or(1.0) as u32,
            shows,
        });
    }
    all.sort_by_key(|appointment| appointment.at_s);
    all
}

fn experience(reader: &mut Reader<'_>, fields: &Fields<'_, '_>) -> ExperienceSpec {
    let mut spec = ExperienceSpec::default();
    if let Some(name) = fields.get("blueprint").and_then(|value| reader.text("blueprint", value)) {
        spec.blueprint = name.value;
    }
    let mut seconds = |key| {
        let value = fields.get(key)?;
        reader.seconds(key, value)
    };
    (spec.promised_s, spec.tolerance_s) = (seconds("promised"), seconds("tolerance"));
    if spec.promised_s.is_some() && spec.tolerance_s.is_some() {
        reader.fault(fields.place("tolerance"), "twin-fault-promised", &[]);
    }
    if spec.tolerance_s == Some(0.0) {
        reader.fault(fields.place("tolerance"), "twin-fault-zero", &[("key", "tolerance"), ("value", "0s")]);
    }
    spec.others = shares(reader, fields, "others", -1.0);
    spec
}

/// A table of numbers from `low` to 1 by name.
pub(super) fn shares(
    reader: &mut Reader<'_>,
    fields: &Fields<'_, '_>,
    key: &'static str,
    low: f64,
) -> BTreeMap<String, f64> {
    let Some(value) = fields.get(key) else { return BTreeMap::new() };
    let Some(table) = value.as_table() else {
        let values = [("what", key), ("found", reader.shown(value))];
        reader.fault(fields.place(key), "twin-fault-table", &values);
        return BTreeMap::new();
    };
    let number = |(name, value): (&toml_span::value::Key<'_>, _)| {
        Some((name.name.to_string(), reader.number(&name.name, value, low, 1.0)?))
    };
    table.iter().filter_map(number).collect()
}

/// Where a fault of the whole hall stands, if it is one of a purpose.
fn drafts_place(drafts: &[purpose::Draft], place: &str) -> usize {
    let number = place.strip_prefix("purposes[").and_then(|rest| rest.split(']').next());
    let draft = number.and_then(|number| drafts.get(number.parse::<usize>().ok()?));
    draft.map_or(0, |draft| draft.at)
}

/// Only patience may be endless.
fn endless(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, hall: &HallFile) {
    for (key, law) in [("to_counter", &hall.to_counter), ("early", &hall.early)] {
        if law.never_ends() {
            reader.fault(fields.place(key), "twin-fault-endless", &[("key", key)]);
        }
    }
    if hall.no_show.counter_waits.never_ends() {
        reader.fault(fields.place("no_show"), "twin-fault-endless", &[("key", "counter_waits")]);
    }
}

/// Shares that sum to more than one.
pub(super) fn over_one(reader: &mut Reader<'_>, at: usize, key: &str, sum: f64) {
    if sum > WHOLE {
        reader.fault(at, "twin-fault-shares", &[("key", key), ("value", &format!("{sum:.3}"))]);
    }
}

/// The texts without their places.
pub(super) fn bare(texts: Vec<Placed<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}
