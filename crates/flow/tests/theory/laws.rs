//! Laws that hold whatever the numbers are.

use flow::theory::{
    Approximation, Balance, Demand, Share, Variation, erlang_a, erlang_b, erlang_c, general, room, single,
};
use proptest::prelude::*;

const SHARES: [Share; 5] =
    [Share::OfAll, Share::OfServed, Share::WithoutQuickLeavers, Share::NotKept, Share::Offered];

fn demand(load: f64) -> Demand {
    Demand::new(load / 180.0, 180.0).unwrap()
}

fn close(found: f64, value: f64, digits: f64) -> bool {
    (found - value).abs() <= 10f64.powf(-digits) * value.abs().max(1e-9)
}

proptest! {
    #[test]
    fn with_more_counters_fewer_wait_and_less(load in 0.01..80.0f64, spare in 0.01..10.0f64, more in 0.01..5.0f64) {
        let at = |counters| erlang_c::line(demand(load), counters).unwrap().steady().unwrap();
        let (few, many) = (at(load + spare), at(load + spare + more));
        prop_assert!(many.wait_share < few.wait_share && many.wait_s < few.wait_s);
        prop_assert!(many.within(60.0) >= few.within(60.0) && many.occupancy < few.occupancy);
        prop_assert!(many.quantile_s(0.95) <= few.quantile_s(0.95));
    }

    #[test]
    fn the_quantile_of_a_wait_undoes_its_distribution(load in 0.1..50.0f64, spare in 0.05..4.0f64, share in 0.01..0.999f64) {
        let line = erlang_c::line(demand(load), load + spare).unwrap().steady().unwrap();
        let wait_s = line.quantile_s(share);
        let undone = if wait_s > 0.0 { close(line.within(wait_s), share, 10.0) } else { line.within(0.0) >= share };
        prop_assert!(undone);
        let line = erlang_a::line(demand(load), load + spare, 400.0).unwrap();
        let wait_s = line.quantile_s(share);
        let undone =
            if wait_s > 0.0 { close(line.longer_than(wait_s), 1.0 - share, 8.0) } else { line.wait_share <= 1.0 - share };
        prop_assert!(undone);
    }

    #[test]
    fn who_leaves_is_who_loses_patience_in_the_line(load in 0.05..120.0f64, counters in 0.3..120.0f64, patience_s in 5.0..1e5f64) {
        let line = erlang_a::line(demand(load), counters, patience_s).unwrap();
        let arrivals = demand(load).arrivals_per_s();
        prop_assert!(close(line.waiting / patience_s, arrivals * line.abandon_share, 9.0));
        // what all wait is what the served wait and what the leavers wait
        let parts = line.wait_served_s * (1.0 - line.abandon_share) + line.wait_abandoned_s * line.abandon_share;
        prop_assert!(close(parts, line.wait_s, 9.0));
        // work done is work brought by those who stay
        prop_assert!(line.occupancy <= 1.0 + 1e-12 && close(line.occupancy * counters, load * (1.0 - line.abandon_share), 10.0));
    }

    #[test]
    fn with_more_counters_fewer_leave_whatever_the_load(load in 0.05..120.0f64, counters in 0.3..120.0f64, more in 0.01..5.0f64) {
        let at = |counters| erlang_a::line(demand(load), counters, 300.0).unwrap();
        let (few, many) = (at(counters), at(counters + more));
        prop_assert!((many.abandon_share < few.abandon_share || few.abandon_share < 1e-300) && many.wait_share <= few.wait_share);
        for of in SHARES {
            prop_assert!(many.within(60.0, of) >= few.within(60.0, of) - 1e-12, "{:?} {} {}", of, few.within(60.0, of), many.within(60.0, of));
        }
    }

    #[test]
    fn the_shares_served_in_time_stand_in_order(load in 0.05..60.0f64, counters in 0.5..60.0f64, within_s in 0.0..900.0f64) {
        let line = erlang_a::line(demand(load), counters, 300.0).unwrap();
        let of = SHARES.map(|of| line.within(within_s, of));
        prop_assert!(of.iter().all(|share| (-1e-12..=1.0 + 1e-12).contains(share)), "{:?}", of);
        let [all, served, without, kept, offered] = of;
        prop_assert!(all <= served + 1e-12 && all <= without + 1e-12 && all <= kept + 1e-12 && all <= offered + 1e-12);
        prop_assert!(offered <= kept + 1e-12);
    }

    #[test]
    fn with_endless_patience_erlang_a_is_erlang_c(load in 0.05..60.0f64, spare in 0.1..5.0f64) {
        // in the corner of most load and least spare, patience still shortens waits by one or two in ten thousand
        let waits = erlang_c::line(demand(load), load + spare).unwrap().steady().unwrap();
        let line = erlang_a::line(demand(load), load + spare, 1e8 * 180.0).unwrap();
        prop_assert!(close(line.wait_share, waits.wait_share, 3.0) && close(line.wait_s, waits.wait_s, 3.0));
        for of in SHARES {
            prop_assert!((line.within(90.0, of) - waits.within(90.0)).abs() < 1e-3);
        }
    }

    #[test]
    fn without_patience_erlang_a_is_erlang_b(load in 0.05..60.0f64, counters in 1.0..60.0f64) {
        let line = erlang_a::line(demand(load), counters, 180.0 * 1e-7).unwrap();
        let blocked = erlang_b::blocking(load, counters).unwrap();
        prop_assert!(close(line.abandon_share, blocked, 4.0), "{} {}", line.abandon_share, blocked);
    }

    /// Two ways of computing, integrals there and sums here, meet where the room is large enough never to be full.
    #[test]
    fn with_room_enough_it_is_as_if_there_were_no_limit(load in 0.1..60.0f64, counters in 1.0..50.0f64, patience_s in 60.0..3600.0f64, within_s in 0.0..600.0f64) {
        let free = erlang_a::line(demand(load), counters, patience_s).unwrap();
        let room = room::line(demand(load), counters, 6000, Some(patience_s)).unwrap();
        prop_assert!(close(room.wait_share, free.wait_share, 9.0) && close(room.abandon_share, free.abandon_share, 9.0));
        prop_assert!(close(room.wait_s, free.wait_s, 9.0) && close(room.waiting, free.waiting, 9.0));
        prop_assert!(close(room.wait_served_s, free.wait_served_s, 9.0) && close(room.occupancy, free.occupancy, 9.0));
        for of in SHARES {
            prop_assert!((room.within(within_s, of) - free.within(within_s, of)).abs() < 1e-10);
        }
    }

    #[test]
    fn all_who_come_to_a_limited_room_are_served_or_leave_or_are_turned_away(load in 0.05..60.0f64, counters in 1u32..40, places in 0u32..60, patience_s in 30.0..3600.0f64) {
        let room = room::line(demand(load), f64::from(counters), places, Some(patience_s)).unwrap();
        prop_assert!(close(room.served_share + room.abandon_share + room.block_share, 1.0, 12.0));
        prop_assert!(close(room.waiting / patience_s, demand(load).arrivals_per_s() * room.abandon_share, 9.0));
        prop_assert!((room.within(1e7, Share::OfAll) - room.served_share).abs() < 1e-12);
        prop_assert!((room.offered_longer_than(0.0) - room.wait_share).abs() < 1e-12);
        let more = room::line(demand(load), f64::from(counters), places + 1, Some(patience_s)).unwrap();
        prop_assert!(more.block_share < room.block_share);
    }

    #[test]
    fn the_fewest_counters_keep_the_target_and_one_less_does_not(load in 0.01..400.0f64, share in 0.05..0.999f64, wait_s in 0.0..900.0f64) {
        let fewest = erlang_c::fewest(demand(load), share, wait_s).unwrap();
        let kept = |counters: u32| {
            counters > 0
                && erlang_c::line(demand(load), f64::from(counters)).unwrap().steady().is_some_and(|line| line.within(wait_s) >= share)
        };
        prop_assert!(kept(fewest) && !kept(fewest - 1), "{}", fewest);
        let fewest = erlang_b::fewest(load, 1.0 - share).unwrap();
        prop_assert!(erlang_b::blocking(load, f64::from(fewest)).unwrap() <= 1.0 - share);
        prop_assert!(fewest == 0 || erlang_b::blocking(load, f64::from(fewest - 1)).unwrap() > 1.0 - share);
    }

    #[test]
    fn the_fewest_counters_keep_people_from_leaving_and_one_less_does_not(load in 0.01..2000.0f64, most in 0.0005..0.6f64, patience_s in 10.0..20_000.0f64) {
        let fewest = erlang_a::fewest(demand(load), patience_s, most).unwrap();
        let leaving = |counters: u32| erlang_a::line(demand(load), f64::from(counters), patience_s).unwrap().abandon_share;
        prop_assert!(leaving(fewest) <= most, "{}", fewest);
        prop_assert!(fewest == 1 || leaving(fewest - 1) > most, "{}", fewest);
    }

    #[test]
    fn general_services_at_one_counter_are_exact_and_exponential_ones_everywhere(load in 0.01..0.99f64, counters in 1u32..60, services in 0.0..3.0f64) {
        let line = |counters: u32, services, by| {
            let variation = Variation { arrivals: 1.0, services };
            general::line(demand(load * f64::from(counters)), f64::from(counters), variation, by).unwrap().steady().unwrap()
        };
        let exact = single::line(demand(load), services).unwrap().steady().unwrap();
        for by in [Approximation::AllenCunneen, Approximation::Kimura] {
            prop_assert!(close(line(1, services, by).wait_s, exact.wait_s, 10.0));
        }
        let exact = erlang_c::line(demand(load * f64::from(counters)), f64::from(counters)).unwrap().steady().unwrap();
        for by in [Approximation::AllenCunneen, Approximation::Kimura, Approximation::Whitt] {
            prop_assert!(close(line(counters, 1.0, by).wait_s, exact.wait_s, 10.0));
        }
    }
}

#[test]
fn zero_arrivals_need_no_counter_and_wait_for_nothing() {
    assert_eq!(erlang_c::fewest(demand(0.0), 0.8, 20.0), Ok(0));
    let line = erlang_c::line(demand(0.0), 2.0).unwrap().steady().unwrap();
    assert_eq!((line.wait_share, line.wait_s, line.within(0.0), line.occupancy), (0.0, 0.0, 1.0, 0.0));
    let line = erlang_a::line(demand(0.0), 2.0, 300.0).unwrap();
    assert_eq!((line.wait_share, line.abandon_share, line.wait_s, line.occupancy), (0.0, 0.0, 0.0, 0.0));
    let line = room::line(demand(0.0), 2.0, 5, None).unwrap();
    assert_eq!((line.block_share, line.waiting, line.served_share), (0.0, 0.0, 1.0));
}

#[test]
fn overload_is_told_and_never_a_number() {
    for (load, counters) in [(10.0, 9.0), (10.0, 10.0), (0.5, 0.5), (1e4, 9999.9)] {
        assert!(
            matches!(erlang_c::line(demand(load), counters).unwrap(), Balance::Unstable { .. }),
            "{load} {counters}"
        );
    }
}

#[test]
fn what_is_no_counter_no_service_and_no_patience_is_refused() {
    for value in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(
            erlang_c::line(demand(1.0), value).is_err() && erlang_a::line(demand(1.0), value, 60.0).is_err()
        );
        assert!(erlang_a::line(demand(1.0), 2.0, value).is_err() && Demand::new(1.0, value).is_err());
    }
    assert!(Demand::new(-1.0, 1.0).is_err() && Demand::new(f64::NAN, 1.0).is_err());
    assert_eq!(
        Demand::new(1.0, 0.0).unwrap_err().to_string(),
        "seconds of a service must be above zero, not 0"
    );
}

#[test]
fn the_mean_of_a_feeling_over_waits_is_that_of_its_pieces() {
    let line = erlang_c::line(demand(10.0), 11.0).unwrap().steady().unwrap();
    // a line through the origin gives the mean wait, a level one itself
    assert!(close(line.mean_of(&[(0.0, 0.0), (1e6, 1e6)]), line.wait_s, 10.0));
    assert!(close(line.mean_of(&[(0.0, 0.4)]), 0.4, 15.0));
    let line = erlang_a::line(demand(12.0), 11.0, 600.0).unwrap();
    assert!(close(line.mean_of(&[(0.0, 0.0), (1e5, 1e5)]), line.wait_s, 9.0));
    let steps = line.mean_of(&[(0.0, 1.0), (120.0, 1.0), (120.001, 0.0)]);
    assert!((steps - line.within(120.0, Share::NotKept)).abs() < 1e-5);
}
