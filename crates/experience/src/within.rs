//! The spread of single visits within their groups, and how much of it may have stayed unseen.
//!
//! Coarse ratings make equal visits common: a few of them do not show that there is no spread. Taken at their word they
//! would make every group sure of itself, and rank groups of two visits boldly.

use crate::shrink::Raw;

/// The spread of single visits within their groups.
pub(crate) struct Within {
    /// Estimate of σ²; above 0 where there are degrees of freedom.
    pub variance: f64,
    /// Its degrees of freedom, Σ(n−1).
    pub freedom: f64,
    /// Whether it leans on [`unseen_variance`].
    pub bounded: bool,
}

impl Within {
    /// Pools the groups. Groups of equal visits count as they are while they are the lesser part of the degrees of
    /// freedom: the spread of the others then explains them.
    pub fn of(groups: &[Raw]) -> Self {
        let (mut squares, mut freedom, mut equal) = (0.0, 0.0, 0.0);
        for group in groups.iter().filter(|group| group.n > 1 && group.mean.is_finite()) {
            let Some(sd) = group.sd.filter(|sd| sd.is_finite()) else { continue };
            let own = (group.n - 1) as f64;
            freedom += own;
            squares += own * sd * sd;
            equal += if sd == 0.0 { own } else { 0.0 };
        }
        if freedom == 0.0 {
            return Self { variance: 0.0, freedom, bounded: false };
        }
        let bounded = 2.0 * equal > freedom;
        let unseen = if bounded { equal * unseen_variance(equal) } else { 0.0 };
        Self { variance: (squares + unseen) / freedom, freedom, bounded }
    }
}

/// The greatest variance on the scale [−1, 1] that `freedom` degrees of freedom without any spread do not rule out
/// at 95 %: 4p(1−p), where (1−p)^`freedom` = 0.05; about 12 / `freedom` where they are many, never above 1.
///
/// If a share p ≤ ½ of visits differs from the commonest score, the variance is greatest with the two at the ends of
/// the scale, 4p(1−p) (at p = ½ it is 1, the most on this scale; Popoviciu, Mathematica 9, 1935), and n visits
/// are equal with a chance of at most (1−p)^(n−1). The bound on p for nothing seen is the exact form of the rule of
/// three (Clopper & Pearson, Biometrika 26, 1934; Hanley & Lippman-Hand, JAMA 249, 1983).
pub(crate) fn unseen_variance(freedom: f64) -> f64 {
    let share = (-(0.05f64.ln() / freedom).exp_m1()).min(0.5);
    4.0 * share * (1.0 - share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(sd: f64) -> Raw {
        Raw { n: 2, mean: 0.3, sd: Some(sd) }
    }

    #[test]
    fn a_few_equal_groups_among_others_are_explained_by_the_spread_of_the_others() {
        let within = Within::of(&[pair(0.4), pair(0.4), pair(0.0), pair(0.0)]);
        assert!(!within.bounded && within.freedom == 4.0 && (within.variance - 0.08).abs() < 1e-12);
        assert!(Within::of(&[pair(0.4), pair(0.0), pair(0.0)]).bounded);
    }

    /// Hanley & Lippman-Hand (JAMA 249, 1983): nothing in 100 leaves 2.95 % possible, nothing in many about 3 in n.
    #[test]
    fn what_equal_visits_rule_out_follows_the_rule_of_three() {
        assert!((unseen_variance(100.0) - 4.0 * 0.0295 * 0.9705).abs() < 2e-4);
        assert!((unseen_variance(1e6) - 12e-6).abs() < 2e-8);
        assert_eq!(unseen_variance(1.0), 1.0);
    }
}
