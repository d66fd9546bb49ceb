//! How long something takes: a distribution of seconds, fitted or empirical.
//!
//! A law answers in both directions: how many last longer than `s` ([`Law::survival`]), and how long the one lasts that
//! outlasts a share `u` of all ([`Law::quantile`]). Draws go through the quantile, one number a draw, so a customer who is
//! quicker than nine of ten in one variant is so in every other, whatever the law there.

mod empirical;
mod table;

use std::sync::{Arc, OnceLock};

use statrs::function::gamma::{gamma, gamma_ur};

use crate::gamma::{gamma_outlasting, normal_outlasting};

use self::empirical::Empirical;
use self::table::Table;
use super::chance::minus_ln;
use super::fault::{Fault, Wrong, above_zero, zero_or_more};

/// A distribution of a time, in seconds. Cheap to copy.
#[derive(Clone)]
pub struct Law {
    form: Form,
    /// Quantiles for quick draws, made when first needed.
    table: Arc<OnceLock<Table>>,
}

/// The form of a [`Law`], with its parameters; made by the constructors of [`Law`] only, which check them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Form {
    /// It never comes: endless patience.
    Never,
    /// Always the same.
    Fixed {
        /// Seconds.
        s: f64,
    },
    /// Exponential: without memory.
    Exponential {
        /// Mean, seconds.
        mean_s: f64,
    },
    /// Gamma.
    Gamma {
        /// Mean, seconds.
        mean_s: f64,
        /// Coefficient of variation: standard deviation by mean.
        cv: f64,
    },
    /// Log-normal: the usual form of service times (L. Brown et al., *Statistical analysis of a telephone call center*,
    /// JASA 100 (2005) 36–50).
    LogNormal {
        /// Mean, seconds.
        mean_s: f64,
        /// Coefficient of variation: standard deviation by mean.
        cv: f64,
    },
    /// Weibull.
    Weibull {
        /// Scale: 36.8 % last longer, seconds.
        scale_s: f64,
        /// Shape: below 1 the longer it lasted the longer it will, above 1 the other way round.
        shape: f64,
    },
    /// Everything between two bounds alike.
    Uniform {
        /// Seconds.
        low_s: f64,
        /// Seconds.
        high_s: f64,
    },
    /// As it was seen.
    Observed(Observed),
}

/// An empirical law: a sample, or points of a quantile function, and a share that never ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed(Arc<Empirical>);

impl Observed {
    /// Its times, seconds, ascending.
    #[must_use]
    pub fn times_s(&self) -> &[f64] {
        self.0.times_s()
    }

    /// The share that never ends.
    #[must_use]
    pub fn never(&self) -> f64 {
        self.0.never()
    }
}

impl std::fmt::Debug for Law {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.form)
    }
}

impl PartialEq for Law {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

impl From<Form> for Law {
    fn from(form: Form) -> Self {
        Self { form, table: Arc::default() }
    }
}

impl Law {
    /// It never comes.
    #[must_use]
    pub fn never() -> Self {
        Form::Never.into()
    }

    /// It takes no time.
    #[must_use]
    pub fn zero() -> Self {
        Form::Fixed { s: 0.0 }.into()
    }

    /// Always `s` seconds.
    ///
    /// # Errors
    /// [`Fault`] if that is negative or no number.
    pub fn fixed(s: f64) -> Result<Self, Fault> {
        Ok(Form::Fixed { s: zero_or_more("s", s)? }.into())
    }

    /// Exponential of this mean.
    ///
    /// # Errors
    /// [`Fault`] if the mean is not above zero.
    pub fn exponential(mean_s: f64) -> Result<Self, Fault> {
        Ok(Form::Exponential { mean_s: above_zero("mean_s", mean_s)? }.into())
    }

    /// Gamma of this mean and coefficient of variation.
    ///
    /// # Errors
    /// [`Fault`] if either is not above zero.
    pub fn gamma(mean_s: f64, cv: f64) -> Result<Self, Fault> {
        Ok(Form::Gamma { mean_s: above_zero("mean_s", mean_s)?, cv: above_zero("cv", cv)? }.into())
    }

    /// Log-normal of this mean and coefficient of variation.
    ///
    /// # Errors
    /// [`Fault`] if either is not above zero.
    pub fn log_normal(mean_s: f64, cv: f64) -> Result<Self, Fault> {
        Ok(Form::LogNormal { mean_s: above_zero("mean_s", mean_s)?, cv: above_zero("cv", cv)? }.into())
    }

    /// Weibull of this scale and shape.
    ///
    /// # Errors
    /// [`Fault`] if either is not above zero.
    pub fn weibull(scale_s: f64, shape: f64) -> Result<Self, Fault> {
        Ok(Form::Weibull { scale_s: above_zero("scale_s", scale_s)?, shape: above_zero("shape", shape)? }
            .into())
    }

    /// Uniform between two bounds.
    ///
    /// # Errors
    /// [`Fault`] if a bound is negative or no number, or the upper one lies below the lower one.
    pub fn uniform(low_s: f64, high_s: f64) -> Result<Self, Fault> {
        let (low_s, high_s) = (zero_or_more("low_s", low_s)?, zero_or_more("high_s", high_s)?);
        if high_s < low_s {
            return Err(Fault::new("high_s", high_s, Wrong::EndsBeforeItBegins));
        }
        Ok(Form::Uniform { low_s, high_s }.into())
    }

    /// The times of a sample, seconds in any order, each as likely as the next; a share `never` of all never ends.
    ///
    /// # Errors
    /// [`Fault`] if there is no time, one is negative or no number, or `never` is no share below 1.
    pub fn sample(times_s: Vec<f64>, never: f64) -> Result<Self, Fault> {
        Ok(Form::Observed(Observed(Arc::new(Empirical::sample(times_s, never)?))).into())
    }

    /// A quantile function through these points, straight between them: `(share that is over by then, seconds)`, both
    /// ascending, from share 0 on. What the last share leaves to 1 never ends: the points of a Kaplan–Meier curve will do.
    ///
    /// # Errors
    /// [`Fault`] if there are not two points, the first share is not 0, or they do not ascend.
    pub fn quantiles(points: &[(f64, f64)]) -> Result<Self, Fault> {
        Ok(Form::Observed(Observed(Arc::new(Empirical::points(points)?))).into())
    }

    /// The form and its parameters.
    #[must_use]
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The same law, `factor` times as long; a factor of zero or less, or none, makes it take no time.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        if !(factor > 0.0 && factor.is_finite()) {
            return if self.form == Form::Never { Self::never() } else { Self::zero() };
        }
        match &self.form {
            Form::Never => Form::Never,
            Form::Fixed { s } => Form::Fixed { s: s * factor },
            Form::Exponential { mean_s } => Form::Exponential { mean_s: mean_s * factor },
            Form::Gamma { mean_s, cv } => Form::Gamma { mean_s: mean_s * factor, cv: *cv },
            Form::LogNormal { mean_s, cv } => Form::LogNormal { mean_s: mean_s * factor, cv: *cv },
            Form::Weibull { scale_s, shape } => Form::Weibull { scale_s: scale_s * factor, shape: *shape },
            Form::Uniform { low_s, high_s } => {
                Form::Uniform { low_s: low_s * factor, high_s: high_s * factor }
            }
            Form::Observed(seen) => Form::Observed(Observed(Arc::new(seen.0.times(factor)))),
        }
        .into()
    }

    /// The mean, seconds; infinite if a share never ends.
    #[must_use]
    pub fn mean_s(&self) -> f64 {
        match &self.form {
            Form::Never => f64::INFINITY,
            Form::Fixed { s } => *s,
            Form::Exponential { mean_s } | Form::Gamma { mean_s, .. } | Form::LogNormal { mean_s, .. } => {
                *mean_s
            }
            Form::Weibull { scale_s, shape } => scale_s * gamma(1.0 + 1.0 / shape),
            Form::Uniform { low_s, high_s } => f64::midpoint(*low_s, *high_s),
            Form::Observed(seen) => seen.0.mean_s(),
        }
    }

    /// The share that lasts longer than `s` seconds.
    #[must_use]
    pub fn survival(&self, s: f64) -> f64 {
        if s < 0.0 {
            return 1.0;
        }
        match &self.form {
            Form::Never => 1.0,
            Form::Fixed { s: fixed } => f64::from(u8::from(*fixed > s)),
            Form::Exponential { mean_s } => (-s / mean_s).exp(),
            Form::Gamma { mean_s, cv } => match s / (mean_s * cv * cv) {
                x if x > 0.0 => gamma_ur(1.0 / (cv * cv), x),
                _ => 1.0,
            },
            Form::LogNormal { mean_s, cv } => {
                let (mu, sigma) = log_moments(*mean_s, *cv);
                if s > 0.0 {
                    statrs::function::erf::erfc((s.ln() - mu) / sigma / std::f64::consts::SQRT_2) / 2.0
                } else {
                    1.0
                }
            }
            Form::Weibull { scale_s, shape } => (-(s / scale_s).powf(*shape)).exp(),
            Form::Uniform { low_s, high_s } if s < *high_s => {
                ((high_s - s) / (high_s - low_s).max(f64::MIN_POSITIVE)).min(1.0)
            }
            Form::Uniform { .. } => 0.0,
            Form::Observed(seen) => seen.0.survival(s),
        }
    }

    /// The time, seconds, by which a share `u` of all is over, 0 ≤ `u` < 1; infinite where that never comes.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        self.outlasting(1.0 - u)
    }

    /// How much longer something lasts that has lasted `elapsed_s` already: the conditional quantile at `u`, seconds.
    ///
    /// What a law with an upper bound does not know to last so long ends now; what a sample has not seen to last so long
    /// is as if it began anew.
    #[must_use]
    pub fn remaining(&self, elapsed_s: f64, u: f64) -> f64 {
        let elapsed_s = elapsed_s.max(0.0);
        if let Form::Exponential { .. } = self.form {
            return self.outlasting(1.0 - u);
        }
        let lasts = self.survival(elapsed_s);
        match &self.form {
            Form::Fixed { s } => (s - elapsed_s).max(0.0),
            Form::Uniform { .. } if lasts <= 0.0 => 0.0,
            _ if lasts < 1e-12 => self.outlasting(1.0 - u),
            _ => (self.outlasting(lasts * (1.0 - u)) - elapsed_s).max(0.0),
        }
    }

    /// The time, seconds, that a share `v` of all outlasts, 0 < `v` ≤ 1.
    pub(super) fn outlasting(&self, v: f64) -> f64 {
        match &self.form {
            Form::Never => f64::INFINITY,
            Form::Fixed { s } => *s,
            Form::Exponential { mean_s } => mean_s * minus_ln(v),
            Form::Gamma { mean_s, cv } => mean_s * cv * cv * gamma_outlasting(1.0 / (cv * cv), v),
            Form::LogNormal { mean_s, cv } => {
                let (mu, sigma) = log_moments(*mean_s, *cv);
                (mu + sigma * normal_outlasting(v)).exp()
            }
            Form::Weibull { scale_s, shape } => scale_s * minus_ln(v).powf(1.0 / shape),
            Form::Uniform { low_s, high_s } => low_s + (high_s - low_s) * (1.0 - v),
            Form::Observed(seen) => seen.0.outlasting(v),
        }
    }

    /// The same from a table where that is quicker: the mean to a twenty-thousandth at worst; for 0 < `v` < 1.
    #[inline(always)]
    pub(super) fn draw(&self, v: f64) -> f64 {
        match &self.form {
            Form::Exponential { mean_s } => mean_s * minus_ln(v),
            _ => self.draw_other(v),
        }
    }

    #[inline(never)]
    fn draw_other(&self, v: f64) -> f64 {
        match &self.form {
            Form::Gamma { .. } | Form::LogNormal { .. } | Form::Weibull { .. } => {
                let table = self.table.get_or_init(|| Table::of(|v| self.outlasting(v)));
                table.outlasting(v).unwrap_or_else(|| self.outlasting(v))
            }
            _ => self.outlasting(v),
        }
    }
}

/// Mean and standard deviation of the logarithm.
fn log_moments(mean_s: f64, cv: f64) -> (f64, f64) {
    let variance = (cv * cv).ln_1p();
    (mean_s.ln() - variance / 2.0, variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laws() -> Vec<Law> {
        let mut laws = vec![
            Law::exponential(300.0).unwrap(),
            Law::uniform(60.0, 540.0).unwrap(),
            Law::quantiles(&[(0.0, 10.0), (0.25, 100.0), (0.9, 500.0), (1.0, 2_000.0)]).unwrap(),
        ];
        for cv in [0.05, 0.5, 1.0, 1.7, 4.0] {
            laws.push(Law::gamma(300.0, cv).unwrap());
            laws.push(Law::log_normal(300.0, cv).unwrap());
        }
        laws.extend([0.5, 1.0, 3.0].map(|shape| Law::weibull(300.0, shape).unwrap()));
        laws
    }

    #[test]
    fn quantile_and_survival_are_inverse() {
        for law in laws() {
            for v in [1e-9, 1e-4, 0.01, 0.3, 0.5, 0.7, 0.99, 0.9999] {
                let back = law.survival(law.outlasting(v));
                assert!((back - v).abs() < 1e-8 * v + 1e-11, "{:?}: {v} {back}", law.form());
            }
        }
    }

    #[test]
    fn the_table_of_quick_draws_is_as_good_as_the_quantile() {
        for law in laws() {
            let (mut exact, mut quick) = (0.0, 0.0);
            for n in 0..20_000 {
                let v = (f64::from(n) + 0.5) / 20_000.0;
                let (e, q) = (law.outlasting(v), law.draw(v));
                assert!((e - q).abs() <= 2e-4 * (e + 300.0), "{:?} {v}: {e} {q}", law.form());
                exact += e;
                quick += q;
            }
            assert!((exact / quick - 1.0).abs() < 5e-5, "{:?}: {exact} {quick}", law.form());
        }
    }

    #[test]
    fn the_mean_is_that_of_the_quantiles() {
        for law in laws() {
            let n = 400_000;
            let sum: f64 = (0..n).map(|i| law.draw((f64::from(i) + 0.5) / f64::from(n))).sum();
            let mean = sum / f64::from(n);
            assert!((mean / law.mean_s() - 1.0).abs() < 0.01, "{:?}: {mean} {}", law.form(), law.mean_s());
        }
    }

    #[test]
    fn what_remains_follows_the_law_beyond_what_has_passed() {
        for law in laws() {
            for (elapsed, u) in [(0.0, 0.5), (100.0, 0.1), (250.0, 0.9)] {
                let total = elapsed + law.remaining(elapsed, u);
                let share = law.survival(total) / law.survival(elapsed);
                if law.survival(elapsed) > 1e-9 {
                    assert!((share - (1.0 - u)).abs() < 1e-6, "{:?} {elapsed}: {share}", law.form());
                }
            }
        }
    }

    #[test]
    fn what_was_never_seen_to_last_so_long_begins_anew_and_a_bound_is_a_bound() {
        let seen = Law::sample(vec![60.0, 120.0, 240.0], 0.0).unwrap();
        assert_eq!(seen.remaining(1_000.0, 0.5), 120.0);
        assert_eq!(seen.remaining(100.0, 0.9), 140.0);
        assert_eq!(Law::fixed(60.0).unwrap().remaining(61.0, 0.5), 0.0);
        assert_eq!(Law::uniform(10.0, 60.0).unwrap().remaining(61.0, 0.5), 0.0);
    }

    #[test]
    fn a_share_that_never_ends_has_no_mean_and_no_upper_quantile() {
        let patience = Law::sample(vec![10.0, 20.0], 0.5).unwrap();
        assert_eq!((patience.quantile(0.2), patience.quantile(0.3)), (10.0, 20.0));
        assert!(patience.quantile(0.6).is_infinite() && patience.mean_s().is_infinite());
        assert_eq!(patience.survival(1e9), 0.5);
    }

    #[test]
    fn a_law_that_cannot_be_names_the_value_and_the_way_out() {
        let told = |law: Result<Law, Fault>| law.err().map(|fault| fault.to_string()).unwrap_or_default();
        assert_eq!(told(Law::exponential(-3.0)), "mean_s: -3 has to be above zero");
        assert_eq!(
            told(Law::fixed(f64::NAN)),
            "s: NaN has to be a number; leave the item out if it is not known"
        );
        assert!(told(Law::sample(vec![], 0.0)).contains("empty"));
        assert!(told(Law::sample(vec![1.0, -1.0], 0.0)).starts_with("times_s[1]: -1"));
        assert!(told(Law::quantiles(&[(0.0, 5.0), (0.5, 4.0)])).starts_with("points[1]: 4"));
    }
}
