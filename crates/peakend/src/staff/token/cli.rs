//! `peakend token`: keys from the command line.

use super::{act, store};
use crate::Error;
use crate::kernel::kinds::TokenId;
use crate::ops::{self, DataArgs};
use crate::staff::rights::Act;
use crate::staff::{Actor, person};
use crate::ui::output::put;
use crate::ui::text::Texts;

/// What to do with keys.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a key.
    New(NewArgs),
    /// List the keys.
    List(DataArgs),
    /// Revoke a key.
    Revoke(RevokeArgs),
}

/// Making a key.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// Whose it is.
    #[arg(long, value_name = "LOGIN")]
    pub login: String,
    /// What it is for.
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// The acts it is for.
    #[arg(long, value_name = "ACTS", value_delimiter = ',', value_parser = parse_act)]
    pub scope: Option<Vec<Act>>,
    /// How many days it is good.
    #[arg(long, value_name = "DAYS")]
    pub days: Option<i64>,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
}

/// Revoking a key.
#[derive(Debug, clap::Args)]
pub struct RevokeArgs {
    /// Its id, as the list shows it.
    pub id: String,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
}

fn parse_act(word: &str) -> Result<Act, String> {
    word.parse()
}

/// Runs the command.
///
/// # Errors
/// The database cannot be opened, or what is asked for not be done.
pub fn run(command: &Command, texts: &Texts) -> Result<(), Error> {
    match command {
        Command::New(args) => make(args),
        Command::List(data) => list(data, texts),
        Command::Revoke(args) => revoke(args, texts),
    }
}

/// Prints the key alone, so that a script can keep it.
fn make(args: &NewArgs) -> Result<(), Error> {
    let house = ops::open(&args.data)?;
    let (house_, login) = (house.clone(), args.login.clone());
    let (name, scopes, days) = (args.name.clone(), args.scope.clone(), args.days);
    let secret = house.db.write_now(move |tx| {
        let person = person::store::by_login(tx, &login)?.id;
        let wanted = act::Wanted { person, name: name.clone(), scopes: scopes.clone(), days };
        Ok::<_, Error>(act::make(&house_, tx, &Actor::system(), &wanted)?.1)
    })?;
    put(None, format!("{secret}\n").as_bytes())
}

fn list(data: &DataArgs, texts: &Texts) -> Result<(), Error> {
    let house = ops::open(data)?;
    let tokens = house.db.read_now(|tx| store::list(tx, None, usize::MAX))?;
    let time =
        |at: Option<crate::kernel::Instant>| at.map_or_else(|| texts.say("staff-never"), |at| at.to_string());
    let mut lines = String::new();
    for token in tokens {
        let scopes = match &token.scopes {
            Some(scopes) => scopes.iter().map(|act| act.word()).collect::<Vec<_>>().join(","),
            None => texts.say("staff-token-all"),
        };
        let (seen, until) = (time(token.seen_at), time(token.expires_at));
        lines += &format!("{}\t{}\t{}\t{scopes}\t{seen}\t{until}\n", token.id, token.login, token.name);
    }
    put(None, lines.as_bytes())
}

fn revoke(args: &RevokeArgs, texts: &Texts) -> Result<(), Error> {
    let id: TokenId = args.id.parse().map_err(|_| Error::not_found("staff-error-no-token"))?;
    let house = ops::open(&args.data)?;
    let house_ = house.clone();
    house.db.write_now(move |tx| act::revoke(&house_, tx, &Actor::system(), id))?;
    put(None, format!("{}\n", texts.say("staff-token-revoked")).as_bytes())
}
