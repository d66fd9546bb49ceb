//! Whether a day brings more work than its counters can do: then no number of simulated days makes its waits come to rest,
//! unless those leave who are not served.

use flow::calling::Set;
use flow::twin::{Arrivals, Counter, Hall, Purpose};

/// With more purposes than this, only each by itself and all together are looked at.
const MOST_TOGETHER: usize = 12;

/// Purposes that bring more work than those who can do it have time for.
#[derive(Debug, Clone, PartialEq)]
pub struct Overload {
    /// Their places.
    pub purposes: Vec<usize>,
    /// The work that they bring on a day, in hours at a counter.
    pub work_h: f64,
    /// The hours of all counters that can do any of it.
    pub staffed_h: f64,
    /// The work of those alone who never leave is more than these hours: the queue grows. Else it does not, since others
    /// leave it.
    pub unstable: bool,
}

/// After so long, ten years, who still waits is taken to wait for ever.
const FOR_EVER_S: f64 = 10.0 * 365.0 * 86_400.0;

/// The tightest overload of the hall's day, if there is one; one by those who never leave before any other.
///
/// Work is what comes (further services and those who come back included) times the mean of its service and of the way to
/// the counter; forms that can be filled beforehand are taken to be. A set of purposes is overloaded if its work is more
/// than the time of the counters that can do any of it, between opening and closing: then some of it cannot be done,
/// whatever the rule of calling.
pub fn overload(hall: &Hall) -> Option<Overload> {
    let Work { all_h, staying_h } = work(hall);
    tightest(hall, &staying_h, true).or_else(|| tightest(hall, &all_h, false))
}

/// The set of purposes whose work is most above the hours of those who can do it.
fn tightest(hall: &Hall, work_h: &[f64], unstable: bool) -> Option<Overload> {
    let busy: Vec<usize> = (0..work_h.len()).filter(|place| work_h[*place] > 0.0).collect();
    let sets: Vec<Vec<usize>> = if busy.len() <= MOST_TOGETHER {
        (1..1_usize << busy.len())
            .map(|bits| {
                busy.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1).map(|(_, p)| *p).collect()
            })
            .collect()
    } else {
        busy.iter().map(|place| vec![*place]).chain([busy.clone()]).collect()
    };
    let told = |purposes: Vec<usize>| {
        let work_h = purposes.iter().map(|place| work_h[*place]).sum::<f64>();
        let able = hall
            .counters
            .iter()
            .filter(|counter| purposes.iter().any(|place| can_serve(counter, &hall.purposes[*place])));
        let staffed_h = able.map(|counter| at_work_h(counter, hall)).sum::<f64>();
        Overload { purposes, work_h, staffed_h, unstable }
    };
    let over = sets.into_iter().map(told).filter(|found| found.work_h > found.staffed_h);
    // the worst of all; among equals the fewest purposes, which say best where it is
    over.min_by(|a, b| {
        let ratio = |found: &Overload| found.staffed_h / found.work_h;
        ratio(a).total_cmp(&ratio(b)).then(a.purposes.len().cmp(&b.purposes.len()))
    })
}

fn can_serve(counter: &Counter, purpose: &Purpose) -> bool {
    counter.skills.covers(purpose.skills_needed) && takes(counter.purposes, purpose)
}

fn takes(purposes: Set, purpose: &Purpose) -> bool {
    purposes.contains(purpose.key)
}

/// The hours of a counter between opening and closing.
fn at_work_h(counter: &Counter, hall: &Hall) -> f64 {
    let within = |shift: &flow::twin::Shift| {
        (shift.to_us.min(hall.closes_us) - shift.from_us.max(hall.opens_us)).max(0) as f64 / 3600e6
    };
    counter.shifts.iter().map(within).sum()
}

/// The hours of work that each purpose brings.
struct Work {
    all_h: Vec<f64>,
    /// Of those who never leave: further services among them, for there nobody does.
    staying_h: Vec<f64>,
}

fn work(hall: &Hall) -> Work {
    let mut came = came(hall);
    for appointment in &hall.appointments {
        if let Some(came) = came.get_mut(appointment.purpose) {
            *came += appointment.comes;
        }
    }
    let visits = services(hall, &came);
    let way_s = hall.to_counter.mean_s();
    let one = |(place, purpose): (usize, &Purpose)| {
        let times = hall.counters.iter().filter(|counter| can_serve(counter, purpose)).map(|counter| {
            let own = counter.own.iter().find(|(own, _)| *own == place);
            let s = own.map_or_else(|| purpose.service.mean_s() * counter.pace, |(_, law)| law.mean_s());
            (s, at_work_h(counter, hall))
        });
        let (time, hours) = times.fold((0.0, 0.0), |(time, hours), (s, h)| (time + s * h, hours + h));
        let service_s = if hours > 0.0 { time / hours } else { purpose.service.mean_s() };
        let filled = 1.0 - purpose.prepared.share * (1.0 - purpose.prepared.factor.min(1.0));
        (service_s * filled + way_s) / 3600.0
    };
    let each_h: Vec<f64> = hall.purposes.iter().enumerate().map(one).collect();
    let leaving = |place: usize| came[place] * (1.0 - hall.purposes[place].patience.survival(FOR_EVER_S));
    Work {
        all_h: each_h.iter().zip(&visits).map(|(h, visits)| h * visits).collect(),
        staying_h: (0..each_h.len()).map(|at| each_h[at] * (visits[at] - leaving(at)).max(0.0)).collect(),
    }
}

/// Customers that come through the door and stay, by purpose.
fn came(hall: &Hall) -> Vec<f64> {
    let mut came = vec![0.0; hall.purposes.len()];
    match &hall.arrivals {
        Arrivals::Given(given) => given.iter().for_each(|(_, purpose)| came[*purpose] += 1.0),
        Arrivals::Rates { step_us, from_us, per_hour, .. } => {
            for (rates, came) in per_hour.iter().zip(&mut came) {
                let mut from = *from_us;
                for rate in rates {
                    let open_us = (from + step_us).min(hall.closes_us) - from.max(hall.opens_us);
                    *came += rate * open_us.max(0) as f64 / 3600e6;
                    from += step_us;
                }
            }
        }
    }
    for (came, purpose) in came.iter_mut().zip(&hall.purposes) {
        *came *= 1.0 - purpose.diverted.share * (1.0 - purpose.diverted.comes_back);
    }
    came
}

/// All services of these customers: those that follow on others as well.
fn services(hall: &Hall, came: &[f64]) -> Vec<f64> {
    let mut all = came.to_vec();
    // each round adds the services that follow on those of the round before
    let mut round = came.to_vec();
    for _ in 0..200 {
        let mut next = vec![0.0; round.len()];
        for (visits, purpose) in round.iter().zip(&hall.purposes) {
            for onwards in &purpose.next {
                next[onwards.purpose] += visits * onwards.share;
            }
        }
        all.iter_mut().zip(&next).for_each(|(all, next)| *all += next);
        round = next;
        if round.iter().sum::<f64>() < 1e-9 {
            break;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::twin::hall_file::{HallFile, Numbering};

    fn hall(per_hour: f64, service: &str, more: &str) -> Hall {
        let text = format!(
            "name = \"x\"\nopen = \"09:00\"\nclose = \"19:00\"\n[arrivals]\nper_hour = {per_hour}\n\
             [[purpose]]\nid = \"a\"\nservice = \"{service}\"\n{more}[[counter]]\nid = \"1\"\ncount = 2\n"
        );
        HallFile::read("h", &text).unwrap().build(&mut Numbering::default()).unwrap().hall
    }

    #[test]
    fn a_hall_with_time_enough_is_not_overloaded() {
        assert_eq!(overload(&hall(11.9, "10m", "")), None);
        assert_eq!(overload(&hall(0.0, "10m", "")), None);
    }

    #[test]
    fn more_work_than_hours_is_told_with_both() {
        let found = overload(&hall(15.0, "10m", "")).unwrap();
        assert_eq!(found.purposes, [0]);
        assert!(found.unstable);
        assert!((found.work_h - 25.0).abs() < 1e-9 && (found.staffed_h - 20.0).abs() < 1e-9);
    }

    #[test]
    fn who_leaves_keeps_the_queue_from_growing_and_who_does_not_makes_it_grow() {
        let unstable = |more: &str| overload(&hall(15.0, "10m", more)).unwrap().unstable;
        assert!(!unstable("patience = \"10m\"\n"));
        assert!(!unstable("patience = { exponential = \"1d\" }\n"));
        // those who stay are 7.5 or 13.5 of the twelve an hour that can be served
        assert!(!unstable("patience = { empirical = [60], never = 0.5 }\n"));
        assert!(unstable("patience = { empirical = [60], never = 0.9 }\n"));
    }

    #[test]
    fn services_that_follow_are_work_too() {
        // eleven an hour, of whom half come again, and half of these again: twenty-two services of ten minutes
        let next = "next = [{ purpose = \"a\", share = 0.5 }]\n";
        let found = overload(&hall(11.0, "10m", next)).unwrap();
        assert!((found.work_h - 220.0 / 6.0).abs() < 1e-6, "{}", found.work_h);
    }

    #[test]
    fn a_skill_that_few_have_can_be_short_in_a_hall_with_time() {
        let text = "name = \"x\"\nopen = \"09:00\"\nclose = \"19:00\"\n\
             [[purpose]]\nid = \"easy\"\nper_hour = 2\nservice = \"10m\"\n\
             [[purpose]]\nid = \"hard\"\nper_hour = 8\nservice = \"10m\"\nskills = [\"hard\"]\n\
             [[counter]]\nid = \"1\"\nskills = [\"hard\"]\n[[counter]]\nid = \"2\"\ncount = 3\nskills = []\n";
        let hall = HallFile::read("h", text).unwrap().build(&mut Numbering::default()).unwrap().hall;
        assert_eq!(overload(&hall).unwrap().purposes, [1]);
    }
}
