//! Running the program itself: serving, and what whoever runs the machine does with its data.

pub mod copying;
mod log;
pub mod private;
pub mod replay;
pub mod serve;
pub mod settings;

use crate::Error;
use crate::config::{Config, Layers};
use crate::house::House;
use crate::kernel::{Chance, Clock};
use db::Db;
use std::path::PathBuf;

/// Where the settings and the data are: the options of every command that needs them.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct DataArgs {
    /// The file of settings.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The database.
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

impl DataArgs {
    /// The layers of settings, with what these options say on top.
    pub fn layers(&self) -> Layers {
        Layers::of_process(self.config.clone()).with("database.url", "--database", self.database.as_deref())
    }

    /// What is in force.
    ///
    /// # Errors
    /// A setting cannot be read or meant.
    pub fn settings(&self) -> Result<Config, Error> {
        Ok(self.layers().read().map_err(Error::Settings)?.config)
    }
}

/// The house over the database that the options name, its schema brought up to date.
///
/// # Errors
/// A setting cannot be meant, or the database not be opened.
pub fn open(args: &DataArgs) -> Result<House, Error> {
    over(args.settings()?)
}

/// The house that these settings describe.
///
/// # Errors
/// The database cannot be opened, or its schema not be brought up to date.
pub fn over(config: Config) -> Result<House, Error> {
    let db = Db::open(config.database.parse()?, config.database_options())?;
    House::over(db, config, Clock::System, Chance::System)
}
