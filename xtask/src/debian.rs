//! What Debian gives as root: packages, installed where tests need them.

use crate::{Outcome, shell};

/// Whether packages can be installed without asking anybody: Debian, and root.
pub(crate) fn can_install() -> bool {
    is_debian() && is_root()
}

/// Whether this process is root; no where the system knows no such thing.
pub(crate) fn is_root() -> bool {
    shell::text(shell::command("id").arg("-u")).is_ok_and(|text| text.trim() == "0")
}

/// Whether a package is installed.
pub(crate) fn has(package: &str) -> bool {
    shell::text(shell::command("dpkg-query").args(["-W", "-f=${Status}", package]))
        .is_ok_and(|status| status.contains("install ok installed"))
}

/// Installs packages, without what they merely recommend.
pub(crate) fn install(packages: &[&str]) -> Outcome<()> {
    let quiet = ["-q", "-o", "Dpkg::Use-Pty=0"];
    let mut update = shell::command("apt-get");
    shell::run(update.env("DEBIAN_FRONTEND", "noninteractive").args(quiet).arg("update"))?;
    let mut install = shell::command("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive").args(quiet).args([
        "install",
        "-y",
        "--no-install-recommends",
    ]);
    shell::run(install.args(packages))
}

fn is_debian() -> bool {
    // Ubuntu is not meant: its package `chromium` fetches something else, which a container cannot run.
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line.trim() == "ID=debian") && shell::which("apt-get").is_some()
}
