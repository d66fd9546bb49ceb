//! `[arrivals]`: who comes and when.

use super::super::law::{show_clock, show_duration};
use super::super::reader::{Fields, Placed, Reader, at};
use super::super::{ArrivalsSpec, PurposeSpec, Volume};
use super::purpose::{self, Draft};
use super::{Hours, WHOLE};

const KEYS: [&str; 7] = ["from", "step", "per_hour", "per_day", "profile", "given", "day_spread"];
const HOUR_S: i64 = 3600;
/// The most steps: quarter-hours of a leap year.
const MOST_STEPS: i64 = 366 * 96;

/// The steps into which the hours are cut.
#[derive(Clone, Copy)]
struct Steps {
    from_s: i64,
    step_s: i64,
    hours: Hours,
}

pub(super) fn all(
    reader: &mut Reader<'_>,
    fields: &Fields<'_, '_>,
    hours: Hours,
    purposes: &mut [PurposeSpec],
    drafts: &[Draft],
) -> ArrivalsSpec {
    let table = fields.table(reader, "arrivals", "[arrivals]", &KEYS);
    let whole_s = hours.closes_s - hours.opens_s;
    let mut spec =
        ArrivalsSpec { from_s: hours.opens_s, step_s: whole_s, volume: Volume::ByPurpose, day_spread: 0.0 };
    let together =
        table.as_ref().is_some_and(|table| ["per_hour", "per_day"].iter().any(|key| table.has(key)));
    let given = table.as_ref().is_some_and(|table| table.has("given"));
    let mut steps = Steps { from_s: hours.opens_s, step_s: whole_s, hours };
    if let Some(table) = &table {
        let cut = lists(table, fields);
        steps = self::steps(reader, table, hours, cut);
        (spec.from_s, spec.step_s) = (steps.from_s, steps.step_s);
        if let Some(value) = table.get("day_spread") {
            spec.day_spread = reader.number("day_spread", value, 0.0, 3.0).unwrap_or(0.0);
        }
        if let Some(volume) = volume(reader, table, steps, drafts) {
            spec.volume = volume;
        }
    } else if drafts.iter().any(|draft| draft.spec.per_hour.len() > 1) {
        steps.step_s = HOUR_S;
        spec.step_s = HOUR_S;
    }
    if together {
        dealt(reader, purposes, drafts);
    } else if given {
        for draft in drafts.iter().filter(|draft| draft.shared || draft.rated) {
            reader.fault(draft.volume, "twin-fault-volume-given", &[("value", &draft.spec.id)]);
        }
    } else {
        for draft in drafts {
            if draft.rated {
                let rates = Placed { value: draft.spec.per_hour.clone(), at: draft.volume };
                steps.count(reader, "per_hour", &rates);
            } else {
                reader.fault(draft.volume, "twin-fault-no-volume", &[("value", &draft.spec.id)]);
            }
        }
    }
    spec
}

/// Whether anything is told by more than one step.
fn lists(table: &Fields<'_, '_>, fields: &Fields<'_, '_>) -> bool {
    let many = |fields: &Fields<'_, '_>, key| {
        fields.get(key).and_then(toml_span::Value::as_array).is_some_and(|items| items.len() > 1)
    };
    let purposes = fields.get("purpose").and_then(toml_span::Value::as_array);
    let mut own = purposes.into_iter().flatten().filter_map(toml_span::Value::as_table);
    many(table, "per_hour")
        || many(table, "profile")
        || own.any(|purpose| {
            purpose.get("per_hour").and_then(toml_span::Value::as_array).is_some_and(|items| items.len() > 1)
        })
}

fn steps(reader: &mut Reader<'_>, table: &Fields<'_, '_>, hours: Hours, cut: bool) -> Steps {
    let from = table.get("from").and_then(|value| reader.time("from", value));
    let from_s = from.map_or(hours.opens_s, |from| hours.within(from.value));
    let step_s = match table.get("step") {
        None if cut => HOUR_S,
        None => hours.closes_s - from_s,
        Some(value) => {
            let s = reader.seconds("step", value);
            let fits = |s: &f64| s.fract() == 0.0 && *s >= 1.0;
            if s.is_some_and(|s| !fits(&s)) {
                let values = [("key", "step"), ("value", reader.shown(value))];
                reader.fault(at(value), "twin-fault-step", &values);
            }
            s.filter(fits).map_or(HOUR_S, |s| s as i64)
        }
    };
    if from_s >= hours.closes_s || (hours.closes_s - from_s) / step_s.max(1) > MOST_STEPS {
        let values = [("from", &*show_clock(from_s)), ("closes", &show_clock(hours.closes_s))];
        reader.fault(table.place("from"), "twin-fault-from", &values);
    }
    Steps { from_s, step_s: step_s.max(1), hours }
}

impl Steps {
    /// Steps must reach from the first to closing, no more and no less: a list that is one short is a mistake.
    fn count(self, reader: &mut Reader<'_>, key: &str, list: &Placed<Vec<f64>>) {
        let need = (self.hours.closes_s - self.from_s + self.step_s - 1) / self.step_s;
        let have = list.value.len();
        if need > 0 && i64::try_from(have) != Ok(need) {
            let values = [
                ("key", key),
                ("have", &*have.to_string()),
                ("need", &need.to_string()),
                ("step", &show_duration(self.step_s as f64)),
                ("from", &show_clock(self.from_s)),
                ("closes", &show_clock(self.hours.closes_s)),
            ];
            reader.fault(list.at, "twin-fault-steps", &values);
        }
    }
}

fn volume(reader: &mut Reader<'_>, table: &Fields<'_, '_>, steps: Steps, drafts: &[Draft]) -> Option<Volume> {
    let there: Vec<&str> =
        ["per_hour", "per_day", "given"].into_iter().filter(|key| table.has(key)).collect();
    if let [first, second, ..] = there[..] {
        reader.fault(table.place(second), "twin-fault-volumes", &[("first", first), ("second", second)]);
        return None;
    }
    if let Some(value) = table.get("per_hour") {
        let rates = reader.rates("per_hour", value)?;
        steps.count(reader, "per_hour", &rates);
        return Some(Volume::PerHour(rates.value));
    }
    if let Some(value) = table.get("per_day") {
        let customers = reader.number("per_day", value, 0.0, 1e8)?;
        let profile = match table.get("profile") {
            None => vec![
                1.0;
                ((steps.hours.closes_s - steps.from_s + steps.step_s - 1) / steps.step_s).max(1)
                    as usize
            ],
            Some(value) => {
                let profile = reader.rates("profile", value)?;
                steps.count(reader, "profile", &profile);
                if profile.value.iter().sum::<f64>() <= 0.0 {
                    reader.fault(profile.at, "twin-fault-profile", &[]);
                }
                profile.value
            }
        };
        return Some(Volume::PerDay { customers, profile });
    }
    if table.has("profile") {
        reader.fault(table.place("profile"), "twin-fault-profile-alone", &[]);
    }
    given(reader, table, steps.hours, drafts)
}

/// Exactly these: pairs of a time and a purpose.
fn given(reader: &mut Reader<'_>, table: &Fields<'_, '_>, hours: Hours, drafts: &[Draft]) -> Option<Volume> {
    let items = reader.list("given", table.get("given")?)?;
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        let pair = item.as_array().map(Vec::as_slice);
        let Some([time, purpose]) = pair else {
            let values = [("key", "given"), ("value", reader.shown(item))];
            reader.fault(at(item), "twin-fault-given", &values);
            continue;
        };
        let at_s = if time.as_str().is_some() {
            reader.time("given", time).map(|time| hours.within(time.value) as f64)
        } else {
            reader.number("given", time, 0.0, super::super::LONGEST_DAY_S as f64)
        };
        let purpose = reader.text("given", purpose);
        let (Some(at_s), Some(purpose)) = (at_s, purpose) else { continue };
        purpose::known(reader, drafts, &purpose);
        if at_s < hours.opens_s as f64 || at_s >= hours.closes_s as f64 {
            let values = [("value", reader.shown(item))];
            reader.fault(at(item), "twin-fault-given-closed", &values);
        }
        all.push((at_s, purpose.value));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    Some(Volume::Given(all))
}

/// Shares deal the arrivals out, so they sum to one; where one is missing, nobody knows which.
fn dealt(reader: &mut Reader<'_>, purposes: &mut [PurposeSpec], drafts: &[Draft]) {
    for draft in drafts.iter().filter(|draft| draft.rated) {
        reader.fault(draft.volume, "twin-fault-volume-twice", &[("value", &draft.spec.id)]);
    }
    if let [purpose] = purposes
        && !drafts.iter().any(|draft| draft.shared)
    {
        purpose.share = 1.0;
    }
    let sum: f64 = purposes.iter().map(|purpose| purpose.share).sum();
    if let Some(draft) = drafts.iter().find(|draft| draft.shared || drafts.len() > 1)
        && !(2.0 - WHOLE..=WHOLE).contains(&sum)
    {
        let id = if sum > 1.0 { "twin-fault-shares" } else { "twin-fault-shares-under" };
        let last = drafts.iter().rev().find(|draft| draft.shared).unwrap_or(draft);
        reader.fault(last.volume, id, &[("key", "share"), ("value", &format!("{sum:.3}"))]);
    }
}
