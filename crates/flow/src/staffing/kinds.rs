//! Kinds of customers: those whose services and patience are alike.

use super::course::Step;
use std::collections::BTreeMap;

/// So many kinds at most; with more, those that are nearly alike become one.
pub(super) const MOST: usize = 64;
/// The first width within which kinds are alike, as a logarithm: half a percent to either side.
const WIDTH: f64 = 0.01;

/// The kinds that come in some steps.
pub(super) struct Kinds {
    /// Mean seconds of the service, and of patience, of each.
    pub means: Vec<(f64, Option<f64>)>,
    /// The kind of each step; none where nobody comes.
    pub of_step: Vec<Option<usize>>,
}

impl Kinds {
    /// Each by itself where there are no more than [`MOST`]; else joined within the narrowest width that leaves no more,
    /// each joined kind with the mean of those who come.
    pub fn of(steps: &[Step]) -> Self {
        let exact = |step: &Step| {
            (step.service_s.to_bits(), step.patience_s.map(f64::to_bits).map_or((0, 0), |bits| (1, bits)))
        };
        let mut kinds = Self::by(steps, exact);
        let mut width = WIDTH;
        while kinds.means.len() > MOST {
            let wide = |value: f64| (value.ln() / width).round() as i64 as u64;
            let like = |step: &Step| {
                (wide(step.service_s), step.patience_s.map(wide).map_or((0, 0), |patience| (1, patience)))
            };
            kinds = Self::by(steps, like);
            width *= 1.5;
        }
        kinds
    }

    /// Kinds by a key, in the order in which they first come.
    fn by<K: Ord>(steps: &[Step], key: impl Fn(&Step) -> K) -> Self {
        let mut places: BTreeMap<K, usize> = BTreeMap::new();
        let mut of_step = Vec::with_capacity(steps.len());
        // by kind: the first step, and of all the arrivals, their work, and the rate at which they would leave
        let mut sums: Vec<(&Step, f64, f64, f64)> = Vec::new();
        for step in steps {
            if step.arrivals <= 0.0 {
                of_step.push(None);
                continue;
            }
            let place = *places.entry(key(step)).or_insert_with(|| {
                sums.push((step, 0.0, 0.0, 0.0));
                sums.len() - 1
            });
            let (_, arrivals, work, leaving) = &mut sums[place];
            *arrivals += step.arrivals;
            *work += step.arrivals * step.service_s;
            *leaving += step.arrivals * step.patience_s.map_or(0.0, f64::recip);
            of_step.push(Some(place));
        }
        let mean = |(first, arrivals, work, leaving): &(&Step, f64, f64, f64)| {
            let near = |mean: f64, first: f64| {
                // what is the same in all steps is not to be rounded, and what overflows is no mean
                if mean.is_finite() && (mean / first - 1.0).abs() > 1e-12 { mean } else { first }
            };
            let patience = first.patience_s.map(|patience_s| near(arrivals / leaving, patience_s));
            (near(work / arrivals, first.service_s), patience)
        };
        Self { means: sums.iter().map(mean).collect(), of_step }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(service_s: f64, patience_s: Option<f64>) -> Step {
        Step { start_s: 0.0, length_s: 900.0, arrivals: 3.0, service_s, patience_s }
    }

    #[test]
    fn few_kinds_stay_as_they_are_and_who_does_not_come_is_none() {
        let nobody = Step { arrivals: 0.0, ..step(50.0, None) };
        let steps = [step(100.0, None), nobody, step(100.1, Some(60.0)), step(100.0, None)];
        let kinds = Kinds::of(&steps);
        assert_eq!(kinds.means, [(100.0, None), (100.1, Some(60.0))]);
        assert_eq!(kinds.of_step, [Some(0), None, Some(1), Some(0)]);
    }

    #[test]
    fn many_kinds_are_joined_with_what_is_near_them_and_no_work_is_lost() {
        let steps: Vec<Step> = (0..3_000).map(|n| step(100.0 + f64::from(n) / 10.0, Some(300.0))).collect();
        let kinds = Kinds::of(&steps);
        assert!((20..=MOST).contains(&kinds.means.len()), "{}", kinds.means.len());
        let joined = |place: usize| kinds.means[kinds.of_step[place].unwrap()];
        let work: f64 = (0..steps.len()).map(|place| joined(place).0).sum();
        let whole: f64 = steps.iter().map(|step| step.service_s).sum();
        assert!((work / whole - 1.0).abs() < 1e-9, "{work} {whole}");
        for (place, step) in steps.iter().enumerate() {
            let (service_s, patience_s) = joined(place);
            assert!((service_s / step.service_s).ln().abs() < 0.05, "{service_s} {}", step.service_s);
            assert!((patience_s.unwrap() - 300.0).abs() < 1e-6);
        }
    }
}
