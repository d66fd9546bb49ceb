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
