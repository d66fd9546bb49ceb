//! `cargo xtask setup`: everything that building and testing need, installed or named.

use crate::house::House;
use crate::{Outcome, browser, shell, web};

/// Brings the web assets up to date and finds, installs or names the browser.
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
    match browser::ready() {
        Ok(found) => {
            println!("Chromium: {}", found.chromium.display());
            println!("ChromeDriver: {}", found.chromedriver.display());
            println!("everything is there");
        }
        // Only the browser tests need it, so that a person without it can still build and use everything.
        Err(fault) => println!("everything but the browser tests can run: {fault}"),
    }
    Ok(())
}
