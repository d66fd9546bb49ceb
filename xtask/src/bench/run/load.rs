//! The load: clients that each keep one connection open and await every answer before they ask again.
//!
//! All clients share one thread, so that many of them cost little beside the server. The same load drives every
//! side of the comparison; a side is the [`Script`] of what a client says.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::http::{Answer, take};
use crate::Outcome;
use crate::clock::Stopwatch;

/// A client that hears nothing for so long has lost its server.
const PATIENCE: Duration = Duration::from_secs(20);

/// What one client says, request by request.
pub(super) trait Script: Send + 'static {
    /// The next request, given the answer to the one before.
    ///
    /// # Errors
    /// The answer was not what the script needs to go on; this ends the run.
    fn next(&mut self, answer: Option<&Answer>) -> Outcome<Vec<u8>>;
}

impl Script for Box<dyn Script> {
    fn next(&mut self, answer: Option<&Answer>) -> Outcome<Vec<u8>> {
        (**self).next(answer)
    }
}

/// What a run of the load found.
#[derive(Default)]
pub(super) struct Found {
    /// Requests answered within the time that counts.
    pub answered: usize,
    /// Length of that time, seconds.
    pub seconds: f64,
    /// Time from a request to its answer, ms, ascending.
    pub latencies_ms: Vec<f64>,
    /// How often each status code came.
    pub statuses: BTreeMap<u16, usize>,
}

impl Found {
    /// Requests answered in a second.
    pub fn rate(&self) -> f64 {
        self.answered as f64 / self.seconds
    }

    /// The latency that a share of the requests keeps within, ms.
    pub fn latency_ms(&self, share: f64) -> f64 {
        quantile(&self.latencies_ms, share)
    }
}

/// The least value that a share of the values keeps within; not a number for none. The values ascend.
pub(super) fn quantile(ascending: &[f64], share: f64) -> f64 {
    let rank = (share * ascending.len() as f64).ceil().max(1.0) as usize;
    ascending.get(rank - 1).copied().unwrap_or(f64::NAN)
}

/// Lets the clients talk to a server: for `warm_s` seconds that do not count, then for `seconds` that do.
///
/// # Errors
/// A connection broke, a script could not go on, or a server did not answer.
pub(super) fn drive<S: Script>(
    server: SocketAddr,
    scripts: Vec<S>,
    warm_s: f64,
    seconds: f64,
) -> Outcome<Found> {
    let mut found = engine()?.block_on(async {
        let watch = Stopwatch::start();
        let mut clients = JoinSet::new();
        for script in scripts {
            clients.spawn(client(server, script, watch, warm_s, warm_s + seconds));
        }
        let mut sum = Found { seconds, ..Found::default() };
        while let Some(one) = clients.join_next().await {
            let one = one.map_err(|fault| format!("a client of the load broke: {fault}"))??;
            sum.answered += one.answered;
            sum.latencies_ms.extend(one.latencies_ms);
            for (status, count) in one.statuses {
                *sum.statuses.entry(status).or_default() += count;
            }
        }
        Ok::<_, String>(sum)
    })?;
    found.latencies_ms.sort_by(f64::total_cmp);
    Ok(found)
}

/// What runs the clients, all on this thread.
pub(super) fn engine() -> Outcome<tokio::runtime::Runtime> {
    let engine = tokio::runtime::Builder::new_current_thread().enable_all().build();
    engine.map_err(|fault| format!("cannot start the load: {fault}"))
}

async fn client<S: Script>(
    server: SocketAddr,
    mut script: S,
    watch: Stopwatch,
    from_s: f64,
    until_s: f64,
) -> Outcome<Found> {
    let mut line = Line::open(server).await?;
    let mut found = Found::default();
    let mut answer = None;
    loop {
        let request = script.next(answer.as_ref())?;
        line.ready().await?;
        let sent_s = watch.seconds();
        if sent_s >= until_s {
            return Ok(found);
        }
        let heard = line.ask(&request).await?;
        let now_s = watch.seconds();
        if now_s >= from_s && now_s < until_s {
            found.answered += 1;
            found.latencies_ms.push((now_s - sent_s) * 1e3);
            *found.statuses.entry(heard.status).or_default() += 1;
        }
        answer = Some(heard);
    }
}

/// One connection.
pub(super) struct Line {
    server: SocketAddr,
    closed: bool,
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Line {
    /// Connects.
    pub async fn open(server: SocketAddr) -> Outcome<Self> {
        let lost = |fault: std::io::Error| format!("cannot connect to {server}: {fault}");
        let stream = TcpStream::connect(server).await.map_err(lost)?;
        stream.set_nodelay(true).map_err(lost)?;
        Ok(Self { server, closed: false, stream, buffer: Vec::new() })
    }

    /// Connects anew where the server closed after its last answer, as some do after each.
    async fn ready(&mut self) -> Outcome<()> {
        if self.closed {
            *self = Self::open(self.server).await?;
        }
        Ok(())
    }

    /// Sends one request and awaits its answer.
    pub async fn ask(&mut self, request: &[u8]) -> Outcome<Answer> {
        self.say(request).await?;
        loop {
            if let Some(answer) = take(&mut self.buffer)? {
                self.closed = answer.last;
                return Ok(answer);
            }
            self.hear().await?;
        }
    }

    /// Sends the whole of it.
    pub async fn say(&mut self, mut bytes: &[u8]) -> Outcome<()> {
        while !bytes.is_empty() {
            match self.stream.try_write(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(fault) if fault.kind() == std::io::ErrorKind::WouldBlock => {
                    self.stream.writable().await.map_err(|fault| broken(&fault))?;
                }
                Err(fault) => return Err(broken(&fault)),
            }
        }
        Ok(())
    }

    /// Waits until something has come, and adds it to what is there.
    pub async fn hear(&mut self) -> Outcome<&mut Vec<u8>> {
        loop {
            let ready = tokio::time::timeout(PATIENCE, self.stream.readable()).await;
            let ready = ready.map_err(|_| format!("no answer within {} s", PATIENCE.as_secs()))?;
            ready.map_err(|fault| broken(&fault))?;
            let mut part = [0_u8; 16 * 1024];
            match self.stream.try_read(&mut part) {
                Ok(0) => return Err("the server closed the connection".into()),
                Ok(read) => {
                    self.buffer.extend_from_slice(&part[..read]);
                    return Ok(&mut self.buffer);
                }
                Err(fault) if fault.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(fault) => return Err(broken(&fault)),
            }
        }
    }
}

fn broken(fault: &std::io::Error) -> String {
    format!("the connection broke: {fault}")
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;

    struct Counting;

    impl Script for Counting {
        fn next(&mut self, answer: Option<&Answer>) -> Outcome<Vec<u8>> {
            let number = match answer {
                Some(answer) => answer.text_at("/asked")?.trim_start_matches('/').parse::<u32>().unwrap() + 1,
                None => 0,
            };
            Ok(super::super::http::request("POST", &format!("/{number}"), &[], Some("{}")))
        }
    }

    #[test]
    fn every_client_awaits_its_answers_and_only_the_time_that_counts_is_counted() {
        let server = fake::serve(|path, stream| {
            fake::answer(stream, "201 Created", "application/json", &format!("{{\"asked\":\"{path}\"}}"));
        });
        let found = drive(server, vec![Counting, Counting], 0.05, 0.1).unwrap();
        assert!(found.answered > 0 && found.latencies_ms.len() == found.answered);
        assert_eq!(found.statuses.keys().collect::<Vec<_>>(), [&201]);
        assert!(found.latency_ms(0.5) <= found.latency_ms(0.99));
    }

    #[test]
    fn a_quantile_is_a_value_that_occurred() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert!((quantile(&values, 0.99) - 99.0).abs() < f64::EPSILON);
        assert!((quantile(&values, 0.5) - 50.0).abs() < f64::EPSILON);
        assert!((quantile(&[7.0], 0.99) - 7.0).abs() < f64::EPSILON);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
