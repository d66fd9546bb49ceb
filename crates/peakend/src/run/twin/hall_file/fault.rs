//! What is wrong with a file of a hall, where, and the way out.

use super::law::duration;
use crate::Error;
use crate::ui::output::visible;
use crate::ui::span::span;
use crate::ui::text::{Texts, Value};

/// One thing wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, as the caller named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// The text that says it.
    pub id: &'static str,
    /// The values in the text.
    pub values: Vec<(&'static str, String)>,
    /// The word that was likely meant.
    pub near: Option<String>,
}

impl Fault {
    /// The fault on one line, in the reader's words: `hall.toml:12:9: …`.
    pub fn tell(&self, texts: &Texts) -> String {
        let values: Vec<(&str, Value<'_>)> =
            self.values.iter().map(|(name, value)| (*name, told(name, value, texts).into())).collect();
        let mut told =
            format!("{}:{}:{}: {}", self.file, self.line, self.column, texts.say_with(self.id, &values));
        if let Some(near) = &self.near {
            told += &texts.say_with("twin-did-you-mean", &[("word", near.as_str().into())]);
        }
        told
    }
}

/// A value of a fault: the length of a step in the reader's units, the file itself in the reader's words, all else as it
/// stands in the file.
fn told(name: &str, value: &str, texts: &Texts) -> String {
    if (name, value) == ("what", "the file") {
        return texts.say("twin-the-file");
    }
    let step = Some(value).filter(|_| name == "step").and_then(duration);
    step.map_or_else(|| visible(value), |s| span(s, texts))
}

/// The error that ends a command over files with faults.
pub fn refused(faults: &[Fault]) -> Error {
    Error::refused(crate::RefusalKind::Invalid, "twin-error-faults").with("count", faults.len())
}

/// The known word most like `word`, if any is near enough to be what was meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const NEAR: f64 = 0.8;
    let plain = |word: &str| word.trim().to_lowercase().replace(['-', ' '], "_");
    let word = plain(word);
    if word.len() > 64 {
        return None;
    }
    let alike = known.into_iter().map(|known| (strsim::jaro_winkler(&word, &plain(known)), known));
    let best = alike.filter(|(alike, _)| *alike > NEAR).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, known)| known.to_owned())
}
