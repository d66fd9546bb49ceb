//! The server is killed without warning, again and again, while clerks work, on either engine. What was answered is there
//! afterwards; what was not is there whole or not at all; and the log replays to the same state. That PostgreSQL itself is
//! killed is a story of its own (`tests/restart.rs`).

use crate::races::{drain, judge};
use crate::town::{Town, postgres};
use peakend::kernel::Chance;
use peakend::kernel::kinds::{CounterId, PersonId, PlaceId};
use peakend::run::visit::Outcome;
use peakend::run::{counter, visit};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};

/// Kills on SQLite.
const ROUNDS: u64 = 200;
/// Kills on PostgreSQL, which keeps its data itself and takes longer for each life of the server: the law is the same for
/// the two hundred of `PEAKEND_TEST_KILLS=200`, which counts for both.
const ROUNDS_ON_POSTGRES: u64 = 25;
const CLERKS: usize = 8;

/// The key of the clerk at a counter.
fn key(desk: CounterId) -> String {
    format!("pk_{desk}")
}

/// What a clerk was answered: the visit, and what was done with it.
type Ack = (String, &'static str);

fn rounds(usual: u64) -> u64 {
    std::env::var("PEAKEND_TEST_KILLS").map_or(usual, |kills| kills.parse().unwrap())
}

#[test]
fn what_was_answered_outlives_two_hundred_kills() {
    outlives(&Town::on_sqlite(), rounds(ROUNDS));
}

#[test]
fn what_was_answered_outlives_kills_over_postgresql() {
    let Some(server) = postgres() else { return };
    outlives(&Town::on_postgres(&server), rounds(ROUNDS_ON_POSTGRES));
}

fn outlives(town: &Town, rounds: u64) {
    let halls = town.more_halls(1, CLERKS);
    let (hall, desks) = (halls[0].0, halls[0].1.clone());
    open_all_day(town, hall, &desks);
    let chance = Chance::seeded(200);
    let mut acks: Vec<Ack> = Vec::new();
    for _ in 0..rounds {
        let wanted = 3 + chance.seed() % 60;
        acks.extend(round(town, hall, &desks, usize::try_from(wanted).unwrap()));
        send_away(town, &desks);
    }
    assert!(acks.len() as u64 > rounds * 3);
    drain(town, &desks);
    let events = judge(town, hall);
    let mut kinds: HashMap<String, Vec<&str>> = HashMap::new();
    for event in events {
        kinds
            .entry(event.visit.map(|id| id.to_string()).unwrap_or_default())
            .or_default()
            .push(event.what.kind());
    }
    for (visit, kind) in &acks {
        let happened =
            kinds.get(visit).unwrap_or_else(|| panic!("{visit} was answered `{kind}` and is gone"));
        assert!(happened.contains(kind), "{visit} was answered `{kind}`, and has {happened:?}");
    }
    let replayed = Command::new(env!("CARGO_BIN_EXE_peakend"))
        .args(["replay", "--check", "--database", &town.house.config.database])
        .output()
        .unwrap();
    assert!(replayed.status.success(), "{}", String::from_utf8_lossy(&replayed.stdout));
}

/// One life of the server: it is killed as soon as so many acts were answered.
fn round(town: &Town, hall: PlaceId, desks: &[(CounterId, PersonId)], wanted: usize) -> Vec<Ack> {
    let (mut server, address) = serve(&town.house.config.database);
    let (told, heard) = channel();
    let mut acks = Vec::new();
    std::thread::scope(|scope| {
        for (desk, _) in desks {
            let (told, address, desk) = (told.clone(), address.clone(), *desk);
            scope.spawn(move || work(&address, hall, desk, &told));
        }
        drop(told);
        for ack in &heard {
            acks.push(ack);
            if acks.len() == wanted {
                server.kill().unwrap();
            }
        }
    });
    server.kill().unwrap();
    server.wait().unwrap();
    acks
}

/// Starts the server and waits until it says where it is.
pub fn serve(database: &str) -> (Child, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_peakend"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let line = lines.by_ref().map_while(Result::ok).find(|line| line.contains("http://")).unwrap();
    let address = line.split_once("http://").unwrap().1.trim_end_matches('/').to_owned();
    let address = address.split('/').next().unwrap().to_owned();
    std::thread::spawn(move || lines.for_each(drop));
    (server, address)
}

/// A clerk: a ticket, a call, a finish, again and again, until the server is gone.
fn work(address: &str, hall: PlaceId, desk: CounterId, told: &Sender<Ack>) {
    let Ok(mut line) = Line::to(address, key(desk)) else { return };
    loop {
        let Some(taken) = line.post(&format!("/api/v1/halls/{hall}/visits"), r#"{"purpose":"pay_bill"}"#)
        else {
            return;
        };
        let Some(id) = taken["visit"]["id"].as_str() else { panic!("a ticket was answered with {taken}") };
        let _ = told.send((id.to_owned(), "taken"));
        let Some(called) = line.post(&format!("/api/v1/counters/{desk}/call"), "{}") else { return };
        let Some(id) = called["visit"]["id"].as_str() else { continue };
        let _ = told.send((id.to_owned(), "called"));
        let Some(done) = line.post(&format!("/api/v1/visits/{id}/finish"), r#"{"result":"done"}"#) else {
            return;
        };
        let _ =
            told.send((done["visit"]["id"].as_str().or(done["id"].as_str()).unwrap().to_owned(), "finished"));
    }
}

/// A connection that stays.
struct Line {
    stream: BufReader<TcpStream>,
    key: String,
}

impl Line {
    fn to(address: &str, key: String) -> std::io::Result<Self> {
        TcpStream::connect(address).map(|stream| Self { stream: BufReader::new(stream), key })
    }

    /// The answer to a POST; none when the server is gone.
    fn post(&mut self, path: &str, body: &str) -> Option<serde_json::Value> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.key,
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes()).ok()?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).ok()?;
        if body.is_empty() { Some(serde_json::Value::Null) } else { serde_json::from_slice(&body).ok() }
    }
}

/// Whoever was called when the server went away is finished by hand, as a clerk would after it is back.
fn send_away(town: &Town, desks: &[(CounterId, PersonId)]) {
    for (desk, person) in desks {
        let (desk, clerk) = (*desk, town.clerk_of(*person));
        if let Some(id) = town.act(move |_, tx| counter::at(tx, desk)).unwrap().visit {
            town.act(move |house, tx| visit::act::finish(house, tx, &clerk, id, Outcome::Done, "")).unwrap();
        }
    }
}

/// The hall never closes, and every clerk has a key.
pub fn open_all_day(town: &Town, hall: PlaceId, desks: &[(CounterId, PersonId)]) {
    use sha2::Digest as _;
    let desks = desks.to_vec();
    town.act(move |_, tx| {
        let week = format!("[{}]", ["[[0,1440]]"; 7].join(","));
        tx.run("update hall set hours = ?2 where id = ?1", &[hall.into(), week.into()])?;
        tx.run("update hall_log set plan = plan + 1 where hall = ?1", &[hall.into()])?;
        for (desk, person) in &desks {
            let hash: String =
                sha2::Sha256::digest(key(*desk).as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
            tx.run(
                "insert into person_role (person, role, place) values (?1, 'clerk', ?2)",
                &[(*person).into(), hall.into()],
            )?;
            tx.run(
                "insert into api_token (id, name, secret_hash, person, created_at) values (?1, 'clerk', ?2, ?1, 0)",
                &[(*person).into(), hash.into()],
            )?;
        }
        Ok(())
    })
    .unwrap();
}
