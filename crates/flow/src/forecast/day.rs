//! Days and steps: what the calendar says, and what was counted.

/// How long a step is: whole minutes that divide the day, from 5 minutes to one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step(u16);

impl Step {
    /// A quarter of an hour, the step of staffing.
    pub const QUARTER: Step = Step(15);

    /// A step of so many minutes: 5, 6, 8, 9, 10, 12, 15, 16, 18, 20, 24, 30, 32, 36, 40, 45, 48 or 60. `None` if the
    /// minutes do not divide the day or are out of range.
    pub fn new(minutes: u16) -> Option<Step> {
        ((5..=60).contains(&minutes) && 1440 % minutes == 0).then_some(Step(minutes))
    }

    /// Its length in minutes.
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// How many make a day of 24 hours.
    pub fn per_day(self) -> usize {
        usize::from(1440 / self.0)
    }
}

/// A day, as the calendar of the hall has it. The caller knows the calendar; here are only numbers and flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Day {
    /// Days since any origin of the caller's, the same for all days of one series.
    pub number: i32,
    /// Monday is 0, Sunday 6.
    pub weekday: u8,
    /// A public holiday: any number that stands for its name, the same every year; `None` on other days.
    pub holiday: Option<u16>,
    /// The next day is a holiday (and this one is not).
    pub eve: bool,
    /// The day before was a holiday (and this one is not).
    pub morrow: bool,
    /// Wages or benefits are paid.
    pub pay_day: bool,
    /// The last working day of a month.
    pub month_end: bool,
    /// The hall is closed: nobody is expected, and nothing is learnt from the day.
    pub closed: bool,
}

impl Day {
    /// Whether the calendar sets it apart from the latest days of its weekday, so that these cannot tell it.
    pub fn is_set_apart(&self) -> bool {
        self.holiday.is_some() || self.eve || self.morrow || self.pay_day || self.month_end
    }
}

/// A day of the past.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// What the calendar says.
    pub day: Day,
    /// Per step from 0:00 on, by the clock on the wall: how many arrived (or how many waited on average), ≥ 0.
    /// `f64::NAN` where it is not known. As many as [`Step::per_day`]; all of them unknown, or none given, is a gap.
    pub counts: Vec<f64>,
}

impl Past {
    /// Whether anything is known of the day.
    pub fn known(&self) -> bool {
        self.counts.iter().any(|count| !count.is_nan())
    }

    /// Whether something can be learnt of it: known, and not closed.
    pub(super) fn teaches(&self) -> bool {
        !self.day.closed && self.known()
    }

    /// The sum of what is known.
    pub fn total(&self) -> f64 {
        self.counts.iter().filter(|count| !count.is_nan()).sum()
    }
}
