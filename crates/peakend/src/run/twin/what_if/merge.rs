//! Two halls put together.
//!
//! The customers of the second keep their own times of service and their own patience, as purposes of their own; what is
//! shared is who serves them. So both variants, together and side by side, have exactly the same customers.

use super::kiosk::{fresh, names, next_number};
use flow::calling::{Name, Set};
use flow::twin::{Arrivals, Counter, Fault, Hall, Wrong};

/// All counters serve both halls' customers, as far as they take what these come for.
pub(super) fn merged(first: &Hall, second: &Hall) -> Result<Hall, Fault> {
    joined(first, second, true)
}

/// Each hall's counters serve their own customers.
pub(super) fn side_by_side(first: &Hall, second: &Hall) -> Result<Hall, Fault> {
    joined(first, second, false)
}

fn joined(first: &Hall, second: &Hall, shared: bool) -> Result<Hall, Fault> {
    let mut hall = first.clone();
    let offset = first.purposes.len();
    let keys = fresh(first, second.purposes.len())?;
    hall.opens_us = first.opens_us.min(second.opens_us);
    hall.closes_us = first.closes_us.max(second.closes_us);
    for (purpose, key) in second.purposes.iter().zip(&keys) {
        let mut purpose = purpose.clone();
        purpose.key = *key;
        purpose.next.iter_mut().for_each(|next| next.purpose += offset);
        hall.purposes.push(purpose);
    }
    let mine: Vec<Name> = first.purposes.iter().map(|purpose| purpose.key).collect();
    let theirs: Vec<(Name, Name)> =
        second.purposes.iter().zip(&keys).map(|(purpose, key)| (purpose.key, *key)).collect();
    // what a counter takes, said of the purposes of both
    let takes = |counter: &Counter, of_first: bool, of_second: bool| -> Set {
        let taken = |name: &Name| counter.purposes.contains(*name);
        let first = mine.iter().copied().filter(|name| of_first && taken(name));
        let second = theirs.iter().filter(|(was, _)| of_second && taken(was)).map(|(_, is)| *is);
        first.chain(second).collect()
    };
    for counter in &mut hall.counters {
        counter.purposes = takes(counter, true, shared);
    }
    let number = next_number(first);
    for counter in &second.counters {
        let mut counter = counter.clone();
        counter.purposes = takes(&counter, shared, true);
        counter.counter += number;
        counter.person += number;
        counter.own.iter_mut().for_each(|(purpose, _)| *purpose += offset);
        hall.counters.push(counter);
    }
    hall.appointments.extend(second.appointments.iter().map(|appointment| {
        let mut appointment = *appointment;
        appointment.purpose += offset;
        appointment
    }));
    hall.arrivals = arrivals(&first.arrivals, &second.arrivals, offset)?;
    debug_assert!(names().len() >= hall.purposes.len(), "every purpose has a name");
    Ok(hall)
}

fn arrivals(first: &Arrivals, second: &Arrivals, offset: usize) -> Result<Arrivals, Fault> {
    match (first, second) {
        (Arrivals::Given(a), Arrivals::Given(b)) => {
            let theirs = b.iter().map(|&(at_us, purpose)| (at_us, purpose + offset));
            let mut both: Vec<(i64, usize)> = a.iter().copied().chain(theirs).collect();
            both.sort_by_key(|(at_us, _)| *at_us);
            Ok(Arrivals::Given(both))
        }
        (
            Arrivals::Rates { step_us: a_step, from_us: a_from, per_hour: a, day_spread, repeats },
            Arrivals::Rates { step_us: b_step, from_us: b_from, per_hour: b, .. },
        ) => {
            let from_us = *a_from.min(b_from);
            let apart = (a_from - b_from).unsigned_abs();
            let step = gcd(gcd(a_step.unsigned_abs(), b_step.unsigned_abs()), apart);
            let step_us = i64::try_from(step).unwrap_or(i64::MAX).max(1);
            let ends = |from: i64, step: i64, rates: &[Vec<f64>]| {
                from + step * i64::try_from(rates.first().map_or(0, Vec::len)).unwrap_or(0)
            };
            let to_us = ends(*a_from, *a_step, a).max(ends(*b_from, *b_step, b));
            let steps = (to_us - from_us) / step_us;
            // steps of a second over a year would be more than anybody can have meant
            if steps > 1_000_000 {
                return Err(Fault::new("arrivals.step_us", step_us, Wrong::TooMany));
            }
            let spread = |rates: &Vec<f64>, from: i64, step: i64| -> Vec<f64> {
                let at = |n: i64| {
                    let place = (from_us + n * step_us - from).div_euclid(step);
                    usize::try_from(place).ok().and_then(|place| rates.get(place)).copied().unwrap_or(0.0)
                };
                (0..steps).map(at).collect()
            };
            let mine = a.iter().map(|rates| spread(rates, *a_from, *a_step));
            let theirs = b.iter().map(|rates| spread(rates, *b_from, *b_step));
            let per_hour = mine.chain(theirs).collect();
            Ok(Arrivals::Rates { step_us, from_us, per_hour, day_spread: *day_spread, repeats: *repeats })
        }
        _ => Err(Fault::new("arrivals", "given in one hall, by rates in the other", Wrong::UnequalLengths)),
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
