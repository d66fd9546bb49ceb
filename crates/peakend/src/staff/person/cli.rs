//! `peakend person`: people from the command line, so that a server without a browser can be set up.

use super::act::{self, Wanted};
use super::store;
use crate::Error;
use crate::house::House;
use crate::ops::{self, DataArgs};
use crate::run::network::act::NewPlace;
use crate::run::network::{self, PlaceKind};
use crate::staff::Actor;
use crate::staff::sign_in::password;
use crate::ui::output::put;
use crate::ui::text::Texts;
use std::io::BufRead as _;

/// What to do with people.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add somebody.
    Add(AddArgs),
    /// Set somebody's password.
    Password(PasswordArgs),
}

/// Adding somebody.
#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// What they sign in by.
    #[arg(long, value_name = "LOGIN")]
    pub login: String,
    /// Their name.
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// A role at a place.
    #[arg(long, value_name = "ROLE[@PLACE]", required = true)]
    pub role: Vec<String>,
    /// What they can do.
    #[arg(long, value_name = "SKILLS", value_delimiter = ',')]
    pub skill: Vec<String>,
    /// Read the password from standard input.
    #[arg(long)]
    pub password_stdin: bool,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
}

/// Setting a password.
#[derive(Debug, clap::Args)]
pub struct PasswordArgs {
    /// Whose.
    #[arg(long, value_name = "LOGIN")]
    pub login: String,
    /// Read the password from standard input.
    #[arg(long)]
    pub password_stdin: bool,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
}

/// Runs the command.
///
/// # Errors
/// The database cannot be opened, or what is asked for not be done.
pub fn run(command: &Command, texts: &Texts) -> Result<(), Error> {
    match command {
        Command::Add(args) => add(args, texts),
        Command::Password(args) => set(args, texts),
    }
}

fn add(args: &AddArgs, texts: &Texts) -> Result<(), Error> {
    let house = ops::open(&args.data)?;
    let given = typed(args.password_stdin)?;
    let hash = match &given {
        Some(given) => {
            Some(password::hash_now(&house.chance, &password::parse("password", given, &args.login)?)?)
        }
        None => None,
    };
    // without a place, a role is held in the whole network
    let role = |role: &String| {
        role.split_once('@').map_or((role.clone(), "net".to_owned()), |(r, p)| (r.to_owned(), p.to_owned()))
    };
    let wanted = Wanted {
        login: args.login.clone(),
        name: args.name.clone(),
        language: texts.language().tag().to_owned(),
        skills: args.skill.clone(),
        roles: args.role.iter().map(role).collect(),
    };
    let house_ = house.clone();
    let person = house.db.write_now(move |tx| {
        if network::root(tx)?.is_none() {
            network::act::add_place(&house_, tx, &Actor::system(), &whole())?;
        }
        act::add(&house_, tx, &Actor::system(), &wanted, hash.as_deref().map(|hash| (hash, None)))
    })?;
    let said = texts.say_with("staff-cli-added", &[("login", person.login.as_str().into())]);
    put(None, format!("{said}\n").as_bytes())?;
    if given.is_none() { tell_temporary(&house, &person.login, texts) } else { Ok(()) }
}

/// The network of a house that has none yet; its name can be changed on its page.
fn whole() -> NewPlace {
    NewPlace {
        kind: PlaceKind::Network,
        parent: None,
        code: "net".to_owned(),
        name_zh: "全网".to_owned(),
        name_en: "Network".to_owned(),
    }
}

fn set(args: &PasswordArgs, texts: &Texts) -> Result<(), Error> {
    let house = ops::open(&args.data)?;
    let Some(given) = typed(args.password_stdin)? else { return tell_temporary(&house, &args.login, texts) };
    let login = args.login.clone();
    let person = house.db.read_now(move |tx| store::by_login(tx, &login))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(act::set_password(&house, &Actor::system(), person.id, &given, None))?;
    let said = texts.say_with("staff-cli-password", &[("login", args.login.as_str().into())]);
    put(None, format!("{said}\n").as_bytes())
}

/// Sets a password that is good for once, and prints it.
fn tell_temporary(house: &House, login: &str, texts: &Texts) -> Result<(), Error> {
    let wanted = login.to_owned();
    let person = house.db.read_now(move |tx| store::by_login(tx, &wanted))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let temporary = runtime.block_on(act::reset_password(house, &Actor::system(), person.id))?;
    let said = texts.say_with("staff-cli-temporary", &[("password", temporary.into())]);
    put(None, format!("{said}\n").as_bytes())
}

/// The first line of standard input, if it is asked for. Passwords are no options, which everybody on the machine can read.
fn typed(asked: bool) -> Result<Option<String>, Error> {
    if !asked {
        return Ok(None);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
}
