//! Two halls put together.
//!
//! The customers of the second keep their own times of service and their own patience, as purposes of their own; what is
//! shared is who serves them. So both variants, together and side by side, have exactly the same customers.

use super::kiosk::{fresh, names, next_number};
use flow::calling::{Name, Set};
use flow::twin::{Arrivals, Closing, Counter, Fault, Hall, Wrong};

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
    let closes_us = first.closes_us.max(second.closes_us);
    if first.closing == Closing::SendHome && first.closes_us != second.closes_us {
        return Err(Fault::new("closes_us", second.closes_us, Wrong::ClosesApart));
    }
    hall.opens_us = first.opens_us.min(second.opens_us);
    hall.closes_us = closes_us;
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
    // side by side each hall closes by itself; together, who works until one closes leaves the rest to the others
    let closes_for = |of: &Hall| (!shared && of.closes_us < closes_us).then_some(of.closes_us);
    for counter in &mut hall.counters {
        counter.purposes = takes(counter, true, shared);
        counter.closes_us = closes_for(first);
    }
    let number = next_number(first);
    for counter in &second.counters {
        let mut counter = counter.clone();
        counter.purposes = takes(&counter, shared, true);
        counter.closes_us = closes_for(second);
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
    hall.arrivals = arrivals(first, second)?;
    debug_assert!(names().len() >= hall.purposes.len(), "every purpose has a name");
    Ok(hall)
}

/// Who comes to either. What a hall's rates say of hours at which its own doors are closed is taken out, for the doors of
/// both together may be open then.
fn arrivals(first: &Hall, second: &Hall) -> Result<Arrivals, Fault> {
    match (Rates::of(first), Rates::of(second)) {
        (Some(mine), Some(theirs)) => rates(&mine, &theirs),
        (None, None) => {
            let offset = first.purposes.len();
            let mut both: Vec<(i64, usize)> = given(first).collect();
            both.extend(given(second).map(|(at_us, purpose)| (at_us, purpose + offset)));
            both.sort_by_key(|(at_us, _)| *at_us);
            Ok(Arrivals::Given(both))
        }
        _ => Err(Fault::new("arrivals", "given in one hall, by rates in the other", Wrong::UnequalLengths)),
    }
}

/// Those of a list who find the doors open.
fn given(hall: &Hall) -> impl Iterator<Item = (i64, usize)> {
    let list = match &hall.arrivals {
        Arrivals::Given(list) => list.as_slice(),
        Arrivals::Rates { .. } => &[],
    };
    let doors = hall.opens_us..hall.closes_us;
    list.iter().copied().filter(move |(at_us, _)| doors.contains(at_us))
}

/// The rates of both, in steps that both know, and at whose edges all doors open and close.
fn rates(mine: &Rates, theirs: &Rates) -> Result<Arrivals, Fault> {
    if mine.repeats != theirs.repeats || mine.repeats && mine.length_us() != theirs.length_us() {
        return Err(Fault::new("arrivals.repeats", theirs.repeats, Wrong::RepeatsApart));
    }
    let from_us = mine.from_us.min(theirs.from_us);
    let to_us = (mine.from_us + mine.length_us()).max(theirs.from_us + theirs.length_us());
    let edges = [mine, theirs].map(|of| [of.from_us, of.opens_us, of.closes_us]).into_iter().flatten();
    let edges = edges.map(|edge| edge.clamp(from_us, to_us) - from_us);
    let step_us = edges.chain([mine.step_us, theirs.step_us]).fold(0, gcd).max(1);
    let steps = (to_us - from_us) / step_us;
    // steps of a second over a year would be more than anybody can have meant
    if steps > 1_000_000 {
        return Err(Fault::new("arrivals.step_us", step_us, Wrong::TooMany));
    }
    let at = |n: i64| from_us + n * step_us;
    let per_hour = [mine, theirs]
        .into_iter()
        .flat_map(|of| of.per_hour.iter().map(|rates| (0..steps).map(|n| of.rate_at(rates, at(n))).collect()))
        .collect();
    let (day_spread, repeats) = (mine.day_spread, mine.repeats);
    Ok(Arrivals::Rates { step_us, from_us, per_hour, day_spread, repeats })
}

/// The rates of a hall, and its doors.
struct Rates<'a> {
    opens_us: i64,
    closes_us: i64,
    from_us: i64,
    step_us: i64,
    per_hour: &'a [Vec<f64>],
    day_spread: f64,
    repeats: bool,
}

impl<'a> Rates<'a> {
    fn of(hall: &'a Hall) -> Option<Self> {
        let Arrivals::Rates { step_us, from_us, per_hour, day_spread, repeats } = &hall.arrivals else {
            return None;
        };
        Some(Self {
            opens_us: hall.opens_us,
            closes_us: hall.closes_us,
            from_us: *from_us,
            step_us: *step_us,
            per_hour,
            day_spread: *day_spread,
            repeats: *repeats,
        })
    }

    fn length_us(&self) -> i64 {
        self.step_us * i64::try_from(self.per_hour.first().map_or(0, Vec::len)).unwrap_or(0)
    }

    /// Nobody comes while the doors are closed; those of a day that repeats are open for many.
    fn rate_at(&self, rates: &[f64], at_us: i64) -> f64 {
        let open = self.repeats || (self.opens_us..self.closes_us).contains(&at_us);
        let place = usize::try_from((at_us - self.from_us).div_euclid(self.step_us));
        place.ok().filter(|_| open).and_then(|place| rates.get(place)).copied().unwrap_or(0.0)
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}
