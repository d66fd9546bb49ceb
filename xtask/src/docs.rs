//! Docs that name files are tested: every path that a page names has to exist.
//!
//! Named means in backticks, or as the target of a link or a picture. What stands in a fenced block is an
//! example, and what git ignores (`target/`, `web/dist/`) is made later; neither is checked.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use crate::Outcome;
use crate::house::House;
use crate::rules;

/// Kinds of files that a page can only mean as part of the repository, wherever the path starts.
const SOURCES: [&str; 7] = ["rs", "toml", "md", "ftl", "sql", "ts", "css"];
/// Folders that exist only after a build.
const MADE: [&str; 3] = ["target", "node_modules", "dist"];
/// A history names what once was.
const HISTORY: &str = "CHANGELOG.md";

/// Every path named but absent, as `page:line: what`.
pub(crate) fn check(house: &House) -> Outcome<Vec<String>> {
    let tree = Tree::of(rules::files(house)?);
    let mut faults = Vec::new();
    for page in &tree.files {
        if page.extension().is_none_or(|kind| kind != "md") || page.ends_with(HISTORY) {
            continue;
        }
        let text = std::fs::read_to_string(house.root.join(page))
            .map_err(|fault| format!("{}: {fault}", page.display()))?;
        for (line, named) in named(&text) {
            let absent = match &named {
                Named::Code(path) => looks_like_ours(path, &tree) && !tree.has(page, path),
                Named::Link(path) => !tree.has(page, path),
            };
            if absent {
                let (Named::Code(path) | Named::Link(path)) = named;
                faults.push(format!("{}:{line}: names `{path}`, which does not exist", page.display()));
            }
        }
    }
    Ok(faults)
}

/// The files of the repository and every folder above one.
struct Tree {
    files: BTreeSet<PathBuf>,
    all: BTreeSet<PathBuf>,
}

impl Tree {
    fn of(files: Vec<PathBuf>) -> Self {
        let all = files.iter().flat_map(|file| file.ancestors().map(Path::to_owned)).collect();
        Self { files: files.into_iter().collect(), all }
    }

    /// Whether a path written on a page exists from the root, from the page's folder, or from a crate's.
    fn has(&self, page: &Path, path: &str) -> bool {
        let crates = self.all.iter().filter(|folder| folder.parent() == Some(Path::new("crates")));
        let bases = [Path::new(""), page.parent().unwrap_or(page), Path::new("crates")];
        bases.into_iter().chain(crates.map(PathBuf::as_path)).any(|base| {
            let full = plain(&base.join(path));
            full.as_ref().is_some_and(|full| self.all.contains(full)) || full.is_none()
        })
    }
}

/// A path without `.` and `..`; none when it leaves the repository, where nothing is promised.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut plain = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => plain.push(name),
            Component::ParentDir => plain.pop().map(drop)?,
            _ => {}
        }
    }
    Some(plain.iter().collect())
}

/// Whether words in backticks mean a file of the repository rather than a command, a type or a user's own file.
fn looks_like_ours(path: &str, tree: &Tree) -> bool {
    let odd = |c: char| c.is_whitespace() || "<>*?{}$|…=(),;\"'\\".contains(c);
    if path.contains(odd)
        || path.contains("://")
        || path.starts_with(['/', '~', '-', '.']) && !path.starts_with(".ci/")
    {
        return false;
    }
    if Path::new(path).components().any(|part| MADE.iter().any(|made| part.as_os_str() == *made)) {
        return false;
    }
    let kind = Path::new(path).extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    match path.split_once('/') {
        Some((first, _)) => tree.all.contains(Path::new(first)) || SOURCES.contains(&kind),
        // A bare name is ours when it is written like a page of the house: README.md, ARCHITECTURE.md.
        None => kind == "md" && path.starts_with(|c: char| c.is_ascii_uppercase()),
    }
}

#[derive(Debug, PartialEq)]
enum Named {
    Code(String),
    Link(String),
}

/// What a page names outside fenced blocks, with its line.
fn named(text: &str) -> Vec<(usize, Named)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let codes = line.split('`').skip(1).step_by(2);
            found.extend(codes.map(without_place).map(|path| (index + 1, Named::Code(path))));
            found.extend(links(line).into_iter().map(|path| (index + 1, Named::Link(path))));
        }
    }
    found
}

/// A path without the line, the anchor or the closing slash that may follow it.
fn without_place(path: &str) -> String {
    let path = path.split('#').next().unwrap_or(path);
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let path = path.rsplit_once(':').filter(|(_, line)| number(line)).map_or(path, |(path, _)| path);
    path.trim_end_matches('/').to_owned()
}

/// The targets of `[text](target)` that are files, not addresses nor anchors.
fn links(line: &str) -> Vec<String> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next())
        .filter(|target| {
            !target.contains("://") && !target.starts_with(['#', '/']) && !target.starts_with("mailto:")
        })
        .map(without_place)
        .filter(|target| !target.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        Tree::of(
            ["README.md", ".ci/run", "maps/uss.toml", "docs/guide/moments.md", "crates/lake/src/lib.rs"]
                .map(PathBuf::from)
                .to_vec(),
        )
    }

    fn absent(page: &str, path: &str) -> bool {
        looks_like_ours(path, &tree()) && !tree().has(Path::new(page), path)
    }

    #[test]
    fn a_path_that_does_not_exist_is_found() {
        for gone in ["maps/gone.toml", "crates/lake/src/gone.rs", "src/gone.rs", "GONE.md", ".ci/gone"] {
            assert!(absent("README.md", gone), "{gone}");
        }
    }

    #[test]
    fn a_path_may_start_at_the_root_the_page_or_a_crate() {
        for here in ["maps/uss.toml", "crates/lake", "lake/src/lib.rs", "src/lib.rs", "README.md", ".ci/run"]
        {
            assert!(!absent("README.md", here), "{here}");
        }
        assert!(tree().has(Path::new("docs/guide/moments.md"), "../../README.md"));
        assert!(!tree().has(Path::new("docs/guide/moments.md"), "gone.md"));
    }

    #[test]
    fn what_is_not_a_path_of_ours_is_left_alone() {
        for other in [
            "text/csv",
            "sgd.parquet",
            "../shared/data/a.csv",
            "peakend score x.csv",
            "web/dist/a.js",
            "mod.rs",
            "/usr/a",
        ] {
            assert!(!absent("README.md", other), "{other}");
        }
    }

    #[test]
    fn examples_in_fences_are_not_promises() {
        let text = "a `maps/a.toml:12` [b](docs/b.md#c) ![d](e.png) [f](https://g.h)\n```\n`i/j.rs`\n```\n";
        let expected = [
            (1, Named::Code("maps/a.toml".into())),
            (1, Named::Link("docs/b.md".into())),
            (1, Named::Link("e.png".into())),
        ];
        assert_eq!(named(text), expected);
    }
}
