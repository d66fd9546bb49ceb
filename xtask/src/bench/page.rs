//! What a bench leaves behind: a table for the terminal, a page for the docs, a file for programs.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::measure::{Side, least, median};
use crate::Outcome;

/// A goal and whether it was reached.
pub(super) struct Bar {
    /// What is measured, with the goal: `at least 2.5 times as fast as the fastest peer`.
    pub goal: &'static str,
    /// The figure, with its unit.
    pub figure: String,
    /// Whether the goal was reached.
    pub met: bool,
}

/// Everything a bench has to tell.
pub(super) struct Page<'a> {
    /// The heading.
    pub title: String,
    /// What was done, in a sentence or two.
    pub about: String,
    /// The machine and the releases of the peers.
    pub setting: Vec<String>,
    /// Ours first, then the others; none where the bench has tables of its own.
    pub sides: &'a [Side],
    /// The load average before each round.
    pub loads: Vec<f64>,
    /// Tables of its own, as Markdown.
    pub text: String,
    /// What those tables hold, for programs.
    pub figures: Value,
    /// Further findings, one sentence each.
    pub findings: Vec<String>,
    /// The goals.
    pub bars: Vec<Bar>,
}

impl Page<'_> {
    /// Prints the page, writes it as `NAME.md` and `NAME.json` into the folder, and fails where a goal was missed.
    pub fn publish(&self, folder: &Path, name: &str) -> Outcome<()> {
        let text = self.markdown();
        println!("\n{text}");
        for (kind, text) in [("md", text), ("json", format!("{:#}\n", self.json()))] {
            let path = folder.join(format!("{name}.{kind}"));
            std::fs::write(&path, text).map_err(|fault| format!("{}: {fault}", path.display()))?;
            println!("written: {}", path.display());
        }
        let missed: Vec<_> = self.bars.iter().filter(|bar| !bar.met).map(|bar| bar.goal).collect();
        if missed.is_empty() { Ok(()) } else { Err(format!("missed: {}", missed.join("; "))) }
    }

    fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}\n\n", self.title, self.about);
        for line in &self.setting {
            put(&mut text, format_args!("- {line}"));
        }
        put(&mut text, format_args!("- load average before the rounds: {}", told(&self.loads)));
        // Sides that take turns keep about as many threads busy as there are; more is somebody else's work.
        if median(&self.loads) > super::threads() as f64 + 0.5 {
            text.push_str(
                "- **the machine was busy with other work: trust the least and the processor's seconds**\n",
            );
        }
        if !self.sides.is_empty() {
            self.put_sides(&mut text);
        }
        text.push_str(&self.text);
        text.push('\n');
        for finding in &self.findings {
            put(&mut text, format_args!("- {finding}"));
        }
        text.push_str("\n| goal | found | met |\n| --- | --- | --- |\n");
        for Bar { goal, figure, met } in &self.bars {
            put(&mut text, format_args!("| {goal} | {figure} | {} |", if *met { "yes" } else { "**no**" }));
        }
        text
    }

    fn put_sides(&self, text: &mut String) {
        text.push_str("\n| side | seconds, median | least | whole process, median | CPU s, median | peak MiB | beside ours |\n");
        text.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        let ours = self.sides.first().map_or(f64::NAN, |side| median(&side.seconds()));
        for side in self.sides {
            let seconds = side.seconds();
            put(
                text,
                format_args!(
                    "| {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.0} | {:.2} × |",
                    side.name,
                    median(&seconds),
                    least(&seconds),
                    side.median(|sample| sample.wall_s),
                    side.median(|sample| sample.cpu_s),
                    side.peak_mib(),
                    median(&seconds) / ours,
                ),
            );
        }
    }

    fn json(&self) -> Value {
        let sides: Vec<Value> = self
            .sides
            .iter()
            .map(|side| {
                let all = |figure: fn(&super::measure::Sample) -> f64| {
                    side.samples.iter().map(figure).collect::<Vec<_>>()
                };
                json!({
                    "name": side.name,
                    "seconds": side.seconds(),
                    "wall_s": all(|sample| sample.wall_s),
                    "cpu_s": all(|sample| sample.cpu_s),
                    "rss_mib": all(|sample| sample.rss_mib),
                })
            })
            .collect();
        let bars: Vec<Value> = self
            .bars
            .iter()
            .map(|bar| json!({"goal": bar.goal, "found": bar.figure, "met": bar.met}))
            .collect();
        json!({
            "title": self.title, "about": self.about, "setting": self.setting, "loads": self.loads,
            "sides": sides, "figures": self.figures, "findings": self.findings, "bars": bars,
        })
    }
}

/// The processor and the threads that every side may use.
pub(super) fn machine() -> Vec<String> {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        info.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(": "));
    let model = model.map_or("a processor that tells no name", |(_, model)| model);
    vec![format!("{model}, {} threads, {}", super::threads(), std::env::consts::OS)]
}

fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _infallible = text.write_fmt(line);
    text.push('\n');
}

fn told(loads: &[f64]) -> String {
    if loads.is_empty() {
        return "not told by this system".into();
    }
    loads.iter().map(|load| format!("{load:.2}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell;

    #[test]
    fn a_missed_goal_is_said_and_fails() {
        let page = Page {
            title: "Scoring".into(),
            about: "Ours beside theirs.".into(),
            setting: Vec::new(),
            sides: &[Side::new("ours", || shell::command("true"))],
            loads: Vec::new(),
            text: "| a table of its own |\n".into(),
            figures: Value::Null,
            findings: Vec::new(),
            bars: vec![Bar { goal: "less than 400 MiB", figure: "500 MiB".into(), met: false }],
        };
        let text = page.markdown();
        assert!(text.contains("| a table of its own |"), "{text}");
        assert!(text.contains("| less than 400 MiB | 500 MiB | **no** |"), "{text}");
        assert_eq!(page.json()["bars"][0]["met"], false);
    }
}
