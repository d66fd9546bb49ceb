//! `cargo xtask bench drivers`: the importance of 14 touchpoints over 60,000 answers, beside NumPy and C.
//!
//! Ours is charged for everything: start, reading a compressed text file, both decompositions and the bootstrap.
//! The peers decompose made-up numbers of the same size that already lie in memory, so they are a floor, not rivals.

use std::path::{Path, PathBuf};

use super::measure::{Side, median, take_turns};
use super::page::{Bar, Page, machine};
use super::python;
use crate::house::House;
use crate::{Outcome, shell};

const ROWS: &str = "60000";
const SECONDS: f64 = 1.0;

/// Reads `--reps R`; seven without it.
pub(super) fn repetitions(words: &[String]) -> Outcome<usize> {
    match words {
        [] => Ok(7),
        [option, value] if option == "--reps" => super::whole(option, Some(value)),
        _ => Err("`bench drivers` knows only --reps R".into()),
    }
}

/// Builds, measures and writes `drivers.md` and `drivers.json`.
pub(super) fn run(house: &House, repetitions: usize) -> Outcome<()> {
    house.build()?;
    let folder = super::folder(house)?;
    let scripts = house.shared("peers/drivers")?;
    let answers = house.shared("data/touchpoints/airline-60k.csv.gz")?;
    let python = python::with(house, &python::DRIVERS)?;
    let mut findings = Vec::new();
    let mut sides = vec![ours(house, &answers), numpy(&python, &scripts)];
    match proxy(&python, &scripts, &folder)? {
        Some(side) => sides.push(side),
        None => findings.push("no C compiler was found, so the proxy in C was left out".into()),
    }
    let loads = take_turns(&mut sides, repetitions)?;
    let seconds = sides.first().map_or(f64::NAN, |side| median(&side.seconds()));
    let mut setting = machine();
    setting.extend(python::versions(&python, &python::DRIVERS)?);
    let page = Page {
        title: "Drivers of the overall judgement: 14 touchpoints, 60,000 answers".into(),
        about: format!(
            "{repetitions} rounds in turn after one of warm-up. Ours is the whole process: it reads a compressed text \
             file and adds relative weights and bootstrap intervals. The peers only decompose numbers in memory, by \
             their own clocks."
        ),
        setting,
        sides: &sides,
        loads,
        text: String::new(),
        figures: serde_json::Value::Null,
        findings,
        bars: vec![Bar {
            goal: "less than one second",
            figure: format!("{seconds:.3} s"),
            met: seconds < SECONDS,
        }],
    };
    page.publish(&folder, "drivers")
}

fn ours(house: &House, answers: &Path) -> Side {
    let (program, answers, map) =
        (house.program(), answers.to_owned(), house.root.join("maps").join("airline.toml"));
    Side::new("Peakend", move || {
        let mut run = shell::command(&program);
        run.arg("drivers").arg(&answers).arg("--map").arg(&map).args(["--format", "json"]);
        run
    })
}

fn numpy(python: &Path, scripts: &Path) -> Side {
    let (python, script) = (python.to_owned(), scripts.join("lmg.py"));
    Side::new("NumPy, batched", move || {
        let mut run = shell::command(&python);
        run.arg(&script)
            .args(["numpy", "--n", ROWS])
            .env("OPENBLAS_NUM_THREADS", super::threads().to_string());
        run
    })
}

/// The C proxy, compiled, with its data; none without a compiler.
fn proxy(python: &Path, scripts: &Path, folder: &Path) -> Outcome<Option<Side>> {
    let Some(compiler) = shell::which("cc") else { return Ok(None) };
    let (program, data): (PathBuf, PathBuf) = (folder.join("lmg"), folder.join(format!("lmg-{ROWS}.bin")));
    let mut compile = shell::command(compiler);
    compile.args(["-O3", "-march=native", "-ffast-math", "-w", "-o"]).arg(&program);
    shell::run(compile.arg(scripts.join("limit.c")).arg("-lm"))?;
    if !data.is_file() {
        let mut make = shell::command(python);
        shell::run(make.arg(scripts.join("lmg.py")).arg("data").arg(&data).args(["--n", ROWS]))?;
    }
    Ok(Some(Side::new("C proxy, one core", move || {
        let mut run = shell::command(&program);
        run.arg(&data).arg(ROWS);
        run
    })))
}
