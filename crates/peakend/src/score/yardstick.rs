//! What visits are scored by: peak and end, or what the operator's own data say is remembered.

use experience::Curve;
use experience::evidence::{Evidence, Model};
use lake::Visit;
use std::sync::Arc;

/// A score of a visit.
#[derive(Debug, Clone, Default)]
pub enum Yardstick {
    /// (peak + end) / 2: the hypothesis, where nothing can be checked.
    #[default]
    PeakEnd,
    /// The remembered satisfaction that the model in use expects.
    Expected {
        /// The model.
        model: Arc<Model>,
        /// Whether its duration is in minutes, else in moments.
        minutes: bool,
    },
}

impl Yardstick {
    /// The model in use by the evidence; peak and end where there is too little of it.
    pub fn of(evidence: &Evidence, minutes: bool) -> Self {
        match evidence.chosen.and_then(|place| evidence.models.get(place)) {
            Some(model) => Self::Expected { model: Arc::new(model.clone()), minutes },
            None => Self::PeakEnd,
        }
    }

    /// The score of a visit, held within [−2, 2] where a model expects more than a scale can say.
    pub fn score(&self, visit: &Visit<'_>, curve: &Curve) -> f64 {
        match self {
            Self::PeakEnd => curve.peak_end(),
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
