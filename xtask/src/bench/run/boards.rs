//! Boards on the wall: how long after an act is answered the event arrives at every board of that hall.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use super::http::{head, request};
use super::load::{Line, Script, engine, quantile};
use super::ours::{Desk, Halls, Ours, Place};
use super::{Part, Wish};
use crate::Outcome;
use crate::bench::page::Bar;
use crate::clock::Stopwatch;
use crate::house::House;

/// Boards that are open, dealt out to the halls in turn.
const BOARDS: usize = 500;
const HALLS: usize = 10;
/// Acts in a round, of all halls in turn.
const ACTS: usize = 150;
/// What 99 of 100 arrivals keep within, ms.
const P99_MS: f64 = 200.0;
/// An event that takes longer is lost.
const LOST: Duration = Duration::from_secs(5);

/// Opens the boards, does the acts, and tells.
pub(super) fn run(house: &House, folder: &Path, wish: &Wish) -> Outcome<Part> {
    let ours = Ours::on_sqlite(house, folder, &Halls { halls: HALLS, counters: 1 })?;
    let mut delays_ms =
        engine()?.block_on(watch(ours.address(), ours.token(), &ours.places, BOARDS, ACTS * wish.rounds))?;
    delays_ms.sort_by(f64::total_cmp);
    let (p50, p99) = (quantile(&delays_ms, 0.5), quantile(&delays_ms, 0.99));
    let most = delays_ms.last().copied().unwrap_or(f64::NAN);
    let count = delays_ms.len();
    Ok(Part {
        setting: Vec::new(),
        text: format!(
            "| boards | arrivals | p50 ms | p99 ms | latest ms |\n| ---: | ---: | ---: | ---: | ---: |\n\
             | {BOARDS} | {count} | {p50:.2} | {p99:.2} | {most:.2} |\n\nFrom an act's answer to its event at each of \
             the {} boards of its hall, on SQLite. An event that is there before the answer counts as 0.\n",
            BOARDS / HALLS
        ),
        figures: json!({ "boards": BOARDS, "arrivals": count, "p50_ms": p50, "p99_ms": p99, "latest_ms": most }),
        findings: Vec::new(),
        bars: vec![Bar {
            goal: "99 of 100 arrivals at 500 boards within 200 ms",
            figure: format!("{p99:.2} ms"),
            met: p99 < P99_MS,
        }],
    })
}

/// An event that has come: at which board, its number in the hall, and when.
struct Arrival {
    board: usize,
    number: u64,
    at_s: f64,
}

/// Opens boards, those of all places in turn, does acts at one place after the other, and returns the delays of all
/// arrivals, ms.
async fn watch(
    server: SocketAddr,
    token: &str,
    places: &[Place],
    boards: usize,
    acts: usize,
) -> Outcome<Vec<f64>> {
    let watch = Stopwatch::start();
    let (tell, arrivals) = unbounded_channel();
    let mut streams = JoinSet::new();
    for board in 0..boards {
        let line = open(server, token, &places[board % places.len()]).await?;
        streams.spawn(follow(line, board, tell.clone(), watch));
    }
    let mut ear = Ear { boards, latest: vec![0; places.len()], arrivals };
    let mut line = Line::open(server).await?;
    let desk = |(at, place): (usize, &Place)| (Desk::new(place.clone(), &format!("boards-{at}")), None);
    let mut desks: Vec<_> = places.iter().enumerate().map(desk).collect();
    let mut delays_ms = Vec::new();
    for act in 0..acts {
        let place = act % places.len();
        let (desk, last) = &mut desks[place];
        let answer = line.ask(&desk.next(last.as_ref())?).await?;
        let answered_s = watch.seconds();
        *last = Some(answer);
        let heard = ear.hear_all(place).await?;
        delays_ms.extend(heard.iter().map(|at_s| (at_s - answered_s).max(0.0) * 1e3));
    }
    Ok(delays_ms)
}

/// Hears what arrives at all boards.
struct Ear {
    boards: usize,
    /// The latest number heard at each place.
    latest: Vec<u64>,
    arrivals: UnboundedReceiver<Arrival>,
}

impl Ear {
    /// Waits until every board of a place has heard something new; returns when each did.
    async fn hear_all(&mut self, place: usize) -> Outcome<Vec<f64>> {
        let places = self.latest.len();
        let known = self.latest[place];
        let mut heard = vec![None; self.boards / places];
        while heard.contains(&None) {
            let lacking = heard.iter().filter(|at| at.is_none()).count();
            let arrival = tokio::time::timeout(LOST, self.arrivals.recv()).await;
            let lost = || format!("{lacking} of {} boards heard nothing of an act", heard.len());
            let Arrival { board, number, at_s } = arrival.map_err(|_| lost())?.ok_or_else(lost)?;
            let of = board % places;
            self.latest[of] = self.latest[of].max(number);
            if of == place && number > known {
                heard[board / places].get_or_insert(at_s);
            }
        }
        Ok(heard.into_iter().flatten().collect())
    }
}

/// Opens the stream of a hall's events.
async fn open(server: SocketAddr, token: &str, place: &Place) -> Outcome<Line> {
    let mut line = Line::open(server).await?;
    let token = format!("Bearer {token}");
    let path = format!("/b/{}/events", place.hall);
    let headers = [("Authorization", token.as_str()), ("Accept", "text/event-stream")];
    line.say(&request("GET", &path, &headers, None)).await?;
    loop {
        let buffer = line.hear().await?;
        if let Some((head, start)) = head(buffer)? {
            buffer.drain(..start);
            return if head.status == 200 {
                Ok(line)
            } else {
                Err(format!("a board was refused: {}", head.status))
            };
        }
    }
}

/// Tells of every event of one board until nobody listens.
async fn follow(
    mut line: Line,
    board: usize,
    tell: UnboundedSender<Arrival>,
    watch: Stopwatch,
) -> Outcome<()> {
    loop {
        let buffer = line.hear().await?;
        let at_s = watch.seconds();
        for number in numbers(buffer) {
            if tell.send(Arrival { board, number, at_s }).is_err() {
                return Ok(());
            }
        }
    }
}

/// Takes whole lines out of the buffer and returns the numbers of the events among them (`id: 17`). The marks of
/// chunks stand on lines of their own and are no such numbers.
fn numbers(buffer: &mut Vec<u8>) -> Vec<u64> {
    let Some(end) = buffer.iter().rposition(|&byte| byte == b'\n') else { return Vec::new() };
    let lines: Vec<u8> = buffer.drain(..=end).collect();
    let text = String::from_utf8_lossy(&lines);
    text.lines().filter_map(|line| line.strip_prefix("id:")?.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpStream;
    use std::sync::Mutex;

    use super::super::fake;
    use super::*;

    #[test]
    fn numbers_of_events_are_read_even_when_they_arrive_in_pieces() {
        let mut buffer =
            b"2b\r\nevent: changed\nid: 17\ndata: {\"seq\":17}\n\n\r\n: still here\nid: 1".to_vec();
        assert_eq!(numbers(&mut buffer), [17]);
        buffer.extend_from_slice(b"8\n");
        assert_eq!(numbers(&mut buffer), [18]);
        assert!(buffer.is_empty());
    }

    #[test]
    fn only_news_of_the_hall_that_acted_count() {
        let (tell, arrivals) = unbounded_channel();
        let mut ear = Ear { boards: 4, latest: vec![7, 0], arrivals };
        // Something old of this hall and something of another one, before what is awaited.
        for (board, number, at_s) in [(0, 7, 0.5), (1, 99, 0.5), (0, 8, 1.0), (2, 8, 1.5)] {
            tell.send(Arrival { board, number, at_s }).ok().unwrap();
        }
        let heard = engine().unwrap().block_on(ear.hear_all(0)).unwrap();
        assert_eq!(heard, [1.0, 1.5]);
        assert_eq!(ear.latest, [8, 99]);
    }

    #[test]
    fn every_board_of_a_hall_hears_of_every_act() {
        let streams: Mutex<Vec<(String, TcpStream)>> = Mutex::default();
        let acts = Mutex::new(0_u64);
        let server = fake::serve(move |path, stream| {
            if path.ends_with("/events") {
                // Known before it is answered, or an act could come between.
                let mut streams = streams.lock().unwrap();
                streams.push((path.to_owned(), stream.try_clone().unwrap()));
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n").unwrap();
                return;
            }
            let mut act = acts.lock().unwrap();
            *act += 1;
            let hall = if path.contains("/h0/") || path.contains("/c0/") || path.contains("/v0/") {
                "h0"
            } else {
                "h1"
            };
            let visit = if hall == "h0" { "v0" } else { "v1" };
            let status = if path.ends_with("/visits") { "201 Created" } else { "200 OK" };
            fake::answer(stream, status, "application/json", &format!("{{\"id\":\"{visit}\"}}"));
            for (_, stream) in streams.lock().unwrap().iter_mut().filter(|(path, _)| path.contains(hall)) {
                stream.write_all(format!("event: changed\nid: {act}\ndata: {{}}\n\n").as_bytes()).unwrap();
            }
        });
        let place = |n: usize| Place::new(&format!("h{n}"), &format!("c{n}"), "secret");
        let delays =
            engine().unwrap().block_on(watch(server, "secret", &[place(0), place(1)], 6, 8)).unwrap();
        assert_eq!(delays.len(), 8 * 3);
        assert!(delays.iter().all(|delay| (0.0..1000.0).contains(delay)), "{delays:?}");
    }
}
