//! The blueprint in force: read from a folder, or the one that is built in.

pub mod cli;

pub use ::blueprint::{Blueprint, Lang};

use crate::Error;
use crate::ui::text::Language;
use std::path::Path;

/// The name of the blueprint that is built in.
pub const DEFAULT: &str = "service-hall";

/// The built-in blueprint by its name, else the one in the folder `name` (`./service-hall` for a folder of that name).
///
/// # Errors
/// When the folder cannot be read or the blueprint has faults; all of them are in the error.
pub fn load(name: &str) -> Result<Blueprint, Error> {
    let folder = Path::new(name);
    if name == DEFAULT {
        return Ok(Blueprint::service_hall().clone());
    }
    Blueprint::parse(&files(folder)?).map_err(Error::Blueprint)
}

/// The TOML files of a folder with their texts, by name.
fn files(folder: &Path) -> Result<Vec<(String, String)>, Error> {
    let failed = |file: &Path, action| {
        let file = file.to_owned();
        move |source| Error::Table(lake::Error::Io { file, action, source })
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed(folder, "open"))? {
        let path = entry.map_err(failed(folder, "open"))?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = std::fs::read_to_string(&path).map_err(failed(&path, "read"))?;
            files.push((path.display().to_string(), text));
        }
    }
    if files.is_empty() {
        return Err(Error::NoBlueprint(folder.to_owned()));
    }
    files.sort();
    Ok(files)
}

/// The language of the product as the blueprint's.
pub fn lang(language: Language) -> Lang {
    match language {
        Language::ZhCn => Lang::Zh,
        Language::En => Lang::En,
    }
}
