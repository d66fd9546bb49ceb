//! What visits are scored by: peak and end, or what the operator's own data say is remembered.

use experience::Curve;
use experience::evidence::{Choice, Evidence, Model};
use lake::Visit;
use std::sync::Arc;

/// A score of a visit.
#[derive(Debug, Clone, Default)]
pub enum Yardstick {
    /// (peak + end) / 2: the hypothesis, where nothing can be checked.
    #[default]
    PeakEnd,
    /// The mean affect: what is used where no summary explains more.
    Mean,
    /// The remembered satisfaction that the winning model expects.
    Expected {
        /// The model.
        model: Arc<Model>,
        /// Whether its duration is in minutes, else in moments.
        minutes: bool,
    },
}

impl Yardstick {
    /// What the evidence says: the winning model, or the plain mean. A fitted line of the mean alone is not used, as
    /// it orders visits like the mean itself, or, where it explains nothing, at random.
    pub fn of(evidence: &Evidence, minutes: bool) -> Self {
        match (evidence.choice, evidence.chosen.and_then(|place| evidence.models.get(place))) {
            (Choice::Won, Some(model)) => Self::Expected { model: Arc::new(model.clone()), minutes },
            _ => Self::Mean,
        }
    }

    /// A stable word for it: `peak_end`, `mean` or `expected`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::PeakEnd => "peak_end",
            Self::Mean => "mean",
            Self::Expected { .. } => "expected",
        }
    }

    /// The score of a visit, held within [−2, 2] where a model expects more than a scale can say.
    #[inline]
    pub fn score(&self, visit: &Visit<'_>, curve: &Curve) -> f64 {
        match self {
            Self::PeakEnd => curve.peak_end(),
            Self::Mean => curve.mean,
            Self::Expected { model, minutes } => {
                let duration =
                    if *minutes { minutes_of(visit).unwrap_or(0.0) } else { f64::from(curve.count) };
                model.expected(curve, duration).clamp(-2.0, 2.0)
            }
        }
    }
}

/// Minutes from the first to the last moment, where times are known.
pub fn minutes_of(visit: &Visit<'_>) -> Option<f64> {
    let (first, last) = (visit.at_us.first()?, visit.at_us.last()?);
    Some((last - first) as f64 / 60e6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use experience::evidence::Sample;

    fn visit(affects: &[f32]) -> Visit<'_> {
        Visit {
            id: 1,
            hall: 1,
            purpose: 1,
            touchpoints: &[1, 2],
            affects,
            staff: &[],
            at_us: &[],
            remembered: None,
        }
    }

    #[test]
    fn a_judgement_that_has_nothing_to_do_with_the_visits_never_turns_their_order_round() {
        let mut sample = Sample::new();
        for id in 0..400u64 {
            let affect = (id % 21) as f32 / 10.0 - 1.0;
            let curve = Curve::of(&[affect, affect]).expect("two moments");
            // falls a little where the affect rises: a slope by chance, and a negative one
            let remembered = f64::from((id * 7919 % 5) as u32) / 2.0 - 1.0 - 0.02 * f64::from(affect);
            sample.add(id, &curve, affect, 2.0, remembered);
        }
        let yardstick = Yardstick::of(&sample.weigh(), false);
        let score =
            |affects: &[f32]| yardstick.score(&visit(affects), &Curve::of(affects).expect("two moments"));
        assert_eq!(yardstick.word(), "mean");
        assert!(score(&[-0.5, -0.5]) < score(&[0.5, 0.5]));
    }

    #[test]
    fn where_nobody_judged_the_mean_is_used_as_the_words_say() {
        assert_eq!(Yardstick::of(&Sample::new().weigh(), false).word(), "mean");
    }
}
