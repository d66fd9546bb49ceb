//! What is wrong with a hall that was described: where, what stands there, and the way out.

use std::fmt;

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A number that is missing or infinite.
    NotANumber,
    /// It has to be zero or more.
    Negative,
    /// It has to be above zero.
    NotAboveZero,
    /// A share has to lie between 0 and 1.
    NotAShare,
    /// These shares have to add up to 1.
    SharesDoNotSum,
    /// These shares add up to more than 1.
    SharesExceedOne,
    /// The list is empty, and must not be.
    Empty,
    /// The end comes before the beginning.
    EndsBeforeItBegins,
    /// It begins before the one before it has ended.
    Overlaps,
    /// Times have to ascend.
    NotSorted,
    /// There is nothing of this number.
    Unknown,
    /// The lists have to be equally long.
    UnequalLengths,
    /// More than the twin can hold.
    TooMany,
    /// It lies in the future of the state.
    InTheFuture,
    /// Two customers at one counter, or one at a counter where nobody works.
    Contradicts,
    /// A visit that never ends: its services lead back to each other with certainty.
    Endless,
    /// Two halls that send home who waits at closing, and close at different times.
    ClosesApart,
    /// Two halls of which one repeats its day, or repeats one of another length.
    RepeatsApart,
}

impl Wrong {
    /// The way out, in a few words.
    #[must_use]
    pub const fn way_out(self) -> &'static str {
        match self {
            Self::NotANumber => "has to be a number; leave the item out if it is not known",
            Self::Negative => "has to be zero or more",
            Self::NotAboveZero => "has to be above zero",
            Self::NotAShare => "has to be a share between 0 and 1",
            Self::SharesDoNotSum => "have to add up to 1; divide each by their sum",
            Self::SharesExceedOne => "must not add up to more than 1; divide each by their sum",
            Self::Empty => "must not be empty; give at least one",
            Self::EndsBeforeItBegins => {
                "ends before it begins; past midnight goes on counting (1 a.m. of the next day is 25 h)"
            }
            Self::Overlaps => "begins before the one before it has ended; join the two or part them",
            Self::NotSorted => "comes too early; sort by time",
            Self::Unknown => "is not there; count from 0",
            Self::UnequalLengths => "differs in length from the others; give each as many",
            Self::TooMany => "is more than a twin holds; join what is alike, or shorten the time",
            Self::InTheFuture => "lies after the state's own time",
            Self::Contradicts => "contradicts another line of the state; keep one of the two",
            Self::Endless => "makes a visit that never ends; give the way onwards a share below 1",
            Self::ClosesApart => {
                "is not when the other hall closes, and who waits at closing is sent home; close both at once, or let all be served"
            }
            Self::RepeatsApart => {
                "is not repeated as in the other hall; repeat both days or none, and days of equal length"
            }
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: the path of a field, such as `counters[2].shifts[1].to_us`.
    pub place: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl Fault {
    /// A fault at a place.
    pub fn new(place: impl Into<String>, value: impl fmt::Display, wrong: Wrong) -> Self {
        Self { place: place.into(), value: value.to_string(), wrong }
    }

    /// The same fault, seen from further out: `mean_s` within `purposes[0].service`.
    #[must_use]
    pub fn within(mut self, outer: impl fmt::Display) -> Self {
        self.place =
            if self.place.is_empty() { outer.to_string() } else { format!("{outer}.{}", self.place) };
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.place, self.value, self.wrong.way_out())
    }
}

impl std::error::Error for Fault {}

/// A number of zero or more.
pub(super) fn zero_or_more(place: &str, value: f64) -> Result<f64, Fault> {
    match value {
        value if !value.is_finite() => Err(Fault::new(place, value, Wrong::NotANumber)),
        value if value < 0.0 => Err(Fault::new(place, value, Wrong::Negative)),
        value => Ok(value),
    }
}

/// A number above zero.
pub(super) fn above_zero(place: &str, value: f64) -> Result<f64, Fault> {
    match value {
        value if !value.is_finite() => Err(Fault::new(place, value, Wrong::NotANumber)),
        value if value <= 0.0 => Err(Fault::new(place, value, Wrong::NotAboveZero)),
        value => Ok(value),
    }
}

/// A share between 0 and 1.
pub(super) fn share(place: &str, value: f64) -> Result<f64, Fault> {
    match value {
        value if value.is_nan() => Err(Fault::new(place, value, Wrong::NotANumber)),
        value if !(0.0..=1.0).contains(&value) => Err(Fault::new(place, value, Wrong::NotAShare)),
        value => Ok(value),
    }
}
