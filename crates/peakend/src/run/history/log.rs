//! The past as a log that [`flow::learn`] reads, which says how patient people are, and on which days.

use super::{Came, Past, Served, Wait};
use crate::kernel::Instant;
use crate::kernel::kinds::PersonId;
use crate::run::planning::calendar::number;
use flow::learn::{End, Log, Seen};
use std::collections::HashMap;

impl Past {
    /// As a log: a line for each service that somebody came or was sent for, and one for each who had none. Days are cut where
    /// the hall sleeps, and torn ones are left out.
    pub fn log(&self) -> Log {
        self.log_of_people().0
    }

    /// The same, and who is meant by the numbers that people have in it.
    pub fn log_of_people(&self) -> (Log, Vec<PersonId>) {
        let mut people: HashMap<PersonId, u32> = HashMap::new();
        let mut seen = Vec::with_capacity(self.visits.len() + self.services.len());
        let mut services = self.services.iter().peekable();
        let mut of: HashMap<usize, Vec<&Served>> = HashMap::new();
        while let Some(first) = services.next() {
            let mut all = vec![first];
            all.extend(std::iter::from_fn(|| services.next_if(|next| next.visit == first.visit)));
            of.insert(first.visit, all);
        }
        for (visit, came) in self.visits.iter().enumerate() {
            let day = &self.days[came.day];
            let us = |at: Instant| at.0 - day.begins.0;
            let line = visit as u64 + 1;
            let blank = Seen {
                line,
                day: number(day.date),
                purpose: came.purpose,
                arrived_us: us(came.at),
                first: true,
                called_us: None,
                started_us: None,
                ended_us: None,
                person: None,
                end: End::Served,
                onward: None,
            };
            let Some(all) = of.get(&visit) else {
                let (end, s) = match came.wait {
                    Wait::Left(s) => (End::Left, Some(s)),
                    _ if came.misses > 0 => (End::Missed, None),
                    Wait::Called(s) | Wait::Ended(s) => (End::Otherwise, Some(s)),
                    Wait::Unknown => (End::Otherwise, None),
                };
                let called_us = s.map(|s| blank.arrived_us + micros(s));
                seen.push(Seen { called_us, end, ..blank });
                continue;
            };
            for (n, service) in all.iter().enumerate() {
                let known = u32::try_from(people.len()).unwrap_or(u32::MAX);
                let began = us(service.started_at);
                let earlier = n.checked_sub(1).map(|before| all[before]);
                let called = match earlier {
                    Some(earlier) => called_again(came, earlier, service).map(us),
                    // the row tells of the last wait; the first is known where it is the only one
                    None => matches!(came.wait, Wait::Called(_))
                        .then(|| (blank.arrived_us + micros(service.waited_s)).min(began)),
                };
                seen.push(Seen {
                    purpose: service.purpose,
                    arrived_us: earlier.map_or(blank.arrived_us, |earlier| us(earlier.ended_at)),
                    first: n == 0,
                    called_us: called,
                    started_us: Some(began),
                    ended_us: Some(began + micros(service.took_s)),
                    person: Some(*people.entry(service.person).or_insert(known)),
                    onward: all.get(n + 1).map(|next| next.purpose),
                    ..blank
                });
            }
        }
        let mut log = Log::sift(seen);
        log.cut_days();
        log.drop_torn();
        let mut named: Vec<(u32, PersonId)> = people.into_iter().map(|(person, n)| (n, person)).collect();
        named.sort_unstable_by_key(|(n, _)| *n);
        (log, named.into_iter().map(|(_, person)| person).collect())
    }
}

/// When somebody was called for a service after another; none if they stayed at the counter and did not wait again, or if it is
/// not known.
fn called_again(came: &Came, earlier: &Served, service: &Served) -> Option<Instant> {
    let waited_us = micros(service.waited_s);
    let since = |queued: Instant| Instant(queued.0 + waited_us);
    let fits = |called: &Instant| *called >= earlier.ended_at && *called <= service.started_at;
    // who was sent on with their place in the queue has waited since they came
    let calls = [since(earlier.ended_at), since(came.at)];
    calls.into_iter().find(fits).filter(|_| earlier.sent_on)
}

#[expect(clippy::cast_possible_truncation, reason = "seconds of a day")]
fn micros(s: f64) -> i64 {
    (s * 1e6) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::history::work::tests::{past, served};

    /// The seconds waited by line of the log.
    fn waits(past: &Past) -> Vec<(End, bool, Option<f64>)> {
        past.log().seen.iter().map(|seen| (seen.end, seen.first, seen.waited_s())).collect()
    }

    #[test]
    fn the_wait_for_a_second_service_is_its_own_where_somebody_was_sent_on() {
        // served from 30:00 to 35:00, and again from 60:00
        let mut past = past(1, vec![served(0, 1, 0, 300.0), served(0, 2, 1, 300.0)]);
        past.visits[0].wait = Wait::Called(600.0);
        let own = |past: &Past| waits(past)[1];
        assert_eq!(own(&past), (End::Served, false, None), "at the same counter nobody waits");
        past.services[0].sent_on = true;
        past.services[1].waited_s = 1_400.0;
        assert_eq!(own(&past), (End::Served, false, Some(1_400.0)));
        past.services[1].waited_s = 3_500.0;
        assert_eq!(own(&past), (End::Served, false, Some(1_400.0)), "with their place in the queue");
        past.services[1].waited_s = 9_000.0;
        assert_eq!(own(&past), (End::Served, false, None), "not known");
    }

    #[test]
    fn who_went_elsewhere_came_and_would_have_waited_longer() {
        let mut past = past(3, vec![served(0, 1, 0, 300.0)]);
        past.visits[0].wait = Wait::Called(600.0);
        past.visits[1].wait = Wait::Ended(900.0);
        let seen = [
            (End::Served, true, Some(600.0)),
            (End::Otherwise, true, Some(900.0)),
            (End::Otherwise, true, None),
        ];
        assert_eq!(waits(&past), seen);
        let learnt = flow::learn::Learnt::from(&past.log());
        assert_eq!((learnt.left.hits, learnt.missed.hits, learnt.missed.of), (0, 0, 1));
    }

    #[test]
    fn who_comes_after_midnight_is_of_the_evening_before() {
        let mut past = past(60, Vec::new());
        for (n, came) in past.visits.iter_mut().enumerate() {
            came.at = Instant(0).plus_seconds(14 * 3600 + 600 * n as i64);
        }
        past.visits[59].at = Instant(0).plus_seconds(600);
        let log = past.log();
        assert_eq!(log.days(), [-1, 0], "the stray is of the evening before");
    }
}
