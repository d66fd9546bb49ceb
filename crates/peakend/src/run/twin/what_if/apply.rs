//! A hall with changes.

use super::{Change, hours, kiosk, merge};
use flow::twin::{Arrivals, Counter, Fault, Hall, Shift, Wrong};

/// The hall with the changes, made one after the other.
///
/// # Errors
/// A change that this hall cannot have: a purpose, counter or break that is not there, a factor that is none.
pub fn apply(hall: &Hall, changes: &[Change]) -> Result<Hall, Fault> {
    let mut changed = hall.clone();
    for change in changes {
        one(&mut changed, change)?;
    }
    Ok(changed)
}

/// What a variant is held against if two halls are put together in it: the two side by side.
pub(super) fn apart(hall: &Hall, changes: &[Change]) -> Result<Option<Hall>, Fault> {
    let mut apart: Option<Hall> = None;
    for change in changes {
        if let Change::Merged(other) = change {
            apart = Some(merge::side_by_side(apart.as_ref().unwrap_or(hall), other)?);
        }
    }
    Ok(apart)
}

fn one(hall: &mut Hall, change: &Change) -> Result<(), Fault> {
    match change {
        Change::MoreCounters { count, like, shifts } => {
            more_counters(hall, *count, *like, shifts.as_deref())?;
        }
        Change::WithoutCounter(counter) => {
            known(hall, *counter)?;
            hall.counters.remove(*counter);
        }
        Change::Shifts { counter, shifts } => known(hall, *counter)?.shifts.clone_from(shifts),
        Change::Break { counter, from_us, to_us } => {
            let counter = known(hall, *counter)?;
            counter.shifts = hours::break_moved(&counter.shifts, *from_us, *to_us)?;
        }
        Change::Hours { opens_us, closes_us, customers } => {
            hours::hours(hall, *opens_us, *closes_us, *customers)?;
        }
        Change::Kiosk { purpose, share, service, fails, machines } => {
            purposes(hall, Some(*purpose))?;
            kiosk::kiosk(hall, *purpose, *share, service, *fails, *machines)?;
        }
        Change::Prepared { purpose, prepared } => {
            for place in purposes(hall, *purpose)? {
                hall.purposes[place].prepared = prepared.clone();
            }
        }
        Change::Diverted { purpose, diverted } => {
            for place in purposes(hall, *purpose)? {
                hall.purposes[place].diverted = diverted.clone();
            }
        }
        Change::Calling(rule) => hall.rule = rule.clone(),
        Change::ServiceTimes { purpose, factor } => {
            factor_is("factor", *factor, 1e-3)?;
            for place in purposes(hall, *purpose)? {
                let law = hall.purposes[place].service.times(*factor);
                hall.purposes[place].service = law;
                let own = hall.counters.iter_mut().flat_map(|counter| &mut counter.own);
                for (_, law) in own.filter(|(purpose, _)| *purpose == place) {
                    *law = law.times(*factor);
                }
            }
        }
        Change::Arrivals { purpose, factor } => {
            factor_is("arrivals", *factor, 0.0)?;
            let places = purposes(hall, *purpose)?;
            arrivals(hall, &places, *factor)?;
        }
        Change::Merged(other) => *hall = merge::merged(hall, other)?,
    }
    Ok(())
}

fn known(hall: &mut Hall, counter: usize) -> Result<&mut Counter, Fault> {
    hall.counters.get_mut(counter).ok_or_else(|| Fault::new("counter", counter, Wrong::Unknown))
}

/// The place of a purpose, or of all.
fn purposes(hall: &Hall, purpose: Option<usize>) -> Result<Vec<usize>, Fault> {
    match purpose {
        None => Ok((0..hall.purposes.len()).collect()),
        Some(place) if place < hall.purposes.len() => Ok(vec![place]),
        Some(place) => Err(Fault::new("purpose", place, Wrong::Unknown)),
    }
}

fn factor_is(place: &str, factor: f64, least: f64) -> Result<(), Fault> {
    let wrong = if least > 0.0 { Wrong::NotAboveZero } else { Wrong::Negative };
    match factor {
        factor if !factor.is_finite() => Err(Fault::new(place, factor, Wrong::NotANumber)),
        factor if factor < least => Err(Fault::new(place, factor, wrong)),
        _ => Ok(()),
    }
}

fn more_counters(
    hall: &mut Hall,
    count: u32,
    like: Option<usize>,
    shifts: Option<&[Shift]>,
) -> Result<(), Fault> {
    let doors = vec![Shift { from_us: hall.opens_us, to_us: hall.closes_us }];
    let mut pattern = match like {
        Some(place) => known(hall, place)?.clone(),
        None => Counter::plain(0, doors),
    };
    if let Some(shifts) = shifts {
        pattern.shifts = shifts.to_vec();
    }
    let first = kiosk::next_number(hall);
    for n in 0..u128::from(count) {
        let mut counter = pattern.clone();
        (counter.counter, counter.person) = (first + n, first + n);
        hall.counters.push(counter);
    }
    Ok(())
}

fn arrivals(hall: &mut Hall, places: &[usize], factor: f64) -> Result<(), Fault> {
    match &mut hall.arrivals {
        Arrivals::Rates { per_hour, .. } => {
            for rate in
                places.iter().filter_map(|place| per_hour.get(*place).map(|_| *place)).collect::<Vec<_>>()
            {
                per_hour[rate].iter_mut().for_each(|rate| *rate *= factor);
            }
        }
        // which of those who were seen would stay away is not known: the last part of each purpose does, evenly spread
        Arrivals::Given(given) if factor <= 1.0 => {
            let mut seen = vec![0.0_f64; hall.purposes.len()];
            given.retain(|(_, purpose)| {
                if !places.contains(purpose) {
                    return true;
                }
                let before = seen[*purpose] * factor;
                seen[*purpose] += 1.0;
                (seen[*purpose] * factor).floor() > before.floor()
            });
        }
        Arrivals::Given(_) => return Err(Fault::new("arrivals", factor, Wrong::NotAShare)),
    }
    Ok(())
}
