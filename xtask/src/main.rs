//! Every chore of the house, one file each: `cargo xtask` lists them.
//!
//! A chore is whatever a person, or the continuous integration, would otherwise do by hand. It installs or
//! names what it needs, shows each command before it runs it, and says at the end what it did and what it
//! left out. Chores are not part of the product: nothing here is shipped.
#![expect(clippy::print_stdout, reason = "a chore speaks to the person who started it")]

mod bench;
mod browser;
mod clock;
mod contract;
mod debian;
mod demo;
mod docs;
mod house;
mod lint;
mod postgres;
mod product;
mod python;
mod rules;
mod server;
mod setup;
mod shell;
mod sql;
mod test;
mod web;

use std::process::ExitCode;

use house::House;

/// What a chore returns: its value, or one sentence for a person that says what failed and what to do.
pub(crate) type Outcome<T> = Result<T, String>;

const HELP: &str = "\
cargo xtask setup                     install or name everything that building and testing need
cargo xtask demo [WORD…]              build Peakend and start a simulated network of halls that is alive; words go to
                                      `peakend demo`
cargo xtask demo report [--out FILE] [--lang zh-CN|en]
                                      simulate a month of the network and write its report (report.html)
cargo xtask test [--allow-skips]      every ring of tests; a skipped ring or test is a failure unless allowed
cargo xtask test [--allow-skips] REST…
                                      only `cargo test REST…`, for example: cargo xtask test -p lake rejects
cargo xtask lint                      format, clippy, licences, docs, rules of the house
cargo xtask bench score [--rows N] [--reps R] [--unsorted]
                                      score 100 million moments beside Polars, DuckDB and DataFusion
cargo xtask bench drivers [--reps R]  importance of 14 touchpoints beside NumPy and C
cargo xtask bench flow [staffing] [--reps R]
                                      counters for 96,000 quarter-hours beside pyworkforce and a loop in C
cargo xtask bench run [acts] [pages] [ahead] [boards] [--rounds R] [--seconds S] [--halls N] [--days N]
                      [--visits-per-day N] [--only SIDE]
                                      a hall under load: durable acts beside Flask, FQM and the limit in C; the time of
                                      every page of a big network; how soon 500 boards hear of an act

Environment: CI=true allows no skips. PEAKEND_CHROMIUM, PEAKEND_CHROMEDRIVER name the browser to test with,
PEAKEND_POSTGRES_BIN the folder of PostgreSQL's server programs.
PEAKEND_BENCH_PYTHON names an interpreter that has the peers' packages; PEAKEND_BENCH_DATA the generated
Parquet file, or the folder that holds it. PEAKEND_BENCH_FQM names a running FQM.
PEAKEND_SHARED names the folder of shared data (default: ../shared).";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    let outcome = match arguments.first().map(String::as_str) {
        None | Some("help" | "--help" | "-h") => {
            println!("{HELP}");
            Ok(())
        }
        Some("setup") => House::find().and_then(|house| setup::run(&house, rest)),
        Some("demo") => House::find().and_then(|house| demo::run(&house, rest)),
        Some("test") => House::find().and_then(|house| test::run(&house, rest)),
        Some("lint") => House::find().and_then(|house| lint::run(&house, rest)),
        Some("bench") => House::find().and_then(|house| bench::run(&house, rest)),
        Some(other) => Err(format!("there is no chore `{other}`; `cargo xtask help` lists them")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("xtask: {fault}");
            ExitCode::FAILURE
        }
    }
}
