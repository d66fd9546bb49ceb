//! The sheet by the API.

use super::form::{Asked, Wishes};
use super::{Sheet, Step, Told, Variant, Why};
use crate::http::api::{Answer, Code, Day, Get, Hall, Name, Query, found};
use crate::kernel::words;
use crate::run::foresight::Trust;
use crate::run::hall::{OrderWord, hours};
use crate::run::next_hour::api::AheadSeen;
use crate::run::tomorrow;
use crate::run::twin::what_if::{Difference, least_that_matters};
use crate::staff::rights::Act;
use flow::twin::{Estimate, Figure, Verdict};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

words! {
    /// A figure of a simulated day.
    pub enum WhatIfFigure {
        /// The mean wait, in minutes.
        MeanWait = "mean_wait_min",
        /// Nine of ten wait no longer, in minutes.
        NinthWait = "ninth_wait_min",
        /// The share that is called in time.
        Within = "within",
        /// The share that gives up and leaves.
        Left = "left",
        /// The share that is not served, for whatever reason.
        NotServed = "not_served",
        /// The share of their time that counters are busy.
        Busy = "busy",
        /// Overtime of counters, in minutes.
        Overtime = "overtime_min",
        /// People served on the day.
        Served = "served",
        /// The longest queue, in people.
        LongestQueue = "longest_queue",
        /// How visits are felt, from −1 to 1.
        Experience = "experience",
    }
}

words! {
    /// What a difference means.
    pub enum WhatIfVerdict {
        /// It is better.
        Better = "better",
        /// It is worse.
        Worse = "worse",
        /// It differs in a figure that is neither good nor bad in itself.
        Different = "different",
        /// Nothing that chance could not do, or less than anybody would notice.
        NoRealDifference = "no_real_difference",
    }
}

/// A time of the day, `09:00`, up to `24:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock(String);

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match hours::minute(&text) {
            Some(minute) if hours::clock(minute) == text => Ok(Self(text)),
            _ => Err(serde::de::Error::custom("a time of the day is written 09:00")),
        }
    }
}

impl utoipa::PartialSchema for Clock {
    fn schema() -> RefOr<Schema> {
        let pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$";
        let shape = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
        RefOr::T(Schema::Object(shape.build()))
    }
}

impl utoipa::ToSchema for Clock {}

/// Which day, and what is tried. Each wish is tried by itself, and all together if there are several; with none, a counter
/// more and a tenth more people.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// The local day, at most eight weeks ahead; tomorrow if absent.
    #[param(format = Date, value_type = Option<String>)]
    pub day: Option<Day>,
    /// So many counters more; fewer below 0.
    #[param(minimum = -20, maximum = 20)]
    pub counters: Option<i32>,
    /// So many of a hundred more people; fewer below 0.
    #[param(minimum = -90, maximum = 300)]
    pub arrivals: Option<i32>,
    /// The doors open at this time of the day, `09:00`; with `closes`.
    #[param(inline)]
    pub opens: Option<Clock>,
    /// They close at this time, past midnight if that is not later than `opens`; with `opens`.
    #[param(inline)]
    pub closes: Option<Clock>,
    /// A machine for this purpose.
    #[param(inline)]
    pub kiosk: Option<Name>,
    /// So many of a hundred of its customers use it; 30 if absent or 0. With `kiosk`.
    #[param(minimum = 0, maximum = 100)]
    pub kiosk_share: Option<u32>,
    /// So many of a hundred fill in their forms while they wait.
    #[param(minimum = 0, maximum = 100)]
    pub prepared: Option<u32>,
    /// So many of a hundred take another channel at the door.
    #[param(minimum = 0, maximum = 100)]
    pub diverted: Option<u32>,
    /// Another order of calling.
    #[param(inline)]
    pub order: Option<OrderWord>,
    /// One hall with the hall of this code, held against the two side by side. They have to offer the same, and to be in one
    /// time zone.
    #[param(inline)]
    pub merge: Option<Code>,
}

impl Ask {
    /// The same as the form of the page asks it.
    fn asked(&self) -> Asked {
        let text = |value: Option<String>| value.unwrap_or_default();
        let number = |value: Option<u32>| text(value.map(|value| value.to_string()));
        let signed = |value: Option<i32>| text(value.map(|value| value.to_string()));
        Asked {
            day: text(self.day.clone().map(|day| day.0)),
            counters: signed(self.counters),
            arrivals: signed(self.arrivals),
            opens: text(self.opens.clone().map(|clock| clock.0)),
            closes: text(self.closes.clone().map(|clock| clock.0)),
            kiosk: text(self.kiosk.clone().map(|name| name.0)),
            kiosk_share: number(self.kiosk_share),
            prepared: number(self.prepared),
            diverted: number(self.diverted),
            order: text(self.order.map(|order| order.to_string())),
            merge: text(self.merge.clone().map(|code| code.0)),
        }
    }
}

/// A day as it is, and with something changed.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct WhatIfSeen {
    /// The local day.
    pub day: String,
    /// Whether anything can be said.
    pub standing: AheadSeen,
    /// What was tried; empty where nothing can be said.
    pub tried: Vec<WhatIfTried>,
    /// Why `merge` was not tried although it was asked for; absent if it was, or nobody asked.
    pub merge_not_tried: Option<AheadSeen>,
    /// The day as it is; empty where nothing can be said.
    pub today: Vec<WhatIfToday>,
    /// Days that were simulated in each case, all with the same customers.
    pub runs: usize,
    /// Counters that work at a time on such a day, at most; absent where nothing can be said.
    pub counters_at_work: Option<usize>,
    /// Counters that the hall has.
    pub counters: usize,
    /// Days that it was learnt from.
    pub days: usize,
    /// Visits of these days.
    pub visits: usize,
    /// Whether the simulated hall was like the real one on days held out; absent where that cannot be said yet.
    pub trust: Option<bool>,
}

/// A figure of the day as it is, simulated and as such weekdays were.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub struct WhatIfToday {
    /// Which.
    pub figure: WhatIfFigure,
    /// The mean of the simulated days.
    pub simulated: Option<f64>,
    /// The 95 % interval of that begins here.
    pub low: Option<f64>,
    /// It ends here.
    pub high: Option<f64>,
    /// What it was on such weekdays; absent where nobody came.
    pub real: Option<f64>,
}

/// Something that was tried.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct WhatIfTried {
    /// The wish, as in the query; `together` = all of them but `merge`; `hours` = `opens` and `closes`.
    pub wish: String,
    /// Whether no figure differs really.
    pub no_real_difference: bool,
    /// Figure by figure.
    pub differences: Vec<WhatIfDifference>,
    /// Waits through the day.
    pub course: Vec<WhatIfStep>,
}

/// A figure of the day as it is and with the change, on the same simulated days.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub struct WhatIfDifference {
    /// Which.
    pub figure: WhatIfFigure,
    /// As it is; of `merge`, the two halls side by side.
    pub today: Option<f64>,
    /// With the change.
    pub then: Option<f64>,
    /// By how much that is more: the mean of the differences of the pairs of days.
    pub difference: Option<f64>,
    /// The 95 % interval of the difference begins here.
    pub low: Option<f64>,
    /// It ends here.
    pub high: Option<f64>,
    /// The least difference that anybody would notice.
    pub noticeable: f64,
    /// What that means.
    pub verdict: WhatIfVerdict,
    /// Whether it is nothing that chance could not do, or less than anybody would notice.
    pub no_real_difference: bool,
}

/// A quarter of an hour.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct WhatIfStep {
    /// When it begins, by the clock on the wall.
    pub clock: String,
    /// The mean wait of those called in it as it is, in minutes; absent where nobody is called.
    pub today_min: Option<f64>,
    /// The same with the change.
    pub then_min: Option<f64>,
}

impl WhatIfFigure {
    /// The figure, and by what it is multiplied.
    fn of(figure: Figure) -> (Self, f64) {
        const MINUTE: f64 = 1.0 / 60.0;
        match figure {
            Figure::MeanWait => (Self::MeanWait, MINUTE),
            Figure::WaitQuantile(_) => (Self::NinthWait, MINUTE),
            Figure::Within(_) => (Self::Within, 1.0),
            Figure::Abandoned => (Self::Left, 1.0),
            Figure::NotServed => (Self::NotServed, 1.0),
            Figure::Occupancy => (Self::Busy, 1.0),
            Figure::OvertimeS => (Self::Overtime, MINUTE),
            Figure::Served => (Self::Served, 1.0),
            Figure::LongestQueue => (Self::LongestQueue, 1.0),
            Figure::Felt => (Self::Experience, 1.0),
        }
    }
}

impl From<Verdict> for WhatIfVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Better => Self::Better,
            Verdict::Worse => Self::Worse,
            Verdict::Different => Self::Different,
            Verdict::NoRealDifference => Self::NoRealDifference,
        }
    }
}

impl From<&Why> for AheadSeen {
    fn from(why: &Why) -> Self {
        match why {
            Why::Closed => Self::Closed,
            Why::TooLittle | Why::Unseen | Why::Unfit(_) => Self::TooLittle,
        }
    }
}

/// What JSON has a number for.
fn number(value: f64) -> Option<f64> {
    Some(value).filter(|value| value.is_finite())
}

impl WhatIfDifference {
    fn of(one: &Difference) -> Self {
        let (figure, scale) = WhatIfFigure::of(one.figure);
        let scaled = |value: f64| number(value * scale);
        let paired = one.paired;
        Self {
            figure,
            today: scaled(paired.today.mean),
            then: scaled(paired.variant.mean),
            difference: scaled(paired.difference),
            low: scaled(paired.low),
            high: scaled(paired.high),
            noticeable: least_that_matters(one.figure) * scale,
            verdict: paired.verdict.into(),
            no_real_difference: paired.verdict == Verdict::NoRealDifference,
        }
    }
}

impl WhatIfTried {
    fn of(variant: &Variant, clock: &dyn Fn(&Step) -> String) -> Self {
        let minutes = |wait_s: Option<f64>| wait_s.map(|wait_s| wait_s / 60.0);
        let step = |step: &Step| WhatIfStep {
            clock: clock(step),
            today_min: minutes(step.today_s),
            then_min: minutes(step.then_s),
        };
        Self {
            wish: variant.name.clone(),
            no_real_difference: !variant.differs(),
            differences: variant.differences.iter().map(WhatIfDifference::of).collect(),
            course: variant.course.iter().map(step).collect(),
        }
    }
}

impl WhatIfToday {
    fn of((figure, estimate): (Figure, Estimate), sheet: &Sheet) -> Self {
        let (name, scale) = WhatIfFigure::of(figure);
        let scaled = |value: f64| number(value * scale);
        Self {
            figure: name,
            simulated: scaled(estimate.mean),
            low: scaled(estimate.low),
            high: scaled(estimate.high),
            real: sheet.real.of_figure(figure).and_then(scaled),
        }
    }
}

impl WhatIfSeen {
    fn of(sheet: &Sheet, day: String, trust: Trust, clock: &dyn Fn(&Step) -> String) -> Self {
        let told: Option<&Told> = sheet.told.as_ref().ok();
        let tried = told.map_or_else(Vec::new, |told| {
            told.variants.iter().map(|variant| WhatIfTried::of(variant, clock)).collect()
        });
        let today = told
            .map_or_else(Vec::new, |told| told.today.iter().map(|&of| WhatIfToday::of(of, sheet)).collect());
        Self {
            day,
            standing: sheet.told.as_ref().map_or_else(AheadSeen::from, |_| AheadSeen::Known),
            tried,
            merge_not_tried: sheet.without_other.as_ref().map(AheadSeen::from),
            today,
            runs: told.map_or(0, |told| told.runs),
            counters_at_work: told.map(|told| told.at_work),
            counters: sheet.set_up,
            days: sheet.real.days,
            visits: sheet.real.visits,
            trust: trust.known(),
        }
    }
}

/// A day with something changed
///
/// A day to come as it is and with each change that is asked for, simulated with the same customers: the differences, in
/// minutes and in experience, with their intervals, and whether they are real.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}/what-if", tag = "foresight", params(Hall, Ask),
    responses((status = 200, description = "The differences", body = WhatIfSeen)),
)]
pub async fn what_if(get: Get, hall: Hall, Query(ask): Query<Ask>) -> Answer {
    let asked = ask.asked();
    let (house, plan) = get.clone().hall(hall, Act::SeeFigures).await?;
    let other = match ask.merge {
        Some(code) => Some(get.hall(code, Act::SeeFigures).await?.1),
        None => None,
    };
    let wishes = Wishes::or_usual(&asked, &plan)?;
    let date = tomorrow::date(&plan, Some(asked.day.as_str()), house.clock.now())?;
    let sheet = super::look(&house, &plan, date, &wishes, other.as_ref()).await?;
    let trust = super::trust(&house, &plan, &sheet);
    let clock = |step: &Step| super::clock(&plan, date, step.from_us);
    found(&WhatIfSeen::of(&sheet, date.to_string(), trust, &clock))
}
