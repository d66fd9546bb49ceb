//! `cargo xtask test`: every ring of tests, and an honest word about what was left out.
//!
//! A ring that cannot run, a test that printed a line beginning `SKIPPED:` and a test marked as ignored are
//! skips. They fail the run unless `--allow-skips` is given, which continuous integration cannot give.

use crate::browser::{self, Browser};
use crate::clock::{Stopwatch, lasted};
use crate::house::House;
use crate::postgres::{self, Cluster, Disk};
use crate::shell::Heard;
use crate::{Outcome, contract, lint, shell, web};

/// The test target that drives a browser; it gets a ring of its own, with the browser's paths.
const BROWSER_TESTS: &str = "browser";
/// The one that kills PostgreSQL; it gets a ring of its own, with a server that waits for its disk.
const RESTART_TESTS: &str = "restart";

/// Runs the rings, or with further words only `cargo test` with them.
pub(crate) fn run(house: &House, rest: &[String]) -> Outcome<()> {
    let (allow, rest): (Vec<_>, Vec<_>) = rest.iter().partition(|word| *word == "--allow-skips");
    let skips_allowed = !allow.is_empty() && !shell::is_ci();
    let mut report = Report::default();
    // First, because the assets are embedded: nothing compiles without them.
    report.ring("web assets", || web::assets(house).map(Told::Passed));
    if !rest.is_empty() {
        report.ring("cargo test", || chosen(house, &rest));
        return report.close(skips_allowed);
    }
    report.ring("rules of the house", || lint::texts(house).map(Told::Passed));
    report.ring("format", || lint::format(house).map(Told::Passed));
    report.ring("clippy", || lint::clippy(house).map(Told::Passed));
    let mut cluster = None;
    report.ring("PostgreSQL", || database(house, &mut cluster));
    report.ring("unit and integration tests", || unit_and_integration(house, cluster.as_ref()));
    report.ring("PostgreSQL is killed", || killed(house));
    report.ring("doc tests", || heard(cargo_test(house).args(["--workspace", "--doc"])));
    report.ring("web tests", || web_tests(house));
    report.ring("browser tests", || browser_tests(house, cluster.as_ref()));
    drop(cluster);
    report.ring("the API holds its contract", || api(house));
    report.close(skips_allowed)
}

/// How a ring ended, where it did not fail.
enum Told {
    Passed(()),
    /// It ran a test runner, whose words are kept.
    Heard(Heard),
    /// It could not run, and why.
    Skipped(String),
    /// There is nothing of its kind.
    Nothing(String),
}

fn cargo_test(house: &House) -> std::process::Command {
    let mut test = shell::cargo();
    test.arg("test").args(shell::locked()).current_dir(&house.root);
    test
}

fn heard(command: &mut std::process::Command) -> Outcome<Told> {
    shell::tee(command).map(Told::Heard)
}

/// Only what the person asked for: `rest` goes to cargo as it is.
fn chosen(house: &House, rest: &[&String]) -> Outcome<Told> {
    let cut = rest.iter().position(|word| *word == "--").unwrap_or(rest.len());
    let (ours, theirs) = rest.split_at(cut);
    let mut test = cargo_test(house);
    if !ours.iter().any(|word| word.starts_with("-p") || word.starts_with("--package")) {
        test.arg("--workspace");
    }
    if let Ok(browser) = browser::find() {
        with_browser(&mut test, &browser);
    }
    let disk = if ours.contains(&&RESTART_TESTS.to_owned()) { Disk::Durable } else { Disk::Careless };
    let cluster = postgres::find().ok().map(|programs| Cluster::start(house, &programs, disk));
    let cluster = cluster.transpose()?;
    lend(cluster.as_ref(), &mut test);
    heard(test.arg("--no-fail-fast").args(ours).arg("--").arg("--show-output").args(theirs.iter().skip(1)))
}

/// Starts the server that the following rings share, each test in a database of its own.
fn database(house: &House, cluster: &mut Option<Cluster>) -> Outcome<Told> {
    let programs = match postgres::ready() {
        Ok(programs) => programs,
        Err(fault) => return Ok(Told::Skipped(fault)),
    };
    let started = Cluster::start(house, &programs, Disk::Careless)?;
    println!("{} at {}", programs.release()?, started.url());
    *cluster = Some(started);
    Ok(Told::Passed(()))
}

/// All crates in one go; `--show-output` lets passing tests say what they skipped.
fn unit_and_integration(house: &House, cluster: Option<&Cluster>) -> Outcome<Told> {
    let mut test = cargo_test(house);
    test.args(["--workspace", "--no-fail-fast", "--lib", "--bins"]);
    for name in house.tests.iter().filter(|name| *name != BROWSER_TESTS && *name != RESTART_TESTS) {
        test.args(["--test", name]);
    }
    lend(cluster, &mut test);
    heard(test.args(["--", "--show-output"]))
}

/// Of the whole workspace, like the browser tests.
fn killed(house: &House) -> Outcome<Told> {
    let programs = match postgres::ready() {
        Ok(programs) => programs,
        Err(fault) => return Ok(Told::Skipped(fault)),
    };
    let cluster = Cluster::start(house, &programs, Disk::Durable)?;
    let mut test = cargo_test(house);
    cluster.lend(&mut test);
    heard(test.args(["--workspace", "--test", RESTART_TESTS, "--", "--show-output"]))
}

fn lend(cluster: Option<&Cluster>, test: &mut std::process::Command) {
    if let Some(cluster) = cluster {
        cluster.lend(test);
    }
}

fn web_tests(house: &House) -> Outcome<Told> {
    if web::has_script(house, "test") {
        heard(shell::command("npm").args(["run", "test"]).current_dir(house.root.join("web")))
    } else {
        Ok(Told::Nothing("web/package.json has no script `test`".into()))
    }
}

fn browser_tests(house: &House, cluster: Option<&Cluster>) -> Outcome<Told> {
    if !house.tests.contains(BROWSER_TESTS) {
        return Ok(Told::Skipped(format!("no crate has a test target named `{BROWSER_TESTS}`")));
    }
    let browser = match browser::ready() {
        Ok(browser) => browser,
        Err(fault) => return Ok(Told::Skipped(fault)),
    };
    let mut test = cargo_test(house);
    with_browser(&mut test, &browser);
    lend(cluster, &mut test);
    // Of the whole workspace, as before: a single package would have other features and compile everything anew.
    heard(test.args(["--workspace", "--test", BROWSER_TESTS, "--", "--show-output"]))
}

fn api(house: &House) -> Outcome<Told> {
    let server = match contract::server(house)? {
        Ok(server) => server,
        Err(lacking) => return Ok(Told::Nothing(lacking)),
    };
    match contract::tool(house) {
        Ok(tool) => shell::run(&mut contract::search(house, &tool, &server)?).map(Told::Passed),
        Err(fault) => Ok(Told::Skipped(fault)),
    }
}

fn with_browser(test: &mut std::process::Command, browser: &Browser) {
    test.env("PEAKEND_CHROMIUM", &browser.chromium).env("PEAKEND_CHROMEDRIVER", &browser.chromedriver);
}

/// What happened, in the order it happened.
#[derive(Default)]
struct Report {
    rings: Vec<String>,
    counts: Counts,
    passed: usize,
    failed: usize,
    skipped: usize,
    skips: Vec<String>,
}

impl Report {
    fn ring(&mut self, name: &str, run: impl FnOnce() -> Outcome<Told>) {
        println!("\n── {name}");
        let watch = Stopwatch::start();
        let told = run();
        self.note(name, told, watch.seconds());
    }

    fn note(&mut self, name: &str, told: Outcome<Told>, seconds: f64) {
        let seconds = lasted(seconds);
        let (word, detail) = match told {
            Ok(Told::Passed(())) => ("passed", String::new()),
            Ok(Told::Heard(heard)) => {
                let counts = Counts::of(&heard.lines);
                self.skips.extend(counts.skips(name, &heard.lines));
                self.counts.add(&counts);
                (if heard.ok && counts.failed == 0 { "passed" } else { "FAILED" }, counts.told())
            }
            Ok(Told::Skipped(why)) => {
                self.skips.push(format!("{name}: {why}"));
                ("SKIPPED", why)
            }
            Ok(Told::Nothing(why)) => ("nothing", why),
            Err(fault) => ("FAILED", fault),
        };
        match word {
            "passed" => self.passed += 1,
            "FAILED" => self.failed += 1,
            "SKIPPED" => self.skipped += 1,
            _ => {}
        }
        self.rings.push(format!("{word:<8} {name:<28} {seconds:>12}  {detail}").trim_end().to_owned());
    }

    fn close(&self, skips_allowed: bool) -> Outcome<()> {
        println!("\n── summary");
        for ring in &self.rings {
            println!("{ring}");
        }
        for skip in &self.skips {
            println!("not run: {skip}");
        }
        println!("tests: {}", self.counts.told());
        println!("rings: {} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped);
        self.verdict(skips_allowed)
    }

    fn verdict(&self, skips_allowed: bool) -> Outcome<()> {
        if self.failed > 0 {
            Err(format!("{} of the rings failed", self.failed))
        } else if self.skips.is_empty() || skips_allowed {
            Ok(())
        } else {
            Err("something was not run (see `not run` above); --allow-skips permits that, except where CI=true".into())
        }
    }
}

/// The sums of cargo test's `test result:` lines, and of the closing lines of Node's runner (`# pass 3`).
#[derive(Debug, Default, PartialEq)]
struct Counts {
    passed: usize,
    failed: usize,
    ignored: usize,
    runs: usize,
}

impl Counts {
    fn of(lines: &[String]) -> Self {
        let mut sum = Self::default();
        for line in lines {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["test", "result:", _, ref counts @ ..] => {
                    sum.runs += 1;
                    for pair in counts.windows(2) {
                        sum.count(pair[1].trim_end_matches(';'), pair[0]);
                    }
                }
                ["#" | "ℹ", word, count] => {
                    sum.runs += usize::from(word == "pass");
                    sum.count(word, count);
                }
                _ => {}
            }
        }
        sum
    }

    fn count(&mut self, word: &str, count: &str) {
        let Ok(count) = count.parse::<usize>() else { return };
        match word {
            "passed" | "pass" => self.passed += count,
            "failed" | "fail" => self.failed += count,
            "ignored" | "skipped" | "todo" => self.ignored += count,
            _ => {}
        }
    }

    fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
        self.runs += other.runs;
    }

    fn told(&self) -> String {
        match self.runs {
            0 => "nothing was run".into(),
            runs => {
                let Self { passed, failed, ignored, .. } = self;
                format!("{passed} passed, {failed} failed, {ignored} ignored, in {runs} runs")
            }
        }
    }

    fn skips(&self, ring: &str, lines: &[String]) -> Vec<String> {
        let mut skips: Vec<String> = lines
            .iter()
            .map(|line| line.trim())
            .filter(|line| line.starts_with("SKIPPED:"))
            .map(|line| format!("{ring}: {line}"))
            .collect();
        skips.sort();
        skips.dedup();
        if self.ignored > 0 {
            skips.push(format!("{ring}: {} tests are marked as ignored", self.ignored));
        }
        skips
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<String> {
        [
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "SKIPPED: no shared data",
            "  SKIPPED: no shared data",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 7 filtered out; finished in 1.20s",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    #[test]
    fn results_are_summed_over_all_binaries() {
        assert_eq!(Counts::of(&lines()), Counts { passed: 15, failed: 2, ignored: 1, runs: 2 });
    }

    #[test]
    fn the_closing_lines_of_node_are_counted_too() {
        let lines = ["# tests 4", "# pass 3", "# fail 0", "# skipped 1"].map(str::to_owned);
        assert_eq!(Counts::of(&lines), Counts { passed: 3, failed: 0, ignored: 1, runs: 1 });
    }

    #[test]
    fn a_skipped_line_is_repeated_once_and_ignored_tests_count_as_skips() {
        let skips = Counts::of(&lines()).skips("unit", &lines());
        assert_eq!(skips, ["unit: SKIPPED: no shared data", "unit: 1 tests are marked as ignored"]);
    }

    #[test]
    fn a_skip_fails_the_run_unless_it_is_allowed() {
        let mut report = Report::default();
        report.note("browser tests", Ok(Told::Skipped("no browser".into())), 0.0);
        assert!(report.verdict(false).is_err());
        assert!(report.verdict(true).is_ok());
    }

    #[test]
    fn a_ring_that_failed_fails_the_run_even_where_skips_are_allowed() {
        let mut report = Report::default();
        report.note("format", Err("not formatted".into()), 0.0);
        assert!(report.verdict(true).is_err());
    }
}
