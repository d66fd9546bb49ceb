//! The server as a process: it says where it is, answers, and stops when it is told.

use crate::Folder;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

/// A server that runs; ended with the story.
pub struct Serving {
    child: Child,
    log: Option<std::thread::JoinHandle<String>>,
    pub address: String,
    /// What it said up to the line with its address.
    pub said: String,
}

impl Serving {
    /// Starts the program with these words and waits until it says where it is.
    pub fn start(folder: &Folder, args: &str) -> Self {
        let mut command = folder.command(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (mut said, mut line) = (String::new(), String::new());
        let address = loop {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "it ended without saying where it is: {said}");
            said += &line;
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split('/').next().unwrap().to_owned();
            }
        };
        // the rest is read so that it never blocks on a full pipe
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        let mut err = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            err.read_to_string(&mut log).unwrap();
            log
        });
        Self { child, log: Some(log), address, said }
    }

    /// What it answers to a GET.
    pub fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Ends it and returns its log.
    pub fn log(mut self) -> String {
        let log = self.log.take().unwrap();
        self.told("TERM");
        log.join().unwrap()
    }

    /// Sends a signal and waits for the end; returns the exit code.
    pub fn told(mut self, signal: &str) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = std::process::Command::new("kill").args(["-s", signal, &id]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_server_says_where_it_is_answers_and_stops_when_it_is_told() {
    for signal in ["TERM", "INT"] {
        let folder = Folder::new();
        let server = Serving::start(&folder, "serve --listen 127.0.0.1:0 --database sqlite:halls.db");
        let answer = server.get("/no-such-page");
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        assert_eq!(server.told(signal), Some(0));
        assert!(folder.names().contains(&"halls.db".to_owned()));
    }
}

#[test]
fn a_stop_does_not_wait_for_ever_for_somebody_who_holds_a_line_open() {
    let folder = Folder::new();
    let server = Serving::start(&folder, "serve --listen 127.0.0.1:0 --database sqlite:halls.db");
    let mut idle = TcpStream::connect(&server.address).unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").unwrap();
    assert_eq!(server.told("TERM"), Some(0));
}

#[test]
fn the_log_goes_to_standard_error_one_object_a_line_where_that_is_set() {
    let folder = Folder::new().with("peakend.toml", "[log]\nformat = \"json\"\n");
    let words = "serve --config peakend.toml --listen 127.0.0.1:0 --database sqlite:halls.db";
    let server = Serving::start(&folder, words);
    server.get("/healthz");
    let log = server.log();
    let line = log.lines().find(|line| line.contains("/healthz")).unwrap_or_else(|| panic!("{log}"));
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(
        (&line["level"], &line["route"], &line["status"]),
        (&"INFO".into(), &"/healthz".into(), &200.into())
    );
}

#[test]
fn the_log_tells_of_each_request_by_its_id_and_never_tells_a_secret() {
    let folder = Folder::new();
    let server = Serving::start(&folder, "serve --listen 127.0.0.1:0 --database sqlite:halls.db");
    let answer = server.get("/t/nobody-may-read-this?next=nor-this");
    let id = answer.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap().trim().to_owned();
    server.get("/api/v1/halls?cursor=nor-that");
    let log = server.log();
    let line = log.lines().find(|line| line.contains(&id)).unwrap_or_else(|| panic!("{log}"));
    assert!(line.contains("/t/{secret}") && line.contains("status=404"), "{line}");
    for secret in ["nobody-may-read-this", "nor-this", "nor-that"] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn what_cannot_be_served_is_said_with_its_exit_code() {
    let folder =
        Folder::new().with("not.db", "this is no database, it is a poem about one, and rather long at that");
    let said = folder.run("serve --database mysql://somewhere").fails(1);
    assert!(said.contains("mysql://somewhere"), "{said}");
    let said = folder.run("serve --listen nowhere --database sqlite:a.db").fails(1);
    assert!(said.contains("server.listen") && said.contains("nowhere"), "{said}");
    let said = folder.run("serve --listen 192.0.2.1:1 --database sqlite:a.db").fails(2);
    assert!(said.contains("server.listen") && said.contains("192.0.2.1:1"), "{said}");
    let said = folder.run("serve --database sqlite:not.db").fails(3);
    assert!(said.contains("not.db"), "{said}");
    let said = folder.run("serve --database sqlite:no/such/folder/a.db").fails(3);
    assert!(said.contains("no/such/folder"), "{said}");
}
