//! Rules of the house that reading the text alone can check: lengths, lockfiles, paths of somebody's machine.

use std::path::{Path, PathBuf};

use crate::house::House;
use crate::{Outcome, shell, sql};

/// Lines above which a file has to say why.
const LONG: usize = 600;
/// What the first line of a long file has to say, followed by the reason.
const EXCUSE: &str = "long because";
/// Files whose length is not a matter of taste: lockfiles, snapshots, data.
const MEASURED: [&str; 16] = [
    "rs", "toml", "md", "html", "css", "js", "mjs", "ts", "sql", "ftl", "sh", "py", "c", "yml", "yaml",
    "json",
];
/// Lockfiles, which tools write and no person reads.
const LOCKFILES: [&str; 2] = ["package-lock.json", "Cargo.lock"];
/// First folders of paths that mean something on one machine only.
const PRIVATE_FOLDERS: [&str; 5] = ["home", "Users", "root", "work", "workspace"];
/// What may begin with a dot at the root; all else there is what some tool left behind.
const DOTTED: [&str; 3] = [".cargo", ".ci", ".gitignore"];
/// Hosts of package registries: a dependency is named by its name, and each client knows where to ask.
const REGISTRY_HOSTS: [&str; 6] =
    ["npmjs|org", "pythonhosted|org", "pypi|org", "static.crates|io", "index.crates|io", "deb.debian|org"];

/// Crates that know no files, no clock, no network and no database, and what would tell them of one.
const PURE: [&str; 3] = ["crates/blueprint", "crates/experience", "crates/flow"];
const IMPURE: [&str; 9] =
    ["axum", "ctrlc", "db", "lake", "postgres", "rusqlite", "tempfile", "tokio", "ureq"];

/// Every fault found, as `path:line: what`.
pub(crate) fn check(house: &House) -> Outcome<Vec<String>> {
    let mut faults = Vec::new();
    for path in files(house)? {
        faults.extend(left_behind(&path));
        // Anything that is not text has no lines to check.
        let Ok(text) = std::fs::read_to_string(house.root.join(&path)) else { continue };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if LOCKFILES.contains(&&*name) {
            faults.extend(addresses(&path, &text));
            continue;
        }
        faults.extend(too_long(&path, &text));
        faults.extend(private(&path, &text));
        faults.extend(impure(&path, &text));
        faults.extend(sql::check(&path, &text));
    }
    Ok(faults)
}

/// Every file of the repository, committed or about to be, relative to its root, without what git ignores.
pub(crate) fn files(house: &House) -> Outcome<Vec<PathBuf>> {
    let mut list = shell::command("git");
    list.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&house.root);
    let mut paths: Vec<PathBuf> = shell::text(&mut list)?
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(PathBuf::from)
        .filter(|path| house.root.join(path).is_file())
        .collect();
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// A hidden file or folder that a tool has left at the root.
fn left_behind(path: &Path) -> Option<String> {
    let first = path.components().next()?.as_os_str().to_string_lossy();
    (first.starts_with('.') && !DOTTED.contains(&&*first)).then(|| {
        format!("{}:1: left behind by a tool; remove it, or name it in `.gitignore`", path.display())
    })
}

fn too_long(path: &Path, text: &str) -> Option<String> {
    let kind = path.extension()?.to_str()?;
    let lines = text.lines().count();
    if lines <= LONG || !MEASURED.contains(&kind) {
        return None;
    }
    let excused = text.lines().next().is_some_and(|first| first.to_lowercase().contains(EXCUSE));
    (!excused).then(|| {
        format!(
            "{}:1: {lines} lines are more than {LONG}; split it, or say `{EXCUSE} …` on this line",
            path.display()
        )
    })
}

/// Dependencies by which a pure crate would cease to be one; what only its tests use is theirs.
fn impure(path: &Path, text: &str) -> Vec<String> {
    if !PURE.iter().any(|folder| Path::new(folder).join("Cargo.toml") == path) {
        return Vec::new();
    }
    let mut section = "";
    let mut faults = Vec::new();
    for (number, line) in numbered(text) {
        if line.starts_with('[') {
            section = line.trim();
        }
        let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
        if section == "[dependencies]" && IMPURE.contains(&name) {
            faults.push(format!("{}:{number}: `{name}` does not belong into a pure crate", path.display()));
        }
    }
    faults
}

fn addresses(path: &Path, text: &str) -> Vec<String> {
    let resolved = |line: &str| line.trim_start().starts_with("\"resolved\":") && line.contains("://");
    numbered(text)
        .filter(|(_, line)| resolved(line))
        .map(|(number, _)| {
            format!(
                "{}:{number}: records a download address; write the lockfile with npm's \
                 omit-lockfile-registry-resolved",
                path.display()
            )
        })
        .collect()
}

fn private(path: &Path, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, line) in numbered(text) {
        if let Some(found) = private_path(line) {
            faults.push(format!("{}:{number}: `{found}` is a path of one machine", path.display()));
        }
        let host = REGISTRY_HOSTS
            .iter()
            .map(|host| host.replace('|', "."))
            .find(|host| line.contains(host.as_str()));
        if let Some(host) = host {
            faults.push(format!("{}:{number}: `{host}` is a package registry's host", path.display()));
        }
    }
    faults
}

/// The first absolute path into a private folder, such as a home; parts of web addresses are not paths.
fn private_path(line: &str) -> Option<&str> {
    let starts_a_path =
        |before: Option<char>| before.is_none_or(|c| c.is_whitespace() || "\"'`([{<=:,|".contains(c));
    for (at, _) in line.match_indices('/') {
        let rest = &line[at + 1..];
        let begins = PRIVATE_FOLDERS.iter().any(|folder| {
            rest.strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '.' || c == '_'))
        });
        if begins && starts_a_path(line[..at].chars().next_back()) {
            let end =
                rest.find(|c: char| c.is_whitespace() || "\"'`)]}>,;|".contains(c)).unwrap_or(rest.len());
            return Some(&line[at..=at + end]).map(|found| found.trim_end());
        }
    }
    None
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Built from parts, because this file is checked too.
    fn somewhere(folder: &str) -> String {
        format!("/{folder}/ada/report.html")
    }

    #[test]
    fn what_a_tool_left_behind_is_found() {
        assert!(left_behind(Path::new(".cache/manifest.json")).is_some());
        for kept in [".ci/run", ".gitignore", "web/.npmrc", "README.md"] {
            assert!(left_behind(Path::new(kept)).is_none(), "{kept}");
        }
    }

    #[test]
    fn a_path_into_a_home_is_found_and_a_web_address_is_not() {
        let home = somewhere("home");
        assert_eq!(private_path(&format!("see `{home}`, please")), Some(home.as_str()));
        assert_eq!(private_path(&format!("out={}", somewhere("work"))), Some(somewhere("work").as_str()));
        assert_eq!(private_path(&format!("https://example.org{home}")), None);
        assert_eq!(private_path("/homework/ada and /work and /usr/bin/env"), None);
        assert_eq!(private_path("日本/路徑"), None);
    }

    #[test]
    fn a_long_file_has_to_say_why() {
        let long = "fn a() {}\n".repeat(LONG + 1);
        assert!(too_long(Path::new("a.rs"), &long).is_some());
        assert!(too_long(Path::new("a.rs"), &format!("//! Long because it is one table.\n{long}")).is_none());
        assert!(too_long(Path::new("a.rs"), &"\n".repeat(LONG)).is_none());
        assert!(too_long(Path::new("a.csv"), &long).is_none());
    }

    #[test]
    fn a_pure_crate_may_not_know_the_database() {
        let text = "[dependencies]\nrand.workspace = true\ndb.workspace = true\n[dev-dependencies]\ntempfile = \"3\"\n";
        assert_eq!(impure(Path::new("crates/flow/Cargo.toml"), text).len(), 1);
        assert!(impure(Path::new("crates/peakend/Cargo.toml"), text).is_empty());
    }

    #[test]
    fn a_lockfile_with_addresses_is_found() {
        let line = format!("{{\n  \"resolved\": \"https:{}\"\n}}", "//example.org/a.tgz");
        assert_eq!(addresses(Path::new("package-lock.json"), &line).len(), 1);
        assert!(addresses(Path::new("package-lock.json"), "\"integrity\": \"sha512\"").is_empty());
    }

    #[test]
    fn a_registry_host_is_found() {
        let line = format!("wget https:{}{}/x", "//registry.", REGISTRY_HOSTS[0].replace('|', "."));
        assert_eq!(private(Path::new("a.md"), &line).len(), 1);
        assert!(private(Path::new("a.md"), "from crates.io, by name").is_empty());
    }
}
