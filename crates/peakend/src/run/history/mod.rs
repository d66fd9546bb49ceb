//! What a hall has lived through: who came and what for, how long they waited and how that ended, how long they were served.
//!
//! It is read from the rows of some weeks of local days that are over, a look into an index each, and handed to what learns
//! from it; it is not kept itself. Days are those of the tickets. A quarter of an hour is one by the clock on the wall: where
//! clocks are changed, an hour that comes twice counts in the same quarters, and one that is left out has none.

pub mod lessons;
mod log;
mod store;
mod work;

pub use lessons::Lessons;

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PersonId, VisitId};
use crate::run::hall::Plan;
use crate::run::visit::{Ended, Service, State};
use db::Tx;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// So many weeks are looked back.
pub const WEEKS: i64 = 13;
/// For a holiday so many: a year, as far as a day ahead is looked at, and as far as the new moon wanders.
pub const YEAR_WEEKS: i64 = 53 + 8 + 4;
/// Quarters of an hour of a local day.
pub const QUARTERS: usize = 96;
/// A counter that serves nobody for so many quarters of an hour is still at work.
const BETWEEN: usize = 3;
/// What is usual is the median of so many days of the same weekday.
const USUAL_OF: usize = 6;
/// Calls that nobody followed, to learn from how long a counter waits.
const MISSES: usize = 60;

/// The past of a hall.
#[derive(Debug, Clone)]
pub struct Past {
    /// The purposes that occur, and those that the hall offers now; others point here.
    pub purposes: Vec<String>,
    /// The days, one after the other without a gap, the last of them yesterday.
    pub days: Vec<Day>,
    /// The days of the year before these and how many came in each quarter of an hour, where somebody came; read only for a
    /// day that they can teach something of.
    pub earlier: Vec<(Date, Option<[u32; QUARTERS]>)>,
    /// The visits, in the order of their tickets.
    pub visits: Vec<Came>,
    /// The services that ended, those of a visit together and in their order.
    pub services: Vec<Served>,
    /// How long counters waited for somebody who did not come, in seconds, and on which day: the latest of them.
    pub misses_s: Vec<(usize, f64)>,
}

/// A local day of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Its midnight.
    pub begins: Instant,
    /// What it was.
    pub was: Was,
}

/// What a day was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Was {
    /// People came.
    Open,
    /// The hall has no hours on such a day, and nobody came.
    Closed,
    /// The hall has hours on such a day and nobody came: not known to the system, or a day off that nobody set.
    Missing,
}

/// Somebody who came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Came {
    /// Their day, in [`Past::days`].
    pub day: usize,
    /// When they took their ticket.
    pub at: Instant,
    /// What for, at first; in [`Past::purposes`].
    pub purpose: usize,
    /// Their class, as the calling rule knows it.
    pub class: flow::calling::Class,
    /// Whether they had an appointment, whose wait is none.
    pub appointment: bool,
    /// What came of their first wait.
    pub wait: Wait,
    /// How often they were called and did not come.
    pub misses: i64,
}

/// What came of a wait, after so many seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wait {
    /// They were called.
    Called(f64),
    /// They went without being called.
    Left(f64),
    /// It ended for another reason, and may have gone on: another channel, the end of the day.
    Ended(f64),
    /// Nothing can be said: they asked to be called later, or their ticket is still open.
    Unknown,
}

/// A service that ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// Its day, in [`Past::days`].
    pub day: usize,
    /// Whose, in [`Past::visits`].
    pub visit: usize,
    /// Its number in the visit, from 1.
    pub n: i64,
    /// What for, in [`Past::purposes`].
    pub purpose: usize,
    /// Where.
    pub counter: CounterId,
    /// By whom.
    pub person: PersonId,
    /// How long the customer had waited for it, in seconds.
    pub waited_s: f64,
    /// When it began.
    pub started_at: Instant,
    /// When it ended.
    pub ended_at: Instant,
    /// How long the counter had to do with it, in seconds: without what it was put aside.
    pub took_s: f64,
    /// Whether the customer was sent on to another queue.
    pub sent_on: bool,
    /// From the call to the beginning, in seconds, where it is known.
    pub walked_s: Option<f64>,
}

impl Past {
    /// Reads the weeks before a local day.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read(tx: &mut Tx<'_>, plan: &Plan, today: Date) -> Result<Self, Error> {
        Self::read_days(tx, plan, today.saturating_sub(jiff::Span::new().weeks(WEEKS)), today)
    }

    /// Reads the weeks before a local day to foretell `date`: for a holiday and the days beside it also how many came in the year
    /// before these weeks, because their like is not met in a quarter of a year.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read_for(tx: &mut Tx<'_>, plan: &Plan, today: Date, date: Date) -> Result<Self, Error> {
        let past = Self::read(tx, plan, today)?;
        if !plan.calendar.is_rare(date) {
            return Ok(past);
        }
        let weeks = |weeks: i64| today.saturating_sub(jiff::Span::new().weeks(weeks));
        let (from, to) = (weeks(YEAR_WEEKS), weeks(WEEKS));
        let mut counts: HashMap<String, [u32; QUARTERS]> = HashMap::new();
        for (day, step, came) in store::counts(tx, plan.hall, &from.to_string(), &to.to_string())? {
            let at = quarter(plan, Instant(step.saturating_mul(store::STEP_US)));
            counts.entry(day).or_insert([0; QUARTERS])[at] += u32::try_from(came).unwrap_or(u32::MAX);
        }
        let dates = from.series(jiff::Span::new().days(1)).take_while(|date| *date < to);
        let earlier = dates.map(|date| (date, counts.remove(&date.to_string()))).collect();
        Ok(Self { earlier, ..past })
    }

    /// The dates on which people came, as far as they are known.
    pub fn dates_with_people(&self) -> impl Iterator<Item = Date> {
        let earlier = self.earlier.iter().filter(|(_, came)| came.is_some()).map(|(date, _)| *date);
        earlier.chain(self.days.iter().filter(|day| day.was == Was::Open).map(|day| day.date))
    }

    /// Reads the local days from one until before another.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read_days(tx: &mut Tx<'_>, plan: &Plan, from: Date, to: Date) -> Result<Self, Error> {
        let (first, last) = (from.to_string(), to.to_string());
        let tickets = store::tickets(tx, plan.hall, &first, &last)?;
        let ended = store::services(tx, plan.hall, &first, &last)?;
        let begins = plan.day_begins(&first).unwrap_or_default();
        let diverted: HashSet<VisitId> = store::diverted(tx, plan.hall, begins)?.into_iter().collect();
        let mut past = Self::of(plan, (from, to), &tickets, ended, &diverted);
        for missed in tickets.iter().rev().filter(|ticket| ticket.misses > 0).take(MISSES) {
            let day = past.days.iter().position(|day| day.date.to_string() == missed.day).unwrap_or_default();
            let waits = waited_in_vain(&store::calls(tx, missed.visit)?);
            past.misses_s.extend(waits.into_iter().map(|wait_s| (day, wait_s)));
        }
        Ok(past)
    }

    fn of(
        plan: &Plan,
        (from, to): (Date, Date),
        tickets: &[store::Ticket],
        mut ended: Vec<store::ServiceOf>,
        diverted: &HashSet<VisitId>,
    ) -> Self {
        let mut purposes = Purposes::of(plan);
        let mut days = Days::between(plan, from, to);
        ended.sort_unstable_by_key(|of| (of.visit, of.service.n));
        let first: HashMap<VisitId, &Service> =
            ended.iter().filter(|of| of.service.n == 1).map(|of| (of.visit, &of.service)).collect();
        let mut place = HashMap::with_capacity(tickets.len());
        let mut visits = Vec::with_capacity(tickets.len());
        for ticket in tickets {
            let Some(day) = days.find(&ticket.day) else { continue };
            days.all[day].was = Was::Open;
            let service = first.get(&ticket.visit);
            let wanted = service.map_or(&ticket.purpose, |service| &service.purpose);
            place.insert(ticket.visit, visits.len());
            visits.push(Came {
                day,
                at: ticket.taken_at,
                purpose: purposes.find(wanted),
                class: plan.class(&ticket.class),
                appointment: ticket.appointment.is_some(),
                wait: wait(plan, ticket, service.copied(), diverted.contains(&ticket.visit)),
                misses: ticket.misses,
            });
        }
        let mut services = Vec::with_capacity(ended.len());
        for store::ServiceOf { visit, service } in &ended {
            let Some(&visit) = place.get(visit) else { continue };
            let came: &Came = &visits[visit];
            let took_us = service.ended_at.0 - service.started_at.0 - service.parked_us;
            let called = came.at.0 + service.waited_us;
            let plain = service.n == 1 && came.misses == 0 && !came.appointment;
            services.push(Served {
                day: came.day,
                visit,
                n: service.n,
                purpose: purposes.find(&service.purpose),
                counter: service.counter,
                person: service.person,
                waited_s: seconds(service.waited_us.max(0)),
                started_at: service.started_at,
                ended_at: service.ended_at,
                took_s: seconds(took_us.max(0)),
                sent_on: service.result == Ended::Transferred,
                walked_s: (plain && service.started_at.0 >= called)
                    .then(|| seconds(service.started_at.0 - called)),
            });
        }
        Self {
            purposes: purposes.all,
            days: days.all,
            earlier: Vec::new(),
            visits,
            services,
            misses_s: Vec::new(),
        }
    }

    /// What was known on the morning of a day.
    pub fn before(&self, date: Date) -> Self {
        let days = self.days.partition_point(|day| day.date < date);
        let visits = self.visits.partition_point(|came| came.day < days);
        Self {
            purposes: self.purposes.clone(),
            days: self.days[..days].to_vec(),
            earlier: self.earlier.clone(),
            visits: self.visits[..visits].to_vec(),
            services: self.services.iter().filter(|service| service.visit < visits).copied().collect(),
            misses_s: self.misses_s.iter().filter(|(day, _)| *day < days).copied().collect(),
        }
    }

    /// Days on which people came.
    pub fn open_days(&self) -> usize {
        self.days.iter().filter(|day| day.was == Was::Open).count()
    }

    /// How many came in each quarter of an hour by the clock on the wall: day × quarter, for one purpose or for all.
    pub fn counts(&self, plan: &Plan, purpose: Option<usize>) -> Vec<[u32; QUARTERS]> {
        let mut counts = vec![[0; QUARTERS]; self.days.len()];
        for came in self.visits.iter().filter(|came| purpose.is_none_or(|wanted| came.purpose == wanted)) {
            counts[came.day][quarter(plan, came.at)] += 1;
        }
        counts
    }

    /// How many counters were at work in each quarter of an hour: day × quarter. A counter is at work from one service to the
    /// next, if not much lies between.
    pub fn at_work(&self, plan: &Plan) -> Vec<[u32; QUARTERS]> {
        let mut spans: HashMap<(usize, CounterId), Vec<(usize, usize)>> = HashMap::new();
        for service in &self.services {
            let span = (quarter(plan, service.started_at), quarter(plan, service.ended_at));
            spans.entry((service.day, service.counter)).or_default().push(span);
        }
        let mut counts = vec![[0; QUARTERS]; self.days.len()];
        for ((day, _), of_day) in spans {
            for (count, works) in counts[day].iter_mut().zip(worked(of_day)) {
                *count += u32::from(works);
            }
        }
        counts
    }

    /// How many counters usually work in each quarter of an hour of such a weekday: the median of the latest of them.
    pub fn usual_work(&self, plan: &Plan, date: Date) -> Option<[f64; QUARTERS]> {
        let at_work = self.at_work(plan);
        let same: Vec<&[u32; QUARTERS]> = self
            .days
            .iter()
            .zip(&at_work)
            .rev()
            .filter(|(day, _)| day.was == Was::Open && day.date.weekday() == date.weekday())
            .take(USUAL_OF)
            .map(|(_, counters)| counters)
            .collect();
        (!same.is_empty()).then(|| {
            std::array::from_fn(|quarter| {
                let mut values: Vec<u32> = same.iter().map(|counters| counters[quarter]).collect();
                values.sort_unstable();
                let (low, high) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
                f64::midpoint(f64::from(low), f64::from(high))
            })
        })
    }
}

/// In which quarters of its day a counter was at work, by the first and last quarter of each of its services.
fn worked(mut services: Vec<(usize, usize)>) -> [bool; QUARTERS] {
    let mut works = [false; QUARTERS];
    let mut last: Option<usize> = None;
    services.sort_unstable();
    for (from, to) in services {
        // what ends after midnight is of the evening before
        let to = if to < from { QUARTERS - 1 } else { to };
        let since = last.filter(|last| from <= last + BETWEEN + 1).unwrap_or(from);
        for quarter in works.get_mut(since.min(from)..=to).into_iter().flatten() {
            *quarter = true;
        }
        last = last.max(Some(to));
    }
    works
}

/// The quarter of an hour of the local day, by the clock on the wall.
pub fn quarter(plan: &Plan, at: Instant) -> usize {
    let local = at.local(&plan.zone);
    usize::try_from(i32::from(local.hour()) * 4 + i32::from(local.minute()) / 15).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of a wait")]
fn seconds(us: i64) -> f64 {
    us as f64 / 1e6
}

/// How long counters waited between a call and giving up.
fn waited_in_vain(calls: &[(Instant, String)]) -> Vec<f64> {
    let pairs = calls.windows(2).filter(|pair| pair[0].1 == "called" && pair[1].1 == "missed");
    pairs.map(|pair| seconds((pair[1].0.0 - pair[0].0.0).max(0))).collect()
}

/// What came of the first wait of a visit.
fn wait(plan: &Plan, ticket: &store::Ticket, service: Option<&Service>, diverted: bool) -> Wait {
    let since_taken = |at: Instant| seconds((at.0 - ticket.taken_at.0).max(0));
    // the row tells of the last wait; the first is known where it is the only one
    if ticket.holds > 0 || ticket.misses > 0 {
        return Wait::Unknown;
    }
    if let Some(service) = service {
        return Wait::Called(seconds(service.waited_us.max(0)));
    }
    match (ticket.state, ticket.called_at, ticket.ended_at) {
        (_, Some(called), _) => Wait::Called(since_taken(called)),
        (State::Left, None, Some(ended)) if diverted || !plan.within_hours(ended) => {
            Wait::Ended(since_taken(ended))
        }
        (State::Left, None, Some(ended)) => Wait::Left(since_taken(ended)),
        _ => Wait::Unknown,
    }
}

/// Purposes and their places.
struct Purposes {
    all: Vec<String>,
    places: HashMap<String, usize>,
}

impl Purposes {
    /// Those that a hall offers.
    fn of(plan: &Plan) -> Self {
        let mut purposes = Self { all: Vec::new(), places: HashMap::new() };
        for offer in &plan.offers {
            purposes.find(&offer.purpose);
        }
        purposes
    }

    fn find(&mut self, purpose: &str) -> usize {
        if let Some(&place) = self.places.get(purpose) {
            return place;
        }
        let place = self.all.len();
        self.all.push(purpose.to_owned());
        self.places.insert(purpose.to_owned(), place);
        place
    }
}

/// Days and their places.
struct Days {
    all: Vec<Day>,
    places: HashMap<String, usize>,
}

impl Days {
    fn between(plan: &Plan, from: Date, to: Date) -> Self {
        let dates = from.series(jiff::Span::new().days(1)).take_while(|date| *date < to);
        let all: Vec<Day> = dates
            .map(|date| Day {
                date,
                begins: plan.at_minute(date, 0).unwrap_or_default(),
                was: if plan.hours_of(date).is_empty() { Was::Closed } else { Was::Missing },
            })
            .collect();
        let places = all.iter().enumerate().map(|(place, day)| (day.date.to_string(), place)).collect();
        Self { all, places }
    }

    fn find(&self, day: &str) -> Option<usize> {
        self.places.get(day).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quarters in which the counter works.
    fn quarters(services: &[(usize, usize)]) -> Vec<usize> {
        let works = worked(services.to_vec());
        (0..QUARTERS).filter(|quarter| works[*quarter]).collect()
    }

    #[test]
    fn a_counter_is_at_work_from_one_service_to_the_next_if_not_much_lies_between() {
        assert_eq!(quarters(&[(40, 40), (36, 37), (37, 37)]), [36, 37, 38, 39, 40]);
        assert_eq!(quarters(&[(36, 36), (60, 61)]), [36, 60, 61], "a long break is one");
        assert_eq!(quarters(&[(36, 40), (37, 38), (39, 39)]), [36, 37, 38, 39, 40], "one within another");
        assert_eq!(quarters(&[(94, 1)]), [94, 95], "past midnight");
        assert_eq!(quarters(&[]), Vec::<usize>::new());
    }
}
