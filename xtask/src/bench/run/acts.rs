//! Durable acts: each on disk before it is answered, ours beside what others issue tickets with.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use serde_json::{Value, json};

use super::load::{Found, Script, drive};
use super::{Part, Wish, ours, peers};
use crate::Outcome;
use crate::bench::measure::{load, median};
use crate::bench::page::Bar;
use crate::house::House;
use crate::server::cpu_s;

/// Seconds of a turn that do not count.
const WARM_S: f64 = 1.0;
/// How many times as many acts a second as FQM issues tickets.
const TIMES_FQM: f64 = 50.0;
/// The latency that 99 of 100 acts keep within, ms.
const P99_MS: f64 = 25.0;
/// The clients that the bars speak of.
const CLIENTS: usize = 64;

/// One side of the comparison: a server, and how many clients say what to it.
pub(super) struct Side {
    name: &'static str,
    clients: usize,
    address: SocketAddr,
    processes: Vec<u32>,
    scripts: Box<dyn Fn(usize) -> Vec<Box<dyn Script>>>,
    turns: Vec<Turn>,
}

struct Turn {
    found: Found,
    cpu_s: Option<f64>,
    load: Option<f64>,
}

impl Side {
    /// A side without turns; `scripts` makes the clients of a round anew, given the number of the round.
    pub fn new<S: Script>(
        name: &'static str,
        clients: usize,
        address: SocketAddr,
        processes: Vec<u32>,
        scripts: impl Fn(usize) -> Vec<S> + 'static,
    ) -> Self {
        let boxed = move |round| {
            let scripts = scripts(round).into_iter();
            scripts.map(|script| Box::new(script) as Box<dyn Script>).collect()
        };
        Self { name, clients, address, processes, scripts: Box::new(boxed), turns: Vec::new() }
    }

    fn turn(&mut self, round: usize, seconds: f64) -> Outcome<()> {
        let before = cpu_s(&self.processes).filter(|_| !self.processes.is_empty());
        let found = drive(self.address, (self.scripts)(round), WARM_S, seconds)
            .map_err(|fault| format!("{}: {fault}", self.name))?;
        let used = before.and_then(|before| cpu_s(&self.processes).map(|after| after - before));
        // The warm-up costs the same and is part of what the processes used.
        let cpu_s = used.map(|used| used * seconds / (seconds + WARM_S));
        println!(
            "round {round}  {:<22} {:>3} clients  {:>9.1}/s  p50 {:>7.2} ms  p99 {:>7.2} ms",
            self.name,
            self.clients,
            found.rate(),
            found.latency_ms(0.5),
            found.latency_ms(0.99)
        );
        self.turns.push(Turn { found, cpu_s, load: load() });
        Ok(())
    }

    fn over_turns(&self, figure: impl Fn(&Turn) -> f64) -> f64 {
        median(&self.turns.iter().map(figure).collect::<Vec<_>>())
    }

    fn rate(&self) -> f64 {
        self.over_turns(|turn| turn.found.rate())
    }

    /// The best turn: what stands for a rival must not suffer from other work on the machine.
    fn best(&self) -> f64 {
        self.turns.iter().map(|turn| turn.found.rate()).fold(f64::NAN, f64::max)
    }

    fn latency_ms(&self, share: f64) -> f64 {
        self.over_turns(|turn| turn.found.latency_ms(share))
    }

    /// Processor time of the server for an act, µs.
    fn cpu_us(&self) -> f64 {
        self.over_turns(|turn| turn.cpu_s.map_or(f64::NAN, |s| s * 1e6 / turn.found.answered as f64))
    }
}

/// Starts everybody, lets them take turns, and tells.
pub(super) fn run(house: &House, folder: &Path, wish: &Wish) -> Outcome<Part> {
    let (peers, mut setting) = peers::start(house, folder)?;
    let halls = ours::Halls { halls: CLIENTS / 4, counters: 4 };
    let sqlite = ours::Ours::on_sqlite(house, folder, &halls)?;
    let postgres = ours::Ours::on_postgres(house, folder, &halls)?;
    setting.extend(postgres.release());
    let mut sides: Vec<Side> =
        [&sqlite, &postgres].into_iter().flat_map(|ours| ours.sides(&[CLIENTS, 8])).collect();
    sides.extend(peers.iter().flat_map(peers::Peer::sides));
    if let Some(only) = &wish.only {
        sides.retain(|side| side.name.contains(only));
    }
    for round in 1..=wish.rounds {
        for side in &mut sides {
            side.turn(round, wish.seconds)?;
        }
    }
    if wish.only.is_some() {
        let (text, figures) = (table(&sides), figures(&sides));
        return Ok(Part { setting, text, figures, findings: Vec::new(), bars: Vec::new() });
    }
    let fqm = Fqm::of(house, &sides)?;
    let first = sides.first().ok_or("there are no sides to compare")?;
    let (times, p99_ms) = (first.rate() / fqm.rate, first.latency_ms(0.99));
    let mut findings = vec![fqm.told];
    if let Some(limit) = sides.iter().find(|side| side.name == peers::LIMIT && side.clients == CLIENTS) {
        findings.push(format!(
            "ours on SQLite does {:.1} % of the limit's acts with {CLIENTS} clients (aim: a tenth)",
            100.0 * first.rate() / limit.rate()
        ));
    }
    Ok(Part {
        setting,
        text: table(&sides),
        figures: figures(&sides),
        findings,
        bars: vec![
            Bar {
                goal: "at least 50 times as many acts as FQM's tickets, 64 clients",
                figure: format!("{times:.1} times"),
                met: times >= TIMES_FQM,
            },
            Bar {
                goal: "99 of 100 acts within 25 ms, 64 clients",
                figure: format!("{p99_ms:.2} ms"),
                met: p99_ms < P99_MS,
            },
        ],
    })
}

/// How many tickets FQM issues here in a second with 8 clients.
struct Fqm {
    rate: f64,
    told: String,
}

impl Fqm {
    /// Measured where one runs; else told through Flask, which was measured beside FQM on another day and now here.
    fn of(house: &House, sides: &[Side]) -> Outcome<Self> {
        if let Some(side) = sides.iter().find(|side| side.name == peers::FQM) {
            let rate = side.rate();
            return Ok(Self {
                rate,
                told: format!("FQM was measured here: {rate:.1} tickets/s with 8 clients"),
            });
        }
        let here = sides.iter().find(|side| side.name == peers::FLASK && side.clients == 8);
        let here = here.ok_or("Flask was not measured with 8 clients")?.best();
        let path = house.shared("peers/baseline-2026-11-21.json")?;
        let text = std::fs::read_to_string(&path).map_err(|fault| format!("{}: {fault}", path.display()))?;
        let baseline: Value =
            serde_json::from_str(&text).map_err(|fault| format!("{}: {fault}", path.display()))?;
        let rate = |name: &str| {
            baseline["http"][name]["rps"]
                .as_f64()
                .ok_or_else(|| format!("{} tells no rate of {name}", path.display()))
        };
        let (fqm, flask) = (rate("fqm-0.9-gunicorn2/c8")?, rate("flask-sqlite-FULL/c8")?);
        let rate = here * fqm / flask;
        let told = format!(
            "**FQM was not measured here but told through Flask**: where both were measured on one machine, FQM issued \
             {fqm} tickets/s and Flask {flask}; Flask's best turn of {here:.1} here stands for {rate:.1} of FQM. PEAKEND_BENCH_FQM \
             names a running one"
        );
        Ok(Self { rate, told })
    }
}

fn table(sides: &[Side]) -> String {
    let mut text = String::from(
        "| side | clients | acts/s, median | least | p50 ms | p99 ms | server CPU µs/act | load average |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for side in sides {
        let least = side.turns.iter().map(|turn| turn.found.rate()).fold(f64::INFINITY, f64::min);
        let cpu = side.cpu_us();
        let cpu = if cpu.is_nan() { "–".into() } else { format!("{cpu:.0}") };
        // Writing to a string cannot fail.
        let _infallible = writeln!(
            text,
            "| {} | {} | {:.1} | {least:.1} | {:.2} | {:.2} | {cpu} | {:.2} |",
            side.name,
            side.clients,
            side.rate(),
            side.latency_ms(0.5),
            side.latency_ms(0.99),
            side.over_turns(|turn| turn.load.unwrap_or(f64::NAN)),
        );
    }
    text
}

fn figures(sides: &[Side]) -> Value {
    let turn = |turn: &Turn| {
        json!({
            "rate": turn.found.rate(), "p50_ms": turn.found.latency_ms(0.5), "p99_ms": turn.found.latency_ms(0.99),
            "cpu_s": turn.cpu_s, "load": turn.load,
        })
    };
    let side = |side: &Side| {
        json!({
            "name": side.name, "clients": side.clients,
            "turns": side.turns.iter().map(turn).collect::<Vec<_>>(),
        })
    };
    json!({ "acts": sides.iter().map(side).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(name: &'static str, clients: usize, answered: usize) -> Side {
        let address = SocketAddr::from(([127, 0, 0, 1], 1));
        let mut side = Side::new(name, clients, address, Vec::new(), |_| Vec::<peers::Ticket>::new());
        let found = Found { answered, seconds: 2.0, latencies_ms: vec![1.0, 2.0], ..Found::default() };
        side.turns.push(Turn { found, cpu_s: Some(1.0), load: None });
        side
    }

    #[test]
    fn a_table_shows_rates_and_the_cost_of_an_act() {
        let text = table(&[side("ours", 64, 20_000)]);
        assert!(text.contains("| ours | 64 | 10000.0 | 10000.0 | 1.00 | 2.00 | 50 | NaN |"), "{text}");
    }

    #[test]
    fn fqm_is_taken_as_measured_where_it_runs() {
        let house = House::find().unwrap();
        let fqm = Fqm::of(&house, &[side(peers::FQM, 8, 300), side(peers::FLASK, 8, 4000)]).unwrap();
        assert!((fqm.rate - 150.0).abs() < 1e-9 && fqm.told.contains("measured here"));
    }

    #[test]
    fn fqm_is_told_through_flask_where_it_does_not_run() {
        let house = House::find().unwrap();
        match Fqm::of(&house, &[side(peers::FLASK, 8, 4362)]) {
            Ok(fqm) => {
                assert!((fqm.rate - 129.1).abs() < 0.1, "{}", fqm.rate);
                assert!(fqm.told.contains("not measured here"));
            }
            Err(fault) => println!("SKIPPED: {fault}"),
        }
    }
}
