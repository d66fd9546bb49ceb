//! Counters for 96,000 quarter-hours: Erlang C and Erlang A beside pyworkforce, another calculator and a loop in C.

use std::path::Path;

use serde_json::{Value, json};

use crate::bench::measure::{Side, closing_json, median, take_turns};
use crate::bench::page::{Bar, Page, machine};
use crate::bench::{folder, python};
use crate::house::House;
use crate::{Outcome, shell};

/// What the peers import.
const PACKAGES: [&str; 3] = ["numpy", "pyworkforce", "call_center_tools"];
/// What the script of requirements says of them and of the exact answers.
const SCRIPT: &str = include_str!("staffing.py");
const FASTER: f64 = 70.0;
const ERLANG_A_S: f64 = 0.060;

/// Builds, measures and writes `staffing.md` and `staffing.json`.
pub(super) fn run(house: &House, rounds: usize) -> Outcome<()> {
    let folder = folder(house)?;
    let scripts = house.shared("peers/staffing")?;
    let program = super::example(house, "requirements")?;
    let python = python::with(house, &PACKAGES)?;
    let (stem, answers) = (folder.join("staffing-requirements"), folder.join("staffing-answers.csv"));
    let told = requirements(&python, &scripts, &folder, &stem)?;
    let (file, exact) = (stem.with_extension("csv"), stem.with_extension("exact"));

    let ours = {
        let answers = answers.clone();
        Side::new("Peakend, Erlang C", move || {
            let mut run = shell::command(&program);
            run.arg(&file).arg(&answers);
            run
        })
    };
    let mut sides = vec![ours];
    for (name, what) in [("pyworkforce", "pyworkforce"), ("call-center-tools", "cct")] {
        let (python, script) = (python.clone(), scripts.join("peers.py"));
        sides.push(Side::new(name, move || {
            let mut run = shell::command(&python);
            run.arg(&script).arg(what);
            run
        }));
    }
    let mut findings = Vec::new();
    match limit(&python, &scripts, &folder)? {
        Some(side) => sides.push(side),
        None => findings.push("no C compiler was found, so the loop in C was left out".into()),
    }
    let loads = take_turns(&mut sides, rounds)?;

    let wrong = differences(&exact, &answers)?;
    findings.extend(told["more"].as_object().into_iter().flatten().map(|(target, share)| {
        format!(
            "{target}: pyworkforce takes more counters than needed in {:.1} % of the cases",
            100.0 * number(share)
        )
    }));
    let seconds = |side: usize| sides.get(side).map_or(f64::NAN, |side| median(&side.seconds()));
    let erlang_a = erlang_a_seconds(&sides[0]);
    let faster = seconds(1) / seconds(0);
    if let Some(limit) = sides.get(3) {
        findings.push(format!("Erlang A in C: {:.1} ms", 1e3 * erlang_a_seconds(limit)));
    }
    let mut setting = machine();
    setting.extend(python::versions(&python, &PACKAGES)?);
    let page = Page {
        title: "Counters needed in 96,000 quarter-hours".into(),
        about: format!(
            "{rounds} rounds in turn after one of warm-up, one thread each, by each program's own clock: arrivals and \
             mean service in, counters out. Erlang C: 80 % served within 5 min. Erlang A: at most 3 % leave, mean patience \
             20 min. Ours is the library's call, from raw numbers with all checks, the median of nine passes a round."
        ),
        setting,
        sides: &sides,
        loads,
        text: String::new(),
        figures: json!({ "erlang_a_s": erlang_a, "wrong": wrong, "told": told }),
        findings,
        bars: vec![
            Bar {
                goal: "Erlang C at least 70 times as fast as pyworkforce",
                figure: format!("{faster:.0} × ({:.2} ms)", 1e3 * seconds(0)),
                met: faster >= FASTER,
            },
            Bar {
                goal: "Erlang A in less than 60 ms",
                figure: format!("{:.1} ms", 1e3 * erlang_a),
                met: erlang_a < ERLANG_A_S,
            },
            Bar {
                goal: "always the exact minimum, for four targets",
                figure: format!(
                    "{wrong} of {} answers differ",
                    4 * told["requirements"].as_u64().unwrap_or(0)
                ),
                met: wrong == 0,
            },
        ],
    };
    page.publish(&folder, "staffing")
}

/// Writes the requirements and the exact answers beside `stem`; gives what the script says of them.
fn requirements(python: &Path, scripts: &Path, folder: &Path, stem: &Path) -> Outcome<Value> {
    let script = folder.join("staffing.py");
    std::fs::write(&script, SCRIPT).map_err(|fault| format!("{}: {fault}", script.display()))?;
    let mut make = shell::command(python);
    let told = closing_json(&shell::text(make.arg(&script).arg(scripts.join("peers.py")).arg(stem))?);
    if told.is_null() { Err("the script of requirements told nothing".into()) } else { Ok(told) }
}

/// The loop in C; none without a compiler.
fn limit(python: &Path, scripts: &Path, folder: &Path) -> Outcome<Option<Side>> {
    let Some(compiler) = shell::which("cc") else { return Ok(None) };
    let library = folder.join("liberl.so");
    let mut compile = shell::command(compiler);
    compile.args(["-O3", "-march=native", "-shared", "-fPIC", "-o"]).arg(&library);
    shell::run(compile.arg(scripts.join("limit.c")).arg("-lm"))?;
    let (python, script) = (python.to_owned(), scripts.join("peers.py"));
    Ok(Some(Side::new("loop in C, Erlang C", move || {
        let mut run = shell::command(&python);
        run.arg(&script).arg("limit").arg("--lib").arg(&library);
        run
    })))
}

/// Seconds of Erlang A, median over the rounds.
fn erlang_a_seconds(side: &Side) -> f64 {
    let told = side.samples.iter().map(|sample| number(&closing_json(&sample.said)["erlang_a_t"]));
    median(&told.collect::<Vec<_>>())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// In how many of the answers the two files differ.
fn differences(exact: &Path, answers: &Path) -> Outcome<usize> {
    let read =
        |file: &Path| std::fs::read_to_string(file).map_err(|fault| format!("{}: {fault}", file.display()));
    let (exact, answers) = (read(exact)?, read(answers)?);
    if exact.lines().count() != answers.lines().count() {
        return Err("there are not as many answers as requirements".into());
    }
    let differ = |(exact, answer): (&str, &str)| {
        exact.split(',').zip(answer.split(',')).filter(|(a, b)| a != b).count()
    };
    Ok(exact.lines().zip(answers.lines()).map(differ).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_that_differs_is_counted() {
        let folder = std::env::temp_dir().join(format!("staffing-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (a, b) = (folder.join("a"), folder.join("b"));
        std::fs::write(&a, "1,2,3,4\n5,6,7,8\n").unwrap();
        std::fs::write(&b, "1,2,3,4\n5,6,8,9\n").unwrap();
        assert_eq!(differences(&a, &b), Ok(2));
        std::fs::write(&b, "1,2,3,4\n").unwrap();
        assert!(differences(&a, &b).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
