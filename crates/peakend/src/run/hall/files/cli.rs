//! `peakend hall`: the set-up taken out and in from the command line.

use super::{Change, Outcome, import, people, read, records, tables, toml};
use crate::Error;
use crate::house::House;
use crate::ops::{self, DataArgs};
use crate::run::network;
use crate::staff::{Actor, person};
use crate::ui::output::{note, put, visible};
use crate::ui::text::Texts;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to do with the set-up.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Take the set-up out.
    Export(ExportArgs),
    /// Take a set-up in.
    Import(ImportArgs),
}

/// Taking it out.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// A hall, or a place with all its halls.
    #[arg(long, value_name = "CODE", conflicts_with = "all")]
    pub hall: Option<String>,
    /// The whole network; so it is if no hall is named.
    #[arg(long)]
    pub all: bool,
    /// Form of the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Form,
    /// Where it is written.
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
}

/// Taking it in.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only says what would change.
    #[arg(long)]
    pub dry_run: bool,
    /// A file for the one-time passwords of who is new.
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    pub passwords: Option<PathBuf>,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
}

/// The forms of a set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Form {
    /// One document.
    #[default]
    Toml,
    /// Several tables.
    Csv,
}

/// Runs the command.
///
/// # Errors
/// The database cannot be opened, a file not be read or written, or what it says not be done.
pub fn run(command: &Command, texts: &Texts) -> Result<(), Error> {
    match command {
        Command::Export(args) => export(args),
        Command::Import(args) => take_in(args, texts),
    }
}

fn export(args: &ExportArgs) -> Result<(), Error> {
    if args.format == Form::Csv && args.out.is_none() {
        return Err(Error::Needs { option: "--format csv", needs: "--out" });
    }
    let house = ops::open(&args.data)?;
    let code = args.hall.clone();
    let there = house.db.read_now(move |tx| {
        let path = match &code {
            Some(code) => network::by_code(tx, code)?.path,
            None => network::root(tx)?.ok_or_else(|| Error::not_found("hall-no-places"))?.path,
        };
        let mut there = records(tx, &path)?;
        there.extend(people(tx, &Actor::system(), &path)?);
        Ok::<_, Error>(there)
    })?;
    match (&args.out, args.format) {
        (out, Form::Toml) => put(out.as_deref(), toml(&there).as_bytes()),
        (Some(folder), Form::Csv) => {
            std::fs::create_dir_all(folder)?;
            for (table, bytes) in tables(&there)? {
                put(Some(&folder.join(format!("{table}.csv"))), &bytes)?;
            }
            Ok(())
        }
        (None, Form::Csv) => Ok(()),
    }
}

fn take_in(args: &ImportArgs, texts: &Texts) -> Result<(), Error> {
    let io = |action, source| lake::Error::Io { file: args.file.clone(), action, source };
    let bytes = std::fs::read(&args.file).map_err(|error| io("read", error))?;
    let csv = args.file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let house = ops::open(&args.data)?;
    let outcome = import_now(&house, &bytes, csv, args.dry_run)?;
    match outcome {
        Outcome::Good(changes) => {
            put(None, told(&changes, args.dry_run, texts).as_bytes())?;
            let new: Vec<&str> = changes
                .iter()
                .filter(|change| change.act == "person_added" && !args.dry_run)
                .filter_map(|change| change.name.split_once('.').map(|(_, login)| login))
                .collect();
            let file = args.passwords.as_deref();
            if new.is_empty() && file.is_none() { Ok(()) } else { let_in(&house, &new, file, texts) }
        }
        Outcome::Bad(faults) => {
            let red = anstyle::Style::new().fg_color(Some(anstyle::AnsiColor::Red.into()));
            let (word, file) = (texts.say("cli-fault"), args.file.display().to_string());
            for fault in &faults {
                note(&format!("{red}{word}{red:#} {}", visible(&fault.tell(&file, texts))));
            }
            Err(Error::invalid("file", "hall-file-faults").with("count", faults.len()))
        }
    }
}

/// Gives who is new a password that is good for once, in a file that only its owner reads; or says that they have none.
fn let_in(house: &House, logins: &[&str], file: Option<&Path>, texts: &Texts) -> Result<(), Error> {
    let Some(file) = file else {
        return put(
            None,
            format!("{}\n", texts.with("hall-file-no-passwords", "count", logins.len())).as_bytes(),
        );
    };
    let fault = |error: csv::Error| Error::Internal(error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    table.write_record(["login", "password"]).map_err(fault)?;
    for login in logins {
        let wanted = (*login).to_owned();
        let person = house.db.read_now(move |tx| person::store::by_login(tx, &wanted))?;
        let once = runtime.block_on(person::act::reset_password(house, &Actor::system(), person.id))?;
        table.write_record([login, once.as_str()]).map_err(fault)?;
    }
    let bytes = table.into_inner().map_err(|error| Error::Internal(error.to_string()))?;
    ops::private::write(file, &bytes)?;
    put(None, format!("{}\n", texts.with("hall-file-passwords", "count", logins.len())).as_bytes())
}

/// Does what a file says, as the program itself. Not for threads of an async runtime.
///
/// # Errors
/// What has nothing to do with the file.
pub fn import_now(house: &House, bytes: &[u8], csv: bool, dry: bool) -> Result<Outcome, Error> {
    let (job, read) = (house.clone(), Arc::new(read(bytes, csv)));
    Outcome::of(house.db.write_now(move |tx| import(&job, tx, &Actor::system(), &read, dry)))
}

fn told(changes: &[Change], dry: bool, texts: &Texts) -> String {
    let mut text = String::new();
    for change in changes {
        let act = texts.say(&format!("audit-act-{}", change.act.replace('_', "-")));
        text += &format!("{}: {act}", change.name);
        if !change.before.is_empty() || !change.after.is_empty() {
            text += &format!(": {} → {}", change.before, change.after);
        }
        text.push('\n');
    }
    let id = match (changes.is_empty(), dry) {
        (true, _) => "hall-file-nothing",
        (false, true) => "hall-file-would",
        (false, false) => "hall-file-done",
    };
    text + &texts.with(id, "count", changes.len()) + "\n"
}
