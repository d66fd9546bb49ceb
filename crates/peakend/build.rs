//! Holds the build until the web assets are there. Never runs npm: `cargo xtask setup` does.

use std::path::Path;

fn main() {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let dist = Path::new(&here).join("../../web/dist");
    for name in ["report.js", "report.css", "app.js", "app.css", "charts.js", "icons.svg"] {
        let file = dist.join(name);
        println!("cargo::rerun-if-changed={}", file.display());
        if !file.is_file() {
            println!("cargo::error=web/dist/{name} is missing: run cargo xtask setup");
        }
    }
    println!("cargo::rerun-if-changed=src/score/report");
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
}
