//! Affect rules: how what was observed turns into felt quality.
//!
//! A rule is data, not code, so that an operator can change it and a figure can be explained down to the signal.
//! The shipped values are starting points, to be calibrated on the operator's own ratings; that affect falls
//! faster below expectation than it rises above it follows the value function of Kahneman & Tversky 1979.

use serde::Serialize;

use crate::Text;
use crate::fault::nearest;

/// The unit of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Unit {
    /// Seconds.
    #[serde(rename = "s")]
    Seconds,
    /// Minutes; negative when a promise was beaten.
    #[serde(rename = "min")]
    Minutes,
    /// Hours of opening time.
    #[serde(rename = "h")]
    Hours,
    /// Days.
    #[serde(rename = "day")]
    Days,
    /// A quantity over its norm, 1 meaning "as the norm has it"; never negative.
    #[serde(rename = "ratio")]
    Ratio,
    /// A number of things; never negative.
    #[serde(rename = "count")]
    Count,
    /// Points of an inspection, 0 to 100.
    #[serde(rename = "points")]
    Points,
    /// A level of a five-level scale, 1 (worst) to 5 (best).
    #[serde(rename = "level")]
    Level,
    /// No quantity at all: one of the rule's categories.
    #[serde(rename = "category")]
    Category,
}

impl Unit {
    /// Every unit, in the order they are documented.
    pub const ALL: [Self; 9] = [
        Self::Seconds,
        Self::Minutes,
        Self::Hours,
        Self::Days,
        Self::Ratio,
        Self::Count,
        Self::Points,
        Self::Level,
        Self::Category,
    ];

    /// The unit's name in a blueprint's files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Seconds => "s",
            Self::Minutes => "min",
            Self::Hours => "h",
            Self::Days => "day",
            Self::Ratio => "ratio",
            Self::Count => "count",
            Self::Points => "points",
            Self::Level => "level",
            Self::Category => "category",
        }
    }

    /// The least and the greatest value that this unit can take.
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::Seconds | Self::Hours | Self::Days | Self::Ratio | Self::Count => (0.0, f64::INFINITY),
            Self::Minutes => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Points => (0.0, 100.0),
            Self::Level => (1.0, 5.0),
            Self::Category => (f64::INFINITY, f64::NEG_INFINITY),
        }
    }

    /// Whether a quantity can be a value of this unit: finite and within [`range`](Self::range).
    pub fn admits(self, value: f64) -> bool {
        let (least, greatest) = self.range();
        value.is_finite() && (least..=greatest).contains(&value)
    }
}

/// What was observed at a touchpoint.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Signal<'a> {
    /// A quantity in the rule's unit.
    Quantity(f64),
    /// The id of a category.
    Category(&'a str),
}

/// Why a signal has no affect.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// The signal is not one of the rule's categories.
    #[error("unknown category `{category}` for {rule}; known are {}{}", known.join(", "), did_you_mean(nearest))]
    UnknownCategory {
        /// The rule's id.
        rule: String,
        /// The category that was given.
        category: String,
        /// The categories of the rule.
        known: Vec<String>,
        /// The known category nearest to it.
        nearest: Option<String>,
    },
    /// The quantity is not finite, or its unit cannot take it: a level of 7, a negative count.
    #[error("{value} is off the scale of {rule}: its unit `{}` {}", unit.key(), scale(*unit))]
    OffScale {
        /// The rule's id.
        rule: String,
        /// The quantity that was given.
        value: f64,
        /// The rule's unit.
        unit: Unit,
    },
    /// A quantity was given to a table.
    #[error("{rule} knows categories, not quantities such as {value}")]
    WantsCategory {
        /// The rule's id.
        rule: String,
        /// The quantity that was given.
        value: f64,
    },
    /// A category was given to a curve.
    #[error("{rule} wants a quantity in `{}`, not the category `{category}`", unit.key())]
    WantsQuantity {
        /// The rule's id.
        rule: String,
        /// The category that was given.
        category: String,
        /// The rule's unit.
        unit: Unit,
    },
}

fn did_you_mean(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|id| format!("; did you mean `{id}`?")).unwrap_or_default()
}

pub(crate) fn scale(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds | Unit::Hours | Unit::Days | Unit::Ratio | Unit::Count => "starts at 0",
        Unit::Minutes => "takes any finite number",
        Unit::Points => "runs from 0 to 100",
        Unit::Level => "runs from 1 to 5",
        Unit::Category => "takes no quantity",
    }
}

/// One affect rule: the signal of one touchpoint → affect in [−1, 1].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    /// The touchpoint's id.
    pub touchpoint: String,
    /// The id of one of the touchpoint's signals.
    pub signal: String,
    /// The unit of the signal; [`Unit::Category`] exactly for tables.
    pub unit: Unit,
    /// How the signal turns into affect.
    pub form: Form,
    /// Why it does so.
    pub why: Text,
    /// Sixteen hexadecimal digits that change whenever this rule gives another affect to any signal; kept with a
    /// moment beside the rule's id so that a figure can be explained. The `why` does not count.
    pub fingerprint: String,
}

impl Rule {
    pub(crate) fn new(touchpoint: String, signal: String, unit: Unit, form: Form, why: Text) -> Self {
        let mut fingerprint = Fingerprint::default();
        fingerprint.word(&touchpoint);
        fingerprint.word(&signal);
        fingerprint.word(unit.key());
        match &form {
            Form::Curve(curve) => {
                for &(x, affect) in &curve.points {
                    fingerprint.number(x);
                    fingerprint.number(affect);
                }
            }
            Form::Table(table) => {
                for category in &table.categories {
                    fingerprint.word(&category.id);
                    fingerprint.number(category.affect);
                }
            }
        }
        Self { touchpoint, signal, unit, form, why, fingerprint: fingerprint.hex() }
    }

    /// The rule's id within its blueprint: `touchpoint.signal`.
    pub fn id(&self) -> String {
        format!("{}.{}", self.touchpoint, self.signal)
    }

    /// The affect of a signal, in [−1, 1].
    ///
    /// A quantity outside the curve's range is held at the value of the nearer end.
    ///
    /// # Errors
    ///
    /// A category that the table does not have (with the nearest it has), a quantity that its unit cannot take,
    /// or a signal of the wrong kind.
    pub fn affect(&self, signal: &Signal<'_>) -> Result<f32, RuleError> {
        match (&self.form, *signal) {
            (Form::Curve(curve), Signal::Quantity(value)) if self.unit.admits(value) => Ok(curve.at(value)),
            (Form::Curve(_), Signal::Quantity(value)) => {
                Err(RuleError::OffScale { rule: self.id(), value, unit: self.unit })
            }
            (Form::Curve(_), Signal::Category(category)) => Err(RuleError::WantsQuantity {
                rule: self.id(),
                category: category.to_owned(),
                unit: self.unit,
            }),
            (Form::Table(_), Signal::Quantity(value)) => {
                Err(RuleError::WantsCategory { rule: self.id(), value })
            }
            (Form::Table(table), Signal::Category(id)) => table
                .get(id)
                .map(|category| category.affect as f32)
                .ok_or_else(|| RuleError::UnknownCategory {
                    rule: self.id(),
                    category: id.to_owned(),
                    known: table.ids().map(str::to_owned).collect(),
                    nearest: nearest(id, table.ids()).map(str::to_owned),
                }),
        }
    }
}

/// How a signal turns into affect.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Piecewise linear over a quantity.
    Curve(Curve),
    /// One affect per category.
    Table(Table),
}

/// A piecewise-linear curve: at least two points, strictly increasing in x, affects in [−1, 1].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Curve {
    points: Vec<(f64, f64)>,
}

impl Curve {
    /// `points` as the parser has checked them.
    pub(crate) fn new(points: Vec<(f64, f64)>) -> Self {
        Self { points }
    }

    /// The points (quantity, affect), in increasing order of the quantity.
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    /// The affect at a finite quantity; beyond the ends the end's value.
    fn at(&self, x: f64) -> f32 {
        let right = self.points.partition_point(|&(point, _)| point <= x);
        let affect = match (right.checked_sub(1).map(|left| self.points[left]), self.points.get(right)) {
            (Some((x0, y0)), Some(&(x1, y1))) => {
                // Rounding could carry the sum past y1, and with it past ±1: hence the clamp.
                (y0 + (y1 - y0) * ((x - x0) / (x1 - x0))).clamp(y0.min(y1), y0.max(y1))
            }
            (None, Some(&(_, affect))) | (Some((_, affect)), None) => affect,
            (None, None) => 0.0,
        };
        affect as f32
    }
}

/// A table over categories: at least one, ids unique, affects in [−1, 1].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Table {
    categories: Vec<Category>,
}

impl Table {
    /// `categories` as the parser has checked them.
    pub(crate) fn new(categories: Vec<Category>) -> Self {
        Self { categories }
    }

    /// The categories in the order of the file.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The category of this id.
    pub fn get(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        self.categories.iter().map(|category| category.id.as_str())
    }
}

/// One category of a [`Table`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Category {
    /// Its id, as signals name it.
    pub id: String,
    /// Its name for people.
    pub name: Text,
    /// Its affect, in [−1, 1].
    pub affect: f64,
}

/// FNV-1a, 64 bits (Fowler, Noll & Vo): equal on every machine and for ever. It tells versions apart; it is no
/// defence against somebody who wants two rules to look the same.
pub(crate) struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Takes in a word; its end counts, so that `ab` + `c` differs from `a` + `bc`.
    pub(crate) fn word(&mut self, word: &str) {
        self.bytes(word.as_bytes());
        self.bytes(&[0xff]);
    }

    fn number(&mut self, number: f64) {
        // −0 equals 0 and must look the same.
        self.bytes(&(number + 0.0).to_bits().to_le_bytes());
    }

    pub(crate) fn hex(&self) -> String {
        format!("{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn curve(unit: Unit, points: &[(f64, f64)]) -> Rule {
        let form = Form::Curve(Curve::new(points.to_vec()));
        Rule::new("queue".into(), "wait".into(), unit, form, Text::default())
    }

    fn table(categories: &[(&str, f64)]) -> Rule {
        let category =
            |&(id, affect): &(&str, f64)| Category { id: id.into(), name: Text::default(), affect };
        let form = Form::Table(Table::new(categories.iter().map(category).collect()));
        Rule::new("transact_result".into(), "result".into(), Unit::Category, form, Text::default())
    }

    #[test]
    fn a_curve_is_linear_between_its_points() {
        let rule = curve(Unit::Minutes, &[(0.0, 0.5), (10.0, -0.5), (20.0, -1.0)]);
        assert_eq!(rule.affect(&Signal::Quantity(0.0)), Ok(0.5));
        assert_eq!(rule.affect(&Signal::Quantity(5.0)), Ok(0.0));
        assert_eq!(rule.affect(&Signal::Quantity(15.0)), Ok(-0.75));
    }

    #[test]
    fn a_quantity_outside_the_curve_is_held_at_its_end() {
        let rule = curve(Unit::Minutes, &[(0.0, 0.5), (10.0, -0.5)]);
        assert_eq!(rule.affect(&Signal::Quantity(-3.0)), Ok(0.5));
        assert_eq!(rule.affect(&Signal::Quantity(600.0)), Ok(-0.5));
    }

    #[test]
    fn a_quantity_that_its_unit_cannot_take_is_an_error() {
        let rule = curve(Unit::Level, &[(1.0, -1.0), (5.0, 1.0)]);
        let error = rule.affect(&Signal::Quantity(7.0)).unwrap_err();
        assert_eq!(error.to_string(), "7 is off the scale of queue.wait: its unit `level` runs from 1 to 5");
        assert!(rule.affect(&Signal::Quantity(f64::NAN)).is_err());
        assert!(
            curve(Unit::Minutes, &[(0.0, 0.0), (1.0, 1.0)]).affect(&Signal::Quantity(f64::INFINITY)).is_err()
        );
    }

    #[test]
    fn an_unknown_category_is_an_error_with_the_nearest_known() {
        let rule = table(&[("done", 0.8), ("failed", -0.9)]);
        assert_eq!(rule.affect(&Signal::Category("done")), Ok(0.8));
        let error = rule.affect(&Signal::Category("fail")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown category `fail` for transact_result.result; known are done, failed; did you mean `failed`?"
        );
    }

    #[test]
    fn a_signal_of_the_wrong_kind_is_an_error() {
        let error = table(&[("done", 0.8)]).affect(&Signal::Quantity(3.0)).unwrap_err();
        assert_eq!(error.to_string(), "transact_result.result knows categories, not quantities such as 3");
        let error =
            curve(Unit::Minutes, &[(0.0, 0.5), (1.0, 0.0)]).affect(&Signal::Category("long")).unwrap_err();
        assert_eq!(error.to_string(), "queue.wait wants a quantity in `min`, not the category `long`");
    }

    #[test]
    fn a_fingerprint_changes_with_the_affect_and_with_nothing_else() {
        let rule = table(&[("done", 0.8), ("failed", -0.9)]);
        let mut reworded = rule.clone();
        reworded.why = Text { zh: "另一种说法".into(), en: "in other words".into() };
        let reworded =
            Rule::new(reworded.touchpoint, reworded.signal, reworded.unit, reworded.form, reworded.why);
        assert_eq!(rule.fingerprint, reworded.fingerprint);
        assert_ne!(rule.fingerprint, table(&[("done", 0.7), ("failed", -0.9)]).fingerprint);
        assert_eq!(rule.fingerprint.len(), 16);
    }

    #[test]
    fn the_fingerprint_of_nothing_and_of_a_are_those_published_for_fnv_1a() {
        let mut fingerprint = Fingerprint::default();
        assert_eq!(fingerprint.hex(), "cbf29ce484222325");
        fingerprint.bytes(b"a");
        assert_eq!(fingerprint.hex(), "af63dc4c8601ec8c");
    }

    /// Two to eight points with strictly increasing x.
    fn points() -> impl Strategy<Value = Vec<(f64, f64)>> {
        let step = (1e-6f64..1e6, -1.0f64..=1.0);
        (-1e6f64..1e6, prop::collection::vec(step, 2..8)).prop_map(|(start, steps)| {
            let mut x = start;
            steps
                .into_iter()
                .map(|(gap, affect)| {
                    x += gap;
                    (x, affect)
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn affect_stays_within_its_bounds(points in points(), x in prop::num::f64::NORMAL | prop::num::f64::ZERO) {
            let affect = curve(Unit::Minutes, &points).affect(&Signal::Quantity(x)).unwrap();
            prop_assert!((-1.0..=1.0).contains(&affect));
        }

        #[test]
        fn a_curve_through_falling_points_never_rises(
            points in points(),
            x in -2e6f64..1e7,
            further in 0.0f64..1e6,
        ) {
            let mut falling: Vec<f64> = points.iter().map(|point| point.1).collect();
            falling.sort_by(|a, b| b.total_cmp(a));
            let points: Vec<_> = points.iter().zip(falling).map(|(point, affect)| (point.0, affect)).collect();
            let rule = curve(Unit::Minutes, &points);
            let here = rule.affect(&Signal::Quantity(x)).unwrap();
            let there = rule.affect(&Signal::Quantity(x + further)).unwrap();
            prop_assert!(there <= here, "{there} at {} is above {here} at {x}", x + further);
        }

        #[test]
        fn a_curve_passes_through_its_points(points in points()) {
            let rule = curve(Unit::Minutes, &points);
            for (x, affect) in points {
                prop_assert_eq!(rule.affect(&Signal::Quantity(x)).unwrap(), affect as f32);
            }
        }
    }
}
