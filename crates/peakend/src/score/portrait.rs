//! What a report needs to know of all visits, gathered in one pass: spread of affect at each touchpoint, where
//! visits begin, peak, sink and end, and what was said afterwards.

use crate::score::tally::{By, Grouping, Tally};
use crate::score::yardstick::minutes_of;
use experience::Curve;
use experience::drivers::{self, Judgements};
use experience::evidence::Sample;
use lake::{Code, Fold, Remap, Visit};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Affect is counted in steps of 0.005 from −1 to 1.
const BINS: usize = 401;

/// The spread of affect at a touchpoint.
#[derive(Debug, Clone)]
pub struct Spread {
    /// Moments.
    pub n: u64,
    sum: f64,
    squares: f64,
    bins: Vec<u64>,
}

impl Spread {
    fn new() -> Self {
        Self { n: 0, sum: 0.0, squares: 0.0, bins: vec![0; BINS] }
    }

    fn add(&mut self, affect: f32) {
        let affect = f64::from(affect);
        self.n += 1;
        self.sum += affect;
        self.squares += affect * affect;
        self.bins[((affect + 1.0) * 200.0).round() as usize] += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.bins.iter_mut().zip(&other.bins).for_each(|(into, more)| *into += more);
    }

    /// Mean affect.
    pub fn mean(&self) -> f64 {
        self.sum / self.n as f64
    }

    /// Sample standard deviation; 0 below two moments.
    pub fn sd(&self) -> f64 {
        let n = self.n as f64;
        if self.n < 2 { 0.0 } else { ((self.squares - self.sum * self.sum / n) / (n - 1.0)).max(0.0).sqrt() }
    }

    /// The value below which a share of the moments lies, to 0.005.
    pub fn quantile(&self, share: f64) -> f64 {
        let wanted = (share * self.n as f64).ceil().max(1.0) as u64;
        let mut below = 0;
        let bin = self.bins.iter().position(|count| {
            below += count;
            below >= wanted
        });
        bin.unwrap_or(BINS - 1) as f64 / 200.0 - 1.0
    }
}

/// What a visit's curve is marked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// The first moment.
    First,
    /// The most intense moment.
    Peak,
    /// The worst moment.
    Trough,
    /// The last moment.
    End,
}

/// How many visits have a mark at a touchpoint, and the sum of the affects there.
#[derive(Debug, Clone, Copy, Default)]
pub struct MarkCount {
    /// Visits.
    pub n: u64,
    /// Sum of affects.
    pub sum: f64,
}

/// Everything a report needs, counted.
#[derive(Clone)]
pub struct Portrait {
    /// Visits by purpose.
    pub purposes: Tally,
    /// Spread by purpose and touchpoint.
    pub spreads: FxHashMap<(Code, Code), Spread>,
    /// Marks by purpose, kind and touchpoint.
    pub marks: FxHashMap<(Code, MarkKind, Code), MarkCount>,
    /// Where in the visit a touchpoint comes: sum of relative places in [0, 1] and their number.
    pub places: FxHashMap<Code, (f64, u64)>,
    /// What was said afterwards.
    pub said: Said,
    /// First and last instant.
    pub period_us: Option<(i64, i64)>,
}

impl Portrait {
    /// Nothing counted yet; `most` purposes at the most.
    pub fn new(most: usize) -> Self {
        Self {
            purposes: Tally::new(Grouping::new(&[By::Purpose], jiff::tz::TimeZone::UTC, most)),
            spreads: FxHashMap::default(),
            marks: FxHashMap::default(),
            places: FxHashMap::default(),
            said: Said::default(),
            period_us: None,
        }
    }
}

impl Portrait {
    /// The spread of affect at a touchpoint, of one purpose or of all; `None` without moments.
    pub fn spread(&self, purpose: Option<Code>, touchpoint: Code) -> Option<Spread> {
        if let Some(purpose) = purpose {
            return self.spreads.get(&(purpose, touchpoint)).cloned();
        }
        let mut of_purposes: Vec<_> = self.spreads.iter().filter(|((_, at), _)| *at == touchpoint).collect();
        of_purposes.sort_by_key(|((purpose, _), _)| *purpose);
        let mut all: Option<Spread> = None;
        for (_, spread) in of_purposes {
            all.get_or_insert_with(Spread::new).merge(spread);
        }
        all
    }

    /// How many visits have a mark at a touchpoint, of one purpose or of all.
    pub fn mark(&self, purpose: Option<Code>, kind: MarkKind, touchpoint: Code) -> MarkCount {
        if let Some(purpose) = purpose {
            return self.marks.get(&(purpose, kind, touchpoint)).copied().unwrap_or_default();
        }
        let mut of_purposes: Vec<_> =
            self.marks.iter().filter(|((_, other, at), _)| *other == kind && *at == touchpoint).collect();
        of_purposes.sort_by_key(|((purpose, ..), _)| *purpose);
        of_purposes.iter().fold(MarkCount::default(), |all, (_, more)| MarkCount {
            n: all.n + more.n,
            sum: all.sum + more.sum,
        })
    }
}

impl Fold for Portrait {
    fn visit(&mut self, visit: &Visit<'_>) {
        let Some(curve) = Curve::of(visit.affects) else { return };
        self.purposes.add(visit, &curve);
        let last = visit.affects.len() - 1;
        for (place, (touchpoint, affect)) in visit.touchpoints.iter().zip(visit.affects).enumerate() {
            self.spreads.entry((visit.purpose, *touchpoint)).or_insert_with(Spread::new).add(*affect);
            let (sum, n) = self.places.entry(*touchpoint).or_default();
            *sum += if last == 0 { 0.5 } else { place as f64 / last as f64 };
            *n += 1;
        }
        let marks = [
            (MarkKind::First, 0),
            (MarkKind::Peak, curve.peak_index as usize),
            (MarkKind::Trough, curve.trough_index as usize),
            (MarkKind::End, last),
        ];
        for (kind, moment) in marks {
            let mark = self.marks.entry((visit.purpose, kind, visit.touchpoints[moment])).or_default();
            mark.n += 1;
            mark.sum += f64::from(visit.affects[moment]);
        }
        if let (Some(first), Some(end)) = (visit.at_us.first(), visit.at_us.last()) {
            let (from, to) = self.period_us.get_or_insert((*first, *end));
            (*from, *to) = ((*from).min(*first), (*to).max(*end));
        }
        self.said.add(visit, &curve);
    }

    fn merge(&mut self, later: Self, names: &Remap) {
        self.purposes.merge(later.purposes, names);
        // Each key's sums are added once per part, so the order within the map does not matter.
        for ((purpose, touchpoint), spread) in &later.spreads {
            let key = (names.purpose(*purpose), names.touchpoint(*touchpoint));
            self.spreads.entry(key).or_insert_with(Spread::new).merge(spread);
        }
        for ((purpose, kind, touchpoint), more) in &later.marks {
            let key = (names.purpose(*purpose), *kind, names.touchpoint(*touchpoint));
            let mark = self.marks.entry(key).or_default();
            mark.n += more.n;
            mark.sum += more.sum;
        }
        for (touchpoint, (more, count)) in &later.places {
            let (sum, n) = self.places.entry(names.touchpoint(*touchpoint)).or_default();
            *sum += more;
            *n += count;
        }
        self.period_us = match (self.period_us, later.period_us) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (mine, theirs) => mine.or(theirs),
        };
        self.said.merge(later.said, names);
    }

    fn finish(&mut self) {
        self.purposes.settle();
    }
}

/// What customers said afterwards, beside what happened to them.
#[derive(Clone)]
pub struct Said {
    /// For the evidence, with the duration in minutes where times are known.
    by_minutes: Sample,
    /// The same with the number of moments as the duration.
    by_moments: Sample,
    /// Whether some judged visit had no times.
    timeless: bool,
    /// Judged visits, for the drivers: mean affect at each of their touchpoints, and the judgement.
    visits: Vec<(Vec<(Code, f32)>, f32)>,
    keep_visits: bool,
}

impl Default for Said {
    fn default() -> Self {
        Self {
            by_minutes: Sample::new(),
            by_moments: Sample::new(),
            timeless: false,
            visits: Vec::new(),
            keep_visits: true,
        }
    }
}

impl Said {
    /// For evidence alone: constant memory however many visits there are.
    pub fn without_visits() -> Self {
        Self { keep_visits: false, ..Self::default() }
    }

    fn add(&mut self, visit: &Visit<'_>, curve: &Curve) {
        let Some(remembered) = visit.remembered else { return };
        let earlier = experience::earlier_peak(visit.affects).unwrap_or(curve.peak);
        let remembered_wide = f64::from(remembered);
        match minutes_of(visit) {
            Some(minutes) if !self.timeless => {
                self.by_minutes.add(visit.id, curve, earlier, minutes, remembered_wide);
            }
            _ => self.timeless = true,
        }
        self.by_moments.add(visit.id, curve, earlier, f64::from(curve.count), remembered_wide);
        if self.keep_visits {
            let mut at: BTreeMap<Code, (f64, u32)> = BTreeMap::new();
            for (touchpoint, affect) in visit.touchpoints.iter().zip(visit.affects) {
                let (sum, n) = at.entry(*touchpoint).or_default();
                *sum += f64::from(*affect);
                *n += 1;
            }
            let means = at.into_iter().map(|(code, (sum, n))| (code, (sum / f64::from(n)) as f32)).collect();
            self.visits.push((means, remembered));
        }
    }

    fn merge(&mut self, later: Self, names: &Remap) {
        self.timeless |= later.timeless;
        self.by_minutes.merge(&later.by_minutes);
        self.by_moments.merge(&later.by_moments);
        self.visits.extend(later.visits.into_iter().map(|(mut means, remembered)| {
            means.iter_mut().for_each(|(code, _)| *code = names.touchpoint(*code));
            (means, remembered)
        }));
    }

    /// The sample for the evidence and whether its duration is in minutes (else in moments).
    pub fn sample(&self) -> (&Sample, bool) {
        if self.timeless || self.by_minutes.visits() == 0 {
            (&self.by_moments, false)
        } else {
            (&self.by_minutes, true)
        }
    }

    /// The judged visits as rows over `touchpoints`; what a visit did not go through is `NaN`.
    ///
    /// # Errors
    /// When there are more touchpoints than can be weighed, before any room is made for them.
    pub fn judgements(&self, touchpoints: &[Code]) -> Result<Judgements, drivers::Error> {
        if touchpoints.len() > drivers::MOST {
            return Err(drivers::Error::TooMany(touchpoints.len()));
        }
        let places: FxHashMap<Code, usize> =
            touchpoints.iter().enumerate().map(|(i, code)| (*code, i)).collect();
        let mut values = vec![f64::NAN; touchpoints.len() * self.visits.len()];
        for ((means, _), row) in self.visits.iter().zip(values.chunks_exact_mut(touchpoints.len().max(1))) {
            for (code, mean) in means {
                if let Some(place) = places.get(code) {
                    row[*place] = f64::from(*mean);
                }
            }
        }
        let remembered = self.visits.iter().map(|(_, remembered)| f64::from(*remembered)).collect();
        Ok(Judgements { touchpoints: touchpoints.len(), values, remembered })
    }
}

/// Evidence and drivers alone, without the pictures.
impl Fold for Said {
    fn visit(&mut self, visit: &Visit<'_>) {
        if let Some(curve) = Curve::of(visit.affects) {
            self.add(visit, &curve);
        }
    }

    fn merge(&mut self, later: Self, names: &Remap) {
        self.merge(later, names);
    }
}
