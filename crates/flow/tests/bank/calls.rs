//! The calls as they were, with what the file's oddities mean.
//!
//! One line is one call. PHANTOM lines are no calls and are left out. `q_start` = `0:00:00` did not queue. Midnight wraps. A
//! service by `NO_SERVER`, or that ends when or before it starts, tells that the call was answered and nothing more.

use flate2::read::GzDecoder;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// A call. Seconds since the first of January, midnight.
pub struct Call {
    pub day: u32,
    /// Asked for an agent.
    pub arrived_s: f64,
    /// Seconds in the queue; `None` did not queue.
    pub queued_s: Option<f64>,
    /// Was called, or hung up.
    pub left_queue_s: f64,
    pub answered: bool,
    pub priority: bool,
    /// Kind of caller.
    pub kind: String,
    /// Agent, start and end.
    pub service: Option<(String, f64, f64)>,
}

const DAY_S: f64 = 86_400.0;

/// The calls in the order of their arrival; `None`, told, where the file is not here.
pub fn january() -> Option<Vec<Call>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/queues/bank-january.txt.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("SKIPPED: {} is not here", path.display());
        return None;
    };
    let lines = BufReader::new(GzDecoder::new(file)).lines().skip(1);
    let mut calls: Vec<Call> = lines.filter_map(|line| call(line.unwrap().trim_end())).collect();
    calls.sort_by(|a, b| a.arrived_s.total_cmp(&b.arrived_s));
    Some(calls)
}

fn call(line: &str) -> Option<Call> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [.., date, _, vru_exit, _, q_start, _, q_time, outcome, ser_start, ser_exit, _, server] = fields[..]
    else {
        panic!("not a call: {line}");
    };
    if outcome == "PHANTOM" {
        return None;
    }
    let day = date.parse::<u32>().unwrap() - 990_101;
    let at = |clock: &str| f64::from(day) * DAY_S + seconds(clock);
    let waited_s: f64 = q_time.parse().unwrap();
    let queued_s = (waited_s > 0.0).then_some(waited_s);
    let arrived_s = at(if queued_s.is_some() { q_start } else { vru_exit });
    let answered = outcome == "AGENT";
    let after = |at_s: f64, earlier_s: f64| if at_s < earlier_s - DAY_S / 2.0 { at_s + DAY_S } else { at_s };
    let start_s = after(at(ser_start), arrived_s);
    let end_s = after(at(ser_exit), start_s);
    let service =
        (answered && server != "NO_SERVER" && end_s > start_s).then(|| (server.to_owned(), start_s, end_s));
    let left_queue_s = arrived_s + queued_s.unwrap_or(0.0);
    let kind = fields[4].to_owned();
    Some(Call { day, kind, arrived_s, queued_s, left_queue_s, answered, priority: fields[3] == "2", service })
}

fn seconds(clock: &str) -> f64 {
    clock.split(':').fold(0.0, |sum, part| sum * 60.0 + part.parse::<f64>().unwrap())
}
