//! What is asked of a staffing, as it is typed: `80%/5m`, `longest:20m`, `leave:3%`, `affect:0.1`.

use crate::Error;
use crate::design::blueprint;
use crate::run::twin::hall_file::law::duration;
use crate::ui::text::Texts;
use flow::staffing::{Target, Terms};
use flow::theory::{Fault, Share, curve};

/// The options that say what is to be kept.
#[derive(Debug, clap::Args)]
pub struct TermsArgs {
    /// What is to be kept.
    #[arg(long, value_name = "TARGET", default_value = "80%/10m")]
    pub target: String,
    /// Of whom the share served in time is taken.
    #[arg(long, value_enum, default_value_t)]
    pub of: Of,
    /// The largest share of its time that a counter may be busy.
    #[arg(long, value_name = "SHARE")]
    pub max_busy: Option<String>,
    /// Share of paid time in which a clerk is not at the counter.
    #[arg(long, value_name = "SHARE")]
    pub shrinkage: Option<String>,
    /// Coefficient of variation of services.
    #[arg(long, value_name = "CV", default_value_t = 1.0)]
    pub variation: f64,
    /// The wait that customers are told, which the target `affect` is held against.
    #[arg(long, value_name = "TIME", default_value = "10m")]
    pub promise: String,
    /// Blueprint whose rule says what waits feel like.
    #[arg(long, value_name = "DIR")]
    pub blueprint: Option<String>,
}

/// Of whom the share served in time is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Of {
    /// Of all who come.
    #[default]
    All,
    /// Of those served.
    Served,
    /// Of all but those who left within the time.
    Stayed,
    /// Served or gone within the time, of all who come.
    Kept,
}

impl From<Of> for Share {
    fn from(of: Of) -> Self {
        match of {
            Of::All => Self::OfAll,
            Of::Served => Self::OfServed,
            Of::Stayed => Self::WithoutQuickLeavers,
            Of::Kept => Self::NotKept,
        }
    }
}

/// Of those who may wait longer than the longest wait, where nothing else is said.
const BUT: f64 = 0.01;

impl TermsArgs {
    /// The terms as typed, checked.
    ///
    /// # Errors
    /// A value cannot be read, or cannot be meant.
    pub fn terms(&self, texts: &Texts) -> Result<Terms, Error> {
        let wrong = |option, value: &str, id: &str| Error::BadValue {
            option,
            value: value.to_owned(),
            why: texts.say(id),
        };
        let target =
            self.target(texts)?.ok_or_else(|| wrong("--target", &self.target, "staffing-target-how"))?;
        let part = |option, value: &Option<String>, otherwise| match value {
            None => Ok(otherwise),
            Some(value) => share(value).ok_or_else(|| wrong(option, value, "staffing-share-how")),
        };
        let terms = Terms {
            target,
            most_busy: part("--max-busy", &self.max_busy, 1.0)?,
            shrinkage: part("--shrinkage", &self.shrinkage, 0.0)?,
        };
        terms.check().map_err(|fault| self.told(fault, texts))?;
        Ok(terms)
    }

    /// A fault in the terms, by the option that it came from.
    fn told(&self, fault: Fault, texts: &Texts) -> Error {
        use flow::theory::Quantity;
        let (option, value) = match fault.quantity {
            Quantity::Occupancy => ("--max-busy", self.max_busy.clone().unwrap_or_default()),
            Quantity::Shrinkage => ("--shrinkage", self.shrinkage.clone().unwrap_or_default()),
            Quantity::Variation => ("--variation", self.variation.to_string()),
            _ => ("--target", self.target.clone()),
        };
        Error::BadValue { option, value, why: super::words::wants(fault, texts) }
    }

    /// The target; none if it cannot be read.
    fn target(&self, texts: &Texts) -> Result<Option<Target>, Error> {
        let text = self.target.trim();
        let Some((kind, rest)) = text.split_once(':') else {
            let read = |(part, wait): (&str, &str)| {
                Some(Target::Within { share: share(part)?, wait_s: duration(wait)?, of: self.of.into() })
            };
            return Ok(text.split_once('/').and_then(read));
        };
        let rest = rest.trim();
        Ok(match kind.trim() {
            "longest" => {
                let (wait, but) =
                    rest.split_once('/').map_or((rest, Some(BUT)), |(wait, but)| (wait, share(but)));
                duration(wait).zip(but).map(|(wait_s, but)| Target::Longest { wait_s, but })
            }
            "leave" => share(rest).map(|most| Target::Leaving { most }),
            "affect" => match rest.replace('−', "-").parse() {
                Ok(least) => Some(Target::Feeling { curve: self.feeling(texts)?, least }),
                Err(_) => None,
            },
            _ => None,
        })
    }

    /// What a wait feels like by the blueprint, (seconds, affect): its rule for minutes beyond the promise.
    fn feeling(&self, texts: &Texts) -> Result<Vec<(f64, f64)>, Error> {
        let promise_s = duration(&self.promise).ok_or_else(|| Error::BadValue {
            option: "--promise",
            value: self.promise.clone(),
            why: texts.say("staffing-time-how"),
        })?;
        let blueprint = blueprint::load(self.blueprint.as_deref().unwrap_or(blueprint::DEFAULT))?;
        let form = blueprint.rule("queue", "wait_beyond_promise").map(|rule| &rule.form);
        let Some(::blueprint::Form::Curve(rule)) = form else {
            return Err(Error::TooLittle("staffing-error-no-rule".to_owned()));
        };
        let points: Vec<_> =
            rule.points().iter().map(|(min, affect)| (promise_s + min * 60.0, *affect)).collect();
        Ok(curve::from_zero(&points))
    }
}

/// A share: `80%`, `0.8`; none if it is not a number.
pub fn share(text: &str) -> Option<f64> {
    let text = text.trim();
    let (number, part) = match text.strip_suffix(['%', '％']) {
        Some(number) => (number.trim_end(), 100.0),
        None => (text, 1.0),
    };
    number.parse::<f64>().ok().map(|number| number / part).filter(|share| share.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_people_write_them() {
        assert_eq!(
            [share("80%"), share(" 0.8 "), share("3 %"), share("８０")],
            [Some(0.8), Some(0.8), Some(0.03), None]
        );
    }
}
