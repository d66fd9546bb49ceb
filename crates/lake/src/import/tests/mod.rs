//! Stories of imports: small tables, maps beside them, and what comes out.

mod bad;
mod fuzz;
mod long;
mod maps;
mod parquet;
mod real;
mod wide;

use super::{ImportOptions, Imported, Map, RuleCall, read};
use crate::{Column, Error, Keep, Moment, VisitId};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// A folder that holds one table.
struct Table {
    folder: tempfile::TempDir,
    file: PathBuf,
}

fn table(bytes: impl AsRef<[u8]>) -> Table {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("table.csv");
    std::fs::write(&file, bytes).unwrap();
    Table { folder, file }
}

fn map(text: &str) -> Map {
    Map::parse(Path::new("map.toml"), text).unwrap_or_else(|error| panic!("{error}"))
}

fn map_error(text: &str) -> String {
    Map::parse(Path::new("map.toml"), text).unwrap_err().to_string()
}

/// Everything kept, nothing strict, no blueprint.
fn plainly() -> ImportOptions<'static> {
    ImportOptions { keep: Keep::All, ..ImportOptions::default() }
}

/// The moments as lines of `column=value`, and what came of it all.
fn moments(map: &Map, file: &Path, options: &ImportOptions<'_>) -> Result<(Vec<String>, Imported), Error> {
    let columns = map.columns();
    let mut lines = Vec::new();
    let imported = read(file, map, options, &mut |_, _| ControlFlow::Continue(()), &mut |moment| {
        lines.push(line(moment, &columns));
        Ok(())
    })?;
    Ok((lines, imported))
}

fn line(moment: &Moment<'_>, columns: &[Column]) -> String {
    let words = columns.iter().map(|column| match column {
        Column::Visit => match moment.visit {
            VisitId::Number(number) => number.to_string(),
            VisitId::Text(text) => format!("'{text}'"),
        },
        Column::Seq => format!("#{}", moment.seq),
        Column::Hall => moment.hall.to_owned(),
        Column::Purpose => moment.purpose.to_owned(),
        Column::Touchpoint => moment.touchpoint.to_owned(),
        Column::Staff => moment.staff.to_owned(),
        Column::At => jiff::Timestamp::from_microsecond(moment.at_us).unwrap().to_string(),
        Column::Affect => moment.affect.to_string(),
        Column::Source => moment.source.to_owned(),
        Column::Remembered => moment.remembered.map_or("-".to_owned(), |value| format!("({value})")),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The moments of a table that must be read without an error.
fn good(map_text: &str, bytes: impl AsRef<[u8]>) -> (Vec<String>, Imported) {
    moments(&map(map_text), &table(bytes).file, &plainly()).unwrap_or_else(|error| panic!("{error}"))
}

/// The error of a table that must not be read, without its folder.
fn error(map_text: &str, bytes: impl AsRef<[u8]>) -> String {
    let table = table(bytes);
    let error = moments(&map(map_text), &table.file, &plainly()).expect_err("it was read").to_string();
    error.replace(&table.file.display().to_string(), "table.csv")
}

/// Rejections as `line column value reason`.
fn rejected(imported: &Imported) -> Vec<String> {
    let listed = imported.rejects.listed().iter();
    listed.map(|it| format!("{} {} `{}` {}", it.line, it.column, it.value, it.reason.word())).collect()
}
