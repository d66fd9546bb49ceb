//! The server is killed after it has done what a POST asked for, and before whoever asked has read an answer. Under its
//! `Idempotency-Key` the same POST to the next server is answered as the first was, and nothing happens twice.

use crate::crash::{open_all_day, serve};
use crate::town::{Town, on_both_engines};
use peakend::staff::rights::Role;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

const ROUNDS: usize = 8;

/// Asks for a ticket under an `Idempotency-Key`.
fn press(address: &str, token: &str, key: &str) -> TcpStream {
    let body = r#"{"purpose":"pay_bill"}"#;
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /api/v1/halls/wensan/visits HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nidempotency-key: {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    stream
}

/// What was kept to be answered under a key, once it is: waits for the commit of the server.
fn kept(town: &Town, key: &str) -> String {
    loop {
        let key = key.to_owned();
        let found: Option<(String,)> = town
            .house
            .db
            .read_now(move |tx| {
                tx.first("select body from idempotency where key = ?1 and status = 201", &[(&key).into()])
            })
            .unwrap();
        if let Some((body,)) = found {
            return body;
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_post_whose_answer_went_down_with_the_server_is_answered_by_the_next_and_done_once() {
    on_both_engines(|town| {
        open_all_day(town, town.hall, &[]);
        let token = town.key(Role::HallManager, None);
        let database = &town.house.config.database;
        let (mut server, mut address) = serve(database);
        for round in 0..ROUNDS {
            let key = format!("press-{round}");
            let unread = press(&address, &token, &key);
            let first = kept(town, &key);
            server.kill().unwrap();
            server.wait().unwrap();
            drop(unread);
            (server, address) = serve(database);

            let mut answer = String::new();
            press(&address, &token, &key).read_to_string(&mut answer).unwrap();
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("HTTP/1.1 201"), "{head}");
            assert!(head.to_lowercase().contains("idempotency-replayed: true"), "{head}");
            assert_eq!(body, first);
            let (visits, events): (i64, i64) = town
                .act(|_, tx| {
                    Ok(tx.one("select (select count(*) from visit), (select count(*) from event where kind = 'taken')", &[])?)
                })
                .unwrap();
            assert_eq!((visits, events), (round as i64 + 1, round as i64 + 1));
        }
        server.kill().unwrap();
        server.wait().unwrap();
    });
}
