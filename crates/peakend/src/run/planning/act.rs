//! What one can do with what plans go by. Each leaves a line in the audit, and makes every hall below plan anew.

use super::{Holiday, Own, checked_pay_days, show_pay_days, store};
use crate::Error;
use crate::audit::{self, Line};
use crate::house::House;
use crate::kernel::kinds::PlaceId;
use crate::kernel::text;
use crate::run::hall;
use crate::run::network::{self, Place, PlaceKind};
use crate::staff::Actor;
use crate::staff::rights::Act;
use db::Tx;
use jiff::civil::Date;
use serde_json::json;

/// The longest name of a holiday, in characters.
const LONGEST_NAME: usize = 40;
/// The most days that are named at a time.
const MOST_DAYS: i32 = 31;
/// The years that holidays can be in: others are slips of the hand.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2199;

/// The place, if whoever asks may change what is set there.
fn place(tx: &mut Tx<'_>, actor: &Actor, id: PlaceId) -> Result<Place, Error> {
    let place = network::store::get(tx, id)?.ok_or_else(|| Error::not_found("planning-error-no-place"))?;
    actor.must(right(place.kind), &place.path)?;
    Ok(place)
}

/// What it takes to set something at a place of this level.
pub(crate) fn right(kind: PlaceKind) -> Act {
    if kind == PlaceKind::Hall { Act::SetUpHall } else { Act::SetUpNetwork }
}

/// Sets what a place says itself of pay-days and of the target; what is none is said above it.
///
/// # Errors
/// There is no such place; a day that no month has.
pub fn set_own(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: PlaceId, own: &Own) -> Result<(), Error> {
    let place = place(tx, actor, id)?;
    let days = own.pay_days.as_ref().map(|days| days.iter().copied().map(i64::from).collect::<Vec<_>>());
    let pay_days = days.map(|days| checked_pay_days(&days)).transpose()?;
    let own = Own { pay_days, target: own.target };
    let before = store::own(tx, id)?;
    store::set_own(tx, id, &own)?;
    hall::store::changed_under(house, tx, &place.path)?;
    let shown = |own: &Own| {
        json!({
            "pay_days": own.pay_days.as_deref().map(show_pay_days),
            "share": own.target.map(|target| target.percent()),
            "within_min": own.target.map(|target| target.minutes()),
        })
    };
    let line = Line { act: "planning_changed", path: &place.path, subject: &place.code };
    audit::write(house, tx, actor, &line, &shown(&before), &shown(&own))
}

/// Gives days a name: from one to another, both with it. A day that had another name here has this one then.
///
/// # Errors
/// There is no such place, or it is a hall; the name is empty or too long; the days are none, too many, or far away.
pub fn name_days(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: PlaceId,
    (first, last): (Date, Date),
    name: &str,
) -> Result<(), Error> {
    let place = place(tx, actor, id)?;
    if place.kind == PlaceKind::Hall {
        return Err(Error::invalid("date", "planning-error-hall").with("name", place.name(actor.language)));
    }
    let name = text::line("name", name, LONGEST_NAME)?;
    let days = last.since(first).map_or(i32::MIN, |span| span.get_days());
    for (field, day) in [("date", first), ("until", last)] {
        if !YEARS.contains(&day.year()) {
            return Err(Error::invalid(field, "planning-error-year").with("value", day));
        }
    }
    if !(0..MOST_DAYS).contains(&days) {
        return Err(Error::invalid("until", "planning-error-span")
            .with("from", first)
            .with("to", last)
            .with("most", MOST_DAYS));
    }
    for day in first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last) {
        store::set_holiday(tx, id, &Holiday { day, name: name.clone() })?;
    }
    hall::store::changed_under(house, tx, &place.path)?;
    let line = Line { act: "holiday_set", path: &place.path, subject: &place.code };
    audit::write(house, tx, actor, &line, &(), &said(first, last, &name))
}

/// Lets days be as others again: from one to another, as far as this place names them.
///
/// # Errors
/// There is no such place, or it names none of the days.
pub fn unname(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: PlaceId,
    (first, last): (Date, Date),
) -> Result<(), Error> {
    let place = place(tx, actor, id)?;
    let named = store::holidays(tx, id)?.into_iter().filter(|holiday| (first..=last).contains(&holiday.day));
    let named: Vec<Holiday> = named.collect();
    let Some(one) = named.first() else {
        return Err(Error::not_found("planning-error-no-holiday").with("day", first));
    };
    for holiday in &named {
        store::remove_holiday(tx, id, holiday.day)?;
    }
    hall::store::changed_under(house, tx, &place.path)?;
    let before = said(first, last, &one.name);
    let line = Line { act: "holiday_removed", path: &place.path, subject: &place.code };
    audit::write(house, tx, actor, &line, &before, &())
}

fn said(first: Date, last: Date, name: &str) -> serde_json::Value {
    json!({ "from": first.to_string(), "to": last.to_string(), "name": name })
}
