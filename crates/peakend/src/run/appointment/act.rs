//! What one can do with appointments.

use super::{Appointment, CODE_LENGTH, Slot, SlotSpec, State, slots_of, store};
use crate::audit::{self, Line};
use crate::house::House;
use crate::kernel::kinds::PlaceId;
use crate::kernel::{Instant, text};
use crate::run::hall::{self, Plan};
use crate::run::visit::act::{Ticket, take};
use crate::run::visit::{Source, Visit};
use crate::staff::rights::Act;
use crate::staff::{Actor, Who};
use crate::{Error, RefusalKind};
use db::Tx;
use jiff::civil::Date;

/// The longest slot, in minutes.
const LONGEST_MIN: i64 = 240;
/// The most appointments in a slot.
const MOST_SEATS: i64 = 50;
/// The farthest ahead that can be booked, in days.
const MOST_DAYS: i64 = 60;
/// The most appointments to come that are booked from one address of the network, by the public.
const MOST_FROM_ONE: i64 = 20;

/// Gives appointments for a purpose, or changes how many; none for no more. Those that are booked stay.
///
/// # Errors
/// The hall does not offer the purpose, or a number is out of range.
pub fn set_slots(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    purpose: &str,
    spec: Option<&SlotSpec>,
) -> Result<(), Error> {
    let plan = hall::store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    if plan.offer(purpose).is_none() {
        return Err(Error::invalid("purpose", "run-error-purpose").with("purpose", purpose));
    }
    let before = store::specs(tx, hall)?.into_iter().find(|spec| spec.purpose == purpose);
    match spec {
        Some(spec) => {
            let range = |field, value: i64, most: i64| {
                if (1..=most).contains(&value) {
                    return Ok(());
                }
                Err(Error::invalid(field, "appointment-error-range").with("most", most))
            };
            range("length_min", spec.length_min, LONGEST_MIN)?;
            range("seats", spec.seats, MOST_SEATS)?;
            range("days", spec.days, MOST_DAYS)?;
            store::set_spec(tx, hall, &SlotSpec { purpose: purpose.to_owned(), ..spec.clone() })?;
        }
        None => store::remove_spec(tx, hall, purpose)?,
    }
    let line = Line { act: "appointments_changed", path: &plan.path, subject: &plan.code };
    audit::write(house, tx, actor, &line, &before, &spec)
}

/// What a hall gives appointments for.
///
/// # Errors
/// Those of the database.
pub fn specs(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<SlotSpec>, Error> {
    store::specs(tx, hall)
}

/// The slots of a day that are still to come.
///
/// # Errors
/// There are no appointments for this purpose here, or not so far ahead.
pub fn slots(
    house: &House,
    tx: &mut Tx<'_>,
    hall: PlaceId,
    purpose: &str,
    day: &str,
) -> Result<Vec<Slot>, Error> {
    let plan = hall::store::plan(house, tx, hall)?;
    let spec = spec_of(tx, &plan, purpose)?;
    let date = hall::act::date(day)?;
    within_reach(&plan, &spec, date, house.clock.now())?;
    free_slots(tx, &plan, &spec, date, house.clock.now())
}

fn spec_of(tx: &mut Tx<'_>, plan: &Plan, purpose: &str) -> Result<SlotSpec, Error> {
    plan.offered(purpose)?;
    let spec = store::specs(tx, plan.hall)?.into_iter().find(|spec| spec.purpose == purpose);
    spec.filter(|_| !plan.closed).ok_or_else(|| Error::invalid("purpose", "appointment-error-none-here"))
}

fn within_reach(plan: &Plan, spec: &SlotSpec, date: Date, now: Instant) -> Result<(), Error> {
    let today = now.local(&plan.zone).date();
    let last = today.checked_add(jiff::Span::new().days(spec.days)).unwrap_or(today);
    if date < today || date > last {
        return Err(Error::invalid("day", "appointment-error-far").with("days", spec.days));
    }
    Ok(())
}

fn free_slots(
    tx: &mut Tx<'_>,
    plan: &Plan,
    spec: &SlotSpec,
    date: Date,
    now: Instant,
) -> Result<Vec<Slot>, Error> {
    let mut slots = slots_of(plan, spec, date);
    slots.retain(|(from, _)| *from > now);
    let (Some((first, _)), Some((last, _))) = (slots.first(), slots.last()) else { return Ok(Vec::new()) };
    let taken = store::taken(tx, plan.hall, &spec.purpose, (*first, *last))?;
    let free = |from: Instant| {
        let taken = taken.iter().filter(|(begins, _)| *begins == from).count();
        (spec.seats - i64::try_from(taken).unwrap_or(i64::MAX)).max(0)
    };
    Ok(slots.into_iter().map(|(from, to)| Slot { from, to, free: free(from) }).collect())
}

/// A slot that still has a seat: its end, its local day, and the seat.
fn seat(
    tx: &mut Tx<'_>,
    plan: &Plan,
    purpose: &str,
    from: Instant,
    now: Instant,
) -> Result<(Instant, String, i64), Error> {
    let spec = spec_of(tx, plan, purpose)?;
    let date = from.local(&plan.zone).date();
    within_reach(plan, &spec, date, now)?;
    // a slot after midnight belongs to the hours of the day before
    let days = [date.yesterday().ok(), Some(date)].into_iter().flatten();
    let mut there = days.flat_map(|date| slots_of(plan, &spec, date));
    let (_, to) = there
        .find(|(begins, _)| *begins == from && from > now)
        .ok_or_else(|| Error::invalid("slot", "appointment-error-no-slot"))?;
    let taken = store::taken(tx, plan.hall, purpose, (from, from))?;
    let free = (0..spec.seats).find(|seat| !taken.iter().any(|(_, other)| other == seat));
    let seat = free.ok_or_else(|| full(plan, from))?;
    Ok((to, plan.day(from), seat))
}

fn full(plan: &Plan, from: Instant) -> Error {
    Error::invalid("slot", "appointment-error-full").with("time", time(plan, from))
}

/// `2026-03-02 09:40`, in the hall's time.
pub(crate) fn time(plan: &Plan, at: Instant) -> String {
    at.local(&plan.zone).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A slot to be booked.
#[derive(Debug, Clone)]
pub struct Booking {
    /// What for.
    pub purpose: String,
    /// Where the slot begins.
    pub from: Instant,
    /// A name to be called by; empty for none.
    pub name: String,
    /// A telephone; empty for none.
    pub phone: String,
    /// The language of the customer, as a tag.
    pub language: String,
}

/// Books a slot. The public needs no right; staff book for others.
///
/// # Errors
/// The slot is full, past, or none; there are no appointments for the purpose; too many are booked from one address.
pub fn book(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    booking: &Booking,
) -> Result<Appointment, Error> {
    store::lock(tx, hall)?;
    let plan = hall::store::plan(house, tx, hall)?;
    let now = house.clock.now();
    if actor.who == Who::Public {
        if store::open_from(tx, &actor.origin, now)? >= MOST_FROM_ONE {
            return Err(
                Error::refused(RefusalKind::TooMany, "appointment-error-many").with("most", MOST_FROM_ONE)
            );
        }
    } else {
        actor.must(Act::Book, &plan.path)?;
    }
    let (to, day, seat) = seat(tx, &plan, &booking.purpose, booking.from, now)?;
    let given = |text: String| if text.is_empty() { None } else { Some(text) };
    let appointment = Appointment {
        id: house.chance.id(now),
        code: unused_code(house, tx)?,
        hall,
        purpose: booking.purpose.clone(),
        day,
        starts_at: booking.from,
        ends_at: to,
        name: given(text::maybe("name", &booking.name, 40)?),
        phone: given(phone(&booking.phone)?),
        language: booking.language.clone(),
        state: State::Booked,
        visit: None,
    };
    let booked_by = actor.who.to_string();
    store::insert(
        tx,
        &store::New { appointment: &appointment, seat, origin: &actor.origin, booked_at: now, booked_by },
    )
    .map_err(|error| match error {
        // the index that gives each seat once has the last word
        Error::Database(db::Error::Taken(_)) => full(&plan, booking.from),
        other => other,
    })?;
    if actor.who != Who::Public {
        // neither name nor telephone: they are blanked after a while, and the audit is kept
        let line = Line { act: "appointment_booked", path: &plan.path, subject: &appointment.id.to_string() };
        audit::write(house, tx, actor, &line, &None::<State>, &State::Booked)?;
    }
    Ok(appointment)
}

fn phone(given: &str) -> Result<String, Error> {
    let phone = text::maybe("phone", given, 24)?;
    let good = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')');
    if !phone.is_empty()
        && (!phone.chars().all(good) || phone.chars().filter(char::is_ascii_digit).count() < 5)
    {
        return Err(Error::invalid("phone", "appointment-error-phone"));
    }
    Ok(phone)
}

fn unused_code(house: &House, tx: &mut Tx<'_>) -> Result<String, Error> {
    for _ in 0..8 {
        let code = house.chance.code(CODE_LENGTH);
        if store::by_code(tx, &code)?.is_none() {
            return Ok(code);
        }
    }
    Err(Error::Internal("no code is free".to_owned()))
}

/// The appointment of a code, however it is typed.
///
/// # Errors
/// There is none.
pub fn by_code(tx: &mut Tx<'_>, typed: &str) -> Result<Appointment, Error> {
    store::by_code(tx, &super::code(typed))?
        .ok_or_else(|| Error::invalid("code", "appointment-error-no-code"))
}

/// The appointments of a hall's day.
///
/// # Errors
/// Not allowed to see the floor of the hall.
pub fn of_day(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    day: &str,
) -> Result<Vec<Appointment>, Error> {
    let plan = hall::store::plan(house, tx, hall)?;
    actor.must(Act::SeeFloor, &plan.path)?;
    store::of_day(tx, hall, day)
}

/// An appointment that can still be changed, its hall taken.
fn changing(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    typed: &str,
) -> Result<(Appointment, std::sync::Arc<Plan>), Error> {
    let hall = by_code(tx, typed)?.hall;
    store::lock(tx, hall)?;
    // read after the hall is ours, so that nobody changes it meanwhile
    let appointment = by_code(tx, typed)?;
    let plan = hall::store::plan(house, tx, hall)?;
    if actor.who != Who::Public {
        actor.must(Act::Book, &plan.path)?;
    }
    standing(&appointment, &plan)?;
    Ok((appointment, plan))
}

/// Goes on only if the appointment is still to come.
fn standing(appointment: &Appointment, plan: &Plan) -> Result<(), Error> {
    let id = match appointment.state {
        State::Booked => return Ok(()),
        State::CheckedIn => "appointment-error-checked-in",
        State::Cancelled => "appointment-error-cancelled",
        State::NoShow => "appointment-error-past",
    };
    Err(Error::conflict(id).with("time", time(plan, appointment.starts_at)))
}

/// Gives an appointment up; its seat is free again. Whoever has the code may.
///
/// # Errors
/// There is none, or it is cancelled, checked in or past.
pub fn cancel(house: &House, tx: &mut Tx<'_>, actor: &Actor, code: &str) -> Result<Appointment, Error> {
    let (mut appointment, plan) = changing(house, tx, actor, code)?;
    if appointment.ends_at < house.clock.now() {
        return Err(
            Error::conflict("appointment-error-past").with("time", time(&plan, appointment.starts_at))
        );
    }
    store::set_state(tx, appointment.id, State::Cancelled, None)?;
    if actor.who != Who::Public {
        let line =
            Line { act: "appointment_cancelled", path: &plan.path, subject: &appointment.id.to_string() };
        audit::write(house, tx, actor, &line, &State::Booked, &State::Cancelled)?;
    }
    appointment.state = State::Cancelled;
    Ok(appointment)
}

/// Notes that nobody came to an appointment that has begun. Without it, that is noted a day later.
///
/// # Errors
/// There is none, it is not to come any more, or has not begun; not allowed to book for others.
pub fn no_show(house: &House, tx: &mut Tx<'_>, actor: &Actor, code: &str) -> Result<Appointment, Error> {
    let (mut appointment, plan) = changing(house, tx, actor, code)?;
    actor.must(Act::Book, &plan.path)?;
    if house.clock.now() < appointment.starts_at {
        return Err(
            Error::conflict("appointment-error-early").with("time", time(&plan, appointment.starts_at))
        );
    }
    store::set_state(tx, appointment.id, State::NoShow, None)?;
    let line = Line { act: "appointment_not_come", path: &plan.path, subject: &appointment.id.to_string() };
    audit::write(house, tx, actor, &line, &State::Booked, &State::NoShow)?;
    appointment.state = State::NoShow;
    Ok(appointment)
}

/// Moves an appointment to another slot; its code stays. Whoever has the code may.
///
/// # Errors
/// As [`cancel`] and [`book`].
pub fn reschedule(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: &str,
    from: Instant,
) -> Result<Appointment, Error> {
    let (mut appointment, plan) = changing(house, tx, actor, code)?;
    let now = house.clock.now();
    if appointment.ends_at < now {
        return Err(
            Error::conflict("appointment-error-past").with("time", time(&plan, appointment.starts_at))
        );
    }
    if appointment.starts_at == from {
        return Err(Error::invalid("slot", "appointment-error-same"));
    }
    let (to, day, seat) = seat(tx, &plan, &appointment.purpose, from, now)?;
    appointment = Appointment { day, starts_at: from, ends_at: to, ..appointment };
    store::reschedule(tx, &appointment, seat)?;
    Ok(appointment)
}

/// Checks in: takes a ticket that knows the appointment's window. [`super::arrival`] says whether it was in time.
///
/// # Errors
/// There is no such code; it is of another hall or day, cancelled, or used; the hall is closed.
pub fn check_in(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    code: &str,
) -> Result<Visit, Error> {
    store::lock(tx, hall)?;
    let appointment = by_code(tx, code)?;
    let theirs = hall::store::plan(house, tx, appointment.hall)?;
    let when = time(&theirs, appointment.starts_at);
    if appointment.hall != hall {
        let name = theirs.name(actor.language).to_owned();
        return Err(Error::conflict("appointment-error-other-hall").with("hall", name).with("time", when));
    }
    standing(&appointment, &theirs)?;
    let today = theirs.day(house.clock.now());
    if appointment.day != today {
        let id =
            if appointment.day < today { "appointment-error-past" } else { "appointment-error-other-day" };
        return Err(Error::conflict(id).with("time", when));
    }
    let ticket = Ticket {
        purpose: appointment.purpose.clone(),
        class: String::new(),
        source: Source::Appointment,
        language: appointment.language.clone(),
        appointment: Some((appointment.starts_at, appointment.ends_at)),
    };
    let visit = take(house, tx, actor, hall, &ticket)?;
    store::set_state(tx, appointment.id, State::CheckedIn, Some(visit.id))?;
    Ok(visit)
}
