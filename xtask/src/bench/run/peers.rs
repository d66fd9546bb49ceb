//! What others do: ticket issuing with a durable write, from a bare insert behind a framework down to the limit.

use std::net::ToSocketAddrs;
use std::path::Path;

use super::Side;
use super::http::{Answer, request};
use super::load::Script;
use crate::bench::python;
use crate::house::House;
use crate::server::{Server, free_address};
use crate::{Outcome, shell};

/// What the peers import.
const PACKAGES: [&str; 2] = ["flask", "gunicorn"];
const PATH: &str = "/api/v1/tickets/";

/// One ticket a request, in the words of FQM's interface, which the other peers understand too.
pub(super) struct Ticket;

impl Script for Ticket {
    fn next(&mut self, answer: Option<&Answer>) -> Outcome<Vec<u8>> {
        if let Some(answer) = answer
            && answer.status != 200
        {
            return Err(format!("a ticket was refused: {}", answer.told()));
        }
        let body = "{\"n\": true, \"name\": \"walk-in\", \"task_id\": 1}";
        Ok(request("POST", PATH, &[("Authorization", "Token bench")], Some(body)))
    }
}

/// A peer with the numbers of clients it is measured with.
pub(super) struct Peer {
    name: &'static str,
    clients: &'static [usize],
    address: std::net::SocketAddr,
    /// Runs as long as the peer is kept; none for a server that somebody else started.
    server: Option<Server>,
}

impl Peer {
    /// Its sides of the comparison.
    pub fn sides(&self) -> Vec<Side> {
        let side = |&clients: &usize| {
            let scripts = move |_round| (0..clients).map(|_| Ticket).collect();
            let processes = self.server.iter().map(Server::process).collect();
            Side::new(self.name, clients, self.address, processes, scripts)
        };
        self.clients.iter().map(side).collect()
    }
}

/// Name of the bare insert behind Flask.
pub(super) const FLASK: &str = "Flask + SQLite, full";
/// Name of the limit.
pub(super) const LIMIT: &str = "limit in C";
/// Name of the public ticket queue.
pub(super) const FQM: &str = "FQM";

/// Starts every peer that can be had, and names the releases.
pub(super) fn start(house: &House, folder: &Path) -> Outcome<(Vec<Peer>, Vec<String>)> {
    let scripts = house.shared("peers/http")?;
    let python = python::with(house, &PACKAGES)?;
    let mut peers = vec![flask(&python, &scripts, folder)?];
    match limit(&scripts, folder)? {
        Some(limit) => peers.push(limit),
        None => println!("no C compiler was found, so the limit in C is left out"),
    }
    peers.extend(fqm()?);
    Ok((peers, python::versions(&python, &PACKAGES)?))
}

fn flask(python: &Path, scripts: &Path, folder: &Path) -> Outcome<Peer> {
    let database = folder.join("flask.db");
    for end in ["", "-wal", "-shm"] {
        let _absent = std::fs::remove_file(folder.join(format!("flask.db{end}")));
    }
    let address = free_address()?;
    let mut serve = shell::command(python);
    serve.args(["-m", "gunicorn", "-w", "2", "-b", &address.to_string(), "--log-level", "error", "--chdir"]);
    serve.arg(scripts).arg("flask_min:app");
    serve.env("DB", &database).env("SYNC", "FULL").env("PYTHONDONTWRITEBYTECODE", "1");
    let server = Server::start(serve, address, &folder.join("flask.log"))?;
    Ok(Peer { name: FLASK, clients: &[8, 32], address, server: Some(server) })
}

/// The server in C that commits together, without routes, rights or a database; none without a compiler.
fn limit(scripts: &Path, folder: &Path) -> Outcome<Option<Peer>> {
    let Some(compiler) = shell::which("cc") else { return Ok(None) };
    let program = folder.join("limit_http");
    let mut compile = shell::command(compiler);
    compile.args(["-O2", "-D_GNU_SOURCE", "-w", "-o"]).arg(&program).arg(scripts.join("limit_http.c"));
    shell::run(&mut compile)?;
    let log = folder.join("limit.bin");
    let _absent = std::fs::remove_file(&log);
    let address = free_address()?;
    let mut serve = shell::command(&program);
    serve.arg(address.port().to_string()).arg(&log).arg("sync");
    let server = Server::start(serve, address, &folder.join("limit.log"))?;
    Ok(Some(Peer { name: LIMIT, clients: &[8, 64], address, server: Some(server) }))
}

/// FQM where the environment names a running one: no registry has it.
fn fqm() -> Outcome<Option<Peer>> {
    let Ok(named) = std::env::var("PEAKEND_BENCH_FQM") else { return Ok(None) };
    let host = named.trim_start_matches("http://").trim_end_matches('/');
    let fault = || format!("PEAKEND_BENCH_FQM has to be like http://127.0.0.1:5055, not `{named}`");
    let address = host.to_socket_addrs().map_err(|_| fault())?.next().ok_or_else(fault)?;
    Ok(Some(Peer { name: FQM, clients: &[8], address, server: None }))
}
