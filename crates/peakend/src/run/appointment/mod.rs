//! Appointments: a customer books a slot, comes, and checks in by a code; the ticket then knows its window.
//!
//! Nobody with an appointment is called before its time, and nobody who checks in before its end loses it when the hall falls behind
//! ([`flow::calling`]). Who comes later than that is welcome as any other customer is.
//!
//! A hall gives appointments for a purpose only if its manager says so. What was told of whom to reach is blanked
//! [`CONTACT_KEPT_DAYS`] after the appointment.

pub mod act;
pub mod api;
pub mod job;
pub mod page;
pub mod staff;
pub(crate) mod store;

use crate::kernel::kinds::{AppointmentId, PlaceId, VisitId};
use crate::kernel::{Instant, words};
use crate::run::hall::Plan;
use crate::run::visit::Visit;
use jiff::civil::Date;

/// How long names and telephones are kept after an appointment, in days.
pub const CONTACT_KEPT_DAYS: i64 = 30;

words! {
    /// Where an appointment stands.
    pub enum State {
        /// To come.
        Booked = "booked",
        /// The customer came and has a ticket.
        CheckedIn = "checked_in",
        /// Given up before its time.
        Cancelled = "cancelled",
        /// Nobody came.
        NoShow = "no_show",
    }
}

/// An appointment as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Its id.
    pub id: AppointmentId,
    /// What opens it: eight letters and digits.
    pub code: String,
    /// The hall.
    pub hall: PlaceId,
    /// What for.
    pub purpose: String,
    /// The local day on which it begins.
    pub day: String,
    /// Called from here on.
    pub starts_at: Instant,
    /// Checked in until here.
    pub ends_at: Instant,
    /// The name given.
    pub name: Option<String>,
    /// The telephone given.
    pub phone: Option<String>,
    /// The language of the customer, as a tag.
    pub language: String,
    /// Where it stands.
    pub state: State,
    /// The visit that it became.
    pub visit: Option<VisitId>,
}

impl Appointment {
    /// The code as people read it: `K7QF 3M2P`.
    pub fn shown(&self) -> String {
        let (front, back) = self.code.split_at(self.code.len() / 2);
        format!("{front} {back}")
    }

    /// Whether its time is over and nobody has come.
    pub fn missed(&self, now: Instant) -> bool {
        self.state == State::NoShow || self.state == State::Booked && self.ends_at < now
    }
}

/// How many letters and digits a code has.
const CODE_LENGTH: usize = 8;

/// A code as it was typed, in the form in which it is kept; what is mistaken for another letter counts as that.
pub fn code(typed: &str) -> String {
    let upper = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase());
    upper
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// For which purpose a hall gives appointments, and how many.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SlotSpec {
    /// What for.
    pub purpose: String,
    /// How long a slot is, in minutes.
    pub length_min: i64,
    /// How many appointments there are in one slot.
    pub seats: i64,
    /// How many days ahead one can book.
    pub days: i64,
}

/// A slot of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Where it begins.
    pub from: Instant,
    /// Where it ends.
    pub to: Instant,
    /// How many can still book.
    pub free: i64,
}

/// The slots of a day, in order, whether free or past or not: as many as fit whole into the hours. Clocks that are changed
/// make none disappear, but two that would begin at the same instant are one.
pub(crate) fn slots_of(plan: &Plan, spec: &SlotSpec, date: Date) -> Vec<(Instant, Instant)> {
    let length = u16::try_from(spec.length_min).unwrap_or(u16::MAX).max(1);
    let mut slots: Vec<(Instant, Instant)> = Vec::new();
    for [from, to] in plan.hours_of(date) {
        let mut begin = *from;
        while begin.checked_add(length).is_some_and(|end| end <= *to) {
            if let Some(at) = plan.at_minute(date, begin) {
                slots.push((at, at.plus_seconds(i64::from(length) * 60)));
            }
            begin += length;
        }
    }
    slots.dedup_by_key(|(from, _)| *from);
    slots
}

words! {
    /// How somebody with an appointment came.
    pub enum Arrival {
        /// Before its time: is called when it comes.
        Early = "early",
        /// In its time.
        OnTime = "on_time",
        /// After its time: waits like everybody.
        Late = "late",
    }
}

/// How the customer of a visit came to the appointment; none if there was none.
pub fn arrival(visit: &Visit) -> Option<Arrival> {
    let (from, to) = visit.appointment?;
    Some(if visit.taken_at < from {
        Arrival::Early
    } else if visit.taken_at <= to {
        Arrival::OnTime
    } else {
        Arrival::Late
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(super::code(" k7qf-3m2p "), "K7QF3M2P");
        assert_eq!(super::code("OIl0 2222"), "01102222");
    }
}
