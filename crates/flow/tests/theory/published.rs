//! Numbers that others have published: every row of `oracles/queue-published.csv` is checked.

use flow::theory::{Balance, Demand, Share, erlang_a, erlang_b, erlang_c};
use std::collections::HashMap;
use std::path::Path;

type Row = HashMap<String, String>;

fn rows() -> Option<Vec<Row>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/oracles/queue-published.csv");
    let Ok(text) = std::fs::read_to_string(&file) else {
        eprintln!("SKIPPED: {} is not here", file.display());
        return None;
    };
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row =
        |line: &str| heads.iter().map(ToString::to_string).zip(line.split(',').map(str::to_owned)).collect();
    Some(lines.map(row).collect())
}

/// What our functions say for the metric of a row.
fn ours(row: &Row) -> f64 {
    let number = |column: &str| row[column].parse::<f64>().ok();
    // the file rounds 10/3 to ten decimals; its numbers come from the fractions
    let exact = |rate: f64| (rate * 3.0).round() / 3.0;
    let rate = |column: &str| {
        let value = number(column).unwrap();
        if (value - exact(value)).abs() < 1e-9 { exact(value) } else { value }
    };
    let demand = Demand::new(rate("arrival_rate_per_min"), 1.0 / rate("service_rate_per_min")).unwrap();
    let servers = number("servers");
    let within = number("awt_min");
    let shrinkage = number("shrinkage").unwrap();
    let metric = row["metric"].as_str();
    match (row["model"].as_str(), metric) {
        ("M/M/c/c", "P_block") => erlang_b::blocking(demand.load(), servers.unwrap()).unwrap(),
        ("M/M/c/c", _) => rostered(erlang_b::fewest(demand.load(), 0.02).unwrap(), shrinkage, metric),
        ("M/M/c", metric) => {
            let steady = |servers| match erlang_c::line(demand, servers).unwrap() {
                Balance::Steady(line) => line,
                Balance::Unstable { .. } => panic!("the published lines keep up"),
            };
            match (metric, servers) {
                ("service_level", Some(servers)) => steady(servers).within(within.unwrap()),
                ("occupancy", Some(servers)) => steady(servers).occupancy,
                ("P_wait", Some(servers)) => steady(servers).wait_share,
                _ => {
                    let most = if metric.contains("0.70") { 0.70 } else { 0.85 };
                    let mut fewest = erlang_c::fewest(demand, 0.80, within.unwrap()).unwrap();
                    while demand.load() / f64::from(fewest) > most {
                        fewest += 1;
                    }
                    rostered(fewest, shrinkage, metric)
                }
            }
        }
        ("M/M/c+M", metric) => {
            let patience = 1.0 / number("patience_rate_per_min").unwrap();
            let line = erlang_a::line(demand, servers.unwrap(), patience).unwrap();
            match metric {
                "P_wait" => line.wait_share,
                "P_abandon" => line.abandon_share,
                "occupancy" => line.occupancy,
                "mean wait over all arrivals (min)" => line.wait_s,
                "service_level" => line.within(exact(within.unwrap()), Share::OfAll),
                other => panic!("no metric {other}"),
            }
        }
        (model, _) => panic!("no model {model}"),
    }
}

fn rostered(counters: u32, shrinkage: f64, metric: &str) -> f64 {
    if metric.starts_with("rostered") {
        f64::from(flow::theory::rostered(counters, shrinkage).unwrap())
    } else {
        f64::from(counters)
    }
}

#[test]
fn every_published_number_is_met_to_its_last_digit() {
    let Some(rows) = rows() else { return };
    assert_eq!(rows.len(), 18);
    for row in rows {
        let (value, tolerance): (f64, f64) =
            (row["value"].parse().unwrap(), row["tolerance"].parse().unwrap());
        let found = ours(&row);
        assert!((found - value).abs() <= tolerance, "{} {}: {found}, not {value}", row["id"], row["metric"]);
    }
}
