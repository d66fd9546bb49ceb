//! Texts that people type: names, notes, what a form brings.
//!
//! They are parsed once, where they come in. What no keyboard writes on purpose is refused: control characters, which
//! PostgreSQL cannot keep or terminals obey, and the marks that turn the order of letters round (Unicode TR 36, 3.4). Names
//! written from right to left are welcome; pages set them in `<bdi>`.

use crate::Error;

/// The longest name of a person, a place, a counter or a device, in characters.
pub const LONGEST_NAME: usize = 80;

/// One line that says something: trimmed, with single blanks, of 1 to `most` characters.
///
/// # Errors
/// It is empty or too long, or has control characters; `field` is the field at fault.
pub fn line(field: &'static str, text: &str, most: usize) -> Result<String, Error> {
    let line = maybe(field, text, most)?;
    if line.is_empty() {
        return Err(Error::invalid(field, "frame-error-text-empty"));
    }
    Ok(line)
}

/// A name of at most [`LONGEST_NAME`] characters.
///
/// # Errors
/// As [`line()`].
pub fn name(field: &'static str, text: &str) -> Result<String, Error> {
    line(field, text, LONGEST_NAME)
}

/// One line that may be empty, otherwise as [`line()`].
///
/// # Errors
/// It is too long, or has control characters.
pub fn maybe(field: &'static str, text: &str, most: usize) -> Result<String, Error> {
    within(field, text, most)?;
    if text.trim().chars().any(is_unwanted) {
        return Err(Error::invalid(field, "frame-error-text-control"));
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text of several lines, which may be empty: trimmed, lines ended by `\n`, at most `most` characters.
///
/// # Errors
/// It is too long, or has control characters other than the ends of lines and tabs.
pub fn words(field: &'static str, text: &str, most: usize) -> Result<String, Error> {
    within(field, text, most)?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.chars().any(|c| is_unwanted(c) && !matches!(c, '\n' | '\t')) {
        return Err(Error::invalid(field, "frame-error-text-control"));
    }
    Ok(text.trim().to_owned())
}

fn within(field: &'static str, text: &str, most: usize) -> Result<(), Error> {
    if text.trim().chars().nth(most).is_some() {
        return Err(Error::invalid(field, "frame-error-text-long").with("most", most));
    }
    Ok(())
}

/// Control characters, ends of lines of Unicode, and marks that turn the order of letters round.
fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(outcome: Result<String, Error>) -> &'static str {
        outcome.unwrap_err().refusal().unwrap().id
    }

    #[test]
    fn a_name_is_trimmed_and_kept_as_it_is_written() {
        assert_eq!(name("name", "  林  晓\t").unwrap(), "林 晓");
        assert_eq!(name("name", "محمد علي").unwrap(), "محمد علي");
        assert_eq!(name("name", &"长".repeat(80)).unwrap().chars().count(), 80);
    }

    #[test]
    fn what_nobody_types_on_purpose_is_refused() {
        assert_eq!(id(name("name", "a\u{0}b")), "frame-error-text-control");
        assert_eq!(id(name("name", "a\u{1b}[31mb")), "frame-error-text-control");
        assert_eq!(id(name("name", "a\nb")), "frame-error-text-control");
        assert_eq!(id(name("name", "gpj.\u{202E}exe")), "frame-error-text-control");
    }

    #[test]
    fn a_name_is_not_empty_and_not_endless() {
        assert_eq!(id(name("name", " \t ")), "frame-error-text-empty");
        assert_eq!(id(name("name", &"长".repeat(81))), "frame-error-text-long");
        assert_eq!(id(name("name", &"a".repeat(10_000))), "frame-error-text-long");
    }

    #[test]
    fn a_note_may_have_several_lines_or_none() {
        assert_eq!(words("note", " a\r\nb\rc ", 10).unwrap(), "a\nb\nc");
        assert_eq!(words("note", "", 10).unwrap(), "");
        assert_eq!(id(words("note", "a\u{7}", 10)), "frame-error-text-control");
        assert_eq!(maybe("note", "  ", 10).unwrap(), "");
    }
}
