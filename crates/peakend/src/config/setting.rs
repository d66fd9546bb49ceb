//! Every setting on one page: its key, what it must be, and how it is put into the configuration and read from it.

use super::{Config, Networks};
use jiff::tz::TimeZone;

/// A value as a file or the environment gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Truth(bool),
    /// Texts.
    List(Vec<String>),
}

impl Raw {
    /// A text of the environment or the command line, read as a value of the same kind as `self`.
    pub fn of_its_kind(&self, text: &str) -> Option<Self> {
        Some(match self {
            Self::Text(_) => Self::Text(text.to_owned()),
            Self::Whole(_) => Self::Whole(text.trim().parse().ok()?),
            Self::Truth(_) => Self::Truth(text.trim().parse().ok()?),
            Self::List(_) => Self::List(
                text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect(),
            ),
        })
    }

    /// As it is written in a file of settings.
    pub fn toml(&self) -> String {
        match self {
            // a JSON string is a TOML string
            Self::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
            Self::List(items) => serde_json::Value::from(items.clone()).to_string(),
        }
    }

    /// As JSON.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Whole(number) => (*number).into(),
            Self::Truth(truth) => (*truth).into(),
            Self::List(items) => items.clone().into(),
        }
    }
}

/// A setting.
pub struct Setting {
    /// Its key, `section.name`.
    pub key: &'static str,
    /// The id of the text that says what it must be.
    pub wanted: &'static str,
    /// Puts a value in; `None` if it cannot be meant.
    pub put: fn(&mut Config, Raw) -> Option<()>,
    /// The value, with secrets masked.
    pub get: fn(&Config) -> Raw,
}

fn text(raw: Raw) -> Option<String> {
    if let Raw::Text(text) = raw { Some(text) } else { None }
}

fn word<T: std::str::FromStr>(raw: Raw) -> Option<T> {
    text(raw)?.parse().ok()
}

fn whole(raw: Raw, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    if let Raw::Whole(number) = raw { Some(number).filter(|number| range.contains(number)) } else { None }
}

fn connections(raw: Raw) -> Option<usize> {
    usize::try_from(whole(raw, 1..=256)?).ok()
}

fn truth(raw: Raw) -> Option<bool> {
    if let Raw::Truth(truth) = raw { Some(truth) } else { None }
}

fn list(raw: Raw) -> Option<Vec<String>> {
    if let Raw::List(items) = raw { Some(items) } else { None }
}

fn address(text: &str) -> Option<()> {
    let (host, port) = text.rsplit_once(':')?;
    (!host.is_empty() && port.parse::<u16>().is_ok()).then_some(())
}

fn web_address(text: &str) -> Option<Option<String>> {
    let text = text.trim_end_matches('/');
    if text.is_empty() {
        return Some(None);
    }
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let plain = !host.is_empty() && !host.contains(['?', '#', ' ', '"']);
    plain.then(|| Some(text.to_owned()))
}

/// Every setting, in the order of `peakend.default.toml`.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "server.listen",
        wanted: "ops-wanted-address",
        put: |config, raw| {
            let text = text(raw)?;
            address(&text)?;
            config.listen = text;
            Some(())
        },
        get: |config| Raw::Text(config.listen.clone()),
    },
    Setting {
        key: "server.public_url",
        wanted: "ops-wanted-web-address",
        put: |config, raw| {
            config.public_url = web_address(&text(raw)?)?;
            Some(())
        },
        get: |config| Raw::Text(config.public_url.clone().unwrap_or_default()),
    },
    Setting {
        key: "server.secure_cookies",
        wanted: "ops-wanted-secure-cookies",
        put: |config, raw| word(raw).map(|word| config.secure_cookies = word),
        get: |config| Raw::Text(config.secure_cookies.to_string()),
    },
    Setting {
        key: "server.trusted_proxies",
        wanted: "ops-wanted-networks",
        put: |config, raw| {
            config.trusted_proxies = Networks::parse(&list(raw)?).ok()?;
            Some(())
        },
        get: |config| Raw::List(config.trusted_proxies.texts()),
    },
    Setting {
        key: "database.url",
        wanted: "ops-wanted-database",
        put: |config, raw| {
            let text = text(raw)?;
            text.parse::<db::Place>().ok()?;
            config.database = text;
            Some(())
        },
        // a `Place` shows itself without its password
        get: |config| {
            Raw::Text(config.database.parse::<db::Place>().map_or_else(|_| String::new(), |p| p.to_string()))
        },
    },
    Setting {
        key: "database.readers",
        wanted: "ops-wanted-connections",
        put: |config, raw| connections(raw).map(|many| config.readers = many),
        get: |config| Raw::Whole(i64::try_from(config.readers).unwrap_or(i64::MAX)),
    },
    Setting {
        key: "database.writers",
        wanted: "ops-wanted-connections",
        put: |config, raw| connections(raw).map(|many| config.writers = many),
        get: |config| Raw::Whole(i64::try_from(config.writers).unwrap_or(i64::MAX)),
    },
    Setting {
        key: "log.format",
        wanted: "ops-wanted-log-format",
        put: |config, raw| word(raw).map(|word| config.log_format = word),
        get: |config| Raw::Text(config.log_format.to_string()),
    },
    Setting {
        key: "log.level",
        wanted: "ops-wanted-log-level",
        put: |config, raw| {
            let text = text(raw)?;
            tracing_subscriber::EnvFilter::try_new(&text).ok()?;
            config.log_level = text;
            Some(())
        },
        get: |config| Raw::Text(config.log_level.clone()),
    },
    Setting {
        key: "evaluator.timeout_s",
        wanted: "ops-wanted-evaluator",
        put: |config, raw| whole(raw, 5..=600).map(|seconds| config.evaluator_s = seconds),
        get: |config| Raw::Whole(config.evaluator_s),
    },
    Setting {
        key: "metrics.access",
        wanted: "ops-wanted-metrics",
        put: |config, raw| word(raw).map(|word| config.metrics_access = word),
        get: |config| Raw::Text(config.metrics_access.to_string()),
    },
    Setting {
        key: "webhooks.allow_private",
        wanted: "ops-wanted-truth",
        put: |config, raw| truth(raw).map(|truth| config.webhooks_allow_private = truth),
        get: |config| Raw::Truth(config.webhooks_allow_private),
    },
    Setting {
        key: "defaults.zone",
        wanted: "ops-wanted-zone",
        put: |config, raw| {
            let text = text(raw)?;
            TimeZone::get(&text).ok()?;
            config.zone = text;
            Some(())
        },
        get: |config| Raw::Text(config.zone.clone()),
    },
    Setting {
        key: "defaults.language",
        wanted: "ops-wanted-language",
        put: |config, raw| word(raw).map(|word| config.language = word),
        get: |config| Raw::Text(config.language.tag().to_owned()),
    },
];
