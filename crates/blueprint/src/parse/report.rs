//! Where things stand in the files, and the faults found so far.

use crate::Fault;

/// A byte offset in one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Index of the file in the order given.
    pub file: usize,
    /// Byte offset in its text.
    pub at: usize,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub value: T,
    pub place: Place,
}

/// One file: its name, its text and where its lines begin.
pub(super) struct Source<'t> {
    pub name: &'t str,
    pub text: &'t str,
    line_starts: Vec<usize>,
}

impl<'t> Source<'t> {
    pub fn new(name: &'t str, text: &'t str) -> Self {
        let after_newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { name, text, line_starts: std::iter::once(0).chain(after_newlines).collect() }
    }

    /// Line and column of a byte offset, both from 1, the column in characters. A byte-order mark is no
    /// character; an offset inside a character or behind the end is moved back to where one begins.
    fn line_column(&self, at: usize) -> (usize, usize) {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.line_starts.partition_point(|&start| start <= at);
        let before = &self.text[self.line_starts[line - 1]..at];
        (line, before.strip_prefix('\u{feff}').unwrap_or(before).chars().count() + 1)
    }
}

/// The faults of a set of files.
pub(super) struct Report<'t> {
    pub sources: Vec<Source<'t>>,
    faults: Vec<(Place, Fault)>,
}

impl<'t> Report<'t> {
    pub fn new(sources: Vec<Source<'t>>) -> Self {
        Self { sources, faults: Vec::new() }
    }

    pub fn fault(&mut self, place: Place, message: impl Into<String>, suggestion: Option<String>) {
        let (file, line, column) = match self.sources.get(place.file) {
            Some(source) => {
                let (line, column) = source.line_column(place.at);
                (source.name.to_owned(), line, column)
            }
            None => ("(no file)".to_owned(), 1, 1),
        };
        let message = on_one_line(message.into());
        let suggestion = suggestion.map(on_one_line);
        self.faults.push((place, Fault { file, line, column, message, suggestion }));
    }

    /// "line 3", or "rules.toml:3" when that is not the file of `from`.
    pub fn whereabouts(&self, place: Place, from: Place) -> String {
        match self.sources.get(place.file) {
            Some(source) if place.file == from.file => format!("line {}", source.line_column(place.at).0),
            Some(source) => format!("{}:{}", source.name, source.line_column(place.at).0),
            None => "another file".to_owned(),
        }
    }

    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// The faults in the order of the files and of their lines.
    pub fn into_faults(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(|&(place, _)| place);
        self.faults.into_iter().map(|(_, fault)| fault).collect()
    }
}

/// Control characters escaped: what stands in a file must neither break a message's line nor steer a terminal.
fn on_one_line(text: String) -> String {
    if !text.contains(char::is_control) {
        return text;
    }
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}

/// "did you mean `x`?" for a near word.
pub(super) fn did_you_mean(near: Option<&str>) -> Option<String> {
    near.map(|word| format!("did you mean `{word}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_not_bytes() {
        let source = Source::new("a.toml", "名 = 1\r\n排队 = 2\n");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(4), (1, 3));
        assert_eq!(source.line_column("名 = 1\r\n排队".len()), (2, 3));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let source = Source::new("a.toml", "\u{feff}id = 1");
        assert_eq!(source.line_column(3), (1, 1));
    }

    #[test]
    fn an_offset_behind_the_end_or_inside_a_character_is_moved_back() {
        let source = Source::new("a.toml", "排队");
        assert_eq!(source.line_column(1), (1, 1));
        assert_eq!(source.line_column(4), (1, 2));
        assert_eq!(source.line_column(99), (1, 3));
        assert_eq!(Source::new("b.toml", "").line_column(9), (1, 1));
    }
}
