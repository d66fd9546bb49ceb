//! The browser that the browser tests drive: found, installed on Debian as root, or named.

use std::path::{Path, PathBuf};

use crate::{Outcome, debian, shell};

/// A browser and its driver.
pub(crate) struct Browser {
    /// The variable the tests read is `PEAKEND_CHROMIUM`.
    pub chromium: PathBuf,
    /// The variable the tests read is `PEAKEND_CHROMEDRIVER`.
    pub chromedriver: PathBuf,
}

const CHROMIUM: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const FONTS: &str = "fonts-noto-cjk";

/// What is there, without installing anything; the fault names what is absent.
pub(crate) fn find() -> Outcome<Browser> {
    let chosen = |variable: &str, names: &[&str]| match std::env::var(variable) {
        Ok(path) => Some(path).filter(|path| Path::new(path).is_file()).map(PathBuf::from),
        Err(_) => names.iter().find_map(|name| shell::which(name)),
    };
    let chromium = chosen("PEAKEND_CHROMIUM", &CHROMIUM);
    let chromedriver = chosen("PEAKEND_CHROMEDRIVER", &["chromedriver"]);
    match (chromium, chromedriver) {
        (Some(chromium), Some(chromedriver)) => Ok(Browser { chromium, chromedriver }),
        (None, Some(_)) => Err(absent("Chromium")),
        (Some(_), None) => Err(absent("ChromeDriver")),
        (None, None) => Err(absent("Chromium and ChromeDriver")),
    }
}

/// Finds the browser; on Debian as root installs what is absent first, Chinese fonts included.
pub(crate) fn ready() -> Outcome<Browser> {
    let absent = packages_absent();
    if !absent.is_empty() {
        if debian::can_install() {
            debian::install(&absent)?;
        } else if absent.contains(&FONTS) {
            println!(
                "no Chinese font found: install Noto Sans CJK (Debian: {FONTS}), or screenshots show boxes"
            );
        }
    }
    find()
}

fn absent(what: &str) -> String {
    format!(
        "{what} not found: install them (Debian: apt-get install chromium chromium-driver {FONTS}), \
         or name them in PEAKEND_CHROMIUM and PEAKEND_CHROMEDRIVER"
    )
}

/// The Debian packages whose purpose is not served by what is already there.
fn packages_absent() -> Vec<&'static str> {
    let mut absent = Vec::new();
    let named = |variable: &str| std::env::var_os(variable).is_some();
    if !named("PEAKEND_CHROMIUM") && !CHROMIUM.iter().any(|name| shell::which(name).is_some()) {
        absent.push("chromium");
    }
    if !named("PEAKEND_CHROMEDRIVER") && shell::which("chromedriver").is_none() {
        absent.push("chromium-driver");
    }
    if !has_chinese_font() {
        absent.push(FONTS);
    }
    absent
}

fn has_chinese_font() -> bool {
    let listed = shell::text(shell::command("fc-list").args([":lang=zh", "family"])).unwrap_or_default();
    !listed.trim().is_empty() || debian::has(FONTS)
}
