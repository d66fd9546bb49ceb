//! The texts of the product, in Chinese and English, from Fluent files embedded in the binary.
//!
//! A text is found by its id; ids begin with the name of their file (`report-…` in `report.ftl`). To add a file,
//! add one line to `FILES`: the tests then hold both languages to the same keys and every key in the code to a
//! text. A missing key shows as its id, never as an empty place.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::str::FromStr;
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

/// A value put into a text: anything that becomes one by `Value::from` (numbers, text).
pub type Value<'a> = FluentValue<'a>;

/// The languages of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, clap::ValueEnum)]
pub enum Language {
    /// Chinese as written in mainland China.
    #[default]
    #[value(name = "zh-CN", alias = "zh")]
    ZhCn,
    /// English.
    #[value(name = "en")]
    En,
}

impl From<Language> for blueprint::Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::ZhCn => Self::Zh,
            Language::En => Self::En,
        }
    }
}

impl Language {
    /// The BCP 47 tag, as in `<html lang>`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }
}

/// A language that the product does not speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language \"{0}\"; use zh-CN or en")]
pub struct UnknownLanguage(pub String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Ok(Self::ZhCn),
            "en" => Ok(Self::En),
            _ => Err(UnknownLanguage(tag.to_owned())),
        }
    }
}

/// File stem, Chinese text, English text.
const FILES: &[(&str, &str, &str)] = &[
    ("cli", include_str!("../../locales/zh-CN/cli.ftl"), include_str!("../../locales/en/cli.ftl")),
    ("help", include_str!("../../locales/zh-CN/help.ftl"), include_str!("../../locales/en/help.ftl")),
    ("report", include_str!("../../locales/zh-CN/report.ftl"), include_str!("../../locales/en/report.ftl")),
    ("frame", include_str!("../../locales/zh-CN/frame.ftl"), include_str!("../../locales/en/frame.ftl")),
    ("run", include_str!("../../locales/zh-CN/run.ftl"), include_str!("../../locales/en/run.ftl")),
    ("staff", include_str!("../../locales/zh-CN/staff.ftl"), include_str!("../../locales/en/staff.ftl")),
    ("hall", include_str!("../../locales/zh-CN/hall.ftl"), include_str!("../../locales/en/hall.ftl")),
    (
        "planning",
        include_str!("../../locales/zh-CN/planning.ftl"),
        include_str!("../../locales/en/planning.ftl"),
    ),
    (
        "appointment",
        include_str!("../../locales/zh-CN/appointment.ftl"),
        include_str!("../../locales/en/appointment.ftl"),
    ),
    ("desk", include_str!("../../locales/zh-CN/desk.ftl"), include_str!("../../locales/en/desk.ftl")),
    ("floor", include_str!("../../locales/zh-CN/floor.ftl"), include_str!("../../locales/en/floor.ftl")),
    ("ticket", include_str!("../../locales/zh-CN/ticket.ftl"), include_str!("../../locales/en/ticket.ftl")),
    (
        "experience",
        include_str!("../../locales/zh-CN/experience.ftl"),
        include_str!("../../locales/en/experience.ftl"),
    ),
    (
        "foresee",
        include_str!("../../locales/zh-CN/foresee.ftl"),
        include_str!("../../locales/en/foresee.ftl"),
    ),
    (
        "calibrate",
        include_str!("../../locales/zh-CN/calibrate.ftl"),
        include_str!("../../locales/en/calibrate.ftl"),
    ),
    ("api", include_str!("../../locales/zh-CN/api.ftl"), include_str!("../../locales/en/api.ftl")),
    ("ops", include_str!("../../locales/zh-CN/ops.ftl"), include_str!("../../locales/en/ops.ftl")),
    ("audit", include_str!("../../locales/zh-CN/audit.ftl"), include_str!("../../locales/en/audit.ftl")),
    (
        "forecast",
        include_str!("../../locales/zh-CN/forecast.ftl"),
        include_str!("../../locales/en/forecast.ftl"),
    ),
    ("demo", include_str!("../../locales/zh-CN/demo.ftl"), include_str!("../../locales/en/demo.ftl")),
    (
        "staffing",
        include_str!("../../locales/zh-CN/staffing.ftl"),
        include_str!("../../locales/en/staffing.ftl"),
    ),
    ("twin", include_str!("../../locales/zh-CN/twin.ftl"), include_str!("../../locales/en/twin.ftl")),
];

/// All texts in one language.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The texts of a language, put together once and shared.
    pub fn shared(language: Language) -> &'static Self {
        static SHARED: [OnceLock<Texts>; 2] = [OnceLock::new(), OnceLock::new()];
        let place = match language {
            Language::ZhCn => &SHARED[0],
            Language::En => &SHARED[1],
        };
        place.get_or_init(|| Self::of(language))
    }

    /// The texts of a language.
    pub fn of(language: Language) -> Self {
        // Both tags parse; without one, only plural forms would be those of no language.
        let tags = language.tag().parse::<LanguageIdentifier>().into_iter().collect();
        let mut bundle = FluentBundle::new_concurrent(tags);
        // Names are isolated where they are shown (`<bdi>`); isolation marks would litter terminals and CSV files.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(grouped));
        for (_, zh, en) in FILES {
            let source = match language {
                Language::ZhCn => zh,
                Language::En => en,
            };
            // A faulty entry is left out, shows as its id, and fails the tests below.
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(rest, _)| rest);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The language spoken.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a text of this id.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.get_message(id).is_some_and(|message| message.value().is_some())
    }

    /// The same with one value, for templates.
    pub fn with(&self, id: &str, name: &str, value: impl std::fmt::Display) -> String {
        self.say_with(id, &[(name, value.to_string().into())])
    }

    /// The text of `id`; the id itself when there is none.
    pub fn say(&self, id: &str) -> String {
        self.say_with(id, &[])
    }

    /// The text of `id` with values put in; the id itself when there is none.
    pub fn say_with(&self, id: &str, args: &[(&str, Value<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "text {id}: {errors:?}");
        text
    }
}

/// Whole numbers in groups of three: `12,345`.
fn grouped<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(super::figure::grouped(number.value))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    fn keys(source: &str) -> BTreeSet<String> {
        let starts_entry = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
        let name = |line: &str| line.split_once('=').map(|(name, _)| name.trim().to_owned());
        source.lines().filter(starts_entry).filter_map(name).collect()
    }

    fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("src is there") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
                into.push(path);
            }
        }
    }

    /// Whether a word begins with the name of one of the files and a hyphen.
    fn ours(word: &str) -> bool {
        FILES.iter().any(|(stem, ..)| word.strip_prefix(stem).is_some_and(|rest| rest.starts_with('-')))
    }

    /// Every quoted id in the code, and the beginnings of those that it makes up, such as `cli-reason-{}`.
    fn used() -> (BTreeSet<String>, BTreeSet<String>) {
        let mut paths = Vec::new();
        sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut paths);
        let (mut ids, mut beginnings) = (BTreeSet::new(), BTreeSet::new());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        for path in paths {
            let text = std::fs::read_to_string(path).expect("readable");
            // a class of the styles may look like an id, and is none
            let text = text.replace("class=\"", " ");
            for word in text.split('"').filter(|word| ours(word)) {
                let start = word.split('{').next().unwrap_or_default();
                if start.ends_with('-') && start.chars().all(plain) {
                    beginnings.insert(start.to_owned());
                } else if word.chars().all(plain) {
                    ids.insert(word.to_owned());
                }
            }
        }
        (ids, beginnings)
    }

    #[test]
    fn both_languages_have_the_same_texts() {
        for (stem, zh, en) in FILES {
            assert_eq!(keys(zh), keys(en), "{stem}.ftl");
            for key in keys(zh) {
                assert!(key == *stem || ours(&key), "{key} belongs in another file");
            }
        }
    }

    #[test]
    fn every_file_parses_whole() {
        for (stem, zh, en) in FILES {
            for source in [zh, en] {
                if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                    panic!("{stem}.ftl: {errors:?}");
                }
            }
        }
    }

    #[test]
    fn every_key_in_the_code_has_a_text_and_every_text_is_used() {
        let there: BTreeSet<String> = FILES.iter().flat_map(|(_, zh, _)| keys(zh)).collect();
        let (used, mut beginnings) = used();
        let missing: Vec<_> = used.difference(&there).collect();
        assert!(missing.is_empty(), "in the code without a text: {missing:?}");
        // The texts of `--help` are found by the names of the commands themselves (`cli.rs`).
        beginnings.insert("help".to_owned());
        let made_up = |key: &str| beginnings.iter().any(|beginning| key.starts_with(beginning.as_str()));
        let idle: Vec<_> = there.difference(&used).filter(|key| !made_up(key)).collect();
        assert!(idle.is_empty(), "never used: {idle:?}");
    }

    #[test]
    fn a_missing_text_shows_its_id() {
        assert_eq!(Texts::of(Language::En).say("nowhere-to-be-found"), "nowhere-to-be-found");
    }

    #[test]
    fn a_language_is_found_by_its_tag() {
        assert_eq!("zh_CN.UTF-8".parse(), Ok(Language::ZhCn));
        assert_eq!("en-GB".parse(), Ok(Language::En));
        assert_eq!("fr".parse::<Language>(), Err(UnknownLanguage("fr".into())));
    }
}
