//! How long people wait before they leave, learnt although most were called before they would have left.

use crate::twin::Law;

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The last this share of the events tell how fast people leave beyond the longest wait that was seen to end in leaving.
const TAIL: f64 = 0.1;

/// One who waited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waited {
    /// For how long, in seconds.
    pub s: f64,
    /// Whether they left; else they were called then, and would have waited for longer.
    pub left: bool,
}

/// A point of the curve: just after `s` seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Seconds.
    pub s: f64,
    /// How many still waited just before.
    pub at_risk: u64,
    /// How many left just then.
    pub left: u64,
    /// The share that waits for longer.
    pub survival: f64,
    /// Greenwood's sum: the variance of `survival` over its square.
    pub relative_variance: f64,
}

/// The share of people who would wait for longer than a time: E. L. Kaplan & P. Meier, *Nonparametric estimation from incomplete
/// observations*, JASA 53 (1958) 457–481.
///
/// Whoever was called is counted as waiting until the call and as unknown after it; so they have to be called regardless of
/// their patience, which first come, first served does. Those who left and those who were called at the same time: who
/// left, left first.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    points: Vec<Point>,
    waited: u64,
    waited_s: f64,
    left: u64,
    /// Leavings per second of waiting, in the last part of the curve.
    tail_per_s: f64,
}

impl Survival {
    /// The curve of these waits, in any order; a time that is negative or no number is left out. `None` where nobody
    /// waited.
    #[must_use]
    pub fn of(waits: impl IntoIterator<Item = Waited>) -> Option<Self> {
        let mut waits: Vec<Waited> =
            waits.into_iter().filter(|wait| wait.s.is_finite() && wait.s >= 0.0).collect();
        if waits.is_empty() {
            return None;
        }
        waits.sort_by(|a, b| a.s.total_cmp(&b.s));
        let (mut points, mut survival, mut relative_variance) = (Vec::new(), 1.0, 0.0);
        let mut at_risk = waits.len() as u64;
        for same in waits.chunk_by(|a, b| a.s == b.s) {
            let left = same.iter().filter(|wait| wait.left).count() as u64;
            if left > 0 {
                let (d, n) = (left as f64, at_risk as f64);
                survival *= 1.0 - d / n;
                relative_variance += if left < at_risk { d / (n * (n - d)) } else { 0.0 };
                points.push(Point { s: same[0].s, at_risk, left, survival, relative_variance });
            }
            at_risk -= same.len() as u64;
        }
        let left: u64 = points.iter().map(|point| point.left).sum();
        let waited_s = waits.iter().map(|wait| wait.s).sum();
        let tail_per_s = tail(&waits, &points, left, waited_s);
        Some(Self { points, waited: waits.len() as u64, waited_s, left, tail_per_s })
    }

    /// How many waited.
    #[must_use]
    pub const fn waited(&self) -> u64 {
        self.waited
    }

    /// How many of them left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.left
    }

    /// The seconds that all waited, together.
    #[must_use]
    pub const fn waited_s(&self) -> f64 {
        self.waited_s
    }

    /// Where the curve falls.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The last wait, in seconds, that was seen to end in leaving: what the curve says beyond is made of its last tenth.
    #[must_use]
    pub fn known_up_to_s(&self) -> Option<f64> {
        self.points.last().map(|point| point.s)
    }

    /// The share that waits for longer than `s` seconds. Beyond the last leaving it goes on falling exponentially, as fast as
    /// over the last tenth of the leavings; where nobody left it stays 1.
    #[must_use]
    pub fn survival(&self, s: f64) -> f64 {
        let after = self.points.partition_point(|point| point.s <= s);
        let Some(point) = after.checked_sub(1).map(|at| self.points[at]) else { return 1.0 };
        if after == self.points.len() && point.survival > 0.0 {
            return point.survival * (-self.tail_per_s * (s - point.s)).exp();
        }
        point.survival
    }

    /// The 95 % interval of that share by Greenwood's variance on the scale of log(−log), which stays between 0 and 1 (J. D.
    /// Kalbfleisch & R. L. Prentice, *The statistical analysis of failure time data*, 2002, 1.4); `None` before the
    /// first and beyond the last leaving, where the data say nothing of it.
    #[must_use]
    pub fn interval(&self, s: f64) -> Option<[f64; 2]> {
        let after = self.points.partition_point(|point| point.s <= s);
        let point = self.points[after.checked_sub(1)?];
        if after == self.points.len() && s > point.s || point.survival <= 0.0 || point.survival >= 1.0 {
            return None;
        }
        let log = point.survival.ln();
        let reach = Z * point.relative_variance.sqrt() / log.abs();
        Some([point.survival.powf(reach.exp()), point.survival.powf((-reach).exp())])
    }

    /// After how many seconds a share of all has left, 0 to 1; infinite where that never comes.
    #[must_use]
    pub fn quantile_s(&self, share: f64) -> f64 {
        let wanted = 1.0 - share;
        if let Some(point) = self.points.iter().find(|point| point.survival <= wanted) {
            return if wanted >= 1.0 { 0.0 } else { point.s };
        }
        match self.points.last() {
            Some(last) if self.tail_per_s > 0.0 => last.s + (last.survival / wanted).ln() / self.tail_per_s,
            _ => f64::INFINITY,
        }
    }

    /// The law of patience: [`Survival::curve`], straight between its points. Where nobody left, everybody waits for ever.
    #[must_use]
    pub fn law(&self, most: usize) -> Law {
        Law::quantiles(&self.curve(most)).unwrap_or_else(|_| Law::never())
    }

    /// Who has left by when, as (share of all, seconds), both ascending from (0, 0): at most about `most` points of the curve, and
    /// its tail to the last thousandth, who wait for ever. Only the first point where nobody left.
    #[must_use]
    pub fn curve(&self, most: usize) -> Vec<(f64, f64)> {
        let mut points = vec![(0.0, 0.0)];
        let every = self.points.len().div_ceil(most.max(2)).max(1);
        points.extend(
            self.points
                .iter()
                .enumerate()
                .filter(|(at, _)| (at + 1) % every == 0 || at + 1 == self.points.len())
                .map(|(_, point)| (1.0 - point.survival, point.s)),
        );
        let (gone, s) = points[points.len() - 1];
        if 0.0 < gone && gone < 0.999 && self.tail_per_s > 0.0 {
            for step in 1..=16 {
                let lasts = (1.0 - gone) * (0.001 / (1.0 - gone)).powf(f64::from(step) / 16.0);
                points.push((1.0 - lasts, s + ((1.0 - gone) / lasts).ln() / self.tail_per_s));
            }
        }
        points
    }
}

/// Leavings per second waited, from where the last tenth of the leavings begins; over all of it where they are few.
fn tail(waits: &[Waited], points: &[Point], left: u64, waited_s: f64) -> f64 {
    let wanted = ((left as f64 * TAIL) as u64).max(10);
    let (mut seen, mut from_s) = (0, 0.0);
    for point in points.iter().rev() {
        if seen >= wanted {
            from_s = point.s;
            break;
        }
        seen += point.left;
    }
    let exposed_s: f64 = waits.iter().map(|wait| (wait.s - from_s).max(0.0)).sum();
    match (seen, exposed_s) {
        (1.., s) if s > 0.0 => seen as f64 / s,
        (1.., _) if waited_s > 0.0 => left as f64 / waited_s,
        _ => 0.0,
    }
}
