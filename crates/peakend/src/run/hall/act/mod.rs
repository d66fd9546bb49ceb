//! What one can do with the set-up of a hall. Each is one transaction, leaves a line in the audit, and makes every page that
//! shows the hall look again.

mod counters;
mod offers;

pub use counters::{add_counter, change_counter, order_counters, remove_counter};
pub use offers::{OfferSpec, order_offers, remove_offer, set_offer, waiting_for};

use super::store::ExceptionRow;
use super::{Hours, OrderWord, RuleSpec, hours, store};
use crate::Error;
use crate::audit::{self, Line};
use crate::house::House;
use crate::kernel::kinds::PlaceId;
use crate::kernel::text;
use crate::run::log::Log;
use crate::run::network::act::{NewPlace, insert};
use crate::run::network::{Place, PlaceKind};
use crate::run::visit::Happened;
use crate::staff::Actor;
use crate::staff::rights::Act;
use blueprint::Blueprint;
use db::Tx;
use flow::calling::RatioFault;
use serde::Serialize;
use serde_json::json;

/// A hall to be made.
#[derive(Debug, Clone)]
pub struct NewHall {
    /// The place it lies under.
    pub parent: PlaceId,
    /// Its code, for addresses and walls.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English; empty: as in Chinese.
    pub name_en: String,
    /// What else is known of it.
    pub facts: Facts,
}

/// What is known of a hall beyond its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Its zone, as `Asia/Shanghai`.
    pub zone: String,
    /// Its address in Chinese.
    pub address_zh: String,
    /// Its address in English.
    pub address_en: String,
    /// Its telephone.
    pub phone: String,
}

impl Facts {
    /// Nothing but the zone.
    pub fn in_zone(zone: &str) -> Self {
        Self {
            zone: zone.to_owned(),
            address_zh: String::new(),
            address_en: String::new(),
            phone: String::new(),
        }
    }

    /// Cleaned, with the zone as the database of zones writes it.
    fn parsed(&self) -> Result<Self, Error> {
        let zone = self.zone.trim();
        let unknown = || {
            Error::invalid("zone", "hall-error-zone").with("zone", zone.chars().take(40).collect::<String>())
        };
        let found = jiff::tz::TimeZone::get(zone).map_err(|_| unknown())?;
        Ok(Self {
            zone: found.iana_name().ok_or_else(unknown)?.to_owned(),
            address_zh: text::maybe("address_zh", &self.address_zh, 200)?,
            address_en: text::maybe("address_en", &self.address_en, 200)?,
            phone: text::maybe("phone", &self.phone, 40)?,
        })
    }
}

/// Makes a hall: open from nine to six every day, offering what the blueprint has under the letters A, B, C, …
///
/// # Errors
/// The code is taken, the parent is a hall, or the zone is unknown.
pub fn create(house: &House, tx: &mut Tx<'_>, actor: &Actor, new: &NewHall) -> Result<Place, Error> {
    let place = create_bare(house, tx, actor, new)?;
    for (purpose, letter) in Blueprint::service_hall().purposes.iter().zip('A'..='Z') {
        store::set_offer(tx, place.id, &OfferSpec::plain(&purpose.id, letter), house.clock.now())?;
    }
    Ok(place)
}

/// Makes a hall that offers nothing yet, open from nine to six every day.
///
/// # Errors
/// As [`create`].
pub(crate) fn create_bare(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    new: &NewHall,
) -> Result<Place, Error> {
    let facts = new.facts.parsed()?;
    let place = insert(
        house,
        tx,
        actor,
        &NewPlace {
            kind: PlaceKind::Hall,
            parent: Some(new.parent),
            code: new.code.clone(),
            name_zh: new.name_zh.clone(),
            name_en: new.name_en.clone(),
        },
    )?;
    store::insert(tx, place.id, &facts, &Hours::default())?;
    Ok(place)
}

/// Writes the line of a change.
fn kept(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    line: (&'static str, &super::Plan),
    before: &impl Serialize,
    after: &impl Serialize,
) -> Result<(), Error> {
    let (act, plan) = line;
    audit::write(house, tx, actor, &Line { act, path: &plan.path, subject: &plan.code }, before, after)
}

/// Changes the zone, the address and the telephone.
///
/// # Errors
/// The zone is unknown, or a text cannot be meant.
pub fn set_facts(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    facts: &Facts,
) -> Result<(), Error> {
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    let facts = facts.parsed()?;
    store::set_facts(tx, hall, &facts)?;
    let before = Facts {
        zone: plan.zone.iana_name().unwrap_or_default().to_owned(),
        address_zh: plan.address_zh.clone(),
        address_en: plan.address_en.clone(),
        phone: plan.phone.clone(),
    };
    kept(house, tx, actor, ("hall_changed", &plan), &before, &facts)
}

/// Sets the weekly hours.
///
/// # Errors
/// Hours overlap or cannot be meant.
pub fn set_hours(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    week: &Hours,
) -> Result<(), Error> {
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    let mut parsed = Hours(std::array::from_fn(|_| Vec::new()));
    for ((day, field), spans) in parsed.0.iter_mut().zip(hours::WEEKDAYS).zip(&week.0) {
        *day = hours::check(field, spans.clone())?;
    }
    store::set_hours(tx, hall, &parsed)?;
    let shown =
        |hours: &Hours| json!({ "hours": hours.0.iter().map(|day| hours::show(day)).collect::<Vec<_>>() });
    kept(house, tx, actor, ("hours_changed", &plan), &shown(&plan.hours), &shown(&parsed))
}

/// Sets the hours of one day; none at all for a closed day.
///
/// # Errors
/// The day is none, or hours overlap or cannot be meant.
pub fn set_exception(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    day: &str,
    spans: &[[u16; 2]],
    note: &str,
) -> Result<(), Error> {
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    let day = date(day)?.to_string();
    let row = ExceptionRow {
        hours: hours::check("hours", spans.to_vec())?,
        note: text::maybe("note", note, 80)?,
        day,
    };
    store::set_exception(tx, hall, &row)?;
    let before =
        plan.exceptions.get(&row.day).map(|spans| json!({ "day": row.day, "hours": hours::show(spans) }));
    let after = json!({ "day": row.day, "hours": hours::show(&row.hours), "note": row.note });
    kept(house, tx, actor, ("exception_set", &plan), &before, &after)
}

/// A day as `2026-10-01`.
pub(crate) fn date(text: &str) -> Result<jiff::civil::Date, Error> {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    text.trim().parse().map_err(|_| Error::invalid("day", "hall-error-day").with("value", shown))
}

/// Lets a day have its weekly hours again.
///
/// # Errors
/// It has no exception.
pub fn remove_exception(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    day: &str,
) -> Result<(), Error> {
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    if !store::remove_exception(tx, hall, day)? {
        return Err(Error::not_found("hall-error-no-exception"));
    }
    let before = plan.exceptions.get(day).map(|spans| json!({ "day": day, "hours": hours::show(spans) }));
    kept(house, tx, actor, ("exception_removed", &plan), &before, &())
}

/// The most classes a rule names.
const MOST_CLASSES: usize = 12;
/// The longest that a cap on waits can be, in minutes.
const LONGEST_CAP_MIN: u32 = 480;

/// Sets how the hall calls.
///
/// # Errors
/// A class has no name or comes twice; no class has a turn, or there are too many turns; the cap is out of range.
pub fn set_rule(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    rule: &RuleSpec,
) -> Result<(), Error> {
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    let rule = checked(rule)?;
    store::set_rule(tx, hall, &rule)?;
    kept(house, tx, actor, ("rule_changed", &plan), &plan.rule_spec, &rule)
}

/// A rule that the hall can call by.
pub(crate) fn checked(rule: &RuleSpec) -> Result<RuleSpec, Error> {
    let mut rule = rule.clone();
    if !(1..=LONGEST_CAP_MIN).contains(&rule.longest_wait_min) {
        return Err(Error::invalid("longest_wait_min", "hall-error-cap").with("most", LONGEST_CAP_MIN));
    }
    if rule.classes.len() > MOST_CLASSES {
        return Err(Error::invalid("classes", "hall-error-classes").with("most", MOST_CLASSES));
    }
    for at in 0..rule.classes.len() {
        let class = text::line("classes", &rule.classes[at].class, 20)?;
        if rule.classes[..at].iter().any(|other| other.class == class) {
            return Err(Error::invalid("classes", "hall-error-class-twice").with("class", class));
        }
        if rule.classes[at].start > 1000 || rule.classes[at].per_minute > 100 {
            return Err(Error::invalid("classes", "hall-error-points").with("class", class));
        }
        rule.classes[at].class = class;
    }
    match rule.rule() {
        Ok(_) => {}
        Err(RatioFault::NoTurns) => return Err(Error::invalid("classes", "hall-error-no-turns")),
        Err(RatioFault::TooManyTurns { turns }) => {
            return Err(Error::invalid("classes", "hall-error-many-turns")
                .with("turns", turns)
                .with("most", flow::calling::MOST_TURNS));
        }
    }
    if rule.order == OrderWord::Ageing
        && rule.classes.iter().all(|class| class.start == 0 && class.per_minute == 0)
    {
        return Err(Error::invalid("classes", "hall-error-no-points"));
    }
    Ok(rule)
}

/// Shuts the hall by hand: no new tickets until somebody opens it. Who is inside is served.
///
/// # Errors
/// It is shut already.
pub fn shut(house: &House, tx: &mut Tx<'_>, actor: &Actor, hall: PlaceId, why: &str) -> Result<(), Error> {
    let mut log = Log::open(house, tx, actor, hall)?;
    actor.must(Act::RunHall, &log.plan.path)?;
    let why = text::maybe("why", why, 80)?;
    if log.plan.shut.is_some() {
        return Err(Error::conflict("hall-error-shut"));
    }
    store::set_shut(tx, hall, Some((log.at, &why)))?;
    store::changed(tx, hall)?;
    log.append(tx, None, None, &Happened::HallShut { why })
}

/// Opens a hall that was shut by hand; its hours hold again.
///
/// # Errors
/// It is not shut.
pub fn open(house: &House, tx: &mut Tx<'_>, actor: &Actor, hall: PlaceId) -> Result<(), Error> {
    let mut log = Log::open(house, tx, actor, hall)?;
    actor.must(Act::RunHall, &log.plan.path)?;
    if log.plan.shut.is_none() {
        return Err(Error::conflict("hall-error-not-shut"));
    }
    store::set_shut(tx, hall, None)?;
    store::changed(tx, hall)?;
    log.append(tx, None, None, &Happened::HallOpened)
}

/// Puts a line of news on the board, or takes it off if it is empty.
///
/// # Errors
/// It is the line that is there; it is too long.
pub fn broadcast(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    line: &str,
) -> Result<(), Error> {
    let mut log = Log::open(house, tx, actor, hall)?;
    actor.must(Act::RunHall, &log.plan.path)?;
    let line = text::maybe("broadcast", line, 120)?;
    if log.plan.broadcast.as_deref().unwrap_or_default() == line {
        return Err(Error::conflict("hall-error-same-line"));
    }
    store::set_broadcast(tx, hall, Some(line.as_str()).filter(|line| !line.is_empty()))?;
    store::changed(tx, hall)?;
    log.append(tx, None, None, &Happened::Broadcast { text: line })
}
