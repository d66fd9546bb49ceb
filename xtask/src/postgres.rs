//! A PostgreSQL of our own for the time of a chore: found, installed on Debian as root, or named; then started
//! in a folder of its own and taken away again.
//!
//! It is never the server that a machine runs already: that one keeps its port and its data.
//!
//! A small shell, the *keeper*, starts the cluster, waits until its standard input closes, stops the cluster and
//! removes its folder. The input closes when [`Cluster`] is dropped, and also when the chore is killed, so that
//! nothing is left behind. Should the keeper be killed too, the next start sweeps up after it.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::house::House;
use crate::{Outcome, debian, shell};

/// Tests find the server by this variable: `postgres://postgres@127.0.0.1:PORT/postgres`.
pub(crate) const URL: &str = "PEAKEND_TEST_POSTGRES";
/// A command for `sh -c` that restarts the server at once, as after a loss of power. Everybody else who works on it
/// is thrown out, so a test that uses it needs a test binary of its own: cargo runs those one after another.
pub(crate) const RESTART: &str = "PEAKEND_TEST_POSTGRES_RESTART";
/// Another, which kills the first process with `kill -9`; the others notice, and the server is started again.
pub(crate) const KILL: &str = "PEAKEND_TEST_POSTGRES_KILL";
/// Names the folder of the server's programs.
const BIN: &str = "PEAKEND_POSTGRES_BIN";
/// The user that the server runs as where the chore is root, which PostgreSQL refuses.
const USER: &str = "postgres";
const RESTART_SCRIPT: &str = "restart.sh";
const KILL_SCRIPT: &str = "kill.sh";
const PACKAGE: &str = "postgresql";
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// The folder that holds the server's programs.
pub(crate) struct Programs {
    bin: PathBuf,
}

/// What is there, without installing anything; the fault names what is absent.
pub(crate) fn find() -> Outcome<Programs> {
    let whole = |bin: &Path| PROGRAMS.iter().all(|name| bin.join(name).is_file());
    if let Some(named) = std::env::var_os(BIN) {
        let bin = PathBuf::from(named);
        let lacking = format!("{BIN} names {}, which lacks one of {}", bin.display(), PROGRAMS.join(", "));
        return if whole(&bin) { Ok(Programs { bin }) } else { Err(lacking) };
    }
    let linked = shell::which("initdb").and_then(|path| path.canonicalize().ok());
    let beside = linked.and_then(|path| path.parent().map(Path::to_owned));
    let bin = beside.into_iter().chain(packaged()).find(|bin| whole(bin)).ok_or_else(|| {
        format!("PostgreSQL's server is absent: install it (Debian: apt-get install {PACKAGE}), or name the folder of {} in {BIN}", PROGRAMS.join(", "))
    })?;
    Ok(Programs { bin })
}

/// Finds the server; on Debian as root installs it first where it is absent.
pub(crate) fn ready() -> Outcome<Programs> {
    if find().is_err() && std::env::var_os(BIN).is_none() && debian::can_install() {
        debian::install(&[PACKAGE])?;
    }
    find()
}

/// Where Debian puts the programs, which are not in PATH; the newest release first.
fn packaged() -> Vec<PathBuf> {
    let releases = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut releases: Vec<PathBuf> = releases.map(|entry| entry.path()).collect();
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    releases.sort_by_key(|path| std::cmp::Reverse(number(path)));
    releases.into_iter().map(|release| release.join("bin")).collect()
}

impl Programs {
    /// The release, for a reader: `PostgreSQL 15.12`.
    pub fn release(&self) -> Outcome<String> {
        let said = shell::text(shell::command(self.bin.join("postgres")).arg("--version"))?;
        let number = said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        Ok(format!("PostgreSQL {}", number.unwrap_or("of a release that it does not tell")))
    }
}

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Disk {
    /// For tests: what a test needs outlives no loss of power.
    Careless,
    /// For measuring, and for tests that take its power away: as people run it.
    Durable,
}

/// A running server; dropped, it stops and its folder is removed.
pub(crate) struct Cluster {
    folder: PathBuf,
    port: u16,
    disk: Disk,
    keeper: Child,
}

impl Cluster {
    /// Sweeps up what earlier chores left, makes a cluster and starts it on a free port of the loopback.
    pub fn start(house: &House, programs: &Programs, disk: Disk) -> Outcome<Self> {
        let base = base(house)?;
        sweep(&base, programs);
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = base.join(format!("cluster-{}-{number}", std::process::id()));
        let data = folder.join("data");
        let mut init = as_server(programs.bin.join("initdb"));
        init.args(["--username", USER, "--auth", "trust", "--encoding", "UTF8"]);
        // Text is ordered by its bytes, as SQLite orders it.
        shell::text(init.args(["--locale", "C", "--no-sync", "--pgdata"]).arg(&data).current_dir(&base))?;
        let port = free_port()?;
        let configure = format!("cat >> '{}'", data.join("postgresql.conf").display());
        say(&mut as_server_shell(&configure), &settings(port, disk))?;
        for (name, script) in
            [(RESTART_SCRIPT, restart(programs, &data)), (KILL_SCRIPT, kill(programs, &data))]
        {
            let write = format!("cat > '{}'", folder.join(name).display());
            say(&mut as_server_shell(&write), &script)?;
        }
        let mut keep = as_server_shell(&keep(programs, &folder));
        let keeper = keep.current_dir(&base).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut keeper = keeper.map_err(|fault| format!("cannot start a shell: {fault}"))?;
        let out = keeper.stdout.take();
        let cluster = Self { folder, port, disk, keeper };
        let mut out = BufReader::new(out.ok_or("cannot hear the keeper of PostgreSQL")?);
        let mut said = String::new();
        let _unreadable = out.read_line(&mut said);
        if said.trim() == "ready" {
            return Ok(cluster);
        }
        let _unreadable = out.read_to_string(&mut said);
        Err(format!("PostgreSQL did not start: {}", said.trim()))
    }

    /// Where programs connect.
    pub fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/postgres", self.port)
    }

    /// Its first process, of which all others descend.
    pub fn process(&self) -> Outcome<u32> {
        let path = self.folder.join("data").join("postmaster.pid");
        let text = std::fs::read_to_string(&path).map_err(|fault| format!("{}: {fault}", path.display()))?;
        let first = text.lines().next().and_then(|line| line.trim().parse().ok());
        first.ok_or_else(|| format!("{} names no process", path.display()))
    }

    /// Tells a test run of the server; and how to end it, if what is on its disk then counts.
    pub fn lend(&self, command: &mut Command) {
        command.env(URL, self.url());
        if self.disk == Disk::Durable {
            for (name, script) in [(RESTART, RESTART_SCRIPT), (KILL, KILL_SCRIPT)] {
                command.env(name, format!("sh '{}'", self.folder.join(script).display()));
            }
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Closing the input is the sign to stop. A keeper that is gone already has left nothing to do here.
        drop(self.keeper.stdin.take());
        let _gone = self.keeper.wait();
    }
}

/// The folder that clusters are made in: under `target` where the server's user can get there, else among the
/// system's temporary files.
fn base(house: &House) -> Outcome<PathBuf> {
    let private = format!("peakend-postgres-{}", if debian::is_root() { USER } else { "own" });
    let places = [house.target.join("postgres"), std::env::temp_dir().join(private)];
    let fits = |place: &&PathBuf| {
        std::fs::create_dir_all(place).is_ok()
            // It goes into scripts between quotation marks.
            && !place.to_string_lossy().contains('\'')
            && (!debian::is_root() || shell::text(shell::command("chown").arg(USER).arg(place)).is_ok())
            && shell::text(as_server("test").arg("-w").arg(place).current_dir("/")).is_ok()
    };
    places.iter().find(fits).cloned().ok_or_else(|| {
        format!(
            "the user of the server can write neither to {} nor to {}",
            places[0].display(),
            places[1].display()
        )
    })
}

/// Stops and removes clusters whose chore is no more.
fn sweep(base: &Path, programs: &Programs) {
    for entry in std::fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(owner) = name.strip_prefix("cluster-").and_then(|rest| rest.split('-').next()) else {
            continue;
        };
        if shell::text(shell::command("kill").args(["-0", owner])).is_err() {
            // What cannot be stopped or removed stays; the new cluster has a folder and a port of its own.
            let _left = shell::text(&mut as_server_shell(&stop(programs, &entry.path())));
        }
    }
}

/// A command as the user that may run the server.
fn as_server(program: impl AsRef<std::ffi::OsStr>) -> Command {
    if !debian::is_root() {
        return shell::command(program);
    }
    let mut command = shell::command("setpriv");
    command.args(["--reuid", USER, "--regid", USER, "--init-groups", "--"]).arg(program);
    command.env_remove("HOME");
    command
}

fn as_server_shell(script: &str) -> Command {
    let mut command = as_server("sh");
    command.args(["-c", script]).current_dir("/");
    command
}

/// Runs a command with this text as its input.
fn say(command: &mut Command, text: &str) -> Outcome<()> {
    use std::io::Write as _;
    let fault = |fault: std::io::Error| format!("cannot prepare PostgreSQL: {fault}");
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(fault)?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text.as_bytes()).map_err(fault)?;
    }
    let status = child.wait().map_err(fault)?;
    if status.success() { Ok(()) } else { Err(format!("cannot prepare PostgreSQL ({status})")) }
}

fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|fault| format!("no free port on 127.0.0.1: {fault}"))
}

fn settings(port: u16, disk: Disk) -> String {
    // No socket in the file system: its path may be longer than the 107 bytes that the system allows.
    let mut text = format!(
        "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nmax_connections = 300\n"
    );
    if disk == Disk::Careless {
        // Writing to a string cannot fail.
        let _infallible = writeln!(text, "fsync = off\nfull_page_writes = off");
    }
    text
}

/// The keeper, described above.
fn keep(programs: &Programs, folder: &Path) -> String {
    let log = folder.join("log");
    let start = control(programs, &folder.join("data"), &log, "-w -t 60 start");
    let stop = stop(programs, folder);
    let log = log.display();
    format!(
        "trap '' INT HUP TERM\nif {start} > /dev/null\nthen echo ready; read -r _\nelse cat '{log}'\nfi\n{stop}"
    )
}

fn stop(programs: &Programs, folder: &Path) -> String {
    let stop = control(programs, &folder.join("data"), &folder.join("log"), "-m immediate -w stop");
    format!("{stop} > /dev/null 2>&1\nrm -rf '{}'", folder.display())
}

/// The script that restarts; it may be started by whoever started the chore.
fn restart(programs: &Programs, data: &Path) -> String {
    let log = data.with_file_name("log");
    let restart = control(programs, data, &log, "-m immediate -w -t 60 restart");
    format!("cd / && exec {}{restart} > /dev/null\n", by_server())
}

/// The script that kills; the server starts again as soon as the last process that works on its data has gone.
fn kill(programs: &Programs, data: &Path) -> String {
    let log = data.with_file_name("log");
    let start = control(programs, data, &log, "-w -t 60 start");
    let pid = data.join("postmaster.pid");
    format!(
        "cd / && kill -9 \"$(head -n 1 '{}')\" && for _ in $(seq 100); do {}{start} > /dev/null && exit; sleep 0.1; done; exit 1\n",
        pid.display(),
        by_server()
    )
}

/// The words before a command that make the user that may run the server run it, ending in a blank; none where that is us.
fn by_server() -> String {
    let shift = as_server("");
    let words: Vec<_> = if debian::is_root() {
        std::iter::once(shift.get_program())
            .chain(shift.get_args())
            .map(|word| word.to_string_lossy())
            .collect()
    } else {
        Vec::new()
    };
    words.into_iter().map(|word| format!("{word} ")).collect()
}

/// One command of `pg_ctl`, in a shell's words. The log is a file, or the server would hold on to our output.
fn control(programs: &Programs, data: &Path, log: &Path, act: &str) -> String {
    let control = programs.bin.join("pg_ctl");
    format!("'{}' -D '{}' -l '{}' {act}", control.display(), data.display(), log.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tests_are_careless_with_the_disk() {
        assert!(settings(5433, Disk::Careless).contains("fsync = off"));
        assert!(!settings(5433, Disk::Durable).contains("fsync"));
    }

    #[test]
    fn a_cluster_answers_restarts_and_leaves_nothing_behind() {
        let Ok(programs) = find() else {
            println!("SKIPPED: PostgreSQL's server is absent");
            return;
        };
        let cluster = Cluster::start(&House::find().unwrap(), &programs, Disk::Durable).unwrap();
        let listens = |port| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        let mut sh = shell::command("sh");
        cluster.lend(sh.args(["-c", &format!("eval \"${RESTART}\"")]));
        let before = std::fs::read_to_string(cluster.folder.join("log")).unwrap();
        assert!(listens(cluster.port), "{before}");
        shell::text(&mut sh).unwrap();
        let after = std::fs::read_to_string(cluster.folder.join("log")).unwrap();
        assert!(listens(cluster.port) && after.matches("ready to accept").count() == 2, "{after}");
        let mut sh = shell::command("sh");
        cluster.lend(sh.args(["-c", &format!("eval \"${KILL}\"")]));
        shell::text(&mut sh).unwrap();
        let after = std::fs::read_to_string(cluster.folder.join("log")).unwrap();
        assert!(listens(cluster.port) && after.matches("ready to accept").count() == 3, "{after}");
        let (folder, port) = (cluster.folder.clone(), cluster.port);
        drop(cluster);
        assert!(!folder.exists() && !listens(port));
    }
}
