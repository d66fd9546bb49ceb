//! Everything that is wrong with a hall, or with a state of it, at once.

use super::fault::{Fault, Wrong, above_zero, share, zero_or_more};
use super::hall::{Arrivals, Hall, Purpose, Shift};
use super::law::{Form, Law};
use super::state::{Start, State};

/// Counters and purposes together, and lines (purposes by classes).
pub(super) const MOST: usize = 1_000;
/// A run of a hall goes on for fewer years than this.
const MOST_US: i64 = 200 * 366 * 86_400_000_000;
/// How far shares may be from 1 in sum: what four digits of rounding do.
const ROUNDING: f64 = 1e-3;

/// Faults so far.
#[derive(Default)]
struct Found(Vec<Fault>);

impl Found {
    fn add(&mut self, place: impl Into<String>, value: impl std::fmt::Display, wrong: Wrong) {
        self.0.push(Fault::new(place, value, wrong));
    }

    fn ask<T>(&mut self, answer: Result<T, Fault>) {
        self.0.extend(answer.err());
    }

    /// A law of something that has to end.
    fn ends(&mut self, place: &str, law: &Law) {
        if law.mean_s().is_infinite() {
            self.add(place, "never", Wrong::NotANumber);
        }
    }

    fn done(self) -> Result<(), Vec<Fault>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

impl Hall {
    /// Whether the hall can be simulated.
    ///
    /// No arrivals, no counters and more arrivals than can be served are no faults: they have answers.
    ///
    /// # Errors
    /// All that is wrong, each with its place and the way out.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut found = Found::default();
        if self.closes_us < self.opens_us {
            found.add("closes_us", self.closes_us, Wrong::EndsBeforeItBegins);
        }
        for (place, at) in [("opens_us", self.opens_us), ("closes_us", self.closes_us)] {
            if at.saturating_abs() > MOST_US {
                found.add(place, at, Wrong::TooMany);
            }
        }
        if self.rule.longest_wait_us < 0 {
            found.add("rule.longest_wait_us", self.rule.longest_wait_us, Wrong::Negative);
        }
        let lines: usize = self.purposes.iter().map(|purpose| purpose.classes.len()).sum();
        if self.counters.len() + self.purposes.len() > MOST {
            found.add("counters", self.counters.len(), Wrong::TooMany);
        }
        if lines > MOST {
            found.add("purposes", lines, Wrong::TooMany);
        }
        for (n, purpose) in self.purposes.iter().enumerate() {
            self.check_purpose(&format!("purposes[{n}]"), purpose, &mut found);
        }
        self.check_ways(&mut found);
        self.check_counters(&mut found);
        self.check_arrivals(&mut found);
        self.check_appointments(&mut found);
        found.ends("to_counter", &self.to_counter);
        found.ask(share("missed.share", self.missed.share));
        found.ends("missed.holds", &self.missed.holds);
        if self.promise_s.is_nan() {
            found.add("promise_s", self.promise_s, Wrong::NotANumber);
        }
        found.done()
    }

    fn check_purpose(&self, place: &str, purpose: &Purpose, found: &mut Found) {
        found.ends(&format!("{place}.service"), &purpose.service);
        if purpose.classes.is_empty() {
            found.add(format!("{place}.classes"), "[]", Wrong::Empty);
        } else {
            shares(&format!("{place}.classes"), purpose.classes.iter().map(|class| class.1), true, found);
        }
        shares(&format!("{place}.next"), purpose.next.iter().map(|next| next.share), false, found);
        for (n, next) in
            purpose.next.iter().enumerate().filter(|(_, next)| next.purpose >= self.purposes.len())
        {
            found.add(format!("{place}.next[{n}].purpose"), next.purpose, Wrong::Unknown);
        }
        found.ask(share(&format!("{place}.diverted.share"), purpose.diverted.share));
        found.ask(share(&format!("{place}.diverted.comes_back"), purpose.diverted.comes_back));
        found.ask(share(&format!("{place}.prepared.share"), purpose.prepared.share));
        found.ask(zero_or_more(&format!("{place}.prepared.factor"), purpose.prepared.factor));
        found.ends(&format!("{place}.diverted.after"), &purpose.diverted.after);
    }

    /// Finds purposes from which no way leads home: purposes are struck off from which some share goes home, or on to one
    /// that is struck off, until nothing changes.
    fn check_ways(&self, found: &mut Found) {
        let goes_home =
            |purpose: &Purpose| purpose.next.iter().map(|next| next.share).sum::<f64>() < 1.0 - 1e-9;
        let mut home: Vec<bool> = self.purposes.iter().map(goes_home).collect();
        for _ in 0..self.purposes.len() {
            for (n, purpose) in self.purposes.iter().enumerate() {
                let onwards = |next: &super::Next| next.share > 0.0 && home.get(next.purpose) == Some(&true);
                home[n] = home[n] || purpose.next.iter().any(onwards);
            }
        }
        for n in (0..home.len()).filter(|&n| !home[n]) {
            found.add(format!("purposes[{n}].next"), n, Wrong::Endless);
        }
    }

    fn check_counters(&self, found: &mut Found) {
        for (n, counter) in self.counters.iter().enumerate() {
            let place = format!("counters[{n}]");
            found.ask(above_zero(&format!("{place}.pace"), counter.pace));
            for (o, (purpose, law)) in counter.own.iter().enumerate() {
                if *purpose >= self.purposes.len() {
                    found.add(format!("{place}.own[{o}]"), purpose, Wrong::Unknown);
                }
                found.ends(&format!("{place}.own[{o}]"), law);
            }
            let mut before: Option<&Shift> = None;
            for (s, shift) in counter.shifts.iter().enumerate() {
                if shift.to_us < shift.from_us {
                    found.add(format!("{place}.shifts[{s}].to_us"), shift.to_us, Wrong::EndsBeforeItBegins);
                }
                if before.is_some_and(|before| shift.from_us < before.to_us) {
                    found.add(format!("{place}.shifts[{s}].from_us"), shift.from_us, Wrong::Overlaps);
                }
                before = Some(shift);
            }
        }
    }

    fn check_arrivals(&self, found: &mut Found) {
        match &self.arrivals {
            Arrivals::Rates { step_us, per_hour, day_spread, .. } => {
                if *step_us <= 0 {
                    found.add("arrivals.step_us", step_us, Wrong::NotAboveZero);
                }
                if per_hour.len() != self.purposes.len() {
                    found.add("arrivals.per_hour", per_hour.len(), Wrong::UnequalLengths);
                }
                found.ask(zero_or_more("arrivals.day_spread", *day_spread));
                let steps = per_hour.first().map_or(0, Vec::len);
                for (p, rates) in per_hour.iter().enumerate() {
                    if rates.len() != steps {
                        found.add(format!("arrivals.per_hour[{p}]"), rates.len(), Wrong::UnequalLengths);
                    }
                    for (s, &rate) in rates.iter().enumerate() {
                        found.ask(zero_or_more(&format!("arrivals.per_hour[{p}][{s}]"), rate));
                    }
                }
            }
            Arrivals::Given(list) => {
                for (n, &(at_us, purpose)) in list.iter().enumerate() {
                    if purpose >= self.purposes.len() {
                        found.add(format!("arrivals[{n}].purpose"), purpose, Wrong::Unknown);
                    }
                    if n > 0 && at_us < list[n - 1].0 {
                        found.add(format!("arrivals[{n}].at_us"), at_us, Wrong::NotSorted);
                    }
                }
            }
        }
    }

    fn check_appointments(&self, found: &mut Found) {
        found.ends("early", &self.early);
        found.ends("late.by", &self.late.by);
        found.ask(share("late.share", self.late.share));
        for (n, appointment) in self.appointments.iter().enumerate() {
            let place = format!("appointments[{n}]");
            let known = self.purposes.get(appointment.purpose);
            if known.is_none() {
                found.add(format!("{place}.purpose"), appointment.purpose, Wrong::Unknown);
            }
            if appointment.window.to_us < appointment.window.from_us {
                found.add(
                    format!("{place}.window.to_us"),
                    appointment.window.to_us,
                    Wrong::EndsBeforeItBegins,
                );
            }
            found.ask(share(&format!("{place}.comes"), appointment.comes));
        }
    }

    /// Whether a run of this hall can start there.
    ///
    /// # Errors
    /// All that is wrong with the state, each with its place and the way out.
    pub fn check_start(&self, start: &Start) -> Result<(), Vec<Fault>> {
        let Start::From(state) = start else { return Ok(()) };
        let mut found = Found::default();
        self.check_waiting(state, &mut found);
        let mut taken = vec![false; self.counters.len()];
        for (n, serving) in state.serving.iter().enumerate() {
            let place = format!("serving[{n}]");
            match taken.get_mut(serving.counter) {
                None => found.add(format!("{place}.counter"), serving.counter, Wrong::Unknown),
                Some(taken) if *taken => {
                    found.add(format!("{place}.counter"), serving.counter, Wrong::Contradicts);
                }
                Some(taken) => *taken = true,
            }
            if serving.purpose >= self.purposes.len() {
                found.add(format!("{place}.purpose"), serving.purpose, Wrong::Unknown);
            }
            if serving.since_us > state.now_us {
                found.add(format!("{place}.since_us"), serving.since_us, Wrong::InTheFuture);
            }
        }
        for (n, away) in state.away.iter().enumerate() {
            match taken.get(away.counter) {
                None => found.add(format!("away[{n}].counter"), away.counter, Wrong::Unknown),
                Some(true) => found.add(format!("away[{n}].counter"), away.counter, Wrong::Contradicts),
                Some(false) => {}
            }
        }
        if !state.open.is_empty() && state.open.len() != self.counters.len() {
            found.add("open", state.open.len(), Wrong::UnequalLengths);
        }
        found.done()
    }

    fn check_waiting(&self, state: &State, found: &mut Found) {
        for (n, waiter) in state.waiting.iter().enumerate() {
            let place = format!("waiting[{n}]");
            if waiter.purpose >= self.purposes.len() {
                found.add(format!("{place}.purpose"), waiter.purpose, Wrong::Unknown);
            }
            for (name, at) in [("since_us", waiter.since_us), ("joined_us", waiter.joined_us)] {
                if at > state.now_us {
                    found.add(format!("{place}.{name}"), at, Wrong::InTheFuture);
                }
            }
            if let Some(window) = waiter.appointment.filter(|window| window.to_us < window.from_us) {
                found.add(format!("{place}.appointment.to_us"), window.to_us, Wrong::EndsBeforeItBegins);
            }
        }
    }
}

/// Shares that add up to 1, or to no more than that.
fn shares(place: &str, list: impl Iterator<Item = f64>, whole: bool, found: &mut Found) {
    let mut sum = 0.0;
    for (n, value) in list.enumerate() {
        found.ask(share(&format!("{place}[{n}]"), value));
        sum += value;
    }
    if whole && (sum - 1.0).abs() > ROUNDING {
        found.add(place, sum, Wrong::SharesDoNotSum);
    } else if !whole && sum > 1.0 + ROUNDING {
        found.add(place, sum, Wrong::SharesExceedOne);
    }
}

impl Law {
    /// Whether it is [`Form::Never`].
    pub(super) fn is_never(&self) -> bool {
        matches!(self.form(), Form::Never)
    }
}
