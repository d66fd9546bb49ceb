//! The twin of a running hall: its set-up and what its past has taught as a [`Hall`] to simulate, and its floor as it stands as
//! the [`State`] to begin from.

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::run::appointment::{self, Appointment};
use crate::run::counter::store::Staffed;
use crate::run::counter::{self, CounterState};
use crate::run::hall::{self, Plan};
use crate::run::history::{self, Lessons, QUARTERS};
use crate::run::visit::store::Line;
use crate::run::visit::{self, State as Stands, Visit};
use crate::run::{log, queue};
use db::Tx;
use flow::calling::{Memory, Set, Window};
use flow::twin::{
    Appointment as Promised, Arrivals, Away, Closing, Counter, Diverted, Hall, Late, Law, Prepared, Purpose,
    Serving, Shift, State, Waiter,
};
use jiff::civil::Date;
use std::sync::Arc;

/// Microseconds of a quarter of an hour.
const QUARTER_US: i64 = 15 * Instant::MINUTE;
/// Counters work on so long after closing, if people wait.
const AFTER_CLOSING_US: i64 = 4 * 60 * Instant::MINUTE;
/// Who is away for a moment is taken to be away so long in all, in minutes.
const AWAY_MIN: i64 = 10;
/// The chance that who has an appointment comes.
const COMES: f64 = 0.85;

/// A hall as it stands.
pub(crate) struct Floor {
    pub plan: Arc<Plan>,
    pub at: Instant,
    pub staffed: Vec<Staffed>,
    pub live: Vec<Visit>,
    pub appointments: Vec<Appointment>,
    pub arrived: usize,
    turn: u32,
    /// The day that goes on, whose midnight times count from.
    pub date: Date,
    begins: Instant,
}

impl Floor {
    /// Reads it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read(house: &House, tx: &mut Tx<'_>, hall: crate::kernel::kinds::PlaceId) -> Result<Self, Error> {
        let plan = hall::store::plan(house, tx, hall)?;
        let live = visit::store::live(tx, hall)?;
        // time in a hall may be ahead of the clock
        let latest = live.iter().map(|visit| visit.taken_at).max().unwrap_or_default();
        let at = house.clock.now().max(latest);
        let date = day_of(&plan, at);
        let day = date.to_string();
        Ok(Self {
            staffed: counter::store::staffed(tx, hall)?,
            appointments: appointment::store::of_day(tx, hall, &day)?,
            arrived: visit::store::walk_ins(tx, hall, &day)?,
            turn: log::store::stands(tx, hall)?.1,
            begins: plan.at_minute(date, 0).unwrap_or_default(),
            plan,
            at,
            live,
            date,
        })
    }

    /// Whether the hall is open or somebody waits in it.
    pub fn is_alive(&self) -> bool {
        self.plan.is_open(self.at) || self.live.iter().any(|visit| self.waits(visit))
    }

    fn waits(&self, visit: &Visit) -> bool {
        visit.state == Stands::Waiting && visit.hold_until.is_none_or(|until| until <= self.at)
    }

    /// Who waits now.
    pub fn waiting(&self) -> usize {
        self.live.iter().filter(|visit| self.waits(visit)).count()
    }

    /// An instant in the time of the twin.
    fn us(&self, at: Instant) -> i64 {
        at.0 - self.begins.0
    }

    /// Now, in the time of the twin.
    pub fn now_us(&self) -> i64 {
        self.us(self.at)
    }

    fn doors_us(&self) -> (i64, i64) {
        let spans = self.plan.hours_of(self.date);
        let at = |minute: u16| elapsed_us(&self.plan, self.date, minute);
        match (spans.first(), spans.last()) {
            (Some([from, _]), Some([_, to])) if self.plan.shut.is_none() => (at(*from), at(*to)),
            // nobody comes in; who is here is served
            _ => (self.now_us(), self.now_us()),
        }
    }

    /// The hall as it goes on if nobody opens or closes a counter.
    pub fn hall(&self, lessons: &Lessons) -> Hall {
        let (opens_us, closes_us) = self.doors_us();
        let until_us = closes_us.max(self.now_us()) + AFTER_CLOSING_US;
        let counters = self.staffed.iter().map(|at| self.counter(at, lessons, until_us)).collect();
        Hall {
            counters,
            appointments: self.promised(),
            ..of(&self.plan, lessons, self.date, (opens_us, closes_us))
        }
    }

    fn counter(&self, at: &Staffed, lessons: &Lessons, until_us: i64) -> Counter {
        let plan = &self.plan;
        let there = at.counter.state != CounterState::Closed;
        let skills = at.skills.as_ref().filter(|_| there);
        let shift = Shift { from_us: self.now_us(), to_us: until_us };
        Counter {
            skills: skills.map_or(Set::ALL, |skills| plan.skills(skills.iter().map(String::as_str))),
            purposes: at
                .counter
                .purposes
                .as_ref()
                .map_or(Set::ALL, |purposes| plan.purposes(purposes.iter().map(String::as_str))),
            person: at
                .counter
                .person
                .map_or_else(|| at.counter.id.uuid().as_u128(), |person| person.uuid().as_u128()),
            counter: at.counter.id.uuid().as_u128(),
            pace: at.counter.person.and_then(|person| lessons.paces.get(&person)).copied().unwrap_or(1.0),
            own: Vec::new(),
            shifts: if there { vec![shift] } else { Vec::new() },
            closes_us: None,
        }
    }

    /// Appointments of today that may still be kept.
    fn promised(&self) -> Vec<Promised> {
        let open = self.appointments.iter().filter(|one| one.state == appointment::State::Booked);
        let booked = open.filter_map(|one| promised(&self.plan, self.date, one));
        booked.filter_map(|one| still_kept(one, self.now_us())).collect()
    }

    /// How it stands now.
    pub fn state(&self) -> State {
        State {
            now_us: self.now_us(),
            waiting: self.live.iter().filter_map(|visit| self.waiter(visit)).collect(),
            serving: self.staffed.iter().enumerate().filter_map(|(n, at)| self.serving(n, at)).collect(),
            away: self.away(),
            // whoever is on pause works today all the same, and `away` says when they come back
            open: self.staffed.iter().map(|at| at.counter.state != CounterState::Closed).collect(),
            arrived: Some(self.arrived as u64),
            memory: Memory::from(self.turn),
        }
    }

    fn purpose(&self, visit: &Visit) -> Option<usize> {
        self.plan.offers.iter().position(|offer| offer.purpose == visit.purpose)
    }

    fn waiter(&self, visit: &Visit) -> Option<Waiter> {
        if visit.state != Stands::Waiting {
            return None;
        }
        let seen = queue::seen(&self.plan, &Line::of(visit))?;
        let since_us = self.us(visit.queued_at).min(self.now_us());
        Some(Waiter {
            appointment: seen.appointment.map(|window| Window {
                from_us: window.from_us - self.begins.0,
                to_us: window.to_us - self.begins.0,
            }),
            for_counter: seen.for_counter,
            for_person: seen.for_person,
            not_before_us: seen.not_before_us.map(|until| until - self.begins.0),
            prepared: None,
            ..Waiter::plain(self.purpose(visit)?, seen.class, since_us)
        })
    }

    fn serving(&self, counter: usize, at: &Staffed) -> Option<Serving> {
        let visit = at.counter.visit.and_then(|id| self.live.iter().find(|visit| visit.id == id))?;
        let since = match visit.state {
            // on the way
            Stands::Called => self.at,
            Stands::Serving => Instant(visit.started_at?.0 + visit.parked_us),
            _ => return None,
        };
        Some(Serving {
            counter,
            purpose: self.purpose(visit)?,
            class: self.plan.class(&visit.class),
            since_us: self.us(since).min(self.now_us()),
        })
    }

    fn away(&self) -> Vec<Away> {
        let paused =
            self.staffed.iter().enumerate().filter(|(_, at)| at.counter.state == CounterState::Paused);
        let back = |at: &Staffed| {
            let usual = at.counter.since.plus_seconds(AWAY_MIN * 60);
            self.us(usual.max(self.at.plus_seconds(AWAY_MIN * 30)))
        };
        paused.map(|(counter, at)| Away { counter, back_us: Some(back(at)) }).collect()
    }
}

/// Of an appointment, what is still to come: of those whose time has begun, so many have not come yet as if they came at any
/// moment of it alike, and who still comes does so in the middle of what is left of it. None if its time is over.
#[expect(clippy::cast_precision_loss, reason = "microseconds of a day")]
fn still_kept(one: Promised, now_us: i64) -> Option<Promised> {
    let Window { from_us, to_us } = one.window;
    if from_us >= now_us {
        return Some(one);
    }
    if to_us <= now_us {
        return None;
    }
    let over = (now_us - from_us) as f64 / (to_us - from_us) as f64;
    let window = Window { from_us: now_us + (to_us - now_us) / 2, to_us };
    Some(Promised { window, comes: one.comes * (1.0 - over) / (1.0 - one.comes * over), ..one })
}

/// An appointment as the twin knows it; none if the hall has never offered what it is for.
fn promised(plan: &Plan, date: Date, one: &Appointment) -> Option<Promised> {
    let begins = plan.at_minute(date, 0).unwrap_or_default();
    let purpose = plan.offers.iter().position(|offer| offer.purpose == one.purpose)?;
    let window = Window { from_us: one.starts_at.0 - begins.0, to_us: one.ends_at.0 - begins.0 };
    Some(Promised { purpose, class: plan.class(""), window, comes: COMES })
}

/// The appointments of a whole day as they were before it: whether each was kept is not looked at.
pub(crate) fn book(plan: &Plan, date: Date, appointments: &[Appointment]) -> Vec<Promised> {
    let stands = |one: &&Appointment| one.state != appointment::State::Cancelled;
    appointments.iter().filter(stands).filter_map(|one| promised(plan, date, one)).collect()
}

/// How long after a day's midnight the clock on the wall shows a minute of it: an hour less or more than the clock says where
/// it was changed in between.
pub(crate) fn elapsed_us(plan: &Plan, date: Date, minute: u16) -> i64 {
    let at = |minute: u16| plan.at_minute(date, minute).unwrap_or_default();
    at(minute).0 - at(0).0
}

/// Which quarter of an hour the clock on the wall shows, quarter after quarter from a day's midnight on, until the midnight
/// after the next: where the clock is changed some are left out, or come twice.
fn quarters_shown(plan: &Plan, date: Date) -> Vec<usize> {
    let begins = plan.at_minute(date, 0).unwrap_or_default();
    let steps = i64::try_from(2 * QUARTERS).unwrap_or_default();
    (0..steps).map(|n| history::quarter(plan, Instant(begins.0 + n * QUARTER_US))).collect()
}

/// Rates of a day by the clock on the wall, in the order in which it shows its quarters. What comes after midnight comes as on
/// any night.
fn by_the_wall(day: &[f64], quarters: &[usize]) -> Vec<f64> {
    quarters.iter().map(|&quarter| day.get(quarter).copied().unwrap_or(0.0)).collect()
}

/// A hall by its set-up and what it has taught, without counters and appointments. `doors` are its hours on this
/// date in the time of the twin.
pub(crate) fn of(plan: &Plan, lessons: &Lessons, date: Date, doors: (i64, i64)) -> Hall {
    let quarters = quarters_shown(plan, date);
    let purposes = plan.offers.iter().zip(&lessons.purposes).filter_map(|(offer, learnt)| {
        let (key, skills_needed) = plan.key(&offer.purpose)?;
        Some(Purpose {
            key,
            skills_needed,
            classes: learnt.classes.clone(),
            service: learnt.service.clone(),
            patience: lessons.patience.clone(),
            next: learnt.next.clone(),
            diverted: Diverted::nobody(),
            prepared: Prepared::nobody(),
        })
    });
    Hall {
        opens_us: doors.0,
        closes_us: doors.1,
        purposes: purposes.collect(),
        counters: Vec::new(),
        rule: plan.rule.clone(),
        arrivals: Arrivals::Rates {
            step_us: QUARTER_US,
            from_us: 0,
            per_hour: lessons.per_hour.iter().map(|day| by_the_wall(day, &quarters)).collect(),
            day_spread: lessons.day_spread,
            repeats: false,
        },
        appointments: Vec::new(),
        early: Law::zero(),
        late: Late::nobody(),
        to_counter: lessons.to_counter.clone(),
        missed: lessons.missed.clone(),
        closing: Closing::ServeAll,
        promise_s: f64::from(plan.target.minutes()) * 60.0,
    }
}

/// The day that goes on: the one that began yesterday, in a hall that is open past midnight.
fn day_of(plan: &Plan, at: Instant) -> Date {
    let local = at.local(&plan.zone);
    let minute = u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).unwrap_or_default();
    let night = |date: &Date| {
        let within = |[from, to]: &[u16; 2]| (*from..*to).contains(&(minute + hall::hours::DAY_MIN));
        plan.hours_of(*date).iter().any(within)
    };
    local.date().yesterday().ok().filter(night).unwrap_or_else(|| local.date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flow::calling::Class;

    #[test]
    fn an_appointment_whose_time_has_begun_may_still_be_kept() {
        let hour = 60 * Instant::MINUTE;
        let window = Window { from_us: 10 * hour, to_us: 11 * hour };
        let one = Promised { purpose: 0, class: Class(0), window, comes: 0.8 };
        assert_eq!(still_kept(one, 9 * hour).map(|one| one.window.from_us), Some(10 * hour));
        assert!(still_kept(one, 11 * hour).is_none());
        // half of the eight of ten have come: of the six others four still do
        let half = still_kept(one, 10 * hour + hour / 2).unwrap();
        assert!((half.comes - 4.0 / 6.0).abs() < 1e-9, "{}", half.comes);
        assert_eq!(half.window, Window { from_us: 10 * hour + 45 * Instant::MINUTE, to_us: 11 * hour });
    }
}
