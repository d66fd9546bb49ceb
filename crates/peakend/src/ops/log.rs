//! The log of a server: lines on standard error, as text for people or as JSON for programs.

use crate::config::{Config, LogFormat};
use std::io::IsTerminal as _;
use tracing::Subscriber;
use tracing_subscriber::{EnvFilter, fmt};

/// Writes the log as the settings say, from here to the end of the process. A process that has begun one keeps it.
pub(super) fn begin(config: &Config) {
    // directives that cannot be meant were refused where the settings were read
    let filter = EnvFilter::try_new(&config.log_level).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let lines: Box<dyn Subscriber + Send + Sync> = match config.log_format {
        LogFormat::Text => Box::new(lines.with_ansi(std::io::stderr().is_terminal()).finish()),
        LogFormat::Json => Box::new(lines.json().flatten_event(true).finish()),
    };
    let _begun = tracing::subscriber::set_global_default(lines);
}
