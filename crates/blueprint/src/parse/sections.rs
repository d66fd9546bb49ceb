//! Reads each kind of section: `[blueprint]`, `[[role]]`, `[[skill]]`, `[[channel]]`, `[[purpose]]`,
//! `[[touchpoint]]`, `[[rule]]` and `[hypotheses]`.

use super::fields::{Fields, Least, shortened};
use super::names::Kind;
use super::report::{Place, Placed};
use crate::model::{Guide, Hypotheses, Layer, Named, Observable, PeakHypothesis, Purpose, Role, Touchpoint};
use crate::rule::{Category, Curve, Form, Rule, Table, Unit, scale};
use crate::text::Text;

/// The `[blueprint]` section.
pub(super) struct Head {
    pub id: String,
    pub version: String,
    pub name: Text,
    pub layer: Option<Layer>,
}

pub(super) const HEAD_KEYS: &[&str] = &["id", "version", "name", "layer"];

pub(super) fn head(fields: &mut Fields<'_, '_, '_, '_>) -> Head {
    let layers = Layer::ALL.map(|layer| (layer.key(), layer));
    Head {
        id: fields.id().map(|id| id.value).unwrap_or_default(),
        version: version(fields),
        name: fields.text("name"),
        layer: fields.choice("layer", &layers).map(|layer| layer.value),
    }
}

/// A version is three whole numbers with dots, as `1.0.0`.
fn version(fields: &mut Fields<'_, '_, '_, '_>) -> String {
    let Some(version) = fields.string("version") else { return String::new() };
    let parts: Vec<_> = version.value.split('.').collect();
    let is_number = |part: &&str| {
        (1..=9).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part.len() == 1 || !part.starts_with('0'))
    };
    if parts.len() != 3 || !parts.iter().all(is_number) {
        let message = format!("`{}` is not a version", shortened(&version.value));
        fields.report.fault(version.place, message, Some("write three numbers, as `1.0.0`".to_owned()));
    }
    version.value
}

pub(super) const NAMED_KEYS: &[&str] = &["id", "name"];

pub(super) fn named(fields: &mut Fields<'_, '_, '_, '_>, kind: Kind) -> Named {
    Named { id: fields.new_id(kind), name: fields.text("name") }
}

pub(super) const ROLE_KEYS: &[&str] = &["id", "name", "about"];

pub(super) fn role(fields: &mut Fields<'_, '_, '_, '_>) -> Role {
    Role { id: fields.new_id(Kind::Role), name: fields.text("name"), about: fields.text("about") }
}

pub(super) const PURPOSE_KEYS: &[&str] =
    &["id", "name", "norm_min", "skills", "documents", "preparation", "questions", "channels"];

pub(super) fn purpose(fields: &mut Fields<'_, '_, '_, '_>) -> Purpose {
    let ids = |ids: Vec<Placed<String>>| ids.into_iter().map(|id| id.value).collect();
    Purpose {
        id: fields.new_id(Kind::Purpose),
        name: fields.text("name"),
        norm_min: norm(fields),
        skills: ids(fields.references("skills", Kind::Skill, Least::Zero)),
        documents: fields.texts("documents", Least::Zero),
        preparation: fields.texts("preparation", Least::Zero),
        questions: if fields.has("questions") { fields.texts("questions", Least::Zero) } else { Vec::new() },
        channels: ids(fields.references("channels", Kind::Channel, Least::Zero)),
    }
}

/// A service-time norm is positive: it is divided by.
fn norm(fields: &mut Fields<'_, '_, '_, '_>) -> f64 {
    let Some(norm) = fields.number("norm_min") else { return 1.0 };
    if norm.value <= 0.0 {
        let message = format!("`norm_min` must be more than 0 minutes, found {}", norm.value);
        fields.report.fault(norm.place, message, Some("write the minutes of an ordinary service".to_owned()));
    }
    norm.value
}

/// A touchpoint with the places that later checks point at.
pub(super) struct TouchpointDraft {
    pub touchpoint: Touchpoint,
    pub order: Option<Placed<u32>>,
    pub responsible: Vec<Placed<String>>,
    pub signal_places: Vec<Place>,
}

pub(super) const TOUCHPOINT_KEYS: &[&str] = &[
    "id",
    "order",
    "icon",
    "name",
    "happens",
    "need",
    "service_points",
    "detail",
    "responsible",
    "guide",
    "hints",
    "signal",
];

pub(super) fn touchpoint(fields: &mut Fields<'_, '_, '_, '_>) -> TouchpointDraft {
    let id = fields.new_id(Kind::Touchpoint);
    let order = fields.ordinal("order");
    let responsible = fields.references("responsible", Kind::Role, Least::One);
    let (signals, signal_places) = signals(fields);
    let touchpoint = Touchpoint {
        id,
        order: order.as_ref().map(|order| order.value).unwrap_or_default(),
        icon: fields.string("icon").map(|icon| icon.value).unwrap_or_default(),
        name: fields.text("name"),
        happens: fields.text("happens"),
        need: fields.text("need"),
        service_points: fields.texts("service_points", Least::One),
        detail: fields.text("detail"),
        responsible: responsible.iter().map(|id| id.value.clone()).collect(),
        guides: guides(fields),
        hints: fields.texts("hints", Least::One),
        signals,
    };
    TouchpointDraft { touchpoint, order, responsible, signal_places }
}

fn guides(fields: &mut Fields<'_, '_, '_, '_>) -> Vec<Guide> {
    let mut seen: Vec<String> = Vec::new();
    let guides = fields.tables("guide", "[[touchpoint.guide]]", &["role", "steps"], |fields| {
        let role = fields.reference("role", Kind::Role);
        if let Some(role) = &role {
            if seen.contains(&role.value) {
                let message = format!("role `{}` has a guide here already", shortened(&role.value));
                fields.report.fault(role.place, message, Some("put the steps into one guide".to_owned()));
            }
            seen.push(role.value.clone());
        }
        Guide {
            role: role.map(|role| role.value).unwrap_or_default(),
            steps: fields.texts("steps", Least::One),
        }
    });
    if guides.is_empty() && !fields.has("guide") {
        let suggestion = Some("add a [[touchpoint.guide]] for the responsible role".to_owned());
        fields.report.fault(fields.place, "missing `guide` in [[touchpoint]]", suggestion);
    }
    guides
}

fn signals(fields: &mut Fields<'_, '_, '_, '_>) -> (Vec<Observable>, Vec<Place>) {
    let mut seen: Vec<Placed<String>> = Vec::new();
    let keys = &["id", "name", "source", "scored"];
    let signals = fields.tables("signal", "[[touchpoint.signal]]", keys, |fields| {
        let id = fields.id();
        let place = id.as_ref().map_or(fields.place, |id| id.place);
        if let Some(id) = &id {
            if let Some(first) = seen.iter().find(|first| first.value == id.value) {
                let first = fields.report.whereabouts(first.place, id.place);
                let message = format!("signal `{}` is already defined in {first}", id.value);
                let suggestion = Some("give it another id, or remove one".to_owned());
                fields.report.fault(id.place, message, suggestion);
            }
            seen.push(id.clone());
        }
        let signal = Observable {
            id: id.map(|id| id.value).unwrap_or_default(),
            name: fields.text("name"),
            source: fields.text("source"),
            scored: fields.flag("scored", true),
        };
        (signal, place)
    });
    signals.into_iter().unzip()
}

/// A rule with the places that later checks point at.
pub(super) struct RuleDraft {
    pub rule: Rule,
    pub touchpoint: Option<Place>,
    pub signal: Option<Place>,
}

pub(super) const RULE_KEYS: &[&str] = &["touchpoint", "signal", "unit", "curve", "table", "why"];

pub(super) fn rule(fields: &mut Fields<'_, '_, '_, '_>) -> RuleDraft {
    let touchpoint = fields.reference("touchpoint", Kind::Touchpoint);
    let signal = fields.string("signal");
    let units = Unit::ALL.map(|unit| (unit.key(), unit));
    let unit = fields.choice("unit", &units);
    let form = form(fields, unit.as_ref());
    let why = fields.text("why");
    let word =
        |word: &Option<Placed<String>>| word.as_ref().map(|word| word.value.clone()).unwrap_or_default();
    let unit = unit.map_or(Unit::Category, |unit| unit.value);
    RuleDraft {
        rule: Rule::new(word(&touchpoint), word(&signal), unit, form, why),
        touchpoint: touchpoint.map(|id| id.place),
        signal: signal.map(|id| id.place),
    }
}

/// A rule has either a curve over a quantity or a table over categories, as its unit has it.
fn form(fields: &mut Fields<'_, '_, '_, '_>, unit: Option<&Placed<Unit>>) -> Form {
    let nothing = Form::Table(Table::new(Vec::new()));
    match (fields.has("curve"), fields.has("table")) {
        (true, true) => {
            let place = fields.key_place("table");
            let suggestion = Some("keep the one that fits the unit".to_owned());
            fields.report.fault(place, "a rule cannot have both a `curve` and a `table`", suggestion);
            nothing
        }
        (false, false) => {
            let suggestion = Some(match unit.map(|unit| unit.value) {
                Some(Unit::Category) => {
                    "add `table = [{ id = \"…\", affect = 0.0, zh = \"…\", en = \"…\" }]`"
                }
                _ => "add `curve = [[0, 0.5], [10, -0.5]]`",
            });
            let message = "a rule needs a `curve` or a `table`";
            fields.report.fault(fields.place, message, suggestion.map(str::to_owned));
            nothing
        }
        (true, false) => {
            if let Some(Placed { value: Unit::Category, place }) = unit {
                let suggestion = Some("name the unit of the quantity, or write a `table`".to_owned());
                fields.report.fault(*place, "a `curve` cannot have the unit `category`", suggestion);
            }
            Form::Curve(curve(fields, unit.map(|unit| unit.value)))
        }
        (false, true) => {
            if let Some(Placed { value: unit, place }) = unit
                && *unit != Unit::Category
            {
                let message = format!("a `table` cannot have the unit `{}`", unit.key());
                fields.report.fault(*place, message, Some("write `unit = \"category\"`".to_owned()));
            }
            Form::Table(table(fields))
        }
    }
}

fn curve(fields: &mut Fields<'_, '_, '_, '_>, unit: Option<Unit>) -> Curve {
    let points = fields.points("curve").unwrap_or_default();
    for (x, _) in &points {
        if let Some(unit) = unit
            && unit != Unit::Category
            && !unit.admits(x.value)
        {
            let message =
                format!("x {} is off the scale: the unit `{}` {}", x.value, unit.key(), scale(unit));
            fields.report.fault(x.place, message, None);
        }
    }
    for pair in points.windows(2) {
        let (before, x) = (pair[0].0.value, &pair[1].0);
        if x.value <= before {
            let message = format!("x must increase from point to point, found {} after {before}", x.value);
            let suggestion = if x.value == before { "remove one of the two" } else { "sort the points by x" };
            fields.report.fault(x.place, message, Some(suggestion.to_owned()));
        }
    }
    Curve::new(points.into_iter().map(|(x, affect)| (x.value, affect)).collect())
}

fn table(fields: &mut Fields<'_, '_, '_, '_>) -> Table {
    let mut seen: Vec<String> = Vec::new();
    let keys = &["id", "affect", "zh", "en"];
    let categories = fields.tables("table", "[[rule.table]]", keys, |fields| {
        let id = fields.id();
        if let Some(id) = &id {
            if seen.contains(&id.value) {
                let message = format!("category `{}` is in the table already", id.value);
                fields.report.fault(id.place, message, Some("remove one".to_owned()));
            }
            seen.push(id.value.clone());
        }
        Category {
            id: id.map(|id| id.value).unwrap_or_default(),
            affect: fields.affect("affect").unwrap_or_default(),
            name: fields.both_languages(),
        }
    });
    if fields.is_empty_list("table") {
        let place = fields.key_place("table");
        let suggestion =
            Some("add a category { id = \"…\", affect = 0.0, zh = \"…\", en = \"…\" }".to_owned());
        fields.report.fault(place, "a table needs at least one category", suggestion);
    }
    Table::new(categories)
}

pub(super) const HYPOTHESES_KEYS: &[&str] = &["end", "peak"];

pub(super) fn hypotheses(fields: &mut Fields<'_, '_, '_, '_>) -> Hypotheses {
    let end = fields.reference("end", Kind::Touchpoint).map(|end| end.value).unwrap_or_default();
    let mut taken: Vec<(String, String)> = Vec::new();
    let keys = &["touchpoint", "purposes", "why"];
    let peaks = fields.tables("peak", "[[hypotheses.peak]]", keys, |fields| {
        let touchpoint = fields.reference("touchpoint", Kind::Touchpoint);
        let touchpoint = touchpoint.map(|id| id.value).unwrap_or_default();
        let purposes = fields.references("purposes", Kind::Purpose, Least::One);
        for purpose in &purposes {
            if let Some((_, peak)) = taken.iter().find(|(id, _)| *id == purpose.value) {
                let (id, peak) = (shortened(&purpose.value), shortened(peak));
                let message = format!("purpose `{id}` is supposed to peak at `{peak}` already");
                fields.report.fault(purpose.place, message, Some("leave it at one of the two".to_owned()));
            }
        }
        taken.extend(purposes.iter().map(|purpose| (purpose.value.clone(), touchpoint.clone())));
        let purposes = purposes.into_iter().map(|purpose| purpose.value).collect();
        PeakHypothesis { touchpoint, purposes, why: fields.text("why") }
    });
    Hypotheses { end, peaks }
}
