//! The program as its users meet it: run as it is, on files as they come.

#![expect(clippy::unwrap_used, reason = "a story that cannot be set up fails where it is told")]

mod alarms;
mod api;
mod api_rooms;
mod appointments;
mod audit;
mod backup;
mod bad_days;
mod bad_tables;
mod board;
mod calibrate_command;
mod config;
mod copying;
mod crash;
mod demo;
mod desk;
mod devices;
mod edge;
mod elsewhere;
mod experience;
mod files;
mod forecast_command;
mod foresee;
mod foresee_floor;
mod foresee_what_if;
mod formats;
mod guide;
mod help;
mod hours;
mod jobs;
mod keys;
mod kiosk;
mod lake_export;
mod languages;
mod live;
mod many_groups;
mod moments;
mod once;
mod outputs;
mod pages;
#[expect(dead_code, reason = "the tests of `lake` write tables in more ways than are needed here")]
#[path = "../../../lake/tests/scan/parquet_tables.rs"]
mod parquet_tables;
mod planning;
mod races;
mod ratings;
mod removal;
mod replay;
mod rights;
#[path = "../../../lake/tests/scan/rows.rs"]
mod rows;
mod sample;
mod serve;
mod set_up;
mod set_up_files;
mod simulate_command;
mod staff;
mod staff_command;
mod streams;
mod threads;
mod ticket;
mod town;
mod visits;
mod waits;
mod waits_simulated;
mod webhooks;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run said.
#[derive(Debug, Clone, PartialEq)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// The result of a run that must succeed without a word on standard error.
    #[track_caller]
    fn quietly(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// The error of a run that must fail with this code and print no result.
    #[track_caller]
    fn fails(self, code: i32) -> String {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{}", self.err);
        self.err
    }
}

/// A folder with files in it; paths in what is said are shortened to their names.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.path(name), bytes).unwrap();
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of the files there, hidden ones too.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn command(&self, args: &str) -> Command {
        let mut command = peakend(self.0.path());
        command.args(args.split_whitespace());
        command
    }

    /// Runs with these words; none of them has a blank.
    fn run(&self, args: &str) -> Ran {
        ran(&mut self.command(args))
    }
}

/// The program in a folder, in English and without colours.
fn peakend(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peakend"));
    command.current_dir(folder).env_clear().env("LANG", "C.UTF-8").env("TMPDIR", std::env::temp_dir());
    command.stdin(Stdio::null());
    command
}

fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let ran = Ran {
        code: output.status.code().expect("no signal ended it"),
        out: text(&output.stdout),
        err: text(&output.stderr),
    };
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    ran
}

/// A folder with one table, `t.csv`.
fn table(text: impl AsRef<[u8]>) -> Folder {
    Folder::new().with("t.csv", text)
}

/// A month of a small simulated network as `s.parquet`.
fn network() -> Folder {
    let folder = Folder::new();
    folder.run("sample --out s.parquet --halls 5 --days 4 --seed 7").quietly();
    folder
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}
