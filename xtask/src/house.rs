//! Where things are: the repository, cargo's output, the shared data beside it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use crate::{Outcome, shell};

/// The places that chores work in, asked of cargo once.
pub(crate) struct House {
    /// The root of the repository.
    pub root: PathBuf,
    /// Cargo's target folder, wherever the environment puts it.
    pub target: PathBuf,
    /// The name of every integration test target of the workspace, once.
    pub tests: BTreeSet<String>,
}

impl House {
    /// Asks `cargo metadata`; fails where no workspace is found or its manifests are broken.
    pub fn find() -> Outcome<Self> {
        let mut ask = shell::cargo();
        ask.args(["metadata", "--no-deps", "--format-version", "1"]);
        let said: Value = serde_json::from_str(&shell::text(&mut ask)?)
            .map_err(|fault| format!("cannot read what cargo metadata says: {fault}"))?;
        let place = |key: &str| {
            said[key]
                .as_str()
                .map(PathBuf::from)
                .ok_or_else(|| format!("cargo metadata does not tell `{key}`"))
        };
        Ok(Self {
            root: place("workspace_root")?,
            target: place("target_directory")?,
            tests: tests_in(&said),
        })
    }

    /// The program that `cargo build --release` leaves behind.
    pub fn program(&self) -> PathBuf {
        self.target.join("release").join(format!("peakend{}", std::env::consts::EXE_SUFFIX))
    }

    /// A path under the folder of shared data, which stands beside the repository; an error where it is absent.
    pub fn shared(&self, path: &str) -> Outcome<PathBuf> {
        let base = std::env::var_os("PEAKEND_SHARED")
            .map_or_else(|| self.root.join("..").join("shared"), PathBuf::from);
        let full = base.join(path);
        if full.exists() {
            full.canonicalize().map_err(|fault| format!("{}: {fault}", full.display()))
        } else {
            Err(format!("{} is absent; PEAKEND_SHARED can name the folder of shared data", full.display()))
        }
    }

    /// Builds the product as users run it.
    pub fn build(&self) -> Outcome<()> {
        let mut build = shell::cargo();
        build.args(["build", "--release", "-p", "peakend"]).args(shell::locked()).current_dir(&self.root);
        shell::run(&mut build)
    }
}

fn tests_in(metadata: &Value) -> BTreeSet<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let targets = list(&metadata["packages"]).into_iter().flat_map(|package| list(&package["targets"]));
    targets
        .filter(|target| list(&target["kind"]).iter().any(|kind| kind == "test"))
        .filter_map(|target| target["name"].as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_integration_tests_are_listed() {
        let metadata = serde_json::json!({"packages": [{"targets": [
            {"kind": ["lib"], "name": "peakend"}, {"kind": ["test"], "name": "browser"}]}]});
        assert_eq!(tests_in(&metadata), BTreeSet::from(["browser".to_owned()]));
    }
}
