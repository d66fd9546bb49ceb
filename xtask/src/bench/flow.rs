//! `cargo xtask bench flow`: the mathematics of a hall, beside what others do, in one run.
//!
//! [`staffing`]: counters needed in 96,000 quarter-hours. The library is measured from a program built as users build
//! theirs (`cargo build --release -p flow --example …`), so that what counts is the call, not the reading of a file.
//! [`simulation`]: a hall's days, event by event.

mod simulation;
mod staffing;

use std::path::PathBuf;

use crate::house::House;
use crate::{Outcome, shell};

/// What a person asked for.
#[derive(Debug, PartialEq)]
pub(super) struct Wish {
    parts: Vec<String>,
    rounds: usize,
}

const PARTS: [&str; 2] = ["staffing", "simulation"];

impl Wish {
    /// Reads the parts wanted (all without any) and `--reps R`; five without it.
    pub fn parse(words: &[String]) -> Outcome<Self> {
        let mut wish = Self { parts: Vec::new(), rounds: 5 };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--reps" => wish.rounds = super::whole(word, words.next())?,
                part if PARTS.contains(&part) => wish.parts.push(part.to_owned()),
                other => {
                    return Err(format!(
                        "`bench flow` knows {} and --reps R, not `{other}`",
                        PARTS.join(", ")
                    ));
                }
            }
        }
        if wish.parts.is_empty() {
            wish.parts = PARTS.map(str::to_owned).to_vec();
        }
        Ok(wish)
    }
}

/// Measures each part, and fails at the end where a goal was missed.
pub(super) fn run(house: &House, wish: &Wish) -> Outcome<()> {
    let mut missed = Vec::new();
    for part in &wish.parts {
        println!("\n── {part}");
        let done = match part.as_str() {
            "staffing" => staffing::run(house, wish.rounds),
            "simulation" => simulation::run(house, wish.rounds),
            other => Err(format!("no part `{other}`")),
        };
        missed.extend(done.err());
    }
    if missed.is_empty() { Ok(()) } else { Err(missed.join("; ")) }
}

/// An example of the crate `flow`, built as the product is.
fn example(house: &House, name: &str) -> Outcome<PathBuf> {
    let mut build = shell::cargo();
    build.args(["build", "--release", "-p", "flow", "--example", name]).args(shell::locked());
    shell::run(build.current_dir(&house.root))?;
    Ok(house.target.join("release").join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_are_run_unless_some_are_named() {
        assert_eq!(Wish::parse(&[]).unwrap().parts, PARTS);
        let wish = Wish::parse(&["staffing".into(), "--reps".into(), "3".into()]).unwrap();
        assert_eq!((wish.parts, wish.rounds), (vec!["staffing".to_owned()], 3));
        assert!(Wish::parse(&["rosters".into()]).unwrap_err().contains("staffing"));
    }
}
