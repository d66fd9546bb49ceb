//! All commands on one page.
//!
//! The words of `--help` are in the Fluent files (`help.ftl`): [`command`] puts them in, in the reader's language.

use crate::demo;
use crate::design::blueprint;
use crate::ops::{copying, replay, serve, settings};
use crate::run::forecast;
use crate::run::hall::files;
use crate::run::staffing;
use crate::run::twin::{calibrate, simulate};
use crate::score::{drivers, evidence, experience, groups, import, sample};
use crate::staff::{person, token};
use crate::ui::output::note;
use crate::ui::text::{Language, Texts};
use crate::{Error, ui};
use clap::{CommandFactory, FromArgMatches};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Peakend.
#[derive(Debug, clap::Parser)]
#[command(name = "peakend", version, disable_help_subcommand = true)]
pub struct Cli {
    /// Language of what is printed.
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub lang: Option<Language>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Turn any table into a table of moments.
    Import(import::cli::Args),
    /// Score a table of moments.
    Score(groups::cli::Args),
    /// Check peak–end against remembered satisfaction.
    Evidence(evidence::cli::Args),
    /// Find what drives the overall judgement.
    Drivers(drivers::cli::Args),
    /// Check or show a blueprint.
    Blueprint(blueprint::cli::Args),
    /// Simulate a network of halls.
    Sample(sample::cli::Args),
    /// Simulate a hall from a file, and what would happen if.
    Simulate(simulate::cli::Args),
    /// Take tables out of the database.
    Lake(experience::cli::Args),
    /// Tell how many will come.
    Forecast(forecast::cli::Args),
    /// Find how many counters it takes.
    Staff(staffing::cli::Args),
    /// Learn a hall from its log.
    Calibrate(calibrate::cli::Args),
    /// Serve the pages and the API.
    Serve(serve::Args),
    /// Run a network of halls that is alive.
    Demo(demo::cli::Args),
    /// Look after a database.
    Db(copying::DbArgs),
    /// Write everything into one file, while the server runs.
    Backup(copying::BackupArgs),
    /// Fill an empty database from a backup.
    Restore(copying::RestoreArgs),
    /// Hold the rows against the log.
    Replay(replay::Args),
    /// Print the settings that are in force.
    Config(settings::Args),
    /// Add people and set their passwords.
    #[command(subcommand)]
    Person(person::cli::Command),
    /// Take the set-up of halls out and in.
    #[command(subcommand)]
    Hall(files::cli::Command),
    /// Make, list and revoke keys for the API.
    #[command(subcommand)]
    Token(token::cli::Command),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Runs the program; a fault of its own ends with the code for that.
pub fn main_guarded() -> ExitCode {
    std::panic::catch_unwind(main).unwrap_or_else(|_| ExitCode::from(FAULT))
}

/// Exit code of a fault of the program.
const FAULT: u8 = 70;

/// Runs the program.
fn main() -> ExitCode {
    let language = asked_language();
    let texts = Texts::of(language);
    ui::progress::stop_on_interrupt();
    let matches = match command(&texts).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => error.exit(),
    };
    let done =
        Cli::from_arg_matches(&matches).map_err(|error| Error::Internal(error.to_string())).and_then(|cli| {
            outputs_stand_apart(&matches, &texts)?;
            run(&cli.command, &texts)
        });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if let Error::Settings(faults) = &error {
                settings::tell(faults, &texts);
            }
            let red = anstyle::Style::new().bold().fg_color(Some(anstyle::AnsiColor::Red.into()));
            note(&format!("{red}{}{red:#} {}", texts.say("cli-error"), error.tell(&texts)));
            ExitCode::from(error.exit_code())
        }
    }
}

fn run(command: &Command, texts: &Texts) -> Result<(), Error> {
    match command {
        Command::Import(args) => import::cli::run(args, texts),
        Command::Score(args) => groups::cli::run(args, texts),
        Command::Evidence(args) => evidence::cli::run(args, texts),
        Command::Drivers(args) => drivers::cli::run(args, texts),
        Command::Blueprint(args) => blueprint::cli::run(args, texts),
        Command::Sample(args) => sample::cli::run(args, texts),
        Command::Simulate(args) => simulate::cli::run(args, texts),
        Command::Lake(args) => experience::cli::run(args, texts),
        Command::Forecast(args) => forecast::cli::run(args, texts),
        Command::Staff(args) => staffing::cli::run(args, texts),
        Command::Calibrate(args) => calibrate::cli::run(args, texts),
        Command::Serve(args) => serve::run(args, texts),
        Command::Demo(args) => demo::cli::run(args, texts),
        Command::Db(args) => copying::run_db(args, texts),
        Command::Backup(args) => copying::run_backup(args, texts),
        Command::Restore(args) => copying::run_restore(args, texts),
        Command::Replay(args) => replay::run(args, texts),
        Command::Config(args) => settings::run(args, texts),
        Command::Person(command) => person::cli::run(command, texts),
        Command::Hall(command) => files::cli::run(command, texts),
        Command::Token(command) => token::cli::run(command, texts),
        Command::Completions { shell } => {
            let mut bytes = Vec::new();
            clap_complete::generate(*shell, &mut self::command(texts), "peakend", &mut bytes);
            ui::output::put(None, &bytes)
        }
    }
}

/// Options that name a file to be written, by their names in the command line.
const OUTPUTS: [(&str, &str); 3] = [("out", "--out"), ("report", "--report"), ("reject_to", "--reject-to")];

/// That no output would take the place of what is read, or of another output.
fn outputs_stand_apart(matches: &clap::ArgMatches, texts: &Texts) -> Result<(), Error> {
    let mut matches = matches;
    while let Some((_, inner)) = matches.subcommand() {
        matches = inner;
    }
    let files = |id: &str| matches.try_get_many::<PathBuf>(id).ok().flatten().into_iter().flatten();
    let same = |a: &Path, b: &Path| {
        a == b || a.canonicalize().is_ok_and(|a| a.is_file() && b.canonicalize().is_ok_and(|b| a == b))
    };
    for (id, option) in OUTPUTS {
        for to in files(id) {
            let others = matches.ids().filter(|other| other.as_str() != id);
            if others.flat_map(|other| files(other.as_str())).any(|other| same(to, other)) {
                let (value, why) = (to.display().to_string(), texts.say("cli-output-is-input"));
                return Err(Error::BadValue { option, value, why });
            }
        }
    }
    Ok(())
}

/// The language of `--lang`, else of the environment, else English. Read before anything is parsed, because the
/// help and the errors of parsing speak it too.
fn asked_language() -> Language {
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let mut words = words.skip_while(|word| word != "--lang" && !word.starts_with("--lang="));
    let asked = words.next().and_then(|word| match word.split_once('=') {
        Some((_, value)) => Some(value.to_owned()),
        None => words.next(),
    });
    let locale = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
    };
    asked.or_else(locale).and_then(|tag| tag.parse().ok()).unwrap_or(Language::En)
}

/// The command line with its help in the reader's language.
pub fn command(texts: &Texts) -> clap::Command {
    let after = texts.say("help-exit-codes");
    let version = clap::Arg::new("version").short('V').long("version").action(clap::ArgAction::Version);
    let command = Cli::command().disable_version_flag(true).arg(version);
    localised(command, "help", texts).after_help(after)
}

/// `--help`, as an option like any other, so that its words can be the reader's.
fn help_flag() -> clap::Arg {
    clap::Arg::new("help").short('h').long("help").action(clap::ArgAction::HelpShort)
}

/// Puts the texts `<path>` and `<path>-<option>` in; what every command has in common is under `help-any-…`.
fn localised(command: clap::Command, path: &str, texts: &Texts) -> clap::Command {
    let about = texts.say(path);
    let children: Vec<String> = command.get_subcommands().map(|child| child.get_name().to_owned()).collect();
    let template =
        format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}{{after-help}}", texts.say("help-heading-usage"));
    let mut command = command
        .about(about)
        .help_template(template)
        .subcommand_help_heading(texts.say("help-heading-commands"))
        .disable_help_flag(true)
        .arg(help_flag());
    let arguments: Vec<String> =
        command.get_arguments().map(|argument| argument.get_id().as_str().to_owned()).collect();
    for id in arguments {
        let word = id.replace('_', "-");
        let own = format!("{path}-{word}");
        let shared = format!("help-any-{word}");
        let text = texts.say(if texts.has(&own) { &own } else { &shared });
        let heading = |positional| {
            texts.say(if positional { "help-heading-arguments" } else { "help-heading-options" })
        };
        command = command.mut_arg(id, |argument| {
            let heading = heading(argument.is_positional());
            argument.help(text).help_heading(heading)
        });
    }
    for child in children {
        let path = format!("{path}-{child}");
        command = command.mut_subcommand(child, |child| localised(child, &path, texts));
    }
    command
}
