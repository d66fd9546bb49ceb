//! The past as a log that [`flow::learn`] reads, and what it says of the twin: how patient people are, and whether to trust.

use super::{Past, Served, Wait};
use crate::kernel::kinds::PersonId;
use flow::learn::card::{Reason, Trial, card};
use flow::learn::{End, Log, Seen};
use std::collections::HashMap;

/// Held-out days are simulated so often.
const REPLICATIONS: u32 = 100;
/// The last days are held out: one of so many.
const HELD_OUT: usize = 3;
/// At most so many.
const HELD_OUT_MOST: usize = 21;

impl Past {
    /// As a log: a line for each service that somebody came or was sent for, and one for each who left without.
    pub fn log(&self) -> Log {
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
            let us = |at: crate::kernel::Instant| at.0 - day.begins.0;
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
                match came.wait {
                    Wait::Left(s) => {
                        let called_us = Some(blank.arrived_us + micros(s));
                        seen.push(Seen { called_us, end: End::Left, ..blank });
                    }
                    _ if came.misses > 0 => seen.push(Seen { end: End::Missed, ..blank }),
                    _ => {}
                }
                continue;
            };
            for (n, service) in all.iter().enumerate() {
                let first = n == 0;
                let before = if first { blank.arrived_us } else { us(all[n - 1].ended_at) };
                let known = u32::try_from(people.len()).unwrap_or(u32::MAX);
                // the row tells of the wait for the last call; of who was missed before it does not say since when
                let plain = !first || came.misses == 0;
                let called = before + micros(if first { service.waited_s } else { 0.0 });
                seen.push(Seen {
                    purpose: service.purpose,
                    arrived_us: before,
                    first,
                    called_us: plain.then_some(called.min(us(service.started_at))),
                    started_us: Some(us(service.started_at)),
                    ended_us: Some(us(service.started_at) + micros(service.took_s)),
                    person: Some(*people.entry(service.person).or_insert(known)),
                    onward: all.get(n + 1).map(|next| next.purpose),
                    ..blank
                });
            }
        }
        Log::sift(seen)
    }

    /// Whether a twin that learns from the first days of this past is like the hall on the last; none if there are too few
    /// days to say.
    pub fn trust(&self) -> Option<bool> {
        let log = self.log();
        let days = log.days();
        let held = (days.len() / HELD_OUT).min(HELD_OUT_MOST);
        let from_day = *days.get(days.len() - held)?;
        let trial = Trial { from_day, replications: REPLICATIONS, seed: 1, staff_known: true };
        let card = card(&log, &trial, &|_| {});
        let too_few =
            |reason: &Reason| matches!(reason, Reason::FewDaysLearnt { .. } | Reason::FewDaysHeld { .. });
        (!card.reasons.iter().any(too_few)).then(|| card.trust())
    }
}

/// A day as a number: days since 1970.
pub(crate) fn number(date: jiff::civil::Date) -> i32 {
    date.since(jiff::civil::Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days())
}

#[expect(clippy::cast_possible_truncation, reason = "seconds of a day")]
fn micros(s: f64) -> i64 {
    (s * 1e6) as i64
}
