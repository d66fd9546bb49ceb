//! Who was at work when, as far as services tell it.
//!
//! A log of services has no shifts. Somebody is at work from their first service of the day to the end of the last; and is
//! away in between while others waited whom they could have called and did not call: for more than [`AWAY_S`] seconds. A gap
//! in which nobody waited says nothing, and counts as work.

use super::seen::{Log, Seen};
use crate::twin::Shift;
use std::collections::BTreeMap;

/// Somebody who did not call for so long although others waited was away, in seconds.
pub const AWAY_S: f64 = 180.0;

/// A call takes no longer; who takes longer does something else first, in seconds.
const CALL_S: f64 = 60.0;

/// A day's work.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// The day.
    pub day: i32,
    /// Who was at work, and when, in the day's own time.
    pub people: Vec<(u32, Vec<Shift>)>,
}

impl Day {
    /// How many were at work in the middle of a step of a quarter of an hour.
    #[must_use]
    pub fn at_work(&self, step: usize) -> usize {
        let at = super::arrivals::STEP_US * step as i64 + super::arrivals::STEP_US / 2;
        let there = |shifts: &[Shift]| shifts.iter().any(|shift| (shift.from_us..shift.to_us).contains(&at));
        self.people.iter().filter(|(_, shifts)| there(shifts)).count()
    }
}

/// Who was at work on each day of the log.
#[must_use]
pub fn days(log: &Log) -> Vec<Day> {
    log.days().into_iter().map(|day| Day { day, people: people(log.on(day)) }).collect()
}

fn people(seen: &[Seen]) -> Vec<(u32, Vec<Shift>)> {
    let waiting = Waiting::of(seen);
    let mut spans: BTreeMap<u32, Vec<(i64, i64)>> = BTreeMap::new();
    for seen in seen {
        if let (Some(person), Some(from), Some(to)) = (seen.person, seen.started_us, seen.ended_us) {
            spans.entry(person).or_default().push((from, to));
        }
    }
    spans.into_iter().map(|(person, spans)| (person, shifts(spans, &waiting))).collect()
}

/// Widens stretches of work: who has just come, or is about to go, is there for a while without being called upon, about as long
/// as between two services in the middle; but not while others wait.
fn widened(mut shifts: Vec<Shift>, idle_us: i64, waiting: &Waiting) -> Vec<Shift> {
    let mut before = i64::MIN;
    for at in 0..shifts.len() {
        let next = shifts.get(at + 1).map_or(i64::MAX, |next| next.from_us);
        let shift = &mut shifts[at];
        shift.from_us = (shift.from_us - idle_us).max(waiting.last_before(shift.from_us)).max(before);
        shift.to_us = (shift.to_us + idle_us).min(waiting.next_after(shift.to_us)).min(next);
        before = shift.to_us;
    }
    shifts
}

fn shifts(mut spans: Vec<(i64, i64)>, waiting: &Waiting) -> Vec<Shift> {
    spans.sort_unstable();
    let mut shifts: Vec<Shift> = Vec::new();
    let (mut idle_us, mut gaps) = (0, 0);
    for (from_us, to_us) in spans {
        if let Some(shift) = shifts.last()
            && from_us > shift.to_us
            && waiting.during_s(shift.to_us, from_us) <= AWAY_S
        {
            (idle_us, gaps) = (idle_us + from_us - shift.to_us, gaps + 1);
        }
        match shifts.last_mut() {
            Some(shift) if from_us <= shift.to_us || waiting.during_s(shift.to_us, from_us) <= AWAY_S => {
                shift.to_us = shift.to_us.max(to_us);
            }
            _ => shifts.push(Shift { from_us, to_us }),
        }
    }
    widened(shifts, idle_us / gaps.max(1), waiting)
}

/// From one service of a person to the next while somebody waited all the while, in seconds, in order: what it takes to call.
#[must_use]
pub fn walk_over_s(log: &Log) -> Vec<f64> {
    let mut gaps = Vec::new();
    for day in log.days() {
        let seen = log.on(day);
        let waiting = Waiting::of(seen);
        let mut spans: Vec<(u32, i64, i64)> =
            seen.iter().filter_map(|seen| Some((seen.person?, seen.started_us?, seen.ended_us?))).collect();
        spans.sort_unstable();
        for pair in spans.windows(2) {
            let gap_s = (pair[1].1 - pair[0].2) as f64 / 1e6;
            if pair[0].0 == pair[1].0
                && (0.0..=CALL_S).contains(&gap_s)
                && waiting.during_s(pair[0].2, pair[1].1) >= gap_s
            {
                gaps.push(gap_s);
            }
        }
    }
    gaps.sort_by(f64::total_cmp);
    gaps
}

/// For how long up to each moment somebody had been waiting.
struct Waiting {
    /// When, how long until then, and how many wait from then on.
    steps: Vec<(i64, i64, i32)>,
}

impl Waiting {
    fn of(seen: &[Seen]) -> Self {
        let mut changes: Vec<(i64, i32)> = seen
            .iter()
            .filter_map(|seen| Some((seen.arrived_us, seen.called_us?)))
            .filter(|(arrived, called)| called > arrived)
            .flat_map(|(arrived, called)| [(arrived, 1), (called, -1)])
            .collect();
        changes.sort_unstable();
        let mut steps: Vec<(i64, i64, i32)> = Vec::with_capacity(changes.len() + 1);
        steps.push((i64::MIN / 2, 0, 0));
        for (at, change) in changes {
            let (since, so_far, waiting) = steps[steps.len() - 1];
            let so_far = if waiting > 0 { so_far + (at - since) } else { so_far };
            steps.push((at, so_far, waiting + change));
        }
        Self { steps }
    }

    fn until_us(&self, at: i64) -> i64 {
        let (since, so_far, waiting) = self.steps[self.steps.partition_point(|step| step.0 <= at).max(1) - 1];
        if waiting > 0 { so_far + (at - since) } else { so_far }
    }

    /// When somebody last waited before a moment: that moment itself if somebody waits then.
    fn last_before(&self, at: i64) -> i64 {
        let place = self.steps.partition_point(|step| step.0 < at).max(1) - 1;
        if self.steps[place].2 > 0 { at } else { self.steps[place].0 }
    }

    /// When somebody waits next after a moment.
    fn next_after(&self, at: i64) -> i64 {
        let place = self.steps.partition_point(|step| step.0 <= at).max(1) - 1;
        if self.steps[place].2 > 0 {
            return at;
        }
        self.steps[place..].iter().find(|step| step.2 > 0).map_or(i64::MAX / 2, |step| step.0)
    }

    /// Between two moments, in seconds.
    fn during_s(&self, from: i64, to: i64) -> f64 {
        (self.until_us(to) - self.until_us(from)) as f64 / 1e6
    }
}
