//! What somebody wants to try, as the form of the sheet says it.

use crate::Error;
use crate::run::hall::hours;
use crate::run::hall::{OrderWord, Plan, RuleSpec};
use crate::run::twin::live;
use crate::run::twin::what_if::{Change, Customers, WhatIf};
use flow::twin::{Diverted, Hall, Law, Prepared};
use jiff::civil::Date;

/// The form, as it came.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    pub(crate) day: String,
    pub(crate) counters: String,
    pub(crate) opens: String,
    pub(crate) closes: String,
    pub(crate) kiosk: String,
    pub(crate) kiosk_share: String,
    pub(crate) prepared: String,
    pub(crate) diverted: String,
    pub(crate) order: String,
    pub(crate) arrivals: String,
    pub(crate) merge: String,
}

/// What somebody wants to try.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wishes {
    /// So many counters more, or fewer.
    pub counters: i32,
    /// Other doors, in minutes of the day.
    pub hours: Option<(u16, u16)>,
    /// A machine for a purpose, and the share of its customers who use it, of a hundred.
    pub kiosk: Option<(String, u32)>,
    /// Forms filled while waiting, for so many of a hundred.
    pub prepared: u32,
    /// Another channel taken at the door, by so many of a hundred.
    pub diverted: u32,
    /// Another order of calling.
    pub order: Option<OrderWord>,
    /// So many of a hundred more come, or fewer.
    pub arrivals: i32,
    /// Put together with the hall of this code.
    pub merge: Option<String>,
}

/// Filling in forms takes so long, in seconds, and leaves such a share of the service.
const PREPARING_S: f64 = 180.0;
const PREPARED_FACTOR: f64 = 0.8;
/// A machine takes so long, in seconds, and does not work for such a share.
const KIOSK_S: f64 = 180.0;
const KIOSK_FAILS: f64 = 0.1;
/// Of those who take another channel such a share comes back, after so long in seconds.
const COMES_BACK: f64 = 0.15;
const COMES_BACK_S: f64 = 3600.0;

/// A whole number within bounds; 0 where nothing was asked.
fn number(field: &'static str, text: &str, from: i32, to: i32) -> Result<i32, Error> {
    let text = text.trim().replace('−', "-");
    if text.is_empty() {
        return Ok(0);
    }
    let number: Option<i32> = text.trim_start_matches('+').parse().ok();
    number.filter(|number| (from..=to).contains(number)).ok_or_else(|| {
        Error::invalid(field, "foresee-error-number")
            .with("value", text.chars().take(20).collect::<String>())
            .with("from", from)
            .with("to", to)
    })
}

impl Wishes {
    /// What a form wants.
    ///
    /// # Errors
    /// A value that cannot be meant; it names the field.
    pub(crate) fn of(asked: &Asked, plan: &Plan) -> Result<Self, Error> {
        let share = |field, text: &str| number(field, text, 0, 100).map(i32::unsigned_abs);
        let kiosk = Some(asked.kiosk.as_str()).filter(|purpose| !purpose.is_empty());
        if let Some(purpose) = kiosk {
            plan.offered(purpose)?;
        }
        // a share that cannot be is refused even if no machine is wished
        let kiosk_share = share("kiosk_share", &asked.kiosk_share)?;
        let order = Some(asked.order.as_str()).filter(|order| !order.is_empty());
        Ok(Self {
            counters: number("counters", &asked.counters, -20, 20)?,
            hours: doors(asked)?,
            kiosk: kiosk.map(|purpose| (purpose.to_owned(), kiosk_share)),
            prepared: share("prepared", &asked.prepared)?,
            diverted: share("diverted", &asked.diverted)?,
            order: order
                .map(|order| order.parse().map_err(|_| Error::invalid("order", "foresee-error-order")))
                .transpose()?,
            arrivals: number("arrivals", &asked.arrivals, -90, 300)?,
            merge: Some(asked.merge.clone()).filter(|code| !code.is_empty()),
        })
    }

    /// What a form wants, or what is tried where it wants nothing.
    ///
    /// # Errors
    /// As of [`Wishes::of`].
    pub(crate) fn or_usual(asked: &Asked, plan: &Plan) -> Result<Self, Error> {
        let wishes = Self::of(asked, plan)?;
        Ok(if wishes.is_none() { Self::usual() } else { wishes })
    }

    /// Whether nothing was wished.
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// What is tried where nothing was wished: a counter more, and a tenth more people.
    pub(crate) fn usual() -> Self {
        Self { counters: 1, arrivals: 10, ..Self::default() }
    }

    /// Names what is wished, so that it is made once.
    pub(crate) fn key(&self) -> String {
        format!("{self:?}")
    }

    /// The variants: each wish by itself, and all together if there are several.
    ///
    /// # Errors
    /// A wish that this hall cannot have.
    pub(crate) fn what_ifs(
        &self,
        plan: &Plan,
        date: Date,
        hall: &Hall,
        other: Option<Hall>,
    ) -> Result<Vec<WhatIf>, Error> {
        let mut what_ifs: Vec<WhatIf> = Vec::new();
        let mut wish = |name: &str, changes: Vec<Change>| {
            what_ifs.push(WhatIf { name: name.to_owned(), changes });
        };
        if self.counters != 0 {
            wish("counters", self.more_counters(hall)?);
        }
        if let Some((from, to)) = self.hours {
            let us = |minute: u16| live::elapsed_us(plan, date, minute);
            let customers = Customers::WhoseHourRemains;
            wish("hours", vec![Change::Hours { opens_us: us(from), closes_us: us(to), customers }]);
        }
        if let Some((purpose, share)) = &self.kiosk {
            let place = plan.offers.iter().position(|offer| offer.purpose == *purpose);
            let purpose = place.ok_or_else(|| Error::invalid("kiosk", "foresee-error-order"))?;
            let share = f64::from(if *share == 0 { 30 } else { *share }) / 100.0;
            let service = law(Law::log_normal(KIOSK_S, 0.5))?;
            wish("kiosk", vec![Change::Kiosk { purpose, share, service, fails: KIOSK_FAILS, machines: 1 }]);
        }
        if self.prepared > 0 {
            let share = f64::from(self.prepared) / 100.0;
            let takes = law(Law::log_normal(PREPARING_S, 0.5))?;
            let prepared = Prepared { share, takes, factor: PREPARED_FACTOR };
            wish("prepared", vec![Change::Prepared { purpose: None, prepared }]);
        }
        if self.diverted > 0 {
            let (share, after) = (f64::from(self.diverted) / 100.0, law(Law::exponential(COMES_BACK_S))?);
            let diverted = Diverted { share, comes_back: COMES_BACK, after };
            wish("diverted", vec![Change::Diverted { purpose: None, diverted }]);
        }
        if let Some(order) = self.order {
            let rule = RuleSpec { order, ..plan.rule_spec.clone() }
                .rule()
                .map_err(|fault| Error::invalid("order", "foresee-error-variant").with("why", fault))?;
            wish("order", vec![Change::Calling(rule)]);
        }
        if self.arrivals != 0 {
            let factor = 1.0 + f64::from(self.arrivals) / 100.0;
            wish("arrivals", vec![Change::Arrivals { purpose: None, factor }]);
        }
        if what_ifs.len() > 1 {
            let changes = what_ifs.iter().flat_map(|one| one.changes.clone()).collect();
            what_ifs.push(WhatIf { name: "together".to_owned(), changes });
        }
        what_ifs.extend(other.map(|other| super::one("merge".to_owned(), Change::Merged(Box::new(other)))));
        Ok(what_ifs)
    }

    /// So many counters more, open all day and for everything, or the least used ones fewer.
    fn more_counters(&self, hall: &Hall) -> Result<Vec<Change>, Error> {
        if self.counters > 0 {
            let more = Change::MoreCounters { count: self.counters.unsigned_abs(), like: None, shifts: None };
            return Ok(vec![more]);
        }
        let fewer = self.counters.unsigned_abs() as usize;
        if fewer >= hall.counters.len() {
            return Err(Error::invalid("counters", "foresee-error-fewer").with("all", hall.counters.len()));
        }
        let last = (0..hall.counters.len()).rev().take(fewer);
        Ok(last.map(Change::WithoutCounter).collect())
    }
}

fn law(law: Result<Law, flow::twin::Fault>) -> Result<Law, Error> {
    law.map_err(|fault| Error::Internal(fault.to_string()))
}

/// Other doors: both, or none.
fn doors(asked: &Asked) -> Result<Option<(u16, u16)>, Error> {
    let bad = |field: &'static str, text: &str| {
        Error::invalid(field, "foresee-error-clock").with("value", text.chars().take(20).collect::<String>())
    };
    match (asked.opens.trim(), asked.closes.trim()) {
        ("", "") => Ok(None),
        (opens, closes) => {
            let from = hours::minute(opens).ok_or_else(|| bad("opens", opens))?;
            let to = hours::minute(closes).ok_or_else(|| bad("closes", closes))?;
            Ok(Some((from, if to <= from { to + hours::DAY_MIN } else { to })))
        }
    }
}
