//! One child process measured, and the medians of several.

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::Value;
use wait4::Wait4;

use crate::clock::Stopwatch;
use crate::{Outcome, shell};

/// What one run took and said.
pub(super) struct Sample {
    /// Seconds from the start of the process to its end.
    pub wall_s: f64,
    /// Seconds of user and system time of the process and of what it waited for.
    pub cpu_s: f64,
    /// Largest resident memory, MiB.
    pub rss_mib: f64,
    /// Seconds that the program itself reports, without its start and its imports, where it reports any.
    pub own_s: Option<f64>,
    /// Its standard output.
    pub said: String,
}

impl Sample {
    /// Runs the command once; fails when it does, with what it said.
    pub fn take(command: &mut Command) -> Outcome<Self> {
        let shown = shell::shown(command);
        let fault = |fault: std::io::Error| format!("`{shown}`: {fault}");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let watch = Stopwatch::start();
        let mut child = command.spawn().map_err(fault)?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        // Both outputs are read at once, or a child that fills one pipe would wait for ever.
        let complaints = std::thread::spawn(move || err.map(all).transpose());
        let said = out.map(all).transpose().map_err(fault)?.unwrap_or_default();
        let used = child.wait4().map_err(fault)?;
        let wall_s = watch.seconds();
        let complaints =
            complaints.join().map_err(|_| format!("lost what `{shown}` said"))?.map_err(fault)?;
        if !used.status.success() {
            return Err(format!(
                "`{shown}` failed ({}):\n{}",
                used.status,
                complaints.unwrap_or_default().trim()
            ));
        }
        Ok(Self {
            wall_s,
            cpu_s: (used.rusage.utime + used.rusage.stime).as_secs_f64(),
            rss_mib: used.rusage.maxrss as f64 / f64::from(1 << 20),
            own_s: closing_json(&said)["t"].as_f64(),
            said,
        })
    }
}

fn all(mut from: impl Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The JSON object on the last line, or null.
pub(super) fn closing_json(said: &str) -> Value {
    said.trim_end()
        .lines()
        .next_back()
        .and_then(|line| serde_json::from_str(line).ok())
        .unwrap_or(Value::Null)
}

/// One side of a comparison: how to run it, and its samples so far.
pub(super) struct Side {
    /// Its name in tables.
    pub name: &'static str,
    /// The command, made anew for every run.
    pub command: Box<dyn Fn() -> Command>,
    /// Its samples, warm-up excluded.
    pub samples: Vec<Sample>,
}

impl Side {
    /// A side without samples.
    pub fn new(name: &'static str, command: impl Fn() -> Command + 'static) -> Self {
        Self { name, command: Box::new(command), samples: Vec::new() }
    }

    /// The seconds that are compared: the program's own where it reports them, the whole process otherwise.
    pub fn seconds(&self) -> Vec<f64> {
        self.samples.iter().map(|sample| sample.own_s.unwrap_or(sample.wall_s)).collect()
    }

    /// Median of one figure of the samples.
    pub fn median(&self, figure: impl Fn(&Sample) -> f64) -> f64 {
        median(&self.samples.iter().map(figure).collect::<Vec<_>>())
    }

    /// Largest resident memory over all samples, MiB.
    pub fn peak_mib(&self) -> f64 {
        self.samples.iter().map(|sample| sample.rss_mib).fold(0.0, f64::max)
    }

    /// Standard output of the last run.
    pub fn said(&self) -> &str {
        self.samples.last().map_or("", |sample| &sample.said)
    }
}

/// Lets the sides take turns: one warm-up round, then `rounds` that count. Returns the load average before each.
pub(super) fn take_turns(sides: &mut [Side], rounds: usize) -> Outcome<Vec<f64>> {
    let mut loads = Vec::new();
    for round in 0..=rounds {
        if round > 0 {
            loads.extend(load());
        }
        for side in &mut *sides {
            let sample = Sample::take(&mut (side.command)())?;
            let own = sample.own_s.map_or(String::new(), |own| format!(", {own:.3} s by its own clock"));
            let (name, wall, cpu, rss) = (side.name, sample.wall_s, sample.cpu_s, sample.rss_mib);
            let turn = if round == 0 { "warm-up".into() } else { format!("round {round}") };
            println!("{turn:<8}  {name:<22} {wall:>7.3} s  CPU {cpu:>7.3} s  {rss:>5.0} MiB{own}");
            if round > 0 {
                side.samples.push(sample);
            }
        }
    }
    Ok(loads)
}

/// The load average over the last minute, where the system tells.
pub(super) fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}

/// The middle value; not a number for no values.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// The smallest value; infinite for no values.
pub(super) fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_measured_and_its_own_clock_is_read() {
        let mut command = shell::command("sh");
        let sample = Sample::take(command.args(["-c", "echo first; echo '{\"t\": 0.25}'"])).unwrap();
        assert_eq!(sample.own_s, Some(0.25));
        assert!(sample.wall_s > 0.0 && sample.rss_mib > 0.0);
    }

    #[test]
    fn a_child_that_fails_is_quoted() {
        let mut command = shell::command("sh");
        let fault = Sample::take(command.args(["-c", "echo why >&2; exit 1"])).err().unwrap();
        assert!(fault.contains("why"), "{fault}");
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert!((median(&[3.0, 1.0, 2.0, 10.0]) - 2.5).abs() < f64::EPSILON);
        assert!(median(&[]).is_nan());
    }
}
