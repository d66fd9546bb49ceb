//! Answers a file of requirements and tells how long that took, for the bench of staffing:
//! `requirements FILE ANSWERS`, where each line of FILE is arrivals in a quarter-hour and mean service in minutes.
//!
//! ANSWERS gets a line for each requirement: counters for 80 % within 5 min, 70 % within 15 min and 50 % within 10 min
//! (Erlang C), and for at most 3 % leaving at a mean patience of 20 min (Erlang A). The last line on standard output
//! is JSON: `t` and `erlang_a_t`, seconds for all requirements on one thread (median of nine passes), each from raw
//! numbers to an answer, checks included.
#![expect(clippy::print_stdout, reason = "it is a program, and that is its answer")]

use flow::theory::{Demand, Fault, erlang_a, erlang_c};
use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;

const PASSES: usize = 9;
const QUARTER_S: f64 = 900.0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(file), Some(answers)) = (words.next(), words.next()) else {
        return Err("usage: requirements FILE ANSWERS".into());
    };
    let mut requirements = Vec::new();
    for line in std::fs::read_to_string(&file)?.lines() {
        let (arrivals, service_min) = line.split_once(',').ok_or("a line needs arrivals,minutes")?;
        requirements.push((arrivals.parse()?, service_min.parse()?));
    }
    let (t, first) = timed(&requirements, |demand| erlang_c::fewest(demand, 0.80, 300.0))?;
    let (_, second) = timed(&requirements, |demand| erlang_c::fewest(demand, 0.70, 900.0))?;
    let (_, third) = timed(&requirements, |demand| erlang_c::fewest(demand, 0.50, 600.0))?;
    let (erlang_a_t, fourth) = timed(&requirements, |demand| erlang_a::fewest(demand, 1200.0, 0.03))?;
    let mut text = String::new();
    for (((a, b), c), d) in first.iter().zip(second).zip(third).zip(fourth) {
        writeln!(text, "{a},{b},{c},{d}")?;
    }
    std::fs::write(answers, text)?;
    println!("{{\"t\": {t}, \"erlang_a_t\": {erlang_a_t}, \"req\": {}}}", requirements.len());
    Ok(())
}

/// The median seconds of all requirements, and their answers.
fn timed(
    requirements: &[(f64, f64)],
    answer: impl Fn(Demand) -> Result<u32, Fault>,
) -> Result<(f64, Vec<u32>), Fault> {
    let mut answers = vec![0; requirements.len()];
    let mut seconds = Vec::new();
    for _ in 0..PASSES {
        #[expect(clippy::disallowed_methods, reason = "it is a bench")]
        let start = std::time::Instant::now();
        for (slot, &(arrivals, service_min)) in answers.iter_mut().zip(black_box(requirements)) {
            *slot = answer(Demand::new(arrivals / QUARTER_S, service_min * 60.0)?)?;
        }
        seconds.push(start.elapsed().as_secs_f64());
        black_box(&answers);
    }
    seconds.sort_by(f64::total_cmp);
    Ok((seconds[PASSES / 2], answers))
}
