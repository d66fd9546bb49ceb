//! What a form of the set-up asks for, done.

use super::Part;
use crate::Error;
use crate::house::House;
use crate::http::form::Fields;
use crate::kernel::kinds::{CounterId, PlaceId};
use crate::run::appointment::{self, SlotSpec};
use crate::run::counter;
use crate::run::hall::act::{self, Facts, OfferSpec};
use crate::run::hall::{ClassSpec, Hours, OrderWord, RuleSpec, hours, store};
use crate::run::planning;
use crate::staff::Actor;
use db::Tx;

/// What was done, to be said on the next page.
type Said = (&'static str, Vec<(&'static str, String)>);

/// Does what a form asks for.
pub(super) fn change(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: &str,
    part: Part,
    sent: &Fields,
) -> Result<Said, Error> {
    let hall = store::by_code(tx, code)?;
    let unknown = || Error::not_found("frame-error-not-found");
    match (part, sent.get("act")) {
        (Part::Today, "shut") => {
            act::shut(house, tx, actor, hall, sent.get("why")).map(|()| said("hall-said-shut"))
        }
        (Part::Today, "open") => act::open(house, tx, actor, hall).map(|()| said("hall-said-open")),
        (Part::Today, "broadcast") => {
            act::broadcast(house, tx, actor, hall, sent.get("broadcast")).map(|()| said("hall-said-saved"))
        }
        (Part::Facts, "save") => {
            let own = |name| sent.get(name).to_owned();
            let facts = Facts {
                zone: own("zone"),
                address_zh: own("address_zh"),
                address_en: own("address_en"),
                phone: own("phone"),
            };
            act::set_facts(house, tx, actor, hall, &facts).map(|()| said("hall-said-saved"))
        }
        (Part::Counters, verb) => counters(house, tx, actor, hall, verb, sent),
        (Part::Purposes, verb) => purposes(house, tx, actor, hall, verb, sent),
        (Part::Hours, verb) => opening(house, tx, actor, hall, verb, sent),
        (Part::Rule, "save") => {
            act::set_rule(house, tx, actor, hall, &rule(sent)?).map(|()| said("hall-said-saved"))
        }
        (Part::Planning, _) => planning::page::change(house, tx, actor, hall, sent).map(said),
        (Part::Appointments, verb) => appointments(house, tx, actor, hall, verb, sent),
        _ => Err(unknown()),
    }
}

fn said(id: &'static str) -> Said {
    (id, Vec::new())
}

fn counters(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    verb: &str,
    sent: &Fields,
) -> Result<Said, Error> {
    let chosen: Vec<String> = sent.all("purposes").map(str::to_owned).collect();
    // nothing chosen is everything: a counter that takes nothing makes no sense
    let purposes = if chosen.is_empty() { None } else { Some(chosen.as_slice()) };
    let id = || -> Result<CounterId, Error> { sent.parse("key", "run-error-no-counter") };
    let mine = |tx: &mut Tx<'_>| {
        let id = id()?;
        let theirs = counter::hall_of(tx, id)?;
        if theirs == hall { Ok(id) } else { Err(Error::not_found("run-error-no-counter")) }
    };
    match verb {
        "add" => act::add_counter(house, tx, actor, hall, sent.get("label"), purposes)
            .map(|_| said("hall-said-saved")),
        "change" => {
            let id = mine(tx)?;
            act::change_counter(house, tx, actor, id, sent.get("label"), purposes)
                .map(|()| said("hall-said-saved"))
        }
        "remove" => {
            let id = mine(tx)?;
            act::remove_counter(house, tx, actor, id).map(|()| said("hall-said-removed"))
        }
        "up" => {
            let id = mine(tx)?;
            let there = counter::store::of_hall(tx, hall)?;
            let order = raised(there.iter().map(|counter| counter.id).collect(), &id);
            act::order_counters(house, tx, actor, hall, &order).map(|()| said("hall-said-saved"))
        }
        _ => Err(Error::not_found("frame-error-not-found")),
    }
}

/// One place further up.
fn raised<T: PartialEq>(mut order: Vec<T>, what: &T) -> Vec<T> {
    if let Some(at) = order.iter().position(|other| other == what).filter(|at| *at > 0) {
        order.swap(at, at - 1);
    }
    order
}

fn purposes(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    verb: &str,
    sent: &Fields,
) -> Result<Said, Error> {
    let key = sent.get("key");
    match verb {
        "save" => act::set_offer(house, tx, actor, hall, &offer(sent)?).map(|()| said("hall-said-saved")),
        "remove" => {
            let waiting = act::remove_offer(house, tx, actor, hall, key)?;
            Ok(("hall-said-offer-removed", vec![("count", waiting.to_string())]))
        }
        "again" => {
            let there = store::offers(tx, hall)?.into_iter().find(|offer| offer.purpose == key);
            let mut offer =
                there.ok_or_else(|| Error::invalid("purpose", "run-error-purpose").with("purpose", key))?;
            offer.offered = true;
            act::set_offer(house, tx, actor, hall, &offer).map(|()| said("hall-said-saved"))
        }
        "up" => {
            let there = store::offers(tx, hall)?;
            let order = raised(there.into_iter().map(|offer| offer.purpose).collect(), &key.to_owned());
            act::order_offers(house, tx, actor, hall, &order).map(|()| said("hall-said-saved"))
        }
        _ => Err(Error::not_found("frame-error-not-found")),
    }
}

fn offer(sent: &Fields) -> Result<OfferSpec, Error> {
    let list = |name| {
        let lines: Vec<String> =
            sent.get(name).lines().map(str::to_owned).filter(|l| !l.trim().is_empty()).collect();
        if lines.is_empty() { None } else { Some(lines) }
    };
    let ids = |name, own: &str| sent.has("own", own).then(|| sent.all(name).map(str::to_owned).collect());
    let norm: Option<i64> = match sent.maybe("norm_min") {
        Some(text) => Some(
            text.trim()
                .parse()
                .map_err(|_| Error::invalid("norm_min", "hall-error-norm").with("most", 480))?,
        ),
        None => None,
    };
    Ok(OfferSpec {
        purpose: sent.get("purpose").to_owned(),
        letter: sent.get("letter").to_owned(),
        norm_s: norm.map(|minutes| minutes.saturating_mul(60)),
        skills: ids("skills", "skills"),
        documents_zh: list("documents_zh"),
        documents_en: list("documents_en"),
        preparation_zh: list("preparation_zh"),
        preparation_en: list("preparation_en"),
        channels: ids("channels", "channels"),
        offered: true,
    })
}

fn opening(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    verb: &str,
    sent: &Fields,
) -> Result<Said, Error> {
    match verb {
        "week" => {
            let mut week = Hours(std::array::from_fn(|_| Vec::new()));
            for (day, field) in week.0.iter_mut().zip(hours::WEEKDAYS) {
                *day = hours::parse(field, sent.get(field))?;
            }
            act::set_hours(house, tx, actor, hall, &week).map(|()| said("hall-said-saved"))
        }
        "except" => {
            let spans = hours::parse("hours", sent.get("hours"))?;
            act::set_exception(house, tx, actor, hall, sent.get("day"), &spans, sent.get("note"))
                .map(|()| said("hall-said-saved"))
        }
        "remove" => {
            act::remove_exception(house, tx, actor, hall, sent.get("key")).map(|()| said("hall-said-removed"))
        }
        _ => Err(Error::not_found("frame-error-not-found")),
    }
}

/// One class a line: `name turns start per_minute`; what is left out is 0.
fn rule(sent: &Fields) -> Result<RuleSpec, Error> {
    let order: OrderWord = sent.parse("order", "hall-error-order")?;
    let mut classes = Vec::new();
    for line in sent.get("classes").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let bad = || {
            Error::invalid("classes", "hall-error-class-line")
                .with("line", line.chars().take(60).collect::<String>())
        };
        let mut words = line.split([' ', '\t', ',', '，']).filter(|word| !word.is_empty());
        let class = words.next().unwrap_or_default().to_owned();
        let numbers: Vec<u32> =
            words.map(|word| word.parse().map_err(|_| bad())).collect::<Result<_, _>>()?;
        if numbers.len() > 3 {
            return Err(bad());
        }
        let at = |place: usize| numbers.get(place).copied().unwrap_or(0);
        classes.push(ClassSpec { class, turns: at(0), start: at(1), per_minute: at(2) });
    }
    let longest_wait_min = sent
        .get("longest_wait_min")
        .trim()
        .parse()
        .map_err(|_| Error::invalid("longest_wait_min", "hall-error-cap").with("most", 480))?;
    Ok(RuleSpec { order, longest_wait_min, classes })
}

fn appointments(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    verb: &str,
    sent: &Fields,
) -> Result<Said, Error> {
    let purpose = sent.get("purpose");
    match verb {
        "save" => {
            let number = |name: &'static str| -> Result<i64, Error> {
                sent.get(name).trim().parse().map_err(|_| Error::invalid(name, "hall-error-number"))
            };
            let spec = SlotSpec {
                purpose: purpose.to_owned(),
                length_min: number("length_min")?,
                seats: number("seats")?,
                days: number("days")?,
            };
            appointment::act::set_slots(house, tx, actor, hall, purpose, Some(&spec))
                .map(|()| said("hall-said-saved"))
        }
        "remove" => appointment::act::set_slots(house, tx, actor, hall, sent.get("key"), None)
            .map(|()| said("hall-said-removed")),
        _ => Err(Error::not_found("frame-error-not-found")),
    }
}
