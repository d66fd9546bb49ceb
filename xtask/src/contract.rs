//! The ring that holds the API to its own description: schemathesis reads the OpenAPI document of a running server,
//! makes good and bad requests from it, and looks for answers that the document does not tell of, and for faults.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::house::House;
use crate::product::{self, Product};
use crate::{Outcome, python, shell};

/// The release that the ring was made with. A newer one looks for more; raise it on purpose.
const SCHEMATHESIS: &str = "4.32.5";
/// Requests an operation, for each kind of them.
const EXAMPLES: &str = "12";
/// So that a failure is found again.
const SEED: &str = "20261121";

/// Starts a server on a small network, or says what the program lacks for that.
pub(crate) fn server(house: &House) -> Outcome<Result<Product, String>> {
    // Left by the integration tests. Built alone it would have other features, and everything would compile anew.
    let program = house.target.join("debug").join(format!("peakend{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        return Err(format!("{} is absent: the integration tests did not build it", program.display()));
    }
    if let Some(lacking) = product::lacks(&program) {
        return Ok(Err(lacking));
    }
    let folder = folder(house);
    let database = product::fresh_sqlite(&folder, "contract.sqlite")?;
    let town = product::Town { halls: 2, days: 1, visits_per_day: 20 };
    let keys = product::seed(&program, &database, town, &folder.join("contract.keys.json"))?;
    Product::start(&program, &database, &keys.administrator, &folder, "contract").map(Ok)
}

/// Finds schemathesis, or installs it into an environment of its own.
pub(crate) fn tool(house: &House) -> Outcome<PathBuf> {
    let venv = folder(house).join("venv");
    let tool = python::program(&venv, "schemathesis");
    let is_right = |tool: &Path| {
        shell::text(shell::command(tool).arg("--version")).is_ok_and(|said| said.contains(SCHEMATHESIS))
    };
    if !is_right(&tool) {
        let python = python::environment(&venv)?;
        python::install(&python, &[&format!("schemathesis=={SCHEMATHESIS}")])?;
    }
    Ok(tool)
}

/// The search, as a command that fails when it found something.
pub(crate) fn search(house: &House, tool: &Path, server: &Product) -> Command {
    let mut search = shell::command(tool);
    search.args(["run", &format!("http://{}/api/v1/openapi.json", server.address)]);
    search.args(["--header", &format!("Authorization: Bearer {}", server.token)]);
    search.args(["--checks", "all", "--max-examples", EXAMPLES, "--seed", SEED]);
    search.args(["--max-failures", "40", "--request-timeout", "10", "--workers", "2"]);
    // Its memory of former runs would make this one depend on them.
    search.args(["--generation-database", "none", "--no-color"]).current_dir(folder(house));
    search
}

fn folder(house: &House) -> PathBuf {
    house.target.join("contract")
}
