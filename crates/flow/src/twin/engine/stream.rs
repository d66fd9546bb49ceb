//! Who comes, and when: a Poisson process for each purpose, by exact inversion of its cumulative rate, or a given list.

use crate::twin::chance::{Key, minus_ln};
use crate::twin::hall::{Arrivals, Hall};
use crate::twin::law::Law;

/// Rates made ready: expected arrivals of each step, by purpose and step.
pub(super) struct Profile {
    step_us: i64,
    from_us: i64,
    steps: usize,
    repeats: bool,
    expected: Vec<f64>,
    /// Microseconds to an arrival.
    gaps_us: Vec<f64>,
    /// The law of the day's factor, if days differ.
    day: Option<Law>,
    day_spread: f64,
}

impl Profile {
    pub fn of(hall: &Hall) -> Option<Self> {
        let Arrivals::Rates { step_us, from_us, per_hour, day_spread, repeats } = &hall.arrivals else {
            return None;
        };
        let hours = *step_us as f64 / 3.6e9;
        let expected: Vec<f64> = per_hour.iter().flatten().map(|rate| rate * hours).collect();
        Some(Self {
            step_us: *step_us,
            from_us: *from_us,
            steps: per_hour.first().map_or(0, Vec::len),
            repeats: *repeats,
            gaps_us: expected.iter().map(|e| *step_us as f64 / e).collect(),
            expected,
            day: Law::gamma(1.0, *day_spread).ok(),
            day_spread: *day_spread,
        })
    }

    pub fn length_us(&self) -> i64 {
        self.step_us * self.steps as i64
    }

    /// The factor of a day.
    fn factor(&self, key: Key, day: i64) -> f64 {
        self.day.as_ref().map_or(1.0, |law| law.draw(key.child(day as u64).share()))
    }

    /// The factor of a day of which it is known how many came until now: the prior is a gamma distribution, the arrivals are
    /// Poisson, so what is known now is a gamma distribution too.
    pub fn factor_given(&self, key: Key, arrived: u64, opens_us: i64, now_us: i64) -> f64 {
        if self.day.is_none() {
            return 1.0;
        }
        let shape = 1.0 / (self.day_spread * self.day_spread);
        let after = shape + arrived as f64;
        let mean = after / (shape + self.expected_between(opens_us, now_us));
        Law::gamma(mean, 1.0 / after.sqrt()).map_or(1.0, |law| law.outlasting(key.share()))
    }

    fn expected_between(&self, from_us: i64, to_us: i64) -> f64 {
        let mut sum = 0.0;
        for (n, expected) in self.expected.iter().enumerate() {
            let begins = self.from_us + self.step_us * (n % self.steps) as i64;
            let part = to_us.min(begins + self.step_us) - from_us.max(begins);
            sum += expected * part.max(0) as f64 / self.step_us as f64;
        }
        sum
    }
}

/// One stream of arrivals on its way.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    /// Chance of the gaps, which are also the keys of the customers.
    key: Key,
    days: Key,
    purpose: u16,
    /// The next customer's number.
    number: u64,
    /// The first step of the purpose in the profile, and the one that is reached.
    base: usize,
    step: usize,
    /// When the step ends, and how many are still expected in it.
    step_ends_us: i64,
    left: f64,
    /// Microseconds to an arrival in this step.
    gap_us: f64,
    factor: f64,
    day: i64,
    ends_us: i64,
}

/// Who comes next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comes {
    pub at_us: i64,
    pub purpose: u16,
    pub key: Key,
}

impl Stream {
    /// The stream of a purpose from a moment on; `factor` is that of the first day, if it is known.
    pub fn new(
        profile: &Profile,
        (key, days): (Key, Key),
        purpose: usize,
        (starts_us, ends_us): (i64, i64),
        factor: Option<f64>,
    ) -> Option<Self> {
        let base = purpose * profile.steps;
        let rates = profile.expected.get(base..base + profile.steps)?;
        if !rates.iter().any(|&rate| rate > 0.0) {
            return None;
        }
        let into = starts_us.max(profile.from_us) - profile.from_us;
        let length = profile.length_us();
        let (day, rest) = (into.div_euclid(length), into.rem_euclid(length));
        if day > 0 && !profile.repeats {
            return None;
        }
        let step = usize::try_from(rest / profile.step_us).ok()?;
        let passed = rest % profile.step_us;
        let factor = factor.unwrap_or_else(|| profile.factor(days, day));
        Some(Self {
            key,
            days,
            purpose: u16::try_from(purpose).ok()?,
            number: 0,
            base,
            step,
            step_ends_us: profile.from_us + into - passed + profile.step_us,
            left: rates[step] * factor * (1.0 - passed as f64 / profile.step_us as f64),
            gap_us: profile.gaps_us[base + step] / factor,
            factor,
            day,
            ends_us,
        })
    }

    /// Who comes next; `None` when nobody does any more.
    #[inline]
    pub fn next(&mut self, profile: &Profile) -> Option<Comes> {
        let key = self.key.child(self.number);
        self.number += 1;
        let mut wanted = minus_ln(key.share());
        while wanted > self.left {
            wanted -= self.left;
            self.turn(profile)?;
        }
        self.left -= wanted;
        let at_us = self.step_ends_us - (self.left * self.gap_us) as i64;
        (at_us < self.ends_us).then_some(Comes { at_us, purpose: self.purpose, key })
    }

    /// Goes on to the next step.
    #[cold]
    fn turn(&mut self, profile: &Profile) -> Option<()> {
        if self.step_ends_us >= self.ends_us {
            return None;
        }
        self.step += 1;
        if self.step == profile.steps {
            if !profile.repeats {
                return None;
            }
            self.step = 0;
            self.day += 1;
            self.factor = profile.factor(self.days, self.day);
        }
        self.step_ends_us += profile.step_us;
        self.left = profile.expected[self.base + self.step] * self.factor;
        self.gap_us = profile.gaps_us[self.base + self.step] / self.factor;
        Some(())
    }
}
