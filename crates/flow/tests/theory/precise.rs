//! Ours beside 60-digit arithmetic: nine digits everywhere, mostly more.

use crate::values::{BLOCKING, CONSTANT, IMPATIENT, LIMITED};
use flow::theory::{
    Approximation, Balance, Demand, Share, Variation, erlang_a, erlang_b, erlang_c, general, room,
};

/// Whether a value agrees to nine digits, which is asked of every figure.
fn agree(found: f64, value: f64) -> bool {
    (found - value).abs() <= 1e-9 * value.abs() || (found - value).abs() < 1e-280
}

#[test]
fn erlang_b_and_c_have_nine_digits_from_light_load_to_ten_thousand_counters_near_saturation() {
    for (load, counters, blocked, waits) in BLOCKING {
        let found = erlang_b::blocking(load, counters).unwrap();
        assert!(agree(found, blocked), "B({counters}, {load}) = {found}, not {blocked}");
        match erlang_c::line(Demand::new(load, 1.0).unwrap(), counters).unwrap() {
            Balance::Steady(line) => {
                assert!(agree(line.wait_share, waits), "C({counters}, {load}) = {line:?}, not {waits}");
                assert!(agree(line.wait_s, waits / (counters - load)));
            }
            Balance::Unstable { .. } => {
                assert!(waits.is_nan(), "C({counters}, {load}) is unstable, not {waits}")
            }
        }
    }
}

#[test]
fn erlang_a_has_nine_digits_in_overload_and_with_endless_patience_too() {
    for [load, counters, impatience, waits, leaves, wait, longer] in IMPATIENT {
        let line = erlang_a::line(Demand::new(load, 1.0).unwrap(), counters, 1.0 / impatience).unwrap();
        let case = format!("a {load} c {counters} r {impatience}: {line:?}");
        assert!(agree(line.wait_share, waits), "{case}, not {waits}");
        assert!(agree(line.abandon_share, leaves), "{case}, not {leaves}");
        let found = line.offered_longer_than(wait);
        assert!(agree(found, longer), "{case}: {found}, not {longer}");
        // every minute somebody waits, patience may end: θ Lq = λ P(leave)
        assert!(agree(line.waiting * impatience, load * leaves), "{case}");
    }
}

#[test]
fn limited_room_has_nine_digits() {
    for [load, counters, places, impatience, turned, waits, leaves, waiting, wait_served, wait, within] in
        LIMITED
    {
        let patience = (impatience > 0.0).then(|| 1.0 / impatience);
        let line = room::line(Demand::new(load, 1.0).unwrap(), counters, places as u32, patience).unwrap();
        let case = format!("a {load} c {counters} places {places} r {impatience}");
        for (name, found, value) in [
            ("turned away", line.block_share, turned),
            ("waits", line.wait_share, waits),
            ("leaves", line.abandon_share, leaves),
            ("waiting", line.waiting, waiting),
            ("wait of the served", line.wait_served_s, wait_served),
            ("served within", line.within(wait, Share::OfAll), within),
        ] {
            assert!(agree(found, value), "{case}, {name}: {found}, not {value}");
        }
    }
}

#[test]
fn constant_services_are_approximated_as_nearly_as_is_said() {
    for (counters, occupancy, exact) in CONSTANT {
        let off = |by| {
            let demand = Demand::new(counters * occupancy, 1.0).unwrap();
            let variation = Variation { arrivals: 1.0, services: 0.0 };
            let line = general::line(demand, counters, variation, by).unwrap().steady().unwrap();
            (line.wait_s / exact - 1.0).abs()
        };
        let case = format!("{counters} counters at {occupancy}");
        assert!(off(Approximation::Kimura) < 0.02, "{case}");
        assert!(off(Approximation::AllenCunneen) < 0.25, "{case}");
        assert!(off(Approximation::AllenCunneen) < 0.10 || occupancy < 0.9, "{case}");
        assert!(off(Approximation::Whitt) < if occupancy < 0.7 { 0.06 } else { 0.02 }, "{case}");
    }
}
