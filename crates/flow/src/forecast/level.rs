//! How many come on a day: a dynamic Poisson regression, learnt day by day.
//!
//! The logarithm of the expected number is a sum: a level that moves slowly, the weekday, the time of the year, what the
//! calendar says (holiday, the day before, the day after, pay-day, month's end), and a deviation that lasts some days.
//! Each part is a normal variable with a prior around zero, so an effect that was seen once is believed half, and one
//! that was never seen changes nothing. A day multiplies what is known by its own chance (`day_sd`), and then Poisson.
//!
//! SOURCE: M. West, P. J. Harrison & H. S. Migon, *Dynamic generalized linear models and Bayesian forecasting*, JASA 80
//! (1985) 73–83: the expected number is made a gamma variable with the mean and spread of the linear predictor, takes
//! the count in exactly, and the change is led back to the parts by linear Bayes. So a day of nobody teaches as calmly
//! as a day of forty thousand. That the day's own chance has to be modelled: A. N. Avramidis, A. Deslauriers &
//! P. L'Ecuyer, *Modeling daily arrivals to a telephone call center*, Management Science 50 (2004) 896–908.

use super::day::Day;
use std::f64::consts::TAU;

/// What is tuned on the past of a series, see [`super::tune`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    /// How far the level moves in a day, as a standard deviation of its logarithm.
    pub drift_sd: f64,
    /// How far weekdays and seasons move in a day.
    pub effect_drift_sd: f64,
    /// A day's own chance, as a standard deviation of the logarithm: what no calendar knows.
    pub day_sd: f64,
    /// What is left the next day of a deviation that lasts; 0: none lasts.
    pub echo: f64,
    /// The standard deviation of what a day adds to the lasting deviation.
    pub echo_sd: f64,
}

const LEVEL: usize = 0;
const ECHO: usize = 1;
const WEEKDAY: usize = 2;
const HOLIDAY: usize = 9;
const EVE: usize = 10;
const MORROW: usize = 11;
const PAY_DAY: usize = 12;
const MONTH_END: usize = 13;
const SEASON: usize = 14;
const SEASONS: usize = 4;
const NAMED: usize = SEASON + SEASONS;

/// How far the prior lets a part be from zero.
const LEVEL_SD: f64 = 3.0;
const WEEKDAY_SD: f64 = 0.6;
const HOLIDAY_SD: f64 = 1.0;
const NEAR_SD: f64 = 0.3;
const SEASON_SD: f64 = 0.15;
/// Beyond so many standard deviations a day is believed to be out of order: it moves what is known only this far.
const ODD: f64 = 3.0;

/// What is known of the number a day after the days learnt.
#[derive(Clone, Debug)]
pub(super) struct Level {
    pace: Pace,
    seasons: bool,
    mean: Vec<f64>,
    spread: Vec<f64>,
    named: Vec<u16>,
    last: Option<i32>,
}

/// What is expected of a day's total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outlook {
    /// The logarithm of the number expected on a whole day.
    pub log: f64,
    /// The variance of that logarithm, with the day's own chance.
    pub variance: f64,
}

impl Level {
    /// Nothing learnt yet, but that a day brings about `typical` people. `seasons`: the past is long enough to tell them.
    pub fn new(pace: Pace, typical: f64, seasons: bool) -> Level {
        let mut level = Level {
            pace,
            seasons,
            mean: vec![0.0; NAMED],
            spread: vec![0.0; NAMED * NAMED],
            named: Vec::new(),
            last: None,
        };
        level.mean[LEVEL] = typical.max(1e-3).ln();
        let priors = [(LEVEL, LEVEL_SD), (HOLIDAY, HOLIDAY_SD), (EVE, NEAR_SD), (MORROW, NEAR_SD)];
        let more = [(PAY_DAY, NEAR_SD), (MONTH_END, NEAR_SD)];
        for (part, sd) in priors.into_iter().chain(more) {
            level.spread[part * (NAMED + 1)] = sd * sd;
        }
        for weekday in 0..7 {
            level.spread[(WEEKDAY + weekday) * (NAMED + 1)] = WEEKDAY_SD * WEEKDAY_SD;
        }
        for season in 0..if seasons { SEASONS } else { 0 } {
            level.spread[(SEASON + season) * (NAMED + 1)] = SEASON_SD * SEASON_SD;
        }
        let lasting = pace.echo_sd * pace.echo_sd / (1.0 - pace.echo * pace.echo);
        level.spread[ECHO * (NAMED + 1)] = lasting;
        level
    }

    /// What is expected of the total of a day that is not before the days learnt.
    pub fn expect(&self, day: &Day) -> Outlook {
        let parts = self.parts(day);
        let days = self.last.map_or(0, |last| (day.number - last).max(0));
        let fading = self.pace.echo.powi(days);
        let size = self.mean.len();
        let (mut log, mut variance) = (0.0, self.pace.day_sd * self.pace.day_sd);
        let scale = |part: usize| if part == ECHO { fading } else { 1.0 };
        for &(a, x) in &parts {
            log += self.mean[a] * x * scale(a);
            for &(b, y) in &parts {
                variance += self.spread[a * size + b] * x * y * scale(a) * scale(b);
            }
        }
        variance += f64::from(days) * self.pace.drift_sd * self.pace.drift_sd;
        let lasting = self.pace.echo_sd * self.pace.echo_sd / (1.0 - self.pace.echo * self.pace.echo);
        variance += lasting * (1.0 - fading * fading);
        Outlook { log, variance }
    }

    /// Takes in that `total` came on `day`, of which `exposure` (0 to 1) was seen.
    pub fn learn(&mut self, day: &Day, total: f64, exposure: f64) {
        self.pass_to(day.number);
        self.meet(day);
        let Outlook { log, variance } = self.expect(day);
        if exposure <= 0.0 || total.is_nan() {
            return;
        }
        let (shape, rate) = (1.0 / variance, (-log).exp() / variance);
        let after = ((shape + total) / (rate + exposure)).ln();
        let left = 1.0 / (shape + total);
        let widest = ODD * (variance + 1.0 / (log.exp() * exposure).max(1.0)).sqrt();
        let step = (after - log).clamp(-widest, widest);
        let gain = (1.0 - left / variance).max(0.0);
        let parts = self.parts(day);
        let size = self.mean.len();
        let toward: Vec<f64> = (0..size)
            .map(|row| parts.iter().map(|&(part, x)| self.spread[row * size + part] * x).sum())
            .collect();
        for (mean, toward) in self.mean.iter_mut().zip(&toward) {
            *mean += toward * step / variance;
        }
        for (row, &a) in toward.iter().enumerate() {
            for (column, &b) in toward.iter().enumerate() {
                self.spread[row * size + column] -= a * b * gain / variance;
            }
        }
    }

    /// How much a holiday, its neighbours, a pay-day and the month's end multiply a day by, with what is not known of it
    /// as a standard deviation of the logarithm: holiday, eve, morrow, pay-day, month's end.
    pub fn calendar(&self) -> [(f64, f64); 5] {
        [HOLIDAY, EVE, MORROW, PAY_DAY, MONTH_END].map(|part| self.factor(part))
    }

    /// How much a weekday multiplies a day by, beside the mean of the weekdays in `among`, with the standard deviation of
    /// that difference: how high the level is does not blur it.
    pub fn weekdays(&self, among: [bool; 7]) -> [(f64, f64); 7] {
        let count = among.iter().filter(|open| **open).count().max(1) as f64;
        let size = self.mean.len();
        std::array::from_fn(|weekday| {
            let weight = |other: usize| {
                f64::from(u8::from(other == weekday)) - f64::from(u8::from(among[other])) / count
            };
            let times = (0..7).map(|other| weight(other) * self.mean[WEEKDAY + other]).sum::<f64>().exp();
            let pairs = (0..7).flat_map(|a| (0..7).map(move |b| (a, b)));
            let variance: f64 = pairs
                .map(|(a, b)| weight(a) * weight(b) * self.spread[(WEEKDAY + a) * size + WEEKDAY + b])
                .sum();
            (times, variance.max(0.0).sqrt())
        })
    }

    /// What the holidays known by name multiply a day by, each with its number.
    pub fn holidays(&self) -> Vec<(u16, f64)> {
        let of = |(at, name): (usize, &u16)| (*name, (self.mean[HOLIDAY] + self.mean[NAMED + at]).exp());
        self.named.iter().enumerate().map(of).collect()
    }

    fn factor(&self, part: usize) -> (f64, f64) {
        (self.mean[part].exp(), self.spread[part * (self.mean.len() + 1)].max(0.0).sqrt())
    }

    /// Which parts speak on a day, and how loud.
    fn parts(&self, day: &Day) -> Vec<(usize, f64)> {
        let mut parts = Vec::with_capacity(12);
        parts.extend([(LEVEL, 1.0), (ECHO, 1.0), (WEEKDAY + usize::from(day.weekday.min(6)), 1.0)]);
        let flags =
            [(EVE, day.eve), (MORROW, day.morrow), (PAY_DAY, day.pay_day), (MONTH_END, day.month_end)];
        parts.extend(flags.into_iter().filter(|(_, set)| *set).map(|(part, _)| (part, 1.0)));
        if let Some(name) = day.holiday {
            parts.push((HOLIDAY, 1.0));
            let own = self.named.iter().position(|known| *known == name);
            parts.extend(own.map(|own| (NAMED + own, 1.0)));
        }
        if self.seasons {
            let year = TAU * f64::from(day.number) / 365.2425;
            let waves = [year.sin(), year.cos(), (2.0 * year).sin(), (2.0 * year).cos()];
            parts.extend(waves.into_iter().enumerate().map(|(at, wave)| (SEASON + at, wave)));
        }
        parts
    }

    /// Lets the days go by until `number`.
    fn pass_to(&mut self, number: i32) {
        let days = self.last.map_or(0, |last| (number - last).max(0));
        self.last = Some(self.last.map_or(number, |last| last.max(number)));
        if days == 0 {
            return;
        }
        let size = self.mean.len();
        let fading = self.pace.echo.powi(days);
        self.mean[ECHO] *= fading;
        for other in 0..size {
            self.spread[ECHO * size + other] *= fading;
            self.spread[other * size + ECHO] *= fading;
        }
        let lasting = self.pace.echo_sd * self.pace.echo_sd / (1.0 - self.pace.echo * self.pace.echo);
        self.spread[ECHO * (size + 1)] += lasting * (1.0 - fading * fading);
        let days = f64::from(days);
        self.spread[LEVEL * (size + 1)] += days * self.pace.drift_sd * self.pace.drift_sd;
        let drift = days * self.pace.effect_drift_sd * self.pace.effect_drift_sd;
        (WEEKDAY..WEEKDAY + 7).for_each(|part| self.spread[part * (size + 1)] += drift);
    }

    /// Makes room for a holiday not met before.
    fn meet(&mut self, day: &Day) {
        let Some(name) = day.holiday.filter(|name| !self.named.contains(name)) else { return };
        let size = self.mean.len();
        let mut spread = vec![0.0; (size + 1) * (size + 1)];
        for row in 0..size {
            spread[row * (size + 1)..row * (size + 1) + size]
                .copy_from_slice(&self.spread[row * size..(row + 1) * size]);
        }
        spread[(size + 1) * (size + 1) - 1] = HOLIDAY_SD * HOLIDAY_SD / 2.0;
        self.spread = spread;
        self.mean.push(0.0);
        self.named.push(name);
    }
}
