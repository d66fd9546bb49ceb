//! `cargo xtask lint`: everything that can be said about the code without running it.

use crate::clock::{Stopwatch, lasted};
use crate::house::House;
use crate::{Outcome, docs, rules, shell, web};

/// The release of cargo-deny that `deny.toml` is written for.
const DENY: &str = "^0.20";

type Check = fn(&House) -> Outcome<()>;

/// Runs every check, even after one has failed, and fails when any did.
pub(crate) fn run(house: &House, rest: &[String]) -> Outcome<()> {
    if let Some(word) = rest.first() {
        return Err(format!("`lint` takes no arguments, but got `{word}`"));
    }
    let checks: [(&str, Check); 6] = [
        ("rules of the house", texts),
        ("format", format),
        ("web assets", web::assets),
        ("clippy", clippy),
        ("licences and sources", licences),
        ("rustdoc", rustdoc),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        println!("\n── {name}");
        let watch = Stopwatch::start();
        let outcome = check(house);
        let seconds = lasted(watch.seconds());
        match outcome {
            Ok(()) => println!("{name}: passed in {seconds}"),
            Err(fault) => {
                println!("{name}: FAILED in {seconds}: {fault}");
                failed.push(name);
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

/// What reading the text alone can tell: [`rules`] and [`docs`].
pub(crate) fn texts(house: &House) -> Outcome<()> {
    let mut faults = rules::check(house)?;
    faults.extend(docs::check(house)?);
    for fault in &faults {
        println!("{fault}");
    }
    match faults.len() {
        0 => Ok(()),
        count => Err(format!("{count} broken rules")),
    }
}

/// `cargo fmt`, changing nothing.
pub(crate) fn format(house: &House) -> Outcome<()> {
    shell::run(shell::cargo().args(["fmt", "--all", "--check"]).current_dir(&house.root))
}

/// Every target of every crate, warnings being errors.
pub(crate) fn clippy(house: &House) -> Outcome<()> {
    let mut clippy = shell::cargo();
    clippy
        .args(["clippy", "--workspace", "--all-targets"])
        .args(shell::locked())
        .args(["--", "-D", "warnings"]);
    shell::run(clippy.current_dir(&house.root))
}

fn licences(house: &House) -> Outcome<()> {
    if shell::text(shell::cargo().args(["deny", "--version"])).is_err() {
        println!("cargo-deny is absent; installing it takes two or three minutes, once");
        shell::run(shell::cargo().args(["install", "--locked", "cargo-deny", "--version", DENY]))?;
    }
    shell::run(shell::cargo().args(["deny", "check", "licenses", "bans", "sources"]).current_dir(&house.root))
}

fn rustdoc(house: &House) -> Outcome<()> {
    let mut doc = shell::cargo();
    doc.args(["doc", "--workspace", "--no-deps"]).args(shell::locked()).env("RUSTDOCFLAGS", "-D warnings");
    shell::run(doc.current_dir(&house.root))
}
