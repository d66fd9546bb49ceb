//! `[[purpose]]`: what customers come for.

use super::super::fault::nearest;
use super::super::law::LawSpec;
use super::super::reader::{Fields, Placed, Reader, at};
use super::super::{DivertedSpec, NextSpec, PreparedSpec, PurposeSpec};
use super::{bare, over_one, shares};

const KEYS: [&str; 11] = [
    "id", "share", "per_hour", "service", "norm", "patience", "skills", "classes", "next", "diverted",
    "prepared",
];

/// A purpose with the places that later checks point at.
pub(crate) struct Draft {
    pub spec: PurposeSpec,
    pub at: usize,
    /// Where its share or its rates stand; the table where neither does.
    pub volume: usize,
    pub shared: bool,
    pub rated: bool,
    pub skills: Vec<Placed<String>>,
    next: Vec<Placed<String>>,
}

/// All of them; a fault if there is none.
pub(super) fn all(reader: &mut Reader<'_>, fields: &Fields<'_, '_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for fields in fields.tables(reader, "purpose", "[[purpose]]", &KEYS) {
        let Some(id) = fields.need(reader, "id", "\"pay_bill\"").and_then(|value| reader.text("id", value))
        else {
            continue;
        };
        if drafts.iter().any(|draft| draft.spec.id == id.value) {
            reader.fault(id.at, "twin-fault-twice", &[("key", "purpose"), ("value", &id.value)]);
        }
        drafts.push(one(reader, &fields, id));
    }
    if drafts.is_empty() && !fields.has("purpose") {
        reader.fault(0, "twin-fault-no-purpose", &[]);
    }
    if drafts.len() > flow::calling::MOST_NAMES {
        let (count, most) = (drafts.len().to_string(), flow::calling::MOST_NAMES.to_string());
        reader.fault(0, "twin-fault-too-many", &[("count", &count), ("most", &most)]);
    }
    for next in drafts.iter().flat_map(|draft| &draft.next) {
        known(reader, &drafts, next);
    }
    drafts
}

/// A fault where there is no such purpose.
pub(crate) fn known(reader: &mut Reader<'_>, drafts: &[Draft], id: &Placed<String>) {
    let ids = || drafts.iter().map(|draft| draft.spec.id.as_str());
    if !ids().any(|known| known == id.value) {
        let known = ids().collect::<Vec<_>>().join(", ");
        let values = [("value", id.value.as_str()), ("known", known.as_str())];
        reader.fault_near(id.at, "twin-fault-purpose", &values, nearest(&id.value, ids()));
    }
}

fn one(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, id: Placed<String>) -> Draft {
    let service = fields.need(reader, "service", "\"6m\"").and_then(|value| reader.law("service", value));
    let mut spec = PurposeSpec::new(&id.value, service.unwrap_or(LawSpec::Fixed { s: 60.0 }));
    spec.share = fields.share(reader, "share").unwrap_or(0.0);
    let rates = fields.get("per_hour").and_then(|value| reader.rates("per_hour", value));
    spec.per_hour = rates.map_or_else(Vec::new, |rates| rates.value);
    if let Some(value) = fields.get("norm") {
        spec.norm_s = reader.seconds("norm", value);
        if spec.norm_s == Some(0.0) {
            reader.fault(at(value), "twin-fault-zero", &[("key", "norm"), ("value", "0s")]);
        }
    }
    spec.patience = fields.law_or(reader, "patience", LawSpec::Never);
    let skills = fields.texts(reader, "skills").unwrap_or_default();
    spec.skills = bare(skills.clone());
    spec.classes = shares(reader, fields, "classes", 0.0);
    over_one(reader, fields.place("classes"), "classes", spec.classes.values().sum());
    let mut next = Vec::new();
    for fields in fields.tables(
        reader,
        "next",
        "[[purpose.next]]",
        &["purpose", "share", "same_counter", "keeps_place"],
    ) {
        let purpose = fields.need(reader, "purpose", "\"…\"").and_then(|value| reader.text("purpose", value));
        let share = fields.need_share(reader, "share");
        let same_counter = fields.flag(reader, "same_counter").unwrap_or(false);
        let keeps_place = fields.flag(reader, "keeps_place").unwrap_or(false);
        let Some(purpose) = purpose else { continue };
        spec.next.push(NextSpec { purpose: purpose.value.clone(), share, same_counter, keeps_place });
        next.push(purpose);
    }
    over_one(reader, fields.place("next"), "next", spec.next.iter().map(|next| next.share).sum());
    if let Some(fields) = fields.table(reader, "diverted", "diverted", &["share", "comes_back", "after"]) {
        spec.diverted = Some(DivertedSpec {
            share: fields.need_share(reader, "share"),
            comes_back: fields.share(reader, "comes_back").unwrap_or(0.0),
            after: fields.law_or(reader, "after", LawSpec::Fixed { s: 600.0 }),
        });
    }
    if let Some(fields) = fields.table(reader, "prepared", "prepared", &["share", "factor", "takes"]) {
        let factor =
            fields.need(reader, "factor", "0.8").and_then(|value| reader.number("factor", value, 0.0, 10.0));
        spec.prepared = Some(PreparedSpec {
            share: fields.need_share(reader, "share"),
            factor: factor.unwrap_or(1.0),
            takes: fields.law_or(reader, "takes", LawSpec::Fixed { s: 0.0 }),
        });
    }
    if spec.service.never_ends() {
        reader.fault(fields.place("service"), "twin-fault-endless", &[("key", "service")]);
    }
    let (shared, rated) = (fields.has("share"), fields.has("per_hour"));
    let volume = fields.place(if rated { "per_hour" } else { "share" });
    Draft { spec, at: fields.at, volume, shared, rated, skills, next }
}
