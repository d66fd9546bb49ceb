//! `cargo xtask setup`: everything that building and testing need, installed or named.

use crate::house::House;
use crate::{Outcome, browser, postgres, shell, web};

/// Brings the web assets up to date and finds, installs or names the browser and PostgreSQL.
pub(crate) fn run(house: &House, rest: &[String]) -> Outcome<()> {
    if let Some(word) = rest.first() {
        return Err(format!("`setup` takes no arguments, but got `{word}`"));
    }
    web::need_node()?;
    for (tool, what) in [("cargo", "Rust"), ("node", "Node.js"), ("npm", "npm")] {
        let version = shell::text(shell::command(tool).arg("--version"))?;
        println!("{what}: {}", version.trim());
    }
    web::assets(house)?;
    let mut lacking = Vec::new();
    match browser::ready() {
        Ok(found) => {
            println!("Chromium: {}", found.chromium.display());
            println!("ChromeDriver: {}", found.chromedriver.display());
        }
        Err(fault) => lacking.push(fault),
    }
    match postgres::ready().and_then(|programs| programs.release()) {
        Ok(release) => println!("{release}"),
        Err(fault) => lacking.push(fault),
    }
    // Only tests need them, so that a person without them can still build and use everything.
    match lacking.as_slice() {
        [] => println!("everything is there"),
        lacking => println!("everything but some tests can run: {}", lacking.join("; ")),
    }
    Ok(())
}
