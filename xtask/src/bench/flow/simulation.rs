//! The twin beside Ciw, SimPy and a bare event list in C: M/M/8, a hall of three groups, and everything switched on.

use std::path::Path;

use serde_json::json;

use crate::bench::measure::{Sample, Side, closing_json, median, take_turns};
use crate::bench::page::{Bar, Page, machine};
use crate::bench::{folder, python, threads};
use crate::house::House;
use crate::{Outcome, shell};

/// What the peers import.
const PACKAGES: [&str; 2] = ["ciw", "simpy"];
/// Customers of a peer's run; ours and those of the event list have ten times as many, for they are over so soon.
const CUSTOMERS: &str = "1000000";
const MORE: &str = "10000000";
/// A run that would not fit into memory if it grew.
const MOST: &str = "100000000";
const BESIDE_CIW: f64 = 150.0;
const BESIDE_SIMPY: f64 = 60.0;
const FORK_S: f64 = 1.0;
/// Minutes, by Erlang C; of the hall by the peers' long runs.
const MMC_WAIT: f64 = 0.8769;
const HALL_WAIT: f64 = 2.69;
const HALL_LEFT: f64 = 0.1564;

/// The sides, in the order in which they take turns.
#[derive(Clone, Copy)]
enum Of {
    Mmc,
    Hall,
    Full,
    MmcSimpy,
    HallSimpy,
    MmcCiw,
    HallCiw,
    OneThread,
    Threads,
    Fork,
    List,
}

/// Builds, measures and writes `simulation.md` and `simulation.json`.
pub(super) fn run(house: &House, rounds: usize) -> Outcome<()> {
    let folder = folder(house)?;
    let scripts = house.shared("peers/queue")?;
    let program = super::example(house, "twin")?;
    let python = python::with(house, &PACKAGES)?;
    let mut sides = vec![
        ours("Peakend, M/M/8", &program, &["mmc", MORE]),
        ours("Peakend, hall", &program, &["hall", MORE]),
        ours("Peakend, everything on", &program, &["full", MORE]),
        peer("SimPy, M/M/8", &python, &scripts, ["simpy", "mmc"]),
        peer("SimPy, hall", &python, &scripts, ["simpy", "hall"]),
        peer("Ciw, M/M/8", &python, &scripts, ["ciw", "mmc"]),
        peer("Ciw, hall", &python, &scripts, ["ciw", "hall"]),
        ours("64 runs, one thread", &program, &["scale", "1"]),
        ours("64 runs, all threads", &program, &["scale", &threads().to_string()]),
        ours("live hall, 1,000 times", &program, &["fork", &threads().to_string()]),
    ];
    let mut findings = Vec::new();
    match limit(&scripts, &folder)? {
        Some(side) => sides.push(side),
        None => findings.push("no C compiler was found, so the event list in C was left out".into()),
    }
    let loads = take_turns(&mut sides, rounds)?;
    let longest = Sample::take(shell::command(&program).args(["mmc", MOST]))?;
    findings.extend(told(&sides, &longest));
    let mut setting = machine();
    setting.extend(python::versions(&python, &PACKAGES)?);
    let page = Page {
        title: "A hall simulated".into(),
        about: format!(
            "{rounds} rounds in turn after one of warm-up. An event is an arrival, an end of service or a departure before \
             service. The peers simulate {CUSTOMERS} customers, by their own clocks, without start and imports; ours and \
             the event list in C {MORE}, the whole process of ours. Figures are events a second of the processor's time, \
             medians."
        ),
        setting,
        sides: &sides,
        loads,
        text: speeds(&sides),
        figures: json!({
            "events_a_cpu_second": sides.iter().map(|side| (side.name.to_owned(), json!(speed(side)))).collect::<serde_json::Map<_, _>>(),
            "longest": closing_json(&longest.said),
        }),
        findings,
        bars: bars(&sides, &longest),
    };
    page.publish(&folder, "simulation")
}

fn ours(name: &'static str, program: &Path, words: &[&str]) -> Side {
    let (program, words) =
        (program.to_owned(), words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
    Side::new(name, move || {
        let mut run = shell::command(&program);
        run.args(&words);
        run
    })
}

fn peer(name: &'static str, python: &Path, scripts: &Path, words: [&'static str; 2]) -> Side {
    let (python, script) = (python.to_owned(), scripts.join("peers.py"));
    Side::new(name, move || {
        let mut run = shell::command(&python);
        run.arg(&script).args(words).args(["--customers", CUSTOMERS]);
        run
    })
}

/// The event list in C; none without a compiler.
fn limit(scripts: &Path, folder: &Path) -> Outcome<Option<Side>> {
    let Some(compiler) = shell::which("cc") else { return Ok(None) };
    let program = folder.join("queue-limit");
    let mut compile = shell::command(compiler);
    compile.args(["-O3", "-march=native", "-o"]).arg(&program);
    shell::run(compile.arg(scripts.join("limit.c")).arg("-lm"))?;
    Ok(Some(ours("event list in C, M/M/8", &program, &["des", MORE, "1"])))
}

/// A figure that a run tells.
fn figure(sample: &Sample, name: &str) -> f64 {
    closing_json(&sample.said)[name].as_f64().unwrap_or(f64::NAN)
}

/// Events a second of the processor's time: by the program's own count where it has one, else of the whole process.
fn speed(side: &Side) -> f64 {
    let of = |sample: &Sample| {
        let own = figure(sample, "cpu");
        figure(sample, "events") / if own.is_nan() { sample.cpu_s } else { own }
    };
    median(&side.samples.iter().map(of).collect::<Vec<_>>())
}

fn last(side: &Side, name: &str) -> f64 {
    side.samples.last().map_or(f64::NAN, |sample| figure(sample, name))
}

/// The speeds as a table.
fn speeds(sides: &[Side]) -> String {
    let mut text = String::from(
        "\n| | million events a CPU second | mean wait, min | left, % |\n| --- | ---: | ---: | ---: |\n",
    );
    for side in sides.iter().filter(|side| speed(side).is_finite()) {
        let wait = [last(side, "mean_wait"), last(side, "mean_wait_served")]
            .into_iter()
            .find(|wait| wait.is_finite());
        let wait = wait.map_or("–".to_owned(), |wait| format!("{wait:.3}"));
        let left = Some(last(side, "reneged")).filter(|left| left.is_finite() && *left > 0.0);
        let left = left.map_or("–".to_owned(), |left| format!("{:.2}", 100.0 * left));
        text += &format!("| {} | {:.2} | {wait} | {left} |\n", side.name, speed(side) / 1e6);
    }
    text
}

fn told(sides: &[Side], longest: &Sample) -> Vec<String> {
    let mut findings = vec![format!(
        "a hundred million customers take {:.1} CPU seconds and {:.1} MiB",
        longest.cpu_s, longest.rss_mib
    )];
    let cpu = |of: Of| sides[of as usize].median(|sample| sample.cpu_s);
    findings.push(format!(
        "64 runs take {:.2} times the processor's time with {} threads that they take with one",
        cpu(Of::Threads) / cpu(Of::OneThread),
        threads()
    ));
    if let Some(list) = sides.get(Of::List as usize) {
        findings.push(format!(
            "beside the event list in C: {:.0} % of its speed",
            100.0 * speed(&sides[Of::Mmc as usize]) / speed(list)
        ));
    }
    findings
}

fn bars(sides: &[Side], longest: &Sample) -> Vec<Bar> {
    let side = |of: Of| &sides[of as usize];
    let times = |ours: Of, peer: Of| speed(side(ours)) / speed(side(peer));
    let beside = |goal, ours, ciw, simpy, share: f64| {
        let (c, s) = (times(ours, ciw), times(ours, simpy));
        let met = c >= share * BESIDE_CIW && s >= share * BESIDE_SIMPY;
        Bar { goal, figure: format!("{c:.0} × Ciw, {s:.0} × SimPy"), met }
    };
    let wall = |of: Of| median(&side(of).seconds());
    let near = |found: f64, wanted: f64, by: f64| (found / wanted - 1.0).abs() < by;
    let (wait, hall, left) = (
        last(side(Of::Mmc), "mean_wait"),
        last(side(Of::Hall), "mean_wait"),
        last(side(Of::Hall), "reneged"),
    );
    let together = wall(Of::OneThread) / wall(Of::Threads);
    let same =
        last(side(Of::OneThread), "mean_wait").to_bits() == last(side(Of::Threads), "mean_wait").to_bits();
    vec![
        beside("M/M/8: at least 150 × Ciw and 60 × SimPy", Of::Mmc, Of::MmcCiw, Of::MmcSimpy, 1.0),
        beside("hall: at least 150 × Ciw and 60 × SimPy", Of::Hall, Of::HallCiw, Of::HallSimpy, 1.0),
        beside("everything on: at least half of that", Of::Full, Of::HallCiw, Of::HallSimpy, 0.5),
        Bar {
            goal: "constant memory: a hundred million customers in less than 16 MiB",
            figure: format!("{:.1} MiB", longest.rss_mib),
            met: longest.rss_mib < 16.0,
        },
        Bar {
            goal: "the answers: mean waits within 2 % (0.8769 and 2.69 min), share that left within 1 % (0.1564)",
            figure: format!("{wait:.4}, {hall:.3}, {left:.4}"),
            met: near(wait, MMC_WAIT, 0.02) && near(hall, HALL_WAIT, 0.02) && near(left, HALL_LEFT, 0.01),
        },
        Bar {
            goal: "replications scale with the cores: at least 0.8 of each, with the same answer",
            figure: format!("{together:.2} × with {} threads", threads()),
            met: together >= 0.8 * threads() as f64 && same,
        },
        Bar {
            goal: "a live hall of 20 counters, sixty minutes, 1,000 times: less than a second",
            figure: format!("{:.0} ms", 1e3 * wall(Of::Fork)),
            met: wall(Of::Fork) < FORK_S,
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(said: &str, cpu_s: f64) -> Side {
        let mut side = Side::new("one", || shell::command("true"));
        side.samples.push(Sample { wall_s: 1.0, cpu_s, rss_mib: 1.0, own_s: None, said: said.into() });
        side
    }

    #[test]
    fn a_peer_is_held_to_its_own_clock_and_ours_to_the_whole_process() {
        let peer = side("{\"events\": 100, \"cpu\": 4.0}", 5.0);
        let ours = side("{\"events\": 100}", 2.0);
        assert!((speed(&peer) - 25.0).abs() < 1e-9 && (speed(&ours) - 50.0).abs() < 1e-9);
    }

    #[test]
    fn a_side_without_events_is_not_in_the_table() {
        let text = speeds(&[side("{}", 1.0), side("{\"events\": 5, \"mean_wait\": 2.5}", 1.0)]);
        assert_eq!(text.lines().count(), 4);
        assert!(text.contains("2.500 | –"), "{text}");
    }
}
