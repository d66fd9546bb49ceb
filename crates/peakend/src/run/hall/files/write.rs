//! The set-up becomes records, and records a file.

use super::kind::{Kind, Table};
use super::{At, Record, Value};
use crate::Error;
use crate::kernel::kinds::PlaceId;
use crate::run::appointment::{self, SlotSpec};
use crate::run::counter::{self, Counter};
use crate::run::hall::act::OfferSpec;
use crate::run::hall::store::{self, ExceptionRow};
use crate::run::hall::{ClassSpec, Plan, hours};
use crate::run::network::{self, Place, PlaceKind};
use crate::run::planning::{self, Own, Target, show_pay_days};
use crate::staff::Actor;
use crate::staff::person::{self, Held, Person};
use crate::staff::rights::Act;
use db::Tx;

/// A hall as it is set up now.
pub(super) struct Now {
    pub plan: Plan,
    pub exceptions: Vec<ExceptionRow>,
    pub offers: Vec<OfferSpec>,
    pub counters: Vec<Counter>,
    pub slots: Vec<SlotSpec>,
    pub planning: Own,
}

impl Now {
    /// As it stands in this transaction; it is kept nowhere, because what is read here may be rolled back.
    pub(super) fn of(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Self, Error> {
        Ok(Self {
            plan: store::load(tx, hall, 0)?,
            exceptions: store::exceptions(tx, hall, "")?,
            offers: store::offers(tx, hall)?,
            counters: counter::store::of_hall(tx, hall)?,
            slots: appointment::act::specs(tx, hall)?,
            planning: planning::store::own(tx, hall)?,
        })
    }
}

/// A class in one line: name, turns, points to start with, points a minute.
pub(super) fn class(spec: &ClassSpec) -> String {
    format!("{} {} {} {}", spec.class, spec.turns, spec.start, spec.per_minute)
}

fn said(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn listed(list: Option<&Vec<String>>) -> Option<Value> {
    list.map(|list| Value::List(list.clone()))
}

/// The set-up of the place of this path and of all under it, with the places that lead to it.
///
/// # Errors
/// Those of the database.
pub fn records(tx: &mut Tx<'_>, path: &str) -> Result<Vec<Record>, Error> {
    let mut places = network::store::along(tx, path)?;
    places.retain(|place| place.path != path);
    places.extend(network::under(tx, path)?);
    let parents = places.clone();
    let mut records = Vec::new();
    for place in places.iter().filter(|place| place.kind != PlaceKind::Hall) {
        let new = Record::new(Kind::Place, &place.code, format!("place.{}", place.code), At::default());
        let new = new.with("code", said(&place.code)).with("kind", said(place.kind.word()));
        let record = closed(named(new.with("under", under(place, &parents)), place), place);
        records.push(planning(record, &planning::store::own(tx, place.id)?));
    }
    for place in places.iter().filter(|place| place.kind != PlaceKind::Hall) {
        for holiday in planning::store::holidays(tx, place.id)? {
            let name = format!("{}.{}", Kind::Holiday.word(), holiday.day);
            records.push(
                Record::new(Kind::Holiday, &place.code, name, At::default())
                    .with("place", said(&place.code))
                    .with("date", said(&holiday.day.to_string()))
                    .with("name", said(&holiday.name)),
            );
        }
    }
    for place in places.iter().filter(|place| place.kind == PlaceKind::Hall) {
        let now = Now::of(tx, place.id)?;
        hall(place, under(place, &parents), &now, &mut records);
    }
    Ok(records)
}

fn under(place: &Place, places: &[Place]) -> Option<Value> {
    let parent = places.iter().find(|other| Some(other.id) == place.parent)?;
    said(&parent.code)
}

fn named(record: Record, place: &Place) -> Record {
    record.with("name_zh", said(&place.name_zh)).with("name_en", said(&place.name_en))
}

fn closed(record: Record, place: &Place) -> Record {
    record.with("closed", place.closed_at.map(|_| Value::Truth(true)))
}

/// With what a place says itself of what plans go by.
fn planning(record: Record, own: &Own) -> Record {
    let number = |of: fn(Target) -> u32| own.target.map(|target| Value::Whole(of(target).into()));
    record
        .with("pay_days", own.pay_days.as_deref().and_then(|days| said(&show_pay_days(days))))
        .with("share", number(Target::percent))
        .with("within", number(Target::minutes))
}

fn hall(place: &Place, under: Option<Value>, now: &Now, records: &mut Vec<Record>) {
    let plan = &now.plan;
    let code = place.code.as_str();
    let new = |kind: Kind, key: &str| {
        let name = match kind {
            Kind::Hall => format!("hall.{code}"),
            Kind::Hours | Kind::Rule => format!("hall.{code}.{}", kind.word()),
            _ => format!("hall.{code}.{}.{key}", kind.word()),
        };
        Record::new(kind, code, name, At::default())
    };
    let first = named(new(Kind::Hall, "").with("code", said(code)).with("under", under), place)
        .with("zone", plan.zone.iana_name().and_then(said))
        .with("address_zh", said(&plan.address_zh))
        .with("address_en", said(&plan.address_en))
        .with("phone", said(&plan.phone));
    records.push(planning(closed(first, place), &now.planning));
    let week = hours::WEEKDAYS.into_iter().zip(&plan.hours.0);
    records.push(
        week.fold(new(Kind::Hours, ""), |record, (day, spans)| record.with(day, said(&hours::show(spans)))),
    );
    let rule = &plan.rule_spec;
    records.push(
        new(Kind::Rule, "")
            .with("order", said(rule.order.word()))
            .with("longest_wait_min", Some(Value::Whole(rule.longest_wait_min.into())))
            .with("classes", Some(Value::List(rule.classes.iter().map(class).collect()))),
    );
    for row in &now.exceptions {
        let record = new(Kind::Exception, &row.day).with("day", said(&row.day));
        records.push(record.with("hours", said(&hours::show(&row.hours))).with("note", said(&row.note)));
    }
    for offer in &now.offers {
        records.push(
            new(Kind::Offer, &offer.purpose)
                .with("purpose", said(&offer.purpose))
                .with("letter", said(&offer.letter))
                .with("norm_s", offer.norm_s.map(Value::Whole))
                .with("skills", listed(offer.skills.as_ref()))
                .with("documents_zh", listed(offer.documents_zh.as_ref()))
                .with("documents_en", listed(offer.documents_en.as_ref()))
                .with("preparation_zh", listed(offer.preparation_zh.as_ref()))
                .with("preparation_en", listed(offer.preparation_en.as_ref()))
                .with("channels", listed(offer.channels.as_ref()))
                .with("offered", (!offer.offered).then_some(Value::Truth(false))),
        );
    }
    for counter in &now.counters {
        let record = new(Kind::Counter, &counter.label).with("label", said(&counter.label));
        records.push(record.with("purposes", listed(counter.purposes.as_ref())));
    }
    for slot in &now.slots {
        records.push(
            new(Kind::Slot, &slot.purpose)
                .with("purpose", said(&slot.purpose))
                .with("length_min", Some(Value::Whole(slot.length_min)))
                .with("seats", Some(Value::Whole(slot.seats)))
                .with("days", Some(Value::Whole(slot.days))),
        );
    }
}

/// The people who have a role at the place of this path or under it: what they are and can do, and nothing by which they come
/// in. Nobody, to who may not manage staff there.
///
/// # Errors
/// Those of the database.
pub fn people(tx: &mut Tx<'_>, actor: &Actor, path: &str) -> Result<Vec<Record>, Error> {
    if !actor.may(Act::ManageStaff, path) {
        return Ok(Vec::new());
    }
    let of = |person: Person| {
        let name = format!("{}.{}", Kind::Person.word(), person.login);
        let roles = person.roles.iter().map(role).collect();
        Record::new(Kind::Person, "", name, At::default())
            .with("login", said(&person.login))
            .with("name", said(&person.name))
            .with("language", said(&person.language))
            .with("skills", Some(Value::List(person.skills)))
            .with("roles", Some(Value::List(roles)))
    };
    let all = person::store::list_under(tx, path, "", "", usize::MAX)?;
    Ok(all.into_iter().map(of).collect())
}

/// A role in a file: `clerk@wensan`.
pub(super) fn role(held: &Held) -> String {
    format!("{}@{}", held.role, held.place)
}

/// Records as one TOML document.
pub fn toml(records: &[Record]) -> String {
    let mut text = String::new();
    for record in records {
        let head = match record.kind {
            Kind::Place | Kind::Holiday | Kind::Hall | Kind::Person => format!("[[{}]]", record.kind.word()),
            Kind::Hours | Kind::Rule => format!("[hall.{}]", record.kind.word()),
            kind => format!("[[hall.{}]]", kind.word()),
        };
        if !text.is_empty() {
            text.push('\n');
        }
        text += &head;
        text.push('\n');
        for (name, value, _) in &record.cells {
            text += &format!("{name} = {}\n", shown(value));
        }
    }
    text
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::List(list) => {
            format!("[{}]", list.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
        }
        Value::Whole(_) | Value::Truth(_) => value.shown(),
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted += &format!("\\u{:04X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// Records as CSV tables, with a byte order mark, without which spreadsheets take UTF-8 for something else.
///
/// # Errors
/// None that is to be expected: a table in memory cannot be written.
pub fn tables(records: &[Record]) -> Result<Vec<(Table, Vec<u8>)>, Error> {
    Table::ALL.iter().map(|table| Ok((*table, one(*table, records)?))).collect()
}

fn one(table: Table, records: &[Record]) -> Result<Vec<u8>, Error> {
    let fault = |error: csv::Error| Error::Internal(error.to_string());
    let columns = table.columns();
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(columns.iter().map(|column| column.name)).map_err(fault)?;
    let mut row = |cells: &dyn Fn(&str) -> Option<Value>| {
        writer
            .write_record(
                columns.iter().map(|column| cells(column.name).map_or_else(String::new, |v| field(&v))),
            )
            .map_err(fault)
    };
    for record in records {
        let own = |name: &str| record.cell(name).map(|(_, value, _)| value.clone());
        let of_hall = |name: &str| if name == "hall" { said(&record.of) } else { own(name) };
        match (table, record.kind) {
            (Table::Places, Kind::Place)
            | (Table::Holidays, Kind::Holiday)
            | (Table::People, Kind::Person) => row(&own)?,
            (Table::Halls, Kind::Hall) => {
                let rule = records.iter().find(|other| other.kind == Kind::Rule && other.of == record.of);
                row(&|name| own(name).or_else(|| rule?.cell(name).map(|(_, value, _)| value.clone())))?;
            }
            (Table::Hours, Kind::Hours) => {
                for (day, value, _) in &record.cells {
                    row(&|name| match name {
                        "hall" => said(&record.of),
                        "day" => said(day),
                        "hours" => Some(value.clone()),
                        _ => None,
                    })?;
                }
            }
            (Table::Hours, Kind::Exception)
            | (Table::Offers, Kind::Offer)
            | (Table::Counters, Kind::Counter)
            | (Table::Appointments, Kind::Slot) => row(&of_hall)?,
            _ => {}
        }
    }
    writer.into_inner().map_err(|error| Error::Internal(error.to_string()))
}

fn field(value: &Value) -> String {
    match value {
        Value::List(list) if list.is_empty() => "-".to_owned(),
        Value::List(list) => list.join("\n"),
        _ => value.shown(),
    }
}
