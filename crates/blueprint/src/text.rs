//! Words in both languages. There is no default language in the data: a text that lacks one is a fault.

use std::str::FromStr;

use serde::Serialize;

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// British English.
    En,
}

impl Lang {
    /// Both languages, Chinese first.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The key of this language in a blueprint's files: `zh` or `en`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// Reads `zh` or `en`, also with a region or script (`zh-CN`, `en_GB.UTF-8`), whatever the case.
impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(name: &str) -> Result<Self, UnknownLang> {
        let primary = name.split(['-', '_', '.']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|lang| primary.eq_ignore_ascii_case(lang.key()))
            .ok_or_else(|| UnknownLang(name.to_owned()))
    }
}

/// A language that the product does not speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language `{0}`; use `zh` or `en`")]
pub struct UnknownLang(String);

/// A text in Chinese and in English, of equal standing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_answers_in_the_language_asked_for() {
        let text = Text { zh: "排队".into(), en: "Queue".into() };
        assert_eq!(text.get(Lang::Zh), "排队");
        assert_eq!(text.get(Lang::En), "Queue");
    }

    #[test]
    fn a_language_is_known_by_its_locale_name_too() {
        assert_eq!("zh-CN".parse(), Ok(Lang::Zh));
        assert_eq!("en_GB.UTF-8".parse(), Ok(Lang::En));
        assert_eq!("EN".parse(), Ok(Lang::En));
        let unknown = "fr".parse::<Lang>().unwrap_err();
        assert_eq!(unknown.to_string(), "unknown language `fr`; use `zh` or `en`");
    }
}
