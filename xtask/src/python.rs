//! Virtual environments of Python, for tools and peers that are written in it.

use std::path::{Path, PathBuf};

use crate::{Outcome, debian, shell};

/// The interpreter of a virtual environment in this folder, made where it is absent.
pub(crate) fn environment(folder: &Path) -> Outcome<PathBuf> {
    let python = program(folder, "python");
    if python.is_file() {
        return Ok(python);
    }
    let make = || {
        let base = ["python3", "python"].iter().find_map(|name| shell::which(name));
        let base = base.ok_or("Python 3.10 or newer is absent (Debian: apt-get install python3-venv)")?;
        shell::run(shell::command(base).args(["-m", "venv"]).arg(folder))
    };
    // Debian has a Python that lacks this module until one asks for it.
    if make().is_err() && debian::can_install() {
        debian::install(&["python3", "python3-venv"])?;
        make()?;
    }
    if python.is_file() { Ok(python) } else { Err("no virtual environment of Python can be made".into()) }
}

/// A program that a package has put into the environment.
pub(crate) fn program(folder: &Path, name: &str) -> PathBuf {
    let place = if cfg!(windows) { "Scripts" } else { "bin" };
    folder.join(place).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Installs packages, each a name or `name==release`.
pub(crate) fn install(python: &Path, packages: &[&str]) -> Outcome<()> {
    let mut install = shell::command(python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages);
    shell::run(&mut install)
}
