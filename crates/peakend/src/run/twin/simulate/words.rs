//! What was found, in words and figures as people read them.

use super::found::Found;
use crate::run::twin::what_if::{Compared, Difference};
use crate::ui::figure;
use crate::ui::span::span;
use crate::ui::text::{Texts, Value};
use experience::Interval;
use flow::twin::{Estimate, Figure, Paired, Rest, Verdict};

/// Waits shorter than this are told in seconds.
const SECONDS_BELOW_S: f64 = 120.0;

/// How figures are told: waits in seconds or in minutes, whichever suits the hall.
#[derive(Clone, Copy)]
pub(super) struct Voice<'a> {
    pub texts: &'a Texts,
    pub target_s: f64,
    /// Seconds to a unit of waiting: 1 or 60.
    unit_s: f64,
}

/// The stable word of a figure, in files.
pub(super) fn word(figure: Figure) -> &'static str {
    match figure {
        Figure::MeanWait => "mean_wait_s",
        Figure::WaitQuantile(_) => "wait_p90_s",
        Figure::Within(_) => "within",
        Figure::Abandoned => "abandoned",
        Figure::NotServed => "not_served",
        Figure::Served => "served",
        Figure::Occupancy => "occupancy",
        Figure::OvertimeS => "overtime_s",
        Figure::LongestQueue => "longest_queue",
        Figure::Felt => "felt",
    }
}

/// The stable word of a verdict, in files.
pub(super) fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::Different => "different",
        Verdict::NoRealDifference => "no_real_difference",
    }
}

impl<'a> Voice<'a> {
    pub fn of(found: &Found, texts: &'a Texts) -> Self {
        let longest_s = found.today(Figure::WaitQuantile(0.9), None).map_or(0.0, |wait| wait.mean);
        let seconds = found.file.target_s < SECONDS_BELOW_S && longest_s < 2.0 * SECONDS_BELOW_S;
        Self { texts, target_s: found.file.target_s, unit_s: if seconds { 1.0 } else { 60.0 } }
    }

    /// The name of a figure.
    pub fn name(&self, figure: Figure) -> String {
        let id = format!("twin-figure-{}", word(figure).replace('_', "-"));
        self.texts.say_with(&id, &[("target", span(self.target_s, self.texts).into())])
    }

    /// A verdict in words.
    pub fn verdict(&self, verdict: Verdict) -> String {
        self.texts.say(&format!("twin-verdict-{}", verdict_word(verdict).replace('_', "-")))
    }

    /// The unit of waits.
    pub fn unit(&self) -> String {
        self.texts.say(if self.unit_s > 1.0 { "twin-unit-minutes" } else { "twin-unit-seconds" })
    }

    /// By what a figure is multiplied to be read in its unit.
    pub fn scale(&self, figure: Figure) -> f64 {
        match figure {
            Figure::MeanWait | Figure::WaitQuantile(_) => 1.0 / self.unit_s,
            Figure::OvertimeS => 1.0 / 60.0,
            Figure::Within(_) | Figure::Abandoned | Figure::NotServed | Figure::Occupancy => 100.0,
            _ => 1.0,
        }
    }

    /// The unit after a figure, or after the difference of two.
    fn after(&self, figure: Figure, difference: bool) -> String {
        match figure {
            Figure::MeanWait | Figure::WaitQuantile(_) => format!(" {}", self.unit()),
            Figure::OvertimeS => format!(" {}", self.texts.say("twin-unit-minutes")),
            Figure::Within(_) | Figure::Abandoned | Figure::NotServed | Figure::Occupancy => {
                self.texts.say(if difference { "twin-unit-points" } else { "twin-unit-percent" })
            }
            _ => String::new(),
        }
    }

    /// Decimals that a figure bears whose interval is so wide, in the figure's unit.
    fn digits(figure: Figure, half: f64) -> usize {
        let usual = usize::from(!matches!(figure, Figure::Felt)) + 2 * usize::from(figure == Figure::Felt);
        if half.is_finite() && half > 0.0 && half < 0.5 * 10f64.powi(-(usual as i32)) {
            usual + 1
        } else {
            usual
        }
    }

    /// A value with its interval and unit: `6.2 ± 0.1 min`.
    fn said(&self, figure: Figure, value: f64, low: f64, high: f64, sign: bool) -> String {
        let scale = self.scale(figure);
        let (value, low, high) = (value * scale, low * scale, high * scale);
        let digits = Self::digits(figure, (high - low) / 2.0);
        let show =
            |value: f64| if sign { figure::signed(value, digits) } else { figure::decimal(value, digits) };
        let interval = Some(Interval { low, high }).filter(|_| low.is_finite() && high.is_finite());
        format!(
            "{}{}",
            figure::with_interval(value, interval, self.texts.language(), show),
            self.after(figure, sign)
        )
    }

    /// A figure with its interval.
    pub fn estimate(&self, figure: Figure, estimate: Option<Estimate>) -> String {
        estimate.map_or_else(
            || figure::NONE.to_owned(),
            |estimate| self.said(figure, estimate.mean, estimate.low, estimate.high, false),
        )
    }

    /// A figure without its interval.
    pub fn bare(&self, figure: Figure, value: Option<f64>) -> String {
        let digits = Self::digits(figure, f64::INFINITY);
        value.map_or_else(
            || figure::NONE.to_owned(),
            |value| {
                format!(
                    "{}{}",
                    figure::decimal(value * self.scale(figure), digits),
                    self.after(figure, false)
                )
            },
        )
    }

    /// Between which values.
    pub fn range(&self, figure: Figure, range: Option<(f64, f64)>) -> String {
        let digits = Self::digits(figure, f64::INFINITY);
        let scale = self.scale(figure);
        let show = |value: f64| figure::decimal(value, digits);
        range.map_or_else(
            || figure::NONE.to_owned(),
            |(low, high)| {
                let range = figure::range(low * scale, high * scale, self.texts.language(), show);
                format!("{range}{}", self.after(figure, false))
            },
        )
    }

    /// A difference with its interval and sign.
    pub fn difference(&self, figure: Figure, paired: &Paired) -> String {
        self.said(figure, paired.difference, paired.low, paired.high, true)
    }

    /// What today is like, in a sentence or two.
    pub fn today(&self, found: &Found) -> Vec<String> {
        let say = |id: &str, args: &[(&str, Value<'_>)]| self.texts.say_with(id, args);
        if !found.anybody() {
            return vec![self.texts.say("twin-says-nobody")];
        }
        let of = |figure| self.estimate(figure, found.today(figure, None));
        let values: [(&str, Value<'_>); 5] = [
            ("mean", of(Figure::MeanWait).into()),
            (
                "most",
                self.bare(
                    Figure::WaitQuantile(0.9),
                    found.today(Figure::WaitQuantile(0.9), None).map(|e| e.mean),
                )
                .into(),
            ),
            ("within", of(Figure::Within(self.target_s)).into()),
            ("target", span(self.target_s, self.texts).into()),
            ("left", of(Figure::Abandoned).into()),
        ];
        let mut sentences = vec![match found.today(Figure::MeanWait, None) {
            Some(_) => say("twin-says-today", &values),
            None => say("twin-says-nobody-called", &values),
        }];
        if let Some(overload) = &found.overload {
            let purposes: Vec<&str> =
                overload.purposes.iter().map(|place| found.built.purposes[*place].as_str()).collect();
            let hours = |hours: f64| figure::decimal(hours, 1);
            let values = [
                ("purposes", purposes.join(", ").into()),
                ("work", hours(overload.work_h).into()),
                ("staffed", hours(overload.staffed_h).into()),
            ];
            let id = if overload.unstable { "twin-says-overload" } else { "twin-says-many-leave" };
            sentences.push(say(id, &values));
        }
        if let Rest::Unstable { grows_per_hour } = found.answer.today.rest() {
            sentences
                .push(say("twin-says-unstable", &[("grows", figure::decimal(grows_per_hour, 1).into())]));
        }
        sentences
    }

    /// What a variant brings, in a sentence.
    pub fn variant(&self, compared: &Compared) -> String {
        let find = |figure| compared.differences.iter().find(|found| found.figure == figure);
        let say = |id: &str, values: &[(&str, Value<'_>)]| self.texts.say_with(id, values);
        let name: Value<'_> = compared.name.as_str().into();
        let Some(wait) = find(Figure::MeanWait) else {
            return say("twin-says-incomparable", &[("name", name)]);
        };
        let id = match wait.paired.verdict {
            Verdict::Better => "twin-says-shorter",
            Verdict::Worse => "twin-says-longer",
            _ => "twin-says-same",
        };
        let mut text = say(id, &[("name", name), ("by", self.amount(wait).into())]);
        if let Some(felt) = find(Figure::Felt) {
            let id = match felt.paired.verdict {
                Verdict::Better => "twin-says-felt-better",
                Verdict::Worse => "twin-says-felt-worse",
                _ => "twin-says-felt-same",
            };
            text += &say(id, &[("by", self.amount(felt).into())]);
        }
        text
    }

    /// By how much, without its sign where the sentence says more or less, and with it where it says neither.
    fn amount(&self, found: &Difference) -> String {
        let Paired { difference, low, high, verdict, .. } = found.paired;
        match verdict {
            Verdict::NoRealDifference => self.difference(found.figure, &found.paired),
            _ if difference < 0.0 => self.said(found.figure, -difference, -high, -low, false),
            _ => self.said(found.figure, difference, low, high, false),
        }
    }
}
