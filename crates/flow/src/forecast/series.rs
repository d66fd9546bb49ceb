//! The past of one series put in order: each day once and none left out; what is closed, empty or a gap told apart.

use super::band::Band;
use super::day::{Day, Past};
use super::model::{Model, Tuning};
use super::plain::{middle, plain};
use super::trial::{Method, Record};
use super::{Ahead, DayAhead, Effects, Factor, HOLDOUT_DAYS, LEAST_DAYS, LEAST_TOTAL, Lack, Standing};

/// A day of zeros is taken for closed if such days have this many people as a rule: by chance it would be one in 3,000.
const BUSY: f64 = 8.0;
/// A weekday that was not open so many times running is taken for closed, even if it once was open.
const GIVEN_UP: usize = 4;
/// A weekday never seen open is taken for closed after so many of them.
const NEVER_OPEN: usize = 2;

/// The days of one series, in order, without holes.
pub(super) struct Series {
    pub past: Vec<Past>,
    steps: usize,
}

impl Series {
    pub fn of(given: &[Past]) -> Result<Series, Lack> {
        let steps = given.iter().map(|past| past.counts.len()).max().unwrap_or(0);
        if let Some(past) = given.iter().find(|past| !past.counts.is_empty() && past.counts.len() != steps) {
            return Err(Lack::Steps(past.day.number));
        }
        for past in given {
            if let Some(step) = past.counts.iter().position(|count| *count < 0.0 || count.is_infinite()) {
                return Err(Lack::Unfit(past.day.number, step));
            }
        }
        let mut sorted: Vec<&Past> = given.iter().collect();
        sorted.sort_by_key(|past| past.day.number);
        let mut past: Vec<Past> = Vec::with_capacity(sorted.len());
        for next in sorted {
            if past.last().is_some_and(|last| last.day.number == next.day.number) {
                past.pop();
            }
            while let Some(last) = past.last().filter(|last| last.day.number + 1 < next.day.number) {
                let (number, weekday) = (last.day.number + 1, (last.day.weekday + 1) % 7);
                past.push(Past { day: Day { number, weekday, ..Day::default() }, counts: Vec::new() });
            }
            past.push(next.clone());
        }
        // what comes after the last known day is to be told, not a gap
        while past.last().is_some_and(|last| !last.known()) {
            past.pop();
        }
        Ok(Series { past, steps })
    }

    /// The median of the first sums of a day: where the level starts.
    pub fn typical(&self) -> f64 {
        let open = self.past.iter().filter(|past| past.teaches());
        middle(
            &mut open.map(Past::total).filter(|total| *total > 0.0).take(LEAST_DAYS - 1).collect::<Vec<_>>(),
        )
    }

    /// Marks days of zeros as closed where such days are busy as a rule; gives the numbers of those.
    pub fn close_empty(&mut self) -> Vec<i32> {
        let mut empty = Vec::new();
        let usual: [f64; 7] = std::array::from_fn(|weekday| {
            let mut totals: Vec<f64> = self
                .past
                .iter()
                .filter(|past| usize::from(past.day.weekday) == weekday && past.teaches())
                .map(Past::total)
                .filter(|total| *total > 0.0)
                .collect();
            middle(&mut totals)
        });
        for past in &mut self.past {
            if !past.teaches() || past.total() > 0.0 {
                continue;
            }
            let usual = usual[usize::from(past.day.weekday.min(6))];
            if usual >= BUSY {
                empty.push(past.day.number);
            }
            past.day.closed = usual >= BUSY || usual == 0.0;
        }
        empty
    }

    pub fn enough(&self) -> Result<(), Lack> {
        let total: f64 = self.past.iter().filter(|past| past.teaches()).map(Past::total).sum();
        match self.known() {
            days if days < LEAST_DAYS => Err(Lack::Days(days)),
            _ if total < LEAST_TOTAL => Err(Lack::People(total)),
            _ => Ok(()),
        }
    }

    /// Days known and open.
    pub fn known(&self) -> usize {
        self.past.iter().filter(|past| past.teaches()).count()
    }

    /// The index of the first day held out.
    pub fn holdout(&self, days: Option<usize>) -> usize {
        let known = self.known();
        let days = days.unwrap_or(HOLDOUT_DAYS.min(known / 3)).min(known.saturating_sub(LEAST_DAYS - 1));
        let open = self.past.iter().enumerate().rev().filter(|(_, past)| past.teaches());
        open.take(days).last().map_or(self.past.len(), |(at, _)| at)
    }

    /// The index of the first day that may be told: some are known before it.
    pub fn warm(&self) -> usize {
        let mut open = self.past.iter().enumerate().filter(|(_, past)| past.teaches());
        open.nth(LEAST_DAYS - 2).map_or(0, |(at, _)| at)
    }

    /// Days not known at all, on which the hall is open as a rule.
    pub fn gaps(&self) -> Vec<i32> {
        let gap = |(at, past): (usize, &Past)| {
            let open = !past.known() && !past.day.closed && past.day.holiday.is_none();
            let weekday =
                |near: &&Past| near.day.weekday == past.day.weekday && near.day.number != past.day.number;
            let around = &self.past[at.saturating_sub(28)..(at + 29).min(self.past.len())];
            (open && around.iter().filter(weekday).any(Past::teaches)).then_some(past.day.number)
        };
        self.past.iter().enumerate().filter_map(gap).collect()
    }

    /// What can be said of a coming day.
    pub fn standing(&self, day: &Day) -> Standing {
        if day.closed {
            return Standing::Closed;
        }
        let open = |past: &&Past| past.teaches() && past.total() > 0.0;
        if let Some(name) = day.holiday {
            let met = |past: &&Past| past.day.holiday.is_some();
            let own = self.past.iter().rev().filter(met).find(|past| past.day.holiday == Some(name));
            let (of, opened) = match own {
                Some(own) => (1, usize::from(open(&own))),
                None => {
                    (self.past.iter().filter(met).count(), self.past.iter().filter(met).filter(open).count())
                }
            };
            if of > 0 && opened * 2 < of {
                return Standing::Closed;
            }
        }
        let same = || {
            self.past
                .iter()
                .rev()
                .filter(|past| past.day.weekday == day.weekday && past.day.holiday.is_none())
        };
        match same().filter(open).count() {
            0 if self.past.iter().any(|past| past.day.weekday == day.weekday && open(&past)) => {
                Standing::Forecast
            }
            0 if same().count() >= NEVER_OPEN => Standing::Closed,
            0 => Standing::Unseen,
            _ if same().take(GIVEN_UP).filter(|past| !past.known() || past.day.closed).count()
                == GIVEN_UP =>
            {
                Standing::Closed
            }
            _ => Standing::Forecast,
        }
    }

    /// Tells a day by a method, with its bands for steps and for the sum.
    pub fn tell(&self, day: &Day, method: Method, model: &Model, (band, sums): &(Band, Band)) -> DayAhead {
        let standing = self.standing(day);
        let mut told = DayAhead { day: *day, standing, method, total: Ahead::default(), steps: Vec::new() };
        let plain = plain(&self.past, day).filter(|_| standing == Standing::Forecast);
        let Some((median, mean)) = plain else {
            if standing == Standing::Closed {
                told.steps = vec![Ahead::default(); self.steps];
            }
            return told;
        };
        let expected = match method {
            Method::Model => model.expect(day),
            Method::Median => median.clone(),
            Method::Mean => mean,
        };
        let around = |band: &Band, expected: f64, baseline: f64| {
            let (low, high) = band.around(expected);
            Ahead { expected, low, high, baseline }
        };
        told.total = around(sums, expected.iter().sum(), median.iter().sum());
        told.steps = expected.iter().zip(&median).map(|(mu, median)| around(band, *mu, *median)).collect();
        told
    }

    /// Tells a day that the calendar sets apart, by the model: what is known of ordinary days must not make its interval narrower
    /// than the model believes.
    pub fn tell_set_apart(
        &self,
        day: &Day,
        model: &Model,
        (band, sums): &(Band, Band),
        share: f64,
    ) -> DayAhead {
        let outlook = model.level.expect(day);
        let believed = Band::believed(outlook.variance.exp_m1().min(4.0), share);
        let expected = outlook.log.exp();
        let width = |band: &Band| {
            let (low, high) = band.around(expected);
            high - low
        };
        if width(&believed) > width(sums) {
            return self.tell(day, Method::Model, model, &(believed.clone(), believed));
        }
        self.tell(day, Method::Model, model, &(band.clone(), sums.clone()))
    }

    /// The effects a model has found.
    pub fn effects(&self, model: &Model, tuning: &Tuning) -> Effects {
        let open = || self.past.iter().filter(|past| past.teaches());
        let count = |with: fn(&Day) -> bool| open().filter(|past| with(&past.day)).count();
        let on: [usize; 7] = std::array::from_fn(|weekday| {
            open().filter(|past| usize::from(past.day.weekday) == weekday).count()
        });
        let weekdays = model.level.weekdays(on.map(|days| days > 0));
        let [holiday, eve, morrow, pay_day, month_end] = model.level.calendar();
        let factor = |(times, log_sd): (f64, f64), days: usize| Factor { times, log_sd, days };
        Effects {
            weekdays: std::array::from_fn(|at| (on[at] > 0).then(|| factor(weekdays[at], on[at]))),
            holiday: factor(holiday, count(|day| day.holiday.is_some())),
            eve: factor(eve, count(|day| day.eve)),
            morrow: factor(morrow, count(|day| day.morrow)),
            pay_day: factor(pay_day, count(|day| day.pay_day)),
            month_end: factor(month_end, count(|day| day.month_end)),
            holidays: model.level.holidays(),
            day_sd: tuning.pace.day_sd,
        }
    }

    /// How many days ahead bands are made for: each asked for in the first week, and each seventh after.
    pub fn horizons(ahead: &[Day], last: i32) -> Vec<u16> {
        let mut horizons: Vec<u16> = ahead
            .iter()
            .map(|day| u16::try_from(day.number - last).unwrap_or(1).max(1))
            .map(|days| if days <= 7 { days } else { days.div_ceil(7).saturating_mul(7) })
            .collect();
        horizons.sort_unstable();
        horizons.dedup();
        horizons
    }

    /// The bands of steps and of sums that a method had so many days ahead; what the model believes where there is no
    /// residual yet.
    pub fn bands(
        &self,
        record: &Record,
        method: Method,
        ahead: usize,
        share: f64,
        believed: f64,
    ) -> (Band, Band) {
        let (past, known) = (&self.past, self.past.len());
        let believed = || Band::believed(believed, share);
        (
            record.band(past, method, ahead, known, share).unwrap_or_else(believed),
            record.band_of_sums(past, method, ahead, known, share).unwrap_or_else(believed),
        )
    }
}
