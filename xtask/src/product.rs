//! Our own server, as chores start it: every word of its command line that they rely on stands here.

use std::net::SocketAddr;
use std::path::Path;

use serde_json::Value;

use crate::server::{Server, free_address};
use crate::{Outcome, shell};

/// A running server of ours; dropped, it stops.
pub(crate) struct Product {
    /// Where it listens.
    pub address: SocketAddr,
    /// A key of the API.
    pub token: String,
    server: Server,
}

/// Whether this program has a command of that name.
pub(crate) fn has(program: &Path, name: &str) -> bool {
    shell::text(shell::command(program).args([name, "--help"])).is_ok()
}

/// What it lacks of the commands that [`seed`] and [`Product::start`] need, as a sentence.
pub(crate) fn lacks(program: &Path) -> Option<String> {
    let absent = ["serve", "demo"].into_iter().find(|name| !has(program, name))?;
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

/// A simulated network.
#[derive(Clone, Copy)]
pub(crate) struct Town {
    /// Number of halls.
    pub halls: usize,
    /// Days of its past.
    pub days: usize,
    /// Visits of a hall on a day.
    pub visits_per_day: usize,
}

/// The keys of a simulated network.
pub(crate) struct Keys {
    /// The open counters of each hall.
    pub halls: Vec<Vec<Counter>>,
}

/// An open counter.
pub(crate) struct Counter {
    /// The code of its hall.
    pub hall: String,
    /// Its id.
    pub id: String,
    /// The key of the clerk who has opened it.
    pub key: String,
}

/// Fills a database with a simulated network and its past, opens its counters, leaves the keys in a file, and ends.
pub(crate) fn seed(program: &Path, database: &str, town: Town, keys: &Path) -> Outcome<Keys> {
    let mut demo = shell::command(program);
    demo.args(["demo", "--no-live", "--halls", &town.halls.to_string(), "--days", &town.days.to_string()]);
    demo.args(["--visits-per-day", &town.visits_per_day.to_string(), "--database", database, "--keys"]);
    shell::run(demo.arg(keys))?;
    Keys::read(keys)
}

impl Keys {
    /// Those that [`seed`] left in a file.
    pub fn read(file: &Path) -> Outcome<Self> {
        let text = std::fs::read_to_string(file).map_err(|fault| format!("{}: {fault}", file.display()))?;
        Self::of(&text).ok_or_else(|| format!("{} holds no keys", file.display()))
    }

    fn of(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let text = |value: &Value, name: &str| Some(value.get(name)?.as_str()?.to_owned());
        let counter = |hall: &Value, counter: &Value| {
            Some(Counter { hall: text(hall, "code")?, id: text(counter, "id")?, key: text(counter, "key")? })
        };
        let hall = |hall: &Value| {
            hall["counters"].as_array()?.iter().map(|at| counter(hall, at)).collect::<Option<_>>()
        };
        let halls = value["halls"].as_array()?.iter().map(hall).collect::<Option<_>>()?;
        Some(Self { halls })
    }
}

/// A key of somebody who may run halls as well as set them up, which no single role may; added for it.
pub(crate) fn token_of_all_roles(program: &Path, database: &str) -> Outcome<String> {
    let tool = |words: &[&str]| {
        shell::text(shell::command(program).args(words).args(["--login", "chores", "--database", database]))
    };
    let roles = ["--role", "administrator", "--role", "network_manager"];
    tool(&[&["person", "add", "--name", "Chores"][..], &roles[..]].concat())?;
    Ok(tool(&["token", "new", "--name", "chores"])?.trim().to_owned())
}

impl Product {
    /// Starts it on a database, of which `token` is a key; what it says goes into `FOLDER/NAME.log`.
    pub fn start(program: &Path, database: &str, token: &str, folder: &Path, name: &str) -> Outcome<Self> {
        let address = free_address()?;
        let mut serve = shell::command(program);
        serve.args(["serve", "--database", database, "--listen", &address.to_string()]);
        let server = Server::start(serve, address, &folder.join(format!("{name}.log")))?;
        Ok(Self { address, token: token.to_owned(), server })
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.server.process()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_network_are_those_of_its_open_counters() {
        let text = r#"{"administrator":"pk_a","halls":[{"id":"plc_1","code":"wensan","counters":[{"id":"ctr_1","key":"pk_b"}]}]}"#;
        let keys = Keys::of(text).unwrap();
        let counter = &keys.halls[0][0];
        assert_eq!(counter.hall, "wensan");
        assert_eq!((&*counter.id, &*counter.key), ("ctr_1", "pk_b"));
        assert!(Keys::of("{\"halls\":{}}").is_none());
    }
}
