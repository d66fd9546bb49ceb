//! What is set, and where it was set.
//!
//! `peakend.default.toml` in the root of the repository is the documentation of every setting and holds its default; it
//! is read by the same code as an operator's own file. Layers, each above the one before: defaults, file, environment,
//! command line. A key that nothing knows and a value that cannot be meant are errors that name their place.

mod file;
mod layers;
mod network;
mod setting;

pub use layers::{Fault, InForce, Layers, Origin};
pub use network::Networks;

use crate::kernel::words;
use crate::ui::text::Language;

words! {
    /// When cookies are sent over https only.
    pub enum SecureCookies {
        /// When the public address begins with https.
        Auto = "auto",
        /// Always.
        Always = "always",
        /// Never.
        Never = "never",
    }
}

words! {
    /// The form of the log.
    pub enum LogFormat {
        /// For people.
        Text = "text",
        /// One JSON object a line.
        Json = "json",
    }
}

words! {
    /// Who may read the metrics.
    pub enum MetricsAccess {
        /// This machine.
        Local = "local",
        /// Who shows a key of the API.
        Token = "token",
        /// Everybody.
        Open = "open",
        /// Nobody.
        Off = "off",
    }
}

/// The settings of a server.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// `server.listen`: where it listens: `ADDRESS:PORT`.
    pub listen: String,
    /// `server.public_url`: how phones reach it, without a slash at the end; none: as the browser does that asks.
    pub public_url: Option<String>,
    /// `server.secure_cookies`.
    pub secure_cookies: SecureCookies,
    /// `server.trusted_proxies`: from whom `X-Forwarded-For` is believed.
    pub trusted_proxies: Networks,
    /// `database.url`: `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// `database.readers`.
    pub readers: usize,
    /// `database.writers`.
    pub writers: usize,
    /// `log.format`.
    pub log_format: LogFormat,
    /// `log.level`: directives of `tracing`.
    pub log_level: String,
    /// `evaluator.timeout_s`: how long the evaluator waits for an answer, in seconds.
    pub evaluator_s: i64,
    /// `metrics.access`.
    pub metrics_access: MetricsAccess,
    /// `webhooks.allow_private`: whether webhooks may go to private addresses.
    pub webhooks_allow_private: bool,
    /// `defaults.zone`: the zone of new halls.
    pub zone: String,
    /// `defaults.language`: of pages for somebody who asks for none.
    pub language: Language,
}

impl Config {
    /// Whether cookies are to be sent over https only.
    pub fn cookies_are_secure(&self) -> bool {
        match self.secure_cookies {
            SecureCookies::Always => true,
            SecureCookies::Never => false,
            SecureCookies::Auto => self.public_url.as_ref().is_some_and(|url| url.starts_with("https:")),
        }
    }

    /// How many threads read and write.
    pub fn database_options(&self) -> db::Options {
        db::Options { readers: self.readers, writers: self.writers }
    }
}

impl Default for Config {
    /// As `peakend.default.toml` says.
    fn default() -> Self {
        layers::defaults().clone()
    }
}

/// `peakend.default.toml`.
pub const DEFAULT_FILE: &str = include_str!("../../../../peakend.default.toml");
