//! What sets a day apart, and what days set apart like it have brought.

use super::{DayPlan, Outlook};
use crate::run::hall::Plan;
use crate::run::history::Past;
use crate::ui::figure;
use crate::ui::text::Texts;
use flow::forecast::Effects;
use jiff::civil::Date;

/// Something that sets a day apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// It is this holiday.
    Holiday(String),
    /// It is the day before this holiday.
    Eve(String),
    /// It is the day after this holiday.
    Morrow(String),
    /// Wages are paid.
    PayDay,
    /// It is the last working day of its month.
    MonthEnd,
}

impl Mark {
    /// Its word in the API.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Holiday(_) => "holiday",
            Self::Eve(_) => "eve",
            Self::Morrow(_) => "morrow",
            Self::PayDay => "pay_day",
            Self::MonthEnd => "month_end",
        }
    }

    /// The name of its holiday.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Holiday(name) | Self::Eve(name) | Self::Morrow(name) => Some(name),
            Self::PayDay | Self::MonthEnd => None,
        }
    }
}

/// What days of the past that were set apart in the same way have brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Met {
    /// How they were set apart.
    pub mark: Mark,
    /// How many there were: of a holiday, those of its name.
    pub days: usize,
    /// How many holidays of any name there were.
    pub holidays: usize,
    /// How many times as many came as on other days; of a holiday not met, as on holidays.
    pub times: f64,
}

/// What sets a day apart.
pub(super) fn of(plan: &Plan, date: Date) -> Vec<Mark> {
    let day = plan.calendar.day(date);
    let named = |date: Result<Date, jiff::Error>| {
        date.ok().and_then(|date| plan.calendar.holiday(date)).unwrap_or_default().to_owned()
    };
    let all = [
        day.holiday.map(|_| Mark::Holiday(named(Ok(date)))),
        day.eve.then(|| Mark::Eve(named(date.tomorrow()))),
        day.morrow.then(|| Mark::Morrow(named(date.yesterday()))),
        day.pay_day.then_some(Mark::PayDay),
        day.month_end.then_some(Mark::MonthEnd),
    ];
    all.into_iter().flatten().collect()
}

/// What days of the past have brought that were set apart like this one, by the effects that were found.
pub(super) fn met(plan: &Plan, past: &Past, date: Date, effects: &Effects) -> Vec<Met> {
    let holidays = effects.holiday.days;
    let of_date = plan.calendar.day(date).holiday;
    let one = |mark: Mark| {
        let factor = match mark {
            Mark::Holiday(_) => {
                let same = |date: &Date| plan.calendar.day(*date).holiday == of_date;
                let days = past.dates_with_people().filter(same).count();
                let named = effects.holidays.iter().find(|(holiday, _)| Some(*holiday) == of_date);
                let times = named.map_or(effects.holiday.times, |(_, times)| *times);
                return Met { mark, days, holidays, times };
            }
            Mark::Eve(_) => effects.eve,
            Mark::Morrow(_) => effects.morrow,
            Mark::PayDay => effects.pay_day,
            Mark::MonthEnd => effects.month_end,
        };
        Met { mark, days: factor.days, holidays, times: factor.times }
    };
    of(plan, date).into_iter().map(one).collect()
}

/// A sentence for each thing that sets a day apart, and for what its like has brought.
pub(super) fn sentences(made: &DayPlan, texts: &Texts) -> Vec<String> {
    let known = if let Outlook::Known(known) = &made.outlook { Some(known) } else { None };
    let one = |mark: &Mark| {
        let name = mark.name().unwrap_or_default();
        let said = match mark {
            Mark::Holiday(_) => texts.with("foresee-mark-holiday", "name", name),
            Mark::Eve(_) => texts.with("foresee-mark-eve", "name", name),
            Mark::Morrow(_) => texts.with("foresee-mark-morrow", "name", name),
            Mark::PayDay => texts.say("foresee-mark-pay-day"),
            Mark::MonthEnd => texts.say("foresee-mark-month-end"),
        };
        let brought = known.and_then(|known| known.met.iter().find(|met| met.mark == *mark));
        let brought = brought.map(|met| brought_by(met, texts));
        brought.map_or_else(|| said.clone(), |brought| format!("{said} {brought}"))
    };
    made.marks.iter().map(one).collect()
}

fn brought_by(met: &Met, texts: &Texts) -> String {
    let times = figure::decimal(met.times, 2);
    let holiday = matches!(met.mark, Mark::Holiday(_));
    match met.days {
        0 if holiday && met.holidays > 0 => {
            texts.say_with("foresee-met-others", &[("days", met.holidays.into()), ("times", times.into())])
        }
        0 if holiday => texts.say("foresee-met-never"),
        0 => texts.say("foresee-met-not-yet"),
        days => texts.say_with("foresee-met", &[("days", days.into()), ("times", times.into())]),
    }
}
