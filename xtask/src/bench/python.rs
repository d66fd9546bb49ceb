//! The Python that the peers run in: one that the environment names, or one made with what they need.

use std::path::{Path, PathBuf};

use crate::house::House;
use crate::{Outcome, python, shell};

/// What the peers of scoring import.
pub(super) const SCORE: [&str; 5] = ["numpy", "pyarrow", "duckdb", "polars", "datafusion"];
/// What the peers of drivers import.
pub(super) const DRIVERS: [&str; 1] = ["numpy"];

/// An interpreter that has these packages: `PEAKEND_BENCH_PYTHON`, or a virtual environment made under `bench`.
pub(super) fn with(house: &House, packages: &[&str]) -> Outcome<PathBuf> {
    if let Some(named) = std::env::var_os("PEAKEND_BENCH_PYTHON") {
        let named = PathBuf::from(named);
        return versions(&named, packages).map(|_| named);
    }
    let python = python::environment(&super::folder(house)?.join("venv"))?;
    if versions(&python, packages).is_err() {
        python::install(&python, packages)?;
    }
    versions(&python, packages).map(|_| python)
}

/// The installed release of each package, as `name release`; fails where one cannot be imported.
pub(super) fn versions(python: &Path, packages: &[&str]) -> Outcome<Vec<String>> {
    let ask = "import importlib, importlib.metadata as m, sys\n\
               for n in sys.argv[1:]: importlib.import_module(n); print(n, m.version(n))";
    let said = shell::text(shell::command(python).args(["-c", ask]).args(packages))?;
    Ok(said.lines().map(str::to_owned).collect())
}
