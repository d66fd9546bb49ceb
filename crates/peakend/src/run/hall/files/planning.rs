//! What plans go by, as files say it.

use super::Record;
use super::change::Run;
use crate::Error;
use crate::run::network::{self, Place};
use crate::run::planning::{Own, Target, act, page, pay_days, show_pay_days, store};
use db::Tx;

impl Run<'_> {
    /// Pay-days and target of a place. What a record does not say stays as it is.
    pub(super) fn planning(&mut self, tx: &mut Tx<'_>, record: &Record, there: &Place) -> Result<(), Error> {
        let before = store::own(tx, there.id)?;
        let mut after = before.clone();
        if let Some(text) = record.text("pay_days") {
            after.pay_days = pay_days(text)?;
        }
        let number = |name: &str, there: fn(Target) -> u32| {
            record.whole(name).or_else(|| before.target.map(|target| i64::from(there(target))))
        };
        let number = |name: &str, there| number(name, there).map(|number| number.to_string());
        let (share, within) = (number("share", Target::percent), number("within", Target::minutes));
        after.target = Target::own(share.as_deref(), within.as_deref())?;
        if before == after {
            return Ok(());
        }
        act::set_own(self.house, tx, self.actor, there.id, &after)?;
        self.changed(record, "planning_changed", shown(&before), shown(&after));
        Ok(())
    }

    /// A day with a name.
    pub(super) fn holiday(&mut self, tx: &mut Tx<'_>, record: &Record) -> Result<(), Error> {
        let place = match record.text("place") {
            Some(code) => network::store::by_code(tx, code)?
                .ok_or_else(|| Error::invalid("place", "hall-error-no-place").with("code", code))?,
            None => network::root(tx)?.ok_or_else(|| Error::invalid("place", "hall-no-places"))?,
        };
        let day = page::date("date", record.text("date").unwrap_or_default())?;
        let name = record.text("name").unwrap_or_default();
        let there = store::holidays(tx, place.id)?.into_iter().find(|holiday| holiday.day == day);
        if there.as_ref().is_some_and(|there| there.name == name.trim()) {
            return Ok(());
        }
        act::name_days(self.house, tx, self.actor, place.id, (day, day), name)?;
        let before = there.map_or_else(String::new, |there| there.name);
        self.changed(record, "holiday_set", before, name);
        Ok(())
    }
}

/// What a place says itself, in a few words.
fn shown(own: &Own) -> String {
    let target = own.target.map(|target| format!("{} % · {} min", target.percent(), target.minutes()));
    let days = own.pay_days.as_deref().map(show_pay_days);
    target.into_iter().chain(days).collect::<Vec<_>>().join(" · ")
}
