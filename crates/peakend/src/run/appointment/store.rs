//! Rows of appointments.

use super::{Appointment, SlotSpec, State};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{AppointmentId, PlaceId, VisitId};
use db::{Record, Row, Tx};

impl Record for Appointment {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            code: row.next()?,
            hall: row.next()?,
            purpose: row.next()?,
            day: row.next()?,
            starts_at: row.next()?,
            ends_at: row.next()?,
            name: row.next()?,
            phone: row.next()?,
            language: row.next()?,
            state: row.next()?,
            visit: row.next()?,
        })
    }
}

impl Record for SlotSpec {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { purpose: row.next()?, length_min: row.next()?, seats: row.next()?, days: row.next()? })
    }
}

/// Takes the hall for this transaction, so that bookings of one hall come one after the other.
pub(crate) fn lock(tx: &mut Tx<'_>, hall: PlaceId) -> Result<(), Error> {
    let there = tx.run("update hall_log set plan = plan where hall = ?1", &[hall.into()])?;
    if there == 0 { Err(Error::not_found("run-error-no-hall")) } else { Ok(()) }
}

/// What a hall gives appointments for.
pub(crate) fn specs(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<SlotSpec>, Error> {
    Ok(tx.all(
        "select purpose, length_min, seats, days from appointment_slot where hall = ?1 order by purpose",
        &[hall.into()],
    )?)
}

pub(crate) fn set_spec(tx: &mut Tx<'_>, hall: PlaceId, spec: &SlotSpec) -> Result<(), Error> {
    tx.run(
        "insert into appointment_slot (hall, purpose, length_min, seats, days) values (?1, ?2, ?3, ?4, ?5)
         on conflict (hall, purpose) do update
         set length_min = excluded.length_min, seats = excluded.seats, days = excluded.days",
        &[hall.into(), (&spec.purpose).into(), spec.length_min.into(), spec.seats.into(), spec.days.into()],
    )?;
    Ok(())
}

pub(crate) fn remove_spec(tx: &mut Tx<'_>, hall: PlaceId, purpose: &str) -> Result<(), Error> {
    tx.run("delete from appointment_slot where hall = ?1 and purpose = ?2", &[hall.into(), purpose.into()])?;
    Ok(())
}

/// The seats that are taken for a purpose between two instants: when the appointment begins and which seat it has.
pub(crate) fn taken(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    purpose: &str,
    (from, to): (Instant, Instant),
) -> Result<Vec<(Instant, i64)>, Error> {
    Ok(tx.all(
        "select starts_at, seat
         from appointment
         where hall = ?1 and purpose = ?2 and starts_at >= ?3 and starts_at <= ?4 and state <> 'cancelled'
         order by starts_at, seat",
        &[hall.into(), purpose.into(), from.into(), to.into()],
    )?)
}

/// How many appointments to come were booked from one address of the network.
pub(crate) fn open_from(tx: &mut Tx<'_>, origin: &str, now: Instant) -> Result<i64, Error> {
    let (count,): (i64,) = tx.one(
        "select count(*) from appointment where origin = ?1 and state = 'booked' and ends_at > ?2",
        &[origin.into(), now.into()],
    )?;
    Ok(count)
}

/// A new appointment, with what is not shown of it.
pub(crate) struct New<'a> {
    pub appointment: &'a Appointment,
    pub seat: i64,
    pub origin: &'a str,
    pub booked_at: Instant,
    pub booked_by: String,
}

pub(crate) fn insert(tx: &mut Tx<'_>, new: &New<'_>) -> Result<(), Error> {
    let it = new.appointment;
    tx.run(
        "insert into appointment (id, code, hall, purpose, day, starts_at, ends_at, seat, name, phone, origin, language,
                                  state, booked_at, booked_by)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        &[
            it.id.into(),
            (&it.code).into(),
            it.hall.into(),
            (&it.purpose).into(),
            (&it.day).into(),
            it.starts_at.into(),
            it.ends_at.into(),
            new.seat.into(),
            it.name.as_ref().into(),
            it.phone.as_ref().into(),
            new.origin.into(),
            (&it.language).into(),
            it.state.into(),
            new.booked_at.into(),
            (&new.booked_by).into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Appointment>, Error> {
    Ok(tx.first(
        "select id, code, hall, purpose, day, starts_at, ends_at, name, phone, language, state, visit
         from appointment
         where code = ?1",
        &[code.into()],
    )?)
}

/// The appointments of a hall's day, in their order.
pub(crate) fn of_day(tx: &mut Tx<'_>, hall: PlaceId, day: &str) -> Result<Vec<Appointment>, Error> {
    Ok(tx.all(
        "select id, code, hall, purpose, day, starts_at, ends_at, name, phone, language, state, visit
         from appointment
         where hall = ?1 and day = ?2
         order by starts_at, seat, id",
        &[hall.into(), day.into()],
    )?)
}

/// Another time.
pub(crate) fn reschedule(tx: &mut Tx<'_>, moved: &Appointment, seat: i64) -> Result<(), Error> {
    tx.run(
        "update appointment set day = ?2, starts_at = ?3, ends_at = ?4, seat = ?5 where id = ?1",
        &[moved.id.into(), (&moved.day).into(), moved.starts_at.into(), moved.ends_at.into(), seat.into()],
    )?;
    Ok(())
}

pub(crate) fn set_state(
    tx: &mut Tx<'_>,
    id: AppointmentId,
    state: State,
    visit: Option<VisitId>,
) -> Result<(), Error> {
    tx.run(
        "update appointment set state = ?2, visit = ?3 where id = ?1",
        &[id.into(), state.into(), visit.into()],
    )?;
    Ok(())
}

/// Those whose time ended before this and to which nobody came.
pub(crate) fn mark_missed(tx: &mut Tx<'_>, before: Instant) -> Result<u64, Error> {
    Ok(tx.run(
        "update appointment set state = 'no_show' where state = 'booked' and ends_at < ?1",
        &[before.into()],
    )?)
}

/// Blanks whom to reach, of those whose time ended before this.
pub(crate) fn blank(tx: &mut Tx<'_>, before: Instant) -> Result<u64, Error> {
    Ok(tx.run(
        "update appointment set name = null, phone = null, origin = null where origin is not null and ends_at < ?1",
        &[before.into()],
    )?)
}
