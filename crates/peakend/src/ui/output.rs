//! How a command gives its result: a table for people, CSV, JSON or Parquet for programs.

use crate::Error;
use crate::ui::progress::stopped;
use lake::{Beside, Sheet};
use std::io::Write;
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

/// The form of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people, in a terminal.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// Comma-separated values with a header.
    Csv,
    /// Parquet, to a file.
    Parquet,
}

/// The options of every command that has a result: its form, and where it goes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ResultArgs {
    /// Form of the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// File for the result.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

impl ResultArgs {
    /// Where the result goes.
    pub fn output(&self) -> Output<'_> {
        Output { format: self.format, to: self.out.as_deref() }
    }
}

/// The options of every command that has a result and writes a report.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct OutputArgs {
    /// The result.
    #[command(flatten)]
    pub result: ResultArgs,
    /// File for a report in HTML.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

impl OutputArgs {
    /// Where the result goes.
    pub fn output(&self) -> Output<'_> {
        self.result.output()
    }

    /// Whether the result would be shown to people, who may be told of the report instead.
    pub fn is_shown(&self) -> bool {
        self.result.format == Format::Table && self.result.out.is_none()
    }
}

/// Where a result goes.
pub struct Output<'a> {
    /// Its form.
    pub format: Format,
    /// The file; `None` = standard output.
    pub to: Option<&'a Path>,
}

impl Output<'_> {
    /// Whether the result will have somewhere to go, asked before the work is done.
    ///
    /// # Errors
    /// When Parquet has no file to go to, or the file cannot be made.
    pub fn ready(&self) -> Result<(), Error> {
        match self.to {
            None if self.format == Format::Parquet => {
                Err(Error::Needs { option: "--format parquet", needs: "--out FILE" })
            }
            // what is there already may be a pipe, whose reader would take this for the end
            Some(to) if to.is_dir() || !to.exists() => Ok(Beside::create(to).map(drop)?),
            _ => Ok(()),
        }
    }

    /// Gives the result in the form that was asked for, to standard output or whole into its file.
    ///
    /// # Errors
    /// When it cannot be written, or Parquet has no file to go to.
    pub fn give(
        &self,
        text: impl FnOnce() -> String,
        json: impl FnOnce() -> serde_json::Result<String>,
        sheet: impl FnOnce() -> Sheet,
    ) -> Result<(), Error> {
        match (self.format, self.to) {
            (Format::Parquet, None) => Err(Error::Needs { option: "--format parquet", needs: "--out FILE" }),
            (Format::Parquet, Some(to)) => Ok(sheet().write_parquet(to)?),
            (Format::Table, None) => put(None, text().as_bytes()),
            // a terminal's signs mean nothing in a file
            (Format::Table, to) => put(to, anstream::adapter::strip_str(&text()).to_string().as_bytes()),
            (Format::Json, to) => {
                let json = json().map_err(|error| Error::Internal(error.to_string()))?;
                put(to, format!("{json}\n").as_bytes())
            }
            (Format::Csv, to) => {
                let mut bytes = Vec::new();
                sheet().write_csv(&mut bytes)?;
                put(to, &bytes)
            }
        }
    }
}

/// Puts bytes into a file, whole or not at all, or on standard output.
///
/// # Errors
/// When they cannot be written.
pub fn put(to: Option<&Path>, bytes: &[u8]) -> Result<(), Error> {
    if stopped() {
        return Err(lake::Error::Stopped.into());
    }
    match to {
        None => {
            let mut out = anstream::stdout().lock();
            match out.write_all(bytes).and_then(|()| out.flush()) {
                // the reader of the pipe has seen enough
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
                other => Ok(other?),
            }
        }
        Some(to) => {
            let mut beside = Beside::create(to)?;
            beside.write_all(bytes)?;
            Ok(beside.done()?)
        }
    }
}

/// Says a line on standard error; where nobody listens, nothing is said.
pub fn note(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// A text that cannot play tricks on a terminal: control characters are written out.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// A table for a terminal: cells padded to the width of their column as a terminal counts it (汉字 are two wide).
#[derive(Debug, Default)]
pub struct Columns {
    heads: Vec<(String, Side)>,
    rows: Vec<Vec<String>>,
}

/// The side to which a column is flush.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

impl Columns {
    /// A table with these heads.
    pub fn new(heads: impl IntoIterator<Item = (String, Side)>) -> Self {
        Self { heads: heads.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row of as many cells as there are heads.
    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row.iter().map(|cell| visible(cell)).collect());
    }

    /// The table as text, its heads in bold.
    pub fn show(&self) -> String {
        let width = |column: usize| {
            let head = self.heads[column].0.width();
            self.rows.iter().map(|row| row[column].width()).fold(head, usize::max)
        };
        let widths: Vec<usize> = (0..self.heads.len()).map(width).collect();
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let mut line = String::new();
            for ((cell, width), (_, side)) in cells.zip(&widths).zip(&self.heads) {
                let gap = " ".repeat(width - cell.width());
                match side {
                    Side::Left => line.extend([cell, gap.as_str(), "  "]),
                    Side::Right => line.extend([gap.as_str(), cell, "  "]),
                }
            }
            line.trim_end().to_owned()
        };
        let bold = anstyle::Style::new().bold();
        let mut text =
            format!("{bold}{}{bold:#}\n", line(&mut self.heads.iter().map(|(head, _)| head.as_str())));
        for row in &self.rows {
            text += &line(&mut row.iter().map(String::as_str));
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_a_table_or_command_a_terminal() {
        let mut columns = Columns::new([("hall".to_owned(), Side::Left)]);
        columns.push(vec!["x\n\u{1b}[31my".to_owned()]);
        assert!(columns.show().ends_with("x\\n\\u{1b}[31my\n"));
    }

    #[test]
    fn columns_line_up_with_wide_characters() {
        let mut columns = Columns::new([("厅".to_owned(), Side::Left), ("n".to_owned(), Side::Right)]);
        columns.push(vec!["文三路".to_owned(), "12".to_owned()]);
        columns.push(vec!["a".to_owned(), "3".to_owned()]);
        let text = anstream::adapter::strip_str(&columns.show()).to_string();
        assert_eq!(text, "厅       n\n文三路  12\na        3\n");
    }
}
