//! Other programs: found, shown, run, and listened to.
//!
//! No child gets standard input: a chore must work where nobody can answer a question.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};

use crate::Outcome;

/// A command without standard input and without the variables that cargo sets for xtask itself, which would
/// make other crates' build scripts run again.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that runs this chore.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// `--locked` on continuous integration, where a lockfile that is behind is a fault; nothing elsewhere.
pub(crate) fn locked() -> &'static [&'static str] {
    if is_ci() { &["--locked"] } else { &[] }
}

/// Whether the environment says `CI=true`.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

/// Shows the command, runs it with its output where ours goes, and fails when it does.
pub(crate) fn run(command: &mut Command) -> Outcome<()> {
    println!("$ {}", shown(command));
    let status = command.status().map_err(|fault| cannot_start(command, &fault))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", shown(command))) }
}

/// Runs it silently and returns what it wrote to standard output; what it wrote to standard error is in the fault.
pub(crate) fn text(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|fault| cannot_start(command, &fault))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{}` failed ({}): {}", shown(command), output.status, said.trim()))
}

/// What a command said while everybody could read it.
pub(crate) struct Heard {
    /// Whether it ended well.
    pub ok: bool,
    /// Its lines from both outputs, in the order they arrived.
    pub lines: Vec<String>,
}

/// Shows the command and runs it with its output live, keeping a copy of every line.
pub(crate) fn tee(command: &mut Command) -> Outcome<Heard> {
    println!("$ {}", shown(command));
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|fault| cannot_start(command, &fault))?;
    let (copy, copies) = channel();
    let readers = [
        child.stdout.take().map(|from| follow(from, std::io::stdout(), copy.clone())),
        child.stderr.take().map(|from| follow(from, std::io::stderr(), copy)),
    ];
    let lines = copies.iter().collect();
    for reader in readers.into_iter().flatten() {
        reader.join().map_err(|_| format!("lost the output of `{}`", shown(command)))?;
    }
    let status = child.wait().map_err(|fault| format!("`{}`: {fault}", shown(command)))?;
    Ok(Heard { ok: status.success(), lines })
}

fn follow<R, W>(from: R, mut to: W, copy: Sender<String>) -> std::thread::JoinHandle<()>
where
    R: Read + Send + 'static,
    W: Write + Send + 'static,
{
    std::thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            // A reader that has gone away must not stop the tests: their lines are still counted.
            let _gone = to.write_all(&line).and_then(|()| to.flush());
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            if copy.send(text).is_err() {
                return;
            }
        }
    })
}

/// The path of a program, from PATH; a path with a folder in it is taken as it is.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    if program.contains('/') {
        return Path::new(program).is_file().then(|| PathBuf::from(program));
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
        .find(|full| full.is_file())
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    let mut words = vec![name];
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        let plain = !argument.is_empty() && !argument.contains(char::is_whitespace);
        words.push(if plain { argument.into_owned() } else { format!("'{argument}'") });
    }
    words.join(" ")
}

fn cannot_start(command: &Command, fault: &std::io::Error) -> String {
    format!("cannot start `{}`: {fault}", shown(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = Command::new("/usr/bin/cargo");
        command.args(["test", "a b"]);
        assert_eq!(shown(&command), "cargo test 'a b'");
    }

    #[test]
    fn both_outputs_are_heard_and_failure_is_told() {
        let heard = tee(command("sh").args(["-c", "echo out; echo err >&2; exit 3"])).unwrap();
        let mut lines = heard.lines;
        lines.sort();
        assert!(!heard.ok);
        assert_eq!(lines, ["err", "out"]);
    }

    #[test]
    fn a_program_that_does_not_exist_is_named() {
        let fault = text(&mut command("no-such-program-here")).unwrap_err();
        assert!(fault.contains("no-such-program-here"), "{fault}");
    }
}
