//! The layers: defaults, file, environment, command line.

use super::setting::{Raw, SETTINGS, Setting};
use super::{Config, DEFAULT_FILE, LogFormat, MetricsAccess, Networks, SecureCookies, file};
use crate::ui::text::{Language, Texts};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The file that is read when no other is named, if it is there.
const USUAL_FILE: &str = "peakend.toml";

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The built-in file.
    Default,
    /// A file of settings.
    File {
        /// Its name as it was given.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1, in characters.
        column: usize,
    },
    /// A variable of the environment.
    Environment(String),
    /// An option of the command line.
    Option(&'static str),
}

impl Origin {
    /// For sorting what is in one file.
    pub(super) fn place(&self) -> (usize, usize) {
        if let Self::File { line, column, .. } = self { (*line, *column) } else { (0, 0) }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("peakend.default.toml"),
            Self::File { name, line, column } => write!(f, "{name}:{line}:{column}"),
            Self::Environment(name) => f.write_str(name),
            Self::Option(name) => f.write_str(name),
        }
    }
}

/// What is wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub origin: Origin,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Unreadable(String),
    Syntax(String),
    Unknown { key: String, nearest: Option<String> },
    Wrong { key: &'static str, value: String, wanted: &'static str },
}

impl Fault {
    pub(super) fn syntax(origin: Origin, detail: String) -> Self {
        Self { origin, what: What::Syntax(detail) }
    }

    pub(super) fn unknown(origin: Origin, key: &str) -> Self {
        let keys = || SETTINGS.iter().map(|setting| setting.key);
        let near = |known: &&str| strsim::jaro_winkler(key, known);
        let nearest = keys().filter(|known| near(known) > 0.8).max_by(|a, b| near(a).total_cmp(&near(b)));
        Self { origin, what: What::Unknown { key: key.to_owned(), nearest: nearest.map(str::to_owned) } }
    }

    pub(super) fn wrong(origin: Origin, setting: &Setting, value: &str) -> Self {
        let secret = setting.key == "database.url" && value.contains('@');
        let value = if secret { "…".to_owned() } else { value.to_owned() };
        Self { origin, what: What::Wrong { key: setting.key, value, wanted: setting.wanted } }
    }

    /// The fault in the reader's words, on one line.
    pub fn tell(&self, texts: &Texts) -> String {
        let said = match &self.what {
            What::Unreadable(why) => texts.with("ops-setting-unreadable", "why", why),
            What::Syntax(detail) => texts.with("ops-setting-syntax", "detail", detail),
            What::Unknown { key, nearest } => {
                let hint = nearest
                    .as_ref()
                    .map_or_else(String::new, |name| texts.with("cli-did-you-mean", "name", name));
                texts.say_with("ops-setting-unknown", &[("key", key.as_str().into()), ("hint", hint.into())])
            }
            What::Wrong { key, value, wanted } => texts.say_with(
                "ops-setting-wrong",
                &[
                    ("key", (*key).into()),
                    ("value", value.as_str().into()),
                    ("wanted", texts.say(wanted).into()),
                ],
            ),
        };
        format!("{}: {said}", self.origin)
    }
}

/// What is in force, and where each value comes from.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The settings.
    pub config: Config,
    origins: Vec<Origin>,
}

impl InForce {
    /// Every setting: its key, its value with secrets masked, and where it comes from.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&'static str, Raw, &Origin)> {
        SETTINGS
            .iter()
            .zip(&self.origins)
            .map(|(setting, origin)| (setting.key, (setting.get)(&self.config), origin))
    }
}

/// What the layers above the defaults say.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// The file that the command line names.
    pub file: Option<PathBuf>,
    /// The environment.
    pub environment: Vec<(String, String)>,
    /// Options of the command line: the key, the option, the value.
    pub options: Vec<(&'static str, &'static str, String)>,
}

impl Layers {
    /// With the environment of this process.
    pub fn of_process(file: Option<PathBuf>) -> Self {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| {
                Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
            })
            .filter(|(name, _)| name.starts_with("PEAKEND_"))
            .collect();
        Self { file, environment, options: Vec::new() }
    }

    /// Puts an option of the command line on top, if it was given.
    #[must_use]
    pub fn with(mut self, key: &'static str, option: &'static str, value: Option<&str>) -> Self {
        self.options.extend(value.map(|value| (key, option, value.to_owned())));
        self
    }

    /// Lays them over each other.
    ///
    /// # Errors
    /// Every key that nothing knows and every value that cannot be meant.
    pub fn read(&self) -> Result<InForce, Vec<Fault>> {
        let mut force =
            InForce { config: defaults().clone(), origins: vec![Origin::Default; SETTINGS.len()] };
        let mut faults = Vec::new();
        if let Some((path, must)) = self.chosen_file() {
            self.lay_file(&path, must, &mut force, &mut faults);
        }
        self.lay_environment(&mut force, &mut faults);
        for (key, option, value) in &self.options {
            if let Some(index) = SETTINGS.iter().position(|setting| setting.key == *key) {
                lay_text(index, value, Origin::Option(option), &mut force, &mut faults);
            }
        }
        if faults.is_empty() { Ok(force) } else { Err(faults) }
    }

    fn chosen_file(&self) -> Option<(PathBuf, bool)> {
        let named =
            self.environment.iter().find(|(name, value)| name == "PEAKEND_CONFIG" && !value.is_empty());
        let usual = Path::new(USUAL_FILE);
        self.file
            .clone()
            .or_else(|| named.map(|(_, value)| PathBuf::from(value)))
            .map(|path| (path, true))
            .or_else(|| usual.exists().then(|| (usual.to_owned(), false)))
    }

    fn lay_file(&self, path: &Path, must: bool, force: &mut InForce, faults: &mut Vec<Fault>) {
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if !must && error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                let origin = Origin::File { name, line: 1, column: 1 };
                faults.push(Fault { origin, what: What::Unreadable(error.to_string()) });
                return;
            }
        };
        let read = file::read(&name, &text);
        faults.extend(read.faults);
        for (index, raw, origin) in read.values {
            lay(index, raw, origin, force, faults);
        }
    }

    fn lay_environment(&self, force: &mut InForce, faults: &mut Vec<Fault>) {
        for (name, value) in &self.environment {
            let origin = Origin::Environment(name.clone());
            if let Some(index) = SETTINGS.iter().position(|setting| variable(setting.key) == *name) {
                lay_text(index, value, origin, force, faults);
            } else if is_meant_as_setting(name) {
                let key = name.trim_start_matches("PEAKEND_").to_lowercase().replacen('_', ".", 1);
                faults.push(Fault::unknown(origin, &key));
            }
        }
    }
}

/// `server.listen` → `PEAKEND_SERVER_LISTEN`.
fn variable(key: &str) -> String {
    format!("PEAKEND_{}", key.replace('.', "_").to_uppercase())
}

/// Whether a variable begins as those of a section do. Others are nobody's business here.
fn is_meant_as_setting(name: &str) -> bool {
    let section = |setting: &Setting| variable(setting.key.split('.').next().unwrap_or_default());
    SETTINGS
        .iter()
        .any(|setting| name.strip_prefix(&section(setting)).is_some_and(|rest| rest.starts_with('_')))
}

fn lay_text(index: usize, text: &str, origin: Origin, force: &mut InForce, faults: &mut Vec<Fault>) {
    let setting = &SETTINGS[index];
    match (setting.get)(defaults()).of_its_kind(text) {
        Some(raw) => lay(index, raw, origin, force, faults),
        None => faults.push(Fault::wrong(origin, setting, text)),
    }
}

fn lay(index: usize, raw: Raw, origin: Origin, force: &mut InForce, faults: &mut Vec<Fault>) {
    let setting = &SETTINGS[index];
    let shown = raw.toml();
    match (setting.put)(&mut force.config, raw) {
        Some(()) => force.origins[index] = origin,
        None => faults.push(Fault::wrong(origin, setting, &shown)),
    }
}

/// What the built-in file says.
pub(super) fn defaults() -> &'static Config {
    static DEFAULTS: OnceLock<Config> = OnceLock::new();
    DEFAULTS.get_or_init(|| {
        // every field is set by the file: a test holds them to each other
        let mut config = Config {
            listen: String::new(),
            public_url: None,
            secure_cookies: SecureCookies::Auto,
            trusted_proxies: Networks::default(),
            database: String::new(),
            readers: 0,
            writers: 0,
            log_format: LogFormat::Text,
            log_level: String::new(),
            evaluator_s: 0,
            metrics_access: MetricsAccess::Off,
            webhooks_allow_private: false,
            zone: String::new(),
            language: Language::default(),
        };
        for (index, raw, _) in file::read("peakend.default.toml", DEFAULT_FILE).values {
            let _ = (SETTINGS[index].put)(&mut config, raw);
        }
        config
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_file_sets_every_setting_once_in_their_order_and_rightly() {
        let read = file::read("peakend.default.toml", DEFAULT_FILE);
        assert_eq!(read.faults, []);
        let mut values = read.values;
        values.sort_by_key(|(_, _, origin)| origin.place());
        let order: Vec<usize> = values.iter().map(|(index, ..)| *index).collect();
        assert_eq!(order, (0..SETTINGS.len()).collect::<Vec<_>>());
        for (index, raw, _) in values {
            let setting = &SETTINGS[index];
            assert!((setting.put)(&mut defaults().clone(), raw.clone()).is_some(), "{}", setting.key);
            assert_eq!((setting.get)(defaults()), raw, "{}", setting.key);
        }
    }

    #[test]
    fn every_setting_of_the_default_file_says_why() {
        let lines: Vec<&str> = DEFAULT_FILE.lines().collect();
        for (n, line) in
            lines.iter().enumerate().filter(|(_, line)| line.contains(" = ") && !line.starts_with('#'))
        {
            assert!(lines[n - 1].starts_with('#'), "{line} has no reason above it");
        }
    }

    #[test]
    fn https_in_front_makes_cookies_secure() {
        let mut config = Config::default();
        assert!(!config.cookies_are_secure());
        config.public_url = Some("https://halls.example.com".to_owned());
        assert!(config.cookies_are_secure());
        config.secure_cookies = SecureCookies::Never;
        assert!(!config.cookies_are_secure());
    }
}
