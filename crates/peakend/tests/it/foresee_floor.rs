//! Looking ahead from a floor as it stands: pauses, appointments, other halls, and days when the clock is changed.

use crate::foresee::past;
use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use peakend::run::counter;
use peakend::staff::rights::Role;
use serde_json::Value;

/// A program that may see the figures.
fn program(town: &Town) -> Browser {
    let key = town.key(Role::HallManager, None);
    let mut program = town.browser();
    program.headers.push(("authorization", format!("Bearer {key}")));
    program
}

fn told(program: &mut Browser, path: &str) -> Value {
    serde_json::from_str(program.get(path).page()).unwrap()
}

#[test]
fn whoever_is_on_pause_comes_back_within_the_hour_and_sooner_if_called_back() {
    on_both_engines(|town| {
        past(town, 42, 60);
        for number in 1..=3 {
            crate::experience::open(town, number);
            let (clerk, counter) = (town.clerk(number), town.counters[number - 1]);
            town.act(move |house, tx| counter::act::pause(house, tx, &clerk, counter, "tea")).unwrap();
        }
        for _ in 0..12 {
            crate::experience::take(town, "pay_bill");
        }
        let hour = told(&mut program(town), "/api/v1/halls/wensan/next-hour");
        // away for ten minutes: nobody is called before, and then all three call
        let steps = hour["steps"].as_array().unwrap();
        let first = steps.iter().find_map(|step| step["wait_min"]["mean"].as_f64()).expect("calls");
        assert!(steps[0]["wait_min"].is_null() && (first - 10.0).abs() < 0.1, "{hour}");
        let queue = |n: usize| steps[n]["queue"]["mean"].as_f64().unwrap();
        assert!(queue(2) < queue(1) - 1.0, "{hour}");
        assert!(hour["open"]["saves_low_min"].as_f64().unwrap() > 0.0, "{hour}");
        assert_eq!(hour["open"]["after_min"], 0, "{hour}");
    });
}
