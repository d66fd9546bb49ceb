//! Changes keep what they do not change: customers, breaks, who serves whom.

use super::*;
use crate::run::twin::hall_file::{Built, HallFile, Numbering};
use flow::twin::Arrivals;

fn built(name: &str) -> Built {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/halls");
    let text = std::fs::read_to_string(format!("{folder}/{name}.toml")).unwrap();
    HallFile::read(name, &text).unwrap().build(&mut Numbering::default()).unwrap()
}

/// Customers on a day, by purpose.
fn customers(hall: &Hall) -> Vec<f64> {
    let Arrivals::Rates { step_us, from_us, per_hour, .. } = &hall.arrivals else { panic!("rates") };
    let open = |n: i64| {
        let from = (from_us + n * step_us).clamp(hall.opens_us, hall.closes_us);
        let to = (from_us + (n + 1) * step_us).clamp(hall.opens_us, hall.closes_us);
        (to - from) as f64 / 3600e6
    };
    per_hour.iter().map(|rates| (0..).zip(rates).map(|(n, rate)| rate * open(n)).sum()).collect()
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6 * a.abs().max(1.0)
}

const HOUR_US: i64 = 3_600_000_000;

#[test]
fn a_machine_takes_its_share_of_one_purpose_and_nobody_else_serves_it() {
    let hall = built("telecom").hall;
    let kiosk = Change::Kiosk {
        purpose: 0,
        share: 0.4,
        service: Law::fixed(120.0).unwrap(),
        fails: 0.1,
        machines: 2,
    };
    let with = apply(&hall, &[kiosk]).unwrap();
    with.check().unwrap();
    assert_eq!((with.purposes.len(), with.counters.len()), (6, 8));
    assert!(close(sum(&customers(&hall)), sum(&customers(&with))));
    assert!(close(customers(&with)[5], 0.4 * customers(&hall)[0]));
    let key = with.purposes[5].key;
    let takers = with.counters.iter().filter(|counter| counter.purposes.contains(key)).count();
    assert_eq!(takers, 2);
    assert!(with.counters[..6].iter().all(|counter| counter.purposes.contains(with.purposes[0].key)));
    assert_eq!(with.purposes[5].next[0].purpose, 0);
}

#[test]
fn as_many_customers_come_to_a_hall_that_is_open_longer() {
    let hall = built("service-centre").hall;
    let hours = |customers| Change::Hours {
        opens_us: hall.opens_us - HOUR_US,
        closes_us: hall.closes_us + HOUR_US,
        customers,
    };
    let longer = apply(&hall, &[hours(Customers::AsMany)]).unwrap();
    longer.check().unwrap();
    assert!(close(sum(&customers(&hall)), sum(&customers(&longer))));
    // shifts that began with the doors still do
    assert_eq!(longer.counters[0].shifts[0].from_us, longer.opens_us);
    assert_eq!(longer.counters[0].shifts.last().unwrap().to_us, longer.closes_us);
    let shorter = Change::Hours {
        opens_us: hall.opens_us + HOUR_US,
        closes_us: hall.closes_us,
        customers: Customers::WhoseHourRemains,
    };
    let shorter = apply(&hall, &[shorter]).unwrap();
    assert!(sum(&customers(&shorter)) < sum(&customers(&hall)));
}

#[test]
fn a_break_that_is_moved_is_as_long_as_before() {
    let hall = built("telecom").hall;
    let noon_us = 12 * HOUR_US;
    let moved = Change::Break { counter: 0, from_us: noon_us, to_us: noon_us + 2 * HOUR_US };
    let moved = apply(&hall, &[moved]).unwrap();
    let work = |hall: &Hall| hall.counters[0].shifts.iter().map(|s| s.to_us - s.from_us).sum::<i64>();
    assert_eq!(work(&hall), work(&moved));
    assert_eq!(moved.counters[0].shifts[0].to_us, 14 * HOUR_US);
    let none = Change::Break { counter: 0, from_us: 9 * HOUR_US, to_us: noon_us };
    assert!(apply(&hall, &[none]).unwrap_err().to_string().starts_with("break: 09:00 is not there"));
}

#[test]
fn two_halls_put_together_have_the_customers_of_both_and_share_their_counters() {
    let mut numbering = Numbering::default();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/halls");
    let mut read = |name: &str| {
        let text = std::fs::read_to_string(format!("{folder}/{name}.toml")).unwrap();
        HallFile::read(name, &text).unwrap().build(&mut numbering).unwrap().hall
    };
    let (one, other) = (read("telecom"), read("telecom"));
    let change = [Change::Merged(Box::new(other))];
    let (together, apart) = (apply(&one, &change).unwrap(), apply::apart(&one, &change).unwrap().unwrap());
    for hall in [&together, &apart] {
        hall.check().unwrap();
        assert_eq!((hall.purposes.len(), hall.counters.len()), (10, 12));
        assert!(close(sum(&customers(hall)), 2.0 * sum(&customers(&one))));
    }
    assert_eq!(together.arrivals, apart.arrivals);
    let takes = |hall: &Hall, counter: usize, purpose: usize| {
        hall.counters[counter].purposes.contains(hall.purposes[purpose].key)
    };
    assert!(takes(&apart, 0, 0) && !takes(&apart, 0, 5) && !takes(&apart, 6, 0) && takes(&apart, 6, 5));
    assert!(
        takes(&together, 0, 0) && takes(&together, 0, 5) && takes(&together, 6, 0) && takes(&together, 6, 5)
    );
}

/// A hall whose learnt rates go on after its doors have closed, as those that are learnt from tickets do.
fn open(opens_h: i64, closes_h: i64, shift_h: (i64, i64)) -> Hall {
    let us = |h: i64| h * HOUR_US;
    let mut hall = built("telecom").hall;
    (hall.opens_us, hall.closes_us) = (us(opens_h), us(closes_h));
    hall.purposes.truncate(1);
    hall.purposes[0].next.clear();
    hall.purposes[0].patience = Law::never();
    hall.purposes[0].diverted = Diverted::nobody();
    hall.missed = flow::twin::Missed::nobody();
    hall.appointments.clear();
    hall.counters.truncate(1);
    hall.counters[0].shifts = vec![Shift { from_us: us(shift_h.0), to_us: us(shift_h.1) }];
    hall.arrivals = Arrivals::Rates {
        step_us: HOUR_US,
        from_us: 0,
        per_hour: vec![vec![9.0; 24]],
        day_spread: 0.0,
        repeats: false,
    };
    hall
}

#[test]
fn the_hall_that_closes_first_brings_its_own_customers_and_no_others() {
    let (long, short) = (open(8, 20, (8, 20)), open(9, 17, (9, 17)));
    let half = Hall { closes_us: 17 * HOUR_US + HOUR_US / 2, ..short.clone() };
    for (one, other) in [(&long, &short), (&short, &long), (&long, &half), (&half, &short)] {
        let change = [Change::Merged(Box::new(other.clone()))];
        let (together, apart) = (apply(one, &change).unwrap(), apply::apart(one, &change).unwrap().unwrap());
        for hall in [&together, &apart] {
            hall.check().unwrap();
            assert!(close(customers(hall)[0], sum(&customers(one))));
            assert!(close(customers(hall)[1], sum(&customers(other))));
        }
    }
}

#[test]
fn side_by_side_the_hall_that_closes_first_serves_all_whom_it_let_in() {
    let (long, short) = (open(8, 20, (8, 20)), open(9, 17, (9, 17)));
    let apart = apply::apart(&long, &[Change::Merged(Box::new(short))]).unwrap().unwrap();
    let runs = replicate(&apart, &Start::Empty, &Effort::of(7, 40), None, &|_| false);
    for day in runs.outcomes() {
        let (theirs, counter) = (&day.purposes[1], &day.counters[1]);
        assert_eq!((theirs.served, theirs.sent_home), (theirs.arrived, 0));
        // and goes home when it has, not when the other hall closes
        assert!(counter.overtime_s < 2.5 * 3600.0, "{}", counter.overtime_s);
    }
    assert!(runs.outcomes().iter().any(|day| day.counters[1].overtime_s > 0.0), "somebody waited at closing");
}

#[test]
fn halls_that_send_home_at_different_times_are_not_put_side_by_side() {
    let home = |hall| Hall { closing: flow::twin::Closing::SendHome, ..hall };
    let (long, short) = (home(open(8, 20, (8, 20))), home(open(9, 17, (9, 17))));
    let fault = apply(&long, &[Change::Merged(Box::new(short))]).unwrap_err().to_string();
    assert!(fault.starts_with("closes_us: ") && fault.contains("close both at once"), "{fault}");
}

#[test]
fn a_change_that_the_hall_cannot_have_is_told() {
    let hall = built("bank").hall;
    for change in [
        Change::WithoutCounter(99),
        Change::Arrivals { purpose: Some(9), factor: 1.0 },
        Change::Arrivals { purpose: None, factor: -1.0 },
        Change::ServiceTimes { purpose: None, factor: 0.0 },
        Change::MoreCounters { count: 1, like: Some(9), shifts: None },
        Change::Hours { opens_us: 2, closes_us: 1, customers: Customers::AsMany },
        Change::Kiosk { purpose: 0, share: 1.5, service: Law::zero(), fails: 0.0, machines: 1 },
        Change::Kiosk { purpose: 0, share: 0.5, service: Law::zero(), fails: 0.0, machines: 0 },
    ] {
        assert!(apply(&hall, std::slice::from_ref(&change)).is_err(), "{change:?}");
    }
}

#[test]
fn more_customers_are_more_of_each_purpose() {
    let hall = built("bank").hall;
    let busier = apply(&hall, &[Change::Arrivals { purpose: None, factor: 1.2 }]).unwrap();
    assert!(close(sum(&customers(&busier)), 252.0));
}
