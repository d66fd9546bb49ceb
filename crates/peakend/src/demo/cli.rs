//! The command.

use super::{Plan, Town};
use crate::Error;
use crate::config::{Config, Layers};
use crate::house::House;
use crate::kernel::{Chance, Clock};
use crate::ops::serve;
use crate::ui::output::{Columns, Side, put};
use crate::ui::progress::Progress;
use crate::ui::text::Texts;
use std::path::{Path, PathBuf};

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Number of halls.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub halls: u32,
    /// Days of the past.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(0..=3660))]
    pub days: u32,
    /// Visits of a hall on a day.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=2_000))]
    pub visits_per_day: u32,
    /// How much faster than the clock.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub speed: u32,
    /// Only makes the past, and ends.
    #[arg(long)]
    pub no_live: bool,
    /// The same seed gives the same past.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The password of everybody.
    #[arg(long)]
    pub password: Option<String>,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// An empty database to use.
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// A folder to keep the data in.
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    pub keep: Option<PathBuf>,
    /// A file for keys of the clerks at the counters.
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// The database is not empty or cannot be written, or the address not be listened on.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    // dropped at the end, and everything in it is gone
    let folder = match (&args.database, &args.keep) {
        (None, None) => Some(tempfile::Builder::new().prefix("peakend-demo-").tempdir()?),
        _ => None,
    };
    let config = config(args, folder.as_ref().map(tempfile::TempDir::path))?;
    let db = db::Db::open(config.database.parse()?, config.database_options())?;
    let house = House::over(db, config, Clock::System, Chance::System)?;
    let password = args.password.clone().unwrap_or_else(|| house.chance.code(10).to_lowercase());
    let town = seed(args, &house, &password, texts)?;
    if let Some(file) = &args.keys {
        super::keys::write(&house, &town, file)?;
    }
    if args.no_live {
        return Ok(());
    }
    let speed = f64::from(args.speed);
    let (inside, said) = (house.clone(), words(&house, &town, &password, texts));
    serve::until_stopped(&house, |address| {
        put(None, said(&format!("http://{address}")).as_bytes())?;
        tokio::spawn(town.go_on(inside, speed));
        Ok(())
    })
}

fn config(args: &Args, folder: Option<&Path>) -> Result<Config, Error> {
    let of = |folder: &Path| format!("sqlite:{}", folder.join("demo.db").display());
    if let Some(keep) = &args.keep {
        std::fs::create_dir_all(keep)?;
    }
    let database = args.database.clone().or_else(|| args.keep.as_deref().map(of)).or_else(|| folder.map(of));
    let layers = Layers::of_process(None).with("database.url", "--database", database.as_deref()).with(
        "server.listen",
        "--listen",
        args.listen.as_deref(),
    );
    Ok(layers.read().map_err(Error::Settings)?.config)
}

fn seed(args: &Args, house: &House, password: &str, texts: &Texts) -> Result<Town, Error> {
    let plan = Plan {
        halls: args.halls as usize,
        days: args.days as usize,
        visits_per_day: f64::from(args.visits_per_day),
        seed: args.seed,
        live: !args.no_live,
        language: texts.language(),
    };
    let now = house.clock.now();
    let progress = Progress::begin("demo-progress", texts);
    let hash = crate::staff::sign_in::password::hash_now(&house.chance, password)?;
    let town = super::seed(house, &plan, &hash, now, |done, total| progress.tell(done, total))?;
    drop(progress);
    let (visits, events) = house.db.read_now(super::store::counts)?;
    let took = house.clock.now().seconds_since(now);
    let text = texts.say_with(
        "demo-seeded",
        &[
            ("halls", args.halls.into()),
            ("days", args.days.into()),
            ("visits", visits.into()),
            ("events", events.into()),
            ("seconds", format!("{took:.1}").into()),
            ("database", house.db.place().to_string().into()),
        ],
    );
    put(None, format!("{text}\n").as_bytes())?;
    Ok(town)
}

/// What is said once the address is known.
fn words(house: &House, town: &Town, password: &str, texts: &Texts) -> impl FnOnce(&str) -> String + use<> {
    let heads = ["demo-head-role", "demo-head-login", "demo-head-name"].map(|id| (texts.say(id), Side::Left));
    let mut columns = Columns::new(heads);
    for sign in &town.signs {
        let role = texts.say(&format!("demo-role-{}", sign.role.word().replace('_', "-")));
        columns.push(vec![role, sign.login.clone(), sign.name.clone()]);
    }
    let columns = columns.show();
    let password = texts.with("demo-password", "password", password);
    let hall = town.first_hall().to_owned();
    let base = house.config.public_url.clone();
    let (head, stop) = ("demo-address", texts.say("demo-stop"));
    let head = texts.say_with(head, &[("address", "\u{1}".into())]);
    let tries = [
        "demo-try-board",
        "demo-try-ticket",
        "demo-try-clerk",
        "demo-try-rate",
        "demo-try-curve",
        "demo-try-manager",
    ];
    let tries = tries
        .map(|id| texts.say_with(id, &[("address", "\u{1}".into()), ("hall", hall.as_str().into())]))
        .join("\n");
    move |address| {
        let address = base.as_deref().unwrap_or(address);
        format!("\n{head}\n\n{columns}\n{password}\n\n{tries}\n\n{stop}\n").replace('\u{1}', address)
    }
}
