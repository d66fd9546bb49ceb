//! `cargo xtask bench score`: a Parquet file of moments, from cold start to the hall × purpose table, beside the
//! best formulations known for Polars, DuckDB and DataFusion, and beside merely reading the columns.
//!
//! Ours is charged for the whole process; the peers report their own seconds, without interpreter and imports.

use std::path::{Path, PathBuf};

use super::answer::Answer;
use super::measure::{Sample, Side, closing_json, least, median, take_turns};
use super::page::{Bar, Page, machine};
use super::python;
use crate::house::House;
use crate::{Outcome, shell};

/// Rows that the goals are set for: with fewer, starting weighs more than scoring.
const ROWS: usize = 100_000_000;
const FASTER_THAN_PEERS: f64 = 2.5;
const OVER_READING: f64 = 1.3;
const MEMORY_MIB: f64 = 400.0;

/// The peers: name, engine, and the variant that was found best.
const PEERS: [(&str, &str, &str); 3] =
    [("Polars", "polars", "key"), ("DuckDB", "duckdb", "key3"), ("DataFusion", "datafusion", "key-sorted")];

/// A copy with its rows in a random but repeatable order.
const SHUFFLE: &str = "\
import sys, numpy as np, pyarrow.parquet as pq
t = pq.read_table(sys.argv[1])
t = t.take(np.random.default_rng(11).permutation(len(t)))
pq.write_table(t, sys.argv[2], compression='zstd', row_group_size=1 << 20)";

/// What the person asked for.
#[derive(Debug, PartialEq)]
pub(super) struct Wish {
    rows: usize,
    repetitions: usize,
    unsorted: bool,
}

impl Wish {
    /// Reads `--rows N`, `--reps R` and `--unsorted`.
    pub fn parse(words: &[String]) -> Outcome<Self> {
        let mut wish = Self { rows: ROWS, repetitions: 5, unsorted: false };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--rows" => wish.rows = super::whole(word, words.next())?,
                "--reps" => wish.repetitions = super::whole(word, words.next())?,
                "--unsorted" => wish.unsorted = true,
                other => {
                    return Err(format!(
                        "`bench score` knows --rows N, --reps R and --unsorted, not `{other}`"
                    ));
                }
            }
        }
        Ok(wish)
    }
}

/// Builds, generates, measures, compares and writes `score.md` and `score.json`.
pub(super) fn run(house: &House, wish: &Wish) -> Outcome<()> {
    house.build()?;
    let folder = super::folder(house)?;
    let scripts = house.shared("peers/score")?;
    let python = python::with(house, &python::SCORE)?;
    let data = data(&python, &scripts, &folder, wish.rows)?;
    let mut sides = sides(house, &python, &scripts, &data);
    let loads = take_turns(&mut sides, wish.repetitions)?;
    let (ours, others) = sides.split_first().ok_or("nothing was measured")?;
    let (peers, limits) = others.split_at(PEERS.len());

    let answer = Answer::from_csv(ours.said())?;
    let mut findings = Vec::new();
    let mut bars = vec![agreement(&answer, peers, &mut findings)?];
    if let [limit] = limits {
        bars.extend(goals(ours, peers, limit, &mut findings));
    }
    if wish.unsorted {
        bars.push(unsorted(house, &python, &data, &folder, &answer, &mut findings)?);
    }
    if wish.rows != ROWS {
        findings.push(format!(
            "the goals are set for {} moments, not for {}",
            grouped(ROWS),
            grouped(wish.rows)
        ));
    }
    let mut setting = machine();
    setting.extend(python::versions(&python, &python::SCORE)?);
    let page = Page {
        title: format!("Scoring {} moments", grouped(wish.rows)),
        about: format!(
            "From cold start to the hall × purpose table, {} rounds in turn after one of warm-up. Ours is the whole \
             process; the peers and the reading of columns are by their own clocks, without start-up and imports. \
             CPU and memory are of whole processes.",
            wish.repetitions
        ),
        setting,
        sides: &sides,
        loads,
        text: String::new(),
        figures: serde_json::Value::Null,
        findings,
        bars,
    };
    page.publish(&folder, "score")
}

fn sides(house: &House, python: &Path, scripts: &Path, data: &Path) -> Vec<Side> {
    let ours = (house.program(), data.to_owned());
    let threads = super::threads().to_string();
    let mut sides = vec![Side::new("Peakend", move || score(&ours.0, &ours.1))];
    for (name, engine, variant) in PEERS {
        let (python, script, data) = (python.to_owned(), scripts.join("run.py"), data.to_owned());
        let threads = threads.clone();
        sides.push(Side::new(name, move || {
            let mut run = shell::command(&python);
            run.arg(&script).arg(engine).arg(&data).args(["--variant", variant, "--threads", &threads]);
            run
        }));
    }
    let (python, script, data) = (python.to_owned(), scripts.join("limit.py"), data.to_owned());
    sides.push(Side::new("read and decode only", move || {
        let mut run = shell::command(&python);
        run.arg(&script).arg("read").arg(&data).args(["--threads", &threads]);
        run
    }));
    sides
}

fn score(program: &Path, data: &Path) -> std::process::Command {
    let mut run = shell::command(program);
    run.arg("score").arg(data).args(["--by", "hall,purpose", "--format", "csv"]);
    run
}

/// The generated file: the one the environment names, the one of an earlier run, or a new one.
fn data(python: &Path, scripts: &Path, folder: &Path, rows: usize) -> Outcome<PathBuf> {
    let name = format!("moments_{rows}.zstd.parquet");
    if let Some(named) = std::env::var_os("PEAKEND_BENCH_DATA") {
        let named = PathBuf::from(named);
        let file = if named.is_dir() { named.join(&name) } else { named };
        if file.file_name().is_none_or(|found| found != name.as_str()) || !file.is_file() {
            return Err(format!(
                "PEAKEND_BENCH_DATA has no {name} (found by its name, which tells the rows)"
            ));
        }
        return Ok(file);
    }
    let file = folder.join(&name);
    if !file.is_file() {
        println!("generating {} moments, once", grouped(rows));
        // Made beside and renamed, so that an interrupted run leaves no half of a file behind.
        let partial = folder.join("partial");
        shell::run(shell::command(python).arg(scripts.join("gen.py")).arg(rows.to_string()).arg(&partial))?;
        let moved =
            std::fs::rename(partial.join(&name), &file).and_then(|()| std::fs::remove_dir_all(&partial));
        moved.map_err(|fault| format!("{}: {fault}", file.display()))?;
    }
    Ok(file)
}

fn agreement(answer: &Answer, peers: &[Side], findings: &mut Vec<String>) -> Outcome<Bar> {
    let means: Vec<String> = answer.named_means().map(|(name, mean)| format!("{name} {mean:.9}")).collect();
    findings.push(format!("{} groups, {} visits; {}", answer.groups, answer.visits, means.join(", ")));
    if answer.singles > 0 {
        findings.push(format!(
            "{} groups have one visit and so no spread, which is not compared",
            answer.singles
        ));
    }
    let mut differ = 0;
    for peer in peers {
        let differences = answer.differences(&Answer::from_check(&closing_json(peer.said()))?);
        if !differences.is_empty() {
            differ += 1;
            findings.push(format!("Peakend and {} differ: {}", peer.name, differences.join("; ")));
        }
    }
    let figure = if differ == 0 { "all agree".into() } else { format!("{differ} of {} differ", peers.len()) };
    Ok(Bar { goal: "the same answer as every peer, to nine digits", figure, met: differ == 0 })
}

fn goals(ours: &Side, peers: &[Side], limit: &Side, findings: &mut Vec<String>) -> Vec<Bar> {
    let mine = ours.seconds();
    let fastest = peers.iter().min_by(|a, b| median(&a.seconds()).total_cmp(&median(&b.seconds())));
    let (name, theirs) = fastest.map_or(("no peer", Vec::new()), |peer| (peer.name, peer.seconds()));
    let faster = median(&theirs) / median(&mine);
    let over = median(&mine) / median(&limit.seconds());
    // On a busy machine the least of several rounds and the processor's seconds say more than the clock. The peer
    // that was fastest once need not be the one that was fastest as a rule.
    let (name_once, best) = peers
        .iter()
        .map(|peer| (peer.name, least(&peer.seconds())))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or(("no peer", f64::NAN));
    findings.push(format!(
        "by the least of the rounds: {:.2} times as fast as {name_once}, {:.2} times the reading",
        best / least(&mine),
        least(&mine) / least(&limit.seconds()),
    ));
    let cpu = |side: &Side| side.median(|sample| sample.cpu_s);
    let thrift = peers.iter().map(|peer| cpu(peer) / cpu(ours)).fold(f64::INFINITY, f64::min);
    findings.push(format!(
        "by processor seconds of whole processes: the thriftiest peer needs {thrift:.2} times ours, and ours {:.2} \
         times those of reading in Python",
        cpu(ours) / cpu(limit),
    ));
    let peak = ours.peak_mib();
    vec![
        Bar {
            goal: "at least 2.5 times as fast as the fastest peer",
            figure: format!("{faster:.2} times as fast as {name}"),
            met: faster >= FASTER_THAN_PEERS,
        },
        Bar {
            goal: "within 1.3 times of reading and decoding the columns",
            figure: format!("{over:.2} times"),
            met: over <= OVER_READING,
        },
        Bar { goal: "under 400 MiB", figure: format!("{peak:.0} MiB"), met: peak < MEMORY_MIB },
    ]
}

/// Scores a shuffled copy once: it may cost more, but it must not fail, nor answer otherwise.
fn unsorted(
    house: &House,
    python: &Path,
    data: &Path,
    folder: &Path,
    answer: &Answer,
    findings: &mut Vec<String>,
) -> Outcome<Bar> {
    let name = data.file_name().unwrap_or_default().to_string_lossy().replace("moments", "shuffled");
    let shuffled = folder.join(name);
    if !shuffled.is_file() {
        println!("shuffling the file, once");
        let partial = shuffled.with_extension("partial");
        shell::text(shell::command(python).args(["-c", SHUFFLE]).arg(data).arg(&partial))?;
        std::fs::rename(&partial, &shuffled).map_err(|fault| format!("{}: {fault}", shuffled.display()))?;
    }
    let goal = "unsorted input does not fail and answers the same";
    let sample = match Sample::take(&mut score(&house.program(), &shuffled)) {
        Ok(sample) => sample,
        Err(fault) => {
            findings.push(format!("unsorted: {fault}"));
            return Ok(Bar { goal, figure: "failed".into(), met: false });
        }
    };
    let differences = answer.differences(&Answer::from_csv(&sample.said)?);
    findings.push(format!(
        "the same rows in random order, once: {:.2} s, CPU {:.2} s, {:.0} MiB{}",
        sample.wall_s,
        sample.cpu_s,
        sample.rss_mib,
        if differences.is_empty() { String::new() } else { format!("; differs: {}", differences.join("; ")) }
    ));
    let figure = format!("{:.2} s, {:.0} MiB", sample.wall_s, sample.rss_mib);
    Ok(Bar { goal, figure, met: differences.is_empty() })
}

/// `100000000` as `100,000,000`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_an_unknown_one_is_named() {
        let words = ["--rows", "20_000_000", "--unsorted"].map(str::to_owned);
        let wish = Wish::parse(&words).unwrap();
        assert_eq!(wish, Wish { rows: 20_000_000, repetitions: 5, unsorted: true });
        assert!(Wish::parse(&["--reps".into(), "0".into()]).is_err());
        assert!(Wish::parse(&["--fast".into()]).unwrap_err().contains("--fast"));
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([7, 1000, 100_000_000].map(grouped), ["7", "1,000", "100,000,000"]);
    }
}
