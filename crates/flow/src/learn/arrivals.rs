//! When people come: how many on which weekday, at which time, and how much days differ.

use super::seen::{Log, weekday};

/// A step of the day.
pub const STEP_US: i64 = 900_000_000;
/// Steps of a day, with a night that may follow it.
pub const STEPS: usize = 192;
/// Neighbouring steps are averaged over a normal curve of this standard deviation, in steps.
const SMOOTH: f64 = 1.5;
/// Half of what counts is so many days old.
const HALF_DAYS: f64 = 28.0;
/// Days before the first that is told from those before it.
const FIRST: usize = 3;
/// A day of so many people tells half of what one of very many tells of the level.
const FEW: f64 = 100.0;
/// What all days of its kind have weighs as much as so many days of a weekday's own.
const KIND_WEIGHS: f64 = 1.0;
/// Weekdays whose mean numbers differ by less than this factor are of a kind: working days, a half day, a day of rest.
const KIND: f64 = 1.6;

/// When people come. Steps of a quarter of an hour from midnight on.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrivals {
    /// By weekday, Monday first: how many would come on such a day just after the last; 0 where none was seen.
    pub day_mean: [f64; 7],
    /// By weekday: days that were seen.
    pub days: [u32; 7],
    /// By weekday: which weekdays are alike, by the number of the first of them.
    pub kind: [usize; 7],
    /// By purpose and kind of day: the shares of the day's arrivals in each step; all purposes together are 1.
    pub shares: Vec<[Vec<f64>; 7]>,
    /// How many times as many came on a day as were to be expected the day before, for all days but the first few.
    pub surprises: Vec<(i32, f64)>,
    /// How far a day may well be from what is to be expected the day before, beyond chance: the standard deviation of the
    /// factor by which it is.
    pub day_spread: f64,
    /// The share of a day's surprise that the days after it keep.
    pub keeps: f64,
}

/// Learns it from everybody who came through the door.
#[must_use]
pub fn learn(log: &Log) -> Arrivals {
    let all = log.days();
    let last = all.last().copied().unwrap_or(0);
    let purposes = log.purposes();
    let came = |day: i32| log.on(day).iter().filter(|seen| seen.first).count() as f64;
    let totals: Vec<(i32, f64, f64)> =
        all.iter().map(|&day| (day, came(day), 0.5_f64.powf(f64::from(last - day) / HALF_DAYS))).collect();
    let mut days = [0; 7];
    totals.iter().for_each(|&(day, ..)| days[weekday(day)] += 1);
    let kind = kinds(&totals);
    let usual = means(&totals, &kind);
    let level = Level::of(&totals, &usual);
    let shares = (0..purposes).map(|purpose| shares(log, purpose, &totals, &kind)).collect();
    Arrivals {
        day_mean: usual.map(|mean| mean * level.now),
        days,
        kind,
        shares,
        day_spread: level.spread(&totals, &usual),
        surprises: level.surprises,
        keeps: level.keeps,
    }
}

/// The level of all days: simple exponential smoothing of how many came over how many usually come on the weekday (R. G.
/// Brown 1959; R. J. Hyndman & G. Athanasopoulos, *Forecasting: principles and practice*, 2021, 8.1).
struct Level {
    now: f64,
    keeps: f64,
    surprises: Vec<(i32, f64)>,
}

impl Level {
    /// With the share that would have told the days best, each from those before it.
    fn of(totals: &[(i32, f64, f64)], usual: &[f64; 7]) -> Self {
        let tries = [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8].map(|keeps| Self::keeping(totals, usual, keeps));
        let error = |level: &Self| {
            let squares = level.surprises.iter().map(|(day, surprise)| {
                let weight = usual[weekday(*day)];
                weight * surprise.ln().powi(2)
            });
            squares.sum::<f64>()
        };
        let [first, others @ ..] = tries;
        others.into_iter().fold(first, |best, next| if error(&next) < error(&best) { next } else { best })
    }

    fn keeping(totals: &[(i32, f64, f64)], usual: &[f64; 7], keeps: f64) -> Self {
        let (mut now, mut surprises, mut seen) = (1.0, Vec::new(), 0.0);
        for (at, &(day, came, _)) in totals.iter().enumerate() {
            let expected = usual[weekday(day)];
            let ratio = came.max(0.5) / expected;
            if at >= FIRST {
                surprises.push((day, ratio / now));
            }
            // of few people a day tells little; and the first days are averaged
            let tells = expected / (expected + FEW);
            seen += tells;
            now += tells * (ratio - now) * keeps.max(1.0 / (seen + 1.0));
        }
        Self { now, keeps, surprises }
    }

    /// The spread of surprises beyond Poisson's.
    fn spread(&self, totals: &[(i32, f64, f64)], usual: &[f64; 7]) -> f64 {
        let n = self.surprises.len() as f64;
        if n < 2.0 {
            return 0.0;
        }
        let squares: f64 = self.surprises.iter().map(|(_, surprise)| (surprise - 1.0).powi(2)).sum();
        let chance: f64 =
            totals[FIRST.min(totals.len())..].iter().map(|(day, ..)| usual[weekday(*day)].recip()).sum();
        ((squares - chance) / n).max(0.0).sqrt()
    }
}

impl Arrivals {
    /// How many come per hour in each step of such a weekday, by purpose.
    #[must_use]
    pub fn per_hour(&self, weekday: usize) -> Vec<Vec<f64>> {
        let hour = 3_600_000_000.0 / STEP_US as f64;
        let mean = self.day_mean[weekday] * hour;
        self.shares
            .iter()
            .map(|of| of[self.kind[weekday]].iter().map(|share| share * mean).collect())
            .collect()
    }

    /// The first step of such a weekday in which somebody comes, and the one after the last; `None` if nobody does.
    #[must_use]
    pub fn open_steps(&self, weekday: usize) -> Option<(usize, usize)> {
        let kind = self.kind[weekday];
        let busy = |step: usize| self.shares.iter().map(|of| of[kind][step]).sum::<f64>() > 1e-9;
        let first = (0..STEPS).find(|&step| busy(step))?;
        Some((first, (first..STEPS).rev().find(|&step| busy(step))? + 1))
    }
}

/// Weighted mean of the numbers of some days.
fn weighted(totals: &[(i32, f64, f64)], of: impl Fn(i32) -> bool) -> Option<(f64, f64)> {
    let (sum, weight) = totals
        .iter()
        .filter(|(day, ..)| of(*day))
        .fold((0.0, 0.0), |(sum, weight), (_, n, w)| (sum + n * w, weight + w));
    (weight > 0.0).then(|| (sum / weight, weight))
}

/// Weekdays in the order of their numbers; a new kind begins where the next has so many more.
fn kinds(totals: &[(i32, f64, f64)]) -> [usize; 7] {
    let mut means: Vec<(f64, usize)> =
        (0..7).filter_map(|of| Some((weighted(totals, |day| weekday(day) == of)?.0, of))).collect();
    means.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut kind = [0, 1, 2, 3, 4, 5, 6];
    for alike in means.chunk_by(|a, b| b.0 < a.0 * KIND) {
        let first = alike.iter().map(|&(_, of)| of).min().unwrap_or(0);
        alike.iter().for_each(|&(_, of)| kind[of] = first);
    }
    kind
}

fn means(totals: &[(i32, f64, f64)], kind: &[usize; 7]) -> [f64; 7] {
    std::array::from_fn(|of| {
        let Some((all, _)) = weighted(totals, |day| kind[weekday(day)] == kind[of]) else { return 0.0 };
        match weighted(totals, |day| weekday(day) == of) {
            Some((own, weight)) => (own * weight + all * KIND_WEIGHS) / (weight + KIND_WEIGHS),
            None => 0.0,
        }
    })
}

/// The shares of a purpose in the steps of each kind of day, smoothed.
fn shares(log: &Log, purpose: usize, totals: &[(i32, f64, f64)], kind: &[usize; 7]) -> [Vec<f64>; 7] {
    let mut counts: [Vec<f64>; 7] = std::array::from_fn(|_| vec![0.0; STEPS]);
    let mut sums = [0.0; 7];
    for &(day, came, weight) in totals {
        let kind = kind[weekday(day)];
        sums[kind] += weight * came;
        for seen in log.on(day).iter().filter(|seen| seen.first && seen.purpose == purpose) {
            if let Some(count) =
                usize::try_from(seen.arrived_us / STEP_US).ok().and_then(|step| counts[kind].get_mut(step))
            {
                *count += weight;
            }
        }
    }
    std::array::from_fn(|kind| {
        let all = sums[kind];
        if all > 0.0 {
            smooth(&counts[kind]).into_iter().map(|count| count / all).collect()
        } else {
            vec![0.0; STEPS]
        }
    })
}

/// Averages neighbours. Nothing is smeared over the edges of the day: beyond the first and the last step with anybody in
/// it there is nobody.
fn smooth(counts: &[f64]) -> Vec<f64> {
    let Some(first) = counts.iter().position(|&count| count > 0.0) else { return counts.to_vec() };
    let last = counts.iter().rposition(|&count| count > 0.0).unwrap_or(first);
    let mut smooth = vec![0.0; counts.len()];
    let reach = (3.0 * SMOOTH) as usize;
    for (from, count) in counts.iter().enumerate().take(last + 1).skip(first) {
        let (low, high) = (from.saturating_sub(reach).max(first), (from + reach).min(last));
        let weight = |to: usize| (-0.5 * ((to as f64 - from as f64) / SMOOTH).powi(2)).exp();
        let all: f64 = (low..=high).map(weight).sum();
        for (sum, to) in smooth[low..=high].iter_mut().zip(low..) {
            *sum += count * weight(to) / all;
        }
    }
    smooth
}
