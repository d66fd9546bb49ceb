//! `[[counter]]`: where customers are served, and by whom.

use super::super::CounterSpec;
use super::super::fault::nearest;
use super::super::law::{LawSpec, show_clock};
use super::super::reader::{Fields, Reader};
use super::purpose::{self, Draft};
use super::{Hours, bare};
use std::collections::BTreeMap;

const KEYS: [&str; 9] =
    ["id", "count", "skills", "purposes", "pace", "person", "shifts", "breaks", "services"];

/// The most counters of a hall.
pub(crate) const MOST: usize = 1000;

/// All of them; a fault if there is none, or a purpose that none can serve.
pub(super) fn all(
    reader: &mut Reader<'_>,
    fields: &Fields<'_, '_>,
    hours: Hours,
    drafts: &[Draft],
) -> Vec<CounterSpec> {
    let mut counters: Vec<CounterSpec> = Vec::new();
    for fields in fields.tables(reader, "counter", "[[counter]]", &KEYS) {
        let Some(id) = fields.need(reader, "id", "\"1\"").and_then(|value| reader.text("id", value)) else {
            continue;
        };
        let counter = one(reader, &fields, &id.value, hours, drafts);
        let twice = |known: &CounterSpec| counter.ids().iter().any(|id| known.ids().contains(id));
        if counters.iter().any(twice) {
            reader.fault(id.at, "twin-fault-twice", &[("key", "counter"), ("value", &id.value)]);
        }
        counters.push(counter);
    }
    let sum: usize = counters.iter().map(|counter| counter.count as usize).sum();
    if counters.is_empty() && !fields.has("counter") {
        reader.fault(0, "twin-fault-no-counter", &[]);
    }
    if sum > MOST {
        let (count, most) = (sum.to_string(), MOST.to_string());
        reader.fault(fields.place("counter"), "twin-fault-too-many", &[("count", &count), ("most", &most)]);
    }
    if !counters.is_empty() {
        served(reader, &counters, drafts);
    }
    counters
}

fn one(
    reader: &mut Reader<'_>,
    fields: &Fields<'_, '_>,
    id: &str,
    hours: Hours,
    drafts: &[Draft],
) -> CounterSpec {
    let mut counter = CounterSpec::new(id);
    if let Some(value) = fields.get("count") {
        if value.as_integer().is_some() {
            let count = reader.number("count", value, 1.0, MOST as f64);
            counter.count = count.unwrap_or(1.0) as u32;
        } else {
            let values = [("key", "count"), ("value", reader.shown(value))];
            reader.fault(fields.place("count"), "twin-fault-whole", &values);
        }
    }
    counter.skills = fields.texts(reader, "skills").map(bare);
    let purposes = fields.texts(reader, "purposes");
    for purpose in purposes.iter().flatten() {
        purpose::known(reader, drafts, purpose);
    }
    counter.purposes = purposes.map(bare);
    if let Some(value) = fields.get("pace") {
        counter.pace = reader.number("pace", value, 0.05, 20.0).unwrap_or(1.0);
    }
    counter.person =
        fields.get("person").and_then(|value| reader.text("person", value)).map(|person| person.value);
    counter.shifts = shifts(reader, fields, hours);
    counter.services = services(reader, fields, drafts);
    counter
}

/// The times of services that differ here.
fn services(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, drafts: &[Draft]) -> BTreeMap<String, LawSpec> {
    let mut services = BTreeMap::new();
    let ids: Vec<&str> = drafts.iter().map(|draft| draft.spec.id.as_str()).collect();
    let Some(table) = fields.table(reader, "services", "services", &ids) else { return services };
    for (id, at, value) in table.all().filter(|(id, ..)| ids.contains(id)) {
        let Some(law) = reader.law(id, value) else { continue };
        if law.never_ends() {
            reader.fault(at, "twin-fault-endless", &[("key", id)]);
        }
        services.insert(id.to_owned(), law);
    }
    services
}

/// When the counter is at work: its shifts without its breaks.
fn shifts(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, hours: Hours) -> Vec<(i64, i64)> {
    let breaks = spans(reader, fields, "breaks", hours);
    let mut shifts = spans(reader, fields, "shifts", hours);
    if shifts.is_empty() {
        if breaks.is_empty() {
            return Vec::new();
        }
        shifts.push((hours.opens_s, hours.closes_s));
    }
    for (from, to) in breaks {
        let cut = |(begins, ends): (i64, i64)| [(begins, ends.min(from)), (begins.max(to), ends)];
        shifts = shifts.into_iter().flat_map(cut).filter(|(begins, ends)| begins < ends).collect();
    }
    if shifts.is_empty() {
        reader.fault(fields.place("breaks"), "twin-fault-never-open", &[]);
    }
    shifts
}

/// Spans in order, that do not overlap.
pub(crate) fn spans(
    reader: &mut Reader<'_>,
    fields: &Fields<'_, '_>,
    key: &str,
    hours: Hours,
) -> Vec<(i64, i64)> {
    let Some(items) = fields.get(key).and_then(|value| reader.list(key, value)) else { return Vec::new() };
    let mut spans: Vec<(i64, i64)> = items.iter().filter_map(|item| hours.span(reader, key, item)).collect();
    spans.sort_unstable();
    if let Some(pair) = spans.windows(2).find(|pair| pair[1].0 < pair[0].1) {
        let shown = |(from, to)| format!("{}-{}", show_clock(from), show_clock(to));
        let values = [("key", key), ("first", &shown(pair[0])), ("second", &shown(pair[1]))];
        reader.fault(fields.place(key), "twin-fault-overlap", &values);
    }
    spans
}

/// Somebody must be able to serve each purpose, or its customers would wait for ever.
fn served(reader: &mut Reader<'_>, counters: &[CounterSpec], drafts: &[Draft]) {
    for Draft { spec, skills, at, .. } in drafts {
        let has = |counter: &CounterSpec, skill: &String| {
            counter.skills.as_ref().is_none_or(|skills| skills.contains(skill))
        };
        let mut told = false;
        for skill in skills.iter().filter(|skill| !counters.iter().any(|counter| has(counter, &skill.value)))
        {
            let known =
                counters.iter().flat_map(|counter| counter.skills.iter().flatten().map(String::as_str));
            let near = nearest(&skill.value, known);
            reader.fault_near(skill.at, "twin-fault-skill", &[("value", &skill.value)], near);
            told = true;
        }
        let can = |counter: &CounterSpec| {
            spec.skills.iter().all(|skill| has(counter, skill))
                && counter.purposes.as_ref().is_none_or(|purposes| purposes.contains(&spec.id))
        };
        if !told && !counters.iter().any(can) {
            reader.fault(*at, "twin-fault-unserved", &[("value", &spec.id)]);
        }
    }
}
