//! Servers that chores need for a while: started, awaited, charged for their processor time, stopped.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::clock::Stopwatch;
use crate::{Outcome, shell};

/// Seconds within which a server has to listen.
const PATIENCE_S: f64 = 60.0;

/// A server that stops when it is dropped.
pub(crate) struct Server {
    child: Child,
}

impl Server {
    /// Starts a server and waits until it listens. What it says goes into a file, and from there into the fault.
    pub fn start(mut command: Command, address: SocketAddr, log: &std::path::Path) -> Outcome<Self> {
        let shown = shell::shown(&command);
        println!("$ {shown}");
        let open = || std::fs::File::create(log).map_err(|fault| format!("{}: {fault}", log.display()));
        let file = open()?;
        let copy = file.try_clone().map_err(|fault| format!("{}: {fault}", log.display()))?;
        let child = command.stdout(Stdio::from(file)).stderr(Stdio::from(copy)).spawn();
        let mut server = Self { child: child.map_err(|fault| format!("cannot start `{shown}`: {fault}"))? };
        let watch = Stopwatch::start();
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            let ended = server.child.try_wait().map_err(|fault| format!("`{shown}`: {fault}"))?;
            if ended.is_some() || watch.seconds() > PATIENCE_S {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                return Err(format!("`{shown}` does not listen on {address}: {}", said.trim()));
            }
            nap();
        }
        Ok(server)
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked rather than killed, or the workers of a server that has some would outlive it.
        let asked = shell::text(shell::command("kill").arg(self.child.id().to_string()));
        if asked.is_err() {
            let _gone = self.child.kill();
        }
        let _gone = self.child.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "a server of others tells nobody when it begins to listen")]
fn nap() {
    std::thread::sleep(Duration::from_millis(20));
}

/// A port of the loopback that nobody uses just now.
pub(crate) fn free_address() -> Outcome<SocketAddr> {
    let found = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    found.map_err(|fault| format!("no free port on 127.0.0.1: {fault}"))
}

/// Processor time of processes and all that descend from them, seconds; none where the system does not tell.
pub(crate) fn cpu_s(roots: &[u32]) -> Option<f64> {
    let ticks: f64 = shell::text(shell::command("getconf").arg("CLK_TCK")).ok()?.trim().parse().ok()?;
    let mut all = Vec::new();
    for entry in std::fs::read_dir("/proc").ok()?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // One that has ended since is not there to be read.
        let Ok(line) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
        all.extend(times(&line).map(|(parent, used)| (id, parent, used)));
    }
    let mut family = roots.to_vec();
    let mut known = 0;
    while known < family.len() {
        let parent = family[known];
        family.extend(all.iter().filter(|(id, of, _)| *of == parent && *id != parent).map(|(id, ..)| *id));
        known += 1;
    }
    family.sort_unstable();
    family.dedup();
    Some(all.iter().filter(|(id, ..)| family.contains(id)).map(|(.., used)| used).sum::<f64>() / ticks)
}

/// The parent and the ticks used, from a line of `/proc/ID/stat`; children that ended are part of it.
fn times(line: &str) -> Option<(u32, f64)> {
    // The name of the program stands in parentheses and may hold anything.
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some((fields.get(1)?.parse().ok()?, (11..15).map(number).sum::<Option<f64>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_a_process_are_read_whatever_its_name() {
        let line = "42 (a) b) S 7 42 42 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 1 0 9 9 9";
        assert_eq!(times(line), Some((7, 127.0)));
    }

    #[test]
    fn a_server_that_ends_at_once_is_quoted() {
        let log = std::env::temp_dir().join(format!("peakend-xtask-server-{}", std::process::id()));
        let mut command = shell::command("sh");
        command.args(["-c", "echo the port is taken >&2; exit 1"]);
        let fault = Server::start(command, free_address().unwrap(), &log).err().unwrap();
        assert!(fault.contains("the port is taken"), "{fault}");
        std::fs::remove_file(log).unwrap();
    }
}
