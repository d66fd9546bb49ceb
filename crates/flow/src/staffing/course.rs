//! How much work is in the hall while arrivals change.
//!
//! Were there always a free counter, the people in service at a time t would be Poisson distributed with mean
//! m(t) = ∫ λ(u) P(S > t − u) du: who has come and is not yet done (the line M_t/G/∞). It follows the arrivals with
//! a lag of about a service, and is what counters are needed for; a formula of balance applied to it keeps its promise
//! through the day (modified offered load). Applied to each quarter-hour's own arrivals instead (SIPP), it asks for too
//! many counters while arrivals rise, and for too few after they have peaked.
//!
//! SOURCE: O. B. Jennings, A. Mandelbaum, W. A. Massey & W. Whitt, *Server staffing to meet time-varying demand*,
//! Management Science 42 (1996) 1383–1394; S. G. Eick, W. A. Massey & W. Whitt, *The physics of the M_t/G/∞ queue*,
//! Operations Research 41 (1993) 731–742; L. V. Green, P. J. Kolesar & W. Whitt, *Coping with time-varying demand when
//! setting staffing requirements for a service system*, Production and Operations Management 16 (2007) 13–39.

use crate::theory::{Fault, Quantity, Wants};
use statrs::function::gamma::checked_gamma_lr;

/// A stretch of time in which arrivals come evenly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Its beginning, seconds since some origin.
    pub start_s: f64,
    /// Its length in seconds, above zero.
    pub length_s: f64,
    /// Expected arrivals in it, zero or more.
    pub arrivals: f64,
    /// Mean seconds of their service, above zero.
    pub service_s: f64,
    /// Mean seconds of their patience; `None` = they wait.
    pub patience_s: Option<f64>,
}

/// The arrivals of a day or several, by time, without overlap; between steps nobody comes.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The steps.
    pub steps: Vec<Step>,
    /// Coefficient of variation of services; 1 = exponential, 0 = always the same.
    pub variation: f64,
}

/// The work in the hall during a step, in counters busy if there were enough of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// Of this step's arrivals alone, as if it lasted for ever: arrivals a second times seconds of a service.
    pub own: f64,
    /// The mean over the step of what is really there.
    pub mean: f64,
    /// The most at any time of the step.
    pub most: f64,
    /// What is still there at its end, from its own and earlier arrivals.
    pub carried: f64,
}

impl Step {
    /// Its end, seconds since the origin.
    pub fn end_s(&self) -> f64 {
        self.start_s + self.length_s
    }

    /// Arrivals a second.
    pub fn arrivals_per_s(&self) -> f64 {
        self.arrivals / self.length_s
    }
}

/// Moments of a step at which its work is looked at, ends included.
const LOOKS: u32 = 9;

impl Course {
    /// Looks at all numbers and the order of the steps.
    ///
    /// # Errors
    /// With the place of the first step at fault.
    pub fn check(&self) -> Result<(), (usize, Fault)> {
        Wants::ZeroOrMore.of(Quantity::Variation, self.variation).map_err(|fault| (0, fault))?;
        let mut before = f64::NEG_INFINITY;
        for (place, step) in self.steps.iter().enumerate() {
            let look = || {
                Wants::AboveZero.of(Quantity::Length, step.length_s)?;
                Wants::ZeroOrMore.of(Quantity::Arrivals, step.arrivals)?;
                Wants::AboveZero.of(Quantity::Service, step.service_s)?;
                if before.is_finite() {
                    Wants::AtLeast(before - 1e-6).of(Quantity::Start, step.start_s)?;
                }
                step.patience_s
                    .map_or(Ok(1.0), |patience_s| Wants::AboveZero.of(Quantity::Patience, patience_s))
            };
            look().map_err(|fault| (place, fault))?;
            before = step.end_s();
        }
        Ok(())
    }

    /// The work in each step. The hall is empty before the first.
    pub fn work(&self) -> Vec<Work> {
        let mut oldest = 0;
        self.steps
            .iter()
            .enumerate()
            .map(|(place, step)| {
                // who came this long ago is done: beyond forty deviations nothing is left that a double shows
                while oldest < place && self.done(&self.steps[oldest], step.start_s) {
                    oldest += 1;
                }
                let at = |time_s: f64| {
                    self.steps[oldest..=place].iter().map(|step| self.of(step, time_s)).sum::<f64>()
                };
                let looks: Vec<f64> = (0..LOOKS)
                    .map(|look| at(step.start_s + step.length_s * f64::from(look) / f64::from(LOOKS - 1)))
                    .collect();
                // the trapezium rule
                let ends = f64::midpoint(looks[0], looks[looks.len() - 1]);
                let inner: f64 = looks[1..looks.len() - 1].iter().sum();
                Work {
                    own: step.arrivals_per_s() * step.service_s,
                    mean: (ends + inner) / f64::from(LOOKS - 1),
                    most: looks.iter().copied().fold(0.0, f64::max),
                    carried: looks[looks.len() - 1],
                }
            })
            .collect()
    }

    /// Whether nobody of an earlier step can be there any more.
    fn done(&self, earlier: &Step, now_s: f64) -> bool {
        now_s - earlier.end_s() > 40.0 * earlier.service_s * (1.0 + self.variation * self.variation)
    }

    /// The people of one step that are in service at a time, if there is always a free counter.
    fn of(&self, step: &Step, time_s: f64) -> f64 {
        let since = |from_s: f64| self.stayed(step.service_s, time_s - from_s);
        step.arrivals_per_s() * (since(step.start_s) - since(step.end_s()))
    }

    /// ∫₀^x P(S > u) du for services gamma distributed with this mean: the mean of what is done of them within x seconds.
    ///
    /// With shape k and scale s, it is x P(S > x) + k s P(S′ ≤ x), where S′ has the shape k + 1.
    fn stayed(&self, service_s: f64, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if self.variation == 1.0 {
            return service_s * -(-x / service_s).exp_m1();
        }
        if self.variation < 0.01 {
            return x.min(service_s);
        }
        let shape = 1.0 / (self.variation * self.variation);
        let scaled = x / service_s * shape;
        // both are numbers by now, so there is nothing that could be wrong
        let below = |shape| checked_gamma_lr(shape, scaled).unwrap_or(1.0);
        x * (1.0 - below(shape)) + service_s * below(shape + 1.0)
    }
}
