//! What is wrong with a blueprint, where, and what to do about it.

use std::fmt;

use serde::Serialize;

/// One thing wrong with a blueprint's files.
///
/// Shown as `file:line:column: message`, followed by `; suggestion` where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file's name as the caller gave it.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column, counted from 1 in characters (not bytes).
    pub column: usize,
    /// What is wrong, naming the value.
    pub message: String,
    /// What to do about it.
    pub suggestion: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; {suggestion}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

/// Below this Jaro–Winkler similarity (0 to 1) two words have nothing to do with each other.
const NEAR: f64 = 0.8;

/// No id or key is longer than this many bytes, so nothing longer is near to one.
const LONGEST_WORD: usize = 64;

/// The known word most like `word`, if any is near enough to be what was meant; of equals the first.
///
/// Jaro–Winkler similarity favours a common beginning, which suits ids that are shortened or misspelt.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let word = word.trim().to_lowercase().replace([' ', '-'], "_");
    let mut best = None;
    let mut best_similarity = NEAR;
    for candidate in known {
        let similarity = strsim::jaro_winkler(&word, &candidate.to_lowercase().replace([' ', '-'], "_"));
        if similarity > best_similarity {
            best = Some(candidate);
            best_similarity = similarity;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_reads_as_place_message_and_suggestion() {
        let mut fault = Fault {
            file: "rules.toml".into(),
            line: 3,
            column: 8,
            message: "unknown unit `mins`".into(),
            suggestion: None,
        };
        assert_eq!(fault.to_string(), "rules.toml:3:8: unknown unit `mins`");
        fault.suggestion = Some("did you mean `min`?".into());
        assert_eq!(fault.to_string(), "rules.toml:3:8: unknown unit `mins`; did you mean `min`?");
    }

    #[test]
    fn a_misspelt_or_shortened_word_finds_its_neighbour() {
        let known = ["queue", "transact_talk", "transact_wait", "purchase"];
        assert_eq!(nearest("quue", known), Some("queue"));
        assert_eq!(nearest("transact_wiat", known), Some("transact_wait"));
        assert_eq!(nearest("Transact Talk", known), Some("transact_talk"));
        assert_eq!(nearest("purch", known), Some("purchase"));
    }

    #[test]
    fn a_word_with_nothing_in_common_finds_none() {
        let known = ["queue", "transact_talk"];
        assert_eq!(nearest("umbrella", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"queue".repeat(1000), known), None);
    }
}
