//! A distribution as it was seen.

use crate::twin::fault::{Fault, Wrong, share, zero_or_more};

/// Starting points of the search for a share, so that it takes a step or two.
const GUIDES: usize = 256;

/// A sample, or points of a quantile function, and a share that never ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Empirical {
    /// Seconds, ascending.
    times_s: Vec<f64>,
    /// Share of those that end which is over at each time, from 0 to 1; empty for a sample.
    shares: Vec<f64>,
    /// For each `1 / GUIDES` of the shares, the last point not beyond it.
    guides: Vec<u32>,
    /// The share that never ends.
    never: f64,
}

impl Empirical {
    pub(super) fn sample(mut times_s: Vec<f64>, never: f64) -> Result<Self, Fault> {
        let never = share("never", never)?;
        if never >= 1.0 {
            return Err(Fault::new("never", never, Wrong::SharesExceedOne));
        }
        if times_s.is_empty() {
            return Err(Fault::new("times_s", "[]", Wrong::Empty));
        }
        for (n, &time) in times_s.iter().enumerate() {
            zero_or_more(&format!("times_s[{n}]"), time)?;
        }
        times_s.sort_by(f64::total_cmp);
        Ok(Self { times_s, shares: Vec::new(), guides: Vec::new(), never })
    }

    pub(super) fn points(points: &[(f64, f64)]) -> Result<Self, Fault> {
        let (Some(&(first, _)), Some(&(last, _))) = (points.first(), points.last()) else {
            return Err(Fault::new("points", "[]", Wrong::Empty));
        };
        if first != 0.0 || points.len() < 2 {
            return Err(Fault::new("points[0]", first, Wrong::SharesDoNotSum));
        }
        for (n, &(reached, time)) in points.iter().enumerate() {
            share(&format!("points[{n}]"), reached)?;
            zero_or_more(&format!("points[{n}]"), time)?;
            if n > 0 && reached < points[n - 1].0 {
                return Err(Fault::new(format!("points[{n}]"), reached, Wrong::NotSorted));
            }
            if n > 0 && time < points[n - 1].1 {
                return Err(Fault::new(format!("points[{n}]"), time, Wrong::NotSorted));
            }
        }
        if last <= 0.0 {
            return Err(Fault::new(format!("points[{}]", points.len() - 1), last, Wrong::NotAboveZero));
        }
        let shares: Vec<f64> = points.iter().map(|&(reached, _)| reached / last).collect();
        let guides = (0..GUIDES).map(|n| last_up_to(&shares, n as f64 / GUIDES as f64)).collect();
        Ok(Self { times_s: points.iter().map(|&(_, s)| s).collect(), shares, guides, never: 1.0 - last })
    }

    pub(super) fn times_s(&self) -> &[f64] {
        &self.times_s
    }

    pub(super) fn never(&self) -> f64 {
        self.never
    }

    pub(super) fn times(&self, factor: f64) -> Self {
        Self { times_s: self.times_s.iter().map(|s| s * factor).collect(), ..self.clone() }
    }

    pub(super) fn mean_s(&self) -> f64 {
        if self.never > 0.0 {
            f64::INFINITY
        } else if self.shares.is_empty() {
            self.times_s.iter().sum::<f64>() / self.times_s.len() as f64
        } else {
            let pieces = self.shares.windows(2).zip(self.times_s.windows(2));
            pieces.map(|(share, s)| (share[1] - share[0]) * f64::midpoint(s[0], s[1])).sum()
        }
    }

    pub(super) fn survival(&self, s: f64) -> f64 {
        let up_to = self.times_s.partition_point(|&time| time <= s);
        let over = if self.shares.is_empty() {
            up_to as f64 / self.times_s.len() as f64
        } else if up_to == 0 {
            0.0
        } else if up_to == self.times_s.len() {
            1.0
        } else {
            let (s0, s1) = (self.times_s[up_to - 1], self.times_s[up_to]);
            let (p0, p1) = (self.shares[up_to - 1], self.shares[up_to]);
            p0 + (p1 - p0) * (s - s0) / (s1 - s0)
        };
        self.never + (1.0 - self.never) * (1.0 - over)
    }

    #[inline]
    pub(super) fn outlasting(&self, v: f64) -> f64 {
        let (ends, last) = (1.0 - self.never, self.times_s.len() - 1);
        let over = 1.0 - v;
        if over >= ends && self.never > 0.0 {
            return f64::INFINITY;
        }
        let over = over / ends;
        if self.shares.is_empty() {
            // Rounded up by a hair, so that what remains of a sample begins beyond the last that is over.
            let place = (over * self.times_s.len() as f64 + 1e-9) as usize;
            return self.times_s[place.min(last)];
        }
        let mut from = self.guides[((over * GUIDES as f64) as usize).min(GUIDES - 1)] as usize;
        while from + 1 < last && self.shares[from + 1] <= over {
            from += 1;
        }
        let (p0, p1) = (self.shares[from], self.shares[from + 1]);
        let part = if p1 > p0 { ((over - p0) / (p1 - p0)).clamp(0.0, 1.0) } else { 1.0 };
        self.times_s[from] + part * (self.times_s[from + 1] - self.times_s[from])
    }
}

/// The last place with a value up to this one.
fn last_up_to(ascending: &[f64], value: f64) -> u32 {
    let beyond = ascending.partition_point(|&v| v <= value);
    u32::try_from(beyond.saturating_sub(1).min(ascending.len() - 2)).unwrap_or(0)
}
