//! The ring that holds the API to its own description: schemathesis reads the OpenAPI document of a running server,
//! makes good and bad requests from it, and looks for answers that the document does not tell of, and for faults.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::house::House;
use crate::product::{self, Product};
use crate::{Outcome, python, shell};

/// The release that the ring was made with. A newer one looks for more; raise it on purpose.
const SCHEMATHESIS: &str = "4.32.5";
/// Requests an operation, for each kind of them.
const EXAMPLES: &str = "12";
/// Answers to a request that the schema allows. 422 is one: no schema knows which purposes a hall offers.
const ACCEPTED: &str = r#""2xx", "3xx", "401", "403", "404", "409", "422", "429""#;
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
    product::seed(&program, &database, town, &folder.join("contract.keys.json"))?;
    let token = product::token_of_all_roles(&program, &database)?;
    Product::start(&program, &database, &token, &folder, "contract").map(Ok)
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
pub(crate) fn search(house: &House, tool: &Path, server: &Product) -> Outcome<Command> {
    let folder = folder(house);
    let settings = folder.join("schemathesis.toml");
    std::fs::write(&settings, named(server)?).map_err(|fault| format!("{}: {fault}", settings.display()))?;
    let mut search = shell::command(tool);
    search.arg("--config-file").arg(&settings);
    search.args(["run", &format!("http://{}/api/v1/openapi.json", server.address)]);
    search.args(["--header", &format!("Authorization: Bearer {}", server.token)]);
    // The stateful phase follows links between operations; ours are followed by the stories of the product's own tests.
    search.args(["--phases", "examples,coverage,fuzzing"]);
    search.args(["--checks", "all", "--max-examples", EXAMPLES, "--seed", SEED]);
    // One worker: with two, CPython 3.11 fails in the tool by itself ("AST constructor recursion depth mismatch").
    search.args(["--max-failures", "40", "--request-timeout", "10", "--workers", "1"]);
    // Its memory of former runs would make this one depend on them.
    search.args(["--generation-database", "none", "--no-color"]).current_dir(folder);
    Ok(search)
}

/// Settings that name things which exist, so that the search comes further than to `404`.
fn named(server: &Product) -> Outcome<String> {
    let hall = word(&get(server, "/api/v1/halls")?, "/items/0/code")?;
    let counter = word(&get(server, &format!("/api/v1/halls/{hall}/counters"))?, "/items/0/id")?;
    let events = get(server, &format!("/api/v1/halls/{hall}/events"))?;
    let of_visits = events["items"].as_array().into_iter().flatten().find(|event| event["visit"].is_string());
    let visit = word(of_visits.unwrap_or(&events), "/visit")?;
    let person = word(&get(server, "/api/v1/people")?, "/items/0/id")?;
    let ids = [("visits", visit), ("counters", counter), ("people", person)].map(|(room, id)| {
        format!(
            "[[operations]]\ninclude-path-regex = \"^/api/v1/{room}/\"\nparameters = {{ id = \"{id}\" }}\n\n"
        )
    });
    Ok(format!(
        "[parameters]\nhall = \"{hall}\"\n\n{}[checks.positive_data_acceptance]\nexpected-statuses = [{ACCEPTED}]\n",
        ids.concat()
    ))
}

/// The answer to a GET of the API, which closes its connection.
fn get(server: &Product, path: &str) -> Outcome<serde_json::Value> {
    let Product { address, token, .. } = server;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    let mut answer = String::new();
    let read = TcpStream::connect(address).and_then(|mut stream| {
        stream.write_all(request.as_bytes())?;
        stream.read_to_string(&mut answer)
    });
    read.map_err(|fault| format!("GET {path}: {fault}"))?;
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    serde_json::from_str(body).map_err(|fault| format!("GET {path}: {fault}: {answer}"))
}

/// The text at a JSON pointer.
fn word(value: &serde_json::Value, pointer: &str) -> Outcome<String> {
    let text = value.pointer(pointer).and_then(serde_json::Value::as_str);
    text.map(str::to_owned).ok_or_else(|| format!("no `{pointer}` in {value}"))
}

fn folder(house: &House) -> PathBuf {
    house.target.join("contract")
}
