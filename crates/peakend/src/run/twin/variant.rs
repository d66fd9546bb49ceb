//! A variant as a file: what is different, and nothing else.
//!
//! ```toml
//! name = "多开一个窗口"
//!
//! [counters]
//! add = 1
//! like = "1-1"
//! ```
//!
//! Read against the hall that it varies, because its purposes and counters are that hall's.

use super::hall_file::fault::nearest;
use super::hall_file::reader::{Fields, Placed, Reader};
use super::hall_file::{Built, Fault, HallFile, Hours, LawSpec, Numbering, rule};
use super::what_if::{Change, Customers, WhatIf};
use flow::twin::{Diverted, Prepared, Shift};

const KEYS: [&str; 14] = [
    "name",
    "open",
    "close",
    "customers",
    "arrivals",
    "service_times",
    "merge",
    "counters",
    "shift",
    "break",
    "kiosk",
    "prepared",
    "diverted",
    "calling",
];

const SECOND_US: i64 = 1_000_000;

/// A variant, and the other hall that it wants to be put together with.
#[derive(Debug, Clone)]
pub struct Variant {
    /// What it is called, and what changes; the other hall is still to be put in front.
    pub what_if: WhatIf,
    /// The file of the other hall, as the variant names it.
    pub merge: Option<String>,
}

/// What a variant is read against.
struct Against<'a> {
    file: &'a HallFile,
    built: &'a Built,
}

/// Reads a variant of a hall; `name` is what it is called if it does not say so itself.
///
/// # Errors
/// Every fault, in the order of the lines.
pub fn read(
    file: &str,
    text: &str,
    name: &str,
    hall: &HallFile,
    built: &Built,
    numbering: &mut Numbering,
) -> Result<Variant, Vec<Fault>> {
    let mut reader = Reader::new(file, text);
    let Some(root) = reader.parse() else { return Err(reader.into_faults()) };
    let against = Against { file: hall, built };
    let variant = reader
        .open(&root, 0, "the file", &KEYS)
        .map(|fields| variant(&mut reader, &fields, name, &against, numbering));
    match variant {
        Some(variant) if reader.is_clean() => Ok(variant),
        _ => Err(reader.into_faults()),
    }
}

fn variant(
    reader: &mut Reader<'_>,
    fields: &Fields<'_, '_>,
    name: &str,
    against: &Against<'_>,
    numbering: &mut Numbering,
) -> Variant {
    let called = fields.get("name").and_then(|value| reader.text("name", value));
    let merge = fields.get("merge").and_then(|value| reader.text("merge", value)).map(|merge| merge.value);
    let mut changes = Vec::new();
    // in this order, so that each finds the counters as the file of the hall numbers them; those to go go last
    changes.extend(hours(reader, fields, against));
    changes.extend(factors(reader, fields, against));
    if let Some(table) = fields.table(reader, "calling", "[calling]", &["order", "longest_wait", "class"]) {
        let spec = rule(reader, &table);
        // a round that cannot be is a fault already
        changes.extend(numbering.rule(&spec).ok().map(Change::Calling));
    }
    for table in some(reader, fields, "prepared", &["purpose", "share", "factor", "takes"]) {
        changes.extend(prepared(reader, &table, against));
    }
    for table in some(reader, fields, "diverted", &["purpose", "share", "comes_back", "after"]) {
        changes.extend(diverted(reader, &table, against));
    }
    for table in some(reader, fields, "kiosk", &["purpose", "share", "service", "fails", "machines"]) {
        changes.extend(kiosk(reader, &table, against));
    }
    for table in some(reader, fields, "break", &["counter", "from", "to"]) {
        changes.extend(moved(reader, &table, against));
    }
    for table in some(reader, fields, "shift", &["counter", "shifts"]) {
        changes.extend(shift(reader, &table, against));
    }
    if let Some(table) = fields.table(reader, "counters", "[counters]", &["add", "like", "shifts", "remove"])
    {
        changes.extend(counters(reader, &table, against));
    }
    if changes.is_empty() && merge.is_none() && reader.is_clean() {
        reader.fault(0, "twin-fault-no-change", &[]);
    }
    let name = called.map_or_else(|| name.to_owned(), |called| called.value);
    Variant { what_if: WhatIf { name, changes }, merge }
}

/// One table or several of them.
fn some<'v, 'd>(
    reader: &mut Reader<'_>,
    fields: &Fields<'v, 'd>,
    key: &'static str,
    keys: &[&str],
) -> Vec<Fields<'v, 'd>> {
    match fields.get(key) {
        Some(value) if value.as_array().is_some() => fields.tables(reader, key, key, keys),
        _ => fields.table(reader, key, key, keys).into_iter().collect(),
    }
}

fn hours(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, against: &Against<'_>) -> Option<Change> {
    let choices = [("as_many", Customers::AsMany), ("whose_hour_remains", Customers::WhoseHourRemains)];
    let customers = fields.choice(reader, "customers", &choices);
    if !fields.has("open") && !fields.has("close") {
        if fields.has("customers") {
            reader.fault(fields.place("customers"), "twin-fault-customers", &[]);
        }
        return None;
    }
    let open = fields.get("open").and_then(|value| reader.time("open", value));
    let close = fields.get("close").and_then(|value| reader.time("close", value));
    let opens_s = open.map_or(against.file.opens_s, |open| open.value);
    let closes_s = close.as_ref().map_or(against.file.closes_s, |close| close.value);
    let closes_s = if closes_s <= opens_s { closes_s + 86_400 } else { closes_s };
    Some(Change::Hours {
        opens_us: opens_s * SECOND_US,
        closes_us: closes_s * SECOND_US,
        customers: customers.unwrap_or(Customers::AsMany),
    })
}

/// `arrivals = 1.2`, or `arrivals = { factor = 1.2, purpose = "pay_bill" }`; the same for service times.
fn factors(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, against: &Against<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, least) in [("arrivals", 0.0), ("service_times", 0.001)] {
        let Some(value) = fields.get(key) else { continue };
        let (factor, purpose) = if value.as_table().is_some() {
            let Some(table) = fields.table(reader, key, key, &["factor", "purpose"]) else { continue };
            let factor = table.need(reader, "factor", "1.2");
            let factor = factor.and_then(|value| reader.number("factor", value, least, 1000.0));
            (factor, purpose(reader, &table, against))
        } else {
            (reader.number(key, value, least, 1000.0), Some(None))
        };
        let (Some(factor), Some(purpose)) = (factor, purpose) else { continue };
        changes.push(match key {
            "arrivals" => Change::Arrivals { purpose, factor },
            _ => Change::ServiceTimes { purpose, factor },
        });
    }
    changes
}

/// The place of the purpose that a table names; of all if it names none; nothing if there is none of that name.
fn purpose(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, against: &Against<'_>) -> Option<Option<usize>> {
    let Some(value) = fields.get("purpose") else { return Some(None) };
    let id = reader.text("purpose", value)?;
    let place = against.built.purpose(&id.value);
    if place.is_none() {
        unknown(reader, "twin-fault-purpose", &id, &against.built.purposes);
    }
    place.map(Some)
}

/// The place of a counter that a table names.
fn counter(reader: &mut Reader<'_>, id: &Placed<String>, against: &Against<'_>) -> Option<usize> {
    let place = against.built.counter(&id.value);
    if place.is_none() {
        unknown(reader, "twin-fault-counter", id, &against.built.counters);
    }
    place
}

fn unknown(reader: &mut Reader<'_>, fault: &'static str, id: &Placed<String>, known: &[String]) {
    let near = nearest(&id.value, known.iter().map(String::as_str));
    reader.fault_near(id.at, fault, &[("value", &id.value), ("known", &known.join(", "))], near);
}

fn law(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, key: &str, otherwise: LawSpec) -> flow::twin::Law {
    let law = fields.law_or(reader, key, otherwise);
    if law.never_ends() {
        reader.fault(fields.place(key), "twin-fault-endless", &[("key", key)]);
    }
    law.law().unwrap_or_else(|_| flow::twin::Law::zero())
}

fn prepared(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, against: &Against<'_>) -> Option<Change> {
    let share = fields.need_share(reader, "share");
    let factor = fields.need(reader, "factor", "0.8");
    let factor = factor.and_then(|value| reader.number("factor", value, 0.0, 10.0));
    let takes = law(reader, fields, "takes", LawSpec::Fixed { s: 0.0 });
    let purpose = purpose(reader, fields, against)?;
    Some(Change::Prepared { purpose, prepared: Prepared { share, takes, factor: factor? } })
}

fn diverted(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, against: &Against<'_>) -> Option<Change> {
    let share = fields.need_share(reader, "share");
    let comes_back = fields.share(reader, "comes_back").unwrap_or(0.0);
    let after = law(reader, fields, "after", LawSpec::Fixed { s: 600.0 });
    let purpose = purpose(reader, fields, against)?;
    Some(Change::Diverted { purpose, diverted: Diverted { share, comes_back, after } })
}

fn kiosk(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, against: &Against<'_>) -> Option<Change> {
    fields.need(reader, "purpose", "\"…\"");
    fields.need(reader, "service", "\"2m\"");
    let share = fields.need_share(reader, "share");
    let service = law(reader, fields, "service", LawSpec::Fixed { s: 120.0 });
    let fails = fields.share(reader, "fails").unwrap_or(0.0);
    let machines = fields.get("machines").and_then(|value| reader.number("machines", value, 1.0, 1000.0));
    let purpose = purpose(reader, fields, against)??;
    Some(Change::Kiosk { purpose, share, service, fails, machines: machines.unwrap_or(1.0) as u32 })
}

impl Against<'_> {
    fn hours(&self) -> Hours {
        Hours { opens_s: self.file.opens_s, closes_s: self.file.closes_s }
    }
}

fn moved(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, against: &Against<'_>) -> Option<Change> {
    let id = fields.need(reader, "counter", "\"1\"").and_then(|value| reader.text("counter", value));
    let from = fields.need(reader, "from", "\"12:00\"").and_then(|value| reader.time("from", value));
    let to = fields.need(reader, "to", "\"13:00\"").and_then(|value| reader.time("to", value));
    let place = counter(reader, &id?, against)?;
    let hours = against.hours();
    let (from, to_us) = (from?, hours.within(to?.value) * SECOND_US);
    let from_us = hours.within(from.value) * SECOND_US;
    let shifts = &against.built.hall.counters[place].shifts;
    let on_break = |pair: &[Shift]| pair[0].to_us <= from_us && from_us < pair[1].from_us;
    if !shifts.windows(2).any(on_break) {
        let shown: Vec<String> = shifts.windows(2).map(|pair| span(pair[0].to_us, pair[1].from_us)).collect();
        let known = if shown.is_empty() { "–".to_owned() } else { shown.join(", ") };
        reader.fault(from.at, "twin-fault-break", &[("value", &clock(from_us)), ("known", &known)]);
        return None;
    }
    Some(Change::Break { counter: place, from_us, to_us })
}

fn shift(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, against: &Against<'_>) -> Option<Change> {
    let id = fields.need(reader, "counter", "\"1\"").and_then(|value| reader.text("counter", value));
    fields.need(reader, "shifts", "[\"08:30-12:00\"]");
    let shifts = shifts(reader, fields, against)?;
    Some(Change::Shifts { counter: counter(reader, &id?, against)?, shifts })
}

fn shifts(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, against: &Against<'_>) -> Option<Vec<Shift>> {
    fields.get("shifts")?;
    let spans = super::hall_file::spans(reader, fields, "shifts", against.hours());
    let us = |(from, to): (i64, i64)| Shift { from_us: from * SECOND_US, to_us: to * SECOND_US };
    Some(spans.into_iter().map(us).collect())
}

fn counters(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, against: &Against<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let add = fields.get("add").and_then(|value| reader.number("add", value, 1.0, 1000.0));
    let like = fields.get("like").and_then(|value| reader.text("like", value));
    let like = like.map(|like| counter(reader, &like, against));
    let shifts = shifts(reader, fields, against);
    if let Some(count) = add {
        changes.push(Change::MoreCounters { count: count as u32, like: like.flatten(), shifts });
    } else if like.is_some() || shifts.is_some() {
        let key = if like.is_some() { "like" } else { "shifts" };
        reader.fault(fields.place(key), "twin-fault-like", &[("key", key)]);
    }
    let remove = fields.texts(reader, "remove").unwrap_or_default();
    let mut places: Vec<usize> = remove.iter().filter_map(|id| counter(reader, id, against)).collect();
    places.sort_unstable_by(|a, b| b.cmp(a));
    changes.extend(places.into_iter().map(Change::WithoutCounter));
    changes
}

fn clock(at_us: i64) -> String {
    super::hall_file::law::show_clock(at_us / SECOND_US)
}

fn span(from_us: i64, to_us: i64) -> String {
    format!("{}-{}", clock(from_us), clock(to_us))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::{Language, Texts};

    fn telecom() -> (HallFile, Built, Numbering) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/halls");
        let text = std::fs::read_to_string(format!("{folder}/telecom.toml")).unwrap();
        let mut numbering = Numbering::default();
        let hall = HallFile::read("telecom", &text).unwrap();
        let built = hall.build(&mut numbering).unwrap();
        (hall, built, numbering)
    }

    fn read_one(text: &str) -> Result<Variant, Vec<String>> {
        let (hall, built, mut numbering) = telecom();
        let texts = Texts::of(Language::En);
        read("v.toml", text, "v", &hall, &built, &mut numbering)
            .map_err(|faults| faults.iter().map(|fault| fault.tell(&texts)).collect())
    }

    #[test]
    fn everything_that_can_be_tried_is_read() {
        let variant = read_one(
            "open = \"08:00\"\ncustomers = \"as_many\"\narrivals = 1.2\nmerge = \"b.toml\"\n\
             service_times = { factor = 0.9, purpose = \"pay_bill\" }\n\
             [counters]\nadd = 1\nlike = \"1-1\"\nshifts = [\"10:00-14:00\"]\nremove = [\"6\", \"1-2\"]\n\
             [break]\ncounter = \"1-1\"\nfrom = \"12:00\"\nto = \"13:00\"\n\
             [[kiosk]]\npurpose = \"pay_bill\"\nshare = 0.4\nservice = \"2m\"\nmachines = 2\n\
             [prepared]\nshare = 0.5\nfactor = 0.8\n[diverted]\nshare = 0.1\n[calling]\norder = \"longest_wait\"\n",
        )
        .unwrap();
        assert_eq!((variant.what_if.name.as_str(), variant.merge.as_deref()), ("v", Some("b.toml")));
        let changes = &variant.what_if.changes;
        assert_eq!(changes.len(), 11, "{changes:#?}");
        // the counters that go go last, from the last one on, so that the numbers of the others hold
        assert_eq!(changes[9..], [Change::WithoutCounter(5), Change::WithoutCounter(1)]);
        let (_, built, _) = telecom();
        crate::run::twin::what_if::apply(&built.hall, changes).unwrap().check().unwrap();
    }

    #[test]
    fn what_cannot_be_meant_is_told_at_its_place() {
        let told = |text: &str| read_one(text).unwrap_err().remove(0);
        assert!(told("name = \"x\"").starts_with("v.toml:1:1: nothing is different"));
        assert!(
            told("[counters]\nadd = 1\nlike = \"1-3\"")
                .starts_with("v.toml:3:8: unknown counter `1-3`; known are 1-1")
        );
        let two = read_one("[kiosk]\npurpose = \"paybill\"\nshare = 2\nservice = \"2m\"").unwrap_err();
        assert!(
            two[0].ends_with("did you mean `pay_bill`?") && two[1].contains(":3:9: `share` is 2"),
            "{two:?}"
        );
        assert!(
            told("[break]\ncounter = \"1-1\"\nfrom = \"10:00\"\nto = \"11:00\"")
                .contains("v.toml:3:8: no break at 10:00")
        );
        assert!(told("arrivals = -1").contains("`arrivals` is -1; it must be from 0"));
        assert!(told("counter = 1").contains("unknown key `counter` in the file; did you mean `counters`?"));
        assert!(told("customers = \"as_many\"").contains("v.toml:1:1"));
    }
}
