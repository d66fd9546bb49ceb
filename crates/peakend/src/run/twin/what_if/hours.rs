//! Other doors, and breaks at other times.

use super::Customers;
use flow::twin::{Arrivals, Fault, Hall, Shift, Wrong};

/// The hall with other doors.
pub(super) fn hours(
    hall: &mut Hall,
    opens_us: i64,
    closes_us: i64,
    customers: Customers,
) -> Result<(), Fault> {
    if closes_us <= opens_us {
        return Err(Fault::new("closes_us", closes_us, Wrong::EndsBeforeItBegins));
    }
    let (old_opens, old_closes) = (hall.opens_us, hall.closes_us);
    if customers == Customers::AsMany && old_closes > old_opens {
        stretch(&mut hall.arrivals, (old_opens, old_closes), (opens_us, closes_us));
    }
    for counter in &mut hall.counters {
        for shift in &mut counter.shifts {
            // who began when the doors opened, or before to be ready, goes on doing so
            if shift.from_us <= old_opens {
                shift.from_us += opens_us - old_opens;
            }
            if shift.to_us >= old_closes {
                shift.to_us += closes_us - old_closes;
            }
        }
        counter.shifts.retain(|shift| shift.from_us < shift.to_us);
    }
    (hall.opens_us, hall.closes_us) = (opens_us, closes_us);
    Ok(())
}

/// As many customers over the new hours, in the same shape.
fn stretch(arrivals: &mut Arrivals, old: (i64, i64), new: (i64, i64)) {
    let factor = (new.1 - new.0) as f64 / (old.1 - old.0) as f64;
    let moved = |at_us: i64| new.0 + ((at_us - old.0) as f64 * factor).round() as i64;
    match arrivals {
        Arrivals::Rates { step_us, from_us, per_hour, .. } => {
            *from_us = moved(*from_us);
            *step_us = ((*step_us as f64 * factor).round() as i64).max(1);
            per_hour.iter_mut().flatten().for_each(|rate| *rate /= factor);
        }
        Arrivals::Given(given) => given.iter_mut().for_each(|(at_us, _)| *at_us = moved(*at_us)),
    }
}

/// The shifts with the break in which `from_us` lies at another time, as long as before.
pub(super) fn break_moved(shifts: &[Shift], from_us: i64, to_us: i64) -> Result<Vec<Shift>, Fault> {
    let place = shifts
        .windows(2)
        .position(|pair| pair[0].to_us <= from_us && from_us < pair[1].from_us)
        .ok_or_else(|| Fault::new("break", clock(from_us), Wrong::Unknown))?;
    let length_us = shifts[place + 1].from_us - shifts[place].to_us;
    let mut moved: Vec<Shift> = shifts.to_vec();
    let after = moved.remove(place + 1);
    moved[place].to_us = after.to_us;
    let cut = |shift: Shift| {
        [
            Shift { to_us: shift.to_us.min(to_us), ..shift },
            Shift { from_us: shift.from_us.max(to_us + length_us), ..shift },
        ]
    };
    let moved: Vec<Shift> =
        moved.into_iter().flat_map(cut).filter(|shift| shift.from_us < shift.to_us).collect();
    if moved.is_empty() {
        return Err(Fault::new("break", clock(to_us), Wrong::Empty));
    }
    Ok(moved)
}

fn clock(at_us: i64) -> String {
    crate::run::twin::hall_file::law::show_clock(at_us.div_euclid(1_000_000).max(0))
}
