//! Machines that take a share of a purpose: a purpose of their own that only they serve, so that who waits for a machine
//! waits in its line.

use flow::calling::{MOST_NAMES, Name, Names, Set};
use flow::twin::{Arrivals, Counter, Fault, Hall, Law, Next, Shift, Wrong};

pub(super) fn kiosk(
    hall: &mut Hall,
    purpose: usize,
    share: f64,
    service: &Law,
    fails: f64,
    machines: u32,
) -> Result<(), Fault> {
    for (place, share) in [("kiosk.share", share), ("kiosk.fails", fails)] {
        if !(0.0..=1.0).contains(&share) {
            return Err(Fault::new(place, share, Wrong::NotAShare));
        }
    }
    if machines == 0 {
        return Err(Fault::new("kiosk.machines", machines, Wrong::NotAboveZero));
    }
    let key = *fresh(hall, 1)?.first().ok_or_else(|| Fault::new("kiosk", purpose, Wrong::TooMany))?;
    let place = hall.purposes.len();
    let mut at_machine = hall.purposes[purpose].clone();
    at_machine.key = key;
    at_machine.skills_needed = Set::EMPTY;
    at_machine.service = service.clone();
    at_machine.prepared = flow::twin::Prepared::nobody();
    let onwards = Next { share: fails, purpose, same_counter: false, keeps_place: false };
    // who has been to the machine goes home, or to the counter where it failed; not on to what follows at a counter
    at_machine.next = if fails > 0.0 { vec![onwards] } else { Vec::new() };
    hall.purposes.push(at_machine);
    let others: Set = names().into_iter().filter(|name| *name != key).collect();
    for counter in hall.counters.iter_mut().filter(|counter| counter.purposes.contains(key)) {
        counter.purposes = names()
            .into_iter()
            .filter(|name| others.contains(*name) && counter.purposes.contains(*name))
            .collect();
    }
    let doors = vec![Shift { from_us: hall.opens_us, to_us: hall.closes_us }];
    let first = next_number(hall);
    for n in 0..u128::from(machines) {
        let mut machine = Counter::plain(first + n, doors.clone());
        machine.purposes = Set::EMPTY.with(key);
        hall.counters.push(machine);
    }
    deal(&mut hall.arrivals, purpose, place, share);
    Ok(())
}

/// Gives a share of the arrivals of one purpose to another that has none yet.
fn deal(arrivals: &mut Arrivals, from: usize, to: usize, share: f64) {
    match arrivals {
        Arrivals::Rates { per_hour, .. } => {
            let all = per_hour[from].clone();
            per_hour[from] = all.iter().map(|rate| rate * (1.0 - share)).collect();
            per_hour.push(all.iter().map(|rate| rate * share).collect());
        }
        Arrivals::Given(given) => {
            let mut seen = 0.0_f64;
            for (_, purpose) in given.iter_mut().filter(|(_, purpose)| *purpose == from) {
                // every so many-th, evenly over the day
                let before = seen * share;
                seen += 1.0;
                if (seen * share).floor() > before.floor() {
                    *purpose = to;
                }
            }
        }
    }
}

/// All names that a set can hold.
pub(super) fn names() -> Vec<Name> {
    let mut names = Names::default();
    (0..MOST_NAMES).filter_map(|n| names.name(&n.to_string()).ok()).collect()
}

/// Names that no purpose of the hall has.
pub(super) fn fresh(hall: &Hall, count: usize) -> Result<Vec<Name>, Fault> {
    let free = |name: &Name| hall.purposes.iter().all(|purpose| purpose.key != *name);
    let fresh: Vec<Name> = names().into_iter().filter(free).take(count).collect();
    if fresh.len() < count {
        return Err(Fault::new("purposes", hall.purposes.len() + count, Wrong::TooMany));
    }
    Ok(fresh)
}

/// A number that no counter and no person has.
pub(super) fn next_number(hall: &Hall) -> u128 {
    let numbers = hall.counters.iter().map(|counter| counter.counter.max(counter.person));
    numbers.max().map_or(0, |most| most + 1)
}
