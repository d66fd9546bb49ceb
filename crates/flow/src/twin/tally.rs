//! What a run has seen: waits, flows, quarter-hours, work.

/// Cells of a [`Waits`] to a doubling, as a power of two: 32.
const FINE: u32 = 5;
/// Doublings above a second: waits of up to eight years have cells of their own, as they come about where a hall that
/// never closes has far too few counters.
const DOUBLINGS: u32 = 28;
/// The cell below a second, those above, and the one beyond.
pub(super) const CELLS: usize = 2 + ((DOUBLINGS as usize) << FINE);

/// How waits are spread: exact moments, and a histogram whose cells are a thirty-second of a doubling wide, so that a
/// quantile read from the middle of its cell errs by less than 2 %; below one second, by less than that second.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waits {
    n: u64,
    sum_s: f64,
    sum_sq: f64,
    max_s: f64,
    /// Cell and count, by cell; none of zero.
    cells: Vec<(u16, u64)>,
}

impl Waits {
    pub(super) fn new(n: u64, sum_s: f64, sum_sq: f64, max_s: f64, cells: Vec<(u16, u64)>) -> Self {
        Self { n, sum_s, sum_sq, max_s, cells }
    }

    /// How many.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// Their sum, seconds.
    #[must_use]
    pub const fn sum_s(&self) -> f64 {
        self.sum_s
    }

    /// The mean, seconds; `None` of none.
    #[must_use]
    pub fn mean_s(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum_s / self.n as f64)
    }

    /// The standard deviation, seconds; `None` of fewer than two.
    #[must_use]
    pub fn deviation_s(&self) -> Option<f64> {
        let n = self.n as f64;
        (self.n > 1).then(|| ((self.sum_sq - self.sum_s * self.sum_s / n).max(0.0) / (n - 1.0)).sqrt())
    }

    /// The longest, seconds; 0 of none.
    #[must_use]
    pub const fn max_s(&self) -> f64 {
        self.max_s
    }

    /// The time, seconds, within which a share of them was over; `None` of none.
    #[must_use]
    pub fn quantile_s(&self, share: f64) -> Option<f64> {
        let wanted = share.clamp(0.0, 1.0) * self.n as f64;
        let mut below = 0.0;
        for &(cell, count) in &self.cells {
            let count = count as f64;
            if below + count >= wanted {
                let (from, to) = self.bounds_s(cell);
                let part = ((wanted - below) / count).clamp(0.0, 1.0);
                return Some((from + part * (to - from)).min(self.max_s));
            }
            below += count;
        }
        (self.n > 0).then_some(self.max_s)
    }

    /// How many were over within so many seconds: whole cells, and of the one that `s` lies in its part.
    #[must_use]
    pub fn within(&self, s: f64) -> f64 {
        if s >= self.max_s {
            return self.n as f64;
        }
        let mut sum = 0.0;
        for &(cell, count) in &self.cells {
            let (from, to) = self.bounds_s(cell);
            sum += count as f64 * ((s - from) / (to.min(self.max_s).max(from + 1e-6) - from)).clamp(0.0, 1.0);
        }
        sum
    }

    /// The share that was over within so many seconds; `None` of none.
    #[must_use]
    pub fn share_within(&self, s: f64) -> Option<f64> {
        (self.n > 0).then(|| self.within(s) / self.n as f64)
    }

    /// From where to where a cell reaches, seconds; the last one to the longest wait.
    fn bounds_s(&self, cell: u16) -> (f64, f64) {
        let (from, to) = bounds_s(cell);
        if usize::from(cell) == CELLS - 1 { (from, self.max_s.max(from)) } else { (from, to) }
    }

    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.sum_s += other.sum_s;
        self.sum_sq += other.sum_sq;
        self.max_s = self.max_s.max(other.max_s);
        let (mine, theirs) = (std::mem::take(&mut self.cells), &other.cells);
        let mut joined = Vec::with_capacity(mine.len().max(theirs.len()));
        let (mut a, mut b) = (mine.into_iter().peekable(), theirs.iter().copied().peekable());
        while let Some(cell) = [a.peek(), b.peek()].into_iter().flatten().map(|&(cell, _)| cell).min() {
            let mut count = a.next_if(|&(c, _)| c == cell).map_or(0, |(_, n)| n);
            count += b.next_if(|&(c, _)| c == cell).map_or(0, |(_, n)| n);
            joined.push((cell, count));
        }
        self.cells = joined;
    }
}

/// The cell of a wait.
#[inline]
pub(super) fn cell_of(wait_s: f64) -> usize {
    if wait_s < 1.0 {
        return 0;
    }
    let cell = (wait_s.to_bits() - 1.0_f64.to_bits()) >> (52 - FINE);
    (cell as usize + 1).min(CELLS - 1)
}

/// From where to where a cell reaches, seconds.
fn bounds_s(cell: u16) -> (f64, f64) {
    let edge = |n: u64| f64::from_bits(1.0_f64.to_bits() + (n << (52 - FINE)));
    match u64::from(cell) {
        0 => (0.0, 1.0),
        cell => (edge(cell - 1), edge(cell)),
    }
}

/// What became of those who came for a purpose, or for any.
///
/// Each service that somebody waits for counts: who is sent on to a further one *arrives* there again. So
/// `arrived + came_back = diverted + served + left + missed + sent_home + there`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// Arrivals: through the door, from another service, or there at the start.
    pub arrived: u64,
    /// Those of them that were sent on from another service: `arrived - continued` are visits.
    pub continued: u64,
    /// Took another channel at the door.
    pub diverted: u64,
    /// Of these came back.
    pub came_back: u64,
    /// Served to the end.
    pub served: u64,
    /// Left before they were called.
    pub left: u64,
    /// Called, and did not come.
    pub missed: u64,
    /// Still waiting at the end, and sent home.
    pub sent_home: u64,
    /// Still there when the run was stopped in the middle.
    pub there: u64,
    /// Appointments that nobody kept; they are no arrivals.
    pub no_shows: u64,
    /// The waits of those who were called and came, until the call.
    pub waits: Waits,
    /// After how long those left who left.
    pub left_after: Waits,
    /// Time in service, without the way to the counter, seconds.
    pub services_s: f64,
    /// What the visits felt like, where the run was given a [`Feel`](super::Feel).
    pub felt: Felt,
}

impl Flow {
    /// Adds another purpose's.
    pub fn add(&mut self, other: &Self) {
        self.arrived += other.arrived;
        self.continued += other.continued;
        self.diverted += other.diverted;
        self.came_back += other.came_back;
        self.served += other.served;
        self.left += other.left;
        self.missed += other.missed;
        self.sent_home += other.sent_home;
        self.there += other.there;
        self.no_shows += other.no_shows;
        self.waits.add(&other.waits);
        self.left_after.add(&other.left_after);
        self.services_s += other.services_s;
        self.felt.n += other.felt.n;
        self.felt.sum += other.felt.sum;
        self.felt.sum_sq += other.felt.sum_sq;
    }
}

/// Scores of visits, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Felt {
    /// How many.
    pub n: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squares.
    pub sum_sq: f64,
}

/// A quarter of an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quarter {
    /// When it begins. Under repeated rates, quarters of all days are added up in those of the first.
    pub from_us: i64,
    /// Arrivals in it, further services of a visit included.
    pub arrived: u64,
    /// Calls in it that were followed.
    pub called: u64,
    /// The waits of those called in it, seconds.
    pub waits_s: f64,
    /// Of those called in it, how many waited no longer than [`Hall::promise_s`](super::Hall::promise_s).
    pub within: u64,
    /// Who left in it.
    pub left: u64,
    /// Counters busy, in counter-seconds.
    pub busy_s: f64,
    /// Counters at work, in counter-seconds.
    pub open_s: f64,
    /// People waiting, in person-seconds: by 900 the mean queue.
    pub queue_s: f64,
}

/// The work of a counter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// At work, seconds.
    pub open_s: f64,
    /// With a customer, or waiting for one who was called, seconds.
    pub busy_s: f64,
    /// At work beyond the end of a shift, seconds.
    pub overtime_s: f64,
    /// Services ended.
    pub served: u64,
}

/// Two looks at a queue that goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Halves {
    /// People waiting in the middle of the time that counted.
    pub in_middle: u64,
    /// People waiting at the end.
    pub at_end: u64,
    /// Hours between the two looks.
    pub hours: f64,
}

/// What one run has seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// All together.
    pub all: Flow,
    /// By purpose.
    pub purposes: Vec<Flow>,
    /// By quarter of an hour, from the one in which the run begins.
    pub quarters: Vec<Quarter>,
    /// By counter.
    pub counters: Vec<Work>,
    /// How long the queue was in the middle and at the end, if the run was stopped while it went on.
    pub halves: Option<Halves>,
    /// The longest queue, over all purposes.
    pub longest_queue: u64,
    /// Arrivals, ends of service and departures before service: what the run had to do.
    pub events: u64,
    /// When the last of them was.
    pub ended_us: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Waits of so many seconds.
    fn waits(seconds: &[f64]) -> Waits {
        let mut cells: Vec<(u16, u64)> = seconds.iter().map(|s| (cell_of(*s) as u16, 1)).collect();
        cells.sort_unstable();
        cells.dedup_by(|next, sum| {
            let same = next.0 == sum.0;
            sum.1 += if same { next.1 } else { 0 };
            same
        });
        let max_s = seconds.iter().copied().fold(0.0, f64::max);
        let sum_s = seconds.iter().sum();
        Waits::new(seconds.len() as u64, sum_s, seconds.iter().map(|s| s * s).sum(), max_s, cells)
    }

    #[test]
    fn waits_of_months_and_of_decades_are_told_as_they_are() {
        const DAY_S: f64 = 86_400.0;
        // up to a hundred days, then up to a hundred years: beyond the last cell of its own
        for unit_s in [DAY_S, 365.0 * DAY_S] {
            let seconds: Vec<f64> = (1..=100).map(|n| f64::from(n) * unit_s).collect();
            let all = waits(&seconds);
            let nine_of_ten = all.quantile_s(0.9).unwrap();
            assert!((nine_of_ten / (90.0 * unit_s) - 1.0).abs() < 0.02, "{}", nine_of_ten / unit_s);
            assert!(nine_of_ten > all.mean_s().unwrap());
            assert!((all.within(nine_of_ten) - 90.0).abs() < 1.5, "{}", all.within(nine_of_ten));
            assert_eq!(all.quantile_s(1.0), Some(100.0 * unit_s));
        }
    }
}
