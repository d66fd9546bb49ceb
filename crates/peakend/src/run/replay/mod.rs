//! Replaying the log: a hall's rows, made again from nothing but its events, and held against those that there are.
//!
//! [`replay`] folds events through the same [`Visit::apply`] as the acts. What the log does not know is not compared: the
//! secret of a visit's page, and when a counter that nobody ever worked at was set up.

pub(crate) mod store;

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use crate::run::counter::CounterState;
use crate::run::log::Event;
use crate::run::visit::{Happened, Service, Visit};
use db::Tx;
use std::collections::BTreeMap;

/// A counter as far as the log tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// Where it stands.
    pub state: CounterState,
    /// Who works at it.
    pub person: Option<PersonId>,
    /// The visit at it.
    pub visit: Option<VisitId>,
    /// Since when; none if nothing has happened there.
    pub since: Option<Instant>,
}

impl Default for Stand {
    fn default() -> Self {
        Self { state: CounterState::Closed, person: None, visit: None, since: None }
    }
}

/// A hall as its events make it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Floor {
    /// Visits, without their secrets.
    pub visits: BTreeMap<VisitId, Visit>,
    /// Services by visit and number.
    pub services: BTreeMap<(VisitId, i64), Service>,
    /// Counters at which something has happened.
    pub counters: BTreeMap<CounterId, Stand>,
    /// The last number given, by day and letter.
    pub numbers: BTreeMap<(String, String), i64>,
    /// What cannot be: missing events, events of nobody.
    pub gaps: Vec<Difference>,
    seq: i64,
}

/// Where the log and the rows do not say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Of what: a visit's id, a counter's, a day and letter, an event's number.
    pub of: String,
    /// Which field.
    pub field: &'static str,
    /// What the log makes it.
    pub replayed: String,
    /// What the row holds.
    pub kept: String,
}

/// Makes a hall from its events, in their order.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Floor {
    let mut floor = Floor::default();
    for event in events {
        floor.happen(event);
    }
    floor
}

impl Floor {
    /// The next event.
    pub fn happen(&mut self, event: &Event) {
        if event.seq != self.seq + 1 {
            self.gap(format!("event {}", event.seq), "seq", self.seq + 1, event.seq);
        }
        self.seq = event.seq;
        if let Some(visit) = event.visit {
            self.of_visit(event, visit);
        }
        if let Some(counter) = event.counter {
            self.at_counter(event, counter);
        }
    }

    fn gap(&mut self, of: String, field: &'static str, expected: i64, found: i64) {
        let (replayed, kept) = (expected.to_string(), found.to_string());
        self.gaps.push(Difference { of, field, replayed, kept });
    }

    fn of_visit(&mut self, event: &Event, id: VisitId) {
        let n = event.n.unwrap_or_default();
        if let Happened::Taken { day, letter, number, .. } = &event.what {
            let last = self.numbers.entry((day.clone(), letter.clone())).or_default();
            *last = (*last).max(*number);
            self.visits.extend(
                Visit::begin(id, event.hall, event.at, &event.what, String::new()).map(|visit| (id, visit)),
            );
            return;
        }
        let Some(visit) = self.visits.get_mut(&id) else {
            return self.gap(id.to_string(), "taken", 1, n);
        };
        let service = visit.apply(event.at, event.counter, &event.what);
        let events = visit.events;
        if let Some(service) = service {
            self.services.insert((id, service.n), service);
        }
        if events != n {
            self.gap(id.to_string(), "n", events, n);
        }
    }

    fn at_counter(&mut self, event: &Event, id: CounterId) {
        let mut stand = self.counters.get(&id).cloned().unwrap_or_default();
        match &event.what {
            Happened::CounterOpened { person } => {
                stand.state = CounterState::Open;
                stand.person = Some(*person);
            }
            Happened::CounterPaused { .. } => stand.state = CounterState::Paused,
            Happened::CounterClosed => {
                stand.state = CounterState::Closed;
                stand.person = None;
            }
            Happened::Called { .. } | Happened::Resumed { .. } => stand.visit = event.visit,
            Happened::Missed
            | Happened::Parked { .. }
            | Happened::Transferred { .. }
            | Happened::Finished { .. }
            | Happened::Left { .. } => stand.visit = None,
            // what is said at a counter moves nobody
            _ => return,
        }
        stand.since = Some(event.at);
        self.counters.insert(id, stand);
    }
}

/// What a check came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Events replayed.
    pub events: i64,
    /// Visits compared.
    pub visits: u64,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// Replays a hall's log and holds it against its rows, at one moment.
///
/// # Errors
/// Those of the database; an event that cannot be read.
pub fn check(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Checked, Error> {
    let mut floor = Floor::default();
    store::each_event(tx, hall, |event| floor.happen(event))?;
    let mut found = std::mem::take(&mut floor.gaps);
    let visits = floor.visits.len() as u64;
    let seq = store::last_seq(tx, hall)?;
    differ(&mut found, "hall_log", "seq", &floor.seq, &seq);
    store::each_visit(tx, hall, |mut kept| {
        kept.secret.clear();
        match floor.visits.remove(&kept.id) {
            Some(made) => compare(&mut found, &made, &kept),
            None => differ(&mut found, kept.id, "row", &"none", &"there"),
        }
    })?;
    for id in floor.visits.keys() {
        differ(&mut found, id, "row", &"there", &"none");
    }
    for (key, kept) in store::services(tx, hall)? {
        let made = floor.services.remove(&key);
        differ(&mut found, format!("{} {}", key.0, key.1), "service", &made.as_ref(), &Some(&kept));
    }
    for ((id, n), made) in &floor.services {
        differ(&mut found, format!("{id} {n}"), "service", &Some(made), &None);
    }
    for (id, kept) in store::counters(tx, hall)? {
        compare_counter(&mut found, id, floor.counters.remove(&id), &kept);
    }
    let kept = store::numbers(tx, hall)?;
    for (key, made) in &floor.numbers {
        let of = format!("{} {}", key.0, key.1);
        differ(&mut found, of, "numbering", &Some(made), &kept.get(key));
    }
    for key in kept.keys().filter(|key| !floor.numbers.contains_key(*key)) {
        differ(&mut found, format!("{} {}", key.0, key.1), "numbering", &None, &kept.get(key));
    }
    Ok(Checked { events: seq, visits, differences: found })
}

fn differ<T: PartialEq + std::fmt::Debug>(
    found: &mut Vec<Difference>,
    of: impl ToString,
    field: &'static str,
    made: &T,
    kept: &T,
) {
    if made != kept {
        let (replayed, kept) = (format!("{made:?}"), format!("{kept:?}"));
        found.push(Difference { of: of.to_string(), field, replayed, kept });
    }
}

fn compare_counter(found: &mut Vec<Difference>, id: CounterId, made: Option<Stand>, kept: &Stand) {
    let mut made = made.unwrap_or_default();
    // when it was set up is not in the log
    made.since = made.since.or(kept.since);
    differ(found, id, "state", &made.state, &kept.state);
    differ(found, id, "person", &made.person, &kept.person);
    differ(found, id, "visit", &made.visit, &kept.visit);
    differ(found, id, "since", &made.since, &kept.since);
}

/// Field by field, so that what differs is named. Taken apart whole: a new field does not compile until it is compared.
fn compare(found: &mut Vec<Difference>, made: &Visit, kept: &Visit) {
    if made == kept {
        return;
    }
    macro_rules! fields {
        ($($field:ident)*) => {{
            let Visit { $($field: _,)* secret: _ } = made;
            $(differ(found, kept.id, stringify!($field), &made.$field, &kept.$field);)*
        }};
    }
    fields! {
        id hall day letter number source language state purpose class taken_at queued_at hold_until holds appointment
        for_counter for_person counter person called_at calls misses started_at parked_at parked_us services ended_at
        result left_open prepared events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Chance;
    use crate::kernel::kinds::EventId;
    use crate::run::visit::{Because, Outcome, Source, State};

    struct Story {
        chance: Chance,
        hall: PlaceId,
        counter: CounterId,
        person: PersonId,
        events: Vec<Event>,
    }

    impl Story {
        fn new() -> Self {
            let chance = Chance::seeded(3);
            let at = Instant(1);
            Self {
                hall: chance.id(at),
                counter: chance.id(at),
                person: chance.id(at),
                events: Vec::new(),
                chance,
            }
        }

        fn add(&mut self, visit: Option<(VisitId, i64)>, counter: Option<CounterId>, what: Happened) {
            let seq = self.events.len() as i64 + 1;
            let at = Instant(seq * 60_000_000);
            let id: EventId = self.chance.id(at);
            self.events.push(Event {
                id,
                hall: self.hall,
                seq,
                at,
                visit: visit.map(|(id, _)| id),
                n: visit.map(|(_, n)| n),
                counter,
                actor: "system".to_owned(),
                origin: "local".to_owned(),
                what,
            });
        }

        fn whole() -> Self {
            let mut story = Self::new();
            let (visit, counter, person) = (story.chance.id(Instant(2)), story.counter, story.person);
            story.add(None, Some(counter), Happened::CounterOpened { person });
            let taken = Happened::Taken {
                day: "2026-03-02".to_owned(),
                letter: "A".to_owned(),
                number: 1,
                purpose: "pay_bill".to_owned(),
                class: String::new(),
                source: Source::Kiosk,
                language: "zh-CN".to_owned(),
                appointment: None,
            };
            story.add(Some((visit, 1)), None, taken);
            let called = Happened::Called { person, because: Because::Order };
            story.add(Some((visit, 2)), Some(counter), called);
            story.add(Some((visit, 3)), Some(counter), Happened::Started);
            let finished = Happened::Finished { result: Outcome::Done, left_open: String::new() };
            story.add(Some((visit, 4)), Some(counter), finished);
            story
        }
    }

    #[test]
    fn events_make_the_visit_the_service_the_counter_and_the_number() {
        let story = Story::whole();
        let floor = replay(&story.events);
        assert_eq!(floor.gaps, []);
        let visit = floor.visits.values().next().unwrap();
        assert_eq!((visit.state, visit.services, visit.events), (State::Done, 1, 4));
        assert_eq!(floor.services.len(), 1);
        let stand = &floor.counters[&story.counter];
        assert_eq!(
            (stand.state, stand.visit, stand.since),
            (CounterState::Open, None, Some(Instant(300_000_000)))
        );
        assert_eq!(floor.numbers.values().collect::<Vec<_>>(), [&1]);
    }

    #[test]
    fn an_event_that_is_missing_is_noticed_wherever_it_was() {
        for missing in 0..4 {
            let mut story = Story::whole();
            story.events.remove(missing);
            assert!(!replay(&story.events).gaps.is_empty(), "without event {}", missing + 1);
        }
    }

    #[test]
    fn events_in_another_order_are_noticed() {
        let mut story = Story::whole();
        story.events.swap(2, 3);
        assert!(!replay(&story.events).gaps.is_empty());
    }
}
