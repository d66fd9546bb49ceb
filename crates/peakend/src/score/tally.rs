//! Groups of visits, counted in one pass over the table.

use crate::Error;
use crate::score::yardstick::Yardstick;
use experience::{Curve, Group, Sum};
use lake::{Code, Fold, NONE, Names, Remap, Visit};
use rustc_hash::FxHashMap;

/// What visits are grouped by. Staff and touchpoint are of a moment: a visit counts once for each of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum By {
    /// The hall.
    Hall,
    /// The purpose of the visit.
    Purpose,
    /// The day on which it began, in the zone of the reading.
    Day,
    /// The week, named by its Monday.
    Week,
    /// The month.
    Month,
    /// A touchpoint that the visit went through.
    Touchpoint,
    /// Somebody who served it.
    Staff,
}

/// Which group a visit belongs to; what is not grouped by stays [`NONE`] or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The hall.
    pub hall: Code,
    /// The purpose.
    pub purpose: Code,
    /// First day of the period, days since 1970-01-01.
    pub period: i32,
    /// The touchpoint.
    pub touchpoint: Code,
    /// The member of staff.
    pub staff: Code,
}

impl Key {
    /// The group of everything.
    pub const ALL: Self = Self { hall: NONE, purpose: NONE, period: 0, touchpoint: NONE, staff: NONE };
}

/// The figures of one group.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Figures of its visits.
    pub visits: Group,
    /// Moments that belong to the group.
    pub moments: u64,
    /// Sum over visits of the mean affect of the visit's moments that belong to the group.
    affect: Sum,
}

impl Figures {
    /// Mean over visits of the mean affect of their moments in the group.
    pub fn affect(&self) -> f64 {
        self.affect.mean(self.visits.n)
    }
}

/// How visits are grouped.
#[derive(Debug, Clone)]
pub struct Grouping {
    hall: bool,
    purpose: bool,
    period: Option<By>,
    touchpoint: bool,
    staff: bool,
    zone: jiff::tz::TimeZone,
    most: usize,
    yardstick: Yardstick,
}

impl Grouping {
    /// Groups by `by`; days begin at midnight in `zone`; beyond `most` groups, counting stops.
    pub fn new(by: &[By], zone: jiff::tz::TimeZone, most: usize) -> Self {
        let has = |what| by.contains(&what);
        Self {
            hall: has(By::Hall),
            purpose: has(By::Purpose),
            period: [By::Day, By::Week, By::Month].into_iter().find(|period| has(*period)),
            touchpoint: has(By::Touchpoint),
            staff: has(By::Staff),
            zone,
            most,
            yardstick: Yardstick::PeakEnd,
        }
    }

    /// The same groups, scored by another yardstick.
    #[must_use]
    pub fn scored_by(self, yardstick: Yardstick) -> Self {
        Self { yardstick, ..self }
    }

    fn period(&self, visit: &Visit<'_>) -> i32 {
        let (Some(by), Some(at)) = (self.period, visit.at_us.first()) else { return 0 };
        jiff::Timestamp::from_microsecond(*at)
            .map_or(0, |at| first_day(at.to_zoned(self.zone.clone()).date(), by))
    }
}

/// Days from 1970-01-01 to the first day of the period that `date` is in.
fn first_day(date: jiff::civil::Date, by: By) -> i32 {
    let first = match by {
        By::Month => date.first_of_month(),
        By::Week => {
            let back = i64::from(date.weekday().to_monday_zero_offset());
            date.checked_sub(jiff::Span::new().days(back)).unwrap_or(date)
        }
        _ => date,
    };
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until((jiff::Unit::Day, first)).map_or(0, |span| span.get_days())
}

/// The date that a period's number stands for.
pub fn period_date(days: i32) -> jiff::civil::Date {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap_or(jiff::civil::Date::MAX)
}

/// Touchpoints that are told apart. More are no journey but a column mistaken for one, and each costs room in every
/// group.
pub const MOST_TOUCHPOINTS: usize = 4096;

/// Why not everything was counted; the order is that in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Overflow {
    Touchpoints,
    Groups,
}

/// Counts visits group by group, with the touchpoints at which they peak and have their trough.
#[derive(Debug, Clone)]
pub struct Tally {
    grouping: Grouping,
    places: Places,
    keys: Vec<Key>,
    figures: Vec<Figures>,
    slots: Slots,
    /// For each group and touchpoint slot: visits that peak there, those of them with a positive peak, and visits
    /// with their trough there.
    extremes: Vec<[u32; 3]>,
    width: usize,
    overflow: Option<Overflow>,
    pending: Vec<Pending>,
    /// Keeps the look ahead of [`Tally::settle`] from being optimised away.
    warmth: u64,
}

/// A visit that waits to be counted.
#[derive(Debug, Clone, Copy)]
struct Pending {
    key: Key,
    place: u32,
    moments: u32,
    curve: Curve,
    score: f64,
    affect: f64,
    peak: Code,
    trough: Code,
}

/// Visits that are counted together: enough to overlap their cache misses, few enough to stay in the first level.
const TOGETHER: usize = 64;

impl Tally {
    /// Nothing counted yet.
    pub fn new(grouping: Grouping) -> Self {
        Self {
            grouping,
            places: Places::default(),
            keys: Vec::new(),
            figures: Vec::new(),
            slots: Slots::default(),
            extremes: Vec::new(),
            width: 16,
            overflow: None,
            pending: Vec::with_capacity(TOGETHER),
            warmth: 0,
        }
    }

    /// Whether everything was counted.
    ///
    /// # Errors
    /// When there were more groups than allowed, or more touchpoints than a journey can have.
    pub fn complete(&self) -> Result<(), Error> {
        match self.overflow {
            None => Ok(()),
            Some(Overflow::Groups) => Err(Error::TooManyGroups { most: self.grouping.most }),
            Some(Overflow::Touchpoints) => Err(Error::TooManyTouchpoints { most: MOST_TOUCHPOINTS }),
        }
    }

    /// Counts a visit in.
    pub fn add(&mut self, visit: &Visit<'_>, curve: &Curve) {
        let grouping = &self.grouping;
        let key = Key {
            hall: if grouping.hall { visit.hall } else { NONE },
            purpose: if grouping.purpose { visit.purpose } else { NONE },
            period: grouping.period(visit),
            ..Key::ALL
        };
        if !grouping.touchpoint && !grouping.staff {
            self.count(key, visit, curve, curve.count, curve.mean);
            return;
        }
        let of = |moment: usize| Key {
            touchpoint: if self.grouping.touchpoint { visit.touchpoints[moment] } else { NONE },
            staff: if self.grouping.staff { visit.staff.get(moment).copied().unwrap_or(NONE) } else { NONE },
            ..key
        };
        let mut moments: Vec<(Key, f32)> =
            visit.affects.iter().enumerate().map(|(i, it)| (of(i), *it)).collect();
        // stable, so that sums keep the order of the moments
        moments.sort_by_key(|(key, _)| *key);
        for group in moments.chunk_by(|(one, _), (other, _)| one == other) {
            let sum: f64 = group.iter().map(|(_, affect)| f64::from(*affect)).sum();
            self.count(group[0].0, visit, curve, group.len() as u32, sum / group.len() as f64);
        }
    }

    fn count(&mut self, key: Key, visit: &Visit<'_>, curve: &Curve, moments: u32, affect: f64) {
        self.pending.push(Pending {
            key,
            place: 0,
            moments,
            curve: *curve,
            score: self.grouping.yardstick.score(visit, curve),
            affect,
            peak: visit.touchpoints[curve.peak_index as usize],
            trough: visit.touchpoints[curve.trough_index as usize],
        });
        if self.pending.len() == TOGETHER {
            self.settle();
        }
    }

    /// Counts the visits that wait.
    ///
    /// Thousands of groups do not fit into the near caches, so nearly every visit misses them several times. Looking
    /// the groups of many visits up first, and touching them, lets the processor fetch them at the same time; seen
    /// on 10,000 groups, that makes counting several times faster than visit by visit.
    pub fn settle(&mut self) {
        let mut pending = std::mem::take(&mut self.pending);
        pending.retain_mut(|visit| {
            let slots = [visit.peak, visit.trough].map(|code| self.slot(code));
            let (Some(place), [Some(peak), Some(trough)]) = (self.place(visit.key), slots) else {
                return false;
            };
            (visit.place, visit.peak, visit.trough) = (place as u32, peak as Code, trough as Code);
            true
        });
        self.widen();
        for visit in &pending {
            let (place, row) = (visit.place as usize, visit.place as usize * self.width);
            let figures = &self.figures[place];
            let [peak, trough] = [visit.peak, visit.trough].map(|slot| self.extremes[row + slot as usize][0]);
            self.warmth ^= figures.visits.n ^ figures.moments ^ u64::from(peak ^ trough);
        }
        for visit in pending.drain(..) {
            let (place, row) = (visit.place as usize, visit.place as usize * self.width);
            let figures = &mut self.figures[place];
            figures.visits.add_scored(&visit.curve, visit.score);
            figures.moments += u64::from(visit.moments);
            figures.affect.add(visit.affect);
            let peak = &mut self.extremes[row + visit.peak as usize];
            peak[0] += 1;
            peak[1] += u32::from(visit.curve.peak > 0.0);
            self.extremes[row + visit.trough as usize][2] += 1;
        }
        self.pending = pending;
    }

    /// The place of a group, new if need be.
    fn place(&mut self, key: Key) -> Option<usize> {
        if let Some(place) = self.places.get(&key) {
            return Some(place as usize);
        }
        let next = self.keys.len();
        if next >= self.grouping.most {
            self.overflow = Some(Overflow::Groups);
            return None;
        }
        self.places.insert(key, next as u32);
        self.keys.push(key);
        self.figures.push(Figures::default());
        self.extremes.resize((next + 1) * self.width, [0; 3]);
        Some(next)
    }

    /// The slot of a touchpoint, new if need be.
    fn slot(&mut self, code: Code) -> Option<usize> {
        let slot = self.slots.of(code);
        if slot.is_none() {
            self.overflow.get_or_insert(Overflow::Touchpoints);
        }
        slot
    }

    /// Makes room for every touchpoint slot.
    fn widen(&mut self) {
        if self.slots.codes.len() <= self.width {
            return;
        }
        let wider = self.slots.codes.len().next_power_of_two();
        let mut extremes = vec![[0; 3]; self.keys.len() * wider];
        for (old, new) in self.extremes.chunks_exact(self.width).zip(extremes.chunks_exact_mut(wider)) {
            new[..old.len()].copy_from_slice(old);
        }
        (self.extremes, self.width) = (extremes, wider);
    }

    /// Touchpoints at which some visit has its peak or trough.
    pub fn touchpoints(&self) -> &[Code] {
        &self.slots.codes
    }

    /// The groups in no particular order.
    pub fn groups(&self) -> impl Iterator<Item = (Key, &Figures, Extremes<'_>)> + '_ {
        self.keys.iter().zip(&self.figures).enumerate().map(|(place, (key, figures))| {
            let row = &self.extremes[place * self.width..(place + 1) * self.width];
            (*key, figures, Extremes { codes: &self.slots.codes, row })
        })
    }

    /// Takes in the count of a later part.
    pub fn merge(&mut self, mut later: Self, names: &Remap) {
        self.settle();
        later.settle();
        self.overflow = self.overflow.max(later.overflow);
        let slots: Vec<Option<usize>> =
            later.slots.codes.iter().map(|code| self.slot(names.touchpoint(*code))).collect();
        self.widen();
        for (place, (key, figures)) in later.keys.iter().zip(&later.figures).enumerate() {
            let key = Key {
                hall: names.hall(key.hall),
                purpose: names.purpose(key.purpose),
                period: key.period,
                touchpoint: names.touchpoint(key.touchpoint),
                staff: names.staff(key.staff),
            };
            let Some(mine) = self.place(key) else { continue };
            let into = &mut self.figures[mine];
            into.visits.merge(&figures.visits);
            into.moments += figures.moments;
            into.affect.merge(figures.affect);
            for (slot, theirs) in slots.iter().zip(&later.extremes[place * later.width..]) {
                let Some(slot) = slot else { continue };
                let into = &mut self.extremes[mine * self.width + slot];
                into.iter_mut().zip(theirs).for_each(|(into, more)| *into += more);
            }
        }
    }
}

/// Where each group is. Halls and purposes alone, by far the most frequent question, have a map of small keys that
/// stays in the processor's cache.
#[derive(Debug, Clone, Default)]
struct Places {
    pairs: FxHashMap<u64, u32>,
    others: FxHashMap<Key, u32>,
}

impl Places {
    fn pair(key: &Key) -> Option<u64> {
        let rest = (key.period, key.touchpoint, key.staff);
        (rest == (0, NONE, NONE)).then(|| u64::from(key.hall) << 32 | u64::from(key.purpose))
    }

    #[inline]
    fn get(&self, key: &Key) -> Option<u32> {
        match Self::pair(key) {
            Some(pair) => self.pairs.get(&pair).copied(),
            None => self.others.get(key).copied(),
        }
    }

    fn insert(&mut self, key: Key, place: u32) {
        match Self::pair(&key) {
            Some(pair) => self.pairs.insert(pair, place),
            None => self.others.insert(key, place),
        };
    }
}

/// A group's counts by touchpoint.
#[derive(Debug, Clone, Copy)]
pub struct Extremes<'a> {
    codes: &'a [Code],
    row: &'a [[u32; 3]],
}

impl Extremes<'_> {
    /// (peaks, positive peaks, troughs) at each of [`Tally::touchpoints`].
    pub fn all(&self) -> &[[u32; 3]] {
        &self.row[..self.codes.len()]
    }

    /// (peaks, positive peaks, troughs) at a touchpoint.
    pub fn at(&self, touchpoint: Code) -> [u32; 3] {
        self.codes.iter().position(|code| *code == touchpoint).map_or([0; 3], |slot| self.row[slot])
    }
}

/// A small dense number for each touchpoint, in the order of appearance.
#[derive(Debug, Clone, Default)]
struct Slots {
    codes: Vec<Code>,
    /// Slot + 1 of the small codes, 0 = none yet.
    small: Vec<u16>,
    others: FxHashMap<Code, u16>,
}

impl Slots {
    const SMALL: usize = 256;

    /// The slot of a touchpoint; `None` where there are too many.
    fn of(&mut self, code: Code) -> Option<usize> {
        if (code as usize) < Self::SMALL {
            if self.small.is_empty() {
                self.small.resize(Self::SMALL, 0);
            }
            if self.small[code as usize] == 0 {
                self.small[code as usize] = self.push(code)? + 1;
            }
            return Some(usize::from(self.small[code as usize]) - 1);
        }
        if let Some(slot) = self.others.get(&code) {
            return Some(usize::from(*slot));
        }
        let slot = self.push(code)?;
        self.others.insert(code, slot);
        Some(usize::from(slot))
    }

    fn push(&mut self, code: Code) -> Option<u16> {
        let next = self.codes.len();
        if next == MOST_TOUCHPOINTS {
            return None;
        }
        self.codes.push(code);
        Some(next as u16)
    }
}

impl Fold for Tally {
    /// Counts and exact sums: the order does not matter.
    const ORDERED: bool = false;

    fn visit(&mut self, visit: &Visit<'_>) {
        if let Some(curve) = Curve::of(visit.affects) {
            self.add(visit, &curve);
        }
    }

    fn merge(&mut self, later: Self, names: &Remap) {
        self.merge(later, names);
    }

    fn finish(&mut self) {
        self.settle();
    }
}

/// The name of a group's value.
pub fn name_of(names: &Names, by: By, key: &Key) -> String {
    match by {
        By::Hall => names.halls.name(key.hall).into_owned(),
        By::Purpose => names.purposes.name(key.purpose).into_owned(),
        By::Touchpoint => names.touchpoints.name(key.touchpoint).into_owned(),
        By::Staff => names.staff.name(key.staff).into_owned(),
        By::Day | By::Week => period_date(key.period).to_string(),
        By::Month => period_date(key.period).strftime("%Y-%m").to_string(),
    }
}
