//! `cargo xtask bench`: how fast the hot paths are, beside the best that others do, in one run on one machine.
//!
//! A figure alone says little about a shared machine, so every figure here is a ratio between sides that took
//! turns (A B C A B C …), with the first round left out as warm-up, and no figure counts unless the answers agree.

mod answer;
mod drivers;
mod flow;
mod measure;
mod page;
mod python;
mod run;
mod score;

use std::path::PathBuf;

use crate::Outcome;
use crate::house::House;

/// Dispatches `bench score`, `bench drivers`, `bench flow` and `bench run`.
pub(crate) fn run(house: &House, rest: &[String]) -> Outcome<()> {
    let options = rest.get(1..).unwrap_or_default();
    match rest.first().map(String::as_str) {
        Some("score") => score::run(house, &score::Wish::parse(options)?),
        Some("drivers") => drivers::run(house, drivers::repetitions(options)?),
        Some("flow") => flow::run(house, &flow::Wish::parse(options)?),
        Some("run") => run::run(house, &run::Wish::parse(options)?),
        _ => {
            Err("bench what? `cargo xtask bench score`, `bench drivers`, `bench flow` or `bench run`".into())
        }
    }
}

/// The folder for what benches make and leave behind.
fn folder(house: &House) -> Outcome<PathBuf> {
    let folder = house.target.join("bench");
    std::fs::create_dir_all(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
    Ok(folder)
}

/// A whole number above zero, digits perhaps grouped by `_`.
fn whole(option: &str, value: Option<&String>) -> Outcome<usize> {
    let text = value.ok_or_else(|| format!("`{option}` needs a number"))?;
    match text.replace('_', "").parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("`{option}` needs a whole number above zero, not `{text}`")),
    }
}

/// Threads for every side: all that the machine has.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
