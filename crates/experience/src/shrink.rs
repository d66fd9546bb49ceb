//! Estimates of many small groups, drawn toward their peers (empirical Bayes).
//!
//! The model is normal–normal: a group's mean y of n visits is N(θ, σ²/n), its true score θ is N(μ, τ²).
//!
//! - σ² is pooled within groups: Σ(n−1)·sd² / Σ(n−1). A group's own spread is too uncertain where visits are few.
//! - [`Peers::between_sd`] is the estimate of τ by Paule & Mandel (J. Res. NBS 87, 1982): the τ at which the weighted
//!   squares Σ(y−μ)²/(τ²+σ²/n) equal their expectation, groups − 1; 0 when they fall below it without any τ.
//! - Plugging τ in as if it were known makes intervals too short (Morris, JASA 78, 1983), most of all when τ is
//!   estimated as 0. Estimates are therefore averaged over the τ that the data leave possible: the likelihood of τ
//!   with μ integrated out (the restricted one) times a flat prior on τ² (Morris & Tang, Statistical Science 26, 2011,
//!   who show that it makes intervals cover), by quadrature. For a given τ, θ has mean y·(1−B) + μ·B with B = (σ²/n) / (σ²/n + τ²), and variance
//!   (σ²/n)·(1−B) + B²·var(μ); the interval takes the mean and variance of the mixture and Student's t with the
//!   degrees of freedom of σ².
//!
//! With fewer than four groups nothing can be said about τ: nothing is shrunk, and intervals are those of the raw
//! mean with the pooled σ. With one visit in every group σ and τ cannot be told apart: every group gets the peers'
//! mean, with an interval wide enough for either extreme.
//!
//! A few equal visits, as coarse ratings often are, do not show that there is no spread. Where most visits equal their
//! group's, σ² counts those as spread as much as they leave possible on the scale (`within.rs`), and
//! intervals are held on the scale.

use crate::Interval;
use crate::estimate::{Z, Z_998, t_quantile};
use crate::within::{Within, unseen_variance};
use serde::Serialize;
use std::collections::BTreeMap;

/// Fewest groups from which the spread between groups is estimated.
pub const FEWEST_GROUPS: usize = 4;

/// One group as observed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Raw {
    /// Number of visits, at least 1.
    pub n: u64,
    /// Mean score.
    pub mean: f64,
    /// Sample standard deviation of the score; `None` for a single visit.
    pub sd: Option<f64>,
}

/// One group's estimate after its peers have spoken.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shrunk {
    /// The estimate, between the raw mean and the peers' mean.
    pub value: f64,
    /// 95 % interval that accounts for the peers' mean and spread being estimated too.
    pub interval: Interval,
    /// Share of the estimate that is the group's own, in [0, 1]; the rest is its peers'.
    pub own_share: f64,
}

/// What the groups have in common.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Peers {
    /// Number of groups.
    pub groups: u64,
    /// Mean over groups.
    pub mean: f64,
    /// Standard deviation of the true scores between groups; 0 when the data show none.
    pub between_sd: f64,
    /// Standard deviation of single visits within a group (pooled); never 0 where a group was observed, see the module.
    pub within_sd: f64,
}

/// The limits of a funnel plot (Spiegelhalter, Statistics in Medicine 24, 2005, 1185–1202): where the mean of `n`
/// visits lies 95 % and 99.8 % of the time if the group is like its peers, mean ± z · within_sd / √n.
///
/// Without visits the limits are those of a single one.
pub fn funnel_limits(peers: &Peers, n: u64) -> (Interval, Interval) {
    let error = peers.within_sd / (n.max(1) as f64).sqrt();
    (Interval::around(peers.mean, Z * error), Interval::around(peers.mean, Z_998 * error))
}

/// Draws each group's mean toward its peers, the more the fewer visits it has; answers in the order of `groups`.
///
/// Groups of no visits, or whose mean is not finite, count as unobserved: they get the peers' mean as if they had
/// one more true score to be drawn. The cost is linear in the number of groups.
pub fn shrink(groups: &[Raw]) -> (Peers, Vec<Shrunk>) {
    let classes = Classes::of(groups);
    let within = Within::of(groups);
    if classes.groups < FEWEST_GROUPS as f64 {
        return unshrunk(groups, &classes, &within);
    }
    if within.freedom == 0.0 {
        return inseparable(groups, &classes);
    }
    let variance = within.variance;
    let between = classes.paule_mandel(variance);
    let posterior = Posterior::of(&classes, variance);
    let peers = Peers {
        groups: classes.groups as u64,
        mean: posterior.mean,
        between_sd: between.sqrt(),
        within_sd: variance.sqrt(),
    };
    let t = t_quantile(within.freedom);
    // Everything but the group's own mean depends on its number of visits alone.
    let mut known: BTreeMap<u64, Pull> = BTreeMap::new();
    let estimate = |group: &Raw| {
        let n = if group.mean.is_finite() { group.n } else { 0 };
        let pull = known.entry(n).or_insert_with(|| posterior.pull(n, variance));
        let shrunk = pull.estimate(if n == 0 { posterior.mean } else { group.mean }, posterior.mean, t);
        if within.bounded { on_scale(shrunk, posterior.mean) } else { shrunk }
    };
    (peers, groups.iter().map(estimate).collect())
}

/// Holds an interval on the scale, which the bound behind it presumes. The estimate and the peers' mean stay inside
/// though rounding put them a hair beyond the scale: a group must not differ by that.
fn on_scale(shrunk: Shrunk, peers: f64) -> Shrunk {
    let Shrunk { value, interval: Interval { low, high }, .. } = shrunk;
    let (least, most) = (value.min(peers).min(-1.0), value.max(peers).max(1.0));
    Shrunk { interval: Interval { low: low.max(least), high: high.min(most) }, ..shrunk }
}

/// Too few groups: raw means, with the pooled spread.
fn unshrunk(groups: &[Raw], classes: &Classes, within: &Within) -> (Peers, Vec<Shrunk>) {
    let &Within { variance, freedom, bounded } = within;
    let mean = classes.weighted(0.0, 1.0).mean;
    let peers = Peers { groups: classes.groups as u64, mean, between_sd: 0.0, within_sd: variance.sqrt() };
    let estimate = |group: &Raw| {
        let observed = group.n > 0 && group.mean.is_finite();
        let value = if observed { group.mean } else { mean };
        let interval = if observed && freedom > 0.0 {
            Interval::around(value, t_quantile(freedom) * (variance / group.n as f64).sqrt())
        } else {
            // Nothing is known but the scale of the scores.
            Interval { low: value.min(-1.0), high: value.max(1.0) }
        };
        let shrunk = Shrunk { value, interval, own_share: if observed { 1.0 } else { 0.0 } };
        if bounded { on_scale(shrunk, mean) } else { shrunk }
    };
    (peers, groups.iter().map(estimate).collect())
}

/// One visit in every group: the spread is all within or all between, nobody can tell. The peers' mean is the
/// careful estimate; the whole spread around it covers a true score in either case.
fn inseparable(groups: &[Raw], classes: &Classes) -> (Peers, Vec<Shrunk>) {
    let mean = classes.weighted(0.0, 1.0).mean;
    let freedom = classes.groups - 1.0;
    let seen = classes.squares_around(mean) / freedom;
    let bounded = seen == 0.0;
    let spread = if bounded { unseen_variance(freedom) } else { seen }.sqrt();
    let peers = Peers { groups: classes.groups as u64, mean, between_sd: 0.0, within_sd: spread };
    let reach = t_quantile(freedom) * spread * (1.0 + 1.0 / classes.groups).sqrt();
    let shrunk = Shrunk { value: mean, interval: Interval::around(mean, reach), own_share: 0.0 };
    (peers, vec![if bounded { on_scale(shrunk, mean) } else { shrunk }; groups.len()])
}

/// Groups of equal size: they share one variance, so their number, mean and squares are enough.
struct Class {
    visits: f64,
    groups: f64,
    mean: f64,
    squares: f64,
}

struct Classes {
    groups: f64,
    all: Vec<Class>,
}

struct Weighted {
    /// Sum of the weights 1 / (τ² + σ²/n).
    weight: f64,
    /// Weighted mean: the best estimate of μ given τ.
    mean: f64,
    /// Weighted squares around it.
    squares: f64,
    /// Sum over groups of log(τ² + σ²/n).
    log: f64,
}

impl Classes {
    fn of(groups: &[Raw]) -> Self {
        let mut by_size: BTreeMap<u64, Class> = BTreeMap::new();
        for group in groups.iter().filter(|group| group.n > 0 && group.mean.is_finite()) {
            let blank = || Class { visits: group.n as f64, groups: 0.0, mean: 0.0, squares: 0.0 };
            let class = by_size.entry(group.n).or_insert_with(blank);
            // Welford 1962.
            class.groups += 1.0;
            let distance = group.mean - class.mean;
            class.mean += distance / class.groups;
            class.squares += distance * (group.mean - class.mean);
        }
        let all: Vec<Class> = by_size.into_values().collect();
        Self { groups: all.iter().map(|class| class.groups).sum(), all }
    }

    /// Weighted figures for a between variance τ² and a within variance σ²; with 0 and 1 every visit weighs alike.
    fn weighted(&self, between: f64, variance: f64) -> Weighted {
        let (mut weight, mut sum, mut log) = (0.0, 0.0, 0.0);
        for class in &self.all {
            let own = between + variance / class.visits;
            weight += class.groups / own;
            sum += class.groups / own * class.mean;
            log += class.groups * own.ln();
        }
        let mean = if weight > 0.0 { sum / weight } else { 0.0 };
        let mut squares = 0.0;
        for class in &self.all {
            let own = between + variance / class.visits;
            let distance = class.mean - mean;
            squares += (class.squares + class.groups * distance * distance) / own;
        }
        Weighted { weight, mean, squares, log }
    }

    fn squares_around(&self, mean: f64) -> f64 {
        self.all.iter().map(|class| class.squares + class.groups * (class.mean - mean).powi(2)).sum()
    }

    /// τ² by Paule & Mandel: the weighted squares fall as τ² grows, so the root is bracketed and halved.
    fn paule_mandel(&self, variance: f64) -> f64 {
        let excess = |between: f64| self.weighted(between, variance).squares - (self.groups - 1.0);
        if excess(0.0) <= 0.0 {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, variance);
        while excess(high) > 0.0 {
            low = high;
            high *= 4.0;
        }
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if excess(middle) > 0.0 { low = middle } else { high = middle }
        }
        (low + high) / 2.0
    }

    /// Logarithm of the restricted likelihood of τ (μ integrated out), up to a constant.
    fn log_likelihood(&self, tau: f64, variance: f64) -> f64 {
        let weighted = self.weighted(tau * tau, variance);
        -0.5 * (weighted.log + weighted.weight.ln() + weighted.squares)
    }
}

/// What the data leave possible for τ and μ: points of a quadrature over τ.
struct Posterior {
    points: Vec<Point>,
    mean: f64,
}

struct Point {
    share: f64,
    between: f64,
    mean: f64,
    mean_variance: f64,
}

/// Number of points of the quadrature.
const POINTS: usize = 101;
/// Points whose logarithmic density lies this far below the highest are left out.
const DEEP: f64 = 16.0;

impl Posterior {
    fn of(classes: &Classes, variance: f64) -> Self {
        // τ = scale · (eˣ − 1): even steps in x are fine near 0 and reach far.
        let scale =
            (variance / classes.all.iter().map(|c| c.visits * c.groups).sum::<f64>() * classes.groups).sqrt();
        let tau = |x: f64| scale * x.exp_m1();
        // d(τ²) ∝ τ·eˣ dx; at τ = 0 its logarithm is −∞, whose share is 0.
        let density = |x: f64| classes.log_likelihood(tau(x), variance) + tau(x).ln() + x;
        let (mut low, mut high) = (0.0, 1.0);
        while density(high) > density(high / 2.0) - DEEP && high < 60.0 {
            high *= 2.0;
        }
        // Narrows the range to where the density is, which is a sliver when groups are many.
        for _ in 0..40 {
            let step = (high - low) / POINTS as f64;
            let values: Vec<f64> = (0..=POINTS).map(|i| density(low + step * i as f64)).collect();
            let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let inside = |value: &f64| *value > highest - DEEP;
            let first = values.iter().position(inside).unwrap_or(0);
            let last = values.iter().rposition(inside).unwrap_or(POINTS);
            let (from, to) = (first.saturating_sub(1), (last + 1).min(POINTS));
            if to - from > POINTS / 2 {
                break;
            }
            (low, high) = (low + step * from as f64, low + step * to as f64);
        }
        let step = (high - low) / (POINTS - 1) as f64;
        let mut points: Vec<Point> = Vec::with_capacity(POINTS);
        let logs: Vec<f64> = (0..POINTS).map(|i| density(low + step * i as f64)).collect();
        let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut whole = 0.0;
        for (i, log) in logs.iter().enumerate() {
            let between = tau(low + step * i as f64).powi(2);
            let weighted = classes.weighted(between, variance);
            // Trapezium rule: the outer points count half.
            let share = (log - highest).exp() * if i == 0 || i + 1 == POINTS { 0.5 } else { 1.0 };
            whole += share;
            points.push(Point { share, between, mean: weighted.mean, mean_variance: 1.0 / weighted.weight });
        }
        for point in &mut points {
            point.share /= whole;
        }
        let mean = points.iter().map(|point| point.share * point.mean).sum();
        Self { points, mean }
    }

    fn pull(&self, n: u64, variance: f64) -> Pull {
        let mut pull = Pull::default();
        for point in &self.points {
            // Share of the peers' mean, and the group's own variance what it leaves of it.
            let (peers, spread) = if n == 0 {
                (1.0, point.between)
            } else {
                let own = variance / n as f64;
                (own / (own + point.between), own * point.between / (own + point.between))
            };
            let (own, off) = (1.0 - peers, peers * (point.mean - self.mean));
            pull.own += point.share * own;
            pull.spread += point.share * (spread + peers * peers * point.mean_variance);
            // The mean given τ, from the peers' mean: own · distance + off.
            pull.own_squares += point.share * own * own;
            pull.off += point.share * off;
            pull.off_squares += point.share * off * off;
            pull.product += point.share * own * off;
        }
        pull
    }
}

/// How groups of one size are drawn: moments of the mixture over τ, as polynomials in the group's distance from the
/// peers' mean.
#[derive(Default)]
struct Pull {
    own: f64,
    spread: f64,
    own_squares: f64,
    off: f64,
    off_squares: f64,
    product: f64,
}

impl Pull {
    fn estimate(&self, raw: f64, peers: f64, t: f64) -> Shrunk {
        let own = self.own.clamp(0.0, 1.0);
        let distance = raw - peers;
        // Squares around the estimate, not around the mixture's own mean, which may lie a hair off it.
        let around = distance * distance * (self.own_squares - self.own * self.own).max(0.0)
            + self.off_squares
            + 2.0 * distance * (self.product - self.own * self.off);
        let value = peers + own * distance;
        Shrunk {
            value,
            interval: Interval::around(value, t * (self.spread + around.max(0.0)).sqrt()),
            own_share: own,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn raw(n: u64, mean: f64, sd: f64) -> Raw {
        Raw { n, mean, sd: (n > 1).then_some(sd) }
    }

    /// The eight schools (Rubin 1981; Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 5.5). The book, with
    /// a flat prior on τ and a σ for each school, draws school A from 28 to about 11; ours is flat on τ² and pools σ,
    /// so it must shrink strongly too, but less.
    #[test]
    fn eight_schools_shrink_about_as_in_the_textbook() {
        let effects = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
        let schools: Vec<Raw> = effects.iter().map(|&mean| raw(101, mean, 12.5 * 101f64.sqrt())).collect();
        let (peers, shrunk) = shrink(&schools);
        assert!((peers.mean - 8.75).abs() < 0.01, "{peers:?}");
        assert_eq!(peers.between_sd, 0.0);
        assert!((11.0..18.0).contains(&shrunk[0].value), "{:?}", shrunk[0]);
        assert!((2.0..6.5).contains(&shrunk[2].value), "{:?}", shrunk[2]);
        assert!(shrunk[0].interval.low < 0.0 && shrunk[0].interval.high < 40.0, "{:?}", shrunk[0]);
    }

    /// Equal variances: Paule & Mandel's estimate has a closed form, the variance of means less σ²/n.
    #[test]
    fn the_spread_between_equal_groups_is_what_their_means_have_too_much() {
        let means = [0.1, 0.3, 0.5, 0.2, 0.9];
        let groups: Vec<Raw> = means.iter().map(|&mean| raw(25, mean, 0.5)).collect();
        let mean = means.iter().sum::<f64>() / 5.0;
        let spread = means.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / 4.0;
        let (peers, _) = shrink(&groups);
        assert!((peers.between_sd - (spread - 0.01f64).sqrt()).abs() < 1e-9, "{peers:?}");
        assert!((peers.within_sd - 0.5).abs() < 1e-12 && (peers.mean - mean).abs() < 1e-12);
    }

    #[test]
    fn few_visits_are_drawn_further_than_many() {
        let mut groups =
            vec![raw(400, 0.2, 0.4), raw(400, 0.4, 0.4), raw(400, 0.3, 0.4), raw(400, 0.25, 0.4)];
        groups.extend([raw(1, 0.9, 0.0), raw(10, 0.9, 0.4), raw(1000, 0.5, 0.4)]);
        let (peers, shrunk) = shrink(&groups);
        assert!(shrunk[4].own_share < shrunk[5].own_share && shrunk[5].own_share < shrunk[6].own_share);
        assert!(shrunk[4].value < shrunk[5].value);
        for (group, estimate) in groups.iter().zip(&shrunk) {
            let (low, high) = (group.mean.min(peers.mean), group.mean.max(peers.mean));
            assert!(low <= estimate.value && estimate.value <= high);
            assert!(estimate.interval.contains(estimate.value));
        }
    }

    #[test]
    fn one_lucky_visit_does_not_lead_the_table() {
        let mut groups: Vec<Raw> = (0..20).map(|i| raw(200, 0.3 + 0.01 * f64::from(i), 0.4)).collect();
        groups.push(raw(1, 1.0, 0.0));
        let (_, shrunk) = shrink(&groups);
        assert!(shrunk[20].value < shrunk[19].value);
    }

    #[test]
    fn groups_that_do_not_differ_get_nearly_one_estimate() {
        let groups: Vec<Raw> =
            (0..40).map(|i| raw(50, 0.3 + if i % 2 == 0 { 0.001 } else { -0.001 }, 0.4)).collect();
        let (peers, shrunk) = shrink(&groups);
        assert_eq!(peers.between_sd, 0.0);
        assert!(
            shrunk.iter().all(|s| (s.value - 0.3).abs() < 0.001 && s.own_share < 0.3 && s.own_share > 0.0)
        );
    }

    #[test]
    fn a_single_group_keeps_its_mean_and_its_interval() {
        let (peers, shrunk) = shrink(&[raw(16, 0.3, 0.4)]);
        assert_eq!((peers.groups, peers.mean, peers.between_sd, peers.within_sd), (1, 0.3, 0.0, 0.4));
        assert_eq!((shrunk[0].value, shrunk[0].own_share), (0.3, 1.0));
        assert_eq!(Some(shrunk[0].interval), crate::mean_interval(16, 0.3, 0.4));
    }

    #[test]
    fn a_single_visit_says_nothing_but_the_scale() {
        let (_, shrunk) = shrink(&[raw(1, 0.3, 0.0)]);
        assert_eq!((shrunk[0].value, shrunk[0].interval), (0.3, Interval { low: -1.0, high: 1.0 }));
    }

    #[test]
    fn no_groups_have_no_estimates() {
        let (peers, shrunk) = shrink(&[]);
        assert_eq!((peers.groups, peers.mean, shrunk.len()), (0, 0.0, 0));
    }

    #[test]
    fn one_visit_in_every_group_gives_everyone_the_peers_mean() {
        let groups: Vec<Raw> = (0..9).map(|i| raw(1, f64::from(i) / 10.0, 0.0)).collect();
        let (peers, shrunk) = shrink(&groups);
        assert!((peers.mean - 0.4).abs() < 1e-12);
        assert!(shrunk.iter().all(|s| s.own_share == 0.0 && s.value == peers.mean));
        assert!(shrunk[0].interval.contains(0.0) && shrunk[0].interval.contains(0.8));
    }

    #[test]
    fn groups_without_any_spread_within_are_taken_at_their_word_once_their_visits_are_many() {
        let groups = |n| -> Vec<Raw> { (0..5).map(|i| raw(n, f64::from(i) / 10.0, 0.0)).collect() };
        let (peers, few) = shrink(&groups(10));
        assert!(few.iter().all(|s| s.interval.contains(peers.mean) && s.own_share < 0.7), "{few:?}");
        let (peers, many) = shrink(&groups(10_000));
        for (group, estimate) in groups(10_000).iter().zip(&many) {
            assert!((estimate.value - group.mean).abs() < 1e-4, "{estimate:?}");
            assert!(estimate.interval.high - estimate.interval.low < 0.001, "{estimate:?}");
        }
        assert!(!many[0].interval.contains(peers.mean) && !many[4].interval.contains(peers.mean));
    }

    /// Every set of groups at the ends of the scale, where their means lie furthest apart.
    #[test]
    fn six_groups_of_two_equal_visits_never_differ_from_their_peers() {
        for ends in 0..64 {
            let end = |i: i32| if ends >> i & 1 == 1 { 1.0 } else { -1.0 };
            let (peers, shrunk) = shrink(&(0..6).map(|i| raw(2, end(i), 0.0)).collect::<Vec<_>>());
            for estimate in shrunk {
                let Interval { low, high } = estimate.interval;
                assert!(estimate.interval.contains(peers.mean), "{peers:?} {estimate:?}");
                assert!(-1.000_001 < low && high < 1.000_001 && high - low > 0.5, "{estimate:?}");
            }
        }
    }

    #[test]
    fn one_pair_that_differs_a_little_does_not_make_the_equal_pairs_sure() {
        let mut groups: Vec<Raw> = (0..6).map(|i| raw(2, f64::from(i) / 2.5 - 1.0, 0.0)).collect();
        groups[2].sd = Some(0.05);
        let (peers, shrunk) = shrink(&groups);
        assert!(shrunk.iter().all(|s| s.interval.contains(peers.mean)), "{shrunk:?}");
    }

    #[test]
    fn equal_visits_in_few_groups_or_one_a_group_leave_an_interval_too() {
        let sets =
            [vec![raw(2, 0.3, 0.0)], vec![raw(2, 0.3, 0.0), raw(2, -0.4, 0.0)], vec![raw(1, 1.0, 0.0); 6]];
        for groups in sets {
            let (peers, shrunk) = shrink(&groups);
            for Interval { low, high } in shrunk.iter().map(|s| s.interval) {
                assert!(
                    peers.within_sd > 0.5 && -1.0 <= low && high <= 1.0 && high - low > 1.0,
                    "{low} {high}"
                );
            }
        }
    }

    #[test]
    fn funnel_limits_leave_out_one_like_group_in_twenty_and_one_in_five_hundred() {
        use statrs::distribution::ContinuousCDF;
        let peers = Peers { groups: 9, mean: 0.3, between_sd: 0.1, within_sd: 0.4 };
        for n in [1, 16, 400] {
            let (inner, outer) = funnel_limits(&peers, n);
            let below = |score: f64| crate::estimate::normal().cdf((score - 0.3) / 0.4 * (n as f64).sqrt());
            for (limits, tail) in [(inner, 0.025), (outer, 0.001)] {
                assert!(
                    (below(limits.low) - tail).abs() < 1e-10
                        && (1.0 - below(limits.high) - tail).abs() < 1e-10
                );
            }
        }
        assert_eq!(funnel_limits(&peers, 0), funnel_limits(&peers, 1));
    }

    #[test]
    fn a_group_without_visits_gets_its_peers_mean_and_a_wide_interval() {
        let mut groups: Vec<Raw> = (0..30).map(|i| raw(100, 0.01 * f64::from(i), 0.2)).collect();
        groups.push(Raw { n: 0, mean: f64::NAN, sd: None });
        let (peers, shrunk) = shrink(&groups);
        assert_eq!((peers.groups, shrunk[30].value, shrunk[30].own_share), (30, peers.mean, 0.0));
        assert!(shrunk[30].interval.high - shrunk[30].interval.low > 3.0 * peers.between_sd);
    }

    #[test]
    fn twenty_thousand_groups_are_no_trouble() {
        let spread = |i: u64| (crate::resample::mix(i) % 1000) as f64 / 1000.0;
        let groups: Vec<Raw> = (0..20_000).map(|i| raw(1 + i % 300, spread(i) - 0.5, 0.4)).collect();
        let (peers, shrunk) = shrink(&groups);
        assert!(peers.between_sd > 0.2 && peers.between_sd < 0.35, "{peers:?}");
        assert!(shrunk.iter().all(|s| s.value.is_finite() && s.interval.low < s.interval.high));
    }

    proptest! {
        #[test]
        fn six_pairs_of_equal_visits_never_differ_wherever_they_lie(means in prop::array::uniform6(-1.0f64..=1.0)) {
            let (peers, shrunk) = shrink(&means.map(|mean| raw(2, mean, 0.0)));
            prop_assert!(shrunk.iter().all(|s| s.interval.contains(peers.mean)), "{:?}", shrunk);
        }

        #[test]
        fn estimates_lie_between_the_raw_mean_and_the_peers_mean(
            groups in prop::collection::vec((1u64..200, -1.0f64..1.0, 0.0f64..1.0), 0..30),
        ) {
            let groups: Vec<Raw> = groups.into_iter().map(|(n, mean, sd)| raw(n, mean, sd)).collect();
            let (peers, shrunk) = shrink(&groups);
            prop_assert!(peers.mean.is_finite() && peers.between_sd.is_finite() && peers.within_sd.is_finite());
            for (group, estimate) in groups.iter().zip(&shrunk) {
                let (low, high) = (group.mean.min(peers.mean), group.mean.max(peers.mean));
                prop_assert!(low - 1e-12 <= estimate.value && estimate.value <= high + 1e-12);
                prop_assert!(estimate.interval.contains(estimate.value));
                prop_assert!((0.0..=1.0).contains(&estimate.own_share));
            }
        }
    }
}
