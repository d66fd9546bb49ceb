//! Our own server, as chores start it: every word of its command line that they rely on stands here.

use std::net::SocketAddr;
use std::path::Path;

use crate::server::{Server, free_address};
use crate::{Outcome, shell};

/// A running server of ours; dropped, it stops.
pub(crate) struct Product {
    /// Where it listens.
    pub address: SocketAddr,
    /// An API token of the first administrator.
    pub token: String,
    server: Server,
}

/// Whether this program has a command of that name.
pub(crate) fn has(program: &Path, name: &str) -> bool {
    shell::text(shell::command(program).args([name, "--help"])).is_ok()
}

/// What it lacks of the commands that [`Product::start`] needs, as a sentence.
pub(crate) fn lacks(program: &Path) -> Option<String> {
    let absent = ["serve", "token"].into_iter().find(|name| !has(program, name))?;
    Some(format!("this Peakend has no command `{absent}`"))
}

/// A fresh SQLite file of that name in the folder, as the address of a database.
pub(crate) fn fresh_sqlite(folder: &Path, name: &str) -> Outcome<String> {
    std::fs::create_dir_all(folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
    for end in ["", "-wal", "-shm"] {
        let _absent = std::fs::remove_file(folder.join(format!("{name}{end}")));
    }
    Ok(format!("sqlite:{}", folder.join(name).display()))
}

/// Fills a database with a simulated network and its past, and ends.
pub(crate) fn seed(program: &Path, database: &str, halls: usize, days: usize) -> Outcome<()> {
    let mut demo = shell::command(program);
    demo.args(["demo", "--halls", &halls.to_string(), "--days", &days.to_string(), "--no-live"]);
    shell::run(demo.args(["--database", database]))
}

impl Product {
    /// Starts it on a database, with an administrator and a token; what it says goes into `FOLDER/NAME.log`.
    pub fn start(program: &Path, database: &str, folder: &Path, name: &str) -> Outcome<Self> {
        let address = free_address()?;
        let tool = |words: &[&str]| {
            let mut tool = shell::command(program);
            tool.args(words).args(["--database", database]);
            tool
        };
        let token = shell::text(&mut tool(&["token", "--new", name]))?.trim().to_owned();
        let serve = tool(&["serve", "--listen", &address.to_string()]);
        let server = Server::start(serve, address, &folder.join(format!("{name}.log")))?;
        Ok(Self { address, token, server })
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.server.process()
    }
}
