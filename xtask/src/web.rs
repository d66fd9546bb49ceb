//! The web assets: made with npm when their inputs changed, left alone (and offline) when not.
//!
//! Two stamps in `web/node_modules` hold the hash of what each step was made from, so that a fresh
//! `node_modules` is a fresh start. Files are hashed rather than dated: a checkout changes dates, not content.

use std::path::{Path, PathBuf};

use crate::house::House;
use crate::{Outcome, shell};

/// Brings `web/dist` up to date.
///
/// # Errors
/// Node.js or npm is absent, or a step failed.
pub(crate) fn assets(house: &House) -> Outcome<()> {
    let web = house.root.join("web");
    if !web.join("package.json").is_file() {
        return Err("web/package.json is absent: this is not a whole checkout".into());
    }
    let modules = Step {
        stamp: web.join("node_modules").join(".peakend-installed"),
        made: web.join("node_modules"),
        hash: hash(&[web.join("package.json"), web.join("package-lock.json")])?,
    };
    let dist = Step {
        stamp: web.join("node_modules").join(".peakend-built"),
        made: web.join("dist"),
        hash: hash(&inputs(&web)?)?,
    };
    if modules.is_done() && dist.is_done() {
        println!("web assets are up to date");
        return Ok(());
    }
    need_node()?;
    if !modules.is_done() {
        npm(&web, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
        modules.done()?;
    }
    npm(&web, &["run", "build"])?;
    if is_empty(&dist.made) {
        return Err("`npm run build` left nothing in web/dist".into());
    }
    dist.done()
}

/// Whether `web/package.json` has a script of this name.
pub(crate) fn has_script(house: &House, name: &str) -> bool {
    std::fs::read_to_string(house.root.join("web").join("package.json"))
        .ok()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
        .is_some_and(|package| package["scripts"][name].is_string())
}

/// Fails, naming what to install, where Node.js 20 or npm is absent.
pub(crate) fn need_node() -> Outcome<()> {
    let hint = "install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm)";
    let version = shell::text(shell::command("node").arg("--version"))
        .map_err(|_| format!("node is absent: {hint}"))?;
    let major =
        version.trim().trim_start_matches('v').split('.').next().and_then(|text| text.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        return Err(format!("node is {}: {hint}", version.trim()));
    }
    shell::text(shell::command("npm").arg("--version")).map_err(|_| format!("npm is absent: {hint}"))?;
    Ok(())
}

struct Step {
    stamp: PathBuf,
    made: PathBuf,
    hash: String,
}

impl Step {
    fn is_done(&self) -> bool {
        !is_empty(&self.made) && std::fs::read_to_string(&self.stamp).is_ok_and(|text| text == self.hash)
    }

    fn done(&self) -> Outcome<()> {
        // npm makes no folder where there is nothing to install.
        let folder = self.stamp.parent().unwrap_or(&self.made);
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&self.stamp, &self.hash));
        written.map_err(|fault| format!("{}: {fault}", self.stamp.display()))
    }
}

fn npm(web: &Path, words: &[&str]) -> Outcome<()> {
    shell::run(shell::command("npm").args(words).current_dir(web))
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

/// Every file under `web/` that is not made from the others, in the order of names.
fn inputs(web: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![web.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
        for entry in entries {
            let path = entry.map_err(|fault| format!("{}: {fault}", folder.display()))?.path();
            let made =
                path.parent() == Some(web) && (path.ends_with("node_modules") || path.ends_with("dist"));
            if path.is_dir() && !made {
                folders.push(path);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// FNV-1a over names, lengths and contents: a stamp has to notice a change, not resist an attacker.
fn hash(files: &[PathBuf]) -> Outcome<String> {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |bytes: &[u8]| {
        for byte in bytes {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for file in files {
        let bytes = std::fs::read(file).map_err(|fault| format!("{}: {fault}", file.display()))?;
        eat(file.file_name().unwrap_or_default().as_encoded_bytes());
        eat(&(bytes.len() as u64).to_le_bytes());
        eat(&bytes);
    }
    Ok(format!("{state:016x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_changes_the_stamp_and_made_files_do_not() {
        let web = std::env::temp_dir().join(format!("peakend-xtask-web-{}", std::process::id()));
        for folder in ["src", "dist", "node_modules"] {
            std::fs::create_dir_all(web.join(folder)).unwrap();
            std::fs::write(web.join(folder).join("a.js"), folder).unwrap();
        }
        assert_eq!(inputs(&web).unwrap(), [web.join("src").join("a.js")]);
        let before = hash(&inputs(&web).unwrap()).unwrap();
        std::fs::write(web.join("src").join("a.js"), "other").unwrap();
        assert_ne!(hash(&inputs(&web).unwrap()).unwrap(), before);
        std::fs::remove_dir_all(&web).unwrap();
    }
}
