//! What a file says is done, by the acts that a person would do.

use super::kind::Kind;
use super::read::Read;
use super::write::{Now, class};
use super::{Fault, Record};
use crate::house::House;
use crate::kernel::kinds::PlaceId;
use crate::run::appointment::{self, SlotSpec};
use crate::run::hall::act::{self, Facts, NewHall, OfferSpec};
use crate::run::hall::{ClassSpec, RuleSpec, hours, store};
use crate::run::network::act::{NewPlace, add_place, close, rename, reopen};
use crate::run::network::{self, Place, PlaceKind};
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::{Error, Refusal};
use db::Tx;
use std::collections::BTreeSet;

/// Something that a file changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where: `hall.wensan.counter.3`.
    pub name: String,
    /// What is done, as the audit calls it.
    pub act: &'static str,
    /// What was.
    pub before: String,
    /// What is then.
    pub after: String,
}

/// What became of a file.
#[derive(Debug)]
pub enum Outcome {
    /// These changes were made, or would be.
    Good(Vec<Change>),
    /// Nothing was changed, because of these.
    Bad(Vec<Fault>),
}

/// Why the transaction of an import is not kept.
#[derive(Debug)]
pub enum Stop {
    /// It was only to be seen what would change.
    Tried(Vec<Change>),
    /// The file has faults.
    Faults(Vec<Fault>),
    /// Something else.
    Error(Error),
}

impl From<db::Error> for Stop {
    fn from(error: db::Error) -> Self {
        Self::Error(error.into())
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Outcome {
    /// What became of the transaction of [`import`].
    ///
    /// # Errors
    /// What has nothing to do with the file.
    pub fn of(done: Result<Vec<Change>, Stop>) -> Result<Self, Error> {
        match done {
            Ok(changes) | Err(Stop::Tried(changes)) => Ok(Self::Good(changes)),
            Err(Stop::Faults(faults)) => Ok(Self::Bad(faults)),
            Err(Stop::Error(error)) => Err(error),
        }
    }
}

/// Does what a file says, in this transaction; if `dry`, only to see what changes.
///
/// # Errors
/// It was only to be seen; the file has faults, all of them; those of the database.
pub fn import(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    read: &Read,
    dry: bool,
) -> Result<Vec<Change>, Stop> {
    let mut run = Run {
        house,
        actor,
        changes: Vec::new(),
        faults: read.faults.clone(),
        lost: read.lost.clone(),
        now: None,
    };
    for record in &read.records {
        let hangs = record.kind.is_of_a_hall() || record.kind == Kind::Holiday;
        if hangs && run.is_lost(tx, &record.of)? {
            continue;
        }
        match run.one(tx, record, &read.records) {
            Ok(()) => {}
            Err(Error::Refused(refusal)) => run.refused(record, *refusal),
            Err(error) => return Err(error.into()),
        }
    }
    run.orders(tx, &read.records)?;
    run.faults.sort_by_key(|fault| fault.at);
    match (run.faults.is_empty(), dry) {
        (false, _) => Err(Stop::Faults(run.faults)),
        (true, true) => Err(Stop::Tried(run.changes)),
        (true, false) => Ok(run.changes),
    }
}

pub(super) struct Run<'a> {
    pub(super) house: &'a House,
    pub(super) actor: &'a Actor,
    changes: Vec<Change>,
    faults: Vec<Fault>,
    lost: BTreeSet<String>,
    now: Option<(String, Now)>,
}

impl Run<'_> {
    /// Whether a hall is not there because its own record is at fault, which is said there.
    fn is_lost(&self, tx: &mut Tx<'_>, code: &str) -> Result<bool, Error> {
        Ok(self.lost.contains(code) && network::store::by_code(tx, code)?.is_none())
    }

    /// A refusal becomes a fault of the value it is about.
    fn refused(&mut self, record: &Record, refusal: Refusal) {
        let field = refusal.field.unwrap_or_default();
        let field = match field {
            "norm_min" => "norm_s",
            "role" => "roles",
            other => other,
        };
        let cell = record.cell(field).or_else(|| record.cell(record.kind.key()));
        let at = cell.map_or(record.at, |(_, _, at)| *at);
        let key = if record.cell(field).is_some() {
            format!("{}.{field}", record.name)
        } else {
            record.name.clone()
        };
        let value = record.cell(field).map_or_else(String::new, |(_, value, _)| value.shown());
        if matches!(record.kind, Kind::Hall | Kind::Place) {
            self.lost.insert(record.of.clone());
        }
        self.faults.push(Fault::new(at, &key, &value, &Error::Refused(Box::new(refusal))));
    }

    fn one(&mut self, tx: &mut Tx<'_>, record: &Record, all: &[Record]) -> Result<(), Error> {
        match record.kind {
            Kind::Place => self.place(tx, record),
            Kind::Holiday => self.holiday(tx, record),
            Kind::Hall => self.hall(tx, record, all),
            Kind::Person => self.person(tx, record),
            kind => {
                let hall = store::by_code(tx, &record.of).map_err(|error| match error {
                    Error::Refused(_) => {
                        Error::invalid("hall", "hall-error-no-place").with("code", &record.of)
                    }
                    other => other,
                })?;
                let actor = self.actor;
                actor.must(Act::SetUpHall, &self.now(tx, &record.of, hall)?.plan.path)?;
                match kind {
                    Kind::Hours => self.week(tx, record, hall),
                    Kind::Rule => self.rule(tx, record, hall),
                    Kind::Exception => self.exception(tx, record, hall),
                    Kind::Offer => self.offer(tx, record, hall),
                    Kind::Counter => self.counter(tx, record, hall),
                    Kind::Slot => self.slot(tx, record, hall),
                    Kind::Place | Kind::Holiday | Kind::Hall | Kind::Person => Ok(()),
                }
            }
        }
    }

    /// A hall as it stands, after what has been done so far.
    fn now(&mut self, tx: &mut Tx<'_>, code: &str, hall: PlaceId) -> Result<&Now, Error> {
        if self.now.as_ref().is_none_or(|(of, _)| of != code) {
            self.now = Some((code.to_owned(), Now::of(tx, hall)?));
        }
        self.now
            .as_ref()
            .map(|(_, now)| now)
            .ok_or_else(|| Error::Internal("a hall was just read".to_owned()))
    }

    /// Notes a change, after which the hall is read again.
    pub(super) fn changed(
        &mut self,
        record: &Record,
        act: &'static str,
        before: impl Into<String>,
        after: impl Into<String>,
    ) {
        self.now = None;
        let (before, after) = (before.into(), after.into());
        self.changes.push(Change { name: record.name.clone(), act, before, after });
    }

    fn parent(tx: &mut Tx<'_>, record: &Record) -> Result<Option<Place>, Error> {
        let Some(code) = record.text("under") else { return Ok(None) };
        let found = network::store::by_code(tx, code)?;
        found.map(Some).ok_or_else(|| Error::invalid("under", "hall-error-no-place").with("code", code))
    }

    fn place(&mut self, tx: &mut Tx<'_>, record: &Record) -> Result<(), Error> {
        let (code, name_zh) =
            (record.text("code").unwrap_or_default(), record.text("name_zh").unwrap_or_default());
        let word = record.text("kind").unwrap_or_default();
        let kind: PlaceKind = word.parse().map_err(|_| Error::invalid("kind", "hall-error-level-word"))?;
        let parent = Self::parent(tx, record)?;
        let there = match network::store::by_code(tx, code)? {
            Some(there)
                if there.kind != kind
                    || parent.as_ref().is_some_and(|parent| Some(parent.id) != there.parent) =>
            {
                return Err(Error::invalid("under", "hall-file-moved").with("code", code));
            }
            Some(there) => there,
            None => {
                let new = NewPlace {
                    kind,
                    parent: parent.map(|parent| parent.id),
                    code: code.to_owned(),
                    name_zh: name_zh.to_owned(),
                    name_en: record.text("name_en").unwrap_or_default().to_owned(),
                };
                let place = add_place(self.house, tx, self.actor, &new)?;
                self.changed(record, "place_added", "", &*place.name_zh);
                place
            }
        };
        self.names(tx, record, &there)?;
        self.closing(tx, record, &there)?;
        self.planning(tx, record, &there)
    }

    fn names(&mut self, tx: &mut Tx<'_>, record: &Record, there: &Place) -> Result<(), Error> {
        let name_zh = record.text("name_zh").unwrap_or(&there.name_zh);
        let name_en = record.text("name_en").unwrap_or(&there.name_en);
        let name_en = if name_en.is_empty() { name_zh } else { name_en };
        if (name_zh, name_en) == (there.name_zh.as_str(), there.name_en.as_str()) {
            return Ok(());
        }
        rename(self.house, tx, self.actor, there.id, name_zh, name_en)?;
        let both = |zh: &str, en: &str| format!("{zh} · {en}");
        self.changed(record, "place_renamed", both(&there.name_zh, &there.name_en), both(name_zh, name_en));
        Ok(())
    }

    fn closing(&mut self, tx: &mut Tx<'_>, record: &Record, there: &Place) -> Result<(), Error> {
        match (record.truth("closed"), there.closed_at.is_some()) {
            (Some(true), false) => {
                close(self.house, tx, self.actor, there.id)?;
                self.changed(record, "place_closed", "", "");
            }
            (Some(false), true) => {
                reopen(self.house, tx, self.actor, there.id)?;
                self.changed(record, "place_reopened", "", "");
            }
            _ => {}
        }
        Ok(())
    }

    fn hall(&mut self, tx: &mut Tx<'_>, record: &Record, all: &[Record]) -> Result<(), Error> {
        let code = record.text("code").unwrap_or_default();
        let parent = Self::parent(tx, record)?;
        let there = match network::store::by_code(tx, code)? {
            Some(there) if there.kind != PlaceKind::Hall => {
                return Err(Error::invalid("code", "hall-error-code-taken").with("code", code));
            }
            Some(there) if parent.as_ref().is_some_and(|parent| Some(parent.id) != there.parent) => {
                return Err(Error::invalid("under", "hall-file-moved").with("code", code));
            }
            Some(there) => there,
            None => {
                let parent = parent.ok_or_else(|| Error::invalid("under", "hall-file-no-under"))?;
                let zone = record.text("zone").unwrap_or(&self.house.config.zone);
                let new = NewHall {
                    parent: parent.id,
                    code: code.to_owned(),
                    name_zh: record.text("name_zh").unwrap_or_default().to_owned(),
                    name_en: record.text("name_en").unwrap_or_default().to_owned(),
                    facts: Facts::in_zone(zone),
                };
                // a hall whose file says what it offers offers nothing else
                let own = all.iter().any(|other| other.kind == Kind::Offer && other.of == code);
                let make = if own { act::create_bare } else { act::create };
                let place = make(self.house, tx, self.actor, &new)?;
                self.changed(record, "place_added", "", &*place.name_zh);
                place
            }
        };
        self.names(tx, record, &there)?;
        self.closing(tx, record, &there)?;
        self.planning(tx, record, &there)?;
        self.facts(tx, record, there.id)
    }

    fn facts(&mut self, tx: &mut Tx<'_>, record: &Record, hall: PlaceId) -> Result<(), Error> {
        let plan = &self.now(tx, &record.of, hall)?.plan;
        let said = |name: &str, there: &str| record.text(name).unwrap_or(there).trim().to_owned();
        let before = Facts {
            zone: plan.zone.iana_name().unwrap_or_default().to_owned(),
            address_zh: plan.address_zh.clone(),
            address_en: plan.address_en.clone(),
            phone: plan.phone.clone(),
        };
        let after = Facts {
            zone: said("zone", &before.zone),
            address_zh: said("address_zh", &before.address_zh),
            address_en: said("address_en", &before.address_en),
            phone: said("phone", &before.phone),
        };
        if before == after {
            return Ok(());
        }
        act::set_facts(self.house, tx, self.actor, hall, &after)?;
        let pairs = |a: &Facts, b: &Facts| {
            let fields =
                |f: &Facts| [f.zone.clone(), f.address_zh.clone(), f.address_en.clone(), f.phone.clone()];
            let differ = fields(a).into_iter().zip(fields(b)).filter(|(a, b)| a != b);
            differ.map(|(a, _)| a).collect::<Vec<_>>().join(" · ")
        };
        self.changed(record, "hall_changed", pairs(&before, &after), pairs(&after, &before));
        Ok(())
    }

    fn week(&mut self, tx: &mut Tx<'_>, record: &Record, hall: PlaceId) -> Result<(), Error> {
        let before = self.now(tx, &record.of, hall)?.plan.hours.clone();
        let mut after = before.clone();
        for (day, name) in after.0.iter_mut().zip(hours::WEEKDAYS) {
            if let Some(text) = record.text(name) {
                *day = hours::parse(name, text)?;
            }
        }
        if before == after {
            return Ok(());
        }
        act::set_hours(self.house, tx, self.actor, hall, &after)?;
        let (mut was, mut is) = (Vec::new(), Vec::new());
        for ((name, a), b) in hours::WEEKDAYS.iter().zip(&before.0).zip(&after.0).filter(|((_, a), b)| a != b)
        {
            was.push(format!("{name} {}", hours::show(a)));
            is.push(format!("{name} {}", hours::show(b)));
        }
        self.changed(record, "hours_changed", was.join("; "), is.join("; "));
        Ok(())
    }

    fn rule(&mut self, tx: &mut Tx<'_>, record: &Record, hall: PlaceId) -> Result<(), Error> {
        let before = self.now(tx, &record.of, hall)?.plan.rule_spec.clone();
        let mut after = before.clone();
        if let Some(word) = record.text("order") {
            after.order = word.parse().map_err(|_| Error::invalid("order", "hall-file-order"))?;
        }
        if let Some(minutes) = record.whole("longest_wait_min") {
            // what is out of range stays so, and is said
            after.longest_wait_min = u32::try_from(minutes).unwrap_or(0);
        }
        if let Some(lines) = record.list("classes") {
            after.classes = lines.iter().map(|line| class_of(line)).collect::<Result<_, _>>()?;
        }
        if before == after {
            return Ok(());
        }
        act::set_rule(self.house, tx, self.actor, hall, &after)?;
        let shown = |rule: &RuleSpec| {
            let classes: Vec<String> = rule.classes.iter().map(class).collect();
            format!("{} · {} · {}", rule.order, rule.longest_wait_min, classes.join(", "))
        };
        self.changed(record, "rule_changed", shown(&before), shown(&after));
        Ok(())
    }

    fn exception(&mut self, tx: &mut Tx<'_>, record: &Record, hall: PlaceId) -> Result<(), Error> {
        let day = act::date(record.text("day").unwrap_or_default())?.to_string();
        let spans = hours::parse("hours", record.text("hours").unwrap_or_default())?;
        let note = record.text("note").unwrap_or_default();
        let rows = &self.now(tx, &record.of, hall)?.exceptions;
        let there = rows.iter().find(|row| row.day == day);
        if there.is_some_and(|row| row.hours == spans && row.note == note.trim()) {
            return Ok(());
        }
        let shown =
            |hours: &[[u16; 2]], note: &str| format!("{} {note}", hours::show(hours)).trim().to_owned();
        let before = there.map_or_else(String::new, |row| shown(&row.hours, &row.note));
        act::set_exception(self.house, tx, self.actor, hall, &day, &spans, note)?;
        self.changed(record, "exception_set", before, shown(&spans, note));
        Ok(())
    }

    fn offer(&mut self, tx: &mut Tx<'_>, record: &Record, hall: PlaceId) -> Result<(), Error> {
        let after = OfferSpec {
            purpose: record.text("purpose").unwrap_or_default().to_owned(),
            letter: record.text("letter").unwrap_or_default().to_owned(),
            norm_s: record.whole("norm_s"),
            skills: record.list("skills"),
            documents_zh: record.list("documents_zh"),
            documents_en: record.list("documents_en"),
            preparation_zh: record.list("preparation_zh"),
            preparation_en: record.list("preparation_en"),
            channels: record.list("channels"),
            offered: record.truth("offered").unwrap_or(true),
        }
        .parsed()?;
        let offers = &self.now(tx, &record.of, hall)?.offers;
        let before = offers.iter().find(|other| other.purpose == after.purpose).cloned();
        if before.as_ref() == Some(&after) {
            return Ok(());
        }
        act::set_offer(self.house, tx, self.actor, hall, &after)?;
        self.changed(record, "offer_set", before.as_ref().map_or_else(String::new, brief), brief(&after));
        Ok(())
    }

    fn counter(&mut self, tx: &mut Tx<'_>, record: &Record, hall: PlaceId) -> Result<(), Error> {
        let label = record.text("label").unwrap_or_default().trim();
        let purposes = record.list("purposes");
        let counters = &self.now(tx, &record.of, hall)?.counters;
        let shown = |purposes: &Option<Vec<String>>| {
            purposes.as_ref().map_or_else(|| "*".to_owned(), |p| p.join(", "))
        };
        match counters.iter().find(|counter| counter.label == label).cloned() {
            Some(there) if there.purposes == purposes => {}
            Some(there) => {
                act::change_counter(self.house, tx, self.actor, there.id, label, purposes.as_deref())?;
                self.changed(record, "counter_changed", shown(&there.purposes), shown(&purposes));
            }
            None => {
                act::add_counter(self.house, tx, self.actor, hall, label, purposes.as_deref())?;
                self.changed(record, "counter_added", "", shown(&purposes));
            }
        }
        Ok(())
    }

    fn slot(&mut self, tx: &mut Tx<'_>, record: &Record, hall: PlaceId) -> Result<(), Error> {
        let number = |name| record.whole(name).unwrap_or_default();
        let after = SlotSpec {
            purpose: record.text("purpose").unwrap_or_default().to_owned(),
            length_min: number("length_min"),
            seats: number("seats"),
            days: number("days"),
        };
        let slots = &self.now(tx, &record.of, hall)?.slots;
        let before = slots.iter().find(|slot| slot.purpose == after.purpose).cloned();
        if before.as_ref() == Some(&after) {
            return Ok(());
        }
        appointment::act::set_slots(self.house, tx, self.actor, hall, &after.purpose, Some(&after))?;
        let shown = |slot: &SlotSpec| format!("{} min × {}, {} d", slot.length_min, slot.seats, slot.days);
        self.changed(
            record,
            "appointments_changed",
            before.as_ref().map_or_else(String::new, shown),
            shown(&after),
        );
        Ok(())
    }

    /// Offers and counters come in the order in which a file names them.
    fn orders(&mut self, tx: &mut Tx<'_>, records: &[Record]) -> Result<(), Error> {
        let halls: BTreeSet<&str> =
            records.iter().filter(|r| r.kind >= Kind::Offer).map(|r| r.of.as_str()).collect();
        for code in halls {
            // a hall that is not there has been spoken of
            let Some(place) =
                network::store::by_code(tx, code)?.filter(|place| place.kind == PlaceKind::Hall)
            else {
                continue;
            };
            if !self.actor.may(Act::SetUpHall, &place.path) {
                continue;
            }
            let of = |kind| records.iter().filter(move |r| r.kind == kind && r.of == code);
            let now = Now::of(tx, place.id)?;
            let offers = moved(&now.offers, |offer| &offer.purpose, of(Kind::Offer));
            if let (Some(first), Some(order)) = (of(Kind::Offer).next(), offers) {
                let order: Vec<String> = order.into_iter().map(|offer| offer.purpose.clone()).collect();
                act::order_offers(self.house, tx, self.actor, place.id, &order)?;
                self.changed(first, "offers_ordered", "", order.join(", "));
            }
            let counters = moved(&now.counters, |counter| &counter.label, of(Kind::Counter));
            if let (Some(first), Some(order)) = (of(Kind::Counter).next(), counters) {
                let labels: Vec<&str> = order.iter().map(|counter| counter.label.as_str()).collect();
                let ids: Vec<_> = order.iter().map(|counter| counter.id).collect();
                act::order_counters(self.house, tx, self.actor, place.id, &ids)?;
                self.changed(first, "counters_ordered", "", labels.join(", "));
            }
        }
        Ok(())
    }
}

/// Those that a file names in its order, if that is not the order in which they are.
fn moved<'n, 'r, T>(
    there: &'n [T],
    key: impl Fn(&T) -> &String,
    named: impl Iterator<Item = &'r Record>,
) -> Option<Vec<&'n T>> {
    let mut places = Vec::new();
    for record in named {
        let name = record.text(record.kind.key()).unwrap_or_default().trim();
        places.extend(there.iter().position(|one| key(one) == name));
    }
    if places.is_sorted() { None } else { Some(places.into_iter().map(|place| &there[place]).collect()) }
}

/// An offer in a few words: what the hall itself says.
fn brief(offer: &OfferSpec) -> String {
    let mut words = vec![offer.letter.clone()];
    words.extend(offer.norm_s.map(|seconds| format!("{seconds} s")));
    let lists = [
        &offer.skills,
        &offer.channels,
        &offer.documents_zh,
        &offer.documents_en,
        &offer.preparation_zh,
        &offer.preparation_en,
    ];
    words.extend(lists.into_iter().flatten().map(|list| format!("[{}]", list.join(", "))));
    if !offer.offered {
        words.push("–".to_owned());
    }
    words.join(" · ")
}

/// A class in one line: its name, which may have blanks, and up to three numbers.
fn class_of(line: &str) -> Result<ClassSpec, Error> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let numbers = words.iter().rev().take(3).take_while(|word| word.parse::<u32>().is_ok()).count();
    let (name, numbers) = words.split_at(words.len() - numbers.min(words.len().saturating_sub(1)));
    if name.is_empty() {
        return Err(Error::invalid("classes", "hall-error-class-line").with("line", line));
    }
    let at = |place: usize| numbers.get(place).and_then(|word| word.parse().ok()).unwrap_or(0);
    Ok(ClassSpec { class: name.join(" "), turns: at(0), start: at(1), per_minute: at(2) })
}
