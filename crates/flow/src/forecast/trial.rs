//! What the forecasts were worth: each day of the hold-out is told from the days before it, by the model and by the plain
//! forecasts beside it, and compared with what came.

use super::band::Band;
use super::day::Past;
use super::model::{Model, Tuning};
use super::plain::plain;

/// What a forecast is made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// The model: level, calendar and shape of the day.
    Model,
    /// The median of the same weekday's last [`MEDIAN_OF`](super::MEDIAN_OF) days.
    Median,
    /// The mean of the same weekday's last [`MEAN_OF`](super::MEAN_OF) days.
    Mean,
}

impl Method {
    /// All of them; the model comes first, and is used where another is only as good.
    pub const ALL: [Method; 3] = [Method::Model, Method::Median, Method::Mean];

    pub(super) fn at(self) -> usize {
        self as usize
    }
}

/// How good a method was over the hold-out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// Whose score it is.
    pub method: Method,
    /// Mean absolute error of a step.
    pub mae: f64,
    /// Sum of absolute errors over the sum of what came; `NAN` if nobody came.
    pub wape: f64,
    /// Square root of the mean squared error of a step.
    pub rmse: f64,
    /// Mean of forecast − came: above 0, too much was expected.
    pub bias: f64,
    /// The share of the steps inside their interval, made of what was known before; `NAN` if none had one.
    pub covered: f64,
    /// Steps that had an interval: at first there is nothing to make one of.
    pub banded: usize,
    /// Mean width of the intervals.
    pub width: f64,
}

/// The hold-out and its outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Numbers of the first and the last day held out.
    pub span: (i32, i32),
    /// Days that were told and came: by how many days ahead they were told, each of them counts.
    pub days: usize,
    /// Steps compared; steps at which never anybody came are left out.
    pub steps: usize,
    /// Sum of what came at these steps.
    pub came: f64,
    /// How many days ahead it was told.
    pub horizons: Vec<u16>,
    /// The score of each method, in the order of [`Method::ALL`].
    pub scores: [Scored; 3],
    /// The method with the smallest mean absolute error: the forecast is made by it.
    pub best: Method,
}

/// A day told before its time.
pub(super) struct Told {
    /// Index of the last day that was known.
    pub origin: usize,
    /// Index of the day that was told.
    pub target: usize,
    /// By method, per step.
    pub steps: [Vec<f64>; 3],
}

/// Days told in the past, by how many days ahead.
pub(super) struct Record {
    pub horizons: Vec<u16>,
    pub told: Vec<Vec<Told>>,
}

/// The residuals of so many days make a band.
const BAND_DAYS: usize = 120;
/// With fewer days than this, a horizon does not make a band of its own.
const ALONE_DAYS: usize = 8;
/// Bands of a trial are made anew after so many days.
const BAND_EVERY: usize = 7;

impl Record {
    /// Goes through days in order, without holes in their numbers, and tells each from `from` on, so many days ahead.
    /// Gives also the model that has learnt all days.
    pub fn roll(
        past: &[Past],
        tuning: &Tuning,
        typical: f64,
        from: usize,
        horizons: &[u16],
    ) -> (Record, Model) {
        let steps = past.iter().map(|past| past.counts.len()).max().unwrap_or(0);
        let mut model = Model::new(tuning, typical, steps);
        let mut told: Vec<Vec<Told>> = horizons.iter().map(|_| Vec::new()).collect();
        for (origin, day) in past.iter().enumerate() {
            if day.teaches() {
                model.learn(day);
            }
            for (at, horizon) in horizons.iter().enumerate() {
                let target = origin + usize::from(*horizon);
                let Some(then) = past.get(target).filter(|then| target >= from && then.teaches()) else {
                    continue;
                };
                let Some((median, mean)) = plain(&past[..=origin], &then.day) else { continue };
                told[at].push(Told { origin, target, steps: [model.expect(&then.day), median, mean] });
            }
        }
        (Record { horizons: horizons.to_vec(), told }, model)
    }

    /// The band of a method so many days ahead, out of what had come by the day `known` (an index). While too few days
    /// were told so many days ahead, what was told at any distance speaks.
    pub fn band(
        &self,
        past: &[Past],
        method: Method,
        ahead: usize,
        known: usize,
        share: f64,
    ) -> Option<Band> {
        let (cells, days) = self.residuals(ahead, known, |told| told.cells(past, method).collect());
        Band::of(&cells, days, share)
    }

    /// The same for a day's sum.
    pub fn band_of_sums(
        &self,
        past: &[Past],
        method: Method,
        ahead: usize,
        known: usize,
        share: f64,
    ) -> Option<Band> {
        let sum = |told: &Told| {
            told.cells(past, method).fold((0.0, 0.0), |sum, (mu, came)| (sum.0 + mu, sum.1 + came))
        };
        let (sums, days) = self.residuals(ahead, known, |told| vec![sum(told)]);
        Band::of(&sums, days, share)
    }

    /// What was told and what came, by the days told so many days ahead, and how many days these are.
    fn residuals(
        &self,
        ahead: usize,
        known: usize,
        of: impl Fn(&Told) -> Vec<(f64, f64)>,
    ) -> (Vec<(f64, f64)>, usize) {
        let latest = |told: &'_ Vec<Told>| {
            let end = told.partition_point(|told| told.target <= known);
            end.saturating_sub(BAND_DAYS)..end
        };
        let mut used: Vec<&[Told]> =
            self.told.get(ahead).map(|told| &told[latest(told)]).into_iter().collect();
        if used.iter().map(|told| told.len()).sum::<usize>() < ALONE_DAYS {
            used = self.told.iter().map(|told| &told[latest(told)]).collect();
        }
        let days = used.iter().map(|told| told.len()).max().unwrap_or(0);
        (used.into_iter().flatten().flat_map(of).collect(), days)
    }

    /// Compares what was told with what came, from the day `from` (an index) on.
    pub fn score(&self, past: &[Past], from: usize, share: f64) -> Option<Trial> {
        let mut sums = [Sums::default(); 3];
        let (mut days, mut steps) = (0, 0);
        let mut span: Option<(usize, usize)> = None;
        for (ahead, told) in self.told.iter().enumerate() {
            let mut bands: [Option<Band>; 3] = Default::default();
            let mut made = usize::MAX;
            for told in told.iter().filter(|told| told.target >= from) {
                if made == usize::MAX || told.origin >= made + BAND_EVERY {
                    bands = Method::ALL.map(|method| self.band(past, method, ahead, told.origin, share));
                    made = told.origin;
                }
                days += 1;
                span = Some(span.map_or((told.target, told.target), |(first, last)| {
                    (first.min(told.target), last.max(told.target))
                }));
                for method in Method::ALL {
                    for (mu, came) in told.cells(past, method) {
                        sums[method.at()].add(mu, came, bands[method.at()].as_ref());
                        steps += usize::from(method == Method::Model);
                    }
                }
            }
        }
        let (first, last) = span?;
        let scores = Method::ALL.map(|method| sums[method.at()].score(method));
        let best =
            scores.iter().min_by(|a, b| a.mae.total_cmp(&b.mae)).map_or(Method::Model, |best| best.method);
        let span = (past[first].day.number, past[last].day.number);
        let came = sums[0].came;
        Some(Trial { span, days, steps, came, horizons: self.horizons.clone(), scores, best })
    }
}

impl Told {
    /// What was told and what came, for the steps that are known and at which some method expected anybody, or anybody came.
    fn cells<'a>(&'a self, past: &'a [Past], method: Method) -> impl Iterator<Item = (f64, f64)> + 'a {
        let came = &past[self.target].counts;
        let speaks = move |step: usize| came[step] > 0.0 || self.steps.iter().any(|steps| steps[step] > 0.0);
        (0..came.len())
            .filter(move |step| !came[*step].is_nan() && speaks(*step))
            .map(move |step| (self.steps[method.at()][step], came[step]))
    }
}

#[derive(Clone, Copy, Default)]
struct Sums {
    steps: f64,
    came: f64,
    off: f64,
    absolute: f64,
    squared: f64,
    banded: f64,
    covered: f64,
    width: f64,
}

impl Sums {
    fn add(&mut self, mu: f64, came: f64, band: Option<&Band>) {
        self.steps += 1.0;
        self.came += came;
        self.off += mu - came;
        self.absolute += (mu - came).abs();
        self.squared += (mu - came).powi(2);
        if let Some(band) = band {
            let (low, high) = band.around(mu);
            self.banded += 1.0;
            self.covered += f64::from(u8::from(low <= came && came <= high));
            self.width += high - low;
        }
    }

    fn score(&self, method: Method) -> Scored {
        Scored {
            method,
            mae: self.absolute / self.steps,
            wape: self.absolute / self.came,
            rmse: (self.squared / self.steps).sqrt(),
            bias: self.off / self.steps,
            covered: self.covered / self.banded,
            banded: self.banded as usize,
            width: self.width / self.banded,
        }
    }
}
